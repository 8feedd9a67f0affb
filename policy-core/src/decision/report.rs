//! The decision in plain words.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use super::{Decision, Effect, Subject, Violation, ViolationKind, WaiverState};

/// How many steps, files or findings are spelt out before "and n more".
const SHOWN: usize = 5;

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.headline(f)?;
        for problem in problems(&self.violations) {
            writeln!(f)?;
            problem.write(f)?;
        }
        self.steps(f)?;
        self.known(f)?;
        self.suppressed(f)?;
        self.waivers(f)?;
        self.way_out(f)
    }
}

impl Decision {
    fn headline(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |effect| self.violations.iter().filter(|v| v.effect == effect).count();
        let artifact =
            if self.meta.artifact.is_empty() { "the artifact" } else { &self.meta.artifact };
        write!(f, "{}: {artifact}", self.outcome)?;
        let (deny, warn) = (count(Effect::Deny), count(Effect::Warn));
        match (deny, warn) {
            (0, 0) => f.write_str("; nothing speaks against it")?,
            (0, warn) => write!(f, "; {warn} to look at")?,
            (deny, 0) => write!(f, "; {deny} against it")?,
            (deny, warn) => write!(f, "; {deny} against it, {warn} more to look at")?,
        }
        write!(f, "\njudged by policy {}", self.meta.policy)?;
        if let Some(version) = &self.meta.policy_version {
            write!(f, " {version}")?;
        }
        if let Some(stage) = &self.meta.stage {
            write!(f, " for {stage}")?;
        }
        writeln!(f, " at {}", self.meta.now)
    }

    fn steps(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plan = &self.remediation();
        // What clears one finding stands beside that finding already.
        if plan.steps.iter().map(|step| step.findings_cleared).sum::<usize>() < 2 {
            return Ok(());
        }
        match plan.denied {
            0 => writeln!(f, "\nWhat clears most:")?,
            denied if plan.denied_cleared == denied => {
                writeln!(f, "\nWhat clears everything that denies for a vulnerability:")?;
            }
            denied => writeln!(
                f,
                "\nWhat clears {} of the {denied} vulnerabilities that deny:",
                plan.denied_cleared
            )?,
        }
        for step in plan.steps.iter().take(SHOWN) {
            writeln!(f, "  {step}")?;
        }
        more(f, plan.steps.len())
    }

    fn known(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(baseline) = &self.baseline else { return Ok(()) };
        let (known, gone) = (baseline.known.len(), baseline.gone.len());
        write!(f, "\nThe baseline of {} knows {known} more", baseline.made)?;
        match gone {
            0 => writeln!(f),
            gone => writeln!(f, "; {gone} of it are gone, and it can be lowered"),
        }
    }

    fn suppressed(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.suppressed.is_empty() {
            return Ok(());
        }
        writeln!(f, "\nNot counted:")?;
        for suppressed in self.suppressed.iter().take(SHOWN) {
            let id = suppressed.id.as_deref().unwrap_or("a violation");
            writeln!(f, "  {id} in {}: {}", suppressed.subject, suppressed.by)?;
        }
        more(f, self.suppressed.len())
    }

    fn waivers(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let worth_a_look: Vec<_> = self
            .waivers
            .iter()
            .filter(|report| {
                report.expiring_in.is_some() || !matches!(report.state, WaiverState::Used { .. })
            })
            .collect();
        if worth_a_look.is_empty() {
            return Ok(());
        }
        writeln!(f, "\nWaivers to look at:")?;
        for report in worth_a_look.iter().take(SHOWN) {
            writeln!(f, "  {report}")?;
        }
        more(f, worth_a_look.len())
    }

    fn way_out(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.denials().next().is_none() {
            return Ok(());
        }
        let owner = self.meta.policy_owner.as_deref().unwrap_or("whoever owns the policy");
        let end = match self.meta.waiver_max_duration {
            Some(longest) => format!("an end within {longest}"),
            None => "an end".to_owned(),
        };
        writeln!(
            f,
            "\nWhat cannot be fixed today needs a waiver with a reason and {end}, granted by {owner}."
        )
    }
}

