//! Stakeholder-Specific Vulnerability Categorization: what to do about a vulnerability, by CISA's
//! tree.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The version of the table behind [`Ssvc::derive`]: CISA's coordinator tree.
pub const SSVC_TABLE_VERSION: &str = "CISA 2.0.3";

/// What to do about a vulnerability. `Track < TrackStar < Attend < Act`.
#[expect(clippy::exhaustive_enums, reason = "CISA's tree ends in these four decisions")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Ssvc {
    /// Nothing now; remediate within the usual time.
    #[serde(rename = "track")]
    Track,
    /// Watch more closely; remediate within the usual time.
    #[serde(rename = "track*")]
    TrackStar,
    /// Supervisors should know; remediate sooner than usual.
    #[serde(rename = "attend")]
    Attend,
    /// Leadership should know; remediate as soon as possible.
    #[serde(rename = "act")]
    Act,
}

/// How far a vulnerability is exploited.
#[expect(clippy::exhaustive_enums, reason = "the values of a decision point of SSVC")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exploitation {
    /// Nobody shows an exploit.
    None,
    /// An exploit is public.
    PublicPoc,
    /// It is exploited.
    Active,
}

/// How much an attacker gains.
#[expect(clippy::exhaustive_enums, reason = "the values of a decision point of SSVC")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TechnicalImpact {
    /// Some control, or some information.
    Partial,
    /// Total control, or all information.
    Total,
}

/// What depends on the system that runs the artifact.
#[expect(clippy::exhaustive_enums, reason = "the values of a decision point of SSVC")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MissionImpact {
    /// Little.
    Low,
    /// Part of what the organisation is for, or the well-being of some.
    Medium,
    /// What the organisation is for, or the well-being of many.
    High,
}

impl Ssvc {
    /// Every decision, the mildest first.
    pub const ALL: [Self; 4] = [Self::Track, Self::TrackStar, Self::Attend, Self::Act];

    /// Returns `track`, `track*`, `attend` or `act`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Track => "track",
            Self::TrackStar => "track*",
            Self::Attend => "attend",
            Self::Act => "act",
        }
    }

    /// Returns the decision of CISA's tree.
    ///
    /// ```
    /// use policy_core::evidence::{Exploitation, MissionImpact, Ssvc, TechnicalImpact};
    ///
    /// let decision =
    ///     Ssvc::derive(Exploitation::Active, true, TechnicalImpact::Total, MissionImpact::Medium);
    /// assert_eq!(decision, Ssvc::Act);
    /// ```
    #[must_use]
    pub const fn derive(
        exploitation: Exploitation,
        automatable: bool,
        impact: TechnicalImpact,
        mission: MissionImpact,
    ) -> Self {
        let row = match (exploitation, automatable, impact) {
            (Exploitation::None, false, TechnicalImpact::Partial) => [T, T, T],
            (Exploitation::None, false, TechnicalImpact::Total) => [T, T, S],
            (Exploitation::None, true, _) => [T, T, A],
            (Exploitation::PublicPoc, false, TechnicalImpact::Partial) => [T, T, S],
            (Exploitation::PublicPoc, true, TechnicalImpact::Partial) => [T, T, A],
            (Exploitation::PublicPoc, _, TechnicalImpact::Total) => [T, S, A],
            (Exploitation::Active, false, TechnicalImpact::Partial) => [T, T, A],
            (Exploitation::Active, false, TechnicalImpact::Total) => [T, A, X],
            (Exploitation::Active, true, TechnicalImpact::Partial) => [A, A, X],
            (Exploitation::Active, true, TechnicalImpact::Total) => [A, X, X],
        };
        let [low, medium, high] = row;
        match mission {
            MissionImpact::Low => low,
            MissionImpact::Medium => medium,
            MissionImpact::High => high,
        }
    }
}

// The rows of the table, for a mission impact that is low, medium and high.
const T: Ssvc = Ssvc::Track;
const S: Ssvc = Ssvc::TrackStar;
const A: Ssvc = Ssvc::Attend;
const X: Ssvc = Ssvc::Act;

impl fmt::Display for Ssvc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
