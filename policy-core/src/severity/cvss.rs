//! CVSS vectors: read strictly, scored by the crate `cvss`, whose types stay private.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::metrics::{self, Group};
use super::{Score, Severity};

/// A version of CVSS, ordered from the least to the most preferred by default.
#[expect(
    clippy::exhaustive_enums,
    reason = "each version has its own scoring; a new one needs code wherever versions are matched"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CvssVersion {
    /// CVSS 2.0.
    #[serde(rename = "2.0")]
    V2,
    /// CVSS 3.0.
    #[serde(rename = "3.0")]
    V3_0,
    /// CVSS 3.1.
    #[serde(rename = "3.1")]
    V3_1,
    /// CVSS 4.0.
    #[serde(rename = "4.0")]
    V4,
}

impl CvssVersion {
    /// Every version, oldest first.
    pub const ALL: [Self; 4] = [Self::V2, Self::V3_0, Self::V3_1, Self::V4];

    /// `2.0`, `3.0`, `3.1` or `4.0`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V2 => "2.0",
            Self::V3_0 => "3.0",
            Self::V3_1 => "3.1",
            Self::V4 => "4.0",
        }
    }
}

impl fmt::Display for CvssVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Which version decides when one source gives several vectors: 4.0, then 3.1, 3.0, 2.0 unless
/// the policy's `cvss.prefer` says otherwise. Versions not named come after the named ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CvssPreference {
    first: Vec<CvssVersion>,
}

impl CvssPreference {
    /// Prefers the given versions in this order; the rest follow, newest first.
    pub fn new(first: impl IntoIterator<Item = CvssVersion>) -> Self {
        Self { first: first.into_iter().collect() }
    }

    /// The place of a version, 0 for the most preferred.
    #[must_use]
    pub fn place(&self, version: CvssVersion) -> usize {
        self.first.iter().position(|&named| named == version).unwrap_or_else(|| {
            self.first.len() + CvssVersion::ALL.iter().rev().take_while(|&&v| v != version).count()
        })
    }
}

/// A valid CVSS vector with its base score.
///
/// ```
/// use policy_core::severity::{CvssVersion, Vector};
///
/// let stated = Vector::parse("9.8/CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H")?;
/// assert_eq!(stated.vector.version(), CvssVersion::V3_1);
/// assert_eq!(stated.vector.score().to_string(), "9.8");
/// assert_eq!(stated.vector.metric("AV"), Some("N"));
/// assert!(stated.reconcile().mismatch.is_none());
/// # Ok::<(), policy_core::severity::CvssError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vector {
    version: CvssVersion,
    /// Name and value, in specification order.
    metrics: Vec<(&'static str, &'static str)>,
    score: Score,
}

impl Vector {
    /// Reads a vector as tools write it.
    ///
    /// Accepted are `CVSS:3.0/…`, `CVSS:3.1/…` and `CVSS:4.0/…`; a version 2 vector bare, in
    /// parentheses or after `CVSS:2.0/`; and any of these after a score and a slash, as Xray
    /// writes them. Metrics may come in any order and letter case; a departure from the
    /// specification is noted.
    ///
    /// # Errors
    /// If a base metric is missing, a metric or value is not of the version, a metric is
    /// repeated, or anything else follows. A vector that fails has no score at all: guessing at
    /// a part of it would be worse than using another source.
    pub fn parse(text: &str) -> Result<StatedVector, CvssError> {
        let text = text.trim();
        if text.len() > MAX_LEN {
            return Err(CvssError::TooLong { length: text.len() });
        }
        let mut notes = Vec::new();
        let (stated, body) = split_score(text, &mut notes);
        let (version, body) = split_version(body)?;
        let metrics = read_metrics(version, body, &mut notes)?;
        let score = base_score(version, &metrics)?;
        Ok(StatedVector { stated, vector: Self { version, metrics, score }, notes })
    }

    /// The version of CVSS.
    #[must_use]
    pub const fn version(&self) -> CvssVersion {
        self.version
    }

    /// The score of the base metrics alone, which is what decides.
    #[must_use]
    pub const fn score(&self) -> Score {
        self.score
    }

    /// The level of the base score.
    #[must_use]
    pub const fn rating(&self) -> Severity {
        self.score.rating(self.version)
    }

    /// The score with every metric present: temporal, threat and environmental too.
    ///
    /// Equal to [`score`](Self::score) if the vector has base metrics only. (The environmental
    /// equation of 3.1 differs slightly from its base equation, so applying it to such a vector
    /// would give another number than everyone prints.)
    #[must_use]
    pub fn environmental_score(&self) -> Score {
        if self.metrics.len() == base_count(self.version) {
            return self.score;
        }
        let text = self.to_string();
        let value = match self.version {
            CvssVersion::V2 => {
                ::cvss::v2::Vector::from_str(&text).map(|v| v.environmental_score().value())
            }
            CvssVersion::V3_0 | CvssVersion::V3_1 => {
                ::cvss::v3::Vector::from_str(&text).map(|v| v.environmental_score().value())
            }
            CvssVersion::V4 => ::cvss::v4::Vector::from_str(&text).map(|v| v.score().value()),
        };
        value.ok().and_then(|value| Score::from_f64(value).ok()).unwrap_or(self.score)
    }

