//! Laws of comparing and of baselines.

use policy_core::compare::{self, Change, what_if};
use policy_core::decision::{Baseline, Violation};
use policy_core::evidence::{Evidence, Licences, Section};
use policy_core::{Code, LoadOptions, Outcome, Texts, Waiver};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::evidence::LICENCES;
use super::policies::{Family, Written, policies};
use super::{cases, evidence, finding, now, some_cases};

fn has(list: &[Violation], violation: &Violation) -> bool {
    list.contains(violation)
}

fn is_of_a_licence(violation: &Violation) -> bool {
    matches!(violation.code, Code::LicenceDenied | Code::LicenceNotAllowed | Code::LicenceUnknown)
}

/// The evidence where every component states one licence.
fn licensed(evidence: &Evidence, licence: &str) -> Evidence {
    let mut other = evidence.clone();
    if let Section::Present(sbom) = &mut other.sbom {
        for component in &mut sbom.components {
            component.licences = Licences::new([licence], [""; 0]);
        }
    }
    other
}

proptest! {
    #![proptest_config(cases())]

    /// P13: a policy and itself do not differ; two list exactly the symmetric difference.
    #[test]
    fn a_difference_is_the_symmetric_one(Written { policy: p, .. } in policies(Family::Monotone), Written { policy: q, .. } in policies(Family::Any), evidence in evidence()) {
        prop_assert!(compare::diff(&p, &p, [&evidence], &now()).is_empty());

        let (a, b) = (p.evaluate(&evidence, &now()), q.evaluate(&evidence, &now()));
        let diff = compare::DecisionDiff::between(&a, &b);
        let before: Vec<&Violation> =
            diff.removed.iter().chain(diff.changed.iter().map(|changed| &changed.before)).collect();
        let after: Vec<&Violation> =
            diff.added.iter().chain(diff.changed.iter().map(|changed| &changed.after)).collect();
        for violation in &a.violations {
            prop_assert_eq!(before.contains(&violation), !has(&b.violations, violation));
        }
        for violation in &b.violations {
            prop_assert_eq!(after.contains(&violation), !has(&a.violations, violation));
        }
        prop_assert!(before.iter().all(|violation| has(&a.violations, violation)));
        prop_assert!(after.iter().all(|violation| has(&b.violations, violation)));
        let turned = compare::DecisionDiff::between(&b, &a);
        prop_assert_eq!(turned.added, diff.removed);
        prop_assert_eq!(turned.removed, diff.added);
    }

    /// P11: the waiver that is suggested for a fault of a component removes that and nothing else,
    /// but for what goes by the same name. Packages that differ in qualifiers are one component. Of
    /// two CVEs that call one advisory their alias neither is the other, and a waiver of the advisory
    /// covers both. A waiver of the licence that a component states, or of its stating none, covers
    /// nothing of what it states later.
    #[test]
    fn a_suggested_waiver_removes_nothing_else(Written { policy, .. } in policies(Family::Monotone), evidence in evidence(), which in any::<Index>(), later in select(&LICENCES[..])) {
        let before = policy.evaluate(&evidence, &now());
        let of_components: Vec<&Violation> = before
            .violations
            .iter()
            .filter(|violation| violation.subject.package().is_some())
            .collect();
        prop_assume!(!of_components.is_empty());
        let meant = of_components[which.index(of_components.len())];
        let text = meant
            .suggested_waiver(&before.meta, 30)
            .replace("reason: \"\"", "reason: r")
            .replace("owner: \"\"", "owner: o");
        let (waivers, _) = Waiver::parse_list(&text, &LoadOptions::default()).unwrap();
        let after = policy.evaluate(&evidence.clone().with_waivers(waivers.clone()), &now());
        let key = |violation: &Violation| {
            violation.subject.package().map(|package| package.key().to_owned())
        };
        let goes_by_the_name = |violation: &Violation| {
            violation.rule == meant.rule
                && (violation.id == meant.id
                    || meant.id.as_ref().is_some_and(|id| violation.aliases.contains(id)))
                && key(violation) == key(meant)
        };
        let diff = compare::DecisionDiff::between(&before, &after);
        prop_assert!(diff.removed.contains(meant));
        prop_assert!(diff.added.is_empty() && diff.removed.iter().all(goes_by_the_name), "{}", diff);
        // A condition that holds of what is meant may not hold of its namesake, which says so.
        for changed in &diff.changed {
            let mut expected = changed.before.clone();
            expected.waiver_notes.clone_from(&changed.after.waiver_notes);
            prop_assert!(goes_by_the_name(&changed.before), "{}", diff);
            prop_assert_eq!(&changed.after, &expected);
        }
        if is_of_a_licence(meant) {
            let stated = licensed(&evidence, later);
            let without = policy.evaluate(&stated, &now());
            let with = policy.evaluate(&stated.with_waivers(waivers), &now());
            let diff = compare::DecisionDiff::between(&without, &with);
            prop_assert!(diff.removed.iter().all(goes_by_the_name), "{} {}", later, diff);
        }
    }
}

