//! What is judged.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The artifact the evidence is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Artifact {
    /// The name people use: an image reference, a build, a file.
    pub name: String,
    /// Every digest of the artifact that the evidence was gathered for. For a multi-platform image
    /// that is the digest of the index and of each platform's manifest.
    pub digests: Vec<Digest>,
}

impl Artifact {
    /// Returns an artifact known by name only.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), digests: Vec::new() }
    }

    /// Whether anything tells which artifact it is.
    pub(super) fn is_named(&self) -> bool {
        !self.name.trim().is_empty() || !self.digests.is_empty()
    }

    /// Adds a digest.
    #[must_use]
    pub fn digest(mut self, digest: Digest) -> Self {
        self.digests.push(digest);
        self
    }
}

/// A content digest with its algorithm, such as `sha256:9f86…`, in lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(String);

impl Digest {
    /// The SHA-256 whose bytes these are.
    pub(super) fn sha256(bytes: &[u8]) -> Self {
        Self(format!("sha256:{}", crate::decision::hex(bytes.iter().copied())))
    }

    /// Returns the algorithm, such as `sha256`.
    #[must_use]
    pub fn algorithm(&self) -> &str {
        self.0.split_once(':').map_or("", |(algorithm, _)| algorithm)
    }

    /// Returns the whole text, `algorithm:hex`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Reads `sha256:` or `sha512:` and the hexadecimal bytes.
impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        let lower = text.trim().to_ascii_lowercase();
        let valid = lower.split_once(':').is_some_and(|(algorithm, hex)| {
            let length = match algorithm {
                "sha256" => 64,
                "sha384" => 96,
                "sha512" => 128,
                _ => return false,
            };
            hex.len() == length && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
        });
        if valid {
            Ok(Self(lower))
        } else {
            Err(DigestError { input: text.chars().take(160).collect() })
        }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::json::from_text(deserializer, "a digest", str::parse)
    }
}

/// A text that is not a digest of an accepted algorithm.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{input}` is not a digest such as `sha256:` followed by 64 hexadecimal digits")]
pub struct DigestError {
    input: String,
}
