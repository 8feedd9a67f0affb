//! Policies on top of each other.

#![expect(clippy::panic, reason = "helpers outside of test functions")]

use policy_core::decision::WaiverState;
use policy_core::{Code, LoadError, LoadOptions, Outcome, Policy, Severity, Waiver};

use crate::fixtures::{LEFT_PAD, finding, log4shell, now, outcome, scanned, summary};

fn text(name: &str, part: &str) -> String {
    format!(
        "apiVersion: policy/v1alpha1\nkind: ArtifactPolicy\nmetadata: {{ name: {name} }}\n{part}"
    )
}

pub(crate) fn named(name: &str, part: &str) -> Policy {
    match Policy::parse(&text(name, part), &LoadOptions::default()) {
        Ok((policy, _)) => policy,
        Err(error) => panic!("{error}"),
    }
}

fn extending(base: &Policy, part: &str) -> Result<Policy, LoadError> {
    let options = LoadOptions::default().layer("base.yaml", base.clone());
    let source = text("team", &format!("extends: [base.yaml]\n{part}"));
    Policy::parse(&source, &options).map(|(policy, _)| policy)
}

fn base() -> Policy {
    named(
        "org/base",
        "requires: { vulnerabilities: deny }
rules:
  - { id: no-kev, vulnerability: { kev: true }, on_unknown: allow }
  - { id: no-high, vulnerability: { severity: \">=high\" }, overridable: true }
budget: { low: 10 }
",
    )
}

#[test]
fn a_child_adds_to_its_parent() {
    let team = extending(
        &base(),
        "rules: [{ id: none-at-all, vulnerability: { any: true }, effect: warn }]",
    )
    .unwrap();
    assert_eq!(
        team.rules().collect::<Vec<_>>(),
        ["org/base::no-high", "org/base::no-kev", "none-at-all"]
    );
    assert_eq!(team.name(), "team");
    assert_ne!(team.digest(), base().digest());
    let decision = team.evaluate(&scanned([log4shell()]), &now());
    assert_eq!(
        summary(&decision),
        [
            "deny org/base::no-high vulnerability CVE-2021-44228",
            "deny org/base::no-kev vulnerability CVE-2021-44228",
            "warn none-at-all vulnerability CVE-2021-44228",
        ]
    );
    assert_eq!(decision.meta.policy, "team");
    assert_eq!(decision.meta.policy_digest, team.digest());
    assert_eq!(decision.remediation().denied, 1);
    let rules: Vec<&str> = decision.coverage.iter().map(|rule| rule.rule.as_str()).collect();
    assert_eq!(
        rules,
        [
            "none-at-all",
            "org/base::budget",
            "org/base::no-high",
            "org/base::no-kev",
            "org/base::requires.vulnerabilities"
        ]
    );
}

#[test]
fn a_child_relaxes_nothing_by_its_settings() {
    for part in [
        "mode: off",
        "defaults: { on_unknown: allow, unknown_severity_as: none }",
        "requires: { vulnerabilities: info }",
        "budget: { low: 10000 }",
        "severity: { strategy: { prefer: [nobody] } }",
        "waivers: { list: [{ id: W, match: { component: \"pkg:maven/**\" }, reason: r, owner: o, expires: 2027-01-01 }] }",
    ] {
        let team =
            extending(&named("org/base", "rules: [{ id: k, vulnerability: { kev: true } }]"), part);
        assert_eq!(outcome(&team.unwrap(), &scanned([log4shell()])), Outcome::Deny, "{part}");
    }
}

#[test]
fn an_overridable_rule_can_be_replaced_and_waived() {
    let high = scanned([finding("CVE-1", LEFT_PAD, Severity::High)]);
    assert_eq!(outcome(&base(), &high), Outcome::Deny);

    let replaced = extending(
        &base(),
        "rules: [{ id: \"org/base::no-high\", vulnerability: { severity: \">=high\" }, effect: warn }]",
    )
    .unwrap();
    assert_eq!(
        summary(&replaced.evaluate(&high, &now())),
        ["warn org/base::no-high vulnerability CVE-1"]
    );

    for matcher in ["vulnerability: CVE-1", "rule: \"org/base::no-high\""] {
        let waived = extending(
            &base(),
            &format!("waivers: {{ settings: {{ unused: deny }}, list: [{{ id: W, match: {{ {matcher} }}, reason: r, owner: o, expires: 2027-01-01 }}] }}"),
        )
        .unwrap();
        let decision = waived.evaluate(&high, &now());
        assert_eq!(decision.outcome, Outcome::Allow, "{decision}");
        assert_eq!(decision.waivers.len(), 1);
        assert_eq!(decision.waivers[0].state, WaiverState::Used { violations: 1 });
    }
}

#[test]
fn the_owner_of_a_rule_says_how_long_waivers_of_it_last() {
    let strict = named(
        "org/base",
        "rules: [{ id: all, vulnerability: { any: true }, overridable: true }]
waivers: { settings: { max_duration: 7d } }",
    );
    let team = extending(
        &strict,
        "waivers: { list: [{ id: W, match: { vulnerability: CVE-1 }, reason: r, owner: o, created: 2026-11-01, expires: 2027-01-01 }] }",
    )
    .unwrap();
    let decision = team.evaluate(&scanned([finding("CVE-1", LEFT_PAD, Severity::Low)]), &now());
    assert_eq!(decision.outcome, Outcome::Deny);
    assert!(decision.violations[0].waiver_notes[0].contains("expired 2026-11-08"), "{decision}");
}

#[test]
fn waivers_that_come_with_the_evidence_cover_every_layer() {
    let team = extending(&base(), "rules: [{ id: all, vulnerability: { any: true } }]").unwrap();
    let (waivers, _) = Waiver::parse_list(
        "- { id: W, match: { vulnerability: CVE-2021-44228 }, reason: r, owner: o, expires: 2027-01-01 }",
        &LoadOptions::default(),
    )
    .unwrap();
    let decision = team.evaluate(&scanned([log4shell()]).with_waivers(waivers), &now());
    assert_eq!(decision.outcome, Outcome::Allow);
    assert_eq!(decision.waivers[0].state, WaiverState::Used { violations: 4 });
    assert_eq!(decision.score.value, "None");
}

#[test]
fn what_does_not_go_together_has_a_place() {
    let faults = |part: &str| {
        extending(&base(), part)
            .unwrap_err()
            .diagnostics()
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n")
    };
    let faults = [
        "rules: [{ id: \"org/base::no-kev\", vulnerability: { kev: true }, effect: info, on_unknown: deny }]",
        "rules: [{ id: \"org/base::no-hihg\", vulnerability: { kev: true } }]",
        "waivers: { list: [{ id: W, match: { rule: \"org/base::no-kev\" }, reason: r, owner: o, expires: 2027-01-01 }] }",
        "waivers: { list: [{ id: W, match: { rule: \"org/base::budget\" }, reason: r, owner: o, expires: 2027-01-01 }] }",
        "waivers: { list: [{ id: W, match: { rule: \"org/base::no-such\" }, reason: r, owner: o, expires: 2027-01-01 }] }",
    ]
    .map(faults)
    .join("\n");
    insta::assert_snapshot!(faults, @r#"
    5:15: error[P311]: rules[0].id: the rule `org/base::no-kev` is not overridable; the policy it comes from is in line 4; give this rule an id of its own: both then hold, and the stricter decides
    5:15: error[P307]: rules[0].id: there is no rule `org/base::no-hihg` to override; did you mean `org/base::no-high`?
    5:43: error[P311]: waivers.list[0].match.rule: the rule `org/base::no-kev` is not overridable, so this cannot waive it; the policy it comes from is in line 4; ask the owner of that policy for a waiver, or for `overridable: true`
    5:43: error[P311]: waivers.list[0].match.rule: `org/base::budget` holds for whoever extends the policy
    5:43: error[P307]: waivers.list[0].match.rule: no rule is called `org/base::no-such`; did you mean `org/base::no-high`?
    "#);

    let alone = Policy::parse(
        &text("x", "rules: [{ id: \"a::b\", vulnerability: { any: true } }]"),
        &LoadOptions::default(),
    );
    assert_eq!(alone.unwrap_err().diagnostics()[0].code, Code::UnknownReference);

    let missing = Policy::parse(&text("x", "extends: [base.yml]"), &LoadOptions::default());
    insta::assert_snapshot!(missing.unwrap_err(), @r#"
    1 fault in the document
      4:11: error[P307]: extends[0]: there is no policy `base.yml` to extend
    "#);

    let same = Policy::compose(&[base(), named("org/base", "requires: { sbom: deny }")]);
    insta::assert_snapshot!(same.unwrap_err(), @r#"
    1 fault in the document
      error[P306]: layers[1]: two different policies are called `org/base`; their rules could not be told apart
    "#);
    assert!(Policy::compose(&[]).is_err());
}

#[test]
fn what_does_not_go_together_is_shown_in_both_places() {
    let options = LoadOptions::default()
        .layer("org.yaml", base())
        .layer("copy.yaml", named("org/base", "requires: { sbom: deny }"));
    let rule = "rules: [{ id: \"org/base::no-kev\", vulnerability: { kev: true } }]";
    let source = text("team", &format!("extends:\n  - org.yaml\n  - copy.yaml\n{rule}"));
    let error = Policy::parse(&source, &options).unwrap_err();
    let mut shown = vec![error.render("team.yaml", &source)];

    // Both stand in one line, or the document has the name of what it extends.
    let team = extending(&base(), &rule.replace("org/base::", "")).unwrap();
    let both = LoadOptions::default()
        .layer("team.yaml", team)
        .layer("org.yaml", named("team", "requires: { sbom: deny }"));
    for (name, part) in [("app", "extends: [org.yaml, team.yaml]"), ("team", "extends: org.yaml")] {
        let source = text(name, part);
        shown.push(Policy::parse(&source, &both).unwrap_err().render("x.yaml", &source));
    }
    insta::assert_snapshot!(shown.join("\n"), @r#"
    error[P306]: two different policies are called `org/base`
     --> team.yaml:6:5
      |
    5 |   - org.yaml
      |     -------- the other one
    6 |   - copy.yaml
      |     ^^^^^^^^^
      = in `extends[1]`
      = help: their rules could not be told apart

    error[P311]: the rule `org/base::no-kev` is not overridable
     --> team.yaml:7:15
      |
    5 |   - org.yaml
      |     -------- the policy it comes from
     ...
    7 | rules: [{ id: "org/base::no-kev", vulnerability: { kev: true } }]
      |               ^^^^^^^^^^^^^^^^^^
      = in `rules[0].id`
      = help: give this rule an id of its own: both then hold, and the stricter decides

    error[P306]: two different policies are called `team`
     --> x.yaml:4:21
      |
    4 | extends: [org.yaml, team.yaml]
      |           -------- the other one
      |                     ^^^^^^^^^
      = in `extends[1]`
      = help: their rules could not be told apart

    error[P306]: two different policies are called `team`
     --> x.yaml:3:19
      |
    3 | metadata: { name: team }
      |                   ^^^^
    4 | extends: org.yaml
      |          -------- the other one
      = in `metadata.name`
      = help: their rules could not be told apart
    "#);
}

#[test]
fn a_parent_that_comes_by_two_ways_counts_once() {
    let one = extending(&base(), "rules: [{ id: one, vulnerability: { kev: true } }]").unwrap();
    let options = LoadOptions::default().layer("org", base()).layer("one", one);
    let source =
        text("app", "extends: [org, one]\nrules: [{ id: two, vulnerability: { kev: true } }]");
    let (app, _) = Policy::parse(&source, &options).unwrap();
    assert_eq!(
        app.rules().collect::<Vec<_>>(),
        ["org/base::no-high", "org/base::no-kev", "team::one", "two"]
    );
    let again = Policy::compose(&[base(), app.clone()]).unwrap();
    assert_eq!(again.digest(), app.digest());
}

#[test]
fn the_starter_policy_can_be_extended_without_ado() {
    let source =
        text("mine", "extends: starter\nrules: [{ id: all, vulnerability: { any: true } }]");
    assert_eq!(Policy::extended(&source, &LoadOptions::default()), ["starter"]);
    let (policy, _) = Policy::parse(&source, &LoadOptions::default()).unwrap();
    assert!(policy.rules().any(|rule| rule == "starter::critical-with-fix"));
}

#[test]
fn levels_set_by_hand_are_those_of_their_layer_and_count_once() {
    let lowered = |rules: &str| {
        format!(
            "severity: {{ override: [{{ id: CVE-2024-1, level: low, reason: r, owner: o, expires: 2026-12-31 }}] }}\n{rules}"
        )
    };
    let base = named(
        "org/base",
        &lowered(
            "rules:
  - { id: a, vulnerability: { severity: '>=high' }, overridable: true }
  - { id: b, vulnerability: { severity: '>=high' } }",
        ),
    );
    let waiver = "waivers: { list: [{ id: W, match: { vulnerability: CVE-2 }, reason: r, owner: o, expires: 2026-12-31 }] }";
    let team = extending(&base, &lowered(waiver)).unwrap();
    let critical = finding("CVE-2024-1", LEFT_PAD, Severity::Critical);
    let decision = team.evaluate(&scanned([critical]), &now());
    let used: Vec<(&str, &WaiverState)> =
        decision.waivers.iter().map(|report| (report.id.as_str(), &report.state)).collect();
    assert_eq!(
        used,
        [
            ("W", &WaiverState::Unused),
            ("org/base::override of CVE-2024-1", &WaiverState::Used { violations: 1 }),
            ("override of CVE-2024-1", &WaiverState::Used { violations: 1 }),
        ]
    );
}
