//! What a violation says about the expression behind it.

use policy_core::Severity;
use policy_core::evidence::{Component, Evidence, ImageFacts, Package, Place, Sbom};

use crate::fixtures::{LEFT_PAD, artifact, finding, now, rule, scanned};

fn found() -> Evidence {
    let finding = finding("CVE-2024-1", LEFT_PAD, Severity::High)
        .cwe("CWE-79")
        .cwe("CWE-1321")
        .kev(false)
        .place(Place::new().direct(true).depth(1));
    let component = Component::new(Package::from_text(LEFT_PAD));
    let component = component.place(Place::new().direct(true).depth(1));
    scanned([finding]).with_sbom(Sbom::new([component]))
}

fn because(expression: &str, evidence: &Evidence) -> Vec<String> {
    let policy = rule(&format!("when: {}", serde_json::Value::from(expression)));
    let decision = policy.evaluate(evidence, &now());
    decision.violations[0].because.iter().map(ToString::to_string).collect()
}

fn missing(expression: &str, evidence: &Evidence) -> Vec<String> {
    let policy = rule(&format!("when: {}", serde_json::Value::from(expression)));
    let decision = policy.evaluate(evidence, &now());
    decision.violations[0].missing.iter().map(ToString::to_string).collect()
}

#[test]
fn a_violation_names_the_comparisons_that_made_it() {
    for (expression, reasons) in [
        (
            "component.type == 'npm' && 'CWE-1321' in finding.cwe",
            &[
                "`component.type == 'npm'` holds (npm)",
                "`'CWE-1321' in finding.cwe` holds (CWE-1321, CWE-79)",
            ][..],
        ),
        // Of a disjunction, those that hold.
        (
            "finding.kev || finding.severity >= 'high' || component.direct",
            &[
                "`finding.severity >= 'high'` holds (it is rated High by nvd)",
                "`component.direct` holds",
            ],
        ),
        (
            "!(finding.kev || finding.severity < 'high')",
            &[
                "`!finding.kev` holds",
                "`!(finding.severity < 'high')` holds (it is rated High by nvd)",
            ],
        ),
        (
            "!finding.kev && !!component.direct",
            &["`!finding.kev` holds", "`component.direct` holds"],
        ),
        (
            "finding.kev ? false : component.depth <= 2",
            &["`!finding.kev` holds", "`component.depth <= 2` holds (1)"],
        ),
        (
            "finding.cwe.exists(c, c == 'CWE-79')",
            &["`finding.cwe.exists(c, c == 'CWE-79')` holds (CWE-1321, CWE-79)"],
        ),
        (
            "has(finding.cwe) && !has(finding.epss)",
            &[
                "`has(finding.cwe)` holds (CWE-1321, CWE-79)",
                "`!has(finding.epss)` holds (not known)",
            ],
        ),
        ("finding.cwe[0] == 'CWE-1321'", &["`finding.cwe[0] == 'CWE-1321'` holds (CWE-1321)"]),
        ("component.depth + 1 == 2", &["`component.depth + 1 == 2` holds (2)"]),
        (
            "component.name == component.purl || component.direct == component.direct",
            &["`component.direct == component.direct` holds"],
        ),
        ("true && component.direct && (component.direct)", &["`component.direct` holds"]),
        (
            "component.direct\n   &&\n   // remark\n   component.depth\n == 1",
            &["`component.direct` holds", "`component.depth == 1` holds (1)"],
        ),
        (
            "vers(component.type, component.version, 'vers:npm/<2')",
            &[
                "`vers(component.type, component.version, 'vers:npm/<2')` holds (component.type npm, component.version 1.3.0)",
            ],
        ),
    ] {
        assert_eq!(because(expression, &found()), reasons, "{expression}");
    }
}

#[test]
fn what_is_missing_is_named_with_its_reason() {
    for (expression, lacks) in [
        ("finding.epss > 0.1", &["finding.epss (trivy does not say)"][..]),
        (
            "finding.epss > 0.1 && finding.reachable && component.direct",
            &["finding.epss (trivy does not say)", "finding.reachable (trivy does not say)"],
        ),
        ("finding.id != '' && component.layer == 'app'", &["component.layer (trivy does not say)"]),
        ("finding.id != '' && component.licence == 'MIT'", &["component.licence (none is stated)"]),
        ("finding.fix_available", &["finding.fix_available (not known whether there is a fix)"]),
        (
            "finding.cwe[7] == 'CWE-1'",
            &["finding.cwe[7] == 'CWE-1' (the list has no such element)"],
        ),
        (
            "finding.id != '' && purl(component.name).name == 'x'",
            &["purl(component.name).name == 'x' (it is not a purl)"],
        ),
        (
            "finding.id != '' && context.labels.team == 'x'",
            &["context.labels.team == 'x' (there is no such key)"],
        ),
        (
            "finding.reachable ? finding.kev : finding.malicious",
            &["finding.reachable (trivy does not say)"],
        ),
        ("finding.id != '' && image.digest != ''", &["image.digest (nobody says)"]),
    ] {
        assert_eq!(missing(expression, &found()), lacks, "{expression}");
    }
    let image = Evidence::new(artifact()).with_image(ImageFacts::default());
    assert_eq!(missing("image.tag == 'x'", &image), ["image.tag (nobody says)"]);
}

#[test]
fn a_decision_reads_as_a_person_needs_it() {
    let policy = rule(
        r#"when: 'component.type == "npm" && "CWE-1321" in finding.cwe && component.direct', message: parsers nobody maintains"#,
    );
    let decision = policy.evaluate(&found(), &now());
    insta::assert_snapshot!(decision.to_string(), @r#"
    deny: registry.acme.io/shop/api:1.4.2; 1 against it
    judged by policy test at 2026-11-20T12:00:00Z

    deny: CVE-2024-1 (High) in left-pad 1.3.0: parsers nobody maintains
      rule rule
        because `component.type == "npm"` holds (npm), `"CWE-1321" in finding.cwe` holds (CWE-1321, CWE-79) and `component.direct` holds
      no newer version is known to help: replace the component, or wait for a fix

    What cannot be fixed today needs a waiver with a reason and an end, granted by whoever owns the policy.
    "#);
}
