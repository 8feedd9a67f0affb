//! The decision in plain words.

mod problem;

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

pub(super) use self::problem::are_of_one_fault;
use self::problem::{Problem, problems};
use super::{Decision, Effect, Subject, Suppressed, Suppression, Violation, WaiverState};
use crate::phrase;

/// How many problems are told, the worst first. That fills two screens; nobody reads on before some
/// of them are solved, and a log that cuts long texts cuts the way out at the end.
const MOST_PROBLEMS: usize = 20;
/// How many steps, files or findings are spelt out before "and n more".
pub(super) const SHOWN: usize = 5;
/// How many characters of a text that others wrote are shown.
pub(super) const LONGEST: usize = 160;
/// How many characters of a message are shown: it may quote a licence in full.
pub(crate) const LONGEST_MESSAGE: usize = 400;
/// Who grants waivers where the policy does not say.
pub(super) const OWNER: &str = "whoever owns the policy";

/// Writes the outcome with the number of all violations, the worst twenty problems, what to
/// upgrade, what does not count, and who may grant a waiver. What it leaves out it counts: all of
/// it is in [`to_json`](Self::to_json), and in [`violations`](Self::violations).
impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.headline(f)?;
        let problems = problems(&self.violations);
        for problem in problems.iter().take(MOST_PROBLEMS) {
            writeln!(f)?;
            problem.write(f)?;
        }
        rest(f, problems.get(MOST_PROBLEMS..).unwrap_or_default())?;
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
        let mut parts = Vec::new();
        for (effect, what) in [
            (Effect::Deny, "against it"),
            (Effect::Warn, "to look at"),
            (Effect::Info, "for information"),
        ] {
            let more = if parts.is_empty() { "" } else { "more " };
            match count(effect) {
                0 => {}
                number => parts.push(format!("{number} {more}{what}")),
            }
            if effect == Effect::Warn && parts.is_empty() {
                parts.push("nothing speaks against it".to_owned());
            }
        }
        write!(f, "; {}", parts.join(", "))?;
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
            _ if plan.denied_cleared == 0 => {
                writeln!(f, "\nWhat clears most, though no vulnerability that denies:")?;
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
        more(f, "step", plan.steps.len())
    }

    fn known(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(baseline) = &self.baseline else { return Ok(()) };
        let known = match baseline.known.len() {
            0 => "nothing of this".to_owned(),
            known => phrase::count(known, "more violation"),
        };
        write!(f, "\nThe baseline of {} knows {known}", baseline.made)?;
        match baseline.gone.len() {
            0 => writeln!(f),
            1 => writeln!(f, "; 1 that it knew is gone, and it can be lowered"),
            gone => writeln!(f, "; {gone} that it knew are gone, and it can be lowered"),
        }
    }

    fn suppressed(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.suppressed.is_empty() {
            return Ok(());
        }
        // A waiver that keeps several rules from minding one thing is one line.
        let mut known: BTreeMap<(&Subject, Cow<'_, str>, &Suppression), usize> = BTreeMap::new();
        let mut lines: Vec<(&Suppressed, Vec<&Violation>)> = Vec::new();
        for suppressed in &self.suppressed {
            let next = lines.len();
            let key = (&suppressed.subject, suppressed.what(), &suppressed.by);
            let index = *known.entry(key).or_insert(next);
            match lines.get_mut(index) {
                Some((_, violations)) => violations.extend(&suppressed.violations),
                None => lines.push((suppressed, suppressed.violations.iter().collect())),
            }
        }
        // What would weigh most is what somebody has to answer for.
        lines.sort_by_cached_key(|(suppressed, violations)| {
            let effect = violations.iter().map(|violation| violation.effect).max();
            let level = suppressed.severity.as_ref().map(|severity| severity.level.display_order());
            Reverse((effect, level))
        });
        writeln!(f, "\nNot counted:")?;
        for (suppressed, violations) in lines.iter().take(SHOWN) {
            let rules: BTreeSet<&str> =
                violations.iter().map(|violation| violation.rule.as_str()).collect();
            write!(f, "  {suppressed}")?;
            match rules.len() {
                0 => writeln!(f)?,
                number => {
                    let plural = if number == 1 { "" } else { "s" };
                    writeln!(f, "; rule{plural} {}", phrase::list(rules, SHOWN))?;
                }
            }
        }
        more(f, "", lines.len())
    }

    fn waivers(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let worth_a_look: Vec<_> = self
            .waivers
            .iter()
            .filter(|report| {
                report.expiring_in.is_some()
                    || !report.lapsed.is_empty()
                    || !matches!(report.state, WaiverState::Used { .. })
            })
            .collect();
        if worth_a_look.is_empty() {
            return Ok(());
        }
        writeln!(f, "\nWaivers to look at:")?;
        for report in worth_a_look.iter().take(SHOWN) {
            writeln!(f, "  {report}")?;
        }
        more(f, "waiver", worth_a_look.len())
    }

    fn way_out(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.denials().next().is_none() {
            return Ok(());
        }
        let owner = self.meta.policy_owner.as_deref().filter(|owner| !owner.trim().is_empty());
        let owner = owner.unwrap_or(OWNER);
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

/// The problems that are not told, so that nobody takes those that are for all.
fn rest(f: &mut fmt::Formatter<'_>, problems: &[Problem<'_>]) -> fmt::Result {
    if problems.is_empty() {
        return Ok(());
    }
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut all, mut denials) = (0, 0);
    for violation in problems.iter().flat_map(Problem::violations) {
        all += 1;
        denials += usize::from(violation.effect == Effect::Deny);
        *rules.entry(&violation.rule).or_default() += 1;
    }
    let mut rules: Vec<(usize, &str)> = rules.into_iter().map(|(rule, n)| (n, rule)).collect();
    rules.sort_by_key(|(number, _)| Reverse(*number));
    let rules = rules.iter().map(|(number, rule)| format!("{number} by rule {rule}"));
    let rules = phrase::list(rules, SHOWN);
    let denials = match denials {
        0 if all == 1 => "which does not deny".to_owned(),
        0 => "none of which denies".to_owned(),
        some if some == all && all > 1 => "all of which deny".to_owned(),
        1 if all == 1 => "which denies".to_owned(),
        1 => "1 of which denies".to_owned(),
        some => format!("{some} of which deny"),
    };
    let plural = if all == 1 { "" } else { "s" };
    writeln!(f, "\nand {all} more violation{plural}, {denials}: {rules}")?;
    writeln!(f, "  the JSON of the decision (`Decision::to_json`) has them all")
}

fn more(f: &mut fmt::Formatter<'_>, noun: &str, all: usize) -> fmt::Result {
    match all.saturating_sub(SHOWN) {
        0 => Ok(()),
        left if noun.is_empty() => writeln!(f, "  and {left} more"),
        left => writeln!(f, "  and {}", phrase::count(left, &format!("more {noun}"))),
    }
}
