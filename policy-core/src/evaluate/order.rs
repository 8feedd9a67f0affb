//! The order of what a decision lists, which does not depend on that of the evidence.

use std::cmp::Ordering;

use crate::decision::{Suppressed, Violation};

/// Sorts what is large: by positions first, so that each value is moved once.
pub(super) fn sort<T>(list: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut order: Vec<usize> = (0..list.len()).collect();
    order.sort_by(|a, b| match (list.get(*a), list.get(*b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
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

/// Subject, id, the first rule that minds, and who suppresses.
pub(super) fn order_suppressed(suppressed: &Suppressed) -> impl Ord + '_ {
    let rule = suppressed.violations.first().map(|violation| &violation.rule);
    (&suppressed.subject, &suppressed.id, rule, &suppressed.by)
}

/// Effect, then severity, worst first; then rule, subject, id.
pub(super) fn order(violation: &Violation) -> impl Ord + '_ {
    (
        std::cmp::Reverse(violation.effect),
        std::cmp::Reverse(violation.level().display_order()),
        &violation.rule,
        &violation.subject,
        &violation.id,
        violation.code,
        &violation.message,
    )
}
