//! Told as one is what reads the same; what differs is told.

use policy_core::evidence::{Component, Evidence, Fix, ImageFacts, Package, Place, Sbom, Scan};
use policy_core::{Decision, Severity};

use crate::fixtures::{LEFT_PAD, artifact, at, finding, log4shell, now, policy, scanned};

/// The paragraphs of the problems.
fn problems(decision: &Decision) -> Vec<String> {
    let text = decision.to_string();
    let is_problem = |part: &&str| ["deny: ", "warn: "].iter().any(|word| part.starts_with(word));
    text.split("\n\n").skip(1).filter(is_problem).map(str::to_owned).collect()
}

#[test]
fn gaps_that_begin_alike_and_lack_different_facts_are_two_problems() {
    let policy =
        policy("rules: [{ id: far, vulnerability: { kev: true, epss: '>0.5', direct: true } }]");
    let known = Place::new().direct(true);
    let findings = [
        finding("CVE-1", LEFT_PAD, Severity::High),
        finding("CVE-2", LEFT_PAD, Severity::High).place(known.clone()),
        finding("CVE-3", LEFT_PAD, Severity::High).place(known),
    ];
    let problems = problems(&policy.evaluate(&scanned(findings), &now()));
    insta::assert_snapshot!(problems.join("\n\n"), @"
    deny: cannot judge CVE-1 in left-pad 1.3.0: kev, epss and direct are not known
      rule far
      missing: kev and epss (trivy does not say); direct (no dependency graph tells)

    deny: cannot judge CVE-2 in left-pad 1.3.0: kev and epss are not known
      rule far
        because it is a direct dependency (`direct true`)
      missing: kev and epss (trivy does not say)
      the same of 1 other: CVE-3 in left-pad 1.3.0
    ");
}

#[test]
fn gaps_for_different_reasons_are_two_problems() {
    let policy = policy("rules: [{ id: kev, vulnerability: { kev: true } }]");
    let evidence = scanned([finding("CVE-1", LEFT_PAD, Severity::High)]).with_scan(
        Scan::new("grype").finding(finding("CVE-2", "pkg:npm/qs@1.0.0", Severity::High)),
    );
    let problems = problems(&policy.evaluate(&evidence, &now()));
    insta::assert_snapshot!(problems.join("\n\n"), @"
    deny: cannot judge CVE-1 in left-pad 1.3.0: kev is not known
      rule kev
      missing: kev (trivy does not say)

    deny: cannot judge CVE-2 in qs 1.0.0: kev is not known
      rule kev
      missing: kev (grype does not say)
    ");
}

#[test]
fn reasons_that_not_all_findings_of_a_gap_share_are_told_of_none() {
    let policy = policy("rules: [{ id: kev, vulnerability: { severity: '>=high', kev: true } }]");
    let rated = |id, level| finding(id, LEFT_PAD, level).title("of one").fix(Fix::fixed(["2.0.0"]));
    let told = |levels: [Severity; 2]| {
        let [a, b] = levels;
        let evidence = scanned([rated("CVE-1", a), rated("CVE-2", b)]);
        problems(&policy.evaluate(&evidence, &now())).join("\n\n")
    };
    insta::assert_snapshot!(told([Severity::High, Severity::Critical]), @"
    deny: cannot judge CVE-2 in left-pad 1.3.0: kev is not known
      rule kev
      missing: kev (trivy does not say)
      the same of 1 other: CVE-1 in left-pad 1.3.0
    ");
    insta::assert_snapshot!(told([Severity::High, Severity::High]), @"
    deny: cannot judge CVE-1 in left-pad 1.3.0: kev is not known
      rule kev
        because it is rated High by nvd (`severity >=high`)
      missing: kev (trivy does not say)
      the same of 1 other: CVE-2 in left-pad 1.3.0
    ");
}

#[test]
fn packages_of_two_kinds_that_share_a_name_are_both_told() {
    let policy = policy("rules: [{ id: kev, vulnerability: { kev: true } }]");
    let findings = ["pkg:gem/rack@1.0", "pkg:npm/rack@1.0"]
        .map(|package| finding("CVE-1", package, Severity::High));
    let problems = problems(&policy.evaluate(&scanned(findings), &now()));
    insta::assert_snapshot!(problems.join("\n\n"), @"
    deny: cannot judge CVE-1 in rack 1.0: kev is not known
      rule kev
      missing: kev (trivy does not say)
      the same of 1 other: CVE-1 in pkg:npm/rack@1.0
    ");
}

#[test]
fn what_holds_an_effect_down_is_told_of_each_rule() {
    let policy = policy(
        "rules:
  - { id: critical, vulnerability: { severity: critical }, grace: { critical: 30d, from: published } }
  - { id: fixed, vulnerability: { fix_available: true }, mode: warn }
  - { id: info, vulnerability: { any: true }, effect: info }
",
    );
    let young = log4shell().kev(false).published(at("2026-11-19T12:00:00Z"));
    let problems = problems(&policy.evaluate(&scanned([young]), &now()));
    insta::assert_snapshot!(problems.join("\n\n"), @"
    warn: CVE-2021-44228 (Critical) in org.apache.logging.log4j:log4j-core 2.14.1, fixed in 2.15.0
      rule critical, which would deny but for a grace period until 2026-12-19T12:00:00Z
        because it is rated Critical by nvd (`severity critical`)
      rule fixed, which would deny in full force
        because it is fixed in 2.15.0 (`fix_available true`)
      rule info (info)
      upgrade org.apache.logging.log4j:log4j-core 2.14.1 to 2.15.0
    ");
}

#[test]
fn licences_that_are_not_known_are_told_apart_by_what_is_stated() {
    let policy = policy("rules: [{ id: known, licences: { allow: [MIT] } }]");
    let component =
        |package: &str, licence: &str| Component::new(Package::from_text(package)).licence(licence);
    let evidence = Evidence::new(artifact()).with_sbom(Sbom::new([
        component("pkg:npm/a@1.0.0", "Our Own"),
        component("pkg:npm/b@1.0.0", "Our Own"),
        component("pkg:npm/c@1.0.0", "See README"),
    ]));
    let problems = problems(&policy.evaluate(&evidence, &now()));
    insta::assert_snapshot!(problems.join("\n\n"), @"
    deny: the licence of a 1.0.0 is not known: Our Own
      rule known
      missing: licence (it is no SPDX licence)
      the same of 1 other: b 1.0.0

    deny: the licence of c 1.0.0 is not known: See README
      rule known
      missing: licence (it is no SPDX licence)
    ");
}

#[test]
fn what_a_rule_over_the_image_asks_of_one_section_is_all_told() {
    let policy = policy("rules: [{ id: image, image: { scan: { max_age: 1d, max_db_age: 1d } } }]");
    let old = at("2026-11-01T00:00:00Z");
    let scan = Scan::new("trivy").scanned_at(old).database_at(old);
    let image = ImageFacts::new("acme.io/api:1".parse().unwrap());
    let evidence = Evidence::new(artifact()).with_scan(scan).with_image(image);
    let problems = problems(&policy.evaluate(&evidence, &now()));
    insta::assert_snapshot!(problems.join("\n\n"), @"
    deny: the scanner's database is 19 days old, more than the 1 day allowed
      rule image
        because the database was made 2026-11-01T00:00:00Z (`max_db_age 1 day`)

    deny: the vulnerability scan is 19 days old, more than the 1 day allowed
      rule image
        because it was made 2026-11-01T00:00:00Z (`max_age 1 day`)
    ");
}

#[test]
fn sections_without_a_date_are_told_one_by_one() {
    let policy = policy(
        "requires: { sbom: { level: deny, max_age: 1d }, vulnerabilities: { level: deny, max_age: 1d } }",
    );
    let component = Component::new(Package::from_text(LEFT_PAD));
    let evidence = scanned([]).with_sbom(Sbom::new([component]));
    let problems = problems(&policy.evaluate(&evidence, &now()));
    insta::assert_snapshot!(problems.join("\n\n"), @"
    deny: cannot tell how old the SBOM is
      rule requires.sbom
      missing: max_age (it has no date, or one that cannot be right)

    deny: cannot tell how old the vulnerability scan is
      rule requires.vulnerabilities
      missing: max_age (it has no date, or one that cannot be right)
    ");
}

#[test]
fn each_rule_gives_its_own_reasons_and_says_its_own_word() {
    let policy = policy(
        "rules:
  - { id: critical, vulnerability: { severity: critical }, message: ask the platform team }
  - { id: exploited, vulnerability: { kev: true }, message: attackers use it }
  - { id: fixed, vulnerability: { fix_available: true }, effect: warn }
  - { id: severe, vulnerability: { severity: critical }, message: ask the platform team }
",
    );
    let problems = problems(&policy.evaluate(&scanned([log4shell()]), &now()));
    insta::assert_snapshot!(problems.join("\n\n"), @"
    deny: CVE-2021-44228 (Critical) in org.apache.logging.log4j:log4j-core 2.14.1, fixed in 2.15.0: ask the platform team
      rules critical and severe
        because it is rated Critical by nvd (`severity critical`)
      rule exploited: attackers use it
        because it is known to be exploited (`kev true`)
      rule fixed (warn)
        because it is fixed in 2.15.0 (`fix_available true`)
      upgrade org.apache.logging.log4j:log4j-core 2.14.1 to 2.15.0
    ");
}

#[test]
fn nobody_is_told_to_wait_for_a_fix_of_malicious_code() {
    let policy = policy(
        "rules:
  - { id: attack, vulnerability: { malicious: true } }
  - { id: a-severe, vulnerability: { severity: critical } }
",
    );
    let attack = finding("MAL-2026-1", LEFT_PAD, Severity::Critical).malicious(true);
    let flaw = finding("CVE-1", LEFT_PAD, Severity::Critical).malicious(false);
    let decision = policy.evaluate(&scanned([attack, flaw]), &now());
    insta::assert_snapshot!(problems(&decision).join("\n\n"), @"
    deny: CVE-1 (Critical) in left-pad 1.3.0
      rule a-severe
        because it is rated Critical by nvd (`severity critical`)
      no newer version is known to help: replace the component, or wait for a fix

    deny: MAL-2026-1 (Critical) in left-pad 1.3.0
      rule a-severe
        because it is rated Critical by nvd (`severity critical`)
      rule attack
        because it is malicious (`malicious true`)
      remove the component: what is malicious gets no fix
    ");
}

#[test]
fn rules_with_conditions_of_their_own_on_one_component_say_which() {
    let policy = policy(
        "rules:
  - { id: left, when: \"component.name.startsWith('left')\" }
  - { id: npm, when: \"component.type == 'npm'\" }
  - { id: whole, when: \"image.size > 10\" }
",
    );
    let component = Component::new(Package::from_text(LEFT_PAD));
    let image = ImageFacts::new("acme.io/api:1".parse().unwrap()).size(100);
    let evidence = Evidence::new(artifact()).with_sbom(Sbom::new([component])).with_image(image);
    let problems = problems(&policy.evaluate(&evidence, &now()));
    insta::assert_snapshot!(problems.join("\n\n"), @"
    deny: left-pad 1.3.0 meets the condition of the rule
      rule left
        because `component.name.startsWith('left')` holds (left-pad)
      rule npm
        because `component.type == 'npm'` holds (npm)

    deny: the image meets the condition of the rule
      rule whole
        because `image.size > 10` holds (100)
    ");
}
