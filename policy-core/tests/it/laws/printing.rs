//! P12: a policy that is printed and read again decides the same.

use std::sync::LazyLock;

use policy_core::evidence::Evidence;
use policy_core::{EvalContext, LoadOptions, Policy, STARTER};
use proptest::prelude::*;
use proptest::sample::select;

use super::memo::Memo;
use super::policies::{Family, Written, policies};
use super::{cases, evidence, now, some_cases};

const COMPLETE: &str = include_str!("../../fixtures/policies/complete.yaml");

/// Each policy and its print, read once for all cases.
static FIXTURES: LazyLock<Vec<(Policy, Policy)>> = LazyLock::new(|| {
    let read = |source| Policy::parse(source, &LoadOptions::default()).unwrap().0;
    [STARTER, COMPLETE].map(read).map(|policy| (policy.clone(), reread(&policy))).into()
});

/// The same policy by way of its print.
fn reread(policy: &Policy) -> Policy {
    let printed = policy.to_yaml();
    match Policy::parse(&printed, &LoadOptions::default()) {
        Ok((copy, _)) => copy,
        Err(error) => unreachable!("{}", error.render("printed", &printed)),
    }
}

/// The decision without the digest of its policy, which the law does not speak of.
fn decided(policy: &Policy, evidence: &Evidence, cx: &EvalContext) -> String {
    let mut decision = policy.evaluate(evidence, cx);
    decision.meta.policy_digest.clear();
    decision.to_json()
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_printed_policy_decides_as_the_one_it_is_of(Written { policy, .. } in policies(Family::Whole), evidence in evidence()) {
        static COPIES: Memo<String, Policy> = Memo::new();
        let copy = COPIES.get(&policy.digest().to_owned(), |_| reread(&policy));
        prop_assert_eq!(decided(&copy, &evidence, &now()), decided(&policy, &evidence, &now()));
        prop_assert_eq!(copy.digest(), policy.digest());
    }
}

proptest! {
    // There are but six of them, and the largest takes a while.
    #![proptest_config(some_cases())]

    #[test]
    fn a_printed_fixture_decides_as_the_one_it_is_of(
        which in 0..2usize,
        cx in select(vec![now(), now().stage("ci"), now().stage("admission")]),
        evidence in evidence(),
    ) {
        let (policy, copy) = &FIXTURES[which];
        prop_assert_eq!(decided(copy, &evidence, &cx), decided(policy, &evidence, &cx));
    }
}
