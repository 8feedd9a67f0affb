//! Times as JFrog writes them, which is in half a dozen ways.

use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant.
///
/// Reads every form the platform's services use: RFC 3339 with any number of fraction digits,
/// offsets with and without colon, no zone at all (taken as UTC), and milliseconds or seconds since
/// 1970 as a number or as digits in a string. Prints RFC 3339 in UTC.
///
/// ```
/// use jfrog_http::Timestamp;
///
/// let time: Timestamp = "2014-09-30T12:00:19.893+0300".parse()?;
/// assert_eq!(time.to_string(), "2014-09-30T09:00:19.893Z");
/// assert_eq!("1412067619893".parse::<Timestamp>()?, time);
/// # Ok::<(), jfrog_http::ParseTimestampError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(jiff::Timestamp);

impl Timestamp {
    /// Takes milliseconds since 1970. Returns `None` far outside of recorded history.
    #[must_use]
    pub fn from_millis(millis: i64) -> Option<Self> {
        jiff::Timestamp::from_millisecond(millis).ok().map(Self)
    }

    /// Takes seconds since 1970. Returns `None` far outside of recorded history.
    #[must_use]
    pub fn from_seconds(seconds: i64) -> Option<Self> {
        jiff::Timestamp::from_second(seconds).ok().map(Self)
    }

    /// Returns milliseconds since 1970.
    #[must_use]
    pub fn as_millis(self) -> i64 {
        self.0.as_millisecond()
    }

    /// Returns seconds since 1970.
    #[must_use]
    pub fn as_seconds(self) -> i64 {
        self.0.as_second()
    }

    /// Tells whether this is the year 1, with which Go programs mean "never".
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.as_seconds() == GO_ZERO
    }

    /// Reads the date of an HTTP header, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    pub(crate) fn parse_http_date(text: &str) -> Option<Self> {
        jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok().map(Self)
    }

    /// Numbers below this are seconds: as milliseconds they would lie before March 1973, before any
    /// of this existed.
    fn from_number(number: i64) -> Option<Self> {
        const SMALLEST_MILLIS: u64 = 100_000_000_000;
        if number.unsigned_abs() < SMALLEST_MILLIS {
            Self::from_seconds(number)
        } else {
            Self::from_millis(number)
        }
    }
}

impl FromStr for Timestamp {
    type Err = ParseTimestampError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trimmed = text.trim();
        if let Ok(time) = trimmed.parse::<jiff::Timestamp>() {
            return Ok(Self(time));
        }
        let digits = trimmed.strip_prefix('-').unwrap_or(trimmed);
        let parsed = if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            trimmed.parse().ok().and_then(Self::from_number)
        } else if let Ok(civil) = trimmed.parse::<jiff::civil::DateTime>() {
            // Zone-less: the platform's own documentation means UTC.
            civil.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| Self(zoned.timestamp()))
        } else {
            Self::parse_http_date(trimmed)
        };
        parsed.ok_or_else(|| ParseTimestampError { input: trimmed.chars().take(80).collect() })
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timestamp({self})")
    }
}

impl From<Timestamp> for SystemTime {
    fn from(time: Timestamp) -> Self {
        time.0.into()
    }
}

impl TryFrom<SystemTime> for Timestamp {
    type Error = ParseTimestampError;

    fn try_from(time: SystemTime) -> Result<Self, Self::Error> {
        time.try_into().map(Self).map_err(|_| ParseTimestampError { input: format!("{time:?}") })
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TimestampVisitor;

        impl Visitor<'_> for TimestampVisitor {
            type Value = Timestamp;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time, as text or as milliseconds or seconds since 1970")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Timestamp, E> {
                Timestamp::from_number(number).ok_or_else(|| E::custom("the time is out of range"))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Timestamp, E> {
                i64::try_from(number)
                    .ok()
                    .and_then(Timestamp::from_number)
                    .ok_or_else(|| E::custom("the time is out of range"))
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Timestamp, E> {
                // Saturates, and what saturates is out of range.
                self.visit_i64(number as i64)
            }
        }

        deserializer.deserialize_any(TimestampVisitor)
    }
}

/// Text that is no time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not a time", .input.escape_debug())]
pub struct ParseTimestampError {
    input: String,
}

/// `0001-01-01T00:00:00Z`.
const GO_ZERO: i64 = -62_135_596_800;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_platform_is_read() {
        for (text, utc) in [
            ("2025-04-06T09:13:04.174Z", "2025-04-06T09:13:04.174Z"),
            ("2021-03-21T13:54:52.383+02:00", "2021-03-21T11:54:52.383Z"),
            ("2014-09-30T12:00:19.893+0300", "2014-09-30T09:00:19.893Z"),
            ("2014-09-30T12:00:19.893-0000", "2014-09-30T12:00:19.893Z"),
            ("2023-05-18T07:41:47Z", "2023-05-18T07:41:47Z"),
            ("2023-05-18T07:41:47+11:00", "2023-05-17T20:41:47Z"),
            ("2023-05-18T07:41:47.123456789Z", "2023-05-18T07:41:47.123456789Z"),
            ("2023-05-18T07:41:47.1Z", "2023-05-18T07:41:47.1Z"),
            ("2023-05-18T07:41:47", "2023-05-18T07:41:47Z"),
            ("2023-05-18 07:41:47.5", "2023-05-18T07:41:47.5Z"),
            (" 2023-05-18T07:41:47Z\n", "2023-05-18T07:41:47Z"),
            ("1684395707000", "2023-05-18T07:41:47Z"),
            ("1684395707", "2023-05-18T07:41:47Z"),
            ("Thu, 18 May 2023 07:41:47 GMT", "2023-05-18T07:41:47Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ] {
            assert_eq!(
                text.parse::<Timestamp>().map(|time| time.to_string()),
                Ok(utc.to_owned()),
                "{text}"
            );
        }
        assert!("0001-01-01T00:00:00Z".parse::<Timestamp>().unwrap().is_zero());
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "-",
            "yesterday",
            "2023-13-01T00:00:00Z",
            "99999999999999999999",
            "2023-05-18T25:00:00Z",
        ] {
            assert!(text.parse::<Timestamp>().is_err(), "{text}");
        }
    }

    #[test]
    fn json_may_be_text_or_number_and_comes_back_as_rfc_3339() {
        for json in ["\"2023-05-18T07:41:47Z\"", "1684395707000", "1684395707", "1684395707000.0"] {
            let time: Timestamp = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&time).unwrap(), "\"2023-05-18T07:41:47Z\"");
        }
        for json in ["18446744073709551615", "1e300", "null", "true"] {
            assert!(serde_json::from_str::<Timestamp>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn system_time_and_back() {
        let time: Timestamp = "2023-05-18T07:41:47.5Z".parse().unwrap();
        assert_eq!(Timestamp::try_from(SystemTime::from(time)), Ok(time));
    }
}
