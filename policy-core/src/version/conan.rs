//! Conan: parts between dots, a prerelease after `-`, a build after `+`.

use std::cmp::Ordering;

use super::digits;

struct Version<'a> {
    items: &'a str,
    prerelease: Option<&'a str>,
    build: Option<&'a str>,
}

impl<'a> Version<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (rest, build) = match text.rsplit_once('+') {
            Some((rest, build)) => (rest, Some(build)),
            None => (text, None),
        };
        let (items, prerelease) = match rest.rsplit_once('-') {
            Some((items, prerelease)) => (items, Some(prerelease)),
            None => (rest, None),
        };
        let is_plain = |text: &str| {
            text.split('.').all(|item| {
                !item.is_empty()
                    && item
                        .bytes()
                        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
            })
        };
        let all = [Some(items), prerelease, build].into_iter().flatten();
        all.into_iter().all(is_plain).then_some(Self { items, prerelease, build })
    }
}

/// Conan itself compares a number with a word as texts, which orders `2 < 10 < 1a < 2`. Here they
/// have no order.
pub(super) fn compare(a: &str, b: &str) -> Option<Ordering> {
    let (a, b) = (Version::parse(a)?, Version::parse(b)?);
    let order = items(a.items, b.items)?;
    if order.is_ne() {
        return Some(order);
    }
    let order = match (a.prerelease, b.prerelease) {
        (Some(a), Some(b)) => items(a, b)?,
        // A version without prerelease comes after those with one.
        (a, b) => b.is_some().cmp(&a.is_some()),
    };
    if order.is_ne() {
        return Some(order);
    }
    match (a.build, b.build) {
        (Some(a), Some(b)) => items(a, b),
        (a, b) => Some(a.is_some().cmp(&b.is_some())),
    }
}

/// Item by item; zeros at the end mean nothing.
fn items(a: &str, b: &str) -> Option<Ordering> {
    let (mut a, mut b) = (significant(a), significant(b));
    loop {
        let order = match (a.next(), b.next()) {
            (None, None) => return Some(Ordering::Equal),
            (None, Some(_)) => return Some(Ordering::Less),
            (Some(_), None) => return Some(Ordering::Greater),
            (Some(a), Some(b)) => match (digits::is_number(a), digits::is_number(b)) {
                (true, true) => digits::compare(a, b),
                (false, false) => a.cmp(b),
                _ => return None,
            },
        };
        if order.is_ne() {
            return Some(order);
        }
    }
}

fn significant(text: &str) -> impl Iterator<Item = &str> {
    let count = text.split('.').count();
    let zeros = text
        .rsplit('.')
        .take_while(|item| digits::is_number(item) && digits::is_zero(item))
        .count();
    text.split('.').take(count - zeros)
}
