//! Documents somebody made elsewhere: SBOMs, scan reports, VEX.

use std::fmt;

use async_trait::async_trait;
use policy_core::evidence::SectionKind;
use scan_reports::{Format, Report};

use crate::translate;
use crate::{Contribution, Question, Source, SourceError};

/// A document as a source, whatever it is: what it holds is recognised by content.
///
/// It is read when the source is made, so that a faulty document is the caller's to mend and not
/// missing evidence. A document that names the digest it is about is held to it; one that names
/// none is taken at its word, since whoever offers it chose it.
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
    let kind = match sbom::detect(bytes) {
        Ok(detected) => detected.kind(),
        Err(unknown) => return read_report(bytes, Some(unknown)),
    };
    match kind {
        sbom::Kind::CycloneDx | sbom::Kind::Spdx2 | sbom::Kind::Spdx3 => {
            let document = sbom::parse(bytes).map_err(Fault::Sbom)?;
            let kind = translate::sbom::format_name(&document);
            Ok((kind, SectionKind::Sbom, translate::sbom::contribution(&document)))
        }
        sbom::Kind::OpenVex => {
            let document = sbom::vex::parse(bytes).map_err(Fault::Vex)?;
            let contribution = translate::vex::contribution(&document);
            Ok(("OpenVEX".to_owned(), SectionKind::Vex, contribution))
        }
        sbom::Kind::Csaf => Err(Fault::Useless("a CSAF document")),
        sbom::Kind::SyftReport => Err(Fault::Useless("Syft's own JSON")),
        sbom::Kind::OtherAttestation => Err(Fault::Useless("an attestation about something else")),
        _ => read_report(bytes, None),
    }
}

fn read_report(
    bytes: &[u8],
    unknown: Option<sbom::Error>,
) -> Result<(String, SectionKind, Contribution), Fault> {
    let report = Report::parse(bytes).map_err(|error| match unknown {
        // Whose report it is shows: then its reader knows best what is wrong with it.
        _ if error.format().is_some() => Fault::Report(error),
        Some(unknown) if unknown.code() != sbom::Code::Unrecognised => Fault::Unreadable(unknown),
        _ => Fault::Unrecognised,
    })?;
    if report.format == Format::TrivyKubernetes {
        return Err(Fault::Useless("a report on a whole cluster"));
    }
    let contribution = translate::scan_report::contribution(&report);
    Ok((report.format.to_string(), SectionKind::Vulnerabilities, contribution))
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
    Vex(sbom::Error),
    Report(scan_reports::Error),
    /// Broken before it showed what it is.
    Unreadable(sbom::Error),
    Useless(&'static str),
    Unrecognised,
}

/// Names the document; what is wrong inside it is in [`source`](std::error::Error::source).
impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        match &self.fault {
            Fault::Sbom(_) => write!(f, "`{name}` cannot be read as an SBOM"),
            Fault::Vex(_) => write!(f, "`{name}` cannot be read as an OpenVEX document"),
            Fault::Report(_) => write!(f, "`{name}` cannot be read as a scan report"),
            Fault::Unreadable(_) => write!(f, "`{name}` cannot be read"),
            Fault::Useless(what) => write!(f, "`{name}` is {what}, which is no evidence here"),
            Fault::Unrecognised => {
                write!(f, "`{name}` is neither an SBOM nor a scan report nor an OpenVEX document")
            }
        }
    }
}

impl std::error::Error for DocumentError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.fault {
            Fault::Sbom(error) | Fault::Vex(error) | Fault::Unreadable(error) => Some(error),
            Fault::Report(error) => Some(error),
            Fault::Useless(_) | Fault::Unrecognised => None,
        }
    }
}
