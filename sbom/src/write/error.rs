//! Why a document cannot be written.

use std::fmt;

use crate::format::{Encoding, Format};

/// The reason a document cannot be written as asked.
///
/// # Examples
///
/// ```
/// let document = sbom::parse(br#"{"bomFormat": "CycloneDX", "specVersion": "1.6"}"#)?;
/// let error = document.write_as(sbom::Encoding::TagValue, sbom::Style::Pretty).unwrap_err();
/// assert_eq!(error.to_string(), "cyclonedx is not written as tag-value");
/// # Ok::<(), sbom::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteError {
    pub(super) format: Format,
    pub(super) encoding: Encoding,
    pub(super) feature: Option<&'static str>,
}

impl WriteError {
    /// Returns the encoding that cannot be written.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Returns the feature of this crate that would write it; `None` if the format has no such
    /// encoding.
    #[must_use]
    pub fn missing_feature(&self) -> Option<&'static str> {
        self.feature
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { format, encoding, .. } = self;
        match self.feature {
            Some(feature) => {
                write!(f, "writing {format} as {encoding} needs the feature `{feature}`")
            }
            None => write!(f, "{format} is not written as {encoding}"),
        }
    }
}

impl std::error::Error for WriteError {}
