//! Documents in any encoding, changed: edited, merged, deduped and redacted.
//!
//! What follows a record separator is another document, to be merged with the first.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sbom::edit::{Editor, NewComponent, NewReference, NewVulnerability, Redaction};
use sbom::merge::{MergeMode, MergeOptions, merge};
use sbom::{ComponentType, Document, Encoding, HashAlgorithm, LicenceRole, Scope, vex};
use weighbridge_fuzz::{is_recognisable, read, write_again};

fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.split(|byte| *byte == SEPARATOR);
    let Some(document) = parts.next().and_then(read) else { return };
    let others: Vec<_> = parts.take(2).filter_map(read).collect();
    match bytes.len() % 3 {
        0 if others.is_empty() => edit(document, bytes),
        2 => redact(&document),
        _ => combine(document, others),
    }
});

const SEPARATOR: u8 = 0x1E;

fn edit(document: Document, bytes: &[u8]) {
    let elements = document.element_count();
    // Each element has its turn, since each is tied to others in its own way.
    let turn = bytes.len() / 6 % elements.max(1);
    let first = document.elements().skip(turn).find_map(|it| Some(it.local_id()?.to_owned()));
    let mut editor = document.edit();
    let part = NewComponent::new(ComponentType::Library, "zlib")
        .version("1.3")
        .purl("pkg:generic/zlib@1.3")
        .supplier("Jean-loup Gailly")
        .licence("Zlib");
    let new = editor.add_component(&part).expect("it is right");
    let second = editor.add_component(&part).expect("it is right");
    assert_ne!(new, second, "ids are unique");
    editor.depend(&new, &[&second]).expect("both are there");
    let mut added = editor.component(&new).expect("it is there");
    added.add_licence(LicenceRole::Declared, "MIT").expect("it is one");
    let _ = editor.add_vulnerability(&NewVulnerability::new("CVE-2026-0001").affects(&*new));
    editor.set_created("2026-11-22T12:00:00Z").expect("it is right");
    editor.set_name("shop").expect("it is right");
    editor.add_author("Ada", Some("ada@example.com")).expect("it is right");
    editor.add_tool("weighbridge", Some("0.1.0")).expect("it is right");
    if let Some(first) = first.as_deref() {
        let _ = editor.depend(first, &[&new]);
        enrich(&mut editor, first);
    }
    if bytes.len() % 2 == 0 {
        editor.set_subject(&NewComponent::new(ComponentType::Application, "shop")).expect("it is right");
    }
    let Ok(edited) = editor.finish() else { return };
    let document = edited.document;
    assert!(document.element_count() >= elements + 2);
    assert!(document.find(&new).is_some_and(|it| it.name() == "zlib"));
    readable(&document);
    let mut statements = vex::Document::new("https://acme.test/vex", "Acme");
    let zlib = vex::Product::from_purl("pkg:generic/zlib");
    statements.add(vex::Statement::new("CVE-2026-0001", vex::Status::NotAffected).product(zlib));
    if let Ok(made) = document.with_vex(&statements) {
        assert!(made.document.element_count() >= document.element_count());
        readable(&made.document);
    }

    let mut editor = document.edit();
    let gone: Vec<&str> = [new.as_str(), &second].into_iter().chain(first.as_deref()).collect();
    assert!(editor.remove_components(gone) >= 2);
    let document = editor.finish().expect("fewer components are no fault").document;
    assert!(document.find(&new).is_none());
    readable(&document);
}

/// Says all there is to say of an element, twice: the second time, nothing is new.
fn enrich(editor: &mut Editor, id: &str) {
    let link = NewReference::new("website", "https://zlib.net/").comment("home");
    for _ in 0..2 {
        let Ok(mut part) = editor.component(id) else { return };
        let _ = part.set_version("2").and_then(|part| {
            part.set_purl("pkg:generic/zlib@2")?
                .set_cpe("cpe:2.3:a:zlib:zlib:2:*:*:*:*:*:*:*")?
                .set_description("compression")?
                .set_copyright("(c) them")?
                .set_supplier("Them")?
                .set_scope(Scope::Excluded)?
                .set_hash(HashAlgorithm::Sha256, &"ab".repeat(32))?
                .add_reference(&link)?
                .set_property("team", "core")?
                .set_licences(LicenceRole::Declared, &["MIT OR Zlib", "ask us"])?
                .add_licence(LicenceRole::Concluded, "MIT")?
                .set_licences(LicenceRole::Concluded, &[])
        });
    }
}

