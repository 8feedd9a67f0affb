//! Rules over the licences of components.

mod read;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::code::Code;
use crate::decision::{Effect, Missing, Reason};
use crate::evidence::Package;
use crate::licence::{
    Expression, LicencePolicy, LicenceSet, ListSemantics, ParseOptions, Parsed, join, parse,
};
use crate::pattern::ComponentPattern;
use crate::text::sentence;
use crate::{Part, Text, Timestamp, Tri};

/// Which licences a component may have.
#[derive(Clone, Debug)]
pub(crate) struct LicenceRule {
    policy: LicencePolicy,
    /// The deny list alone, to tell a denied licence from one that is merely not allowed.
    deny_only: LicencePolicy,
    options: ParseOptions,
    semantics: ListSemantics,
    basis: Basis,
    /// What an unknown licence does; `None` leaves that to the rule.
    pub(crate) unknown: Option<Option<Effect>>,
    exceptions: Vec<Exception>,
    /// What is made of licences that the lists allow, each stated alone: most components state one.
    alone: BTreeMap<String, Reading>,
    /// The lists as the policy writes them: `licences.allow MIT, Apache-2.0`.
    allowed: Text,
    denied: Text,
}

/// More licences for some components, for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Exception {
    component: ComponentPattern,
    allow: LicenceSet,
    owner: String,
    expires: Option<Timestamp>,
}

pub(crate) use self::read::{LicenceDefaults, licence_set};

pub(crate) const LISTS: [(&str, ListSemantics); 2] =
    [("all", ListSemantics::All), ("any", ListSemantics::Any)];
pub(crate) const BASES: [(&str, Basis); 3] =
    [("concluded", Basis::Concluded), ("declared", Basis::Declared), ("both", Basis::Both)];
/// Whether an allowance covers the licence with any exception.
pub(crate) const WITH: [(&str, bool); 2] = [("exact", false), ("additive", true)];
/// Whether the old ids of GNU licences stay apart from the new.
pub(crate) const GNU: [(&str, bool); 2] = [("normalise", false), ("strict", true)];

/// Which licence statements count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Basis {
    /// What was concluded, else what is declared.
    #[default]
    Best,
    Concluded,
    Declared,
    Both,
}

/// What a rule makes of what is stated about a licence, whatever component it is stated about.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    parsed: Parsed,
    /// What was read.
    shown: String,
    /// Whether the lists allow it, exceptions aside.
    pub(crate) allowed: Tri,
    /// What the lists object to in it, exceptions aside, once somebody has asked.
    blocked: OnceLock<Vec<Blocked>>,
}

/// A licence that is objected to, and by what.
#[derive(Clone, Debug)]
struct Blocked {
    licence: Text,
    code: Code,
    because: Part<Reason>,
}

/// Something a component's licence is objected to for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Objection {
    pub(crate) package: Package,
    pub(crate) code: Code,
    pub(crate) licence: Option<Text>,
    pub(crate) message: String,
    pub(crate) because: Part<Reason>,
    pub(crate) missing: Part<Missing>,
    pub(crate) notes: Vec<String>,
}

impl Reading {
    /// What is stated, as one expression.
    pub(crate) fn expression(&self) -> &Expression {
        &self.parsed.expression
    }
}

impl LicenceRule {
    /// A rule that allows a list, read as the policy reads licences.
    pub(crate) fn allowing(allow: LicenceSet, defaults: &LicenceDefaults) -> Self {
        let mut rule = defaults.rule();
        rule.policy = rule.policy.allow(allow);
        rule.with_readings()
    }

    /// Reads what the lists allow, once for all decisions.
    fn with_readings(mut self) -> Self {
        let read = |id: String| (id.clone(), self.read_texts(&[&[id.as_str()]]));
        let readings = self.policy.allowed_ids().map(read);
        self.alone = readings.filter(|(_, reading)| reading.allowed.is_true()).collect();
        self
    }

    /// When its exceptions end, in their order.
    pub(crate) fn ends(&self) -> impl Iterator<Item = Option<Timestamp>> {
        self.exceptions.iter().map(|exception| exception.expires)
    }

    /// Whether every component that the other rule objects to, or cannot judge, is one here too.
    pub(crate) fn contains(&self, other: &Self) -> bool {
        self.options == other.options
            && self.semantics == other.semantics
            && self.basis == other.basis
            && self.policy.is_as_strict_as(&other.policy)
            && self.exceptions.iter().all(|exception| other.exceptions.contains(exception))
    }

