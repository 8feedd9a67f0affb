//! Laws of policies on top of each other.

use policy_core::{LoadOptions, Policy, Waiver};
use proptest::prelude::*;
use proptest::sample::Index;

use super::policies::{Family, Written, named_policies};
use super::{evidence, judge, now, some_cases};

fn two() -> impl Strategy<Value = (Written, Written)> {
    (named_policies("a", Family::Layer), named_policies("b", Family::Layer))
}

proptest! {
    #![proptest_config(some_cases())]

    /// What is put on top tightens and never relaxes, whatever its settings and waivers say.
    #[test]
    fn a_composition_is_as_strict_as_each_of_its_layers((Written { policy: a, .. }, Written { policy: b, .. }) in two(), evidence in evidence()) {
        let both = Policy::compose(&[a.clone(), b.clone()]).unwrap();
        prop_assert!(judge(&both, &evidence) >= judge(&a, &evidence).max(judge(&b, &evidence)));
    }

    /// With no waiver that names a rule, it is exactly the union.
    #[test]
    fn a_composition_is_the_union_of_its_layers((Written { policy: a, .. }, Written { policy: b, .. }) in two(), mut evidence in evidence()) {
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
    fn a_suggested_waiver_reaches_its_layer((Written { policy: a, .. }, Written { policy: b, .. }) in two(), evidence in evidence(), which in any::<Index>()) {
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
        prop_assert!(after.violation(&violation.fingerprint()).is_none(), "{}", text);
    }

    /// Which of two equals comes first changes names, not the outcome.
    #[test]
    fn the_order_of_layers_changes_no_outcome((Written { policy: a, .. }, Written { policy: b, .. }) in two(), mut evidence in evidence()) {
        evidence.waivers.retain(|waiver| waiver.matcher.rule.is_none());
        let one = Policy::compose(&[a.clone(), b.clone()]).unwrap();
        let other = Policy::compose(&[b, a]).unwrap();
        prop_assert_eq!(judge(&one, &evidence), judge(&other, &evidence));
    }
}