    /// The value of a metric by its short name, for example `AV`; `None` if it is not given.
    #[must_use]
    pub fn metric(&self, name: &str) -> Option<&'static str> {
        self.metrics.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    /// Every metric given, name and value, in specification order.
    pub fn metrics(&self) -> impl Iterator<Item = (&'static str, &'static str)> + '_ {
        self.metrics.iter().copied()
    }

    /// Sets a score that somebody states beside this vector against the vector's own.
    ///
    /// A difference of up to a tenth is rounding and the stated score stands; beyond that the
    /// vector's own score is used, and the mismatch is worth a diagnostic.
    #[must_use]
    pub fn reconcile(&self, stated: Option<Score>) -> Reconciled {
        match stated {
            None => Reconciled { score: self.score, mismatch: None },
            Some(stated) if stated.tenths().abs_diff(self.score.tenths()) <= 1 => {
                Reconciled { score: stated, mismatch: None }
            }
            Some(stated) => Reconciled {
                score: self.score,
                mismatch: Some(Mismatch { stated, recomputed: self.score }),
            },
        }
    }
}

/// The canonical text: specification order and letter case, version 2 without prefix.
impl fmt::Display for Vector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_vector(f, self.version, &self.metrics)
    }
}

/// As [`Vector::parse`], dropping a stated score and notes.
impl FromStr for Vector {
    type Err = CvssError;

    fn from_str(text: &str) -> Result<Self, CvssError> {
        Self::parse(text).map(|stated| stated.vector)
    }
}

/// A vector as found, with what was written around it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatedVector {
    /// The score written in front of the vector, if there was a valid one.
    pub stated: Option<Score>,
    /// The vector.
    pub vector: Vector,
    /// Departures from the specification that were tolerated.
    pub notes: Vec<VectorNote>,
}

impl StatedVector {
    /// The score to use, see [`Vector::reconcile`].
    #[must_use]
    pub fn reconcile(&self) -> Reconciled {
        self.vector.reconcile(self.stated)
    }
}

/// Something odd about a vector that does not change its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VectorNote {
    /// A version 4 vector whose metrics are not in the order its specification demands.
    OutOfOrder,
    /// Lower case where the specification has upper case, or the reverse.
    LetterCase,
    /// Text before the vector that should be a score and is none.
    InvalidStatedScore,
}

impl fmt::Display for VectorNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::OutOfOrder => "the metrics are not in the order that CVSS 4.0 demands",
            Self::LetterCase => "the metrics are not in the letter case of the specification",
            Self::InvalidStatedScore => "what stands before the vector is no score",
        })
    }
}

/// The score to use and whether two sources of it disagreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reconciled {
    /// The score to use.
    pub score: Score,
    /// The disagreement, if it exceeds a tenth.
    pub mismatch: Option<Mismatch>,
}

/// A stated score and the score of the vector beside it, too far apart for rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mismatch {
    /// What was stated.
    pub stated: Score,
    /// What the vector gives.
    pub recomputed: Score,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the stated score {} is not that of the vector, {}", self.stated, self.recomputed)
    }
}

/// Why a text is not a CVSS vector.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CvssError {
    /// The text is longer than any vector.
    #[error("a vector of {length} bytes is too long")]
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
    /// A `CVSS:` prefix with a version that does not exist.
    #[error("`{found}` is not a version of CVSS")]
    UnknownVersion {
        /// What stands for the version.
        found: String,
    },
    /// A part that is not `NAME:VALUE`, for example after a trailing slash.
    #[error("`{found}` is not a metric of the form `NAME:VALUE`")]
    Malformed {
        /// The part.
        found: String,
    },
    /// A metric that the version does not have.
    #[error("CVSS {version} has no metric `{name}`")]
    UnknownMetric {
        /// The version.
        version: CvssVersion,
        /// The name as written.
        name: String,
    },
    /// A value that the metric does not have.
    #[error("`{value}` is not a value of CVSS {version} metric `{name}`")]
    UnknownValue {
        /// The version.
        version: CvssVersion,
        /// The metric.
        name: &'static str,
        /// The value as written.
        value: String,
    },
    /// A metric given twice.
    #[error("the metric `{name}` is given twice")]
    Duplicate {
        /// The metric.
        name: &'static str,
    },
    /// A base metric that is not given.
    #[error("the base metric `{name}` of CVSS {version} is missing")]
    Missing {
        /// The version.
        version: CvssVersion,
        /// The first metric that is missing.
        name: &'static str,
    },
    /// The scoring library refused a vector that passed every check above.
    #[error("the vector cannot be scored")]
    Unscorable,
}

