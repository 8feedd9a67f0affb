use sbom::{Code, NoteKind, Wrapping};

const BOM: &str =
    r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"a"}]}"#;

fn statement(predicate: &str) -> String {
    format!(
        r#"{{"_type": "https://in-toto.io/Statement/v1", "predicateType": "https://cyclonedx.org/bom",
  "subject": [{{"name": "registry.example.org/shop", "digest": {{"sha256": "ab12", "sha512": "cd"}}}}],
  "predicate": {predicate}}}"#
    )
}

fn envelope(payload: &str) -> String {
    let payload = base64(payload.as_bytes());
    format!(
        r#"{{"payloadType":"application/vnd.in-toto+json","payload":"{payload}","signatures":[{{"sig":""}}]}}"#
    )
}

#[test]
fn sbom_is_found_in_every_envelope() {
    let bundle = format!(
        r#"{{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","dsseEnvelope":{}}}"#,
        envelope(&statement(BOM))
    );
    let cases = [
        (statement(BOM), Wrapping::InToto),
        (statement(&format!(r#"{{"Data": {BOM}, "Timestamp": "now"}}"#)), Wrapping::InToto),
        (statement(&format!(r#"{{"Data": {}}}"#, serde_json_string(BOM))), Wrapping::InToto),
        (envelope(&statement(BOM)), Wrapping::Dsse),
        (envelope(BOM), Wrapping::Dsse),
        (bundle, Wrapping::Dsse),
    ];
    for (text, wrapping) in &cases {
        let document =
            sbom::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!((document.wrapped(), document.components().count()), (Some(*wrapping), 1));
    }
}

#[test]
fn digests_that_bind_the_sbom_are_kept() {
    let document = sbom::parse(envelope(&statement(BOM)).as_bytes()).unwrap();
    let attestation = document.attestation().unwrap();
    assert_eq!(attestation.predicate_type(), Some("https://cyclonedx.org/bom"));
    let subject = &attestation.subjects()[0];
    assert_eq!(subject.name(), Some("registry.example.org/shop"));
    assert_eq!(subject.digest("sha256"), Some("ab12"));
    assert_eq!(subject.digests().len(), 2);
}

#[test]
fn errors_inside_name_the_way_in() {
    let broken = BOM.replace(r#""a""#, "7");
    let error = sbom::parse(statement(&broken).as_bytes()).unwrap_err();
    assert_eq!(error.path(), Some("/predicate/components/0/name"));
    assert_eq!(error.line(), Some(3), "a line of the whole text");
    let error = sbom::parse(envelope(&statement(&broken)).as_bytes()).unwrap_err();
    assert_eq!(error.path(), Some("/payload/predicate/components/0/name"));
    assert_eq!(error.line(), Some(3), "a line of the decoded payload");
}

#[test]
fn tampered_payload_is_an_error_of_the_payload() {
    let text = envelope(&statement(BOM).replace("\"predicateType\":", "\"predicateType\" "));
    let error = sbom::parse(text.as_bytes()).unwrap_err();
    assert!(error.path().unwrap().starts_with("/payload"), "{error}");
    let text = r#"{"payloadType":"application/vnd.in-toto+json","payload":"!!!","signatures":[]}"#;
    let error = sbom::parse(text.as_bytes()).unwrap_err();
    assert_eq!((error.code(), error.path()), (Code::InvalidEnvelope, Some("/payload")));
}

#[test]
fn attestation_of_something_else_is_refused() {
    let error = sbom::parse(statement(r#"{"builder": {"id": "ci"}}"#).as_bytes()).unwrap_err();
    assert_eq!(error.code(), Code::NotAnSbom);
    let error = sbom::parse(statement("null").as_bytes()).unwrap_err();
    assert_eq!(error.code(), Code::InvalidEnvelope);
}

/// `cosign attest --type spdx` puts the text of the file into the predicate.
#[test]
fn predicate_that_is_a_text_is_a_document() {
    let text =
        statement(&serde_json_string("SPDXVersion: SPDX-2.3\nPackageName: a\nSPDXID: SPDXRef-a\n"));
    let document = sbom::parse(text.as_bytes()).unwrap();
    assert_eq!(document.wrapped(), Some(Wrapping::InToto));
    assert_eq!((document.encoding().as_str(), document.components().count()), ("tag-value", 1));
}

#[test]
fn envelopes_without_end_are_refused() {
    let mut text = BOM.to_owned();
    for _ in 0..6 {
        text = envelope(&text);
    }
    assert_eq!(sbom::parse(text.as_bytes()).unwrap_err().code(), Code::TooDeep);
}

#[test]
fn first_of_several_lines_counts_and_the_rest_is_noted() {
    let text = format!("{}\n{}\n", envelope(BOM), envelope(BOM));
    let document = sbom::parse(text.as_bytes()).unwrap();
    assert_eq!(document.notes().count(NoteKind::MoreDocuments), 1);
}

#[test]
fn first_line_that_is_an_sbom_is_taken() {
    let provenance = statement(r#"{"builder": {"id": "ci"}}"#).replace('\n', " ");
    let text = format!("{provenance}\n{}\n{provenance}\n", envelope(&statement(BOM)));
    let document = sbom::parse(text.as_bytes()).unwrap();
    assert_eq!(document.components().count(), 1);
    assert_eq!(document.notes().count(NoteKind::MoreDocuments), 1);
    let error = sbom::parse(format!("{provenance}\n{provenance}\n").as_bytes()).unwrap_err();
    assert_eq!(error.code(), Code::NotAnSbom);
    let broken = envelope(&statement(BOM)).replacen('{', "{\"x\":@,", 1);
    let error = sbom::parse(format!("{provenance}\n\n{broken}").as_bytes()).unwrap_err();
    assert_eq!(error.code(), Code::NotAnSbom, "a broken line says nothing about the others");
}

#[test]
fn vex_in_an_attestation_is_read() {
    let vex = r#"{"@context":"https://openvex.dev/ns/v0.2.0","statements":[{"vulnerability":{"name":"CVE-1"},"status":"fixed"}]}"#;
    let document = sbom::vex::parse(statement(vex).as_bytes()).unwrap();
    assert_eq!(document.attestation.unwrap().subjects().len(), 1);
}

#[test]
fn digests_keep_their_order_and_may_not_be_repeated() {
    let with = |digest: &str| {
        let text = statement(BOM).replace(r#"{"sha256": "ab12", "sha512": "cd"}"#, digest);
        sbom::parse(text.as_bytes())
    };
    let document = with(r#"{"sha512": "cd", "sha256": "ab12"}"#).unwrap();
    let digests: Vec<_> = document.attestation().unwrap().subjects()[0].digests().collect();
    assert_eq!(digests, [("sha512", "cd"), ("sha256", "ab12")]);
    let error = with(r#"{"sha256": "ab12", "sha256": "cd34"}"#).unwrap_err();
    assert_eq!(error.code(), Code::DuplicateKey);
    assert_eq!(error.path(), Some("/subject/0/digest/sha256"));
    assert_eq!(error.line(), Some(2));
    let error = with("5").unwrap_err();
    assert_eq!((error.code(), error.path()), (Code::InvalidEnvelope, Some("/subject/0/digest")));
}

#[test]
fn subjects_are_items() {
    let mut options = sbom::ParseOptions::default();
    options.limits.items = 10;
    let text =
        statement(BOM).replace(r#""subject": ["#, &format!(r#""subject": [{}"#, "{},".repeat(10)));
    let error = sbom::parse_with(text.as_bytes(), &options).unwrap_err();
    assert_eq!((error.code(), error.path()), (Code::TooMany, Some("/subject/10")));
}

#[test]
fn document_that_claims_to_be_an_envelope_too_is_refused() {
    let claims = [
        format!(r#""payloadType": "x", "payload": "{}""#, base64(BOM.as_bytes())),
        r#""_type": "https://in-toto.io/Statement/v1", "predicate": {}"#.to_owned(),
        r#""dsseEnvelope": {}"#.to_owned(),
    ];
    for claim in claims {
        let text = BOM.replacen('{', &format!("{{{claim},"), 1);
        let error = sbom::parse(text.as_bytes()).unwrap_err();
        assert_eq!(error.code(), Code::AmbiguousFormat, "{text}");
    }
}

#[test]
fn members_named_like_wrappings_do_not_unwrap_an_sbom() {
    let other = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[]}"#;
    for key in ["sbom", "Data"] {
        let text = BOM.replacen('{', &format!(r#"{{"{key}":{other},"#), 1);
        let document = sbom::parse(statement(&text).as_bytes()).unwrap();
        assert_eq!(document.components().count(), 1, "{key}");
        let document = sbom::parse(text.as_bytes()).unwrap();
        assert_eq!(document.components().count(), 1, "{key}");
    }
}

#[test]
fn array_is_no_envelope_whatever_its_strings_say() {
    let error = sbom::parse(br#"["payload", "payloadType"]"#).unwrap_err();
    assert_eq!(error.code(), Code::Unrecognised);
}

#[test]
fn payload_that_is_no_text_is_located() {
    let error = sbom::parse(b"{\"payloadType\":\"x\",\n\"payload\":5}").unwrap_err();
    assert_eq!((error.code(), error.path()), (Code::InvalidEnvelope, Some("/payload")));
    assert_eq!((error.line(), error.column()), (Some(2), Some(11)));
}

fn serde_json_string(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for digit in 0..4 {
            match digit <= chunk.len() {
                true => text.push(DIGITS[(bits >> (18 - 6 * digit)) as usize & 63] as char),
                false => text.push('='),
            }
        }
    }
    text
}
