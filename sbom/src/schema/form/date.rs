//! Dates and times, as RFC 3339 and XML Schema write them.

use crate::calendar::{day_number, days_in};
use crate::schema::Pattern;

/// An RFC 3339 date and time, with an offset.
pub(crate) static DATE_TIME: Pattern = Pattern {
    expected: "a date and time with an offset, such as `2026-11-22T07:15:00Z`",
    holds: |text| date_time(text, false),
};

/// An `xs:dateTime`, whose offset may be missing.
pub(crate) static XML_DATE_TIME: Pattern = Pattern {
    expected: "a date and time such as `2026-11-22T07:15:00Z`",
    holds: |text| date_time(text, true),
};

/// A day, as RFC 3339 writes it.
pub(crate) static DATE: Pattern =
    Pattern { expected: "a date such as `2026-11-22`", holds: |text| date(text) == Some("") };

/// An `xs:date`, which may have an offset.
pub(crate) static XML_DATE: Pattern = Pattern {
    expected: "a date such as `2026-11-22`",
    holds: |text| date(text).is_some_and(|rest| rest.is_empty() || offset(rest, true)),
};

/// Reports whether a text is a point in time as RFC 3339 writes it; the calendar is respected.
pub(crate) fn is_date_time(text: &str) -> bool {
    date_time(text, false)
}

fn date_time(text: &str, is_xml: bool) -> bool {
    let Some(rest) = date(text) else { return false };
    let rest = match rest.as_bytes().first() {
        Some(b'T') => rest.get(1..),
        Some(b't') if !is_xml => rest.get(1..),
        _ => None,
    };
    let Some(rest) = rest.and_then(|rest| time(rest, is_xml)) else { return false };
    if rest.is_empty() { is_xml } else { offset(rest, is_xml) }
}

/// Returns the moment of a date and time, in seconds; without an offset it is taken as UTC.
pub(crate) fn instant(text: &str) -> Option<i64> {
    let text = text.trim();
    if !date_time(text, true) {
        return None;
    }
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let days = day_number(year, month, day);
    let seconds = number(11, 13)? * 3600 + number(14, 16)? * 60 + number(17, 19)?;
    let zone = text.get(19..)?.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let offset = match zone.split_at_checked(1) {
        Some((sign @ ("+" | "-"), zone)) => {
            let (hours, minutes) = zone.split_once(':')?;
            let offset = hours.parse::<i64>().ok()? * 3600 + minutes.parse::<i64>().ok()? * 60;
            if sign == "+" { offset } else { -offset }
        }
        _ => 0,
    };
    Some(days * 86_400 + seconds - offset)
}

/// Reads `2026-11-22` and returns what follows.
fn date(text: &str) -> Option<&str> {
    let (year, rest) = digits(text, 4)?;
    let (month, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let (day, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let days = days_in(i64::from(year), i64::from(month));
    (1..=days).contains(&i64::from(day)).then_some(rest)
}

/// Reads `07:15:00.25` and returns what follows.
fn time(text: &str, is_xml: bool) -> Option<&str> {
    let (hour, rest) = digits(text, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 2)?;
    let (second, rest) = digits(rest.strip_prefix(':')?, 2)?;
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => {
            let rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            if rest.len() == fraction.len() {
                return None;
            }
            rest
        }
        None => rest,
    };
    // A leap second is the last one of a day in UTC; XML knows none, but a 24th hour.
    let is_time = match (is_xml, hour) {
        (true, 24) => minute == 0 && second == 0,
        (true, _) => hour < 24 && minute < 60 && second < 60,
        (false, _) => hour < 24 && minute < 60 && second <= 60,
    };
    is_time.then_some(rest)
}

fn offset(text: &str, is_xml: bool) -> bool {
    if text == "Z" || (text == "z" && !is_xml) {
        return true;
    }
    let parse = || {
        let (hour, rest) = digits(text.strip_prefix(['+', '-'])?, 2)?;
        let (minute, rest) = digits(rest.strip_prefix(':')?, 2)?;
        let most = if is_xml { 14 } else { 23 };
        Some(rest.is_empty() && hour <= most && minute < 60)
    };
    parse().unwrap_or(false)
}

/// Reads exactly `count` digits and returns their number and what follows.
fn digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_at_checked(count)?;
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten().map(|number| (number, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_rfc_3339_and_of_xml_schema() {
        let json = |text| (DATE_TIME.holds)(text);
        let xml = |text| (XML_DATE_TIME.holds)(text);
        for text in ["2024-02-29T23:59:59Z", "2024-01-01T00:00:00.125+05:30"] {
            assert!(json(text) && xml(text), "{text}");
        }
        for text in ["2024-01-01t00:00:00z", "2016-12-31T23:59:60Z"] {
            assert!(json(text) && !xml(text), "{text}");
        }
        for text in ["2024-01-01T00:00:00", "2024-01-01T24:00:00Z"] {
            assert!(!json(text) && xml(text), "{text}");
        }
        for text in [
            "",
            "2024-01-01",
            "2023-02-29T00:00:00Z",
            "2024-01-01T00:00:00+0000",
            "2024-1-1T0:0:0Z",
            "2024-01-01 00:00:00Z",
            "2024-01-01T00:00:00.Z",
            "２０２４-01-01T00:00:00Z",
        ] {
            assert!(!json(text) && !xml(text), "{text}");
        }
        assert!((DATE.holds)("2024-02-29") && !(DATE.holds)("2024-02-29Z"));
        assert!((XML_DATE.holds)("2024-02-29Z") && !(XML_DATE.holds)("2024-02-30"));
    }

    #[test]
    fn moments_are_compared_whatever_their_offset() {
        let order = [
            "2023-12-31T23:59:59Z",
            "2024-01-01T00:30:00+00:15",
            "2024-01-01T00:16:00.5Z",
            "2024-02-29T12:00:00-05:00",
            "2024-03-01T00:00:00",
        ];
        let moments: Vec<_> = order.iter().map(|text| instant(text).unwrap()).collect();
        assert!(moments.is_sorted_by(|a, b| a < b), "{moments:?}");
        assert_eq!(instant("2024-01-01"), None);
    }

    #[test]
    fn a_timestamp_is_a_point_in_time() {
        for text in
            ["2024-02-29T23:59:60Z", "2026-11-22T05:00:00.123+02:00", "2000-02-29t00:00:00-00:30"]
        {
            assert!(is_date_time(text), "{text}");
        }
        for text in [
            "",
            "2026-11-22",
            "2026-11-22T05:00:00",
            "2026-11-22 05:00:00Z",
            "2025-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-01-00T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00:00+2:00",
            "2026-01-01T00:00:00+02:60",
            "+026-01-01T00:00:00Z",
            "2026-01-01T00:00:00Zé",
        ] {
            assert!(!is_date_time(text), "{text}");
        }
    }
}
