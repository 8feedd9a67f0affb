use sbom::{Code, Encoding, Kind, NoteKind, detect};

#[test]
fn formats_are_told_by_content() {
    let cases: &[(&str, Kind, Encoding)] = &[
        (r#"{"bomFormat":"CycloneDX"}"#, Kind::CycloneDx, Encoding::Json),
        (r#"  {"components":[],"specVersion":"1.5"}"#, Kind::CycloneDx, Encoding::Json),
        (r#"{"packages":[],"spdxVersion":"SPDX-2.3"}"#, Kind::Spdx2, Encoding::Json),
        (r#"{"SPDXID":"SPDXRef-DOCUMENT"}"#, Kind::Spdx2, Encoding::Json),
        (
            r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[]}"#,
            Kind::Spdx3,
            Encoding::JsonLd,
        ),
        (
            r#"{"@context":["https://openvex.dev/ns/v0.2.0"],"statements":[]}"#,
            Kind::OpenVex,
            Encoding::Json,
        ),
        (r#"{"document":{"csaf_version":"2.0"}}"#, Kind::Csaf, Encoding::Json),
        (r#"{"SchemaVersion":2,"Results":[]}"#, Kind::TrivyReport, Encoding::Json),
        (r#"{"matches":[],"descriptor":{}}"#, Kind::GrypeReport, Encoding::Json),
        (r#"{"artifacts":[],"descriptor":{}}"#, Kind::SyftReport, Encoding::Json),
        (r#"{"version":"2.1.0","runs":[]}"#, Kind::Sarif, Encoding::Json),
        (r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6"/>"#, Kind::CycloneDx, Encoding::Xml),
        (
            r#"<?xml version="1.0"?><rdf:RDF xmlns:spdx="http://spdx.org/rdf/terms#"/>"#,
            Kind::Spdx2,
            Encoding::Rdf,
        ),
        ("<Document><SPDXID>SPDXRef-DOCUMENT</SPDXID></Document>", Kind::Spdx2, Encoding::Xml),
        ("# made by hand\n\nSPDXVersion: SPDX-2.3", Kind::Spdx2, Encoding::TagValue),
        ("SPDXID: SPDXRef-DOCUMENT\nSPDXVersion: SPDX-2.3", Kind::Spdx2, Encoding::TagValue),
        (
            "---\nSPDXID: \"SPDXRef-DOCUMENT\"\nspdxVersion: \"SPDX-2.3\"",
            Kind::Spdx2,
            Encoding::Yaml,
        ),
    ];
    for (text, kind, encoding) in cases {
        let found = detect(text.as_bytes()).unwrap();
        assert_eq!((found.kind(), found.encoding()), (*kind, *encoding), "{text}");
    }
}

#[test]
fn unread_formats_are_refused_by_name() {
    let refuse = |bytes: &[u8]| {
        let error = sbom::parse(bytes).unwrap_err();
        assert!(error.is_unsupported(), "{error}");
        error.message().to_owned()
    };
    assert_eq!(refuse(b"\x28\xB5\x2F\xFDrest"), "unsupported format: zstd, unpack it first");
    assert_eq!(refuse(b"BZh91AY&SY"), "unsupported format: bzip2, unpack it first");
    assert_eq!(refuse(br#"{"SchemaVersion": 2}"#), "not an SBOM but a Trivy report");
    assert_eq!(
        refuse(b"[1, 2]"),
        "JSON in no known format: it has neither `bomFormat` nor `spdxVersion` nor the `@context` of \
         SPDX 3"
    );
    assert_eq!(refuse(b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"), "bytes in no known format, and not text");
    assert_eq!(
        refuse(b"hello"),
        "text in no known format: it is neither JSON, XML, YAML nor tag-value of an SBOM"
    );
}

#[test]
fn a_version_that_stands_in_the_midst_of_a_text_makes_no_document() {
    let text = "PackageName: Test\nPackageSummary: <text>Not\nSPDXVersion: SPDX-2.3\n</text>\n";
    let error = sbom::parse(text.as_bytes()).unwrap_err();
    assert_eq!(error.code(), sbom::Code::Unrecognised);
    assert_eq!(error.to_string(), "tag-value in no known format: it has no `SPDXVersion`");
}

/// A log, a description, a document that lost its first line: nobody meant to write YAML.
#[cfg(feature = "yaml")]
#[test]
fn a_text_with_a_piece_of_json_is_not_only_said_to_be_no_yaml() {
    for text in [
        "Wrote this:\n{\n  \"bomFormat\": \"CycloneDX\",\n  \"specVersion\": \"1.6\"\n}\nDone: 1: 2\n",
        "\"spdxVersion\": \"SPDX-2.3\",\n\"name\": \"a\"\n}\n",
    ] {
        let message = sbom::parse(text.as_bytes()).unwrap_err().to_string();
        assert!(
            message.starts_with("neither JSON, which begins with a brace, nor YAML: "),
            "{message}"
        );
        assert!(message.contains(" at line "), "{message}");
    }
}

#[test]
fn a_text_that_begins_as_packers_do_is_a_text() {
    let text = "BZh: 1\nspdxVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nname: a\n";
    let found = detect(text.as_bytes()).unwrap();
    assert_eq!((found.kind(), found.encoding()), (Kind::Spdx2, Encoding::Yaml));
}

/// A build without the feature says which one it lacks.
#[test]
fn encodings_behind_features_are_read_or_name_their_feature() {
    let cases: &[(&[u8], bool, &str)] = &[
        (b"<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\"/>", cfg!(feature = "xml"), "xml"),
        (
            br#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://spdx.org/rdf/terms#"><SpdxDocument rdf:about="http://example.org/d#SPDXRef-DOCUMENT"/></rdf:RDF>"#,
            cfg!(feature = "rdf"),
            "rdf",
        ),
        (b"spdxVersion: SPDX-2.3\nname: d\n", cfg!(feature = "yaml"), "yaml"),
        (b"\x0A\x031.6", cfg!(feature = "protobuf"), "protobuf"),
        (b"\x1F\x8B\x08rest", cfg!(feature = "archive"), "archive"),
        (b"PK\x03\x04rest", cfg!(feature = "archive"), "archive"),
    ];
    for (bytes, is_on, feature) in cases {
        match sbom::parse(*bytes) {
            Ok(_) => assert!(is_on, "{feature}"),
            Err(error) if *is_on => assert_ne!(error.code(), Code::UnsupportedFormat, "{error}"),
            Err(error) => {
                assert_eq!(error.code(), Code::UnsupportedFormat);
                assert!(
                    error.message().ends_with(&format!("needs the feature `{feature}`")),
                    "{error}"
                );
            }
        }
    }
}

#[test]
fn marks_and_wide_text_are_read() {
    let text = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"ä𝄞"}]}"#;
    let name = |bytes: &[u8]| {
        let document = sbom::parse(bytes).unwrap();
        let name = document.components().next().unwrap().name().to_owned();
        (name, document.notes().count(NoteKind::Transcoded))
    };
    let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    assert_eq!(name(&marked), ("ä𝄞".to_owned(), 0));
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in
        [&little, &big, &[b"\xFF\xFE", &little[..]].concat(), &[b"\xFE\xFF", &big[..]].concat()]
    {
        assert_eq!(name(bytes), ("ä𝄞".to_owned(), 1));
    }
    let odd = sbom::parse([b"\xFF\xFE", &little[..little.len() - 1]].concat()).unwrap_err();
    assert_eq!(odd.code(), Code::InvalidEncoding);
}

#[test]
fn document_that_claims_two_formats_is_refused() {
    for text in [
        r#"{"bomFormat":"CycloneDX","specVersion":"1.6","spdxVersion":"SPDX-2.3"}"#,
        r#"{"spdxVersion":"SPDX-2.3","components":[],"bomFormat":"CycloneDX"}"#,
        r#"{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","bomFormat":"other"}"#,
    ] {
        assert_eq!(
            sbom::parse(text.as_bytes()).unwrap_err().code(),
            Code::AmbiguousFormat,
            "{text}"
        );
    }
}

#[test]
fn export_of_github_is_taken_out_of_its_shell() {
    let text = r#"{"sbom": {"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"d","packages":[{"name":"rails"}]}}"#;
    let document = sbom::parse(text.as_bytes()).unwrap();
    assert_eq!((document.components().count(), document.wrapped()), (1, None));
    let error = sbom::parse(br#"{"sbom": {"spdxVersion":"SPDX-2.3","packages":[1]}}"#).unwrap_err();
    assert_eq!(error.path(), Some("/sbom/packages/0"));
    assert_eq!(error.column(), Some(48));
    let broken = text.replacen('{', "{\"x\":@,", 1);
    assert_eq!(sbom::parse(broken.as_bytes()).unwrap_err().path(), Some("/x"));
}
