//! Several documents as one: nothing is lost, nothing collides, nothing is merged silently.

mod spdx3;

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

/// Adds members behind the last one of a document.
fn with(document: Document, members: &str) -> Document {
    let text = text(&document);
    let text = format!("{}{members}}}", text.trim_end().strip_suffix('}').unwrap());
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
    assert!(report.passes_schema(), "{report}");
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
    assert_eq!(conflict.to_string(), "`1` of document 2 is kept apart: `hashes` differs");
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
fn merging_a_document_with_itself_changes_nothing() {
    let one = bom("a", &[("1", "zlib", ""), ("2", "react", "")]);
    let merged = flat(&[one.clone(), one]);
    assert_eq!(names(&merged.document), ["zlib", "react"]);
    assert_eq!(merged.document.edge_count(), 2);
    assert!(merged.conflicts.is_empty());
}

#[test]
fn nothing_is_told_twice_when_documents_say_the_same() {
    let more = r#", "licenses": [{"license": {"id": "MIT", "bom-ref": "mit"}}]"#;
    let rest = r#", "services": [{"bom-ref": "db", "name": "db"}],
        "annotations": [{"bom-ref": "n", "subjects": ["1", "db"], "timestamp": "2026-01-01T00:00:00Z",
                         "annotator": {"organization": {"name": "x"}}, "text": "hi"}],
        "vulnerabilities": [{"bom-ref": "v", "id": "CVE-1", "affects": [{"ref": "1"}]}],
        "compositions": [{"bom-ref": "c", "aggregate": "complete", "vulnerabilities": ["v"]}]"#;
    let one = with(bom("a", &[("1", "zlib", more)]), rest);
    let merged = flat(&[one.clone(), one.clone()]);
    assert!(merged.conflicts.is_empty(), "{:?}", merged.conflicts);
    let strip = |document: &Document| -> serde_json::Value {
        let mut value: serde_json::Value = serde_json::from_str(&text(document)).unwrap();
        value.as_object_mut().unwrap().remove("serialNumber");
        value
    };
    assert_eq!(strip(&merged.document), strip(&one));
}

#[test]
fn twins_and_what_has_no_name_stay_as_many_as_they_are() {
    let nameless = |id: &str| format!(r#"{{"type": "library", "bom-ref": "{id}", "name": ""}}"#);
    let twin = |id: &str, from: &str| {
        format!(
            r#"{{"type": "library", "bom-ref": "{id}", "name": "a", "version": "1",
                "purl": "pkg:npm/a@1?repository_url={from}"}}"#
        )
    };
    let parts = [nameless("1"), nameless("2"), twin("3", "x"), twin("4", "y")].join(",");
    let text =
        format!(r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{parts}]}}"#);
    let one = sbom::parse(text.into_bytes()).unwrap();
    let merged = flat(&[one.clone(), one]);
    assert_eq!(merged.document.components().count(), 4);
    assert!(merged.conflicts.is_empty(), "{:?}", merged.conflicts);
}

#[test]
fn ids_that_look_alike_mean_what_they_meant() {
    let rest = r#", "vulnerabilities": [{"bom-ref": "v", "id": "CVE-1", "affects": [{"ref": "1"}]}],
        "compositions": [{"aggregate": "complete", "vulnerabilities": ["v"]}]"#;
    let one = with(bom("a", &[("1", "zlib", "")]), rest);
    let other = with(bom("bb", &[("1", "react", "")]), rest);
    let merged = flat(&[one, other]);
    let found = merged.document.vulnerabilities().next().unwrap();
    let affected: Vec<_> = found.affects().filter_map(|it| it.target().component()).collect();
    let affected: Vec<_> = affected.iter().map(sbom::Component::name).collect();
    assert_eq!(affected, ["zlib", "react"]);
    let report = merged.document.validate();
    assert!(!report.to_string().contains("cdx-ref-dangling"), "{report}");
}

