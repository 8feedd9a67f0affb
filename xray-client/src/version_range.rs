//! Versions and intervals as Xray writes them: `[1.16.10]`, `(,2.7.1)`, `≥ 1.1.1-1`.

use std::fmt;
use std::ops::Bound;

use serde::{Deserialize, Serialize};

/// One entry of `fixed_versions` or `infected_versions`: the text, and what can be read from it.
///
/// Versions are never compared here: what comes after what differs between ecosystems.
///
/// ```
/// use xray_client::VersionEntry;
///
/// assert_eq!(VersionEntry::new("[1.16.10]").fix_candidate(), Some("1.16.10"));
/// assert_eq!(VersionEntry::new("≥ 1.1.1-1ubuntu2").fix_candidate(), Some("1.1.1-1ubuntu2"));
/// assert_eq!(VersionEntry::new("2.138.4]|[2.150.1][2.154").range(), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VersionEntry(String);

impl VersionEntry {
    /// Keeps `text` as it came.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the text as it came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads the entry as a range, or returns nothing when it does not follow the grammar. Junk
    /// occurs in real data.
    #[must_use]
    pub fn range(&self) -> Option<VersionRange> {
        VersionRange::parse(&self.0)
    }

    /// Returns the version that fixes, when the entry stands in a list of fixed versions: the one
    /// version it names, or the lower bound of a range that includes it. `(1.0,)` names no version
    /// that is known to be fixed.
    #[must_use]
    pub fn fix_candidate(&self) -> Option<&str> {
        match bounds(&self.0)?.0 {
            Bound::Included(version) => Some(version),
            Bound::Excluded(_) | Bound::Unbounded => None,
        }
    }
}

impl fmt::Display for VersionEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A range of versions; a single version is a range with equal, included bounds.
///
/// ```
/// use std::ops::Bound;
/// use xray_client::VersionRange;
///
/// let range = VersionRange::parse("[1.2,2.0)").unwrap();
/// assert_eq!(range.lower, Bound::Included("1.2".to_owned()));
/// assert_eq!(range.upper, Bound::Excluded("2.0".to_owned()));
/// assert_eq!(VersionRange::parse("[1.2]").unwrap().exact(), Some("1.2"));
/// assert_eq!(VersionRange::parse("1.2 or later"), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct VersionRange {
    /// Where the range begins.
    pub lower: Bound<String>,
    /// Where the range ends.
    pub upper: Bound<String>,
}

impl VersionRange {
    /// Reads `[1.2]`, `1.2`, `≥ 1.2`, `< 1.2`, `[1.2,2.0)`, `(,1.2]`, `(,)`; nothing else is a
    /// range.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (lower, upper) = bounds(text)?;
        Some(Self { lower: lower.map(str::to_owned), upper: upper.map(str::to_owned) })
    }

    /// Returns the version when the range holds exactly one.
    #[must_use]
    pub fn exact(&self) -> Option<&str> {
        match (&self.lower, &self.upper) {
            (Bound::Included(lower), Bound::Included(upper)) if lower == upper => Some(lower),
            _ => None,
        }
    }
}

type Bounds<'a> = (Bound<&'a str>, Bound<&'a str>);
type MakeBounds = fn(&str) -> Bounds<'_>;

fn bounds(text: &str) -> Option<Bounds<'_>> {
    let text = text.trim();
    for (operator, make) in OPERATORS {
        if let Some(rest) = text.strip_prefix(operator) {
            return version(rest).map(make);
        }
    }
    let lower_included = match text.chars().next()? {
        '[' => true,
        '(' => false,
        _ => return version(text).map(|v| (Bound::Included(v), Bound::Included(v))),
    };
    let upper_included = match text.chars().next_back()? {
        ']' => true,
        ')' => false,
        _ => return None,
    };
    // Both delimiters are ASCII; a text of one character has no inside.
    let inner = text.get(1..text.len() - 1)?;
    let Some((lower, upper)) = inner.split_once(',') else {
        let one = version(inner)?;
        return (lower_included && upper_included)
            .then_some((Bound::Included(one), Bound::Included(one)));
    };
    Some((side(lower, lower_included)?, side(upper, upper_included)?))
}

fn side(text: &str, included: bool) -> Option<Bound<&str>> {
    if text.trim().is_empty() {
        return Some(Bound::Unbounded);
    }
    version(text).map(if included { Bound::Included } else { Bound::Excluded })
}

fn version(text: &str) -> Option<&str> {
    let text = text.trim();
    let foreign = |c: char| matches!(c, ',' | '[' | ']' | '(' | ')' | '|') || c.is_whitespace();
    (!text.is_empty() && !text.contains(foreign)).then_some(text)
}

/// Longer operators first: `<=` begins with `<`.
const OPERATORS: [(&str, MakeBounds); 6] = [
    ("≥", |v| (Bound::Included(v), Bound::Unbounded)),
    (">=", |v| (Bound::Included(v), Bound::Unbounded)),
    ("≤", |v| (Bound::Unbounded, Bound::Included(v))),
    ("<=", |v| (Bound::Unbounded, Bound::Included(v))),
    (">", |v| (Bound::Excluded(v), Bound::Unbounded)),
    ("<", |v| (Bound::Unbounded, Bound::Excluded(v))),
];

#[cfg(test)]
mod tests {
    use super::*;
    use Bound::{Excluded, Included, Unbounded};

    #[test]
    fn the_grammar_of_real_entries_is_read() {
        for (text, lower, upper) in [
            ("[1.16.10]", Included("1.16.10"), Included("1.16.10")),
            ("4.1.68.Final", Included("4.1.68.Final"), Included("4.1.68.Final")),
            ("≥ 1.1.1-1ubuntu2.1~18.04.9", Included("1.1.1-1ubuntu2.1~18.04.9"), Unbounded),
            (">=0:1.7.25-4.module+el8", Included("0:1.7.25-4.module+el8"), Unbounded),
            ("< 2.6.7.3", Unbounded, Excluded("2.6.7.3")),
            ("<= 2.6", Unbounded, Included("2.6")),
            ("[1.2,2.0)", Included("1.2"), Excluded("2.0")),
            ("( , 1.2 ]", Unbounded, Included("1.2")),
            ("(1.0,)", Excluded("1.0"), Unbounded),
            ("(,)", Unbounded, Unbounded),
        ] {
            assert_eq!(bounds(text), Some((lower, upper)), "{text}");
        }
    }

    #[test]
    fn junk_is_kept_and_never_read_as_a_version() {
        for text in [
            "",
            " ",
            "[",
            "]",
            "[]",
            "()",
            "(1.0)",
            "[1.0)",
            "2.138.4]|[2.150.1][2.154",
            "[1,2,3]",
            "≥",
            "a b",
            "[1.0",
            "é]",
            "[é",
        ] {
            let entry = VersionEntry::new(text);
            assert_eq!((entry.range(), entry.fix_candidate()), (None, None), "{text:?}");
            assert_eq!(entry.as_str(), text);
        }
    }

    #[test]
    fn a_fix_is_a_version_known_to_be_good() {
        for (text, fix) in [
            ("[1.2]", Some("1.2")),
            ("[1.2,)", Some("1.2")),
            ("(1.2,)", None),
            ("< 2", None),
            ("(,2]", None),
        ] {
            assert_eq!(VersionEntry::new(text).fix_candidate(), fix, "{text}");
        }
        assert_eq!(VersionRange::parse("[1.2]").unwrap().exact(), Some("1.2"));
        assert_eq!(VersionRange::parse("[1.2,1.3]").unwrap().exact(), None);
    }
}
