//! Identifiers and digests.

use std::fmt;

use crate::identity::digest_fits;

/// A name for a component that means the same in every document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Identifier<'d> {
    kind: IdentifierKind,
    text: &'d str,
}

impl<'d> Identifier<'d> {
    pub(crate) fn new(kind: IdentifierKind, text: &'d str) -> Self {
        Self { kind, text }
    }

    /// Returns the naming scheme.
    #[must_use]
    pub fn kind(&self) -> IdentifierKind {
        self.kind
    }

    /// Returns the identifier as written, neither checked nor normalised.
    #[must_use]
    pub fn text(&self) -> &'d str {
        self.text
    }
}

/// The scheme of an [`Identifier`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IdentifierKind {
    /// A package URL (ECMA-427).
    Purl,
    /// A CPE 2.2 name.
    Cpe22,
    /// A CPE 2.3 name.
    Cpe23,
    /// The tag id of a SWID tag.
    Swid,
    /// A Software Heritage identifier.
    Swhid,
    /// A gitoid, as OmniBOR uses it.
    Gitoid,
}

impl IdentifierKind {
    /// Returns the name: `purl`, `cpe22`, `cpe23`, `swid`, `swhid`, `gitoid`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Purl => "purl",
            Self::Cpe22 => "cpe22",
            Self::Cpe23 => "cpe23",
            Self::Swid => "swid",
            Self::Swhid => "swhid",
            Self::Gitoid => "gitoid",
        }
    }
}

/// A digest of an element's content.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hash<'d> {
    algorithm: HashAlgorithm,
    word: &'d str,
    content: &'d str,
}

impl<'d> Hash<'d> {
    /// Returns a digest, unless the algorithm or the content is missing.
    pub(crate) fn new(word: Option<&'d str>, content: Option<&'d str>) -> Option<Self> {
        let (word, content) = (word?, content?);
        let algorithm = HashAlgorithm::from_word(word).unwrap_or(HashAlgorithm::Other);
        Some(Self { algorithm, word, content })
    }

    /// Returns the algorithm.
    #[must_use]
    pub fn algorithm(&self) -> HashAlgorithm {
        self.algorithm
    }

    /// Returns the algorithm's name: ours for a known one, else as written.
    #[must_use]
    pub fn algorithm_name(&self) -> &'d str {
        match self.algorithm {
            HashAlgorithm::Other => self.word,
            known => known.as_str(),
        }
    }

    /// Returns the digest as written; compare without regard to case.
    #[must_use]
    pub fn content(&self) -> &'d str {
        self.content
    }

    /// Reports whether the digest is hexadecimal and as long as its algorithm makes it.
    #[must_use]
    pub fn is_well_formed(&self) -> bool {
        digest_fits(self.algorithm, self.content)
    }
}

impl fmt::Debug for Hash<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({}:{})", self.algorithm_name(), self.content())
    }
}

/// A digest algorithm of either format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum HashAlgorithm {
    /// Adler-32, a checksum that proves nothing.
    Adler32,
    /// MD2, broken.
    Md2,
    /// MD4, broken.
    Md4,
    /// MD5, broken.
    Md5,
    /// MD6.
    Md6,
    /// SHA-1, broken.
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
    /// SHA3-256.
    Sha3_256,
    /// SHA3-384.
    Sha3_384,
    /// SHA3-512.
    Sha3_512,
    /// BLAKE2b with 256 bits.
    Blake2b256,
    /// BLAKE2b with 384 bits.
    Blake2b384,
    /// BLAKE2b with 512 bits.
    Blake2b512,
    /// BLAKE3.
    Blake3,
    /// GOST R 34.11-2012 with 256 bits.
    Streebog256,
    /// GOST R 34.11-2012 with 512 bits.
    Streebog512,
    /// An algorithm this version does not know; see [`Hash::algorithm_name`].
    Other,
}

