//! How bad an issue is, in Xray's words.

use std::fmt;

use jfrog_http::UnknownValue;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The severity of an issue.
///
/// Deliberately without an order: [`Unrated`](Self::Unrated) is no low severity, it is the absence
/// of one, and what it means is the policy's business. Never derived from a CVSS score, because
/// Xray's severities are not.
///
/// Case does not matter when reading. The old words of the first build scans, `Major` and `Minor`,
/// are read as [`High`](Self::High) and [`Low`](Self::Low).
///
/// ```
/// use xray_client::Severity;
///
/// assert_eq!(Severity::from("CRITICAL"), Severity::Critical);
/// assert_eq!(Severity::from("Major"), Severity::High);
/// assert_eq!(Severity::from("Odd").as_str(), "Odd");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// The worst.
    Critical,
    /// Severe.
    High,
    /// Moderate.
    Medium,
    /// Minor.
    Low,
    /// Worth knowing, not a weakness.
    Information,
    /// Xray says `Unknown`: the issue has not been rated.
    Unrated,
    /// A word this version of the crate does not know.
    Unknown(UnknownValue),
}

impl Severity {
    /// Returns Xray's word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Critical => "Critical",
            Self::High => "High",
            Self::Medium => "Medium",
            Self::Low => "Low",
            Self::Information => "Information",
            Self::Unrated => "Unknown",
            Self::Unknown(text) => text.as_str(),
        }
    }
}

impl From<&str> for Severity {
    fn from(text: &str) -> Self {
        let text = text.trim();
        match text.to_ascii_lowercase().as_str() {
            "critical" => Self::Critical,
            "high" | "major" => Self::High,
            "medium" => Self::Medium,
            "low" | "minor" => Self::Low,
            "information" => Self::Information,
            "unknown" | "" => Self::Unrated,
            _ => Self::Unknown(UnknownValue::new(text)),
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Severity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Severity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::from(String::deserialize(deserializer)?.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_space_do_not_matter() {
        for (text, severity) in [
            ("critical", Severity::Critical),
            (" High ", Severity::High),
            ("MEDIUM", Severity::Medium),
            ("Low", Severity::Low),
            ("information", Severity::Information),
            ("Unknown", Severity::Unrated),
            ("", Severity::Unrated),
            ("Minor", Severity::Low),
        ] {
            assert_eq!(Severity::from(text), severity, "{text:?}");
        }
    }

    #[test]
    fn new_words_are_kept_and_are_not_taken_for_harmless() {
        let severity: Severity = serde_json::from_str("\"Scanned - No Issues\"").unwrap();
        assert!(matches!(severity, Severity::Unknown(_)));
        assert_eq!(serde_json::to_string(&severity).unwrap(), "\"Scanned - No Issues\"");
    }
}
