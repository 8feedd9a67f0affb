//! Which VEX statement speaks for a finding, and whether it clears it.

mod target;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;

use self::target::{Specificity, Target, Targets, meet};
use super::alias::Classes;
use super::group::Group;
use crate::Timestamp;
use crate::code::Code;
use crate::decision::{MOST_OTHERS, Remark, Suppression};
use crate::error::Level;
use crate::evidence::{Evidence, Product, Statement, Trust, VexStatus};
use crate::numbers::Drawers;
use crate::policy::settings::{FixedSuppresses, VexSettings};
use crate::version;

/// The statements a policy follows, by vulnerability and by what they are about.
///
/// Which of them speak of a finding is the meeting of two lists, of which the shorter is walked.
/// Over `f` findings and statements that have `v` names and products in all, that takes some
/// `v * sqrt(f)` steps and those for what it finds, not `f * v`.
#[derive(Debug)]
pub(crate) struct Statements<'e> {
    /// Sorted, each once.
    followed: Vec<&'e Statement>,
    targets: Targets<'e>,
    /// By class, and by the number of an id that is outside of all classes of those it goes with:
    /// the numbers of statements, sorted.
    by_class: Drawers<u32>,
    by_id: Drawers<u32>,
    settings: &'e VexSettings,
}

/// What the statements about one finding come to.
#[derive(Debug, Default)]
pub(crate) struct Verdict<'e> {
    /// The statement that wins, if it clears the finding.
    pub(crate) clears: Option<&'e Statement>,
    /// The others that match what is cleared, the foremost of them.
    pub(crate) others: Vec<&'e Statement>,
}

impl<'e> Statements<'e> {
    pub(crate) fn of(
        evidence: &'e Evidence,
        classes: &Classes<'_>,
        settings: &'e VexSettings,
        now: Timestamp,
        notes: &mut Vec<Remark>,
    ) -> Self {
        let mut followed: Vec<&Statement> = Vec::new();
        for statement in evidence.vex.value().into_iter().flatten() {
            if let Some(reason) = refusal(statement, settings, now) {
                notes.push(note(Code::VexIgnored, Level::Warning, statement, &reason));
                continue;
            }
            let broad = statement.products.iter().any(|product| {
                matches!(product, Product::Artifact { subcomponents, .. } if subcomponents.is_empty())
            });
            if broad && matches!(statement.status, VexStatus::NotAffected | VexStatus::Fixed) {
                let reason = "it names no component, hence covers all of them";
                notes.push(note(Code::VexBroad, Level::Warning, statement, reason));
            }
            followed.push(statement);
        }
        // A document that comes in more than once says no more.
        followed.sort_unstable();
        followed.dedup();
        let mut ids: Vec<(u32, u32)> = Vec::new();
        let mut targets = Vec::new();
        for (number, statement) in (0_u32..).zip(&followed) {
            let before = ids.len();
            let known = statement.vulnerabilities.iter().filter_map(|id| classes.find(id));
            ids.extend(known.map(|id| (id, number)));
            if ids.len() > before {
                let digests = &evidence.artifact.digests;
                targets
                    .extend(statement.products.iter().flat_map(|p| Target::of(number, p, digests)));
            }
        }
        let of_class = |(id, statement)| (classes.class_of(id), statement);
        let mut classed: Vec<(u32, u32)> = ids.iter().copied().map(of_class).collect();
        for pairs in [&mut ids, &mut classed] {
            // Under several of its names, a statement still is one.
            pairs.sort_unstable();
            pairs.dedup();
        }
        let count = if ids.is_empty() { 0 } else { classes.len() };
        Self {
            followed,
            targets: Targets::new(targets),
            by_class: Drawers::new(count, classed.iter().copied()),
            by_id: Drawers::new(count, ids.iter().copied()),
            settings,
        }
    }

    /// What is said of each group; nothing at all if no statement is followed.
    pub(crate) fn verdicts(
        &self,
        groups: &[Group<'_>],
        notes: &mut Vec<Remark>,
    ) -> Vec<Verdict<'e>> {
        if self.by_id.is_empty() {
            return Vec::new();
        }
        groups.iter().map(|group| self.verdict(group, notes)).collect()
    }