#[test]
fn an_analysis_does_not_come_to_speak_of_other_components() {
    let found = |analysis: &str| {
        format!(
            r#", "vulnerabilities": [{{"bom-ref": "v", "id": "CVE-1", "affects": [{{"ref": "1"}}]{analysis}}}]"#
        )
    };
    let not_affected = found(r#", "analysis": {"state": "not_affected"}"#);
    let one = with(bom("a", &[("1", "zlib", "")]), &not_affected);
    let other = with(bom("bb", &[("1", "react", "")]), &found(""));
    let merged = flat(&[one.clone(), other]);
    assert_eq!(merged.document.vulnerabilities().count(), 2);
    let answers: Vec<_> = merged.conflicts.iter().map(ToString::to_string).collect();
    assert_eq!(answers, ["`CVE-1` of document 2 is kept apart: `analysis` differs"]);
    // Of the same component, an analysis is news.
    let silent = with(bom("bb", &[("9", "zlib", "")]), &found("").replace("\"1\"", "\"9\""));
    assert_eq!(flat(&[silent, one]).document.vulnerabilities().count(), 1);
}

#[test]
fn a_whole_document_is_complete_only_if_all_are() {
    let complete = r#", "compositions": [{"aggregate": "complete"}]"#;
    let one = with(bom("a", &[("1", "zlib", "")]), complete);
    let silent = bom("bb", &[("1", "react", "")]);
    let merged = flat(&[one.clone(), silent.clone()]);
    assert_eq!(merged.document.compositions().count(), 0);
    let told: Vec<_> = merged.conflicts.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["`compositions` of document 1 as a whole is left out: not all say so"]);
    let merged = flat(&[one, with(silent, complete)]);
    assert_eq!(merged.document.compositions().count(), 1);
}

#[test]
fn a_new_subject_depends_on_those_of_the_documents() {
    let mut options = MergeOptions::default();
    options.subject = Some(NewComponent::new(ComponentType::Application, "shop"));
    let documents = [bom("api", &[("1", "zlib", "")]), bom("web-ui", &[("1", "react", "")])];
    let merged = merge(&documents, &options).unwrap();
    assert_eq!(names(&merged.document), ["api", "zlib", "web-ui", "react"]);
    let graph = merged.document.graph();
    let depths: Vec<_> = merged.document.components().map(|it| graph.depth(it.id())).collect();
    assert_eq!(depths, [Some(1), Some(2), Some(1), Some(2)]);
}

#[test]
fn the_result_has_a_revision_where_its_version_asks_for_one() {
    let old = |name: &str| {
        let text = text(&bom(name, &[("1", "zlib", "")])).replace("\"1.6\"", "\"1.3\"");
        sbom::parse(text.into_bytes()).unwrap()
    };
    let merged = flat(&[old("a"), old("bb")]);
    assert_eq!(merged.document.revision(), Some(1));
    assert!(text(&merged.document).contains("\n  \"version\": 1,"));
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
    assert!(document.validate().passes_schema(), "{}", document.validate());
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
    assert!(document.validate().passes_schema(), "{}", document.validate());
}

