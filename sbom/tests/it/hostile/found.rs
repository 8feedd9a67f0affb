//! What fuzzing found, made small.

use sbom::edit::Redaction;
use sbom::{Document, LossReason, Style};

/// Reads a document, and checks that what is written of it is written the same again.
fn settled(bytes: &[u8]) -> Document {
    let document = sbom::parse(bytes).unwrap();
    for style in [Style::Pretty, Style::Compact, Style::Canonical] {
        let written = document.write_styled(style).unwrap();
        let again = sbom::parse(&written).unwrap();
        let text = String::from_utf8_lossy(&written);
        assert_eq!(again.encoding(), document.encoding(), "{text}");
        assert_eq!(again.element_count(), document.element_count(), "{text}");
        assert_eq!(again.edge_count(), document.edge_count(), "{text}");
        let twice = again.write_styled(style).unwrap();
        assert_eq!(String::from_utf8_lossy(&twice), text);
    }
    document
}

#[test]
fn repeated_identifier_does_not_become_that_of_the_next_file() {
    let text = "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\n\
                PackageName: a\nSPDXID: SPDXRef-a\nSPDXID: SPDXRef-b\nPackageVersion: 1\n\
                PackageName: c\nSPDXID: SPDXRef-c\nSPDXID: SPDXRef-d\nX: y\n\
                PackageName: e\nSPDXID: SPDXRef-e\n";
    let document = settled(text.as_bytes());
    assert_eq!(document.find("SPDXRef-c").unwrap().name(), "c");
    // In JSON there may be nothing behind it at all.
    let json = br##"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "packages": [
      {"name": "a", "SPDXID": "SPDXRef-a", "#tags": [{"tag": "SPDXID", "value": "SPDXRef-b"}]},
      {"name": "c", "SPDXID": "SPDXRef-c"}]}"##;
    let document = sbom::parse(json).unwrap();
    let written = document.write_as(sbom::Encoding::TagValue, Style::Pretty).unwrap();
    assert_eq!(written.losses.count(LossReason::Encoding), 1, "{}", written.losses);
    let again = settled(&written.bytes);
    assert_eq!(again.find("SPDXRef-c").unwrap().name(), "c");
}

#[cfg(feature = "protobuf")]
#[test]
fn protobuf_of_a_version_nobody_has_heard_of_is_recognised() {
    for version in ["3.7", "1.10", "x", "1.6-beta"] {
        let len = u8::try_from(version.len()).unwrap();
        let bytes = [&[0x0A, len], version.as_bytes(), b"\x2A\x03\x42\x01a"].concat();
        let document = settled(&bytes);
        assert_eq!(document.spec_version(), version);
        assert_eq!(document.components().next().unwrap().name(), "a");
    }
    // A line feed before text is no field.
    assert!(sbom::parse(&b"\n\t{\"bomFormat\": \"CycloneDX\"}"[..]).is_ok());
}

#[cfg(feature = "xml")]
#[test]
fn unknown_attribute_of_a_classification_stays_where_it_is() {
    let text = r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><services><service>
        <name>a</name><data><classification odd="o">PII</classification></data>
        </service><service><name>b</name><data><dataflow odd="p" name="n">
        <classification odd="q" flow="inbound">PII</classification><strange/></dataflow></data>
        </service></services></bom>"#;
    let document = settled(text.as_bytes());
    let written = String::from_utf8(document.write_styled(Style::Compact).unwrap()).unwrap();
    for kept in [r#"<classification odd="o">"#, r#"odd="p""#, r#"odd="q""#, "<strange"] {
        assert!(written.contains(kept), "{kept}: {written}");
    }
}

#[test]
fn components_without_a_name_are_the_same_as_themselves() {
    let text = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6",
      "components": [{"type": "library"}, {"type": "library"}, {"type": "file", "bom-ref": "a"}]}"#;
    let document = sbom::parse(text).unwrap();
    assert!(document.diff(&document).is_empty(), "{}", document.diff(&document));
}