    /// Reads what is stated; both lists are sorted and without repetitions.
    pub(crate) fn reading(&self, declared: &[&str], concluded: &[&str]) -> Cow<'_, Reading> {
        let lists: &[&[&str]] = match self.basis {
            Basis::Declared => &[declared],
            Basis::Concluded => &[concluded],
            Basis::Both => &[declared, concluded],
            Basis::Best if concluded.iter().any(|text| is_statement(text)) => &[concluded],
            Basis::Best => &[declared],
        };
        if let [[only]] = lists
            && let Some(known) = self.alone.get(*only)
        {
            return Cow::Borrowed(known);
        }
        Cow::Owned(self.read_texts(lists))
    }

    fn read_texts(&self, lists: &[&[&str]]) -> Reading {
        let (parsed, texts) = self.licence(lists);
        let allowed = self.policy.evaluate(&parsed.expression);
        let shown = if allowed.is_true() { String::new() } else { texts.join("; ") };
        Reading { parsed, shown, allowed, blocked: OnceLock::new() }
    }

    /// Whether a component's licence is objected to, and the objections.
    pub(crate) fn judge(
        &self,
        reading: &Reading,
        package: &Package,
        now: Timestamp,
    ) -> (Tri, Vec<Objection>) {
        // An exception only allows more.
        if reading.allowed.is_true() {
            return (Tri::False, Vec::new());
        }
        let Reading { parsed, shown, .. } = reading;
        let (extra, notes) = self.exceptions_for(package, now);
        let value = match extra.as_slice() {
            [] => reading.allowed,
            some => self.policy.evaluate_with(&parsed.expression, some),
        };
        if value.is_true() {
            return (Tri::False, Vec::new());
        }
        if value.is_unknown() {
            let (message, why) = if shown.is_empty() {
                (sentence(format_args!("{package} states no licence")), "none is stated")
            } else {
                let message = format_args!("the licence of {package} is not known: {shown}");
                (sentence(message), "it is no SPDX licence")
            };
            let found = Objection {
                package: package.clone(),
                code: Code::LicenceUnknown,
                // `NOASSERTION` where none is stated, so that a waiver of that is none of what is
                // stated later.
                licence: Some(Text::format(format_args!("{}", parsed.expression))),
                message,
                because: steps(parsed).collect(),
                missing: vec![Missing::new(Text::from_static("licence"), Text::from_static(why))]
                    .into(),
                notes,
            };
            return (Tri::Unknown, vec![found]);
        }
        let with_exceptions;
        let blocked = match extra.as_slice() {
            [] => reading.blocked.get_or_init(|| self.blocked(parsed, &[])),
            some => {
                with_exceptions = self.blocked(parsed, some);
                &with_exceptions
            }
        };
        let objection = |Blocked { licence, code, because }: &Blocked| {
            let verb = if *code == Code::LicenceDenied { "denied" } else { "not allowed" };
            Objection {
                package: package.clone(),
                code: *code,
                licence: Some(licence.clone()),
                message: sentence(format_args!("{licence} is {verb}; {package} is under {shown}")),
                because: because.clone(),
                missing: Part::default(),
                notes: notes.clone(),
            }
        };
        (Tri::True, blocked.iter().map(objection).collect())
    }

    /// What exceptions in force allow a package beside, and remarks on those that are not.
    fn exceptions_for(&self, package: &Package, now: Timestamp) -> (Vec<&LicenceSet>, Vec<String>) {
        let (mut extra, mut notes) = (Vec::new(), Vec::new());
        for exception in &self.exceptions {
            if !exception.component.matches(package) {
                continue;
            }
            match exception.expires {
                Some(expires) if expires <= now => notes.push(format!(
                    "the exception for {} by {} expired {expires}, now is {now}",
                    exception.component, exception.owner
                )),
                _ => extra.push(&exception.allow),
            }
        }
        (extra, notes)
    }

    /// What is objected to in an expression that is not allowed.
    fn blocked(&self, parsed: &Parsed, extra: &[&LicenceSet]) -> Vec<Blocked> {
        let explained = self.policy.explain_with(&parsed.expression, extra);
        let blocked = explained.blocking.iter().map(|atom| {
            let licence = Text::format(format_args!("{atom}"));
            let alone = parse(&licence, &self.options).expression;
            let (code, list) = match self.deny_only.evaluate(&alone) {
                Tri::False => (Code::LicenceDenied, &self.denied),
                _ => (Code::LicenceNotAllowed, &self.allowed),
            };
            let found = Reason::new(list.clone(), licence.clone());
            let because = std::iter::once(found).chain(steps(parsed)).collect();
            Blocked { licence, code, because }
        });
        blocked.collect()
    }

    /// The expression that counts, and the texts it was read from.
    fn licence<'a>(&self, lists: &[&[&'a str]]) -> (Parsed, Vec<&'a str>) {
        if let [[only]] = lists {
            return (parse(only, &self.options), vec![*only]);
        }
        let mut texts: Vec<&str> = lists.iter().flat_map(|list| list.iter().copied()).collect();
        texts.sort_unstable();
        texts.dedup();
        let parts = lists
            .iter()
            .filter(|list| self.basis != Basis::Both || !list.is_empty())
            .map(|list| join(list.iter().map(|text| parse(text, &self.options)), self.semantics));
        // Several bases are a conjunction, whatever a list means.
        (join(parts, ListSemantics::All), texts)
    }
}

/// As what the texts were read.
fn steps(parsed: &Parsed) -> impl Iterator<Item = Reason> {
    parsed.steps.iter().map(|step| {
        let to = if step.to.is_empty() { "no SPDX licence" } else { &step.to };
        Reason::new(format!("read `{}`", step.from), format!("as {to}"))
    })
}

/// `NOASSERTION` concludes nothing, so what is declared still counts.
fn is_statement(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && !text.eq_ignore_ascii_case("NOASSERTION")
}
