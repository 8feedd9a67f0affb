//! Instants and periods: the only time the evaluator knows is the one it is given.

use std::fmt;
use std::str::FromStr;

use jiff::SignedDuration;
use jiff::civil::{DateTime, date};
use jiff::fmt::temporal::Pieces;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

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
// Seconds, since `jiff::Timestamp` ends a day before the calendar does; `jiff` keeps the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 0001-01-01T00:00:00Z. JFrog and Go write it for "never".
    pub const MIN: Self = Self(-62_135_596_800);
    /// 9999-12-31T23:59:59Z, the last instant RFC 3339 can write.
    pub const MAX: Self = Self(253_402_300_799);
    /// 1970-01-01T00:00:00Z, which reproducible builds write for "not said".
    pub const UNIX_EPOCH: Self = Self(0);

    /// The end of the calendar's last day, which only [`plus`](Self::plus) reaches.
    const AFTER_ALL: Self = Self(Self::MAX.0 + 1);

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
        Self(self.0.saturating_add(seconds).min(Self::AFTER_ALL.0))
    }

    /// Returns the time from `earlier` to `self`, or `None` if `self` comes first.
    #[must_use]
    pub fn since(self, earlier: Self) -> Option<Period> {
        u64::try_from(self.0.checked_sub(earlier.0)?).ok().map(Period)
    }

    /// As [`parse_end`](Self::parse_end), and the one instant that only its result can be.
    pub(crate) fn read_end(text: &str) -> Result<Self, TimestampError> {
        if text == AFTER_ALL { Ok(Self::AFTER_ALL) } else { Self::parse_end(text) }
    }

    /// Reads a bare date as the first instant AFTER that day in UTC, anything else as it stands.
    ///
    /// This is what people mean by `expires: 2026-12-31`: the waiver holds on that day.
    ///
    /// ```
    /// use policy_core::Timestamp;
    ///
    /// assert_eq!(Timestamp::parse_end("2024-02-29")?.to_string(), "2024-03-01T00:00:00Z");
    /// assert_eq!(Timestamp::parse_end("2024-02-29T12:00:00Z")?, "2024-02-29T12:00:00Z".parse()?);
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
        parse(text.trim())
            .and_then(Self::from_unix)
            .ok_or_else(|| TimestampError { input: text.chars().take(40).collect() })
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match EPOCH.checked_add(SignedDuration::from_secs(self.0)) {
            Ok(civil) => write!(f, "{civil}Z"),
            Err(_) => f.write_str(AFTER_ALL),
        }
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Reads what it writes, the end of the calendar's last day included.
impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::evidence::json::from_text(deserializer, "an instant", |text| match text {
            AFTER_ALL => Ok(Self::AFTER_ALL),
            text => text.parse(),
        })
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

const AFTER_ALL: &str = "10000-01-01T00:00:00Z";
const EPOCH: DateTime = date(1970, 1, 1).at(0, 0, 0, 0);

/// Seconds since the epoch. `jiff` reads more of ISO 8601 than is promised here (`20260301T10Z`,
/// names of time zones), hence the shape is checked first.
fn parse(text: &str) -> Option<i64> {
    if has_shape(text, "0000-00-00") {
        return seconds(text);
    }
    let shape = "0000-00-00T00:00:00";
    let (clock, rest) = text.split_at_checked(shape.len())?;
    if !has_shape(clock, shape) {
        return None;
    }
    // The fraction is cut off here, since `jiff` refuses more than nine digits.
    let zone = match rest.strip_prefix(['.', ',']) {
        Some(fraction) => {
            let zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            if zone.len() == fraction.len() {
                return None;
            }
            zone
        }
        None => rest,
    };
    zone.starts_with(['Z', 'z', '+', '-']).then(|| seconds(&format!("{clock}{zone}")))?
}

fn has_shape(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(byte, wanted)| match wanted {
            b'0' => byte.is_ascii_digit(),
            b'T' => matches!(byte, b'T' | b't' | b' '),
            separator => byte == separator,
        })
}

fn seconds(text: &str) -> Option<i64> {
    let pieces = Pieces::parse(text).ok()?;
    if pieces.time_zone_annotation().is_some() {
        return None;
    }
    let (time, offset) = match pieces.time() {
        Some(time) => (time, i64::from(pieces.to_numeric_offset()?.seconds())),
        None => (jiff::civil::Time::midnight(), 0),
    };
    let civil = pieces.date().to_datetime(time);
    Some(civil.duration_since(EPOCH).as_secs() - offset)
}

#[cfg(test)]
mod tests;