#[test]
fn persons_are_redacted_once() {
    let text = br#"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "packages": [
      {"name": "a", "SPDXID": "SPDXRef-a", "supplier": "Person: Ada"}],
      "creationInfo": {"creators": ["Person: Ada", "Tool: t"]}}"#;
    let redaction = Redaction::new().people();
    let once = sbom::parse(text).unwrap().redact(&redaction).unwrap();
    assert_eq!(once.removed, ["/packages/0/supplier", "/creationInfo/creators/0"]);
    let twice = once.document.redact(&redaction).unwrap();
    assert!(twice.removed.is_empty(), "{:?}", twice.removed);
}

#[test]
fn no_assertion_is_no_licence_whatever_follows_it() {
    use sbom::{LicenceExpression, LicenceReading};

    for text in ["NOASSERTION\u{C}", "NOASSERTION+", "MIT OR\u{A0}NOASSERTION", "MIT\u{C}and ISC"] {
        assert!(LicenceExpression::parse_strict(text).is_err(), "{text:?}");
        if let Ok(read) = LicenceExpression::read(text, LicenceReading::Lax) {
            assert_eq!(LicenceExpression::parse(&read.to_string()).as_ref(), Ok(&read), "{text:?}");
        }
    }
}

#[test]
fn a_tag_behind_snippets_and_licences_does_not_find_another_element() {
    let text = "SPDXVersion: SPDX-2.3\nSnippetSPDXID: SPDXRef-s\nPackageName: a\nSPDXID: SPDXRef-a\n\
                LicenseID: LicenseRef-1\nSnippetByteRange: 1:2\nArtifactOfProjectName: x\n";
    let document = settled(text.as_bytes());
    let snippet = document.raw().get("snippets").unwrap();
    assert!(!format!("{snippet:?}").contains("ranges"), "{snippet:?}");

    let text = "SPDXVersion: SPDX-2.3\nSnippetSPDXID: SPDXRef-s\nPackageDownloadLocation: NONE\n\
                PackageName: a\nSPDXID: SPDXRef-a\n";
    let document = settled(text.as_bytes());
    let package = document.components().next().unwrap();
    assert!(package.raw().get("downloadLocation").is_none());

    let text = "SPDXVersion: SPDX-2.3\nPackageName: a\nSPDXID: SPDXRef-a\n\
                ExternalRef: OTHER x y\nExternalRefComment: one\nExternalRefComment: two\n\
                ExternalRef: OTHER x z\n";
    settled(text.as_bytes());

    let text = "SPDXVersion: SPDX-2.3\nPackageName: a\nSPDXID: SPDXRef-a\n\
                ExternalRefComment: of none\nExternalRef: OTHER x y\n";
    let document = settled(text.as_bytes());
    let package = document.components().next().unwrap();
    assert!(!format!("{:?}", package.raw().get("externalRefs")).contains("comment"));
}

#[test]
fn tag_values_of_several_lines_or_with_marks_are_written_as_they_were() {
    let head = "SPDXVersion: SPDX-2.3\nDocumentName: d\n";
    let annotated = |target: &str| {
        let document = settled(format!("{head}Annotator: t\nSPDXREF: {target}").as_bytes());
        let annotation = document.raw().get("annotations").unwrap().children().next().unwrap().1;
        annotation.get("#SPDXREF").map(|it| it.as_str().unwrap().to_owned())
    };
    assert_eq!(annotated("<text>\n\n").as_deref(), Some("\n\n"));
    // The document of these lines has no identifier either.
    assert_eq!(annotated("\n").as_deref(), Some(""));
    assert_eq!(annotated("SPDXRef-DOCUMENT\n"), None);

    for name in ["</text><text>", "a</text>b<text>", "a <text> b", "a</text>"] {
        let document = settled(format!("{head}PackageName: {name}\nSPDXID: p\n").as_bytes());
        assert_eq!(document.components().next().unwrap().name(), name);
    }
    for line in [
        "PackageChecksum: SHA1: <text> a",
        "PrimaryPackagePurpose: <text>a-\nb</text>",
        "PackageVerificationCode: <text>a",
    ] {
        let text = format!("{head}PackageName: p\nSPDXID: p\n{line}\n");
        settled(text.as_bytes());
    }
}

