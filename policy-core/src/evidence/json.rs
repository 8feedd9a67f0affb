//! Evidence as JSON.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, Error as _, Visitor};

use super::Evidence;

impl Evidence {
    /// Reads the JSON that [`to_json`](Self::to_json) writes, or any evidence in that shape: the
    /// names are those of the fields, lists and what is not known may be left out. A section that
    /// is left out is absent.
    ///
    /// ```
    /// use policy_core::Evidence;
    ///
    /// let evidence = Evidence::from_json(
    ///     br#"{
    ///       "artifact": { "name": "registry.acme.io/shop/api:1.4.2" },
    ///       "scans": [{
    ///         "scanner": "trivy",
    ///         "findings": { "present": [{
    ///           "id": "CVE-2021-44228",
    ///           "package": { "purl": "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1" },
    ///           "ratings": [{ "source": "nvd", "kind": "nvd", "level": "critical" }],
    ///           "fix": { "fixed": ["2.15.0"] }
    ///         }] }
    ///       }]
    ///     }"#,
    /// )?;
    /// assert_eq!(Evidence::from_json(evidence.to_json().as_bytes())?, evidence);
    ///
    /// let error = Evidence::from_json(br#"{ "scans": [{ "scaner": "trivy" }] }"#).unwrap_err();
    /// assert_eq!(error.path(), "scans[0].scaner");
    /// # Ok::<(), policy_core::evidence::EvidenceError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The first fault with its place. A key that is not known is one: what is misspelt would be
    /// missing evidence. So is a waiver that a file of waivers could not hold.
    pub fn from_json(bytes: &[u8]) -> Result<Self, EvidenceError> {
        let mut json = serde_json::Deserializer::from_slice(bytes);
        let read = serde_path_to_error::deserialize(&mut json)
            .map_err(|error| EvidenceError { path: path(error.path()), cause: error.into_inner() });
        let mut evidence: Self = read?;
        json.end().map_err(|cause| EvidenceError { path: ".".to_owned(), cause })?;
        evidence.share_packages();
        Ok(evidence)
    }

    /// Returns the evidence as JSON, in the order in which it was gathered.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Serialising plain data into memory has no way to fail; an empty text would be noticed.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Evidence that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read the evidence at `{path}`: {cause}")]
pub struct EvidenceError {
    path: String,
    // No `source()`: the message says it already.
    cause: serde_json::Error,
}

impl EvidenceError {
    /// Returns where the fault is, such as `scans[0].findings.present[3].id`; `.` for the whole.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the line, counted from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.cause.line()
    }

    /// Returns the column in bytes, counted from 1.
    #[must_use]
    pub fn column(&self) -> usize {
        self.cause.column()
    }
}

fn path(path: &serde_path_to_error::Path) -> String {
    let text = path.to_string();
    if text.is_empty() {
        // A key without a letter.
        return r#""""#.to_owned();
    }
    // A misspelt key may be as long as its author likes.
    match text.char_indices().nth(300) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// Reads a value that JSON writes as a text.
pub(crate) fn from_text<'de, D: Deserializer<'de>, T, E: fmt::Display>(
    deserializer: D,
    what: &'static str,
    read: impl FnOnce(&str) -> Result<T, E>,
) -> Result<T, D::Error> {
    struct Text(&'static str);

    impl<'de> Visitor<'de> for Text {
        type Value = Cow<'de, str>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
            Ok(Cow::Owned(text.to_owned()))
        }

        fn visit_borrowed_str<E: serde::de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
            Ok(Cow::Borrowed(text))
        }
    }

    let text = deserializer.deserialize_str(Text(what))?;
    read(&text).map_err(D::Error::custom)
}
