//! Telling what a document is by its content: never by a file name.

mod inside;
mod kind;
mod packed;
mod text;
mod written;

use std::borrow::Cow;

use crate::document::{NoteKind, Notes};
use crate::envelope::{self, Attestation};
use crate::error::{Code, Error, Position};
use crate::format::Encoding;
use crate::json::{parse_within, position_at};
use crate::limits::ParseOptions;
use crate::tree::{Key, Tree, Value};

pub(crate) use self::inside::Inside;
pub use self::kind::{Detected, Kind};
pub(crate) use self::text::explain;
pub(crate) use self::written::is_told;

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
    let found = open(Cow::Borrowed(bytes), &ParseOptions::default())?;
    let wrapped = found.outer.attestation.as_ref().map(Attestation::wrapping);
    Ok(Detected { kind: found.kind, encoding: found.encoding, wrapped })
}

/// What was found inside every envelope.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) kind: Kind,
    pub(crate) encoding: Encoding,
    pub(crate) content: Content,
    pub(crate) outer: Outer,
}

/// A document as far as it had to be read to be recognised.
#[derive(Debug)]
pub(crate) enum Content {
    /// JSON, parsed.
    Tree(Tree),
    /// Any other text.
    Text(String),
    /// No text at all.
    #[cfg_attr(not(feature = "protobuf"), expect(dead_code, reason = "refused by its kind"))]
    Bytes(Vec<u8>),
}

/// What is around a document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outer {
    /// The number of layers taken off.
    pub(crate) level: usize,
    pub(crate) attestation: Option<Attestation>,
    pub(crate) notes: Notes,
    pub(crate) place: Inside,
    /// The bytes came out of an archive, so that there shall be no other inside.
    #[cfg(feature = "archive")]
    pub(crate) is_unpacked: bool,
}

/// Recognises the document and takes it out of its envelopes.
pub(crate) fn open(bytes: Cow<'_, [u8]>, options: &ParseOptions) -> Result<Found, Error> {
    let limit = options.limits.max_bytes();
    if bytes.len() > limit {
        let message = format!("the input has {} bytes, more than {limit}", bytes.len());
        return Err(Error::new(Code::TooLarge, message));
    }
    open_bytes(bytes, options, Outer::default())
}

/// As [`open`], for bytes that may have been unpacked.
fn open_bytes(
    bytes: Cow<'_, [u8]>,
    options: &ParseOptions,
    mut outer: Outer,
) -> Result<Found, Error> {
    if is_protobuf(&bytes) {
        let content = Content::Bytes(bytes.into_owned());
        return Ok(Found { kind: Kind::CycloneDx, encoding: Encoding::Protobuf, content, outer });
    }
    if let Some(name) = packer(&bytes) {
        return packed::open(bytes, name, options, outer);
    }
    let (text, is_transcoded) = match text::decode(bytes) {
        Ok(decoded) => decoded,
        Err(error) => return Err(outer.place.relocate(error)),
    };
    if is_transcoded {
        outer.notes.add(NoteKind::Transcoded, "", String::new);
    }
    open_text(text, options, outer)
}

/// A line feed and a control character begin no text: field 1, `specVersion`, and its length.
fn is_protobuf(bytes: &[u8]) -> bool {
    matches!(bytes, [0x0A, 1..=8 | 14..=31, ..])
}

/// As [`open`], for text that may itself have been taken out of an envelope.
pub(crate) fn open_text(
    text: String,
    options: &ParseOptions,
    outer: Outer,
) -> Result<Found, Error> {
    let start = text.trim_start();
    if start.is_empty() {
        return Err(outer.place.relocate(Error::new(Code::Empty, "the input is empty")));
    }
    if !start.starts_with(['{', '[']) {
        let (kind, encoding) = sniff_text(start).map_err(|error| outer.place.relocate(error))?;
        return Ok(Found { kind, encoding, content: Content::Text(text), outer });
    }
    let (mut tree, end) = match parse_within(text, &options.limits) {
        Ok(parsed) => parsed,
        Err(error) => return Err(outer.place.relocate(error)),
    };
    let rest = tree.source().get(end..).unwrap_or_default().trim_start();
    if rest.is_empty() || outer.place.is_part() {
        tree.end_source(end);
        return open_json(tree, options, outer);
    }
    let at = tree.source().len() - rest.len();
    let at = position_at(tree.source(), at);
    if !rest.starts_with('{') {
        let error = Error::new(Code::Syntax, "text behind the end of the document").at(at);
        return Err(outer.place.relocate(error));
    }
    let rest = rest.to_owned();
    tree.end_source(end);
    one_of_lines(open_json(tree, options, outer.clone()), &rest, at, options, outer)
}

