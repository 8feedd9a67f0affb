//! Versions of Python packages (PEP 440).

use std::cmp::Ordering;

use super::{number, take, without_v};

/// Compares two versions; `None` if one is of another form.
pub(super) fn compare(left: &str, right: &str) -> Option<Ordering> {
    let (left, right) = (left.trim().to_ascii_lowercase(), right.trim().to_ascii_lowercase());
    let (left, right) = (Version::parse(&left)?, Version::parse(&right)?);
    let locals = || match (left.local, right.local) {
        (Some(left), Some(right)) => local(left, right),
        (left, right) => left.is_some().cmp(&right.is_some()),
    };
    let order = number(left.epoch, right.epoch)
        .then_with(|| left.release(&right))
        .then_with(|| mark(left.pre(), right.pre()))
        .then_with(|| mark(left.post(), right.post()))
        .then_with(|| mark(left.dev(), right.dev()))
        .then_with(locals);
    Some(order)
}

#[derive(Debug, Default)]
struct Version<'t> {
    epoch: &'t str,
    release: &'t str,
    pre: Option<(u8, &'t str)>,
    post: Option<&'t str>,
    dev: Option<&'t str>,
    local: Option<&'t str>,
}

/// A place in an order, and a number within it.
type Mark<'t> = (u8, &'t str);

impl<'t> Version<'t> {
    /// Reads a version in lower case.
    fn parse(text: &'t str) -> Option<Self> {
        let text = without_v(text);
        let (text, local) = match text.split_once('+') {
            Some((text, local)) => (text, Some(local)),
            None => (text, None),
        };
        let (epoch, text) = text.split_once('!').unwrap_or(("0", text));
        let (release, mut rest) = take(text, |byte| byte.is_ascii_digit() || byte == b'.');
        // The dot before `.post1` belongs to what follows.
        let release = release.trim_end_matches('.');
        let mut version = Self { epoch, release, local, ..Self::default() };
        if !release.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        if let Some((place, digits, after)) = PRE.iter().find_map(|(word, place)| {
            let (digits, after) = marked(rest, word)?;
            Some((*place, digits, after))
        }) {
            version.pre = Some((place, digits));
            rest = after;
        }
        let by_dash =
            rest.strip_prefix('-').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let post = match by_dash {
            Some(digits) => Some(take(digits, |byte| byte.is_ascii_digit())),
            None => ["post", "rev", "r"].iter().find_map(|word| marked(rest, word)),
        };
        if let Some((digits, after)) = post {
            version.post = Some(digits);
            rest = after;
        }
        if let Some((digits, after)) = marked(rest, "dev") {
            version.dev = Some(digits);
            rest = after;
        }
        rest.is_empty().then_some(version)
    }

    fn release(&self, other: &Self) -> Ordering {
        let (mut left, mut right) = (self.release.split('.'), other.release.split('.'));
        loop {
            let order = match (left.next(), right.next()) {
                (None, None) => return Ordering::Equal,
                (left, right) => number(left.unwrap_or_default(), right.unwrap_or_default()),
            };
            if order.is_ne() {
                return order;
            }
        }
    }

    /// `1.0.dev1` comes before `1.0a1`, and `1.0` behind.
    fn pre(&self) -> Mark<'t> {
        match self.pre {
            Some(pre) => pre,
            None if self.post.is_none() && self.dev.is_some() => (0, ""),
            None => (u8::MAX, ""),
        }
    }

    fn post(&self) -> Mark<'t> {
        self.post.map_or((0, ""), |digits| (1, digits))
    }

    fn dev(&self) -> Mark<'t> {
        self.dev.map_or((1, ""), |digits| (0, digits))
    }
}

fn mark(left: Mark<'_>, right: Mark<'_>) -> Ordering {
    left.0.cmp(&right.0).then_with(|| number(left.1, right.1))
}

/// Compares what stands behind the plus: numbers come behind words, and more behind less.
fn local(left: &str, right: &str) -> Ordering {
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (mut left, mut right) = (left.split(SEPARATORS), right.split(SEPARATORS));
    loop {
        let order = match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (Some(left), Some(right)) if is_number(left) && is_number(right) => number(left, right),
            (Some(left), Some(right)) => {
                is_number(left).cmp(&is_number(right)).then_with(|| left.cmp(right))
            }
            (left, right) => left.is_some().cmp(&right.is_some()),
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// Reads a word between separators, and the number behind it.
fn marked<'t>(text: &'t str, word: &str) -> Option<(&'t str, &'t str)> {
    let rest = text.strip_prefix(SEPARATORS).unwrap_or(text).strip_prefix(word)?;
    let numbered = rest.strip_prefix(SEPARATORS).unwrap_or(rest);
    let rest = if numbered.starts_with(|c: char| c.is_ascii_digit()) { numbered } else { rest };
    Some(take(rest, |byte| byte.is_ascii_digit()))
}

const SEPARATORS: [char; 3] = ['.', '-', '_'];

/// The longer words first.
const PRE: [(&str, u8); 8] = [
    ("alpha", 1),
    ("beta", 2),
    ("preview", 3),
    ("pre", 3),
    ("rc", 3),
    ("a", 1),
    ("b", 2),
    ("c", 3),
];
