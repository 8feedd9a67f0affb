//! Levels that the policy sets by hand. Raising one is always possible; lowering one is a waiver:
//! it is listed, it is counted, and it ends.

mod index;

use std::collections::BTreeSet;

use self::index::Index;
use super::alias::Classes;
use super::group::Group;
use super::waivers::{Expired, Force, force, names};
use crate::EvalContext;
use crate::decision::{WaiverReport, WaiverState};
use crate::evidence::Evidence;
use crate::policy::Compiled;
use crate::policy::settings::Override;
use crate::severity::{Rating, RatingKind};

/// What became of one override.
struct Entry<'p> {
    by: &'p Override,
    force: Force,
    /// Whether it raises something, which is nobody's exception.
    raises: bool,
    used: usize,
    spare: bool,
}

/// Sets the levels, and reports the overrides that are waivers.
pub(super) fn apply(
    groups: &mut [Group<'_>],
    policy: &Compiled,
    evidence: &Evidence,
    classes: &Classes<'_>,
    cx: &EvalContext,
) -> Vec<WaiverReport> {
    let settings = &policy.waiver_settings;
    if policy.overrides.is_empty() {
        return Vec::new();
    }
    let names = names(evidence);
    let index = Index::of(&policy.overrides, classes);
    let mut entries: Vec<Entry<'_>> = policy
        .overrides
        .iter()
        .map(|by| {
            let (until, _) = by.waiver.end(settings);
            let force = force(&by.waiver, until, settings, &names, cx);
            Entry { by, force, raises: false, used: 0, spare: false }
        })
        .collect();
    for group in groups {
        let mut best: Option<usize> = None;
        let mut notes = BTreeSet::new();
        let mut holding = Vec::new();
        for index in index.covering(group) {
            let Some(entry) = entries.get_mut(index) else { continue };
            // Whatever is unknown may be worse than what it is said to be.
            let raises = entry.by.level.at_least(group.judged_level()).is_true();
            let holds = if raises {
                entry.raises = true;
                entry.by.waiver.expires.is_none_or(|end| cx.now < end)
            } else {
                entry.force == Force::Yes
            };
            if holds {
                holding.push(index);
            } else if !raises {
                notes.extend(note(entry, cx));
            }
        }
        // Where two speak of one finding, the worse counts.
        for index in &holding {
            let level = |at: usize| entries.get(at).map(|entry| entry.by.level.display_order());
            if best.is_none_or(|best| level(*index) > level(best)) {
                best = Some(*index);
            }
        }
        for index in holding {
            let Some(entry) = entries.get_mut(index) else { continue };
            let raises = entry.by.level.at_least(group.judged_level()).is_true();
            if best != Some(index) {
                entry.spare = true;
            } else if !raises {
                entry.used += 1;
            }
        }
        let by = best.and_then(|best| entries.get(best)).map(|entry| {
            let owner = format!("{} ({})", entry.by.waiver.owner, entry.by.waiver.reason);
            Rating::new(owner, RatingKind::Override, entry.by.level)
        });
        group.set_overrides(by, notes.into_iter().collect());
    }
    entries.iter().filter_map(|entry| report(entry, policy, cx)).collect()
}

/// Why an override that would lower a level does not.
fn note(entry: &Entry<'_>, cx: &EvalContext) -> Option<String> {
    let waiver = &entry.by.waiver;
    match &entry.force {
        Force::Expired(since) => Some(format!("the {waiver} {}", Expired(*since, cx.now))),
        Force::NotYet(from) => Some(format!("the {waiver} holds from {from}, now is {}", cx.now)),
        Force::No(Some(cause)) => Some(format!("the {waiver} does not hold: {cause}")),
        Force::No(None) | Force::Yes => None,
    }
}

/// An override that only raises is no exception, hence in no list of them.
fn report(entry: &Entry<'_>, policy: &Compiled, cx: &EvalContext) -> Option<WaiverReport> {
    if entry.raises && entry.used == 0 {
        return None;
    }
    let waiver = &entry.by.waiver;
    let (until, _) = waiver.end(&policy.waiver_settings);
    let (state, lapsed) = match &entry.force {
        Force::Expired(since) => (WaiverState::Expired { since: *since }, None),
        Force::NotYet(from) => (WaiverState::NotYet { from: *from }, None),
        Force::No(cause) => (WaiverState::Lapsed, cause.clone()),
        Force::Yes if entry.used > 0 => (WaiverState::Used { violations: entry.used }, None),
        Force::Yes if entry.spare => (WaiverState::Shadowed, None),
        Force::Yes => (WaiverState::Unused, None),
    };
    let expiring_in = until
        .filter(|_| entry.force == Force::Yes)
        .and_then(|end| end.since(cx.now))
        .filter(|left| *left <= policy.waiver_settings.expiring_window);
    Some(WaiverReport {
        id: waiver.id.clone(),
        owner: waiver.owner.clone(),
        reason: waiver.reason.clone(),
        expires: until,
        ticket: waiver.ticket.clone(),
        state,
        expiring_in,
        lapsed: lapsed.into_iter().collect(),
    })
}
