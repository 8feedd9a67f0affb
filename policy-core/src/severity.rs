//! How bad a finding is: one scale, the words that tools use for it, CVSS, and which of several
//! ratings decides.
//!
//! - [`Severity`] is the scale; *unknown* is not on it, it is its own answer.
//! - [`Vocabulary`] maps each tool's words onto the scale.
//! - [`Score`] and [`Vector`] are CVSS base scores and vectors; no float takes part in a decision.
//! - [`Resolver`] picks one [`Rating`] among many and can show its reasons.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Tri;

mod cvss;
mod metrics;
mod rating;
mod score;
mod words;

pub use cvss::{
    CvssError, CvssPreference, CvssVersion, Mismatch, Reconciled, StatedVector, Vector, VectorNote,
};
pub use rating::{CvssMetrics, Effective, Rating, RatingKind, Resolver, Strategy};
pub use score::{Score, ScoreError};
pub use words::{Vocabulary, Word};

/// A level of severity.
///
/// `None < Negligible < Low < Medium < High < Critical`; [`Severity::Unknown`] is outside the
/// order. The type therefore implements no `Ord`: compare with [`at_least`](Self::at_least) and
/// its kin, which answer [`Tri::Unknown`] when a side is unknown, and sort with
/// [`display_order`](Self::display_order).
///
/// Files write it in lower case (`high`) and are read in any case; people and Kubernetes
/// annotations see [`as_str`](Self::as_str) (`High`).
///
/// ```
/// use policy_core::{Severity, Tri};
///
/// assert_eq!(Severity::High.at_least(Severity::Medium), Tri::True);
/// assert_eq!(Severity::Unknown.at_least(Severity::None), Tri::Unknown);
/// assert_eq!("critical".parse(), Ok(Severity::Critical));
/// ```
#[expect(
    clippy::exhaustive_enums,
    reason = "the scale is part of the policy language; a new level would change what policies mean"
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Severity {
    /// Not rated, or rated with a word that is not understood. Not the lowest level.
    #[default]
    Unknown,
    /// Rated, and found to be no vulnerability at all (CVSS 0.0).
    None,
    /// Barely more than none; also what Xray calls *Information*.
    Negligible,
    /// Low.
    Low,
    /// Medium; *moderate* in several vocabularies.
    Medium,
    /// High; *important* in several vocabularies.
    High,
    /// Critical, the top of the scale.
    Critical,
}

impl Severity {
    /// Every value: first `Unknown`, then the scale from the lowest level up.
    pub const ALL: [Self; 7] = [
        Self::Unknown,
        Self::None,
        Self::Negligible,
        Self::Low,
        Self::Medium,
        Self::High,
        Self::Critical,
    ];

    /// The place on the scale, 0 for `None` to 5 for `Critical`; `None` for `Unknown`.
    #[must_use]
    pub const fn rank(self) -> Option<u8> {
        match self {
            Self::Unknown => None,
            Self::None => Some(0),
            Self::Negligible => Some(1),
            Self::Low => Some(2),
            Self::Medium => Some(3),
            Self::High => Some(4),
            Self::Critical => Some(5),
        }
    }

    /// Whether this is a level of the scale.
    #[must_use]
    pub const fn is_known(self) -> bool {
        !matches!(self, Self::Unknown)
    }

    /// Compares on the scale; `None` if either side is unknown.
    #[must_use]
    pub fn compare(self, other: Self) -> Option<Ordering> {
        Some(self.rank()?.cmp(&other.rank()?))
    }

    /// Whether this is `other` or worse.
    #[must_use]
    pub fn at_least(self, other: Self) -> Tri {
        self.compare(other).map(Ordering::is_ge).into()
    }

    /// Whether this is `other` or better.
    #[must_use]
    pub fn at_most(self, other: Self) -> Tri {
        self.compare(other).map(Ordering::is_le).into()
    }

    /// Whether both are the same level of the scale; unknown if either is, even if both are.
    #[must_use]
    pub fn same_level(self, other: Self) -> Tri {
        self.compare(other).map(Ordering::is_eq).into()
    }

    /// Replaces `Unknown` by `level`: the policy's `unknown_severity_as`.
    #[must_use]
    pub const fn or_if_unknown(self, level: Self) -> Self {
        match self {
            Self::Unknown => level,
            known => known,
        }
    }

    /// A total order for sorting and grouping only, with `Unknown` lowest.
    ///
    /// Not for decisions: it reads an unknown severity as less than `None`.
    #[must_use]
    pub const fn display_order(self) -> u8 {
        match self.rank() {
            None => 0,
            Some(rank) => rank + 1,
        }
    }

    /// The word people read: `Critical`, `High`, `Medium`, `Low`, `Negligible`, `None`, `Unknown`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "Unknown",
            Self::None => "None",
            Self::Negligible => "Negligible",
            Self::Low => "Low",
            Self::Medium => "Medium",
            Self::High => "High",
            Self::Critical => "Critical",
        }
    }

    /// The word files use: [`as_str`](Self::as_str) in lower case.
    #[must_use]
    pub const fn as_lower_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::None => "none",
            Self::Negligible => "negligible",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Reads one of the seven words of the scale in any case. The many words of scanners are the
/// business of [`Vocabulary`].
impl FromStr for Severity {
    type Err = ParseSeverityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|level| level.as_str().eq_ignore_ascii_case(text))
            .ok_or_else(|| ParseSeverityError { found: text.to_owned() })
    }
}

impl Serialize for Severity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_lower_str())
    }
}

impl<'de> Deserialize<'de> for Severity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl serde::de::Visitor<'_> for Visitor {
            type Value = Severity;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(LEVELS)
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Severity, E> {
                text.parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Visitor)
    }
}

/// A word that is not on the scale.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not a severity; expected {LEVELS}")]
pub struct ParseSeverityError {
    found: String,
}

const LEVELS: &str = "one of critical, high, medium, low, negligible, none, unknown";
