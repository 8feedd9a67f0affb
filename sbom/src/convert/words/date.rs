//! Dates and times.

use crate::calendar::{civil, day_number, days_in};

/// What becomes of a time when it is written as SPDX demands: UTC, whole seconds, `Z`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Utc {
    pub(crate) text: String,
    /// Whether a fraction of a second was cut off, or a time zone assumed.
    pub(crate) is_bent: bool,
}

/// Reads an RFC 3339 time, or an XML one without a zone, as `YYYY-MM-DDThh:mm:ssZ`.
pub(crate) fn utc(text: &str) -> Option<Utc> {
    let text = text.trim();
    let bytes = text.as_bytes();
    let number = |from: usize, to: usize| -> Option<i64> {
        let digits = text.get(from..to)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
    };
    let mark = |at: usize, marks: &[u8]| bytes.get(at).is_some_and(|byte| marks.contains(byte));
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let is_shaped = mark(4, b"-") && mark(7, b"-") && mark(10, b"Tt ");
    if !is_shaped || !mark(13, b":") || !mark(16, b":") {
        return None;
    }
    let in_range = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
    if !in_range || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let rest = text.get(19..)?;
    let fraction = match rest.strip_prefix('.') {
        Some(rest) => 1 + rest.bytes().take_while(u8::is_ascii_digit).count(),
        None => 0,
    };
    let has_fraction = rest.get(..fraction)?.bytes().any(|byte| matches!(byte, b'1'..=b'9'));
    let (offset, is_assumed) = match rest.get(fraction..)? {
        "Z" | "z" => (0, false),
        "" => (0, true),
        zone => (minutes(zone)?, false),
    };
    let minutes = (day_number(year, month, day) * 24 + hour) * 60 + minute - offset;
    let (year, month, day) = civil(minutes.div_euclid(24 * 60));
    if !(0..=9999).contains(&year) {
        return None;
    }
    let (hour, minute) = (minutes.rem_euclid(24 * 60) / 60, minutes.rem_euclid(60));
    let second = second.min(59);
    let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
    Some(Utc { text, is_bent: has_fraction || is_assumed })
}

/// Reads `+02:00`.
fn minutes(zone: &str) -> Option<i64> {
    let sign = match zone.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    if hours.len() != 2 || minutes.len() != 2 {
        return None;
    }
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    ((0..24).contains(&hours) && (0..60).contains(&minutes)).then(|| sign * (hours * 60 + minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_brought_to_utc() {
        let text = |text: &str| utc(text).map(|utc| (utc.text, utc.is_bent));
        let plain = |text: &str| Some((text.to_owned(), false));
        assert_eq!(text("2024-02-29T12:00:00Z"), plain("2024-02-29T12:00:00Z"));
        assert_eq!(text("2024-03-01T01:30:00+02:00"), plain("2024-02-29T23:30:00Z"));
        assert_eq!(text("2023-12-31T23:30:00-01:00"), plain("2024-01-01T00:30:00Z"));
        assert_eq!(text("2024-01-01T00:00:00.000+00:00"), plain("2024-01-01T00:00:00Z"));
        assert!(utc("2024-01-01T00:00:00.25Z").unwrap().is_bent);
        assert!(utc("2024-01-01T00:00:00").unwrap().is_bent);
        for wrong in ["", "2024-01-01", "2023-02-29T00:00:00Z", "2024-01-01T24:00:00Z", "é"] {
            assert_eq!(utc(wrong), None, "{wrong}");
        }
    }
}
