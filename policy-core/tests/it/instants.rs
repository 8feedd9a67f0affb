//! Everything that ends or begins does so to the second, also on a leap day and in year 9999.

#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

use policy_core::Outcome::{self, Allow, Deny, Warn};
use policy_core::evidence::{
    BaseImage, Component, Evidence, ImageFacts, Package, Sbom, Scan, Statement, VexStatus,
};
use policy_core::{EvalContext, LoadOptions, Period, Policy, Severity, Timestamp, Waiver};
use proptest::prelude::*;

use crate::fixtures::{LOG4J, artifact, at, digest, finding, log4shell, policy, scanned};

/// Instants that calendars get wrong.
const INSTANTS: [&str; 8] = [
    "2026-11-20T12:00:00Z",
    "2028-02-29T00:00:00Z",
    "2028-02-29T23:59:59Z",
    "2100-03-01T00:00:00Z",
    "2026-12-31T23:59:59Z",
    "2027-01-01T00:00:00Z",
    "2038-01-19T03:14:08Z",
    "9999-12-31T23:59:59Z",
];

const DAY: i64 = 86_400;

fn shifted(at: Timestamp, seconds: i64) -> Option<Timestamp> {
    at.as_unix().checked_add(seconds).and_then(Timestamp::from_unix)
}

/// Judges one second before, at and one second after each instant; where the calendar ends, what
/// cannot be asked is left out.
fn check(name: &str, case: impl Fn(Timestamp) -> (Policy, Evidence), expected: [Outcome; 3]) {
    for text in INSTANTS {
        let turn = at(text);
        let (policy, evidence) = case(turn);
        for (offset, expected) in [-1, 0, 1].into_iter().zip(expected) {
            let Some(now) = shifted(turn, offset) else { continue };
            let found = policy.evaluate(&evidence, &EvalContext::at(now));
            assert_eq!(found.outcome, expected, "{name} {offset:+} s of {text}: {found}");
        }
    }
}

fn severe() -> Evidence {
    scanned([finding("CVE-2024-1", LOG4J, Severity::Critical)])
}

const RULE: &str = "rules: [{ id: r, vulnerability: { severity: critical } }]";

#[test]
fn waivers_begin_and_end_to_the_second() {
    let waived = |more: String| {
        policy(&format!(
            "{RULE}\nwaivers: {{ list: [{{ id: W, match: {{ vulnerability: CVE-2024-1 }}, reason: r, owner: o, {more} }}] }}"
        ))
    };
    check(
        "expires",
        |turn| (waived(format!("expires: \"{turn}\"")), severe()),
        [Allow, Deny, Deny],
    );
    check(
        "not_before",
        |turn| {
            let more = format!("not_before: \"{turn}\", expires: 9999-12-31");
            (waived(more), severe())
        },
        [Deny, Allow, Allow],
    );
}

#[test]
fn a_date_covers_its_last_second_even_the_last_day_of_the_calendar() {
    for (date, last, next) in [
        ("2028-02-29", "2028-02-29T23:59:59Z", Some("2028-03-01T00:00:00Z")),
        ("2026-02-28", "2026-02-28T23:59:59Z", Some("2026-03-01T00:00:00Z")),
        ("2026-12-31", "2026-12-31T23:59:59Z", Some("2027-01-01T00:00:00Z")),
        ("9999-12-31", "9999-12-31T23:59:59Z", None),
    ] {
        let text = format!(
            "[{{ id: W, match: {{ vulnerability: CVE-2024-1 }}, reason: r, owner: o, expires: {date} }}]"
        );
        let (waivers, _) = Waiver::parse_list(&text, &LoadOptions::default()).unwrap();
        let evidence = severe().with_waivers(waivers);
        let judge = |now: &str| policy(RULE).evaluate(&evidence, &EvalContext::at(at(now))).outcome;
        assert_eq!(judge(last), Allow, "{date}");
        if let Some(next) = next {
            assert_eq!(judge(next), Deny, "{date}");
        }
    }
}

#[test]
fn licence_exceptions_end_to_the_second() {
    let evidence = || {
        let component = Component::new(Package::from_text(LOG4J)).licence("GPL-3.0-only");
        Evidence::new(artifact()).with_sbom(Sbom::new([component]))
    };
    check(
        "exception",
        |turn| {
            let rules = format!(
                "rules: [{{ id: r, licences: {{ allow: [MIT], exceptions: [{{ component: \"{LOG4J}\", allow: [GPL-3.0-only], reason: r, owner: o, expires: \"{turn}\" }}] }} }}]"
            );
            (policy(&rules), evidence())
        },
        [Allow, Deny, Deny],
    );
}

