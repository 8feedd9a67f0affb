//! RPM versions: `[epoch:]version[-release]`, each part by `rpmvercmp`.

use std::cmp::Ordering;

use super::digits;

pub(super) fn compare(a: &str, b: &str) -> Option<Ordering> {
    let (a, b) = (Version::parse(a)?, Version::parse(b)?);
    let order = digits::compare(a.epoch, b.epoch).then_with(|| order(a.version, b.version));
    Some(match (a.release, b.release) {
        (Some(x), Some(y)) => order.then_with(|| self::order(x, y)),
        // Advisories often name the version alone, which then stands for each of its releases.
        _ => order,
    })
}

struct Version<'a> {
    epoch: &'a str,
    version: &'a str,
    release: Option<&'a str>,
}

impl<'a> Version<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (epoch, text) = text.split_once(':').unwrap_or(("0", text));
        let (version, release) = match text.rsplit_once('-') {
            Some((version, release)) => (version, Some(release)),
            None => (text, None),
        };
        let valid = digits::is_number(epoch)
            && !version.is_empty()
            && release != Some("")
            && !text.contains(|c: char| c.is_whitespace() || c.is_control());
        valid.then_some(Self { epoch, version, release })
    }
}

/// Segments of digits or letters in turn; all else only separates, save tilde and caret.
fn order(mut a: &str, mut b: &str) -> Ordering {
    let separator = |c: char| !c.is_ascii_alphanumeric() && c != '~' && c != '^';
    loop {
        a = a.trim_start_matches(separator);
        b = b.trim_start_matches(separator);
        match (a.strip_prefix('~'), b.strip_prefix('~')) {
            (Some(x), Some(y)) => {
                (a, b) = (x, y);
                continue;
            }
            (Some(_), None) => return Ordering::Less,
            (None, Some(_)) => return Ordering::Greater,
            (None, None) => {}
        }
        match (a.strip_prefix('^'), b.strip_prefix('^')) {
            (Some(x), Some(y)) => {
                (a, b) = (x, y);
                continue;
            }
            // Above the end, below any other segment.
            (Some(_), None) => {
                return if b.is_empty() { Ordering::Greater } else { Ordering::Less };
            }
            (None, Some(_)) => {
                return if a.is_empty() { Ordering::Less } else { Ordering::Greater };
            }
            (None, None) => {}
        }
        if a.is_empty() || b.is_empty() {
            // The longer one wins.
            return b.is_empty().cmp(&a.is_empty());
        }
        let (number_a, rest_a) = digits::take_number(a);
        let (number_b, rest_b) = digits::take_number(b);
        let (order, rest_a, rest_b) = match (number_a.is_empty(), number_b.is_empty()) {
            (false, false) => (digits::compare(number_a, number_b), rest_a, rest_b),
            (false, true) => return Ordering::Greater,
            (true, false) => return Ordering::Less,
            (true, true) => {
                let (word_a, rest_a) = digits::take(a, |c| c.is_ascii_alphabetic());
                let (word_b, rest_b) = digits::take(b, |c| c.is_ascii_alphabetic());
                (word_a.cmp(word_b), rest_a, rest_b)
            }
        };
        if order.is_ne() {
            return order;
        }
        (a, b) = (rest_a, rest_b);
    }
}
