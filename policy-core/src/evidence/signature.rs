//! Signatures somebody verified.

use serde::{Deserialize, Serialize};

use super::Digest;

/// The result of verifying one signature. An unverified signature is not evidence and has no place
/// here.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Signature {
    /// Who signed: a key's id or a certificate's subject.
    pub identity: String,
    /// Who vouches for the identity, for keyless signatures.
    pub issuer: Option<String>,
    /// What was signed.
    pub digest: Digest,
}

impl Signature {
    /// Returns a verified signature of `identity` over `digest`.
    #[must_use]
    pub fn new(identity: impl Into<String>, digest: Digest) -> Self {
        Self { identity: identity.into(), issuer: None, digest }
    }

    /// Sets who vouches for the identity.
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }
}
