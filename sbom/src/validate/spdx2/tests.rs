use crate::validate::{Level, Options};

/// A document that breaks no rule.
const GOOD: &str = r#"{
  "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
  "name": "n", "documentNamespace": "https://x.example/d",
  "creationInfo": {"created": "2020-01-31T23:59:59Z", "creators": ["Tool: t-1", "Person: anonymous ()"]},
  "externalDocumentRefs": [{"externalDocumentId": "DocumentRef-x", "spdxDocument": "https://x.example/x",
    "checksum": {"algorithm": "SHA1", "checksumValue": "da39a3ee5e6b4b0d3255bfef95601890afd80709"}}],
  "hasExtractedLicensingInfos": [{"licenseId": "LicenseRef-1", "extractedText": "t"}],
  "packages": [
    {"SPDXID": "SPDXRef-p", "name": "p", "downloadLocation": "git+https://x.example/p@v1#sub",
     "supplier": "Organization: Acme", "originator": "NOASSERTION", "homepage": "NONE",
     "licenseConcluded": "MIT AND LicenseRef-1", "licenseDeclared": "DocumentRef-x:LicenseRef-2 OR MIT",
     "licenseInfoFromFiles": ["MIT", "NOASSERTION"], "builtDate": "2020-01-31T23:59:59Z",
     "packageVerificationCode": {"packageVerificationCodeValue": "10a34637ad661d98ba3344717656fcc76209c2f8",
       "packageVerificationCodeExcludedFiles": ["./p.spdx"]},
     "hasFiles": ["SPDXRef-f"],
     "externalRefs": [{"referenceCategory": "PACKAGE_MANAGER", "referenceType": "purl",
       "referenceLocator": "pkg:cargo/p@1"}],
     "annotations": [{"annotator": "Person: a", "annotationDate": "2020-01-31T23:59:59Z",
       "annotationType": "REVIEW", "comment": "c"}]},
    {"SPDXID": "SPDXRef-q", "name": "q", "downloadLocation": "NOASSERTION", "filesAnalyzed": false}],
  "files": [{"SPDXID": "SPDXRef-f", "fileName": "./f", "licenseConcluded": "NONE",
    "checksums": [{"algorithm": "SHA1", "checksumValue": "da39a3ee5e6b4b0d3255bfef95601890afd80709"}]}],
  "snippets": [{"SPDXID": "SPDXRef-s", "name": "s", "snippetFromFile": "SPDXRef-f", "ranges": [
    {"startPointer": {"offset": 1, "reference": "SPDXRef-f"}, "endPointer": {"offset": 2, "reference": "SPDXRef-f"}}]}],
  "relationships": [
    {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-p"},
    {"spdxElementId": "SPDXRef-p", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "DocumentRef-x:SPDXRef-y"},
    {"spdxElementId": "SPDXRef-p", "relationshipType": "CONTAINS", "relatedSpdxElement": "SPDXRef-q"},
    {"spdxElementId": "SPDXRef-q", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "NONE"}],
  "revieweds": [{"reviewer": "Person: r", "reviewDate": "2020-01-31T23:59:59Z"}]
}"#;

fn violations(text: &str) -> Vec<String> {
    let document = crate::parse(text.as_bytes()).unwrap();
    let report = document.validate();
    report.violations().iter().map(|it| format!("{} {}", it.code(), it.path())).collect()
}

/// Says what is found when one piece of the good document is replaced by another.
fn broken(piece: &str, by: &str) -> String {
    assert!(GOOD.contains(piece), "{piece}");
    violations(&GOOD.replacen(piece, by, 1)).join(", ")
}

#[test]
fn sound_document_has_no_violations() {
    assert_eq!(violations(GOOD), Vec::<String>::new());
}

