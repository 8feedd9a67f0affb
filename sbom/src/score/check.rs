//! The checks that make a score.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::Gap;
use super::facts::Facts;
use super::survey::Survey;

/// What a perfect document scores.
pub(super) const FULL: u32 = 10_000;

/// How many offenders are named.
pub(super) const MOST_OFFENDERS: usize = 5;

/// One check of a [`Score`](super::Score).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    rule: &'static Rule,
    numerator: u64,
    denominator: u64,
    lost: u32,
    offending: usize,
    offenders: Vec<String>,
}

impl Check {
    /// Returns the check's id, which stays the same: `id-purl`.
    #[must_use]
    pub fn id(&self) -> &'static str {
        self.rule.id
    }

    /// Returns what is checked, in words.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.rule.title
    }

    /// Returns how much the check counts beside the others.
    #[must_use]
    pub fn weight(&self) -> u32 {
        self.rule.weight
    }

    /// Returns how much of it is there; where half counts, in halves.
    #[must_use]
    pub fn numerator(&self) -> u64 {
        self.numerator
    }

    /// Returns how much could be there; 0 when the check does not apply.
    #[must_use]
    pub fn denominator(&self) -> u64 {
        self.denominator
    }

    /// Reports whether the check counts. Those with nothing to look at do not.
    #[must_use]
    pub fn is_applicable(&self) -> bool {
        self.denominator > 0
    }

    /// Returns the points of the score, out of 10 000, that are lost here.
    #[must_use]
    pub fn lost(&self) -> u32 {
        self.lost
    }

    /// Returns how many components do not pass in full; 0 for what is checked once for the
    /// document.
    #[must_use]
    pub fn offending(&self) -> usize {
        self.offending
    }

    /// Returns where the first five of those stand in the document.
    #[must_use]
    pub fn offenders(&self) -> &[String] {
        &self.offenders
    }

    /// What one of them counts in [`numerator`](Check::numerator) and
    /// [`denominator`](Check::denominator): 2 where half counts.
    pub(super) fn unit(&self) -> u64 {
        match self.rule.measure {
            Measure::Halves { .. } => 2,
            Measure::Once(_) => self.denominator.max(1),
            Measure::Each { .. } | Measure::Ends => 1,
        }
    }

    /// The weight times the share, in ten-thousandths.
    pub(super) fn points(&self) -> u64 {
        let share = u64::from(FULL).saturating_mul(self.numerator).checked_div(self.denominator);
        u64::from(self.rule.weight) * share.unwrap_or_default()
    }
}

impl Serialize for Check {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Check", 9)?;
        object.serialize_field("id", self.id())?;
        object.serialize_field("title", self.title())?;
        object.serialize_field("weight", &self.weight())?;
        object.serialize_field("applicable", &self.is_applicable())?;
        object.serialize_field("num", &self.numerator)?;
        object.serialize_field("den", &self.denominator)?;
        object.serialize_field("lost", &self.lost)?;
        object.serialize_field("offending", &self.offending)?;
        object.serialize_field("offenders", &self.offenders)?;
        object.end()
    }
}

/// A check before it has run.
#[derive(Debug, PartialEq, Eq)]
struct Rule {
    id: &'static str,
    title: &'static str,
    weight: u32,
    measure: Measure,
}

