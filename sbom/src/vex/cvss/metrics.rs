//! The metrics of each version, with what their values are called and weigh.

/// A metric, as vectors and as properties name it.
#[derive(Debug)]
pub(in crate::vex) struct Metric {
    pub(in crate::vex) name: &'static str,
    pub(in crate::vex) property: &'static str,
    pub(in crate::vex) levels: &'static [Level],
    group: Group,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Group {
    Base,
    Temporal,
    Environmental,
}

/// A value of a metric.
#[derive(Debug)]
pub(in crate::vex) struct Level {
    pub(in crate::vex) short: &'static str,
    pub(in crate::vex) long: &'static str,
    /// In thousandths; `None` if it weighs as if the metric were left out.
    pub(super) weight: Option<u16>,
}

impl Metric {
    pub(super) fn is_base(&self) -> bool {
        self.group == Group::Base
    }

    pub(super) fn is_environmental(&self) -> bool {
        self.group == Group::Environmental
    }
}

const fn metric(
    group: Group,
    name: &'static str,
    property: &'static str,
    levels: &'static [Level],
) -> Metric {
    Metric { name, property, levels, group }
}

const fn level(short: &'static str, long: &'static str, weight: u16) -> Level {
    Level { short, long, weight: Some(weight) }
}

const fn undefined(short: &'static str) -> Level {
    Level { short, long: "NOT_DEFINED", weight: None }
}

use Group::{Base, Environmental, Temporal};

pub(super) const V2: &[Metric] = &[
    metric(
        Base,
        "AV",
        "accessVector",
        &[
            level("L", "LOCAL", 395),
            level("A", "ADJACENT_NETWORK", 646),
            level("N", "NETWORK", 1000),
        ],
    ),
    metric(
        Base,
        "AC",
        "accessComplexity",
        &[level("H", "HIGH", 350), level("M", "MEDIUM", 610), level("L", "LOW", 710)],
    ),
    metric(
        Base,
        "Au",
        "authentication",
        &[level("M", "MULTIPLE", 450), level("S", "SINGLE", 560), level("N", "NONE", 704)],
    ),
    metric(Base, "C", "confidentialityImpact", IMPACT2),
    metric(Base, "I", "integrityImpact", IMPACT2),
    metric(Base, "A", "availabilityImpact", IMPACT2),
    metric(
        Temporal,
        "E",
        "exploitability",
        &[
            level("U", "UNPROVEN", 850),
            level("POC", "PROOF_OF_CONCEPT", 900),
            level("F", "FUNCTIONAL", 950),
            level("H", "HIGH", 1000),
            undefined("ND"),
        ],
    ),
    metric(
        Temporal,
        "RL",
        "remediationLevel",
        &[
            level("OF", "OFFICIAL_FIX", 870),
            level("TF", "TEMPORARY_FIX", 900),
            level("W", "WORKAROUND", 950),
            level("U", "UNAVAILABLE", 1000),
            undefined("ND"),
        ],
    ),
    metric(
        Temporal,
        "RC",
        "reportConfidence",
        &[
            level("UC", "UNCONFIRMED", 900),
            level("UR", "UNCORROBORATED", 950),
            level("C", "CONFIRMED", 1000),
            undefined("ND"),
        ],
    ),
    metric(
        Environmental,
        "CDP",
        "collateralDamagePotential",
        &[
            level("N", "NONE", 0),
            level("L", "LOW", 100),
            level("LM", "LOW_MEDIUM", 300),
            level("MH", "MEDIUM_HIGH", 400),
            level("H", "HIGH", 500),
            undefined("ND"),
        ],
    ),
    metric(
        Environmental,
        "TD",
        "targetDistribution",
        &[
            level("N", "NONE", 0),
            level("L", "LOW", 250),
            level("M", "MEDIUM", 750),
            level("H", "HIGH", 1000),
            undefined("ND"),
        ],
    ),
    metric(Environmental, "CR", "confidentialityRequirement", REQUIREMENT2),
    metric(Environmental, "IR", "integrityRequirement", REQUIREMENT2),
    metric(Environmental, "AR", "availabilityRequirement", REQUIREMENT2),
];

const IMPACT2: &[Level] =
    &[level("N", "NONE", 0), level("P", "PARTIAL", 275), level("C", "COMPLETE", 660)];

const REQUIREMENT2: &[Level] = &[
    level("L", "LOW", 500),
    level("M", "MEDIUM", 1000),
    level("H", "HIGH", 1510),
    undefined("ND"),
];

pub(super) const V3: &[Metric] = &[
    metric(Base, "AV", "attackVector", &[NETWORK, ADJACENT, LOCAL, PHYSICAL]),
    metric(Base, "AC", "attackComplexity", &[EASY, HARD]),
    metric(Base, "PR", "privilegesRequired", &[NO_RIGHTS, LOW_RIGHTS, HIGH_RIGHTS]),
    metric(Base, "UI", "userInteraction", &[ALONE, HELPED]),
    metric(Base, "S", "scope", &[UNCHANGED, CHANGED]),
    metric(Base, "C", "confidentialityImpact", &[NO_IMPACT, LOW_IMPACT, HIGH_IMPACT]),
    metric(Base, "I", "integrityImpact", &[NO_IMPACT, LOW_IMPACT, HIGH_IMPACT]),
    metric(Base, "A", "availabilityImpact", &[NO_IMPACT, LOW_IMPACT, HIGH_IMPACT]),
    metric(
        Temporal,
        "E",
        "exploitCodeMaturity",
        &[
            undefined("X"),
            level("U", "UNPROVEN", 910),
            level("P", "PROOF_OF_CONCEPT", 940),
            level("F", "FUNCTIONAL", 970),
            level("H", "HIGH", 1000),
        ],
    ),
    metric(
        Temporal,
        "RL",
        "remediationLevel",
        &[
            undefined("X"),
            level("O", "OFFICIAL_FIX", 950),
            level("T", "TEMPORARY_FIX", 960),
            level("W", "WORKAROUND", 970),
            level("U", "UNAVAILABLE", 1000),
        ],
    ),
    metric(
        Temporal,
        "RC",
        "reportConfidence",
        &[
            undefined("X"),
            level("U", "UNKNOWN", 920),
            level("R", "REASONABLE", 960),
            level("C", "CONFIRMED", 1000),
        ],
    ),
    metric(Environmental, "CR", "confidentialityRequirement", REQUIREMENT3),
    metric(Environmental, "IR", "integrityRequirement", REQUIREMENT3),
    metric(Environmental, "AR", "availabilityRequirement", REQUIREMENT3),
    metric(
        Environmental,
        "MAV",
        "modifiedAttackVector",
        &[undefined("X"), NETWORK, ADJACENT, LOCAL, PHYSICAL],
    ),
    metric(Environmental, "MAC", "modifiedAttackComplexity", &[undefined("X"), EASY, HARD]),
    metric(
        Environmental,
        "MPR",
        "modifiedPrivilegesRequired",
        &[undefined("X"), NO_RIGHTS, LOW_RIGHTS, HIGH_RIGHTS],
    ),
    metric(Environmental, "MUI", "modifiedUserInteraction", &[undefined("X"), ALONE, HELPED]),
    metric(Environmental, "MS", "modifiedScope", &[undefined("X"), UNCHANGED, CHANGED]),
    metric(Environmental, "MC", "modifiedConfidentialityImpact", MODIFIED_IMPACT),
    metric(Environmental, "MI", "modifiedIntegrityImpact", MODIFIED_IMPACT),
    metric(Environmental, "MA", "modifiedAvailabilityImpact", MODIFIED_IMPACT),
];

const NETWORK: Level = level("N", "NETWORK", 850);
const ADJACENT: Level = level("A", "ADJACENT_NETWORK", 620);
const LOCAL: Level = level("L", "LOCAL", 550);
const PHYSICAL: Level = level("P", "PHYSICAL", 200);
const EASY: Level = level("L", "LOW", 770);
const HARD: Level = level("H", "HIGH", 440);
/// Rights weigh more where the scope changes; this is where it does not.
const NO_RIGHTS: Level = level("N", "NONE", 850);
const LOW_RIGHTS: Level = level("L", "LOW", 620);
const HIGH_RIGHTS: Level = level("H", "HIGH", 270);
const ALONE: Level = level("N", "NONE", 850);
const HELPED: Level = level("R", "REQUIRED", 620);
/// Scopes have no weights: these are truth values.
const UNCHANGED: Level = level("U", "UNCHANGED", 0);
const CHANGED: Level = level("C", "CHANGED", 1);
const NO_IMPACT: Level = level("N", "NONE", 0);
const LOW_IMPACT: Level = level("L", "LOW", 220);
const HIGH_IMPACT: Level = level("H", "HIGH", 560);

const REQUIREMENT3: &[Level] =
    &[undefined("X"), level("L", "LOW", 500), level("M", "MEDIUM", 1000), level("H", "HIGH", 1500)];
const MODIFIED_IMPACT: &[Level] = &[undefined("X"), NO_IMPACT, LOW_IMPACT, HIGH_IMPACT];
