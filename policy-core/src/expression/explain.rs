//! Why an expression holds, and what it would need to know.

use super::environment::{Field, Type};
use super::machine::{Lack, Machine};
use super::parse::Sign;
use super::tree::{Constant, Node, Op};
use super::value::Facts;
use crate::Tri;
use crate::decision::{Missing, Reason};
use crate::severity::Severity;

/// The walk over one expression for one set of facts.
pub(super) struct Explainer<'v> {
    pub(super) source: &'v str,
    pub(super) facts: &'v dyn Facts,
}

impl<'v> Explainer<'v> {
    fn truth(&self, node: &'v Node) -> Tri {
        Machine::new(self.facts).truth(node, None)
    }

    /// The comparisons that make `node` what it is, where it is `wanted`.
    pub(super) fn because(&self, node: &'v Node, wanted: bool, found: &mut Vec<Reason>) {
        match &node.op {
            Op::And(parts) | Op::Or(parts) => {
                for part in parts.iter().filter(|part| self.truth(part) == Tri::from(wanted)) {
                    self.because(part, wanted, found);
                }
            }
            Op::Not(inner) => self.because(inner, !wanted, found),
            Op::Choice(condition, yes, no) if node.kind == Type::Bool => {
                let chosen = match self.truth(condition) {
                    Tri::True => yes,
                    Tri::False => no,
                    Tri::Unknown => return,
                };
                self.because(condition, self.truth(condition).is_true(), found);
                self.because(chosen, wanted, found);
            }
            // A constant gives no reason.
            Op::Constant(_) => {}
            _ => found.push(self.reason(node, wanted)),
        }
    }

    /// What the unknown parts of `node` would need.
    pub(super) fn missing(&self, node: &'v Node, found: &mut Vec<Missing>) {
        match &node.op {
            Op::And(_) | Op::Or(_) | Op::Not(_) => {
                for part in node.children() {
                    if self.truth(part).is_unknown() {
                        self.missing(part, found);
                    }
                }
            }
            Op::Choice(condition, yes, no) if node.kind == Type::Bool => {
                match self.truth(condition) {
                    Tri::True => self.missing(yes, found),
                    Tri::False => self.missing(no, found),
                    Tri::Unknown => self.missing(condition, found),
                }
            }
            _ => {
                let before = found.len();
                for field in node.fields() {
                    if self.facts.field(field).is_none() {
                        found.push(Missing::new(field.entry().path, self.facts.why(field)));
                    }
                }
                if found.len() == before {
                    let lack = Machine::new(self.facts).value(node, None).err();
                    let why = lack.unwrap_or(Lack::Element).to_string();
                    found.push(Missing::new(self.text(node), why));
                }
            }
        }
    }

    /// The conditions that a worse finding may fail, as the expression has them; `positive` is
    /// whether truth of `node` speaks against the artifact.
    pub(super) fn not_monotone(source: &str, node: &Node, positive: bool, found: &mut Vec<String>) {
        let visit = |node: &Node, positive, found: &mut Vec<String>| {
            Self::not_monotone(source, node, positive, found);
        };
        match &node.op {
            Op::And(parts) | Op::Or(parts) => {
                for part in parts {
                    visit(part, positive, found);
                }
                return;
            }
            Op::Not(inner) => return visit(inner, !positive, found),
            Op::Choice(condition, yes, no)
                if node.kind == Type::Bool && !grows_worse(condition) =>
            {
                visit(yes, positive, found);
                return visit(no, positive, found);
            }
            _ => {}
        }
        if grows_worse(node) && !grows(node, positive) {
            found.push(one_line(source.get(node.start..node.end).unwrap_or_default()));
        }
    }

    fn text(&self, node: &Node) -> String {
        one_line(self.source.get(node.start..node.end).unwrap_or_default())
    }

    fn condition(&self, node: &Node, wanted: bool) -> String {
        let text = self.text(node);
        match &node.op {
            _ if wanted => text,
            Op::Compare(..) | Op::In(..) | Op::Sum(..) | Op::Choice(..) => format!("!({text})"),
            _ => format!("!{text}"),
        }
    }

