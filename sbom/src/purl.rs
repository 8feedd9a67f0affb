//! Package URLs, parsed.

use std::fmt;
use std::str::FromStr;

use packageurl::PackageUrl;

/// A parsed package URL: `pkg:npm/%40angular/core@17.0.0`.
///
/// Documents keep package URLs as text, because a broken one is no reason to refuse a document;
/// this is the reading of one.
///
/// # Examples
///
/// ```
/// let purl = sbom::Purl::parse("pkg:deb/debian/openssl@3.0.11-1?arch=amd64")?;
/// assert_eq!((purl.kind(), purl.namespace(), purl.name()), ("deb", Some("debian"), "openssl"));
/// assert_eq!(purl.version(), Some("3.0.11-1"));
/// assert_eq!(purl.qualifier("arch"), Some("amd64"));
/// # Ok::<(), sbom::PurlError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purl(PackageUrl<'static>);

impl Purl {
    /// Parses a package URL.
    ///
    /// Tolerates the unencoded scope that some npm tools write: `pkg:npm/@scope/name`.
    ///
    /// # Errors
    ///
    /// When the text is not a package URL.
    pub fn parse(text: &str) -> Result<Self, PurlError> {
        let scoped = text.strip_prefix("pkg:npm/@").map(|rest| format!("pkg:npm/%40{rest}"));
        match PackageUrl::from_str(scoped.as_deref().unwrap_or(text)) {
            Ok(purl) => Ok(Self(purl)),
            Err(error) => Err(PurlError { reason: error.to_string() }),
        }
    }

    /// Returns the type: `npm`, `maven`, `deb`.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.0.ty()
    }

    /// Returns the namespace, decoded: a scope, a group, a distribution.
    #[must_use]
    pub fn namespace(&self) -> Option<&str> {
        self.0.namespace()
    }

    /// Returns the name, decoded.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.name()
    }

    /// Returns the version, decoded.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.0.version()
    }

    /// Returns one qualifier's value, decoded.
    #[must_use]
    pub fn qualifier(&self, key: &str) -> Option<&str> {
        self.0.qualifiers().get(key).map(AsRef::as_ref)
    }

    /// Returns the path within the package.
    #[must_use]
    pub fn subpath(&self) -> Option<&str> {
        self.0.subpath()
    }
}

impl fmt::Display for Purl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Purl {
    type Err = PurlError;

    fn from_str(text: &str) -> Result<Self, PurlError> {
        Self::parse(text)
    }
}

/// Why a text is not a package URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a package URL: {reason}")]
pub struct PurlError {
    reason: String,
}