/// Chooses among several values, one a line, as `cosign` and `in-toto` bundle them: the first that
/// is a document, and if none is, the first.
fn one_of_lines(
    first: Result<Found, Error>,
    rest: &str,
    start: Position,
    options: &ParseOptions,
    outer: Outer,
) -> Result<Found, Error> {
    let is_document = |found: &Result<Found, Error>| match found {
        Ok(found) => found.kind.is_document(),
        Err(error) => error.is_limit(),
    };
    let mut chosen = first;
    if !is_document(&chosen) {
        let lines = rest.lines().zip(start.line..).filter(|(line, _)| line.starts_with('{'));
        for (line, number) in lines {
            let mut outer = outer.clone();
            outer.place.enter(Some(Position { line: number, column: 1 }), String::new());
            let found = open_text(line.to_owned(), options, outer);
            if is_document(&found) {
                chosen = found;
                break;
            }
        }
    }
    chosen.map(|mut found| {
        found.outer.notes.add(NoteKind::MoreDocuments, "", String::new);
        found
    })
}

/// Recognises a parsed document, or looks into its envelope.
fn open_json(tree: Tree, options: &ParseOptions, outer: Outer) -> Result<Found, Error> {
    let root = tree.root();
    let kind = sniff_json(root).map_err(|error| outer.place.relocate(error))?;
    if envelope::is_envelope(root) {
        let refuse = |code, message: String| Err(outer.place.relocate(Error::new(code, message)));
        return match kind {
            Some(kind) => refuse(
                Code::AmbiguousFormat,
                format!("the document claims to be both {} and an envelope", kind.as_str()),
            ),
            None if outer.level >= MAX_LAYERS => refuse(
                Code::TooDeep,
                format!("more than {MAX_LAYERS} envelopes inside one another"),
            ),
            None => envelope::open(&tree, options, outer),
        };
    }
    // GitHub's dependency-graph API answers `{"sbom": {…}}`.
    if let Some(inner) = root.get(Key::SBOM).filter(|inner| inner.is_object())
        && kind.is_none()
        && outer.level < MAX_LAYERS
    {
        return envelope::descend(inner, options, Outer { level: MAX_LAYERS, ..outer });
    }
    let kind = match kind {
        Some(kind) => kind,
        None if outer.attestation.is_some() => Kind::OtherAttestation,
        None => {
            let message = "JSON in no known format: it has neither `bomFormat` nor `spdxVersion` \
                           nor the `@context` of SPDX 3";
            return Err(outer.place.relocate(Error::new(Code::Unrecognised, message)));
        }
    };
    let encoding = if kind == Kind::Spdx3 { Encoding::JsonLd } else { Encoding::Json };
    Ok(Found { kind, encoding, content: Content::Tree(tree), outer })
}

/// Tells a document by its members, in whatever order.
pub(crate) fn sniff_json(root: Value<'_>) -> Result<Option<Kind>, Error> {
    let has = |key: Key| root.get(key).is_some();
    let named = |name: &str| {
        let key = root.tree().find_key(name);
        key.and_then(|key| root.get(key))
    };
    if has(Key::BOM_FORMAT) && has(Key::SPDX_VERSION) {
        let message = "the document claims to be both CycloneDX and SPDX";
        return Err(Error::new(Code::AmbiguousFormat, message));
    }
    if root.text(Key::BOM_FORMAT).is_some_and(|it| it.eq_ignore_ascii_case("CycloneDX")) {
        return Ok(Some(Kind::CycloneDx));
    }
    if let Some(version) = root.text(Key::SPDX_VERSION) {
        let is_third = version.starts_with("SPDX-3");
        return Ok(Some(if is_third { Kind::Spdx3 } else { Kind::Spdx2 }));
    }
    if has(Key::SPDX_VERSION) || root.text(Key::SPDXID) == Some("SPDXRef-DOCUMENT") {
        return Ok(Some(Kind::Spdx2));
    }
    // A string, or an array that holds one.
    for context in root.list(Key::AT_CONTEXT).filter_map(Value::as_str) {
        if context.contains("openvex.dev/ns") {
            return Ok(Some(Kind::OpenVex));
        }
        if context.contains("spdx") {
            return Ok(Some(Kind::Spdx3));
        }
    }
    if has(Key::SPEC_VERSION) && (has(Key::COMPONENTS) || has(Key::METADATA)) {
        return Ok(Some(Kind::CycloneDx));
    }
    if root.get(Key::DOCUMENT).is_some_and(|document| document.get(Key::CSAF_VERSION).is_some()) {
        return Ok(Some(Kind::Csaf));
    }
    let has_descriptor = named("descriptor").is_some();
    Ok(if has_descriptor && named("artifacts").is_some() {
        Some(Kind::SyftReport)
    } else if has_descriptor && named("matches").is_some() {
        Some(Kind::GrypeReport)
    } else if named("SchemaVersion").is_some() {
        Some(Kind::TrivyReport)
    } else {
        named("runs").map(|_| Kind::Sarif)
    })
}

