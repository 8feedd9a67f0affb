//! One violation, told to whoever has to deal with it.

use std::fmt;

use serde::Serialize;

use super::remediation::{advised, unadvised};
use super::report::{LONGEST, LONGEST_MESSAGE, OWNER, SHOWN, are_of_one_fault};
use super::violation::rated;
use super::{Decision, Effect, Fingerprint, Suppression, Violation, ViolationKind};
use crate::phrase;
use crate::remediation::UpgradeStep;
use crate::{Period, Text};

/// How long the waiver lasts that an explanation suggests, in days, if the policy allows it.
const DAYS: u32 = 30;
/// How many lines of one sort are written: a rule may have a few dozen conditions, a budget may
/// count thousands of findings, a file may be in every layer.
const MOST: usize = 20;

/// Everything a decision knows of one fault: what is wrong, why it counts or does not, where it
/// comes from, what to do, and who may except it. `Display` writes it for people.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// The violations of that fingerprint, which stands for a package in all its versions.
    pub violations: Vec<Violation>,
    /// Why they count, or why they do not.
    pub standing: Standing,
    /// Other rules that the same fault violates.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_rules: Vec<Text>,
    /// The steps of the plan that clear it; the last of them does.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<UpgradeStep>,
    /// Who may grant a waiver, if the policy says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The longest time a waiver may last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiver_max_duration: Option<Period>,
    /// A waiver to complete, where one would help.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiver: Option<String>,
}

/// Whether a fault counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "name", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Standing {
    /// It counts.
    Counts,
    /// It would, but for a VEX statement or a waiver.
    Suppressed {
        /// Which.
        by: Suppression,
    },
    /// It would, but a baseline knows it.
    Known,
}

impl Decision {
    /// Explains the violation with `fingerprint`, whether it counts, is suppressed, or known to a
    /// baseline. `None` if the decision has no such violation.
    ///
    /// ```
    /// use policy_core::evidence::{Artifact, Evidence, Finding, Fix, Package, Scan};
    /// use policy_core::{EvalContext, Policy, Severity};
    ///
    /// let lodash = Finding::new("CVE-2021-23337", Package::from_text("pkg:npm/lodash@4.17.20"))
    ///     .severity("nvd", Severity::Critical)
    ///     .fix(Fix::fixed(["4.17.21"]));
    /// let evidence =
    ///     Evidence::new(Artifact::new("api")).with_scan(Scan::new("trivy").finding(lodash));
    /// let decision =
    ///     Policy::starter().evaluate(&evidence, &EvalContext::at("2026-11-20".parse()?));
    ///
    /// let worst = decision.denials().next().map(|violation| violation.fingerprint());
    /// let told = worst.and_then(|name| decision.explain(&name)).map(|it| it.to_string());
    /// assert!(told.is_some_and(|text| text.contains("upgrade lodash 4.17.20 to 4.17.21")));
    /// # Ok::<(), policy_core::TimestampError>(())
    /// ```
    #[must_use]
    pub fn explain(&self, fingerprint: &Fingerprint) -> Option<Explanation> {
        let is_meant = |violation: &&Violation| violation.fingerprint() == *fingerprint;
        let pick = |list: &[Violation]| list.iter().filter(is_meant).cloned().collect::<Vec<_>>();
        let mut standing = Standing::Counts;
        let mut violations = pick(&self.violations);
        if violations.is_empty() {
            for suppressed in &self.suppressed {
                violations = pick(&suppressed.violations);
                if !violations.is_empty() {
                    standing = Standing::Suppressed { by: suppressed.by.clone() };
                    break;
                }
            }
        }
        if violations.is_empty()
            && let Some(baseline) = &self.baseline
        {
            violations = pick(&baseline.known);
            standing = Standing::Known;
        }
        let first = violations.first()?;
        let mut other_rules: Vec<Text> = self
            .violations
            .iter()
            .filter(|other| other.rule != first.rule && are_of_one_fault(first, other))
            .map(|other| other.rule.clone())
            .collect();
        other_rules.dedup();
        let plan = self.remediation();
        let clears = |step: &UpgradeStep| step.clears.binary_search(fingerprint).is_ok();
        let leaves = |step: &UpgradeStep| step.leaves.binary_search(fingerprint).is_ok();
        let steps: Vec<UpgradeStep> = match plan.steps.iter().any(clears) {
            true => {
                let steps = plan.steps.into_iter();
                steps.filter(|step| clears(step) || leaves(step)).collect()
            }
            false => Vec::new(),
        };
        let counts = standing == Standing::Counts && first.effect > Effect::Info;
        let days = self.meta.waiver_max_duration.map_or(DAYS, |longest| {
            u32::try_from(longest.as_seconds() / 86_400).unwrap_or(DAYS).clamp(1, DAYS)
        });
        let waiver = counts.then(|| first.suggested_waiver(&self.meta, days));
        let owner = self.meta.policy_owner.clone();
        Some(Explanation {
            violations,
            standing,
            other_rules,
            steps,
            owner,
            waiver_max_duration: self.meta.waiver_max_duration,
            waiver,
        })
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(first) = self.violations.first() else { return Ok(()) };
        let told = |violation: &Violation| phrase::line(&violation.message(), LONGEST_MESSAGE);
        writeln!(f, "{}", told(first))?;
        if let Some(title) = &first.title {
            writeln!(f, "{}", phrase::line(title, LONGEST))?;
        }
        let others = self.violations.get(1..).unwrap_or_default();
        for other in others.iter().take(SHOWN) {
            writeln!(f, "also: {}", told(other))?;
        }
        if others.len() > SHOWN {
            writeln!(f, "also: {} more", others.len() - SHOWN)?;
        }
        self.standing(f, first)?;
        self.origin(f, first)?;
        self.way_out(f, first)
    }
}

