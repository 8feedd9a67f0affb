//! SBOMs inside in-toto statements, DSSE envelopes and Sigstore bundles.
//!
//! What is kept of an envelope is what binds the SBOM to an artifact: the subjects' digests and
//! the predicate type. Signatures are somebody else's task.

use std::borrow::Cow;

use serde::Deserialize;

use crate::detect::{Then, open_text, sniff_json};
use crate::document::NoteKind;
use crate::error::{Code, Error};
use crate::format::Wrapping;
use crate::json::{self, Each, Outline, Pairs, Stopped, Text, outline, path_at, position_at};
use crate::limits::ParseOptions;

/// What an envelope says about the SBOM inside it. Its signature has not been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attestation {
    wrapping: Wrapping,
    predicate_type: Option<String>,
    subjects: Vec<AttestationSubject>,
}

impl Attestation {
    fn new(wrapping: Wrapping) -> Self {
        Self { wrapping, predicate_type: None, subjects: Vec::new() }
    }

    /// Returns the outermost envelope.
    #[must_use]
    pub fn wrapping(&self) -> Wrapping {
        self.wrapping
    }

    /// Returns the type the statement gives its predicate; the content may differ.
    #[must_use]
    pub fn predicate_type(&self) -> Option<&str> {
        self.predicate_type.as_deref()
    }

    /// Returns the artifacts the statement is about.
    #[must_use]
    pub fn subjects(&self) -> &[AttestationSubject] {
        &self.subjects
    }
}

/// An artifact that a statement is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttestationSubject {
    name: Option<String>,
    digests: Vec<(String, String)>,
}

impl AttestationSubject {
    /// Returns the artifact's name, such as an image's repository.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Returns algorithms and digests: `("sha256", "2c26…")`, in document order.
    pub fn digests(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.digests.iter().map(|(algorithm, digest)| (algorithm.as_str(), digest.as_str()))
    }

    /// Returns the digest of one algorithm: `digest("sha256")`.
    #[must_use]
    pub fn digest(&self, algorithm: &str) -> Option<&str> {
        self.digests().find(|(name, _)| *name == algorithm).map(|(_, digest)| digest)
    }
}

/// Tells an envelope by its members.
pub(crate) fn is_envelope(found: &Outline<'_>) -> bool {
    found.has("dsseEnvelope") || is_dsse(found) || is_statement(found)
}

fn is_dsse(found: &Outline<'_>) -> bool {
    found.has("payloadType") && found.has("payload")
}

fn is_statement(found: &Outline<'_>) -> bool {
    found.string("_type").is_some_and(|kind| kind.starts_with("https://in-toto.io/Statement/"))
}

/// Opens one layer and recognises what is inside.
pub(crate) fn open<T>(
    text: &str,
    found: &Outline<'_>,
    options: &ParseOptions,
    level: usize,
    attestation: Option<Attestation>,
    oddities: Vec<NoteKind>,
    then: Then<'_, T>,
) -> Result<T, Error> {
    let next = level + 1;
    if let Some(inner) = found.get("dsseEnvelope") {
        let attestation = attestation.or(Some(Attestation::new(Wrapping::Dsse)));
        return open_text(inner, options, next, attestation, oddities, then)
            .map_err(|error| shift(error, text, inner).inside("dsseEnvelope"));
    }
    if is_dsse(found) {
        let attestation = attestation.or(Some(Attestation::new(Wrapping::Dsse)));
        let payload = payload(text, found)?;
        return open_text(&payload, options, next, attestation, oddities, then)
            .map_err(|error| error.inside("payload"));
    }
    let attestation = statement(text, found, options, attestation)?;
    let predicate = found.get("predicate").unwrap_or_default();
    if predicate.starts_with('"') {
        // `cosign attest --type spdx` puts tag-value text here.
        let inner = string(text, predicate)?;
        return open_text(&inner, options, next, Some(attestation), oddities, then)
            .map_err(|error| error.inside("predicate"));
    }
    if !predicate.starts_with('{') {
        let message = "the in-toto statement has no predicate";
        return Err(Error::new(Code::InvalidEnvelope, message));
    }
    // `cosign attest --type custom` wraps the document once more.
    let found = outline(predicate, options.limits.max_depth())?;
    match found.get("Data").filter(|_| sniff_json(&found).is_none()) {
        Some(data) if data.starts_with('"') => {
            let inner = string(text, data)?;
            open_text(&inner, options, next, Some(attestation), oddities, then)
                .map_err(|error| error.inside("predicate.Data"))
        }
        Some(data) if data.starts_with('{') => {
            open_text(data, options, next, Some(attestation), oddities, then)
                .map_err(|error| shift(error, text, data).inside("predicate.Data"))
        }
        _ => open_text(predicate, options, next, Some(attestation), oddities, then)
            .map_err(|error| shift(error, text, predicate).inside("predicate")),
    }
}

