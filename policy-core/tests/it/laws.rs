//! Laws that hold whatever the policy and the evidence.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers outside of test functions"
)]

mod census;
mod compare;
mod compose;
mod evidence;
mod explanations;
#[cfg(feature = "cel")]
mod expressions;
mod memo;
mod policies;
mod printing;
mod remedies;

use policy_core::evidence::{
    Component, Evidence, Fix, ImageFacts, Package, Sbom, Section, VexStatus,
};
use policy_core::{EvalContext, LoadOptions, Outcome, Policy, Severity, Texts, Waiver};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::RngAlgorithm;

use self::evidence::{LICENCES, evidence, finding, level};
use self::policies::{Family, Written, condition, policies, read, sample, seed};
use crate::fixtures::{artifact, at};

/// Few by default, so that nobody is tempted to skip them; CI and `just laws` ask for 10,000 of each.
fn cases() -> ProptestConfig {
    let mut config = ProptestConfig::default();
    if config.cases == 256 {
        config.cases = 64;
    }
    config.rng_algorithm = RngAlgorithm::XorShift;
    // What has nothing to say about a case is drawn again.
    config.max_global_rejects = config.cases.saturating_mul(4);
    config
}

/// A quarter of them, for laws of our own beside those of the semantics.
fn some_cases() -> ProptestConfig {
    let mut config = cases();
    config.cases = config.cases.div_ceil(4);
    config
}

fn judge(policy: &Policy, evidence: &Evidence) -> Outcome {
    policy.evaluate(evidence, &now()).outcome
}

/// The time of all cases. Nothing is decided by the digest of the evidence, and computing it would
/// take a fifth of the time.
fn now() -> EvalContext {
    crate::fixtures::now().evidence_digest("of no interest")
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
    let turned = |texts: &mut Texts, seed| {
        let mut list = texts.to_vec();
        turn(&mut list, seed);
        *texts = list.into();
    };
    let mut other = evidence.clone();
    turn(&mut other.scans, seed);
    for scan in &mut other.scans {
        if let Section::Present(findings) | Section::Incomplete(findings, _) = &mut scan.findings {
            for finding in findings.iter_mut() {
                turned(&mut finding.aliases, seed);
                turn(&mut finding.ratings, seed);
            }
            turn(findings, seed);
        }
    }
    if let Section::Present(sbom) = &mut other.sbom {
        for component in &mut sbom.components {
            turned(&mut component.licences.declared, seed);
        }
        turn(&mut sbom.components, seed);
    }
    if let Section::Present(statements) = &mut other.vex {
        turn(statements, seed);
    }
    turn(&mut other.waivers, seed);
    other
}

/// Makes each package a value of its own; what builds evidence shares them.
fn keep_packages_apart(evidence: &mut Evidence) {
    let renew = |package: &mut Package| {
        *package = serde_json::from_value(serde_json::to_value(&*package).unwrap()).unwrap();
    };
    if let Section::Present(sbom) | Section::Incomplete(sbom, _) = &mut evidence.sbom {
        sbom.components.iter_mut().for_each(|component| renew(&mut component.package));
    }
    for scan in &mut evidence.scans {
        if let Section::Present(findings) | Section::Incomplete(findings, _) = &mut scan.findings {
            findings.iter_mut().for_each(|finding| renew(&mut finding.package));
        }
    }
}

