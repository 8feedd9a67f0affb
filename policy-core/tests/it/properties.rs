//! Laws that hold whatever the policy and the evidence.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers outside of test functions"
)]

mod compare;
mod compose;
mod explanations;
#[cfg(feature = "cel")]
mod expressions;
mod printing;

use policy_core::evidence::{
    Component, Epss, Evidence, Finding, Fix, ImageFacts, Layer, Package, Place, Product, Sbom,
    Scan, Scope, Section, Statement, VexStatus,
};
use policy_core::{EvalContext, LoadOptions, Outcome, Policy, Severity, Waiver};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use crate::fixtures::{artifact, at, digest, now, policy};

const PACKAGES: [&str; 5] = [
    "pkg:npm/left-pad@1.3.0",
    "pkg:npm/left-pad@1.3.0?arch=amd64",
    "pkg:deb/debian/openssl@3.0.11-1",
    "pkg:maven/org.acme/core@2.0",
    "no purl at all",
];
const IDS: [&str; 6] = [
    "CVE-2024-1",
    "CVE-2024-2",
    "GHSA-aaaa-bbbb-cccc",
    "GHSA-dddd-eeee-ffff",
    "XRAY-1",
    "RHSA-2024:1",
];
const LICENCES: [&str; 7] = [
    "MIT",
    "GPL-3.0-only",
    "AGPL-3.0-only",
    "MIT OR GPL-3.0-only",
    "NOASSERTION",
    "see COPYING",
    "Apache 2.0",
];

fn level() -> impl Strategy<Value = Severity> + Clone {
    select(&Severity::ALL[..])
}

fn fix() -> impl Strategy<Value = Fix> {
    prop_oneof![
        Just(Fix::Unknown),
        Just(Fix::NotFixed),
        Just(Fix::WontFix),
        select(vec!["1.0", "3.0.12-1", "9.9", "what?"]).prop_map(|version| Fix::fixed([version])),
    ]
}

fn place() -> impl Strategy<Value = Place> {
    (
        option::of(any::<bool>()),
        option::of(select(vec![Scope::Required, Scope::Dev])),
        option::of(Just(Layer::Base)),
    )
        .prop_map(|(direct, scope, layer)| {
            let mut place = Place::new();
            place.direct = direct;
            place.scope = scope;
            place.layer = layer;
            place
        })
}

prop_compose! {
    fn finding()(
        ids in subsequence(&IDS[..], 1..=3),
        package in select(&PACKAGES[..]),
        levels in vec((select(vec!["nvd", "ubuntu", "trivy"]), level()), 0..3),
        fix in fix(),
        kev in option::of(any::<bool>()),
        epss in option::of(0..=1_000_000u32),
        published in option::of(0..60i64),
        place in place(),
    ) -> Finding {
        let mut finding = Finding::new(ids[0], Package::parse(package)).fix(fix).place(place);
        finding.aliases = ids[1..].iter().map(|id| (*id).to_owned()).collect();
        finding.kev = kev;
        finding.epss = epss.and_then(Epss::from_ppm);
        let start = at("2026-10-01").as_unix();
        finding.published = published
            .and_then(|days| policy_core::Timestamp::from_unix(start + days * 86_400));
        levels.into_iter().fold(finding, |finding, (source, level)| finding.severity(source, level))
    }
}

fn scan(name: &'static str) -> impl Strategy<Value = Scan> {
    prop_oneof![
        6 => vec(finding(), 0..5).prop_map(move |findings| Scan::new(name).findings(findings)),
        1 => vec(finding(), 0..3).prop_map(move |findings| Scan::new(name).findings(findings).gap("a gap")),
        1 => Just(Scan::failed(name, "down")),
    ]
}

fn component() -> impl Strategy<Value = Component> {
    (select(&PACKAGES[..]), vec(select(&LICENCES[..]), 0..3), place()).prop_map(
        |(package, licences, place)| {
            licences
                .into_iter()
                .fold(Component::new(Package::parse(package)).place(place), Component::licence)
        },
    )
}

