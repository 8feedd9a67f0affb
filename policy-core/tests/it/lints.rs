//! What is valid, but hardly meant.

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
    insta::assert_snapshot!(longer(">=medium", "high: 7d, critical: 1d").join("\n"), @"6:85: warning[P404]: rules[0].grace.high: rule `r0` lets a worse finding pass for longer: High for 7 days, Medium for 0 seconds; give Medium at least as long");
    assert_eq!(longer("critical", "critical: 7d"), Vec::<String>::new());
    assert_eq!(longer(">=high", "high: 7d"), Vec::<String>::new());
    assert_eq!(longer(">=high", "high: 7d, critical: 7d"), Vec::<String>::new());
    assert_eq!(longer(">=high", "high: 7d, critical: 8d").len(), 1);
}

#[test]
fn licence_and_image_rules_may_be_shadowed_too() {
    let shadowed = |wide: &str, narrow: &str| {
        of_rules(&[wide, narrow]).iter().any(|lint| lint.contains("whatever rule `r1` finds"))
    };
    let exception = "exceptions: [{ component: 'pkg:npm/x', allow: [Zlib], reason: r, owner: o, expires: 2030-01-01 }]";
    for (wide, narrow, expected) in [
        ("allow: [MIT]", "allow: [MIT, Zlib]", true),
        ("allow: [MIT, Zlib]", "allow: [MIT]", false),
        ("allow: [MIT]", "allow: ['@permissive']", true),
        ("deny: ['@network-copyleft']", "deny: [AGPL-3.0-only]", true),
        ("deny: [AGPL-3.0-only]", "deny: ['@network-copyleft']", false),
        ("allow: [MIT]", "deny: [AGPL-3.0-only]", false),
        ("allow: [MIT], deny: [AGPL-3.0-only]", "deny: [AGPL-3.0-only]", true),
        (
            "allow: [GPL-2.0-only WITH Classpath-exception-2.0], deny: [GPL-2.0-only]",
            "deny: [GPL-2.0-only]",
            false,
        ),
        ("allow: [MIT], list_semantics: any", "allow: [MIT, Zlib]", false),
        ("allow: [MIT], basis: declared", "allow: [MIT, Zlib]", false),
        ("allow: [MIT], unknown: allow", "allow: [MIT, Zlib]", false),
        ("allow: [MIT], unknown: deny", "allow: [MIT, Zlib], unknown: warn", true),
        ("allow: [MIT], EXCEPTION", "allow: [MIT, Zlib]", false),
        ("allow: [MIT]", "allow: [MIT, Zlib], EXCEPTION", true),
    ] {
        let rule = |body: &str| format!("licences: {{ {} }}", body.replace("EXCEPTION", exception));
        assert_eq!(shadowed(&rule(wide), &rule(narrow)), expected, "{wide} | {narrow}");
    }
    for (wide, narrow, expected) in [
        ("tags: { deny: [latest, dev] }", "tags: { deny: [latest] }", true),
        ("tags: { deny: [latest] }", "tags: { deny: [latest, dev] }", false),
        ("registries: { allow: [a.io] }", "registries: { allow: [a.io, b.io] }", true),
        ("registries: { allow: [a.io, b.io] }", "registries: { allow: [a.io] }", false),
        ("tags: { deny: [latest] }", "registries: { allow: [a.io] }", false),
        ("max_age: 30d", "max_age: 90d", true),
        ("max_age: 90d", "max_age: 30d", false),
        ("base: { deny_eol: true, minimal_only: true }", "base: { deny_eol: true }", true),
        ("runtime: { non_root: true, max_layers: 10 }", "runtime: { max_layers: 20 }", true),
        ("runtime: { max_size: 1GB }", "runtime: { max_size: 500MB }", false),
        (
            "signature: { any_of: [{ key_id: a }] }, max_age: 1d",
            "signature: { any_of: [{ key_id: a }] }",
            true,
        ),
        ("signature: { any_of: [{ key_id: b }] }", "signature: { any_of: [{ key_id: a }] }", false),
        ("provenance: { slsa_level: 3 }", "provenance: { slsa_level: 2 }", false),
        ("sbom: { dependency_graph: true }", "sbom: { dependency_graph: true }", true),
        ("sbom: { dependency_graph: true }", "sbom: { max_age: 1d }", false),
    ] {
        let rule = |body: &str| format!("image: {{ {body} }}");
        assert_eq!(shadowed(&rule(wide), &rule(narrow)), expected, "{wide} | {narrow}");
    }
    let milder = "image: { tags: { deny: [latest, dev] } }, effect: warn";
    assert!(!shadowed(milder, "image: { tags: { deny: [latest] } }"));
}

