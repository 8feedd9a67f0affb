//! The policy file: what is read, what is refused, and how that is said.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers outside of test functions")]

use policy_core::{Code, LoadError, LoadOptions, Outcome, Policy, STARTER, Waiver};

use crate::fixtures::{at, now, policy};

const HEAD: &str = "apiVersion: policy/v1alpha1\nkind: ArtifactPolicy\nmetadata: { name: x }\n";

fn faults(source: &str) -> LoadError {
    match Policy::parse(source, &LoadOptions::default()) {
        Ok(_) => panic!("this was accepted:\n{source}"),
        Err(error) => error,
    }
}

fn codes(source: &str) -> Vec<Code> {
    faults(source).diagnostics().iter().map(|fault| fault.code).collect()
}

fn lints(part: &str, options: &LoadOptions) -> Vec<String> {
    let source = format!("{HEAD}{part}");
    let (_, lints) = Policy::parse(&source, options).unwrap();
    lints.iter().map(ToString::to_string).collect()
}

#[test]
fn the_starter_is_valid_and_has_no_lints() {
    let (policy, lints) = Policy::parse(STARTER, &LoadOptions::default()).unwrap();
    assert!(lints.is_empty(), "{lints:?}");
    assert_eq!(policy.name(), "starter");
    assert_eq!(policy.digest(), Policy::starter().digest());
}

#[test]
fn json_is_read_too() {
    let source = r#"{
        "apiVersion": "policy/v1alpha1", "kind": "ArtifactPolicy",
        "metadata": { "name": "json", "version": 2026.10 },
        "rules": [{ "id": "a", "vulnerability": { "severity": ">=high" }, "effect": "deny" }]
    }"#;
    let (policy, _) = Policy::parse(source, &LoadOptions::default()).unwrap();
    assert_eq!(policy.version(), Some("2026.10"), "a version is text, whatever it looks like");
    assert_eq!(policy.rules().collect::<Vec<_>>(), ["a"]);
}

#[test]
fn aliases_repeat_a_value() {
    let policy = policy(
        "rules:
  - { id: a, vulnerability: &bad { severity: critical }, effect: warn }
  - { id: b, vulnerability: *bad, effect: deny }",
    );
    assert_eq!(policy.rules().count(), 2);
}

