//! Waivers: what they cover, when they end, and what is reported of them.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers outside of test functions"
)]

use policy_core::decision::{Decision, Suppression, WaiverState};
use policy_core::evidence::{Component, Evidence, Finding, Fix, Package, Place, Sbom};
use policy_core::{EvalContext, LoadOptions, Outcome, Policy, Severity, Text, Timestamp, Waiver};

use crate::fixtures::{
    LEFT_PAD, LOG4J, at, finding, fixed, log4shell, now, policy, policy_with, scanned, summary,
};

const RULES: &str = "rules: [{ id: critical, vulnerability: { severity: critical } }]";

/// A policy with one waiver, given without id, reason and owner.
fn with_waiver(waiver: &str) -> Policy {
    policy(&format!(
        "{RULES}\nwaivers: {{ list: [{{ id: W-12, reason: not reachable, owner: alice, {waiver} }}] }}\n"
    ))
}

fn critical() -> Finding {
    finding("CVE-2024-1", LEFT_PAD, Severity::Critical)
}

fn state(decision: &Decision) -> &WaiverState {
    &decision.waivers[0].state
}

fn second_before(instant: Timestamp) -> Timestamp {
    Timestamp::from_unix(instant.as_unix() - 1).unwrap()
}

fn second_after(instant: Timestamp) -> Timestamp {
    Timestamp::from_unix(instant.as_unix() + 1).unwrap()
}

#[test]
fn a_waiver_ends_to_the_second_and_a_date_means_the_end_of_that_day() {
    for (expires, end) in [
        ("2026-11-20T12:00:00Z", "2026-11-20T12:00:00Z"),
        ("2026-11-20T13:00:00+01:00", "2026-11-20T12:00:00Z"),
        ("2026-12-31", "2027-01-01T00:00:00Z"),
        ("2028-02-28", "2028-02-29T00:00:00Z"),
        ("2028-02-29", "2028-03-01T00:00:00Z"),
        ("2027-02-28", "2027-03-01T00:00:00Z"),
        ("9999-12-30", "9999-12-31T00:00:00Z"),
    ] {
        let policy =
            with_waiver(&format!("match: {{ vulnerability: CVE-2024-1 }}, expires: {expires}"));
        let evidence = scanned([critical()]);
        let end = at(end);
        for (now, holds) in [(second_before(end), true), (end, false), (second_after(end), false)] {
            let decision = policy.evaluate(&evidence, &EvalContext::at(now));
            let expected = if holds { Outcome::Allow } else { Outcome::Deny };
            assert_eq!(decision.outcome, expected, "expires {expires}, now {now}");
            if holds {
                assert_eq!(*state(&decision), WaiverState::Used { violations: 1 });
            } else {
                assert_eq!(*state(&decision), WaiverState::Expired { since: end });
            }
        }
    }
    let policy = with_waiver("match: { vulnerability: CVE-2024-1 }, expires: 9999-12-31");
    let last = policy.evaluate(&scanned([critical()]), &EvalContext::at(Timestamp::MAX));
    assert_eq!(last.outcome, Outcome::Allow, "the last second of the calendar is within that day");
}

#[test]
fn a_waiver_begins_to_the_second() {
    let policy = with_waiver(
        "match: { vulnerability: CVE-2024-1 }, not_before: 2026-11-20, expires: 2026-12-31",
    );
    let start = at("2026-11-20");
    for (now, expected) in [
        (second_before(start), Outcome::Deny),
        (start, Outcome::Allow),
        (second_after(start), Outcome::Allow),
    ] {
        let decision = policy.evaluate(&scanned([critical()]), &EvalContext::at(now));
        assert_eq!(decision.outcome, expected, "{now}");
    }
    let decision = policy.evaluate(&scanned([critical()]), &EvalContext::at(at("2026-11-01")));
    assert_eq!(*state(&decision), WaiverState::NotYet { from: start });
}

