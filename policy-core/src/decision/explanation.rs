//! One violation, told to whoever has to deal with it.

use std::fmt;

use serde::Serialize;

use super::{Decision, Effect, Fingerprint, Suppression, Violation, ViolationKind};
use crate::remediation::UpgradeStep;
use crate::{Period, Text};

/// How long the waiver lasts that an explanation suggests, in days, if the policy allows it.
const DAYS: u32 = 30;

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
    /// let lodash = Finding::new("CVE-2021-23337", Package::parse("pkg:npm/lodash@4.17.20"))
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
            .filter(|other| {
                other.subject == first.subject
                    && other.id == first.id
                    && other.code == first.code
                    && other.missing.first().map(|missing| &missing.what)
                        == first.missing.first().map(|missing| &missing.what)
                    && other.rule != first.rule
            })
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
        writeln!(f, "{}", first.message())?;
        if let Some(title) = &first.title {
            writeln!(f, "{title}")?;
        }
        for other in self.violations.iter().skip(1) {
            writeln!(f, "also: {}", other.message())?;
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
                match by {
                    Suppression::Vex { document, .. } => write!(f, ", in {document}")?,
                    Suppression::Waiver { ticket: Some(ticket), .. } => {
                        write!(f, "; see {ticket}")?
                    }
                    Suppression::Waiver { .. } => {}
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
            write!(f, " and also by `{}`", self.other_rules.join("`, `"))?;
        }
        writeln!(f, ":")?;
        for reason in &first.because {
            writeln!(f, "  {}: {}", reason.condition, reason.value())?;
        }
        for missing in &first.missing {
            writeln!(f, "  not known: {missing}")?;
        }
        if let Some(severity) = &first.severity
            && let Some(winner) = &severity.winner
            && severity.ratings.len() > 1
            // A condition on the severity has told already.
            && !first.because.iter().any(|reason| reason.severity().is_some())
        {
            let lost: Vec<String> = severity
                .ratings
                .iter()
                .filter(|rating| *rating != winner)
                .map(ToString::to_string)
                .collect();
            let strategy = &severity.strategy;
            writeln!(
                f,
                "  rated {winner}, which decides by `{strategy}`; not {}",
                lost.join(", ")
            )?;
        }
        for note in first.waiver_notes.iter() {
            writeln!(f, "  {note}")?;
        }
        if let Some(until) = first.grace_until {
            writeln!(f, "  a grace period holds it down until {until}")?;
        }
        Ok(())
    }

    fn origin(&self, f: &mut fmt::Formatter<'_>, first: &Violation) -> fmt::Result {
        if first.path().len() < 2 && first.locations().is_empty() {
            return Ok(());
        }
        writeln!(f, "\nWhere it comes from:")?;
        if first.path().len() > 1 {
            writeln!(f, "  {}", first.path().join(" → "))?;
        }
        if !first.brought_by().is_empty() {
            writeln!(f, "  brought in by {}", first.brought_by().join(", "))?;
        }
        for location in first.locations() {
            writeln!(f, "  in {location}")?;
        }
        Ok(())
    }

    fn way_out(&self, f: &mut fmt::Formatter<'_>, first: &Violation) -> fmt::Result {
        if self.standing == Standing::Counts {
            writeln!(f, "\nWhat to do:")?;
            match (&self.steps.as_slice(), first.remedy()) {
                ([], Some(remedy)) => writeln!(f, "  {remedy}")?,
                ([], None) => writeln!(f, "  {}", advice(first))?,
                (steps, _) => {
                    for step in *steps {
                        writeln!(f, "  {step}")?;
                    }
                }
            }
        }
        if let Some(waiver) = &self.waiver {
            let owner = self.owner.as_deref().unwrap_or("whoever owns the policy");
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
            for reference in &first.references {
                writeln!(f, "  {reference}")?;
            }
        }
        Ok(())
    }
}

/// What helps where no upgrade does.
fn advice(violation: &Violation) -> &'static str {
    match violation.kind {
        _ if !violation.missing.is_empty() => supply(violation),
        ViolationKind::Vulnerability => {
            "no newer version is known to help: replace the component, or wait for a fix"
        }
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

/// Writes `waived by legal (W-2), bought a licence, until 2026-12-01T00:00:00Z`.
impl fmt::Display for Suppression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Vex { author, status, justification, .. } => {
                write!(f, "{}, says {author}", status.as_str().replace('_', " "))?;
                match justification {
                    Some(justification) => write!(f, " ({justification})"),
                    None => Ok(()),
                }
            }
            Self::Waiver { id, owner, reason, expires, .. } => {
                write!(f, "waived by {owner} ({id}), {reason}")?;
                match expires {
                    Some(expires) => write!(f, ", until {expires}"),
                    None => f.write_str(", for good"),
                }
            }
        }
    }
}
