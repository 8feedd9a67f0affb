//! Documents somebody made elsewhere: SBOMs, scan reports, VEX.

use std::fmt;

use async_trait::async_trait;
use policy_core::evidence::SectionKind;

use crate::translate;
use crate::{Contribution, Question, Source, SourceError};

/// A document as a source, whatever it is: what it holds is recognised by content.
///
/// It is read when the source is made, so that a faulty document is the caller's to mend and not
/// missing evidence.
///
/// ```
/// use policy_evidence::sources::DocumentSource;
///
/// let bytes = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": []}"#;
/// let source = DocumentSource::parse("app.cdx.json", bytes)?;
/// assert_eq!(source.kind(), "CycloneDX 1.6");
///
/// let error = DocumentSource::parse("empty.json", b"").unwrap_err();
/// assert!(error.to_string().contains("empty.json"));
/// # Ok::<(), policy_evidence::sources::DocumentError>(())
/// ```
#[derive(Debug)]
pub struct DocumentSource {
    name: String,
    kind: String,
    sections: Vec<SectionKind>,
    contribution: Contribution,
}

impl DocumentSource {
    /// Reads a document: CycloneDX, SPDX, a scanner's report, or OpenVEX.
    ///
    /// # Errors
    ///
    /// If it is none of these, or broken; with the position where there is one.
    pub fn parse(name: impl Into<String>, bytes: &[u8]) -> Result<Self, DocumentError> {
        let name = name.into();
        match read(bytes) {
            Ok((kind, section, contribution)) => {
                Ok(Self { name, kind, sections: vec![section], contribution })
            }
            Err(fault) => Err(DocumentError { name, fault }),
        }
    }

    /// Returns what the document is, such as `SPDX 2.3` or `Trivy`.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }
}

#[async_trait]
impl Source for DocumentSource {
    fn name(&self) -> &str {
        &self.name
    }

    fn sections(&self) -> &[SectionKind] {
        &self.sections
    }

    async fn gather(&self, _: &Question<'_>) -> Result<Contribution, SourceError> {
        Ok(self.contribution.clone())
    }
}

fn read(bytes: &[u8]) -> Result<(String, SectionKind, Contribution), Fault> {
    match sbom::detect(bytes).map(|detected| detected.kind()) {
        Ok(sbom::Kind::CycloneDx | sbom::Kind::Spdx2 | sbom::Kind::Spdx3) => {
            let document = sbom::parse(bytes)?;
            let kind = format!("{} {}", document.format(), document.spec_version());
            Ok((kind, SectionKind::Sbom, translate::sbom::contribution(&document)))
        }
        Ok(sbom::Kind::OpenVex) => {
            let document = sbom::vex::parse(bytes)?;
            let contribution = Contribution::new().vex(translate::vex::statements(&document));
            Ok(("OpenVEX".to_owned(), SectionKind::Vex, contribution))
        }
        Ok(kind @ (sbom::Kind::Csaf | sbom::Kind::OtherAttestation | sbom::Kind::SyftReport)) => {
            Err(Fault::Useless(kind.as_str()))
        }
        // Whatever else it is, the reader of reports knows best what is wrong with it.
        Ok(_) | Err(_) => {
            let report = scan_reports::Report::parse(bytes).map_err(|error| match error.code() {
                scan_reports::ErrorCode::NotAReport => Fault::Unrecognised,
                _ => Fault::Report(error),
            })?;
            let kind = report.format.to_string();
            let contribution = translate::scan_report::contribution(&report);
            Ok((kind, SectionKind::Vulnerabilities, contribution))
        }
    }
}

/// Why a document cannot be used, and which.
#[derive(Debug)]
pub struct DocumentError {
    name: String,
    fault: Fault,
}

#[derive(Debug)]
enum Fault {
    Sbom(sbom::Error),
    Report(scan_reports::Error),
    Useless(&'static str),
    Unrecognised,
}

impl From<sbom::Error> for Fault {
    fn from(error: sbom::Error) -> Self {
        Self::Sbom(error)
    }
}

/// Names the document; what is wrong inside it is in [`source`](std::error::Error::source).
impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        match &self.fault {
            Fault::Sbom(_) => write!(f, "`{name}` cannot be read as an SBOM"),
            Fault::Report(_) => write!(f, "`{name}` cannot be read as a scan report"),
            Fault::Useless(kind) => write!(f, "`{name}` is {kind}, which cannot be used as evidence"),
            Fault::Unrecognised => {
                write!(f, "`{name}` is neither an SBOM nor a scan report nor an OpenVEX document")
            }
        }
    }
}

impl std::error::Error for DocumentError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.fault {
            Fault::Sbom(error) => Some(error),
            Fault::Report(error) => Some(error),
            Fault::Useless(_) | Fault::Unrecognised => None,
        }
    }
}
