//! Rules over vulnerabilities and licences, in the domain's words.

use policy_core::evidence::{
    Component, Epss, Evidence, Finding, Fix, Layer, Package, Place, Sbom, Scan, Scope, Section,
};
use policy_core::{Outcome, Severity};

use crate::fixtures::{
    LEFT_PAD, LOG4J, artifact, at, finding, fixed, log4shell, now, outcome, policy, rule, scanned,
    summary,
};

#[test]
fn conditions_hold_or_not_or_cannot_be_judged() {
    use Outcome::{Allow, Deny, Warn};
    let bare = || finding("CVE-2024-1", LEFT_PAD, Severity::High);
    // Deny if the condition holds, warn if it cannot be judged.
    for (condition, finding, expected) in [
        ("severity: high", bare(), Deny),
        ("severity: \">=high\"", bare(), Deny),
        ("severity: \">high\"", bare(), Allow),
        ("severity: \"<=medium\"", bare(), Allow),
        ("severity: [low, high]", bare(), Deny),
        ("severity: [low, medium]", bare(), Allow),
        ("severity: unknown", bare(), Allow),
        ("severity: \">=low\"", Finding::new("CVE-1", Package::from_text(LEFT_PAD)), Warn),
        ("severity: \">=none\"", Finding::new("CVE-1", Package::from_text(LEFT_PAD)), Warn),
        ("severity: unknown", Finding::new("CVE-1", Package::from_text(LEFT_PAD)), Deny),
        ("any: true", Finding::new("CVE-1", Package::from_text(LEFT_PAD)), Deny),
        ("fix_available: true", fixed("CVE-1", LEFT_PAD, Severity::Low, "1.3.1"), Deny),
        ("fix_available: true", fixed("CVE-1", LEFT_PAD, Severity::Low, "1.2.0"), Allow),
        ("fix_available: true", bare().fix(Fix::NotFixed), Allow),
        ("fix_available: true", bare().fix(Fix::EndOfLife), Allow),
        ("fix_available: true", bare().fix(Fix::Deferred), Allow),
        ("fix_available: true", bare(), Warn),
        ("fix_available: true", fixed("CVE-1", LEFT_PAD, Severity::Low, "next release"), Warn),
        ("fix_available: false", bare().fix(Fix::WontFix), Deny),
        ("fix_state: [wont_fix, end_of_life]", bare().fix(Fix::WontFix), Deny),
        ("fix_state: wont_fix", bare().fix(Fix::NotFixed), Allow),
        ("fix_state: wont_fix", bare(), Warn),
        ("kev: true", bare().kev(true), Deny),
        ("kev: true", bare().kev(false), Allow),
        ("kev: true", bare(), Warn),
        ("kev: not-false", bare(), Deny),
        ("reachable: not-false", bare().reachable(false), Allow),
        ("malicious: true", bare().malicious(true), Deny),
        ("epss: \">=0.2\"", bare().epss(Epss::from_ppm(200_000).unwrap()), Deny),
        ("epss: \">=0.2\"", bare().epss(Epss::from_ppm(199_999).unwrap()), Allow),
        ("epss: \">=0.2\"", bare(), Warn),
        (
            "cvss_score: \">=7.0\"",
            bare().vector("nvd", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"),
            Deny,
        ),
        (
            "cvss_score: \">=9.0\"",
            bare().vector("nvd", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"),
            Allow,
        ),
        ("cvss_score: \">=7.0\"", bare(), Warn),
        ("published_age: \">=30d\"", bare().published(at("2026-10-01")), Deny),
        ("published_age: \">=30d\"", bare().published(at("2026-11-01")), Allow),
        ("published_age: \">=30d\"", bare().published(at("2027-11-01")), Warn),
        ("id: CVE-2024-1", bare(), Deny),
        ("id: cve-2024-*", bare(), Deny),
        ("id: CVE-2023-*", bare(), Allow),
        ("id: GHSA-AAAA-BBBB-CCCC", bare().alias("GHSA-aaaa-bbbb-cccc"), Deny),
        ("cwe: [CWE-79, 1321]", bare().cwe("CWE-1321"), Deny),
        ("cwe: CWE-79", bare().cwe("CWE-1321"), Allow),
        ("cwe: CWE-79", bare(), Warn),
        ("component: \"pkg:npm/*\"", bare(), Deny),
        ("component: \"pkg:npm/left-pad@1.3.0\"", bare(), Deny),
        ("component: \"pkg:npm/left-pad@1.4.0\"", bare(), Allow),
        ("component: { type: npm, name: \"left-*\" }", bare(), Deny),
        ("component: { type: maven, name: \"left-*\" }", bare(), Allow),
        ("direct: true", bare().place(Place::new().direct(true)), Deny),
        ("direct: true", bare().place(Place::new().path(["a 1", "b 2"])), Allow),
        ("direct: true", bare(), Warn),
        ("depth: \"<=2\"", bare().place(Place::new().path(["a 1", "b 2"])), Deny),
        ("scope: [required, optional]", bare().place(Place::new().scope(Scope::Dev)), Allow),
        ("scope: required", bare().place(Place::new().scope(Scope::Required)), Deny),
        ("scope: required", bare(), Warn),
        ("layer: base", bare().place(Place::new().layer(Layer::Base)), Deny),
        ("source: trivy", bare(), Deny),
        ("source: xray", bare(), Allow),
        // All conditions are about one finding, and a false one outweighs an unknown one.
        ("severity: critical, kev: true", bare(), Allow),
        ("severity: high, kev: true", bare(), Warn),
        ("severity: high, kev: true", bare().kev(true), Deny),
    ] {
        let policy =
            rule(&format!("vulnerability: {{ {condition} }}, effect: deny, on_unknown: warn"));
        let text = format!("{condition}: {finding:?}");
        assert_eq!(outcome(&policy, &scanned([finding])), expected, "{text}");
    }
}

#[test]
fn two_findings_do_not_meet_the_conditions_together() {
    let policy = rule("vulnerability: { severity: critical, fix_available: true }");
    let evidence = scanned([
        finding("CVE-2024-1", LEFT_PAD, Severity::Critical).fix(Fix::NotFixed),
        fixed("CVE-2024-2", LEFT_PAD, Severity::Low, "2.0.0"),
    ]);
    assert_eq!(outcome(&policy, &evidence), Outcome::Allow);
}

#[test]
fn nobody_looked_is_not_nothing_found() {
    let policy = rule("vulnerability: { severity: critical }");
    let nobody = Evidence::new(artifact());
    let failed = nobody.clone().with_scan(Scan::failed("xray", "timed out after 30 seconds"));
    let nothing = nobody.clone().with_scan(Scan::new("trivy"));
    let gap = nobody.clone().with_scan(Scan::new("trivy").gap("no data for this distribution"));
    let half = nothing.clone().with_scan(Scan::failed("xray", "timed out after 30 seconds"));
    for (evidence, expected) in [
        (&nobody, Outcome::Deny),
        (&failed, Outcome::Deny),
        (&nothing, Outcome::Allow),
        (&gap, Outcome::Deny),
        (&half, Outcome::Deny),
    ] {
        assert_eq!(outcome(&policy, evidence), expected);
    }
    let decision = policy.evaluate(&failed, &now());
    assert_eq!(decision.violations[0].missing[0].why, "xray: timed out after 30 seconds");
}

#[test]
fn a_gap_does_not_hide_what_was_found() {
    let policy = rule("vulnerability: { severity: critical }, on_unknown: warn");
    let scan = Scan::new("trivy").finding(log4shell()).gap("one layer could not be read");
    let decision = policy.evaluate(&Evidence::new(artifact()).with_scan(scan), &now());
    assert_eq!(
        summary(&decision),
        ["deny rule vulnerability CVE-2021-44228", "warn rule missing-evidence -"]
    );
}

#[test]
fn unknown_severity_counts_as_what_the_policy_says() {
    let unrated = scanned([Finding::new("CVE-1", Package::from_text(LEFT_PAD))]);
    let rule = "rules: [{ id: a, vulnerability: { severity: \">=high\" } }]";
    for (level, expected) in
        [("high", Outcome::Deny), ("critical", Outcome::Deny), ("medium", Outcome::Allow)]
    {
        let policy = policy(&format!("defaults: {{ unknown_severity_as: {level} }}\n{rule}"));
        assert_eq!(outcome(&policy, &unrated), expected, "{level}");
    }
}

#[test]
fn one_vulnerability_under_many_names_is_one_violation() {
    let policy = rule("vulnerability: { any: true }");
    let trivy = Scan::new("trivy").findings([
        finding("CVE-2021-44228", LOG4J, Severity::Critical),
        finding("CVE-2021-44228", &format!("{LOG4J}?type=jar"), Severity::Critical),
    ]);
    let grype = Scan::new("grype").findings([
        finding("GHSA-jfh8-c2jp-5v3q", LOG4J, Severity::High).alias("cve-2021-44228"),
        finding("GHSA-JFH8-c2jp-5v3q", LOG4J, Severity::High),
    ]);
    let xray = Scan::new("xray")
        .finding(finding("XRAY-191884", LOG4J, Severity::Unknown).alias("GHSA-jfh8-c2jp-5v3q"));
    let evidence = Evidence::new(artifact()).with_scan(xray).with_scan(grype).with_scan(trivy);
    let decision = policy.evaluate(&evidence, &now());
    assert_eq!(summary(&decision), ["deny rule vulnerability CVE-2021-44228"]);
    let violation = &decision.violations[0];
    assert_eq!(violation.aliases, ["GHSA-JFH8-c2jp-5v3q", "XRAY-191884"]);
    insta::assert_snapshot!(violation.severity.as_ref().unwrap(), @"Unknown by nvd, High by nvd, Critical by nvd; strategy max → Critical");
}

#[test]
fn an_advisory_that_names_several_cves_does_not_make_them_one() {
    let policy = rule("vulnerability: { any: true }");
    let openssl = "pkg:rpm/redhat/openssl@3.0.7-1.el9";
    let advisory = finding("RHSA-2024:0001", openssl, Severity::High)
        .alias("CVE-2023-5678")
        .alias("CVE-2023-6129");
    let single = finding("CVE-2023-5678", openssl, Severity::Low);
    let decision = policy.evaluate(&scanned([advisory, single]), &now());
    assert_eq!(
        summary(&decision),
        ["deny rule vulnerability CVE-2023-5678", "deny rule vulnerability CVE-2023-6129"]
    );
    assert_eq!(decision.violations[0].aliases, ["RHSA-2024:0001"]);
    assert_eq!(decision.violations[0].severity.as_ref().unwrap().ratings.len(), 2);
}

#[test]
fn a_kernel_advisory_of_a_thousand_cves_is_judged_in_its_parts() {
    let policy = rule("vulnerability: { severity: critical }");
    let packages = ["kernel", "kernel-core", "kernel-modules", "kernel-tools", "perf"];
    let findings = packages.map(|name| {
        let package = format!("pkg:rpm/redhat/{name}@5.14.0-1.el9");
        (0..1000).fold(finding("RHSA-2024:1", &package, Severity::High), |finding, number| {
            finding.alias(format!("CVE-2024-{number}"))
        })
    });
    let decision = policy.evaluate(&scanned(findings), &now());
    assert_eq!(decision.coverage[0].evaluated, 5000);
    assert_eq!(decision.score.value, "High");
}

#[test]
fn the_sbom_tells_where_a_finding_sits() {
    let policy = rule("vulnerability: { direct: false, scope: required }");
    let place = Place::new().path(["express 4.18.2", "left-pad 1.3.0"]).scope(Scope::Required);
    let component = Component::new(Package::from_text(LEFT_PAD)).place(place);
    let evidence = scanned([fixed("CVE-1", LEFT_PAD, Severity::High, "1.3.1")])
        .with_sbom(Sbom::new([component]));
    let decision = policy.evaluate(&evidence, &now());
    let violation = &decision.violations[0];
    assert_eq!(violation.path(), ["express 4.18.2", "left-pad 1.3.0"]);
    assert_eq!(
        violation.remedy().unwrap().to_string(),
        "upgrade left-pad 1.3.0 to 1.3.1, by upgrading express 4.18.2, which brings it in"
    );
}

#[test]
fn modes_hold_an_effect_down_and_leave_a_trace() {
    let evidence = scanned([log4shell()]);
    let rule = "rules: [{ id: a, vulnerability: { severity: critical }, effect: deny MORE }]";
    for (head, more, stage, expected, would_be) in [
        ("", "", None, Outcome::Deny, false),
        ("mode: warn", "", None, Outcome::Warn, true),
        ("mode: audit", "", None, Outcome::Allow, true),
        ("mode: enforce", ", mode: audit", None, Outcome::Allow, true),
        ("mode: audit", ", mode: enforce", None, Outcome::Allow, true),
        ("modes: { admission: warn }", "", Some("admission"), Outcome::Warn, true),
        ("modes: { admission: warn }", "", Some("ci"), Outcome::Deny, false),
        ("modes: { admission: warn }", "", None, Outcome::Deny, false),
        ("", ", enforce_from: 2026-11-20T12:00:00Z", None, Outcome::Deny, false),
        ("", ", enforce_from: 2026-11-20T12:00:01Z", None, Outcome::Warn, true),
    ] {
        let policy = policy(&format!("{head}\n{}", rule.replace(" MORE", more)));
        let mut cx = now();
        if let Some(stage) = stage {
            cx = cx.stage(stage);
        }
        let decision = policy.evaluate(&evidence, &cx);
        assert_eq!(decision.outcome, expected, "{head} {more} {stage:?}");
        assert_eq!(decision.violations[0].would_be.is_some(), would_be, "{head} {more}");
    }
    let off = policy(&format!("mode: off\n{}", rule.replace(" MORE", "")));
    let decision = off.evaluate(&evidence, &now());
    assert!(decision.violations.is_empty());
    assert_eq!(decision.coverage[0].idle.as_deref(), Some("off"));
}

#[test]
fn grace_ends_to_the_second() {
    let policy = rule(
        "vulnerability: { severity: \">=high\" }, grace: { critical: 3d, from: fix_available_since }",
    );
    let since = |text: &str| {
        scanned([finding("CVE-2024-1", LOG4J, Severity::Critical).fix_available_since(at(text))])
    };
    // Three days before noon of the 20th, and a second on either side.
    for (start, expected) in [
        ("2026-11-17T11:59:59Z", Outcome::Deny),
        ("2026-11-17T12:00:00Z", Outcome::Deny),
        ("2026-11-17T12:00:01Z", Outcome::Warn),
    ] {
        assert_eq!(outcome(&policy, &since(start)), expected, "{start}");
    }
    let decision = policy.evaluate(&since("2026-11-19T00:00:00Z"), &now());
    assert_eq!(decision.violations[0].grace_until, Some(at("2026-11-22")));

    let exploited = scanned([log4shell().fix_available_since(at("2026-11-19"))]);
    assert_eq!(outcome(&policy, &exploited), Outcome::Deny, "what is exploited has no grace");
    assert_eq!(outcome(&policy, &scanned([log4shell()])), Outcome::Deny, "no date, no grace");
    let high =
        scanned([finding("CVE-1", LOG4J, Severity::High).fix_available_since(at("2026-11-19"))]);
    assert_eq!(outcome(&policy, &high), Outcome::Deny, "no period for this level");
}

#[test]
fn a_budget_counts_what_is_left() {
    let budget = policy("budget: { high: 1, medium: 2 }");
    let high = |id: &str| finding(id, LEFT_PAD, Severity::High);
    assert_eq!(outcome(&budget, &scanned([high("CVE-1")])), Outcome::Allow);
    let over = budget.evaluate(&scanned([high("CVE-1"), high("CVE-2")]), &now());
    assert_eq!(over.outcome, Outcome::Deny);
    assert_eq!(over.violations[0].message(), "2 findings are High or worse, the budget allows 1");
    assert_eq!(over.violations[0].because.len(), 2);

    let worse = finding("CVE-2", LEFT_PAD, Severity::Critical);
    assert_eq!(
        outcome(&budget, &scanned([high("CVE-1"), worse])),
        Outcome::Deny,
        "worse counts too"
    );

    // One that nobody rated may be the one too many.
    let unrated = Finding::new("CVE-3", Package::from_text(LEFT_PAD));
    let unsure = budget.evaluate(&scanned([high("CVE-1"), unrated]), &now());
    assert_eq!(summary(&unsure), ["deny budget missing-evidence high"]);

    let waived = policy(
        "budget: { high: 1 }
waivers: { list: [{ id: W, match: { vulnerability: CVE-2 }, reason: r, owner: o, expires: 2026-12-31 }] }",
    );
    assert_eq!(outcome(&waived, &scanned([high("CVE-1"), high("CVE-2")])), Outcome::Allow);
}

#[test]
fn licences_are_judged_component_by_component() {
    let policy = rule(
        "licences: { allow: [\"@permissive\", MPL-2.0], deny: [\"@network-copyleft\"], unknown: warn, \
         exceptions: [{ component: \"pkg:npm/special\", allow: [GPL-3.0-only], reason: r, owner: o, expires: 2026-11-20T12:00:01Z }] }",
    );
    for (package, licences, expected) in [
        ("pkg:npm/a@1", &["MIT"][..], Outcome::Allow),
        ("pkg:npm/a@1", &["MIT OR GPL-3.0-only"], Outcome::Allow),
        ("pkg:npm/a@1", &["MIT AND GPL-3.0-only"], Outcome::Deny),
        ("pkg:npm/a@1", &["MIT", "GPL-3.0-only"], Outcome::Deny),
        ("pkg:npm/a@1", &["AGPL-3.0"], Outcome::Deny),
        ("pkg:npm/a@1", &["NONE"], Outcome::Deny),
        ("pkg:npm/a@1", &[], Outcome::Warn),
        ("pkg:npm/a@1", &["see COPYING"], Outcome::Warn),
        ("pkg:npm/a@1", &["GPL-3.0-only AND see COPYING"], Outcome::Warn),
        ("pkg:npm/a@1", &["GPL-3.0-only AND NOASSERTION"], Outcome::Deny),
        ("pkg:npm/a@1", &["MIT OR NOASSERTION"], Outcome::Allow),
        ("pkg:npm/special@2", &["GPL-3.0-only"], Outcome::Allow),
        ("pkg:npm/special@2", &["AGPL-3.0-only"], Outcome::Deny),
    ] {
        let mut component = Component::new(Package::from_text(package));
        for licence in licences {
            component = component.licence(*licence);
        }
        let evidence = Evidence::new(artifact()).with_sbom(Sbom::new([component]));
        assert_eq!(outcome(&policy, &evidence), expected, "{package} {licences:?}");
    }
    assert_eq!(outcome(&policy, &Evidence::new(artifact())), Outcome::Deny, "no SBOM at all");

    let special = Component::new(Package::from_text("pkg:npm/special@2")).licence("GPL-3.0-only");
    let evidence = Evidence::new(artifact()).with_sbom(Sbom::new([special]));
    let later = policy_core::EvalContext::at(at("2026-11-20T12:00:01Z"));
    let decision = policy.evaluate(&evidence, &later);
    assert_eq!(decision.outcome, Outcome::Deny);
    assert_eq!(
        decision.violations[0].waiver_notes,
        [
            "the exception for pkg:npm/special by o expired 2026-11-20T12:00:01Z, now is 2026-11-20T12:00:01Z"
        ]
    );
}

#[test]
fn licence_lists_and_bases_mean_what_the_policy_says() {
    let component = |declared: &[&str], concluded: &[&str]| {
        let mut component = Component::new(Package::from_text("pkg:npm/a@1"));
        component = declared.iter().fold(component, |c, text| c.licence(*text));
        component = concluded.iter().fold(component, |c, text| c.concluded_licence(*text));
        Evidence::new(artifact()).with_sbom(Sbom::new([component]))
    };
    for (more, declared, concluded, expected) in [
        ("", &["MIT", "GPL-2.0-only"][..], &[][..], Outcome::Deny),
        (", list_semantics: any", &["MIT", "GPL-2.0-only"], &[], Outcome::Allow),
        ("", &["GPL-2.0-only"], &["MIT"], Outcome::Allow),
        ("", &["MIT"], &["NOASSERTION"], Outcome::Allow),
        (", basis: declared", &["GPL-2.0-only"], &["MIT"], Outcome::Deny),
        (", basis: concluded", &["MIT"], &[], Outcome::Deny),
        (", basis: both", &["MIT"], &["GPL-2.0-only"], Outcome::Deny),
        (", basis: both, list_semantics: any", &["MIT"], &["GPL-2.0-only"], Outcome::Deny),
        (", basis: both", &["MIT"], &[], Outcome::Allow),
    ] {
        let policy = rule(&format!("licences: {{ allow: [MIT]{more} }}"));
        let text = format!("{more} {declared:?} {concluded:?}");
        assert_eq!(outcome(&policy, &component(declared, concluded)), expected, "{text}");
    }
}

#[test]
fn each_licence_in_the_way_is_a_violation_of_its_own() {
    let policy = rule("licences: { allow: [MIT], deny: [AGPL-3.0-only] }");
    let component = Component::new(Package::from_text("pkg:npm/a@1"))
        .licence("AGPL-3.0-only AND MPL-2.0 AND MIT");
    let evidence = Evidence::new(artifact()).with_sbom(Sbom::new([component]));
    assert_eq!(
        summary(&policy.evaluate(&evidence, &now())),
        ["deny rule licence-denied AGPL-3.0-only", "deny rule licence-not-allowed MPL-2.0"]
    );
}

#[test]
fn the_score_is_the_worst_that_is_left() {
    let any = rule("vulnerability: { any: true }");
    let unrated = || Finding::new("CVE-9", Package::from_text(LEFT_PAD));
    let score = |evidence: &Evidence| {
        any.evaluate(evidence, &now())
            .score
            .annotations()
            .into_iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let medium = || finding("CVE-2", LEFT_PAD, Severity::Medium);
    for (evidence, expected) in [
        (Evidence::new(artifact()), "jfrog.com/xray-score=Unknown"),
        (scanned([]), "jfrog.com/xray-score=None"),
        (
            Evidence::new(artifact()).with_scan(Scan::new("t").gap("x")),
            "jfrog.com/xray-score=Unknown",
        ),
        (scanned([log4shell(), medium()]), "jfrog.com/xray-score=Critical"),
        (scanned([unrated()]), "jfrog.com/xray-score=Unknown"),
        (
            scanned([unrated(), medium()]),
            "jfrog.com/xray-score=Medium jfrog.com/xray-score-unknown-count=1",
        ),
        (
            scanned([finding("CVE-3", LEFT_PAD, Severity::Negligible)]),
            "jfrog.com/xray-score=Negligible",
        ),
        (scanned([finding("CVE-3", LEFT_PAD, Severity::None)]), "jfrog.com/xray-score=None"),
    ] {
        assert_eq!(score(&evidence), expected);
    }
}

#[test]
fn a_bad_vector_is_remarked_and_the_other_ratings_decide() {
    let policy = rule("vulnerability: { severity: \">=high\" }");
    let evidence = scanned([finding("CVE-1", LEFT_PAD, Severity::High)
        .vector("nvd", "CVSS:3.1/AV:N/garbage")
        .vector("ghsa", "2.0/CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H")]);
    let decision = policy.evaluate(&evidence, &now());
    assert_eq!(decision.violations[0].level(), Severity::Critical);
    let remarks: Vec<String> = decision.diagnostics.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(remarks.join("\n"), @r#"
    CVE-1 in pkg:npm/left-pad@1.3.0: `garbage` is not a metric of the form `NAME:VALUE`, given by nvd [P202]
    CVE-1 in pkg:npm/left-pad@1.3.0: the stated score 2.0 is not that of the vector, 9.8 by ghsa [P203]
    "#);
}

#[test]
fn a_vector_spelt_otherwise_counts_and_is_remarked() {
    let policy = rule("vulnerability: { severity: \">=high\" }");
    let evidence = scanned([Finding::new("CVE-1", Package::from_text(LEFT_PAD))
        .vector("acme", "CVSS:4.0/AC:L/AV:N/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N")
        .vector("nvd", "99/CVSS:3.1/av:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H")
        .vector("ghsa", "CVSS:3.1/A:H/AC:L/PR:N/UI:N/S:U/C:H/I:H/AV:N")]);
    let decision = policy.evaluate(&evidence, &now());
    let severity = decision.violations[0].severity.as_ref().unwrap();
    insta::assert_snapshot!(severity, @"Critical 9.3 by acme, Critical 9.8 by ghsa, Critical 9.8 by nvd; strategy max → Critical");
    let remarks: Vec<String> = decision.diagnostics.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(remarks.join("\n"), @r#"
    CVE-1 in pkg:npm/left-pad@1.3.0: the metrics are not in the letter case of the specification, given by nvd [P210]
    CVE-1 in pkg:npm/left-pad@1.3.0: the metrics are not in the order that CVSS 4.0 demands, given by acme [P210]
    CVE-1 in pkg:npm/left-pad@1.3.0: what stands before the vector is no score, given by nvd [P210]
    "#);
}

#[test]
fn the_word_of_a_source_is_shown_where_it_says_more_than_its_level() {
    use policy_core::severity::{Rating, RatingKind, Vocabulary};

    let policy = rule("vulnerability: { severity: \">=high\" }");
    let rated = |source: &str, vocabulary, word: &str| {
        let rating = Rating::by_word(source, RatingKind::Vendor, vocabulary, word);
        Finding::new("CVE-1", Package::from_text(LEFT_PAD)).rating(rating)
    };
    let defcon = scanned([rated("clair", Vocabulary::ClairLegacy, "Defcon1")]);
    let decision = policy.evaluate(&defcon, &now());
    assert_eq!(
        decision.violations[0].because[0].value(),
        "Critical (Defcon1) by clair; strategy max → Critical"
    );
    assert!(decision.diagnostics.is_empty());

    let odd = scanned([
        rated("redhat", Vocabulary::RedHat, "Urgent"),
        rated("ubuntu", Vocabulary::Ubuntu, "untriaged"),
        rated("trivy", Vocabulary::Trivy, "UNKNOWN"),
    ]);
    let decision = policy.evaluate(&odd, &now());
    assert_eq!(
        decision.violations[0].missing[0].why,
        "Unknown (Urgent) by redhat, Unknown by trivy and Unknown (untriaged) by ubuntu"
    );
    let remarks: Vec<String> = decision.diagnostics.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(remarks.join("\n"), @r#"
    CVE-1 in pkg:npm/left-pad@1.3.0: `Urgent` by redhat counts as unknown [P211]
    CVE-1 in pkg:npm/left-pad@1.3.0: `untriaged` by ubuntu counts as unknown [P211]
    "#);
}

#[test]
fn evidence_that_is_absent_keeps_its_reason() {
    let policy = policy("requires: { sbom: warn, provenance: deny }");
    let evidence = Evidence::new(artifact())
        .with_sbom(Section::failed("artifactory", "the server answered 503"));
    let decision = policy.evaluate(&evidence, &now());
    assert_eq!(
        summary(&decision),
        ["deny requires.provenance missing-evidence -", "warn requires.sbom missing-evidence -"]
    );
    assert_eq!(decision.violations[1].missing[0].why, "artifactory: the server answered 503");
}
