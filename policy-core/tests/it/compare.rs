//! What would be different.

#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

use policy_core::compare::{Change, DecisionDiff, diff, what_if};
use policy_core::evidence::{
    BaseImage, Component, Evidence, Finding, Fix, ImageFacts, Layer, Package, Place, Product, Sbom,
    Statement, VexStatus,
};
use policy_core::{ComponentPattern, LoadOptions, Outcome, Severity, Violation, Waiver};

use crate::fixtures::{LEFT_PAD, at, finding, fixed, log4shell, now, policy, rule, scanned};

fn pattern(text: &str) -> ComponentPattern {
    ComponentPattern::parse(text).unwrap()
}

fn left_after(finding: Finding, to: &str) -> Vec<String> {
    let component = pattern(finding.package.key_without_version());
    let policy = rule("vulnerability: { any: true }");
    let upgrade = Change::Upgrade { component, to: to.to_owned() };
    let answer = what_if(&policy, &scanned([finding]), &[upgrade], &now());
    assert!(answer.idle.is_empty());
    answer.after.violations.iter().map(|violation| violation.subject.to_string()).collect()
}

#[test]
fn an_upgrade_clears_what_is_certainly_fixed() {
    let flaw = |fixes: &[&str]| {
        finding("CVE-1", "pkg:npm/a@1.2.3", Severity::High).fix(Fix::fixed(fixes.iter().copied()))
    };
    let none = [""; 0];
    assert_eq!(left_after(flaw(&["1.2.4"]), "1.2.4"), none);
    assert_eq!(left_after(flaw(&["1.2.4"]), "2.0.0"), none);
    assert_eq!(left_after(flaw(&["1.2.4"]), "1.2.3"), ["a 1.2.3"]);
    // 2.0.0 was released before 2.1.5 had the fix.
    assert_eq!(left_after(flaw(&["1.2.4", "2.1.5"]), "2.0.0"), ["a 2.0.0"]);
    assert_eq!(left_after(flaw(&["1.2.4", "2.1.5"]), "1.2.9"), none);
    assert_eq!(left_after(flaw(&["1.2.4", "2.1.5"]), "2.1.6"), none);
    assert_eq!(left_after(flaw(&["(1.2.3,)"]), "9.0.0"), ["a 9.0.0"]);
    assert_eq!(left_after(flaw(&[]), "9.0.0"), ["a 9.0.0"]);
    assert_eq!(left_after(flaw(&["1.2.4"]), "latest"), ["a latest"]);
}

#[test]
fn another_base_image_takes_away_what_the_old_one_brought() {
    let base = Place::new().layer(Layer::Base);
    let evidence = scanned([
        fixed("CVE-1", "pkg:deb/debian/zlib1g@1.2", Severity::High, "1.3").place(base.clone()),
        finding("CVE-2", "pkg:deb/debian/openssl@3.0", Severity::High),
        finding("CVE-3", LEFT_PAD, Severity::High),
    ])
    .with_sbom(Sbom::new([
        Component::new(Package::from_text("pkg:deb/debian/openssl@3.0")).place(base),
        Component::new(Package::from_text(LEFT_PAD)),
    ]))
    .with_image(
        ImageFacts::new("acme.io/api:1".parse().unwrap())
            .base(BaseImage::new("docker.io/library/debian:12".parse().unwrap())),
    );
    let policy = rule("vulnerability: { any: true }");
    let change = Change::RebuildBase { base: None, created: None };
    let answer = what_if(&policy, &evidence, &[change], &now());
    let left: Vec<_> = answer.after.violations.iter().filter_map(|v| v.id.as_deref()).collect();
    assert_eq!(left, ["CVE-3"]);
}

