//! Laws of conditions as expressions.

use policy_core::{Policy, expression};
use proptest::array::uniform3;
use proptest::prelude::*;
use proptest::sample::select;

use super::policies::{read, sample, seed};
use super::{cases, evidence, judge, now, some_cases};

/// A comparison that a worse finding passes too.
fn growing() -> impl Strategy<Value = String> {
    select(vec![
        "finding.severity >= 'high'",
        "finding.severity > severity('low')",
        "finding.severity in ['high', 'critical']",
        "finding.kev",
        "finding.epss > 0.5",
        "finding.fix_available",
        "'CVE-2024-1' in finding.ids",
        "finding.published_age > duration('20d')",
        "finding.published < timestamp('2026-11-10')",
        "component.direct",
        "!component.direct",
        "component.type == 'npm'",
        "component.scope != 'dev'",
        "vers('npm', component.version, '[1.0.0,2.0.0)')",
        "spdx_allows(component.licence, ['GPL-3.0-only'])",
        "component.licences.exists(l, l.startsWith('GPL'))",
        "image.registry == 'acme.io'",
        "context.stage == 'ci'",
        "now > timestamp('2026-11-01')",
    ])
    .prop_map(str::to_owned)
}

/// Any comparison.
fn leaf() -> impl Strategy<Value = String> {
    let falling = select(vec![
        "finding.severity < 'high'",
        "finding.severity == 'medium'",
        "finding.epss <= 0.2",
        "finding.kev == false",
        "finding.fix_state == 'fixed'",
        "finding.cwe[0] == 'CWE-79'",
        "finding.reachable ? finding.kev : component.direct",
        "size(finding.ids) == 1",
    ])
    .prop_map(str::to_owned);
    prop_oneof![growing(), falling]
}

fn joined(leaf: impl Strategy<Value = String> + 'static, not: bool) -> BoxedStrategy<String> {
    leaf.prop_recursive(2, 6, 3, move |inner| {
        let many = |sign: &'static str| {
            proptest::collection::vec(inner.clone(), 2..4).prop_map(move |parts| {
                parts.iter().map(|part| format!("({part})")).collect::<Vec<_>>().join(sign)
            })
        };
        if not {
            prop_oneof![
                many(" && "),
                many(" || "),
                inner.clone().prop_map(|inner| format!("!({inner})"))
            ]
            .boxed()
        } else {
            prop_oneof![many(" && "), many(" || ")].boxed()
        }
    })
    .boxed()
}

/// An expression that a worse finding passes too.
pub(super) fn monotone() -> BoxedStrategy<String> {
    joined(growing(), false)
}

/// Any expression in which nothing asks whether something is known.
pub(super) fn any() -> BoxedStrategy<String> {
    joined(leaf(), true)
}

/// Three expressions; what fails is tried with the simplest in their place.
fn three() -> impl Strategy<Value = [String; 3]> {
    (seed(), uniform3(proptest::bool::weighted(1.0))).prop_map(|(seed, keep)| {
        let drawn: [String; 3] = sample(seed, &uniform3(any()));
        let mut texts = drawn.into_iter().zip(keep);
        std::array::from_fn(|_| match texts.next() {
            Some((text, true)) => text,
            _ => "finding.kev".to_owned(),
        })
    })
}

/// A policy of one rule over findings for each expression.
fn over_findings(expressions: &[&str]) -> Policy {
    let rules: Vec<String> = expressions
        .iter()
        .enumerate()
        .map(|(index, expression)| {
            let text = serde_json::Value::from(format!("finding.id != '' && ({expression})"));
            format!("{{ id: r{index}, when: {text} }}")
        })
        .collect();
    read(&format!("rules: [{}]", rules.join(", ")))
}

