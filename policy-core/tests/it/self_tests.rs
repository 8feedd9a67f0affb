//! Tests that policies carry.

#![expect(clippy::panic, reason = "helpers outside of test functions")]

use policy_core::{Code, LoadError, LoadOptions, Outcome, Policy};

fn parse(part: &str) -> Result<Policy, LoadError> {
    let source = format!(
        "apiVersion: policy/v1alpha1\nkind: ArtifactPolicy\nmetadata: {{ name: demo }}\n{part}"
    );
    Policy::parse(&source, &LoadOptions::default()).map(|(policy, _)| policy)
}

const RULES: &str = "requires: { vulnerabilities: { level: deny, max_age: 24h, max_db_age: 5d } }
rules:
  - { id: kev, vulnerability: { kev: true } }
  - { id: high-with-fix, vulnerability: { severity: \">=high\", fix_available: true }, on_unknown: warn }
  - { id: direct-only, vulnerability: { direct: true, severity: low }, effect: info, on_unknown: allow }
  - { id: licences, licences: { allow: [MIT] }, effect: warn, on_unknown: allow }
  - { id: tag, image: { tags: { deny: [latest] } }, on_unknown: allow }
";

fn with(tests: &str) -> Policy {
    parse(&format!("{RULES}tests:\n{tests}")).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn what_a_policy_claims_of_itself_is_checked() {
    let policy = with("  - name: log4shell is stopped
    now: 2026-11-20T00:00:00Z
    given: { finding: { id: CVE-2021-44228, severity: critical, component: \"pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1\", fixed: [2.17.1], kev: true } }
    expect: { outcome: deny, rules: [kev, high-with-fix], not_rules: [requires.vulnerabilities], score: Critical }
  - name: a fresh scan without findings will do
    now: 2026-11-20
    given: { findings: [], components: [{ component: \"pkg:npm/left-pad@1.3.0\", licence: MIT }], image: \"acme.io/api:1.4\" }
    expect: { outcome: allow, score: None }
  - name: a wide choice of words
    now: 2026-11-20
    given:
      findings:
        - { id: CVE-1, component: \"pkg:npm/qs@6.10\", severity: low, fixed: 6.9, kev: false, path: [express 4.18.2, qs 6.10] }
        - { id: CVE-2, component: \"pkg:npm/express@4.18.2\", severity: low, kev: true, direct: true, reachable: false }
      components: [\"pkg:npm/qs@6.10\", { component: left-pad, licence: [MIT, GPL-3.0-only] }]
      image: acme.io/api
      vex: { vulnerability: CVE-2, component: \"pkg:npm/express\", status: not_affected, justification: vulnerable_code_not_present }
      waivers: [{ id: W, match: { licence: GPL-3.0-only }, reason: r, owner: o, expires: 2026-12-01 }]
    expect: { outcome: deny, rules: [tag], not_rules: [kev, licences], suppressed: [CVE-2, GPL-3.0-only], score: Low }
");
    let report = policy.run_tests();
    assert!(report.passed(), "{report}");
    insta::assert_snapshot!(report, @r#"
    ok   log4shell is stopped (line 12)
    ok   a fresh scan without findings will do (line 16)
    ok   a wide choice of words (line 20)
    policy `demo`: 3 tests passed
    "#);
    assert_eq!(report.tests[0].outcome, Outcome::Deny);
}

#[test]
fn a_test_that_fails_says_what_is_and_why() {
    let policy = with("  - name: nothing stops this
    now: 2026-11-20
    given:
      finding: { id: CVE-1, component: \"pkg:npm/qs@6.5.2\", severity: high, fixed: 6.5.3, kev: true }
      waivers: [{ id: W, match: { rule: kev, vulnerability: CVE-1 }, reason: r, owner: o, expires: 2026-12-01 }]
    expect:
      outcome: allow
      rules: [kev, tag]
      not_rules:
        - high-with-fix
      score: Low
      suppressed: [CVE-2]
");
    insta::assert_snapshot!(policy.run_tests(), @r#"
    FAIL nothing stops this (line 12)
           line 18: expected outcome allow, found deny
             deny high-with-fix: CVE-1 (High) in qs 6.5.2, fixed in 6.5.3
           line 19: expected a violation of `kev`, found none
             CVE-1 in qs 6.5.2 is suppressed by waiver W
             asked 1, it held for 1, not for 0, and could not tell for 0
           line 19: expected a violation of `tag`, found none
             asked 1, it held for 0, not for 0, and could not tell for 1
           line 21: expected no violation of `high-with-fix`, found 1
             deny high-with-fix: CVE-1 (High) in qs 6.5.2, fixed in 6.5.3
           line 22: expected score Low, found High
           line 23: expected `CVE-2` among what is suppressed, found 1 other
    policy `demo`: 1 of 1 tests failed
    rules that no test shows both holding and not holding:
      direct-only: never holds
      high-with-fix: never fails to hold
      kev: never fails to hold
      licences: could never tell
      tag: could never tell
    "#);
}

#[test]
fn evidence_can_be_given_in_full() {
    let policy = with("  - name: the scanner failed
    now: 2026-11-20
    given: { evidence: { artifact: { name: api }, scans: [{ scanner: trivy, findings: { absent: [{ source: trivy, reason: timed out }] } }] } }
    expect: { outcome: deny, rules: [requires.vulnerabilities, kev] }
");
    let report = policy.run_tests();
    assert!(report.passed(), "{report}");
}

#[test]
fn faults_in_tests_have_their_place() {
    let error = parse(&format!("{RULES}tests:
  - {{ name: a, now: 2026-11-20, given: {{ finding: {{ id: CVE-1, component: \"pkg:npm/a@1\", kevv: true }} }}, expect: {{ outcome: deny }} }}
  - {{ name: b, now: 2026-11-20, given: {{ finding: {{ id: CVE-1 }} }}, expect: {{ rules: [kve] }} }}
  - {{ name: c, now: 2026-11-20, given: {{ finding: {{ id: CVE-1, component: \"pkg:npm/a@1\", severity: hihg }} }}, expect: {{ outcome: pass }} }}
  - {{ name: d, now: 2026-11-20, given: {{ findings: [{{ id: CVE-1, component: \"pkg:npm/a@1\", direct: maybe, epss: 3 }}] }}, expect: {{}} }}
  - {{ name: d, given: {{ components: [{{ component: [] }}], vex: [{{ status: gone }}] }}, expect: {{ score: Hihg }} }}
  - {{ name: d, now: 2026-11-20, given: {{ evidence: {{ scans: [{{ scaner: x }}] }} }}, expect: {{ score: High }} }}
"))
    .unwrap_err();
    insta::assert_snapshot!(error, @r#"
    12 faults in the document
      6:3: warning[P405]: rules: without any SBOM every rule over it passes; add `requires: { sbom: deny }`
      6:3: warning[P405]: rules: without any evidence on the image every rule over it passes; add `requires: { image: deny }`
      8:39: warning[P404]: rules[2].vulnerability: rule `direct-only` lets a worse finding pass: severity low; a lower bound such as `severity: ">=high"` also holds for what is worse
      12:90: error[P301]: tests[0].given.finding.kevv: unknown key `kevv`; did you mean `kev`?
      13:53: error[P303]: tests[1].given.finding: `component` is missing
      13:86: error[P307]: tests[1].expect.rules[0]: no rule is called `kve`; did you mean `kev`?
      14:100: error[P305]: tests[2].given.finding.severity: `hihg` is not a severity; expected one of critical, high, medium, low, negligible, none, unknown
      14:129: error[P305]: tests[2].expect.outcome: `pass` is none of `allow`, `warn`, `deny`
      15:113: error[P305]: tests[3].given.findings[0].epss: expected a probability from 0 to 1
      15:129: error[P308]: tests[3].expect: the test expects nothing
      16:7: error[P303]: tests[4]: `now` is missing
      16:51: error[P304]: tests[4].given.components[0].component: expected a text, found a list
      16:74: error[P305]: tests[4].given.vex[0].status: `gone` is none of `not_affected`, `fixed`, `under_investigation`, `affected`
      16:102: error[P305]: tests[4].expect.score: `Hihg` is none of `Critical`, `High`, `Medium`, `Low`, `Negligible`, `None`, `Unknown`; did you mean `High`?
      17:64: error[P301]: tests[5].given.evidence.scans[0].scaner: unknown key `scaner`; did you mean `scanner`?
    "#);
}

#[test]
fn tests_may_stand_in_a_file_of_their_own() {
    let policy = parse(RULES).unwrap();
    assert!(policy.run_tests().tests.is_empty());
    let tests =
        "- { name: a, now: 2026-11-20, given: { findings: [] }, expect: { outcome: allow } }\n";
    let options = LoadOptions::default();
    for source in [
        tests.to_owned(),
        format!("apiVersion: policy/v1alpha1\nkind: PolicyTests\ntests:\n{tests}"),
    ] {
        let (tested, _) = policy.clone().with_tests(&source, &options).unwrap();
        let report = tested.run_tests();
        assert_eq!((report.tests.len(), report.passed()), (1, true), "{report}");
    }
    let error = policy.with_tests("tests: [{ name: x }]\nkind: Other", &options).unwrap_err();
    let codes: Vec<Code> = error.diagnostics().iter().map(|fault| fault.code).collect();
    assert!(codes.contains(&Code::WrongVersion) && codes.contains(&Code::MissingKey), "{error}");
}

#[test]
fn a_policy_on_top_of_another_tests_both() {
    let base = parse(RULES).unwrap();
    let source = "apiVersion: policy/v1alpha1
kind: ArtifactPolicy
metadata: { name: team }
extends: base
tests:
  - { name: a, now: 2026-11-20, given: { finding: { id: CVE-1, component: x, kev: true } }, expect: { rules: [\"demo::kev\"] } }
";
    let options = LoadOptions::default().layer("base", base);
    let (team, _) = Policy::parse(source, &options).unwrap();
    let report = team.run_tests();
    assert!(report.passed(), "{report}");
    assert_eq!(report.coverage[1].rule, "demo::high-with-fix");
}