impl HashAlgorithm {
    /// Returns the CycloneDX spelling: `SHA-256`, `BLAKE2b-512`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Adler32 => "ADLER32",
            Self::Md2 => "MD2",
            Self::Md4 => "MD4",
            Self::Md5 => "MD5",
            Self::Md6 => "MD6",
            Self::Sha1 => "SHA-1",
            Self::Sha224 => "SHA-224",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
            Self::Sha3_256 => "SHA3-256",
            Self::Sha3_384 => "SHA3-384",
            Self::Sha3_512 => "SHA3-512",
            Self::Blake2b256 => "BLAKE2b-256",
            Self::Blake2b384 => "BLAKE2b-384",
            Self::Blake2b512 => "BLAKE2b-512",
            Self::Blake3 => "BLAKE3",
            Self::Streebog256 => "Streebog-256",
            Self::Streebog512 => "Streebog-512",
            Self::Other => "other",
        }
    }

    /// Returns the number of hexadecimal digits, where the algorithm fixes it.
    #[must_use]
    pub const fn hex_len(self) -> Option<usize> {
        Some(match self {
            Self::Adler32 => 8,
            Self::Md2 | Self::Md4 | Self::Md5 => 32,
            Self::Sha1 => 40,
            Self::Sha224 => 56,
            Self::Sha256 | Self::Sha3_256 | Self::Blake2b256 | Self::Streebog256 => 64,
            Self::Sha384 | Self::Sha3_384 | Self::Blake2b384 => 96,
            Self::Sha512 | Self::Sha3_512 | Self::Blake2b512 | Self::Streebog512 => 128,
            Self::Md6 | Self::Blake3 | Self::Other => return None,
        })
    }

    /// Reads either format's spelling; `SHA256`, `sha-256` and `SHA-256` are one.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        // The spellings of the two formats first: they are nearly all there is.
        match word {
            "SHA-256" | "SHA256" => return Some(Self::Sha256),
            "SHA-1" | "SHA1" => return Some(Self::Sha1),
            "SHA-512" | "SHA512" => return Some(Self::Sha512),
            "MD5" => return Some(Self::Md5),
            _ => {}
        }
        let mut plain = [0_u8; 16];
        let mut len = 0;
        for byte in word.bytes().filter(|byte| !matches!(byte, b'-' | b'_')) {
            *plain.get_mut(len)? = byte.to_ascii_lowercase();
            len += 1;
        }
        Some(match plain.get(..len)? {
            b"adler32" => Self::Adler32,
            b"md2" => Self::Md2,
            b"md4" => Self::Md4,
            b"md5" => Self::Md5,
            b"md6" => Self::Md6,
            b"sha1" => Self::Sha1,
            b"sha224" => Self::Sha224,
            b"sha256" => Self::Sha256,
            b"sha384" => Self::Sha384,
            b"sha512" => Self::Sha512,
            b"sha3256" => Self::Sha3_256,
            b"sha3384" => Self::Sha3_384,
            b"sha3512" => Self::Sha3_512,
            b"blake2b256" => Self::Blake2b256,
            b"blake2b384" => Self::Blake2b384,
            b"blake2b512" => Self::Blake2b512,
            b"blake3" => Self::Blake3,
            b"streebog256" => Self::Streebog256,
            b"streebog512" => Self::Streebog512,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_name_the_same_algorithm() {
        assert_eq!(HashAlgorithm::from_word("SHA3-256"), Some(HashAlgorithm::Sha3_256));
        assert_eq!(HashAlgorithm::from_word("sha_256"), Some(HashAlgorithm::Sha256));
        assert_eq!(HashAlgorithm::from_word("BLAKE2b-384"), Some(HashAlgorithm::Blake2b384));
        assert_eq!(HashAlgorithm::from_word("a-very-long-algorithm-name"), None);
        assert_eq!(HashAlgorithm::from_word(""), None);
    }
}
