//! Software Heritage identifiers (ISO/IEC 18670).

use std::fmt;

use super::{IdentityError, is_lower_hex};

const SCHEME: &str = "SWHID";

/// A Software Heritage identifier: `swh:1:rev:` and a digest, with qualifiers.
///
/// # Examples
///
/// ```
/// use sbom::identity::{Swhid, SwhidObject};
///
/// let id = Swhid::parse("swh:1:cnt:94a9ed024d3859793618152ea559a168bbcbb5e2;lines=9-15")?;
/// assert_eq!(id.object(), SwhidObject::Content);
/// assert_eq!(id.digest(), "94a9ed024d3859793618152ea559a168bbcbb5e2");
/// assert_eq!(id.qualifier("lines"), Some("9-15"));
/// assert_eq!(id.core().to_string(), "swh:1:cnt:94a9ed024d3859793618152ea559a168bbcbb5e2");
/// # Ok::<(), sbom::identity::IdentityError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Swhid<'a> {
    object: SwhidObject,
    digest: &'a str,
    qualifiers: &'a str,
}

impl<'a> Swhid<'a> {
    /// Reads an identifier of version 1.
    ///
    /// # Errors
    ///
    /// When the scheme, the version, the kind of object or the digest (40 digits in lower case)
    /// is another, or a qualifier is unknown, repeated or has no value.
    pub fn parse(text: &'a str) -> Result<Self, IdentityError> {
        let fail = |reason| IdentityError { scheme: SCHEME, reason };
        let (core, qualifiers) = text.split_once(';').unwrap_or((text, ""));
        let mut parts = core.splitn(4, ':');
        if parts.next() != Some("swh") {
            return Err(fail("it must begin with `swh:`"));
        }
        if parts.next() != Some("1") {
            return Err(fail("its version must be 1"));
        }
        let object = match parts.next() {
            Some("cnt") => SwhidObject::Content,
            Some("dir") => SwhidObject::Directory,
            Some("rev") => SwhidObject::Revision,
            Some("rel") => SwhidObject::Release,
            Some("snp") => SwhidObject::Snapshot,
            _ => return Err(fail("the object must be `cnt`, `dir`, `rev`, `rel` or `snp`")),
        };
        let digest = match parts.next() {
            Some(digest) if is_lower_hex(digest, 40) => digest,
            _ => return Err(fail("the digest must be 40 lower-case hexadecimal digits")),
        };
        if core.len() != text.len() {
            check_qualifiers(qualifiers).map_err(fail)?;
        }
        Ok(Self { object, digest, qualifiers })
    }

    /// Returns which kind of object is meant.
    #[must_use]
    pub fn object(self) -> SwhidObject {
        self.object
    }

    /// Returns the digest, as git computes it for the same object.
    #[must_use]
    pub fn digest(self) -> &'a str {
        self.digest
    }

    /// Returns the identifier without its qualifiers, which is what makes two of them equal.
    #[must_use]
    pub fn core(self) -> Self {
        Self { qualifiers: "", ..self }
    }

    /// Returns a qualifier's value as written: `origin`, `visit`, `anchor`, `path`, `lines` or
    /// `bytes`.
    #[must_use]
    pub fn qualifier(self, key: &str) -> Option<&'a str> {
        pairs(self.qualifiers).find(|pair| pair.0 == key).map(|pair| pair.1)
    }
}

impl fmt::Display for Swhid<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "swh:1:{}:{}", self.object.as_str(), self.digest)?;
        if !self.qualifiers.is_empty() {
            write!(f, ";{}", self.qualifiers)?;
        }
        Ok(())
    }
}

/// What a [`Swhid`] identifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "version 1 of the scheme has these five")]
pub enum SwhidObject {
    /// A file's content.
    Content,
    /// A directory.
    Directory,
    /// A commit.
    Revision,
    /// A tagged release.
    Release,
    /// The state of a whole repository.
    Snapshot,
}

impl SwhidObject {
    /// Returns the three letters that the identifier uses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Content => "cnt",
            Self::Directory => "dir",
            Self::Revision => "rev",
            Self::Release => "rel",
            Self::Snapshot => "snp",
        }
    }
}

fn pairs(qualifiers: &str) -> impl Iterator<Item = (&str, &str)> {
    qualifiers.split(';').map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

fn check_qualifiers(qualifiers: &str) -> Result<(), &'static str> {
    const KNOWN: [&str; 6] = ["origin", "visit", "anchor", "path", "lines", "bytes"];
    let mut seen = [false; KNOWN.len()];
    for (key, value) in pairs(qualifiers) {
        let known = KNOWN.iter().zip(&mut seen).find(|(known, _)| **known == key);
        match known {
            _ if value.is_empty() => return Err("a qualifier has no value"),
            None => return Err("a qualifier is not known"),
            Some((_, seen)) if *seen => return Err("a qualifier is repeated"),
            Some((_, seen)) => *seen = true,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "94a9ed024d3859793618152ea559a168bbcbb5e2";

    #[test]
    fn an_identifier_reads_back_as_written() {
        for tail in ["", ";lines=1-2", ";origin=https://example.org/a;path=/b"] {
            for object in ["cnt", "dir", "rev", "rel", "snp"] {
                let text = format!("swh:1:{object}:{DIGEST}{tail}");
                assert_eq!(Swhid::parse(&text).unwrap().to_string(), text);
            }
        }
    }

    #[test]
    fn each_part_is_checked() {
        for text in [
            String::new(),
            format!("swh:2:cnt:{DIGEST}"),
            format!("swh:1:blob:{DIGEST}"),
            format!("swh:1:cnt:{}", DIGEST.to_uppercase()),
            format!("swh:1:cnt:{DIGEST}0"),
            format!("swh:1:cnt:{DIGEST};"),
            format!("swh:1:cnt:{DIGEST};lines"),
            format!("swh:1:cnt:{DIGEST};colour=red"),
            format!("swh:1:cnt:{DIGEST};lines=1;lines=2"),
        ] {
            assert!(Swhid::parse(&text).is_err(), "{text}");
        }
    }
}
