//! Documents made from nothing, changed, and still valid.

mod component;
mod spdx3;

use sbom::edit::{NewComponent, NewVulnerability};
use sbom::{ComponentType, DependencyState, Document, HashAlgorithm, LicenceRole, Scope, Severity};

fn library(name: &str, version: &str) -> NewComponent {
    NewComponent::new(ComponentType::Library, name)
        .version(version)
        .purl(format!("pkg:cargo/{name}@{version}"))
}

/// An application with two libraries, one of which needs the other.
fn shop(target: &str) -> (Document, String, String) {
    let mut editor = Document::empty(target.parse().unwrap()).edit();
    editor.set_created("2026-11-22T12:00:00Z").unwrap();
    editor.set_name("shop").unwrap();
    let id = match target.starts_with("spdx") {
        true => "https://example.org/shop",
        false => "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
    };
    editor.set_id(id).unwrap();
    editor.add_author("Ada", Some("ada@example.org")).unwrap();
    editor.add_tool("maker", Some("1.0")).unwrap();
    let root = editor.set_subject(&NewComponent::new(ComponentType::Application, "shop")).unwrap();
    let serde = editor
        .add_component(
            &library("serde", "1.0.228")
                .licence("MIT OR Apache-2.0")
                .supplier("The Serde team")
                .scope(Scope::Required)
                .hash(HashAlgorithm::Sha256, "ab".repeat(32))
                .property("team", "core"),
        )
        .unwrap();
    let itoa =
        editor.add_component(&library("itoa", "1.0.18").licence("Custom terms, ask us")).unwrap();
    editor.depend(&root, &[&serde]).unwrap();
    editor.depend(&serde, &[&itoa]).unwrap();
    editor.depend(&itoa, &[]).unwrap();
    (editor.finish().unwrap().document, serde, itoa)
}

const TARGETS: &[&str] = &[
    "cyclonedx-1.2-json",
    "cyclonedx-1.4-json",
    "cyclonedx-1.5-json",
    "cyclonedx-1.6-json",
    "cyclonedx-1.7-json",
    "spdx-2.2-json",
    "spdx-2.3-json",
    "spdx-2.3-tag-value",
    "spdx-3.0.1-json-ld",
];

#[test]
fn document_made_from_nothing_is_valid_and_says_what_was_put_in() {
    for target in TARGETS {
        let (made, serde, itoa) = shop(target);
        let document = sbom::parse(made.write().unwrap()).unwrap();
        let report = document.validate();
        assert!(report.passes_schema(), "{target}: {report}");
        assert_eq!(document.subject().unwrap().name(), "shop", "{target}");
        assert_eq!(document.metadata().created(), Some("2026-11-22T12:00:00Z"));
        let serde = document.find(&serde).unwrap();
        assert_eq!(serde.purl(), Some("pkg:cargo/serde@1.0.228"));
        assert_eq!(serde.supplier().unwrap().name(), "The Serde team");
        assert_eq!(serde.hashes().count(), 1);
        assert_eq!(serde.declared_licences().next().unwrap().text(), "MIT OR Apache-2.0");
        let graph = document.graph();
        assert_eq!(graph.depth(document.find(&itoa).unwrap().id()), Some(2), "{target}");
    }
}

#[test]
fn removed_component_leaves_no_reference_behind() {
    for target in TARGETS {
        let (document, serde, itoa) = shop(target);
        let mut editor = document.edit();
        assert_eq!(editor.remove_components([serde.as_str(), "nobody"]), 1);
        assert!(editor.depend(&itoa, &[&serde]).unwrap_err().is_unknown_element());
        let document = editor.finish().unwrap().document;
        assert!(document.find(&serde).is_none() && document.find(&itoa).is_some());
        let text = String::from_utf8(document.write().unwrap()).unwrap();
        assert!(!text.contains(&serde), "{target}: {text}");
        assert!(document.validate().passes_schema(), "{target}");
    }
}

#[test]
fn vulnerability_is_added_to_what_it_affects() {
    let (document, serde, _) = shop("cyclonedx-1.6-json");
    let mut editor = document.edit();
    let found = NewVulnerability::new("CVE-2026-1234")
        .source("NVD", Some("https://nvd.nist.gov/"))
        .severity(Severity::High)
        .cvss("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", Some(7.5))
        .affects(&serde);
    editor.add_vulnerability(&found).unwrap();
    let unknown = NewVulnerability::new("CVE-2026-1").affects("nobody");
    assert_eq!(
        editor.add_vulnerability(&unknown).unwrap_err().to_string(),
        "the document has no element `nobody`"
    );
    let document = editor.finish().unwrap().document;
    let found = document.vulnerabilities().next().unwrap();
    assert_eq!(found.ratings().next().unwrap().score(), Some(7.5));
    assert_eq!(found.affects().next().unwrap().target().component().unwrap().name(), "serde");
    assert!(document.validate().passes_schema());
}

