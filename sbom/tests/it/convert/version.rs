//! CycloneDX from version to version.

use sbom::LossReason;
use serde_json::{Value, json};

use super::{convert, convert_json};

fn bom(version: &str, mut rest: Value) -> Value {
    rest["bomFormat"] = json!("CycloneDX");
    rest["specVersion"] = json!(version);
    rest
}

/// Converts a component of 1.7.
fn component(mut component: Value, target: &str) -> (Value, Vec<(String, LossReason)>) {
    component["type"] = component.get("type").cloned().unwrap_or(json!("library"));
    component["name"] = json!("a");
    let source = bom("1.7", json!({"components": [component]}));
    let (made, losses) = convert_json(&source, target);
    let losses = losses.iter().map(|loss| (loss.path().to_owned(), loss.reason())).collect();
    (made["components"][0].clone(), losses)
}

#[test]
fn newer_types_become_the_nearest_older_ones() {
    for (newer, target, older) in [
        ("cryptographic-asset", "cyclonedx-1.5-json", "data"),
        ("cryptographic-asset", "cyclonedx-1.4-json", "file"),
        ("machine-learning-model", "cyclonedx-1.4-json", "library"),
        ("device-driver", "cyclonedx-1.2-json", "library"),
    ] {
        let (made, losses) = component(json!({"type": newer}), target);
        assert_eq!(made["type"], older, "{newer} to {target}");
        assert_eq!(losses, [("/components/0/type".to_owned(), LossReason::Approximated)]);
    }
}

#[test]
fn fields_that_came_later_are_reported_one_by_one() {
    let newer = json!({"modelCard": {"bom-ref": "m"}, "tags": ["x"], "copyright": "c"});
    let (made, losses) = component(newer, "cyclonedx-1.4-json");
    assert_eq!(made, json!({"type": "library", "name": "a", "copyright": "c"}));
    assert_eq!(
        losses,
        [
            ("/components/0/modelCard".to_owned(), LossReason::NotInVersion),
            ("/components/0/tags".to_owned(), LossReason::NotInVersion),
        ]
    );
}

#[test]
fn required_members_are_made_up_where_they_may_be_empty() {
    let (made, losses) = component(json!({}), "cyclonedx-1.3-json");
    assert_eq!((made["version"].as_str(), losses.len()), (Some(""), 0));
    let (made, losses) = convert_json(&bom("1.7", json!({})), "cyclonedx-1.4-json");
    assert_eq!((&made["version"], losses.len()), (&json!(1), 0));
}

#[test]
fn hashes_by_newer_algorithms_are_left_out() {
    let streebog = json!({"alg": "Streebog-256", "content": "0".repeat(64)});
    let sha1 = json!({"alg": "SHA-1", "content": "0".repeat(40)});
    let (made, losses) = component(json!({"hashes": [streebog, sha1]}), "cyclonedx-1.6-json");
    assert_eq!(made["hashes"], json!([sha1]));
    assert_eq!(losses, [("/components/0/hashes/0".to_owned(), LossReason::Invalid)]);
}

#[test]
fn references_of_newer_types_keep_the_type_as_comment() {
    let patent = json!({"type": "patent", "url": "https://acme.test/p"});
    let (made, losses) = component(json!({"externalReferences": [patent]}), "cyclonedx-1.6-json");
    let expected = json!([{"type": "other", "comment": "patent", "url": "https://acme.test/p"}]);
    assert_eq!(made["externalReferences"], expected);
    assert_eq!(losses.len(), 1);
}

#[test]
fn mixed_licences_become_what_1_6_takes() {
    let mit = json!({"license": {"id": "MIT"}});
    let either = json!({"expression": "ISC OR Zlib"});
    let (made, losses) = component(json!({"licenses": [mit, either]}), "cyclonedx-1.6-json");
    assert_eq!(made["licenses"], json!([{"expression": "MIT AND (ISC OR Zlib)"}]));
    assert_eq!(losses, [("/components/0/licenses".to_owned(), LossReason::Approximated)]);

    let concluded = json!({"expression": "ISC", "acknowledgement": "concluded"});
    let (made, losses) = component(json!({"licenses": [mit, concluded]}), "cyclonedx-1.6-json");
    assert_eq!(made["licenses"], json!([concluded]));
    assert_eq!(losses, [("/components/0/licenses/0".to_owned(), LossReason::OnlyOne)]);

    let named = json!({"license": {"name": "Ours"}});
    let (made, _) = component(json!({"licenses": [named, either]}), "cyclonedx-1.6-json");
    assert_eq!(made["licenses"], json!([named, {"license": {"name": "ISC OR Zlib"}}]));
    // Until 1.4, JSON takes any mix.
    let (made, losses) = component(json!({"licenses": [mit, either]}), "cyclonedx-1.4-json");
    assert_eq!((made["licenses"].clone(), losses.len()), (json!([mit, either]), 0));
}

