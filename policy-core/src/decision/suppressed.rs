//! What would speak against an artifact, but for somebody's word.

use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::{Subject, Violation};
use crate::evidence::VexStatus;
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
