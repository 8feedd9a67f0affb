//! The platform's own clock, and times as its services write them.

use std::time::{SystemTime, UNIX_EPOCH};

use tokio::time::Instant;

/// Follows tokio's clock, so that a test with paused time can let a token expire without waiting.
#[derive(Debug)]
pub(crate) struct Clock {
    started_ms: i64,
    started: Instant,
}

impl Clock {
    pub(crate) fn start() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self {
            started_ms: i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
            started: Instant::now(),
        }
    }

    /// Milliseconds since 1970.
    pub(crate) fn now_ms(&self) -> i64 {
        let passed = i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX);
        self.started_ms.saturating_add(passed)
    }
}

/// `2026-03-02T09:13:04.174Z`, as Artifactory writes it.
pub(crate) fn timestamp(ms: i64) -> String {
    let time = Civil::of(ms);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        time.year,
        time.month,
        time.day,
        time.hour,
        time.minute,
        time.second,
        ms.rem_euclid(1000)
    )
}

/// `2023-12-01T10:00:00Z`, as Xray's status calls write it.
pub(crate) fn timestamp_seconds(ms: i64) -> String {
    let mut text = timestamp(ms);
    text.truncate(19);
    text.push('Z');
    text
}

/// `Mon, 02 Mar 2026 09:13:04 GMT`, for `Last-Modified` (RFC 9110 §5.6.7).
pub(crate) fn http_date(ms: i64) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let time = Civil::of(ms);
    let weekday = usize::try_from(ms.div_euclid(DAY_MS).rem_euclid(7)).unwrap_or_default();
    let month = usize::try_from(time.month - 1).unwrap_or_default();
    format!(
        "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
        DAYS.get(weekday).unwrap_or(&"Thu"),
        time.day,
        MONTHS.get(month).unwrap_or(&"Jan"),
        time.year,
        time.hour,
        time.minute,
        time.second
    )
}

struct Civil {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
}

impl Civil {
    /// Days to a date of the Gregorian calendar, by eras of 400 years that start on 1 March.
    fn of(ms: i64) -> Self {
        let days = ms.div_euclid(DAY_MS) + 719_468;
        let seconds = ms.rem_euclid(DAY_MS) / 1000;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        Self {
            year: era * 400 + year_of_era + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * shifted + 2) / 5 + 1,
            hour: seconds / 3600,
            minute: seconds / 60 % 60,
            second: seconds % 60,
        }
    }
}

const DAY_MS: i64 = 86_400_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leap_day_is_written_in_all_three_forms() {
        let ms = 1_709_210_096_789; // 2024-02-29T12:34:56.789Z
        assert_eq!(timestamp(ms), "2024-02-29T12:34:56.789Z");
        assert_eq!(timestamp_seconds(ms), "2024-02-29T12:34:56Z");
        assert_eq!(http_date(ms), "Thu, 29 Feb 2024 12:34:56 GMT");
    }

    #[test]
    fn the_epoch_is_a_thursday_and_the_day_before_a_wednesday() {
        assert_eq!(http_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(http_date(-1000), "Wed, 31 Dec 1969 23:59:59 GMT");
    }
}
