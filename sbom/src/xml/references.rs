//! Characters: which ones XML has, and how it writes those it cannot write plainly.

use std::borrow::Cow;

use super::scan::has_below;

/// A reference that stands for nothing.
#[derive(Debug)]
pub(super) struct Bad {
    pub(super) at: usize,
    pub(super) message: String,
}

/// Decodes the reference at `at`; returns the character and the length of the reference.
pub(super) fn decode(text: &str, at: usize) -> Result<(char, usize), Bad> {
    let rest = text.get(at + 1..).unwrap_or_default();
    // The longest that stands for a character is `&#1114111;` with any number of leading zeros;
    // more than this is a stray ampersand.
    let head = rest.as_bytes().get(..MAX_REFERENCE).unwrap_or(rest.as_bytes());
    let Some(end) = memchr::memchr(b';', head) else {
        let is_cut = head.len() < MAX_REFERENCE
            && head.iter().all(|&b| b == b'#' || b.is_ascii_alphanumeric());
        let at = if is_cut { text.len() } else { at };
        return Err(Bad { at, message: "`&` that begins no reference".to_owned() });
    };
    let name = rest.get(..end).unwrap_or_default();
    let character = match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => match name.strip_prefix('#') {
            Some(number) => numbered(number),
            None if is_name(name) => {
                return Err(Bad { at, message: format!("the entity `&{name};` is not declared") });
            }
            None => None,
        },
    };
    match character {
        Some(character) => Ok((character, end + 2)),
        None => Err(Bad { at, message: format!("`&{name};` stands for no character") }),
    }
}

const MAX_REFERENCE: usize = 64;

fn numbered(number: &str) -> Option<char> {
    let (digits, radix) = match number.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let code = u32::from_str_radix(digits, radix).ok()?;
    char::from_u32(code).filter(|&character| is_xml_char(character))
}

/// Reports whether XML 1.0 has a character, written plainly or as a reference.
pub(super) fn is_xml_char(character: char) -> bool {
    !matches!(character, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Makes every line end a line feed, as XML does before anything else.
pub(super) fn line_feeds(text: &str) -> Cow<'_, str> {
    match text.contains('\r') {
        true => Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")),
        false => Cow::Borrowed(text),
    }
}

/// Reports whether a text is a name without a colon.
pub(crate) fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(begins_name) && characters.all(continues_name)
}

/// Production 4 of XML 1.0, without the colon.
fn begins_name(character: char) -> bool {
    matches!(character,
        'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}'
        | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}'
        | '\u{200C}' | '\u{200D}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}'
        | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

fn continues_name(character: char) -> bool {
    begins_name(character)
        || matches!(character,
            '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}' | '\u{2040}')
}

/// Makes tabs and line ends blanks; with `collapse`, also makes runs of blanks one and trims.
///
/// That is what XML Schema does with values whose type says `replace` or `collapse`.
pub(crate) fn normalise(text: &str, collapse: bool) -> Cow<'_, str> {
    let bound = if collapse { b' ' + 1 } else { b' ' };
    if !has_below(text, bound) {
        return Cow::Borrowed(text);
    }
    if collapse {
        let trimmed = text.trim_matches([' ', '\t', '\n', '\r']);
        if !trimmed.contains(['\t', '\n', '\r']) && !trimmed.contains("  ") {
            return Cow::Borrowed(trimmed);
        }
        let words = trimmed.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty());
        return Cow::Owned(words.collect::<Vec<_>>().join(" "));
    }
    Cow::Owned(text.replace(['\t', '\n', '\r'], " "))
}
