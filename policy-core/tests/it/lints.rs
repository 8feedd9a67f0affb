//! What is valid and hardly meant.

#![expect(clippy::panic, reason = "helpers outside of test functions")]

use policy_core::{Code, LoadOptions, Policy};

use crate::fixtures::at;

const HEAD: &str = "apiVersion: policy/v1alpha1\nkind: ArtifactPolicy\nmetadata: { name: x }\n";

fn lints(part: &str) -> Vec<String> {
    let source = format!("{HEAD}{part}");
    match Policy::parse(&source, &LoadOptions::default().at(at("2026-11-20"))) {
        Ok((_, lints)) => lints.iter().map(ToString::to_string).collect(),
        Err(error) => panic!("{}", error.render("test", &source)),
    }
}

fn of_rules(rules: &[&str]) -> Vec<String> {
    let rules: Vec<String> = rules
        .iter()
        .enumerate()
        .map(|(index, rule)| format!("  - {{ id: r{index}, {rule} }}\n"))
        .collect();
    lints(&format!("requires: {{ vulnerabilities: deny }}\nrules:\n{}", rules.concat()))
}

#[test]
fn a_rule_that_can_never_hold_is_dead() {
    for dead in [
        "vulnerability: { cvss_score: '>10' }",
        "vulnerability: { epss: '>1' }",
        "vulnerability: { depth: '<1' }",
        "vulnerability: { direct: true, depth: '>1' }",
        "vulnerability: { kev: false, kev_due: past }",
        "vulnerability: { component: { type: npm, purl: 'pkg:maven/**' } }",
        "vulnerability: { severity: '>critical' }",
        "vulnerability: { kev: true }, mode: \"off\"",
    ] {
        let found = of_rules(&[dead]);
        assert!(found.iter().any(|lint| lint.contains("[P406]")), "{dead}: {found:?}");
    }
    for alive in [
        "vulnerability: { cvss_score: '>=10' }",
        "vulnerability: { direct: true, depth: '<=1' }",
        "vulnerability: { kev_due: past }",
        "vulnerability: { component: { type: npm, purl: 'pkg:npm/**' } }",
        "vulnerability: { kev: true }, mode: \"off\", modes: { ci: warn }",
    ] {
        let found = of_rules(&[alive]);
        assert!(!found.iter().any(|lint| lint.contains("[P406]")), "{alive}: {found:?}");
    }
}

#[test]
fn a_rule_that_another_covers_is_shadowed() {
    let shadowed = |rules: &[&str]| {
        let last = format!("whatever rule `r{}` finds", rules.len() - 1);
        of_rules(rules).iter().filter(|lint| lint.contains(&last)).count()
    };
    let wide = "vulnerability: { severity: '>=high' }, effect: deny";
    for (narrow, expected) in [
        ("vulnerability: { severity: critical }, effect: deny", 1),
        ("vulnerability: { severity: critical }, effect: warn", 1),
        ("vulnerability: { severity: [high, critical], fix_available: true }", 1),
        ("vulnerability: { severity: '>=high' }, effect: deny", 1),
        ("vulnerability: { severity: '>=medium' }, effect: deny", 0),
        ("vulnerability: { severity: [unknown, critical] }, effect: deny", 0),
        ("vulnerability: { kev: true }, effect: deny", 0),
    ] {
        assert_eq!(shadowed(&[wide, narrow]), expected, "{narrow}");
    }
    // What is milder, later or elsewhere covers nothing.
    for wide in [
        "vulnerability: { any: true }, effect: info",
        "vulnerability: { any: true }, effect: deny, mode: warn",
        "vulnerability: { any: true }, effect: deny, modes: { ci: audit }",
        "vulnerability: { any: true }, effect: deny, enforce_from: 2030-01-01",
        "vulnerability: { any: true }, effect: deny, grace: { high: 7d, from: published }",
        "vulnerability: { any: true }, effect: deny, on_unknown: allow",
    ] {
        assert_eq!(shadowed(&[wide, "vulnerability: { kev: true }, effect: deny"]), 0, "{wide}");
    }
    // Of two that say the same, one is too many.
    let twice = "vulnerability: { kev: true }";
    assert_eq!(shadowed(&[twice, twice]), 1);
    assert_eq!(
        shadowed(&["vulnerability: { epss: '>0.5' }", "vulnerability: { epss: '>=0.7' }"]),
        1
    );
    assert_eq!(
        shadowed(&["vulnerability: { epss: '>0.5' }", "vulnerability: { epss: '>=0.5' }"]),
        0
    );
}

