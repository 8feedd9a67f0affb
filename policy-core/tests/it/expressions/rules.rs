//! Rules with expressions: what they look at, and how they go with the rest of a rule.

use policy_core::evidence::{
    Component, Evidence, Finding, ImageFacts, Layer, Package, Place, Sbom, Scan, Section,
};
use policy_core::{Code, EvalContext, LoadOptions, Outcome, Policy, Severity};

use crate::fixtures::{
    LEFT_PAD, LOG4J, artifact, at, finding, log4shell, now, outcome, policy, rule, scanned, summary,
};

fn component(purl: &str, direct: Option<bool>) -> Component {
    let mut place = Place::new();
    place.direct = direct;
    Component::new(Package::from_text(purl)).place(place)
}

fn judged(policy: &Policy, evidence: &Evidence) -> Vec<String> {
    summary(&policy.evaluate(evidence, &now()))
}

#[test]
fn the_documented_rule_denies_what_it_says() {
    let policy = rule(
        r#"when: 'component.type == "npm" && "CWE-1321" in finding.cwe && component.direct', effect: warn"#,
    );
    let pad = |direct| {
        let place = Place::new().direct(direct);
        finding("CVE-2024-1", LEFT_PAD, Severity::Low).cwe("CWE-1321").place(place)
    };
    assert_eq!(
        judged(&policy, &scanned([pad(true), log4shell()])),
        ["warn rule vulnerability CVE-2024-1"]
    );
    assert!(judged(&policy, &scanned([pad(false)])).is_empty());
    let vague = finding("CVE-2024-1", LEFT_PAD, Severity::Low).cwe("CWE-1321");
    assert_eq!(judged(&policy, &scanned([vague])), ["deny rule missing-evidence CVE-2024-1"]);
    assert_eq!(judged(&policy, &Evidence::new(artifact())), ["deny rule missing-evidence -"]);
}

#[test]
fn all_conditions_hold_for_the_same_finding() {
    let policy = rule("vulnerability: { severity: critical }, when: finding.kev");
    let severe = finding("CVE-2024-1", LEFT_PAD, Severity::Critical).kev(false);
    let exploited = finding("CVE-2024-2", LOG4J, Severity::Low).kev(true);
    assert!(judged(&policy, &scanned([severe, exploited])).is_empty());
    assert_eq!(
        judged(&policy, &scanned([log4shell()])),
        ["deny rule vulnerability CVE-2021-44228"]
    );
}

#[test]
fn components_are_asked_one_by_one() {
    let policy = rule("when: 'component.name.startsWith(\"left-\") && component.direct'");
    let sbom = Sbom::new([
        component(LEFT_PAD, Some(true)),
        component(LEFT_PAD, None),
        component("pkg:npm/left-over@1", Some(false)),
        component("pkg:npm/left-alone@1", None),
        component(LOG4J, None),
    ]);
    let evidence = Evidence::new(artifact()).with_sbom(sbom);
    assert_eq!(
        judged(&policy, &evidence),
        ["deny rule missing-evidence -", "deny rule component -"]
    );
    let decision = policy.evaluate(&evidence, &now());
    let found =
        decision.violations.iter().find(|v| v.code == policy_core::Code::Component).unwrap();
    assert_eq!(found.message(), "left-pad 1.3.0 meets the condition of the rule");
    assert_eq!(found.subject.package().unwrap().name(), "left-pad");
    // An SBOM with gaps says what it has, and that it has gaps.
    let holes = Evidence::new(artifact()).with_sbom(
        Section::from(Sbom::new([component(LEFT_PAD, Some(true))]))
            .with_gap(policy_core::evidence::Gap::new("syft", "no lock file")),
    );
    assert_eq!(judged(&policy, &holes), ["deny rule component -", "deny rule missing-evidence -"]);
    assert_eq!(judged(&policy, &Evidence::new(artifact())), ["deny rule missing-evidence -"]);
}

#[test]
fn the_image_is_asked_once() {
    let policy = rule("when: 'image.registry != \"acme.io\"', message: ours only");
    let image =
        |text: &str| Evidence::new(artifact()).with_image(ImageFacts::new(text.parse().unwrap()));
    assert_eq!(judged(&policy, &image("evil.io/api:1")), ["deny rule image -"]);
    assert!(judged(&policy, &image("acme.io/api:1")).is_empty());
    assert_eq!(judged(&policy, &Evidence::new(artifact())), ["deny rule missing-evidence -"]);
    let decision = policy.evaluate(&image("evil.io/api:1"), &now());
    assert_eq!(
        decision.violations[0].message(),
        "the image meets the condition of the rule: ours only"
    );
}

