//! Package URLs, as far as a decision needs them: parts, a canonical spelling, equality.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// A package URL such as `pkg:deb/debian/openssl@3.0.11-1?arch=amd64`.
///
/// Parsing normalises what the purl specification calls equivalent: the type's case, percent
/// encoding, empty segments, the case of names in ecosystems that ignore it, `_` in PyPI names.
/// Two spellings of one package are equal, and equal packages print the same text.
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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Purl {
    // Canonical text; the parts below are decoded, hence kept apart.
    text: String,
    package_end: usize,
    version_end: usize,
    kind: String,
    namespace: Option<String>,
    name: String,
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
        parse(text).map_err(|reason| PurlError { input: text.chars().take(200).collect(), reason })
    }

    /// Returns the type, such as `npm` or `deb`, in lower case.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Returns the namespace, decoded, such as `@babel` or `org.apache.logging.log4j`.
    #[must_use]
    pub fn namespace(&self) -> Option<&str> {
        self.namespace.as_deref()
    }

    /// Returns the name, decoded.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
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

/// A text that is not a package URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{input}` is not a package URL: {reason}")]
pub struct PurlError {
    input: String,
    reason: &'static str,
}

fn parse(text: &str) -> Result<Purl, &'static str> {
    let rest = text
        .trim()
        .split_once(':')
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("pkg"))
        .ok_or("it does not start with `pkg:`")?
        .1
        .trim_start_matches('/');
    let (rest, subpath) = split_last(rest, '#');
    let (rest, qualifiers) = split_last(rest, '?');
    let (kind, rest) = rest.split_once('/').ok_or("the name is missing")?;
    let kind = kind.to_ascii_lowercase();
    let starts_well = kind.starts_with(|c: char| c.is_ascii_lowercase());
    if !starts_well || !kind.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b)) {
        return Err("the type is not a word of letters, digits, `.`, `+` and `-`");
    }
    // The version follows the last `@`, unless that `@` opens a scope (`pkg:npm/@babel/core`).
    let (path, version) = match rest.rfind('@') {
        Some(at) => match (rest.get(..at), rest.get(at + 1..)) {
            (Some(path), Some(version)) if !path.is_empty() && !path.ends_with('/') => {
                (path, Some(version))
            }
            _ => (rest, None),
        },
        None => (rest, None),
    };
    let mut segments = Vec::new();
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        segments.push(normalise_name(&kind, decode(segment)?));
    }
    let name = segments.pop().ok_or("the name is missing")?;
    let namespace = (!segments.is_empty()).then(|| segments.join("/"));
    let version = version.map(decode).transpose()?.filter(|text| !text.is_empty());

    let mut pairs = Vec::new();
    for pair in qualifiers.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').ok_or("a qualifier has no `=`")?;
        let value = decode(value)?;
        if !value.is_empty() {
            pairs.push((key.to_ascii_lowercase(), value));
        }
    }
    pairs.sort();
    pairs.dedup_by(|later, first| later.0 == first.0);

    let mut parts = Vec::new();
    for part in subpath.unwrap_or_default().split('/') {
        if !matches!(part, "" | "." | "..") {
            parts.push(decode(part)?);
        }
    }
    let subpath = (!parts.is_empty()).then(|| parts.join("/"));

    let mut canonical = format!("pkg:{kind}/");
    for segment in &segments {
        encode(&mut canonical, segment);
        canonical.push('/');
    }
    encode(&mut canonical, &name);
    let package_end = canonical.len();
    if let Some(version) = &version {
        canonical.push('@');
        encode(&mut canonical, version);
    }
    let version_end = canonical.len();
    for (index, (key, value)) in pairs.iter().enumerate() {
        canonical.push(if index == 0 { '?' } else { '&' });
        canonical.push_str(key);
        canonical.push('=');
        encode(&mut canonical, value);
    }
    if !parts.is_empty() {
        canonical.push('#');
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                canonical.push('/');
            }
            encode(&mut canonical, part);
        }
    }
    Ok(Purl {
        text: canonical,
        package_end,
        version_end,
        kind,
        namespace,
        name,
        version,
        qualifiers: pairs,
        subpath,
    })
}

fn split_last(text: &str, separator: char) -> (&str, Option<&str>) {
    text.rsplit_once(separator).map_or((text, None), |(before, after)| (before, Some(after)))
}

/// The rules of the purl type definitions for types that ignore case or punctuation.
pub(crate) fn normalise_name(kind: &str, name: String) -> String {
    match kind {
        "pypi" => name.to_lowercase().replace('_', "-"),
        "alpm" | "apk" | "bitbucket" | "composer" | "deb" | "github" | "gitlab" | "hex" | "npm"
        | "oci" | "pub" | "docker"
            if name.chars().any(char::is_uppercase) =>
        {
            name.to_lowercase()
        }
        _ => name,
    }
}

pub(crate) fn decode(text: &str) -> Result<String, &'static str> {
    if !text.contains('%') {
        return Ok(text.to_owned());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let high = rest.next().and_then(hex).ok_or("a `%` is not followed by two hex digits")?;
        let low = rest.next().and_then(hex).ok_or("a `%` is not followed by two hex digits")?;
        bytes.push(high << 4 | low);
    }
    String::from_utf8(bytes).map_err(|_| "a percent-encoded part is not UTF-8")
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Encodes as the purl specification asks: letters, digits and `-._~:` stay; `@` of a scope does
/// not, so that it cannot be taken for a version.
fn encode(into: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:".contains(&byte) {
            into.push(char::from(byte));
        } else {
            into.push('%');
            for digit in [byte >> 4, byte & 15] {
                into.push(
                    char::from_digit(u32::from(digit), 16).map_or('0', |c| c.to_ascii_uppercase()),
                );
            }
        }
    }
}
