//! The Decision JSON: field names others rely on.

use std::collections::BTreeSet;

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::{check, fixture, run};

/// Every path to a value, once, with what stands there: names are the contract, texts are not.
fn shape(value: &Value, path: &str, out: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                shape(value, &format!("{path}.{name}"), out);
            }
        }
        Value::Array(items) if items.is_empty() => {
            out.insert(format!("{path}[]"));
        }
        Value::Array(items) => items.iter().for_each(|item| shape(item, &format!("{path}[]"), out)),
        Value::String(_) => drop(out.insert(format!("{path}: string"))),
        Value::Number(_) => drop(out.insert(format!("{path}: number"))),
        Value::Bool(_) => drop(out.insert(format!("{path}: boolean"))),
        Value::Null => drop(out.insert(format!("{path}: null"))),
    }
}

#[test]
fn the_decision_has_the_published_shape() {
    let mut all = BTreeSet::new();
    for option in ["--waivers", "--vex"] {
        let mut command = check("blocked.trivy.json");
        let file = if option == "--vex" { "not-affected.openvex.json" } else { "waivers.yaml" };
        command.args(["--format", "json", option]).arg(fixture(file));
        shape(&run(command).json(), "", &mut all);
    }
    let mut command = check("blocked.trivy.json");
    command.args(["--format", "json"]);
    shape(&run(command).json(), "", &mut all);
    assert_snapshot!(all.into_iter().collect::<Vec<_>>().join("\n"), @r#"
    .coverage[].did_not_hold: number
    .coverage[].evaluated: number
    .coverage[].held: number
    .coverage[].rule: string
    .coverage[].unknown: number
    .diagnostics[]
    .meta.artifact: string
    .meta.digests[]: string
    .meta.engine_version: string
    .meta.evidence_digest: string
    .meta.now: string
    .meta.policy: string
    .meta.policy_digest: string
    .meta.policy_owner: string
    .meta.policy_version: string
    .meta.stage: string
    .meta.waiver_max_duration: number
    .outcome: string
    .remediation.denied: number
    .remediation.denied_cleared: number
    .remediation.method: string
    .remediation.steps[]
    .remediation.steps[].base_image: boolean
    .remediation.steps[].brings[].crosses_major: boolean
    .remediation.steps[].brings[].from: string
    .remediation.steps[].brings[].package: string
    .remediation.steps[].brings[].to: string
    .remediation.steps[].clears[]: string
    .remediation.steps[].denials_cleared: number
    .remediation.steps[].findings_cleared: number
    .remediation.steps[].kind: string
    .remediation.steps[].package: string
    .score.unknown_count: number
    .score.value: string
    .suppressed[]
    .suppressed[].by.author: string
    .suppressed[].by.document: string
    .suppressed[].by.expires: string
    .suppressed[].by.id: string
    .suppressed[].by.justification: string
    .suppressed[].by.owner: string
    .suppressed[].by.reason: string
    .suppressed[].by.status: string
    .suppressed[].by.ticket: null
    .suppressed[].by.timestamp: string
    .suppressed[].by.type: string
    .suppressed[].id: string
    .suppressed[].severity.level: string
    .suppressed[].severity.ratings[].cvss: string
    .suppressed[].severity.ratings[].kind: string
    .suppressed[].severity.ratings[].level: string
    .suppressed[].severity.ratings[].score: number
    .suppressed[].severity.ratings[].source: string
    .suppressed[].severity.strategy: string
    .suppressed[].severity.winner.cvss: string
    .suppressed[].severity.winner.kind: string
    .suppressed[].severity.winner.level: string
    .suppressed[].severity.winner.score: number
    .suppressed[].severity.winner.source: string
    .suppressed[].subject.key: string
    .suppressed[].subject.package.name: string
    .suppressed[].subject.package.purl: string
    .suppressed[].subject.package.version: string
    .suppressed[].subject.type: string
    .suppressed[].violations[].because[].condition: string
    .suppressed[].violations[].because[].value: string
    .suppressed[].violations[].code: string
    .suppressed[].violations[].effect: string
    .suppressed[].violations[].fingerprint: string
    .suppressed[].violations[].fixed_version: string
    .suppressed[].violations[].id: string
    .suppressed[].violations[].kind: string
    .suppressed[].violations[].locations[]: string
    .suppressed[].violations[].message: string
    .suppressed[].violations[].path[]: string
    .suppressed[].violations[].remedy.base_image: boolean
    .suppressed[].violations[].remedy.from: string
    .suppressed[].violations[].remedy.package: string
    .suppressed[].violations[].remedy.through: string
    .suppressed[].violations[].remedy.to: string
    .suppressed[].violations[].rule: string
    .suppressed[].violations[].severity.level: string
    .suppressed[].violations[].severity.ratings[].cvss: string
    .suppressed[].violations[].severity.ratings[].kind: string
    .suppressed[].violations[].severity.ratings[].level: string
    .suppressed[].violations[].severity.ratings[].score: number
    .suppressed[].violations[].severity.ratings[].source: string
    .suppressed[].violations[].severity.strategy: string
    .suppressed[].violations[].severity.winner.cvss: string
    .suppressed[].violations[].severity.winner.kind: string
    .suppressed[].violations[].severity.winner.level: string
    .suppressed[].violations[].severity.winner.score: number
    .suppressed[].violations[].severity.winner.source: string
    .suppressed[].violations[].subject.key: string
    .suppressed[].violations[].subject.package.name: string
    .suppressed[].violations[].subject.package.purl: string
    .suppressed[].violations[].subject.package.version: string
    .suppressed[].violations[].subject.type: string
    .suppressed[].violations[].title: string
    .violations[].because[].condition: string
    .violations[].because[].value: string
    .violations[].code: string
    .violations[].effect: string
    .violations[].fingerprint: string
    .violations[].fixed_version: string
    .violations[].id: string
    .violations[].kind: string
    .violations[].locations[]: string
    .violations[].message: string
    .violations[].missing[].what: string
    .violations[].missing[].why: string
    .violations[].path[]: string
    .violations[].remedy.base_image: boolean
    .violations[].remedy.from: string
    .violations[].remedy.package: string
    .violations[].remedy.through: string
    .violations[].remedy.to: string
    .violations[].rule: string
    .violations[].severity.level: string
    .violations[].severity.ratings[].cvss: string
    .violations[].severity.ratings[].kind: string
    .violations[].severity.ratings[].level: string
    .violations[].severity.ratings[].score: number
    .violations[].severity.ratings[].source: string
    .violations[].severity.strategy: string
    .violations[].severity.winner.cvss: string
    .violations[].severity.winner.kind: string
    .violations[].severity.winner.level: string
    .violations[].severity.winner.score: number
    .violations[].severity.winner.source: string
    .violations[].subject.key: string
    .violations[].subject.package.name: string
    .violations[].subject.package.purl: string
    .violations[].subject.package.version: string
    .violations[].subject.reference: string
    .violations[].subject.type: string
    .violations[].title: string
    .waivers[]
    .waivers[].expires: string
    .waivers[].expiring_in: number
    .waivers[].id: string
    .waivers[].owner: string
    .waivers[].reason: string
    .waivers[].state.name: string
    .waivers[].state.violations: number
    "#);
}