#[test]
fn licence_rules_ask_their_expression_of_each_component() {
    let policy = rule("licences: { allow: [MIT] }, when: 'component.layer == \"app\"'");
    let under = |licence: &str, layer: Option<Layer>| {
        let mut place = Place::new();
        place.layer = layer;
        let component = Component::new(Package::from_text(LEFT_PAD)).licence(licence).place(place);
        Evidence::new(artifact()).with_sbom(Sbom::new([component]))
    };
    for (licence, layer, expected) in [
        ("GPL-3.0-only", Some(Layer::App), &["deny rule licence-not-allowed GPL-3.0-only"][..]),
        ("GPL-3.0-only", Some(Layer::Base), &[]),
        ("GPL-3.0-only", None, &["deny rule missing-evidence -"]),
        ("MIT", None, &[]),
        ("?", Some(Layer::App), &["deny rule licence-unknown ?"]),
        ("?", Some(Layer::Base), &[]),
        ("?", None, &["deny rule missing-evidence -"]),
    ] {
        assert_eq!(judged(&policy, &under(licence, layer)), expected, "{licence} {layer:?}");
    }
}

#[test]
fn image_rules_hold_where_their_expression_does() {
    let policy = rule("image: { tags: { deny: [latest] } }, when: 'image.registry == \"acme.io\"'");
    let image =
        |text: &str| Evidence::new(artifact()).with_image(ImageFacts::new(text.parse().unwrap()));
    assert_eq!(judged(&policy, &image("acme.io/api:latest")), ["deny rule image-tag -"]);
    assert!(judged(&policy, &image("other.io/api:latest")).is_empty());
    assert_eq!(
        judged(&policy, &Evidence::new(artifact()).with_image(ImageFacts::default())),
        ["deny rule missing-evidence -"]
    );
}

#[test]
fn circumstances_decide_whether_a_rule_speaks_at_all() {
    let policy =
        rule("vulnerability: { severity: critical }, when: 'context.namespace == \"prod\"'");
    let within = |namespace: &str, evidence: &Evidence| {
        let cx = EvalContext::at(at("2026-11-20")).namespace(namespace);
        policy.evaluate(evidence, &cx)
    };
    assert_eq!(within("prod", &scanned([log4shell()])).outcome, Outcome::Deny);
    assert_eq!(within("test", &scanned([log4shell()])).outcome, Outcome::Allow);
    // A rule that does not speak does not miss evidence either.
    assert_eq!(within("prod", &Evidence::default()).outcome, Outcome::Deny);
    let silent = within("test", &Evidence::default());
    assert_eq!(silent.outcome, Outcome::Allow);
    assert_eq!(silent.coverage[0].idle.as_deref(), Some("`when` does not hold here"));
    // Nobody says which namespace.
    assert_eq!(outcome(&policy, &scanned([log4shell()])), Outcome::Deny);
}

#[test]
fn grace_waivers_and_modes_go_with_expressions_as_with_any_rule() {
    let published = log4shell().published(at("2026-11-19"));
    let evidence = scanned([published]);
    let graced = rule("when: 'finding.fix_available', grace: { critical: 7d, from: published }");
    let decision = graced.evaluate(&evidence, &now());
    assert_eq!(decision.outcome, Outcome::Deny, "known exploited: no grace");
    let unexploited = scanned([log4shell().kev(false).published(at("2026-11-19"))]);
    assert_eq!(graced.evaluate(&unexploited, &now()).outcome, Outcome::Warn);
    let waived = policy(
        "rules: [{ id: r, when: finding.kev }]
waivers:
  list:
    - { id: W-1, match: { rule: r, vulnerability: CVE-2021-44228 }, reason: r, owner: o, expires: 2026-12-31 }",
    );
    assert_eq!(outcome(&waived, &evidence), Outcome::Allow);
    assert_eq!(outcome(&rule("when: finding.kev, mode: audit"), &evidence), Outcome::Allow);
    assert_eq!(
        outcome(&rule("when: finding.reachable, on_unknown: allow"), &evidence),
        Outcome::Allow
    );
}

#[test]
fn a_finding_knows_the_licence_of_its_component() {
    let policy = rule("when: 'finding.kev && spdx_allows(component.licence, [\"Apache-2.0\"])'");
    let with = |licences: &[&str]| {
        let component = Component::new(Package::from_text(LOG4J));
        let component = licences.iter().fold(component, |c, licence| c.licence(*licence));
        scanned([log4shell()]).with_sbom(Sbom::new([component]))
    };
    assert_eq!(outcome(&policy, &with(&["Apache-2.0"])), Outcome::Deny);
    assert_eq!(outcome(&policy, &with(&["Apache-2.0 OR MIT", "Apache-2.0"])), Outcome::Deny);
    assert_eq!(outcome(&policy, &with(&["Apache-2.0", "MIT"])), Outcome::Allow);
    assert_eq!(judged(&policy, &with(&[])), ["deny rule missing-evidence CVE-2021-44228"]);
}