#[test]
fn an_expired_waiver_is_named_with_both_instants() {
    let policy = with_waiver("match: { vulnerability: CVE-2024-1 }, expires: 2026-11-07");
    let decision = policy.evaluate(&scanned([critical()]), &now());
    assert_eq!(
        decision.violations[0].waiver_notes,
        [
            "waiver W-12 by alice expired 2026-11-08T00:00:00Z, 12 days before now, 2026-11-20T12:00:00Z"
        ]
    );
}

#[test]
fn everything_that_a_waiver_names_must_match() {
    let place = Place::new().location("usr/lib/node_modules/left-pad/package.json");
    let evidence = scanned([critical().alias("GHSA-aaaa-bbbb-cccc").place(place)]);
    let cx = now().namespace("shop");
    for (matcher, covers) in [
        ("vulnerability: CVE-2024-1", true),
        ("vulnerability: cve-2024-1", true),
        ("vulnerability: GHSA-aaaa-bbbb-cccc", true),
        ("vulnerability: CVE-2024-2", false),
        ("rule: critical", true),
        ("component: \"pkg:npm/left-pad\"", true),
        ("component: \"pkg:npm/left-pad@1.3.0\"", true),
        ("component: \"pkg:npm/left-pad@1.3.1\"", false),
        ("component: \"pkg:npm/left-*\"", true),
        ("component: left-pad", true),
        ("component: \"pkg:pypi/left-pad\"", false),
        ("vulnerability: CVE-2024-1, component: \"pkg:npm/other\"", false),
        ("vulnerability: CVE-2024-1, path: \"usr/lib/**\"", true),
        ("vulnerability: CVE-2024-1, path: \"opt/**\"", false),
        ("vulnerability: CVE-2024-1, artifact: \"registry.acme.io/shop/*\"", true),
        ("vulnerability: CVE-2024-1, artifact: \"registry.acme.io/other/*\"", false),
        ("vulnerability: CVE-2024-1, artifact: \"sha256:aaaa*\"", true),
        ("vulnerability: CVE-2024-1, artifact: \"sha256:bbbb*\"", false),
        ("vulnerability: CVE-2024-1, namespace: shop", true),
        ("vulnerability: CVE-2024-1, namespace: \"sho*\"", true),
        ("vulnerability: CVE-2024-1, namespace: till", false),
        ("licence: MIT", false),
    ] {
        let policy = with_waiver(&format!("match: {{ {matcher} }}, expires: 2026-12-31"));
        let expected = if covers { Outcome::Allow } else { Outcome::Deny };
        assert_eq!(policy.evaluate(&evidence, &cx).outcome, expected, "{matcher}");
    }
    let policy =
        with_waiver("match: { vulnerability: CVE-2024-1, namespace: shop }, expires: 2026-12-31");
    assert_eq!(
        policy.evaluate(&evidence, &now()).outcome,
        Outcome::Deny,
        "no namespace is not any namespace"
    );
}