proptest! {
    #![proptest_config(some_cases())]

    /// Nothing changed, nothing different; a finding more never improves.
    #[test]
    fn what_if_agrees_with_the_evaluator(Written { policy, .. } in policies(Family::Monotone), evidence in evidence(), mut extra in finding()) {
        extra.id = "CVE-2031-9999".into();
        extra.aliases = Texts::default();
        let same = what_if(&policy, &evidence, &[], &now());
        prop_assert!(same.diff.is_empty());
        let change = Change::AddFinding { scanner: "trivy".to_owned(), finding: extra };
        let more = what_if(&policy, &evidence, &[change], &now());
        prop_assert!(more.after.outcome >= more.before.outcome);
        prop_assert!(more.idle.is_empty());
    }

    /// What a baseline knows does not count, and it knows only what was there.
    #[test]
    fn a_baseline_takes_out_what_it_knows_and_no_more(Written { policy, .. } in policies(Family::Monotone), evidence in evidence(), other in evidence()) {
        let decision = policy.evaluate(&evidence, &now());
        let baseline = Baseline::of(&decision);
        prop_assert_eq!(&Baseline::from_json(baseline.to_json().as_bytes()).unwrap(), &baseline);

        let same = decision.without_known(&baseline);
        prop_assert!(same.outcome <= decision.outcome);
        let report = same.baseline.unwrap();
        prop_assert!(report.gone.is_empty());
        prop_assert_eq!(report.known.len() + same.violations.len(), decision.violations.len());
        // Nobody may get used to missing evidence, and what is in grace has an end of its own.
        let stays = |v: &Violation| !v.missing.is_empty() || v.grace_until.is_some();
        prop_assert!(same.violations.iter().all(stays));

        let elsewhere = policy.evaluate(&other, &now());
        let judged = elsewhere.without_known(&baseline);
        prop_assert!(judged.outcome <= elsewhere.outcome);
        let nothing = elsewhere.without_known(&Baseline::of(&decision.without_known(&baseline)));
        prop_assert_eq!(nothing.outcome, elsewhere.outcome);
        // A lowered line lets no more pass.
        let lowered = elsewhere.without_known(&baseline.lowered(&elsewhere));
        prop_assert_eq!(lowered.outcome, judged.outcome);
        prop_assert!(decision.without_known(&baseline.lowered(&elsewhere)).outcome >= same.outcome);
    }

    /// Each violation can be explained, and so can each that something keeps from counting.
    #[test]
    fn everything_can_be_explained(Written { policy, .. } in policies(Family::Monotone), evidence in evidence()) {
        let decision = policy.evaluate(&evidence, &now());
        let suppressed = decision.suppressed.iter().flat_map(|suppressed| &suppressed.violations);
        for violation in decision.violations.iter().chain(suppressed) {
            let explanation = decision.explain(&violation.fingerprint()).unwrap();
            let text = explanation.to_string();
            prop_assert!(text.contains(&*explanation.violations[0].message()));
            let suggests = violation.effect != policy_core::Effect::Info
                && decision.violations.contains(violation);
            prop_assert!(!suggests || explanation.waiver.is_some());
        }
        prop_assert!(decision.outcome != Outcome::Deny || decision.denials().count() > 0);
    }
}
