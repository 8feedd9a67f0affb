//! Semantic versions, with as many numbers as the ecosystems around them allow.

use std::cmp::Ordering;

use super::{number, without_v};

/// Compares by precedence; `None` if one is of another form.
pub(super) fn compare(left: &str, right: &str) -> Option<Ordering> {
    let (left, right) = (Version::parse(left)?, Version::parse(right)?);
    Some(left.core(right.core).then_with(|| left.pre_release(right.pre_release)))
}

#[derive(Clone, Copy)]
struct Version<'t> {
    core: &'t str,
    pre_release: Option<&'t str>,
}

impl<'t> Version<'t> {
    fn parse(text: &'t str) -> Option<Self> {
        let text = without_v(text.trim());
        let text = text.split_once('+').map_or(text, |(version, _)| version);
        let (core, pre_release) = match text.split_once('-') {
            Some((core, pre_release)) => (core, Some(pre_release)),
            None => (text, None),
        };
        let is_number =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        core.split('.').all(is_number).then_some(Self { core, pre_release })
    }

    /// Numbers that are left out are zero: NuGet's `1.0` is `1.0.0`.
    fn core(self, other: &str) -> Ordering {
        let (mut left, mut right) = (self.core.split('.'), other.split('.'));
        loop {
            let order = match (left.next(), right.next()) {
                (None, None) => return Ordering::Equal,
                (left, right) => number(left.unwrap_or("0"), right.unwrap_or("0")),
            };
            if order.is_ne() {
                return order;
            }
        }
    }

    fn pre_release(self, other: Option<&str>) -> Ordering {
        let (left, right) = match (self.pre_release, other) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Greater,
            (Some(_), None) => return Ordering::Less,
            (Some(left), Some(right)) => (left, right),
        };
        let (mut left, mut right) = (left.split('.'), right.split('.'));
        loop {
            let order = match (left.next(), right.next()) {
                (None, None) => return Ordering::Equal,
                (None, Some(_)) => Ordering::Less,
                (Some(_), None) => Ordering::Greater,
                (Some(left), Some(right)) => identifier(left, right),
            };
            if order.is_ne() {
                return order;
            }
        }
    }
}

fn identifier(left: &str, right: &str) -> Ordering {
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match (is_number(left), is_number(right)) {
        (true, true) => number(left, right),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        (false, false) => left.cmp(right),
    }
}
