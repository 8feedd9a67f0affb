//! Semantic Versioning 2.0, section 11, read leniently or strictly.

use std::cmp::Ordering;

use super::digits;

/// `MAJOR[.MINOR[.PATCH]][-PRERELEASE][+BUILD]` after an optional `=` or `v`.
pub(super) fn compare(a: &str, b: &str) -> Option<Ordering> {
    Some(Version::lenient(a)?.order(&Version::lenient(b)?))
}

/// Exactly what the grammar of the specification allows.
pub(super) fn compare_strict(a: &str, b: &str) -> Option<Ordering> {
    Some(Version::strict(a)?.order(&Version::strict(b)?))
}

pub(super) struct Version<'a> {
    pub(super) numbers: &'a str,
    pub(super) prerelease: Prerelease<'a>,
}

pub(super) enum Prerelease<'a> {
    None,
    /// Dot-separated identifiers.
    Dotted(&'a str),
    /// A word and a number without a dot between: Go's `rc2`.
    Joined(&'a str, &'a str),
}

impl<'a> Version<'a> {
    pub(super) fn lenient(text: &'a str) -> Option<Self> {
        let text = text.strip_prefix('=').unwrap_or(text).trim_start();
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        Self::parse(text, 1..=3)
    }

    fn strict(text: &'a str) -> Option<Self> {
        let version = Self::parse(text, 3..=3)?;
        let padded = |id: &str| id.len() > 1 && id.starts_with('0');
        let clean = !version.numbers.split('.').any(padded)
            && !version.prerelease.ids().any(|id| digits::is_number(id) && padded(id));
        clean.then_some(version)
    }

    /// `counts` is how many numbers there may be.
    pub(super) fn parse(text: &'a str, counts: std::ops::RangeInclusive<usize>) -> Option<Self> {
        let (text, build) = match text.split_once('+') {
            Some((text, build)) => (text, Some(build)),
            None => (text, None),
        };
        let (numbers, prerelease) = match text.split_once('-') {
            Some((numbers, prerelease)) => (numbers, Some(prerelease)),
            None => (text, None),
        };
        let valid = counts.contains(&numbers.split('.').count())
            && numbers.split('.').all(digits::is_number)
            && build.is_none_or(is_identifiers)
            && prerelease.is_none_or(is_identifiers);
        let prerelease = prerelease.map_or(Prerelease::None, Prerelease::Dotted);
        valid.then_some(Self { numbers, prerelease })
    }

    pub(super) fn order(&self, other: &Self) -> Ordering {
        self.order_with(other, str::cmp)
    }

    /// `word` compares two alphanumeric identifiers.
    pub(super) fn order_with(
        &self,
        other: &Self,
        word: impl Fn(&str, &str) -> Ordering,
    ) -> Ordering {
        digits::compare_lists(self.numbers.split('.'), other.numbers.split('.'))
            .then_with(|| self.prerelease.order(&other.prerelease, word))
    }
}

impl<'a> Prerelease<'a> {
    fn ids(&self) -> impl Iterator<Item = &'a str> {
        let (dotted, number) = match self {
            Self::None => (None, None),
            Self::Dotted(ids) => (Some(*ids), None),
            Self::Joined(word, number) => (Some(*word), Some(*number)),
        };
        dotted.into_iter().flat_map(|ids| ids.split('.')).chain(number)
    }

    fn order(&self, other: &Self, word: impl Fn(&str, &str) -> Ordering) -> Ordering {
        // A version without prerelease comes after those with one.
        match (self, other) {
            (Self::None, Self::None) => return Ordering::Equal,
            (Self::None, _) => return Ordering::Greater,
            (_, Self::None) => return Ordering::Less,
            _ => {}
        }
        let (mut a, mut b) = (self.ids(), other.ids());
        loop {
            let order = match (a.next(), b.next()) {
                (None, None) => return Ordering::Equal,
                (None, Some(_)) => return Ordering::Less,
                (Some(_), None) => return Ordering::Greater,
                (Some(x), Some(y)) => match (digits::is_number(x), digits::is_number(y)) {
                    (true, true) => digits::compare(x, y),
                    (true, false) => Ordering::Less,
                    (false, true) => Ordering::Greater,
                    (false, false) => word(x, y),
                },
            };
            if order.is_ne() {
                return order;
            }
        }
    }
}

fn is_identifiers(text: &str) -> bool {
    text.split('.')
        .all(|id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
}