#[test]
fn levels_set_by_hand_end_to_the_second() {
    let rated = |level: &str, more: String| {
        policy(&format!(
            "{RULE}\nseverity: {{ override: [{{ id: CVE-2024-1, level: {level}, reason: r, owner: o, {more} }}] }}"
        ))
    };
    let mild = || scanned([finding("CVE-2024-1", LOG4J, Severity::Low)]);
    check(
        "lowered",
        |turn| (rated("low", format!("expires: \"{turn}\"")), severe()),
        [Allow, Deny, Deny],
    );
    check(
        "raised",
        |turn| (rated("critical", format!("expires: \"{turn}\"")), mild()),
        [Deny, Allow, Allow],
    );
    // A lower level is granted for a time, as a waiver is; from when it was granted it may last so
    // long. What is raised is no exception, hence nothing cuts it short.
    let clipped = |level: &str, turn: Timestamp| {
        let created = shifted(turn, -30 * DAY).unwrap();
        let more = format!("created: \"{created}\", expires: \"9999-12-31\"");
        let text = format!(
            "{RULE}\nseverity: {{ override: [{{ id: CVE-2024-1, level: {level}, reason: r, owner: o, {more} }}] }}\nwaivers: {{ settings: {{ max_duration: 30d }} }}"
        );
        policy(&text)
    };
    check("lowered, clipped", |turn| (clipped("low", turn), severe()), [Allow, Deny, Deny]);
    check("raised, not clipped", |turn| (clipped("critical", turn), mild()), [Deny, Deny, Deny]);
}

#[test]
fn grace_and_roll_outs_end_to_the_second() {
    for (anchor, set) in [("published", 0), ("fix_available_since", 1), ("first_seen", 2)] {
        check(
            anchor,
            |turn| {
                let start = shifted(turn, -7 * DAY).unwrap();
                let found = finding("CVE-2024-1", LOG4J, Severity::Critical);
                let found = match set {
                    0 => found.published(start),
                    1 => found.fix_available_since(start),
                    _ => found.first_seen(start),
                };
                let rule = format!(
                    "rules: [{{ id: r, vulnerability: {{ severity: critical }}, grace: {{ critical: 7d, from: {anchor} }} }}]"
                );
                (policy(&rule), scanned([found]))
            },
            [Warn, Deny, Deny],
        );
    }
    check(
        "enforce_from",
        |turn| {
            let rule = format!(
                "rules: [{{ id: r, vulnerability: {{ severity: critical }}, enforce_from: \"{turn}\" }}]"
            );
            (policy(&rule), severe())
        },
        [Warn, Deny, Deny],
    );
}

#[test]
fn evidence_ages_to_the_second() {
    let scan = || Scan::new("trivy");
    check(
        "scan max_age",
        |turn| {
            let evidence = Evidence::new(artifact())
                .with_scan(scan().scanned_at(shifted(turn, -DAY).unwrap()));
            (policy("requires: { vulnerabilities: { level: deny, max_age: 24h } }"), evidence)
        },
        [Allow, Allow, Deny],
    );
    check(
        "max_db_age",
        |turn| {
            let evidence = Evidence::new(artifact())
                .with_scan(scan().database_at(shifted(turn, -5 * DAY).unwrap()));
            (policy("requires: { vulnerabilities: { level: deny, max_db_age: 5d } }"), evidence)
        },
        [Allow, Allow, Deny],
    );
    check(
        "sbom max_age",
        |turn| {
            let sbom = Sbom::new([]).created(shifted(turn, -30 * DAY).unwrap());
            (
                policy("requires: { sbom: { level: deny, max_age: 30d } }"),
                Evidence::new(artifact()).with_sbom(sbom),
            )
        },
        [Allow, Allow, Deny],
    );
    check(
        "base max_age",
        |turn| {
            let base = BaseImage::new("debian:12".parse().unwrap())
                .created(shifted(turn, -90 * DAY).unwrap());
            let image = ImageFacts::new("acme.io/api:1".parse().unwrap()).base(base);
            (
                policy("rules: [{ id: r, image: { base: { max_age: 90d } } }]"),
                Evidence::new(artifact()).with_image(image),
            )
        },
        [Allow, Allow, Deny],
    );
    check(
        "published_age",
        |turn| {
            let found = finding("CVE-2024-1", LOG4J, Severity::Critical)
                .published(shifted(turn, -30 * DAY).unwrap());
            (
                policy("rules: [{ id: r, vulnerability: { published_age: \">30d\" } }]"),
                scanned([found]),
            )
        },
        [Allow, Allow, Deny],
    );
}

