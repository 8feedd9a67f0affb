//! CVSS scores, held as tenths so that comparisons are exact.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{CvssVersion, Severity};

/// A CVSS score from 0.0 to 10.0, held as a whole number of tenths.
///
/// ```
/// use policy_core::severity::{CvssVersion, Score};
/// use policy_core::Severity;
///
/// let score: Score = "9.8".parse()?;
/// assert_eq!(score.tenths(), 98);
/// assert_eq!(score.rating(CvssVersion::V3_1), Severity::Critical);
/// assert_eq!(score.rating(CvssVersion::V2), Severity::High);
/// # Ok::<(), policy_core::severity::ScoreError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(u8);

impl Score {
    /// The lowest score, 0.0.
    pub const MIN: Self = Self(0);
    /// The highest score, 10.0.
    pub const MAX: Self = Self(100);

    /// A score from tenths, `None` above 100.
    #[must_use]
    pub const fn from_tenths(tenths: u8) -> Option<Self> {
        if tenths <= Self::MAX.0 { Some(Self(tenths)) } else { None }
    }

    /// A score from a number as JSON writes it, rounded to the nearest tenth.
    ///
    /// # Errors
    /// If the number is outside 0.0 to 10.0, or is not a number.
    pub fn from_f64(value: f64) -> Result<Self, ScoreError> {
        if !(0.0..=10.0).contains(&value) {
            return Err(ScoreError { found: value.to_string() });
        }
        // In range by the check above: the product is between 0 and 100.
        Ok(Self((value * 10.0).round() as u8))
    }

    /// The score in tenths, 0 to 100.
    #[must_use]
    pub const fn tenths(self) -> u8 {
        self.0
    }

    /// The level that a base score stands for under the given version of CVSS.
    ///
    /// CVSS 2.0 knows no `Critical`. Its 0.0, which NVD files under *Low*, is `None` here too: a
    /// score of nothing is nothing in every version.
    #[must_use]
    pub const fn rating(self, version: CvssVersion) -> Severity {
        match (self.0, version) {
            (0, _) => Severity::None,
            (1..=39, _) => Severity::Low,
            (40..=69, _) => Severity::Medium,
            (_, CvssVersion::V2) | (70..=89, _) => Severity::High,
            (_, CvssVersion::V3_0 | CvssVersion::V3_1 | CvssVersion::V4) => Severity::Critical,
        }
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0 / 10, self.0 % 10)
    }
}

/// Reads a plain decimal number such as `7`, `7.5` or `10.0`, rounding further digits to the
/// nearest tenth, without passing through a float.
impl FromStr for Score {
    type Err = ScoreError;

    fn from_str(text: &str) -> Result<Self, ScoreError> {
        parse_tenths(text.trim())
            .and_then(Self::from_tenths)
            .ok_or_else(|| ScoreError { found: text.to_owned() })
    }
}

impl Serialize for Score {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(f64::from(self.0) / 10.0)
    }
}

/// Reads a number, or a string that holds one.
impl<'de> Deserialize<'de> for Score {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl serde::de::Visitor<'_> for Visitor {
            type Value = Score;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a CVSS score between 0.0 and 10.0")
            }

            fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Score, E> {
                Score::from_f64(value).map_err(E::custom)
            }

            fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Score, E> {
                u8::try_from(value)
                    .ok()
                    .and_then(|whole| whole.checked_mul(10))
                    .and_then(Score::from_tenths)
                    .ok_or_else(|| E::custom(ScoreError { found: value.to_string() }))
            }

            fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Score, E> {
                match u64::try_from(value) {
                    Ok(value) => self.visit_u64(value),
                    Err(_) => Err(E::custom(ScoreError { found: value.to_string() })),
                }
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Score, E> {
                text.parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

/// A number that is no CVSS score.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not a score between 0.0 and 10.0")]
pub struct ScoreError {
    found: String,
}

fn parse_tenths(text: &str) -> Option<u8> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let whole: u8 = whole.parse().ok()?;
    let mut places = fraction.bytes().map(|b| b - b'0');
    let tenth = places.next()?;
    let round_up = places.next().is_some_and(|hundredth| hundredth >= 5);
    // Nothing above 10.0 is a score, not even what would round down to it.
    let beyond = whole == 10 && fraction.bytes().any(|b| b != b'0');
    if whole > 10 || beyond {
        return None;
    }
    Some(whole * 10 + tenth + u8::from(round_up))
}
