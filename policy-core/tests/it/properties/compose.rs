//! Laws of policies on top of each other.

use policy_core::{LoadOptions, Policy, Waiver};
use proptest::prelude::*;
use proptest::sample::Index;

use super::{evidence, judge, rules};
use crate::compose::named;
use crate::fixtures::now;

/// What differs between layers beside their rules.
pub(super) fn settings() -> impl Strategy<Value = String> {
    let one = |words: Vec<&'static str>| proptest::sample::select(words);
    (
        one(vec!["", "mode: warn\n", "mode: audit\n", "mode: off\n", "modes: { ci: warn }\n"]),
        one(vec!["", "vex: { trusted_authors: [nobody] }\n", "vex: { require_justification: false }\n"]),
        one(vec!["", "severity: { strategy: cvss }\n", "severity: { strategy: { prefer: [ghsa] } }\n"]),
        one(vec![
            "",
            "waivers: { list: [{ id: W-0, match: { component: \"pkg:npm/*\" }, reason: r, owner: o, expires: 2027-01-01 }] }\n",
            "waivers: { settings: { max_duration: 10d } }\n",
        ]),
    )
        .prop_map(|(mode, vex, severity, waivers)| format!("{mode}{vex}{severity}{waivers}"))
}

fn policies() -> impl Strategy<Value = (Policy, Policy)> {
    (settings(), rules(), settings(), rules()).prop_map(|(s1, r1, s2, r2)| {
        (named("a", &format!("{s1}{r1}")), named("b", &format!("{s2}{r2}")))
    })
}

proptest! {
    #![proptest_config(super::cases())]

    /// What is put on top tightens and never relaxes, whatever its settings and waivers say.
    #[test]
    fn a_composition_is_as_strict_as_each_of_its_layers((a, b) in policies(), evidence in evidence()) {
        let both = Policy::compose(&[a.clone(), b.clone()]).unwrap();
        prop_assert!(judge(&both, &evidence) >= judge(&a, &evidence).max(judge(&b, &evidence)));
    }

    /// With no waiver that names a rule, it is exactly the union.
    #[test]
    fn a_composition_is_the_union_of_its_layers((a, b) in policies(), mut evidence in evidence()) {
        evidence.waivers.retain(|waiver| waiver.matcher.rule.is_none());
        let both = Policy::compose(&[a.clone(), b.clone()]).unwrap().evaluate(&evidence, &now());
        let mut expected: Vec<String> = Vec::new();
        for (policy, prefix) in [(&a, "a::"), (&b, "")] {
            let decision = policy.evaluate(&evidence, &now());
            expected.extend(decision.violations.iter().map(|v| {
                format!("{prefix}{} {} {:?} {}", v.rule, v.subject, v.id, v.effect)
            }));
        }
        let mut found: Vec<String> = both
            .violations
            .iter()
            .map(|v| format!("{} {} {:?} {}", v.rule, v.subject, v.id, v.effect))
            .collect();
        expected.sort();
        found.sort();
        prop_assert_eq!(found, expected);
    }

    /// P11 of layers: the suggested waiver names the rule as the decision does.
    #[test]
    fn a_suggested_waiver_reaches_its_layer((a, b) in policies(), evidence in evidence(), which in any::<Index>()) {
        let both = Policy::compose(&[a, b]).unwrap();
        let before = both.evaluate(&evidence, &now());
        prop_assume!(!before.violations.is_empty());
        let violation = &before.violations[which.index(before.violations.len())];
        let text = violation
            .suggested_waiver(&before.meta, 5)
            .replace("reason: \"\"", "reason: r")
            .replace("owner: \"\"", "owner: o");
        let (waiver, _) = Waiver::parse_list(&text, &LoadOptions::default()).unwrap();
        let after = both.evaluate(&evidence.with_waivers(waiver), &now());
        prop_assert!(after.violation(&violation.fingerprint).is_none(), "{}", text);
    }

    /// Which of two equals comes first changes names, not the outcome.
    #[test]
    fn the_order_of_layers_changes_no_outcome((a, b) in policies(), mut evidence in evidence()) {
        evidence.waivers.retain(|waiver| waiver.matcher.rule.is_none());
        let one = Policy::compose(&[a.clone(), b.clone()]).unwrap();
        let other = Policy::compose(&[b, a]).unwrap();
        prop_assert_eq!(judge(&one, &evidence), judge(&other, &evidence));
    }
}
