//! What to upgrade.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use super::group::Group;
use crate::decision::{Effect, Remedy, Subject, UpgradeStep, Violation};
use crate::evidence::Layer;
use crate::version;

pub(super) fn remedy(group: &Group<'_>) -> Option<Remedy> {
    let to = group.fix.recommended?.to_owned();
    let through = match group.place.path.as_slice() {
        [direct, _, ..] => Some(direct.clone()),
        _ => None,
    };
    Some(Remedy {
        package: group.package.name().to_owned(),
        from: group.package.version().map(str::to_owned),
        to,
        through,
        base_image: group.place.layer == Some(Layer::Base),
    })
}

/// One step for each component: the lowest version that has every recommended fix.
pub(super) fn steps(violations: &[Violation]) -> Vec<UpgradeStep> {
    let mut steps: BTreeMap<&Subject, UpgradeStep> = BTreeMap::new();
    for violation in violations {
        let (Some(remedy), Some(package)) = (&violation.remedy, violation.subject.package()) else {
            continue;
        };
        let step = steps.entry(&violation.subject).or_insert_with(|| UpgradeStep {
            subject: violation.subject.clone(),
            remedy: remedy.clone(),
            denials_cleared: 0,
            clears: Vec::new(),
        });
        let higher = match version::compare(package.kind(), &remedy.to, &step.remedy.to) {
            Some(order) => order == Ordering::Greater,
            // Recommended versions are all above the installed one; which is higher cannot be said.
            None => remedy.to > step.remedy.to,
        };
        if higher {
            step.remedy.to.clone_from(&remedy.to);
        }
        step.denials_cleared += usize::from(violation.effect == Effect::Deny);
        step.clears.push(violation.fingerprint.clone());
    }
    let mut steps: Vec<UpgradeStep> = steps.into_values().collect();
    for step in &mut steps {
        step.clears.sort();
        step.clears.dedup();
    }
    // `BTreeMap` gave them by subject, and the sort is stable.
    steps.sort_by_key(|step| Reverse((step.denials_cleared, step.clears.len())));
    steps
}
