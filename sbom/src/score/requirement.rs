//! What a list of requirements asks, and the answers.

use std::fmt;

use serde::ser::{Serialize, SerializeStruct, Serializer};

/// One requirement of a [`Profile`](super::Profile), and whether it is met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) demand: Demand,
    pub(super) verdict: Verdict,
    pub(super) offenders: Vec<String>,
}

impl Requirement {
    /// Returns the requirement's id, which stays the same: `ntia-supplier`.
    #[must_use]
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// Returns what is required, in words.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.title
    }

    /// Returns whether it is required or recommended.
    #[must_use]
    pub fn demand(&self) -> Demand {
        self.demand
    }

    /// Returns whether it is met.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// Returns where the first five components stand that do not meet it.
    #[must_use]
    pub fn offenders(&self) -> &[String] {
        &self.offenders
    }
}

impl Serialize for Requirement {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Requirement", 7)?;
        object.serialize_field("id", self.id)?;
        object.serialize_field("title", self.title)?;
        object.serialize_field("demand", self.demand.as_str())?;
        object.serialize_field("verdict", self.verdict.as_str())?;
        let counts = match self.verdict {
            Verdict::Fail { failing, of } => Some((failing, of)),
            Verdict::Pass | Verdict::NotApplicable => None,
        };
        object.serialize_field("failing", &counts.map(|counts| counts.0))?;
        object.serialize_field("of", &counts.map(|counts| counts.1))?;
        object.serialize_field("offenders", &self.offenders)?;
        object.end()
    }
}

/// How much is demanded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Demand {
    /// The document does not pass without.
    Required,
    /// The document passes without.
    Recommended,
}

impl Demand {
    /// Returns `required` or `recommended`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Recommended => "recommended",
        }
    }
}

/// Whether a requirement is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a requirement is met, not met, or asks nothing")]
pub enum Verdict {
    /// It is met.
    Pass,
    /// It is not met.
    Fail {
        /// How many components do not meet it; 1 for what is asked of the document.
        failing: usize,
        /// How many are asked.
        of: usize,
    },
    /// There is nothing of which it is asked.
    NotApplicable,
}

impl Verdict {
    /// Returns `pass`, `fail` or `not-applicable`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail { .. } => "fail",
            Self::NotApplicable => "not-applicable",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fail { failing, of } if *of > 1 => write!(f, "fail ({failing} of {of})"),
            verdict => f.pad(verdict.as_str()),
        }
    }
}
