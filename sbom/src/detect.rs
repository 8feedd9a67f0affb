//! Telling what a document is by its content: never by a file name.

use std::borrow::Cow;

use crate::document::NoteKind;
use crate::envelope::{self, Attestation};
use crate::error::{Code, Error};
use crate::format::{Encoding, Wrapping};
use crate::json::{Outline, first_fault, outline, path_at, position_at};
use crate::limits::ParseOptions;

/// Recognises a document without reading it, for callers that take several kinds of file.
///
/// Looks into envelopes. Recognising is more than this crate reads: a scanner's report is named
/// too, so that it can be handed to who reads it.
///
/// # Errors
///
/// When the bytes are nothing that is known, broken before that shows, or beyond the default
/// limits.
///
/// # Examples
///
/// ```
/// use sbom::{Encoding, Kind};
///
/// let found = sbom::detect(b"SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\n")?;
/// assert_eq!((found.kind(), found.encoding()), (Kind::Spdx2, Encoding::TagValue));
/// # Ok::<(), sbom::Error>(())
/// ```
pub fn detect(bytes: &[u8]) -> Result<Detected, Error> {
    open(bytes, &ParseOptions::default(), |found, _| {
        Ok(Detected {
            kind: found.kind,
            encoding: found.encoding,
            wrapped: found.attestation.as_ref().map(Attestation::wrapping),
        })
    })
}

/// What [`detect`] recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Detected {
    kind: Kind,
    encoding: Encoding,
    wrapped: Option<Wrapping>,
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
        matches!((self.kind, self.encoding), (Kind::CycloneDx | Kind::Spdx2, Encoding::Json))
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
    /// CSAF, an advisory or a VEX.
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

    /// Explains why a recognised document is not read as VEX.
    pub(crate) fn refuse_as_vex(self, encoding: Encoding) -> Error {
        match self {
            Self::Csaf => Error::new(
                Code::UnsupportedFormat,
                format!("unsupported format: CSAF in {encoding}"),
            ),
            _ => Error::new(Code::NotVex, format!("not an OpenVEX document but {}", self.as_str())),
        }
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
            _ => Error::new(Code::NotAnSbom, format!("not an SBOM but {}", self.as_str())),
        }
    }
}

/// What was found inside every envelope.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) kind: Kind,
    pub(crate) encoding: Encoding,
    pub(crate) attestation: Option<Attestation>,
    pub(crate) oddities: Vec<NoteKind>,
}

/// What is to be done with a document once it is found. Boxed, since every envelope passes it on.
pub(crate) type Then<'f, T> = Box<dyn FnOnce(Found, &str) -> Result<T, Error> + 'f>;

/// Recognises the document, takes it out of its envelopes, and hands its text to `then`.
pub(crate) fn open<T>(
    bytes: &[u8],
    options: &ParseOptions,
    then: impl FnOnce(Found, &str) -> Result<T, Error>,
) -> Result<T, Error> {
    let limit = options.limits.max_bytes();
    if bytes.len() > limit {
        let message = format!("the input has {} bytes, more than {limit}", bytes.len());
        return Err(Error::new(Code::TooLarge, message));
    }
    if bytes.starts_with(&[0x0A, 0x03, b'1', b'.']) {
        return Err(Kind::CycloneDx.refuse(Encoding::Protobuf));
    }
    if let Some((_, name)) = BINARY.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        let message = format!("unsupported format: {name}, unpack it first");
        return Err(Error::new(Code::UnsupportedFormat, message));
    }
    let (text, is_transcoded) = to_text(bytes)?;
    let oddities = if is_transcoded { vec![NoteKind::Transcoded] } else { Vec::new() };
    open_text(&text, options, 0, None, oddities, Box::new(then))
}