/// Violations that are one problem to whoever has to solve it: the same fault of the same thing,
/// or the same gap in the evidence, whatever the number of rules that mind.
struct Problem<'d> {
    first: &'d Violation,
    others: Vec<&'d Violation>,
}

fn problems(violations: &[Violation]) -> Vec<Problem<'_>> {
    let mut known: BTreeMap<(Option<&Subject>, &str, Cow<'_, str>), usize> = BTreeMap::new();
    let mut problems: Vec<Problem<'_>> = Vec::new();
    for violation in violations {
        let lacks = violation.missing.first().map_or("", |missing| missing.what.as_str());
        let key = match violation.kind {
            // A rule that lacks the same fact about a hundred findings has one problem, and so
            // have all rules that lack the same section.
            ViolationKind::MissingEvidence if violation.subject.package().is_some() => {
                (None, violation.rule.as_str(), lacks.into())
            }
            ViolationKind::MissingEvidence => (Some(&violation.subject), lacks, "".into()),
            _ => {
                let what =
                    violation.id.as_deref().map_or_else(|| violation.message(), Cow::Borrowed);
                (Some(&violation.subject), violation.code.as_str(), what)
            }
        };
        let next = problems.len();
        let index = *known.entry(key).or_insert(next);
        match problems.get_mut(index) {
            Some(problem) => problem.others.push(violation),
            None => problems.push(Problem { first: violation, others: Vec::new() }),
        }
    }
    problems
}

impl Problem<'_> {
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.first;
        writeln!(f, "{}: {}", first.effect, first.message())?;
        if let Some(title) = &first.title {
            writeln!(f, "  {title}")?;
        }
        self.write_rules(f)?;
        if !first.because.is_empty() && first.kind != ViolationKind::Image {
            writeln!(f, "  because {}", joined(&first.because, " and "))?;
        }
        if !first.missing.is_empty() {
            writeln!(f, "  missing: {}", joined(&first.missing, ", "))?;
        }
        if first.path().len() > 1 {
            writeln!(f, "  it comes through {}", first.path().join(" → "))?;
        } else if let Some(location) = first.locations().first() {
            writeln!(f, "  it is in {location}")?;
        }
        if let Some(remedy) = first.remedy() {
            writeln!(f, "  {remedy}")?;
        }
        if let Some(until) = first.grace_until {
            writeln!(f, "  a grace period ends {until}")?;
        }
        let mut notes: Vec<&String> = std::iter::once(&first)
            .chain(&self.others)
            .flat_map(|violation| &violation.waiver_notes)
            .collect();
        notes.sort();
        notes.dedup();
        for note in notes {
            writeln!(f, "  {note}")?;
        }
        Ok(())
    }

    fn write_rules(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.first;
        write!(f, "  rule {}", first.rule)?;
        if let Some(would_be) = first.would_be {
            write!(f, ", which would {would_be} in full force")?;
        }
        let same_rule = self.others.iter().filter(|other| other.rule == first.rule).count();
        let mut rules: Vec<&str> = self
            .others
            .iter()
            .map(|other| other.rule.as_str())
            .filter(|rule| *rule != first.rule)
            .collect();
        rules.dedup();
        if !rules.is_empty() {
            write!(f, "; also {}", rules.join(", "))?;
        }
        if same_rule > 0 {
            let plural = if same_rule == 1 { "" } else { "s" };
            write!(f, "; the same of {same_rule} other{plural}")?;
        }
        writeln!(f)
    }
}

fn joined<T: fmt::Display>(items: &[T], separator: &str) -> String {
    let mut texts: Vec<String> = items.iter().take(SHOWN).map(ToString::to_string).collect();
    if items.len() > SHOWN {
        texts.push(format!("{} more", items.len() - SHOWN));
    }
    texts.join(separator)
}

fn more(f: &mut fmt::Formatter<'_>, all: usize) -> fmt::Result {
    if all > SHOWN { writeln!(f, "  and {} more", all - SHOWN) } else { Ok(()) }
}
