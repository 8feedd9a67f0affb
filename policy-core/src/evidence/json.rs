//! Evidence as JSON.

mod strict;

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, Visitor};

use self::strict::{Fault, Json, Slot};
use super::Evidence;
use crate::code::Code;
use crate::fault::{Parts, bounded};

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
    /// let misspelt = br#"{ "artifact": { "name": "api" }, "scans": [{ "scaner": "trivy" }] }"#;
    /// let error = Evidence::from_json(misspelt).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "cannot read the evidence at `scans[0].scaner` (line 1, column 53): unknown key `scaner`; \
    ///      did you mean `scanner`?"
    /// );
    /// # Ok::<(), policy_core::evidence::EvidenceError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The first fault with its place. These are faults, since each would pass for evidence that is
    /// missing or for the wrong evidence:
    ///
    /// - an artifact with neither a name nor a digest, or none at all: a decision is about one
    ///   artifact, and says which;
    /// - a key that is not known, also one that a later version may know, and a key that stands
    ///   twice in one object;
    /// - a list where an object belongs, and the other way round;
    /// - a waiver that a file of waivers could not hold.
    pub fn from_json(bytes: &[u8]) -> Result<Self, EvidenceError> {
        let mut json = serde_json::Deserializer::from_slice(bytes);
        let slot = Slot::default();
        let read = Self::deserialize(Json { inner: &mut json, slot: &slot });
        let mut evidence = read.map_err(EvidenceError::from)?;
        json.end().map_err(|error| strict::taken(&slot, &error))?;
        if !evidence.artifact.is_named() {
            let message =
                "evidence is about one artifact, and this has no name and no digest of it";
            return Err(Fault::new(Code::MissingKey, message).below("artifact").at((1, 1)).into());
        }
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
#[error("cannot read the evidence at `{path}` (line {line}, column {column}): {message}")]
pub struct EvidenceError {
    path: String,
    line: usize,
    column: usize,
    message: String,
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
        self.line
    }

    /// Returns the column in bytes, counted from 1: where what is wrong ends, or where its object
    /// does if something is missing.
    #[must_use]
    pub fn column(&self) -> usize {
        self.column
    }

    /// Returns what is wrong and what to do, without the place.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl From<Fault> for EvidenceError {
    fn from(fault: Fault) -> Self {
        let Parts { message, help, suggestion, place, path, .. } = *fault.0;
        // An empty text ends before its first line.
        let (line, column) = place.unwrap_or((1, 1));
        let message = match (suggestion, help) {
            (Some(suggestion), _) => format!("{message}; did you mean `{suggestion}`?"),
            (None, Some(help)) => format!("{message}; {help}"),
            (None, None) => message,
        };
        // A misspelt key may be as long as its author likes.
        let path = if path.is_empty() { ".".to_owned() } else { bounded(path) };
        Self { path, line: line.max(1), column: column.max(1), message }
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
