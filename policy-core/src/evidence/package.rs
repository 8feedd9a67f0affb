//! What a component is, whatever is said about it.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Text;
use crate::hash::hash;
use crate::purl::{Purl, PurlError};
use crate::version::Scheme;

/// A package in one version.
///
/// Two packages are the same to a decision if their purls agree without qualifiers, or, where
/// there is no purl, their names and versions: that is their [`key`](Self::key).
///
/// It is made once and shared: a clone costs nothing, and the findings, components and violations
/// about one package can all hold the same one.
///
/// ```
/// use policy_core::evidence::Package;
///
/// let core = Package::from_text("pkg:npm/%40babel/core@7.0.0?arch=any");
/// assert_eq!(core.to_string(), "@babel/core 7.0.0");
/// assert_eq!(core.key(), "pkg:npm/%40babel/core@7.0.0");
/// assert_eq!(core.key_without_version(), "pkg:npm/%40babel/core");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Package {
    /// A hash of the key. It stands here because every decision asks every component for it.
    hash: u64,
    parts: Arc<Parts>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Parts {
    name: Text,
    version: Option<Text>,
    purl: Option<Purl>,
    /// The key where it is neither the name nor part of the purl.
    key: Option<String>,
    /// The version with the purl's epoch, where it has one to add.
    full_version: Option<String>,
    /// How versions of its type are ordered.
    scheme: Scheme,
}

impl Package {
    /// Returns a package without a purl.
    #[must_use]
    pub fn new(name: impl Into<Text>, version: impl Into<Text>) -> Self {
        let version = version.into();
        Self::of(name.into(), (!version.is_empty()).then_some(version), None)
    }

    /// Takes a purl, or whatever text there is: one that is not a purl becomes the name of a package
    /// without version, so that what a scanner wrote stays to be seen. To have it refused, parse it.
    ///
    /// ```
    /// use policy_core::evidence::Package;
    ///
    /// assert_eq!(Package::from_text("pkg:npm/qs@6.5.2").version(), Some("6.5.2"));
    /// assert_eq!(Package::from_text("pkg:npm").name(), "pkg:npm");
    ///
    /// let refused = "pkg:npm".parse::<Package>().unwrap_err();
    /// assert!(refused.to_string().contains("`pkg:npm` is not a package URL"));
    /// ```
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        text.parse().unwrap_or_else(|_| Self::new(text, ""))
    }

    /// Sets the purl. A purl's version fills in for one that is not known yet.
    #[must_use]
    pub fn with_purl(self, purl: Purl) -> Self {
        let Parts { name, version, .. } = Arc::unwrap_or_clone(self.parts);
        Self::of(name, version, Some(purl))
    }

    /// Sets the installed version; that of the purl, if it states another, stays as it is.
    #[must_use]
    pub fn with_version(self, version: impl Into<Text>) -> Self {
        let Parts { name, purl, .. } = Arc::unwrap_or_clone(self.parts);
        let version = version.into();
        Self::of(name, (!version.is_empty()).then_some(version), purl)
    }

    fn of(name: Text, version: Option<Text>, purl: Option<Purl>) -> Self {
        let version =
            version.or_else(|| purl.as_ref().and_then(|purl| purl.version()).map(Text::from));
        let key = match (&purl, &version) {
            (Some(purl), Some(version)) if purl.version().is_none() => {
                Some(format!("{}@{version}", purl.package()))
            }
            (None, Some(version)) => Some(format!("{name}@{version}")),
            (Some(_), _) | (None, None) => None,
        };
        let epoch = purl.as_ref().and_then(|purl| purl.qualifier("epoch"));
        let full_version =
            version.as_deref().and_then(|version| {
                match crate::version::with_epoch(version, epoch) {
                    Cow::Owned(full) => Some(full),
                    Cow::Borrowed(_) => None,
                }
            });
        let scheme = Scheme::of(purl.as_ref().map_or(GENERIC, Purl::kind));
        let parts = Parts { name, version, purl, key, full_version, scheme };
        Self { hash: hash(parts.key()), parts: Arc::new(parts) }
    }

    /// Returns the name people use, such as `openssl` or `@babel/core`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.parts.name
    }

    /// Returns the installed version.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.parts.version.as_deref()
    }

    /// Returns the package URL, if there is one.
    #[must_use]
    pub fn purl(&self) -> Option<&Purl> {
        self.parts.purl.as_ref()
    }

    /// Returns what identifies the package in decisions: the purl without qualifiers, else
    /// `name@version`.
    #[must_use]
    pub fn key(&self) -> &str {
        self.parts.key()
    }

    /// Returns what identifies the package whatever its version: the purl without version and
    /// qualifiers, else the name.
    #[must_use]
    pub fn key_without_version(&self) -> &str {
        self.parts.purl.as_ref().map_or(&self.parts.name, |purl| purl.package())
    }

    /// Returns the installed version in full: with the epoch that a purl keeps in a qualifier.
    #[must_use]
    pub fn full_version(&self) -> Option<&str> {
        self.parts.full_version.as_deref().or(self.version())
    }

    /// Returns the purl type, or `generic` without a purl.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.parts.purl.as_ref().map_or(GENERIC, Purl::kind)
    }

    pub(crate) fn scheme(&self) -> Scheme {
        self.parts.scheme
    }

    /// A hash of the key.
    pub(crate) const fn key_hash(&self) -> u64 {
        self.hash
    }

    /// Where the value is, which differs from run to run and tells it from others alone.
    pub(crate) fn address(&self) -> u64 {
        Arc::as_ptr(&self.parts).addr() as u64
    }

    /// Whether both are the same value in memory, hence equal in everything.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.parts, &other.parts)
    }
}

