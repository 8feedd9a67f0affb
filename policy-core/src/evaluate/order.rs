//! The order of what a decision lists, which does not depend on that of the evidence.

use std::cmp::{Ordering, Reverse};

use crate::decision::{Subject, Suppressed, Violation};
use crate::error::Diagnostic;

/// Sorts violations. Nearly every comparison is settled by numbers that are taken from each once.
pub(super) fn sort_violations(violations: &mut [Violation]) {
    let mut rules: Vec<&str> = violations.iter().map(|one| one.rule.as_str()).collect();
    // They come rule by rule.
    rules.dedup();
    rules.sort_unstable();
    rules.dedup();
    let heads: Vec<Head> = violations.iter().map(|one| Head::of(one, &rules)).collect();
    sort_by(violations, |list, a, b| {
        heads.get(a).cmp(&heads.get(b)).then_with(|| match (list.get(a), list.get(b)) {
            (Some(a), Some(b)) => order(a, b),
            _ => Ordering::Equal,
        })
    });
}

/// Sorts what is suppressed.
pub(super) fn sort_suppressed(suppressed: &mut [Suppressed]) {
    sort_by(suppressed, |list, a, b| {
        list.get(a).map(order_suppressed).cmp(&list.get(b).map(order_suppressed))
    });
}

/// Sorts remarks: the grave ones first, then by code and text.
pub(super) fn sort_diagnostics(notes: &mut [Diagnostic]) {
    sort_by(notes, |list, a, b| {
        let key = |at: usize| list.get(at).map(|note| (note.level, note.code, &note.message));
        key(a).cmp(&key(b))
    });
}

/// Sorts what is large: by positions first, so that each value is moved once.
fn sort_by<T>(list: &mut [T], compare: impl Fn(&[T], usize, usize) -> Ordering) {
    let mut order: Vec<usize> = (0..list.len()).collect();
    order.sort_by(|a, b| compare(list, *a, *b));
    let mut place = vec![0; order.len()];
    for (to, from) in order.into_iter().enumerate() {
        if let Some(slot) = place.get_mut(from) {
            *slot = to;
        }
    }
    for at in 0..place.len() {
        while let Some(&to) = place.get(at)
            && to != at
        {
            list.swap(at, to);
            place.swap(at, to);
        }
    }
}

/// What comes first in the order of violations, and as much of the subject as there is room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Head {
    weight: (Reverse<u8>, Reverse<u8>),
    rule: u32,
    subject: (u8, u128),
}

impl Head {
    /// `rules` has every rule, sorted.
    fn of(violation: &Violation, rules: &[&str]) -> Self {
        let rule = rules.partition_point(|rule| *rule < violation.rule.as_str()) as u32;
        let weight = (Reverse(violation.effect as u8), Reverse(violation.level().display_order()));
        let subject = match &violation.subject {
            Subject::Component(package) => {
                let key = package.key();
                match key.strip_prefix(PURL) {
                    Some(rest) => (1, beginning(rest)),
                    None if key < PURL => (0, beginning(key)),
                    None => (2, beginning(key)),
                }
            }
            Subject::Image { reference } => (3, beginning(reference)),
            Subject::Artifact { name } => (4, beginning(name)),
            Subject::Waiver { id } => (5, beginning(id)),
        };
        Self { weight, rule, subject }
    }
}

/// What most keys begin with, and what therefore tells none of them apart.
const PURL: &str = "pkg:";

/// The first sixteen bytes as a number, which orders texts as far as it goes.
fn beginning(text: &str) -> u128 {
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(text.as_bytes()) {
        *to = *from;
    }
    u128::from_be_bytes(bytes)
}

/// Subject, id, the first rule that minds, and who suppresses.
fn order_suppressed(suppressed: &Suppressed) -> impl Ord + '_ {
    let rule = suppressed.violations.first().map(|violation| &violation.rule);
    (&suppressed.subject, &suppressed.id, rule, &suppressed.by)
}

/// Effect, then severity, worst first; then rule, subject, id.
pub(super) fn order(a: &Violation, b: &Violation) -> Ordering {
    fn key(violation: &Violation) -> impl Ord + '_ {
        let weight = (Reverse(violation.effect), Reverse(violation.level().display_order()));
        (weight, &violation.rule, &violation.subject, &violation.id, violation.code)
    }
    key(a).cmp(&key(b)).then_with(|| a.message().cmp(&b.message()))
}