proptest! {
    #![proptest_config(cases())]

    /// P1: evidence is a set, whether or not its parts share their packages in memory.
    #[test]
    fn order_and_repetition_change_no_byte(Written { policy, .. } in policies(Family::Any), evidence in evidence(), seed in 0..1000usize) {
        let first = policy.evaluate(&evidence, &crate::fixtures::now());
        let mut other = shuffled(&evidence, seed);
        if seed.is_multiple_of(3) {
            keep_packages_apart(&mut other);
        }
        let second = policy.evaluate(&other, &crate::fixtures::now());
        prop_assert_eq!(first.to_json(), second.to_json());
        // The words are made from the same; every fourth time will do.
        if seed.is_multiple_of(4) {
            prop_assert_eq!(first.to_string(), second.to_string());
        }
    }

    /// P2: nothing is allowed on no evidence.
    #[test]
    fn no_evidence_is_never_allowed(written in policies(Family::Any)) {
        prop_assert_ne!(judge(&written.policy, &Evidence::default()), Outcome::Allow);
        let rules = written.text.replace("requires", "#");
        let required = read(&format!("requires: {{ image: deny }}\n{rules}"));
        prop_assert_eq!(judge(&required, &Evidence::default()), Outcome::Deny);
    }

    /// P3: one more finding makes nothing better. The finding is a new vulnerability: a second
    /// opinion on a known one may settle what was unknown.
    #[test]
    fn another_finding_never_improves(Written { policy, .. } in policies(Family::Monotone), evidence in evidence(), mut extra in finding()) {
        extra.id = "CVE-2031-9999".into();
        extra.aliases = Texts::default();
        let before = judge(&policy, &evidence);
        let mut more = evidence.clone();
        more.scans[0] = more.scans[0].clone().finding(extra);
        prop_assert!(judge(&policy, &more) >= before);
    }

    /// P4: no excuse, no better outcome.
    #[test]
    fn fewer_waivers_and_statements_never_improve(Written { policy, .. } in policies(Family::Monotone), evidence in evidence(), which in any::<Index>()) {
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

    /// P5: worse findings make nothing better. What a rule could not judge may turn into what a
    /// waiver of the finding covers; a waiver of the rule covers both.
    #[test]
    fn a_higher_severity_never_improves(Written { policy, .. } in policies(Family::Monotone), mut evidence in evidence()) {
        let mut before = policy.evaluate(&evidence, &now());
        if before.violations.iter().any(|violation| !violation.missing.is_empty()) {
            evidence.waivers.retain(|waiver| waiver.matcher.rule.is_some());
            before = policy.evaluate(&evidence, &now());
        }
        let mut worse = evidence.clone();
        for scan in &mut worse.scans {
            if let Section::Present(findings) | Section::Incomplete(findings, _) = &mut scan.findings {
                for rating in findings.iter_mut().flat_map(|finding| &mut finding.ratings) {
                    if rating.level.is_known() {
                        rating.level = Severity::Critical;
                    }
                }
            }
        }
        prop_assert!(judge(&policy, &worse) >= before.outcome);
    }

    /// P6: when the waivers have ended, nothing is better.
    #[test]
    fn the_end_of_waivers_never_improves(Written { policy, .. } in policies(Family::Lasting), mut evidence in evidence()) {
        // Statements dated between the two instants would come into force meanwhile.
        evidence.vex = Section::default();
        let later = EvalContext::at(at("2028-01-01"));
        prop_assert!(policy.evaluate(&evidence, &later).outcome >= judge(&policy, &evidence));
    }

    /// P7: a stronger mode is never milder.
    #[test]
    fn modes_are_ordered(
        written in policies(Family::Any),
        (stronger, milder) in select(vec![("enforce", "warn"), ("warn", "audit"), ("audit", "off")]),
        evidence in evidence(),
    ) {
        let in_mode = |mode: &str| judge(&read(&format!("mode: {mode}\n{}", written.text)), &evidence);
        prop_assert!(in_mode(stronger) >= in_mode(milder));
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
        let policy = read(&format!("rules: [{{ id: l, licences: {{ {list}, unknown: {unknown} }} }}]"));
        let judge = |licence: &str| {
            let component = Component::new(Package::from_text("pkg:npm/a@1")).licence(licence);
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
    fn a_suggested_waiver_removes_its_violation(Written { policy, .. } in policies(Family::Any), evidence in evidence(), which in any::<Index>()) {
        let before = policy.evaluate(&evidence, &now());
        prop_assume!(!before.violations.is_empty());
        let violation = &before.violations[which.index(before.violations.len())];
        let text = violation
            .suggested_waiver(&before.meta, 30)
            .replace("reason: \"\"", "reason: r")
            .replace("owner: \"\"", "owner: o");
        let (waiver, _) = Waiver::parse_list(&text, &LoadOptions::default()).unwrap();
        let after = policy.evaluate(&evidence.clone().with_waivers(waiver), &now());
        prop_assert!(after.violation(&violation.fingerprint()).is_none(), "{}", text);
    }

    /// P15: with `on_unknown: deny`, knowing more is never worse than not knowing.
    #[test]
    fn what_is_unknown_is_judged_as_the_worst(
        evidence in evidence(),
        forget in vec(any::<bool>(), 6),
        kev in any::<bool>(),
        level in level(),
        when in seed().prop_map(|seed| sample(seed, &condition(false))),
    ) {
        // What asks whether something is known is worse off for knowing it, hence no `has()`.
        let asked = format!("  - {{ id: asked, vulnerability: {{ any: true }}{when} }}");
        let policy = read(&format!(
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
}

proptest! {
    #![proptest_config(some_cases())]

    /// Explanations are sound: each violation names the conditions of its rule and a message.
    #[test]
    fn every_violation_explains_itself(Written { policy, .. } in policies(Family::Any), evidence in evidence()) {
        let decision = policy.evaluate(&evidence, &now());
        for violation in &decision.violations {
            prop_assert!(!violation.message().is_empty() && !violation.message().ends_with('.'));
            prop_assert!(!violation.because.is_empty() || !violation.missing.is_empty(), "{:?}", violation);
            prop_assert_eq!(violation.fingerprint().to_string().len(), 32);
        }
        let worst = decision.violations.iter().map(|violation| violation.effect).max();
        prop_assert_eq!(worst.map(Outcome::from).unwrap_or(Outcome::Allow), decision.outcome);
    }
}
