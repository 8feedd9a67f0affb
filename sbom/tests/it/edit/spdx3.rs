//! SPDX 3 is changed as SPDX 3: what was not touched stays, what is new is shared, and what spoke
//! of something removed goes along.

use sbom::edit::{Editor, NewComponent, NewVulnerability};
use sbom::{ComponentType, Document, LicenceRole, Severity, Style};
use serde_json::Value;

use crate::corpus::{cases, is_affordable};

/// Wraps elements into a document of 3.0.1 with one package.
fn graph(elements: &str) -> Document {
    let text = format!(
        r#"{{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
          {{"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1",
            "created": "2025-05-01T08:00:00Z", "createdBy": ["https://ex.test/d#jane"]}},
          {{"type": "Person", "spdxId": "https://ex.test/d#jane", "creationInfo": "_:c",
            "name": "Jane"}},
          {{"type": "SpdxDocument", "spdxId": "https://ex.test/d", "creationInfo": "_:c",
            "name": "shop", "rootElement": ["https://ex.test/d#sbom"],
            "element": ["https://ex.test/d#sbom", "https://ex.test/d#app"]}},
          {{"type": "software_Sbom", "spdxId": "https://ex.test/d#sbom", "creationInfo": "_:c",
            "rootElement": ["https://ex.test/d#app"], "element": ["https://ex.test/d#app"]}},
          {{"type": "software_Package", "spdxId": "https://ex.test/d#app", "creationInfo": "_:c",
            "name": "app"}}{elements}]}}"#
    );
    sbom::parse(text.into_bytes()).unwrap()
}

fn json(document: &Document) -> Value {
    serde_json::from_slice(&document.write().unwrap()).unwrap()
}

/// Returns the object of an id, wherever it stands.
fn object(value: &Value, id: &str) -> Option<Value> {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        if value["spdxId"] == id || value["@id"] == id {
            return Some(value.clone());
        }
        match value {
            Value::Array(values) => open.extend(values),
            Value::Object(members) => open.extend(members.values()),
            _ => {}
        }
    }
    None
}

fn edit(document: Document, change: impl FnOnce(&mut Editor)) -> Document {
    let mut editor = document.edit();
    change(&mut editor);
    editor.finish().unwrap().document
}

/// Puts a document that is a single element into a graph.
fn in_graph(mut element: Value) -> Value {
    let context = element.as_object_mut().unwrap().remove("@context").unwrap();
    serde_json::json!({"@context": context, "@graph": [element]})
}

fn compact(document: &Document) -> String {
    String::from_utf8(document.write_styled(Style::Compact).unwrap()).unwrap()
}

/// Adds a component that brings along one of each.
fn add(editor: &mut Editor, parent: Option<&str>) -> String {
    let part = NewComponent::new(ComponentType::Library, "left-pad")
        .version("1.3.0")
        .purl("pkg:npm/left-pad@1.3.0")
        .supplier("Nobody else at all")
        .licence("Nobody's own licence, ask her")
        .licence_of(LicenceRole::Concluded, "MIT AND LicenseRef-nobodys");
    let id = match parent {
        Some(parent) => editor.add_component_to(parent, &part).unwrap(),
        None => editor.add_component(&part).unwrap(),
    };
    editor.component(&id).unwrap().add_licence(LicenceRole::Concluded, "Zlib").unwrap();
    let found = NewVulnerability::new("CVE-2026-1234")
        .severity(Severity::High)
        .cvss("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", Some(7.5))
        .affects(&id);
    editor.add_vulnerability(&found).unwrap();
    editor.depend(&id, &[]).unwrap();
    id
}