/// As [`open`], for text that may itself have been taken out of an envelope.
pub(crate) fn open_text<T>(
    text: &str,
    options: &ParseOptions,
    level: usize,
    attestation: Option<Attestation>,
    mut oddities: Vec<NoteKind>,
    then: Then<'_, T>,
) -> Result<T, Error> {
    let start = text.trim_start();
    if start.is_empty() {
        return Err(Error::new(Code::Empty, "the input is empty"));
    }
    if !start.starts_with(['{', '[']) {
        let (kind, encoding) = sniff_text(start)?;
        return then(Found { kind, encoding, attestation, oddities }, text);
    }
    let found = outline(text, options.limits.max_depth())?;
    let kind = sniff_json(&found);
    if envelope::is_envelope(&found) {
        if let Some(kind) = kind {
            let message =
                format!("the document claims to be both {} and an envelope", kind.as_str());
            return Err(Error::new(Code::AmbiguousFormat, message));
        }
        if level == MAX_LAYERS {
            let message = format!("more than {MAX_LAYERS} envelopes inside one another");
            return Err(Error::new(Code::TooDeep, message));
        }
        // Only some members of an envelope are looked at: all of it must be well-formed.
        if let Some(fault) = text.get(..found.end).and_then(first_fault) {
            return Err(fault);
        }
        if text.get(found.end..).is_some_and(|rest| !rest.trim().is_empty()) {
            // One envelope a line, as `cosign` and `in-toto` bundle them: the first one counts.
            oddities.push(NoteKind::MoreDocuments);
        }
        return envelope::open(text, &found, options, level, attestation, oddities, then);
    }
    // GitHub's dependency-graph API answers `{"sbom": {…}}`.
    if let Some(inner) = found.get("sbom").filter(|inner| inner.starts_with('{'))
        && kind.is_none()
        && level < MAX_LAYERS
    {
        if let Some(fault) = first_fault(text) {
            return Err(fault);
        }
        return open_text(inner, options, MAX_LAYERS, attestation, oddities, then)
            .map_err(|error| envelope::shift(error, text, inner).inside("sbom"));
    }
    let kind = match kind {
        Some(kind) => kind,
        None if attestation.is_some() => Kind::OtherAttestation,
        None => {
            // Broken text explains more than that it is nothing known.
            return Err(first_fault(text).unwrap_or_else(|| {
                Error::new(Code::Unrecognised, "JSON of no kind that is known here")
            }));
        }
    };
    let encoding = if kind == Kind::Spdx3 { Encoding::JsonLd } else { Encoding::Json };
    then(Found { kind, encoding, attestation, oddities }, text)
}

/// Decodes UTF-8 or UTF-16, with or without a mark; tells whether it was the latter.
fn to_text(bytes: &[u8]) -> Result<(Cow<'_, str>, bool), Error> {
    let wide = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => return Ok((Cow::Borrowed(utf8(rest)?), false)),
        [0xFF, 0xFE, rest @ ..] => Some((rest, false)),
        [0xFE, 0xFF, rest @ ..] => Some((rest, true)),
        [b'{' | b'<' | b'S', 0, ..] => Some((bytes, false)),
        [0, b'{' | b'<' | b'S', ..] => Some((bytes, true)),
        _ => None,
    };
    let Some((bytes, is_big_endian)) = wide else {
        return Ok((Cow::Borrowed(utf8(bytes)?), false));
    };
    let units = bytes.chunks(2).map(|pair| match *pair {
        [first, second] if is_big_endian => u16::from_be_bytes([first, second]),
        [first, second] => u16::from_le_bytes([first, second]),
        // Half a unit at the end: an unpaired surrogate, to be refused below.
        _ => 0xD800,
    });
    match char::decode_utf16(units).collect::<Result<String, _>>() {
        Ok(text) => Ok((Cow::Owned(text), true)),
        Err(_) => Err(Error::new(Code::InvalidEncoding, "the text is not valid UTF-16")),
    }
}