#[test]
fn every_change_does_what_it_says_and_says_if_it_does_nothing() {
    let policy = policy(
        "modes: { sandbox: warn }
rules:
  - { id: kev, vulnerability: { kev: true }, on_unknown: allow }
  - id: severe
    vulnerability: { severity: critical, fix_available: true }
    on_unknown: allow
    grace: { critical: 7d, from: fix_available_since }
",
    );
    let evidence = scanned([finding("CVE-1", LEFT_PAD, Severity::High).alias("GHSA-x").kev(false)]);
    let outcome = |changes: &[Change]| {
        let answer = what_if(&policy, &evidence, changes, &now().evidence_digest("sha256:old"));
        assert_eq!(answer.before.outcome, Outcome::Allow);
        (answer.after.outcome, answer.idle)
    };
    let misspelt = Change::Exploited { vulnerability: "CVE-l".to_owned() };
    let late = Change::Exploited { vulnerability: "CVE-1".to_owned() };
    insta::assert_snapshot!(what_if(&policy, &evidence, &[misspelt, late], &now()), @r"
    allow → deny: registry.acme.io/shop/api:1.4.2
      + deny kev: GHSA-x (High) in left-pad 1.3.0
      change 1 found nothing to change; is a name misspelt?
    ");
    let rate = Change::Rate { vulnerability: "ghsa-x".to_owned(), level: Severity::Critical };
    let fix = |since| Change::FixAppears {
        vulnerability: "CVE-1".to_owned(),
        version: "1.3.1".to_owned(),
        since,
    };
    let exploited = Change::Exploited { vulnerability: "CVE-1".to_owned() };
    let (waiver, _) = Waiver::parse_list(
        "- { id: W, match: { vulnerability: CVE-1 }, reason: r, owner: o, expires: 2026-12-01 }",
        &LoadOptions::default(),
    )
    .unwrap();
    let waive = Change::AddWaiver(waiver[0].clone());
    let state = Change::AddStatement(
        Statement::new("d", "a", "CVE-1", VexStatus::NotAffected)
            .justification("component_not_present")
            .product(Product::Package(LEFT_PAD.parse().unwrap())),
    );

    assert_eq!(outcome(std::slice::from_ref(&rate)), (Outcome::Allow, vec![]));
    assert_eq!(outcome(&[rate.clone(), fix(None)]), (Outcome::Deny, vec![]));
    assert_eq!(outcome(&[rate.clone(), fix(Some(at("2026-11-19")))]), (Outcome::Warn, vec![]));
    let later = Change::MoveTo(at("2026-11-30"));
    assert_eq!(outcome(&[rate, fix(Some(at("2026-11-19"))), later]), (Outcome::Deny, vec![]));
    assert_eq!(outcome(std::slice::from_ref(&exploited)), (Outcome::Deny, vec![]));
    assert_eq!(
        outcome(&[exploited.clone(), Change::Stage("sandbox".to_owned())]),
        (Outcome::Warn, vec![])
    );
    assert_eq!(outcome(&[exploited.clone(), waive]), (Outcome::Allow, vec![]));
    assert_eq!(outcome(&[exploited.clone(), state]), (Outcome::Allow, vec![]));
    let gone = Change::Remove { component: pattern("pkg:npm/left-pad") };
    assert_eq!(outcome(&[exploited, gone]), (Outcome::Allow, vec![]));
    let nothing = [
        Change::Remove { component: pattern("pkg:npm/right-pad") },
        Change::Exploited { vulnerability: "CVE-2".to_owned() },
        Change::MoveTo(now().now),
    ];
    assert_eq!(outcome(&nothing), (Outcome::Allow, vec![0, 1, 2]));
}

#[test]
fn of_a_package_in_several_versions_what_both_have_is_no_difference() {
    let policy = rule("vulnerability: { any: true }");
    let decide = |versions: &[&str]| {
        let findings = versions.iter().map(|version| {
            finding("CVE-1", &format!("pkg:npm/left-pad@{version}"), Severity::High)
        });
        policy.evaluate(&scanned(findings), &now())
    };
    let before = decide(&["1.0.0", "1.1.0", "1.2.0", "1.3.0"]);
    let after = decide(&["1.3.0", "1.4.0", "1.1.0"]);
    let diff = DecisionDiff::between(&before, &after);
    let versions = |violations: &[Violation]| -> Vec<String> {
        violations.iter().map(|violation| violation.subject.to_string()).collect()
    };
    assert_eq!(versions(&diff.removed), ["left-pad 1.2.0"]);
    assert_eq!(versions(&diff.added), [""; 0]);
    let [changed] = &*diff.changed else { panic!("{diff}") };
    assert_eq!(changed.before.subject.to_string(), "left-pad 1.0.0");
    assert_eq!(changed.after.subject.to_string(), "left-pad 1.4.0");
}

#[test]
fn a_new_policy_is_tried_on_what_is_there() {
    let corpus: Vec<Evidence> = vec![
        scanned([log4shell()]),
        scanned([finding("CVE-1", LEFT_PAD, Severity::High)]),
        scanned([]),
    ];
    let old = policy("rules: [{ id: severe, vulnerability: { severity: critical } }]");
    let new = policy(
        "rules: [{ id: severe, vulnerability: { severity: \">=high\" }, effect: warn }, { id: kev, vulnerability: { kev: true }, on_unknown: allow }]",
    );
    insta::assert_snapshot!(diff(&old, &new, &corpus, &now()), @r#"
    test and test, on 3 artifacts: 2 differ
    deny as before: registry.acme.io/shop/api:1.4.2
      + deny kev: CVE-2021-44228 (Critical) in org.apache.logging.log4j:log4j-core 2.14.1, fixed in 2.15.0
      ~ deny → warn severe: CVE-2021-44228 (Critical) in org.apache.logging.log4j:log4j-core 2.14.1, fixed in 2.15.0
          with other reasons
    allow → warn: registry.acme.io/shop/api:1.4.2
      + warn severe: CVE-1 (High) in left-pad 1.3.0
    "#);
    assert_eq!(
        diff(&old, &old, &corpus, &now()).to_string(),
        "test and test, on 3 artifacts: no difference\n"
    );
}

#[test]
fn what_changed_in_a_violation_is_told_when_its_message_did_not() {
    let decide = |rules: &str, findings: Vec<Finding>| {
        policy(&format!("rules: [{rules}]")).evaluate(&scanned(findings), &now())
    };
    let rule = |bound: &str| format!("{{ id: severe, vulnerability: {{ severity: '{bound}' }} }}");
    let found = |path: [&str; 2]| {
        vec![finding("CVE-1", LEFT_PAD, Severity::High).place(Place::new().path(path))]
    };
    let before = decide(&rule("high"), found(["a 1", "left-pad 1.3.0"]));
    let after = decide(&rule(">=high"), found(["b 1", "left-pad 1.3.0"]));
    // The way in is a part of a violation's name.
    insta::assert_snapshot!(DecisionDiff::between(&before, &after), @"
    deny as before: registry.acme.io/shop/api:1.4.2
      - deny severe: CVE-1 (High) in left-pad 1.3.0, by way of a 1
      + deny severe: CVE-1 (High) in left-pad 1.3.0, by way of b 1
    ");
    let after = decide(&rule(">=high"), found(["a 1", "left-pad 1.3.0"]));
    insta::assert_snapshot!(DecisionDiff::between(&before, &after), @"
    deny as before: registry.acme.io/shop/api:1.4.2
      ~ deny severe: CVE-1 (High) in left-pad 1.3.0
          with other reasons
    ");
    let worse = vec![
        finding("CVE-1", LEFT_PAD, Severity::Critical)
            .place(Place::new().path(["a 1", "left-pad 1.3.0"])),
    ];
    let after = decide(&rule(">=high").replace("id:", "effect: warn, id:"), worse);
    insta::assert_snapshot!(DecisionDiff::between(&before, &after), @"
    deny → warn: registry.acme.io/shop/api:1.4.2
      ~ deny → warn severe: CVE-1 (Critical) in left-pad 1.3.0
          it was: CVE-1 (High) in left-pad 1.3.0
    ");
    insta::assert_snapshot!(DecisionDiff::between(&before, &before), @"deny as before: registry.acme.io/shop/api:1.4.2, with the same violations");
}

#[test]
fn of_thousands_of_differences_some_are_told_and_all_counted() {
    let findings = |numbers: std::ops::Range<usize>| {
        numbers.map(|number| finding("CVE-1", &format!("pkg:npm/p{number}@1.0.0"), Severity::High))
    };
    let corpus: Vec<Evidence> = (0..60).map(|number| scanned(findings(0..number + 1))).collect();
    let (old, new) = (
        rule("vulnerability: { kev: true }, on_unknown: allow"),
        rule("vulnerability: { any: true }"),
    );
    let text = diff(&old, &new, &corpus, &now()).to_string();
    assert!(text.starts_with("test and test, on 60 artifacts: 60 differ\n"), "{text}");
    assert!(text.contains("\n  + and 1 more\n"), "{text}");
    assert!(text.ends_with("\nand 10 more artifacts\n"), "{text}");
}
