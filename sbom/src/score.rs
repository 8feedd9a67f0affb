//! How good a document is, explained: a score in whole numbers, and lists of requirements.
//!
//! [`Document::score`] runs a list of [`Check`]s over the components and services of a document.
//! Each counts what is there of what could be, and weighs it; every point that is lost is
//! explained, down to the components that lack something. There is no judgement of licences or of
//! vulnerabilities in it: the score is about the document.
//!
//! [`Document::assess`] holds a document to one of the published lists of minimum elements
//! ([`Profile`]): each requirement is met or not, nothing is averaged.
//!
//! [`Document::score`]: crate::Document::score
//! [`Document::assess`]: crate::Document::assess

mod check;
mod facts;
mod profile;
mod requirement;
mod survey;
mod table;

use std::fmt;

use serde::ser::{Serialize, SerializeStruct, Serializer};

pub use self::check::Check;
pub use self::profile::{Assessment, Profile, UnknownProfile};
pub use self::requirement::{Demand, Requirement, Verdict};
use self::survey::Survey;
use crate::document::{Component, Document};
use crate::validate::Options;

impl Document {
    /// Scores the document: 0 to 10 000, with every point that is lost explained.
    ///
    /// Linear in the document; validates it too, because a document that its own schema refuses
    /// scores 5 000 at most.
    ///
    /// # Examples
    ///
    /// ```
    /// let document = sbom::parse(br#"{
    ///   "bomFormat": "CycloneDX", "specVersion": "1.6",
    ///   "components": [
    ///     {"type": "library", "name": "serde", "version": "1.0.228", "bom-ref": "serde",
    ///      "purl": "pkg:cargo/serde@1.0.228", "licenses": [{"expression": "MIT OR Apache-2.0"}]},
    ///     {"type": "library", "name": "mystery"}
    ///   ]
    /// }"#)?;
    /// let score = document.score();
    /// let purls = score.check("id-purl").unwrap();
    /// assert_eq!((purls.numerator(), purls.denominator()), (2, 4));
    /// assert_eq!(purls.offenders(), ["/components/1"]);
    ///
    /// let gap = score.gaps().last().unwrap();
    /// assert_eq!(gap.component().name(), "mystery");
    /// assert!(gap.missing().any(|check| check == "id-version"));
    /// # Ok::<(), sbom::Error>(())
    /// ```
    #[must_use]
    pub fn score(&self) -> Score<'_> {
        Score::of(self)
    }

    /// Holds the document to a list of requirements. Other than in [`Document::score`], the subject
    /// is one of the components of which they ask something.
    ///
    /// # Examples
    ///
    /// ```
    /// use sbom::score::Profile;
    ///
    /// let document = sbom::parse(br#"{
    ///   "bomFormat": "CycloneDX", "specVersion": "1.6",
    ///   "components": [{"type": "library", "name": "serde", "version": "1.0.228"}]
    /// }"#)?;
    /// let assessment = document.assess(Profile::Ntia2021);
    /// assert!(!assessment.passes());
    /// let failed: Vec<&str> = assessment.failed().map(|requirement| requirement.id()).collect();
    /// assert!(failed.contains(&"ntia-supplier") && !failed.contains(&"ntia-version"));
    /// # Ok::<(), sbom::Error>(())
    /// ```
    #[must_use]
    pub fn assess(&self, profile: Profile) -> Assessment {
        Assessment::of(&Survey::of(self), profile)
    }

    /// Returns what each component lacks of a list of requirements, recommended ones included: the
    /// subject first, then the others in document order. An [`Assessment`] names only a few.
    ///
    /// What is asked of the document as a whole is not among it.
    ///
    /// # Examples
    ///
    /// ```
    /// use sbom::score::Profile;
    ///
    /// let document = sbom::parse(br#"{
    ///   "bomFormat": "CycloneDX", "specVersion": "1.6",
    ///   "components": [{"type": "library", "name": "serde", "purl": "pkg:cargo/serde"}]
    /// }"#)?;
    /// let gaps = document.gaps(Profile::Ntia2021);
    /// assert_eq!(gaps[0].component().name(), "serde");
    /// assert!(gaps[0].missing().any(|requirement| requirement == "ntia-version"));
    /// # Ok::<(), sbom::Error>(())
    /// ```
    #[must_use]
    pub fn gaps(&self, profile: Profile) -> Vec<Gap<'_>> {
        profile::gaps(&Survey::of(self), profile)
    }
}

/// The quality of a document, explained; see [`Document::score`].
///
/// `Display` is a table for people. `Serialize` gives `score`, `out_of_ten`, `cap`, `population`,
/// `checks` and `components` (those that lack something).
#[derive(Clone, Debug)]
pub struct Score<'d> {
    points: u32,
    uncapped: u32,
    passes_schema: bool,
    population: usize,
    checks: Vec<Check>,
    gaps: Vec<Gap<'d>>,
}

