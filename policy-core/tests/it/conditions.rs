//! Conditions of rules over vulnerabilities that only some evidence can answer.

use policy_core::evidence::{Component, Epss, Finding, MatchKind, Package, Sbom, Ssvc};
use policy_core::evidence::{Exploitation, MissionImpact, TechnicalImpact};
use policy_core::{Outcome, Severity};

use crate::fixtures::{LEFT_PAD, at, finding, now, outcome, policy, rule, scanned};

fn plain() -> Finding {
    finding("CVE-2026-1", LEFT_PAD, Severity::High)
}

/// What a rule that denies makes of a finding; what cannot be judged warns.
fn judged(condition: &str, finding: Finding) -> Outcome {
    let policy = rule(&format!("vulnerability: {{ {condition} }}, on_unknown: warn"));
    outcome(&policy, &scanned([finding]))
}

const HOLDS: Outcome = Outcome::Deny;
const FAILS: Outcome = Outcome::Allow;
const UNKNOWN: Outcome = Outcome::Warn;

#[test]
fn percentiles_are_not_probabilities() {
    let likely = plain().epss(Epss::from_ppm(20_000).unwrap());
    let ranked = likely.clone().epss_percentile(Epss::from_ppm(930_000).unwrap());
    assert_eq!(judged("epss_percentile: '>=0.9'", ranked.clone()), HOLDS);
    assert_eq!(judged("epss_percentile: '>=0.95'", ranked.clone()), FAILS);
    assert_eq!(judged("epss: '>=0.9'", ranked), FAILS);
    assert_eq!(judged("epss_percentile: '>=0.9'", likely), UNKNOWN);
}

#[test]
fn a_due_date_counts_down_to_now() {
    // Now is 2026-11-20T12:00:00Z.
    let due = |date: &str| plain().kev(true).kev_due(at(date));
    for (condition, finding, expected) in [
        ("kev_due: past", due("2026-11-20T12:00:00Z"), HOLDS),
        ("kev_due: past", due("2026-11-20T12:00:01Z"), FAILS),
        ("kev_due: '<7d'", due("2026-11-27T11:59:59Z"), HOLDS),
        ("kev_due: '<7d'", due("2026-11-27T12:00:00Z"), FAILS),
        ("kev_due: '<7d'", due("2020-01-01"), HOLDS),
        ("kev_due: past", plain().kev(false), FAILS),
        ("kev_due: past", plain().kev(true), UNKNOWN),
        ("kev_due: past", plain(), UNKNOWN),
    ] {
        let text = format!("{condition} {:?} {:?}", finding.kev, finding.kev_due);
        assert_eq!(judged(condition, finding), expected, "{text}");
    }
}

#[test]
fn metrics_must_hold_of_one_and_the_same_vector() {
    let network = "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H";
    let local = "CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
    let four = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N";
    let with = |vectors: &[&str]| {
        vectors.iter().fold(plain(), |finding, vector| finding.vector("nvd", *vector))
    };
    for (condition, vectors, expected) in [
        ("AV: N", vec![network], HOLDS),
        ("AV: [A, L]", vec![network], FAILS),
        ("AV: N, AC: L", vec![network, local], FAILS),
        ("AV: N, AC: L", vec![network, local, four], HOLDS),
        // The metric is one of version 4 only.
        ("AV: N, AT: N", vec![network], UNKNOWN),
        ("AV: L, AT: N", vec![network], FAILS),
        ("AV: N, AT: N", vec![network, four], HOLDS),
        ("E: [A, H]", vec![network], UNKNOWN),
        ("AV: N", vec![], UNKNOWN),
        ("AV: N", vec!["CVSS:3.1/AV:N"], UNKNOWN),
    ] {
        let text = format!("{condition} {vectors:?}");
        let condition = format!("cvss: {{ {condition} }}");
        assert_eq!(judged(&condition, with(&vectors)), expected, "{text}");
    }
}

