//! Scores and assessments for people.

use std::fmt;

use super::requirement::{Demand, Verdict};
use super::{Assessment, Check, Score};

pub(super) fn score(score: &Score<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{} of 10", score.out_of_ten())?;
    if score.is_capped() {
        let (whole, tenth) = (score.uncapped() / 1000, score.uncapped() % 1000 / 100);
        write!(f, " (capped, for it breaks its schema; otherwise {whole}.{tenth})")?;
    }
    writeln!(f, ", {} components and services", score.population())?;
    writeln!(f, "{:>6}  {:>13}  {:>6}  {:<12}  check", "lost", "have", "weight", "id")?;
    for check in score.checks() {
        let have = match check.is_applicable() {
            true => have(check),
            false => "n/a".to_owned(),
        };
        // In the unit of the total, so that the column adds up to what is missing from 10.
        let lost = format!("{}.{:03}", check.lost() / 1000, check.lost() % 1000);
        let weight = check.weight();
        writeln!(f, "{lost:>6}  {have:>13}  {weight:>6}  {:<12}  {}", check.id(), check.title())?;
        offenders(f, 45, check.offenders(), check.offending())?;
    }
    Ok(())
}

/// Says how many there are of how many, where half counts with halves: `2.5/4`.
fn have(check: &Check) -> String {
    let unit = check.unit();
    let (whole, rest) = (check.numerator() / unit, check.numerator() % unit);
    let half = if rest == 0 { "" } else { ".5" };
    format!("{whole}{half}/{}", check.denominator() / unit)
}

pub(super) fn assessment(assessment: &Assessment, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let verdict = if assessment.passes() { "pass" } else { "fail" };
    writeln!(f, "{}: {verdict}", assessment.profile().title())?;
    for requirement in assessment.requirements() {
        let verdict = requirement.verdict().to_string();
        let (id, title) = (requirement.id(), requirement.title());
        let note = if requirement.demand() == Demand::Recommended { " (recommended)" } else { "" };
        writeln!(f, "  {verdict:<22}  {id:<22}  {title}{note}")?;
        let failing = match requirement.verdict() {
            Verdict::Fail { failing, .. } => failing,
            Verdict::Pass | Verdict::NotApplicable => 0,
        };
        offenders(f, 50, requirement.offenders(), failing)?;
    }
    Ok(())
}

fn offenders(
    f: &mut fmt::Formatter<'_>,
    indent: usize,
    named: &[String],
    all: usize,
) -> fmt::Result {
    if named.is_empty() {
        return Ok(());
    }
    write!(f, "{:indent$}", "")?;
    f.write_str(&named.join(", "))?;
    match all.saturating_sub(named.len()) {
        0 => writeln!(f),
        more => writeln!(f, " and {more} more"),
    }
}
