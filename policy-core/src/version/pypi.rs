//! PEP 440. This is its ordering, not the rules of specifiers.

use std::cmp::Ordering;

use super::digits;

pub(super) fn compare(a: &str, b: &str) -> Option<Ordering> {
    let (a, b) = (Version::parse(a)?, Version::parse(b)?);
    Some(
        digits::compare(a.epoch, b.epoch)
            .then_with(|| digits::compare_lists(a.release.split('.'), b.release.split('.')))
            .then_with(|| a.phase().cmp(&b.phase()))
            .then_with(|| number(a.pre.map(|pre| pre.1), b.pre.map(|pre| pre.1)))
            .then_with(|| number(a.post, b.post))
            // A development release precedes what it develops.
            .then_with(|| b.dev.is_some().cmp(&a.dev.is_some()))
            .then_with(|| number(a.dev, b.dev))
            .then_with(|| local(a.local, b.local)),
    )
}

struct Version<'a> {
    epoch: &'a str,
    release: &'a str,
    pre: Option<(Phase, &'a str)>,
    post: Option<&'a str>,
    dev: Option<&'a str>,
    local: Option<&'a str>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    /// `1.0.dev1`: before every prerelease.
    Dev,
    Alpha,
    Beta,
    Candidate,
    Final,
}

impl<'a> Version<'a> {
    /// The grammar of PEP 440, appendix B, with every spelling that it normalises.
    fn parse(text: &'a str) -> Option<Self> {
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let (text, local) = match text.split_once('+') {
            Some((text, local)) => (text, Some(local)),
            None => (text, None),
        };
        let (epoch, text) = text.split_once('!').unwrap_or(("0", text));
        if !digits::is_number(epoch) || local.is_some_and(|local| !is_local(local)) {
            return None;
        }
        let (release, mut rest) = take_release(text)?;
        let mut version = Self { epoch, release, pre: None, post: None, dev: None, local };

        const PRE: [(&str, Phase); 8] = [
            ("alpha", Phase::Alpha),
            ("a", Phase::Alpha),
            ("beta", Phase::Beta),
            ("b", Phase::Beta),
            ("preview", Phase::Candidate),
            ("pre", Phase::Candidate),
            ("rc", Phase::Candidate),
            ("c", Phase::Candidate),
        ];
        if let Some((phase, (counter, after))) =
            PRE.iter().find_map(|(word, phase)| Some((*phase, take_part(rest, word)?)))
        {
            version.pre = Some((phase, counter));
            rest = after;
        }
        if let Some((counter, after)) = take_implicit_post(rest)
            .or_else(|| ["post", "rev", "r"].into_iter().find_map(|word| take_part(rest, word)))
        {
            version.post = Some(counter);
            rest = after;
        }
        if let Some((counter, after)) = take_part(rest, "dev") {
            version.dev = Some(counter);
            rest = after;
        }
        rest.is_empty().then_some(version)
    }

    fn phase(&self) -> Phase {
        match (self.pre, self.post, self.dev) {
            (Some((phase, _)), _, _) => phase,
            (None, None, Some(_)) => Phase::Dev,
            (None, _, _) => Phase::Final,
        }
    }
}

fn take_release(text: &str) -> Option<(&str, &str)> {
    let mut end = digits::take_number(text).0.len();
    if end == 0 {
        return None;
    }
    while let Some(more) = text.get(end..).and_then(|rest| rest.strip_prefix('.')) {
        match digits::take_number(more).0.len() {
            0 => break,
            len => end += 1 + len,
        }
    }
    text.split_at_checked(end)
}

/// `[-_.]? word [-_.]? digits?`; the number and what follows.
fn take_part<'a>(text: &'a str, word: &str) -> Option<(&'a str, &'a str)> {
    const SEPARATORS: [char; 3] = ['-', '_', '.'];
    let start = text.strip_prefix(SEPARATORS).unwrap_or(text);
    let (found, rest) = start.split_at_checked(word.len())?;
    if !found.eq_ignore_ascii_case(word) {
        return None;
    }
    let counted = rest.strip_prefix(SEPARATORS).unwrap_or(rest);
    let (number, after) = digits::take_number(counted);
    Some((number, after))
}

/// `-1` is `.post1`.
fn take_implicit_post(text: &str) -> Option<(&str, &str)> {
    let (number, rest) = digits::take_number(text.strip_prefix('-')?);
    (!number.is_empty()).then_some((number, rest))
}

fn is_local(text: &str) -> bool {
    text.split(['-', '_', '.'])
        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Absent precedes present; a missing number is 0.
fn number(a: Option<&str>, b: Option<&str>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => digits::compare(a, b),
        _ => a.is_some().cmp(&b.is_some()),
    }
}

fn local(a: Option<&str>, b: Option<&str>) -> Ordering {
    let (Some(a), Some(b)) = (a, b) else { return a.is_some().cmp(&b.is_some()) };
    let (mut a, mut b) = (a.split(['-', '_', '.']), b.split(['-', '_', '.']));
    loop {
        let order = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(x), Some(y)) => match (digits::is_number(x), digits::is_number(y)) {
                (true, true) => digits::compare(x, y),
                (true, false) => Ordering::Greater,
                (false, true) => Ordering::Less,
                (false, false) => {
                    let lower = |text: &str| text.to_ascii_lowercase();
                    lower(x).cmp(&lower(y))
                }
            },
        };
        if order.is_ne() {
            return order;
        }
    }
}
