//! What differs, in plain words.

use std::collections::BTreeSet;
use std::fmt;

use super::{ChangedViolation, DecisionDiff, PolicyDiff, WhatIf};
use crate::decision::{LONGEST_MESSAGE, Violation};
use crate::phrase;

/// How many violations of one sort are told of one artifact, those that weigh most first; another
/// policy may see thousands. The lists of the difference have all.
const MOST_VIOLATIONS: usize = 20;
/// How many artifacts are told of a whole corpus.
const MOST_ARTIFACTS: usize = 50;

/// Writes `deny → allow: api`, and a line for each violation; of very many the first, and how many
/// more there are.
impl fmt::Display for DecisionDiff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let artifact = if self.artifact.is_empty() { "the artifact" } else { &self.artifact };
        match self.before == self.after {
            true => write!(f, "{} as before: {artifact}", self.after)?,
            false => write!(f, "{} → {}: {artifact}", self.before, self.after)?,
        }
        if self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty() {
            return writeln!(f, ", with the same violations");
        }
        writeln!(f)?;
        let (removed, added) = (&self.removed, &self.added);
        for (sign, list, others) in [('-', removed, added), ('+', added, removed)] {
            let others: BTreeSet<String> = others.iter().map(told).collect();
            for violation in list.iter().take(MOST_VIOLATIONS) {
                let text = told(violation);
                // By another way it is another violation, which has the same words.
                match violation.path().first().filter(|_| others.contains(&text)) {
                    Some(direct) => writeln!(f, "  {sign} {text}, by way of {direct}")?,
                    None => writeln!(f, "  {sign} {text}")?,
                }
            }
            more(f, sign, list.len())?;
        }
        for changed in self.changed.iter().take(MOST_VIOLATIONS) {
            write!(f, "{changed}")?;
        }
        more(f, '~', self.changed.len())
    }
}

/// Writes `  ~ deny → warn severe: CVE-2026-1 (High) in left-pad 1.3.0`, and below it what else is
/// not as it was.
impl fmt::Display for ChangedViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { before, after } = self;
        f.write_str("  ~ ")?;
        if before.effect != after.effect {
            write!(f, "{} → ", before.effect)?;
        }
        writeln!(f, "{}", told(after))?;
        if before.message() != after.message() {
            let message = phrase::line(&before.message(), LONGEST_MESSAGE);
            return writeln!(f, "      it was: {message}");
        }
        let others = differences(before, after);
        match others.is_empty() {
            true => Ok(()),
            false => writeln!(f, "      with {}", phrase::list(&others, others.len())),
        }
    }
}

fn told(violation: &Violation) -> String {
    let message = phrase::line(&violation.message(), LONGEST_MESSAGE);
    format!("{} {}: {message}", violation.effect, violation.rule)
}

fn more(f: &mut fmt::Formatter<'_>, sign: char, all: usize) -> fmt::Result {
    match all.saturating_sub(MOST_VIOLATIONS) {
        0 => Ok(()),
        left => writeln!(f, "  {sign} and {left} more"),
    }
}

/// What two violations with one message do not share.
fn differences(before: &Violation, after: &Violation) -> Vec<&'static str> {
    [
        (before.because != after.because, "other reasons"),
        (before.missing != after.missing, "something else missing"),
        (before.severity != after.severity, "other ratings"),
        (before.would_be != after.would_be, "another effect in full force"),
        (before.grace_until != after.grace_until, "another grace period"),
        (before.waiver_notes != after.waiver_notes, "other remarks on waivers"),
        (before.remedy() != after.remedy(), "another way to mend it"),
        (before.path() != after.path(), "another way in"),
        (before.locations() != after.locations(), "other places"),
    ]
    .into_iter()
    .filter_map(|(differs, what)| differs.then_some(what))
    .collect()
}

/// Writes what differs, and which changes found nothing to change.
impl fmt::Display for WhatIf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.diff)?;
        for index in &self.idle {
            writeln!(f, "  change {} found nothing to change; is a name misspelt?", index + 1)?;
        }
        Ok(())
    }
}

impl fmt::Display for PolicyDiff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let artifacts = phrase::count(self.compared, "artifact");
        write!(f, "{} and {}, on {artifacts}: ", self.before, self.after)?;
        match self.artifacts.len() {
            0 => return writeln!(f, "no difference"),
            1 => writeln!(f, "1 differs")?,
            several => writeln!(f, "{several} differ")?,
        }
        for artifact in self.artifacts.iter().take(MOST_ARTIFACTS) {
            write!(f, "{artifact}")?;
        }
        match self.artifacts.len().saturating_sub(MOST_ARTIFACTS) {
            0 => Ok(()),
            left => writeln!(f, "and {}", phrase::count(left, "more artifact")),
        }
    }
}
