//! What expressions are worth.

use policy_core::evidence::{
    BaseImage, Component, Epss, Evidence, Finding, Fix, ImageFacts, OperatingSystem, Package,
    Place, Sbom, Scan, Scope,
};
use policy_core::{EvalContext, Severity, Tri};

use crate::fixtures::{NOW, artifact, at, digest, rule};

fn everything() -> Evidence {
    let package = Package::from_text("pkg:npm/%40babel/core@7.0.0?arch=amd64");
    let mut finding = Finding::new("CVE-2024-1", package.clone())
        .alias("GHSA-aaaa-bbbb-cccc")
        .severity("nvd", Severity::High)
        .vector("nvd", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H")
        .fix(Fix::fixed(["7.0.5"]))
        .published(at("2026-11-01"))
        .kev(false)
        .epss(Epss::from_ppm(123_456).unwrap())
        .cwe("CWE-79")
        .cwe("CWE-1321");
    finding.title = Some("prototype pollution".into());
    let place = Place::new().path(["express 4.0", "@babel/core 7.0.0"]).scope(Scope::Required);
    let component = Component::new(package).licence("MIT OR GPL-3.0-only").place(place);
    let image = ImageFacts::new("docker.io/library/nginx:1.25".parse().unwrap())
        .created(at("2026-10-01"))
        .base(BaseImage::new("debian:12".parse().unwrap()))
        .os(OperatingSystem::new("debian", "12.5"));
    Evidence::new(artifact())
        .with_scan(Scan::new("trivy").finding(finding))
        .with_sbom(Sbom::new([component]))
        .with_image(image)
}

/// The value of an expression over the one finding of [`everything`].
fn value(expression: &str) -> Tri {
    value_of(expression, &everything())
}

fn value_of(expression: &str, evidence: &Evidence) -> Tri {
    let text = serde_json::Value::from(format!("({expression}) && finding.id != \"\"")).to_string();
    let policy = rule(&format!("when: {text}"));
    let cx = EvalContext::at(at(NOW)).namespace("shop").label("team", "payments");
    let decision = policy.evaluate(evidence, &cx);
    let coverage = &decision.coverage[0];
    match (coverage.held, coverage.did_not_hold, coverage.unknown) {
        (1, 0, 0) => Tri::True,
        (0, 1, 0) => Tri::False,
        (0, 0, 1) => Tri::Unknown,
        other => panic!("{expression}: {other:?}"),
    }
}

fn check(expected: Tri, expressions: &[&str]) {
    for expression in expressions {
        assert_eq!(value(expression), expected, "{expression}");
    }
}

#[test]
fn true_is_what_the_evidence_says() {
    check(
        Tri::True,
        &[
            "finding.id == 'CVE-2024-1'",
            "'GHSA-aaaa-bbbb-cccc' in finding.ids",
            "finding.severity == \"high\"",
            "finding.severity >= severity('medium')",
            "\"critical\" > finding.severity",
            "finding.severity in ['high', 'critical']",
            "finding.cvss_score == 7.5",
            "finding.epss > 0.123455 && finding.epss < 0.123457",
            "finding.fix_available && finding.fix_state == 'fixed'",
            "finding.fixed_version == '7.0.5'",
            "!finding.kev",
            "finding.published == timestamp('2026-11-01')",
            "finding.published_age > duration('19d')",
            "now - finding.published == finding.published_age",
            "finding.published + duration('480h') > now",
            "now - duration('1h30m') < now",
            "'CWE-1321' in finding.cwe",
            "finding.cwe.exists(c, c.startsWith('CWE-13'))",
            "finding.cwe.all(c, c.matches('^CWE-[0-9]+$'))",
            "finding.cwe.exists_one(c, c == 'CWE-79')",
            "finding.cwe.filter(c, c == 'CWE-79').size() == 1",
            "finding.cwe.map(c, c.lowerAscii()) == ['cwe-1321', 'cwe-79']",
            "finding.cwe[1] == 'CWE-79'",
            "size(finding.cwe) == 2",
            "finding.title.contains('pollution') && finding.title.endsWith('n')",
            "finding.source == ['trivy']",
            "component.type == 'npm' && component.name == '@babel/core'",
            "component.namespace == '@babel'",
            "component.purl == 'pkg:npm/%40babel/core@7.0.0?arch=amd64'",
            "component.version == '7.0.0'",
            "component.licence == 'MIT OR GPL-3.0-only'",
            "!component.direct && component.depth == 2",
            "component.scope == 'required'",
            "component.path[0] == 'express 4.0'",
            "image.registry == 'docker.io' && image.repository == 'library/nginx'",
            "image.tag == '1.25' && !image.pinned",
            "image.reference.startsWith('docker.io/library/nginx')",
            "image.base.repository == 'library/debian'",
            "image.created < now && image.os.family == 'debian'",
            "artifact.name == 'registry.acme.io/shop/api:1.4.2'",
            "size(artifact.digests) == 1",
            "context.namespace == 'shop'",
            "context.labels['team'] == 'payments' && context.labels.team == 'payments'",
            "'team' in context.labels",
            "vers(component.type, component.version, 'vers:npm/>=6.0.0|<7.0.5')",
            "vers('npm', component.version, '[7.0.0]')",
            "vers('semver', '1.2.3', 'vers:semver/<2.0.0')",
            "purl(component.purl).name == 'core'",
            "purl(component.purl).qualifiers.arch == 'amd64'",
            "has(purl(component.purl).qualifiers.arch)",
            "spdx_allows(component.licence, ['@permissive'])",
            "has(finding.epss) && !has(finding.reachable)",
            "finding.kev ? false : finding.severity == 'high'",
            "size('äöü') == 3",
            "1 + 2 - 3 == 0 && -1 < 0",
            "'a' + 'b' == 'ab'",
            "[1, 2] == [1, 2] && 1 in [1, 2]",
            "[] == finding.cwe.filter(c, c == 'x')",
            "duration('90s') == duration('1m30s')",
            "timestamp('2026-11-20T12:00:00Z') == now",
        ],
    );
}

#[test]
fn false_is_what_the_evidence_denies() {
    check(
        Tri::False,
        &[
            "finding.severity < 'high'",
            "finding.severity in ['low']",
            "finding.severity in []",
            "finding.kev",
            "'CWE-1' in finding.cwe",
            "finding.cwe.all(c, c == 'CWE-79')",
            "finding.cwe.exists(c, c == 'CWE-1')",
            "finding.cwe.exists_one(c, c.startsWith('CWE'))",
            "'tier' in context.labels",
            "has(context.labels.tier)",
            "has(purl(component.purl).subpath)",
            "vers(component.type, component.version, 'vers:npm/>=7.0.1')",
            // Another ecosystem's range holds none of this one's versions.
            "vers(component.type, component.version, 'vers:pypi/<99')",
            "spdx_allows(component.licence, ['Apache-2.0'])",
            "finding.title.matches('^pollution')",
        ],
    );
}

#[test]
fn unknown_is_what_nobody_says() {
    check(
        Tri::Unknown,
        &[
            "finding.reachable",
            "!finding.reachable",
            "finding.reachable == finding.reachable",
            "finding.first_seen < now",
            "component.layer == 'base'",
            "image.digest == 'x'",
            "image.base.created < now",
            "image.os.end_of_life",
            "context.stage == 'ci'",
            "context.labels.tier == 'x'",
            "context.labels['tier'] == 'x'",
            "finding.cwe[2] == 'x'",
            "finding.cwe[-1] == 'x'",
            "finding.cwe[0.5] == 'x'",
            "purl(component.name).name == 'x'",
            "purl(component.purl).subpath == 'x'",
            "vers('npm', finding.title, '[1.0.0]')",
            "spdx_allows(finding.title, ['MIT'])",
            "9223372036854.7 + 1 > 0",
            "timestamp('9999-12-31') + duration('365d') > now",
            "finding.cwe.exists(c, c == finding.title || finding.reachable)",
            "component.layer in ['base', 'app']",
            "'x' in [component.layer, 'y']",
            "finding.reachable ? true : true",
        ],
    );
}

#[test]
fn logic_is_kleenes_on_either_side() {
    for (a, left) in
        [("true", Tri::True), ("false", Tri::False), ("finding.reachable", Tri::Unknown)]
    {
        for (b, right) in
            [("true", Tri::True), ("false", Tri::False), ("finding.malicious", Tri::Unknown)]
        {
            assert_eq!(value(&format!("{a} && {b}")), left & right, "{a} && {b}");
            assert_eq!(value(&format!("{a} || {b}")), left | right, "{a} || {b}");
        }
        assert_eq!(value(&format!("!{a}")), !left, "!{a}");
    }
    // Loops are conjunctions and disjunctions too.
    check(Tri::True, &["finding.cwe.exists(c, c == 'CWE-79' || finding.reachable)"]);
    check(Tri::False, &["finding.cwe.all(c, c == 'CWE-79' && finding.reachable)"]);
    check(
        Tri::Unknown,
        &[
            "finding.cwe.all(c, c == 'CWE-79' || finding.reachable)",
            "finding.cwe.exists_one(c, c == 'CWE-79' || finding.reachable)",
            "finding.cwe.filter(c, finding.reachable).size() == 0",
        ],
    );
    check(Tri::True, &["'x' in [component.layer, 'x']"]);
}

#[test]
fn a_severity_nobody_knows_is_unknown_unless_the_policy_assumes_one() {
    let evidence = Evidence::new(artifact()).with_scan(
        Scan::new("trivy").finding(Finding::new("CVE-1", Package::from_text("pkg:npm/a@1"))),
    );
    assert_eq!(value_of("finding.severity >= 'low'", &evidence), Tri::Unknown);
    assert_eq!(value_of("finding.severity == finding.severity", &evidence), Tri::Unknown);
    assert_eq!(value_of("has(finding.severity)", &evidence), Tri::False);
    let policy = crate::fixtures::policy(
        "defaults: { unknown_severity_as: high }\nrules: [{ id: r, when: \"finding.severity >= 'high'\" }]",
    );
    let decision = policy.evaluate(&evidence, &crate::fixtures::now());
    assert_eq!(decision.coverage[0].held, 1);
}

#[test]
fn an_expression_that_costs_too_much_is_unknown_and_says_so() {
    let mut finding = Finding::new("CVE-2024-1", Package::from_text("pkg:npm/a@1"));
    finding.cwes = (0..1_000).map(|n| format!("CWE-{n}").into()).collect();
    let evidence = Evidence::new(artifact().digest(digest('b')))
        .with_scan(Scan::new("trivy").finding(finding));
    let linear = "finding.cwe.all(c, c.startsWith('CWE-'))";
    assert_eq!(value_of(linear, &evidence), Tri::True);
    let square = "finding.cwe.all(c, c in finding.cwe)";
    assert_eq!(value_of(square, &evidence), Tri::Unknown);
    // It makes no difference which side of an operator spends the steps.
    assert_eq!(value_of(&format!("true || {square}"), &evidence), Tri::Unknown);
    assert_eq!(value_of(&format!("{square} || true"), &evidence), Tri::Unknown);
    let decision =
        rule(&format!("when: \"{square}\"")).evaluate(&evidence, &crate::fixtures::now());
    let missing = &decision.violations[0].missing[0];
    assert_eq!(
        missing.to_string(),
        format!("{square} (it takes more than the 100000 steps granted)")
    );
}

#[test]
fn the_newer_facts_are_asked_like_the_others() {
    use policy_core::evidence::{MatchKind, Ssvc};
    let finding = Finding::new("CVE-2024-1", Package::from_text("pkg:npm/a@1"))
        .vector("nvd", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H")
        .vector("ghsa", "CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H")
        .epss_percentile(Epss::from_ppm(900_000).unwrap())
        .kev_due(at("2026-12-01"))
        .ssvc(Ssvc::Attend)
        .match_kind(MatchKind::Cpe);
    let mut image = ImageFacts::new("acme.io/a:1".parse().unwrap());
    image.user = Some(String::new());
    image.ports = Some(vec!["8080/tcp".to_owned()]);
    image.secrets = Some(Vec::new());
    image.size = Some(50_000_000);
    image.layers = Some(7);
    let evidence =
        Evidence::new(artifact()).with_scan(Scan::new("trivy").finding(finding)).with_image(image);
    for (expression, expected) in [
        ("finding.cvss.AC == 'L' && finding.cvss['A'] == 'H'", Tri::True),
        ("has(finding.cvss.UI) && !has(finding.cvss.AT)", Tri::True),
        // The vectors disagree.
        ("finding.cvss.AV == 'N'", Tri::Unknown),
        ("finding.cvss.AT == 'N'", Tri::Unknown),
        ("finding.epss_percentile == 0.9", Tri::True),
        ("finding.kev_due > now", Tri::True),
        ("finding.ssvc in ['attend', 'act']", Tri::True),
        ("finding.match_kind == 'exact'", Tri::False),
        ("image.user == '' || image.user == 'root'", Tri::True),
        ("'8080/tcp' in image.ports && size(image.secrets) == 0", Tri::True),
        ("image.size < 100000000 && image.layers == 7", Tri::True),
    ] {
        assert_eq!(value_of(expression, &evidence), expected, "{expression}");
    }
}
