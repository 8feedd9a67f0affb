//! Licence expressions in canonical form.

use std::fmt;

use serde::{Serialize, Serializer};

use super::atom::{Atom, Base};

/// A licence expression: nested, flattened, sorted and without repetitions, so that expressions
/// which say the same in another order are equal. Prints as SPDX text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Expression(pub(super) Node);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Node {
    Atom(Atom),
    /// At least two.
    And(Vec<Node>),
    /// At least two.
    Or(Vec<Node>),
}

impl Expression {
    /// Nothing is known: what an absent licence reads as.
    #[must_use]
    pub const fn no_assertion() -> Self {
        Self(Node::Atom(Atom::new(Base::NoAssertion)))
    }

    /// Every atom, sorted, without repetitions.
    #[must_use]
    pub fn atoms(&self) -> Vec<&Atom> {
        let mut atoms = Vec::new();
        self.0.collect(&mut atoms);
        atoms.sort_unstable();
        atoms.dedup();
        atoms
    }

    /// Whether every atom is unknown.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.atoms().into_iter().all(Atom::is_unknown)
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Expression {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Node {
    pub(super) fn all(nodes: Vec<Self>) -> Self {
        Self::combine(nodes, Self::And, |node| match node {
            Self::And(inner) => Ok(inner),
            other => Err(other),
        })
    }

    pub(super) fn any(nodes: Vec<Self>) -> Self {
        Self::combine(nodes, Self::Or, |node| match node {
            Self::Or(inner) => Ok(inner),
            other => Err(other),
        })
    }

    fn combine(
        nodes: Vec<Self>,
        build: fn(Vec<Self>) -> Self,
        open: fn(Self) -> Result<Vec<Self>, Self>,
    ) -> Self {
        let mut flat = Vec::with_capacity(nodes.len());
        for node in nodes {
            match open(node) {
                Ok(inner) => flat.extend(inner),
                Err(other) => flat.push(other),
            }
        }
        flat.sort_unstable();
        flat.dedup();
        if flat.len() > 1 {
            return build(flat);
        }
        flat.pop().unwrap_or_else(|| Self::Atom(Atom::new(Base::NoAssertion)))
    }

    /// How many atoms there are, repetitions included.
    pub(super) fn leaves(&self) -> usize {
        match self {
            Self::Atom(_) => 1,
            Self::And(nodes) | Self::Or(nodes) => nodes.iter().map(Self::leaves).sum(),
        }
    }

    fn collect<'a>(&'a self, atoms: &mut Vec<&'a Atom>) {
        match self {
            Self::Atom(atom) => atoms.push(atom),
            Self::And(nodes) | Self::Or(nodes) => {
                nodes.iter().for_each(|node| node.collect(atoms));
            }
        }
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (nodes, word) = match self {
            Self::Atom(atom) => return atom.fmt(f),
            Self::And(nodes) => (nodes, " AND "),
            Self::Or(nodes) => (nodes, " OR "),
        };
        for (index, node) in nodes.iter().enumerate() {
            if index > 0 {
                f.write_str(word)?;
            }
            // AND binds tighter, so only an OR within an AND needs parentheses.
            match (self, node) {
                (Self::And(_), Self::Or(_)) => write!(f, "({node})")?,
                _ => node.fmt(f)?,
            }
        }
        Ok(())
    }
}
