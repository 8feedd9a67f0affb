//! Provenance somebody verified.

use serde::{Deserialize, Serialize};

use super::Digest;

/// A verified statement about how the artifact was built.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Provenance {
    /// The statement's predicate type, such as `https://slsa.dev/provenance/v1`.
    pub predicate_type: String,
    /// What was built.
    pub digest: Digest,
    /// Who built it.
    pub builder: Option<String>,
    /// From what source.
    pub source: Option<String>,
    /// The SLSA build level the verifier grants.
    pub slsa_level: Option<u8>,
}

impl Provenance {
    /// Returns a verified statement about `digest`.
    #[must_use]
    pub fn new(predicate_type: impl Into<String>, digest: Digest) -> Self {
        Self {
            predicate_type: predicate_type.into(),
            digest,
            builder: None,
            source: None,
            slsa_level: None,
        }
    }

    /// Sets who built it.
    #[must_use]
    pub fn builder(mut self, builder: impl Into<String>) -> Self {
        self.builder = Some(builder.into());
        self
    }

    /// Sets from what source it was built.
    #[must_use]
    pub fn source(mut self, source: impl Into<String>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Sets the SLSA build level the verifier grants.
    #[must_use]
    pub const fn slsa_level(mut self, level: u8) -> Self {
        self.slsa_level = Some(level);
        self
    }
}