/// Waivers are looked up by what their patterns begin with, and patterns begin with each other;
/// many waivers of one vulnerability are looked up so too.
#[test]
fn a_waiver_matches_what_it_would_match_alone() {
    let patterns = [
        "pkg:npm/*",
        "pkg:npm/a",
        "pkg:npm/a*",
        "pkg:npm/ab",
        "pkg:npm/ab@1",
        "pkg:npm/abc*",
        "pkg:npm/b*",
        "pkg:npm/%40ab/*",
        "pkg:pypi/*",
        "pkg:pypi/a*",
        "pkg:*/ab",
        "pkg:*/a*",
        "*",
        "a*",
        "ab",
        "abc*",
        "b",
    ];
    let waivers = |matching: &str| -> Vec<Waiver> {
        let waiver = |(number, pattern): (usize, &&str)| {
            let text = format!(
                "[{{ id: W-{number}, match: {{ {matching}, component: {pattern:?} }}, reason: r, owner: o, expires: 2026-12-31 }}]"
            );
            Waiver::parse_list(&text, &LoadOptions::default()).map(|(mut list, _)| list.remove(0))
        };
        patterns.iter().enumerate().filter_map(|one| waiver(one).ok()).collect()
    };
    let (by_rule, by_vulnerability) =
        (waivers("rule: critical"), waivers("vulnerability: CVE-2024-1"));
    assert!(by_rule.len() > 12 && by_vulnerability.len() > 12, "{}", by_rule.len());
    let policy = policy(RULES);
    let matching = |package: &str, waivers: &[Waiver]| {
        let evidence = scanned([finding("CVE-2024-1", package, Severity::Critical)]);
        let decision = policy.evaluate(&evidence.with_waivers(waivers.to_vec()), &now());
        let reports = decision.waivers.into_iter();
        let matching = reports.filter(|report| report.state != WaiverState::Unused);
        matching.map(|report| report.id).collect::<Vec<Text>>()
    };
    for package in [
        "pkg:npm/a@1",
        "pkg:npm/ab@1",
        "pkg:npm/ab@2",
        "pkg:npm/abcd@1",
        "pkg:npm/b@1",
        "pkg:npm/zoo@1",
        "pkg:npm/%40ab/c@1",
        "pkg:pypi/ab@1",
        "pkg:pypi/zoo@1",
        "ab",
        "abcd",
        "zoo",
    ] {
        for waivers in [&by_rule, &by_vulnerability] {
            let alone: Vec<Text> = waivers
                .iter()
                .flat_map(|waiver| matching(package, std::slice::from_ref(waiver)))
                .collect();
            let mut together = matching(package, waivers);
            together.sort_by_key(|id| waivers.iter().position(|waiver| waiver.id == *id));
            assert_eq!(together, alone, "{package}");
        }
    }
}

#[test]
fn conditions_end_a_waiver_early_and_say_why() {
    let base = || fixed("CVE-2024-1", LEFT_PAD, Severity::Critical, "1.3.1");
    for (condition, finding, cause) in [
        (
            "only_while_no_fix: true",
            base(),
            Some("CVE-2024-1 in pkg:npm/left-pad@1.3.0 is fixed in 1.3.1"),
        ),
        ("only_while_no_fix: true", base().fix(Fix::NotFixed), None),
        ("only_while_no_fix: true", base().fix(Fix::Unknown), None),
        (
            "max_severity: high",
            base(),
            Some("CVE-2024-1 in pkg:npm/left-pad@1.3.0 is Critical, worse than High"),
        ),
        ("max_severity: critical", base(), None),
        ("kev: deny", base().kev(true), Some("CVE-2024-1 is known to be exploited")),
        ("kev: deny", base().kev(false), None),
        ("kev: deny", base(), None),
    ] {
        let policy = with_waiver(&format!(
            "match: {{ vulnerability: CVE-2024-1 }}, expires: 2026-12-31, conditions: {{ {condition} }}"
        ));
        let decision = policy.evaluate(&scanned([finding]), &now());
        match cause {
            None => assert_eq!(decision.outcome, Outcome::Allow, "{condition}"),
            Some(cause) => {
                assert_eq!(decision.outcome, Outcome::Deny, "{condition}");
                assert_eq!(*state(&decision), WaiverState::Lapsed);
                assert_eq!(decision.waivers[0].lapsed, [cause]);
                let note = format!("waiver W-12 by alice lapsed: {cause}");
                assert_eq!(decision.violations[0].waiver_notes, [note]);
            }
        }
    }
}

#[test]
fn a_waiver_may_soften_instead_of_suppressing() {
    let policy = with_waiver(
        "match: { vulnerability: CVE-2024-1 }, expires: 2026-12-31, effect: { downgrade_to: warn }",
    );
    let decision = policy.evaluate(&scanned([critical()]), &now());
    assert_eq!(decision.outcome, Outcome::Warn);
    assert_eq!(decision.score.value, "Critical", "softening leaves the score");
    assert!(decision.suppressed.is_empty());
    assert_eq!(
        decision.violations[0].waiver_notes,
        ["waiver W-12 by alice softens this to a warning"]
    );
}