impl Parts {
    fn key(&self) -> &str {
        match (&self.key, &self.purl) {
            (Some(key), _) => key,
            (None, Some(purl)) => purl.without_qualifiers(),
            (None, None) => &self.name,
        }
    }
}

/// Reads a purl, and nothing else.
impl FromStr for Package {
    type Err = PurlError;

    fn from_str(text: &str) -> Result<Self, PurlError> {
        Purl::parse(text).map(Self::from)
    }
}

/// What a package without a purl counts as.
const GENERIC: &str = "generic";

impl From<Purl> for Package {
    fn from(purl: Purl) -> Self {
        Self::of(name(&purl).into(), None, Some(purl))
    }
}

/// The name people use for what a purl denotes.
fn name(purl: &Purl) -> String {
    match (purl.kind(), purl.namespace()) {
        ("maven", Some(namespace)) => format!("{namespace}:{}", purl.name()),
        ("deb" | "rpm" | "apk" | "alpm", _) | (_, None) => purl.name().to_owned(),
        (_, Some(namespace)) => format!("{namespace}/{}", purl.name()),
    }
}

/// By key, then by what else there is.
impl Ord for Package {
    fn cmp(&self, other: &Self) -> Ordering {
        if Arc::ptr_eq(&self.parts, &other.parts) {
            return Ordering::Equal;
        }
        let (a, b) = (&*self.parts, &*other.parts);
        self.key()
            .cmp(other.key())
            .then_with(|| (&a.name, &a.version, &a.purl).cmp(&(&b.name, &b.version, &b.purl)))
    }
}

impl PartialOrd for Package {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Writes `name version`, as people say it.
impl fmt::Display for Package {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.version() {
            Some(version) => {
                f.write_str(self.name())?;
                f.write_str(" ")?;
                f.write_str(version)
            }
            None => f.write_str(self.name()),
        }
    }
}

impl fmt::Debug for Package {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Package")
            .field("name", &self.name())
            .field("version", &self.version())
            .field("purl", &self.purl().map(Purl::as_str))
            .finish()
    }
}

impl Serialize for Package {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Package<'a> {
            name: &'a str,
            version: Option<&'a str>,
            purl: Option<&'a Purl>,
        }
        let (name, version, purl) = (self.name(), self.version(), self.purl());
        Package { name, version, purl }.serialize(serializer)
    }
}

/// Beside a purl, the name may be left out.
impl<'de> Deserialize<'de> for Package {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Package {
            name: Option<Text>,
            version: Option<Text>,
            purl: Option<Purl>,
        }
        let Package { name: stated, version, purl } = Package::deserialize(deserializer)?;
        let Some(name) = stated.or_else(|| purl.as_ref().map(|purl| name(purl).into())) else {
            return Err(D::Error::missing_field("name"));
        };
        Ok(Self::of(name, version.filter(|version| !version.is_empty()), purl))
    }
}
