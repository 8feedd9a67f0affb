//! What is known already.

use policy_core::decision::{Baseline, Decision};
use policy_core::evidence::{Scan, Section};
use policy_core::{Outcome, Policy, Severity};

use crate::fixtures::{artifact, at, finding, now, policy, scanned};

const QS: &str = "pkg:npm/qs@6.5.2";

fn strict() -> Policy {
    policy("rules: [{ id: all, vulnerability: { any: true } }]")
}

fn new_ids(decision: &Decision) -> Vec<&str> {
    decision.violations.iter().filter_map(|violation| violation.id.as_deref()).collect()
}

#[test]
fn only_what_is_new_counts_and_what_is_gone_is_told() {
    let before = strict().evaluate(
        &scanned([finding("CVE-1", QS, Severity::Low), finding("CVE-2", QS, Severity::Low)]),
        &now(),
    );
    let baseline = Baseline::of(&before);
    let after = strict()
        .evaluate(
            &scanned([
                finding("CVE-2", "pkg:npm/qs@6.9.0", Severity::Low),
                finding("CVE-3", QS, Severity::Low),
            ]),
            &now(),
        )
        .without_known(&baseline);
    assert_eq!((after.outcome, new_ids(&after)), (Outcome::Deny, vec!["CVE-3"]));
    let report = after.baseline.as_ref().unwrap();
    assert_eq!(report.known[0].id.as_deref(), Some("CVE-2"), "in whatever version");
    assert_eq!(report.gone[0].id.as_deref(), Some("CVE-1"));
    assert!(
        after.to_string().contains("knows 1 more violation; 1 that it knew is gone"),
        "{after}"
    );
    let known = report.known[0].fingerprint();
    let text = after.explain(&known).unwrap().to_string();
    assert!(text.contains("the baseline knows it"), "{text}");
}

#[test]
fn the_same_flaw_in_one_more_version_is_new() {
    let one = scanned([finding("CVE-1", QS, Severity::Low)]);
    let baseline = Baseline::of(&strict().evaluate(&one, &now()));
    let two = scanned([
        finding("CVE-1", QS, Severity::Low),
        finding("CVE-1", "pkg:npm/qs@6.0.0", Severity::Low),
    ]);
    let decision = strict().evaluate(&two, &now()).without_known(&baseline);
    assert_eq!((decision.outcome, decision.violations.len()), (Outcome::Deny, 1));
}

#[test]
fn a_budget_that_grew_is_new() {
    let budget = policy("budget: { low: 1 }");
    let evidence =
        |most: usize| scanned((0..most).map(|n| finding(&format!("CVE-{n}"), QS, Severity::Low)));
    let baseline = Baseline::of(&budget.evaluate(&evidence(3), &now()));
    let judge = |most| budget.evaluate(&evidence(most), &now()).without_known(&baseline).outcome;
    assert_eq!(
        [judge(1), judge(2), judge(3), judge(4)],
        [Outcome::Allow, Outcome::Allow, Outcome::Allow, Outcome::Deny]
    );
}

#[test]
fn what_nobody_has_looked_at_is_never_known() {
    let policy = policy(
        "requires: { vulnerabilities: { level: deny, max_age: 1d } }\nrules: [{ id: kev, vulnerability: { kev: true } }]",
    );
    let evidence = policy_core::Evidence::new(artifact())
        .with_scan(Scan::failed("xray", "down"))
        .with_sbom(Section::default());
    let decision = policy.evaluate(&evidence, &now());
    let judged = decision.without_known(&Baseline::of(&decision));
    assert_eq!((judged.outcome, judged.violations), (Outcome::Deny, decision.violations));
    let old = policy_core::Evidence::new(artifact())
        .with_scan(Scan::new("xray").scanned_at(at("2026-11-01")));
    let decision = policy.evaluate(&old, &now());
    assert_eq!(decision.without_known(&Baseline::of(&decision)).outcome, Outcome::Deny);
}

#[test]
fn a_grace_period_ends_for_what_was_known_too() {
    let policy = policy(
        "rules: [{ id: all, vulnerability: { severity: low }, grace: { low: 7d, from: published } }]",
    );
    let evidence = scanned([finding("CVE-1", QS, Severity::Low).published(at("2026-11-18"))]);
    let decision = policy.evaluate(&evidence, &now());
    assert_eq!(decision.outcome, Outcome::Warn);
    let baseline = Baseline::of(&decision);
    let later = policy_core::EvalContext::at(at("2026-11-26"));
    let decision = policy.evaluate(&evidence, &later).without_known(&baseline);
    assert_eq!(decision.outcome, Outcome::Deny);
}

#[test]
fn a_baseline_can_only_be_lowered() {
    let two = scanned([finding("CVE-1", QS, Severity::Low), finding("CVE-2", QS, Severity::Low)]);
    let baseline = Baseline::of(&strict().evaluate(&two, &now()));
    let now_three = strict().evaluate(
        &scanned([finding("CVE-2", QS, Severity::Low), finding("CVE-3", QS, Severity::Low)]),
        &now(),
    );
    let lowered = baseline.lowered(&now_three);
    let ids: Vec<_> = lowered.known.iter().filter_map(|entry| entry.id.as_deref()).collect();
    assert_eq!(ids, ["CVE-2"]);
    insta::assert_snapshot!(lowered.to_json(), @r#"
    {
      "format": 1,
      "artifact": "registry.acme.io/shop/api:1.4.2",
      "policy": "test",
      "made": "2026-11-20T12:00:00Z",
      "known": [
        {
          "fingerprint": "d0b36aefc50692b62e6d0ce0bb9e355e",
          "count": 1,
          "effect": "deny",
          "rule": "all",
          "id": "CVE-2",
          "subject": "pkg:npm/qs"
        }
      ]
    }
    "#);
}

#[test]
fn what_is_no_baseline_is_refused() {
    let good = Baseline::of(&strict().evaluate(&scanned([]), &now())).to_json();
    assert!(Baseline::from_json(good.as_bytes()).is_ok());
    for bad in [
        "",
        "{}",
        "[]",
        &good.replace("\"format\": 1", "\"format\": 2"),
        &good.replace("\"known\"", "\"knwon\""),
    ] {
        assert!(Baseline::from_json(bad.as_bytes()).is_err(), "{bad}");
    }
}
