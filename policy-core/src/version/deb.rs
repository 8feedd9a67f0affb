//! Debian versions: deb-version(7), `[epoch:]upstream[-revision]`.

use std::cmp::Ordering;

use super::digits;

pub(super) fn compare(a: &str, b: &str) -> Option<Ordering> {
    let (a, b) = (Version::parse(a)?, Version::parse(b)?);
    Some(
        digits::compare(a.epoch, b.epoch)
            .then_with(|| order(a.upstream, b.upstream))
            .then_with(|| order(a.revision, b.revision)),
    )
}

struct Version<'a> {
    epoch: &'a str,
    upstream: &'a str,
    /// Empty if absent, which equals `0`.
    revision: &'a str,
}

impl<'a> Version<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (epoch, text) = text.split_once(':').unwrap_or(("0", text));
        let (upstream, revision) = match text.rsplit_once('-') {
            Some((_, "")) => return None,
            Some(parts) => parts,
            None => (text, ""),
        };
        let letters = |text: &str, more: &[u8]| {
            text.bytes().all(|b| b.is_ascii_alphanumeric() || more.contains(&b))
        };
        let valid = digits::is_number(epoch)
            && !upstream.is_empty()
            && letters(upstream, b".+-~:")
            && letters(revision, b".+~");
        valid.then_some(Self { epoch, upstream, revision })
    }
}

/// Non-digit and digit runs in turn, each compared in its own way.
fn order(mut a: &str, mut b: &str) -> Ordering {
    while !a.is_empty() || !b.is_empty() {
        let (word_a, rest_a) = digits::take(a, |c| !c.is_ascii_digit());
        let (word_b, rest_b) = digits::take(b, |c| !c.is_ascii_digit());
        let (number_a, rest_a) = digits::take_number(rest_a);
        let (number_b, rest_b) = digits::take_number(rest_b);
        let order = order_words(word_a, word_b).then_with(|| digits::compare(number_a, number_b));
        if order.is_ne() {
            return order;
        }
        (a, b) = (rest_a, rest_b);
    }
    Ordering::Equal
}

fn order_words(a: &str, b: &str) -> Ordering {
    // Each byte weighs as follows, and the end of the run between the tilde and the letters.
    let weight = |byte: Option<u8>| match byte {
        Some(b'~') => -1,
        None => 0,
        Some(letter) if letter.is_ascii_alphabetic() => i16::from(letter),
        Some(other) => i16::from(other) + 256,
    };
    let (mut a, mut b) = (a.bytes(), b.bytes());
    loop {
        let (x, y) = (a.next(), b.next());
        let order = weight(x).cmp(&weight(y));
        if order.is_ne() || (x.is_none() && y.is_none()) {
            return order;
        }
    }
}
