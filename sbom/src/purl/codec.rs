//! Percent-encoding as package URLs have it.

use std::borrow::Cow;
use std::fmt;

/// Undoes percent-encoding once; `None` when the bytes are no UTF-8. What is no escape stays.
pub(super) fn decode(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('%') {
        return Some(Cow::Borrowed(text));
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let digits = (first == b'%').then(|| tail.split_at_checked(2)).flatten();
        let byte = digits.and_then(|(pair, after)| Some((hex_pair(pair)?, after)));
        let (byte, after) = byte.unwrap_or((first, tail));
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

/// Undoes percent-encoding once; text that would be no UTF-8 stays as it is.
pub(crate) fn decode_lossy(text: &str) -> Cow<'_, str> {
    decode(text).unwrap_or(Cow::Borrowed(text))
}

/// Encodes everything but letters, digits and `-._~:`.
pub(crate) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    // Writing into memory does not fail.
    let _ = write_encoded(&mut encoded, text);
    encoded
}

/// Writes text with everything encoded but letters, digits and `-._~:`.
pub(super) fn write_encoded(f: &mut impl fmt::Write, text: &str) -> fmt::Result {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| !stays(byte)) {
        let (plain, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        f.write_str(plain)?;
        let mut chars = tail.chars();
        if let Some(first) = chars.next() {
            for byte in first.encode_utf8(&mut [0; 4]).bytes() {
                write!(f, "%{byte:02X}")?;
            }
        }
        rest = chars.as_str();
    }
    f.write_str(rest)
}

/// Writes text whose slashes separate.
pub(super) fn write_segments(f: &mut impl fmt::Write, text: &str) -> fmt::Result {
    for (index, segment) in text.split('/').enumerate() {
        if index > 0 {
            f.write_char('/')?;
        }
        write_encoded(f, segment)?;
    }
    Ok(())
}

/// Unreserved characters, and the colon, "whether used as a separator or otherwise".
fn stays(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b':')
}

/// Reports whether every `%` begins an escape.
pub(super) fn are_escapes_whole(text: &str) -> bool {
    text.split('%').skip(1).all(|rest| rest.as_bytes().get(..2).and_then(hex_pair).is_some())
}

/// Reads two hexadecimal digits.
fn hex_pair(pair: &[u8]) -> Option<u8> {
    let &[high, low] = pair else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? << 4 | digit(low)?)
}
