//! Addresses: IRIs and references to them (RFC 3987).

use crate::schema::Pattern;

/// An RFC 3987 IRI or a relative reference; the empty text is one.
pub(crate) static IRI: Pattern =
    Pattern { expected: "an address without blanks", holds: is_iri_reference };

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
}
