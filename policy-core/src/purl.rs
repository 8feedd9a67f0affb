//! Package URLs, as far as a decision needs them: parts, a canonical spelling, equality.
//!
//! Crate `packageurl` reads them. Around it stand the mistakes that scanners make and the names
//! whose case it leaves alone.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use packageurl::{Error, PackageUrl};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A package URL such as `pkg:deb/debian/openssl@3.0.11-1?arch=amd64`.
///
/// Parsing normalises what the purl specification calls equivalent: the type's case, percent
/// encoding, empty segments, the case of names in ecosystems that ignore it, `_` in PyPI names.
/// Two spellings of one package are equal, and equal packages print the same text.
///
/// What scanners are known to write is read as they mean it: a scope whose `@` is not encoded, a
/// version with a `/` in it, an empty version, a package that breaks its type's own rules
/// (`pkg:swift/Alamofire@5.4.3` lacks a namespace).
///
/// ```
/// use policy_core::Purl;
///
/// let purl: Purl = "pkg:PyPI/Flask_Login@0.6.3?extra=x".parse()?;
/// assert_eq!(purl.to_string(), "pkg:pypi/flask-login@0.6.3?extra=x");
/// assert_eq!(purl.without_qualifiers(), "pkg:pypi/flask-login@0.6.3");
/// assert_eq!(purl.package(), "pkg:pypi/flask-login");
/// # Ok::<(), policy_core::PurlError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Purl {
    // Canonical text, which says everything; the parts below are decoded, hence kept apart.
    text: String,
    package_end: usize,
    version_end: usize,
    kind: String,
    /// Namespace and name, and where the name begins.
    path: String,
    name_at: usize,
    version: Option<String>,
    qualifiers: Vec<(String, String)>,
    subpath: Option<String>,
}

impl Purl {
    /// Reads a package URL.
    ///
    /// # Errors
    ///
    /// [`PurlError`] says which part is missing or malformed.
    pub fn parse(text: &str) -> Result<Self, PurlError> {
        parse(text.trim()).map_err(|error| PurlError {
            input: text.chars().take(200).collect(),
            reason: error.to_string(),
        })
    }

    /// Returns the type, such as `npm` or `deb`, in lower case.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Returns the namespace, decoded, such as `@babel` or `org.apache.logging.log4j`.
    #[must_use]
    pub fn namespace(&self) -> Option<&str> {
        self.path.get(..self.name_at.checked_sub(1)?)
    }

    /// Returns the name, decoded.
    #[must_use]
    pub fn name(&self) -> &str {
        self.path.get(self.name_at..).unwrap_or(&self.path)
    }

    /// Returns namespace and name, decoded, with a `/` between them.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Returns the version, decoded.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// Returns the value of a qualifier, such as `arch`.
    #[must_use]
    pub fn qualifier(&self, key: &str) -> Option<&str> {
        self.qualifiers.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    /// Returns all qualifiers, sorted by key.
    pub fn qualifiers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.qualifiers.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Returns the subpath, decoded.
    #[must_use]
    pub fn subpath(&self) -> Option<&str> {
        self.subpath.as_deref()
    }

    /// Returns the canonical text with version and without qualifiers: what identifies a component
    /// in a decision, whatever architecture or distribution a scanner adds.
    #[must_use]
    pub fn without_qualifiers(&self) -> &str {
        self.text.get(..self.version_end).unwrap_or(&self.text)
    }

    /// Returns the canonical text without version and qualifiers.
    #[must_use]
    pub fn package(&self) -> &str {
        self.text.get(..self.package_end).unwrap_or(&self.text)
    }

    /// Returns the canonical text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns whether this purl, the general side, covers `other`, the specific side: the same
    /// package; the version, every qualifier and the subpath equal where this purl gives them.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        self.package() == other.package()
            && (self.version.is_none() || self.version == other.version)
            && (self.subpath.is_none() || self.subpath == other.subpath)
            && self.qualifiers().all(|(key, value)| other.qualifier(key) == Some(value))
    }
}

impl PartialEq for Purl {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Purl {}

impl Ord for Purl {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl PartialOrd for Purl {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for Purl {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl FromStr for Purl {
    type Err = PurlError;

