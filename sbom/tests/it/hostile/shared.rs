//! What many elements share in one format and each has of its own in another, and lists that are
//! looked up in each other: the result grows with the document, not with its square.

use sbom::{ConvertOptions, Document, Encoding};

use super::costs::{LIMIT, SCALE, convert_within_limit, targets, within_limit};
use crate::clock::time;

/// What is looked up in lists shows itself at this size, in an optimised build.
const MANY: usize = 200 * SCALE * SCALE;

/// An SPDX 3 document of some elements beside what it needs.
fn spdx3(elements: &[String]) -> Document {
    let text = format!(
        r##"{{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
          {{"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1",
            "created": "2026-11-22T12:00:00Z", "createdBy": ["https://a/#agent"]}},
          {{"type": "Organization", "spdxId": "https://a/#agent", "creationInfo": "_:c",
            "name": "a"}},
          {{"type": "SpdxDocument", "spdxId": "https://a/#document", "creationInfo": "_:c",
            "name": "d", "rootElement": ["https://a/#p0"]}}, {}]}}"##,
        elements.join(",")
    );
    within_limit("elements", text.into_bytes()).unwrap()
}

/// An element of SPDX 3 with further members.
fn element(class: &str, id: &str, members: &str) -> String {
    format!(
        r##"{{"type": "{class}", "spdxId": "https://a/#{id}", "creationInfo": "_:c", {members}}}"##
    )
}

/// Converts a document to everything; nothing may be much larger than it.
fn convert_small(name: &str, document: &Document) {
    let len = document.write().unwrap().len();
    for target in targets() {
        let (made, took) = time(|| document.convert(target, &ConvertOptions::default()));
        let Ok(made) = made else { continue };
        // RDF has an element for each word of an expression.
        let most = if target.encoding() == Encoding::Rdf { 100 } else { 24 };
        assert!(made.bytes.len() < most * len, "{name} to {target}: {}", made.bytes.len());
        assert!(took < LIMIT, "{name} to {target} took {took:?}");
    }
}

