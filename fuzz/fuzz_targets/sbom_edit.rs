//! Documents in any encoding, changed: edited, merged, deduped and redacted.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sbom::edit::{NewComponent, NewVulnerability, Redaction};
use sbom::merge::{MergeMode, MergeOptions, merge};
use sbom::{ComponentType, Document, Encoding, LicenceRole};
use weighbridge_fuzz::{is_recognisable, read, write_again};

fuzz_target!(|bytes: &[u8]| {
    let Some(document) = read(bytes) else { return };
    match bytes.len() % 3 {
        0 => edit(document, bytes),
        1 => combine(document, bytes),
        _ => redact(&document),
    }
});

fn edit(document: Document, bytes: &[u8]) {
    let elements = document.element_count();
    let first = document.elements().find_map(|it| Some(it.local_id()?.to_owned()));
    let Ok(mut editor) = document.edit() else { return };
    let part = NewComponent::new(ComponentType::Library, "zlib")
        .version("1.3")
        .purl("pkg:generic/zlib@1.3")
        .supplier("Jean-loup Gailly")
        .licence("Zlib");
    let new = editor.add_component(&part);
    let second = editor.add_component(&part);
    assert_ne!(new, second, "ids are unique");
    editor.depend(&new, &[&second]).expect("both are there");
    editor.add_licence(&new, LicenceRole::Declared, "MIT").expect("it is there");
    let _ = editor.add_vulnerability(&NewVulnerability::new("CVE-2026-0001").affects(&*new));
    editor.set_created("2026-11-22T12:00:00Z");
    editor.set_name("shop");
    editor.add_author("Ada", Some("ada@example.com"));
    editor.add_tool("weighbridge", Some("0.1.0"));
    if let Some(first) = first.as_deref() {
        let _ = editor.depend(first, &[&new]);
        let _ = editor.add_licence(first, LicenceRole::Concluded, "MIT");
    }
    if bytes.len() % 2 == 0 {
        editor.set_subject(&NewComponent::new(ComponentType::Application, "shop"));
    }
    let Ok(document) = editor.finish() else { return };
    assert!(document.element_count() >= elements + 2);
    assert!(document.find(&new).is_some_and(|it| it.name() == "zlib"));
    readable(&document);

    let Ok(mut editor) = document.edit() else { return };
    let gone: Vec<&str> = [new.as_str(), &second].into_iter().chain(first.as_deref()).collect();
    assert!(editor.remove_components(gone) >= 2);
    let document = editor.finish().expect("fewer components are no fault");
    assert!(document.find(&new).is_none());
    readable(&document);
}

fn combine(document: Document, bytes: &[u8]) {
    let count = document.element_count();
    if let Ok(deduped) = document.dedupe() {
        assert!(deduped.document.element_count() <= count);
        readable(&deduped.document);
        let _ = deduped.document.diff(&document).to_string();
    }
    // Half the document is another one, if it can be read at all.
    let other = read(bytes.get(..bytes.len() / 2).unwrap_or_default());
    let mut documents = vec![document];
    documents.extend(other);
    documents.extend(sbom::parse(SAMPLE));
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
