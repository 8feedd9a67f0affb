//! What was found, as JSON: the keys are a contract.

use sbom::merge::{MergeOptions, merge};
use serde_json::json;

fn json(value: &impl serde::Serialize) -> serde_json::Value {
    serde_json::to_value(value).unwrap()
}

#[test]
fn report_tells_verdict_numbers_and_violations() {
    let text = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6",
  "components": [{"type": "gadget", "name": "a", "bom-ref": "a"}]}"#;
    let report = sbom::parse(text).unwrap().validate();
    let expected = json!({
        "valid": false, "passes_schema": false,
        "errors": 1, "warnings": 0, "remarks": 0, "omitted": 0,
        "violations": [{
            "code": "cdx-enum-component-type", "level": "schema", "severity": "error",
            "path": "/components/0/type", "line": 2, "column": 28,
            "message": report.violations()[0].message(), "element": "a",
        }],
    });
    assert_eq!(json(&report), expected);
}

#[test]
fn what_is_not_known_of_a_violation_is_left_out() {
    let report = sbom::parse(br#"{"bomFormat": "CycloneDX", "specVersion": "1.4"}"#).unwrap();
    let violations = json(&report.validate())["violations"].clone();
    assert_eq!(violations[0]["path"], "");
    assert!(violations[0].get("element").is_none(), "{violations}");
}

#[test]
fn notes_tell_kind_word_number_and_first_place() {
    let document = sbom::parse(
        br#"{"bomFormat": "CycloneDX", "specVersion": "1.6",
          "components": [{"type": "gadget", "name": "a"}, {"type": "gadget", "name": "b"}]}"#,
    );
    let expected = json!([
        {"kind": "unknown-component-type", "word": "gadget", "count": 2, "first": "/components/0"}
    ]);
    assert_eq!(json(document.unwrap().notes()), expected);
}

#[test]
fn error_tells_code_and_place() {
    let error = sbom::parse(br#"{"bomFormat": "CycloneDX", "components": [{"name": 7}]}"#);
    let error = error.unwrap_err();
    let expected = json!({"code": "wrong-type", "message": error.message(), "line": 1, "column": 52,
        "path": "/components/0/name"});
    assert_eq!(json(&error), expected);
    let error = sbom::parse(b"").unwrap_err();
    assert_eq!(json(&error), json!({"code": "empty", "message": error.message()}));
}

#[test]
fn conflict_tells_document_element_field_and_answer() {
    let part = |description: &str| {
        let text = format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
              {{"type": "library", "bom-ref": "z", "name": "zlib", "description": "{description}"}}]}}"#
        );
        sbom::parse(text.into_bytes()).unwrap()
    };
    let merged = merge(&[part("one"), part("other")], &MergeOptions::default()).unwrap();
    let expected =
        json!([{"document": 1, "element": "z", "field": "description", "answer": "first-wins"}]);
    assert_eq!(json(&merged.conflicts), expected);
}