/// The law that a worse finding never improves the outcome does not hold of such a rule.
#[test]
fn more_time_for_what_is_worse_is_said() {
    let longer = |severity: &str, grace: &str| {
        of_rules(&[&format!(
            "vulnerability: {{ severity: '{severity}' }}, effect: deny, grace: {{ {grace}, from: published }}"
        )])
    };
    insta::assert_snapshot!(longer(">=medium", "high: 7d, critical: 1d").join("\n"), @"6:85: rules[0].grace.high: rule `r0` lets a worse finding pass for longer: High for 7 days, Medium for 0 seconds [P404]; give Medium at least as long");
    assert_eq!(longer("critical", "critical: 7d"), Vec::<String>::new());
    assert_eq!(longer(">=high", "high: 7d"), Vec::<String>::new());
    assert_eq!(longer(">=high", "high: 7d, critical: 7d"), Vec::<String>::new());
    assert_eq!(longer(">=high", "high: 7d, critical: 8d").len(), 1);
}

#[test]
fn what_nothing_uses_and_what_never_counts_is_said() {
    let part = "
licences: { groups: { house: [MIT], unused: [Zlib] } }
rules:
  - { id: licences, licences: { allow: ['@house'] }, effect: deny }
  - { id: high, vulnerability: { severity: '>=high' }, grace: { low: 3d, high: 7d, from: published } }
  - id: image
    image:
      registries: { allow: [registry.acme.io/team, docker.io], deny: [registry.acme.io] }
      tags: { allow: [stable, latest], deny: [latest] }
budget: { critical: 5, high: 3, medium: 10 }
waivers:
  list:
    - { id: W-1, match: { rule: licences, vulnerability: CVE-1 }, reason: r, owner: o, expires: 2027-12-31 }
    - { id: W-2, match: { licence: MIT, vulnerability: CVE-1 }, reason: r, owner: o, expires: 2027-12-31 }
    - { id: W-3, match: { rule: image, component: 'pkg:npm/x' }, reason: r, owner: o, expires: 2027-12-31 }
    - { id: W-4, match: { rule: image }, reason: r, owner: alice, expires: 2026-11-25 }
    - { id: W-5, match: { rule: image }, reason: r, owner: alice, expires: 2026-11-19 }
";
    insta::assert_snapshot!(lints(part).join("\n"), @r"
    5:45: licences.groups.unused: no list of licences uses the group `@unused` [P408]
    8:70: rules[1].grace.low: rule `high` never meets what is Low [P408]
    11:70: rules[2].image.registries.deny: `registry.acme.io/team` is allowed, and `registry.acme.io` denies all of it; deny wins [P409]
    12:46: rules[2].image.tags.deny: `latest` is allowed, and `latest` denies all of it; deny wins [P409]
    13:21: budget.critical: the budget of 5 for Critical never counts: 3 findings that are High or worse are the most anyway [P410]
    16:25: waivers.list[0].match: the waiver matches nothing: rule `licences` looks at licences, and the waiver names something else [P413]
    17:25: waivers.list[1].match: no violation is about a vulnerability and a licence [P413]
    18:25: waivers.list[2].match: the waiver matches nothing: rule `image` looks at the image, and the waiver names something else [P413]
    19:76: waivers.list[3].expires: waiver W-4 by alice ends 2026-11-26T00:00:00Z, in 6 days [P412]
    20:76: waivers.list[4].expires: the waiver expired 2026-11-20T00:00:00Z [P401]
    ");
}

#[test]
fn a_waiver_without_a_date_where_its_length_is_limited_is_said() {
    let waiver = |more: &str, metadata: &str| {
        let source = format!(
            "apiVersion: policy/v1alpha1\nkind: ArtifactPolicy\nmetadata: {{ name: x{metadata} }}\nrequires: {{ sbom: deny }}\nwaivers: {{ settings: {{ max_duration: 30d }}, list: [{{ id: W, match: {{ vulnerability: CVE-1 }}, reason: r, owner: o, expires: 2026-12-31{more} }}] }}\n"
        );
        let options = LoadOptions::default().at(at("2026-11-20"));
        let (_, lints) = Policy::parse(&source, &options).unwrap();
        lints.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    insta::assert_snapshot!(waiver("", "").join("\n"), @"5:124: waivers.list[0].expires: the waiver never holds: waivers last 30 days at most, and it does not say since when [P413]; add `created`, or a `date` to the policy's `metadata`");
    assert_eq!(waiver(", created: 2026-12-02", ""), [""; 0]);
    insta::assert_snapshot!(waiver("", ", date: 2026-11-19").join("\n"), @"5:124: waivers.list[0].expires: the waiver is clipped to 30 days, until 2026-12-19T00:00:00Z [P402]");
    insta::assert_snapshot!(waiver("", ", date: 2026-10-01").join("\n"), @r#"
    5:124: waivers.list[0].expires: the waiver expired 2026-10-31T00:00:00Z [P401]
    5:124: waivers.list[0].expires: the waiver is clipped to 30 days, until 2026-10-31T00:00:00Z [P402]
    "#);
}

#[test]
fn evidence_that_nobody_would_miss_is_said() {
    let open = "rules: [{ id: a, vulnerability: { kev: true }, on_unknown: allow }]";
    insta::assert_snapshot!(lints(open).join("\n"), @"4:8: rules: without any evidence on vulnerabilities every rule over it passes [P405]; add `requires: { vulnerabilities: deny }`");
    let required = format!("requires: {{ vulnerabilities: warn }}\n{open}");
    assert_eq!(lints(&required), [""; 0]);
    let other = "rules: [{ id: a, vulnerability: { kev: true }, on_unknown: allow }, { id: b, vulnerability: { malicious: true } }]";
    assert_eq!(lints(other), [""; 0]);
}

#[test]
fn lints_may_be_asked_for_again_at_another_time() {
    let source = format!(
        "{HEAD}requires: {{ sbom: deny }}\nwaivers: {{ list: [{{ id: W, match: {{ vulnerability: CVE-1 }}, reason: r, owner: o, expires: 2026-12-31 }}] }}\n"
    );
    let (policy, first) = Policy::parse(&source, &LoadOptions::default()).unwrap();
    assert!(first.is_empty(), "without an instant nothing can be said");
    let codes = |now| policy.lint(at(now)).iter().map(|lint| lint.code).collect::<Vec<_>>();
    assert_eq!(codes("2026-12-01"), []);
    assert_eq!(codes("2026-12-20"), [Code::LintExpiringWaiver]);
    assert_eq!(codes("2027-01-01"), [Code::LintExpiredWaiver]);
    let lint = &policy.lint(at("2027-01-01"))[0];
    assert_eq!(lint.span.unwrap().line, 5, "the place is that of the document");
}

#[test]
fn ten_faults_at_once_are_all_shown_in_their_lines() {
    let source = "\
apiVersion: policy/v1alpha1
kind: ArtifactPolicy
metadata: { name: faults, date: tomorrow }
severity: { override: [{ id: CVE-1, levle: low, reason: r, owner: o }] }
cvss: { use: temporal }
remediation: { max_steps: many }
rules:
  - id: a
    vulnerability: { component: 'pkg:npm/x@vers:npm/>=1|<banana', cvss: { AV: X } }
  - id: b
    image: { signature: { any_of: [{ issuer: i, subject_regex: '(' }] }, runtime: { max_size: big } }
  - id: c
    vulnerability: { component: { version: '<2' } }
";
    let error = Policy::parse(source, &LoadOptions::default()).unwrap_err();
    insta::assert_snapshot!(error.render("policy.yaml", source), @r"
    error[P305]: `tomorrow` is neither an instant such as 2026-03-01T12:00:00Z nor a date such as 2026-03-01
     --> policy.yaml:3:33
      |
    3 | metadata: { name: faults, date: tomorrow }
      |                                 ^^^^^^^^
      = in `metadata.date`

    error[P303]: `level` is missing
     --> policy.yaml:4:26
      |
    4 | severity: { override: [{ id: CVE-1, levle: low, reason: r, owner: o }] }
      |                          ^^
      = in `severity.override[0]`

    error[P301]: unknown key `levle`
     --> policy.yaml:4:37
      |
    4 | severity: { override: [{ id: CVE-1, levle: low, reason: r, owner: o }] }
      |                                     ^^^^^
      = in `severity.override[0].levle`
      = help: did you mean `level`?

    error[P305]: `temporal` is none of `base`, `environmental`
     --> policy.yaml:5:14
      |
    5 | cvss: { use: temporal }
      |              ^^^^^^^^
      = in `cvss.use`

    error[P304]: expected a whole number, not negative and not too large, found `many`
     --> policy.yaml:6:27
      |
    6 | remediation: { max_steps: many }
      |                           ^^^^
      = in `remediation.max_steps`

    error[P305]: the pattern `pkg:npm/x@vers:npm/>=1|<banana` cannot be used: `vers:npm/>=1|<banana` is not a range of versions: `banana` is not a version of npm
     --> policy.yaml:9:33
      |
    9 |     vulnerability: { component: 'pkg:npm/x@vers:npm/>=1|<banana', cvss: { AV: X } }
      |                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = in `rules[0].vulnerability.component`

    error[P305]: `X` is none of `N`, `A`, `L`, `P`
     --> policy.yaml:9:79
      |
    9 | …nt: 'pkg:npm/x@vers:npm/>=1|<banana', cvss: { AV: X } }
      |                                                    ^
      = in `rules[0].vulnerability.cvss.AV`
      = help: did you mean `A`?

    error[P305]: not a regular expression: unclosed group
      --> policy.yaml:11:64
       |
    11 |     image: { signature: { any_of: [{ issuer: i, subject_regex: '(' }] }, runtime: { max_size: big } 
       |                                                                ^^^
       = in `rules[1].image.signature.any_of[0].subject_regex`

    error[P305]: `big` is no size such as `500MB` or `1GiB`
      --> policy.yaml:11:95
       |
    11 | … i, subject_regex: '(' }] }, runtime: { max_size: big } }
       |                                                    ^^^
       = in `rules[1].image.runtime.max_size`

    error[P305]: nothing says whose versions these are
      --> policy.yaml:13:44
       |
    13 |     vulnerability: { component: { version: '<2' } }
       |                                            ^^^^
       = in `rules[2].vulnerability.component.version`
       = help: give the condition a `type` such as `npm`, or write `vers:npm/…`
    ");
}
