//! SPDX 3 is written as it was read, or in its canonical form.

use crate::corpus::cases;

#[test]
fn written_document_is_the_one_that_was_read() {
    for case in cases("spdx3", "jsonld") {
        let document = sbom::parse(&case.bytes).unwrap();
        let written = document.write().unwrap();
        let before: serde_json::Value = serde_json::from_slice(&case.bytes).unwrap();
        let after: serde_json::Value = serde_json::from_slice(&written).unwrap();
        assert_eq!(before, after, "{}", case.file);
        let canonical = document.write_styled(sbom::Style::Canonical).unwrap();
        let again = sbom::parse(&canonical).unwrap();
        assert_eq!(again.write_styled(sbom::Style::Canonical).unwrap(), canonical);
        assert_eq!(again.edge_count(), document.edge_count());
    }
}

#[test]
fn canonical_output_does_not_depend_on_the_order_of_the_graph() {
    let element = |id: &str| {
        format!(r#"{{"type":"Person","spdxId":"https://acme.test/{id}","creationInfo":"_:c"}}"#)
    };
    let info = r#"{"type":"CreationInfo","@id":"_:c","specVersion":"3.0.1","created":"2026-01-01T00:00:00Z","createdBy":["https://acme.test/b"]}"#;
    let document = r#"{"type":"SpdxDocument","spdxId":"https://acme.test/z","creationInfo":"_:c"}"#;
    let write = |parts: &[&str]| {
        let text = format!(
            r#"{{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[{}]}}"#,
            parts.join(",")
        );
        let document = sbom::parse(text.into_bytes()).unwrap();
        String::from_utf8(document.write_styled(sbom::Style::Canonical).unwrap()).unwrap()
    };
    let (a, b) = (element("a"), element("b"));
    let first = write(&[&b, document, &a, info]);
    assert_eq!(first, write(&[info, &a, &b, document]));
    let places = ["CreationInfo", "SpdxDocument", "test/a", "\"https://acme.test/b\",\"type"];
    let places: Vec<_> = places.iter().map(|part| first.find(part).unwrap()).collect();
    assert!(places.is_sorted(), "{first}");
}
