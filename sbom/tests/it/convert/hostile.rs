//! Documents made to cost more than they are worth: twice the input, twice the work.

use std::time::Duration;

use serde_json::{Value, json};

use super::convert_json;
use crate::clock;

const MANY: usize = 20_000;
const FEW: usize = MANY / 4;

/// Four times the input may take eight times as long, not sixteen: what a loop in a loop would.
/// Other programs may disturb a measurement, hardly four of them.
fn is_linear(name: &str, make: impl Fn(usize) -> Value, targets: &[&str]) {
    let (few, many) = (make(FEW), make(MANY));
    for target in targets {
        let time = |source: &Value| -> Duration {
            let (made, took) = clock::time(|| convert_json(source, target).0);
            assert!(made.is_object());
            took
        };
        let is_it = (0..4).any(|_| time(&many) < time(&few) * 8 + Duration::from_millis(100));
        assert!(is_it, "{name} to {target}: {:?}, {:?}", time(&few), time(&many));
    }
}

fn component(number: usize) -> Value {
    json!({"type": "library", "name": "n", "bom-ref": format!("r{number}")})
}

#[test]
fn compositions_and_dependencies_of_many_components_are_linear() {
    let make = |many: usize| {
        let refs: Vec<String> = (0..many).map(|number| format!("r{number}")).collect();
        json!({
            "bomFormat": "CycloneDX", "specVersion": "1.6",
            "components": (0..many).map(component).collect::<Vec<_>>(),
            "dependencies": refs.iter().map(|id| json!({"ref": id})).collect::<Vec<_>>(),
            "compositions": [{"aggregate": "complete", "dependencies": refs}],
        })
    };
    is_linear("compositions", make, &["spdx-3.0.1"]);
    let make = |many: usize| {
        let refs: Vec<String> = (0..many).map(|number| format!("r{number}")).collect();
        json!({
            "bomFormat": "CycloneDX", "specVersion": "1.6",
            "components": (0..many).map(component).collect::<Vec<_>>(),
            "dependencies": [{"ref": "r0", "dependsOn": refs}],
        })
    };
    is_linear("one with many dependencies", make, &["spdx-3.0.1"]);
}

fn one_with_many(many: usize) -> Value {
    let hash = |number: usize| json!({"alg": "SHA-1", "content": format!("{number:040x}")});
    let url = |number: usize| {
        json!({"license": {"name": "Ours", "text": {"content": "t"},
            "url": format!("https://acme.test/{number}")}})
    };
    json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6",
        "components": [{"type": "library", "name": "n", "bom-ref": "r",
            "hashes": (0..many).map(hash).collect::<Vec<_>>(),
            "licenses": (0..many).map(url).collect::<Vec<_>>(),
            "tags": (0..many).map(|number| format!("t{number}")).collect::<Vec<_>>()}],
    })
}

#[test]
fn many_hashes_tags_and_addresses_of_one_component_are_linear() {
    is_linear("lists of one component", one_with_many, &["spdx-2.3-json"]);
    let there = |many| convert_json(&one_with_many(many), "spdx-3.0.1").0;
    is_linear("and back from SPDX 3", there, &["cyclonedx-1.6-json"]);
}

#[test]
fn many_vulnerabilities_with_many_assessments_are_linear() {
    let make = |many: usize| {
        let id = |kind: &str, number: usize| format!("urn:spdx:{kind}{number}");
        let mut graph = vec![json!({"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1",
            "created": "2026-01-01T00:00:00Z", "createdBy": ["urn:spdx:me"]})];
        graph.push(json!({"type": "software_Package", "spdxId": id("p", 0), "name": "p",
            "creationInfo": "_:c"}));
        let all: Vec<String> = (0..many).map(|number| id("v", number)).collect();
        for number in 0..many {
            graph.push(json!({"type": "security_Vulnerability", "spdxId": id("v", number),
                "creationInfo": "_:c"}));
            graph.push(json!({"type": "security_VexFixedVulnAssessmentRelationship",
                "spdxId": id("a", number), "creationInfo": "_:c", "from": id("v", number),
                "relationshipType": "fixedIn", "to": [id("p", 0)]}));
        }
        graph.push(json!({"type": "Relationship", "spdxId": id("h", 0), "creationInfo": "_:c",
            "from": id("p", 0), "relationshipType": "hasAssociatedVulnerability", "to": all}));
        json!({"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": graph})
    };
    is_linear("vulnerabilities", make, &["cyclonedx-1.6-json"]);
}

fn all_described(many: usize) -> Value {
    let ids: Vec<String> = (0..many).map(|number| format!("SPDXRef-{number}")).collect();
    let package =
        |id: &String| json!({"SPDXID": id, "name": "n", "downloadLocation": "NOASSERTION"});
    let describes = |id: &String| {
        json!({"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES",
            "relatedSpdxElement": id})
    };
    json!({
        "spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "dataLicense": "CC0-1.0",
        "name": "a", "documentNamespace": "https://acme.test/a",
        "creationInfo": {"created": "2026-01-01T00:00:00Z", "creators": ["Tool: x-1"]},
        "packages": ids.iter().map(package).collect::<Vec<_>>(),
        "relationships": ids.iter().map(describes).collect::<Vec<_>>(),
        "documentDescribes": ids,
    })
}

#[test]
fn many_described_elements_are_linear() {
    is_linear("described", all_described, &["cyclonedx-1.7-json"]);
    let there = |many| convert_json(&all_described(many), "spdx-3.0.1").0;
    is_linear("described in SPDX 3", there, &["cyclonedx-1.7-json"]);
}

#[test]
fn many_losses_of_a_later_stage_are_linear() {
    let make = |many: usize| {
        let members = (0..many).map(|number| (format!("x{number}"), json!("odd")));
        let mut source = json!({"bomFormat": "CycloneDX", "specVersion": "1.7",
            "components": [{"type": "library", "name": "n"}]});
        source["components"][0].as_object_mut().unwrap().extend(members);
        source
    };
    assert_eq!(convert_json(&make(FEW), "cyclonedx-1.4-json").1.len(), FEW);
    is_linear("unknown members", make, &["cyclonedx-1.4-json", "spdx-2.2-json"]);
}

#[test]
fn one_file_that_many_packages_come_in_is_linear() {
    let make = |many: usize| {
        let ns = "https://acme.test/x#";
        let hash = |number: usize| json!({"type": "Hash", "algorithm": "sha1", "hashValue": format!("{number:040x}")});
        let package = |number: usize| {
            json!({"type": "software_Package", "spdxId": format!("{ns}p{number}"),
                "creationInfo": "_:c", "name": "p"})
        };
        let relationship = |number: usize| {
            json!({"type": "Relationship", "spdxId": format!("{ns}r{number}"), "creationInfo": "_:c",
                "from": format!("{ns}p{number}"), "relationshipType": "hasDistributionArtifact",
                "to": [format!("{ns}f")]})
        };
        let file = json!({"type": "software_File", "spdxId": format!("{ns}f"), "name": "f",
            "creationInfo": "_:c", "verifiedUsing": (0..many).map(hash).collect::<Vec<_>>()});
        let info = json!({"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1",
            "created": "2025-05-01T08:00:00Z", "createdBy": [format!("{ns}by")]});
        let graph: Vec<Value> = [info, file]
            .into_iter()
            .chain((0..many).map(package))
            .chain((0..many).map(relationship))
            .collect();
        json!({"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": graph})
    };
    is_linear("one file of many packages", make, &["spdx-2.3"]);
}
