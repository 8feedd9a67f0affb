//! SBOMs inside in-toto statements, DSSE envelopes and Sigstore bundles.
//!
//! What is kept of an envelope is what binds the SBOM to an artifact: the subjects' digests and
//! the predicate type. Signatures are somebody else's task.

use crate::detect::{Found, Outer, explain, open_text, sniff_json};
use crate::document::index::located;
use crate::error::{Code, Error};
use crate::format::Wrapping;
use crate::json::position_at;
use crate::limits::ParseOptions;
use crate::tree::{Key, Tree, Value};

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
pub(crate) fn is_envelope(root: Value<'_>) -> bool {
    root.get(Key::DSSE_ENVELOPE).is_some() || is_dsse(root) || is_statement(root)
}

fn is_dsse(root: Value<'_>) -> bool {
    root.get(Key::PAYLOAD_TYPE).is_some() && root.get(Key::PAYLOAD).is_some()
}

fn is_statement(root: Value<'_>) -> bool {
    root.text(Key::UNDERSCORE_TYPE)
        .is_some_and(|it| it.starts_with("https://in-toto.io/Statement/"))
}

/// Opens an envelope and recognises what is inside.
pub(crate) fn open(tree: &Tree, options: &ParseOptions, mut outer: Outer) -> Result<Found, Error> {
    let root = tree.root();
    let relocated = |error: Error, outer: &Outer| outer.place.relocate(error);
    let dsse = root.get(Key::DSSE_ENVELOPE).or_else(|| is_dsse(root).then_some(root));
    if let Some(dsse) = dsse {
        let wrapped = Attestation::new(Wrapping::Dsse);
        outer.attestation = outer.attestation.or(Some(wrapped));
        let value = dsse.get(Key::PAYLOAD).unwrap_or(dsse);
        let payload = payload(value).map_err(|error| relocated(error, &outer))?;
        return descend_into(payload, value.path(), options, outer);
    }
    match statement(root, options, outer.attestation.take()) {
        Ok(attestation) => outer.attestation = Some(attestation),
        Err(error) => return Err(relocated(error, &outer)),
    }
    match root.get(Key::PREDICATE) {
        Some(predicate) if predicate.is_object() => {
            // `cosign attest --type custom` wraps the document once more.
            let data = predicate.get(Key::CAPITAL_DATA);
            let kind = sniff_json(predicate).map_err(|error| relocated(error, &outer))?;
            match data.filter(|data| kind.is_none() && (data.is_object() || data.is_text())) {
                Some(data) => descend(data, options, outer),
                None => descend(predicate, options, outer),
            }
        }
        // `cosign attest --type spdx` puts tag-value text here.
        Some(predicate) if predicate.is_text() => descend(predicate, options, outer),
        _ => {
            let message = "the in-toto statement has no predicate";
            Err(relocated(Error::new(Code::InvalidEnvelope, message), &outer))
        }
    }
}

/// Recognises what a member of an envelope holds: an object, or a document in a string.
pub(crate) fn descend(
    value: Value<'_>,
    options: &ParseOptions,
    mut outer: Outer,
) -> Result<Found, Error> {
    if let Some(text) = value.as_str() {
        return descend_into(text.to_owned(), value.path(), options, outer);
    }
    let source = value.tree().source();
    let offset = value.offset().unwrap_or(0);
    outer.level += 1;
    outer.place.enter(Some(position_at(source, offset)), value.path());
    open_text(source.get(offset..).unwrap_or_default().to_owned(), options, outer)
}

fn descend_into(
    text: String,
    path: String,
    options: &ParseOptions,
    mut outer: Outer,
) -> Result<Found, Error> {
    outer.level += 1;
    outer.place.enter(None, path);
    open_text(text, options, outer)
}

/// Reads what a statement says about its predicate. An inner statement replaces an outer one.
fn statement(
    root: Value<'_>,
    options: &ParseOptions,
    outer: Option<Attestation>,
) -> Result<Attestation, Error> {
    let mut attestation = outer.unwrap_or(Attestation::new(Wrapping::InToto));
    attestation.predicate_type = root.text(Key::PREDICATE_TYPE).map(str::to_owned);
    attestation.subjects.clear();
    let most = options.limits.items;
    for subject in root.list(Key::SUBJECT) {
        if attestation.subjects.len() == most {
            let message = format!("the statement has more than {most} subjects");
            return Err(located(Error::new(Code::TooMany, message), subject));
        }
        attestation.subjects.push(read_subject(subject)?);
    }
    Ok(attestation)
}

fn read_subject(subject: Value<'_>) -> Result<AttestationSubject, Error> {
    let digest = subject.get(Key::DIGEST).filter(|digest| !digest.is_null());
    for value in [Some(subject), digest].into_iter().flatten() {
        if !value.is_object() {
            return Err(invalid(value, "the statement's subject is no object"));
        }
    }
    let mut digests = Vec::new();
    for digest in digest.into_iter().flat_map(Value::children) {
        let Some(text) = digest.as_str() else {
            return Err(invalid(digest, "the subject's digest is no string"));
        };
        digests.push((digest.key_text().to_owned(), text.to_owned()));
    }
    Ok(AttestationSubject { name: subject.text(Key::NAME).map(str::to_owned), digests })
}

fn payload(value: Value<'_>) -> Result<String, Error> {
    let Some(encoded) = value.as_str() else {
        return Err(invalid(value, "the payload is not a JSON string"));
    };
    let Some(bytes) = decode_base64(encoded) else {
        return Err(invalid(value, "the payload is not base64"));
    };
    String::from_utf8(bytes).map_err(|error| {
        let inner = explain(error.as_bytes(), error.utf8_error());
        let message = "the payload is not valid UTF-8".to_owned();
        inner.because(Code::InvalidEncoding, message).inside(&value.path())
    })
}

fn invalid(value: Value<'_>, message: &str) -> Error {
    located(Error::new(Code::InvalidEnvelope, message), value)
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