#[test]
fn every_fault_of_a_file_is_reported_at_once_with_its_place() {
    let source = "\
apiVersion: policy/v1
kind: ArtifactPolicy
metadata: { nmae: demo }
modes: { ci: enforced }
requires:
  vulnerabilites: { level: deny }
  sbom: { max_age: 1 day }
rules:
  - id: kev
    vulnerability: { kev: yes, severity: \">=hihg\" }
    efect: deny
  - id: kev
    vulnerability: { severity: \">=high\" }
    when: [component.direct]
  - id: licences
    licences: { allow: [\"@permisive\", Apache-2.1] }
    licences: { deny: [MIT] }
  - id: image
    image: { registries: { allow: [\"Bad Host/\"] } }
waivers:
  list:
    - id: W-1
      match: { artifact: shop }
      reason: \"\"
      expires: 2026-02-30
    - id: W-2
      match: { rule: kv }
      owner: me
      reason: because
";
    insta::assert_snapshot!(faults(source), @r#"
    21 faults in the document
      1:13: error[P310]: apiVersion: `policy/v1` is not a version this program reads; did you mean `policy/v1alpha1`?
      3:13: error[P301]: metadata.nmae: unknown key `nmae`; did you mean `name`?
      3:13: error[P303]: metadata: `name` is missing
      4:14: error[P305]: modes.ci: `enforced` is none of `enforce`, `warn`, `audit`, `off`; did you mean `enforce`?
      6:3: error[P301]: requires.vulnerabilites: unknown key `vulnerabilites`; did you mean `vulnerabilities`?
      7:20: error[P305]: requires.sbom.max_age: `1 day` is not a period; write a whole number and a unit, such as 30m, 24h, 14d or 2w
      10:27: error[P304]: rules[0].vulnerability.kev: expected `true`, `false`, `not-false` or `not-true`, found `yes`; did you mean `true`?
      10:42: error[P305]: rules[0].vulnerability.severity: `hihg` is not a severity; did you mean `>=high`? write a level such as `high`, or a bound such as `">=high"`
      11:5: error[P301]: rules[0].efect: unknown key `efect`; did you mean `effect`?
      12:9: error[P306]: rules[1].id: a rule `kev` exists already; the first one is in line 9
      14:11: error[P304]: rules[1].when: expected a text, found a list
      16:25: error[P305]: rules[2].licences.allow[0]: `@permisive` is not a group of licences; did you mean `@permissive`?
      16:39: error[P305]: rules[2].licences.allow[1]: `Apache-2.1` is not a licence of the SPDX list, a `LicenseRef-`, a group or `NONE`
      17:5: error[P104]: the key `licences` stands here a second time; the first one is in line 16
      19:36: error[P305]: rules[3].image.registries.allow[0]: `Bad Host/` is not a valid image reference: the registry is not a host name or address with an optional port
      22:7: error[P309]: waivers.list[0]: a waiver needs `owner`: somebody must answer for it
      23:16: error[P308]: waivers.list[0].match: the waiver would cover everything; name at least one of `vulnerability`, `licence`, `rule` and `component`
      24:15: error[P309]: waivers.list[0].reason: `reason` is empty: somebody will ask
      25:16: error[P305]: waivers.list[0].expires: `2026-02-30` is neither an instant such as 2026-03-01T12:00:00Z nor a date such as 2026-03-01
      26:7: error[P309]: waivers.list[1]: a waiver needs an end: `expires` is missing; permanent waivers need `waivers.settings.allow_permanent: true`
      27:22: error[P307]: waivers.list[1].match.rule: no rule is called `kv`; did you mean `kev`?
    "#);
}

#[test]
fn a_fault_is_shown_in_its_line() {
    let source = format!("{HEAD}rules:\n  - id: a\n    vulnerability: {{ serverity: high }}\n");
    insta::assert_snapshot!(faults(&source).render("policy.yaml", &source), @r#"
    error[P301]: unknown key `serverity`
     --> policy.yaml:6:22
      |
    6 |     vulnerability: { serverity: high }
      |                      ^^^^^^^^^
      = in `rules[0].vulnerability.serverity`
      = help: did you mean `severity`?
    "#);
}

#[test]
fn a_fault_is_shown_beside_the_other_place_it_has_to_do_with() {
    let rule = |id: &str| format!("  - {{ id: {id}, vulnerability: {{ kev: true }} }}\n");
    let rules = [rule("a"), rule("b"), rule("c"), rule("a")].concat();
    let source = format!("{HEAD}rules:\n{rules}mode: warn\nmode: audit\n");
    insta::assert_snapshot!(faults(&source).render("policy.yaml", &source), @r#"
    error[P306]: a rule `a` exists already
     --> policy.yaml:8:11
      |
    5 |   - { id: a, vulnerability: { kev: true } }
      |           - the first one
     ...
    8 |   - { id: a, vulnerability: { kev: true } }
      |           ^
      = in `rules[3].id`

    error[P104]: the key `mode` stands here a second time
      --> policy.yaml:10:1
       |
    9  | mode: warn
       | ---- the first one
    10 | mode: audit
       | ^^^^
    "#);
    let json = serde_json::to_value(faults(&source).diagnostics()).unwrap();
    assert_eq!(json[0]["labels"][0]["span"]["line"], 5);
    assert_eq!(json[0]["labels"][0]["message"], "the first one");
}

#[test]
fn text_that_is_no_yaml_has_one_fault_where_it_breaks() {
    let source = "apiVersion: policy/v1alpha1\nrules: [\n  { id: a\n";
    insta::assert_snapshot!(faults(source).render("policy.yaml", source), @r#"
    error[P101]: `{` is never closed
     --> policy.yaml:3:3
      |
    3 |   { id: a
      |   ^
      |         - the end of the text
    "#);
}

#[test]
fn hostile_and_odd_documents_are_refused_by_the_right_code() {
    let bomb = {
        let mut text = String::from("a: &a [x, x, x, x, x, x, x, x, x]\n");
        for (name, of) in
            ["b", "c", "d", "e", "f", "g", "h"].iter().zip(["a", "b", "c", "d", "e", "f", "g"])
        {
            text.push_str(&format!("{name}: &{name} [{}]\n", vec![format!("*{of}"); 9].join(", ")));
        }
        text
    };
    // Each alias repeats what is nested already, one level deeper.
    let deep_by_alias = (1..3000).fold(String::from("a0: &a0 [x]\n"), |text, level| {
        format!("{text}a{level}: &a{level} [*a{}]\n", level - 1)
    });
    let deep = format!("a: {}{}", "[".repeat(100), "]".repeat(100));
    let deep_block: String =
        (0..100).map(|level| format!("{}- \n", " ".repeat(level * 2))).collect();
    for (source, expected) in [
        ("", Code::Empty),
        ("# nothing but a comment\n", Code::Empty),
        ("~", Code::Empty),
        ("--- {}\n--- {}\n", Code::SeveralDocuments),
        ("a: 1\na: 2\n", Code::DuplicateKey),
        ("{\"a\": 1, \"a\": 2}", Code::DuplicateKey),
        ("a: !!python/object:os.system x\n", Code::UnsupportedYaml),
        ("? [a, b]\n: c\n", Code::UnsupportedYaml),
        ("a: &x 1\nb: { <<: *x }\n", Code::UnsupportedYaml),
        ("a: &x [*x]\n", Code::UnsupportedYaml),
        ("a: *nothing\n", Code::Syntax),
        ("a: [\n", Code::Syntax),
        ("a: 'b\n", Code::Syntax),
        (&bomb, Code::Limit),
        (&deep, Code::Limit),
        (&deep_block, Code::Limit),
        (&deep_by_alias, Code::Limit),
        ("[]", Code::WrongType),
        ("just words", Code::WrongType),
    ] {
        let found = codes(source);
        assert!(found.contains(&expected), "{expected:?} not in {found:?} for {source:.60}");
    }
    let mut small = LoadOptions::default();
    small.max_bytes = 10;
    let error = Policy::parse(HEAD, &small).unwrap_err();
    assert_eq!(error.diagnostics()[0].code, Code::Limit);
}

#[test]
fn a_policy_that_says_nothing_is_refused() {
    for part in [
        "",
        "rules: []\n",
        "rules: [{ id: a }]\n",
        "rules: [{ id: a, vulnerability: {} }]\n",
        "rules: [{ id: a, image: {} }]\n",
        "rules: [{ id: a, licences: {} }]\n",
        "rules: [{ id: a, vulnerability: { id: [] } }]\n",
    ] {
        let found = codes(&format!("{HEAD}{part}"));
        assert_eq!(found, [Code::NothingStated], "{part}");
    }
}

#[test]
fn a_waiver_needs_something_to_match_a_reason_an_owner_and_an_end() {
    for (waiver, expected) in [
        ("id: W, match: {}, reason: r, owner: o, expires: 2026-12-31", Code::NothingStated),
        (
            "id: W, match: { namespace: x }, reason: r, owner: o, expires: 2026-12-31",
            Code::NothingStated,
        ),
        (
            "id: W, match: { component: '**' }, reason: r, owner: o, expires: 2026-12-31",
            Code::InvalidValue,
        ),
        (
            "id: W, match: { component: 'pkg:*/**' }, reason: r, owner: o, expires: 2026-12-31",
            Code::InvalidValue,
        ),
        (
            "id: W, match: { vulnerability: 'CVE-*' }, reason: r, owner: o, expires: 2026-12-31",
            Code::InvalidValue,
        ),
        (
            "id: W, match: { vulnerability: '' }, reason: r, owner: o, expires: 2026-12-31",
            Code::InvalidValue,
        ),
        (
            "id: W, match: { vulnerability: CVE-1 }, owner: o, expires: 2026-12-31",
            Code::WaiverIncomplete,
        ),
        (
            "id: W, match: { vulnerability: CVE-1 }, reason: ' ', owner: o, expires: 2026-12-31",
            Code::WaiverIncomplete,
        ),
        (
            "id: W, match: { vulnerability: CVE-1 }, reason: r, expires: 2026-12-31",
            Code::WaiverIncomplete,
        ),
        ("id: W, match: { vulnerability: CVE-1 }, reason: r, owner: o", Code::WaiverIncomplete),
        ("id: W, reason: r, owner: o, expires: 2026-12-31", Code::MissingKey),
        (
            "id: W, match: { vulnerability: CVE-1 }, reason: r, owner: o, expires: soon",
            Code::InvalidValue,
        ),
        (
            "id: W, match: { vulnerability: CVE-1 }, reason: r, owner: o, created: 2027-01-02, expires: 2026-12-31",
            Code::InvalidValue,
        ),
        (
            "id: W, match: { vulnerability: CVE-1, component: 'pkg:npm/x@vers:npm/<' }, reason: r, owner: o, expires: 2026-12-31",
            Code::InvalidValue,
        ),
    ] {
        let source =
            format!("{HEAD}requires: {{ sbom: deny }}\nwaivers: {{ list: [{{ {waiver} }}] }}\n");
        assert_eq!(codes(&source), [expected], "{waiver}");
    }
}

#[test]
fn waivers_may_come_in_a_file_of_their_own() {
    let item = "{ id: W-1, match: { rule: any }, reason: r, owner: o, expires: 2026-12-31 }";
    for source in [
        format!("- {item}\n"),
        format!("waivers:\n  - {item}\n"),
        format!("waivers: {{ list: [{item}] }}\n"),
    ] {
        let (waivers, _) = Waiver::parse_list(&source, &LoadOptions::default()).unwrap();
        assert_eq!(waivers[0].id, "W-1", "{source}");
    }
    let error =
        Waiver::parse_list("- { id: W-1, match: {} }", &LoadOptions::default()).unwrap_err();
    insta::assert_snapshot!(error, @r#"
    3 faults in the document
      1:5: error[P309]: [0]: a waiver needs `owner`: somebody must answer for it
      1:5: error[P309]: [0]: a waiver needs `reason`: somebody will ask
      1:21: error[P308]: [0].match: the waiver would cover everything; name at least one of `vulnerability`, `licence`, `rule` and `component`
    "#);
}

#[test]
fn rules_may_share_the_levels_among_them() {
    let shared = |above: &str| {
        let part = format!(
            "rules:\n  - {{ id: a, vulnerability: {{ {above} }}, effect: deny }}\n  - {{ id: b, \
             vulnerability: {{ severity: high, fix_available: true }}, effect: warn }}\n"
        );
        let mut found = lints(&part, &LoadOptions::default());
        found.retain(|lint| lint.contains("[P404]"));
        found
    };
    assert_eq!(shared("severity: critical, fix_available: true"), [""; 0]);
    assert_eq!(shared("severity: critical"), [""; 0]);
    assert_eq!(shared("fix_available: true"), [""; 0]);
    for gap in [
        "severity: critical, fix_available: false",
        "severity: critical, kev: true",
        "severity: medium, fix_available: true",
    ] {
        let found = shared(gap);
        assert!(
            found.iter().any(|lint| lint.contains("rule `b` lets a worse")),
            "{gap}: {found:?}"
        );
    }
}

#[test]
fn lints_tell_what_is_valid_and_hardly_meant() {
    let part = "
defaults: { on_unknown: allow }
rules:
  - { id: only-medium, vulnerability: { severity: medium }, effect: deny }
  - { id: mild, vulnerability: { cvss_score: \"<4.0\" } }
  - { id: gpl, licences: { allow: [GPL-2.0-only, MIT], deny: [GPL-2.0-only] } }
waivers:
  settings: { max_duration: 30d }
  list:
    - { id: W-1, match: { rule: gpl }, reason: r, owner: o, created: 2026-01-01, expires: 2026-10-01 }
";
    let options = LoadOptions::default().at(at("2026-11-20"));
    insta::assert_snapshot!(lints(part, &options).join("\n"), @r#"
    5:25: warning[P405]: defaults.on_unknown: every rule lets pass what it cannot judge; an image that nobody has scanned passes; allow it rule by rule instead
    7:39: warning[P404]: rules[0].vulnerability: rule `only-medium` lets a worse finding pass: severity medium; a lower bound such as `severity: ">=high"` also holds for what is worse
    8:32: warning[P404]: rules[1].vulnerability: rule `mild` lets a worse finding pass: cvss_score <4.0; a lower bound such as `severity: ">=high"` also holds for what is worse
    9:62: warning[P403]: rules[2].licences.deny: both allowed and denied, and deny wins: GPL-2.0-only
    13:91: warning[P401]: waivers.list[0].expires: the waiver expired 2026-01-31T00:00:00Z
    13:91: warning[P402]: waivers.list[0].expires: the waiver is clipped to 30 days, until 2026-01-31T00:00:00Z
    "#);
}

#[test]
fn a_missing_policy_never_becomes_an_allowing_one() {
    // The starter stands in, and it denies what nobody has looked at.
    let decision = Policy::starter().evaluate(&policy_core::Evidence::default(), &now());
    assert_eq!(decision.outcome, Outcome::Deny);
}

#[test]
fn no_text_makes_the_loader_panic() {
    use proptest::prelude::*;
    proptest!(ProptestConfig::with_cases(200), |(
        text in r#"[a-z:{}\[\],&*!|>'"%@#\-? \n\t\\0-9é]{0,120}"#,
        cut in 0..STARTER.len(),
    )| {
        let _ = Policy::parse(&text, &LoadOptions::default());
        let _ = Waiver::parse_list(&text, &LoadOptions::default());
        // Half a valid file, and half a file followed by noise.
        let half = STARTER.get(..cut).unwrap_or_default();
        if let Err(error) = Policy::parse(&format!("{half}{text}"), &LoadOptions::default()) {
            prop_assert!(!error.diagnostics().is_empty());
            let _ = error.render("file", half);
        }
    });
}