fn sniff_text(text: &str) -> Result<(Kind, Encoding), Error> {
    let end = (0..=text.len().min(SNIFF)).rev().find(|&end| text.is_char_boundary(end));
    let head = text.get(..end.unwrap_or(0)).unwrap_or_default();
    if head.starts_with('<') {
        // What the text of a document speaks of does not say what it is: the first element does,
        // and only if that names no vocabulary, something further down.
        let first = first_tag(head);
        for part in [first, head] {
            if part.contains("http://cyclonedx.org/schema/bom") {
                return Ok((Kind::CycloneDx, Encoding::Xml));
            }
            if part.contains("http://spdx.org/rdf/terms") {
                return Ok((Kind::Spdx2, Encoding::Rdf));
            }
            if head.contains("<SPDXID>") || head.contains("<spdxVersion>") {
                return Ok((Kind::Spdx2, Encoding::Xml));
            }
        }
        return Err(Error::new(
            Code::Unrecognised,
            "XML in no known format: it is neither CycloneDX nor SPDX",
        ));
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
    // Members of YAML have no order: what names the format may stand behind everything else.
    for (key, kind) in [("spdxVersion", Kind::Spdx2), ("bomFormat", Kind::CycloneDx)] {
        if has_outer_key(text, key) {
            return Ok((kind, Encoding::Yaml));
        }
    }
    Err(Error::new(
        Code::Unrecognised,
        "text in no known format: it is neither JSON, XML, YAML nor tag-value of an SBOM",
    ))
}

/// Returns the tag that begins the root element, as far as a glance can tell.
fn first_tag(text: &str) -> &str {
    let mut rest = text;
    loop {
        let end = match rest.get(..4).unwrap_or(rest) {
            "<!--" => "-->",
            start if start.starts_with("<?") => "?>",
            _ => break,
        };
        let Some((_, after)) = rest.split_once(end) else { return "" };
        rest = after.trim_start();
    }
    rest.split_once('>').map_or(rest, |(tag, _)| tag)
}

/// Reports whether a line of the text begins with a key, perhaps in quotes, and a colon.
fn has_outer_key(text: &str, key: &str) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), key.as_bytes()).any(|at| {
        let before = text.get(..at).unwrap_or_default().trim_end_matches(['"', '\'']);
        let behind = text.get(at + key.len()..).unwrap_or_default();
        let behind = behind.trim_start_matches(['"', '\'']).trim_start_matches(' ');
        (before.is_empty() || before.ends_with(['\n', '\r'])) && behind.starts_with(':')
    })
}

/// Sigstore bundle, DSSE, statement, predicate: nothing honest has more.
const MAX_LAYERS: usize = 4;

/// How much text is looked at: documents may start with a licence in comments.
const SNIFF: usize = 64 << 10;

/// What packed the bytes, by how they begin.
fn packer(bytes: &[u8]) -> Option<&'static str> {
    // Three letters may begin a text, too: the mark of the first block must follow.
    if let [b'B', b'Z', b'h', b'1'..=b'9', block @ ..] = bytes
        && block.starts_with(b"1AY&SY")
    {
        return Some("bzip2");
    }
    PACKED.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, name)| *name)
}

const PACKED: &[(&[u8], &str)] = &[
    (&[0x1F, 0x8B], "gzip"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (&[0x28, 0xB5, 0x2F, 0xFD], "zstd"),
    (&[0xFD, b'7', b'z', b'X', b'Z', 0], "xz"),
    (&[0xD0, 0xCF, 0x11, 0xE0], "an old spreadsheet"),
];
