//! The Decision JSON against its own schema, by an independent validator.

#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

use policy_core::decision::Baseline;
use policy_core::evidence::{
    Component, Evidence, ImageFacts, Layer, Package, Place, Product, Sbom, Scan, Statement,
    VexStatus,
};
use policy_core::{Decision, EvalContext, LoadOptions, Policy, Severity};
use serde_json::Value;

use crate::fixtures::{LEFT_PAD, at, finding, fixed, log4shell, now, policy, scanned};

/// The schema with no room for fields it does not know. The published one lets them pass; here they
/// would be fields that nobody documented.
fn closed() -> jsonschema::Validator {
    fn close(value: &mut Value) {
        if value.get("properties").is_some() && value.get("type").is_some() {
            value["additionalProperties"] = false.into();
        }
        match value {
            Value::Object(fields) => fields.values_mut().for_each(close),
            Value::Array(items) => items.iter_mut().for_each(close),
            _ => {}
        }
    }
    let mut schema = Decision::json_schema();
    close(&mut schema);
    jsonschema::draft202012::new(&schema).unwrap()
}

fn decisions() -> Vec<Decision> {
    let complete = include_str!("../fixtures/policies/complete.yaml");
    let (complete, _) = Policy::parse(complete, &LoadOptions::default()).unwrap();
    let policy = policy(
        "
requires: { signatures: warn }
defaults: { on_unknown: warn }
rules:
  - { id: high, vulnerability: { severity: '>=high' }, grace: { high: 30d, from: published } }
  - { id: licences, licences: { allow: [MIT] } }
  - { id: image, image: { tags: { deny_mutable: true }, base: { minimal_only: true } }, mode: audit }
budget: { high: 0 }
severity:
  override:
    - { id: CVE-2026-2, level: low, reason: r, owner: o, expires: 2026-12-31 }
waivers:
  settings: { max_duration: 90d, unused: deny }
  list:
    - { id: used, match: { vulnerability: CVE-2026-1 }, reason: r, owner: o, ticket: T-1, created: 2026-11-01, expires: 2026-11-25 }
    - { id: spare, match: { vulnerability: CVE-2026-1 }, reason: r, owner: o, created: 2026-11-01, expires: 2026-11-24 }
    - { id: ended, match: { vulnerability: CVE-2021-44228 }, reason: r, owner: o, created: 2026-10-01, expires: 2026-11-01 }
    - { id: later, match: { vulnerability: CVE-2021-44228 }, reason: r, owner: o, not_before: 2026-12-01, expires: 2026-12-31 }
    - { id: lapsed, match: { vulnerability: CVE-2021-44228 }, reason: r, owner: o, created: 2026-11-01, expires: 2026-12-31, conditions: { kev: deny } }
    - { id: idle, match: { vulnerability: CVE-1 }, reason: r, owner: o, created: 2026-11-01, expires: 2026-12-31 }
",
    );
    let clears = Statement::new("doc", "acme", "CVE-2026-3", VexStatus::NotAffected)
        .product(Product::Package("pkg:npm/left-pad".parse().unwrap()))
        .justification("component_not_present")
        .timestamp(at("2026-11-01"));
    let place = Place::new().path(["app 1", "log4j-core 2.14.1"]).location("/app.jar");
    let evidence = scanned([
        log4shell()
            .title("log4shell")
            .place(place)
            .alias("GHSA-jfh8-c2jp-5v3q")
            .reference("https://e.org"),
        fixed("CVE-2026-1", LEFT_PAD, Severity::Critical, "1.3.1"),
        finding("CVE-2026-2", LEFT_PAD, Severity::High),
        finding("CVE-2026-3", LEFT_PAD, Severity::High),
        finding("CVE-2026-4", LEFT_PAD, Severity::High).published(at("2026-11-10")),
        fixed("CVE-2026-5", "pkg:deb/debian/openssl@3.0.11-1", Severity::High, "3.0.12-1")
            .place(Place::new().layer(Layer::Base))
            .vector("nvd", "CVSS:3.1/broken"),
        finding("CVE-2026-6", "pkg:npm/unrated@1.0.0", Severity::Unknown),
    ])
    .with_scan(Scan::failed("xray", "timed out"))
    .with_sbom(Sbom::new([
        Component::new(Package::from_text(LEFT_PAD)).licence("GPL-3.0-only"),
        Component::new(Package::new("bare", "")),
    ]))
    .with_image(ImageFacts::new("acme.io/api:1".parse().unwrap()))
    .with_vex(vec![clears]);
    let cx = EvalContext::at(at("2026-11-20")).stage("ci").namespace("shop").label("team", "a");
    let decision = policy.evaluate(&evidence, &cx);
    let known = decision.clone().without_known(&Baseline::of(&decision));
    vec![
        complete.evaluate(&Evidence::default(), &now()),
        complete.evaluate(&evidence, &now()),
        policy.evaluate(&Evidence::default(), &cx),
        decision,
        known,
    ]
}

