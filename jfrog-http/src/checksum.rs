//! SHA-256, SHA-1 and MD5: parsed once, then they cannot be malformed.

use std::fmt;
use std::str::FromStr;

use http::HeaderMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha1::Digest as _;

macro_rules! digest_type {
    ($(#[$doc:meta])* $name:ident, $len:literal, $algorithm:literal, $hasher:ty) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $len]);

        impl $name {
            /// Returns the checksum of `bytes`.
            #[must_use]
            pub fn of(bytes: &[u8]) -> Self {
                Self(<$hasher>::digest(bytes).into())
            }

            /// Takes the bytes of a checksum computed elsewhere.
            #[must_use]
            pub fn from_bytes(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// Returns the bytes of the checksum.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = ParseChecksumError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let mut bytes = [0; $len];
                if decode_hex(text.trim(), &mut bytes) {
                    Ok(Self(bytes))
                } else {
                    Err(ParseChecksumError { algorithm: $algorithm, input: text.chars().take(80).collect() })
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

digest_type!(
    /// A SHA-256 checksum, printed as 64 lower-case hexadecimal digits.
    ///
    /// ```
    /// use jfrog_http::Sha256;
    ///
    /// let text = "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855";
    /// let sum: Sha256 = text.parse()?;
    /// assert_eq!(sum, Sha256::of(b""));
    /// assert!(sum.to_string().starts_with("e3b0c442"));
    /// # Ok::<(), jfrog_http::ParseChecksumError>(())
    /// ```
    Sha256, 32, "SHA-256", sha2::Sha256
);
digest_type!(
    /// A SHA-1 checksum, printed as 40 lower-case hexadecimal digits. Proof against accidents, not
    /// against attackers.
    Sha1, 20, "SHA-1", sha1::Sha1
);
digest_type!(
    /// An MD5 checksum, printed as 32 lower-case hexadecimal digits. Proof against accidents, not
    /// against attackers.
    Md5, 16, "MD5", md5::Md5
);

/// Text that is no checksum.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not a {algorithm} checksum", .input.escape_debug())]
pub struct ParseChecksumError {
    algorithm: &'static str,
    input: String,
}

/// What is known of the checksums of one content. Servers announce any subset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct Checksums {
    /// The SHA-256. Files uploaded before Artifactory 5.5 may have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Sha256>,
    /// The SHA-1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha1: Option<Sha1>,
    /// The MD5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub md5: Option<Md5>,
}

impl Checksums {
    /// Nothing known.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Adds a SHA-256.
    #[must_use]
    pub fn with_sha256(mut self, sum: Sha256) -> Self {
        self.sha256 = Some(sum);
        self
    }

    /// Adds a SHA-1.
    #[must_use]
    pub fn with_sha1(mut self, sum: Sha1) -> Self {
        self.sha1 = Some(sum);
        self
    }

    /// Adds an MD5.
    #[must_use]
    pub fn with_md5(mut self, sum: Md5) -> Self {
        self.md5 = Some(sum);
        self
    }

    /// Reads the `X-Checksum-*` headers of a download. A malformed one counts as absent.
    #[must_use]
    pub fn from_headers(headers: &HeaderMap) -> Self {
        fn read<T: FromStr>(headers: &HeaderMap, name: &str) -> Option<T> {
            headers.get(name)?.to_str().ok()?.parse().ok()
        }
        Self {
            sha256: read(headers, "x-checksum-sha256"),
            sha1: read(headers, "x-checksum-sha1"),
            md5: read(headers, "x-checksum-md5"),
        }
    }

    /// Tells whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns what is known here, completed by what only `other` knows.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            sha256: self.sha256.or(other.sha256),
            sha1: self.sha1.or(other.sha1),
            md5: self.md5.or(other.md5),
        }
    }

    /// Compares everything that both sides know, and returns the first that differs.
    ///
    /// # Errors
    ///
    /// Returns the algorithm with both values.
    pub fn check(&self, actual: &Self) -> Result<(), ChecksumMismatch> {
        fn compare<T: PartialEq + fmt::Display>(
            algorithm: &'static str,
            expected: Option<T>,
            actual: Option<T>,
        ) -> Result<(), ChecksumMismatch> {
            match (expected, actual) {
                (Some(expected), Some(actual)) if expected != actual => Err(ChecksumMismatch {
                    algorithm,
                    expected: expected.to_string(),
                    actual: actual.to_string(),
                }),
                _ => Ok(()),
            }
        }
        compare("SHA-256", self.sha256, actual.sha256)?;
        compare("SHA-1", self.sha1, actual.sha1)?;
        compare("MD5", self.md5, actual.md5)
    }
}

/// Content that is not what was announced.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the {algorithm} is {actual}, not {expected}")]
#[non_exhaustive]
pub struct ChecksumMismatch {
    /// The algorithm's name.
    pub algorithm: &'static str,
    /// What was announced.
    pub expected: String,
    /// What arrived.
    pub actual: String,
}

/// Computes checksums while bytes flow by.
///
/// ```
/// use jfrog_http::{Hasher, Sha256};
///
/// let mut hasher = Hasher::all();
/// hasher.update(b"hello ");
/// hasher.update(b"world");
/// assert_eq!(hasher.finish().sha256, Some(Sha256::of(b"hello world")));
/// ```
#[derive(Clone)]
pub struct Hasher {
    sha256: Option<sha2::Sha256>,
    sha1: Option<sha1::Sha1>,
    md5: Option<md5::Md5>,
}

impl Hasher {
    /// Computes all three.
    #[must_use]
    pub fn all() -> Self {
        Self {
            sha256: Some(sha2::Sha256::new()),
            sha1: Some(sha1::Sha1::new()),
            md5: Some(md5::Md5::new()),
        }
    }

    /// Computes SHA-256, and if `expected` has none, the next best that it has.
    #[must_use]
    pub fn for_checking(expected: &Checksums) -> Self {
        let weaker = expected.sha256.is_none();
        Self {
            sha256: Some(sha2::Sha256::new()),
            sha1: (weaker && expected.sha1.is_some()).then(sha1::Sha1::new),
            md5: (weaker && expected.sha1.is_none() && expected.md5.is_some()).then(md5::Md5::new),
        }
    }

    /// Computes what is needed to compare with all of `sums` as well.
    #[must_use]
    pub fn including(mut self, sums: &Checksums) -> Self {
        if sums.sha1.is_some() {
            self.sha1.get_or_insert_with(sha1::Sha1::new);
        }
        if sums.md5.is_some() {
            self.md5.get_or_insert_with(md5::Md5::new);
        }
        self
    }

    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        if let Some(hasher) = &mut self.sha256 {
            hasher.update(bytes);
        }
        if let Some(hasher) = &mut self.sha1 {
            hasher.update(bytes);
        }
        if let Some(hasher) = &mut self.md5 {
            hasher.update(bytes);
        }
    }

    /// Returns the checksums of everything taken.
    #[must_use]
    pub fn finish(self) -> Checksums {
        Checksums {
            sha256: self.sha256.map(|hasher| Sha256(hasher.finalize().into())),
            sha1: self.sha1.map(|hasher| Sha1(hasher.finalize().into())),
            md5: self.md5.map(|hasher| Md5(hasher.finalize().into())),
        }
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hasher(…)")
    }
}

fn decode_hex(text: &str, out: &mut [u8]) -> bool {
    let digits = text.as_bytes();
    if digits.len() != out.len() * 2 {
        return false;
    }
    for (byte, pair) in out.iter_mut().zip(digits.chunks_exact(2)) {
        let mut value = 0;
        for digit in pair {
            let Some(digit) = char::from(*digit).to_digit(16) else { return false };
            value = value * 16 + digit as u8;
        }
        *byte = value;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_vectors_agree() {
        assert_eq!(Sha1::of(b"").to_string(), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
        assert_eq!(Md5::of(b"").to_string(), "d41d8cd98f00b204e9800998ecf8427e");
        assert_eq!(
            Sha256::of(b"abc").to_string(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn malformed_checksums_are_refused() {
        for bad in [
            "",
            "abc",
            "zz39a3ee5e6b4b0d3255bfef95601890afd80709",
            "é",
            "+a39a3ee5e6b4b0d3255bfef95601890afd80709",
        ] {
            assert!(bad.parse::<Sha1>().is_err(), "{bad}");
        }
        assert!(serde_json::from_str::<Sha1>("\"da39\"").is_err());
    }

    #[test]
    fn checking_compares_what_both_sides_know() {
        let good = Checksums::none().with_sha1(Sha1::of(b"a")).with_md5(Md5::of(b"a"));
        let mut hasher = Hasher::for_checking(&good);
        hasher.update(b"a");
        let actual = hasher.finish();
        assert!(actual.sha1.is_some() && actual.md5.is_none() && actual.sha256.is_some());
        assert_eq!(good.check(&actual), Ok(()));
        let bad = Checksums::none().with_sha1(Sha1::of(b"b"));
        assert_eq!(bad.check(&actual).unwrap_err().algorithm, "SHA-1");
    }

    #[test]
    fn headers_that_are_no_checksum_count_as_absent() {
        let mut headers = HeaderMap::new();
        headers.insert("x-checksum-sha1", Sha1::of(b"a").to_string().parse().unwrap());
        headers.insert("x-checksum-sha256", http::HeaderValue::from_static("none"));
        let sums = Checksums::from_headers(&headers);
        assert_eq!(sums, Checksums::none().with_sha1(Sha1::of(b"a")));
    }
}
