//! Why an expression is allowed or not.

use std::fmt;

use serde::Serialize;

use crate::{Tri, phrase};

use super::atom::Atom;
use super::expression::{Expression, Node};
use super::{LicencePolicy, LicenceSet};

/// The value of an expression under a policy, and the atoms that explain it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// Whether the expression is allowed.
    pub value: Tri,
    /// If allowed: the licences that were chosen, the first way that works in canonical order.
    pub chosen: Vec<Atom>,
    /// If not allowed: a smallest set of licences that would have to be allowed, the first by
    /// name among several; with `deny_mentions` every denied licence.
    pub blocking: Vec<Atom>,
    /// If unknown: the licences that are not known.
    pub unknown: Vec<Atom>,
}

impl LicencePolicy {
    /// Evaluates an expression and says why.
    #[must_use]
    pub fn explain(&self, expression: &Expression) -> Explanation {
        self.explain_with(expression, &[])
    }

    /// As [`explain`](Self::explain), with more licences allowed for one component.
    #[must_use]
    pub fn explain_with(&self, expression: &Expression, extra: &[&LicenceSet]) -> Explanation {
        let judge = |atom: &Atom| self.atom(atom, extra);
        let value = self.evaluate_with(expression, extra);
        let (mut chosen, mut blocking, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
        match value {
            Tri::True => {
                self.choose(&expression.0, &judge, &mut chosen);
                chosen.sort_unstable();
                chosen.dedup();
            }
            Tri::False if self.mentions_denied(expression, extra) => {
                let denied = |atom: &&Atom| self.is_denied(atom, extra);
                blocking.extend(expression.atoms().into_iter().filter(denied).cloned());
            }
            Tri::False => blocking = self.smallest_blocking(expression, &judge),
            Tri::Unknown => {
                unknown.extend(expression.atoms().into_iter().filter(|a| a.is_unknown()).cloned());
            }
        }
        Explanation { value, chosen, blocking, unknown }
    }

    fn choose(&self, node: &Node, judge: &dyn Fn(&Atom) -> Tri, chosen: &mut Vec<Atom>) {
        match node {
            Node::Atom(atom) => chosen.push(atom.clone()),
            Node::And(nodes) => nodes.iter().for_each(|node| self.choose(node, judge, chosen)),
            Node::Or(nodes) => {
                if let Some(node) = nodes.iter().find(|node| self.judge(node, judge).is_true()) {
                    self.choose(node, judge, chosen);
                }
            }
        }
    }

    fn smallest_blocking(
        &self,
        expression: &Expression,
        judge: &dyn Fn(&Atom) -> Tri,
    ) -> Vec<Atom> {
        let open: Vec<&Atom> =
            expression.atoms().into_iter().filter(|atom| !judge(atom).is_true()).collect();
        if open.len() > EXACT || expression.0.leaves() > LEAVES {
            return self.some_blocking(&expression.0, judge).into_iter().cloned().collect();
        }
        let pick = |mask: u32| {
            open.iter().enumerate().filter(move |(bit, _)| mask >> bit & 1 == 1).map(|(_, a)| *a)
        };
        (1..1_u32 << open.len())
            .filter(|&mask| {
                let granted = |atom: &Atom| {
                    if pick(mask).any(|known| known == atom) { Tri::True } else { judge(atom) }
                };
                self.judge(&expression.0, &granted).is_true()
            })
            .min_by(|&a, &b| a.count_ones().cmp(&b.count_ones()).then_with(|| pick(a).cmp(pick(b))))
            .map(|mask| pick(mask).cloned().collect())
            .unwrap_or_default()
    }

    /// For expressions of unusual size: smallest branch by branch, which need not be smallest
    /// on the whole where branches share licences.
    fn some_blocking<'a>(&self, node: &'a Node, judge: &dyn Fn(&Atom) -> Tri) -> Vec<&'a Atom> {
        match node {
            Node::Atom(atom) if judge(atom).is_true() => Vec::new(),
            Node::Atom(atom) => vec![atom],
            Node::And(nodes) => {
                let mut all: Vec<&Atom> =
                    nodes.iter().flat_map(|node| self.some_blocking(node, judge)).collect();
                all.sort_unstable();
                all.dedup();
                all
            }
            Node::Or(nodes) => nodes
                .iter()
                .map(|node| self.some_blocking(node, judge))
                .min_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)))
                .unwrap_or_default(),
        }
    }
}

/// Up to so many atoms every subset is tried,
const EXACT: usize = 10;
/// provided that trying one is quick.
const LEAVES: usize = 64;

/// How many licences are named before "and n more".
const SHOWN: usize = 10;

/// Writes `allowed by MIT`, `ISC is not allowed` or `ISC and Zlib are not allowed`.
impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (atoms, verdict) = match self.value {
            Tri::True => return write!(f, "allowed by {}", phrase::list(&self.chosen, SHOWN)),
            Tri::False => (&self.blocking, "not allowed"),
            Tri::Unknown => (&self.unknown, "not known"),
        };
        let verb = if atoms.len() == 1 { "is" } else { "are" };
        write!(f, "{} {verb} {verdict}", phrase::list(atoms, SHOWN))
    }
}
