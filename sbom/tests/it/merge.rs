//! Several documents as one: nothing is lost, nothing collides, nothing is merged silently.

use sbom::edit::NewComponent;
use sbom::merge::{MergeAnswer, MergeMode, MergeOptions, Merged, merge};
use sbom::{ComponentType, Document};

fn bom(name: &str, parts: &[(&str, &str, &str)]) -> Document {
    let components: Vec<String> = parts
        .iter()
        .map(|(id, name, more)| {
            format!(
                r#"{{"type": "library", "bom-ref": "{id}", "name": "{name}", "version": "1",
                    "purl": "pkg:npm/{name}@1"{more}}}"#
            )
        })
        .collect();
    let refs: Vec<String> = parts.iter().map(|(id, ..)| format!("{id:?}")).collect();
    let text = format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
            "serialNumber": "urn:uuid:00000000-0000-4000-8000-{:012}",
            "metadata": {{"component": {{"type": "application", "bom-ref": "root", "name": "{name}"}}}},
            "components": [{}],
            "dependencies": [{{"ref": "root", "dependsOn": [{}]}}]}}"#,
        name.len(),
        components.join(","),
        refs.join(",")
    );
    sbom::parse(text.into_bytes()).unwrap()
}

fn flat(documents: &[Document]) -> Merged {
    merge(documents, &MergeOptions::default()).unwrap()
}

fn names(document: &Document) -> Vec<String> {
    document.components().map(|part| part.name().to_owned()).collect()
}

fn text(document: &Document) -> String {
    String::from_utf8(document.write().unwrap()).unwrap()
}

#[test]
fn same_component_becomes_one_and_its_edges_meet() {
    let one = bom("api", &[("1", "zlib", "")]);
    let other = bom("web-ui", &[("1", "react", ""), ("2", "zlib", "")]);
    let merged = flat(&[one, other]);
    assert_eq!(names(&merged.document), ["zlib", "web-ui", "react"]);
    let graph = merged.document.graph();
    let zlib = merged.document.find("1").unwrap();
    assert_eq!(zlib.name(), "zlib");
    assert_eq!(graph.dependents(zlib.id()).len(), 2);
    assert!(merged.document.notes().is_empty(), "{:?}", merged.document.notes());
    let report = merged.document.validate();
    assert!(report.is_valid(), "{report}");
}

