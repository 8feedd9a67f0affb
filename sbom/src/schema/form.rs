//! Forms of text that several formats share: dates, addresses, CPE names.

use super::Pattern;
use crate::calendar::{day_number, days_in};
use crate::cpe::{is_cpe22_pattern, is_cpe23_pattern};

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

/// An RFC 3987 IRI or a relative reference; the empty text is one.
pub(crate) static IRI: Pattern =
    Pattern { expected: "an address without blanks", holds: is_iri_reference };

/// An e-mail address, perhaps an internationalised one.
pub(crate) static EMAIL: Pattern =
    Pattern { expected: "an e-mail address", holds: |text| text.contains('@') };

/// A CPE name of version 2.2 or 2.3, as the pattern of the CycloneDX XML schema has it.
pub(crate) static CPE: Pattern = Pattern {
    expected: "a CPE name such as `cpe:2.3:a:acme:api:1.0:*:*:*:*:*:*:*`",
    holds: |text| is_cpe22_pattern(text) || is_cpe23_pattern(text),
};

/// A text on one line; a line feed at its very end does no harm.
pub(crate) static ONE_LINE: Pattern = Pattern {
    expected: "a text on one line",
    holds: |text| memchr::memchr(b'\n', text.as_bytes()).is_none_or(|at| at + 1 == text.len()),
};

/// Reports whether a text is a UUID in lower case.
pub(crate) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        })
}

/// Reports whether a text is a URI with a scheme and something behind it.
pub(crate) fn is_absolute_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    is_scheme && !rest.is_empty() && !text.contains(char::is_whitespace)
}

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

/// Reports whether a text is what JSON Schema calls an `iri-reference` (RFC 3987, section 2.2).
pub(crate) fn is_iri_reference(text: &str) -> bool {
    is_plain_web_address(text) || is_any_iri_reference(text)
}

/// Escapes what no address has (RFC 3987, section 3.1, step 2): `{` becomes `%7B`, a blank `%20`.
pub(crate) fn escaped(text: &str) -> String {
    let mut made = String::with_capacity(text.len() + 16);
    let mut in_fragment = false;
    for (at, character) in text.char_indices() {
        let begins_escape = || {
            let mut digits = text.get(at + 1..).unwrap_or_default().bytes();
            digits.by_ref().take(2).filter(u8::is_ascii_hexdigit).count() == 2
        };
        let is_fine = match character {
            '\0'..='\u{20}' | '\u{7F}' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => {
                false
            }
            '%' => begins_escape(),
            '#' => !std::mem::replace(&mut in_fragment, true),
            _ => true,
        };
        match is_fine {
            true => made.push(character),
            // All of them are ASCII.
            false => made.push_str(&format!("%{:02X}", u32::from(character))),
        }
    }
    made
}

/// Recognises the addresses that documents are full of, in one pass.
fn is_plain_web_address(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("http") else { return false };
    let Some(rest) = rest.strip_prefix("s://").or_else(|| rest.strip_prefix("://")) else {
        return false;
    };
    let mut bytes = rest.bytes();
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    match bytes.find(|byte| !is_host(*byte)) {
        None => true,
        Some(b'/') => loop {
            match bytes.next() {
                None => return true,
                Some(byte) if PLAIN.get(usize::from(byte)) == Some(&true) => {}
                Some(b'%') => {
                    let mut is_digit = || bytes.next().is_some_and(|it| it.is_ascii_hexdigit());
                    if !(is_digit() && is_digit()) {
                        return false;
                    }
                }
                // A fragment may not have another one.
                Some(b'#') => {
                    return bytes.all(|byte| PLAIN.get(usize::from(byte)) == Some(&true));
                }
                Some(_) => return false,
            }
        },
        Some(_) => false,
    }
}

/// What may stand anywhere behind the host of an address.
static PLAIN: [bool; 256] = plain();

#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which checks the bounds")]
const fn plain() -> [bool; 256] {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        plain[byte] = byte >= 0x80 || (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    let others = b"-._~!$&'()*+,;=:@/?";
    let mut at = 0;
    while at < others.len() {
        plain[others[at] as usize] = true;
        at += 1;
    }
    plain
}

fn is_any_iri_reference(text: &str) -> bool {
    // What no part may have, a broken escape included.
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b' '
            | b'"'
            | b'<'
            | b'>'
            | b'\\'
            | b'^'
            | b'`'
            | b'{'
            | b'|'
            | b'}'
            | 0..=0x1F
            | 0x7F => return false,
            b'%' => {
                let is_digit = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_hexdigit());
                if !(is_digit(bytes.next()) && is_digit(bytes.next())) {
                    return false;
                }
            }
            _ => {}
        }
    }
    let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
    if fragment.contains(['#', '[', ']']) {
        return false;
    }
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    if query.contains(['[', ']']) {
        return false;
    }
    let (scheme, rest) = match path.split_once(':') {
        Some((scheme, rest)) if !scheme.contains('/') => (Some(scheme), rest),
        _ => (None, path),
    };
    if let Some(scheme) = scheme {
        let mut letters = scheme.bytes();
        let begins = letters.next().is_some_and(|byte| byte.is_ascii_alphabetic());
        let is_name =
            letters.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
        if !(begins && is_name) {
            return false;
        }
    }
    match rest.strip_prefix("//") {
        Some(rest) => {
            let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
            is_authority(authority) && !path.contains(['[', ']'])
        }
        None => !rest.contains(['[', ']']),
    }
}

