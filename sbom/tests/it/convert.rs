//! Conversions account for everything and restore what they kept.

use std::collections::BTreeSet;

use sbom::{ConvertOptions, Document, LossReason, Losses, Target};
use serde_json::{Value, json};

mod back;
mod hostile;
mod marked;
mod pairs;
mod spdx;
mod version;

/// Converts and reads the result.
pub(crate) fn convert(document: &Document, target: &str) -> (Document, Losses) {
    let target: Target = target.parse().unwrap();
    let made = document.convert(target, &ConvertOptions::default()).unwrap();
    (sbom::parse(made.bytes).unwrap(), made.losses)
}

/// Converts a JSON document into another one.
pub(crate) fn convert_json(source: &Value, target: &str) -> (Value, Losses) {
    let document = sbom::parse(source.to_string().into_bytes()).unwrap();
    let target: Target = target.parse().unwrap();
    let made = document.convert(target, &ConvertOptions::default()).unwrap();
    (serde_json::from_slice(&made.bytes).unwrap(), made.losses)
}

pub(crate) fn fixture(name: &str) -> Value {
    let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

const SOURCES: [&str; 4] = [
    "cyclonedx/1.6/everything.json",
    "cyclonedx/1.5/shop.npm.json",
    "spdx/2.3/everything.json",
    "spdx/2.3/shop.npm.json",
];

fn json_targets() -> impl Iterator<Item = Target> {
    Target::all().filter(|target| matches!(target.encoding().as_str(), "json" | "json-ld"))
}

#[test]
fn every_target_reads_back_with_the_same_inventory() {
    for source in SOURCES {
        let document = sbom::parse(fixture(source).to_string().into_bytes()).unwrap();
        let names = |document: &Document| -> BTreeSet<String> {
            let subject = document.subject().into_iter();
            let inner = document.components().chain(document.files());
            let inner = inner.map(|component| component.name().to_owned());
            let name = |text: String| text.rsplit('/').next().unwrap_or_default().to_owned();
            inner.chain(subject.map(|subject| subject.name().to_owned())).map(name).collect()
        };
        let expected = names(&document);
        for target in json_targets() {
            let (made, _) = convert(&document, &target.to_string());
            let missing: Vec<_> = expected.difference(&names(&made)).cloned().collect();
            // Services are no components to SPDX.
            let is_service = |name: &String| {
                document.components().any(|component| {
                    component.name() == name && component.kind() == sbom::ElementKind::Service
                })
            };
            assert!(missing.iter().all(is_service), "{source} to {target}: {missing:?}");
        }
    }
}

#[test]
fn what_is_made_of_a_valid_document_is_valid() {
    for source in SOURCES {
        let document = sbom::parse(fixture(source).to_string().into_bytes()).unwrap();
        if !document.validate().passes_schema() {
            continue;
        }
        for target in json_targets() {
            let (made, _) = convert(&document, &target.to_string());
            let report = made.validate();
            assert!(report.passes_schema(), "{source} to {target}: {:#?}", report.violations());
        }
    }
}

#[test]
fn same_document_and_options_give_the_same_bytes() {
    let document = sbom::parse(fixture(SOURCES[0]).to_string().into_bytes()).unwrap();
    for target in json_targets() {
        let options = ConvertOptions::default();
        let first = document.convert(target, &options).unwrap();
        assert_eq!(first.bytes, document.convert(target, &options).unwrap().bytes, "{target}");
    }
}

#[test]
fn options_say_what_the_document_does_not() {
    let source = json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": []});
    let document = sbom::parse(source.to_string().into_bytes()).unwrap();
    let options = ConvertOptions::default()
        .created("2026-01-31T12:00:00Z")
        .namespace("https://acme.test/sbom/1");
    let target: Target = "spdx-2.3-json".parse().unwrap();
    let made = document.convert(target, &options).unwrap();
    let made: Value = serde_json::from_slice(&made.bytes).unwrap();
    assert_eq!(made["creationInfo"]["created"], "2026-01-31T12:00:00Z");
    assert_eq!(made["documentNamespace"], "https://acme.test/sbom/1");
}

#[test]
fn losses_of_a_later_stage_are_placed_in_the_source() {
    let source = json!({
        "spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "dataLicense": "CC0-1.0",
        "name": "a", "documentNamespace": "https://acme.test/a",
        "creationInfo": {"created": "2026-01-01T00:00:00Z", "creators": ["Tool: x-1"]},
        "packages": [{"SPDXID": "SPDXRef-a", "name": "a", "downloadLocation": "NONE",
            "originator": "Organization: Makers"}],
    });
    // Manufacturers of components are of CycloneDX 1.6, and SPDX 2 goes there by way of 1.7.
    let (_, losses) = convert_json(&source, "cyclonedx-1.5-json");
    let loss = losses
        .iter()
        .find(|loss| loss.field() == "manufacturer.name")
        .or_else(|| losses.iter().find(|loss| loss.field() == "manufacturer"));
    let loss = loss.unwrap();
    assert_eq!(loss.path(), "/packages/0/originator");
    assert_eq!(loss.reason(), LossReason::NotInVersion);
}