fn statement() -> impl Strategy<Value = Statement> {
    let status = select(vec![
        VexStatus::NotAffected,
        VexStatus::Fixed,
        VexStatus::Affected,
        VexStatus::UnderInvestigation,
    ]);
    let product = prop_oneof![
        select(&PACKAGES[..4]).prop_map(|purl| Product::Package(purl.parse().unwrap())),
        Just(Product::Artifact { digest: digest('a'), subcomponents: Vec::new() }),
    ];
    (select(&IDS[..]), status, product, option::of(0..40i64), any::<bool>()).prop_map(
        |(id, status, product, days, justified)| {
            let mut statement = Statement::new("doc", "Acme", id, status).product(product);
            if justified {
                statement = statement.justification("component_not_present");
            }
            statement.timestamp = days.and_then(|days| {
                policy_core::Timestamp::from_unix(at("2026-10-15").as_unix() + days * 86_400)
            });
            statement
        },
    )
}

fn image() -> impl Strategy<Value = Section<ImageFacts>> {
    prop_oneof![
        Just(Section::default()),
        select(vec!["acme.io/api", "acme.io/api:1", "evil.io/api:latest"])
            .prop_map(|text| Section::Present(ImageFacts::new(text.parse().unwrap()))),
    ]
}

/// Waivers as people write them, with ids that tell them apart.
fn waivers() -> impl Strategy<Value = Vec<Waiver>> {
    let matcher = prop_oneof![
        select(&IDS[..]).prop_map(|id| format!("vulnerability: {id:?}")),
        select(vec!["severe", "fixable", "exploited", "licences", "image"])
            .prop_map(|rule| format!("rule: {rule}")),
        select(vec!["pkg:npm/*", "pkg:deb/debian/openssl", "no purl *"])
            .prop_map(|p| format!("component: {p:?}")),
        select(vec!["GPL-3.0-only", "AGPL-3.0-only"]).prop_map(|l| format!("licence: {l}")),
    ];
    let more = select(vec![
        "",
        ", effect: { downgrade_to: warn }",
        ", conditions: { only_while_no_fix: true }",
        ", conditions: { max_severity: high }",
        ", conditions: { kev: deny }",
    ]);
    let expires = select(vec!["2026-11-10", "2026-11-25", "2027-01-31"]);
    vec((matcher, more, expires), 0..4).prop_map(|list| {
        let items: Vec<String> = list
            .into_iter()
            .enumerate()
            .map(|(index, (matcher, more, expires))| {
                format!("- {{ id: W-{index}, match: {{ {matcher} }}, reason: r, owner: o, expires: {expires}{more} }}")
            })
            .collect();
        let text = if items.is_empty() { "[]".to_owned() } else { items.join("\n") };
        Waiver::parse_list(&text, &LoadOptions::default()).unwrap().0
    })
}

prop_compose! {
    fn evidence()(
        trivy in scan("trivy"),
        xray in option::of(scan("xray")),
        components in option::of(vec(component(), 0..4)),
        statements in vec(statement(), 0..3),
        image in image(),
        waivers in waivers(),
    ) -> Evidence {
        let mut evidence = Evidence::new(artifact()).with_scan(trivy).with_image(image).with_waivers(waivers);
        evidence.scans.extend(xray);
        if let Some(components) = components {
            evidence = evidence.with_sbom(Sbom::new(components));
        }
        if !statements.is_empty() {
            evidence = evidence.with_vex(statements);
        }
        evidence
    }
}

/// Text of a monotone policy: lower bounds only.
fn rules() -> impl Strategy<Value = String> {
    let unknown = || select(vec!["", ", on_unknown: deny", ", on_unknown: warn"]);
    let effect = || select(vec!["deny", "warn"]);
    let bound = select(vec![">=low", ">=high", ">medium", "critical"]);
    (
        (bound, effect(), unknown()),
        (effect(), unknown()),
        (effect(), unknown()),
        (select(vec!["[MIT, Apache-2.0]", "[GPL-3.0-only]"]), select(vec!["", ", unknown: warn"]), effect()),
        select(vec!["", "budget: { high: 1, medium: 2 }\n"]),
        select(vec!["", "defaults: { unknown_severity_as: high }\n"]),
        select(vec!["", "requires: { vulnerabilities: deny, sbom: warn }\n"]),
        (subsequence(vec![0, 1, 2, 3, 4, 5], 1..=6), condition(true), effect()),
    )
        .prop_map(|((bound, e1, u1), (e2, u2), (e3, u3), (allow, unknown, e4), budget, defaults, requires, (chosen, when, e5))| {
            let all = [
                format!("{{ id: severe, vulnerability: {{ severity: {bound:?} }}, effect: {e1}{u1} }}"),
                format!("{{ id: fixable, vulnerability: {{ severity: \">=medium\", fix_available: true }}, effect: {e2}{u2} }}"),
                format!("{{ id: exploited, vulnerability: {{ kev: true }}, effect: {e3}{u3} }}"),
                format!("{{ id: licences, licences: {{ allow: {allow}, deny: [AGPL-3.0-only]{unknown} }}, effect: {e4} }}"),
                "{ id: image, image: { registries: { allow: [acme.io] }, tags: { deny: [latest] } } }".to_owned(),
                format!("{{ id: asked, vulnerability: {{ any: true }}{when}, effect: {e5}, on_unknown: {e5} }}"),
            ];
            let rules: Vec<String> = chosen.into_iter().map(|index| format!("  - {}\n", all[index])).collect();
            format!("{defaults}{requires}{budget}rules:\n{}", rules.concat())
        })
}

