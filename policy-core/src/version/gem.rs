//! RubyGems: `Gem::Version`.

use std::cmp::Ordering;

use super::digits;

pub(super) fn compare(a: &str, b: &str) -> Option<Ordering> {
    let (a, b) = (segments(a)?, segments(b)?);
    let (mut a, mut b) = (a.into_iter(), b.into_iter());
    loop {
        let (x, y) = (a.next(), b.next());
        if x.is_none() && y.is_none() {
            return Some(Ordering::Equal);
        }
        let (x, y) = (x.unwrap_or("0"), y.unwrap_or("0"));
        let order = match (digits::is_number(x), digits::is_number(y)) {
            (true, true) => digits::compare(x, y),
            // A word makes a prerelease, also where the other side has ended.
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) => x.cmp(y),
        };
        if order.is_ne() {
            return Some(order);
        }
    }
}

/// Runs of digits and of letters, without the zeros that end the numbers or the whole.
fn segments(text: &str) -> Option<Vec<&str>> {
    let (release, prerelease) = match text.split_once('-') {
        Some((release, prerelease)) => (release, Some(prerelease)),
        None => (text, None),
    };
    let words = |text: &str, more: &[u8]| {
        text.split('.').all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || more.contains(&b))
        })
    };
    if !digits::is_number(release.split('.').next()?)
        || !words(release, b"")
        || prerelease.is_some_and(|prerelease| !words(prerelease, b"-"))
    {
        return None;
    }
    let mut segments = Vec::with_capacity(8);
    push_runs(&mut segments, release);
    // Each hyphen reads `.pre.`
    for part in prerelease.into_iter().flat_map(|prerelease| prerelease.split('-')) {
        push_word(&mut segments, "pre");
        push_runs(&mut segments, part);
    }
    drop_zeros(&mut segments);
    Some(segments)
}

fn push_runs<'a>(segments: &mut Vec<&'a str>, text: &'a str) {
    for mut part in text.split('.') {
        while !part.is_empty() {
            let (number, rest) = digits::take_number(part);
            if number.is_empty() {
                let (word, rest) = digits::take(part, |c| !c.is_ascii_digit());
                push_word(segments, word);
                part = rest;
            } else {
                segments.push(number);
                part = rest;
            }
        }
    }
}

fn push_word<'a>(segments: &mut Vec<&'a str>, word: &'a str) {
    if segments.iter().all(|segment| digits::is_number(segment)) {
        drop_zeros(segments);
    }
    segments.push(word);
}

fn drop_zeros(segments: &mut Vec<&str>) {
    while segments.last().is_some_and(|last| digits::is_zero(last)) {
        segments.pop();
    }
}
