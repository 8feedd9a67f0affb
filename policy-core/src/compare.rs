//! What would be different: two policies on the same evidence, or one policy on evidence that has
//! changed.

mod change;
mod display;

use std::collections::BTreeMap;

use serde::Serialize;

pub use self::change::Change;
use crate::decision::{Decision, Fingerprint, Subject, Violation};
use crate::evidence::Evidence;
use crate::{EvalContext, Outcome, Policy};

/// Judges each artifact of `corpus` by both policies and returns what differs.
///
/// Empty for a policy and itself. Otherwise it lists exactly the violations that one policy finds
/// and the other does not; one that both find with another effect or message is listed as changed.
///
/// ```
/// use policy_core::evidence::{Artifact, Evidence, Finding, Package, Scan};
/// use policy_core::{EvalContext, LoadOptions, Outcome, Policy, Severity, compare};
///
/// let finding = Finding::new("CVE-2026-1", Package::from_text("pkg:npm/left-pad@1.3.0"))
///     .severity("nvd", Severity::High);
/// let evidence = Evidence::new(Artifact::new("api")).with_scan(Scan::new("trivy").finding(finding));
/// let read = |bound: &str| {
///     let text = format!(
///         "{{ apiVersion: policy/v1alpha1, kind: ArtifactPolicy, metadata: {{ name: demo }},
///            rules: [{{ id: severe, vulnerability: {{ severity: {bound:?} }} }}] }}"
///     );
///     Policy::parse(&text, &LoadOptions::default()).map(|(policy, _)| policy)
/// };
/// let cx = EvalContext::at("2026-11-20".parse().unwrap());
/// let diff = compare::diff(&read("critical")?, &read(">=high")?, &[evidence], &cx);
/// assert_eq!(diff.artifacts[0].after, Outcome::Deny);
/// assert_eq!(diff.artifacts[0].added[0].rule, "severe");
/// # Ok::<(), policy_core::LoadError>(())
/// ```
#[must_use]
pub fn diff<'e>(
    before: &Policy,
    after: &Policy,
    corpus: impl IntoIterator<Item = &'e Evidence>,
    cx: &EvalContext,
) -> PolicyDiff {
    let mut compared = 0;
    let artifacts = corpus
        .into_iter()
        .map(|evidence| {
            compared += 1;
            let before = before.evaluate(evidence, cx);
            DecisionDiff::between(&before, &after.evaluate(evidence, cx))
        })
        .filter(|diff| !diff.is_empty())
        .collect();
    let name = |policy: &Policy| match policy.version() {
        Some(version) => format!("{} {version}", policy.name()),
        None => policy.name().to_owned(),
    };
    PolicyDiff { before: name(before), after: name(after), compared, artifacts }
}

/// Judges `evidence` as it is, and as it would be after `changes`, which are made in this order.
///
/// ```
/// use policy_core::compare::{Change, what_if};
/// use policy_core::evidence::{Artifact, Evidence, Finding, Fix, Package, Scan};
/// use policy_core::{ComponentPattern, EvalContext, Outcome, Policy, Severity};
///
/// let finding = Finding::new("CVE-2026-1", Package::from_text("pkg:npm/left-pad@1.3.0"))
///     .severity("nvd", Severity::Critical)
///     .fix(Fix::fixed(["1.3.1"]));
/// let evidence = Evidence::new(Artifact::new("api")).with_scan(Scan::new("trivy").finding(finding));
/// let upgrade = Change::Upgrade {
///     component: ComponentPattern::parse("pkg:npm/left-pad")?,
///     to: "1.3.1".to_owned(),
/// };
/// let cx = EvalContext::at("2026-11-20".parse()?);
/// let answer = what_if(&Policy::starter(), &evidence, &[upgrade], &cx);
/// assert_eq!(answer.before.outcome, Outcome::Deny);
/// assert_eq!(answer.after.denials().count(), 0);
/// assert_eq!(answer.diff.removed[0].id.as_deref(), Some("CVE-2026-1"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn what_if(
    policy: &Policy,
    evidence: &Evidence,
    changes: &[Change],
    cx: &EvalContext,
) -> WhatIf {
    let before = policy.evaluate(evidence, cx);
    let mut changed = evidence.clone();
    let mut later = cx.clone();
    let mut idle = Vec::new();
    for (index, change) in changes.iter().enumerate() {
        if !change.apply(&mut changed, &mut later) {
            idle.push(index);
        }
    }
    if changed != *evidence {
        // A digest that the caller supplied was one of other evidence.
        later.evidence_digest = None;
    }
    let after = policy.evaluate(&changed, &later);
    let diff = DecisionDiff::between(&before, &after);
    WhatIf { before, after, diff, idle }
}