#[test]
fn a_suppressed_finding_stays_visible_and_leaves_the_score() {
    let policy =
        with_waiver("match: { vulnerability: CVE-2024-1 }, expires: 2026-12-31, ticket: SEC-1");
    let decision = policy.evaluate(&scanned([critical()]), &now());
    assert_eq!(decision.score.value, "None");
    let suppressed = &decision.suppressed[0];
    assert_eq!(suppressed.violations[0].rule, "critical");
    assert_eq!(
        suppressed.by,
        Suppression::Waiver {
            id: "W-12".into(),
            owner: "alice".into(),
            reason: "not reachable".into(),
            expires: Some(at("2027-01-01")),
            ticket: Some("SEC-1".into()),
        }
    );
    // A waiver for one rule excuses from that rule only; the finding still counts for the label.
    let of_rule = with_waiver("match: { rule: critical }, expires: 2026-12-31");
    let decision = of_rule.evaluate(&scanned([critical()]), &now());
    assert_eq!((decision.outcome, decision.score.value), (Outcome::Allow, "Critical"));
}

#[test]
fn missing_evidence_is_waived_by_naming_the_rule_only() {
    let nobody = Evidence::default();
    for (matcher, expected) in [
        ("component: \"pkg:npm/left-pad\"", Outcome::Deny),
        ("vulnerability: CVE-2024-1", Outcome::Deny),
        ("rule: critical", Outcome::Allow),
    ] {
        let policy = with_waiver(&format!("match: {{ {matcher} }}, expires: 2026-12-31"));
        assert_eq!(policy.evaluate(&nobody, &now()).outcome, expected, "{matcher}");
    }
    let required = policy(
        "requires: { provenance: deny }
waivers: { list: [{ id: W, match: { rule: requires.provenance }, reason: r, owner: o, expires: 2026-12-31 }] }",
    );
    assert_eq!(required.evaluate(&nobody, &now()).outcome, Outcome::Allow);
}

/// Found as a counterexample to the law that a worse finding never improves the outcome.
#[test]
fn a_waiver_of_a_finding_covers_what_breaks_a_rule_and_not_that_nobody_knows() {
    let policy = with_waiver("match: { vulnerability: CVE-2024-1 }, expires: 2026-12-31");
    let rated = |level: Severity| scanned([finding("CVE-2024-1", LEFT_PAD, level)]);
    let judge = |level: Severity| policy.evaluate(&rated(level), &now());
    assert_eq!(judge(Severity::Critical).outcome, Outcome::Allow);
    let unknown = judge(Severity::Unknown);
    assert_eq!(unknown.outcome, Outcome::Deny);
    assert!(!unknown.violations[0].missing.is_empty());
    let of_rule = with_waiver("match: { rule: critical }, expires: 2026-12-31");
    assert_eq!(of_rule.evaluate(&rated(Severity::Unknown), &now()).outcome, Outcome::Allow);
}

/// Found as a counterexample to the law that a suggested waiver changes nothing else.
#[test]
fn a_suggested_waiver_that_does_not_hold_of_a_namesake_says_so_there() {
    let policy = policy("rules: [{ id: fixable, vulnerability: { fix_available: true } }]");
    let unfixed = finding("GHSA-aaaa-bbbb-cccc", LEFT_PAD, Severity::Medium);
    let evidence = |waivers: Vec<Waiver>| {
        // An advisory that two vulnerabilities share is neither of them.
        let named = |id: &str| finding(id, LEFT_PAD, Severity::High).alias("GHSA-aaaa-bbbb-cccc");
        scanned([
            unfixed.clone(),
            named("CVE-2024-1").fix(Fix::fixed(["9.9"])),
            named("CVE-2024-2"),
        ])
        .with_waivers(waivers)
    };
    let before = policy.evaluate(&evidence(Vec::new()), &now());
    let of = |decision: &Decision, id: &str| {
        decision.violations.iter().find(|violation| violation.id.as_deref() == Some(id)).cloned()
    };
    let text = of(&before, "GHSA-aaaa-bbbb-cccc")
        .unwrap()
        .suggested_waiver(&before.meta, 30)
        .replace("reason: \"\"", "reason: r")
        .replace("owner: \"\"", "owner: o");
    assert!(text.contains("only_while_no_fix: true"), "{text}");
    let (waivers, _) = Waiver::parse_list(&text, &LoadOptions::default()).unwrap();
    let after = policy.evaluate(&evidence(waivers), &now());
    assert!(of(&after, "GHSA-aaaa-bbbb-cccc").is_none());
    let fixed = of(&after, "CVE-2024-1").unwrap();
    assert!(fixed.waiver_notes[0].contains("lapsed: CVE-2024-1"), "{fixed:?}");
}

