//! Judging documents by the rules of their own format and version.
//!
//! [`Document::validate`] never fails: it returns a [`Report`] of [`Violation`]s, each with a
//! stable code, a path, a place in the input and a message that says what is wrong and what was
//! expected. A document that reads well may still be invalid; reading is lenient, this is not.
//!
//! Rules have a [`Level`]: those of the official schema, and those that only the prose of the
//! specification states (references that lead nowhere, digests of the wrong length). A document
//! [is valid](Report::is_valid) if it breaks neither; [`Report::passes_schema`] asks for the first
//! alone. Warnings and remarks decide nothing.
//!
//! # Examples
//!
//! ```
//! let document = sbom::parse(br#"{
//!   "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
//!   "components": [{"type": "library", "name": "serde",
//!     "hashes": [{"alg": "SHA-256", "content": "not-a-digest"}]}]
//! }"#)?;
//! let report = document.validate();
//! assert!(!report.is_valid());
//! let violation = &report.violations()[0];
//! assert_eq!(violation.code(), "cdx-hash-content");
//! assert_eq!(violation.path(), "/components/0/hashes/0/content");
//! assert_eq!(violation.line(), Some(4));
//! # Ok::<(), sbom::Error>(())
//! ```
//!
//! [`Document::validate`]: crate::Document::validate

pub(crate) mod collect;
pub(crate) mod cyclonedx;
mod report;
pub(crate) mod spdx2;
pub(crate) mod spdx3;

pub use self::report::{Level, Report, Severity, Violation};

use crate::document::Document;
use crate::format::Model;

/// What is checked, and how much is told.
///
/// # Examples
///
/// ```
/// let document = sbom::parse(br#"{"bomFormat": "CycloneDX", "specVersion": "1.6",
///     "dependencies": [{"ref": "a", "dependsOn": ["nowhere"]}]}"#)?;
/// let mut options = sbom::validate::Options::default();
/// assert!(!document.validate_with(&options).violations().is_empty());
/// options.semantic = false;
/// assert!(document.validate_with(&options).violations().is_empty());
/// # Ok::<(), sbom::Error>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// Whether rules beyond the schema are checked too. Default: yes.
    pub semantic: bool,
    /// How many violations are described; the rest is counted. Default: 1000.
    pub most: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { semantic: true, most: 1000 }
    }
}

impl Document {
    /// Judges the document by the rules of its own format and version; see [`crate::validate`].
    ///
    /// What an envelope around it says is not judged. A document in XML that was made or changed is
    /// judged as it will be written; places in the input are then known of what was not changed, and
    /// only for rules beyond the schema.
    #[must_use]
    pub fn validate(&self) -> Report {
        self.validate_with(&Options::default())
    }

    /// Judges the document with options of one's own.
    #[must_use]
    pub fn validate_with(&self, options: &Options) -> Report {
        match self.model() {
            Model::CycloneDx => cyclonedx::document(self, options),
            Model::Spdx2 => spdx2::document(self, options),
            Model::Spdx3 => spdx3::document(self, options),
        }
    }
}