    fn verdict(&self, group: &Group<'_>, notes: &mut Vec<Remark>) -> Verdict<'e> {
        let mut matching = self.matching(group);
        // The most trusted first, then the most specific, then the newest, then the worst.
        matching.sort_by_key(|(how, statement)| {
            Reverse((
                trust(statement, self.settings),
                *how,
                statement.timestamp,
                statement.status,
                Reverse(*statement),
            ))
        });
        let mut order = matching.into_iter().map(|(_, statement)| statement);
        let Some(winner) = order.next() else {
            return Verdict::default();
        };
        let clears = match winner.status {
            VexStatus::NotAffected => true,
            VexStatus::Fixed => {
                let plausible = is_plausibly_fixed(group);
                if !plausible && self.settings.fixed_suppresses == FixedSuppresses::IfPlausible {
                    let reason =
                        format!("{} is older than every known fix of {}", group.key(), group.id());
                    notes.push(note(Code::VexIgnored, Level::Warning, winner, &reason));
                }
                match self.settings.fixed_suppresses {
                    FixedSuppresses::IfPlausible => plausible,
                    FixedSuppresses::Always => true,
                    FixedSuppresses::Never => false,
                }
            }
            VexStatus::UnderInvestigation | VexStatus::Affected => false,
        };
        if clears {
            Verdict { clears: Some(winner), others: order.take(MOST_OTHERS).collect() }
        } else {
            Verdict::default()
        }
    }

    /// The statements that cover a finding, each once, and how exactly.
    fn matching(&self, group: &Group<'_>) -> Vec<(Specificity, &'e Statement)> {
        let mut foreign: Vec<u32> = group.foreign_ids().collect();
        foreign.sort_unstable();
        foreign.dedup();
        let foreign = foreign.into_iter().map(|id| self.by_id.get(id));
        let mut named: Vec<&[u32]> =
            std::iter::once(self.by_class.get(group.class())).chain(foreign).collect();
        named.retain(|statements| !statements.is_empty());
        if named.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(u32, Specificity)> = Vec::new();
        for targets in self.targets.near(group) {
            for statements in &named {
                meet(statements, targets, |target| {
                    let statement = self.followed.get(target.statement as usize);
                    if statement.is_some_and(|stated| target.covers(group, stated.status)) {
                        found.push((target.statement, target.how));
                    }
                });
            }
        }
        // In several ways, the most exact counts.
        found.sort_unstable_by_key(|(statement, how)| (*statement, Reverse(*how)));
        found.dedup_by_key(|(statement, _)| *statement);
        let statement = |number: u32| self.followed.get(number as usize).copied();
        found.into_iter().filter_map(|(number, how)| Some((how, statement(number)?))).collect()
    }
}

/// Fixed, says the supplier: that is believed if what is installed is at or above some known fix,
/// or if no fix is known.
fn is_plausibly_fixed(group: &Group<'_>) -> bool {
    let versions = group.fix_versions();
    let Some(installed) = group.package.full_version() else {
        return versions.is_empty();
    };
    versions.is_empty()
        || versions
            .iter()
            .any(|fixed| version::is_fixed_by(group.package.kind(), installed, fixed).is_true())
}

/// How far a statement is trusted: a document that the policy names, most of all.
fn trust(statement: &Statement, settings: &VexSettings) -> Trust {
    if settings.pinned.contains(&statement.document) { Trust::Pinned } else { statement.trust }
}

/// Why a policy does not follow a statement.
fn refusal(statement: &Statement, settings: &VexSettings, now: Timestamp) -> Option<String> {
    if let Some(authors) = &settings.trusted_authors
        && trust(statement, settings) != Trust::Pinned
        && !authors.contains(&statement.author)
    {
        return Some(format!("the policy does not trust `{}`", statement.author));
    }
    if statement.timestamp.is_some_and(|at| at > now) {
        return Some("it is dated in the future".to_owned());
    }
    if let Some(max_age) = settings.max_age {
        match statement.timestamp.map(|at| now.since(at).unwrap_or_default()) {
            None => {
                return Some(
                    "it has no date, and the policy limits the age of statements".to_owned(),
                );
            }
            Some(age) if age > max_age => {
                return Some(format!("it is {age} old, more than the {max_age} the policy allows"));
            }
            Some(_) => {}
        }
    }
    if statement.status != VexStatus::NotAffected {
        return None;
    }
    let filled = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
    if settings.require_justification
        && !filled(&statement.justification)
        && !filled(&statement.statement)
    {
        return Some("it gives neither a justification nor an impact statement".to_owned());
    }
    let accepted = settings.accept_justifications.as_ref()?;
    match &statement.justification {
        Some(given) if accepted.contains(given) => None,
        Some(given) => Some(format!("the policy does not accept the justification `{given}`")),
        None => {
            Some("the policy accepts certain justifications only, and it gives none".to_owned())
        }
    }
}

fn note(code: Code, level: Level, statement: &Statement, reason: &str) -> Remark {
    let message = format!(
        "`{}` by {} on {} in {}: {reason}",
        statement.status,
        statement.author,
        statement.vulnerabilities.join(", "),
        statement.document
    );
    Remark::new(code, level, "vex", message)
}

pub(crate) fn suppression(statement: &Statement) -> Suppression {
    Suppression::Vex {
        document: statement.document.clone(),
        author: statement.author.clone(),
        status: statement.status,
        justification: statement.justification.clone().or_else(|| statement.statement.clone()),
        timestamp: statement.timestamp,
    }
}
