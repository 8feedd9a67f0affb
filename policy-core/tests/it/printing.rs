//! A policy as a document again: what is printed reads back to the same policy.

#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

use policy_core::evidence::{Component, Package, Sbom};
use policy_core::{LoadOptions, Policy, STARTER, Severity};

use crate::fixtures::{finding, log4shell, now, scanned};

const COMPLETE: &str = include_str!("../fixtures/policies/complete.yaml");

fn read(source: &str) -> Policy {
    Policy::parse(source, &LoadOptions::default()).unwrap().0
}

#[test]
fn what_is_printed_reads_back_to_the_same_policy() {
    let parts = [Component::new(Package::from_text("pkg:npm/a@1.0.0")).licence("AGPL-3.0-only")];
    let evidence = scanned([log4shell(), finding("CVE-2", "pkg:npm/a@1.0.0", Severity::Unknown)])
        .with_sbom(Sbom::new(parts));
    for source in [STARTER, COMPLETE] {
        let policy = read(source);
        let printed = policy.to_yaml();
        let copy = read(&printed);
        assert_eq!(copy.digest(), policy.digest(), "{printed}");
        assert_eq!(copy.to_yaml(), printed, "printing is stable");
        assert_eq!(
            copy.evaluate(&evidence, &now()).to_json(),
            policy.evaluate(&evidence, &now()).to_json()
        );
    }
}

#[test]
fn aliases_are_spelt_out_and_odd_texts_quoted() {
    let source = r##"
apiVersion: policy/v1alpha1
kind: ArtifactPolicy
metadata: { name: "  odd ", version: 2026.10, description: "a: b # c\n'd' \u00e9 ☂", owner: "true" }
modes: { "on": audit, "a b": warn, "": warn }
rules: # a comment
  - { id: a, vulnerability: &x { severity: ">=high", id: ["CVE-*", "*"] }, message: "- x" }
  - { id: b, vulnerability: *x, effect: warn, message: "{}" }
waivers: { list: [] }
"##;
    let policy = read(source);
    let printed = policy.to_yaml();
    assert_eq!(read(&printed).digest(), policy.digest());
    insta::assert_snapshot!(printed, @r#"
    apiVersion: policy/v1alpha1
    kind: ArtifactPolicy
    metadata:
      name: "  odd "
      version: 2026.10
      description: "a: b # c\n'd' é ☂"
      owner: "true"
    modes:
      "on": audit
      "a b": warn
      "": warn
    rules:
      - id: a
        vulnerability:
          severity: ">=high"
          id:
            - "CVE-*"
            - "*"
        message: "- x"
      - id: b
        vulnerability:
          severity: ">=high"
          id:
            - "CVE-*"
            - "*"
        effect: warn
        message: "{}"
    waivers:
      list: []
    "#);
}

#[test]
fn the_digest_is_of_what_a_policy_says_and_not_of_how() {
    let head = "apiVersion: policy/v1alpha1\nkind: ArtifactPolicy\n";
    let of = |rest: &str| read(&format!("{head}{rest}")).digest().to_owned();
    let one = of("metadata: { name: x, owner: me }\nrequires: { sbom: deny }\n");
    assert_eq!(of("requires:\n  sbom: \"deny\" # really\nmetadata: { owner: me, name: x }\n"), one);
    assert_ne!(of("metadata: { name: x, owner: me }\nrequires: { sbom: warn }\n"), one);
}

#[test]
fn whatever_loads_is_printed_so_that_it_loads() {
    use proptest::prelude::*;
    proptest!(ProptestConfig::with_cases(200), |(text in "\\PC{0,30}", key in "\\PC{0,12}")| {
        let quoted = serde_json::Value::from(text.as_str());
        let key = serde_json::Value::from(key.as_str());
        let source = format!(
            "{{ \"apiVersion\": \"policy/v1alpha1\", \"kind\": \"ArtifactPolicy\", \"metadata\": {{ \"name\": \"x\", \"description\": {quoted} }}, \"modes\": {{ {key}: \"warn\" }}, \"requires\": {{ \"sbom\": \"deny\" }} }}"
        );
        if let Ok((policy, _)) = Policy::parse(&source, &LoadOptions::default()) {
            let printed = policy.to_yaml();
            match Policy::parse(&printed, &LoadOptions::default()) {
                Ok((copy, _)) => prop_assert_eq!(copy.digest(), policy.digest(), "{}", printed),
                Err(error) => prop_assert!(false, "{printed}\n{error}"),
            }
        }
    });
}

#[test]
fn the_layers_of_a_policy_make_it_again() {
    let named = |name: &str, part: &str| {
        read(&format!(
            "apiVersion: policy/v1alpha1\nkind: ArtifactPolicy\nmetadata: {{ name: {name} }}\n{part}"
        ))
    };
    let team = named("team", "rules: [{ id: any, vulnerability: { any: true }, effect: warn }]");
    let middle = named("middle", "rules: [{ id: kev, vulnerability: { kev: true } }]");
    let below = Policy::compose(&[Policy::starter(), middle]).unwrap();
    let whole = Policy::compose(&[below, team.clone()]).unwrap();

    let layers = whole.layers();
    let names: Vec<&str> = layers.iter().map(Policy::name).collect();
    assert_eq!(names, ["starter", "middle", "team"]);
    // Each is printed as a document of its own, and read again.
    let printed: Vec<Policy> = layers.iter().map(|layer| read(&layer.to_yaml())).collect();
    let again = Policy::compose(&printed).unwrap();
    assert_eq!(again.digest(), whole.digest());
    let evidence = scanned([log4shell()]);
    assert_eq!(
        again.evaluate(&evidence, &now()).to_json(),
        whole.evaluate(&evidence, &now()).to_json()
    );
    assert_eq!(team.layers().len(), 1, "a policy that stands on no other is its own layer");
}
