//! Forms of text that several formats share: dates, addresses, CPE names.

mod address;
mod date;

pub(crate) use self::address::{IRI, escaped, is_iri_reference};
pub(crate) use self::date::{DATE, DATE_TIME, XML_DATE, XML_DATE_TIME, instant, is_date_time};
use super::Pattern;
use crate::cpe::{is_cpe22_pattern, is_cpe23_pattern};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absolute_uri_has_a_scheme() {
        assert!(is_absolute_uri("https://example.com/a"));
        assert!(is_absolute_uri("urn:uuid:x"));
        for text in ["", "example.com/a", ":x", "https:", "1a:b", "https://a b"] {
            assert!(!is_absolute_uri(text), "{text}");
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
