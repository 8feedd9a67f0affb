//! SPDX 3 is merged as SPDX 3: a union of graphs under a new document.

use sbom::edit::NewComponent;
use sbom::merge::{MergeMode, MergeOptions, Merged, merge};
use sbom::{ComponentType, Document};
use serde_json::Value;

use crate::corpus::{cases, is_affordable};

/// A document about an application that depends on a library, with a creation in a blank node.
fn shop(name: &str, library: &str, more: &str) -> Document {
    let ns = format!("https://ex.test/{name}");
    let text = format!(
        r#"{{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
          {{"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1",
            "created": "2025-05-01T08:00:00Z", "createdBy": ["{ns}#by"],
            "comment": "of {name}"}},
          {{"type": "Organization", "spdxId": "{ns}#by", "creationInfo": "_:c", "name": "Acme"}},
          {{"type": "SpdxDocument", "spdxId": "{ns}", "creationInfo": "_:c", "name": "{name}",
            "profileConformance": ["core", "software"], "rootElement": ["{ns}#sbom"],
            "element": ["{ns}#by", "{ns}#sbom", "{ns}#app", "{ns}#lib", "{ns}#r"]}},
          {{"type": "software_Sbom", "spdxId": "{ns}#sbom", "creationInfo": "_:c",
            "rootElement": ["{ns}#app"], "element": ["{ns}#app", "{ns}#lib"]}},
          {{"type": "software_Package", "spdxId": "{ns}#app", "creationInfo": "_:c",
            "name": "{name}"}},
          {{"type": "software_Package", "spdxId": "{ns}#lib", "creationInfo": "_:c",
            "name": "zlib", {library}}},
          {{"type": "Relationship", "spdxId": "{ns}#r", "creationInfo": "_:c", "from": "{ns}#app",
            "relationshipType": "dependsOn", "completeness": "complete", "to": ["{ns}#lib"]}}
          {more}]}}"#
    );
    sbom::parse(text.into_bytes()).unwrap()
}

fn options() -> MergeOptions {
    let mut options = MergeOptions::default();
    options.created = Some("2026-11-22T00:00:00Z".to_owned());
    options
}

fn flat(documents: &[Document]) -> Merged {
    merge(documents, &options()).unwrap()
}

fn json(document: &Document) -> Value {
    serde_json::from_slice(&document.write().unwrap()).unwrap()
}

fn objects<'v>(json: &'v Value, class: &str) -> Vec<&'v Value> {
    let graph = json["@graph"].as_array().unwrap();
    graph.iter().filter(|object| object["type"] == class).collect()
}

fn names(document: &Document) -> Vec<String> {
    document.components().map(|part| part.name().to_owned()).collect()
}

const ONE: &str = r#""software_packageVersion": "1", "software_packageUrl": "pkg:generic/zlib@1""#;

#[test]
fn a_union_of_graphs_says_once_what_is_the_same() {
    let found = r#", {"type": "security_Vulnerability", "spdxId": "urn:ex:NS:v",
        "creationInfo": "_:c", "name": "CVE-1", "externalIdentifier": [
          {"type": "ExternalIdentifier", "externalIdentifierType": "cve", "identifier": "CVE-1"}]},
      {"type": "Relationship", "spdxId": "urn:ex:NS:rv", "creationInfo": "_:c",
       "from": "https://ex.test/NS#lib", "relationshipType": "hasAssociatedVulnerability",
       "to": ["urn:ex:NS:v"]}"#;
    let one = shop("api", ONE, &found.replace("NS", "api"));
    let other = shop("web", ONE, &found.replace("NS", "web"));
    let merged = flat(&[one, other]);
    let document = &merged.document;
    assert!(merged.conflicts.is_empty() && merged.losses.is_empty(), "{:?}", merged.conflicts);
    assert!(document.validate().passes_schema(), "{}", document.validate());
    assert_eq!((document.spec_version(), document.id().is_some()), ("3.0.1", true));
    assert_eq!(names(document), ["api", "zlib", "web"]);
    assert_eq!(document.vulnerabilities().len(), 1);
    let roots: Vec<_> = document.described().map(|it| it.name().to_owned()).collect();
    assert_eq!(roots, ["api", "web"]);
    let zlib = document.find("https://ex.test/api#lib").unwrap();
    assert_eq!(document.graph().dependents(zlib.id()).len(), 2);
    assert_eq!(document.metadata().created(), Some("2026-11-22T00:00:00Z"));
    let json = json(document);
    // Each creation is that of its document, and the result has one of its own.
    let blanks: Vec<_> = objects(&json, "CreationInfo").iter().map(|it| &it["@id"]).collect();
    assert_eq!(blanks, ["_:merged", "_:c", "_:c-2"]);
    let web = objects(&json, "software_Package")[2];
    assert_eq!(web["creationInfo"], "_:c-2");
    // Acme is one, however it was called, and so is the relationship to the vulnerability.
    assert_eq!(objects(&json, "Organization").len(), 1);
    assert_eq!(objects(&json, "Relationship").len(), 3);
    let head = objects(&json, "SpdxDocument")[0];
    assert_eq!(head["element"].as_array().unwrap().len(), 10);
    assert_eq!(head["profileConformance"], serde_json::json!(["core", "software"]));
}

