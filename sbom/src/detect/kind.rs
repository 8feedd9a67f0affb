//! What a document is.

use crate::error::{Code, Error};
use crate::format::{Encoding, Wrapping};
use crate::read;

/// What [`detect`](crate::detect()) recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Detected {
    pub(super) kind: Kind,
    pub(super) encoding: Encoding,
    pub(super) wrapped: Option<Wrapping>,
}

impl Detected {
    /// Returns the kind of document, the innermost if it is wrapped.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns how it is written down.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Returns the outermost envelope.
    #[must_use]
    pub fn wrapped(&self) -> Option<Wrapping> {
        self.wrapped
    }

    /// Reports whether [`parse`](crate::parse) reads such a document.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        read::is_readable(self.kind, self.encoding)
    }
}

/// A kind of document that is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// CycloneDX.
    CycloneDx,
    /// SPDX 2.
    Spdx2,
    /// SPDX 3.
    Spdx3,
    /// OpenVEX; see [`vex::parse`](crate::vex::parse).
    OpenVex,
    /// CSAF, an advisory or a VEX; see [`vex::parse`](crate::vex::parse).
    Csaf,
    /// Syft's own JSON, not an SBOM format.
    SyftReport,
    /// A Trivy report.
    TrivyReport,
    /// A Grype report.
    GrypeReport,
    /// A SARIF log.
    Sarif,
    /// An in-toto statement about something else: provenance, test results.
    OtherAttestation,
}

impl Kind {
    /// Reports whether this crate has a reader for such documents.
    pub(crate) const fn is_document(self) -> bool {
        matches!(self, Self::CycloneDx | Self::Spdx2 | Self::Spdx3 | Self::OpenVex | Self::Csaf)
    }

    /// Returns the name in words, as error messages use it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CycloneDx => "CycloneDX",
            Self::Spdx2 => "SPDX 2",
            Self::Spdx3 => "SPDX 3",
            Self::OpenVex => "OpenVEX",
            Self::Csaf => "CSAF",
            Self::SyftReport => "Syft JSON",
            Self::TrivyReport => "Trivy report",
            Self::GrypeReport => "Grype report",
            Self::Sarif => "SARIF log",
            Self::OtherAttestation => "attestation",
        }
    }

    /// Returns the name with its article, unless it is that of a format.
    fn with_article(self) -> String {
        let article = match self {
            Self::TrivyReport | Self::GrypeReport | Self::Sarif => "a ",
            Self::OtherAttestation => "an ",
            _ => "",
        };
        format!("{article}{}", self.as_str())
    }

    /// Explains why a recognised document is not read as VEX.
    pub(crate) fn refuse_as_vex(self) -> Error {
        Error::new(Code::NotVex, format!("not a VEX document but {}", self.with_article()))
    }

    /// Explains why a recognised document is not read.
    pub(crate) fn refuse(self, encoding: Encoding) -> Error {
        match self {
            Self::CycloneDx | Self::Spdx2 | Self::Spdx3 => {
                let message = format!("unsupported format: {} in {encoding}", self.as_str());
                Error::new(Code::UnsupportedFormat, message)
            }
            Self::OtherAttestation => {
                Error::new(Code::NotAnSbom, "the attestation holds no SBOM".to_owned())
            }
            _ => Error::new(Code::NotAnSbom, format!("not an SBOM but {}", self.with_article())),
        }
    }
}
