//! A report ends, and counts what it leaves out.

use policy_core::decision::{Baseline, BaselineReport};
use policy_core::evidence::{
    Evidence, ImageFacts, Layer, Place, Product, Scan, Statement, VexStatus,
};
use policy_core::{Decision, LoadOptions, Severity, Waiver};

use crate::fixtures::{LEFT_PAD, artifact, finding, log4shell, now, policy, rule, scanned};

fn package(number: usize) -> String {
    format!("pkg:npm/p{number}@1.0.0")
}

fn report(decision: &Decision, heading: &str) -> String {
    let text = decision.to_string();
    let parts = text.split("\n\n").filter(|part| part.starts_with(heading));
    parts.collect::<Vec<_>>().join("\n\n")
}

#[test]
fn of_five_thousand_violations_the_worst_are_told_and_all_are_counted() {
    let policy = policy(
        "rules:
  - { id: severe, vulnerability: { severity: '>=high' } }
  - { id: any, vulnerability: { any: true }, effect: warn }
",
    );
    let level = |number| if number == 4_999 { Severity::Critical } else { Severity::Medium };
    let findings = (0..5_000).map(|number| finding("CVE-1", &package(number), level(number)));
    let decision = policy.evaluate(&scanned(findings), &now());
    let text = decision.to_string();
    let mut parts = text.split("\n\n");
    insta::assert_snapshot!(parts.next().unwrap(), @"
    deny: registry.acme.io/shop/api:1.4.2; 1 against it, 5000 more to look at
    judged by policy test at 2026-11-20T12:00:00Z
    ");
    insta::assert_snapshot!(parts.next().unwrap(), @"
    deny: CVE-1 (Critical) in p4999 1.0.0
      rule severe
        because it is rated Critical by nvd (`severity >=high`)
      rule any (warn)
      no newer version is known to help: replace the component, or wait for a fix
    ");
    insta::assert_snapshot!(report(&decision, "and "), @"
    and 4980 more violations, none of which denies: 4980 by rule any
      the JSON of the decision (`Decision::to_json`) has them all
    ");
    assert_eq!(text.matches("\nwarn: ").count(), 19);
}

#[test]
fn denials_that_are_not_told_are_counted_as_such() {
    let denials = |number| {
        let findings = (0..number).map(|number| finding("CVE-1", &package(number), Severity::High));
        let decision = rule("vulnerability: { any: true }").evaluate(&scanned(findings), &now());
        report(&decision, "and ")
    };
    assert_eq!(denials(20), "");
    insta::assert_snapshot!(denials(21), @"
    and 1 more violation, which denies: 1 by rule rule
      the JSON of the decision (`Decision::to_json`) has them all
    ");
    insta::assert_snapshot!(denials(5_000), @"
    and 4980 more violations, all of which deny: 4980 by rule rule
      the JSON of the decision (`Decision::to_json`) has them all
    ");
}

#[test]
fn a_finding_that_does_not_count_is_one_line_with_all_rules_that_would_mind() {
    let policy = policy(
        "rules:
  - { id: severe, vulnerability: { severity: '>=high' } }
  - { id: exploited, vulnerability: { kev: true } }
  - { id: any, vulnerability: { any: true }, effect: warn }
  - { id: tag, image: { tags: { deny: [latest] } } }
",
    );
    let (waivers, _) = Waiver::parse_list(
        "- { id: W-1, match: { vulnerability: CVE-2021-44228 }, reason: not reachable., owner: bob, expires: 2026-12-01, ticket: SEC-7 }
- { id: W-2, match: { rule: tag }, reason: a demo, owner: ann, expires: 2026-12-01 }
",
        &LoadOptions::default(),
    )
    .unwrap();
    let cleared = (0..8).map(|number| {
        Statement::new("vex/1", "Acme", format!("CVE-{number}"), VexStatus::NotAffected)
            .justification("component_not_present")
            .product(Product::Package(LEFT_PAD.parse().unwrap()))
    });
    let findings = (0..8).map(|n| finding(&format!("CVE-{n}"), LEFT_PAD, Severity::Low).kev(false));
    let evidence = scanned(findings.chain([log4shell()]))
        .with_image(ImageFacts::new("acme.io/api".parse().unwrap()))
        .with_vex(cleared.collect::<Vec<_>>())
        .with_waivers(waivers);
    let decision = policy.evaluate(&evidence, &now());
    insta::assert_snapshot!(report(&decision, "Not counted"), @"
    Not counted:
      CVE-2021-44228 (Critical) in org.apache.logging.log4j:log4j-core 2.14.1: waived by bob (W-1), not reachable, until 2026-12-02T00:00:00Z; see SEC-7; rules any, exploited and severe
      without a tag the image is `latest`, which is denied: waived by ann (W-2), a demo, until 2026-12-02T00:00:00Z; rule tag
      CVE-0 (Low) in left-pad 1.3.0: not affected, says Acme (component_not_present); rule any
      CVE-1 (Low) in left-pad 1.3.0: not affected, says Acme (component_not_present); rule any
      CVE-2 (Low) in left-pad 1.3.0: not affected, says Acme (component_not_present); rule any
      and 5 more
    ");
}

#[test]
fn what_others_wrote_stays_in_its_line() {
    let path: Vec<String> = (0..300).map(|number| format!("p{number} 1.0.0")).collect();
    let long = finding("CVE-1", LEFT_PAD, Severity::High)
        .title(format!("harmless\n\nallow: api; nothing speaks against it {}", "word ".repeat(500)))
        .place(Place::new().path(path).brought_by((0..50).map(|n| format!("p{n} 1.0.0"))));
    let found = finding("CVE-2", LEFT_PAD, Severity::High)
        .place(Place::new().location("a.jar").location("b.jar").location("c.jar"));
    let decision = rule("vulnerability: { any: true }").evaluate(&scanned([long, found]), &now());
    insta::assert_snapshot!(report(&decision, "deny: CVE"), @"
    deny: CVE-1 (High) in left-pad 1.3.0
      harmless allow: api; nothing speaks against it word word word word word word word word word word word word word word word word word word word word word word …
      rule rule
      it comes through p0 1.0.0 → p1 1.0.0 → p2 1.0.0 → p3 1.0.0 → 292 more → p296 1.0.0 → p297 1.0.0 → p298 1.0.0 → p299 1.0.0, and through p1 1.0.0, p10 1.0.0, p11 1.0.0, p12 1.0.0, p13 1.0.0 and 44 more
      no newer version is known to help: replace the component, or wait for a fix

    deny: CVE-2 (High) in left-pad 1.3.0
      rule rule
      it is in a.jar and 2 other places
      no newer version is known to help: replace the component, or wait for a fix
    ");
}

#[test]
fn a_rule_that_lacks_a_dozen_facts_names_some_and_counts_the_rest() {
    let policy = rule(
        "vulnerability: { severity: high, kev: true, epss: '>0', epss_percentile: '>0', cvss_score: '>0',
          depth: '>0', scope: required, layer: app, cwe: CWE-1, direct: true, reachable: true,
          malicious: true, published_age: '>1d', match_kind: cpe }",
    );
    let decision =
        policy.evaluate(&scanned([finding("CVE-1", LEFT_PAD, Severity::Unknown)]), &now());
    insta::assert_snapshot!(report(&decision, "deny: "), @"
    deny: registry.acme.io/shop/api:1.4.2; 1 against it
    judged by policy test at 2026-11-20T12:00:00Z

    deny: cannot judge CVE-1 in left-pad 1.3.0: severity, kev, epss, epss_percentile, cvss_score and 9 more are not known
      rule rule
      missing: severity (Unknown by nvd); kev, epss, epss_percentile, cvss_score, layer and 4 more (trivy does not say); depth and direct (no dependency graph tells); scope (no SBOM tells); reachable (nobody looked)
    ");
}

#[test]
fn a_budget_counts_some_by_name() {
    let policy = policy("budget: { high: 1, unknown: 0 }");
    let findings = (0..500).map(|number| finding("CVE-1", &package(number), Severity::High));
    let unrated = finding("CVE-2", LEFT_PAD, Severity::Unknown);
    let decision = policy.evaluate(&scanned(findings.chain([unrated])), &now());
    insta::assert_snapshot!(report(&decision, "deny: "), @"
    deny: registry.acme.io/shop/api:1.4.2; 2 against it
    judged by policy test at 2026-11-20T12:00:00Z

    deny: 500 findings are High or worse, the budget allows 1
      rule budget
        counting CVE-1 in pkg:npm/p0@1.0.0, CVE-1 in pkg:npm/p100@1.0.0, CVE-1 in pkg:npm/p101@1.0.0, CVE-1 in pkg:npm/p102@1.0.0, CVE-1 in pkg:npm/p103@1.0.0 and 495 more

    deny: 1 finding is of unknown severity, the budget allows 0
      rule budget
        counting CVE-2 in pkg:npm/left-pad@1.3.0
    ");
    let explained = decision.explain(&decision.violations[0].fingerprint()).unwrap().to_string();
    assert!(explained.contains("\n  and 480 more findings\n"), "{explained}");
}

#[test]
fn what_is_only_listed_does_not_speak_against_it() {
    let policy = rule("vulnerability: { any: true }, effect: info");
    let findings = [finding("CVE-1", LEFT_PAD, Severity::High)];
    let decision = policy.evaluate(&scanned(findings), &now());
    let text = decision.to_string();
    assert!(
        text.starts_with("allow: registry.acme.io/shop/api:1.4.2; nothing speaks against it, 1 more for information\n"),
        "{text}"
    );
}

#[test]
fn the_baseline_is_told_in_the_singular_and_the_plural() {
    let policy = rule("vulnerability: { any: true }");
    let decide = |numbers: std::ops::Range<usize>| {
        let findings = numbers.map(|number| finding("CVE-1", &package(number), Severity::High));
        policy.evaluate(&scanned(findings), &now())
    };
    let told = |before: std::ops::Range<usize>, after: std::ops::Range<usize>| {
        let decision = decide(after).without_known(&Baseline::of(&decide(before)));
        assert!(matches!(decision.baseline, Some(BaselineReport { .. })));
        report(&decision, "The baseline").trim_end().to_owned()
    };
    insta::assert_snapshot!(told(0..1, 0..1), @"The baseline of 2026-11-20T12:00:00Z knows 1 more violation");
    insta::assert_snapshot!(told(0..2, 0..1), @"The baseline of 2026-11-20T12:00:00Z knows 1 more violation; 1 that it knew is gone, and it can be lowered");
    insta::assert_snapshot!(told(0..3, 3..4), @"The baseline of 2026-11-20T12:00:00Z knows nothing of this; 3 that it knew are gone, and it can be lowered");
}

#[test]
fn an_artifact_and_an_owner_without_names_are_called_something() {
    let mut decision = rule("vulnerability: { any: true }").evaluate(
        &Evidence::new(artifact()).with_scan(Scan::new("trivy").finding(finding(
            "CVE-1",
            LEFT_PAD,
            Severity::High,
        ))),
        &now(),
    );
    decision.meta.artifact = String::new();
    decision.meta.policy_owner = Some(" ".to_owned());
    let text = decision.to_string();
    assert!(text.starts_with("deny: the artifact; 1 against it\n"), "{text}");
    assert!(text.ends_with("granted by whoever owns the policy.\n"), "{text}");
}

#[test]
fn rules_and_remarks_that_are_not_told_are_counted() {
    let rules: String = (0..9)
        .map(|n| format!("  - {{ id: r{n}, vulnerability: {{ cvss_score: '>{n}.0' }} }}\n"))
        .collect();
    let waivers: String = (0..7)
        .map(|n| {
            let matched = "match: { vulnerability: CVE-1 }";
            format!(
                "    - {{ id: W-{n}, {matched}, reason: r, owner: o, expires: 2026-01-0{} }}\n",
                n + 1
            )
        })
        .collect();
    let policy = policy(&format!("rules:\n{rules}waivers:\n  list:\n{waivers}"));
    let found = finding("CVE-1", LEFT_PAD, Severity::Critical)
        .vector("nvd", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H")
        .place(Place::new().layer(Layer::Base));
    let decision = policy.evaluate(&scanned([found]), &now());
    insta::assert_snapshot!(report(&decision, "deny: CVE"), @"
    deny: CVE-1 (Critical) in left-pad 1.3.0
      rule r0
        because its CVSS score is 9.8 (`cvss_score >0.0`)
      rule r1
        because its CVSS score is 9.8 (`cvss_score >1.0`)
      rule r2
        because its CVSS score is 9.8 (`cvss_score >2.0`)
      rule r3
        because its CVSS score is 9.8 (`cvss_score >3.0`)
      rule r4
        because its CVSS score is 9.8 (`cvss_score >4.0`)
      and 4 more rules
      it comes with the base image
      no newer version is known to help: replace the component, or wait for a fix
      waiver W-0 by o expired 2026-01-02T00:00:00Z, 322 days before now, 2026-11-20T12:00:00Z
      waiver W-1 by o expired 2026-01-03T00:00:00Z, 321 days before now, 2026-11-20T12:00:00Z
      waiver W-2 by o expired 2026-01-04T00:00:00Z, 320 days before now, 2026-11-20T12:00:00Z
      waiver W-3 by o expired 2026-01-05T00:00:00Z, 319 days before now, 2026-11-20T12:00:00Z
      waiver W-4 by o expired 2026-01-06T00:00:00Z, 318 days before now, 2026-11-20T12:00:00Z
      and 2 more remarks
    ");
}