/// What two policies see differently.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PolicyDiff {
    /// Name and version of the first policy.
    pub before: String,
    /// Name and version of the second.
    pub after: String,
    /// How many artifacts were judged by both.
    pub compared: usize,
    /// The artifacts on which they differ.
    pub artifacts: Vec<DecisionDiff>,
}

impl PolicyDiff {
    /// Returns whether the policies agree on everything they were asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.artifacts.is_empty()
    }
}

/// What two decisions about one artifact say differently.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DecisionDiff {
    /// The artifact.
    pub artifact: String,
    /// The first outcome.
    pub before: Outcome,
    /// The second.
    pub after: Outcome,
    /// Violations of the second decision alone.
    pub added: Vec<Violation>,
    /// Violations of the first decision alone.
    pub removed: Vec<Violation>,
    /// Violations of both that are not quite the same: another effect, version or message.
    pub changed: Vec<ChangedViolation>,
}

/// One violation in two decisions.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ChangedViolation {
    /// In the first.
    pub before: Violation,
    /// In the second.
    pub after: Violation,
}

impl DecisionDiff {
    /// Compares two decisions about the same artifact.
    #[must_use]
    pub fn between(before: &Decision, after: &Decision) -> Self {
        let mut by_name: BTreeMap<Fingerprint, (Vec<&Violation>, Vec<&Violation>)> =
            BTreeMap::new();
        for violation in &before.violations {
            by_name.entry(violation.fingerprint()).or_default().0.push(violation);
        }
        for violation in &after.violations {
            by_name.entry(violation.fingerprint()).or_default().1.push(violation);
        }
        let mut diff = Self {
            artifact: after.meta.artifact.clone(),
            before: before.outcome,
            after: after.outcome,
            added: Vec::new(),
            removed: Vec::new(),
            changed: Vec::new(),
        };
        for (old, new) in by_name.into_values() {
            // One name may stand for a package in several versions: what is the same goes first.
            let (old, new) = without_common(&old, &new);
            let pairs = old.len().min(new.len());
            diff.changed.extend(old.iter().zip(&new).map(|(before, after)| ChangedViolation {
                before: (*before).clone(),
                after: (*after).clone(),
            }));
            diff.removed.extend(old.into_iter().skip(pairs).cloned());
            diff.added.extend(new.into_iter().skip(pairs).cloned());
        }
        // By fingerprint they are in no order that says anything.
        let order = |violation: &Violation| {
            let effect = std::cmp::Reverse(violation.effect);
            (effect, violation.rule.clone(), violation.subject.clone(), violation.id.clone())
        };
        diff.added.sort_by_cached_key(order);
        diff.removed.sort_by_cached_key(order);
        diff.changed.sort_by_cached_key(|changed| order(&changed.after));
        diff
    }

    /// Returns whether the decisions have the same violations, hence the same outcome.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty()
            && self.removed.is_empty()
            && self.changed.is_empty()
            && self.before == self.after
    }
}

/// Returns what only one side has, in the order it has it.
fn without_common<'v>(
    old: &[&'v Violation],
    new: &[&'v Violation],
) -> (Vec<&'v Violation>, Vec<&'v Violation>) {
    // What is equal has one subject: a name may stand for a package in thousands of versions.
    let mut places: BTreeMap<&Subject, Vec<usize>> = BTreeMap::new();
    for (at, violation) in new.iter().enumerate() {
        places.entry(&violation.subject).or_default().push(at);
    }
    let mut is_common = vec![false; new.len()];
    let mut gone = Vec::new();
    for violation in old {
        let places = places.get_mut(&violation.subject);
        let same = places.and_then(|places| {
            let index = places.iter().position(|at| new.get(*at) == Some(violation))?;
            Some(places.remove(index))
        });
        match same.and_then(|at| is_common.get_mut(at)) {
            Some(is_common) => *is_common = true,
            None => gone.push(*violation),
        }
    }
    let rest = new.iter().zip(is_common).filter(|(_, is_common)| !is_common);
    (gone, rest.map(|(violation, _)| *violation).collect())
}

/// What changes would come to.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct WhatIf {
    /// The decision on the evidence as it is.
    pub before: Decision,
    /// The decision after the changes.
    pub after: Decision,
    /// What differs.
    pub diff: DecisionDiff,
    /// The changes, by index, that found nothing to change: most likely a misspelt name.
    pub idle: Vec<usize>,
}
