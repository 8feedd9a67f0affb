//! A signature holds for what was signed: whoever changes a document takes it off.

use sbom::edit::{Editor, NewComponent, Redaction};
use sbom::merge::{MergeOptions, merge};
use sbom::{ComponentType, ConvertOptions, Document, LossReason};

/// A document with an XML signature, and an extension beside it.
fn signed() -> Document {
    let text = r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.4" version="1">
      <components><component type="library"><publisher>Acme</publisher><name>a</name>
        <version>1</version></component></components>
      <other xmlns="https://acme.test/x">kept</other>
      <ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
        <ds:SignatureValue>eA==</ds:SignatureValue></ds:Signature></bom>"#;
    sbom::parse(text.as_bytes()).unwrap()
}

/// Returns what the document is written as, which has the extension at any rate.
fn written(document: &Document) -> String {
    let written = String::from_utf8(document.write().unwrap()).unwrap();
    assert!(written.contains("acme.test"), "{written}");
    written
}

#[test]
fn a_document_as_it_was_keeps_its_xml_signature() {
    assert!(written(&signed()).contains("SignatureValue"));
    let made = signed().redact(&Redaction::new().member("copyright")).unwrap();
    assert!(written(&made.document).contains("SignatureValue") && made.removed.is_empty());
}

#[test]
fn an_edited_document_carries_no_xml_signature() {
    let mut editor = signed().edit();
    editor.add_component(&NewComponent::new(ComponentType::Library, "b").version("1")).unwrap();
    assert!(!written(&editor.finish().unwrap().document).contains("Signature"));
}

#[test]
fn signatures_of_all_that_hold_what_was_changed_go_and_others_stay() {
    let part = |id: &str, parts: &str| {
        format!(
            r#"{{"type": "library", "name": "{id}", "bom-ref": "{id}", "components": [{parts}],
                "signature": {{"algorithm": "RS256", "value": "{id}"}}}}"#
        )
    };
    let text = format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{}, {}]}}"#,
        part("a", &format!("{}, {}", part("b", &part("c", "")), part("d", ""))),
        part("e", "")
    );
    let changes: [fn(&mut Editor); 3] = [
        |it| {
            it.component("c").unwrap().set_version("2").unwrap();
        },
        |it| drop(it.add_component_to("c", &NewComponent::new(ComponentType::Library, "x"))),
        |it| assert_eq!(it.remove_components(["c"]), 1),
    ];
    for change in changes {
        let mut editor = sbom::parse(text.as_bytes()).unwrap().edit();
        change(&mut editor);
        let written = editor.finish().unwrap().document.write().unwrap();
        let written = String::from_utf8(written).unwrap();
        let signed = |id: &&str| written.contains(&format!(r#""value": "{id}""#));
        let left: Vec<&str> = ["a", "b", "c", "d", "e"].into_iter().filter(signed).collect();
        assert_eq!(left, ["d", "e"]);
    }
}

#[test]
fn a_redacted_document_carries_no_xml_signature_and_says_so() {
    let made = signed().redact(&Redaction::new().member("publisher")).unwrap();
    assert!(!written(&made.document).contains("Signature"));
    assert_eq!(made.removed, ["/components/0/publisher", "/#foreign/1"]);
}

#[test]
fn a_merged_document_carries_no_xml_signature() {
    let made = merge(&[signed(), signed()], &MergeOptions::default()).unwrap();
    assert!(!written(&made.document).contains("Signature"));
    assert!(!written(&signed().dedupe().unwrap().document).contains("Signature"));
}

#[test]
fn a_converted_document_carries_no_xml_signature_and_says_so() {
    for target in ["cyclonedx-1.6-xml", "cyclonedx-1.4-json", "cyclonedx-1.2-xml"] {
        let made = signed().convert(target.parse().unwrap(), &ConvertOptions::default()).unwrap();
        let text = String::from_utf8_lossy(&made.bytes);
        assert!(!text.contains("Signature"), "{target}: {text}");
        let lost = made.losses.iter().filter(|loss| loss.reason() == LossReason::Signature);
        assert_eq!(lost.map(|loss| loss.path()).collect::<Vec<_>>(), ["/#foreign/1"], "{target}");
    }
}
