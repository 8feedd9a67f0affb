//! Composer (PHP): up to four numbers and a stability word.

use std::cmp::Ordering;

use super::digits;

pub(super) fn compare(a: &str, b: &str) -> Option<Ordering> {
    let (a, b) = (Version::parse(a)?, Version::parse(b)?);
    Some(
        digits::compare_lists(a.numbers.split('.'), b.numbers.split('.'))
            .then_with(|| a.stability.cmp(&b.stability))
            .then_with(|| digits_of(a.counter, b.counter))
            .then_with(|| b.dev.cmp(&a.dev)),
    )
}

struct Version<'a> {
    numbers: &'a str,
    stability: Stability,
    /// `2` in `beta2`, or `1.2` in `alpha1.2`.
    counter: &'a str,
    /// `1.0-beta1-dev` precedes `1.0-beta1`.
    dev: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stability {
    Dev,
    Alpha,
    Beta,
    Rc,
    Stable,
    Patch,
}

impl<'a> Version<'a> {
    /// Branch names such as `dev-master` and `1.x-dev` are no versions.
    fn parse(text: &'a str) -> Option<Self> {
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        // Build metadata, and the commit in `1.0#abc123`.
        let text = text.split(['+', '#']).next().unwrap_or_default();
        let (numbers, rest) = digits::take(text, |c| c.is_ascii_digit() || c == '.');
        // In `1.0.beta` the last dot separates the word.
        let numbers = if rest.is_empty() { numbers } else { numbers.trim_end_matches('.') };
        let count = numbers.split('.').count();
        if count > 4 || !numbers.split('.').all(digits::is_number) {
            return None;
        }
        let (word, rest) = word(rest);
        let stability = match word {
            w if w.eq_ignore_ascii_case("dev") => Stability::Dev,
            w if is_one_of(w, &["alpha", "a"]) => Stability::Alpha,
            w if is_one_of(w, &["beta", "b"]) => Stability::Beta,
            w if w.eq_ignore_ascii_case("rc") => Stability::Rc,
            w if is_one_of(w, &["", "stable"]) => Stability::Stable,
            w if is_one_of(w, &["patch", "pl", "p"]) => Stability::Patch,
            _ => return None,
        };
        let start = rest.strip_prefix(['.', '-']).unwrap_or(rest);
        let (counter, rest) = if start.starts_with(|c: char| c.is_ascii_digit()) {
            digits::take(start, |c| c.is_ascii_digit() || c == '.')
        } else {
            ("", rest)
        };
        if matches!(stability, Stability::Dev | Stability::Stable) && !counter.is_empty() {
            return None;
        }
        let (suffix, rest) = self::word(rest);
        let dev = suffix.eq_ignore_ascii_case("dev");
        let counter = counter.trim_end_matches('.');
        (rest.is_empty() && (dev || suffix.is_empty())).then_some(Self {
            numbers,
            stability,
            counter,
            dev,
        })
    }
}

fn word(text: &str) -> (&str, &str) {
    let start = text.strip_prefix(['.', '-', '_']).unwrap_or(text);
    let (word, rest) = digits::take(start, |c| c.is_ascii_alphabetic());
    if word.is_empty() { ("", text) } else { (word, rest) }
}

fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// A counter precedes a longer one that starts with it: `RC` < `RC0` < `RC1`.
fn digits_of(a: &str, b: &str) -> Ordering {
    let numbers = |text: &str| text.split_terminator('.').count();
    digits::compare_lists(a.split_terminator('.'), b.split_terminator('.'))
        .then_with(|| numbers(a).cmp(&numbers(b)))
}
