//! One fault, told to whoever has to deal with it at five in the afternoon.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers outside of test functions")]

use policy_core::decision::Suppression;
use policy_core::evidence::{
    Component, Evidence, Finding, Fix, ImageFacts, Layer, Package, Place, Product, Sbom, Scan,
    Statement, VexStatus,
};
use policy_core::{Decision, LoadOptions, Policy, STARTER, Severity, Waiver};

use crate::fixtures::{LEFT_PAD, LOG4J, artifact, finding, fixed, log4shell, now, scanned};

fn strict() -> Policy {
    let source = STARTER.replace("max_duration: 90d", "max_duration: 14d");
    Policy::parse(&source, &LoadOptions::default()).unwrap().0
}

fn explain(decision: &Decision, rule: &str) -> String {
    let suppressed = decision.suppressed.iter().flat_map(|suppressed| &suppressed.violations);
    let violation = decision
        .violations
        .iter()
        .chain(suppressed)
        .find(|violation| violation.rule == rule)
        .unwrap_or_else(|| panic!("nothing by `{rule}` in {decision}"));
    decision.explain(&violation.fingerprint()).unwrap().to_string()
}

fn judge(findings: impl IntoIterator<Item = Finding>) -> Decision {
    let evidence = Evidence::new(artifact()).with_scan(Scan::new("trivy").findings(findings));
    strict().evaluate(&evidence, &now())
}