#[test]
fn an_expression_reads_licences_as_the_policy_says() {
    let judge = |settings: &str, allowed: &str, stated: &str| {
        let policy = policy(&format!(
            "{settings}\nrules: [{{ id: rule, when: \"!spdx_allows(component.licence, {allowed})\" }}]"
        ));
        let component = Component::new(Package::from_text(LEFT_PAD)).licence(stated);
        outcome(&policy, &scanned([]).with_sbom(Sbom::new([component])))
    };
    // Each setting matters, and the rule beside it without an expression has it too.
    for (settings, allowed, stated) in [
        ("licences: { gnu: normalise }", "['GPL-2.0-only']", "GPL-2.0"),
        ("licences: { lax_slash: true }", "['MIT']", "MIT/Apache-2.0"),
        ("licences: { with: additive }", "['GPL-2.0-only']", "GPL-2.0-only WITH GCC-exception-2.0"),
        ("licences: { groups: { ours: [MIT, ISC] } }", "['@ours']", "ISC"),
        ("licences: { groups: { ours: [MIT, ISC] } }", "['@ours', 'MPL-2.0']", "MPL-2.0"),
    ] {
        assert_eq!(judge(settings, allowed, stated), Outcome::Allow, "{settings}");
    }
    for (settings, allowed, stated) in [
        ("licences: { gnu: strict }", "['GPL-2.0-only']", "GPL-2.0"),
        ("licences: { lax_slash: false }", "['MIT']", "MIT/Apache-2.0"),
        ("licences: { with: exact }", "['GPL-2.0-only']", "GPL-2.0-only WITH GCC-exception-2.0"),
        ("licences: { groups: { ours: [MIT, ISC] } }", "['@ours']", "Apache-2.0"),
    ] {
        assert_eq!(judge(settings, allowed, stated), Outcome::Deny, "{settings}");
    }
}

#[test]
fn a_group_of_the_policy_is_used_by_an_expression_and_misspelt_in_one() {
    let load = |allowed: &str| {
        Policy::parse(
            &format!(
                "apiVersion: policy/v1alpha1
kind: ArtifactPolicy
metadata: {{ name: test }}
licences: {{ groups: {{ ours: [MIT] }} }}
rules: [{{ id: rule, when: \"!spdx_allows(component.licence, ['{allowed}'])\" }}]"
            ),
            &LoadOptions::default(),
        )
    };
    let (_, lints) = load("@ours").unwrap();
    assert!(!lints.iter().any(|lint| lint.code == Code::LintUnused), "{lints:?}");
    let (_, lints) = load("@permissive").unwrap();
    assert!(lints.iter().any(|lint| lint.code == Code::LintUnused), "{lints:?}");
    let error = load("@our").unwrap_err();
    let mut suggestions =
        error.diagnostics().iter().filter_map(|fault| fault.suggestion.as_deref());
    assert_eq!(suggestions.next(), Some("\"@ours\""), "{error:?}");
}

#[test]
fn order_and_repetition_of_evidence_change_nothing() {
    let policy = policy(
        "rules:
  - { id: a, when: 'component.direct' }
  - { id: b, when: 'size(component.licences) == 2' }
  - { id: c, when: 'finding.cwe == [\"CWE-1\", \"CWE-2\"]' }",
    );
    let one = component(LEFT_PAD, Some(true)).licence("MIT");
    let two = component(LEFT_PAD, None).licence("Apache-2.0");
    let scan = |cwes: [&str; 3]| {
        let found = cwes
            .into_iter()
            .fold(Finding::new("CVE-2024-1", Package::from_text(LEFT_PAD)), |finding, cwe| {
                finding.cwe(cwe)
            });
        Scan::new("trivy").finding(found)
    };
    let first = Evidence::new(artifact())
        .with_sbom(Sbom::new([one.clone(), two.clone()]))
        .with_scan(scan(["CWE-1", "CWE-2", "CWE-1"]));
    let second = Evidence::new(artifact())
        .with_sbom(Sbom::new([two.clone(), one.clone(), two]))
        .with_scan(scan(["CWE-2", "CWE-1", "CWE-2"]));
    let (a, b) = (policy.evaluate(&first, &now()), policy.evaluate(&second, &now()));
    assert_eq!(a.violations, b.violations);
    assert_eq!(a.violations.len(), 3);
}