#[test]
fn spdx_documents_that_say_the_same_say_it_once() {
    let spdx = |other: &str, comment: &str| {
        let text = format!(
            r#"{{"spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
                "name": "x", "documentNamespace": "https://example.org/{other}",
                "externalDocumentRefs": [{{"externalDocumentId": "DocumentRef-o",
                  "spdxDocument": "https://example.org/o/{other}",
                  "checksum": {{"algorithm": "SHA1", "checksumValue": "{other}"}}}}],
                "hasExtractedLicensingInfos": [{{"licenseId": "LicenseRef-a",
                  "extractedText": "a", "comment": "{comment}"}}],
                "packages": [
                  {{"SPDXID": "SPDXRef-1", "name": "api", "versionInfo": "1"}},
                  {{"SPDXID": "SPDXRef-z", "name": "zlib", "versionInfo": "{other}",
                    "licenseDeclared": "DocumentRef-o:LicenseRef-x"}}],
                "relationships": [
                  {{"spdxElementId": "SPDXRef-1", "relationshipType": "DEPENDS_ON",
                    "relatedSpdxElement": "SPDXRef-z"}},
                  {{"spdxElementId": "SPDXRef-1", "relationshipType": "COPY_OF",
                    "relatedSpdxElement": "DocumentRef-o:SPDXRef-q"}}]}}"#
        );
        sbom::parse(text.into_bytes()).unwrap()
    };
    let same = flat(&[spdx("1", "x"), spdx("1", "y")]);
    assert_eq!((same.document.components().count(), same.document.edge_count()), (2, 2));
    assert_eq!(same.document.extracted_licences().count(), 1);
    let told: Vec<_> = same.conflicts.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["`comment` of `LicenseRef-a` in document 2 gives way to an earlier one"]);

    // The same short name for another document is another name, wherever it stands.
    let other = flat(&[spdx("1", "x"), spdx("2", "x")]);
    let ids: Vec<_> =
        other.document.external_documents().map(|it| it.local_id().unwrap().to_owned()).collect();
    assert_eq!(ids, ["DocumentRef-o", "DocumentRef-2-o"]);
    let written = text(&other.document);
    assert!(written.contains("DocumentRef-2-o:LicenseRef-x"), "{written}");
    assert!(written.contains("DocumentRef-2-o:SPDXRef-q"), "{written}");
}

#[cfg(feature = "xml")]
#[test]
fn a_list_in_place_of_the_creation_information_is_not_mixed_with_any() {
    let odd = br#"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "odd",
      "creationInfo": [{"creators": ["Tool: a"]}, null]}"#;
    let merged = flat(&[sbom::parse(odd).unwrap(), sbom::parse(odd).unwrap()]);
    let creation = merged.document.raw().get("creationInfo").unwrap();
    assert!(creation.get("").is_none(), "{creation:?}");
    assert_eq!(merged.conflicts.len(), 2);
    assert!(merged.conflicts.iter().all(|conflict| conflict.field == "creationInfo"));
}