    /// A comparison with the values of the fields that it looks at.
    fn reason(&self, node: &'v Node, wanted: bool) -> Reason {
        let condition = self.condition(node, wanted);
        let value = |field| {
            self.facts
                .describe(field)
                .or_else(|| Some(self.facts.field(field)?.to_string()))
                .unwrap_or_else(|| "not known".to_owned())
        };
        // What was looked up by a key or taken out of a list is more telling than the whole.
        if let Op::Compare(_, a, b) = &node.op
            && let Some(looked_at) = [a, b].into_iter().find(|side| {
                matches!(side.op, Op::Entry(..) | Op::Element(..) | Op::Part(..) | Op::Sum(..))
            })
            && let Ok(found) = Machine::new(self.facts).value(looked_at, None)
        {
            return Reason::new(condition, found.to_string());
        }
        let fields = node.fields();
        let severity = fields.contains(&Field::FindingSeverity);
        let severity = severity.then(|| self.facts.rated()).flatten();
        let several = || {
            let each =
                fields.iter().map(|field| format!("{} {}", field.entry().path, value(*field)));
            each.collect::<Vec<_>>().join(", ")
        };
        match (fields.as_slice(), severity) {
            ([_], Some(severity)) => Reason::rated(condition, severity),
            ([only], None) => Reason::new(condition, value(*only)),
            (_, Some(severity)) => Reason::among(condition, several(), &severity),
            (_, None) => Reason::new(condition, several()),
        }
    }
}

fn grows_worse(node: &Node) -> bool {
    node.fields().into_iter().any(|field| field.entry().grows_worse)
}

/// Whether a worse value of the fields of a comparison can only keep it, or make it `positive`.
fn grows(node: &Node, positive: bool) -> bool {
    match &node.op {
        // A truth that speaks against the artifact, and whether anything is known.
        Op::Field(_) => positive,
        Op::Has(inner) => matches!(inner.op, Op::Field(_)) && positive,
        Op::Compare(sign, a, b) => {
            let (sign, field, bound) = match (&a.op, &b.op) {
                (Op::Field(_), Op::Constant(bound)) => (*sign, a, bound),
                (Op::Constant(bound), Op::Field(_)) => (sign.mirrored(), b, bound),
                _ => return false,
            };
            let top = match bound {
                Constant::Bool(value) => *value,
                Constant::Text(text) => text == "act",
                Constant::Severity(level) => *level == Severity::Critical,
                _ => false,
            };
            let bottom = match bound {
                Constant::Bool(value) => !*value && field.kind == Type::Bool,
                Constant::Text(text) => text == "track",
                Constant::Severity(level) => *level == Severity::None,
                _ => false,
            };
            match sign {
                Sign::More | Sign::AtLeast => positive,
                Sign::Less | Sign::AtMost => !positive,
                Sign::Equal => positive && top || !positive && bottom,
                Sign::NotEqual => positive && bottom || !positive && top,
                _ => false,
            }
        }
        Op::In(sought, list) => {
            let Op::List(items) = &list.op else { return false };
            let levels: Option<Vec<Severity>> = items
                .iter()
                .map(|item| match item.op {
                    Op::Constant(Constant::Severity(level)) => Some(level),
                    _ => None,
                })
                .collect();
            let Some(levels) = levels.filter(|_| matches!(sought.op, Op::Field(_))) else {
                return false;
            };
            // The levels from some level up.
            let lowest = levels.iter().filter_map(|level| level.rank()).min();
            positive
                && Severity::ALL
                    .iter()
                    .filter(|level| level.is_known() && level.rank() >= lowest)
                    .all(|level| levels.contains(level))
        }
        _ => false,
    }
}

/// Line breaks and indentation of a policy file say nothing in a report.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The value of an expression, and why.
pub(super) fn reasons<'v>(explainer: &Explainer<'v>, root: &'v Node) -> Vec<Reason> {
    let mut found = Vec::new();
    explainer.because(root, true, &mut found);
    let mut seen = Vec::new();
    found.retain(|reason| {
        let new = !seen.contains(reason);
        if new {
            seen.push(reason.clone());
        }
        new
    });
    found
}

/// What an expression would need, each thing once.
pub(super) fn lacks<'v>(explainer: &Explainer<'v>, root: &'v Node) -> Vec<Missing> {
    let mut found = Vec::new();
    explainer.missing(root, &mut found);
    found.sort();
    found.dedup();
    found
}
