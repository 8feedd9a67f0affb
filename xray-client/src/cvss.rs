//! Scores as Xray writes them: `"7.5/CVSS:3.1/AV:N/…"` in one text.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A CVSS score with its vector, either of which may be missing.
///
/// Reading never fails: what cannot be understood is still there as [`as_str`](Self::as_str).
///
/// ```
/// use xray_client::Cvss;
///
/// let cvss = Cvss::parse("7.5/CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H");
/// assert_eq!(cvss.score(), Some(7.5));
/// assert_eq!(cvss.version(), Some("3.1"));
/// assert_eq!(Cvss::parse("5.9").vector(), None);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Cvss {
    raw: String,
    score: Option<f64>,
    vector: Option<String>,
}

impl Cvss {
    /// Reads `score/vector`, a score alone or a vector alone; the vector may be in parentheses.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let trimmed = unwrap(text);
        let (head, tail) = match trimmed.split_once('/') {
            Some((head, tail)) => (head, Some(tail)),
            None => (trimmed, None),
        };
        let (score, vector) = match head.trim().parse::<f64>() {
            // `parse` also reads `inf`, `NaN` and `1e9`.
            Ok(number) => ((0.0..=10.0).contains(&number).then_some(number), tail),
            Err(_) => (None, Some(trimmed)),
        };
        let vector = vector.map(unwrap).filter(|vector| looks_like_a_vector(vector));
        Self { raw: text.to_owned(), score, vector: vector.map(str::to_owned) }
    }

    /// Returns the text as it came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.raw
    }

    /// Returns the score, between 0 and 10.
    #[must_use]
    pub fn score(&self) -> Option<f64> {
        self.score
    }

    /// Returns the vector, with its `CVSS:3.1/` when it came with one. Its metrics are not checked.
    #[must_use]
    pub fn vector(&self) -> Option<&str> {
        self.vector.as_deref()
    }

    /// Returns the version the vector names: `2.0`, `3.1`, `4.0`.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.vector()?.strip_prefix("CVSS:")?.split('/').next()
    }
}

impl fmt::Display for Cvss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.raw)
    }
}

impl Serialize for Cvss {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.raw)
    }
}

impl<'de> Deserialize<'de> for Cvss {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Reports write numbers where summaries write texts.
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Wire {
            Text(String),
            Number(f64),
        }
        Ok(match Wire::deserialize(deserializer)? {
            Wire::Text(text) => Self::parse(&text),
            Wire::Number(number) => Self::parse(&number.to_string()),
        })
    }
}

fn unwrap(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(text).trim()
}

fn looks_like_a_vector(text: &str) -> bool {
    !text.is_empty() && text.split('/').all(|metric| metric.contains(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_and_vectors_are_told_apart() {
        for (text, score, vector, version) in [
            (
                "5.0/CVSS:2.0/AV:N/AC:L/Au:N/C:N/I:N/A:P",
                Some(5.0),
                Some("CVSS:2.0/AV:N/AC:L/Au:N/C:N/I:N/A:P"),
                Some("2.0"),
            ),
            ("7.8/AV:N/AC:L/Au:N/C:N/I:N/A:C", Some(7.8), Some("AV:N/AC:L/Au:N/C:N/I:N/A:C"), None),
            ("5.9", Some(5.9), None, None),
            ("10", Some(10.0), None, None),
            ("CVSS:4.0/AV:N/AC:L", None, Some("CVSS:4.0/AV:N/AC:L"), Some("4.0")),
            ("(CVSS:3.0/AV:N)", None, Some("CVSS:3.0/AV:N"), Some("3.0")),
            ("7.5/(AV:N/AC:L)", Some(7.5), Some("AV:N/AC:L"), None),
            ("7.5/", Some(7.5), None, None),
            ("", None, None, None),
            ("high", None, None, None),
            ("11.2/CVSS:3.1/AV:N", None, Some("CVSS:3.1/AV:N"), Some("3.1")),
            ("-1", None, None, None),
            ("NaN", None, None, None),
            ("inf", None, None, None),
            ("5.9/garbage", Some(5.9), None, None),
        ] {
            let cvss = Cvss::parse(text);
            assert_eq!(
                (cvss.score(), cvss.vector(), cvss.version()),
                (score, vector, version),
                "{text:?}"
            );
            assert_eq!(cvss.as_str(), text);
        }
    }

    #[test]
    fn a_number_where_a_text_is_usual_is_a_score() {
        let cvss: Cvss = serde_json::from_str("9.8").unwrap();
        assert_eq!(cvss.score(), Some(9.8));
    }
}