#[test]
fn ssvc_is_derived_as_far_as_its_inputs_are_known() {
    let judged = |wanted: &str, finding: Finding| {
        let policy = policy(&format!(
            "ssvc: {{ mission_wellbeing: medium }}\nrules:\n  - {{ id: a, vulnerability: {{ ssvc: {wanted} }}, on_unknown: warn }}\n"
        ));
        outcome(&policy, &scanned([finding]))
    };
    let total = || plain().technical_impact(TechnicalImpact::Total);
    assert_eq!(judged("act", plain().ssvc(Ssvc::Act)), HOLDS);
    assert_eq!(judged("act", plain().ssvc(Ssvc::Attend)), FAILS);
    assert_eq!(judged("act", total().kev(true).automatable(true)), HOLDS);
    assert_eq!(judged("act", total().kev(true).automatable(false)), FAILS);
    assert_eq!(judged("act", total().kev(true)), UNKNOWN);
    // Whichever it is, it is one of the two.
    assert_eq!(judged("[attend, act]", total().kev(true)), HOLDS);
    assert_eq!(judged("track", total().kev(true)), FAILS);
    // A public exploit of what is not in KEV is a proof of concept; without it nothing is known.
    assert_eq!(judged("track*", total().kev(false).exploit("https://e.org")), HOLDS);
    assert_eq!(judged("track*", total().kev(false).automatable(true)), UNKNOWN);
    assert_eq!(judged("act", plain()), UNKNOWN);
}