proptest! {
    #![proptest_config(some_cases())]

    /// Kleene's logic: both sides of each law are equal for every finding, known or not.
    #[test]
    fn the_laws_of_logic_hold_in_three_values([a, b, c] in three(), evidence in evidence()) {
        let laws = [
            (format!("!(({a}) && ({b}))"), format!("!({a}) || !({b})")),
            (format!("({a}) && ({b})"), format!("({b}) && ({a})")),
            (format!("({a}) && (({b}) || ({c}))"), format!("(({a}) && ({b})) || (({a}) && ({c}))")),
            (format!("!!({a})"), a.clone()),
            (format!("({a}) || (({a}) && ({b}))"), a.clone()),
        ];
        let sides: Vec<&str> =
            laws.iter().flat_map(|(left, right)| [left.as_str(), right.as_str()]).collect();
        let decision = over_findings(&sides).evaluate(&evidence, &now());
        // How many findings each is true, false and unknown for.
        let counts = |index: usize| {
            let id = format!("r{index}");
            decision
                .coverage
                .iter()
                .find(|coverage| coverage.rule == id)
                .map(|coverage| [coverage.held, coverage.did_not_hold, coverage.unknown])
        };
        for (index, (left, right)) in laws.iter().enumerate() {
            let found = counts(2 * index);
            prop_assert!(found.is_some());
            prop_assert_eq!(found, counts(2 * index + 1), "{} against {}", left, right);
        }
    }

    /// A key of the language and the expression that says the same judge alike.
    #[test]
    fn keys_and_expressions_that_say_the_same_judge_alike(
        (key, expression) in select(vec![
            ("severity: \">=high\"", "finding.severity >= 'high'"),
            ("severity: \"<medium\"", "finding.severity < 'medium'"),
            ("severity: [low, critical]", "finding.severity in ['low', 'critical']"),
            ("epss: \">0.25\"", "finding.epss > 0.25"),
            ("kev: true", "finding.kev"),
            ("kev: false", "!finding.kev"),
            ("fix_available: true", "finding.fix_available"),
            ("published_age: \">=20d\"", "finding.published_age >= duration('20d')"),
            ("direct: true", "component.direct"),
            ("scope: dev", "component.scope == 'dev'"),
            ("layer: [app, base]", "component.layer in ['app', 'base']"),
            ("source: [xray]", "finding.source.exists(s, s in ['xray'])"),
            ("component: { type: npm }", "component.type == 'npm'"),
            ("{ severity: \">=high\", kev: true }", "finding.severity >= 'high' && finding.kev"),
        ]),
        mut evidence in evidence(),
    ) {
        evidence.waivers.clear();
        let body = if key.starts_with('{') { key.to_owned() } else { format!("{{ {key} }}") };
        let keys = read(&format!("rules: [{{ id: r0, vulnerability: {body} }}]"));
        let found = |policy: &Policy| {
            let decision = policy.evaluate(&evidence, &now());
            let list: Vec<_> = decision
                .violations
                .into_iter()
                .map(|v| (v.fingerprint(), v.code, v.subject, v.id, v.effect))
                .collect();
            (decision.outcome, list)
        };
        prop_assert_eq!(found(&keys), found(&over_findings(&[expression])));
    }

    /// A rule that says so lets nothing worse pass; see P5.
    #[test]
    fn monotone_expressions_are_not_remarked(expression in monotone()) {
        let source = format!(
            "apiVersion: policy/v1alpha1\nkind: ArtifactPolicy\nmetadata: {{ name: a }}\nrules: [{{ id: r, when: {}, vulnerability: {{ any: true }} }}]",
            serde_json::Value::from(expression),
        );
        let (_, lints) = Policy::parse(&source, &policy_core::LoadOptions::default()).unwrap();
        prop_assert!(lints.iter().all(|lint| lint.code != policy_core::Code::LintNotMonotone), "{:?}", lints);
    }

    /// With no evidence an expression decides nothing.
    #[test]
    fn no_evidence_is_never_allowed_by_an_expression(expression in any()) {
        let policy = over_findings(&[&expression]);
        prop_assert_eq!(judge(&policy, &policy_core::Evidence::default()), policy_core::Outcome::Deny);
    }
}

proptest! {
    #![proptest_config(cases())]

    /// P14: no text makes the reader panic, and what is refused is refused at a place inside it.
    #[test]
    fn no_text_makes_the_reader_of_expressions_panic(
        text in prop_oneof![
            "\\PC{0,40}",
            "[a-z.()\\[\\]!&|<>=+'\" ?:,0-9-]{0,60}",
            proptest::collection::vec(select(vec![
                "finding", ".", "kev", "severity", "(", ")", "[", "]", "&&", "||", "!", "-", "==", "<", "'high'",
                "in", "has", "size", "exists", "c", ",", "1.5", "?", ":", "vers", "component", "now", "+", "{", "}",
                "r'\\d'", "true", "null", "//", "\n", "filter", "purl", "type", "\"", "'''",
            ]), 0..20).prop_map(|parts| parts.join(" ")),
        ],
    ) {
        if let Err(error) = expression::check(&text) {
            for fault in error.diagnostics() {
                let span = fault.span.unwrap();
                prop_assert!(span.start <= span.end && span.end <= text.len().max(1), "{}: {:?}", text, fault);
                prop_assert!(text.is_char_boundary(span.start.min(text.len())));
            }
        }
    }
}