#[test]
fn every_document_of_the_corpus_is_as_before_when_what_was_added_is_removed() {
    let mut faults = Vec::new();
    for case in cases("spdx3", "jsonld").iter().filter(|case| is_affordable(case.bytes.len())) {
        let document = sbom::parse(&case.bytes).unwrap();
        let (before, was_valid) = (compact(&document), document.validate().passes_schema());
        let vulnerabilities = document.vulnerabilities().len();
        let parent = document.components().find_map(|it| it.local_id()).map(str::to_owned);
        let mut added = String::new();
        let with = edit(document, |editor| added = add(editor, parent.as_deref()));
        if was_valid && !with.validate().passes_schema() {
            faults.push(format!("{}: {}", case.file, with.validate()));
        }
        let part = with.find(&added).unwrap();
        assert_eq!(part.supplier().unwrap().name(), "Nobody else at all", "{}", case.file);
        assert_eq!(with.vulnerabilities().len(), vulnerabilities + 1, "{}", case.file);
        // As somebody else would have it, who reads what was written.
        let read = sbom::parse(with.write().unwrap()).unwrap();
        let without = edit(read, |editor| {
            assert_eq!(editor.remove_components([added.as_str()]), 1, "{}", case.file);
        });
        let is_same = match before.contains("\"@graph\"") {
            true => compact(&without) == before,
            // What was a single element is the only one of a graph.
            false => json(&without) == in_graph(json(&sbom::parse(&case.bytes).unwrap())),
        };
        if !is_same {
            faults.push(format!("{}:\n{before}\n{}", case.file, compact(&without)));
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn every_component_of_the_corpus_goes_without_a_trace() {
    let mut faults = Vec::new();
    for case in cases("spdx3", "jsonld").iter().filter(|case| is_affordable(case.bytes.len())) {
        let document = sbom::parse(&case.bytes).unwrap();
        let was_valid = document.validate().passes_schema();
        let ids: Vec<String> =
            document.components().filter_map(|it| it.local_id()).map(str::to_owned).collect();
        for id in ids.iter().take(4) {
            let without = edit(document.clone(), |editor| {
                assert_eq!(editor.remove_components([id.as_str()]), 1);
            });
            let report = without.validate();
            if was_valid && !report.passes_schema() {
                faults.push(format!("{}: {report}", case.file));
            }
            if compact(&without).contains(&format!("\"{id}\"")) {
                faults.push(format!("{}: {id}", case.file));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn a_document_that_is_one_element_is_one_again_when_nothing_was_added_to_it() {
    let text = r#"{"type":"software_File","@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","spdxId":"urn:ex:f","creationInfo":{"type":"CreationInfo","specVersion":"3.0.1","created":"2025-05-01T08:00:00Z","createdBy":["urn:ex:a"]},"name":"f"}"#;
    let same = edit(sbom::parse(text.as_bytes()).unwrap(), |editor| {
        let added = add(editor, Some("urn:ex:f"));
        assert!(added.starts_with("urn:ex:f#"), "{added}");
        assert_eq!(editor.remove_components([added.as_str()]), 1);
    });
    assert_eq!(compact(&same).trim_end(), text);
}

#[test]
fn what_is_new_shares_one_creation_and_is_listed() {
    let mut id = String::new();
    let document = edit(graph(""), |editor| id = add(editor, Some("https://ex.test/d#app")));
    assert!(document.validate().passes_schema(), "{}", document.validate());
    let json = json(&document);
    let new: Vec<&Value> = json["@graph"].as_array().unwrap().iter().skip(5).collect();
    let ids: Vec<&str> = new.iter().map(|it| it["spdxId"].as_str().unwrap()).collect();
    assert!(new.iter().all(|it| it["creationInfo"] == "_:c"));
    assert!(ids.iter().all(|id| id.starts_with("https://ex.test/d#")), "{ids:?}");
    for (collection, before) in [("https://ex.test/d", 2), ("https://ex.test/d#sbom", 1)] {
        let listed = object(&json, collection).unwrap()["element"].clone();
        let listed: Vec<&str> =
            listed.as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert_eq!(listed[before..], ids, "{collection}");
    }
    let part = document.find(&id).unwrap();
    assert_eq!(
        part.concluded_licences().next().unwrap().text(),
        "(MIT AND LicenseRef-nobodys) AND (Zlib)"
    );
    let found = document.vulnerabilities().next().unwrap();
    assert_eq!(found.ratings().next().unwrap().score(), Some(7.5));
    assert_eq!(found.affects().next().unwrap().target().component().unwrap().name(), "left-pad");
}

#[test]
fn a_new_time_is_not_told_of_what_was_there_before() {
    let document = edit(graph(""), |editor| {
        editor.add_component(&NewComponent::new(ComponentType::Library, "a")).unwrap();
        editor.set_created("2026-11-22T12:00:00Z").unwrap();
        editor.add_author("Jane", None).unwrap();
        editor.add_author("Ada", Some("ada@ex.test")).unwrap();
        editor.add_tool("maker", Some("2")).unwrap();
    });
    assert!(document.validate().passes_schema(), "{}", document.validate());
    assert_eq!(document.metadata().created(), Some("2026-11-22T12:00:00Z"));
    let authors: Vec<_> = document.metadata().authors().map(|it| it.name().to_owned()).collect();
    assert_eq!(authors, ["Jane", "Ada"]);
    let json = json(&document);
    assert_eq!(object(&json, "_:c").unwrap()["created"], "2025-05-01T08:00:00Z");
    assert_eq!(object(&json, "https://ex.test/d#app").unwrap()["creationInfo"], "_:c");
    let own = object(&json, "https://ex.test/d").unwrap()["creationInfo"].clone();
    let new: Vec<&Value> = json["@graph"].as_array().unwrap().iter().skip(5).collect();
    let with = new.iter().filter(|it| it["type"] != "CreationInfo");
    assert_eq!(with.filter(|it| it["creationInfo"] == own).count(), 3);
}

/// Two packages that share a licence, an agent and a vulnerability, and have one each.
const SHARED: &str = r#",
  {"type": "software_Package", "spdxId": "urn:ex:a", "creationInfo": "_:c", "name": "a",
   "suppliedBy": "urn:ex:both"},
  {"type": "software_Package", "spdxId": "urn:ex:b", "creationInfo": "_:c", "name": "b",
   "suppliedBy": "urn:ex:both", "originatedBy": ["urn:ex:one"]},
  {"type": "Organization", "spdxId": "urn:ex:both", "creationInfo": "_:c", "name": "both"},
  {"type": "Organization", "spdxId": "urn:ex:one", "creationInfo": "_:c", "name": "one"},
  {"type": "simplelicensing_LicenseExpression", "spdxId": "urn:ex:mit", "creationInfo": "_:c",
   "simplelicensing_licenseExpression": "MIT"},
  {"type": "Relationship", "spdxId": "urn:ex:r1", "creationInfo": "_:c", "from": "urn:ex:a",
   "relationshipType": "hasDeclaredLicense", "to": ["urn:ex:mit"]},
  {"type": "Relationship", "spdxId": "urn:ex:r2", "creationInfo": "_:c", "from": "urn:ex:b",
   "relationshipType": "hasDeclaredLicense", "to": ["urn:ex:mit"]},
  {"type": "Relationship", "spdxId": "urn:ex:r3", "creationInfo": "_:c",
   "from": "https://ex.test/d#app", "relationshipType": "dependsOn", "completeness": "complete",
   "to": ["urn:ex:a", "urn:ex:b"]},
  {"type": "security_Vulnerability", "spdxId": "urn:ex:v", "creationInfo": "_:c", "name": "CVE-1"},
  {"type": "Relationship", "spdxId": "urn:ex:r4", "creationInfo": "_:c", "from": "urn:ex:b",
   "relationshipType": "hasAssociatedVulnerability", "to": ["urn:ex:v"]},
  {"type": "security_VexAffectedVulnAssessmentRelationship", "spdxId": "urn:ex:r5",
   "creationInfo": "_:c", "from": "urn:ex:v", "relationshipType": "affects",
   "to": ["urn:ex:a", "urn:ex:b"], "security_actionStatement": "wait"},
  {"type": "Annotation", "spdxId": "urn:ex:n", "creationInfo": "_:c", "annotationType": "other",
   "subject": "urn:ex:r4", "statement": "so it is"}"#;

#[test]
fn what_others_speak_of_stays_and_what_nobody_else_speaks_of_goes() {
    let one = edit(graph(SHARED), |editor| {
        assert_eq!(editor.remove_components(["urn:ex:b", "urn:ex:nobody", "urn:ex:mit"]), 1);
    });
    assert!(one.validate().passes_schema(), "{}", one.validate());
    let json_of_one = json(&one);
    let has = |json: &Value, id: &str| object(json, id).is_some();
    // The annotation was of a relationship that went.
    for gone in ["b", "one", "r2", "r4", "n"] {
        assert!(!has(&json_of_one, &format!("urn:ex:{gone}")), "{gone}");
    }
    for kept in ["a", "both", "mit", "r1", "r3", "v", "r5"] {
        assert!(has(&json_of_one, &format!("urn:ex:{kept}")), "{kept}");
    }
    let ends = object(&json_of_one, "urn:ex:r5").unwrap()["to"].clone();
    assert_eq!(ends, serde_json::json!(["urn:ex:a"]));
    let none = json(&edit(one, |editor| {
        assert_eq!(editor.remove_components(["urn:ex:a"]), 1);
    }));
    for gone in ["a", "both", "mit", "r1", "r3", "v", "r5"] {
        assert!(!has(&none, &format!("urn:ex:{gone}")), "{gone}");
    }
    assert!(has(&none, "https://ex.test/d#jane"));
}

#[test]
fn a_removed_root_leaves_the_document_to_what_is_at_the_top() {
    let document = edit(graph(SHARED), |editor| {
        editor.remove_components(["https://ex.test/d#app"]);
        editor.add_component(&NewComponent::new(ComponentType::Library, "c")).unwrap();
    });
    assert!(document.validate().passes_schema(), "{}", document.validate());
    let roots: Vec<_> = document.described().map(|it| it.name().to_owned()).collect();
    assert_eq!(roots, ["c"]);
}

#[test]
fn what_stands_inside_of_something_removed_stays_if_it_is_a_thing_of_its_own() {
    let document = graph(
        r#",
      {"type": "Relationship", "spdxId": "urn:ex:r", "creationInfo": "_:c",
       "from": {"type": "software_Package", "spdxId": "urn:ex:a", "name": "a",
         "creationInfo": {"type": "CreationInfo", "@id": "_:mine", "specVersion": "3.0.1",
           "created": "2025-05-01T08:00:00Z", "createdBy": [
             {"type": "Person", "spdxId": "urn:ex:p", "creationInfo": "_:c", "name": "p"}]}},
       "relationshipType": "contains",
       "to": [{"type": "software_Package", "spdxId": "urn:ex:b", "creationInfo": "_:mine",
               "name": "b"}]}"#,
    );
    let document = edit(document, |editor| {
        assert_eq!(editor.remove_components(["urn:ex:a"]), 1);
    });
    assert!(document.validate().passes_schema(), "{}", document.validate());
    let json = json(&document);
    for kept in ["urn:ex:b", "_:mine", "urn:ex:p"] {
        assert!(object(&json, kept).is_some(), "{kept} of {json:#}");
    }
    assert!(object(&json, "urn:ex:r").is_none() && object(&json, "urn:ex:a").is_none());
}

#[test]
fn ids_may_be_abbreviated() {
    let text = r#"{"@context": ["https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
        {"ex": "https://ex.test/d#"}], "@graph": [
      {"type": "SpdxDocument", "spdxId": "ex:doc", "creationInfo": "_:c", "name": "d",
       "rootElement": ["ex:a"], "element": ["https://ex.test/d#a", "ex:b"]},
      {"type": "software_Package", "spdxId": "ex:a", "creationInfo": "_:c", "name": "a"},
      {"type": "software_Package", "spdxId": "ex:b", "creationInfo": "_:c", "name": "b"},
      {"type": "Relationship", "spdxId": "ex:r", "creationInfo": "_:c", "from": "https://ex.test/d#a",
       "relationshipType": "dependsOn", "to": ["ex:b"]}]}"#;
    let document = edit(sbom::parse(text.as_bytes()).unwrap(), |editor| {
        let new = NewComponent::new(ComponentType::Library, "c").local_id("ex:b");
        assert_eq!(editor.add_component(&new).unwrap(), "https://ex.test/d#b-2");
        editor.depend("ex:a", &["https://ex.test/d#b", "https://ex.test/d#b-2"]).unwrap();
        assert_eq!(editor.remove_components(["https://ex.test/d#b"]), 1);
    });
    let json = json(&document);
    let ends = object(&json, "ex:r").unwrap()["to"].clone();
    assert_eq!(ends, serde_json::json!(["https://ex.test/d#b-2"]));
    assert!(!compact(&document).contains("ex:b\""));
}

#[test]
fn the_id_of_the_document_changes_wherever_it_is_referred_to() {
    let document = graph(
        r#", {"type": "Annotation", "spdxId": "urn:ex:n", "creationInfo": "_:c",
              "annotationType": "other", "subject": "https://ex.test/d", "statement": "it is"}"#,
    );
    let document = edit(document, |editor| {
        editor.set_id("https://ex.test/e").unwrap();
        editor.set_name("other").unwrap();
        let id = editor.add_component(&NewComponent::new(ComponentType::Library, "c")).unwrap();
        assert_eq!(id, "https://ex.test/e#SPDXRef-Package-c");
    });
    assert_eq!((document.id(), document.name()), (Some("https://ex.test/e"), Some("other")));
    let subject = object(&json(&document), "urn:ex:n").unwrap()["subject"].clone();
    assert_eq!(subject, "https://ex.test/e");
}

#[test]
fn a_new_subject_takes_the_place_of_the_one_before() {
    let describes = r#", {"type": "Relationship", "spdxId": "urn:ex:r", "creationInfo": "_:c",
        "from": "https://ex.test/d", "relationshipType": "describes",
        "to": ["https://ex.test/d#app"]}"#;
    let document = edit(graph(describes), |editor| {
        editor.set_subject(&NewComponent::new(ComponentType::Application, "new")).unwrap();
    });
    assert!(document.validate().passes_schema(), "{}", document.validate());
    assert_eq!(document.subject().unwrap().name(), "new");
    assert_eq!(document.described_count(), 1);
    assert!(document.find("https://ex.test/d#app").is_some());
    assert!(!compact(&document).contains("describes"));
}

#[test]
fn licences_that_are_no_expressions_are_joined_as_a_set() {
    let listed = r#", {"type": "Relationship", "spdxId": "urn:ex:r", "creationInfo": "_:c",
        "from": "https://ex.test/d#app", "relationshipType": "hasDeclaredLicense",
        "to": ["https://spdx.org/licenses/MIT"]}"#;
    let document = edit(graph(listed), |editor| {
        editor
            .component("https://ex.test/d#app")
            .unwrap()
            .add_licence(LicenceRole::Declared, "Zlib")
            .unwrap();
    });
    assert!(document.validate().passes_schema(), "{}", document.validate());
    let part = document.find("https://ex.test/d#app").unwrap();
    let licences: Vec<_> = part.declared_licences().map(|it| it.text().to_owned()).collect();
    assert_eq!(licences, ["MIT AND Zlib"]);
}

#[test]
fn a_dependency_takes_the_place_of_nothing() {
    let none = r#", {"type": "Relationship", "spdxId": "urn:ex:r", "creationInfo": "_:c",
        "from": "https://ex.test/d#app", "relationshipType": "dependsOn", "completeness": "complete",
        "to": ["https://spdx.org/rdf/3.0.1/terms/Core/NoneElement"]}"#;
    let document = edit(graph(none), |editor| {
        let a = editor.add_component(&NewComponent::new(ComponentType::Library, "a")).unwrap();
        editor.depend("https://ex.test/d#app", &[&a, &a]).unwrap();
    });
    assert!(document.validate().passes_schema(), "{}", document.validate());
    let ends = object(&json(&document), "urn:ex:r").unwrap()["to"].clone();
    assert_eq!(ends, serde_json::json!(["https://ex.test/d#SPDXRef-Package-a"]));
}

#[test]
fn a_document_without_a_document_gets_one_when_something_is_said_of_it() {
    let text = br#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
      "type": "software_Package", "spdxId": "urn:ex:a", "name": "a",
      "creationInfo": {"type": "CreationInfo", "specVersion": "3.0.1",
        "created": "2025-05-01T08:00:00Z", "createdBy": ["urn:ex:p"]}}"#;
    let document = edit(sbom::parse(text).unwrap(), |editor| {
        let b = editor.add_component(&NewComponent::new(ComponentType::Library, "b")).unwrap();
        editor.set_created("2026-11-22T12:00:00Z").unwrap();
        editor.depend("urn:ex:a", &[&b]).unwrap();
    });
    assert!(document.validate().passes_schema(), "{}", document.validate());
    assert_eq!(document.metadata().created(), Some("2026-11-22T12:00:00Z"));
    assert_eq!(document.subject().unwrap().name(), "a");
    assert_eq!(
        object(&json(&document), "urn:ex:a").unwrap()["creationInfo"]["created"],
        "2025-05-01T08:00:00Z"
    );
}

