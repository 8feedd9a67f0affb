//! Versions of the packages of distributions, as their tools compare them.

use std::cmp::Ordering;

use super::{epoch, number, take};

/// Compares as dpkg does: deb-version(7).
pub(super) fn debian(left: &str, right: &str) -> Ordering {
    let (left_epoch, left) = epoch(left);
    let (right_epoch, right) = epoch(right);
    let split = |text| match str::rsplit_once(text, '-') {
        Some(parts) => parts,
        None => (text, ""),
    };
    let ((left, left_revision), (right, right_revision)) = (split(left), split(right));
    number(left_epoch, right_epoch)
        .then_with(|| debian_part(left, right))
        .then_with(|| debian_part(left_revision, right_revision))
}

/// Compares what is no number and numbers in turn.
fn debian_part(mut left: &str, mut right: &str) -> Ordering {
    while !left.is_empty() || !right.is_empty() {
        let (left_word, left_rest) = take(left, |byte| !byte.is_ascii_digit());
        let (right_word, right_rest) = take(right, |byte| !byte.is_ascii_digit());
        let (left_number, left_rest) = take(left_rest, |byte| byte.is_ascii_digit());
        let (right_number, right_rest) = take(right_rest, |byte| byte.is_ascii_digit());
        let order =
            debian_word(left_word, right_word).then_with(|| number(left_number, right_number));
        if order.is_ne() {
            return order;
        }
        (left, right) = (left_rest, right_rest);
    }
    Ordering::Equal
}

/// The tilde comes before the end, the end before letters, and letters before anything else.
fn debian_word(left: &str, right: &str) -> Ordering {
    let weigh = |byte: u8| match byte {
        b'~' => -1,
        letter if letter.is_ascii_alphabetic() => i16::from(letter),
        other => i16::from(other) + 256,
    };
    let end = std::iter::once(0);
    left.bytes().map(weigh).chain(end.clone()).cmp(right.bytes().map(weigh).chain(end))
}

/// Compares as RPM does. A release that only one of them has does not count.
pub(super) fn rpm(left: &str, right: &str) -> Ordering {
    let (left_epoch, left) = epoch(left);
    let (right_epoch, right) = epoch(right);
    let split = |text| match str::rsplit_once(text, '-') {
        Some((version, release)) => (version, Some(release)),
        None => (text, None),
    };
    let ((left, left_release), (right, right_release)) = (split(left), split(right));
    let releases = || {
        left_release
            .zip(right_release)
            .map_or(Ordering::Equal, |(left, right)| rpm_part(left, right))
    };
    number(left_epoch, right_epoch).then_with(|| rpm_part(left, right)).then_with(releases)
}

fn rpm_part(mut left: &str, mut right: &str) -> Ordering {
    loop {
        let is_separator = |c: char| !c.is_ascii_alphanumeric() && c != '~' && c != '^';
        (left, right) =
            (left.trim_start_matches(is_separator), right.trim_start_matches(is_separator));
        match (left.strip_prefix('~'), right.strip_prefix('~')) {
            (Some(after_left), Some(after_right)) => {
                (left, right) = (after_left, after_right);
                continue;
            }
            (Some(_), None) => return Ordering::Less,
            (None, Some(_)) => return Ordering::Greater,
            (None, None) => {}
        }
        match (left.strip_prefix('^'), right.strip_prefix('^')) {
            (Some(after_left), Some(after_right)) => {
                (left, right) = (after_left, after_right);
                continue;
            }
            (Some(_), None) if right.is_empty() => return Ordering::Greater,
            (Some(_), None) => return Ordering::Less,
            (None, Some(_)) if left.is_empty() => return Ordering::Less,
            (None, Some(_)) => return Ordering::Greater,
            (None, None) => {}
        }
        if left.is_empty() || right.is_empty() {
            return left.len().cmp(&right.len());
        }
        let is_number = left.starts_with(|c: char| c.is_ascii_digit());
        let is_same_kind =
            |byte: u8| byte.is_ascii_alphanumeric() && byte.is_ascii_digit() == is_number;
        let (left_run, left_rest) = take(left, is_same_kind);
        let (right_run, right_rest) = take(right, is_same_kind);
        let order = match (right_run.is_empty(), is_number) {
            // A number is newer than a word.
            (true, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, true) => number(left_run, right_run),
            (false, false) => left_run.cmp(right_run),
        };
        if order.is_ne() {
            return order;
        }
        (left, right) = (left_rest, right_rest);
    }
}
