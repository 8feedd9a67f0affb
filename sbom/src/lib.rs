#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
#![doc = include_str!("../README.md")]

#[cfg(feature = "archive")]
mod archive;
mod calendar;
mod convert;
mod cyclonedx;
mod detect;
mod document;
mod envelope;
mod error;
mod format;
mod graph;
mod json;
mod licence_expression;
mod limits;
mod losses;
mod parallel;
mod purl;
mod read;
mod schema;
mod serialise;
mod spdx;
mod target;
mod tree;
mod write;
#[cfg(feature = "xml")]
mod xml;
#[cfg(feature = "yaml")]
mod yaml;

pub mod cpe;
pub mod diff;
pub mod edit;
pub mod identity;
pub mod merge;
pub mod score;
pub mod validate;
pub mod vex;

use std::borrow::Cow;

pub use self::convert::ConvertOptions;
pub use self::detect::{Detected, Kind, detect};
pub use self::document::{
    Affected, AffectedVersion, Aggregate, Analysis, AnalysisState, Annotation, Attachment,
    Component, ComponentId, ComponentType, Composition, DependencyScope, DependencyState, Document,
    ElementKind, End, Evidence, ExternalDocument, ExternalReference, ExtractedLicence, Hash,
    HashAlgorithm, Identifier, IdentifierKind, IdentityEvidence, Licence, LicenceKind, LicenceRole,
    Metadata, Note, NoteKind, Notes, Occurrence, Origin, Party, PartyKind, PartyRole, Patch,
    Pedigree, Property, Rating, Raw, Relationship, RelationshipKind, Relative, Scope, Service,
    ServiceData, Severity, Stated, Tool, Vulnerability,
};
pub use self::envelope::{Attestation, AttestationSubject};
pub use self::error::{Code, Error};
pub use self::format::{Encoding, Format, Wrapping};
pub use self::graph::{Directness, Follow, Graph, Paths};
pub use self::licence_expression::{
    LaxStep, LicenceClaim, LicenceError, LicenceException, LicenceExpression, LicenceMemo,
    LicenceNode, LicenceReading, LicenceTerm, is_cyclonedx_licence_id,
};
pub use self::limits::{Limits, Mode, ParseOptions};
pub use self::losses::{Loss, LossKind, LossReason, Losses};
pub use self::purl::{Purl, PurlBuilder, PurlError, vers};
pub use self::target::{Target, UnknownTarget};
pub use self::write::{Conversion, Style, WriteError};

/// Reads an SBOM, whatever its format, leniently and within the default [`Limits`].
///
/// The format is recognised by content. An SBOM inside an in-toto statement, a DSSE envelope or a
/// Sigstore bundle is found; signatures are not checked here. Bytes that are handed over as a
/// `Vec<u8>` become the document without being copied.
///
/// # Errors
///
/// When the bytes are no SBOM, are one in a format that is not read, break the format beyond
/// repair, or exceed a limit. [`Error::code`] tells which.
///
/// # Examples
///
/// ```
/// let document = sbom::parse(br#"{
///   "bomFormat": "CycloneDX", "specVersion": "1.6",
///   "components": [{"type": "library", "name": "serde", "purl": "pkg:cargo/serde@1.0.228"}]
/// }"#)?;
/// let serde = document.components().next().unwrap();
/// assert_eq!(serde.purl(), Some("pkg:cargo/serde@1.0.228"));
/// # Ok::<(), sbom::Error>(())
/// ```
pub fn parse<'b>(bytes: impl Into<Cow<'b, [u8]>>) -> Result<Document, Error> {
    parse_with(bytes, &ParseOptions::default())
}

/// Reads several SBOMs at once, on all processors; the results are in the order of the documents.
///
/// A large document in JSON is shared out among them too. All of it happens in the current pool of
/// [`rayon`]: within a pool of one thread, nothing is shared out.
///
/// # Examples
///
/// ```
/// let texts = [&br#"{"bomFormat": "CycloneDX", "specVersion": "1.6"}"#[..], b"?"];
/// let read = sbom::parse_all(&texts, &sbom::ParseOptions::default());
/// assert!(read[0].is_ok() && read[1].is_err());
/// ```
#[cfg(feature = "parallel")]
pub fn parse_all<B: AsRef<[u8]> + Sync>(
    documents: &[B],
    options: &ParseOptions,
) -> Vec<Result<Document, Error>> {
    use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

    documents.par_iter().map(|bytes| parse_with(bytes.as_ref(), options)).collect()
}

/// Reads an SBOM within limits and with a strictness of one's own.
///
/// # Errors
///
/// As [`parse`]; with [`Mode::Strict`], also at the first deviation from the format.
///
/// # Examples
///
/// ```
/// use sbom::{Code, ParseOptions};
///
/// let text = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": null}"#;
/// assert!(sbom::parse(text).is_ok());
/// let error = sbom::parse_with(text, &ParseOptions::strict()).unwrap_err();
/// assert_eq!(error.code(), Code::Deviation);
/// ```
pub fn parse_with<'b>(
    bytes: impl Into<Cow<'b, [u8]>>,
    options: &ParseOptions,
) -> Result<Document, Error> {
    read::read(detect::open(bytes.into(), options)?, options)
}
