//! Several sources rate the same flaw differently; the policy says whose word counts.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::words::DEFCON;
use super::{CvssPreference, CvssVersion, Reconciled, Score, Severity, StatedVector, Vocabulary};
use crate::Text;

/// What kind of source gave a rating.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum RatingKind {
    /// The distribution or the product's own maker.
    Vendor,
    /// The National Vulnerability Database.
    Nvd,
    /// The GitHub Advisory Database.
    Ghsa,
    /// The level that a scanner printed.
    Scanner,
    /// Computed from a CVSS vector or score.
    Cvss,
    /// Set by hand, in the policy.
    Override,
}

/// One source's rating of one flaw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Rating {
    /// Who says so, for example `nvd`, `ubuntu` or `trivy`.
    pub source: Text,
    /// What kind of source it is.
    pub kind: RatingKind,
    /// The level.
    pub level: Severity,
    /// The CVSS base score, if the rating rests on one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
    /// The version of CVSS of that score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cvss: Option<CvssVersion>,
    /// Whether it counts only if nothing else is known.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub weak: bool,
    /// The source's own word, where it says what the level does not: one that counts as `Unknown`,
    /// such as Ubuntu's `untriaged`, or Clair's `Defcon1`, which is `Critical`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<Text>,
}

impl Rating {
    /// A rating by a word.
    pub fn new(source: impl Into<Text>, kind: RatingKind, level: Severity) -> Self {
        let source = source.into();
        Self { source, kind, level, score: None, cvss: None, weak: false, word: None }
    }

    /// A rating by a word of a vocabulary, which is kept where it says more than its level.
    ///
    /// ```
    /// use policy_core::severity::{Rating, RatingKind, Vocabulary};
    ///
    /// let rating = Rating::by_word("clair", RatingKind::Scanner, Vocabulary::ClairLegacy, "Defcon1");
    /// assert_eq!(rating.to_string(), "Critical (Defcon1) by clair");
    /// let rating = Rating::by_word("clair", RatingKind::Scanner, Vocabulary::Clair, "High");
    /// assert_eq!(rating.to_string(), "High by clair");
    /// ```
    pub fn by_word(
        source: impl Into<Text>,
        kind: RatingKind,
        vocabulary: Vocabulary,
        word: &str,
    ) -> Self {
        let read = vocabulary.read(word);
        let rating = Self::new(source, kind, read.level).stated_as(word);
        Self { weak: read.weak, ..rating }
    }

    /// Keeps the source's own word, if it says what the level does not: see [`Rating::word`].
    #[must_use]
    pub fn stated_as(mut self, word: &str) -> Self {
        let word = word.trim();
        let says_more =
            !self.level.is_known() && !word.is_empty() && !word.eq_ignore_ascii_case("unknown");
        let is_kept = says_more || word.eq_ignore_ascii_case(DEFCON);
        self.word = is_kept.then(|| word.into());
        self
    }

    /// A rating by a CVSS base score; the level follows from it.
    pub fn scored(
        source: impl Into<Text>,
        kind: RatingKind,
        version: CvssVersion,
        score: Score,
    ) -> Self {
        Self {
            source: source.into(),
            kind,
            level: score.rating(version),
            score: Some(score),
            cvss: Some(version),
            weak: false,
            word: None,
        }
    }

    /// Marks the rating as one that counts only if nothing else is known.
    #[must_use]
    pub fn weak(mut self) -> Self {
        self.weak = true;
        self
    }

    /// The better of two candidates: worse level, then higher score, then a fixed order, so that
    /// the choice never depends on the order of the input.
    fn outranks(&self, other: &Self) -> bool {
        (self.level.display_order(), self.score)
            .cmp(&(other.level.display_order(), other.score))
            .then_with(|| other.cmp(self))
            .is_gt()
    }
}

/// By source, kind and version: the order in which ratings are shown.
impl Ord for Rating {
    fn cmp(&self, other: &Self) -> Ordering {
        self.source
            .cmp(&other.source)
            .then_with(|| self.kind.cmp(&other.kind))
            .then_with(|| self.cvss.cmp(&other.cvss))
            .then_with(|| self.score.cmp(&other.score))
            .then_with(|| self.level.display_order().cmp(&other.level.display_order()))
            .then_with(|| self.weak.cmp(&other.weak))
            .then_with(|| self.word.cmp(&other.word))
    }
}

impl PartialOrd for Rating {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Rating {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.level)?;
        if let Some(score) = self.score {
            write!(f, " {score}")?;
        }
        if let Some(word) = &self.word {
            write!(f, " ({word})")?;
        }
        write!(f, " by {}", self.source)
    }
}

