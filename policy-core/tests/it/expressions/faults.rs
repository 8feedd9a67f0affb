//! Expressions that are refused, and where.

use policy_core::{Code, LoadError, LoadOptions, Policy, expression};

const HEAD: &str =
    "apiVersion: policy/v1alpha1\nkind: ArtifactPolicy\nmetadata: { name: a }\nrules:\n";

fn refused(rules: &str) -> (LoadError, String) {
    let source = format!("{HEAD}{rules}");
    (Policy::parse(&source, &LoadOptions::default()).unwrap_err(), source)
}

#[cfg(not(feature = "cel"))]
#[test]
fn without_the_feature_a_condition_is_refused_not_passed_over() {
    let (error, _) =
        refused("  - { id: a, vulnerability: { kev: true }, when: component.direct }\n");
    insta::assert_snapshot!(error, @"
    1 fault in the document
      5:49: error[P302]: rules[0].when: `when` cannot be judged: this program is built without the feature `cel`; build it with the feature `cel` of `policy-core`
    ");
}

#[cfg(feature = "cel")]
#[test]
fn a_fault_is_shown_at_its_place_inside_the_expression() {
    let (error, source) = refused(
        "  - id: a
    when: 'component.type == ''npm'' && finding.serverity >= \"high\"'
",
    );
    insta::assert_snapshot!(error.render("policy.yaml", &source), @r#"
    error[P502]: unknown field `finding.serverity`
     --> policy.yaml:6:41
      |
    6 |     when: 'component.type == ''npm'' && finding.serverity >= "high"'
      |                                         ^^^^^^^^^^^^^^^^^
      = in `rules[0].when`
      = help: did you mean `finding.severity`?
    "#);
}

#[cfg(feature = "cel")]
#[test]
fn places_are_right_however_yaml_writes_the_text() {
    for (text, line, column, width) in [
        ("when: finding.kve", 6, 11, 11),
        ("when:    finding.kve", 6, 14, 11),
        ("when: 'finding.kve'", 6, 12, 11),
        ("when: '\"''\" == finding.title || finding.kve'", 6, 37, 11),
        ("when: \"\\\"a\\\" == finding.title || finding.kve\"", 6, 38, 11),
        ("when: \"'é' == finding.title || finding.kve\"", 6, 36, 11),
        ("when: >-\n      component.direct &&\n      finding.kve", 8, 7, 11),
        ("when: |\n      component.direct &&\n        // remark\n        finding.kve\n", 9, 9, 11),
        ("when: component.direct &&\n      finding.kve", 7, 7, 11),
        ("when: 'component.direct &&'", 6, 31, 0),
    ] {
        let (error, source) = refused(&format!("  - id: a\n    {text}\n"));
        let fault = &error.diagnostics()[0];
        let span = fault.span.unwrap();
        assert_eq!(
            (span.line, span.column, span.end - span.start),
            (line, column, width),
            "{text}"
        );
        if width > 0 {
            assert_eq!(&source[span.start..span.end], "finding.kve", "{text}");
        }
        assert_eq!(fault.path, "rules[0].when");
    }
}

#[test]
fn every_fault_of_an_expression_is_named_at_once() {
    let error = expression::check(
        "finding.kve && component.typ == 'npm' && now() > 1 && finding.scop == 'dve' && sizeof(finding.cwe) > 1",
    )
    .unwrap_err();
    insta::assert_snapshot!(error, @"
    5 faults in the document
      1:1: error[P502]: unknown field `finding.kve`; did you mean `finding.kev`?
      1:16: error[P502]: unknown field `component.typ`; did you mean `component.type`?
      1:42: error[P502]: `now` is a variable; did you mean `now`?
      1:55: error[P502]: unknown field `finding.scop`; did you mean `component.scope`?
      1:80: error[P502]: unknown function `sizeof`; did you mean `size`?
    ");
}

#[test]
fn names_that_there_are_not_are_refused_with_what_was_meant() {
    for (source, message) in [
        (
            "finding.serverity == 'high'",
            "error[P502]: unknown field `finding.serverity`; did you mean `finding.severity`?",
        ),
        (
            "finding.direct",
            "error[P502]: unknown field `finding.direct`; did you mean `component.direct`?",
        ),
        ("findings.kev", "error[P502]: unknown variable `findings`; did you mean `finding`?"),
        ("kev", "error[P502]: unknown variable `kev`; did you mean `finding.kev`?"),
        (
            "image.base.registr == 'x'",
            "error[P502]: unknown field `image.base.registr`; did you mean `image.base.registry`?",
        ),
        (
            "banana",
            "error[P502]: unknown variable `banana`; there are `finding`, `component`, `image`, `artifact`, `context`, `now`",
        ),
        (
            "image.os.banana",
            "error[P502]: unknown field `image.os.banana`; `image.os` has `family`, `version`, `end_of_life`",
        ),
        (
            "finding.title.startswith('x')",
            "error[P502]: unknown function `startswith`; did you mean `startsWith`?",
        ),
        (
            "contains(finding.title, 'x')",
            "error[P502]: unknown function `contains`; write `x.contains(…)`",
        ),
        ("finding.title.has()", "error[P502]: unknown function `has`; write `has(…)`"),
        (
            "purl(component.purl).arch == 'x'",
            "error[P502]: a purl has no field `arch`; it has `type`, `namespace`, `name`, `version`, `subpath`, `qualifiers`",
        ),
        (
            "finding.cvss.AB == 'N'",
            "error[P502]: CVSS has no metric `AB`; did you mean `finding.cvss.A",
        ),
        ("finding.cwe.exists(c, d == 'x')", "error[P502]: unknown variable `d`"),
        ("finding.cwe.exists(c, true) && c == 'x'", "error[P502]: unknown variable `c`"),
    ] {
        let error = expression::check(source).unwrap_err().to_string();
        assert!(error.contains(message), "{source}: {error}");
        assert_eq!(error.lines().count(), 2, "{source}: {error}");
    }
}

#[test]
fn parts_that_do_not_fit_are_refused_with_a_reason() {
    for (source, code, message) in [
        (
            "finding.severity",
            Code::ExpressionType,
            "a rule asks for a bool, and this is a severity",
        ),
        ("finding", Code::ExpressionType, "`finding` is not a value; name one of its fields"),
        ("finding.kev == 1", Code::ExpressionType, "a bool and a number have nothing in common"),
        (
            "finding.kev && finding.cwe",
            Code::ExpressionType,
            "expected a bool, found a list(string)",
        ),
        ("component.version < '2.0'", Code::ExpressionType, "`<` does not compare a version"),
        ("'2.0' > component.version", Code::ExpressionType, "`>` does not compare a version"),
        ("finding.id < 'CVE-2020'", Code::ExpressionType, "`<` does not compare a string"),
        ("finding.published > '2026-01-01'", Code::ExpressionType, "write `timestamp("),
        ("finding.published_age > 30", Code::ExpressionType, "write `duration("),
        ("finding.severity >= 'hihg'", Code::ExpressionText, "did you mean `\"high\"`?"),
        ("finding.severity in ['high', 'sever']", Code::ExpressionText, "`sever` is none of"),
        ("finding.fix_state == 'fixd'", Code::ExpressionText, "did you mean `\"fixed\"`?"),
        ("component.scope in ['dev', 'tset']", Code::ExpressionText, "`tset` is none of"),
        ("finding.cwe == 'CWE-79'", Code::ExpressionType, "ask with `in`"),
        ("finding.title in 'x'", Code::ExpressionType, "a text is asked with `contains(…)`"),
        (
            "finding.cwe.contains('x')",
            Code::ExpressionType,
            "a list is asked with `in` or `exists(…)`",
        ),
        ("finding.title.matches('(')", Code::ExpressionText, "unclosed group"),
        (
            "finding.title.matches(finding.id)",
            Code::ExpressionType,
            "write a regular expression here, in quotes",
        ),
        (
            "vers(component.type, component.version, 'vers:npm')",
            Code::ExpressionText,
            "no `/` follows",
        ),
        (
            "vers(component.type, component.version, '[1.0]')",
            Code::ExpressionText,
            "it does not begin `vers:`",
        ),
        ("vers('npm', component.version, 'vers:pypi/1')", Code::ExpressionText, "it is not of npm"),
        (
            "vers(component.version)",
            Code::ExpressionType,
            "`vers` takes a type, a version and a range",
        ),
        ("spdx_allows(component.licence, 'MIT')", Code::ExpressionType, "a list of texts"),
        ("spdx_allows(component.licence, ['MTI'])", Code::ExpressionText, "`MTI` is not a licence"),
        (
            "finding.published > timestamp('yesterday')",
            Code::ExpressionText,
            "is neither an instant",
        ),
        ("finding.published_age > duration('a month')", Code::ExpressionText, "is not a period"),
        ("has(finding.kev == true)", Code::ExpressionType, "`has` asks for a field"),
        ("has(finding)", Code::ExpressionType, "name one of its fields"),
        (
            "finding.cwe.exists(finding, true)",
            Code::ExpressionType,
            "`finding` means something already",
        ),
        (
            "finding.cwe.exists(c == 'x')",
            Code::ExpressionType,
            "`exists` takes a variable and an expression",
        ),
        ("finding.kev.exists(c, true)", Code::ExpressionType, "a bool is not a list"),
        (
            "finding.cwe.all(c, finding.ids.all(d, c == d))",
            Code::ExpressionLimit,
            "a loop stands in a loop",
        ),
        ("finding.cwe[0][0] == 'x'", Code::ExpressionType, "a string has no elements"),
        ("finding.id.length == 3", Code::ExpressionType, "a string has no fields"),
        ("[1, 'a'] == []", Code::ExpressionType, "a string in a list of a number"),
        ("[[1]] == []", Code::ExpressionUnsupported, "without lists of lists"),
        ("finding.kev + 1 > 0", Code::ExpressionType, "`+` does not join a bool and a number"),
        ("-finding.title == ''", Code::ExpressionType, "`-` does not turn a string"),
        (
            "string(finding.cvss_score) == '7'",
            Code::ExpressionUnsupported,
            "policies do without `string()`",
        ),
        ("1 == 1", Code::ExpressionSubject, "the expression asks for nothing"),
        ("true", Code::ExpressionSubject, "the expression asks for nothing"),
    ] {
        let error = expression::check(source).unwrap_err();
        let fault = &error.diagnostics()[0];
        assert_eq!(fault.code, code, "{source}: {error}");
        assert!(fault.to_string().contains(message), "{source}: {error}");
    }
}

#[cfg(feature = "cel")]
#[test]
fn an_expression_looks_at_no_more_than_its_rule() {
    for (rule, message) in [
        (
            "image: { tags: { deny: [latest] } }, when: finding.kev",
            "the rule looks at the image, and the expression at more",
        ),
        (
            "image: { tags: { deny: [latest] } }, when: component.direct",
            "the rule looks at the image, and the expression at more",
        ),
        (
            "licences: { deny: [MIT] }, when: finding.kev",
            "the rule looks at components, and the expression at more",
        ),
        ("when: context.stage == 'ci'", "the expression says nothing about what is judged"),
        ("when: ''", "the expression is empty"),
        (
            "when: image.pinned, grace: { high: 3d, from: published }",
            "only vulnerabilities have a grace period",
        ),
    ] {
        let (error, _) = refused(&format!("  - {{ id: a, {rule} }}\n"));
        assert!(error.to_string().contains(message), "{rule}: {error}");
        assert_eq!(error.diagnostics().len(), 1, "{rule}: {error}");
    }
}

#[test]
fn the_documentation_names_every_variable_with_its_type() {
    let page = include_str!("../../../src/expression.md");
    let table: Vec<&str> = page.lines().filter(|line| line.starts_with("| `")).collect();
    for variable in expression::variables() {
        let mark = if variable.optional { " ?" } else { "" };
        let line =
            format!("| `{}`{mark} | {} | {} |", variable.path, variable.kind, variable.meaning);
        assert!(table.contains(&line.as_str()), "missing: {line}");
    }
}

#[test]
fn hostile_expressions_are_refused_at_once() {
    for source in [
        "(".repeat(100_000),
        "a".repeat(4_097),
        "!".repeat(4_000) + "finding.kev",
        format!("{}true", "true ? true : ".repeat(280)),
        vec!["finding.kev"; 300].join(" && "),
        "finding.title.matches('(a{1000}){1000}')".to_owned(),
        format!("finding.title.matches('{}')", "(".repeat(1_000)),
        "finding.title.matches('[[:alpha:]]{9999999}')".to_owned(),
    ] {
        assert!(expression::check(&source).is_err(), "{source:.40}");
    }
}