fn utf8(bytes: &[u8]) -> Result<&str, Error> {
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let valid = std::str::from_utf8(valid).unwrap_or_default();
        let (code, message) = match error.error_len() {
            Some(_) => (Code::InvalidEncoding, "the text is not valid UTF-8"),
            None => (Code::Truncated, "the text ends in the middle of a character"),
        };
        Error::new(code, message)
            .at(position_at(valid, valid.len()))
            .on(path_at(valid, valid.len()))
    })
}

pub(crate) fn sniff_json(found: &Outline<'_>) -> Option<Kind> {
    if !found.is_object {
        return None;
    }
    if found.string("bomFormat").is_some_and(|format| format.eq_ignore_ascii_case("CycloneDX")) {
        return Some(Kind::CycloneDx);
    }
    if let Some(version) = found.string("spdxVersion") {
        return Some(if version.starts_with("SPDX-3") { Kind::Spdx3 } else { Kind::Spdx2 });
    }
    if found.has("spdxVersion") || found.string("SPDXID") == Some("SPDXRef-DOCUMENT") {
        return Some(Kind::Spdx2);
    }
    if let Some(context) = found.get("@context") {
        // A string, or an array that holds one.
        if context.contains("openvex.dev/ns") {
            return Some(Kind::OpenVex);
        }
        if context.contains("spdx") {
            return Some(Kind::Spdx3);
        }
    }
    if found.has("specVersion") && (found.has("components") || found.has("metadata")) {
        return Some(Kind::CycloneDx);
    }
    if found.get("document").is_some_and(|document| document.contains("\"csaf_version\"")) {
        return Some(Kind::Csaf);
    }
    if found.has("artifacts") && found.has("descriptor") {
        return Some(Kind::SyftReport);
    }
    if found.has("matches") && found.has("descriptor") {
        return Some(Kind::GrypeReport);
    }
    if found.has("SchemaVersion") {
        return Some(Kind::TrivyReport);
    }
    found.has("runs").then_some(Kind::Sarif)
}

fn sniff_text(text: &str) -> Result<(Kind, Encoding), Error> {
    let end = (0..=text.len().min(SNIFF)).rev().find(|&end| text.is_char_boundary(end));
    let head = text.get(..end.unwrap_or(0)).unwrap_or_default();
    if head.starts_with('<') {
        if head.contains("http://cyclonedx.org/schema/bom") {
            return Ok((Kind::CycloneDx, Encoding::Xml));
        }
        if head.contains("http://spdx.org/rdf/terms") {
            return Ok((Kind::Spdx2, Encoding::Rdf));
        }
        if head.contains("<SPDXID>") || head.contains("<spdxVersion>") {
            return Ok((Kind::Spdx2, Encoding::Xml));
        }
        return Err(Error::new(Code::Unrecognised, "XML of no kind that is known here"));
    }
    for line in head.split(['\n', '\r']).map(str::trim_start) {
        // The case of the letters tells tag-value and YAML apart.
        let key = line.split(':').next().unwrap_or_default();
        match key.trim_matches(['"', '\'', ' ']) {
            "SPDXVersion" => return Ok((Kind::Spdx2, Encoding::TagValue)),
            "spdxVersion" => return Ok((Kind::Spdx2, Encoding::Yaml)),
            "bomFormat" => return Ok((Kind::CycloneDx, Encoding::Yaml)),
            _ => {}
        }
    }
    Err(Error::new(Code::Unrecognised, "text of no kind that is known here"))
}

/// Sigstore bundle, DSSE, statement, predicate: nothing honest has more.
const MAX_LAYERS: usize = 4;

/// How much text is looked at: documents may start with a licence in comments.
const SNIFF: usize = 64 << 10;

const BINARY: &[(&[u8], &str)] = &[
    (&[0x1F, 0x8B], "gzip"),
    (b"PK\x03\x04", "zip"),
    (&[0x28, 0xB5, 0x2F, 0xFD], "zstd"),
    (b"BZh", "bzip2"),
    (&[0xFD, b'7', b'z', b'X', b'Z', 0], "xz"),
    (&[0xD0, 0xCF, 0x11, 0xE0], "an old spreadsheet"),
];
