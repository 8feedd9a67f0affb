//! What would speak against an artifact, but for somebody's word.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::report::{LONGEST, LONGEST_MESSAGE};
use super::{Subject, Violation};
use crate::evidence::VexStatus;
use crate::phrase;
use crate::severity::Effective;
use crate::{Text, Timestamp};

/// A finding that a VEX statement or a waiver keeps from counting. It stays visible.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Suppressed {
    /// What has the fault.
    pub subject: Subject,
    /// The vulnerability's canonical id, or the licence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Text>,
    /// How bad it would be.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "unshared")]
    pub severity: Option<Arc<Effective>>,
    /// The violations that do not count; none if no rule minded a finding that a VEX statement
    /// clears anyway.
    pub violations: Vec<Violation>,
    /// The statement or waiver that does it.
    pub by: Suppression,
    /// Others that apply and were not needed, or that say otherwise and lost, the strongest first.
    /// Of more than a hundred, the first hundred.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Suppression>,
}

impl Suppressed {
    /// The vulnerability or licence; of what has no such name, what is wrong with it.
    pub(super) fn what(&self) -> Cow<'_, str> {
        match (&self.id, self.violations.first()) {
            (Some(id), _) if self.subject.package().is_some() => Cow::Borrowed(id),
            (_, Some(violation)) => violation.message(),
            (Some(id), None) => Cow::Borrowed(id),
            (None, None) => Cow::Borrowed("a violation"),
        }
    }
}

/// Writes `CVE-2026-1 (High) in left-pad 1.3.0: not affected, says Acme`.
impl fmt::Display for Suppressed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&phrase::line(&self.what(), LONGEST_MESSAGE))?;
        // A sentence names what it is about.
        if self.id.is_some() && self.subject.package().is_some() {
            if let Some(severity) = &self.severity {
                write!(f, " ({})", severity.level)?;
            }
            write!(f, " in {}", self.subject)?;
        }
        write!(f, ": {}", self.by)
    }
}

/// How many others are listed: for every finding they may be all there are.
pub(crate) const MOST_OTHERS: usize = 100;

fn unshared<S: Serializer>(
    severity: &Option<Arc<Effective>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    severity.as_deref().serialize(serializer)
}

/// On whose word a finding does not count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Suppression {
    /// A VEX statement.
    Vex {
        /// The document.
        document: String,
        /// Who states it.
        author: String,
        /// What is stated.
        status: VexStatus,
        /// Why.
        justification: Option<String>,
        /// When.
        timestamp: Option<Timestamp>,
    },
    /// A waiver.
    Waiver {
        /// Its id.
        id: Text,
        /// Who answers for it.
        owner: Text,
        /// Why.
        reason: Text,
        /// Until when.
        expires: Option<Timestamp>,
        /// Where the matter is followed up.
        ticket: Option<Text>,
    },
}

/// Writes `waived by legal (W-2), bought a licence, until 2026-12-01T00:00:00Z; see LEGAL-7`.
impl fmt::Display for Suppression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Vex { document, author, status, justification, .. } => {
                let author = if author.trim().is_empty() { document } else { author };
                write!(f, "{}, says {author}", status.as_str().replace('_', " "))?;
                match justification.as_deref().map(clause).filter(|why| !why.is_empty()) {
                    Some(why) => write!(f, " ({why})"),
                    None => Ok(()),
                }
            }
            Self::Waiver { id, owner, reason, expires, ticket } => {
                f.write_str("waived")?;
                if !owner.trim().is_empty() {
                    write!(f, " by {owner}")?;
                }
                write!(f, " ({id})")?;
                let reason = clause(reason);
                if !reason.is_empty() {
                    write!(f, ", {reason}")?;
                }
                match expires {
                    Some(expires) => write!(f, ", until {expires}")?,
                    None => f.write_str(", for good")?,
                }
                match ticket {
                    Some(ticket) if !ticket.trim().is_empty() => write!(f, "; see {ticket}"),
                    _ => Ok(()),
                }
            }
        }
    }
}

/// What somebody wrote, as a part of a sentence: in one line, and without the full stop.
fn clause(text: &str) -> String {
    phrase::line(text, LONGEST).trim_end_matches('.').to_owned()
}