#[test]
fn spdx_2_has_no_place_for_vulnerabilities() {
    let (document, ..) = shop("spdx-2.3-json");
    let error = document.edit().add_vulnerability(&NewVulnerability::new("CVE-1"));
    assert_eq!(error.unwrap_err().to_string(), "the document's format has no vulnerabilities");
}

#[test]
fn licence_is_joined_to_what_was_there() {
    let (document, serde, _) = shop("spdx-2.3-json");
    let mut editor = document.edit();
    editor.component(&serde).unwrap().add_licence(LicenceRole::Declared, "BSD-3-Clause").unwrap();
    editor.component(&serde).unwrap().add_licence(LicenceRole::Concluded, "MIT").unwrap();
    let document = editor.finish().unwrap().document;
    let serde = document.find(&serde).unwrap();
    assert_eq!(
        serde.declared_licences().next().unwrap().text(),
        "(MIT OR Apache-2.0) AND (BSD-3-Clause)"
    );
    assert_eq!(serde.concluded_licences().next().unwrap().text(), "MIT");
}

#[test]
fn same_component_twice_gets_two_ids() {
    let mut editor = Document::empty("cyclonedx-1.6-json".parse().unwrap()).edit();
    let one = editor.add_component(&library("a", "1")).unwrap();
    let two = editor.add_component(&library("a", "1")).unwrap();
    assert_eq!((one.as_str(), two.as_str()), ("pkg:cargo/a@1", "pkg:cargo/a@1#2"));
}

#[test]
fn nested_component_is_inside_and_goes_with_its_holder() {
    let mut editor = Document::empty("cyclonedx-1.6-json".parse().unwrap()).edit();
    let outer = editor.add_component(&library("outer", "1")).unwrap();
    let inner = editor.add_component_to(&outer, &library("inner", "1")).unwrap();
    let document = editor.finish().unwrap().document;
    assert_eq!(document.find(&inner).unwrap().parent().unwrap().name(), "outer");
    let mut editor = document.edit();
    assert_eq!(editor.remove_components([outer.as_str()]), 2);
    assert_eq!(editor.finish().unwrap().document.components().count(), 0);
}