#[test]
fn what_nobody_knows_stays_where_it_was() {
    let odd = r#",{"x-mine":[1.0],"type":"x-type","@id":"_:odd","to":["https://ex.test/d#app"]},
      "text",{"type":"software_Package","name":"b","spdxId":"urn:ex:b","x":{"b":1.0,"a":null}}"#;
    let document = edit(graph(odd), |editor| {
        add(editor, None);
        editor.remove_components(["https://ex.test/d#app"]);
    });
    let written = compact(&document);
    assert!(written.contains(r#"{"x-mine":[1.0],"type":"x-type","@id":"_:odd"}"#), "{written}");
    let known = r#""text",{"type":"software_Package","name":"b","spdxId":"urn:ex:b","x":{"b":1.0,"a":null}}"#;
    assert!(written.contains(known), "{written}");
}

#[test]
fn a_list_in_place_of_a_creation_does_not_become_the_members_of_one() {
    let text = br#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
      "type": "SpdxDocument", "spdxId": "urn:ex:d", "creationInfo": ["a", "b"], "name": "d"}"#;
    let document = edit(sbom::parse(text).unwrap(), |editor| {
        add(editor, None);
        editor.set_created("2026-11-22T12:00:00Z").unwrap();
    });
    let read = sbom::parse(document.write().unwrap()).unwrap();
    assert_eq!(read.metadata().created(), Some("2026-11-22T12:00:00Z"));
}

#[test]
fn violations_are_located_in_what_an_editor_moved() {
    let document = graph(
        r#", {"type": "Relationship", "spdxId": "https://ex.test/d#needs", "creationInfo": "_:c",
              "relationshipType": "dependsOn", "from": "https://ex.test/d#app",
              "to": [{"type": "software_Package", "spdxId": "https://ex.test/d#inner",
                      "creationInfo": "_:c", "name": "inner", "software_packageUrl": "no purl"}]},
             {"type": "software_Package", "spdxId": "https://ex.test/d#last", "creationInfo": "_:c",
              "name": "last"}"#,
    );
    let path = |document: &Document| -> String {
        let report = document.validate();
        let found = report.violations().iter().find(|violation| violation.code() == "spdx3-purl");
        found.unwrap().path().to_owned()
    };
    assert_eq!(path(&document), "/@graph/5/to/0/software_packageUrl");
    let changed = edit(document, |editor| {
        assert_eq!(editor.remove_components(["https://ex.test/d#app"]), 1);
    });
    let read_again = sbom::parse(changed.write().unwrap()).unwrap();
    assert_eq!(path(&changed), path(&read_again));
    assert_ne!(path(&changed), "/@graph/5/to/0/software_packageUrl");
}
