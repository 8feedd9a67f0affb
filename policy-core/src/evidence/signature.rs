//! Signatures somebody verified.

use serde::{Deserialize, Serialize};

use super::Digest;
use crate::Timestamp;

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
    /// What kind of key it was made with.
    pub kind: Option<SignatureKind>,
    /// The key's id, where it is not the identity.
    pub key_id: Option<String>,
    /// Other names of the certificate.
    #[serde(default)]
    pub alternative_names: Vec<String>,
    /// Whether it stands in a transparency log, and the verifier checked that.
    #[serde(default)]
    pub log_verified: bool,
    /// Whether a timestamp authority says when it was made, and the verifier checked that.
    #[serde(default)]
    pub timestamp_verified: bool,
    /// The predicate type, if what is signed is an attestation.
    pub predicate_type: Option<String>,
    /// When it was made, as far as that was verified.
    pub signed_at: Option<Timestamp>,
}

/// What kind of key a signature was made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum SignatureKind {
    /// A key that somebody keeps.
    Key,
    /// A short-lived one, with a certificate for an identity.
    Keyless,
    /// A key that a key management service keeps.
    Kms,
}

impl SignatureKind {
    /// Returns the word a policy file uses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Keyless => "keyless",
            Self::Kms => "kms",
        }
    }
}

impl Signature {
    /// Returns a verified signature of `identity` over `digest`.
    #[must_use]
    pub fn new(identity: impl Into<String>, digest: Digest) -> Self {
        Self {
            identity: identity.into(),
            issuer: None,
            digest,
            kind: None,
            key_id: None,
            alternative_names: Vec::new(),
            log_verified: false,
            timestamp_verified: false,
            predicate_type: None,
            signed_at: None,
        }
    }

    /// Sets who vouches for the identity.
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// Sets what kind of key it was made with.
    #[must_use]
    pub const fn kind(mut self, kind: SignatureKind) -> Self {
        self.kind = Some(kind);
        self
    }

    /// Sets the key's id.
    #[must_use]
    pub fn key_id(mut self, id: impl Into<String>) -> Self {
        self.key_id = Some(id.into());
        self
    }

    /// Adds another name of the certificate.
    #[must_use]
    pub fn alternative_name(mut self, name: impl Into<String>) -> Self {
        self.alternative_names.push(name.into());
        self
    }

    /// Says that it stands in a transparency log.
    #[must_use]
    pub const fn log_verified(mut self) -> Self {
        self.log_verified = true;
        self
    }

    /// Says that a timestamp authority vouches for when it was made.
    #[must_use]
    pub const fn timestamp_verified(mut self) -> Self {
        self.timestamp_verified = true;
        self
    }

    /// Sets the predicate type of the attestation that is signed.
    #[must_use]
    pub fn predicate_type(mut self, predicate_type: impl Into<String>) -> Self {
        self.predicate_type = Some(predicate_type.into());
        self
    }

    /// Sets when it was made.
    #[must_use]
    pub const fn signed_at(mut self, at: Timestamp) -> Self {
        self.signed_at = Some(at);
        self
    }
}
