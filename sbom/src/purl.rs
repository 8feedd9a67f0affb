//! Package URLs, parsed.

use std::borrow::Cow;
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
    /// Tolerates the unencoded scope that some npm tools write, `pkg:npm/@scope/name`, and a bare
    /// slash in a version, `pkg:golang/x@v1/b`. An empty version, `pkg:npm/a@`, is none.
    ///
    /// # Errors
    ///
    /// When the text is not a package URL.
    pub fn parse(text: &str) -> Result<Self, PurlError> {
        match PackageUrl::from_str(&tidy(text)) {
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

/// Writes the separators that belong to a name or version as such, so that the parser beneath
/// splits where the specification does: at the last `@` before any qualifier or subpath.
fn tidy(text: &str) -> Cow<'_, str> {
    let end = text.find(['?', '#']).unwrap_or(text.len());
    let (body, tail) = text.split_at_checked(end).unwrap_or((text, ""));
    let Some((name, version)) = body.rsplit_once('@') else {
        return Cow::Borrowed(text);
    };
    // Every `@` before the last is part of a scope or a name.
    let name = name.replace('@', "%40");
    // `pkg:npm/@scope/name`: what follows a slash is a scope.
    if name.ends_with('/') {
        return Cow::Owned(format!("{name}%40{version}{tail}"));
    }
    match version {
        "" => Cow::Owned(format!("{name}{tail}")),
        version => Cow::Owned(format!("{name}@{}{tail}", version.replace('/', "%2F"))),
    }
}

/// Undoes percent-encoding once. What is no escape, or makes no UTF-8, stays as it is.
pub(crate) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let digits = (first == b'%').then(|| tail.split_at_checked(2)).flatten();
        let byte = digits.and_then(|(pair, after)| Some((hex_pair(pair)?, after)));
        let (byte, after) = byte.unwrap_or((first, tail));
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Reads two hexadecimal digits.
fn hex_pair(pair: &[u8]) -> Option<u8> {
    let &[high, low] = pair else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? << 4 | digit(low)?)
}

/// Why a text is not a package URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a package URL: {reason}")]
pub struct PurlError {
    reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_begins_at_the_last_at_sign() {
        let parts = |text: &str| {
            let purl = Purl::parse(text).unwrap();
            let namespace = purl.namespace().unwrap_or("-").to_owned();
            format!("{namespace} {} {}", purl.name(), purl.version().unwrap_or("-"))
        };
        assert_eq!(parts("pkg:npm/a@"), "- a -");
        assert_eq!(parts("pkg:npm/a@?arch=x"), "- a -");
        assert_eq!(parts("pkg:npm/a@b@"), "- a@b -");
        assert_eq!(parts("pkg:npm/a@b@1"), "- a@b 1");
        assert_eq!(parts("pkg:golang/x@v1-feature/b"), "- x v1-feature/b");
        assert_eq!(parts("pkg:npm/@scope/name"), "@scope name -");
        assert_eq!(parts("pkg:npm/@scope/name@1.0?a=b@c"), "@scope name 1.0");
        assert_eq!(parts("pkg:npm/%40scope/name@1.0#sub@x"), "@scope name 1.0");
        assert_eq!(parts("pkg:golang/example.org/x/y@v1.2.3"), "example.org/x y v1.2.3");
    }
}
