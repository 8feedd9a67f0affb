//! Violations that are one problem to whoever has to solve it.

mod voice;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use self::voice::{Voice, voices};
use super::{LONGEST, LONGEST_MESSAGE, SHOWN, more};
use crate::code::Code;
use crate::decision::remediation::{advised, unadvised};
use crate::decision::{Effect, Missing, Subject, Violation, ViolationKind};
use crate::evidence::SectionKind;
use crate::phrase;

/// The same fault of the same thing, or the same gap in the evidence, whatever the number of rules
/// that mind or of things that it is about. The worst comes first, as in a decision.
pub(super) struct Problem<'d> {
    first: &'d Violation,
    others: Vec<&'d Violation>,
}

/// What makes violations one problem: where any of this differs, they do not read the same.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Fault<'d> {
    /// A rule does not know the same, for the same reason, of many components or findings.
    Gap {
        rule: &'d str,
        effect: (Effect, Option<Effect>),
        missing: &'d [Missing],
        /// What is stated for a licence that is not known.
        licence: Option<&'d str>,
    },
    /// Rules do not know the same of one thing.
    Lack { subject: &'d Subject, missing: &'d [Missing], message: Cow<'d, str> },
    /// Rules object to the same.
    Same { subject: &'d Subject, code: &'d str, what: Cow<'d, str> },
}

pub(super) fn problems(violations: &[Violation]) -> Vec<Problem<'_>> {
    let mut known: BTreeMap<Fault<'_>, usize> = BTreeMap::new();
    let mut problems: Vec<Problem<'_>> = Vec::new();
    for violation in violations {
        let next = problems.len();
        let index = *known.entry(Fault::of(violation)).or_insert(next);
        match problems.get_mut(index) {
            Some(problem) => problem.others.push(violation),
            None => problems.push(Problem { first: violation, others: Vec::new() }),
        }
    }
    problems
}

/// Whether two violations are of one fault, and other rules at most.
pub(in crate::decision) fn are_of_one_fault(a: &Violation, b: &Violation) -> bool {
    match (Fault::of(a), Fault::of(b)) {
        (Fault::Gap { missing, .. }, Fault::Gap { missing: others, .. }) => {
            (&a.subject, &a.id, missing) == (&b.subject, &b.id, others)
        }
        (one, other) => one == other,
    }
}

impl<'d> Fault<'d> {
    fn of(violation: &'d Violation) -> Self {
        let Violation { subject, missing, .. } = violation;
        let id = violation.id.as_deref();
        match (violation.kind, subject.package()) {
            (ViolationKind::MissingEvidence, Some(_)) => Self::Gap {
                rule: &violation.rule,
                effect: (violation.effect, violation.would_be),
                missing,
                licence: id.filter(|_| violation.code == Code::LicenceUnknown),
            },
            (ViolationKind::MissingEvidence, None) => {
                // That a whole section is not there, some rules say in other words.
                let is_section = id.is_none() && missing.first().is_some_and(is_section);
                let message = if is_section { Cow::default() } else { violation.message() };
                Self::Lack { subject, missing, message }
            }
            (_, package) => {
                // The id of what the image lacks is only what a rule asks for.
                let id = id.filter(|_| package.is_some());
                let what = id.map_or_else(|| violation.message(), Cow::Borrowed);
                Self::Same { subject, code: violation.code.as_str(), what }
            }
        }
    }
}

fn is_section(missing: &Missing) -> bool {
    SectionKind::ALL.iter().any(|kind| kind.as_str() == missing.what.as_str())
}

