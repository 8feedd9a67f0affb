//! Versions of which only the look is known: runs of digits by value, runs of letters as words.

use std::cmp::Ordering;

use super::{epoch, number, without_v};

/// Orders any two texts as if they were versions. A total order: it may sort.
pub(in crate::diff) fn natural(left: &str, right: &str) -> Ordering {
    compare(left, right, runs)
}

/// As [`natural`], with Maven's words, and zeros at the end that say nothing. A hyphen before a number
/// counts as a dot.
pub(super) fn maven(left: &str, right: &str) -> Ordering {
    compare(left, right, |text| {
        let mut kept: Vec<Run<'_>> = Vec::new();
        for run in runs(text) {
            let run = match run {
                Run::Before(word) | Run::Word(word) => match maven_word(word, &run) {
                    Some(run) => run,
                    None => continue,
                },
                run => run,
            };
            while !matches!(run, Run::Number(_)) && kept.last().is_some_and(Run::is_zero) {
                kept.pop();
            }
            kept.push(run);
        }
        kept
    })
}

/// Returns what a word means to Maven: nothing, a place before the release, or one behind it.
fn maven_word<'t>(word: &'t str, run: &Run<'t>) -> Option<Run<'t>> {
    let is_short = matches!(run, Run::Before(_));
    Some(match word.to_ascii_lowercase().as_str() {
        "final" | "ga" | "release" => return None,
        "alpha" => Run::Before("1"),
        "beta" => Run::Before("2"),
        "milestone" => Run::Before("3"),
        "a" if is_short => Run::Before("1"),
        "b" if is_short => Run::Before("2"),
        "m" if is_short => Run::Before("3"),
        "rc" | "cr" => Run::Before("4"),
        "snapshot" => Run::Before("5"),
        "sp" => Run::Word(""),
        _ => Run::Word(word),
    })
}

fn compare<'t>(left: &'t str, right: &'t str, runs: impl Fn(&'t str) -> Vec<Run<'t>>) -> Ordering {
    let (left_epoch, left) = epoch(without_v(left));
    let (right_epoch, right) = epoch(without_v(right));
    number(left_epoch, right_epoch).then_with(|| runs(left).cmp(&runs(right)))
}

/// A piece of a version; the order of the variants is the order of versions that differ there.
#[derive(Debug)]
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

    fn is_zero(&self) -> bool {
        matches!(self, Self::Number(digits) if digits.bytes().all(|digit| digit == b'0'))
    }
}

impl Ord for Run<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(left), Self::Number(right)) => number(left, right),
            (Self::Before(left), Self::Before(right)) | (Self::Word(left), Self::Word(right)) => {
                let lower = |text: &str| text.to_ascii_lowercase();
                lower(left).cmp(&lower(right))
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

impl PartialEq for Run<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Run<'_> {}

fn runs(text: &str) -> Vec<Run<'_>> {
    let mut runs = Vec::new();
    let mut rest = text;
    loop {
        let is_unfinished = rest.trim_start_matches(['.', '-', '_', '+']).starts_with('~');
        let start = rest.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        let Some(first) = start.bytes().next() else {
            runs.push(Run::End);
            return runs;
        };
        let is_digit = first.is_ascii_digit();
        let end = start
            .find(|c: char| !c.is_ascii_alphanumeric() || c.is_ascii_digit() != is_digit)
            .unwrap_or(start.len());
        let (run, after) = start.split_at(end);
        rest = after;
        // `3.0.0-M1` comes before 3.0.0, and 1.1.1m behind 1.1.1.
        let is_numbered =
            || after.trim_start_matches('.').starts_with(|c: char| c.is_ascii_digit());
        runs.push(match is_digit {
            _ if is_unfinished => Run::Before(run),
            true => Run::Number(run),
            false if is_one_of(run, UNFINISHED) => Run::Before(run),
            false if is_one_of(run, UNFINISHED_LETTERS) && is_numbered() => Run::Before(run),
            false => Run::Word(run),
        });
    }
}

fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Words that come before the version they are attached to.
const UNFINISHED: &[&str] = &[
    "alpha",
    "beta",
    "canary",
    "cr",
    "dev",
    "ea",
    "milestone",
    "next",
    "nightly",
    "pre",
    "preview",
    "rc",
    "snapshot",
];

/// Letters that do if a number follows.
const UNFINISHED_LETTERS: &[&str] = &["a", "b", "c", "m"];