#[test]
fn tags_that_somebody_put_into_json_open_nothing_in_tag_value() {
    let json = br##"{"spdxVersion": "SPDX-2.3", "SPDXID": "a b\nPackageName: c", "packages": [
      {"name": "a", "SPDXID": "SPDXRef-a", "#tags": [{"tag": "PackageName", "value": "b"},
        {"tag": "X", "value": "y"}, {"tag": "X: y\nPackageName", "value": "b"}, {}]}],
      "documentDescribes": ["SPDXRef-a"], "annotations": [{"annotator": "t"}]}"##;
    let document = sbom::parse(json).unwrap();
    let written = document.write_as(sbom::Encoding::TagValue, Style::Pretty).unwrap();
    assert_eq!(written.losses.count(LossReason::Invalid), 3, "{}", written.losses);
    let again = settled(&written.bytes);
    assert_eq!((again.components().count(), again.edge_count()), (1, 1));
}

#[cfg(feature = "rdf")]
#[test]
fn blank_nodes_are_no_values_of_what_is_named() {
    let rdf = |body: &str| {
        format!(
            r##"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
              xmlns:spdx="http://spdx.org/rdf/terms#">
              <spdx:SpdxDocument rdf:about="http://a/b#SPDXRef-DOCUMENT">{body}
              </spdx:SpdxDocument></rdf:RDF>"##
        )
    };
    let algorithm = |value: &str| {
        let document = settled(
            rdf(&format!(
                r##"<spdx:relationship><spdx:Relationship><spdx:relatedSpdxElement>
              <spdx:Package rdf:about="http://a/b#SPDXRef-a"><spdx:name>a</spdx:name>
              <spdx:checksum><spdx:Checksum><spdx:algorithm>{value}</spdx:algorithm>
              <spdx:checksumValue>0</spdx:checksumValue></spdx:Checksum></spdx:checksum>
              </spdx:Package></spdx:relatedSpdxElement></spdx:Relationship></spdx:relationship>"##
            ))
            .as_bytes(),
        );
        let package = document.components().next().unwrap();
        let name = package.hashes().next().map(|it| it.algorithm_name().to_owned());
        name.filter(|name| !name.is_empty())
    };
    assert_eq!(algorithm("<rdf:Description/>"), None);
    assert_eq!(algorithm("SHA1:#8").as_deref(), Some("SHA1:#8"));
    assert_eq!(algorithm("SHA 1").as_deref(), Some("SHA 1"));

    let document = settled(rdf(
        r##"<spdx:externalDocumentRef><spdx:ExternalDocumentRef rdf:about="http://a/b#DocumentRef-c">
          <spdx:spdxDocument rdf:nodeID="c"/></spdx:ExternalDocumentRef></spdx:externalDocumentRef>"##,
    ).as_bytes());
    let reference = document.raw().get("externalDocumentRefs").unwrap();
    assert!(!format!("{reference:?}").contains("_:"), "{reference:?}");
}

#[cfg(feature = "xml")]
#[test]
fn what_the_text_of_xml_speaks_of_does_not_say_what_it_is() {
    for address in ["http://spdx.org/rdf/terms#a", "http://cyclonedx.org/schema/bom/1.6"] {
        let text = format!(
            "<?xml version='1.0'?>\n<!-- {address} -->\n<Document><SPDXID>SPDXRef-DOCUMENT</SPDXID>\
             <name>{address}</name><spdxVersion>SPDX-2.3</spdxVersion></Document>"
        );
        let document = settled(text.as_bytes());
        assert_eq!(document.encoding(), sbom::Encoding::Xml);
        assert_eq!(document.name(), Some(address));
        let text = format!(
            "<bom xmlns='http://cyclonedx.org/schema/bom/1.6'><components><component type='file'>\
             <name>{address} &lt;SPDXID></name></component></components></bom>"
        );
        assert_eq!(settled(text.as_bytes()).format(), sbom::Format::CycloneDx);
    }
}

#[cfg(feature = "yaml")]
#[test]
fn text_that_speaks_of_a_member_is_no_document() {
    for text in [
        "~{\n  \"bomFormat\":\"CycloneDX\"\n}  {",
        "- bomFormat: CycloneDX\n",
        "a: |\n  x\n  spdxVersion: SPDX-2.3\n",
    ] {
        let error = sbom::parse(text.as_bytes()).unwrap_err();
        assert_eq!(error.code(), sbom::Code::Unrecognised, "{text:?}: {error}");
    }
}