impl Explanation {
    fn standing(&self, f: &mut fmt::Formatter<'_>, first: &Violation) -> fmt::Result {
        writeln!(f)?;
        match (&self.standing, first.would_be) {
            (Standing::Suppressed { by }, _) => {
                write!(f, "It does not count: {by}")?;
                if let Suppression::Vex { document, author, .. } = by
                    && ![document, author].iter().any(|text| text.trim().is_empty())
                {
                    write!(f, ", in {document}")?;
                }
                write!(f, ".\nOtherwise it would, as `{}`", first.effect)?;
            }
            (Standing::Known, _) => {
                let effect = first.effect;
                writeln!(f, "It does not count: the baseline knows it.")?;
                write!(f, "Otherwise it would, as `{effect}`")?;
            }
            (Standing::Counts, Some(would_be)) => {
                write!(
                    f,
                    "It counts as `{}`; in full force it would be `{would_be}`",
                    first.effect
                )?;
            }
            (Standing::Counts, None) => write!(f, "It counts as `{}`", first.effect)?,
        }
        write!(f, ", by rule `{}`", first.rule)?;
        if !self.other_rules.is_empty() {
            let rules = self.other_rules.iter().map(|rule| format!("`{rule}`"));
            write!(f, " and also by {}", phrase::list(rules, SHOWN))?;
        }
        let tells = !first.because.is_empty() || !first.missing.is_empty();
        writeln!(f, "{}", if tells { ":" } else { "" })?;
        let noun = if first.kind == ViolationKind::Budget { "finding" } else { "condition" };
        items(f, noun, &first.because)?;
        items(f, "fact", first.missing.iter().map(|missing| format!("not known: {missing}")))?;
        if let Some(severity) = &first.severity
            && severity.winner.is_some()
            && severity.ratings.len() > 1
            // A condition on the severity has told already.
            && !first.because.iter().any(|reason| reason.severity().is_some())
        {
            writeln!(f, "  {}", rated(severity, None))?;
        }
        items(f, "remark", &first.waiver_notes)?;
        if let Some(until) = first.grace_until {
            writeln!(f, "  a grace period holds it down until {until}")?;
        }
        Ok(())
    }

