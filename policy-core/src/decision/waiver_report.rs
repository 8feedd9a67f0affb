//! What became of each waiver.

use std::fmt;

use serde::Serialize;

use crate::{Period, Text, Timestamp, phrase};

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

/// Writes `W-2 by legal: covers 1 violation, expires in 10 days`.
impl fmt::Display for WaiverReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)?;
        if !self.owner.trim().is_empty() {
            write!(f, " by {}", self.owner)?;
        }
        f.write_str(": ")?;
        let mut lapsed: Vec<&str> = self.lapsed.iter().take(SHOWN).map(String::as_str).collect();
        let more = format!("and {} more", self.lapsed.len().saturating_sub(SHOWN));
        if self.lapsed.len() > SHOWN {
            lapsed.push(&more);
        }
        let lapsed = lapsed.join("; ");
        match &self.state {
            WaiverState::Used { violations } => {
                write!(f, "covers {}", phrase::count(*violations, "violation"))?;
                if !lapsed.is_empty() {
                    write!(f, " and others no more: {lapsed}")?;
                }
            }
            WaiverState::Unused => f.write_str("matches nothing")?,
            WaiverState::Shadowed => f.write_str("not needed, something else covers it already")?,
            WaiverState::Lapsed if lapsed.is_empty() => f.write_str("lapsed")?,
            WaiverState::Lapsed => write!(f, "lapsed: {lapsed}")?,
            WaiverState::Expired { since } => write!(f, "expired {since}")?,
            WaiverState::NotYet { from } => write!(f, "holds from {from}")?,
        }
        if let Some(left) = self.expiring_in {
            write!(f, ", expires in {left}")?;
        }
        match &self.ticket {
            Some(ticket) if !ticket.trim().is_empty() => write!(f, "; see {ticket}"),
            _ => Ok(()),
        }
    }
}

/// How many reasons why it stopped covering something are told: there may be one for each finding.
const SHOWN: usize = 3;
