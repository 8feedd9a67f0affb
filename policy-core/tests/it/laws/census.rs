//! What the cases of the laws are about: a law says little about what never occurs.

#![expect(clippy::print_stderr, reason = "whoever asks with `--nocapture` sees the shares")]

use std::collections::BTreeMap;

use policy_core::decision::{Suppression, WaiverState};
use policy_core::severity::RatingKind;
use policy_core::{Decision, Outcome, Policy, Violation};
use proptest::strategy::Strategy;

use super::policies::{Family, named_policies, policies, sample};
use super::{Evidence, evidence, now};

const DRAWN: u32 = 500;

/// How many of a thousand cases are at least to be of a class: about half of what there are, so that
/// a change of the generators may move them and none may vanish.
const LEAST: [(&str, u32); 19] = [
    ("denied", 300),
    ("warned", 30),
    ("allowed", 20),
    ("missing evidence", 300),
    ("waived", 80),
    ("softened by a waiver", 20),
    ("an expired waiver", 80),
    ("a waiver before its time", 80),
    ("a waiver that lapsed", 20),
    ("a waiver in the shadow of another", 10),
    ("cleared by a statement", 50),
    ("in grace", 50),
    ("a level set by hand", 50),
    ("several ratings", 150),
    ("several names", 200),
    ("a budget", 100),
    ("a licence", 150),
    ("no licence stated", 30),
    ("the image", 150),
];

/// Draws cases and counts, in thousandths, how many of them are of each class.
fn shares<S: Strategy>(
    cases: &S,
    classes: impl Fn(S::Value) -> Vec<&'static str>,
) -> BTreeMap<&'static str, u32> {
    let mut counts = BTreeMap::new();
    for seed in 0..DRAWN {
        let mut found = classes(sample(seed, cases));
        found.sort_unstable();
        found.dedup();
        for class in found {
            *counts.entry(class).or_default() += 1_000 / DRAWN;
        }
    }
    counts
}

/// What a decision is about.
fn classes(decision: &Decision) -> Vec<&'static str> {
    let mut found = vec![match decision.outcome {
        Outcome::Deny => "denied",
        Outcome::Warn => "warned",
        _ => "allowed",
    }];
    for suppressed in &decision.suppressed {
        found.push(match &suppressed.by {
            Suppression::Vex { .. } => "cleared by a statement",
            _ => "waived",
        });
    }
    for waiver in &decision.waivers {
        match &waiver.state {
            WaiverState::Lapsed => found.push("a waiver that lapsed"),
            WaiverState::Shadowed => found.push("a waiver in the shadow of another"),
            WaiverState::NotYet { .. } => found.push("a waiver before its time"),
            _ => {}
        }
    }
    for violation in &decision.violations {
        let notes = |part: &str| violation.waiver_notes.iter().any(|note| note.contains(part));
        let ratings = violation.severity.as_ref().map_or(0, |severity| severity.ratings.len());
        let all = [
            ("missing evidence", !violation.missing.is_empty()),
            ("in grace", violation.grace_until.is_some()),
            ("an expired waiver", notes("expired")),
            ("softened by a waiver", notes("softens")),
            ("a level set by hand", is_set_by_hand(violation)),
            ("several ratings", ratings > 1),
            ("several names", !violation.aliases.is_empty()),
            ("a budget", violation.rule.ends_with("budget")),
            ("a licence", violation.rule.ends_with("licences")),
            ("no licence stated", violation.id.as_deref() == Some("NOASSERTION")),
            ("the image", violation.rule.ends_with("image")),
            ("a lower layer", violation.rule.starts_with("a::")),
        ];
        found.extend(all.into_iter().filter(|(_, is)| *is).map(|(class, _)| class));
    }
    found
}

fn is_set_by_hand(violation: &Violation) -> bool {
    let ratings = violation.severity.iter().flat_map(|severity| &severity.ratings);
    ratings.into_iter().any(|rating| rating.kind == RatingKind::Override)
}

fn check(cases: &str, found: &BTreeMap<&'static str, u32>, least: &[(&'static str, u32)]) {
    eprintln!("{cases}, in a thousand: {found:#?}");
    for (class, least) in least {
        let share = found.get(class).copied().unwrap_or_default();
        assert!(share >= *least, "{class}: {share} in a thousand, not {least}");
    }
}

#[test]
fn the_cases_are_of_every_kind() {
    for family in [Family::Monotone, Family::Any] {
        let found = shares(&(policies(family), evidence()), |(written, evidence)| {
            classes(&written.policy.evaluate(&evidence, &now()))
        });
        check(&format!("{family:?}"), &found, &LEAST);
    }
}

#[test]
fn the_cases_of_layers_are_of_every_kind() {
    let two = (named_policies("a", Family::Layer), named_policies("b", Family::Layer));
    let found = shares(&(two, evidence()), |((a, b), evidence): ((_, _), Evidence)| {
        let both = Policy::compose(&[a.policy, b.policy]).unwrap();
        classes(&both.evaluate(&evidence, &now()))
    });
    check(
        "layers",
        &found,
        &[("a lower layer", 300), ("waived", 100), ("allowed", 50), ("warned", 50)],
    );
}