#[test]
fn each_rule_of_the_prose_is_found_with_its_code_and_place() {
    let pv = "packageVerificationCode";
    for (piece, by, found) in [
        ("SPDX-2.3", "SPDX-2.1", "spdx2-version /spdxVersion"),
        ("CC0-1.0", "MIT", "spdx2-data-license /dataLicense"),
        ("https://x.example/d", "x.example/d", "spdx2-namespace /documentNamespace"),
        ("https://x.example/d", "https://x.example/d#a", "spdx2-namespace /documentNamespace"),
        ("23:59:59Z", "23:59:59.5Z", "spdx2-created /creationInfo/created"),
        ("2020-01-31", "2020-02-30", "spdx2-created /creationInfo/created"),
        ("Tool: t-1", "t-1", "spdx2-creator-format /creationInfo/creators/0"),
        ("Tool: t-1", "Tool: t (a@b.example)", "spdx2-creator-format /creationInfo/creators/0"),
        ("Organization: Acme", "Acme", "spdx2-creator-format /packages/0/supplier"),
        ("Person: a\"", "a\"", "spdx2-creator-format /packages/0/annotations/0/annotator"),
        (
            "\"DocumentRef-x\"",
            "\"DocumentRef-z\"",
            "spdx2-docref-undeclared /packages/0/licenseDeclared, spdx2-docref-undeclared /relationships/1/relatedSpdxElement",
        ),
        (
            "git+https://x.example/p@v1#sub",
            "somewhere",
            "spdx2-download-location /packages/0/downloadLocation",
        ),
        ("\"homepage\": \"NONE\"", "\"homepage\": \"x\"", "spdx2-url /packages/0/homepage"),
        (
            "MIT AND LicenseRef-1",
            "MIT AND nonsense",
            "spdx2-license-expression /packages/0/licenseConcluded",
        ),
        (
            "MIT AND LicenseRef-1",
            "MIT AND NONE",
            "spdx2-license-expression /packages/0/licenseConcluded",
        ),
        ("MIT AND LicenseRef-1", "mit", "spdx2-license-expression /packages/0/licenseConcluded"),
        (
            "MIT AND LicenseRef-1",
            "LicenseRef-9",
            "spdx2-license-ref-undefined /packages/0/licenseConcluded",
        ),
        (
            "[\"MIT\", ",
            "[\"MIT OR ISC\", ",
            "spdx2-license-expression /packages/0/licenseInfoFromFiles/0",
        ),
        (
            "\"LicenseRef-1\", \"ext",
            "\"Licence-1\", \"ext",
            "spdx2-license-ref-format /hasExtractedLicensingInfos/0/licenseId, spdx2-license-ref-undefined /packages/0/licenseConcluded",
        ),
        (
            "\"extractedText\": \"t\"",
            "\"extractedText\": \" \"",
            "spdx2-extracted-text /hasExtractedLicensingInfos/0/extractedText",
        ),
        (
            "10a34637ad",
            "10a34637AD",
            &format!("spdx2-verification-code /packages/0/{pv}/{pv}Value"),
        ),
        (
            "10a34637ad",
            "0000000000",
            &format!("spdx2-verification-code /packages/0/{pv}/{pv}Value"),
        ),
        (
            "./p.spdx",
            "/p.spdx",
            &format!("spdx2-verification-code /packages/0/{pv}/{pv}ExcludedFiles/0"),
        ),
        (
            "pkg:cargo/p@1",
            "cargo/p@1",
            "spdx2-external-ref /packages/0/externalRefs/0/referenceLocator",
        ),
        (
            "\"purl\"",
            "\"cpe23Type\"",
            "spdx2-external-ref /packages/0/externalRefs/0/referenceType",
        ),
        ("\"purl\"", "\"odd\"", "spdx2-external-ref /packages/0/externalRefs/0/referenceType"),
        (
            "\"filesAnalyzed\": false",
            "\"filesAnalyzed\": false, \"licenseInfoFromFiles\": [\"MIT\"]",
            "spdx2-files-not-analyzed /packages/1/licenseInfoFromFiles",
        ),
        (
            "\"SPDXRef-q\", \"name\"",
            "\"SPDXRef-p\", \"name\"",
            "spdx2-id-duplicate /packages/1/SPDXID, spdx2-ref-dangling /relationships/2/relatedSpdxElement, spdx2-ref-dangling /relationships/3/spdxElementId",
        ),
        ("\"SPDXRef-s\"", "\"SPDXRef-s_1\"", "spdx2-id-format /snippets/0/SPDXID"),
        ("\"./f\"", "\"/f\"", "spdx2-file-name /files/0/fileName"),
        (
            "\"licenseConcluded\": \"NONE\"",
            "\"licenseConcluded\": \"NONE\", \"annotations\": [{\"annotator\": \"Tool: t\", \"annotationDate\": \"now\", \"annotationType\": \"OTHER\", \"comment\": \"\"}]",
            "spdx2-date /files/0/annotations/0/annotationDate",
        ),
        (
            "\"builtDate\": \"2020-01-31T23:59:59Z\"",
            "\"builtDate\": \"2020\"",
            "spdx2-date /packages/0/builtDate",
        ),
        ("{\"offset\": 2", "{\"offset\": 0", "spdx2-snippet-range /snippets/0/ranges/0"),
        ("\"DESCRIBES\"", "\"AMENDS\"", "spdx2-describes-missing "),
        (
            "\"relatedSpdxElement\": \"SPDXRef-q\"",
            "\"relatedSpdxElement\": \"SPDXRef-z\"",
            "spdx2-ref-dangling /relationships/2/relatedSpdxElement",
        ),
        (
            "\"relatedSpdxElement\": \"NONE\"",
            "\"relatedSpdxElement\": \"SPDXRef-p\"",
            "spdx2-cycle ",
        ),
        ("\"reviewer\": \"Person: r\", ", "", "spdx2-review /revieweds/0"),
        (
            "\"hasFiles\": [\"SPDXRef-f\"]",
            "\"hasFiles\": [\"SPDXRef-g\"]",
            "spdx2-ref-dangling /packages/0/hasFiles/0",
        ),
    ] {
        assert_eq!(broken(piece, by), found, "{piece} -> {by}");
    }
}

