//! Exceptions with an owner and an end.

use std::fmt;

use serde::Serialize;

use crate::Timestamp;
use crate::pattern::{ComponentPattern, Glob};
use crate::severity::Severity;

/// An exception: this finding, for this reason, on this person's word, until then.
///
/// Waivers are read from a policy's `waivers.list` or from a file of their own with
/// [`Waiver::parse_list`]; both refuse a waiver without reason, owner, end or anything to match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Waiver {
    /// Its name, unique within a document.
    pub id: String,
    /// What it covers: everything given must match.
    #[serde(rename = "match")]
    pub matcher: Matcher,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// When it was granted.
    pub created: Option<Timestamp>,
    /// The first instant at which it holds.
    pub not_before: Option<Timestamp>,
    /// The first instant at which it does not hold any more. A date in a file means the end of
    /// that day in UTC. `None` only where the policy allows permanent waivers.
    pub expires: Option<Timestamp>,
    /// Where the matter is followed up.
    pub ticket: Option<String>,
    /// When it stops to hold before its end.
    pub conditions: Conditions,
    /// What it does.
    pub effect: WaiverEffect,
}

/// What a waiver covers. Everything given must match; at least one of vulnerability, licence, rule
/// and component is given.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Matcher {
    /// A vulnerability, under any of its names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vulnerability: Option<String>,
    /// A licence, as the violation names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// A rule, by id. Only a waiver that names the rule covers missing evidence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Components.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub component: Option<ComponentPattern>,
    /// A file in the artifact where the component was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<Glob>,
    /// Artifacts: a pattern over the image's registry and repository, over the artifact's name, or
    /// a digest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub artifact: Option<Glob>,
    /// Kubernetes namespaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<Glob>,
}

impl Matcher {
    /// Whether nothing narrows it down to a vulnerability, licence, rule or component.
    pub(crate) const fn is_too_wide(&self) -> bool {
        self.vulnerability.is_none()
            && self.licence.is_none()
            && self.rule.is_none()
            && self.component.is_none()
    }
}

/// When a waiver stops to hold before its end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Conditions {
    /// It stops when the finding is worse than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_severity: Option<Severity>,
    /// It stops when there is a fix.
    pub only_while_no_fix: bool,
    /// It stops when the finding is known to be exploited.
    pub not_if_kev: bool,
}

/// What a waiver does to the violations it covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WaiverEffect {
    /// They are listed as suppressed and count no more.
    #[default]
    Suppress,
    /// They warn and no longer deny.
    DowngradeToWarn,
}

/// Writes `W-12 by alice`.
impl fmt::Display for Waiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} by {}", self.id, self.owner)
    }
}