/// Tells whether a text is `user@host:port`, of which the host may be an address in brackets.
fn is_authority(text: &str) -> bool {
    let (user, host) = text.rsplit_once('@').unwrap_or(("", text));
    if user.contains(['@', '[', ']']) {
        return false;
    }
    let port = match host.strip_prefix('[') {
        Some(inner) => match inner.split_once(']') {
            Some((address, rest)) if !address.is_empty() && !address.contains('[') => {
                match rest.strip_prefix(':') {
                    Some(port) => port,
                    None if rest.is_empty() => "",
                    None => return false,
                }
            }
            _ => return false,
        },
        None => {
            let (name, port) = host.split_once(':').unwrap_or((host, ""));
            if name.contains(['[', ']']) {
                return false;
            }
            port
        }
    };
    port.bytes().all(|byte| byte.is_ascii_digit())
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
    fn an_absolute_uri_has_a_scheme() {
        assert!(is_absolute_uri("https://example.com/a"));
        assert!(is_absolute_uri("urn:uuid:x"));
        for text in ["", "example.com/a", ":x", "https:", "1a:b", "https://a b"] {
            assert!(!is_absolute_uri(text), "{text}");
        }
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

    #[test]
    fn what_no_address_has_is_escaped() {
        for (text, expected) in [
            ("https://acme.test/${project.id}/a b", "https://acme.test/$%7Bproject.id%7D/a%20b"),
            ("https://acme.test/100%/%7Bx#a#b", "https://acme.test/100%25/%7Bx#a%23b"),
            ("https://acme.test/ü?q=[1]", "https://acme.test/ü?q=[1]"),
        ] {
            assert_eq!(escaped(text), expected);
        }
        assert!(is_iri_reference(&escaped("http://a.test/x, http://b.test")));
    }

    #[test]
    fn addresses_may_be_relative_and_international_but_not_blank() {
        for text in [
            "",
            "https://example.com/a?b=c#d",
            "../x",
            "mailto:a@example.com",
            "//host:80/",
            "a/b:c",
            "https://[::1]:8080/",
            "https://example.com",
            "http://example.com/?a=b&c=d?e",
            "https://x/a%20(b);c#d%2F",
            "https://例え.jp/ü",
            "urn:cdx:x/1#y",
            "git+ssh://git@host/x.git",
        ] {
            assert!((IRI.holds)(text), "{text}");
        }
        for text in [
            "a b",
            "https://x/<y>",
            "1a:b",
            "%zz",
            "https://host:port/",
            "http://[::1",
            "a#b#c",
            "https://x/{y}",
            "https://x/%2",
            "https://x/a#b#c",
            "back\\slash",
            "[x]",
        ] {
            assert!(!(IRI.holds)(text), "{text}");
        }
    }

    #[test]
    fn cpe_names_are_matched_as_the_xml_schema_does() {
        for text in [
            "cpe:/a:apache:tomcat:9.0",
            "CPE:/",
            "cpe:/:acme",
            "cpe:2.3:a:acme:api:1.0:*:*:*:*:*:*:*",
            "cpe:2.3:a:acme:a\\:b\\+c:-:*:*:en-US:*:*:x64:*",
            "cpe:2.3:*:??x:y*:1:*:*:*:*:*:*:*",
        ] {
            assert!((CPE.holds)(text), "{text}");
        }
        for text in [
            "",
            " cpe:/a:b",
            "cpe:2.3:a:acme:api:1.0",
            "cpe:2.3:x:acme:api:1.0:*:*:*:*:*:*:*",
            "cpe:2.3:a:ac me:api:1.0:*:*:*:*:*:*:*",
            "cpe:2.3:a:a*b:api:1.0:*:*:*:*:*:*:*",
            "cpe:/a:b c",
            "cpe:2.3:a:acme:api:1.0:*:*:klingon:*:*:*:*",
        ] {
            assert!(!(CPE.holds)(text), "{text}");
        }
    }
}