#[test]
fn other_content_keeps_components_apart_and_says_so() {
    let hash = |digit: &str| {
        let content = digit.repeat(64);
        format!(r#", "hashes": [{{"alg": "SHA-256", "content": "{content}"}}]"#)
    };
    let one = bom("a", &[("1", "zlib", &hash("0"))]);
    let other = bom("bb", &[("1", "zlib", &hash("1"))]);
    let merged = flat(&[one, other]);
    assert_eq!(names(&merged.document), ["zlib", "bb", "zlib"]);
    let conflict = &merged.conflicts[0];
    assert_eq!((conflict.document, conflict.answer), (1, MergeAnswer::KeptApart));
    assert_eq!(conflict.to_string(), "`1` of document 1 is kept apart: `hashes` differs");
}

#[test]
fn lists_are_united_and_contradicted_words_are_reported() {
    let one = bom("a", &[("1", "zlib", r#", "description": "one", "tags": ["x"]"#)]);
    let other = bom("bb", &[("9", "zlib", r#", "description": "two", "tags": ["x", "y"]"#)]);
    let merged = flat(&[one, other]);
    let written = text(&merged.document);
    assert!(written.contains(r#""one""#) && !written.contains(r#""two""#), "{written}");
    assert!(written.contains("\"x\",\n        \"y\""), "{written}");
    assert_eq!(merged.conflicts.len(), 1);
    assert_eq!(merged.conflicts[0].field, "description");
}

#[test]
fn merging_a_document_with_itself_changes_nothing_but_the_subject() {
    let one = bom("a", &[("1", "zlib", ""), ("2", "react", "")]);
    let merged = flat(&[one.clone(), one]);
    assert_eq!(names(&merged.document), ["zlib", "react", "a"]);
    assert!(merged.conflicts.is_empty());
}

#[test]
fn hierarchy_keeps_everything_below_its_document() {
    let one = bom("api", &[("1", "zlib", "")]);
    let other = bom("web-ui", &[("1", "zlib", "")]);
    let options = {
        let mut options = MergeOptions::default();
        options.mode = MergeMode::Hierarchical;
        options.subject = Some(NewComponent::new(ComponentType::Application, "shop"));
        options.created = Some("2026-11-22T00:00:00Z".to_owned());
        options
    };
    let merged = merge(&[one, other], &options).unwrap();
    let document = &merged.document;
    assert_eq!(document.subject().unwrap().name(), "shop");
    assert_eq!(names(document), ["api", "zlib", "web-ui", "zlib"]);
    assert_eq!(document.find("2:1").unwrap().parent().unwrap().name(), "web-ui");
    let graph = document.graph();
    assert_eq!(graph.depth(document.find("2:1").unwrap().id()), Some(2));
    assert!(document.validate().is_valid(), "{}", document.validate());
}

#[test]
fn hierarchy_without_subject_is_refused() {
    let mut options = MergeOptions::default();
    options.mode = MergeMode::Hierarchical;
    let error = merge(&[bom("a", &[])], &options).unwrap_err();
    assert_eq!(error.to_string(), "a hierarchy needs a subject to stand at its top");
}

#[test]
fn spdx_documents_share_a_namespace_and_keep_their_licence_texts() {
    let spdx = |name: &str, licence: &str| {
        let text = format!(
            r#"{{"spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
                "name": "{name}", "documentNamespace": "https://example.org/{name}",
                "creationInfo": {{"created": "2026-01-01T00:00:00Z", "creators": ["Tool: {name}-1"]}},
                "packages": [
                  {{"SPDXID": "SPDXRef-1", "name": "{name}", "downloadLocation": "NOASSERTION",
                    "filesAnalyzed": false, "licenseDeclared": "LicenseRef-a OR MIT"}},
                  {{"SPDXID": "SPDXRef-z", "name": "zlib", "versionInfo": "1.3",
                    "downloadLocation": "NOASSERTION", "filesAnalyzed": false}}],
                "hasExtractedLicensingInfos": [
                  {{"licenseId": "LicenseRef-a", "extractedText": "{licence}"}}],
                "relationships": [
                  {{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES",
                    "relatedSpdxElement": "SPDXRef-1"}},
                  {{"spdxElementId": "SPDXRef-1", "relationshipType": "DEPENDS_ON",
                    "relatedSpdxElement": "SPDXRef-z"}}]}}"#
        );
        sbom::parse(text.into_bytes()).unwrap()
    };
    let mut options = MergeOptions::default();
    options.created = Some("2026-11-22T00:00:00Z".to_owned());
    let merged = merge(&[spdx("api", "one"), spdx("web", "other")], &options).unwrap();
    let document = &merged.document;
    assert_eq!(names(document), ["api", "zlib", "web"]);
    let web = document.find("SPDXRef-2-1").unwrap();
    assert_eq!(web.declared_licences().next().unwrap().text(), "LicenseRef-2-a OR MIT");
    assert_eq!(document.extracted_licences().count(), 2);
    assert_eq!(document.described_count(), 2);
    let zlib = document.find("SPDXRef-z").unwrap();
    assert_eq!(document.graph().dependents(zlib.id()).len(), 2);
    assert!(document.validate().is_valid(), "{}", document.validate());
}

#[test]
fn documents_of_other_formats_are_converted_to_the_first() {
    let spdx = sbom::parse(
        br#"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "x", "packages": [
            {"SPDXID": "SPDXRef-1", "name": "react", "versionInfo": "1", "externalRefs": [
              {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
               "referenceLocator": "pkg:npm/react@1"}]}]}"#,
    )
    .unwrap();
    let merged = flat(&[bom("api", &[("1", "react", "")]), spdx]);
    assert_eq!(merged.document.format(), sbom::Format::CycloneDx);
    assert_eq!(names(&merged.document), ["react"]);
}

#[test]
fn dedupe_unites_what_a_document_says_twice() {
    let twice = bom("a", &[("1", "zlib", ""), ("2", "zlib", r#", "cpe": "cpe:/a:zlib:zlib:1""#)]);
    let merged = twice.dedupe().unwrap();
    assert_eq!(names(&merged.document), ["zlib"]);
    assert_eq!(merged.document.components().next().unwrap().cpes().count(), 1);
    assert_eq!(merged.document.id(), twice.id());
    assert_eq!(merged.document.edge_count(), 1);
}

#[test]
fn many_components_of_one_purl_are_told_apart_by_their_digests() {
    let component = |number: usize| {
        format!(
            r#"{{"type": "library", "name": "a", "bom-ref": "{number}", "purl": "pkg:npm/a@1",
                "hashes": [{{"alg": "SHA-256", "content": "{number:064x}"}}]}}"#
        )
    };
    let document = |numbers: &[usize]| {
        let parts: Vec<String> = numbers.iter().map(|number| component(*number)).collect();
        let text = format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{}]}}"#,
            parts.join(",")
        );
        sbom::parse(text.as_bytes()).unwrap()
    };
    let all: Vec<usize> = (0..100).collect();
    let documents = [document(&all), document(&[3, 99, 100])];
    let merged = merge(&documents, &MergeOptions::default()).unwrap();
    // Two are there already, be they among the first of their kind or not.
    assert_eq!(merged.document.components().count(), 101);
    let twice: Vec<usize> = all.iter().chain(&[42, 97]).copied().collect();
    let deduped = document(&twice).dedupe().unwrap();
    assert_eq!(deduped.document.components().count(), 100);
}
