//! Provenance somebody verified.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Digest;
use crate::Timestamp;

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
    /// The tag that was built, such as `v1.4.2`.
    pub tag: Option<String>,
    /// The branch that was built, such as `main`.
    pub branch: Option<String>,
    /// The external parameters of the build, as texts.
    #[serde(default)]
    pub parameters: BTreeMap<String, String>,
    /// When the build ended.
    pub built_at: Option<Timestamp>,
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
            tag: None,
            branch: None,
            parameters: BTreeMap::new(),
            built_at: None,
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

    /// Sets the tag that was built.
    #[must_use]
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.tag = Some(tag.into());
        self
    }

    /// Sets the branch that was built.
    #[must_use]
    pub fn branch(mut self, branch: impl Into<String>) -> Self {
        self.branch = Some(branch.into());
        self
    }

    /// Adds an external parameter of the build.
    #[must_use]
    pub fn parameter(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.insert(key.into(), value.into());
        self
    }

    /// Sets when the build ended.
    #[must_use]
    pub const fn built_at(mut self, at: Timestamp) -> Self {
        self.built_at = Some(at);
        self
    }
}
