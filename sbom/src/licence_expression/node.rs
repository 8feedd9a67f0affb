//! The tree of an expression.

use std::fmt;

use super::LicenceTerm;

/// A part of an expression.
///
/// Trees are flat: no part of [`All`](Self::All) is an `All`, and of [`Any`](Self::Any) none an
/// `Any`. Both have two parts at least, and nesting is bounded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the grammar has two operators")]
pub enum LicenceNode {
    /// A licence.
    Term(LicenceTerm),
    /// All of these hold: `AND`.
    All(Vec<LicenceNode>),
    /// One of these may be chosen: `OR`.
    Any(Vec<LicenceNode>),
}

impl LicenceNode {
    /// Joins with `AND`, flat.
    pub(super) fn all(parts: Vec<Self>) -> Self {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Self::All(parts) => flat.extend(parts),
                part => flat.push(part),
            }
        }
        Self::All(flat)
    }

    /// Joins with `OR`, flat.
    pub(super) fn any(parts: Vec<Self>) -> Self {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Self::Any(parts) => flat.extend(parts),
                part => flat.push(part),
            }
        }
        Self::Any(flat)
    }

    /// The parts in order, each once. Parts that become one are that one.
    pub(super) fn normal(&self) -> Self {
        let sorted = |parts: &[Self]| {
            let mut parts: Vec<Self> = parts.iter().map(Self::normal).collect();
            parts.sort_unstable();
            parts.dedup();
            parts
        };
        match self {
            Self::Term(term) => Self::Term(term.clone()),
            Self::All(parts) => Self::single(sorted(parts), Self::All),
            Self::Any(parts) => Self::single(sorted(parts), Self::Any),
        }
    }

    fn single(mut parts: Vec<Self>, join: fn(Vec<Self>) -> Self) -> Self {
        match (parts.len(), parts.pop()) {
            // `(A AND B) OR (B AND A)` becomes `A AND B`.
            (1, Some(only)) => only,
            (_, last) => {
                parts.extend(last);
                join(parts)
            }
        }
    }

    pub(super) fn map(&self, change: &impl Fn(&LicenceTerm) -> Self) -> Self {
        let mapped = |parts: &[Self]| parts.iter().map(|part| part.map(change)).collect();
        match self {
            Self::Term(term) => change(term),
            Self::All(parts) => Self::all(mapped(parts)),
            Self::Any(parts) => Self::any(mapped(parts)),
        }
    }

    pub(super) fn terms(&self) -> Vec<&LicenceTerm> {
        let mut terms = Vec::new();
        let mut rest = vec![self];
        while let Some(node) = rest.pop() {
            match node {
                Self::Term(term) => terms.push(term),
                Self::All(parts) | Self::Any(parts) => rest.extend(parts.iter().rev()),
            }
        }
        terms
    }
}

/// Writes the expression; parts of more than one licence stand in parentheses.
impl fmt::Display for LicenceNode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (parts, operator) = match self {
            Self::Term(term) => return term.fmt(f),
            Self::All(parts) => (parts, " AND "),
            Self::Any(parts) => (parts, " OR "),
        };
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                f.write_str(operator)?;
            }
            match part {
                Self::Term(term) => term.fmt(f)?,
                part => write!(f, "({part})")?,
            }
        }
        Ok(())
    }
}
