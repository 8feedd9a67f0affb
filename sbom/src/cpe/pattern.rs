//! The patterns that the schemas of CycloneDX and SPDX hold CPE names to.

/// Reports whether a text has the form that schemas ask of a CPE 2.2 name:
/// `cpe:/`, a part or none, and up to six components.
///
/// # Examples
///
/// ```
/// assert!(sbom::cpe::is_cpe22_pattern("cpe:/a:acme:tool:1.0"));
/// assert!(!sbom::cpe::is_cpe22_pattern("cpe:/a:acme:to ol"));
/// ```
#[must_use]
pub fn is_cpe22_pattern(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_at_checked(5) else { return false };
    if !scheme.eq_ignore_ascii_case("cpe:/") {
        return false;
    }
    let mut fields = rest.split(':');
    let part = fields.next().unwrap_or_default();
    let form =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'~' | b'%');
    matches!(part, "" | "A" | "H" | "O" | "a" | "h" | "o")
        && fields.clone().count() <= 6
        && fields.all(|field| field.bytes().all(form))
}

/// Reports whether a text has the form that schemas ask of a CPE 2.3 name: `cpe:2.3:` and eleven
/// attributes, punctuation quoted, wildcards at the ends, the language a code.
///
/// # Examples
///
/// ```
/// assert!(sbom::cpe::is_cpe23_pattern("cpe:2.3:a:acme:c\\+\\+:1.*:*:*:en-us:*:*:*:-"));
/// assert!(!sbom::cpe::is_cpe23_pattern("cpe:2.3:a:acme:c++:1.*:*:*:en-us:*:*:*:-"));
/// ```
#[must_use]
pub fn is_cpe23_pattern(text: &str) -> bool {
    let Some(mut rest) = text.strip_prefix("cpe:2.3:") else { return false };
    for index in 0..11 {
        let Some((len, valid)) = attribute(rest, index) else { return false };
        let Some((_, tail)) = rest.split_at_checked(len).filter(|_| valid) else { return false };
        rest = match tail.strip_prefix(':') {
            Some(tail) if index < 10 => tail,
            None if index == 10 => return tail.is_empty(),
            _ => return false,
        };
    }
    false
}

/// The length of the attribute that begins the text, and whether it has the right form.
fn attribute(text: &str, index: usize) -> Option<(usize, bool)> {
    let bytes = text.as_bytes();
    let mut len = 0;
    while let Some(&byte) = bytes.get(len) {
        match byte {
            b':' => break,
            b'\\' => len += 2,
            _ => len += 1,
        }
    }
    let field = text.get(..len)?;
    let valid = match (index, field) {
        (0, field) => matches!(field, "a" | "o" | "h" | "*" | "-"),
        (_, "*" | "-") => true,
        (6, field) => language(field),
        (_, field) => component(field),
    };
    Some((len, valid))
}

/// Two or three letters, and maybe a region of two letters or three digits.
fn language(field: &str) -> bool {
    let (code, region) = field.split_once('-').map_or((field, None), |(c, r)| (c, Some(r)));
    let letters = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphabetic());
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    matches!(code.len(), 2 | 3)
        && letters(code)
        && region.is_none_or(|region| match region.len() {
            2 => letters(region),
            3 => digits(region),
            _ => false,
        })
}

/// `?`s or one `*` at either end of plain or quoted characters, of which there is one at least.
fn component(field: &str) -> bool {
    let core = field.strip_prefix('*').unwrap_or_else(|| field.trim_start_matches('?'));
    let mut bytes = core.bytes();
    let mut some = false;
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => match bytes.next() {
                Some(quoted) if quoted.is_ascii_punctuation() && !b"-._".contains(&quoted) => {}
                _ => return false,
            },
            b'-' | b'.' | b'_' => {}
            byte if byte.is_ascii_alphanumeric() => {}
            b'*' => return some && bytes.next().is_none(),
            b'?' => return some && bytes.all(|byte| byte == b'?'),
            _ => return false,
        }
        some = true;
    }
    some
}
