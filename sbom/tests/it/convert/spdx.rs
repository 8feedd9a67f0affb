//! From SPDX 2 to SPDX 3 and back: what both have is not lost for lying on a way by CycloneDX.

use serde_json::{Value, json};

use super::convert_json;

/// A document of one package and one file, with more members.
fn document(more: &Value) -> Value {
    let mut document = json!({
        "spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "dataLicense": "CC0-1.0",
        "name": "shop", "documentNamespace": "https://acme.test/shop-1",
        "creationInfo": {"created": "2025-04-01T10:00:00Z", "creators": ["Tool: t-1"]},
        "packages": [{"SPDXID": "SPDXRef-p", "name": "p", "downloadLocation": "NOASSERTION"}],
        "files": [{"SPDXID": "SPDXRef-f", "fileName": "./f", "checksums": [
            {"algorithm": "SHA1", "checksumValue": "0123456789abcdef0123456789abcdef01234567"}]}],
    });
    for (key, value) in more.as_object().unwrap() {
        document[key] = value.clone();
    }
    document
}

/// Converts there and back without a loss; returns what lies between and the result.
fn there_and_back(source: &Value) -> (Value, Value) {
    let (between, losses) = convert_json(source, "spdx-3.0.1-json-ld");
    assert!(losses.is_empty(), "{losses}");
    let report = sbom::parse(between.to_string().into_bytes()).unwrap().validate();
    assert!(report.is_valid(), "{report}");
    let (again, losses) = convert_json(&between, "spdx-2.3-json");
    assert!(losses.is_empty(), "{losses}");
    (between, again)
}

/// The elements of a type.
fn elements<'v>(between: &'v Value, name: &str) -> Vec<&'v Value> {
    let graph = between["@graph"].as_array().unwrap();
    graph.iter().filter(|element| element["type"] == name).collect()
}

#[test]
fn annotations_keep_who_made_them_when_and_whether_they_are_reviews() {
    let annotation = |who: &str, kind: &str, text: &str| {
        json!({"annotator": who, "annotationType": kind, "comment": text,
            "annotationDate": "2025-04-02T10:00:00Z"})
    };
    let source = document(&json!({
        "annotations": [annotation("Person: Joe (joe@acme.test)", "REVIEW", "looks right"),
            annotation("Organization: ACME", "OTHER", "and so it is")],
        "packages": [{"SPDXID": "SPDXRef-p", "name": "p", "downloadLocation": "NOASSERTION",
            "annotations": [annotation("Tool: scan-2.0", "REVIEW", "clean")]}],
    }));
    let (between, again) = there_and_back(&source);
    let kinds = elements(&between, "Annotation").into_iter();
    let kinds: Vec<_> =
        kinds.map(|it| [&it["annotationType"], &it["statement"]].map(|it| it.as_str())).collect();
    let expected = [["review", "looks right"], ["other", "and so it is"], ["review", "clean"]];
    assert_eq!(kinds, expected.map(|texts| texts.map(Some)));
    assert_eq!(again["annotations"], source["annotations"]);
    assert_eq!(again["packages"][0]["annotations"], source["packages"][0]["annotations"]);
}

#[test]
fn other_documents_and_the_licence_of_this_one_have_places_of_their_own() {
    let source = document(&json!({"externalDocumentRefs": [{
        "externalDocumentId": "DocumentRef-base", "spdxDocument": "https://acme.test/base-7",
        "checksum": {"algorithm": "SHA1",
            "checksumValue": "0123456789abcdef0123456789abcdef01234567"}}]}));
    let (between, again) = there_and_back(&source);
    let document = elements(&between, "SpdxDocument")[0];
    assert_eq!(
        document["import"][0]["externalSpdxId"],
        "https://acme.test/base-7#SPDXRef-DOCUMENT"
    );
    assert_eq!(document["namespaceMap"][0]["prefix"], "DocumentRef-base");
    let licence = elements(&between, "simplelicensing_LicenseExpression")[0];
    assert_eq!(document["dataLicense"], licence["spdxId"]);
    assert_eq!(again["externalDocumentRefs"], source["externalDocumentRefs"]);
    assert_eq!(again["dataLicense"], "CC0-1.0");
}
