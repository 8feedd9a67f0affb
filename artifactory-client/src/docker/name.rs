//! What an image is called inside a repository.

use std::fmt;
use std::str::FromStr;

use crate::name::{InvalidName, Reason, check_segment};
use jfrog_http::Sha256;

/// The name of an image inside its repository: `api`, `team/api`; no registry host, no tag.
///
/// Looser than the distribution specification on letters, because remote repositories hold what
/// others named, and as strict as needed to stay one path.
///
/// ```
/// use artifactory_client::docker::ImageName;
///
/// let image: ImageName = "team/api".parse()?;
/// assert_eq!(image.as_str(), "team/api");
/// assert!("team/../secret".parse::<ImageName>().is_err());
/// assert!("team/api:1.4.2".parse::<ImageName>().is_err()); // the tag goes beside it
/// # Ok::<(), artifactory_client::InvalidName>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ImageName(String);

impl ImageName {
    /// Parses an image name.
    ///
    /// # Errors
    /// When a segment is empty, `.`, `..` or starts with `_` (the registry's own routes), or when a
    /// character is a space, a control character, `:` or `@`, which belong to a tag or a digest.
    pub fn new(name: impl Into<String>) -> Result<Self, InvalidName> {
        let name = name.into();
        let fault = if name.is_empty() {
            Some(Reason::Empty)
        } else if name.len() > IMAGE_NAME_MAX {
            Some(Reason::TooLong(IMAGE_NAME_MAX))
        } else if name.contains([':', '@']) || name.contains(char::is_whitespace) {
            Some(Reason::NotAnImage)
        } else {
            name.split('/').find_map(|segment| match check_segment(segment) {
                Err(reason) => Some(reason),
                // `_catalog`, `_uploads`: routes and Artifactory's own folders.
                Ok(()) if segment.starts_with('_') => Some(Reason::NotAnImage),
                Ok(()) => None,
            })
        };
        match fault {
            Some(reason) => Err(InvalidName::new("image", &name, reason)),
            None => Ok(Self(name)),
        }
    }

    /// Returns the name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn segments(&self) -> impl Iterator<Item = &str> {
        self.0.split('/')
    }
}

impl FromStr for ImageName {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        Self::new(text)
    }
}

impl fmt::Display for ImageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which manifest of an image: the one a tag points at now, or the one with a digest.
///
/// ```
/// use artifactory_client::docker::Reference;
///
/// assert!(matches!("1.4.2".parse()?, Reference::Tag(_)));
/// let pinned = format!("sha256:{}", "a".repeat(64));
/// assert!(matches!(pinned.parse()?, Reference::Digest(_)));
/// assert!("sha256:abc".parse::<Reference>().is_err());
/// # Ok::<(), artifactory_client::InvalidName>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "the distribution specification knows these two and no other"
)]
pub enum Reference {
    /// A tag, which may point elsewhere tomorrow.
    Tag(Tag),
    /// A digest, which always names the same bytes.
    Digest(Sha256),
}

impl FromStr for Reference {
    type Err = InvalidName;

    /// Reads a tag (`1.4.2`) or a digest (`sha256:…`).
    fn from_str(text: &str) -> Result<Self, InvalidName> {
        if text.contains(':') {
            parse_digest(text).map(Self::Digest)
        } else {
            Tag::new(text).map(Self::Tag)
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tag(tag) => tag.fmt(f),
            Self::Digest(digest) => write!(f, "sha256:{digest}"),
        }
    }
}

impl From<Tag> for Reference {
    fn from(tag: Tag) -> Self {
        Self::Tag(tag)
    }
}

impl From<Sha256> for Reference {
    fn from(digest: Sha256) -> Self {
        Self::Digest(digest)
    }
}

/// The tag of an image: at most 128 letters, digits, `_`, `.` and `-`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tag(String);

impl Tag {
    /// Parses a tag.
    ///
    /// # Errors
    /// When the text is not a tag by the distribution specification.
    pub fn new(tag: impl Into<String>) -> Result<Self, InvalidName> {
        let tag = tag.into();
        let head_ok = tag.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        let rest_ok =
            tag.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'));
        if !head_ok || !rest_ok {
            return Err(InvalidName::new("tag", &tag, Reason::NotATag));
        }
        if tag.len() > TAG_MAX {
            return Err(InvalidName::new("tag", &tag, Reason::TooLong(TAG_MAX)));
        }
        Ok(Self(tag))
    }

    /// Returns the tag as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Tag {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        Self::new(text)
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Reads `sha256:<hex>`. Upper-case digits and other algorithms are refused: registries compare
/// digests as text, and a digest this crate cannot compute is one it could not verify.
pub(crate) fn parse_digest(text: &str) -> Result<Sha256, InvalidName> {
    text.strip_prefix("sha256:")
        .filter(|hex| !hex.contains(|c: char| c.is_ascii_uppercase()))
        .and_then(|hex| hex.parse().ok())
        .ok_or_else(|| InvalidName::new("digest", text, Reason::NotADigest))
}

/// The distribution specification bounds host and name together at 255; a name alone gets as much.
const IMAGE_NAME_MAX: usize = 255;
const TAG_MAX: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn image_names_may_nest_and_carry_nothing_else() {
        for ok in ["api", "team/api", "a/b/c-d_e.f", "library/mongo", "Team/API"] {
            assert_eq!(ok.parse::<ImageName>().unwrap().as_str(), ok);
        }
        for bad in [
            "",
            "/api",
            "api/",
            "a//b",
            "a/../b",
            "api:1.0",
            "api@sha256:aa",
            "_catalog",
            "a/_uploads",
            "a b",
        ] {
            assert!(bad.parse::<ImageName>().is_err(), "{bad:?}");
        }
        assert!(ImageName::new("a".repeat(256)).is_err());
    }

    #[test]
    fn references_are_tags_or_sha256_digests() {
        let hex = "0123456789abcdef".repeat(4);
        let reference: Reference = format!("sha256:{hex}").parse().unwrap();
        assert_eq!(reference.to_string(), format!("sha256:{hex}"));
        assert_eq!("v1.2_3-rc".parse::<Reference>().unwrap().to_string(), "v1.2_3-rc");
        let upper = format!("sha256:{}", hex.to_uppercase());
        let sha512 = format!("sha512:{}", "ab".repeat(64));
        for bad in [
            "",
            ".hidden",
            "-x",
            "a b",
            "a/b",
            "sha256:",
            "sha256:zz",
            &upper,
            &sha512,
            &"a".repeat(129),
        ] {
            assert!(bad.parse::<Reference>().is_err(), "{bad:?}");
        }
    }
}
