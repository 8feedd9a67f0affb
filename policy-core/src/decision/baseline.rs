//! What is known already, so that only what is new stops a build.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Decision, Effect, Fingerprint, Outcome, Violation, ViolationKind};
use crate::Timestamp;
use crate::code::Code;

/// The shape of the JSON.
const FORMAT: u32 = 1;

/// The violations of an earlier decision: a line that may be lowered and not raised.
///
/// Violations are told apart by their [`Fingerprint`], which stays the same from build to build.
/// Not everything can be taken for known: evidence that is missing as a whole, or too old, is a
/// question of today, and what a grace period holds down has its own end.
///
/// ```
/// use policy_core::decision::Baseline;
/// use policy_core::evidence::{Artifact, Evidence, Finding, Fix, Package, Scan};
/// use policy_core::{EvalContext, LoadOptions, Outcome, Policy, Severity};
///
/// let (policy, _) = Policy::parse(
///     "{ apiVersion: policy/v1alpha1, kind: ArtifactPolicy, metadata: { name: demo },
///        rules: [{ id: severe, vulnerability: { severity: '>=high' } }] }",
///     &LoadOptions::default(),
/// )?;
/// let finding = |id: &str| {
///     Finding::new(id, Package::from_text("pkg:npm/left-pad@1.3.0")).severity("nvd", Severity::High)
/// };
/// let scan = Scan::new("trivy").finding(finding("CVE-2026-1"));
/// let cx = EvalContext::at("2026-11-20".parse()?);
/// let legacy = Evidence::new(Artifact::new("api")).with_scan(scan.clone());
/// let baseline = Baseline::of(&policy.evaluate(&legacy, &cx));
///
/// let decision = policy.evaluate(&legacy, &cx).without_known(&baseline);
/// assert_eq!(decision.outcome, Outcome::Allow);
///
/// let worse = legacy.clone().with_scan(scan.finding(finding("CVE-2026-2")));
/// let decision = policy.evaluate(&worse, &cx).without_known(&baseline);
/// assert_eq!(decision.outcome, Outcome::Deny);
/// assert_eq!(decision.violations.len(), 1);
/// assert_eq!(decision.baseline.unwrap().known.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Baseline {
    format: u32,
    /// The artifact it was made for.
    pub artifact: String,
    /// The policy that found the violations.
    pub policy: String,
    /// When it was made.
    pub made: Timestamp,
    /// What is known, by fingerprint.
    pub known: Vec<KnownViolation>,
}

/// A violation that is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct KnownViolation {
    /// What it is recognised by.
    pub fingerprint: Fingerprint,
    /// How many of them: one name stands for a package in several versions. For a budget, how many
    /// findings it had.
    pub count: usize,
    /// How hard it weighs in full force.
    pub effect: Effect,
    /// The rule, for people who read the file.
    pub rule: String,
    /// The vulnerability or licence, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What had the fault, for people.
    pub subject: String,
}

/// What a baseline took out of a decision.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct BaselineReport {
    /// When the baseline was made.
    pub made: Timestamp,
    /// Violations that are known, hence do not count.
    pub known: Vec<Violation>,
    /// What was known and is not there any more: the baseline can be lowered.
    pub gone: Vec<KnownViolation>,
}

/// A text that is not a baseline.
#[derive(Debug, thiserror::Error)]
#[error("not a baseline: {reason}")]
pub struct BaselineError {
    reason: String,
    #[source]
    source: Option<serde_json::Error>,
}

impl Baseline {
    /// Takes the violations of a decision for known.
    #[must_use]
    pub fn of(decision: &Decision) -> Self {
        let mut known: BTreeMap<Fingerprint, KnownViolation> = BTreeMap::new();
        for violation in decision.violations.iter().filter(|violation| can_be_known(violation)) {
            let (size, fingerprint) = (size(violation), violation.fingerprint());
            known
                .entry(fingerprint)
                .and_modify(|entry| {
                    entry.count += size;
                    entry.effect = entry.effect.max(weight(violation));
                })
                .or_insert_with(|| KnownViolation {
                    fingerprint,
                    count: size,
                    effect: weight(violation),
                    rule: violation.rule.to_string(),
                    id: violation.id.as_ref().map(ToString::to_string),
                    subject: match violation.subject.package() {
                        Some(package) => package.key_without_version().to_owned(),
                        None => violation.subject.to_string(),
                    },
                });
        }
        Self {
            format: FORMAT,
            artifact: decision.meta.artifact.clone(),
            policy: decision.meta.policy.clone(),
            made: decision.meta.now,
            known: known.into_values().collect(),
        }
    }

