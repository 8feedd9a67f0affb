//! Tag ids of software identification tags.

use std::fmt;

use super::IdentityError;

const SCHEME: &str = "SWID tag id";

/// The tag id of a software identification tag (ISO/IEC 19770-2), which is opaque.
///
/// # Examples
///
/// ```
/// use sbom::identity::SwidTagId;
///
/// let id = SwidTagId::from_uri("swid:2df9de35-0aff-4a86-ace6-f7dddd1ade4c")?;
/// assert_eq!(id.as_str(), "2df9de35-0aff-4a86-ace6-f7dddd1ade4c");
/// assert_eq!(id.to_string(), "swid:2df9de35-0aff-4a86-ace6-f7dddd1ade4c");
/// # Ok::<(), sbom::identity::IdentityError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SwidTagId<'a>(&'a str);

impl<'a> SwidTagId<'a> {
    /// Reads a bare tag id, as CycloneDX writes it in `swid.tagId`.
    ///
    /// # Errors
    ///
    /// When the text is blank or has white space in it.
    pub fn parse(text: &'a str) -> Result<Self, IdentityError> {
        if text.is_empty() {
            return Err(IdentityError { scheme: SCHEME, reason: "it is empty" });
        }
        if text.contains(char::is_whitespace) {
            return Err(IdentityError { scheme: SCHEME, reason: "it has white space in it" });
        }
        Ok(Self(text))
    }

    /// Reads `swid:` and a tag id, as SPDX 2.3 (annex F.2.6) writes it.
    ///
    /// # Errors
    ///
    /// When the text does not begin with `swid:`, or what follows is no tag id.
    pub fn from_uri(text: &'a str) -> Result<Self, IdentityError> {
        match text.strip_prefix("swid:") {
            Some(id) => Self::parse(id),
            None => Err(IdentityError { scheme: SCHEME, reason: "it must begin with `swid:`" }),
        }
    }

    /// Returns the tag id.
    #[must_use]
    pub fn as_str(self) -> &'a str {
        self.0
    }
}

/// Writes the URI, `swid:` and the tag id.
impl fmt::Display for SwidTagId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "swid:{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_id_is_one_word() {
        assert!(SwidTagId::parse("example.com+product-1.0").is_ok());
        assert!(SwidTagId::parse("").is_err());
        assert!(SwidTagId::parse("a b").is_err());
        assert!(SwidTagId::from_uri("swid:").is_err());
        let error = SwidTagId::from_uri("a").unwrap_err();
        assert_eq!(error.to_string(), "not a SWID tag id: it must begin with `swid:`");
    }
}