#[test]
fn documents_of_the_first_versions_are_merged_as_xml() {
    let old = |name: &str| {
        let text = format!(
            r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.1" version="1"><components>
               <component type="library"><name>{name}</name><version>1</version></component>
               </components></bom>"#
        );
        sbom::parse(text.into_bytes()).unwrap()
    };
    let merged = flat(&[old("a"), old("b")]);
    assert_eq!(names(&merged.document), ["a", "b"]);
    assert_eq!(merged.document.spec_version(), "1.1");
    assert!(merged.document.validate().passes_schema(), "{}", merged.document.validate());
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
    assert_eq!((merged.document.id(), merged.document.revision()), (twice.id(), Some(1)));
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

#[test]
fn compositions_do_not_come_to_speak_of_more_than_was_complete() {
    let document = |needs: &str, compositions: &str| {
        let text = format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
              {{"type": "library", "bom-ref": "lib", "name": "lib", "purl": "pkg:npm/lib@1"}},
              {{"type": "library", "bom-ref": "a", "name": "a", "purl": "pkg:npm/a@1"}},
              {{"type": "library", "bom-ref": "b", "name": "b", "purl": "pkg:npm/b@1"}}],
            "dependencies": [{{"ref": "lib", "dependsOn": [{needs}]}}, {{"ref": "a"}}],
            "compositions": [{compositions}]}}"#
        );
        sbom::parse(text.into_bytes()).unwrap()
    };
    let complete = r#"{"aggregate": "complete", "dependencies": ["lib", "a"]},
        {"aggregate": "complete", "dependencies": ["lib"]}"#;
    let merged = |other: &Document| {
        let documents = [document(r#""a""#, complete), other.clone()];
        let merged = merge(&documents, &MergeOptions::default()).unwrap();
        let found: Vec<Vec<String>> = merged
            .document
            .compositions()
            .map(|it| {
                it.dependencies()
                    .map(|end| end.component().unwrap().local_id().unwrap().to_owned())
                    .collect()
            })
            .collect();
        (found, merged.conflicts.iter().map(ToString::to_string).collect::<Vec<_>>())
    };
    let (found, told) = merged(&document(r#""a""#, ""));
    assert_eq!(found, [vec!["lib", "a"], vec!["lib"]]);
    assert!(told.is_empty(), "{told:?}");
    let (found, told) = merged(&document(r#""b""#, ""));
    assert_eq!(found, [["a"]]);
    let expected = "`compositions` of `lib` in document 1 is not kept: another one states more, or \
                    claims less";
    assert_eq!(told, [expected]);
    // Who adds it says that this is all.
    let whole = r#"{"aggregate": "complete", "dependencies": ["lib"]}"#;
    let (found, _) = merged(&document(r#""a", "b""#, whole));
    assert_eq!(found, [vec!["lib", "a"], vec!["lib"]]);
}

#[test]
fn what_a_part_was_before_does_not_make_the_result_something_else() {
    let spdx = br#"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "base",
      "dataLicense": "CC0-1.0", "documentNamespace": "https://ex.test/base",
      "creationInfo": {"creators": ["Tool: t-1"], "created": "2025-04-01T10:00:00Z"},
      "packages": [{"SPDXID": "SPDXRef-b", "name": "busybox", "downloadLocation": "NOASSERTION"}]}"#;
    let spdx = sbom::parse(spdx).unwrap();
    let cyclonedx = bom("web", &[("1", "react", "")]);
    let merged = flat(&[spdx.clone(), cyclonedx.clone()]).document;
    assert!(!text(&merged).contains("cyclonedx:specVersion"), "{}", text(&merged));
    let merged = flat(&[cyclonedx.clone(), spdx.clone()]).document;
    assert!(!text(&merged).contains("spdx:document:"), "{}", text(&merged));
    // Both were CycloneDX.
    let convert = |document: &Document| {
        let made =
            document.convert("spdx-2.3-json".parse().unwrap(), &sbom::ConvertOptions::default());
        sbom::parse(made.unwrap().bytes).unwrap()
    };
    let merged = flat(&[convert(&cyclonedx), convert(&bom("api", &[]))]).document;
    assert!(text(&merged).contains("cyclonedx:specVersion: 1.6"), "{}", text(&merged));
    // And a document stays what it is.
    let again = convert(&cyclonedx).dedupe().unwrap().document;
    assert!(text(&again).contains("cyclonedx:specVersion: 1.6"), "{}", text(&again));
}

#[test]
fn borrowed_documents_are_merged_and_what_one_lists_twice_stays_twice() {
    let part = r#"{"type": "library", "name": "a", "purl": "pkg:npm/a@1"}"#;
    let twice = format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{part}, {part}]}}"#
    );
    let twice = sbom::parse(twice.into_bytes()).unwrap();
    let other = sbom::parse(br#"{"bomFormat": "CycloneDX", "specVersion": "1.6"}"#).unwrap();
    let merged = merge(&[&twice, &other], &MergeOptions::default()).unwrap();
    assert_eq!(merged.document.components().count(), 2);
    assert_eq!(merged.document.dedupe().unwrap().document.components().count(), 1);
}

#[test]
fn options_are_checked_and_what_a_document_says_itself_is_kept() {
    let odd = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {"timestamp": "soon"}, "components": []}"#;
    let odd = sbom::parse(odd.as_bytes()).unwrap();
    let deduped = odd.dedupe().unwrap().document;
    assert_eq!(deduped.metadata().created(), Some("soon"));
    let mut options = MergeOptions::default();
    options.created = Some("soon".to_owned());
    assert!(merge(&[&odd], &options).is_err());
    options.created = None;
    options.id = Some("urn:uuid:1".to_owned());
    let error = merge(&[&odd], &options).unwrap_err();
    let why = std::error::Error::source(&error).unwrap().to_string();
    assert!(why.starts_with("`urn:uuid:1` is no serial number"), "{why}");
}