    fn from_str(text: &str) -> Result<Self, PurlError> {
        Self::parse(text)
    }
}

impl fmt::Display for Purl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl Serialize for Purl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Purl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::evidence::json::from_text(deserializer, "a package URL", Self::parse)
    }
}

/// A text that is not a package URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{input}` is not a package URL: {reason}")]
pub struct PurlError {
    input: String,
    reason: String,
}

impl PurlError {
    pub(crate) fn reason(&self) -> &str {
        &self.reason
    }
}

fn parse(text: &str) -> Result<Purl, Error> {
    let (kind, read) = read(text)?;
    let lower =
        |text: &str| if ignores_case(&kind) { text.to_lowercase() } else { text.to_owned() };
    let mut name = lower(read.name());
    if kind == "pypi" {
        name = name.replace('_', "-");
    }
    let namespace = read.namespace().map(steps).filter(|text| !text.is_empty());
    let namespace = namespace.map(|text| lower(&text));
    let version = read.version().filter(|text| !text.is_empty()).map(str::to_owned);
    let mut qualifiers: Vec<(String, String)> =
        read.qualifiers().iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
    qualifiers.sort();
    let subpath = read.subpath().map(str::to_owned);

    let mut text = format!("pkg:{kind}/");
    for segment in namespace.iter().flat_map(|text| text.split('/')) {
        encode(&mut text, segment);
        text.push('/');
    }
    encode(&mut text, &name);
    let mut path = namespace.map(|text| text + "/").unwrap_or_default();
    let name_at = path.len();
    path.push_str(&name);
    let package_end = text.len();
    if let Some(version) = &version {
        text.push('@');
        encode(&mut text, version);
    }
    let version_end = text.len();
    for (index, (key, value)) in qualifiers.iter().enumerate() {
        text.push(if index == 0 { '?' } else { '&' });
        text.push_str(key);
        text.push('=');
        encode(&mut text, value);
    }
    for (index, segment) in subpath.iter().flat_map(|text| text.split('/')).enumerate() {
        text.push(if index == 0 { '#' } else { '/' });
        encode(&mut text, segment);
    }
    Ok(Purl { text, package_end, version_end, kind, path, name_at, version, qualifiers, subpath })
}

/// The segments of a namespace that say something. `packageurl` leaves out `.` and `..` before it
/// decodes them, and refuses such a subpath.
fn steps(path: &str) -> Cow<'_, str> {
    let says_something = |segment: &&str| !matches!(*segment, "" | "." | "..");
    match path.split('/').all(|segment| says_something(&segment)) {
        true => Cow::Borrowed(path),
        false => path.split('/').filter(says_something).collect::<Vec<_>>().join("/").into(),
    }
}

/// The type, and everything else.
fn read(text: &str) -> Result<(String, PackageUrl<'static>), Error> {
    let Some((kind, rest)) = mended(text) else {
        // It has no type or no scheme, and `packageurl` finds the words for that.
        return PackageUrl::from_str(text).map(|read| (read.ty().to_owned(), read));
    };
    match PackageUrl::from_str(&format!("pkg:{kind}/{rest}")) {
        // A finding must not lose its package because the type asks for a namespace: what breaks
        // the rules of its type is read by the rules for all types.
        Err(
            Error::TypeProhibitsNamespace(_)
            | Error::TypeRequiresNamespace(_)
            | Error::MissingRequiredQualifier(..)
            | Error::InvalidName(..)
            | Error::InvalidVersion(..),
        ) => PackageUrl::from_str(&format!("pkg:generic/{rest}")).map(|read| (kind, read)),
        read => read.map(|read| (kind, read)),
    }
}

/// The type in lower case, and the rest as its writer should have encoded it.
fn mended(text: &str) -> Option<(String, String)> {
    let (scheme, rest) = text.split_once(':')?;
    if !scheme.eq_ignore_ascii_case("pkg") {
        return None;
    }
    let (rest, subpath) = match rest.rsplit_once('#') {
        Some((rest, subpath)) => (rest, Some(subpath)),
        None => (rest, None),
    };
    // Qualifiers with an address in them may have a second `?`.
    let (rest, qualifiers) = match rest.split_once('?') {
        Some((rest, qualifiers)) => (rest, Some(qualifiers.replace('?', "%3F"))),
        None => (rest, None),
    };
    let (kind, path) = rest.trim_start_matches('/').split_once('/')?;
    // The version follows the last `@`, unless that one opens a scope (`pkg:npm/@babel/core`); a
    // branch of Go (`@v1-feature/b`) may have a slash in it.
    let mut rest = match path.rsplit_once('@') {
        Some((path, version)) if !path.is_empty() && !path.ends_with('/') => {
            format!("{path}@{}", version.replace('/', "%2F"))
        }
        _ => path.to_owned(),
    };
    if let Some(qualifiers) = qualifiers {
        rest.push('?');
        rest.push_str(&qualifiers);
    }
    // The last `#` alone begins a subpath, and an empty subpath is about to go.
    if rest.contains('#') {
        rest = rest.replace('#', "%23");
    }
    if let Some(subpath) = subpath
        && subpath.split('/').any(|segment| !matches!(segment, "" | "." | ".."))
    {
        rest.push('#');
        rest.push_str(subpath);
    }
    Some((kind.to_ascii_lowercase(), rest))
}

/// Whether names and namespaces of a type ignore case, as the purl type definitions (and for
/// `docker` and `gitlab` the platforms) have it. `packageurl` knows some of them.
fn ignores_case(kind: &str) -> bool {
    matches!(
        kind,
        "alpm"
            | "apk"
            | "bitbucket"
            | "bitnami"
            | "brew"
            | "composer"
            | "deb"
            | "docker"
            | "github"
            | "gitlab"
            | "golang"
            | "hex"
            | "luarocks"
            | "npm"
            | "oci"
            | "otp"
            | "pub"
            | "pypi"
            | "vscode-extension"
    )
}

/// Letters, digits and `-._~:` stay. `@` does not, so that a scope is not taken for a version.
const ENCODED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':');

fn encode(into: &mut String, text: &str) {
    into.extend(utf8_percent_encode(text, ENCODED));
}