#[test]
fn of_several_waivers_the_one_that_lasts_longest_decides() {
    let policy = policy(&format!(
        "{RULES}
waivers:
  list:
    - {{ id: W-1, match: {{ rule: critical }}, reason: r, owner: a, expires: 2026-11-30 }}
    - {{ id: W-2, match: {{ vulnerability: CVE-2024-1 }}, reason: r, owner: b, expires: 2026-12-31 }}
    - {{ id: W-3, match: {{ component: \"pkg:npm/*\" }}, reason: r, owner: c, expires: 2027-12-31, effect: {{ downgrade_to: warn }} }}
    - {{ id: W-4, match: {{ vulnerability: CVE-2000-1 }}, reason: r, owner: d, expires: 2026-12-31 }}
"
    ));
    let decision = policy.evaluate(&scanned([critical()]), &now());
    assert!(matches!(&decision.suppressed[0].by, Suppression::Waiver { id, .. } if id == "W-2"));
    assert_eq!(decision.suppressed[0].others.len(), 2);
    let reports: Vec<String> = decision.waivers.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(reports.join("\n"), @r#"
    W-1 by a: not needed, something else covers it already, expires in 10 days
    W-2 by b: covers 1 violation
    W-3 by c: not needed, something else covers it already
    W-4 by d: matches nothing
    "#);
}

#[test]
fn two_waivers_of_one_name_are_remarked_unless_they_are_the_same() {
    let policy = policy(RULES);
    let notes = |ids: [&str; 2], ends: [&str; 2]| {
        let waiver = |index: usize| {
            let (id, end) = (ids[index], ends[index]);
            let text = format!(
                "[{{ id: {id}, match: {{ rule: critical }}, reason: r, owner: o, expires: {end} }}]"
            );
            Waiver::parse_list(&text, &LoadOptions::default()).unwrap().0.remove(0)
        };
        let evidence = scanned([critical()]).with_waivers([waiver(0), waiver(1)]);
        let decision = policy.evaluate(&evidence, &now());
        let messages = decision.diagnostics.iter().map(|note| note.message().to_owned());
        messages.filter(|message| message.contains("different")).collect::<Vec<String>>()
    };
    let (near, far) = ("2026-12-30", "2026-12-31");
    let remark = ["two different waivers are called `W-1`"];
    assert_eq!(notes(["W-1", "W-1"], [near, far]), remark);
    assert_eq!(notes(["W-1", "W-1"], [far, near]), remark);
    assert!(notes(["W-1", "W-1"], [far, far]).is_empty());
    assert!(notes(["W-1", "W-2"], [near, far]).is_empty());
}

#[test]
fn a_policy_bounds_how_long_waivers_last() {
    let bounded = |waiver: &str| {
        policy(&format!(
            "{RULES}
waivers:
  settings: {{ max_duration: 30d }}
  list: [{{ id: W-12, match: {{ rule: critical }}, reason: r, owner: alice, {waiver} }}]"
        ))
    };
    let evidence = scanned([critical()]);
    let long = bounded("created: 2026-10-21T12:00:00Z, expires: 2027-12-31");
    let clipped = long.evaluate(&evidence, &EvalContext::at(at("2026-11-20T11:59:59Z")));
    assert_eq!(clipped.outcome, Outcome::Allow);
    assert_eq!(
        clipped.diagnostics[0].message(),
        "W-12 by alice lasts longer than the policy allows; it ends 2026-11-20T12:00:00Z"
    );
    assert_eq!(long.evaluate(&evidence, &now()).outcome, Outcome::Deny);

    let undated = bounded("expires: 2026-12-31").evaluate(&evidence, &now());
    assert_eq!(undated.outcome, Outcome::Deny);
    assert_eq!(*state(&undated), WaiverState::Lapsed);

    // Dated ahead, it would last until then and as long again.
    let ahead = |created: &str| {
        bounded(&format!("created: {created}, expires: 2030-01-20")).evaluate(&evidence, &now())
    };
    assert_eq!(ahead("2030-01-01").outcome, Outcome::Deny);
    assert_eq!(*state(&ahead("2030-01-01")), WaiverState::Lapsed);
    assert_eq!(ahead("2026-11-21").outcome, Outcome::Allow);
    // Somewhere it is tomorrow already, and nowhere later than that.
    assert_eq!(ahead("2026-11-21T12:00:00Z").outcome, Outcome::Allow);
    assert_eq!(ahead("2026-11-21T12:00:01Z").outcome, Outcome::Deny);

    // One that came with the evidence and has no end meets a policy that allows none.
    let (permanent, _) = Waiver::parse_list(
        "[{ id: W, match: { rule: critical }, reason: r, owner: o }]",
        &LoadOptions::default(),
    )
    .unwrap();
    let evidence = evidence.with_waivers(permanent);
    assert_eq!(policy(RULES).evaluate(&evidence, &now()).outcome, Outcome::Deny);
    let lenient = policy(&format!("{RULES}\nwaivers: {{ settings: {{ allow_permanent: true }} }}"));
    assert_eq!(lenient.evaluate(&evidence, &now()).outcome, Outcome::Allow);
}

#[test]
fn what_does_not_say_when_it_was_granted_was_granted_with_the_policy() {
    let dated = |date: &str| {
        policy_with(&format!(
            "metadata: {{ name: test, date: {date} }}
{RULES}
waivers: {{ settings: {{ max_duration: 30d }} }}"
        ))
    };
    let (waivers, _) = Waiver::parse_list(
        "[{ id: W, match: { rule: critical }, reason: r, owner: o, expires: 2027-12-31 }]",
        &LoadOptions::default(),
    )
    .unwrap();
    // It makes no difference whether it comes with the policy or with the evidence.
    let evidence = scanned([critical()]).with_waivers(waivers);
    let own = |date: &str| {
        policy_with(&format!(
            "metadata: {{ name: test, date: {date} }}
{RULES}
waivers:
  settings: {{ max_duration: 30d }}
  list: [{{ id: W, match: {{ rule: critical }}, reason: r, owner: o, expires: 2027-12-31 }}]"
        ))
    };
    for (date, expected) in [
        ("2026-11-01", Outcome::Allow),
        ("2026-10-01", Outcome::Deny),
        ("2027-11-01", Outcome::Deny),
    ] {
        let decision = dated(date).evaluate(&evidence, &now());
        assert_eq!(decision.outcome, expected, "{date}");
        let of_policy = own(date).evaluate(&scanned([critical()]), &now());
        assert_eq!(decision.waivers, of_policy.waivers, "{date}");
    }
    let expired = dated("2026-10-01").evaluate(&evidence, &now());
    assert_eq!(*state(&expired), WaiverState::Expired { since: at("2026-10-31") });
}

#[test]
fn a_licence_is_waived_under_any_spelling_of_its_id() {
    let judge = |settings: &str, stated: &str, waived: &str| {
        let policy = policy(&format!(
            "{settings}
rules: [{{ id: licences, licences: {{ allow: [MIT] }} }}]
waivers: {{ list: [{{ id: W, match: {{ licence: '{waived}' }}, reason: r, owner: o, expires: 2026-12-31 }}] }}"
        ));
        let component = Component::new(Package::from_text(LEFT_PAD)).licence(stated);
        let evidence = Evidence::default().with_sbom(Sbom::new([component]));
        policy.evaluate(&evidence, &now()).outcome
    };
    for (stated, waived, expected) in [
        ("GPL-2.0", "GPL-2.0-only", Outcome::Allow),
        ("GPL-2.0-only", "GPL-2.0", Outcome::Allow),
        ("GPL-2.0+", "GPL-2.0-or-later", Outcome::Allow),
        ("GPLv3", "gpl-3.0-only", Outcome::Allow),
        ("GPL-2.0-or-later", "GPL-2.0-only", Outcome::Deny),
    ] {
        assert_eq!(judge("", stated, waived), expected, "{stated} {waived}");
    }
    let strict = "licences: { gnu: strict }";
    assert_eq!(judge(strict, "GPL-2.0", "GPL-2.0"), Outcome::Allow);
}

#[test]
fn a_waiver_for_no_licence_stated_is_none_for_one_stated_later() {
    let policy = policy(
        "rules: [{ id: licences, licences: { allow: [MIT], unknown: deny } }]
waivers: { list: [{ id: W, match: { rule: licences, licence: NOASSERTION, component: 'pkg:npm/left-pad' }, reason: r, owner: o, expires: 2026-12-31 }] }",
    );
    for (stated, expected) in [
        (&[][..], Outcome::Allow),
        (&["NOASSERTION"], Outcome::Allow),
        (&["see COPYING"], Outcome::Deny),
        (&["GPL-3.0-only"], Outcome::Deny),
        (&["NONE"], Outcome::Deny),
        (&["MIT AND NOASSERTION"], Outcome::Deny),
    ] {
        let component = stated
            .iter()
            .fold(Component::new(Package::from_text(LEFT_PAD)), |one, text| one.licence(*text));
        let evidence = Evidence::default().with_sbom(Sbom::new([component]));
        assert_eq!(policy.evaluate(&evidence, &now()).outcome, expected, "{stated:?}");
    }
}

#[test]
fn a_waiver_of_an_unknown_fix_ends_with_the_fix() {
    let rules = "rules: [{ id: fixable, vulnerability: { fix_available: true } }]";
    let unknown = critical();
    let decision = policy(rules).evaluate(&scanned([unknown.clone()]), &now());
    let item = decision.violations[0]
        .suggested_waiver(&decision.meta, 30)
        .replace("\"\" #", "said #")
        .replace('\n', "\n    ");
    let waived = policy(&format!("{rules}\nwaivers:\n  list:\n    {}\n", item.trim_end()));
    assert_eq!(waived.evaluate(&scanned([unknown.clone()]), &now()).outcome, Outcome::Allow);
    let released = unknown.fix(Fix::fixed(["1.3.1"]));
    assert_eq!(waived.evaluate(&scanned([released]), &now()).outcome, Outcome::Deny);
}

#[test]
fn an_end_in_sight_is_announced() {
    for (expires, announced) in [("2026-12-03", true), ("2026-12-10", false)] {
        let policy = with_waiver(&format!("match: {{ rule: critical }}, expires: {expires}"));
        let decision = policy.evaluate(&scanned([critical()]), &now());
        assert_eq!(decision.waivers[0].expiring_in.is_some(), announced, "{expires}");
    }
}

#[test]
fn a_waiver_that_nothing_needs_is_remarked_and_may_be_forbidden() {
    let with = |setting: &str| {
        policy(&format!(
            "{RULES}
waivers:
  settings: {{ unused: {setting} }}
  list: [{{ id: W-12, match: {{ vulnerability: CVE-2000-1 }}, reason: r, owner: alice, expires: 2026-12-31 }}]"
        ))
        .evaluate(&scanned([]), &now())
    };
    let (ignored, remarked, forbidden) = (with("allow"), with("warn"), with("deny"));
    assert!(ignored.diagnostics.is_empty());
    assert_eq!(ignored.outcome, Outcome::Allow);
    assert_eq!(remarked.diagnostics[0].message(), "waiver W-12 by alice: matches nothing");
    assert_eq!(remarked.outcome, Outcome::Allow, "taking it away must not improve the outcome");
    assert_eq!(summary(&forbidden), ["deny waivers waiver-unused -"]);
}

#[test]
fn a_suggested_waiver_covers_its_violation_and_nothing_else() {
    let source = "
rules:
  - { id: critical, vulnerability: { severity: critical } }
  - { id: fixable, vulnerability: { fix_available: true }, on_unknown: warn }
  - { id: licences, licences: { allow: [MIT], unknown: deny } }
  - { id: tag, image: { tags: { deny: [latest] } } }
requires: { provenance: deny }
waivers:
  list: WAIVERS
";
    let components = [
        Component::new(Package::from_text(LOG4J)).licence("GPL-2.0-only AND AGPL-3.0-only"),
        Component::new(Package::from_text("pkg:npm/%40scope/odd%20name@1.0%2B1")),
        Component::new(Package::new("plain", "1.0")).licence("GPL-2.0-only"),
        Component::new(Package::from_text("pkg:npm/free@1.0.0"))
            .licence("see \"COPYING\": it's free"),
    ];
    let evidence = scanned([
        log4shell(),
        finding("CVE-2024-2", LOG4J, Severity::Critical),
        fixed("CVE-2021-44228", LEFT_PAD, Severity::Critical, "2.0.0"),
        finding("CVE-2024-3", "no purl here", Severity::Critical),
    ])
    .with_image(policy_core::evidence::ImageFacts::new(
        "registry.acme.io/shop/api".parse().unwrap(),
    ))
    .with_sbom(Sbom::new(components));
    let before = policy(&source.replace("WAIVERS", "[]")).evaluate(&evidence, &now());
    assert!(before.violations.len() > 10, "{:?}", summary(&before));
    for violation in &before.violations {
        let item = violation
            .suggested_waiver(&before.meta, 30)
            .replace("reason: \"\"", "reason: a good one")
            .replace("owner: \"\"", "owner: somebody");
        let list = format!("\n    {}", item.trim_end().replace('\n', "\n    "));
        let waived = policy(&source.replace("WAIVERS", &list));
        let after = waived.evaluate(&evidence, &now());
        let gone: Vec<_> = before
            .violations
            .iter()
            .filter(|old| {
                !after.violations.iter().any(|new| new.fingerprint() == old.fingerprint())
            })
            .map(|gone| gone.message())
            .collect();
        assert_eq!(gone, [violation.message()], "{item}");
    }
}

#[test]
fn the_report_of_a_waiver_says_what_it_covers_no_more() {
    let source = "
rules:
  - { id: any, vulnerability: { any: true } }
waivers:
  list:
    - { id: W-1, match: { component: 'pkg:npm/left-pad' }, reason: r, owner: bob, expires: 2026-12-31,
        conditions: { kev: deny }, ticket: SEC-7 }
";
    let told = |known: usize, exploited: usize| {
        let findings = (0..known).map(|number| (number, false));
        let findings = findings.chain((10..10 + exploited).map(|number| (number, true)));
        let findings = findings.map(|(number, kev)| {
            finding(&format!("CVE-{number}"), LEFT_PAD, Severity::High).kev(kev)
        });
        let decision = policy(source).evaluate(&scanned(findings), &now());
        assert_eq!(decision.to_string().contains("Waivers to look at"), exploited > 0);
        decision.waivers[0].to_string()
    };
    assert_eq!(told(1, 0), "W-1 by bob: covers 1 violation; see SEC-7");
    assert_eq!(
        told(2, 1),
        "W-1 by bob: covers 2 violations and others no more: CVE-10 is known to be exploited; see SEC-7"
    );
    assert_eq!(
        told(0, 5),
        "W-1 by bob: lapsed: CVE-10 is known to be exploited; CVE-11 is known to be exploited; \
         CVE-12 is known to be exploited; and 2 more; see SEC-7"
    );
}