#[test]
fn what_many_elements_share_is_not_multiplied() {
    let (count, long) = (150 * SCALE, 20_000 * SCALE);
    let each = |class: &str, id: &str, members: &str| -> Vec<String> {
        let number = |text: &str, at: usize| text.replace('*', &at.to_string());
        (0..count).map(|at| element(class, &number(id, at), &number(members, at))).collect()
    };
    let packages =
        |members: &str| each("software_Package", "p*", &format!(r#""name": "n*"{members}"#));
    let name = "x".repeat(long);
    let maker = element("Organization", "maker", &format!(r#""name": "{name}""#));
    let all: Vec<String> = (0..count).map(|at| format!(r##""https://a/#p{at}""##)).collect();
    let needs = format!(
        r##""from": "https://a/#p0", "relationshipType": "dependsOn", "comment": "{name}",
            "to": [{}]"##,
        all.join(",")
    );
    let licence = |class: &str, members: &str| {
        let to = r##""from": "https://a/#p*", "relationshipType": "hasDeclaredLicense",
            "to": ["https://a/#LicenseRef-l"]"##;
        let licence = element(class, "LicenseRef-l", members);
        [packages(""), each("Relationship", "r*", to), vec![licence]].concat()
    };
    let expression = format!("MIT{}", " AND MIT".repeat(long / 8));
    let expression = format!(r#""simplelicensing_licenseExpression": "{expression}""#);
    let text = format!(r#""name": "own", "simplelicensing_licenseText": "{name}""#);
    let class_of_agents = element(&format!("https://a/terms/{name}/x"), "maker", r#""name": "y""#);
    for (name, elements) in [
        ("agents", [packages(r##", "suppliedBy": "https://a/#maker""##), vec![maker]].concat()),
        (
            "classes",
            [packages(r##", "suppliedBy": "https://a/#maker""##), vec![class_of_agents]].concat(),
        ),
        ("comments", [packages(""), vec![element("Relationship", "r", &needs)]].concat()),
        ("expressions", licence("simplelicensing_LicenseExpression", &expression)),
        ("texts", licence("simplelicensing_SimpleLicensingText", &text)),
    ] {
        convert_small(name, &spdx3(&elements));
    }
}

#[test]
fn what_is_said_of_many_is_not_repeated_without_bound() {
    let (count, long) = (200 * SCALE, 30_000 * SCALE);
    let text = "x".repeat(long);
    let subjects = vec![r#""a""#; count].join(",");
    let annotation = format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
            {{"type": "library", "name": "a", "bom-ref": "a"}}],
          "annotations": [{{"subjects": [{subjects}], "timestamp": "2026-11-22T12:00:00Z",
            "annotator": {{"individual": {{"name": "j"}}}}, "text": "{text}"}}]}}"#
    );
    convert_small("annotations", &within_limit("annotations", annotation.into_bytes()).unwrap());
    let each = |class: &str, members: &str| -> Vec<String> {
        (0..count).map(|at| element(class, &format!("e{at}"), members)).collect()
    };
    // SPDX 3 repeats ids itself.
    let text = "x".repeat(300 * SCALE);
    let file = element("software_File", &text, r#""name": "f""#);
    let snippet = format!(r##""software_snippetFromFile": "https://a/#{text}""##);
    let about =
        format!(r##""annotationType": "other", "statement": "s", "subject": "https://a/#{text}""##);
    for (name, elements) in [
        ("snippets", [vec![file.clone()], each("software_Snippet", &snippet)].concat()),
        ("subjects", [vec![file], each("Annotation", &about)].concat()),
    ] {
        convert_small(name, &spdx3(&elements));
    }
}

#[test]
fn a_great_many_imports_with_a_great_many_prefixes_are_converted() {
    let list = |item: &str| {
        let items = (0..MANY).map(|at| item.replace('*', &at.to_string()));
        items.collect::<Vec<_>>().join(",")
    };
    let document = format!(
        r##""import": [{}], "namespaceMap": [{}]"##,
        list(r##"{"type": "ExternalMap", "externalSpdxId": "https://b/*#SPDXRef-DOCUMENT"}"##),
        list(
            r##"{"type": "NamespaceMap", "prefix": "DocumentRef-*", "namespace": "https://b/*#"}"##
        ),
    );
    let document = element("SpdxDocument", "document", &format!(r#""name": "d", {document}"#));
    let text = format!(
        r##"{{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
          {{"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1",
            "created": "2026-11-22T12:00:00Z", "createdBy": ["https://a/#agent"]}}, {document}]}}"##
    );
    let document = within_limit("imports", text.into_bytes()).unwrap();
    convert_within_limit("imports", &document);
}

#[test]
fn ids_of_any_length_are_not_repeated_in_each_relationship() {
    let (count, long) = (200 * SCALE, 30_000 * SCALE);
    for scheme in ["SPDXRef-", "https://a/#", ""] {
        let id = format!("{scheme}{}", "x".repeat(long));
        let list = |item: &str| {
            let items = (0..count).map(|at| item.replace('*', &at.to_string()));
            items.collect::<Vec<_>>().join(",")
        };
        let text = format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
                {{"type": "library", "name": "x", "bom-ref": "{id}"}}, {}],
              "dependencies": [{{"ref": "{id}", "dependsOn": [{}]}}]}}"#,
            list(r#"{"type": "library", "name": "n*", "bom-ref": "*"}"#),
            list(r#""*""#),
        );
        convert_small(scheme, &within_limit(scheme, text.into_bytes()).unwrap());
    }
}

#[test]
fn ids_of_any_length_are_not_repeated_by_all_that_an_element_of_spdx_has() {
    let (count, long) = (80 * SCALE, 30_000 * SCALE);
    let long = format!("SPDXRef-{}", "x".repeat(long));
    let list = |item: &str| {
        let items = (0..count).map(|at| item.replace('*', &at.to_string()));
        items.collect::<Vec<_>>().join(",")
    };
    let note = r#"{"annotator": "Tool: t", "annotationDate": "2026-11-22T12:00:00Z",
        "annotationType": "OTHER", "comment": "*"}"#;
    let file = r#"{"SPDXID": "SPDXRef-f*", "fileName": "f", "checksums": []}"#;
    let (files, notes) = (list(r#""SPDXRef-f*""#), list(note));
    for (name, id, package) in [
        ("of the document", long.as_str(), "SPDXRef-p"),
        ("of a package", "SPDXRef-DOCUMENT", long.as_str()),
    ] {
        let text = format!(
            r#"{{"spdxVersion": "SPDX-2.3", "SPDXID": "{id}", "documentDescribes": [{files}],
              "annotations": [{notes}], "files": [{}], "packages": [
                {{"SPDXID": "SPDXRef-q", "name": "q", "hasFiles": [{files}]}},
                {{"SPDXID": "{package}", "name": "p", "hasFiles": [{files}],
                  "annotations": [{notes}]}}]}}"#,
            list(file),
        );
        convert_small(name, &within_limit(name, text.into_bytes()).unwrap());
    }
}

#[test]
fn licence_sets_that_double_at_every_level_are_converted() {
    let mut elements = vec![element("software_Package", "p0", r#""name": "n""#)];
    let to = r##""from": "https://a/#p0", "relationshipType": "hasDeclaredLicense",
        "to": ["https://a/#s0"]"##;
    elements.push(element("Relationship", "r", to));
    for level in 0..14 {
        let members = vec![format!(r##""https://a/#s{}""##, level + 1); 6].join(",");
        let class = match level % 2 {
            0 => "expandedlicensing_ConjunctiveLicenseSet",
            _ => "expandedlicensing_DisjunctiveLicenseSet",
        };
        let members = format!(r#""expandedlicensing_member": [{members}]"#);
        elements.push(element(class, &format!("s{level}"), &members));
    }
    let last = r#""simplelicensing_licenseExpression": "MIT""#;
    elements.push(element("simplelicensing_LicenseExpression", "s14", last));
    convert_within_limit("sets", &spdx3(&elements));
}

#[test]
fn a_great_many_compositions_and_dependencies_are_converted() {
    let count = MANY;
    let list = |item: &str| {
        let items = (0..count).map(|at| item.replace('*', &at.to_string()));
        items.collect::<Vec<_>>().join(",")
    };
    let text = format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{}],
            "dependencies": [{}], "compositions": [{}]}}"#,
        list(r#"{"type": "library", "bom-ref": "*", "name": "n*"}"#),
        list(r#"{"ref": "*", "dependsOn": []}"#),
        list(r#"{"aggregate": "complete", "dependencies": ["*"], "assemblies": ["*"]}"#),
    );
    let document = within_limit("compositions", text.into_bytes()).unwrap();
    convert_within_limit("compositions", &document);
}

#[test]
fn a_great_many_assessments_of_a_great_many_vulnerabilities_are_converted() {
    let count = MANY / 2;
    let mut elements = vec![element("software_Package", "p0", r#""name": "n""#)];
    let mut all = Vec::new();
    for at in 0..count {
        elements.push(element("security_Vulnerability", &format!("v{at}"), r#""name": "v""#));
        let assessment = format!(
            r##""from": "https://a/#v{at}", "relationshipType": "doesNotAffect",
                "to": ["https://a/#p0"], "security_impactStatement": "none""##
        );
        let class = "security_VexNotAffectedVulnAssessmentRelationship";
        elements.push(element(class, &format!("a{at}"), &assessment));
        all.push(format!(r##""https://a/#v{at}""##));
    }
    let found = format!(
        r##""from": "https://a/#p0", "relationshipType": "hasAssociatedVulnerability",
            "to": [{}]"##,
        all.join(",")
    );
    elements.push(element("Relationship", "found", &found));
    let again = found.replace(r##""https://a/#v1""##, r##""https://a/#v0""##);
    elements.push(element("Relationship", "again", &again));
    convert_within_limit("assessments", &spdx3(&elements));
}

#[cfg(feature = "xml")]
#[test]
fn odd_attributes_of_a_component_with_a_great_many_tags_are_written() {
    let count = MANY;
    let attributes: String =
        (0..count).map(|at| format!(" a{at}='1' n:b{at}='2' xsi:c{at}='3'")).collect();
    let tags = "<tag>t</tag>".repeat(count);
    let odd = "<odd/>".repeat(count);
    let text = format!(
        "<bom xmlns='http://cyclonedx.org/schema/bom/1.6' xmlns:n='https://n.test/'
           xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' version='1'><components>
         <component type='library'{attributes}><name>x</name>{odd}<tags>{tags}</tags></component>
         </components></bom>"
    );
    let document = within_limit("odd attributes", text.into_bytes()).unwrap();
    let written = String::from_utf8(document.write().unwrap()).unwrap();
    assert!(written.contains(" a7=\"1\"") && written.contains(":b7=\"2\""));
}
