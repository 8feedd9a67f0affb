//! The three outcomes and the three effects.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Whether the artifact may pass. `Allow < Warn < Deny`.
#[expect(
    clippy::exhaustive_enums,
    reason = "a caller that forgets one of the outcomes lets the wrong artifact pass"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It may pass.
    Allow,
    /// It may pass, and somebody should look.
    Warn,
    /// It may not pass.
    Deny,
}

impl Outcome {
    /// Returns `allow`, `warn` or `deny`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Warn => "warn",
            Self::Deny => "deny",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl From<Effect> for Outcome {
    fn from(effect: Effect) -> Self {
        match effect {
            Effect::Info => Self::Allow,
            Effect::Warn => Self::Warn,
            Effect::Deny => Self::Deny,
        }
    }
}

/// How hard a violation weighs. `Info < Warn < Deny`.
#[expect(
    clippy::exhaustive_enums,
    reason = "the effects are part of the policy language; each has its outcome"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// It is listed.
    Info,
    /// The outcome is at least [`Outcome::Warn`].
    Warn,
    /// The outcome is [`Outcome::Deny`].
    Deny,
}

impl Effect {
    /// Returns `info`, `warn` or `deny`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Deny => "deny",
        }
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
