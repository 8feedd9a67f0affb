//! How far a scan has come.

use std::collections::BTreeMap;
use std::fmt;

use jfrog_http::{Timestamp, UnknownValue, lenient};
use serde::{Deserialize, Deserializer};

use crate::lenient_ext::ignore_odd;

/// The state of a scan, or of one of its steps.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ScanState {
    /// This cannot be scanned: the type of file, or the licence of the platform.
    NotSupported,
    /// Nothing has happened yet. Shown right after a push, and for ever where nothing is indexed.
    NotScanned,
    /// Queued.
    Pending,
    /// Being scanned.
    Scanning,
    /// Scanned.
    Done,
    /// Scanned, but for some part.
    Partial,
    /// The scan failed.
    Failed,
    /// A state this version of the crate does not know.
    Unknown(UnknownValue),
}

impl ScanState {
    /// Returns Xray's word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::NotSupported => "NOT_SUPPORTED",
            Self::NotScanned => "NOT_SCANNED",
            Self::Pending => "PENDING",
            Self::Scanning => "SCANNING",
            Self::Done => "DONE",
            Self::Partial => "PARTIAL",
            Self::Failed => "FAILED",
            Self::Unknown(text) => text.as_str(),
        }
    }

    /// Tells whether nothing more will happen. A state this crate does not know is not final:
    /// waiting goes on until the deadline, rather than take it for a result.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        matches!(self, Self::Done | Self::Partial | Self::Failed | Self::NotSupported)
    }

    /// Tells whether work has begun: neither [`NotScanned`](Self::NotScanned) nor
    /// [`Pending`](Self::Pending).
    #[must_use]
    pub fn is_started(&self) -> bool {
        !matches!(self, Self::NotScanned | Self::Pending)
    }
}

impl From<&str> for ScanState {
    /// Reads Xray's word; case does not matter, and an empty one means that nothing has happened.
    fn from(text: &str) -> Self {
        match text.trim().to_ascii_uppercase().as_str() {
            "NOT_SUPPORTED" => Self::NotSupported,
            "NOT_SCANNED" | "" => Self::NotScanned,
            "PENDING" => Self::Pending,
            "SCANNING" => Self::Scanning,
            "DONE" => Self::Done,
            "PARTIAL" => Self::Partial,
            "FAILED" => Self::Failed,
            _ => Self::Unknown(UnknownValue::new(text)),
        }
    }
}

impl fmt::Display for ScanState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for ScanState {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        Ok(Self::from(text.as_deref().unwrap_or_default()))
    }
}

/// The state of one step, and since when.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct StepStatus {
    /// The state.
    #[serde(rename = "status")]
    pub state: ScanState,
    /// Since when.
    #[serde(deserialize_with = "lenient::opt_timestamp")]
    pub time: Option<Timestamp>,
}

impl Default for StepStatus {
    fn default() -> Self {
        Self { state: ScanState::NotScanned, time: None }
    }
}

/// The state of an artifact's or a build's scan.
///
/// Overall `DONE` does not mean that every step is: exposures may be unsupported and violations
/// failed. Ask for the step that matters with [`step`](Self::step).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ScanStatus {
    /// The scan as a whole.
    #[serde(deserialize_with = "lenient::null_as_default")]
    pub overall: StepStatus,
    /// Its steps.
    #[serde(deserialize_with = "lenient::null_as_default")]
    pub details: ScanDetails,
}

impl ScanStatus {
    /// Returns the state of a step; `None` when the server does not mention it.
    #[must_use]
    pub fn step(&self, step: Step) -> Option<&StepStatus> {
        match step {
            Step::Overall => Some(&self.overall),
            Step::Sca => self.details.sca.as_ref(),
            Step::ContextualAnalysis => self.details.contextual_analysis.as_ref(),
            Step::Exposures => self.details.exposures.as_ref().map(|exposures| &exposures.overall),
            Step::Violations => self.details.violations.as_ref(),
        }
    }
}

/// The steps of a scan. Older servers leave steps out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ScanDetails {
    /// Software composition analysis: components, and what is known of them.
    pub sca: Option<StepStatus>,
    /// Whether weaknesses can be reached (Advanced Security).
    pub contextual_analysis: Option<StepStatus>,
    /// Secrets, misconfigurations and the like (Advanced Security).
    pub exposures: Option<ExposuresStatus>,
    /// The evaluation of watches and policies.
    pub violations: Option<StepStatus>,
}

/// The state of the scan for exposures, with its categories.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ExposuresStatus {
    /// All categories together.
    #[serde(flatten)]
    pub overall: StepStatus,
    /// Each category by its name: `iac`, `secrets`, `services`, `applications`.
    #[serde(deserialize_with = "categories")]
    pub categories: BTreeMap<String, StepStatus>,
}

/// A step that can be waited for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Step {
    /// The scan as a whole.
    #[default]
    Overall,
    /// Software composition analysis, on which summaries and SBOMs rest.
    Sca,
    /// Whether weaknesses can be reached.
    ContextualAnalysis,
    /// Secrets, misconfigurations and the like.
    Exposures,
    /// The evaluation of watches and policies, on which violations rest.
    Violations,
}

fn categories<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, StepStatus>, D::Error> {
    Ok(ignore_odd(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finished_and_started_follow_the_official_rule() {
        for (text, started, finished) in [
            ("NOT_SCANNED", false, false),
            ("PENDING", false, false),
            ("", false, false),
            ("SCANNING", true, false),
            ("done", true, true),
            ("PARTIAL", true, true),
            ("FAILED", true, true),
            ("NOT_SUPPORTED", true, true),
            ("DREAMING", true, false),
        ] {
            let state = ScanState::from(text);
            assert_eq!((state.is_started(), state.is_finished()), (started, finished), "{text:?}");
        }
    }

    #[test]
    fn steps_are_read_apart_from_the_whole() {
        let status: ScanStatus = serde_json::from_str(
            r#"{"overall": {"status": "DONE", "time": "2023-08-09T15:14:44+03:00"},
                "details": {"sca": {"status": "DONE"}, "violations": {"status": "FAILED", "time": null},
                            "exposures": {"status": "PARTIAL", "categories": {"secrets": {"status": "DONE"}}}}}"#,
        )
        .unwrap();
        assert_eq!(status.step(Step::Overall).unwrap().state, ScanState::Done);
        assert!(status.overall.time.is_some());
        assert_eq!(status.step(Step::Violations).unwrap().state, ScanState::Failed);
        assert_eq!(status.step(Step::Exposures).unwrap().state, ScanState::Partial);
        assert_eq!(status.details.exposures.unwrap().categories["secrets"].state, ScanState::Done);
        assert_eq!(status.details.contextual_analysis, None);
    }

    #[test]
    fn an_empty_answer_means_that_nothing_has_happened() {
        for text in
            ["{}", r#"{"overall": null, "details": null}"#, r#"{"overall": {"status": null}}"#]
        {
            let status: ScanStatus = serde_json::from_str(text).unwrap();
            assert_eq!(status.overall.state, ScanState::NotScanned, "{text}");
        }
    }
}
