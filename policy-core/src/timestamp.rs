//! Instants and periods: the only time the evaluator knows is the one it is given.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// An instant in UTC, to the second.
///
/// There is no `now()`: an instant is parsed from a document or given by the caller, so that the
/// same question has the same answer tomorrow.
///
/// ```
/// use policy_core::Timestamp;
///
/// let scanned: Timestamp = "2026-03-01T01:30:00+01:30".parse()?;
/// assert_eq!(scanned.to_string(), "2026-03-01T00:00:00Z");
/// assert_eq!(scanned, "2026-03-01".parse()?);
/// # Ok::<(), policy_core::TimestampError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 0001-01-01T00:00:00Z. JFrog and Go write it for "never".
    pub const MIN: Self = Self(-62_135_596_800);
    /// 9999-12-31T23:59:59Z, the last instant RFC 3339 can write.
    pub const MAX: Self = Self(253_402_300_799);
    /// 1970-01-01T00:00:00Z, which reproducible builds write for "not said".
    pub const UNIX_EPOCH: Self = Self(0);

    /// Returns the instant `seconds` after 1970-01-01T00:00:00Z, or `None` outside years 1 to 9999.
    #[must_use]
    pub const fn from_unix(seconds: i64) -> Option<Self> {
        if seconds < Self::MIN.0 || seconds > Self::MAX.0 { None } else { Some(Self(seconds)) }
    }

    /// Returns the seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn as_unix(self) -> i64 {
        self.0
    }

    /// Returns the instant `period` later, at most the end of year 9999.
    ///
    /// The result may be 10000-01-01T00:00:00Z, the end of the last day, so that a waiver for
    /// 9999-12-31 still covers that day's last second.
    #[must_use]
    pub fn plus(self, period: Period) -> Self {
        let seconds = i64::try_from(period.0).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(seconds).min(Self::MAX.0 + 1))
    }

    /// Returns the time from `earlier` to `self`, or `None` if `self` comes first.
    #[must_use]
    pub fn since(self, earlier: Self) -> Option<Period> {
        u64::try_from(self.0.checked_sub(earlier.0)?).ok().map(Period)
    }

    /// Reads a bare date as the first instant AFTER that day in UTC, anything else as it stands.
    ///
    /// This is what people mean by `expires: 2026-12-31`: the waiver holds on that day.
    ///
    /// ```
    /// use policy_core::Timestamp;
    ///
    /// assert_eq!(Timestamp::parse_end("2024-02-29")?.to_string(), "2024-03-01T00:00:00Z");
    /// assert_eq!(Timestamp::parse_end("2024-02-29T12:00:00Z")?.to_string(), "2024-02-29T12:00:00Z");
    /// # Ok::<(), policy_core::TimestampError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`FromStr`].
    pub fn parse_end(text: &str) -> Result<Self, TimestampError> {
        let parsed: Self = text.parse()?;
        if text.trim().len() == "2026-12-31".len() {
            return Ok(parsed.plus(Period::from_days(1)));
        }
        Ok(parsed)
    }
}

/// Reads RFC 3339 (`2026-03-01T10:00:00.5+01:00`), also with a space for `T` and with an offset
/// without a colon, or a bare date, which is its first instant in UTC. Fractions are cut off; a
/// leap second reads as the second before it.
impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, TimestampError> {
        parse(text.trim().as_bytes())
            .and_then(Self::from_unix)
            .ok_or_else(|| TimestampError { input: text.chars().take(40).collect() })
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_from_days(self.0.div_euclid(DAY));
        let second = self.0.rem_euclid(DAY);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
            second / HOUR,
            second % HOUR / MINUTE,
            second % MINUTE
        )
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A text that is neither an RFC 3339 instant nor a date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{input}` is neither an instant such as 2026-03-01T12:00:00Z nor a date such as 2026-03-01"
)]
pub struct TimestampError {
    input: String,
}

/// A length of time in whole seconds.
///
/// ```
/// use policy_core::Period;
///
/// let window: Period = "14d".parse()?;
/// assert_eq!(window, Period::from_days(14));
/// assert_eq!(window.to_string(), "14 days");
/// # Ok::<(), policy_core::PeriodError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Period(u64);