#[test]
fn change_keeps_everything_else_as_it_was() {
    let text = br#"{"x-mine":[1.0],"bomFormat":"CycloneDX","specVersion":"1.6","components":[
        {"type":"library","name":"a","bom-ref":"a","x-more":{"k":null}}]}"#;
    let mut editor = sbom::parse(text).unwrap().edit();
    editor.add_component(&library("b", "2")).unwrap();
    let written = editor.finish().unwrap().document.write_styled(sbom::Style::Compact).unwrap();
    let written = String::from_utf8(written).unwrap();
    assert!(written.starts_with(r#"{"x-mine":[1.0],"bomFormat":"CycloneDX","specVersion":"1.6","#));
    assert!(written.contains(r#""x-more":{"k":null}"#) && written.contains("pkg:cargo/b@2"));
}

#[test]
fn what_spoke_of_removed_components_alone_goes_with_them() {
    let text = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6",
      "components": [{"type": "library", "name": "a", "bom-ref": "a"},
                     {"type": "library", "name": "b", "bom-ref": "b"}],
      "vulnerabilities": [{"id": "CVE-1", "affects": [{"ref": "a"}]},
                          {"id": "CVE-2", "affects": [{"ref": "a"}, {"ref": "b"}]}, {"id": "CVE-3"}],
      "compositions": [{"aggregate": "complete", "dependencies": ["a"]},
                       {"aggregate": "incomplete", "assemblies": ["a", "b"]}],
      "annotations": [{"subjects": ["a"], "annotator": {"individual": {"name": "x"}},
                       "timestamp": "2026-01-01T00:00:00Z", "text": "x"}]}"#;
    let mut editor = sbom::parse(text).unwrap().edit();
    editor.remove_components(["a"]);
    let document = editor.finish().unwrap().document;
    let ids: Vec<_> = document.vulnerabilities().filter_map(|found| found.id()).collect();
    assert_eq!(ids, ["CVE-2", "CVE-3"]);
    // A composition that names nothing would say that the whole document is complete.
    let written = String::from_utf8(document.write().unwrap()).unwrap();
    assert!(!written.contains("\"complete\"") && written.contains("\"incomplete\""), "{written}");
    assert_eq!(document.annotations().count(), 0);
}

/// Makes a document in which `shop` depends on `web` and that on `tls`.
fn chain(target: &str) -> Document {
    let mut editor = Document::empty(target.parse().unwrap()).edit();
    let is_spdx = target.starts_with("spdx");
    let uuid = "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79";
    editor.set_id(if is_spdx { "https://acme.test/x" } else { uuid }).unwrap();
    let [shop, web, tls] = ["shop", "web", "tls"].map(|name| {
        editor
            .add_component(&NewComponent::new(ComponentType::Library, name).local_id(name))
            .unwrap()
    });
    editor.depend(&shop, &[&web]).unwrap();
    editor.depend(&web, &[&tls]).unwrap();
    editor.depend(&tls, &[]).unwrap();
    editor.finish().unwrap().document
}

/// Returns what a document says about the dependencies of its components, by their names.
fn states(document: &Document) -> Vec<(&str, DependencyState)> {
    document.elements().map(|it| (it.name(), it.dependency_state())).collect()
}

const FORMATS: [&str; 3] = ["cyclonedx-1.6-json", "spdx-2.3-json", "spdx-3.0.1-json-ld"];

#[test]
fn dependencies_are_listed_empty_or_unknown_in_every_format() {
    use DependencyState::{Listed, ListedEmpty};

    for target in FORMATS {
        let document = chain(target);
        let expected = [("shop", Listed), ("web", Listed), ("tls", ListedEmpty)];
        assert_eq!(states(&document), expected, "{target}");
        let again = sbom::parse(document.write().unwrap()).unwrap();
        assert_eq!(states(&again), expected, "{target}");
    }
}

#[test]
fn what_depended_on_a_removed_component_alone_has_unknown_dependencies() {
    use DependencyState::{ListedEmpty, Unlisted};

    for target in FORMATS {
        let document = chain(target);
        let web = document.elements().find(|it| it.name() == "web").unwrap();
        let web = web.local_id().unwrap().to_owned();
        let mut editor = document.edit();
        editor.remove_components([web.as_str()]);
        let document = editor.finish().unwrap().document;
        assert_eq!(states(&document), [("shop", Unlisted), ("tls", ListedEmpty)], "{target}");
    }
}

#[test]
fn a_package_that_depends_on_something_does_not_depend_on_nothing() {
    for target in FORMATS {
        let document = chain(target);
        let id = |name| {
            let found = document.elements().find(|it| it.name() == name).unwrap();
            found.local_id().unwrap().to_owned()
        };
        let (shop, tls) = (id("shop"), id("tls"));
        let mut editor = document.clone().edit();
        editor.depend(&tls, &[&shop]).unwrap();
        editor.depend(&tls, &[]).unwrap();
        let document = editor.finish().unwrap().document;
        assert!(states(&document).iter().all(|(_, it)| *it == DependencyState::Listed), "{target}");
        assert!(!String::from_utf8(document.write().unwrap()).unwrap().contains("NONE"));
    }
}

#[test]
fn what_was_complete_before_something_was_removed_is_incomplete() {
    let text = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6",
      "components": [
        {"type": "library", "name": "a", "bom-ref": "a",
         "components": [{"type": "library", "name": "b", "bom-ref": "b"}]},
        {"type": "library", "name": "c", "bom-ref": "c"},
        {"type": "library", "name": "d", "bom-ref": "d"}],
      "dependencies": [{"ref": "c", "dependsOn": ["b", "d"]}, {"ref": "d", "dependsOn": []}],
      "compositions": [
        {"aggregate": "complete"},
        {"aggregate": "complete", "assemblies": ["a"]},
        {"aggregate": "incomplete_first_party_only", "dependencies": ["c"]},
        {"aggregate": "complete", "assemblies": ["c"], "dependencies": ["d"]},
        {"aggregate": "unknown", "assemblies": ["a"]}]}"#;
    let mut editor = sbom::parse(text).unwrap().edit();
    assert_eq!(editor.remove_components(["b"]), 1);
    let document = editor.finish().unwrap().document;
    let said: Vec<_> = document.compositions().map(|it| it.aggregate_text()).collect();
    assert_eq!(said, ["incomplete", "incomplete", "incomplete", "complete", "unknown"]);
}

#[test]
fn a_relationship_of_spdx_3_that_lost_an_end_is_not_complete() {
    let id = "https://acme.test/x";
    let package = |name: &str| {
        format!(
            r#"{{"type": "software_Package", "spdxId": "{id}#{name}", "creationInfo": "_:c",
                 "name": "{name}"}}"#
        )
    };
    let depends = |from: &str, to: &str| {
        format!(
            r#"{{"type": "Relationship", "spdxId": "{id}#of-{from}", "creationInfo": "_:c",
                 "relationshipType": "dependsOn", "from": "{id}#{from}", "to": [{to}],
                 "completeness": "complete"}}"#
        )
    };
    let [b, c] = ["b", "c"].map(|name| format!(r#""{id}#{name}""#));
    let text = format!(
        r#"{{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
          {{"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1",
            "created": "2026-01-01T00:00:00Z", "createdBy": ["{id}#me"]}},
          {{"type": "Person", "spdxId": "{id}#me", "creationInfo": "_:c", "name": "me"}},
          {}, {}, {}, {}, {}]}}"#,
        package("a"),
        package("b"),
        package("c"),
        depends("a", &format!("{b}, {c}")),
        depends("c", &b.replace("#b", "#a")),
    );
    let mut editor = sbom::parse(text.into_bytes()).unwrap().edit();
    assert_eq!(editor.remove_components([format!("{id}#b").as_str()]), 1);
    let written = String::from_utf8(editor.finish().unwrap().document.write().unwrap()).unwrap();
    assert_eq!(written.matches(r#""completeness": "incomplete""#).count(), 1, "{written}");
    assert_eq!(written.matches(r#""completeness": "complete""#).count(), 1, "{written}");
}

#[test]
fn a_changed_document_carries_no_signature() {
    let text = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6",
      "signature": {"algorithm": "RS256", "value": "x"}}"#;
    let mut editor = sbom::parse(text).unwrap().edit();
    editor.set_created("2026-01-01T00:00:00Z").unwrap();
    let written = String::from_utf8(editor.finish().unwrap().document.write().unwrap()).unwrap();
    assert!(!written.contains("signature"), "{written}");
}

#[test]
fn a_removed_file_takes_its_snippets_along() {
    let text = br#"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "x",
      "packages": [{"SPDXID": "SPDXRef-p", "name": "p", "hasFiles": ["SPDXRef-f", "SPDXRef-g"]}],
      "files": [{"SPDXID": "SPDXRef-f", "fileName": "./f"}, {"SPDXID": "SPDXRef-g", "fileName": "./g"}],
      "snippets": [{"SPDXID": "SPDXRef-s", "snippetFromFile": "SPDXRef-f"},
                   {"SPDXID": "SPDXRef-t", "snippetFromFile": "SPDXRef-g"}],
      "relationships": [{"spdxElementId": "SPDXRef-s", "relationshipType": "COPY_OF",
                         "relatedSpdxElement": "SPDXRef-t"}]}"#;
    let mut editor = sbom::parse(text).unwrap().edit();
    assert_eq!(editor.remove_components(["SPDXRef-f"]), 2);
    let written = String::from_utf8(editor.finish().unwrap().document.write().unwrap()).unwrap();
    assert!(!written.contains("SPDXRef-f") && !written.contains("SPDXRef-s"), "{written}");
    assert!(written.contains("SPDXRef-g") && written.contains("SPDXRef-t"), "{written}");
}

#[test]
fn new_members_stand_where_the_specification_has_them() {
    let (document, ..) = shop("cyclonedx-1.6-json");
    let text = String::from_utf8(document.write().unwrap()).unwrap();
    let places = ["serialNumber", "version", "metadata", "components", "dependencies"]
        .map(|member| text.find(&format!("\n  \"{member}\"")));
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{text}");
    let places = ["\"timestamp\"", "\"tools\"", "\"authors\"", "\"component\": {"]
        .map(|member| text.find(member));
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{text}");
    // What was there keeps its order.
    let text = br#"{"components": [], "bomFormat": "CycloneDX", "specVersion": "1.6"}"#;
    let mut editor = sbom::parse(text).unwrap().edit();
    editor.set_revision(2).unwrap();
    let written = editor.finish().unwrap().document.write_styled(sbom::Style::Compact).unwrap();
    assert!(written.starts_with(br#"{"version":2,"components":[],"bomFormat""#), "{written:?}");
}