#[test]
fn rules_of_the_schema_go_by_the_version() {
    assert_eq!(broken("\"name\": \"n\", ", ""), "spdx2-required ");
    assert_eq!(broken("\"name\": \"n\"", "\"name\": 7"), "spdx2-type /name");
    assert_eq!(broken("\"name\": \"n\"", "\"name\": \"n\", \"x\": 1"), "spdx2-unknown-field /x");
    assert_eq!(
        broken("\"CONTAINS\"", "\"CONTAIN\""),
        "spdx2-enum /relationships/2/relationshipType"
    );
    assert_eq!(
        broken("\"algorithm\": \"SHA1\"", "\"algorithm\": \"SHA-1\""),
        "spdx2-enum /externalDocumentRefs/0/checksum/algorithm"
    );
    let old = broken("SPDX-2.3", "SPDX-2.2");
    for found in [
        "spdx2-unknown-field /packages/0/builtDate",
        "spdx2-required /packages/0",
        "spdx2-required /files/0",
        "spdx2-required /snippets/0",
    ] {
        assert!(old.contains(found), "{found}: {old}");
    }
    let old = GOOD.replacen("SPDX-2.3", "SPDX-2.2", 1).replacen(
        "\"licenseConcluded\": \"NONE\",",
        "\"licenseConcluded\": \"NONE\", \"licenseInfoInFiles\": [],",
        1,
    );
    assert!(violations(&old).contains(&"spdx2-length /files/0/licenseInfoInFiles".to_owned()));
    let swid = ["\"SECURITY\", \"referenceType\": \"swid", "swid:2df9de35"];
    let old = GOOD
        .replacen("SPDX-2.3", "SPDX-2.2", 1)
        .replacen("\"PACKAGE_MANAGER\", \"referenceType\": \"purl", swid[0], 1)
        .replacen("pkg:cargo/p@1", swid[1], 1);
    let code = "spdx2-reftype-version /packages/0/externalRefs/0/referenceType";
    assert!(violations(&old).contains(&code.to_owned()), "{:?}", violations(&old));
}

#[test]
fn tag_value_is_judged_where_it_stands() {
    let text = "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: d\n\
                DocumentNamespace: https://x.example/d\nCreator: Tool: t\nCreated: 2020-01-31T23:59:59Z\n\
                PackageName: p\nSPDXID: SPDXRef-p\nPackageDownloadLocation: NONE\n\
                PackageChecksum: SHA1: abc\n\
                Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-q\n";
    let report = crate::parse(text.as_bytes()).unwrap().validate();
    let found: Vec<String> = report.violations().iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "error[spdx2-checksum-format] PackageChecksum (line 11, column 24): SHA1 has 40 digits, not 3",
            "error[spdx2-ref-dangling] Relationship (line 12, column 42): `SPDXRef-q` is not an element of the document",
        ]
    );
    assert_eq!(report.violations()[0].element(), Some("SPDXRef-p"));
    assert!(report.passes_schema() && !report.is_valid());
}

#[test]
fn semantic_rules_can_be_left_out() {
    let text = GOOD.replacen("CC0-1.0", "MIT", 1);
    let document = crate::parse(text.as_bytes()).unwrap();
    let options = Options { semantic: false, ..Options::default() };
    assert!(document.validate_with(&options).violations().is_empty());
    let report = document.validate();
    assert_eq!(report.violations()[0].level(), Level::Semantic);
}
