//! Vulnerabilities, in the one shape all scanners are brought into.

use std::fmt;
use std::sync::Arc;

use crate::value::open_enum;
use crate::{License, Misconfiguration, PackageRef, Secret, StatedSeverity, Target};

/// One vulnerability in one package in one place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The id the scanner leads with: a CVE, a GHSA, or the id of a distribution's tracker.
    pub id: String,
    /// Other ids of the *same* flaw. Trivy states none.
    pub aliases: Vec<String>,
    /// Ids of advisories that cover it, such as `DSA-5514-1`. One advisory may cover many flaws, so
    /// two findings that share one are not the same flaw.
    pub advisories: Vec<String>,
    /// The package that has it.
    pub package: PackageRef,
    /// Whether a fix exists, and in which versions.
    pub fix: Fix,
    /// What the vendor says of it, if the report tells.
    pub status: Option<Status>,
    /// The severity the scanner settled on; [`ratings`](Self::ratings) has all it had to choose
    /// from.
    pub severity: StatedSeverity,
    /// Everybody's ratings, in the order of their sources' names.
    pub ratings: Vec<Rating>,
    /// Weakness ids, such as `CWE-79`.
    pub cwes: Vec<String>,
    /// One line about it.
    pub title: Option<String>,
    /// Several lines about it.
    pub description: Option<String>,
    /// A page about it.
    pub url: Option<String>,
    /// The database that reported the match, such as `ghsa`; not always the one that rated it.
    pub data_source: Option<String>,
    /// When it was published, as text.
    pub published: Option<String>,
    /// When its record last changed, as text.
    pub modified: Option<String>,
    /// The image layer that brought the package; tells a base image's flaws from one's own.
    pub layer: Option<Layer>,
    /// The target it was found in.
    pub target: Arc<Target>,
}

impl Finding {
    /// Returns all ids of this very flaw, the leading one first, without advisories.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.id.as_str()).chain(self.aliases.iter().map(String::as_str))
    }
}

/// Whether a vulnerability can be fixed by an upgrade.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fix {
    /// Whether a fix exists.
    pub state: FixState,
    /// The versions that have it, in the report's order: one for each release line. The fix for
    /// *this* installation is the smallest one above the installed version, not simply the first.
    pub versions: Vec<String>,
}

/// Whether a fix exists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FixState {
    /// The report does not tell.
    #[default]
    Unknown,
    /// Versions with a fix exist.
    Fixed,
    /// There is none yet.
    NotFixed,
    /// The vendor has decided against one.
    WontFix,
    /// The vendor has put it off.
    Deferred,
    /// The vendor no longer maintains the package or the release it is part of.
    EndOfLife,
}

impl FixState {
    /// Returns a stable word for the state.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Fixed => "fixed",
            Self::NotFixed => "not_fixed",
            Self::WontFix => "wont_fix",
            Self::Deferred => "deferred",
            Self::EndOfLife => "end_of_life",
        }
    }
}

impl fmt::Display for FixState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

open_enum! {
    /// What a vendor says of a vulnerability in its package.
    pub enum Status {
        /// The vendor says the package does not have the flaw, though the scanner lists it.
        NotAffected = "not_affected",
        /// The package has the flaw.
        Affected = "affected",
        /// A fixed version *exists*. The installed package has the flaw nonetheless: this is not
        /// the `fixed` of VEX.
        Fixed = "fixed",
        /// The vendor is looking into it.
        UnderInvestigation = "under_investigation",
        /// The vendor has decided against a fix.
        WillNotFix = "will_not_fix",
        /// The vendor has put the fix off.
        FixDeferred = "fix_deferred",
        /// The vendor no longer maintains the package or its release.
        EndOfLife = "end_of_life",
        /// The vendor does not say. (A word outside this list is [`Unknown`](Self::Unknown).)
        Undetermined = "unknown",
    }
}

/// What one source says about how bad a vulnerability is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rating {
    /// Who rates, such as `nvd`, `ghsa`, `redhat`.
    pub source: String,
    /// The severity it gives, if any.
    pub severity: Option<StatedSeverity>,
    /// The CVSS assessments it gives, oldest CVSS version first.
    pub cvss: Vec<Cvss>,
}

/// One CVSS assessment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cvss {
    /// The version of CVSS.
    pub version: CvssVersion,
    /// The score as stated, if there is a valid one.
    pub score: Option<Score>,
    /// The vector as stated, such as `CVSS:3.1/AV:N/…`. It is not validated here.
    pub vector: Option<String>,
}