/// Splits `7.5/CVSS:3.1/…` and `5.0/AV:N/…`; vectors themselves never start with a digit.
fn split_score<'a>(text: &'a str, notes: &mut Vec<VectorNote>) -> (Option<Score>, &'a str) {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return (None, text);
    }
    let Some((score, vector)) = text
        .find("/CVSS:")
        .and_then(|at| Some((text.get(..at)?, text.get(at + 1..)?)))
        .or_else(|| text.split_once('/'))
    else {
        return (None, text);
    };
    let stated = score.parse().ok();
    if stated.is_none() {
        notes.push(VectorNote::InvalidStatedScore);
    }
    (stated, vector)
}

fn split_version(text: &str) -> Result<(CvssVersion, &str), CvssError> {
    if let Some(rest) = text.strip_prefix("CVSS:") {
        let (number, rest) = rest.split_once('/').unwrap_or((rest, ""));
        let version = CvssVersion::ALL
            .into_iter()
            .find(|version| version.as_str() == number)
            .ok_or_else(|| CvssError::UnknownVersion { found: number.to_owned() })?;
        return Ok((version, rest));
    }
    let bare = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')).unwrap_or(text);
    Ok((CvssVersion::V2, bare))
}

fn read_metrics(
    version: CvssVersion,
    body: &str,
    notes: &mut Vec<VectorNote>,
) -> Result<Vec<(&'static str, &'static str)>, CvssError> {
    let table = metrics::of(version);
    let mut values: Vec<Option<&'static str>> = vec![None; table.len()];
    let mut last = 0;
    for part in body.split('/') {
        let (name, value) =
            part.split_once(':').ok_or_else(|| CvssError::Malformed { found: part.to_owned() })?;
        // Exact names first: `S` and `s` are one metric, but no table has both `AU` and `Au`.
        let (place, metric) = table
            .iter()
            .enumerate()
            .find(|(_, metric)| metric.name.eq_ignore_ascii_case(name))
            .ok_or_else(|| CvssError::UnknownMetric { version, name: name.to_owned() })?;
        let known = metric.value(value).ok_or_else(|| CvssError::UnknownValue {
            version,
            name: metric.name,
            value: value.to_owned(),
        })?;
        let Some(slot) = values.get_mut(place) else { return Err(CvssError::Unscorable) };
        if slot.replace(known).is_some() {
            return Err(CvssError::Duplicate { name: metric.name });
        }
        if (metric.name != name || known != value) && !notes.contains(&VectorNote::LetterCase) {
            notes.push(VectorNote::LetterCase);
        }
        let out_of_order = version == CvssVersion::V4 && place < last;
        if out_of_order && !notes.contains(&VectorNote::OutOfOrder) {
            notes.push(VectorNote::OutOfOrder);
        }
        last = place;
    }
    let mut given = Vec::with_capacity(values.len());
    for (metric, value) in table.iter().zip(values) {
        match value {
            Some(value) => given.push((metric.name, value)),
            None if metric.group == Group::Base => {
                return Err(CvssError::Missing { version, name: metric.name });
            }
            None => {}
        }
    }
    Ok(given)
}

fn base_score(
    version: CvssVersion,
    given: &[(&'static str, &'static str)],
) -> Result<Score, CvssError> {
    // Base metrics come first in every table and are all present here.
    let base = given.get(..base_count(version)).ok_or(CvssError::Unscorable)?;
    let text = Text(version, base).to_string();
    let value = match version {
        CvssVersion::V2 => ::cvss::v2::Vector::from_str(&text).map(|v| v.score().value()),
        CvssVersion::V3_0 | CvssVersion::V3_1 => {
            ::cvss::v3::Vector::from_str(&text).map(|v| v.score().value())
        }
        CvssVersion::V4 => ::cvss::v4::Vector::from_str(&text).map(|v| v.score().value()),
    };
    value.ok().and_then(|value| Score::from_f64(value).ok()).ok_or(CvssError::Unscorable)
}

fn base_count(version: CvssVersion) -> usize {
    metrics::of(version).iter().filter(|metric| metric.group == Group::Base).count()
}

struct Text<'a>(CvssVersion, &'a [(&'static str, &'static str)]);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_vector(f, self.0, self.1)
    }
}

fn write_vector(
    f: &mut fmt::Formatter<'_>,
    version: CvssVersion,
    metrics: &[(&'static str, &'static str)],
) -> fmt::Result {
    let mut separator = "";
    if version != CvssVersion::V2 {
        write!(f, "CVSS:{version}")?;
        separator = "/";
    }
    for (name, value) in metrics {
        write!(f, "{separator}{name}:{value}")?;
        separator = "/";
    }
    Ok(())
}

/// A version 4 vector with every metric has 236 bytes.
const MAX_LEN: usize = 512;