    fn origin(&self, f: &mut fmt::Formatter<'_>, first: &Violation) -> fmt::Result {
        let comes_alone = first.path().len() < 2 && first.brought_by().is_empty();
        if comes_alone && first.locations().is_empty() && !first.is_of_base_image() {
            return Ok(());
        }
        writeln!(f, "\nWhere it comes from:")?;
        if first.is_of_base_image() {
            writeln!(f, "  the base image")?;
        }
        if first.path().len() > 1 {
            writeln!(f, "  {}", phrase::way(first.path()))?;
        }
        if !first.brought_by().is_empty() {
            writeln!(f, "  brought in by {}", phrase::list(first.brought_by(), SHOWN))?;
        }
        let places = first.locations().iter();
        items(f, "place", places.map(|place| format!("in {}", phrase::line(place, LONGEST))))
    }

    fn way_out(&self, f: &mut fmt::Formatter<'_>, first: &Violation) -> fmt::Result {
        if self.standing == Standing::Counts {
            writeln!(f, "\nWhat to do:")?;
            match (&self.steps.as_slice(), advised(first)) {
                ([], Some(remedy)) => writeln!(f, "  {remedy}")?,
                ([], None) => writeln!(f, "  {}", advice(first))?,
                (steps, _) => items(f, "step", *steps)?,
            }
        }
        if let Some(waiver) = &self.waiver {
            let owner = self.owner.as_deref().filter(|owner| !owner.trim().is_empty());
            let owner = owner.unwrap_or(OWNER);
            write!(f, "\nIf that has to wait, {owner} may grant a waiver")?;
            if let Some(longest) = self.waiver_max_duration {
                write!(f, ", for {longest} at most")?;
            }
            writeln!(f, ":")?;
            for line in waiver.lines() {
                writeln!(f, "  {line}")?;
            }
            // A waiver of missing evidence has to name the rule.
            if !self.other_rules.is_empty() && first.missing.is_empty() {
                writeln!(f, "  # without `rule` it covers all rules, and the score")?;
            }
        }
        if !first.references.is_empty() {
            writeln!(f, "\nMore about it:")?;
            items(f, "link", first.references.iter())?;
        }
        Ok(())
    }
}

/// A line for each, as far as one reads on; the explanation itself has all.
fn items<T: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    noun: &str,
    list: impl IntoIterator<Item = T, IntoIter: ExactSizeIterator>,
) -> fmt::Result {
    let mut list = list.into_iter();
    for item in list.by_ref().take(MOST) {
        writeln!(f, "  {item}")?;
    }
    match list.len() {
        0 => Ok(()),
        left => writeln!(f, "  and {}", phrase::count(left, &format!("more {noun}"))),
    }
}

/// What helps where no upgrade does.
fn advice(violation: &Violation) -> &'static str {
    match violation.kind {
        _ if !violation.missing.is_empty() => supply(violation),
        ViolationKind::Vulnerability => unadvised([violation]),
        ViolationKind::Component => "replace the component, or change what the rule objects to",
        ViolationKind::Licence => "use another component, or one under another licence",
        ViolationKind::Image => "change the image, or how it is named",
        ViolationKind::Requirement => "supply better evidence, and judge again",
        ViolationKind::Budget => "clear as many of the findings as it takes",
        ViolationKind::Waiver => "remove the waiver",
        ViolationKind::MissingEvidence => "supply what is missing, and judge again",
    }
}

/// What helps where something is not known: for the same question, a better answer.
fn supply(violation: &Violation) -> &'static str {
    let what: Vec<&str> = violation.missing.iter().map(|missing| missing.what.as_str()).collect();
    match what.as_slice() {
        ["vulnerabilities", ..] => "have it scanned, and judge again with the report",
        ["sbom", ..] => "make an SBOM of it, and judge again with that",
        ["signatures", ..] => "sign it, or have its signatures verified, and judge again",
        ["provenance", ..] => "have its build attested and that verified, and judge again",
        ["image.digest"] => "name the image by its digest, and have that scanned",
        ["licence"] => "find out the licence, and have the SBOM state it",
        ["fix"] => {
            "ask a source that says whether there is a fix: another scanner, or its advisory"
        }
        _ => "supply what is missing, and judge again",
    }
}
