//! What one scanner found.

use serde::{Deserialize, Serialize};

use super::{Digest, Finding, Gap, Section};
use crate::Timestamp;

/// The answer of one scanner, or its failure to answer.
///
/// ```
/// use policy_core::evidence::Scan;
///
/// let clean = Scan::new("trivy").scanned_at("2026-11-20T08:00:00Z".parse()?);
/// assert!(clean.findings.is_complete());
/// let partial = clean.gap("no data for this distribution");
/// assert_eq!(partial.findings.gaps().len(), 1);
/// assert!(Scan::failed("xray", "the scan never finished").findings.is_absent());
/// # Ok::<(), policy_core::TimestampError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Scan {
    /// Which scanner: `xray`, `trivy`. Ratings name the same source.
    pub scanner: String,
    /// When it looked.
    pub scanned_at: Option<Timestamp>,
    /// How old its vulnerability data were: the instant of their last update.
    pub database_at: Option<Timestamp>,
    /// The digest it says it looked at.
    pub digest: Option<Digest>,
    /// What it found.
    #[serde(default)]
    pub findings: Section<Vec<Finding>>,
}

impl Scan {
    /// Returns a complete scan without findings.
    #[must_use]
    pub fn new(scanner: impl Into<String>) -> Self {
        Self {
            scanner: scanner.into(),
            scanned_at: None,
            database_at: None,
            digest: None,
            findings: Section::Present(Vec::new()),
        }
    }

    /// Returns the failure of a scanner to answer: missing evidence, with its reason.
    #[must_use]
    pub fn failed(scanner: impl Into<String>, reason: impl Into<String>) -> Self {
        let scanner = scanner.into();
        Self { findings: Section::failed(scanner.clone(), reason), ..Self::new(scanner) }
    }

    /// Sets when it looked.
    #[must_use]
    pub const fn scanned_at(mut self, at: Timestamp) -> Self {
        self.scanned_at = Some(at);
        self
    }

    /// Sets when its vulnerability data were last updated.
    #[must_use]
    pub const fn database_at(mut self, at: Timestamp) -> Self {
        self.database_at = Some(at);
        self
    }

    /// Sets the digest it says it looked at.
    #[must_use]
    pub fn digest(mut self, digest: Digest) -> Self {
        self.digest = Some(digest);
        self
    }

    /// Adds a finding. A failed scan that has a finding after all becomes an incomplete one.
    #[must_use]
    pub fn finding(self, finding: Finding) -> Self {
        self.findings([finding])
    }

    /// Adds findings, as [`finding`](Self::finding).
    #[must_use]
    pub fn findings(mut self, findings: impl IntoIterator<Item = Finding>) -> Self {
        match &mut self.findings {
            Section::Present(known) | Section::Incomplete(known, _) => known.extend(findings),
            Section::Absent(gaps) => {
                self.findings =
                    Section::Incomplete(findings.into_iter().collect(), std::mem::take(gaps));
            }
        }
        self
    }

    /// Says what the scanner could not see: an unreadable layer, a distribution without data.
    #[must_use]
    pub fn gap(mut self, reason: impl Into<String>) -> Self {
        let gap = Gap::new(self.scanner.clone(), reason);
        self.findings = std::mem::take(&mut self.findings).with_gap(gap);
        self
    }
}
