//! What is wrong with a document of SPDX 3, each with its code and place.

use sbom::Document;

use super::{DOCUMENT, graph};
use crate::corpus::cases;

#[test]
fn corpus_verdicts_equal_those_of_the_official_schema() {
    for case in cases("spdx3", "jsonld") {
        let Some(verdict) = case.expected("schema") else { continue };
        let report = sbom::parse(&case.bytes).unwrap().validate();
        assert_eq!(report.passes_schema(), verdict == "yes", "{}:\n{report}", case.file);
    }
}

/// Returns the codes of what is wrong, each once.
fn codes(document: &Document) -> Vec<&'static str> {
    let report = document.validate();
    let mut codes: Vec<_> = report.violations().iter().map(|it| it.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

#[test]
fn every_rule_of_the_schema_has_its_code_and_place() {
    let cases = [
        (r#"{"type": "Person", "spdxId": "urn:a:b"}"#, "spdx3-required", ""),
        (r#"{"type": "Human", "spdxId": "urn:a:b"}"#, "spdx3-class", "/type"),
        (r#"{"type": "Artifact", "spdxId": "urn:a:b"}"#, "spdx3-class", "/type"),
        (r#"{"type": "Tool", "spdxId": "ab", "creationInfo": "_:c"}"#, "spdx3-iri", "/spdxId"),
        (
            r#"{"type": "Tool", "spdxId": "urn:a:b", "creationInfo": "_:c", "name": 1}"#,
            "spdx3-type",
            "/name",
        ),
        (
            r#"{"type": "Tool", "spdxId": "urn:a:b", "creationInfo": "_:c", "x/y": 1}"#,
            "spdx3-unknown-field",
            "/x~1y",
        ),
        (
            r#"{"type": "Bom", "spdxId": "urn:a:b", "creationInfo": "_:c",
                "profileConformance": ["most"]}"#,
            "spdx3-enum",
            "/profileConformance/0",
        ),
        (
            r#"{"type": "Relationship", "spdxId": "urn:a:b", "creationInfo": "_:c",
                "from": "urn:ex:jane", "relationshipType": "other", "to": []}"#,
            "spdx3-list-length",
            "/to",
        ),
        (
            r#"{"type": "Relationship", "spdxId": "urn:a:b", "creationInfo": "_:c",
                "from": "urn:ex:jane", "relationshipType": "other", "to": "urn:ex:jane"}"#,
            "spdx3-type",
            "/to",
        ),
        (
            r#"{"type": "CreationInfo", "specVersion": "3.0", "created": "2025-01-01T00:00:00Z",
                "createdBy": ["urn:ex:jane"]}"#,
            "spdx3-format",
            "/specVersion",
        ),
        (
            r#"{"type": "software_Snippet", "spdxId": "urn:a:b", "creationInfo": "_:c",
                "software_snippetFromFile": "urn:ex:jane", "software_byteRange":
                {"type": "PositiveIntegerRange", "beginIntegerRange": 0, "endIntegerRange": 1}}"#,
            "spdx3-number-range",
            "/software_byteRange/beginIntegerRange",
        ),
        (
            r#"{"type": "software_Package", "spdxId": "urn:a:b", "creationInfo": "_:c",
                "suppliedBy": {"type": "Tool", "spdxId": "urn:a:c", "creationInfo": "_:c"}}"#,
            "spdx3-class",
            "/suppliedBy/type",
        ),
    ];
    for (element, code, path) in cases {
        let report = graph(element).validate();
        let found: Vec<_> = report
            .violations()
            .iter()
            .filter(|it| it.level() == sbom::validate::Level::Schema)
            .map(|it| (it.code(), it.path().to_owned(), it.line().is_some()))
            .collect();
        assert_eq!(found, [(code, format!("/@graph/3{path}"), true)], "{element}");
    }
}

#[test]
fn rules_beyond_the_schema_have_their_codes() {
    let valid = format!(
        r#"{DOCUMENT} {{"type": "software_Package", "spdxId": "urn:ex:app", "creationInfo": "_:c",
            "name": "app", "software_packageUrl": "pkg:npm/app@1.0"}}"#
    );
    assert_eq!(codes(&graph(&valid)), [""; 0]);
    let cases = [
        (
            r#"{"type": "SpdxDocument", "spdxId": "urn:ex:2", "creationInfo": "_:c"}"#,
            "spdx3-document",
        ),
        (
            r#"{"type": "Bom", "spdxId": "urn:ex:2", "creationInfo": "_:c",
                "element": ["urn:ex:app"]}"#,
            "spdx3-root-missing",
        ),
        (
            r#"{"type": "Bom", "spdxId": "urn:ex:2", "creationInfo": "_:c",
                "rootElement": ["urn:ex:doc"]}"#,
            "spdx3-root-document",
        ),
        (
            r#"{"type": "Bom", "spdxId": "urn:ex:2", "creationInfo": "_:gone"}"#,
            "spdx3-ref-dangling",
        ),
        (
            r#"{"type": "Tool", "spdxId": "urn:ex:app", "creationInfo": "_:c"}"#,
            "spdx3-id-duplicate",
        ),
        (
            r#"{"type": "Relationship", "spdxId": "urn:ex:2", "creationInfo": "_:c",
                "from": "urn:ex:app", "relationshipType": "dependsOn",
                "to": ["NoneElement", "urn:ex:jane"]}"#,
            "spdx3-none-alone",
        ),
        (
            r#"{"type": "Relationship", "spdxId": "urn:ex:2", "creationInfo": "_:c",
                "from": "urn:ex:app", "relationshipType": "affects", "to": ["urn:ex:jane"]}"#,
            "spdx3-relationship-class",
        ),
        (
            r#"{"type": "security_VexNotAffectedVulnAssessmentRelationship", "spdxId": "urn:ex:2",
                "creationInfo": "_:c", "from": "urn:ex:app", "relationshipType": "doesNotAffect",
                "to": ["urn:ex:jane"]}"#,
            "spdx3-vex-reason",
        ),
        (
            r#"{"type": "software_File", "spdxId": "urn:ex:2", "creationInfo": "_:c",
                "verifiedUsing": [{"type": "Hash", "algorithm": "sha1", "hashValue": "00"}]}"#,
            "spdx3-hash-value",
        ),
        (
            r#"{"type": "software_Package", "spdxId": "urn:ex:2", "creationInfo": "_:c",
                "software_packageUrl": "npm/app"}"#,
            "spdx3-purl",
        ),
        (
            r#"{"type": "simplelicensing_LicenseExpression", "spdxId": "urn:ex:2",
                "creationInfo": "_:c", "simplelicensing_licenseExpression": "MIT OR"}"#,
            "spdx3-license-expression",
        ),
        (
            r#"{"type": "Bom", "spdxId": "urn:ex:2", "creationInfo": "_:c",
                "profileConformance": ["lite"]}"#,
            "spdx3-lite",
        ),
    ];
    for (element, code) in cases {
        assert_eq!(codes(&graph(&format!("{valid}, {element}"))), [code], "{element}");
    }
}
