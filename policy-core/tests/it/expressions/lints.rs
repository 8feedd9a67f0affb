//! Which expressions a worse finding may fail.

use policy_core::{Code, LoadOptions, Policy};

fn lints(expression: &str) -> Vec<String> {
    let source = format!(
        "apiVersion: policy/v1alpha1\nkind: ArtifactPolicy\nmetadata: {{ name: a }}\nrules: [{{ id: r, when: {} }}]",
        serde_json::Value::from(expression)
    );
    let (_, lints) = Policy::parse(&source, &LoadOptions::default()).unwrap();
    assert!(lints.iter().all(|lint| lint.code == Code::LintNotMonotone));
    lints.into_iter().map(|lint| lint.message).collect()
}

#[test]
fn lower_bounds_hold_for_what_is_worse() {
    for expression in [
        "finding.severity >= 'high'",
        "finding.severity > 'low' && finding.epss > 0.1",
        "'high' <= finding.severity",
        "finding.severity == 'critical'",
        "finding.severity != 'none'",
        "finding.severity in ['critical', 'high']",
        "!(finding.severity < 'high')",
        "!(finding.severity < 'high' || finding.cvss_score < 7)",
        "finding.kev",
        "finding.kev == true || finding.kev != false",
        "!(finding.kev == false)",
        "has(finding.cvss_score)",
        "component.direct ? finding.kev : finding.severity > 'low'",
        "!component.direct && finding.id != 'CVE-2024-1'",
        "!finding.fix_available",
        "finding.published_age < duration('30d')",
    ] {
        assert_eq!(lints(expression), [""; 0], "{expression}");
    }
}

#[test]
fn what_a_worse_finding_may_fail_is_remarked() {
    for (expression, part) in [
        ("finding.severity == 'high'", "finding.severity == 'high'"),
        ("finding.severity <= 'high'", "finding.severity <= 'high'"),
        ("finding.severity in ['high', 'medium']", "finding.severity in ['high', 'medium']"),
        ("!(finding.severity >= 'high')", "finding.severity >= 'high'"),
        ("!finding.kev && component.direct", "finding.kev"),
        ("finding.kev == false", "finding.kev == false"),
        ("!has(finding.epss)", "finding.epss"),
        ("finding.cvss_score == 10.0", "finding.cvss_score == 10.0"),
        ("finding.epss - 0.1 > 0", "finding.epss - 0.1 > 0"),
        ("finding.epss > finding.cvss_score", "finding.epss > finding.cvss_score"),
        ("finding.kev ? component.direct : true", "finding.kev ? component.direct : true"),
        ("finding.cwe.exists(c, !finding.kev)", "finding.cwe.exists(c, !finding.kev)"),
    ] {
        let found = lints(expression);
        assert_eq!(found.len(), 1, "{expression}: {found:?}");
        assert!(found[0].starts_with("rule `r` lets a worse finding pass: "), "{found:?}");
        assert!(found[0].contains(part), "{expression}: {found:?}");
    }
}