    /// Lowers the line: drops what `decision` does not have any more, and takes in nothing new.
    #[must_use]
    pub fn lowered(&self, decision: &Decision) -> Self {
        let now = Self::of(decision);
        let known = self
            .known
            .iter()
            .filter_map(|entry| {
                let still = now.find(&entry.fingerprint)?;
                Some(KnownViolation {
                    count: entry.count.min(still.count),
                    effect: entry.effect.min(still.effect),
                    ..entry.clone()
                })
            })
            .collect();
        Self { known, ..self.clone() }
    }

    /// Reads what [`to_json`](Self::to_json) writes.
    ///
    /// # Errors
    ///
    /// If it is no JSON, of another shape, or of a later version.
    pub fn from_json(text: &[u8]) -> Result<Self, BaselineError> {
        let mut baseline: Self = serde_json::from_slice(text).map_err(|source| BaselineError {
            reason: "the JSON is not one".to_owned(),
            source: Some(source),
        })?;
        if baseline.format != FORMAT {
            let reason = format!("its format is {}, this program reads {FORMAT}", baseline.format);
            return Err(BaselineError { reason, source: None });
        }
        baseline.known.sort();
        baseline.known.dedup_by(|a, b| a.fingerprint == b.fingerprint);
        Ok(baseline)
    }

    /// Returns the baseline as JSON, to be kept beside the sources: one line for each violation
    /// would differ if it were gone.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Serialising plain data into memory has no way to fail; an empty text would be noticed.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    fn find(&self, fingerprint: &Fingerprint) -> Option<&KnownViolation> {
        let index = self.known.binary_search_by(|entry| entry.fingerprint.cmp(fingerprint)).ok()?;
        self.known.get(index)
    }
}

impl Decision {
    /// Returns the decision with only what `baseline` does not know: the outcome and the
    /// remediation are those of the violations that are left.
    ///
    /// Known is a violation whose fingerprint the baseline has, if it weighs no more than it did
    /// and there are no more of them. What was taken out, and what of the baseline is not there any
    /// more, is in [`Decision::baseline`]. The score stays what it is: it is about the artifact.
    #[must_use]
    pub fn without_known(&self, baseline: &Baseline) -> Self {
        let mut left: BTreeMap<Fingerprint, usize> =
            baseline.known.iter().map(|entry| (entry.fingerprint, entry.count)).collect();
        let mut present: BTreeMap<Fingerprint, usize> = BTreeMap::new();
        let mut decision = self.clone();
        let mut known = Vec::new();
        decision.violations.retain(|violation| {
            let fingerprint = violation.fingerprint();
            *present.entry(fingerprint).or_default() += size(violation);
            let Some(entry) = baseline.find(&fingerprint) else { return true };
            let Some(left) = left.get_mut(&fingerprint) else { return true };
            let is_known = can_be_known(violation)
                && weight(violation) <= entry.effect
                && size(violation) <= *left;
            if is_known {
                *left -= size(violation);
                known.push(violation.clone());
            }
            !is_known
        });
        let gone = baseline
            .known
            .iter()
            .filter_map(|entry| {
                let still = present.get(&entry.fingerprint).copied().unwrap_or_default();
                let missing = entry.count.checked_sub(still).filter(|count| *count > 0)?;
                Some(KnownViolation { count: missing, ..entry.clone() })
            })
            .collect();
        decision.outcome = decision
            .violations
            .iter()
            .map(|violation| Outcome::from(violation.effect))
            .max()
            .unwrap_or(Outcome::Allow);
        decision.baseline = Some(BaselineReport { made: baseline.made, known, gone });
        decision
    }
}

/// Whether a violation may be taken for known at all.
fn can_be_known(violation: &Violation) -> bool {
    let is_section =
        violation.kind == ViolationKind::MissingEvidence && violation.subject.package().is_none();
    // Whoever scans again has fresh evidence; nobody need put up with old.
    !is_section && violation.code != Code::StaleEvidence && violation.grace_until.is_none()
}

/// How hard a violation weighs without the mode or the waiver that holds it down.
fn weight(violation: &Violation) -> Effect {
    violation.would_be.unwrap_or(violation.effect)
}

/// A budget grows without another violation.
fn size(violation: &Violation) -> usize {
    match violation.kind {
        ViolationKind::Budget => violation.because.len(),
        _ => 1,
    }
}