#[test]
fn what_contradicts_is_kept_apart_and_what_differs_is_told() {
    // One id, and another thing.
    let same = r#", {"type": "software_Package", "spdxId": "urn:ex:x", "creationInfo": "_:c",
        "name": "x", "software_packageVersion": "1", "comment": "C"},
      {"type": "Annotation", "spdxId": "urn:ex:n-NS", "creationInfo": "_:c",
       "annotationType": "other", "subject": "urn:ex:x", "statement": "it is"}"#;
    let one = shop("api", ONE, &same.replace("NS", "1"));
    let told = same.replace("NS", "2").replace("\"C\"", "\"D\"");
    let other = shop("web", &ONE.replace("@1", "@2").replace(r#""1""#, r#""2""#), &told);
    let merged = flat(&[one.clone(), other]);
    assert_eq!(names(&merged.document), ["api", "zlib", "x", "web", "zlib"]);
    let told: Vec<_> = merged.conflicts.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["`comment` of `urn:ex:x` in document 2 gives way to an earlier one"]);

    let another = same.replace("NS", "2").replace(r#"Version": "1""#, r#"Version": "9""#);
    let merged = flat(&[one, shop("web", ONE, &another)]);
    assert!(merged.document.validate().passes_schema(), "{}", merged.document.validate());
    let told: Vec<_> = merged.conflicts.iter().map(ToString::to_string).collect();
    let expected = "`urn:ex:x-2` of document 2 is kept apart: `software_packageVersion` differs";
    assert_eq!(told, [expected]);
    let json = json(&merged.document);
    let subjects: Vec<_> = objects(&json, "Annotation").iter().map(|it| &it["subject"]).collect();
    assert_eq!(subjects, ["urn:ex:x", "urn:ex:x-2"]);
}

#[test]
fn a_hierarchy_takes_nothing_to_be_the_same_and_stands_under_its_subject() {
    let mut options = options();
    options.mode = MergeMode::Hierarchical;
    options.subject = Some(NewComponent::new(ComponentType::Application, "shop"));
    let merged = merge(&[shop("api", ONE, ""), shop("web", ONE, "")], &options).unwrap();
    let document = &merged.document;
    assert!(document.validate().passes_schema(), "{}", document.validate());
    assert_eq!(document.subject().unwrap().name(), "shop");
    let graph = document.graph();
    let depths: Vec<_> =
        document.components().map(|it| (it.name().to_owned(), graph.depth(it.id()))).collect();
    let expected = [("api", 1), ("zlib", 2), ("web", 1), ("zlib", 2), ("shop", 0)];
    let expected = expected.map(|(name, depth)| (name.to_owned(), Some(depth)));
    assert_eq!(depths, expected);
}

#[test]
fn prefixes_and_inner_objects_mean_what_they_meant() {
    let of = |namespace: &str, name: &str| {
        let text = format!(
            r#"{{"@context": ["https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
                {{"ex": "https://ex.test/{namespace}#"}}], "@graph": [
              {{"type": "SpdxDocument", "spdxId": "ex:d", "name": "{name}", "rootElement": ["ex:a"],
                "creationInfo": {{"type": "CreationInfo", "@id": "_:b", "specVersion": "3.0.1",
                  "created": "2025-05-01T08:00:00Z", "createdBy": [
                    {{"type": "Person", "spdxId": "ex:p", "creationInfo": "_:b", "name": "{name}"}}]}}}},
              {{"type": "software_Package", "spdxId": "ex:a", "creationInfo": "_:b",
                "name": "{name}"}}]}}"#
        );
        sbom::parse(text.into_bytes()).unwrap()
    };
    let merged = flat(&[of("1", "a"), of("2", "b")]);
    let document = &merged.document;
    assert_eq!(names(document), ["a", "b"]);
    let authors: Vec<_> = document.metadata().authors().map(|it| it.name().to_owned()).collect();
    assert_eq!(authors, ["a", "b"]);
    let json = json(document);
    assert_eq!(objects(&json, "Person")[1]["spdxId"], "https://ex.test/2#p");
    assert_eq!(objects(&json, "Person")[1]["creationInfo"], "_:b-2");
    // The prefix itself can mean one thing only.
    let told: Vec<_> = merged.conflicts.iter().map(|it| it.field.as_str()).collect();
    assert_eq!(told, ["ex"]);
}

