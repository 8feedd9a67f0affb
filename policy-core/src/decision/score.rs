//! The label a workload carries.

use std::fmt;

use serde::Serialize;

use crate::phrase;

/// The annotation that carries [`ScoreAnnotation::value`].
pub const SCORE_ANNOTATION: &str = "jfrog.com/xray-score";
/// The annotation that carries [`ScoreAnnotation::unknown_count`], where that says more.
pub const SCORE_UNKNOWN_ANNOTATION: &str = "jfrog.com/xray-score-unknown-count";

/// The worst severity that is neither cleared by VEX nor waived: a label for people and selectors,
/// never a reason to decide.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[non_exhaustive]
pub struct ScoreAnnotation {
    /// `Critical`, `High`, `Medium`, `Low`, `Negligible`, `None` or `Unknown`.
    pub value: &'static str,
    /// How many of the findings left have no known severity.
    pub unknown_count: usize,
}

impl ScoreAnnotation {
    /// Returns the annotations to write: the score, and the number of unknowns beside a known one.
    ///
    /// A key that is not returned should be removed where it stands from an earlier scan.
    #[must_use]
    pub fn annotations(&self) -> Vec<(&'static str, String)> {
        let mut annotations = vec![(SCORE_ANNOTATION, self.value.to_owned())];
        if self.unknown_count > 0 && self.value != "Unknown" {
            annotations.push((SCORE_UNKNOWN_ANNOTATION, self.unknown_count.to_string()));
        }
        annotations
    }
}

/// Writes `High, and 2 findings of unknown severity`.
impl fmt::Display for ScoreAnnotation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.value)?;
        match self.unknown_count {
            0 => Ok(()),
            unknown if self.value == "Unknown" => {
                write!(f, ", {} that nobody rates", phrase::count(unknown, "finding"))
            }
            unknown => write!(f, ", and {} of unknown severity", phrase::count(unknown, "finding")),
        }
    }
}