#[test]
fn a_vulnerability_that_comes_through_another_package() {
    let place = Place::new()
        .path(["spring-boot-starter-log4j2 2.6.0", "log4j-core 2.14.1"])
        .brought_by(["spring-boot-starter-log4j2 2.6.0", "spring-kafka 2.8.0"])
        .location("app/lib/log4j-core-2.14.1.jar");
    let decision = judge([log4shell()
        .severity("ubuntu", Severity::Low)
        .title("Remote code execution through JNDI lookups")
        .reference("https://nvd.nist.gov/vuln/detail/CVE-2021-44228")
        .place(place)]);
    insta::assert_snapshot!(explain(&decision, "critical-with-fix"), @r#"
    CVE-2021-44228 (Critical) in org.apache.logging.log4j:log4j-core 2.14.1, fixed in 2.15.0
    Remote code execution through JNDI lookups

    It counts as `deny`, by rule `critical-with-fix` and also by `exploited`:
      it is rated Critical by nvd, which the strategy `max` prefers to Low by ubuntu (`severity critical`)
      it is fixed in 2.15.0 (`fix_available true`)

    Where it comes from:
      spring-boot-starter-log4j2 2.6.0 → log4j-core 2.14.1
      brought in by spring-boot-starter-log4j2 2.6.0 and spring-kafka 2.8.0
      in app/lib/log4j-core-2.14.1.jar

    What to do:
      upgrade spring-boot-starter-log4j2 2.6.0 to a release that brings org.apache.logging.log4j:log4j-core 2.15.0: clears nothing alone, a later step is needed too
      upgrade spring-kafka 2.8.0 to a release that brings org.apache.logging.log4j:log4j-core 2.15.0: clears 1 finding that denies

    If that has to wait, platform team may grant a waiver, for 14 days at most:
      - id: W-a25a0cf5
        match: { rule: "critical-with-fix", vulnerability: "CVE-2021-44228", component: "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1" }
        reason: "" # why it is acceptable
        owner: "" # who answers for it
        created: 2026-11-20
        expires: 2026-12-04
      # without `rule` it covers all rules, and the score

    More about it:
      https://nvd.nist.gov/vuln/detail/CVE-2021-44228
    "#);
}

#[test]
fn a_package_of_the_base_image() {
    let base = |id: &str, to: &str| {
        fixed(id, "pkg:deb/debian/openssl@3.0.11-1", Severity::Critical, to)
            .place(Place::new().layer(Layer::Base))
    };
    let decision = judge([base("CVE-1", "3.0.13-1"), base("CVE-2", "3.0.14-1")]);
    insta::assert_snapshot!(explain(&decision, "critical-with-fix"), @r#"
    CVE-1 (Critical) in openssl 3.0.11-1, fixed in 3.0.13-1

    It counts as `deny`, by rule `critical-with-fix`:
      it is rated Critical by nvd (`severity critical`)
      it is fixed in 3.0.13-1 (`fix_available true`)

    Where it comes from:
      the base image

    What to do:
      rebuild on a newer base image, one with openssl 3.0.14-1: clears 2 findings that deny

    If that has to wait, platform team may grant a waiver, for 14 days at most:
      - id: W-c9d9bb75
        match: { rule: "critical-with-fix", vulnerability: "CVE-1", component: "pkg:deb/debian/openssl@3.0.11-1" }
        reason: "" # why it is acceptable
        owner: "" # who answers for it
        created: 2026-11-20
        expires: 2026-12-04
    "#);
}

#[test]
fn a_fact_that_nobody_knows() {
    let decision = judge([finding("CVE-2024-9", LEFT_PAD, Severity::High)]);
    insta::assert_snapshot!(explain(&decision, "high-with-fix"), @r#"
    cannot judge CVE-2024-9 in left-pad 1.3.0: fix is not known

    It counts as `warn`, by rule `high-with-fix`:
      it is rated High by nvd (`severity high`)
      not known: fix (trivy does not say whether there is one)

    What to do:
      ask a source that says whether there is a fix: another scanner, or its advisory

    If that has to wait, platform team may grant a waiver, for 14 days at most:
      - id: W-315f13b5
        match: { rule: "high-with-fix", vulnerability: "CVE-2024-9", component: "pkg:npm/left-pad@1.3.0" }
        reason: "" # why it is acceptable
        owner: "" # who answers for it
        created: 2026-11-20
        expires: 2026-12-04
        conditions: { only_while_no_fix: true }
    "#);
    let unscanned = strict().evaluate(&Evidence::new(artifact()), &now());
    insta::assert_snapshot!(explain(&unscanned, "requires.vulnerabilities"), @r#"
    the policy requires a vulnerability scan, and there is none

    It counts as `deny`, by rule `requires.vulnerabilities` and also by `critical-with-fix` and `high-with-fix`:
      not known: vulnerabilities (nobody supplied it)

    What to do:
      have it scanned, and judge again with the report

    If that has to wait, platform team may grant a waiver, for 14 days at most:
      - id: W-cd1fa38d
        match: { rule: "requires.vulnerabilities", artifact: "registry.acme.io/shop/api" }
        reason: "" # why it is acceptable
        owner: "" # who answers for it
        created: 2026-11-20
        expires: 2026-12-04
    "#);
}

#[test]
fn a_licence_and_what_is_excepted() {
    let (waivers, _) = Waiver::parse_list(
        "- { id: W-2, match: { licence: AGPL-3.0-only }, reason: bought a licence, owner: legal, created: 2026-11-15, expires: 2026-11-28 }",
        &LoadOptions::default(),
    )
    .unwrap();
    let agpl = Component::new(Package::from_text("pkg:npm/copyleft@1.0.0")).licence("AGPL-3.0");
    let evidence = Evidence::new(artifact())
        .with_scan(Scan::new("trivy").finding(log4shell().fix(Fix::fixed(["2.15.0"]))))
        .with_sbom(Sbom::new([agpl]))
        .with_vex(vec![
            Statement::new(
                "https://acme.io/vex/1",
                "Acme",
                "CVE-2021-44228",
                VexStatus::NotAffected,
            )
            .justification("vulnerable_code_not_in_execute_path")
            .product(Product::Package(LOG4J.parse().unwrap())),
        ]);
    let decision = strict().evaluate(&evidence, &now());
    insta::assert_snapshot!(explain(&decision, "licences"), @r#"
    AGPL-3.0-only is denied; copyleft 1.0.0 is under AGPL-3.0

    It counts as `warn`, by rule `licences`:
      its licence AGPL-3.0-only is on the policy's list `licences.deny @network-copyleft`
      `AGPL-3.0` is read as AGPL-3.0-only

    What to do:
      use another component, or one under another licence

    If that has to wait, platform team may grant a waiver, for 14 days at most:
      - id: W-e97e4cf3
        match: { rule: "licences", licence: "AGPL-3.0-only", component: "pkg:npm/copyleft@1.0.0" }
        reason: "" # why it is acceptable
        owner: "" # who answers for it
        created: 2026-11-20
        expires: 2026-12-04
    "#);
    insta::assert_snapshot!(
        explain(&strict().evaluate(&evidence.with_waivers(waivers), &now()), "licences"),
        @r#"
        AGPL-3.0-only is denied; copyleft 1.0.0 is under AGPL-3.0

        It does not count: waived by legal (W-2), bought a licence, until 2026-11-29T00:00:00Z.
        Otherwise it would, as `warn`, by rule `licences`:
          its licence AGPL-3.0-only is on the policy's list `licences.deny @network-copyleft`
          `AGPL-3.0` is read as AGPL-3.0-only
        "#
    );
    insta::assert_snapshot!(explain(&decision, "critical-with-fix"), @r#"
    CVE-2021-44228 (Critical) in org.apache.logging.log4j:log4j-core 2.14.1, fixed in 2.15.0

    It does not count: not affected, says Acme (vulnerable_code_not_in_execute_path), in https://acme.io/vex/1.
    Otherwise it would, as `deny`, by rule `critical-with-fix`:
      it is rated Critical by nvd (`severity critical`)
      it is fixed in 2.15.0 (`fix_available true`)
    "#);
}

#[test]
fn what_a_decision_does_not_have_is_not_explained() {
    let decision = judge([log4shell()]);
    let other = judge([finding("CVE-1", LEFT_PAD, Severity::Critical)]);
    assert!(decision.explain(&other.violations[0].fingerprint()).is_none());
}

/// What a reason says of the severity is known, not read off its words.
#[test]
fn ratings_are_told_once() {
    for (package, when, told_apart) in [
        ("pkg:npm/strategy@1.0.0", "component.name == 'strategy'", true),
        ("pkg:npm/left-pad@1.0.0", "finding.severity >= 'high'", false),
        ("pkg:npm/left-pad@1.0.0", "finding.severity >= 'high' || finding.kev", false),
        ("pkg:npm/left-pad@1.0.0", "(finding.severity >= 'high') == (component.name != '')", false),
    ] {
        let rule = format!("vulnerability: {{ any: true }}, when: \"{when}\"");
        let rated = finding("CVE-1", package, Severity::High).severity("ubuntu", Severity::Low);
        let component = Component::new(Package::from_text(package));
        let evidence = scanned([rated]).with_sbom(Sbom::new([component]));
        let text = explain(&crate::fixtures::rule(&rule).evaluate(&evidence, &now()), "rule");
        let told = text.contains(
            "  it is rated High by nvd, which the strategy `max` prefers to Low by ubuntu\n",
        );
        assert_eq!(told, told_apart, "{when}\n{text}");
    }
}

#[test]
fn other_rules_are_those_that_object_to_the_same() {
    let policy = crate::fixtures::policy(
        "rules:
  - { id: far, vulnerability: { kev: true, epss: '>0.5' } }
  - { id: kev, vulnerability: { kev: true } }
  - { id: known, vulnerability: { kev: true } }
  - { id: allowed, image: { tags: { allow: ['v*'] } } }
  - { id: denied, image: { tags: { deny: ['1.*'] } } }
",
    );
    let image = ImageFacts::new("acme.io/api:1.4.2".parse().unwrap());
    let evidence = scanned([finding("CVE-1", LEFT_PAD, Severity::High)]).with_image(image);
    let decision = policy.evaluate(&evidence, &now());
    for (rule, line) in [
        ("far", "It counts as `deny`, by rule `far`:"),
        ("kev", "It counts as `deny`, by rule `kev` and also by `known`:"),
        ("allowed", "It counts as `deny`, by rule `allowed`:"),
    ] {
        let text = explain(&decision, rule);
        assert!(text.lines().any(|told| told == line), "{text}");
    }
}

#[test]
fn what_there_are_hundreds_of_is_told_in_part() {
    let place = Place::new()
        .path((0..40).map(|number| format!("p{number} 1.0.0")))
        .brought_by((0..40).map(|number| format!("p{number} 1.0.0")));
    let place = (0..300).fold(place, |place, at| place.location(format!("layer/{at}.jar")));
    let text = explain(&judge([log4shell().place(place)]), "critical-with-fix");
    assert!(text.lines().any(|told| told == "  and 280 more places"), "{text}");
    assert!(text.contains(", by upgrading p0 1.0.0, p1 1.0.0 and 38 more, which bring it in\n"));
    assert!(
        text.contains("  p0 1.0.0 → p1 1.0.0 → p2 1.0.0 → p3 1.0.0 → 32 more → p36 1.0.0"),
        "{text}"
    );
    assert!(text.contains(" and 35 more\n"), "{text}");
}

#[test]
fn nobody_and_nothing_leave_no_holes() {
    let by = |author: &str, justification: Option<&str>| Suppression::Vex {
        document: "vex/1".to_owned(),
        author: author.to_owned(),
        status: VexStatus::NotAffected,
        justification: justification.map(str::to_owned),
        timestamp: None,
    };
    assert_eq!(by("Acme", Some("no way in.")).to_string(), "not affected, says Acme (no way in)");
    assert_eq!(by("Acme", Some("")).to_string(), "not affected, says Acme");
    assert_eq!(by(" ", None).to_string(), "not affected, says vex/1");
    let waived = |owner: &str, reason: &str, ticket: Option<&str>| Suppression::Waiver {
        id: "W-1".into(),
        owner: owner.into(),
        reason: reason.into(),
        expires: None,
        ticket: ticket.map(Into::into),
    };
    assert_eq!(
        waived("bob", "two\nlines.", Some("SEC-7")).to_string(),
        "waived by bob (W-1), two lines, for good; see SEC-7"
    );
    assert_eq!(waived("", "", Some("")).to_string(), "waived (W-1), for good");
}