#[test]
fn whatever_ends_like_a_waiver_is_announced_like_one() {
    let part = |end: &str| {
        format!(
            "severity: {{ override: [{{ id: CVE-1, level: low, reason: r, owner: o, expires: {end} }}] }}
rules: [{{ id: a, licences: {{ allow: [MIT], exceptions: [{{ component: 'pkg:npm/x', allow: [Zlib], reason: r, owner: o, expires: {end} }}] }} }}]
"
        )
    };
    insta::assert_snapshot!(lints(&part("2026-11-19")).join("\n"), @r#"
    4:79: warning[P401]: severity.override[0].expires: the override expired 2026-11-20T00:00:00Z
    5:128: warning[P401]: rules[0].licences.exceptions[0].expires: the exception expired 2026-11-20T00:00:00Z
    "#);
    insta::assert_snapshot!(lints(&part("2026-11-25")).join("\n"), @r#"
    4:79: warning[P412]: severity.override[0].expires: the override ends 2026-11-26T00:00:00Z, in 6 days
    5:128: warning[P412]: rules[0].licences.exceptions[0].expires: the exception ends 2026-11-26T00:00:00Z, in 6 days
    "#);
    assert_eq!(lints(&part("2027-11-25")), [""; 0]);
}

#[test]
fn a_licence_exception_needs_an_end_like_a_waiver() {
    let read = |settings: &str| {
        let source = format!(
            "{HEAD}rules: [{{ id: a, licences: {{ allow: [MIT], exceptions: [{{ component: 'pkg:npm/x', allow: [Zlib], reason: r, owner: o }}] }} }}]\n{settings}"
        );
        Policy::parse(&source, &LoadOptions::default()).map(|_| ())
    };
    let error = read("").unwrap_err();
    insta::assert_snapshot!(error.diagnostics()[0], @"4:70: error[P309]: rules[0].licences.exceptions[0].component: an exception needs an end: `expires` is missing; permanent ones need `waivers.settings.allow_permanent: true`");
    assert_eq!(read("waivers: { settings: { allow_permanent: true } }"), Ok(()));
}

#[test]
fn a_file_of_waivers_has_no_settings_and_says_what_it_is() {
    let read = |head: &str, settings: &str| {
        let source = format!(
            "{head}waivers:\n  {settings}\n  list: [{{ id: W, match: {{ vulnerability: CVE-1 }}, reason: r, owner: o, expires: 2030-01-01 }}]\n"
        );
        policy_core::Waiver::parse_list(&source, &LoadOptions::default())
            .map(|(_, lints)| lints.iter().map(ToString::to_string).collect::<Vec<_>>())
    };
    let head = "apiVersion: policy/v1alpha1\nkind: PolicyWaivers\n";
    assert_eq!(read(head, "").unwrap(), [""; 0]);
    insta::assert_snapshot!(read(head, "settings: { max_duration: 1d }").unwrap().join("\n"), @"4:13: warning[P408]: waivers.settings: the settings of a policy count, those of a file of waivers do not");
    let error = read("kind: ArtifactPolicy\n", "").unwrap_err();
    insta::assert_snapshot!(error.diagnostics()[0], @"1:7: error[P310]: kind: `ArtifactPolicy` is another kind of document; did you mean `PolicyWaivers`?");
}

#[test]
fn a_waiver_of_no_stated_licence_names_the_rule() {
    let waiver = |matcher: &str| {
        lints(&format!(
            "rules: [{{ id: a, licences: {{ allow: [MIT] }} }}]
waivers: {{ list: [{{ id: W, match: {{ {matcher} }}, reason: r, owner: o, expires: 2027-12-31 }}] }}
"
        ))
    };
    insta::assert_snapshot!(waiver("licence: NOASSERTION").join("\n"), @"5:35: warning[P413]: waivers.list[0].match: the waiver matches nothing: a licence that is not stated is missing evidence; name the `rule` that misses it");
    assert_eq!(waiver("licence: NOASSERTION, rule: a"), [""; 0]);
}

#[test]
fn the_lints_of_all_layers_are_told_with_the_name_of_the_layer() {
    let read = |name: &str, part: &str| {
        let source = HEAD.replace("name: x", &format!("name: {name}")) + part;
        Policy::parse(&source, &LoadOptions::default()).unwrap().0
    };
    let waiver = |rule: &str| {
        format!(
            "rules: [{{ id: {rule}, vulnerability: {{ kev: true }} }}]
waivers: {{ list: [{{ id: W, match: {{ rule: {rule} }}, reason: r, owner: o, expires: 2026-12-31 }}] }}
"
        )
    };
    let (base, team) = (read("org/base", &waiver("a")), read("team", &waiver("b")));
    let both = Policy::compose(&[base, team]).unwrap();
    let lints: Vec<String> = both.lint(at("2027-01-01")).iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(lints.join("\n"), @r#"
    5:78: warning[P401]: waivers.list[0].expires: the waiver expired 2027-01-01T00:00:00Z
    warning[P401]: org/base::waivers.list[0].expires: the waiver expired 2027-01-01T00:00:00Z
    "#);
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
    5:45: warning[P408]: licences.groups.unused: no list of licences uses the group `@unused`
    8:70: warning[P408]: rules[1].grace.low: rule `high` never meets what is Low
    11:71: warning[P409]: rules[2].image.registries.deny: `registry.acme.io/team` is allowed, and `registry.acme.io` denies all of it; deny wins
    12:47: warning[P409]: rules[2].image.tags.deny: `latest` is allowed, and `latest` denies all of it; deny wins
    13:21: warning[P410]: budget.critical: the budget of 5 for Critical never counts: 3 findings that are High or worse are the most anyway
    16:25: warning[P413]: waivers.list[0].match: the waiver matches nothing: rule `licences` looks at licences, and the waiver names something else; the rule is in line 7
    17:25: warning[P413]: waivers.list[1].match: no violation is about a vulnerability and a licence
    18:25: warning[P413]: waivers.list[2].match: the waiver matches nothing: rule `image` looks at the image, and the waiver names something else; the rule is in line 9
    19:76: warning[P412]: waivers.list[3].expires: waiver W-4 by alice ends 2026-11-26T00:00:00Z, in 6 days
    20:76: warning[P401]: waivers.list[4].expires: the waiver expired 2026-11-20T00:00:00Z
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
    insta::assert_snapshot!(waiver("", "").join("\n"), @"5:124: warning[P413]: waivers.list[0].expires: the waiver never holds: waivers last 30 days at most, and it does not say since when; add `created`, or a `date` to the policy's `metadata`");
    assert_eq!(waiver(", created: 2026-12-02", ""), [""; 0]);
    insta::assert_snapshot!(waiver("", ", date: 2026-11-19").join("\n"), @"5:124: warning[P402]: waivers.list[0].expires: the waiver is clipped to 30 days, until 2026-12-19T00:00:00Z");
    insta::assert_snapshot!(waiver("", ", date: 2026-10-01").join("\n"), @r#"
    5:124: warning[P401]: waivers.list[0].expires: the waiver expired 2026-10-31T00:00:00Z
    5:124: warning[P402]: waivers.list[0].expires: the waiver is clipped to 30 days, until 2026-10-31T00:00:00Z
    "#);
}

#[test]
fn evidence_that_nobody_would_miss_is_said() {
    let open = "rules: [{ id: a, vulnerability: { kev: true }, on_unknown: allow }]";
    insta::assert_snapshot!(lints(open).join("\n"), @"4:8: warning[P405]: rules: without any vulnerability scan every rule over it passes; add `requires: { vulnerabilities: deny }`");
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
fn a_lint_shows_what_it_compares() {
    let source = "\
apiVersion: policy/v1alpha1
kind: ArtifactPolicy
metadata: { name: lints }
rules:
  - { id: wide, vulnerability: { severity: '>=high' } }
  - { id: narrow, vulnerability: { severity: critical } }
  - { id: tags, image: { tags: { allow: ['1', latest], deny: [latest] } } }
budget: { high: 3, critical: 5 }
waivers:
  list:
    - { id: W-1, match: { rule: tags, licence: MIT }, reason: r, owner: o, expires: 2027-01-01 }
";
    let (_, lints) = Policy::parse(source, &LoadOptions::default()).unwrap();
    let shown: Vec<String> = lints.iter().map(|lint| lint.render("policy.yaml", source)).collect();
    insta::assert_snapshot!(shown.join("\n"), @r"
    warning[P407]: whatever rule `narrow` finds, rule `wide` finds too, at least as hard
     --> policy.yaml:6:5
      |
    5 |   - { id: wide, vulnerability: { severity: '>=high' } }
      |           ---- the other one
    6 |   - { id: narrow, vulnerability: { severity: critical } }
      |     ^
      = in `rules[1]`

    warning[P409]: `latest` is allowed, and `latest` denies all of it; deny wins
     --> policy.yaml:7:63
      |
    7 |   - { id: tags, image: { tags: { allow: ['1', latest], deny: [latest] } } }
      |                                               ------ what is allowed
      |                                                               ^^^^^^
      = in `rules[2].image.tags.deny`

    warning[P410]: the budget of 5 for Critical never counts: 3 findings that are High or worse are the most anyway
     --> policy.yaml:8:30
      |
    8 | budget: { high: 3, critical: 5 }
      |                 - the tighter one
      |                              ^
      = in `budget.critical`

    warning[P413]: the waiver matches nothing: rule `tags` looks at the image, and the waiver names something else
      --> policy.yaml:11:25
       |
    7  |   - { id: tags, image: { tags: { allow: ['1', latest], deny: [latest] } } }
       |           ---- the rule
      ...
    11 |     - { id: W-1, match: { rule: tags, licence: MIT }, reason: r, owner: o, expires: 2027-01-01 }
       |                         ^
       = in `waivers.list[0].match`
    ");
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

    error[P305]: not a regular expression: unclosed group
      --> policy.yaml:11:64
       |
    11 |     image: { signature: { any_of: [{ issuer: i, subject_regex: '(' }] }, runtime: { max_size: big } 
       |                                                                ^^^
       = in `rules[1].image.signature.any_of[0].subject_regex`

    error[P305]: `big` is not a size such as `500MB` or `1GiB`
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