impl Period {
    /// Returns a period of `seconds`.
    #[must_use]
    pub const fn from_seconds(seconds: u64) -> Self {
        Self(seconds)
    }

    /// Returns a period of `days` times 24 hours.
    #[must_use]
    pub const fn from_days(days: u32) -> Self {
        Self(days as u64 * DAY as u64)
    }

    /// Returns the whole seconds.
    #[must_use]
    pub const fn as_seconds(self) -> u64 {
        self.0
    }
}

/// Reads a whole number with one unit: `s`, `m` (minutes), `h`, `d` or `w`.
impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let error = || PeriodError { input: text.chars().take(40).collect() };
        let trimmed = text.trim();
        let digits = trimmed.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let unit = match trimmed.strip_prefix(digits) {
            Some("s") => 1,
            Some("m") => MINUTE,
            Some("h") => HOUR,
            Some("d") => DAY,
            Some("w") => 7 * DAY,
            _ => return Err(error()),
        };
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(error());
        }
        digits
            .parse::<u64>()
            .ok()
            .and_then(|number| number.checked_mul(unit.unsigned_abs()))
            .map(Self)
            .ok_or_else(error)
    }
}

/// Writes whole units, the largest of which there are three or an exact number: `14 days`,
/// `36 hours`, `90 seconds`.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [(DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")];
        let (number, unit) = units
            .into_iter()
            .map(|(size, unit)| (size.unsigned_abs(), unit))
            .find(|(size, _)| {
                self.0 >= *size && (self.0.is_multiple_of(*size) || self.0 / size >= 3)
            })
            .map_or((self.0, "second"), |(size, unit)| (self.0 / size, unit));
        let plural = if number == 1 { "" } else { "s" };
        write!(f, "{number} {unit}{plural}")
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.0)
    }
}

/// A text that is not a number with a unit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{input}` is not a period; write a whole number and a unit, such as 30m, 24h, 14d or 2w")]
pub struct PeriodError {
    input: String,
}

fn parse(text: &[u8]) -> Option<i64> {
    let (date, rest) = text.split_at_checked(10)?;
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = date else {
        return None;
    };
    let year = digits(&[y1, y2, y3, y4])?;
    let month = digits(&[m1, m2])?;
    let day = digits(&[d1, d2])?;
    if year == 0 || !(1..=12).contains(&month) || !(1..=days_in_month(year, month)).contains(&day) {
        return None;
    }
    let midnight = days_from_civil(year, month, day) * DAY;
    let Some((b'T' | b't' | b' ', time)) = rest.split_first() else {
        return rest.is_empty().then_some(midnight);
    };
    let (clock, zone) = time.split_at_checked(8)?;
    let &[h1, h2, b':', n1, n2, b':', s1, s2] = clock else {
        return None;
    };
    let (hour, minute, second) = (digits(&[h1, h2])?, digits(&[n1, n2])?, digits(&[s1, s2])?);
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let zone = match zone.split_first() {
        Some((b'.' | b',', fraction)) => {
            let length = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if length == 0 {
                return None;
            }
            fraction.split_at_checked(length)?.1
        }
        _ => zone,
    };
    let offset = match zone {
        [b'Z' | b'z'] => 0,
        &[sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] | &[sign @ (b'+' | b'-'), h1, h2, m1, m2] => {
            let (hours, minutes) = (digits(&[h1, h2])?, digits(&[m1, m2])?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let size = hours * HOUR + minutes * MINUTE;
            if sign == b'-' { -size } else { size }
        }
        _ => return None,
    };
    Some(midnight + hour * HOUR + minute * MINUTE + second.min(59) - offset)
}

fn digits(text: &[u8]) -> Option<i64> {
    text.iter().try_fold(0, |number, byte| {
        byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0'))
    })
}

fn days_in_month(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar; the year is counted from March so
/// that the leap day comes last, and eras of 400 years repeat exactly.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The inverse of [`days_from_civil`].
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests;
