//! Laws of the advice that a decision gives.

use policy_core::compare::{Change, what_if};
use policy_core::evidence::{Artifact, Evidence, Finding, Fix, Package, Scan};
use policy_core::remediation::plan;
use policy_core::{ComponentPattern, Decision, Policy, Severity};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::{cases, now};
use crate::fixtures::rule;

/// One package of each name, in the version that is installed.
const INSTALLED: [&str; 3] =
    ["pkg:npm/left-pad@1.3.0", "pkg:maven/org.acme/core@1.3", "pkg:deb/debian/zlib1g@1.3-1"];
const FIXED: [&str; 10] =
    ["1.2.9", "1.3.1", "1.3.4", "1.4.0", "1.9.2", "2.0.0", "2.0.5", "3.1.0", "(1.3.2,)", "soon"];

fn fix() -> impl Strategy<Value = Fix> {
    prop_oneof![
        1 => select(vec![Fix::Unknown, Fix::NotFixed, Fix::WontFix]),
        4 => subsequence(&FIXED[..], 1..=3).prop_map(Fix::fixed),
        1 => subsequence(&FIXED[..], 2..=3).prop_map(|texts| Fix::fixed([texts.join(", ")])),
    ]
}

prop_compose! {
    /// The ids differ by package, so that nothing in one tells which names go together in another.
    fn flaw()(
        package in 0..INSTALLED.len(),
        ids in subsequence(vec!["CVE-2024-1", "CVE-2024-2", "GHSA-aaaa", "RHSA-2024:1"], 1..=2),
        fix in fix(),
    ) -> Finding {
        let id = |id: &str| format!("{id}{package}");
        let finding = Finding::new(id(ids[0]), Package::from_text(INSTALLED[package]))
            .severity("nvd", Severity::High)
            .fix(fix);
        ids[1..].iter().fold(finding, |finding, other| finding.alias(id(other)))
    }
}

fn evidence() -> impl Strategy<Value = Evidence> {
    (vec(flaw(), 1..5), vec(flaw(), 0..5)).prop_map(|(trivy, grype)| {
        Evidence::new(Artifact::new("api"))
            .with_scan(Scan::new("trivy").findings(trivy))
            .with_scan(Scan::new("grype").findings(grype))
    })
}

fn upgrade(policy: &Policy, evidence: &Evidence, changes: &[Change]) -> Decision {
    what_if(policy, evidence, changes, &now()).after
}

proptest! {
    #![proptest_config(cases())]

    /// P16: what a step promises to clear is gone when it is taken.
    #[test]
    fn each_step_of_a_plan_clears_what_it_promises(evidence in evidence()) {
        let policy = rule("vulnerability: { any: true }");
        let before = policy.evaluate(&evidence, &now());
        let mut changes = Vec::new();
        for step in plan(&before.violations, 3).steps {
            let package = step.subject.as_ref().and_then(|subject| subject.package()).unwrap();
            changes.push(Change::Upgrade {
                component: ComponentPattern::parse(package.key_without_version()).unwrap(),
                to: step.to.clone().unwrap(),
            });
            prop_assert!(!step.clears.is_empty(), "{}", step);
            let after = upgrade(&policy, &evidence, &changes);
            for promised in &step.clears {
                prop_assert!(after.violation(promised).is_none(), "{}\n{}\n{}", step, before, after);
            }
        }
    }

    /// The version that stands beside a finding is one that clears it.
    #[test]
    fn the_fixed_version_of_a_violation_clears_it(evidence in evidence()) {
        let policy = rule("vulnerability: { any: true }");
        for violation in &policy.evaluate(&evidence, &now()).violations {
            let Some(to) = violation.fixed_version.clone() else { continue };
            let package = violation.subject.package().unwrap();
            let component = ComponentPattern::parse(package.key_without_version()).unwrap();
            let change = Change::Upgrade { component, to: to.into() };
            let after = upgrade(&policy, &evidence, &[change]);
            prop_assert!(after.violation(&violation.fingerprint()).is_none(), "{}\n{}", violation, after);
        }
    }
}
