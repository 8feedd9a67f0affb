//! Levels set by hand: raising is always possible, lowering is a waiver.

use policy_core::evidence::Finding;
use policy_core::{EvalContext, LoadOptions, Outcome, Policy, Severity};

use crate::fixtures::{LEFT_PAD, at, finding, now, policy, scanned, summary};

fn with(overrides: &str, settings: &str) -> Policy {
    policy(&format!(
        "rules:
  - {{ id: high, vulnerability: {{ severity: '>=high' }}, effect: deny }}
severity:
  override:
{overrides}
waivers:
  settings: {{ {settings} }}
"
    ))
}

fn low() -> Finding {
    finding("CVE-2026-1", LEFT_PAD, Severity::Low)
}

fn high() -> Finding {
    finding("CVE-2026-1", LEFT_PAD, Severity::High)
}

const LOWER: &str = "    - { id: CVE-2026-1, level: low, reason: not reachable, owner: alice, expires: 2026-11-30 }";

#[test]
fn a_level_may_be_raised_for_ever() {
    let policy = with("    - { id: cve-2026-1, level: critical, reason: ours, owner: alice }", "");
    let decision = policy.evaluate(&scanned([low()]), &now());
    assert_eq!(summary(&decision), ["deny high vulnerability CVE-2026-1"]);
    let severity = decision.violations[0].severity.as_ref().unwrap();
    insta::assert_snapshot!(severity.to_string(), @"Critical by alice (ours), Low by nvd; strategy override → Critical");
    assert!(decision.waivers.is_empty(), "raising is nobody's exception");
    assert_eq!(decision.score.value, "Critical");
}

#[test]
fn a_lowered_level_is_a_waiver_that_is_listed_counted_and_ends() {
    let policy = with(LOWER, "");
    let decision = policy.evaluate(&scanned([high()]), &now());
    assert_eq!(decision.outcome, Outcome::Allow);
    assert_eq!(decision.score.value, "Low");
    let reports: Vec<String> = decision.waivers.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(reports.join("\n"), @"override of CVE-2026-1 by alice: covers 1 violation, expires in 10 days");

    for (now, outcome) in
        [("2026-11-30T23:59:59Z", Outcome::Allow), ("2026-12-01T00:00:00Z", Outcome::Deny)]
    {
        let decision = policy.evaluate(&scanned([high()]), &EvalContext::at(at(now)));
        assert_eq!(decision.outcome, outcome, "{now}");
    }
    let decision = policy.evaluate(&scanned([high()]), &EvalContext::at(at("2026-12-13")));
    insta::assert_snapshot!(decision.violations[0].waiver_notes.join("\n"), @"the override of CVE-2026-1 by alice expired 2026-12-01T00:00:00Z, 12 days before now, 2026-12-13T00:00:00Z");
}

#[test]
fn lowering_obeys_the_rules_for_waivers() {
    let forever = "    - { id: CVE-2026-1, level: low, reason: r, owner: alice }";
    for (overrides, settings, outcome) in [
        (forever, "", Outcome::Deny),
        (forever, "allow_permanent: true", Outcome::Allow),
        (LOWER, "max_duration: 30d", Outcome::Deny),
        (
            "    - { id: CVE-2026-1, level: low, reason: r, owner: a, created: 2026-11-01, expires: 2027-12-31 }",
            "max_duration: 30d",
            Outcome::Allow,
        ),
        (
            "    - { id: CVE-2026-1, level: low, reason: r, owner: a, created: 2026-10-01, expires: 2027-12-31 }",
            "max_duration: 30d",
            Outcome::Deny,
        ),
    ] {
        let decision = with(overrides, settings).evaluate(&scanned([high()]), &now());
        assert_eq!(decision.outcome, outcome, "{overrides} {settings}: {decision}");
    }
}

#[test]
fn what_nobody_rated_may_be_worse_than_it_is_said_to_be() {
    let unrated = Finding::new("CVE-2026-1", policy_core::evidence::Package::from_text(LEFT_PAD));
    let decision = with(LOWER, "").evaluate(&scanned([unrated]), &now());
    assert_eq!(decision.outcome, Outcome::Allow);
    assert_eq!(decision.waivers.len(), 1, "setting a level where there is none is an exception");
}

#[test]
fn where_two_speak_of_one_finding_the_worse_counts() {
    let both = format!(
        "{LOWER}\n    - {{ id: CVE-2026-1, component: 'pkg:npm/*', level: high, reason: r, owner: bob }}"
    );
    let decision = with(&both, "").evaluate(&scanned([high()]), &now());
    assert_eq!(decision.outcome, Outcome::Deny);
}

#[test]
fn an_override_is_about_its_component_only() {
    let other = "    - { id: CVE-2026-1, component: 'pkg:npm/right-pad', level: low, reason: r, owner: a, expires: 2026-12-31 }";
    let decision = with(other, "").evaluate(&scanned([high()]), &now());
    assert_eq!(decision.outcome, Outcome::Deny);
    insta::assert_snapshot!(decision.waivers[0].to_string(), @"override of CVE-2026-1 in pkg:npm/right-pad by a: matches nothing");
}

#[test]
fn two_overrides_of_one_thing_are_a_fault() {
    let source = format!(
        "apiVersion: policy/v1alpha1\nkind: ArtifactPolicy\nmetadata: {{ name: x }}\nrequires: {{ sbom: deny }}\nseverity:\n  override:\n{LOWER}\n{LOWER}\n    - {{ id: CVE-2026-2, level: unknown }}\n"
    );
    let error = Policy::parse(&source, &LoadOptions::default()).unwrap_err();
    insta::assert_snapshot!(error, @r"
    4 faults in the document
      8:13: error[P306]: severity.override[1].id: an override of CVE-2026-1 exists already; the first one is in line 7
      9:9: error[P303]: severity.override[2]: `owner` is missing
      9:9: error[P303]: severity.override[2]: `reason` is missing
      9:32: error[P305]: severity.override[2].level: `unknown` is none of `critical`, `high`, `medium`, `low`, `negligible`, `none`
    ");
}

#[test]
fn environmental_metrics_count_where_the_policy_says_so() {
    let vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/MAV:P/MC:N/MI:N/MA:L";
    let finding = || {
        let package = policy_core::evidence::Package::from_text(LEFT_PAD);
        Finding::new("CVE-2026-1", package).vector("acme", vector)
    };
    let judged = |settings: &str| {
        let policy = policy(&format!(
            "{settings}\nrules:\n  - {{ id: high, vulnerability: {{ severity: '>=high' }} }}\n"
        ));
        policy.evaluate(&scanned([finding()]), &now()).outcome
    };
    assert_eq!(judged(""), Outcome::Deny);
    assert_eq!(judged("cvss: { use: base }"), Outcome::Deny);
    assert_eq!(judged("cvss: { use: environmental }"), Outcome::Allow);
}