#[test]
fn the_table_of_ssvc_is_cisas() {
    use MissionImpact::{High, Low, Medium};
    let mut rows = String::new();
    for exploitation in [Exploitation::None, Exploitation::PublicPoc, Exploitation::Active] {
        for automatable in [false, true] {
            for impact in [TechnicalImpact::Partial, TechnicalImpact::Total] {
                let row = [Low, Medium, High]
                    .map(|mission| Ssvc::derive(exploitation, automatable, impact, mission));
                rows.push_str(&format!("{} {} {}\n", row[0], row[1], row[2]));
            }
        }
    }
    insta::assert_snapshot!(rows, @r"
    track track track
    track track track*
    track track attend
    track track attend
    track track track*
    track track* attend
    track track attend
    track track* attend
    track track attend
    track attend act
    attend attend act
    attend act act
    ");
}

#[test]
fn one_exact_match_makes_a_finding_exact() {
    let by = |kind| plain().match_kind(kind);
    assert_eq!(judged("match_kind: exact", by(MatchKind::Exact)), HOLDS);
    assert_eq!(judged("match_kind: exact", by(MatchKind::Cpe)), FAILS);
    assert_eq!(judged("match_kind: [exact, cpe]", by(MatchKind::Cpe)), HOLDS);
    assert_eq!(judged("match_kind: exact", plain()), UNKNOWN);
    let policy = rule("vulnerability: { match_kind: exact }");
    let both = scanned([by(MatchKind::Cpe), by(MatchKind::Exact)]);
    assert_eq!(outcome(&policy, &both), HOLDS);
}

#[test]
fn components_are_picked_by_version_in_their_own_order() {
    // left-pad is 1.3.0.
    for (condition, expected) in [
        ("type: npm, version: '<2'", HOLDS),
        ("type: npm, version: '>=1.0, <1.3'", FAILS),
        ("type: npm, version: ['<1', '>=1.3.0']", HOLDS),
        ("type: npm, version: 1.3", HOLDS),
        ("type: npm, version: '1.*'", HOLDS),
        ("type: npm, version: '[1.0,1.3)'", FAILS),
        ("purl: 'pkg:npm/*', version: '<2'", HOLDS),
        ("purl: 'pkg:npm/other', version: '<2'", FAILS),
        ("version: 'vers:npm/>=1.0.0|<2.0.0'", HOLDS),
        ("version: 'vers:pypi/>=1.0'", FAILS),
        ("type: pypi, version: '>=1'", FAILS),
    ] {
        assert_eq!(
            judged(&format!("component: {{ {condition} }}"), plain()),
            expected,
            "{condition}"
        );
    }
    let strange = finding("CVE-2026-1", "pkg:npm/left-pad@main", Severity::High);
    assert_eq!(judged("component: { type: npm, version: '<2' }", strange), UNKNOWN);
    assert_eq!(
        judged("component: 'pkg:npm/left-pad@vers:npm/<2'", plain()),
        HOLDS,
        "a pattern may carry a range"
    );
}

#[test]
fn components_are_picked_by_what_they_may_be_used_under() {
    let judged = |licence: Option<&str>, wanted: &str| {
        let component = Component::new(Package::from_text(LEFT_PAD));
        let component = licence.into_iter().fold(component, Component::licence);
        let policy = policy(&format!(
            "licences: {{ groups: {{ house: [MIT, '@public-domain'] }} }}\nrules:\n  - {{ id: a, vulnerability: {{ component: {{ licence: {wanted} }} }}, on_unknown: warn }}\n"
        ));
        outcome(&policy, &scanned([plain()]).with_sbom(Sbom::new([component])))
    };
    assert_eq!(judged(Some("MIT"), "'@house'"), HOLDS);
    assert_eq!(judged(Some("CC0-1.0"), "'@house'"), HOLDS);
    assert_eq!(judged(Some("GPL-3.0-only"), "'@house'"), FAILS);
    assert_eq!(judged(Some("GPL-3.0-only OR MIT"), "['@house']"), HOLDS);
    assert_eq!(judged(Some("see COPYING"), "MIT"), UNKNOWN);
    assert_eq!(judged(None, "MIT"), UNKNOWN);
    let policy = rule("vulnerability: { component: { licence: MIT } }, on_unknown: warn");
    assert_eq!(outcome(&policy, &scanned([plain()])), UNKNOWN, "no SBOM tells");
}

#[test]
fn reasons_show_the_value_that_met_the_condition() {
    let policy = policy(
        "ssvc: { mission_wellbeing: high }
rules:
  - id: a
    vulnerability:
      cvss: { AV: N, PR: [N, L] }
      epss_percentile: '>0.9'
      kev_due: past
      ssvc: act
      match_kind: exact
      component: { type: npm, version: '<2' }
",
    );
    let finding = plain()
        .vector("nvd", "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H")
        .epss_percentile(Epss::from_ppm(987_000).unwrap())
        .kev(true)
        .kev_due(at("2026-11-01"))
        .automatable(true)
        .match_kind(MatchKind::Exact);
    let decision = policy.evaluate(&scanned([finding]), &now());
    let reasons: Vec<String> = decision.violations[0]
        .because
        .iter()
        .map(|reason| format!("{}: {}", reason.condition, reason.value()))
        .collect();
    insta::assert_snapshot!(reasons.join("\n"), @r"
    cvss AV N and PR one of N, L: CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H
    epss_percentile >0.9: 98.70 %
    kev_due past: due 2026-11-01T00:00:00Z, 19 days ago
    ssvc act: act, derived
    match_kind exact: exact
    component.type npm: npm
    component.version <2: 1.3.0
    ");
    let decision = policy.evaluate(&scanned([plain()]), &now());
    let missing: Vec<String> = decision.violations[0]
        .missing
        .iter()
        .map(|missing| format!("{}: {}", missing.what, missing.why))
        .collect();
    insta::assert_snapshot!(missing.join("\n"), @r"
    cvss: no source gives a vector that can be read
    epss_percentile: trivy does not say
    kev_due: trivy does not say
    ssvc: one of track, track*, attend, act; not known: how far it is exploited, whether it can be automated, the technical impact
    match_kind: trivy does not say
    ");
}

#[test]
fn the_licence_of_a_component_is_read_as_the_policy_reads_licences() {
    let judge = |settings: &str, stated: &[&str]| {
        let policy = policy(&format!(
            "{settings}
rules: [{{ id: rule, vulnerability: {{ component: {{ licence: MIT }} }}, on_unknown: warn }}]"
        ));
        let component = stated
            .iter()
            .fold(Component::new(Package::from_text(LEFT_PAD)), |one, text| one.licence(*text));
        let evidence = scanned([finding("CVE-1", LEFT_PAD, Severity::Low)]);
        outcome(&policy, &evidence.with_sbom(Sbom::new([component])))
    };
    assert_eq!(judge("", &["MIT/Apache-2.0"]), Outcome::Warn);
    assert_eq!(judge("licences: { lax_slash: true }", &["MIT/Apache-2.0"]), Outcome::Deny);
    assert_eq!(judge("", &["MIT", "GPL-2.0-only"]), Outcome::Allow);
    assert_eq!(judge("licences: { list_semantics: any }", &["MIT", "GPL-2.0-only"]), Outcome::Deny);
    assert_eq!(judge("licences: { basis: concluded }", &["MIT"]), Outcome::Warn);
}