/// Moves an error's place from a part of `text` to the whole.
pub(crate) fn shift(error: Error, text: &str, part: &str) -> Error {
    // The part is a slice of the text; its address tells where.
    let offset = (part.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
    if offset > text.len() {
        return error;
    }
    error.shifted(position_at(text, offset))
}

#[derive(Deserialize)]
#[serde(expecting = "a subject object")]
struct WireSubject<'a> {
    #[serde(borrow)]
    name: Option<Text<'a>>,
    #[serde(borrow)]
    digest: Option<Pairs<'a>>,
}

impl WireSubject<'_> {
    fn keep(self) -> AttestationSubject {
        let digests = self.digest.unwrap_or_default();
        AttestationSubject {
            name: self.name.map(|name| name.to_string()),
            digests: digests
                .iter()
                .map(|(key, value)| (key.to_string(), value.to_string()))
                .collect(),
        }
    }
}

fn statement(
    text: &str,
    found: &Outline<'_>,
    options: &ParseOptions,
    outer: Option<Attestation>,
) -> Result<Attestation, Error> {
    let mut attestation = outer.unwrap_or(Attestation::new(Wrapping::InToto));
    attestation.predicate_type = found.string("predicateType").map(str::to_owned);
    let Some(subjects) = found.get("subject") else { return Ok(attestation) };
    let kept = &mut attestation.subjects;
    kept.clear();
    let keep = |subject: WireSubject<'_>| {
        kept.push(subject.keep());
        if kept.len() <= options.limits.items { Ok(()) } else { Err(Stopped) }
    };
    json::read(subjects, Each::new("subjects", keep)).map_err(|error| {
        let code = match error.code() {
            Code::WrongType => Code::InvalidEnvelope,
            code => code,
        };
        let message = error.message().to_owned();
        shift(error, text, subjects).because(code, message).inside("subject")
    })?;
    Ok(attestation)
}

fn payload(text: &str, found: &Outline<'_>) -> Result<String, Error> {
    let value = found.get("payload").unwrap_or_default();
    let encoded = string(text, value)?;
    let bytes =
        decode_base64(&encoded).ok_or_else(|| invalid(text, value, "the payload is not base64"))?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let valid = std::str::from_utf8(valid).unwrap_or_default();
        Error::new(Code::InvalidEncoding, "the payload is not valid UTF-8")
            .at(position_at(valid, valid.len()))
            .on(path_at(valid, valid.len()))
            .inside("payload")
    })
}

/// Decodes a JSON string that is a part of `text`.
fn string<'t>(text: &str, value: &'t str) -> Result<Cow<'t, str>, Error> {
    match serde_json::from_str::<Text<'t>>(value) {
        Ok(decoded) => Ok(decoded.0),
        Err(_) => Err(invalid(text, value, "the envelope's content is not a JSON string")),
    }
}

fn invalid(text: &str, part: &str, message: &str) -> Error {
    let error = Error::new(Code::InvalidEnvelope, message);
    let offset = (part.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
    if offset > text.len() || part.is_empty() {
        return error;
    }
    error.at(position_at(text, offset)).on(path_at(text, offset))
}

/// Decodes the standard and the URL-safe alphabet, with or without padding and line breaks.
fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let mut bits = 0_u32;
    let mut filled = 0;
    for digit in text.trim_end_matches('=').bytes() {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'\n' | b'\r' => continue,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        filled += 6;
        if filled >= 8 {
            filled -= 8;
            bytes.push(u8::try_from((bits >> filled) & 0xFF).unwrap_or_default());
        }
    }
    // Six bits alone are no byte, and bits left over must be zero.
    (filled < 6 && bits & ((1 << filled) - 1) == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_of_every_dialect_is_decoded() {
        assert_eq!(decode_base64("aGk/").unwrap(), b"hi?");
        assert_eq!(decode_base64("aGk_").unwrap(), b"hi?");
        assert_eq!(decode_base64("aGVsbG8=").unwrap(), b"hello");
        assert_eq!(decode_base64("aGVs\nbG8").unwrap(), b"hello");
        assert_eq!(decode_base64("").unwrap(), b"");
    }

    #[test]
    fn broken_base64_is_refused() {
        for broken in ["a", "aGVsbG9=x", "aG V", "aGF", "é"] {
            assert_eq!(decode_base64(broken), None, "{broken}");
        }
    }
}