#[test]
fn dates_ahead_of_now_are_believed_for_five_minutes() {
    let policy = policy("requires: { vulnerabilities: { level: deny, max_age: 24h } }");
    for text in INSTANTS {
        let dated = at(text);
        let evidence = Evidence::new(artifact()).with_scan(Scan::new("trivy").scanned_at(dated));
        for (offset, expected) in [(-301, Deny), (-300, Allow), (-299, Allow), (0, Allow)] {
            let cx = EvalContext::at(shifted(dated, offset).unwrap());
            assert_eq!(policy.evaluate(&evidence, &cx).outcome, expected, "{offset} s of {text}");
        }
    }
}

#[test]
fn statements_begin_and_age_to_the_second() {
    let vouched = |stated: Timestamp| {
        let statement = Statement::new("doc", "Acme", "CVE-2024-1", VexStatus::NotAffected)
            .product(policy_core::evidence::Product::Artifact {
                digest: digest('a'),
                subcomponents: Vec::new(),
            })
            .justification("component_not_present");
        let mut statement = statement;
        statement.timestamp = Some(stated);
        severe().with_vex(vec![statement])
    };
    check("statement", |turn| (policy(RULE), vouched(turn)), [Deny, Allow, Allow]);
    check(
        "vex.max_age",
        |turn| {
            let stated = shifted(turn, -30 * DAY).unwrap();
            (policy(&format!("vex: {{ max_age: 30d }}\n{RULE}")), vouched(stated))
        },
        [Allow, Allow, Deny],
    );
}

#[cfg(feature = "cel")]
#[test]
fn expressions_compare_instants_to_the_second() {
    check(
        "now",
        |turn| {
            let rule = format!(
                "rules: [{{ id: r, vulnerability: {{ any: true }}, when: \"now >= timestamp('{turn}')\" }}]"
            );
            (policy(&rule), severe())
        },
        [Allow, Deny, Deny],
    );
}

fn any_instant() -> impl Strategy<Value = Timestamp> {
    let (min, max) = (Timestamp::MIN.as_unix(), Timestamp::MAX.as_unix());
    prop_oneof![Just(min), Just(min + 1), Just(0), Just(max - 1), Just(max), min..=max]
        .prop_map(|seconds| Timestamp::from_unix(seconds).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// No instant and no period overflows, wherever they stand.
    #[test]
    fn no_instant_makes_the_evaluator_panic(
        now in any_instant(),
        mut dates in proptest::collection::vec(any_instant(), 8),
        days in proptest::sample::select(vec!["0s", "1s", "36500d", "213503982334601d", "18446744073709551615s"]),
    ) {
        // A waiver begins before it ends.
        dates[1..4].sort();
        prop_assume!(dates[2] < dates[3]);
        let policy = policy(&format!(
            "requires: {{ vulnerabilities: {{ level: deny, max_age: {days}, max_db_age: {days} }}, sbom: {{ level: deny, max_age: {days} }} }}
vex: {{ max_age: {days} }}
rules:
  - {{ id: a, vulnerability: {{ published_age: \">={days}\" }}, grace: {{ critical: {days}, from: published }}, enforce_from: \"{}\" }}
  - {{ id: b, image: {{ base: {{ max_age: {days} }} }} }}
waivers:
  settings: {{ max_duration: {days}, expiring_window: {days} }}
  list: [{{ id: W, match: {{ component: \"pkg:npm/*\" }}, reason: r, owner: o, created: \"{}\", not_before: \"{}\", expires: \"{}\" }}]",
            dates[0], dates[1], dates[2], dates[3],
        ));
        let scan = Scan::new("trivy")
            .scanned_at(dates[4])
            .database_at(dates[5])
            .finding(log4shell().published(dates[6]).first_seen(dates[7]));
        let evidence = Evidence::new(artifact())
            .with_scan(scan)
            .with_sbom(Sbom::new([]).created(dates[0]))
            .with_image(
                ImageFacts::new("a/b:1".parse().unwrap())
                    .base(BaseImage::new("debian".parse().unwrap()).created(dates[1])),
            );
        let decision = policy.evaluate(&evidence, &EvalContext::at(now));
        prop_assert!(!decision.to_string().is_empty() && !decision.to_json().is_empty());
        for violation in &decision.violations {
            prop_assert!(!violation.suggested_waiver(&decision.meta, u32::MAX).is_empty());
        }
        prop_assert!(now.plus(Period::from_seconds(u64::MAX)) >= now);
    }
}