#[cfg(feature = "rdf")]
#[test]
fn blank_nodes_of_rdf_have_no_namespace_and_cannot_be_forged() {
    let rdf = |body: &str| {
        format!(
            r##"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
              xmlns:spdx="http://spdx.org/rdf/terms#">{body}</rdf:RDF>"##
        )
    };
    let document = settled(rdf("<spdx:SpdxDocument/><spdx:Package/>").as_bytes());
    assert_eq!(document.raw().get("documentNamespace").map(|it| it.as_str()), None);
    // The first blank node is the document; these are something else.
    for forged in [r##"rdf:about="_:#1""##, r##"rdf:nodeID="#1""##] {
        let body = format!(
            "<spdx:SpdxDocument/><spdx:Package {forged}><spdx:name>a</spdx:name></spdx:Package>"
        );
        let document = settled(rdf(&body).as_bytes());
        assert_eq!(document.name(), None, "{forged}");
        assert_eq!(document.components().next().unwrap().name(), "a", "{forged}");
    }
}

#[test]
fn qualifiers_begin_at_the_first_question_mark() {
    let purl = sbom::Purl::parse("pkg:c/x@1:?a/b&c?d").unwrap();
    assert_eq!((purl.name(), purl.version(), purl.qualifiers().len()), ("x", Some("1:"), 0));
    assert!(sbom::Purl::parse_strict("pkg:c/x@1:?a/b&c?d").is_err());
}

#[test]
fn what_speaks_for_a_document_of_spdx_3_does_not_depend_on_the_order() {
    let of = |graph: &str| {
        let context = "https://spdx.org/rdf/3.2.0/spdx-context.jsonld";
        let document =
            settled(format!(r#"{{"@context": "{context}", "@graph": [{graph}]}}"#).as_bytes());
        for style in [Style::Pretty, Style::Canonical] {
            let again = sbom::parse(document.write_styled(style).unwrap()).unwrap();
            assert_eq!(again.spec_version(), document.spec_version());
        }
        document.spec_version().to_owned()
    };
    let infos = [
        r#"{"type": "CreationInfo", "@id": "_:b"}"#,
        r#"{"type": "CreationInfo", "specVersion": "3.5"}"#,
        r#"{"type": "CreationInfo", "specVersion": "3.4"}"#,
    ];
    let collections = [
        r#"{"type": "software_Sbom", "spdxId": "https://a/#b", "creationInfo": {}}"#,
        r#"{"type": "Bom", "creationInfo": {"specVersion": "3.0.0"}}"#,
        r#"{"type": "Bom", "spdxId": "https://a/#a", "creationInfo": {"specVersion": "3.0.1"}}"#,
    ];
    for [a, b, c] in [infos, collections] {
        assert_eq!(of(&[a, b, c].join(",")), of(&[c, b, a].join(",")));
    }
    assert_eq!(of(&collections.join(",")), "3.0.1");
}

#[cfg(feature = "rdf")]
#[test]
fn iris_of_rdf_that_look_like_something_else_stay_what_they_are() {
    for (namespace, category) in [
        ("http://a/#", "@http://spdx.org/rdf/terms#referenceCategory_packageManager"),
        ("http://a/#", "\n  http://spdx.org/rdf/terms#referenceCategory_packageManager "),
        ("_:http://a/#", "http://spdx.org/rdf/terms#referenceCategory_packageManager"),
        // What follows a known namespace need be no name of an element.
        (
            "http://www.w3.org/2000/01/rdf-schema#,",
            "http://spdx.org/rdf/terms#referenceCategory_packageManager",
        ),
    ] {
        let text = format!(
            r##"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
              xmlns:spdx="http://spdx.org/rdf/terms#" xmlns:x="{namespace}">
              <spdx:SpdxDocument rdf:about="http://a/b#SPDXRef-DOCUMENT"/>
              <spdx:Package rdf:about="http://a/b#SPDXRef-a"><spdx:name>a</spdx:name>
              <spdx:externalRef><spdx:ExternalRef>
              <spdx:referenceCategory rdf:resource="{category}"/></spdx:ExternalRef>
              </spdx:externalRef><x:y><x:Z rdf:nodeID="n"/></x:y></spdx:Package></rdf:RDF>"##
        );
        settled(text.as_bytes());
    }
}
