//! Three-valued logic: what a predicate answers when part of the evidence is missing.

use std::fmt;
use std::ops::{BitAnd, BitOr, Not};

use serde::{Deserialize, Serialize};

/// The value of a predicate over evidence that may be incomplete.
///
/// Kleene's strong logic: an operand that is not known leaves the result unknown unless the other
/// operands decide it alone. There is no short circuit that could be observed, so the order of
/// operands never matters.
///
/// ```
/// use policy_core::Tri;
///
/// assert_eq!(Tri::False & Tri::Unknown, Tri::False);
/// assert_eq!(Tri::True & Tri::Unknown, Tri::Unknown);
/// assert_eq!(Tri::True | Tri::Unknown, Tri::True);
/// assert_eq!(!Tri::Unknown, Tri::Unknown);
/// assert_eq!(Tri::all([3 > 1, 1 > 3].map(Tri::from)), Tri::False);
/// ```
#[expect(
    clippy::exhaustive_enums,
    reason = "three values are the definition of the logic; callers must handle each of them"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tri {
    /// Holds, whatever the missing evidence would say.
    True,
    /// Does not hold, whatever the missing evidence would say.
    False,
    /// Depends on evidence that is missing. Never to be read as `False`.
    Unknown,
}

impl Tri {
    /// Every value, for tables and tests.
    pub const ALL: [Self; 3] = [Self::True, Self::False, Self::Unknown];

    /// Conjunction: `False` if either is `False`, else `Unknown` if either is, else `True`.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::False, _) | (_, Self::False) => Self::False,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::True, Self::True) => Self::True,
        }
    }

    /// Disjunction: `True` if either is `True`, else `Unknown` if either is, else `False`.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::True, _) | (_, Self::True) => Self::True,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::False, Self::False) => Self::False,
        }
    }

    /// Negation: swaps `True` and `False`, keeps `Unknown`.
    #[must_use]
    pub const fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }

    /// Conjunction of any number of values; `True` for none.
    ///
    /// Every item is taken from the iterator, so side effects such as the collection of reasons
    /// are complete.
    #[must_use]
    pub fn all(values: impl IntoIterator<Item = Self>) -> Self {
        values.into_iter().fold(Self::True, Self::and)
    }

    /// Disjunction of any number of values; `False` for none.
    ///
    /// Every item is taken from the iterator, as in [`all`](Self::all).
    #[must_use]
    pub fn any(values: impl IntoIterator<Item = Self>) -> Self {
        values.into_iter().fold(Self::False, Self::or)
    }

    /// Whether this is [`Tri::True`].
    #[must_use]
    pub const fn is_true(self) -> bool {
        matches!(self, Self::True)
    }

    /// Whether this is [`Tri::False`].
    #[must_use]
    pub const fn is_false(self) -> bool {
        matches!(self, Self::False)
    }

    /// Whether this is [`Tri::Unknown`].
    #[must_use]
    pub const fn is_unknown(self) -> bool {
        matches!(self, Self::Unknown)
    }

    /// The truth value, or `None` for [`Tri::Unknown`].
    #[must_use]
    pub const fn known(self) -> Option<bool> {
        match self {
            Self::True => Some(true),
            Self::False => Some(false),
            Self::Unknown => None,
        }
    }

    /// `true`, `false` or `unknown`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::True => "true",
            Self::False => "false",
            Self::Unknown => "unknown",
        }
    }
}

impl From<bool> for Tri {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

/// `None` means that the fact was not supplied, hence [`Tri::Unknown`].
impl From<Option<bool>> for Tri {
    fn from(value: Option<bool>) -> Self {
        value.map_or(Self::Unknown, Self::from)
    }
}

impl BitAnd for Tri {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        self.and(other)
    }
}

impl BitOr for Tri {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.or(other)
    }
}

impl Not for Tri {
    type Output = Self;

    fn not(self) -> Self {
        Self::not(self)
    }
}

impl fmt::Display for Tri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
