//! Annotations that are set on workloads: their keys and values, checked.

use std::{collections::BTreeMap, fmt, str::FromStr};

mod score;
mod validity;

pub use self::score::{
    EVALUATED_AT, IMAGE, IMAGE_DIGEST, POLICY_DIGEST, ScoreAnnotation, XRAY_SCORE,
    XRAY_SCORE_UNKNOWN_COUNT,
};

/// What one annotation says about the worst finding: the value of `jfrog.com/xray-score`.
///
/// A label for people and selectors. Anyone who may edit a manifest may write one, so it is never evidence.
///
/// ```
/// use k8s_admission::XrayScore;
///
/// assert_eq!("Critical".parse(), Ok(XrayScore::Critical));
/// assert_eq!(XrayScore::None.to_string(), "None");
/// assert!("critical".parse::<XrayScore>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "selectors in clusters match these seven words; an eighth would be a new contract"
)]
pub enum XrayScore {
    /// The worst finding that counts is critical.
    Critical,
    /// The worst finding that counts is high.
    High,
    /// The worst finding that counts is medium.
    Medium,
    /// The worst finding that counts is low.
    Low,
    /// The worst finding that counts is negligible.
    Negligible,
    /// Everything was looked at and nothing is left.
    None,
    /// Not enough is known to say.
    Unknown,
}

impl XrayScore {
    /// Every score, worst first, [`None`](Self::None) and [`Unknown`](Self::Unknown) last.
    pub const ALL: [Self; 7] = [
        Self::Critical,
        Self::High,
        Self::Medium,
        Self::Low,
        Self::Negligible,
        Self::None,
        Self::Unknown,
    ];

    /// Returns the word as it stands in the annotation.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Critical => "Critical",
            Self::High => "High",
            Self::Medium => "Medium",
            Self::Low => "Low",
            Self::Negligible => "Negligible",
            Self::None => "None",
            Self::Unknown => "Unknown",
        }
    }
}

impl fmt::Display for XrayScore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for XrayScore {
    type Err = AnnotationError;

    fn from_str(text: &str) -> Result<Self, AnnotationError> {
        Self::ALL.into_iter().find(|score| score.as_str() == text).ok_or_else(|| {
            AnnotationError::new(
                XRAY_SCORE,
                "is none of `Critical`, `High`, `Medium`, `Low`, `Negligible`, `None`, `Unknown`",
            )
        })
    }
}

/// The annotations to set on an object, and those to take off it.
///
/// Keys are checked as Kubernetes checks them, so what is written is never refused for its name.
///
/// ```
/// use k8s_admission::Annotations;
///
/// let annotations = Annotations::new().set("example.com/owner", "team-web")?.remove("example.com/old")?;
/// assert_eq!(annotations.iter().count(), 2);
/// assert!(Annotations::new().set("not a key", "value").is_err());
/// # Ok::<(), k8s_admission::AnnotationError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annotations {
    entries: Vec<(String, Option<String>)>,
}

impl Annotations {
    /// Returns an empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets `key` to `value`. Keys are written in the order in which they are set.
    ///
    /// # Errors
    /// Returns an error if `key` is no Kubernetes annotation key, or `value` holds a control character other
    /// than a tab or a line feed. (Kubernetes would take the latter; terminals should not.)
    pub fn set(
        mut self,
        key: impl Into<String>,
        value: impl Into<String>,
    ) -> Result<Self, AnnotationError> {
        let (key, value) = (key.into(), value.into());
        validity::check_key(&key)?;
        validity::check_value(&key, &value)?;
        self.put(key, Some(value));
        Ok(self)
    }

    /// Takes `key` off the object, if it is there.
    ///
    /// # Errors
    /// Returns an error if `key` is no Kubernetes annotation key.
    pub fn remove(mut self, key: impl Into<String>) -> Result<Self, AnnotationError> {
        let key = key.into();
        validity::check_key(&key)?;
        self.put(key, None);
        Ok(self)
    }

    /// Returns every key with the value to set, or `None` for a key to remove.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.entries.iter().map(|(key, value)| (key.as_str(), value.as_deref()))
    }

    /// Says whether there is nothing to set and nothing to remove.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(crate) fn get(&self, key: &str) -> Option<Option<&str>> {
        self.iter().find(|(known, _)| *known == key).map(|(_, value)| value)
    }

    fn put(&mut self, key: String, value: Option<String>) {
        match self.entries.iter_mut().find(|(known, _)| *known == key) {
            Some(entry) => entry.1 = value,
            None => self.entries.push((key, value)),
        }
    }
}

/// Why an annotation cannot be written, or says nothing when read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the annotation `{key}` {reason}")]
pub struct AnnotationError {
    key: String,
    reason: String,
}

impl AnnotationError {
    pub(crate) fn new(key: &str, reason: impl Into<String>) -> Self {
        Self { key: key.into(), reason: reason.into() }
    }

    /// Returns the key of the annotation.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// The most bytes Kubernetes lets the keys and values of one object take together.
pub(crate) const TOTAL_BYTES: usize = 256 * 1024;

/// Adds up what [`TOTAL_BYTES`] limits, after `wanted` has been applied to `present`.
pub(crate) fn total_bytes<'a>(
    present: impl Iterator<Item = (&'a str, &'a str)>,
    wanted: &'a Annotations,
) -> usize {
    let mut all: BTreeMap<&str, &str> = present.collect();
    for (key, value) in wanted.iter() {
        match value {
            Some(value) => all.insert(key, value),
            None => all.remove(key),
        };
    }
    all.iter().map(|(key, value)| key.len() + value.len()).sum()
}