fn combine(document: Document, others: Vec<Document>) {
    let count = document.element_count();
    if let Ok(deduped) = document.dedupe() {
        assert!(deduped.document.element_count() <= count);
        readable(&deduped.document);
        let _ = deduped.document.diff(&document).to_string();
    }
    // The first document says what the result is: a graph, or no graph.
    let mut documents = vec![document];
    documents.extend(others);
    documents.extend([SAMPLE, GRAPH].into_iter().flat_map(sbom::parse));
    let mut options = MergeOptions::default();
    options.subject = Some(NewComponent::new(ComponentType::Application, "all"));
    for mode in [MergeMode::Flat, MergeMode::Hierarchical] {
        options.mode = mode;
        let Ok(merged) = merge(&documents, &options) else { continue };
        readable(&merged.document);
        let _ = merged.conflicts.iter().map(ToString::to_string).count();
    }
}

fn redact(document: &Document) {
    let redaction = Redaction::new().people().member("licenses").properties("internal:");
    let Ok(redacted) = document.redact(&redaction) else { return };
    readable(&redacted.document);
    let again = redacted.document.redact(&redaction).expect("it was possible once");
    assert!(again.removed.is_empty(), "redacting leaves nothing to redact: {:?}", again.removed);
    write_again(&again.document);
}

/// What was made can be written, and what was written be read.
fn readable(document: &Document) {
    if !is_recognisable(document) {
        return;
    }
    let Ok(written) = document.write() else { return };
    match sbom::parse(&written) {
        Ok(again) if document.encoding() != Encoding::TagValue => {
            assert_eq!(again.element_count(), document.element_count());
        }
        Ok(_) => {}
        Err(error) => panic!("{error}: {}", String::from_utf8_lossy(&written)),
    }
}

const SAMPLE: &[u8] = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6",
  "metadata": {"component": {"type": "application", "bom-ref": "a", "name": "shop"}},
  "components": [{"type": "library", "bom-ref": "b", "name": "zlib", "version": "1.3",
    "purl": "pkg:generic/zlib@1.3", "licenses": [{"license": {"id": "Zlib"}}]}],
  "dependencies": [{"ref": "a", "dependsOn": ["b"]}]}"#;

/// Shares the ids that SPDX 3 examples are full of with what it is merged with.
const GRAPH: &[u8] = br#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
  {"type": "CreationInfo", "@id": "_:creationinfo", "specVersion": "3.0.1",
    "created": "2026-11-22T12:00:00Z", "createdBy": ["https://a.test/ada"]},
  {"type": "Person", "spdxId": "https://a.test/ada", "creationInfo": "_:creationinfo", "name": "Ada"},
  {"type": "SpdxDocument", "spdxId": "https://a.test/document", "creationInfo": "_:creationinfo",
    "name": "shop", "rootElement": ["https://a.test/sbom"], "element": ["https://a.test/zlib"]},
  {"type": "software_Sbom", "spdxId": "https://a.test/sbom", "creationInfo": "_:creationinfo",
    "rootElement": ["https://a.test/shop"], "element": ["https://a.test/zlib"]},
  {"type": "software_Package", "spdxId": "https://a.test/shop", "creationInfo": "_:creationinfo",
    "name": "shop", "software_packageVersion": "1"},
  {"type": "software_Package", "spdxId": "https://a.test/zlib", "creationInfo": "_:creationinfo",
    "name": "zlib", "software_packageVersion": "1.3", "software_packageUrl": "pkg:generic/zlib@1.3"},
  {"type": "Relationship", "spdxId": "https://a.test/1", "creationInfo": "_:creationinfo",
    "from": "https://a.test/shop", "relationshipType": "dependsOn", "to": ["https://a.test/zlib"]}]}"#;