#[test]
fn dedupe_unites_what_a_document_says_twice() {
    let twice = r#", {"type": "software_Package", "spdxId": "urn:ex:again", "creationInfo": "_:c",
        "name": "zlib", "software_packageUrl": "pkg:generic/zlib@1", "summary": "again"},
      {"type": "Relationship", "spdxId": "urn:ex:r", "creationInfo": "_:c",
       "from": "https://ex.test/api#app", "relationshipType": "dependsOn",
       "completeness": "complete", "to": ["urn:ex:again"]}"#;
    let document = shop("api", ONE, twice);
    let merged = document.dedupe().unwrap();
    assert_eq!(names(&merged.document), ["api", "zlib"]);
    assert_eq!(merged.document.id(), document.id());
    assert_eq!(merged.document.edge_count(), 1);
    let json = json(&merged.document);
    assert_eq!(objects(&json, "software_Package")[1]["summary"], "again");
    assert_eq!(objects(&json, "CreationInfo").len(), 1);
    assert!(merged.document.validate().passes_schema(), "{}", merged.document.validate());
}

#[test]
fn merging_a_document_of_the_corpus_with_itself_adds_nothing() {
    let mut faults = Vec::new();
    for case in cases("spdx3", "jsonld").iter().filter(|case| is_affordable(case.bytes.len())) {
        let one = sbom::parse(&case.bytes).unwrap();
        if !one.spec_version().starts_with("3.0.") {
            continue;
        }
        let merged = flat(&[one.clone(), one.clone()]);
        let counts = |of: &Document| {
            let classes = [of.components().count(), of.files().count(), of.edge_count()];
            (classes, of.vulnerabilities().len(), of.described_count())
        };
        if !merged.losses.is_empty() {
            continue;
        }
        let (before, after) =
            (counts(&flat(std::slice::from_ref(&one)).document), counts(&merged.document));
        if before != after {
            faults.push(format!("{}: {before:?} {after:?}", case.file));
        }
        let parts = |of: &Document| (of.components().count(), of.files().count());
        if parts(&one) != parts(&merged.document) {
            faults.push(format!("{}: {:?}", case.file, parts(&merged.document)));
        }
        if !merged.conflicts.is_empty() {
            faults.push(format!("{}: {:?}", case.file, merged.conflicts));
        }
        if one.validate().passes_schema() && !merged.document.validate().passes_schema() {
            faults.push(format!("{}: {}", case.file, merged.document.validate()));
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn what_the_first_version_calls_otherwise_is_renamed_beside_the_second() {
    let more = r#", {"type": "Relationship", "spdxId": "urn:ex:in", "creationInfo": "_:c",
        "from": "https://ex.test/NS#app", "relationshipType": "hasInputs",
        "to": ["https://ex.test/NS#lib"]}"#;
    let old = |name: &str| {
        let text = json(&shop(name, ONE, &more.replace("NS", name))).to_string();
        sbom::parse(text.replace("3.0.1", "3.0.0").into_bytes()).unwrap()
    };
    let beside = flat(&[old("api"), shop("web", ONE, "")]).document;
    assert_eq!(beside.spec_version(), "3.0.1");
    assert!(beside.validate().passes_schema(), "{}", beside.validate());
    assert!(json(&beside).to_string().contains("\"hasInput\""));
    let alone = flat(&[old("api"), old("web")]).document;
    assert_eq!(alone.spec_version(), "3.0.0");
    assert!(json(&alone).to_string().contains("\"hasInputs\""));
    assert!(alone.validate().passes_schema(), "{}", alone.validate());
}

/// How complete the relationships of a merged document are, with what was told about it.
fn completeness(merged: &Merged) -> (Vec<Value>, Vec<String>) {
    let json = json(&merged.document);
    let relationships = objects(&json, "Relationship");
    let told = merged.conflicts.iter().map(ToString::to_string).collect();
    (relationships.iter().map(|it| it["completeness"].clone()).collect(), told)
}

/// A package that the application of `api` is said to need too.
fn further(id: &str, more: &str) -> String {
    format!(
        r#", {{"type": "software_Package", "spdxId": "urn:ex:further", "creationInfo": "_:c",
          "name": "further"}},
        {{"type": "Relationship", "spdxId": "{id}", "creationInfo": "_:c",
          "from": "https://ex.test/api#app", "relationshipType": "dependsOn", {more}
          "to": ["https://ex.test/api#lib", "urn:ex:further"]}}"#
    )
}