impl<'d> Problem<'d> {
    pub(super) fn violations(&self) -> impl Iterator<Item = &'d Violation> {
        std::iter::once(self.first).chain(self.others.iter().copied())
    }

    pub(super) fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.first;
        let message = first.message();
        writeln!(f, "{}: {}", first.effect, phrase::line(&message, LONGEST_MESSAGE))?;
        let alike = self.alike();
        // What is true of one need not be true of the others.
        let is_alone = alike.is_empty();
        if let Some(title) = first.title.as_ref().filter(|_| is_alone) {
            writeln!(f, "  {}", phrase::line(title, LONGEST))?;
        }
        let voices = voices(first, &self.others, is_alone);
        for voice in voices.iter().take(SHOWN) {
            voice.write(f, first)?;
        }
        let silent: usize = voices.iter().skip(SHOWN).map(Voice::number).sum();
        more(f, "rule", voices.len().min(SHOWN) + silent)?;
        if !first.missing.is_empty() {
            writeln!(f, "  missing: {}", missing(&first.missing, &message))?;
        }
        if is_alone {
            origin(f, first)?;
            self.remedy(f)?;
        } else {
            let others = phrase::count(alike.len(), "other");
            writeln!(f, "  the same of {others}: {}", phrase::list(alike, SHOWN))?;
        }
        let notes: BTreeSet<&String> =
            self.violations().flat_map(|one| &one.waiver_notes).collect();
        for note in notes.iter().take(SHOWN) {
            writeln!(f, "  {note}")?;
        }
        more(f, "remark", notes.len())
    }

    fn remedy(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match advised(self.first) {
            Some(remedy) => writeln!(f, "  {remedy}"),
            None if self.first.kind == ViolationKind::Vulnerability => {
                writeln!(f, "  {}", unadvised(self.violations()))
            }
            None => Ok(()),
        }
    }

    /// What else has the gap, each once.
    fn alike(&self) -> Vec<String> {
        let named = |violation: &Violation, subject: &str| match (&violation.id, violation.code) {
            (Some(id), Code::MissingEvidence) => format!("{id} in {subject}"),
            _ => subject.to_owned(),
        };
        let name = |violation: &Violation| named(violation, &violation.subject.to_string());
        let own = name(self.first);
        let mut known = BTreeSet::from([(&self.first.subject, &self.first.id)]);
        let others = self.others.iter().filter(|other| known.insert((&other.subject, &other.id)));
        others
            .map(|other| match (name(other), other.subject.package()) {
                // Packages of two kinds may share their name.
                (same, Some(package)) if same == own => named(other, package.key()),
                (name, _) => name,
            })
            .collect()
    }
}

/// What is not known, and why unless that has been `said`.
fn missing(all: &[Missing], said: &str) -> String {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    let mut by_why: Vec<(&str, Vec<&str>)> = Vec::new();
    for Missing { what, why } in all {
        let why = if said.contains(why.as_str()) { "" } else { why.as_str() };
        let next = by_why.len();
        match by_why.get_mut(*known.entry(why).or_insert(next)) {
            Some((_, what_else)) => what_else.push(what),
            None => by_why.push((why, vec![what])),
        }
    }
    let shown = by_why.iter().take(SHOWN).map(|(why, what)| {
        let what = phrase::list(what, SHOWN);
        if why.is_empty() { what } else { format!("{what} ({why})") }
    });
    let mut texts: Vec<String> = shown.collect();
    let left: usize = by_why.iter().skip(SHOWN).map(|(_, what)| what.len()).sum();
    if left > 0 {
        texts.push(format!("and {left} more"));
    }
    texts.join("; ")
}

/// How it comes in, or where it is.
fn origin(f: &mut fmt::Formatter<'_>, violation: &Violation) -> fmt::Result {
    let others: Vec<_> =
        violation.brought_by().iter().filter(|by| violation.path().first() != Some(by)).collect();
    match (violation.path(), violation.locations()) {
        ([_, _, ..], _) => {
            write!(f, "  it comes through {}", phrase::way(violation.path()))?;
            if !others.is_empty() {
                write!(f, ", and through {}", phrase::list(others, SHOWN))?;
            }
            writeln!(f)
        }
        (_, [first, rest @ ..]) => {
            write!(f, "  it is in {}", phrase::line(first, LONGEST))?;
            match rest.len() {
                0 => writeln!(f),
                more => writeln!(f, " and {}", phrase::count(more, "other place")),
            }
        }
        // A fix tells that it takes a newer one.
        _ if violation.is_of_base_image() && violation.fixed_version.is_none() => {
            writeln!(f, "  it comes with the base image")
        }
        _ => Ok(()),
    }
}
