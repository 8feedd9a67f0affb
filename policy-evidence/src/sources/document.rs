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
    /// What VEX documents may link into.
    inventory: Option<sbom::Document>,
}

impl DocumentSource {
    /// Reads a document: CycloneDX, SPDX, a scanner's report, or VEX (OpenVEX, CSAF).
    ///
    /// What a CycloneDX or SPDX document states about its vulnerabilities is VEX too; one with
    /// vulnerabilities and no components is nothing else.
    ///
    /// # Errors
    ///
    /// If it is none of these, or broken; with the position where there is one.
    pub fn parse(name: impl Into<String>, bytes: &[u8]) -> Result<Self, DocumentError> {
        let name = name.into();
        match read(bytes) {
            Ok(Read { kind, sections, contribution, inventory }) => {
                Ok(Self { name, kind, sections, contribution, inventory })
            }
            Err(fault) => Err(DocumentError { name, fault }),
        }
    }

    /// Reads a document for its VEX statements alone: OpenVEX, CSAF, CycloneDX or SPDX 3. The
    /// components of such a CycloneDX document are what it speaks of, and no inventory.
    ///
    /// BOM-Links are followed into the SBOMs among `beside`.
    ///
    /// # Errors
    ///
    /// If it holds no statements of one of these formats, or is broken.
    ///
    /// # Examples
    ///
    /// ```
    /// use policy_evidence::sources::DocumentSource;
    ///
    /// let bom = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
    ///   "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
    ///   "components": [{"type": "library", "name": "a", "bom-ref": "a", "purl": "pkg:npm/a@1"}]}"#;
    /// let vex = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "vulnerabilities": [{
    ///   "id": "CVE-2026-1", "analysis": {"state": "false_positive"},
    ///   "affects": [{"ref": "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#a"}]}]}"#;
    /// let bom = DocumentSource::parse("app.cdx.json", bom)?;
    /// let vex = DocumentSource::parse_vex("app.vex.json", vex, &[bom])?;
    /// assert_eq!(vex.kind(), "CycloneDX 1.6");
    /// # Ok::<(), policy_evidence::sources::DocumentError>(())
    /// ```
    pub fn parse_vex(
        name: impl Into<String>,
        bytes: &[u8],
        beside: &[Self],
    ) -> Result<Self, DocumentError> {
        let name = name.into();
        let mut document = match sbom::vex::parse(bytes) {
            Ok(document) => document,
            Err(error) => return Err(DocumentError { name, fault: Fault::Vex(error) }),
        };
        for inventory in beside.iter().filter_map(|source| source.inventory.as_ref()) {
            let _: sbom::vex::Resolution = document.resolve(inventory);
        }
        let kind = translate::vex::format_name(&document);
        let contribution = translate::vex::contribution(&document);
        let sections = vec![SectionKind::Vex];
        Ok(Self { name, kind, sections, contribution, inventory: None })
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

/// What a document came to.
struct Read {
    kind: String,
    sections: Vec<SectionKind>,
    contribution: Contribution,
    inventory: Option<sbom::Document>,
}

fn read(bytes: &[u8]) -> Result<Read, Fault> {
    let kind = match sbom::detect(bytes) {
        Ok(detected) => detected.kind(),
        Err(unknown) => return read_report(bytes, Some(unknown)),
    };
    match kind {
        sbom::Kind::CycloneDx | sbom::Kind::Spdx2 | sbom::Kind::Spdx3 => {
            read_sbom(sbom::parse(bytes).map_err(Fault::Sbom)?)
        }
        sbom::Kind::OpenVex | sbom::Kind::Csaf => {
            let document = sbom::vex::parse(bytes).map_err(Fault::Vex)?;
            Ok(Read {
                kind: translate::vex::format_name(&document),
                sections: vec![SectionKind::Vex],
                contribution: translate::vex::contribution(&document),
                inventory: None,
            })
        }
        sbom::Kind::SyftReport => Err(Fault::Useless("Syft's own JSON")),
        sbom::Kind::OtherAttestation => Err(Fault::Useless("an attestation about something else")),
        _ => read_report(bytes, None),
    }
}

/// Reads an inventory, and what it states about its vulnerabilities.
fn read_sbom(document: sbom::Document) -> Result<Read, Fault> {
    let kind = translate::sbom::format_name(&document);
    if document.vulnerabilities().len() == 0 {
        let contribution = translate::sbom::contribution(&document);
        let inventory = Some(document);
        return Ok(Read { kind, sections: vec![SectionKind::Sbom], contribution, inventory });
    }
    let vex = document.vex().map_err(Fault::Vex)?;
    let has_components = document.components().next().is_some();
    if !has_components {
        let contribution = translate::vex::contribution(&vex);
        return Ok(Read { kind, sections: vec![SectionKind::Vex], contribution, inventory: None });
    }
    let mut sections = vec![SectionKind::Sbom];
    let mut contribution = translate::sbom::contribution(&document);
    if !vex.statements.is_empty() {
        let statements = translate::vex::statements(&vex, &contribution.about);
        contribution = contribution.vex(statements);
        sections.push(SectionKind::Vex);
    }
    Ok(Read { kind, sections, contribution, inventory: Some(document) })
}

fn read_report(bytes: &[u8], unknown: Option<sbom::Error>) -> Result<Read, Fault> {
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
    Ok(Read {
        kind: report.format.to_string(),
        sections: vec![SectionKind::Vulnerabilities],
        contribution,
        inventory: None,
    })
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
            Fault::Vex(_) => write!(f, "`{name}` cannot be read as a VEX document"),
            Fault::Report(_) => write!(f, "`{name}` cannot be read as a scan report"),
            Fault::Unreadable(_) => write!(f, "`{name}` cannot be read"),
            Fault::Useless(what) => write!(f, "`{name}` is {what}, which is not evidence here"),
            Fault::Unrecognised => {
                write!(f, "`{name}` is neither an SBOM nor a scan report nor a VEX document")
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
