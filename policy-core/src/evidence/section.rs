//! Present, incomplete or absent.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One part of the evidence. "Looked and found nothing" and "did not look" are different answers.
///
/// ```
/// use policy_core::evidence::{Gap, Section};
///
/// let clean = Section::from(Vec::<String>::new());
/// assert!(clean.is_complete());
///
/// let half_read = clean.with_gap(Gap::new("trivy", "one layer cannot be read"));
/// assert!(!half_read.is_complete() && half_read.value().is_some());
///
/// let failed = Section::<Vec<String>>::failed("xray", "timed out after 30 seconds");
/// assert!(failed.is_absent());
/// assert_eq!(failed.gaps()[0].to_string(), "xray: timed out after 30 seconds");
/// ```
#[expect(
    clippy::exhaustive_enums,
    reason = "whoever reads evidence must say what happens in each of the three cases"
)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section<T> {
    /// Not supplied. The gaps say why, if anybody tried.
    Absent(Vec<Gap>),
    /// Supplied, with holes: one layer unreadable, a distribution without data, a page missing.
    Incomplete(T, Vec<Gap>),
    /// Supplied in full.
    Present(T),
}

impl<T> Section<T> {
    /// Returns a section that `source` could not supply, and why.
    #[must_use]
    pub fn failed(source: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Absent(vec![Gap::new(source, reason)])
    }

    /// Returns the value, complete or not.
    #[must_use]
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Present(value) | Self::Incomplete(value, _) => Some(value),
            Self::Absent(_) => None,
        }
    }

    pub(crate) const fn value_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Present(value) | Self::Incomplete(value, _) => Some(value),
            Self::Absent(_) => None,
        }
    }

    /// Returns what is known to be missing.
    #[must_use]
    pub fn gaps(&self) -> &[Gap] {
        match self {
            Self::Present(_) => &[],
            Self::Incomplete(_, gaps) | Self::Absent(gaps) => gaps,
        }
    }

    /// Returns whether the section was not supplied.
    #[must_use]
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent(_))
    }

    /// Returns whether the section was supplied in full.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        matches!(self, Self::Present(_))
    }

    /// Records a gap: what was present is incomplete from then on.
    #[must_use]
    pub fn with_gap(self, gap: Gap) -> Self {
        match self {
            Self::Present(value) => Self::Incomplete(value, vec![gap]),
            Self::Incomplete(value, mut gaps) => {
                gaps.push(gap);
                Self::Incomplete(value, gaps)
            }
            Self::Absent(mut gaps) => {
                gaps.push(gap);
                Self::Absent(gaps)
            }
        }
    }
}

/// Absent, and nobody tried.
impl<T> Default for Section<T> {
    fn default() -> Self {
        Self::Absent(Vec::new())
    }
}

impl<T> From<T> for Section<T> {
    fn from(value: T) -> Self {
        Self::Present(value)
    }
}

/// Something a source could not tell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Gap {
    /// Who should have told: `xray`, `trivy`, a file's name.
    pub source: String,
    /// Why it did not, in a few words without a full stop: `timed out after 30 seconds`.
    pub reason: String,
}

impl Gap {
    /// Returns a gap of `source`.
    #[must_use]
    pub fn new(source: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { source: source.into(), reason: reason.into() }
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.source, self.reason)
    }
}

/// The sections a policy can require.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SectionKind {
    /// The list of components.
    Sbom,
    /// The scanners' findings.
    Vulnerabilities,
    /// The image facts.
    Image,
    /// Verified signatures.
    Signatures,
    /// Verified provenance.
    Provenance,
    /// VEX statements.
    Vex,
}

impl SectionKind {
    /// Every section, in the order of reports.
    pub const ALL: [Self; 6] = [
        Self::Sbom,
        Self::Vulnerabilities,
        Self::Image,
        Self::Signatures,
        Self::Provenance,
        Self::Vex,
    ];

    /// Returns the name a policy file uses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sbom => "sbom",
            Self::Vulnerabilities => "vulnerabilities",
            Self::Image => "image",
            Self::Signatures => "signatures",
            Self::Provenance => "provenance",
            Self::Vex => "vex",
        }
    }

    /// What is there or is not, in a sentence.
    pub(crate) const fn noun(self) -> &'static str {
        match self {
            Self::Sbom => "SBOM",
            Self::Vulnerabilities => "vulnerability scan",
            Self::Image => "evidence on the image",
            Self::Signatures => "evidence on signatures",
            Self::Provenance => "evidence on provenance",
            Self::Vex => "evidence on VEX statements",
        }
    }

    /// The same with its article.
    pub(crate) fn with_article(self) -> String {
        let article = match self {
            Self::Sbom => "an ",
            Self::Vulnerabilities => "a ",
            Self::Image | Self::Signatures | Self::Provenance | Self::Vex => "",
        };
        format!("{article}{}", self.noun())
    }
}

impl fmt::Display for SectionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