#[test]
fn makers_and_tools_go_where_they_stood_before() {
    let source = bom(
        "1.7",
        json!({"metadata": {
            "tools": {"components": [{"type": "application", "name": "t", "group": "g", "version": "1"}]},
            "authors": [{"name": "Jane"}],
            "manufacturer": {"name": "Bom Makers"},
            "component": {"type": "application", "name": "a", "bom-ref": "a",
                "manufacturer": {"name": "Makers"}, "authors": [{"name": "B"}, {"name": "C"}]},
        }}),
    );
    let (made, losses) = convert_json(&source, "cyclonedx-1.4-json");
    let metadata = &made["metadata"];
    assert_eq!(metadata["tools"], json!([{"vendor": "g", "name": "t", "version": "1"}]));
    assert_eq!(metadata["authors"], json!([{"name": "Bom Makers"}, {"name": "Jane"}]));
    assert_eq!(metadata["manufacture"], json!({"name": "Makers"}));
    assert_eq!(metadata["component"]["author"], "B; C");
    assert_eq!(losses.len(), 1, "{losses}");
    assert_eq!(losses.count(LossReason::Approximated), 1);
}

#[test]
fn signatures_are_reported_for_what_they_are() {
    let signed = json!({"signature": {"algorithm": "ES256", "value": "x"}});
    let (made, losses) = component(signed, "cyclonedx-1.6-json");
    assert_eq!(made.get("signature"), None);
    assert_eq!(losses, [("/components/0/signature".to_owned(), LossReason::Signature)]);
}

#[test]
fn going_up_changes_the_version_alone() {
    let old = bom(
        "1.2",
        json!({"version": 1, "components": [{"type": "library", "name": "a", "version": "1",
            "licenses": [{"license": {"id": "MIT"}}]}]}),
    );
    let (made, losses) = convert_json(&old, "cyclonedx-1.7-json");
    let mut expected = old;
    expected["specVersion"] = json!("1.7");
    assert_eq!(made, expected);
    assert!(losses.is_empty());
}

#[test]
fn spdx_2_2_gets_what_it_demands_and_loses_what_it_lacks() {
    let source = json!({
        "spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "a",
        "packages": [{"SPDXID": "SPDXRef-a", "name": "a", "downloadLocation": "NONE",
            "primaryPackagePurpose": "LIBRARY",
            "checksums": [{"algorithm": "BLAKE3", "checksumValue": "0".repeat(64)}]}],
    });
    let (made, losses) = convert_json(&source, "spdx-2.2-json");
    let package = &made["packages"][0];
    assert_eq!(made["spdxVersion"], "SPDX-2.2");
    assert_eq!(package["licenseDeclared"], "NOASSERTION");
    assert_eq!(package["copyrightText"], "NOASSERTION");
    assert_eq!(losses.count(LossReason::NotInVersion), 2);
}

#[test]
fn what_is_made_of_a_document_without_a_name_has_one() {
    let nameless = json!({"SPDXID": "SPDXRef-DOCUMENT", "packages": []});
    for target in ["spdx-2.2-tag-value", "spdx-2.3-tag-value", "spdx-2.3-yaml"] {
        let document = sbom::parse(nameless.to_string().into_bytes()).unwrap();
        let (made, _) = convert(&document, target);
        assert_eq!(made.spec_version(), &format!("SPDX-{}", &target[5..8]));
    }
    for name in [None, Some(json!(null)), Some(json!(7)), Some(json!("other"))] {
        let mut source = json!({"specVersion": "1.7", "metadata": {}, "components": []});
        if let Some(name) = &name {
            source["bomFormat"] = name.clone();
        }
        let (made, losses) = convert_json(&source, "cyclonedx-1.6-json");
        assert_eq!(made["bomFormat"], "CycloneDX");
        let is_told = losses.iter().any(|loss| loss.path() == "/bomFormat");
        assert_eq!(is_told, name.is_some(), "{losses}");
    }
}
