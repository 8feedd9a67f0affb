//! What became of each waiver.

use std::fmt;

use serde::Serialize;

use crate::{Period, Text, Timestamp};

/// What became of one waiver in one decision.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct WaiverReport {
    /// Its id.
    pub id: Text,
    /// Who answers for it.
    pub owner: Text,
    /// Why it was granted.
    pub reason: Text,
    /// The first instant at which it does not hold any more, after clipping.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
    /// Where the matter is followed up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<Text>,
    /// Its state.
    pub state: WaiverState,
    /// How long it still holds, if that is within the policy's warning window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiring_in: Option<Period>,
    /// Why it stopped covering some violation it matches.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lapsed: Vec<String>,
}

/// The state of a waiver at one instant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "name", rename_all = "snake_case")]
#[non_exhaustive]
pub enum WaiverState {
    /// It covers violations.
    Used {
        /// How many.
        violations: usize,
    },
    /// It matches nothing.
    Unused,
    /// Everything it matches is covered by a VEX statement or a longer-lasting waiver already.
    Shadowed,
    /// It matches, but a condition it was granted under holds no more.
    Lapsed,
    /// Its end has come.
    Expired {
        /// When.
        since: Timestamp,
    },
    /// Its beginning has not come.
    NotYet {
        /// When it will.
        from: Timestamp,
    },
}

impl fmt::Display for WaiverReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} by {}: ", self.id, self.owner)?;
        match &self.state {
            WaiverState::Used { violations: 1 } => f.write_str("covers 1 violation")?,
            WaiverState::Used { violations } => write!(f, "covers {violations} violations")?,
            WaiverState::Unused => f.write_str("matches nothing")?,
            WaiverState::Shadowed => f.write_str("not needed, something else covers it already")?,
            WaiverState::Lapsed => write!(f, "lapsed: {}", self.lapsed.join("; "))?,
            WaiverState::Expired { since } => write!(f, "expired {since}")?,
            WaiverState::NotYet { from } => write!(f, "holds from {from}")?,
        }
        match self.expiring_in {
            Some(left) => write!(f, ", expires in {left}"),
            None => Ok(()),
        }
    }
}
