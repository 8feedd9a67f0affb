//! Rules over the licences of components.

mod read;

use crate::code::Code;
use crate::decision::{Effect, Missing, Reason};
use crate::evidence::{Component, Package};
use crate::licence::{LicencePolicy, LicenceSet, ListSemantics, ParseOptions, Parsed, join, parse};
use crate::pattern::ComponentPattern;
use crate::{Timestamp, Tri};

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
    /// The entries as the policy writes them.
    allowed: String,
    denied: String,
}

/// More licences for some components, for a while.
#[derive(Clone, Debug)]
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

/// What is stated about the licence of one component; the lists are sorted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stated<'e> {
    pub(crate) key: &'e str,
    pub(crate) declared: Vec<&'e str>,
    pub(crate) concluded: Vec<&'e str>,
    pub(crate) package: &'e Package,
}

impl<'e> Stated<'e> {
    /// What is stated about all components, each statement once.
    pub(crate) fn all(components: &'e [Component]) -> Vec<Self> {
        let sorted = |list: &'e [String]| {
            let mut texts: Vec<&str> = list.iter().map(String::as_str).collect();
            texts.sort_unstable();
            texts.dedup();
            texts
        };
        let mut all: Vec<Self> = components
            .iter()
            .map(|component| Self {
                key: component.package.key(),
                declared: sorted(&component.licences.declared),
                concluded: sorted(&component.licences.concluded),
                package: &component.package,
            })
            .collect();
        all.sort_unstable();
        all.dedup_by(|later, first| {
            (&later.key, &later.declared, &later.concluded)
                == (&first.key, &first.declared, &first.concluded)
        });
        all
    }
}

/// Something a component's licence is objected to for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Objection {
    pub(crate) package: Package,
    pub(crate) code: Code,
    pub(crate) licence: Option<String>,
    pub(crate) message: String,
    pub(crate) because: Vec<Reason>,
    pub(crate) missing: Vec<Missing>,
    pub(crate) notes: Vec<String>,
}

impl LicenceRule {
    /// Whether a component's licence is objected to, and the objections.
    pub(crate) fn judge(&self, component: &Stated<'_>, now: Timestamp) -> (Tri, Vec<Objection>) {
        let (parsed, shown) = self.licence(component);
        let mut extra = Vec::new();
        let mut notes = Vec::new();
        for exception in &self.exceptions {
            if !exception.component.matches(component.package) {
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
        let value = self.policy.evaluate_with(&parsed.expression, &extra);
        if value.is_true() {
            return (Tri::False, Vec::new());
        }
        let explained = self.policy.explain_with(&parsed.expression, &extra);
        let mut because = Vec::new();
        for step in &parsed.steps {
            because.push(Reason::new(format!("read `{}`", step.from), format!("as {}", step.to)));
        }
        let objection = |code, licence: Option<String>, message, missing| Objection {
            package: component.package.clone(),
            code,
            licence,
            message,
            because: because.clone(),
            missing,
            notes: notes.clone(),
        };
        if value.is_unknown() {
            let message = if shown.is_empty() {
                format!("{} states no licence", component.package)
            } else {
                format!("the licence of {} is not known: {shown}", component.package)
            };
            let missing = vec![Missing::new(
                "licence",
                if shown.is_empty() { "none is stated" } else { "it is no SPDX licence" },
            )];
            return (Tri::Unknown, vec![objection(Code::LicenceUnknown, None, message, missing)]);
        }
        let objections = explained
            .blocking
            .iter()
            .map(|atom| {
                let atom_text = atom.to_string();
                let denied = self
                    .deny_only
                    .evaluate(&parse(&atom_text, &self.options).expression)
                    .is_false();
                let (code, list, verb) = if denied {
                    (Code::LicenceDenied, &self.denied, "denied")
                } else {
                    (Code::LicenceNotAllowed, &self.allowed, "not allowed")
                };
                let message = format!("{atom} is {verb}; {} is under {shown}", component.package);
                let mut found = objection(code, Some(atom.to_string()), message, Vec::new());
                let condition = if denied { "licences.deny" } else { "licences.allow" };
                found
                    .because
                    .insert(0, Reason::new(format!("{condition} {list}"), atom.to_string()));
                found
            })
            .collect();
        (Tri::True, objections)
    }

    /// The expression that counts, and the text it was read from.
    fn licence(&self, component: &Stated<'_>) -> (Parsed, String) {
        let Stated { declared, concluded, .. } = component;
        let lists: Vec<&[&str]> = match self.basis {
            Basis::Declared => vec![declared],
            Basis::Concluded => vec![concluded],
            Basis::Both => vec![declared, concluded],
            Basis::Best if concluded.iter().any(|text| is_statement(text)) => vec![concluded],
            Basis::Best => vec![declared],
        };
        let mut texts: Vec<&str> = lists.iter().flat_map(|list| list.iter().copied()).collect();
        texts.sort_unstable();
        texts.dedup();
        let shown = texts.join("; ");
        let parts = lists
            .into_iter()
            .filter(|list| self.basis != Basis::Both || !list.is_empty())
            .map(|list| join(list.iter().map(|text| parse(text, &self.options)), self.semantics));
        // Several bases are a conjunction, whatever a list means.
        (join(parts, ListSemantics::All), shown)
    }
}

/// `NOASSERTION` concludes nothing, so what is declared still counts.
fn is_statement(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && !text.eq_ignore_ascii_case("NOASSERTION")
}