/// An expression beside a rule over findings; none without the feature.
#[cfg(feature = "cel")]
fn condition(monotone: bool) -> BoxedStrategy<String> {
    let text = if monotone { expressions::monotone() } else { expressions::any() };
    text.prop_map(|text| format!(", when: {}", serde_json::Value::from(text))).boxed()
}

#[cfg(not(feature = "cel"))]
fn condition(_: bool) -> BoxedStrategy<String> {
    Just(String::new()).boxed()
}

/// Text of any policy: upper bounds, negations, and rules that share the levels among them.
fn any_rules() -> impl Strategy<Value = String> {
    let more = select(vec![
        "{ id: mild, vulnerability: { severity: \"<high\" }, effect: warn }",
        "{ id: medium, vulnerability: { severity: medium, fix_available: false } }",
        "{ id: unexploited, vulnerability: { kev: not-true, epss: \"<=0.1\" }, on_unknown: allow }",
        "{ id: unseen, vulnerability: { reachable: false }, on_unknown: warn }",
        "{ id: transitive, vulnerability: { direct: false, scope: dev }, effect: info }",
    ]);
    let alone = if cfg!(feature = "cel") {
        vec![
            "",
            "  - { id: parts, when: \"!component.direct && component.type != 'npm'\" }\n",
            "  - { id: licensed, when: \"component.licences.all(l, l != 'MIT')\", effect: warn }\n",
            "  - { id: place, when: \"image.registry != 'acme.io' || image.tag == 'latest'\" }\n",
        ]
    } else {
        vec![""]
    };
    (rules(), vec(more, 0..2), condition(false), select(alone)).prop_map(
        |(rules, more, when, alone)| {
            let mut text = rules;
            for (index, rule) in more.into_iter().enumerate() {
                text += &format!("  - {}\n", rule.replace("id: ", &format!("id: x{index}-")));
            }
            format!("{text}  - {{ id: odd, vulnerability: {{ any: true }}{when} }}\n{alone}")
        },
    )
}

/// Few by default, so that nobody is tempted to skip them; `just properties` asks for 10,000 each.
fn cases() -> ProptestConfig {
    let asked = ProptestConfig::default();
    if asked.cases == 256 { ProptestConfig::with_cases(64) } else { asked }
}

fn judge(policy: &Policy, evidence: &Evidence) -> Outcome {
    policy.evaluate(evidence, &now()).outcome
}

fn shuffled(evidence: &Evidence, seed: usize) -> Evidence {
    fn turn<T: Clone>(list: &mut Vec<T>, seed: usize) {
        if !list.is_empty() {
            let middle = seed % list.len();
            list.rotate_left(middle);
            list.push(list[seed % list.len()].clone());
            if seed.is_multiple_of(2) {
                list.reverse();
            }
        }
    }
    let mut other = evidence.clone();
    turn(&mut other.scans, seed);
    for scan in &mut other.scans {
        if let Section::Present(findings) | Section::Incomplete(findings, _) = &mut scan.findings {
            for finding in findings.iter_mut() {
                turn(&mut finding.aliases, seed);
                turn(&mut finding.ratings, seed);
            }
            turn(findings, seed);
        }
    }
    if let Section::Present(sbom) = &mut other.sbom {
        for component in &mut sbom.components {
            turn(&mut component.licences.declared, seed);
        }
        turn(&mut sbom.components, seed);
    }
    if let Section::Present(statements) = &mut other.vex {
        turn(statements, seed);
    }
    turn(&mut other.waivers, seed);
    other
}

