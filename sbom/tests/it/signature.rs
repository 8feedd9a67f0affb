//! A signature holds for what was signed: whoever changes a document takes it off.

use sbom::edit::{NewComponent, Redaction};
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
