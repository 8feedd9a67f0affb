//! Dart's `pub`: Semantic Versioning in which a build comes after the version without one, since
//! packages release `1.2.3+1` as a fix of `1.2.3`.

use std::cmp::Ordering;

use super::{digits, semver};

pub(super) fn compare(a: &str, b: &str) -> Option<Ordering> {
    let order = semver::compare(a, b)?;
    Some(order.then_with(|| builds(build(a), build(b))))
}

fn build(text: &str) -> Option<&str> {
    text.split_once('+').map(|(_, build)| build)
}

fn builds(a: Option<&str>, b: Option<&str>) -> Ordering {
    let (Some(a), Some(b)) = (a, b) else {
        return a.is_some().cmp(&b.is_some());
    };
    let (mut a, mut b) = (a.split('.'), b.split('.'));
    loop {
        let order = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(a), Some(b)) => match (digits::is_number(a), digits::is_number(b)) {
                (true, true) => digits::compare(a, b),
                (true, false) => Ordering::Less,
                (false, true) => Ordering::Greater,
                (false, false) => a.cmp(b),
            },
        };
        if order.is_ne() {
            return order;
        }
    }
}