proptest! {
    #![proptest_config(cases())]

    /// P1: evidence is a set.
    #[test]
    fn order_and_repetition_change_no_byte(rules in any_rules(), evidence in evidence(), seed in 0..1000usize) {
        let policy = policy(&rules);
        let first = policy.evaluate(&evidence, &now());
        let second = policy.evaluate(&shuffled(&evidence, seed), &now());
        prop_assert_eq!(first.to_json(), second.to_json());
        prop_assert_eq!(first.to_string(), second.to_string());
    }

    /// P2: nothing is allowed on no evidence.
    #[test]
    fn no_evidence_is_never_allowed(rules in any_rules()) {
        prop_assert_ne!(judge(&policy(&rules), &Evidence::default()), Outcome::Allow);
        let required = policy(&format!("requires: {{ image: deny }}\n{}", rules.replace("requires", "#")));
        prop_assert_eq!(judge(&required, &Evidence::default()), Outcome::Deny);
    }

    /// P3: one more finding makes nothing better. The finding is a new vulnerability: a second
    /// opinion on a known one may settle what was unknown.
    #[test]
    fn another_finding_never_improves(rules in rules(), evidence in evidence(), mut extra in finding()) {
        extra.id = "CVE-2031-9999".to_owned();
        extra.aliases.clear();
        let policy = policy(&rules);
        let before = judge(&policy, &evidence);
        let mut more = evidence.clone();
        more.scans[0] = more.scans[0].clone().finding(extra);
        prop_assert!(judge(&policy, &more) >= before);
    }

    /// P4: no excuse, no better outcome.
    #[test]
    fn fewer_waivers_and_statements_never_improve(rules in rules(), evidence in evidence(), which in any::<Index>()) {
        let policy = policy(&rules);
        let before = judge(&policy, &evidence);
        if !evidence.waivers.is_empty() {
            let mut fewer = evidence.clone();
            fewer.waivers.remove(which.index(evidence.waivers.len()));
            prop_assert!(judge(&policy, &fewer) >= before);
        }
        if let Section::Present(statements) = &evidence.vex {
            let index = which.index(statements.len());
            if statements[index].status == VexStatus::NotAffected {
                let mut fewer = statements.clone();
                fewer.remove(index);
                let evidence = evidence.clone().with_vex(fewer);
                prop_assert!(judge(&policy, &evidence) >= before);
            }
        }
    }

    /// P5: worse findings make nothing better.
    #[test]
    fn a_higher_severity_never_improves(rules in rules(), evidence in evidence()) {
        let policy = policy(&rules);
        let mut worse = evidence.clone();
        for scan in &mut worse.scans {
            if let Section::Present(findings) | Section::Incomplete(findings, _) = &mut scan.findings {
                for finding in findings {
                    for rating in &mut finding.ratings {
                        if rating.level.is_known() {
                            rating.level = Severity::Critical;
                        }
                    }
                }
            }
        }
        prop_assert!(judge(&policy, &worse) >= judge(&policy, &evidence));
    }

    /// P6: when the waivers have ended, nothing is better.
    #[test]
    fn the_end_of_waivers_never_improves(rules in rules(), mut evidence in evidence()) {
        // Statements dated between the two instants would come into force meanwhile.
        evidence.vex = Section::default();
        let policy = policy(&rules);
        let later = EvalContext::at(at("2028-01-01"));
        prop_assert!(policy.evaluate(&evidence, &later).outcome >= judge(&policy, &evidence));
    }

    /// P7: a stronger mode is never milder.
    #[test]
    fn modes_are_ordered(rules in any_rules(), evidence in evidence()) {
        let in_mode = |mode: &str| judge(&policy(&format!("mode: {mode}\n{rules}")), &evidence);
        prop_assert!(in_mode("enforce") >= in_mode("warn"));
        prop_assert!(in_mode("warn") >= in_mode("audit"));
        prop_assert!(in_mode("audit") >= in_mode("off"));
    }

    /// P8: a choice more never hurts, a duty more never helps, as long as not knowing weighs no
    /// more than knowing the worst.
    #[test]
    fn another_licence_branch_is_monotone(
        a in select(&LICENCES[..]),
        b in select(&LICENCES[..]),
        unknown in select(vec!["allow", "warn", "deny"]),
        list in select(vec!["allow: [MIT]", "deny: [GPL-3.0-only]", "allow: [MIT, AGPL-3.0-only], deny: [AGPL-3.0-only]"]),
    ) {
        let policy = policy(&format!("rules: [{{ id: l, licences: {{ {list}, unknown: {unknown} }} }}]"));
        let judge = |licence: &str| {
            let component = Component::new(Package::parse("pkg:npm/a@1")).licence(licence);
            judge(&policy, &Evidence::new(artifact()).with_sbom(Sbom::new([component])))
        };
        // Free text has no branches.
        prop_assume!(a != "see COPYING" && b != "see COPYING");
        let (choice, duty) = (format!("({a}) OR ({b})"), format!("({a}) AND ({b})"));
        prop_assert!(judge(&choice) <= judge(a));
        prop_assert!(judge(&duty) >= judge(a));
    }

    /// P11: pasting the suggestion removes the violation.
    #[test]
    fn a_suggested_waiver_removes_its_violation(rules in any_rules(), evidence in evidence(), which in any::<Index>()) {
        let policy = policy(&rules);
        let before = policy.evaluate(&evidence, &now());
        prop_assume!(!before.violations.is_empty());
        let violation = &before.violations[which.index(before.violations.len())];
        let text = violation
            .suggested_waiver(&before.meta, 30)
            .replace("reason: \"\"", "reason: r")
            .replace("owner: \"\"", "owner: o");
        let (waiver, _) = Waiver::parse_list(&text, &LoadOptions::default()).unwrap();
        let after = policy.evaluate(&evidence.clone().with_waivers(waiver), &now());
        prop_assert!(after.violation(&violation.fingerprint).is_none(), "{}", text);
    }

    /// P15: with `on_unknown: deny`, knowing more is never worse than not knowing.
    #[test]
    fn what_is_unknown_is_judged_as_the_worst(
        evidence in evidence(),
        forget in vec(any::<bool>(), 6),
        kev in any::<bool>(),
        level in level(),
        when in condition(false),
    ) {
        // What asks whether something is known is worse off for knowing it, hence no `has()`.
        let asked = format!("  - {{ id: asked, vulnerability: {{ any: true }}{when} }}");
        let policy = policy(&format!(
            "rules:
  - {{ id: exploited, vulnerability: {{ kev: true, severity: \">=medium\" }} }}
  - {{ id: fixable, vulnerability: {{ severity: \">=high\", fix_available: true }} }}
  - {{ id: licences, licences: {{ deny: [GPL-3.0-only] }} }}
  - {{ id: image, image: {{ tags: {{ deny: [latest] }} }} }}
{asked}"
        ));
        prop_assume!(level.is_known());
        // Everything is known of `known`; `unsure` is the same with some of it forgotten.
        let mut known = Evidence::new(artifact());
        known.scans = evidence.scans;
        known.image = evidence.image;
        known.sbom = Section::Present(evidence.sbom.value().cloned().unwrap_or_default());
        if known.image.is_absent() {
            known = known.with_image(ImageFacts::new("acme.io/api:latest".parse().unwrap()));
        }
        let mut unsure = known.clone();
        for (scan, vague) in known.scans.iter_mut().zip(&mut unsure.scans) {
            let mut findings = scan.findings.value().cloned().unwrap_or_default();
            for finding in &mut findings {
                finding.kev.get_or_insert(kev);
                if finding.fix == Fix::Unknown || finding.fix == Fix::fixed(["what?"]) {
                    finding.fix = Fix::fixed(["9.9"]);
                }
                *finding = finding.clone().severity("nvd", level);
            }
            let mut dim = findings.clone();
            for finding in &mut dim {
                if forget[0] {
                    finding.kev = None;
                }
                if forget[1] {
                    finding.ratings.clear();
                }
                if forget[2] {
                    finding.fix = Fix::Unknown;
                }
            }
            scan.findings = Section::Present(findings);
            vague.findings = if forget[3] { Section::failed("x", "down") } else { Section::Present(dim) };
        }
        if forget[4] {
            unsure.sbom = Section::default();
        }
        if forget[5] {
            unsure.image = Section::default();
        }
        prop_assert!(judge(&policy, &known) <= judge(&policy, &unsure));
    }

    /// Explanations are sound: each violation names the conditions of its rule and a message.
    #[test]
    fn every_violation_explains_itself(rules in any_rules(), evidence in evidence()) {
        let decision = policy(&rules).evaluate(&evidence, &now());
        for violation in &decision.violations {
            prop_assert!(!violation.message.is_empty() && !violation.message.ends_with('.'));
            prop_assert!(!violation.because.is_empty() || !violation.missing.is_empty(), "{:?}", violation);
            prop_assert_eq!(violation.fingerprint.as_str().len(), 32);
        }
        let worst = decision.violations.iter().map(|violation| violation.effect).max();
        prop_assert_eq!(worst.map(Outcome::from).unwrap_or(Outcome::Allow), decision.outcome);
    }
}
