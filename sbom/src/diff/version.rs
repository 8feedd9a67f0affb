//! Which of two versions is the newer one, as far as can be told without knowing the ecosystem.

use std::cmp::Ordering;
use std::fmt;

use serde::Serialize;

use crate::document::Component;
use crate::purl::Purl;

/// Orders an older and a newer version of a package of a purl type; `None` if it cannot tell.
pub type VersionOrder = fn(purl_type: Option<&str>, older: &str, newer: &str) -> Option<Ordering>;

/// In which direction a version went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum VersionChange {
    /// To a higher one.
    Upgraded,
    /// To a lower one.
    Downgraded,
    /// To another one, of which the order is not known, or that one document does not state.
    Changed,
}

impl VersionChange {
    /// Returns the stable text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Upgraded => "upgraded",
            Self::Downgraded => "downgraded",
            Self::Changed => "changed",
        }
    }
}

impl fmt::Display for VersionChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

pub(super) fn change(
    older: Component<'_>,
    newer: Component<'_>,
    order: VersionOrder,
) -> Option<VersionChange> {
    let (Some(old), Some(new)) = (version(older), version(newer)) else {
        return (version(older) != version(newer)).then_some(VersionChange::Changed);
    };
    if old == new {
        return None;
    }
    let purl = purl(newer).or_else(|| purl(older));
    match order(purl.as_ref().map(Purl::kind), &old, &new) {
        Some(Ordering::Less) => Some(VersionChange::Upgraded),
        Some(Ordering::Greater) => Some(VersionChange::Downgraded),
        Some(Ordering::Equal) => None,
        None => Some(VersionChange::Changed),
    }
}

fn purl(component: Component<'_>) -> Option<Purl<'_>> {
    Purl::parse(component.purl()?).ok()
}

/// The version of a component or, if it has none, that of its package URL.
fn version(component: Component<'_>) -> Option<String> {
    match component.version() {
        Some(version) => Some(version.to_owned()),
        None => purl(component)?.version().map(str::to_owned),
    }
}

/// Compares runs of digits by value and runs of letters as words.
pub(super) fn guess(purl_type: Option<&str>, older: &str, newer: &str) -> Option<Ordering> {
    // A git commit or a digest has no order.
    let is_opaque = |text: &str| {
        text.contains("sha256:")
            || (text.len() >= 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    if is_opaque(older) || is_opaque(newer) || purl_type == Some("oci") {
        return None;
    }
    Some(natural(older, newer))
}

/// Orders any two texts as if they were versions.
pub(super) fn natural(left: &str, right: &str) -> Ordering {
    let (left_epoch, left) = epoch(left);
    let (right_epoch, right) = epoch(right);
    number(left_epoch, right_epoch).then_with(|| runs(left).cmp(runs(right)))
}

/// Splits `1:2.3` into the epoch and the rest; a leading `v` says nothing.
fn epoch(text: &str) -> (&str, &str) {
    let text = match text.strip_prefix(['v', 'V']) {
        Some(rest) if rest.starts_with(|first: char| first.is_ascii_digit()) => rest,
        _ => text,
    };
    match text.split_once(':') {
        Some((epoch, rest)) if epoch.bytes().all(|byte| byte.is_ascii_digit()) => (epoch, rest),
        _ => ("0", text),
    }
}

/// A piece of a version; the order of the variants is the order of versions that differ there.
#[derive(Debug, PartialEq, Eq)]
enum Run<'t> {
    /// What comes before the end: `~anything`, and words that mark something unfinished.
    Before(&'t str),
    End,
    Word(&'t str),
    Number(&'t str),
}

impl Run<'_> {
    const fn rank(&self) -> u8 {
        match self {
            Self::Before(_) => 0,
            Self::End => 1,
            Self::Word(_) => 2,
            Self::Number(_) => 3,
        }
    }
}

impl Ord for Run<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(left), Self::Number(right)) => number(left, right),
            (Self::Before(left), Self::Before(right)) | (Self::Word(left), Self::Word(right)) => {
                left.bytes()
                    .map(|byte| byte.to_ascii_lowercase())
                    .cmp(right.bytes().map(|byte| byte.to_ascii_lowercase()))
            }
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

impl PartialOrd for Run<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn runs(text: &str) -> impl Iterator<Item = Run<'_>> {
    let mut rest = text;
    let mut is_done = false;
    std::iter::from_fn(move || {
        let is_unfinished = rest.trim_start_matches(['.', '-', '_', '+']).starts_with('~');
        let start = rest.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        let Some(first) = start.bytes().next() else {
            let was_done = std::mem::replace(&mut is_done, true);
            return (!was_done).then_some(Run::End);
        };
        let is_digit = first.is_ascii_digit();
        let end = start
            .find(|c: char| !c.is_ascii_alphanumeric() || c.is_ascii_digit() != is_digit)
            .unwrap_or(start.len());
        let (run, after) = start.split_at(end);
        rest = after;
        let lower = run.to_ascii_lowercase();
        Some(match is_digit {
            _ if is_unfinished => Run::Before(run),
            true => Run::Number(run),
            false if UNFINISHED.contains(&lower.as_str()) => Run::Before(run),
            false => Run::Word(run),
        })
    })
}

/// Compares two runs of digits of any length.
fn number(left: &str, right: &str) -> Ordering {
    let left = left.trim_start_matches('0');
    let right = right.trim_start_matches('0');
    left.len().cmp(&right.len()).then_with(|| left.cmp(right))
}

/// Words that come before the version they are attached to.
const UNFINISHED: &[&str] = &[
    "a",
    "alpha",
    "b",
    "beta",
    "c",
    "canary",
    "cr",
    "dev",
    "ea",
    "m",
    "milestone",
    "next",
    "nightly",
    "pre",
    "preview",
    "rc",
    "snapshot",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_as_their_ecosystems_would() {
        let ascending: &[&[&str]] = &[
            &["1.0.0-alpha", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1"],
            &["v1.9.0", "v1.10.0", "2.0.0"],
            &["1.0~rc1", "1.0", "1.0-1", "1.0-1+deb12u1", "1:0.9"],
            &["2.14.1", "2.17.1", "3.0.0-M1", "3.0.0"],
            &["1.1.1k", "1.1.1w", "3.0.2"],
            &["20240101", "20240102"],
        ];
        for list in ascending {
            for pair in list.windows(2) {
                assert_eq!(guess(None, pair[0], pair[1]), Some(Ordering::Less), "{pair:?}");
                assert_eq!(guess(None, pair[1], pair[0]), Some(Ordering::Greater), "{pair:?}");
            }
        }
    }

    #[test]
    fn digests_have_no_order() {
        assert_eq!(guess(Some("oci"), "1", "2"), None);
        assert_eq!(guess(None, &"a".repeat(40), &"b".repeat(40)), None);
    }

    #[test]
    fn spelling_of_zeros_and_a_leading_v_are_no_change() {
        assert_eq!(guess(None, "v1.02", "1.2"), Some(Ordering::Equal));
    }
}
