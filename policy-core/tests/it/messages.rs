//! What a refusal says: what was found, what is wanted, where, and what to do.

#![expect(clippy::panic, reason = "helpers outside of test functions")]

use policy_core::{Code, LoadError, LoadOptions, Policy, Waiver};

use crate::fixtures::at;

const HEAD: &str = "apiVersion: policy/v1alpha1\nkind: ArtifactPolicy\nmetadata: { name: x }\n";

fn refused(part: &str) -> LoadError {
    match Policy::parse(&format!("{HEAD}{part}"), &LoadOptions::default()) {
        Ok(_) => panic!("this was accepted:\n{part}"),
        Err(error) => error,
    }
}

/// What is said of one condition, after its place.
fn about(condition: &str) -> String {
    let error = refused(&format!("rules:\n  - id: a\n    vulnerability: {{ {condition} }}\n"));
    let text = error.diagnostics().first().map(ToString::to_string).unwrap_or_default();
    text.split_once("vulnerability.").unwrap_or_default().1.to_owned()
}

#[test]
fn a_fault_and_a_remark_on_one_file_are_told_apart_in_the_plain_text() {
    let part = "
waivers:
  settings: { max_duration: 30d }
  list:
    - { id: W, match: { rule: a }, reason: r, owner: o, created: 2026-01-01, expires: 2026-10-01 }
rules:
  - { id: a, vulnerability: { kev: maybe } }
";
    let source = format!("{HEAD}{part}");
    let options = LoadOptions::default().at(at("2026-02-01"));
    let error = Policy::parse(&source, &options).unwrap_err();
    insta::assert_snapshot!(error, @"
    1 fault in the document
      8:87: warning[P401]: waivers.list[0].expires: the waiver expired 2026-01-31T00:00:00Z
      8:87: warning[P402]: waivers.list[0].expires: the waiver is clipped to 30 days, until 2026-01-31T00:00:00Z
      10:36: error[P304]: rules[0].vulnerability.kev: expected `true`, `false`, `not-false` or `not-true`, found `maybe`
    ");
}

#[test]
fn examples_fit_the_key_they_stand_under() {
    for (condition, said) in [
        (
            "published_age: 30",
            "published_age: `30` is not a period; write a whole number and a unit, such as 30m, \
             24h, 14d or 2w; for example `\">30d\"`",
        ),
        (
            "kev_due: soon",
            "kev_due: `soon` is not a period; write a whole number and a unit, such as 30m, 24h, \
             14d or 2w; for example `past` or `\"<7d\"`",
        ),
        ("epss: 20%", "epss: `20%` is not a number between 0 and 1; for example `\">=0.2\"`"),
        (
            "epss_percentile: 95",
            "epss_percentile: `95` is not a number between 0 and 1; for example `\">=0.95\"`",
        ),
        (
            "cvss_score: high",
            "cvss_score: `high` is not a score between 0.0 and 10.0; for example `\">=7.0\"`",
        ),
        ("depth: near", "depth: `near` is not a number of steps; for example `\"<=2\"`"),
    ] {
        assert_eq!(about(condition), said);
    }
    let error = refused("rules: [{ id: a, image: { provenance: { slsa_level: \">=x\" } } }]");
    let said = "`x` is not an SLSA level; for example `\">=3\"`";
    assert!(error.to_string().ends_with(said), "{error}");
}

#[test]
fn quotes_around_a_yes_or_no_are_named_as_the_fault() {
    let wanted = "expected `true`, `false`, `not-false` or `not-true`";
    for (condition, said) in [
        (
            "kev: \"true\"",
            format!(
                "kev: {wanted}, found the text `true`; did you mean `true`? quotes make it a text"
            ),
        ),
        ("kev: yes", format!("kev: {wanted}, found `yes`; did you mean `true`?")),
        ("kev: maybe", format!("kev: {wanted}, found `maybe`")),
        (
            "any: 'True'",
            "any: expected `true` or `false`, found the text `True`; did you mean `true`? quotes \
             make it a text"
                .to_owned(),
        ),
    ] {
        assert_eq!(about(condition), said);
    }
}

#[test]
fn a_bracket_that_is_not_closed_is_shown_where_it_opens_and_where_that_is_noticed() {
    let part = "rules:\n  - id: a\n    vulnerability: { kev: true\n    effect: deny\n";
    let source = format!("{HEAD}{part}");
    insta::assert_snapshot!(refused(part).render("policy.yaml", &source), @r"
    error[P101]: expected `,` or `}` before this
     --> policy.yaml:7:11
      |
    6 |     vulnerability: { kev: true
      |                    - the bracket that is still open
    7 |     effect: deny
      |           ^
    ");
    let part = "rules: [\n  { id: a, vulnerability: { kev: true } },\n\n# the end\n";
    insta::assert_snapshot!(refused(part), @"
    1 fault in the document
      4:8: error[P101]: `[` is never closed; the end of the text is in line 7
    ");
    let json = "{\n \"apiVersion\": \"policy/v1alpha1\",\n \"metadata\": { \"name\": \"x\" }\n\n";
    let error = Policy::parse(json, &LoadOptions::default()).unwrap_err();
    insta::assert_snapshot!(error, @"
    1 fault in the document
      1:1: error[P101]: `{` is never closed; the end of the text is in line 3
    ");
}

#[test]
fn what_is_not_yaml_is_said_in_plain_words() {
    for (part, said) in [
        ("mode: }", "4:7: error[P101]: this bracket closes what was never opened"),
        ("vex: { pinned: [a } }", "4:16: error[P101]: `[` is closed by `}`"),
        ("a: \"b\" \"c\"", "the quoted text ends before this; separate the two by `,` or `:`"),
        ("mode: 'warn\nrules: []", "close the quote above, or indent the line"),
        ("rules:\n  - id: a\n   effect: deny", "6:4: error[P101]: this is indented like no line"),
        ("rules:\n\t- id: a", "5:2: error[P101]: a tab stands where only spaces may"),
        ("rules:\n  - id: a: b", "5:10: error[P101]: no key can end here; put the text in quotes"),
        ("mode: @warn", "error[P101]: no text begins with `@`; put the text in quotes"),
        ("mode: *warn", "4:7: error[P101]: the alias names no anchor"),
        ("mode: \"\\q\"", "error[P101]: `\\` stands before a letter that it gives no meaning"),
    ] {
        let text = refused(part).to_string();
        assert!(text.contains(said), "{part}: {text}");
    }
}

#[test]
fn an_empty_document_says_how_one_begins_and_names_no_program() {
    insta::assert_snapshot!(Policy::parse("", &LoadOptions::default()).unwrap_err(), @"
    1 fault in the document
      error[P105]: the document is empty; a policy begins with `apiVersion: policy/v1alpha1`, `kind: ArtifactPolicy` and `metadata`; `policy_core::STARTER` is one to start from
    ");
    insta::assert_snapshot!(Waiver::parse_list("", &LoadOptions::default()).unwrap_err(), @"
    1 fault in the document
      error[P105]: the document is empty; write `[]` for a list without items
    ");
    assert!(
        Waiver::parse_list("[]", &LoadOptions::default()).is_ok_and(|(list, _)| list.is_empty())
    );
}

#[test]
fn a_rule_that_warns_and_denies_what_is_unknown_by_default_is_remarked_on() {
    let lints = |part: &str| {
        let source = format!("{HEAD}requires: {{ vulnerabilities: deny }}\n{part}");
        let (_, lints) =
            Policy::parse(&source, &LoadOptions::default()).unwrap_or_else(|e| panic!("{e}"));
        lints.into_iter().filter(|lint| lint.code == Code::LintUnknownDenies).collect::<Vec<_>>()
    };
    let rule =
        |rest: &str| format!("rules: [{{ id: a, vulnerability: {{ kev: true }}, {rest} }}]\n");
    let found = lints(&rule("effect: warn"));
    insta::assert_snapshot!(found[0], @"5:56: warning[P414]: rules[0].effect: rule `a` denies what it cannot judge, and no more than warns of the rest; add `on_unknown: warn` to the rule, or `on_unknown: deny` if that is meant");
    assert_eq!(lints(&rule("effect: info")).len(), 1);
    for (part, why) in [
        (rule("effect: deny"), "it denies what it finds, too"),
        (rule("effect: warn, on_unknown: deny"), "its author says so"),
        (rule("effect: warn, on_unknown: warn"), "it warns"),
        (rule("effect: warn, mode: warn"), "it can never deny"),
        (format!("mode: audit\n{}", rule("effect: warn")), "nothing can deny"),
        (
            format!("defaults: {{ on_unknown: deny }}\n{}", rule("effect: warn")),
            "the policy says so",
        ),
    ] {
        assert_eq!(lints(&part), [], "{why}");
    }
    let staged = format!("mode: audit\nmodes: {{ ci: enforce }}\n{}", rule("effect: warn"));
    assert_eq!(lints(&staged).len(), 1, "in one stage it denies");
}

#[test]
fn a_typo_in_given_evidence_is_told_by_the_short_form_that_was_meant() {
    let faults = |given: &str| {
        let test =
            format!("{{ name: t, now: 2026-11-20, given: {given}, expect: {{ outcome: deny }} }}");
        let error = refused(&format!("requires: {{ sbom: deny }}\ntests: [{test}]\n"));
        error.diagnostics().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(faults("{ finding: { id: CVE-1, componnt: x, fixd: 1.0, severty: high } }"), @"
    5:68: error[P301]: tests[0].given.finding.componnt: unknown key `componnt`; did you mean `component`?
    5:81: error[P301]: tests[0].given.finding.fixd: unknown key `fixd`; did you mean `fixed`?
    5:92: error[P301]: tests[0].given.finding.severty: unknown key `severty`; did you mean `severity`?
    ");
    insta::assert_snapshot!(faults("{ finding: { id: CVE-1, component: x, fix: 1.3.1 } }"), @"5:87: error[P305]: tests[0].given.finding.fix: `1.3.1` is none of `fixed`, `not_fixed`, `wont_fix`, `deferred`, `end_of_life`, `unknown`; the versions that fix it stand under `fixed`");
    insta::assert_snapshot!(faults("{ components: [{ component: x, licenc: MIT }] }"), @"5:75: error[P301]: tests[0].given.components[0].licenc: unknown key `licenc`; did you mean `licence`?");
}

#[test]
fn a_purl_that_cannot_be_read_is_no_name_of_a_given_component() {
    let test = |component: &str| {
        format!(
            "{HEAD}requires: {{ sbom: deny }}\ntests: [{{ name: t, now: 2026-11-20, given: {{ \
             components: [{component}] }}, expect: {{ outcome: allow }} }}]\n"
        )
    };
    let load = |component: &str| Policy::parse(&test(component), &LoadOptions::default());
    let error = load("\"pkg:npm\"").unwrap_err();
    assert_eq!(error.diagnostics()[0].path, "tests[0].given.components[0]");
    assert!(error.to_string().contains("`pkg:npm` is not a package URL"), "{error}");
    assert!(load("busybox").is_ok());
}

#[test]
fn one_mistake_is_told_once_and_without_the_words_of_rust() {
    let rule = |body: &str| format!("rules: [{{ id: a, {body} }}]\n");
    for (part, told) in [
        (rule("image: { slsa: 3 }"), "unknown key `slsa`"),
        (rule("licences: { alow: [MIT] }"), "unknown key `alow`"),
        (rule("image: { signature: { any_of: [{ isuer: x }] } }"), "unknown key `isuer`"),
        (rule("image: { provenance: { slsa_level: 300 } }"), "`300` is not an SLSA level"),
        (rule("image: { provenance: { slsa_level: '' } }"), "`` is not an SLSA level"),
        (rule("vulnerability: { cwe: xss }"), "`xss` is not a weakness such as `CWE-79`"),
        (
            "licences: { groups: { 'a b': [MIT] } }\nrequires: { sbom: deny }".into(),
            "the name of a group",
        ),
        ("budget: {}".into(), "the budget bounds no severity"),
        (
            "severity: { strategy: { prefer: [] } }\nrequires: { sbom: deny }".into(),
            "an empty list",
        ),
        (
            "severity: { strategy: { scanner: [] } }\nrequires: { sbom: deny }".into(),
            "an empty list",
        ),
    ] {
        let error = refused(&part);
        let [fault] = error.diagnostics() else { panic!("{part}: {error}") };
        assert!(fault.message.contains(told), "{part}: {error}");
    }
    let waiver = "id: W, match: { rule: r }, reason: r, owner: o, expires: 2026-12-31";
    let list = format!("[{{ {waiver}, conditions: {{ kev: true }} }}]");
    let error = Waiver::parse_list(&list, &LoadOptions::default()).unwrap_err();
    let said = "`true` is none of `deny`, `allow`; with `deny` it does not cover what is known to be exploited";
    assert!(error.to_string().ends_with(said), "{error}");
}
