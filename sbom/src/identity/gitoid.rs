//! Identifiers of git objects, as OmniBOR uses them.

use std::fmt;

use super::{IdentityError, is_lower_hex};
use crate::HashAlgorithm;

const SCHEME: &str = "gitoid";

/// A git object identifier: `gitoid:blob:sha256:` and a digest.
///
/// # Examples
///
/// ```
/// use sbom::HashAlgorithm;
/// use sbom::identity::{Gitoid, GitoidObject};
///
/// let id = Gitoid::parse("gitoid:blob:sha1:e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")?;
/// assert_eq!((id.object(), id.algorithm()), (GitoidObject::Blob, HashAlgorithm::Sha1));
/// assert_eq!(id.digest(), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
/// # Ok::<(), sbom::identity::IdentityError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gitoid<'a> {
    object: GitoidObject,
    algorithm: HashAlgorithm,
    digest: &'a str,
}

impl<'a> Gitoid<'a> {
    /// Reads a gitoid.
    ///
    /// # Errors
    ///
    /// When the scheme, the kind of object, the algorithm (`sha1` or `sha256`) or the digest's
    /// length is another, or the digest is not in lower case.
    pub fn parse(text: &'a str) -> Result<Self, IdentityError> {
        let fail = |reason| IdentityError { scheme: SCHEME, reason };
        let mut parts = text.splitn(4, ':');
        if parts.next() != Some("gitoid") {
            return Err(fail("it must begin with `gitoid:`"));
        }
        let object = match parts.next() {
            Some("blob") => GitoidObject::Blob,
            Some("tree") => GitoidObject::Tree,
            Some("commit") => GitoidObject::Commit,
            Some("tag") => GitoidObject::Tag,
            _ => return Err(fail("the object must be `blob`, `tree`, `commit` or `tag`")),
        };
        let (algorithm, len) = match parts.next() {
            Some("sha1") => (HashAlgorithm::Sha1, 40),
            Some("sha256") => (HashAlgorithm::Sha256, 64),
            _ => return Err(fail("the algorithm must be `sha1` or `sha256`")),
        };
        match parts.next() {
            Some(digest) if is_lower_hex(digest, len) => Ok(Self { object, algorithm, digest }),
            _ => Err(fail("the digest must be lower-case hexadecimal of its algorithm's length")),
        }
    }

    /// Returns which kind of git object is meant.
    #[must_use]
    pub fn object(self) -> GitoidObject {
        self.object
    }

    /// Returns the digest's algorithm: SHA-1 or SHA-256.
    #[must_use]
    pub fn algorithm(self) -> HashAlgorithm {
        self.algorithm
    }

    /// Returns the digest. It covers git's header of the object too, so it is not the digest of
    /// the file.
    #[must_use]
    pub fn digest(self) -> &'a str {
        self.digest
    }
}

impl fmt::Display for Gitoid<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let algorithm = if self.algorithm == HashAlgorithm::Sha1 { "sha1" } else { "sha256" };
        write!(f, "gitoid:{}:{algorithm}:{}", self.object.as_str(), self.digest)
    }
}

/// What a [`Gitoid`] identifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "git has four kinds of objects")]
pub enum GitoidObject {
    /// A file's content.
    Blob,
    /// A directory.
    Tree,
    /// A commit.
    Commit,
    /// An annotated tag.
    Tag,
}

impl GitoidObject {
    /// Returns git's word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Blob => "blob",
            Self::Tree => "tree",
            Self::Commit => "commit",
            Self::Tag => "tag",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gitoid_reads_back_as_written() {
        let sha256 = format!("gitoid:tree:sha256:{}", "0".repeat(64));
        for text in [sha256.as_str(), "gitoid:tag:sha1:e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"] {
            assert_eq!(Gitoid::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn each_part_is_checked() {
        let forty = "0".repeat(40);
        for text in [
            String::new(),
            format!("swh:blob:sha1:{forty}"),
            format!("gitoid:file:sha1:{forty}"),
            format!("gitoid:blob:md5:{forty}"),
            format!("gitoid:blob:sha256:{forty}"),
            format!("gitoid:blob:sha1:{}", "A".repeat(40)),
            "gitoid:blob:sha1".to_owned(),
            format!("gitoid:blob:sha1:{forty}:"),
        ] {
            assert!(Gitoid::parse(&text).is_err(), "{text}");
        }
    }
}