/// Whose rating decides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Strategy {
    /// The highest known level of all ratings.
    #[default]
    Max,
    /// The first source of the list that has a known level; [`Max`](Self::Max) if none has.
    Prefer(Vec<String>),
    /// The level printed by a scanner, first by the order of the list; with an empty list the
    /// highest that any scanner printed. [`Max`](Self::Max) if none did.
    Scanner(Vec<String>),
    /// The rating of the preferred CVSS vector; [`Max`](Self::Max) if there is none.
    Cvss,
}

impl Strategy {
    /// `max`, `prefer`, `scanner` or `cvss`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Max => "max",
            Self::Prefer(_) => "prefer",
            Self::Scanner(_) => "scanner",
            Self::Cvss => "cvss",
        }
    }
}

impl fmt::Display for Strategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Turns the ratings of a finding into its effective severity.
///
/// The answer depends on the set of ratings only: order and repetition make no difference. Of
/// several CVSS ratings by one source only the preferred version counts.
///
/// ```
/// use policy_core::severity::{CvssVersion, Rating, RatingKind, Resolver, Strategy};
/// use policy_core::Severity;
///
/// let ratings = [
///     Rating::new("ubuntu", RatingKind::Vendor, Severity::Low),
///     Rating::scored("nvd", RatingKind::Nvd, CvssVersion::V3_1, "7.8".parse().unwrap()),
/// ];
/// let effective = Resolver::default().resolve(&ratings);
/// assert_eq!(effective.level, Severity::High);
/// assert_eq!(effective.to_string(), "High 7.8 by nvd, Low by ubuntu; strategy max → High");
///
/// let vendor_first = Resolver::new(Strategy::Prefer(vec!["ubuntu".into()]));
/// assert_eq!(vendor_first.level(&ratings), Severity::Low);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Resolver {
    /// Whose rating decides.
    pub strategy: Strategy,
    /// Which version decides among several vectors of one source.
    pub cvss: CvssPreference,
    /// Which metrics of a vector count.
    pub metrics: CvssMetrics,
}

/// Which metrics of a CVSS vector count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum CvssMetrics {
    /// The base metrics, whatever else a vector gives.
    #[default]
    Base,
    /// All that a vector gives: temporal, threat and environmental metrics too.
    Environmental,
}

impl Resolver {
    /// A resolver with the given strategy and the default preference among CVSS versions.
    #[must_use]
    pub fn new(strategy: Strategy) -> Self {
        Self { strategy, ..Self::default() }
    }

    /// Sets the preference among CVSS versions.
    #[must_use]
    pub fn cvss_preference(mut self, preference: CvssPreference) -> Self {
        self.cvss = preference;
        self
    }

    /// Sets which metrics of a vector count.
    #[must_use]
    pub fn metrics(mut self, metrics: CvssMetrics) -> Self {
        self.metrics = metrics;
        self
    }

    /// The score of a vector, and whether what is stated beside it disagrees.
    ///
    /// A stated score is one of base metrics; where others count and the vector gives any, it is
    /// recomputed from all of them.
    #[must_use]
    pub fn score(&self, stated: &StatedVector) -> Reconciled {
        let mut found = stated.reconcile();
        let all = stated.vector.environmental_score();
        if self.metrics == CvssMetrics::Environmental && all != stated.vector.score() {
            found.score = all;
        }
        found
    }

    /// The effective level; `Unknown` only if every rating is unknown.
    #[must_use]
    pub fn level(&self, ratings: &[Rating]) -> Severity {
        self.highest(ratings).unwrap_or_else(|| self.level_of(ratings.iter()))
    }