#[test]
fn what_is_complete_stays_so_only_beside_documents_that_add_nothing() {
    let one = shop("api", ONE, "");
    // The same relationship, and one that says a part of it.
    let again = shop("api", ONE, &further("urn:ex:r", "").replace(r#", "urn:ex:further"]"#, "]"));
    let (words, told) = completeness(&flat(&[one.clone(), again]));
    assert_eq!(words, ["complete".into(), Value::Null]);
    assert!(told.is_empty(), "{told:?}");

    let expected = "`completeness` of `https://ex.test/api#r` in document 1 is not kept: another one \
                    states more, or claims less";
    // The other document claims it too, and states more beside it.
    let more = shop("api", ONE, &further("urn:ex:r", ""));
    let (words, told) = completeness(&flat(&[one.clone(), more]));
    assert_eq!(words, ["complete".into(), Value::Null]);
    assert!(told.is_empty(), "{told:?}");
    // The other document states more and claims nothing.
    let only = json(&shop("api", ONE, &further("urn:ex:r", ""))).to_string();
    let only = only.replace(r#""completeness":"complete","#, "");
    let only = sbom::parse(only.into_bytes()).unwrap();
    let (words, told) = completeness(&flat(&[one.clone(), only]));
    assert_eq!(words, ["noAssertion".into(), Value::Null]);
    assert_eq!(told, [expected]);
    // The same relationship, with one more end.
    let mut longer = json(&one);
    for object in longer["@graph"].as_array_mut().unwrap() {
        if object["type"] == "Relationship" {
            object["to"] = serde_json::json!(["https://ex.test/api#lib", "urn:ex:further"]);
            object.as_object_mut().unwrap().remove("completeness");
        }
    }
    let longer = sbom::parse(longer.to_string().into_bytes()).unwrap();
    let (words, told) = completeness(&flat(&[one.clone(), longer.clone()]));
    assert_eq!((words, told), (vec!["noAssertion".into()], vec![expected.to_owned()]));
    let (words, _) = completeness(&flat(&[longer, one.clone()]));
    assert_eq!(words, [Value::from("noAssertion")]);
    // The whole claim, and a smaller one.
    let whole = shop("api", ONE, &further("urn:ex:r", r#""completeness": "complete","#));
    let (words, _) = completeness(&flat(&[one, whole]));
    assert_eq!(words, [Value::from("complete"), "complete".into()]);
}

#[test]
fn what_was_complete_of_one_of_two_is_not_so_of_both_made_one() {
    let twice = r#", {"type": "software_Package", "spdxId": "urn:ex:again", "creationInfo": "_:c",
        "name": "zlib", "software_packageUrl": "pkg:generic/zlib@1"},
      {"type": "software_Package", "spdxId": "urn:ex:libc", "creationInfo": "_:c", "name": "libc"},
      {"type": "Relationship", "spdxId": "urn:ex:r1", "creationInfo": "_:c",
       "from": "https://ex.test/api#lib", "relationshipType": "dependsOn",
       "completeness": "complete", "to": ["https://spdx.org/rdf/3.0.1/terms/Core/NoneElement"]},
      {"type": "Relationship", "spdxId": "urn:ex:r2", "creationInfo": "_:c", "from": "urn:ex:again",
       "relationshipType": "dependsOn", "to": ["urn:ex:libc"]}"#;
    let (words, told) = completeness(&shop("api", ONE, twice).dedupe().unwrap());
    assert_eq!(words, ["complete".into(), "noAssertion".into(), Value::Null]);
    assert_eq!(told.len(), 1, "{told:?}");
}

/// A vulnerability of the library, which SPDX 2 has no place for.
const FOUND: &str = r#", {"type": "security_Vulnerability", "spdxId": "urn:ex:v",
    "creationInfo": "_:c", "name": "CVE-1"},
  {"type": "Relationship", "spdxId": "urn:ex:rv", "creationInfo": "_:c",
   "from": "https://ex.test/api#lib", "relationshipType": "hasAssociatedVulnerability",
   "to": ["urn:ex:v"]}"#;

#[test]
fn documents_of_other_formats_are_merged_with_spdx_3_as_the_graphs_they_become() {
    let cyclonedx = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
        {"type": "library", "name": "react", "version": "19", "bom-ref": "1"},
        {"type": "library", "name": "zlib", "version": "1", "bom-ref": "2",
         "purl": "pkg:generic/zlib@1", "description": "packs"}],
      "services": [{"name": "shop", "bom-ref": "3"}],
      "dependencies": [{"ref": "1", "dependsOn": ["2"]}]}"#;
    let spdx2 = br#"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "base",
      "dataLicense": "CC0-1.0", "documentNamespace": "https://ex.test/base",
      "creationInfo": {"creators": ["Person: Ada"], "created": "2025-04-01T10:00:00Z"},
      "packages": [{"SPDXID": "SPDXRef-b", "name": "busybox", "downloadLocation": "NOASSERTION"}],
      "relationships": [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES",
        "relatedSpdxElement": "SPDXRef-b"}]}"#;
    let [cyclonedx, spdx2] = [&cyclonedx[..], spdx2].map(|text| sbom::parse(text).unwrap());
    let merged = flat(&[shop("api", ONE, FOUND), cyclonedx.clone(), spdx2.clone()]);
    let document = &merged.document;
    assert_eq!((document.spec_version(), document.name()), ("3.0.1", Some("api")));
    assert!(document.validate().passes_schema(), "{}", document.validate());
    assert_eq!(names(document), ["api", "zlib", "react", "busybox"]);
    assert_eq!(document.vulnerabilities().len(), 1);
    let zlib = document.find("https://ex.test/api#lib").unwrap();
    assert_eq!(zlib.description(), Some("packs"));
    assert_eq!(document.graph().dependents(zlib.id()).len(), 2);
    let authors: Vec<_> = document.metadata().authors().map(|it| it.name().to_owned()).collect();
    assert!(authors.contains(&"Ada".to_owned()), "{authors:?}");
    // What was lost is told of the document that had it.
    let [(position, losses)] = merged.losses.as_slice() else { panic!("{:?}", merged.losses) };
    assert_eq!(*position, 1);
    assert!(losses.iter().any(|loss| loss.path() == "/services"), "{losses}");
    // In another order the result is what the first document is.
    let merged = flat(&[cyclonedx, shop("api", ONE, FOUND), spdx2]);
    assert_eq!(merged.document.spec_version(), "1.6");
    assert_eq!(names(&merged.document), ["react", "zlib", "api", "busybox"]);
}