#[test]
fn the_schema_beside_the_sources_is_the_generated_one() {
    let known = include_str!("../../decision.schema.json");
    let generated = format!("{:#}\n", Decision::json_schema());
    assert!(
        known == generated,
        "stale: `cargo run -p policy-core --example decision_schema` prints it"
    );
    assert!(jsonschema::draft202012::meta::validate(&Decision::json_schema()).is_ok());
}

#[test]
fn decisions_fit_the_schema_and_have_no_field_that_it_lacks() {
    let validator = closed();
    for decision in decisions() {
        let json: Value = serde_json::from_str(&decision.to_json()).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&json)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{}", errors.join("\n"));
    }
}

#[test]
fn every_field_of_the_schema_is_in_some_decision() {
    fn visit<'s>(
        schema: &'s Value,
        root: &'s Value,
        value: &Value,
        seen: &mut std::collections::BTreeSet<String>,
    ) {
        let schema = match schema.get("$ref").and_then(Value::as_str) {
            Some(name) => root.pointer(name.trim_start_matches('#')).unwrap(),
            None => schema,
        };
        match value {
            Value::Array(items) => {
                items.iter().for_each(|item| visit(&schema["items"], root, item, seen))
            }
            Value::Object(fields) => {
                let variants = schema.get("oneOf").and_then(Value::as_array);
                let object = variants.map_or(schema, |variants| {
                    variants
                        .iter()
                        .find(|variant| {
                            ["type", "name"].iter().any(|tag| {
                                let word = &variant["properties"][*tag]["const"];
                                word.is_string() && Some(word) == fields.get(*tag)
                            })
                        })
                        .unwrap_or(schema)
                });
                for (name, value) in fields {
                    seen.insert(format!("{}#{name}", object["description"].as_str().unwrap_or("")));
                    visit(&object["properties"][name], root, value, seen);
                }
            }
            _ => {}
        }
    }
    let schema = Decision::json_schema();
    let mut seen = std::collections::BTreeSet::new();
    for decision in decisions() {
        let json: Value = serde_json::from_str(&decision.to_json()).unwrap();
        visit(&schema, &schema, &json, &mut seen);
    }
    let fields = |object: &Value| -> Vec<String> {
        let names = object["properties"].as_object().into_iter().flatten();
        names
            .map(|(name, _)| format!("{}#{name}", object["description"].as_str().unwrap()))
            .collect()
    };
    let violation = fields(&schema["$defs"]["violation"]);
    let unseen: Vec<&String> = violation.iter().filter(|field| !seen.contains(*field)).collect();
    // What brings a component in is known of graphs with several ways only.
    assert_eq!(unseen, ["One thing that speaks against the artifact.#brought_by"]);
    for field in fields(&schema).iter().chain(&fields(&schema["$defs"]["waiver"])) {
        assert!(seen.contains(field), "{field} is in no decision");
    }
}