/// How a check counts.
#[derive(Debug)]
enum Measure {
    /// Over the components for which the first holds: those for which the second does.
    Each { among: Facts, full: Facts },
    /// As `Each` among all; where not the first but the second holds, half counts.
    Halves { full: Facts, half: Facts },
    /// Once, for the document: what is there, and of how much.
    Once(fn(&Survey<'_>) -> (u64, u64)),
    /// The ends of relationships.
    Ends,
}

impl PartialEq for Measure {
    /// Checks are told apart by their ids.
    fn eq(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

impl Eq for Measure {}

impl Rule {
    const fn each(id: &'static str, weight: u32, title: &'static str, full: Facts) -> Self {
        Self { id, title, weight, measure: Measure::Each { among: Facts::NONE, full } }
    }

    const fn halves(
        id: &'static str,
        weight: u32,
        title: &'static str,
        (full, half): (Facts, Facts),
    ) -> Self {
        Self { id, title, weight, measure: Measure::Halves { full, half } }
    }

    const fn once(
        id: &'static str,
        weight: u32,
        title: &'static str,
        count: fn(&Survey<'_>) -> (u64, u64),
    ) -> Self {
        Self { id, title, weight, measure: Measure::Once(count) }
    }

    /// What a component contributes, out of how much; `None` where it does not count.
    fn of(&self, facts: Facts) -> Option<(u64, u64)> {
        match self.measure {
            Measure::Each { among, full } => {
                let counts = among == Facts::NONE || facts.any(among);
                counts.then(|| (u64::from(facts.any(full)), 1))
            }
            Measure::Halves { full, half } => {
                let points = if facts.any(full) { 2 } else { u64::from(facts.any(half)) };
                Some((points, 2))
            }
            Measure::Once(_) | Measure::Ends => None,
        }
    }
}

/// The checks, in the order in which they are shown.
static RULES: [Rule; 17] = [
    Rule::each("id-name", 8, "has a name", Facts::NAME),
    Rule::each("id-version", 10, "has a version", Facts::VERSION),
    Rule::halves(
        "id-purl",
        12,
        "has a package URL (another identifier: half)",
        (Facts::PURL, Facts::OTHER_ID),
    ),
    Rule::each("id-unique", 3, "has an id of its own in the document", Facts::UNIQUE),
    Rule::each("who-supplier", 8, "names who supplied or made it", Facts::SUPPLIER),
    Rule::halves(
        "int-hash",
        8,
        "has a digest, SHA-256 or better (weaker: half)",
        (Facts::HASH, Facts::WEAK_HASH),
    ),
    Rule::each("lic-any", 7, "has a licence", Facts::LICENCE),
    Rule {
        id: "lic-valid",
        title: "has licences that are SPDX expressions of known ids",
        weight: 4,
        measure: Measure::Each { among: Facts::LICENCE, full: Facts::LICENCE_VALID },
    },
    Rule::once("dep-root", 8, "the document names its one root", |survey| {
        (survey.has_one_root.into(), 1)
    }),
    Rule {
        id: "dep-graph",
        title: "has its dependencies listed, or how complete they are",
        weight: 9,
        measure: Measure::Each {
            among: Facts::NONE,
            full: Facts::from_two(Facts::LISTED, Facts::COMPLETENESS),
        },
    },
    Rule::each("dep-reach", 5, "can be reached from the root", Facts::REACHED),
    Rule {
        id: "dep-dangling",
        title: "relationships lead somewhere",
        weight: 3,
        measure: Measure::Ends,
    },
    Rule::once("doc-time", 4, "the document says when it was made", |survey| {
        (survey.has_time().into(), 1)
    }),
    Rule::once("doc-author", 4, "the document names its author (a tool: half)", |survey| {
        let points = if survey.has_author() { 2 } else { survey.has_tool().into() };
        (points, 2)
    }),
    Rule::once("doc-tool", 3, "the document names a tool and its version", |survey| {
        (survey.has_tool_version().into(), 1)
    }),
    Rule::once("doc-context", 2, "the document says at which stage it was made", |survey| {
        (survey.has_context().into(), 1)
    }),
    Rule::once("doc-id", 2, "the document has an id of the right form", |survey| {
        (survey.has_id().into(), 1)
    }),
];

/// Runs every check.
pub(super) fn run(survey: &Survey<'_>) -> Vec<Check> {
    RULES.iter().map(|rule| check(rule, survey)).collect()
}

fn check(rule: &'static Rule, survey: &Survey<'_>) -> Check {
    let mut check =
        Check { rule, numerator: 0, denominator: 0, lost: 0, offending: 0, offenders: Vec::new() };
    match rule.measure {
        Measure::Once(count) => (check.numerator, check.denominator) = count(survey),
        Measure::Ends => {
            (check.numerator, check.denominator) = survey.ends;
            check.offenders.clone_from(&survey.dangling);
            let dangling = check.denominator.saturating_sub(check.numerator);
            check.offending = usize::try_from(dangling).unwrap_or(usize::MAX);
        }
        Measure::Each { .. } | Measure::Halves { .. } => {
            for (component, facts) in &survey.elements {
                let Some((points, of)) = rule.of(*facts) else { continue };
                check.numerator += points;
                check.denominator += of;
                if points < of {
                    check.offending += 1;
                    if check.offenders.len() < MOST_OFFENDERS {
                        check.offenders.push(component.value().path());
                    }
                }
            }
        }
    }
    check
}

/// Says of each check what it costs, once all weights are known.
pub(super) fn share_losses(mut checks: Vec<Check>, weights: u64) -> Vec<Check> {
    for check in checks.iter_mut().filter(|check| check.is_applicable()) {
        let full = u64::from(check.rule.weight) * u64::from(FULL);
        let lost = (full - check.points().min(full)).checked_div(weights).unwrap_or_default();
        check.lost = u32::try_from(lost).unwrap_or(FULL);
    }
    checks
}

/// Lists the components that lack something.
pub(super) fn gaps<'d>(survey: &Survey<'d>) -> Vec<Gap<'d>> {
    let missing_of = |facts: Facts| {
        RULES.iter().enumerate().fold(0, |missing, (number, rule)| match rule.of(facts) {
            Some((points, of)) if points < of => missing | 1 << number,
            _ => missing,
        })
    };
    let elements = survey.elements.iter();
    elements
        .filter_map(|(component, facts)| Gap::new(*component, missing_of(*facts), None))
        .collect()
}

/// Returns the id of a check by its number.
pub(super) fn id_of(number: usize) -> Option<&'static str> {
    RULES.get(number).map(|rule| rule.id)
}