    /// The rating that decides, `None` if none is known. Allocates only if one source rates by
    /// several versions of CVSS.
    #[must_use]
    pub fn winner<'a>(&self, ratings: &'a [Rating]) -> Option<&'a Rating> {
        self.decide(ratings.iter()).map(|(rating, _)| rating)
    }

    /// As [`level`](Self::level), of ratings in several places.
    pub(crate) fn level_of<'a>(
        &self,
        ratings: impl Iterator<Item = &'a Rating> + Clone,
    ) -> Severity {
        self.decide(ratings).map_or(Severity::Unknown, |(rating, _)| rating.level)
    }

    /// The highest level, if that is what counts: of words alone, which are all there is to most
    /// findings, whatever others are put beside them.
    pub(crate) fn highest(&self, ratings: &[Rating]) -> Option<Severity> {
        let plain = self.strategy == Strategy::Max
            && ratings.iter().all(|rating| rating.cvss.is_none() && !rating.weak);
        plain.then(|| {
            let levels = ratings.iter().map(|rating| rating.level);
            levels.max_by_key(|level| level.display_order()).unwrap_or_default()
        })
    }

    /// The effective severity together with every rating, for people to check.
    #[must_use]
    pub fn resolve(&self, ratings: &[Rating]) -> Effective {
        let mut ratings = ratings.to_vec();
        ratings.sort();
        ratings.dedup();
        let decided = self.decide(ratings.iter());
        Effective {
            level: decided.map_or(Severity::Unknown, |(rating, _)| rating.level),
            winner: decided.map(|(rating, _)| rating.clone()),
            fell_back: decided.is_some_and(|(_, fell_back)| fell_back),
            strategy: Cow::Borrowed(self.strategy.as_str()),
            ratings,
        }
    }

    /// The winner, and whether the strategy had nothing to say and `max` decided.
    fn decide<'a, I>(&self, ratings: I) -> Option<(&'a Rating, bool)>
    where
        I: Iterator<Item = &'a Rating> + Clone,
    {
        // Weak ratings count only if no other is known.
        let strong = ratings.clone().any(|rating| rating.level.is_known() && !rating.weak);
        let shadows = Shadows::of(ratings.clone(), &self.cvss);
        let candidates = || {
            ratings.clone().filter(|rating| {
                rating.level.is_known()
                    && (!strong || !rating.weak)
                    && !shadows.hide(rating, &self.cvss)
            })
        };
        // Scanners spell the names of sources as they like.
        let is = |rating: &Rating, name: &str| rating.source.eq_ignore_ascii_case(name);
        let by_strategy = match &self.strategy {
            Strategy::Max => return worst(candidates()).map(|rating| (rating, false)),
            Strategy::Prefer(sources) => {
                sources.iter().find_map(|name| worst(candidates().filter(|r| is(r, name))))
            }
            Strategy::Scanner(names) => {
                let printed = || candidates().filter(|r| r.kind == RatingKind::Scanner);
                if names.is_empty() {
                    worst(printed())
                } else {
                    names.iter().find_map(|name| worst(printed().filter(|r| is(r, name))))
                }
            }
            Strategy::Cvss => {
                let place = |r: &Rating| r.cvss.map(|version| self.cvss.place(version));
                let best = candidates().filter_map(place).min();
                best.and_then(|best| worst(candidates().filter(|r| place(r) == Some(best))))
            }
        };
        match by_strategy {
            Some(rating) => Some((rating, false)),
            None => worst(candidates()).map(|rating| (rating, true)),
        }
    }
}

/// The effective severity of a finding and how it came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Effective {
    /// The level that counts.
    pub level: Severity,
    /// The rating that decided, `None` if none is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub winner: Option<Rating>,
    /// Every rating, sorted, without repetitions.
    pub ratings: Vec<Rating>,
    /// The strategy asked for: `max`, `prefer`, `scanner` or `cvss`.
    pub strategy: Cow<'static, str>,
    /// Whether that strategy found nothing and `max` decided instead.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fell_back: bool,
}

impl fmt::Display for Effective {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for rating in &self.ratings {
            write!(f, "{separator}{rating}")?;
            separator = ", ";
        }
        if separator.is_empty() {
            f.write_str("no rating")?;
        }
        write!(f, "; strategy {}", self.strategy)?;
        if self.fell_back {
            f.write_str(" found none, max")?;
        }
        write!(f, " → {}", self.level)
    }
}

/// The preferred version of each source that rates by several versions of CVSS.
struct Shadows<'a>(BTreeMap<&'a str, usize>);

impl<'a> Shadows<'a> {
    fn of(ratings: impl Iterator<Item = &'a Rating> + Clone, preference: &CvssPreference) -> Self {
        let mut versions = ratings.clone().filter_map(|rating| rating.cvss);
        let first = versions.next();
        let mut best = BTreeMap::new();
        if versions.any(|version| Some(version) != first) {
            for rating in ratings {
                if let Some(version) = rating.cvss {
                    let place = preference.place(version);
                    let entry = best.entry(rating.source.as_str()).or_insert(place);
                    *entry = place.min(*entry);
                }
            }
        }
        Self(best)
    }

    fn hide(&self, rating: &Rating, preference: &CvssPreference) -> bool {
        rating.cvss.is_some_and(|version| {
            self.0.get(rating.source.as_str()).is_some_and(|&best| preference.place(version) > best)
        })
    }
}

fn worst<'a>(ratings: impl Iterator<Item = &'a Rating>) -> Option<&'a Rating> {
    ratings.reduce(|best, rating| if rating.outranks(best) { rating } else { best })
}
