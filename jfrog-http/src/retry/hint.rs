//! `Retry-After`, in both of its forms.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

use crate::timestamp::Timestamp;

/// Reads how long the server asks to wait. A date is compared with the server's own `Date`, so that
/// a wrong clock here does not matter; one in the past asks for no wait.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty() {
        // RFC 9110 §10.2.3 sets no bound, so an absurd number must not overflow.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let until = Timestamp::parse_http_date(text)?;
    let server_now =
        headers.get(DATE).and_then(|date| Timestamp::parse_http_date(date.to_str().ok()?));
    let now = server_now.map_or(now, SystemTime::from);
    Some(SystemTime::from(until).duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    fn read(retry_after_value: &str, date: Option<&str>) -> Option<u64> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, retry_after_value.parse().unwrap());
        if let Some(date) = date {
            headers.insert(DATE, date.parse().unwrap());
        }
        // Sun, 06 Nov 1994 08:49:37 GMT
        let now = UNIX_EPOCH + Duration::from_secs(784_111_777);
        retry_after(&headers, now).map(|wait| wait.as_secs())
    }

    #[test]
    fn both_forms_are_read() {
        assert_eq!(read("120", None), Some(120));
        assert_eq!(read(" 0 ", None), Some(0));
        assert_eq!(read("99999999999999999999999", None), Some(u64::MAX));
        assert_eq!(read("Sun, 06 Nov 1994 08:50:07 GMT", None), Some(30));
        assert_eq!(read("Sun, 06 Nov 1994 08:00:00 GMT", None), Some(0));
    }

    #[test]
    fn the_servers_own_clock_counts() {
        assert_eq!(
            read("Sun, 06 Nov 2044 08:50:07 GMT", Some("Sun, 06 Nov 2044 08:50:00 GMT")),
            Some(7)
        );
    }

    #[test]
    fn nonsense_is_no_hint() {
        for text in ["", "soon", "-5", "1.5", "Sun, 99 Nov 1994 08:49:37 GMT"] {
            assert_eq!(read(text, None), None, "{text}");
        }
    }
}