impl<'d> Score<'d> {
    /// What a document that its schema refuses can reach.
    pub const CAP: u32 = 5_000;

    fn of(document: &'d Document) -> Self {
        let survey = Survey::of(document);
        let checks = check::run(&survey);
        let applicable = checks.iter().filter(|check| check.is_applicable());
        let (points, weights) = applicable.fold((0, 0), |(points, weights), check| {
            (points + check.points(), weights + u64::from(check.weight()))
        });
        let uncapped = points.checked_div(weights).unwrap_or_default();
        let uncapped = u32::try_from(uncapped).unwrap_or(check::FULL);
        let options = Options { semantic: false, most: 0 };
        let passes_schema = document.validate_with(&options).passes_schema();
        Self {
            points: if passes_schema { uncapped } else { uncapped.min(Self::CAP) },
            uncapped,
            passes_schema,
            population: survey.elements.len(),
            checks: check::share_losses(checks, weights),
            gaps: check::gaps(&survey),
        }
    }

    /// Returns the score: 0 to 10 000.
    #[must_use]
    pub fn points(&self) -> u32 {
        self.points
    }

    /// Returns what the score would be if the document's own schema did not refuse it.
    #[must_use]
    pub fn uncapped(&self) -> u32 {
        self.uncapped
    }

    /// Reports whether the document's own schema refuses it, so that it cannot reach more than
    /// [`Score::CAP`].
    #[must_use]
    pub fn is_capped(&self) -> bool {
        !self.passes_schema
    }

    /// Returns the score out of ten with one decimal, cut off: `7.3`.
    #[must_use]
    pub fn out_of_ten(&self) -> String {
        format!("{}.{}", self.points / 1_000, self.points % 1_000 / 100)
    }

    /// Returns how many components and services were looked at: all but files and the subject,
    /// or the subject alone if there is nothing else.
    #[must_use]
    pub fn population(&self) -> usize {
        self.population
    }

    /// Returns the checks in their order.
    #[must_use]
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// Returns one check: `id-purl`.
    #[must_use]
    pub fn check(&self, id: &str) -> Option<&Check> {
        self.checks.iter().find(|check| check.id() == id)
    }

    /// Returns the components and services that lack something, in document order.
    #[must_use]
    pub fn gaps(&self) -> &[Gap<'d>] {
        &self.gaps
    }
}

/// Writes a table: each check with what is there of what could be, its weight, and what it costs.
impl fmt::Display for Score<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        table::score(self, f)
    }
}

impl Serialize for Score<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Score", 6)?;
        object.serialize_field("score", &self.points)?;
        object.serialize_field("out_of_ten", &self.out_of_ten())?;
        object.serialize_field("cap", &self.is_capped().then_some("schema"))?;
        object.serialize_field("population", &self.population)?;
        object.serialize_field("checks", &self.checks)?;
        object.serialize_field("components", &self.gaps)?;
        object.end()
    }
}

/// What one component or service lacks.
///
/// `Serialize` gives `ref` (its id in the document, or null), `name`, `version` and `missing`.
#[derive(Clone, Copy, Debug)]
pub struct Gap<'d> {
    component: Component<'d>,
    /// Bits by the numbers of the checks or requirements.
    missing: u32,
    /// The list of requirements; `None` for the checks of a score.
    profile: Option<Profile>,
}

impl<'d> Gap<'d> {
    /// Returns `None` if nothing is missing.
    fn new(component: Component<'d>, missing: u32, profile: Option<Profile>) -> Option<Self> {
        (missing != 0).then_some(Self { component, missing, profile })
    }

    /// Returns the component or service.
    #[must_use]
    pub fn component(&self) -> Component<'d> {
        self.component
    }

    /// Returns the ids of the checks it does not pass in full, or of the requirements it does not
    /// meet.
    pub fn missing(&self) -> impl Iterator<Item = &'static str> + use<> {
        let (bits, profile) = (self.missing, self.profile);
        let numbers = (0..32).filter(move |number| bits >> number & 1 == 1);
        numbers.filter_map(move |number| match profile {
            Some(profile) => profile::id_of(profile, number),
            None => check::id_of(number),
        })
    }
}

impl Serialize for Gap<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Gap", 4)?;
        object.serialize_field("ref", &self.component.local_id())?;
        object.serialize_field("name", self.component.name())?;
        object.serialize_field("version", &self.component.version())?;
        object.serialize_field("missing", &self.missing().collect::<Vec<_>>())?;
        object.end()
    }
}