/// A version of CVSS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum CvssVersion {
    /// Version 2.0.
    V2,
    /// Version 3.0 or 3.1: a score without the vector that would tell.
    V3,
    /// Version 3.0.
    V3_0,
    /// Version 3.1.
    V3_1,
    /// Version 4.0.
    V4_0,
}

impl CvssVersion {
    /// Returns the version as CVSS writes it; `3` where the minor version is not known.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V2 => "2.0",
            Self::V3 => "3",
            Self::V3_0 => "3.0",
            Self::V3_1 => "3.1",
            Self::V4_0 => "4.0",
        }
    }

    /// Reads the version off a vector's prefix; vectors of version 2 have none.
    pub(crate) fn of_vector(vector: &str) -> Option<Self> {
        let rest = vector.trim_start().strip_prefix("CVSS:")?;
        match rest.split('/').next()? {
            "3.0" => Some(Self::V3_0),
            "3.1" => Some(Self::V3_1),
            "4.0" => Some(Self::V4_0),
            _ => None,
        }
    }
}

impl fmt::Display for CvssVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A CVSS score from 0.0 to 10.0, held exactly.
///
/// ```
/// use scan_reports::Score;
///
/// let score = Score::from_f64(7.5).unwrap();
/// assert_eq!(score.tenths(), 75);
/// assert_eq!(score.to_string(), "7.5");
/// assert!(score < Score::from_f64(10.0).unwrap());
/// assert_eq!(Score::from_f64(10.1), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Score(u8);

impl Score {
    /// Rounds a number to tenths; `None` if it is not within 0.0 to 10.0.
    #[must_use]
    pub fn from_f64(score: f64) -> Option<Self> {
        // The cast is exact: the range leaves 0 to 100.
        (0.0..=10.0).contains(&score).then(|| Self((score * 10.0).round() as u8))
    }

    /// Returns the score in tenths, 0 to 100.
    #[must_use]
    pub fn tenths(self) -> u8 {
        self.0
    }
}

impl From<Score> for f64 {
    fn from(score: Score) -> Self {
        Self::from(score.0) / 10.0
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0 / 10, self.0 % 10)
    }
}

/// A layer of an image.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Layer {
    /// The digest of the layer as stored in the registry; absent for archives.
    pub digest: Option<String>,
    /// The digest of the layer unpacked, as the image's configuration lists it.
    pub diff_id: Option<String>,
}

/// A finding the scanner set aside, and why.
///
/// It is kept so that an ignore file beside the scanner cannot silently overrule a policy.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Suppressed {
    /// On which ground it was set aside.
    pub status: Option<SuppressionStatus>,
    /// The justification given, if any.
    pub statement: Option<String>,
    /// The file or document that says so, such as `.trivyignore` or the path of a VEX document.
    pub source: Option<String>,
    /// What was set aside.
    pub item: SuppressedItem,
}

open_enum! {
    /// On which ground a finding was set aside.
    pub enum SuppressionStatus {
        /// The scanner was told to ignore it.
        Ignored = "ignored",
        /// A VEX statement says the artifact is not affected.
        NotAffected = "not_affected",
        /// A VEX statement says it is affected.
        Affected = "affected",
        /// A VEX statement says the artifact has the fix.
        Fixed = "fixed",
        /// A VEX statement says it is being looked into.
        UnderInvestigation = "under_investigation",
        /// The scanner does not say. (A word outside this list is [`Unknown`](Self::Unknown).)
        Undetermined = "unknown",
    }
}

/// What was set aside.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum SuppressedItem {
    /// A vulnerability.
    Finding(Box<Finding>),
    /// A failed check.
    Misconfiguration(Box<Misconfiguration>),
    /// A secret.
    Secret(Box<Secret>),
    /// A licence.
    License(Box<License>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_out_of_range_are_no_scores() {
        for bad in [-0.1, 10.01, f64::NAN, f64::INFINITY] {
            assert_eq!(Score::from_f64(bad), None, "{bad}");
        }
        assert_eq!(Score::from_f64(9.8).map(Score::tenths), Some(98));
        assert_eq!(Score::from_f64(0.0).map(|score| score.to_string()), Some("0.0".into()));
    }

    #[test]
    fn vectors_tell_their_version() {
        assert_eq!(CvssVersion::of_vector("CVSS:3.0/AV:N"), Some(CvssVersion::V3_0));
        assert_eq!(CvssVersion::of_vector("CVSS:4.0/AV:N"), Some(CvssVersion::V4_0));
        assert_eq!(CvssVersion::of_vector("AV:N/AC:L/Au:N/C:P/I:P/A:P"), None);
    }
}