#[test]
fn what_a_part_of_it_was_before_does_not_make_the_result_something_else() {
    let cyclonedx =
        br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 7, "components": [
        {"type": "library", "name": "react", "version": "19", "bom-ref": "1"}]}"#;
    let merged = flat(&[shop("api", ONE, ""), sbom::parse(cyclonedx).unwrap()]).document;
    let head = json(&merged);
    let head = objects(&head, "SpdxDocument")[0];
    assert_eq!(head["extension"], Value::Null);
    // The conversion of a whole document of CycloneDX would leave out the name, as one made up.
    let made = merged.convert("spdx-2.3-json".parse().unwrap(), &sbom::ConvertOptions::default());
    let made: Value = serde_json::from_slice(&made.unwrap().bytes).unwrap();
    assert_eq!(made["name"], "api");
}

#[test]
fn valid_documents_of_the_corpus_are_valid_when_merged_with_spdx_3() {
    let mut faults = Vec::new();
    let formats = [("cyclonedx", "json"), ("spdx2", "json"), ("spdx2", "tagvalue")];
    for case in formats.into_iter().flat_map(|(format, encoding)| cases(format, encoding)) {
        let Ok(document) = sbom::parse(&case.bytes) else { continue };
        if case.bytes.len() > 10_000 || !document.validate().passes_schema() {
            continue;
        }
        let merged = flat(&[shop("api", ONE, FOUND), document.clone()]).document;
        if !merged.validate().passes_schema() {
            faults.push(format!("{}: {}", case.file, merged.validate()));
        }
        let missing: Vec<_> = document
            .components()
            .filter(|part| part.kind() == sbom::ElementKind::Component)
            .map(|part| part.name())
            .filter(|name| !names(&merged).iter().any(|it| it.ends_with(name)))
            .collect();
        if !missing.is_empty() && !merged.files().any(|file| missing.contains(&file.name())) {
            faults.push(format!("{}: {missing:?}", case.file));
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn beside_prototypes_the_result_is_of_spdx_2() {
    let text = json(&shop("web", ONE, "")).to_string();
    let old = text.replace(
        "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
        "https://spdx.github.io/spdx-3-model/context.json",
    );
    let old = sbom::parse(old.into_bytes()).unwrap();
    let merged = flat(&[shop("api", ONE, ""), old]);
    assert_eq!(merged.document.spec_version(), "SPDX-2.3");
}
