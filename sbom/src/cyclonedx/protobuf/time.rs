//! Points in time: seconds since 1970 in protobuf, RFC 3339 in JSON.

use crate::calendar::{civil, day_number};

/// Writes a point in time as RFC 3339; `None` outside of the years 1 to 9999.
pub(super) fn to_text(seconds: i64, nanos: i64, is_date: bool) -> Option<String> {
    if !(MIN..=MAX).contains(&seconds) || !(0..1_000_000_000).contains(&nanos) {
        return None;
    }
    let (days, rest) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
    let (year, month, day) = civil(days);
    if is_date && rest == 0 && nanos == 0 {
        return Some(format!("{year:04}-{month:02}-{day:02}"));
    }
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    let fraction = match nanos {
        0 => String::new(),
        nanos if nanos % 1_000_000 == 0 => format!(".{:03}", nanos / 1_000_000),
        nanos if nanos % 1_000 == 0 => format!(".{:06}", nanos / 1_000),
        nanos => format!(".{nanos:09}"),
    };
    Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z"))
}

/// A text as a point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Instant {
    pub(super) seconds: i64,
    pub(super) nanos: i64,
    /// Protobuf says the same: the text is in UTC and has no more than nine decimals.
    pub(super) is_whole: bool,
}

/// Reads RFC 3339, a date alone, or a time without an offset, which counts as UTC.
pub(super) fn from_text(text: &str) -> Option<Instant> {
    let (date, time) = match text.split_once(['T', 't', ' ']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let mut parts = date.split('-');
    let year: i64 = digits(parts.next()?, 4)?;
    let month = digits(parts.next()?, 2).filter(|month| (1..=12).contains(month))?;
    let day = digits(parts.next()?, 2).filter(|day| (1..=31).contains(day))?;
    if parts.next().is_some()
        || year == 0
        || civil(day_number(year, month, day)) != (year, month, day)
    {
        return None;
    }
    let midnight = day_number(year, month, day) * DAY;
    let Some(time) = time else {
        return Some(Instant { seconds: midnight, nanos: 0, is_whole: true });
    };
    let split = time.find(['Z', 'z', '+', '-']);
    let (clock, offset) = time.split_at_checked(split.unwrap_or(time.len()))?;
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let mut parts = clock.split(':');
    let hour = digits(parts.next()?, 2).filter(|hour| *hour < 24)?;
    let minute = digits(parts.next()?, 2).filter(|minute| *minute < 60)?;
    let second = digits(parts.next()?, 2).filter(|second| *second <= 60)?;
    if parts.next().is_some() || fraction.is_empty() || !is_digits(fraction) {
        return None;
    }
    let nanos: String = fraction.chars().chain(std::iter::repeat('0')).take(9).collect();
    let beyond = fraction.get(9..).is_some_and(|rest| rest.bytes().any(|digit| digit != b'0'));
    let shift = match offset {
        "" | "Z" | "z" => 0,
        offset => {
            let (sign, rest) = offset.split_at_checked(1)?;
            let (hours, minutes) = rest.split_once(':')?;
            let shift = digits(hours, 2)? * 3600 + digits(minutes, 2)? * 60;
            if sign == "-" { -shift } else { shift }
        }
    };
    Some(Instant {
        seconds: midnight + hour * 3600 + minute * 60 + second - shift,
        nanos: nanos.parse().ok()?,
        is_whole: shift == 0 && !beyond && !offset.is_empty(),
    })
}

const DAY: i64 = 86_400;
/// The begin of the year 1 and the end of the year 9999, the bounds of protobuf.
const MIN: i64 = -62_135_596_800;
const MAX: i64 = 253_402_300_799;

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn digits(text: &str, len: usize) -> Option<i64> {
    (text.len() == len && is_digits(text)).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_in_time_survive_the_way_and_back() {
        for text in [
            "1970-01-01T00:00:00Z",
            "2020-02-29T23:59:59.120Z",
            "1969-12-31T23:59:59.000001Z",
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59.999999999Z",
        ] {
            let read = from_text(text).unwrap();
            assert!(read.is_whole);
            assert_eq!(to_text(read.seconds, read.nanos, false).as_deref(), Some(text));
        }
        assert_eq!(from_text("2024-03-01").unwrap().seconds, 1_709_251_200);
        assert_eq!(to_text(1_709_251_200, 0, true).as_deref(), Some("2024-03-01"));
        assert_eq!(to_text(i64::MAX, 0, false), None);
    }

    #[test]
    fn offsets_become_utc_and_are_told() {
        let read = from_text("2020-04-13T20:20:39+02:00").unwrap();
        assert_eq!(to_text(read.seconds, 0, false).as_deref(), Some("2020-04-13T18:20:39Z"));
        assert!(!read.is_whole);
        assert!(from_text("2020-04-13T20:20:39+00:00").unwrap().is_whole);
        for no in ["", "2020", "2021-02-29", "2020-13-01T00:00:00Z", "2020-01-01T24:00:00Z", "x"] {
            assert_eq!(from_text(no), None, "{no}");
        }
    }
}
