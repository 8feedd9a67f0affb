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
    pub(super) obstacle: Obstacle,
}

/// What stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// The format has no such encoding.
    NoEncoding,
    /// The feature is off.
    Feature(&'static str),
    /// Nothing in the document would tell what it is.
    Nameless,
}

impl WriteError {
    /// Returns the encoding that cannot be written.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Returns the feature of this crate that would write it; `None` if the format has no such
    /// encoding, or the document is what is wanting.
    #[must_use]
    pub fn missing_feature(&self) -> Option<&'static str> {
        match self.obstacle {
            Obstacle::Feature(feature) => Some(feature),
            Obstacle::NoEncoding | Obstacle::Nameless => None,
        }
    }

    /// Reports whether the document does not say which version it is, and nothing else in that
    /// encoding would tell what was written. [`Document::convert`](crate::Document::convert) to a
    /// version says it.
    #[must_use]
    pub fn is_nameless(&self) -> bool {
        self.obstacle == Obstacle::Nameless
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { format, encoding, .. } = self;
        match self.obstacle {
            Obstacle::NoEncoding => write!(f, "{format} is not written as {encoding}"),
            Obstacle::Feature(feature) => {
                write!(f, "writing {format} as {encoding} needs the feature `{feature}`")
            }
            Obstacle::Nameless => write!(
                f,
                "written as {encoding}, nothing would tell the document to be {format}, since it \
                 does not name its version: convert it to the version that it is of"
            ),
        }
    }
}

impl std::error::Error for WriteError {}
