//! Bytes into text.

use std::borrow::Cow;

use crate::error::{Code, Error};
use crate::json::{path_at, position_at};

/// Decodes UTF-8 or UTF-16, with or without a mark, and what XML says it is in; tells whether it
/// was UTF-16. Bytes that are owned already are not copied.
pub(super) fn decode(bytes: Cow<'_, [u8]>) -> Result<(String, bool), Error> {
    let wide = match *bytes {
        [0xFF, 0xFE, ..] => Some((2, false)),
        [0xFE, 0xFF, ..] => Some((2, true)),
        [b'{' | b'<' | b'S', 0, ..] => Some((0, false)),
        [0, b'{' | b'<' | b'S', ..] => Some((0, true)),
        _ => None,
    };
    match wide {
        None => Ok((narrow(bytes)?, false)),
        Some((skip, is_big_endian)) => {
            utf16(bytes.get(skip..).unwrap_or_default(), is_big_endian).map(|text| (text, true))
        }
    }
}

fn utf16(bytes: &[u8], is_big_endian: bool) -> Result<String, Error> {
    let units = bytes.chunks(2).map(|pair| match *pair {
        [first, second] if is_big_endian => u16::from_be_bytes([first, second]),
        [first, second] => u16::from_le_bytes([first, second]),
        // Half a unit at the end: an unpaired surrogate, to be refused below.
        _ => 0xD800,
    });
    char::decode_utf16(units)
        .collect::<Result<String, _>>()
        .map_err(|_| Error::new(Code::InvalidEncoding, "the text is not valid UTF-16"))
}

/// Decodes what is no UTF-16.
#[cfg(feature = "xml")]
fn narrow(bytes: Cow<'_, [u8]>) -> Result<String, Error> {
    use crate::xml::{Declared, declared_encoding};

    match declared_encoding(&bytes) {
        Declared::Latin1 => Ok(bytes.iter().copied().map(char::from).collect()),
        Declared::Other(name) => {
            let message = format!("unsupported encoding: `{name}`");
            Err(Error::new(Code::InvalidEncoding, message))
        }
        Declared::Utf8 | Declared::Utf16 | Declared::Ascii => utf8(bytes),
    }
}

#[cfg(not(feature = "xml"))]
fn narrow(bytes: Cow<'_, [u8]>) -> Result<String, Error> {
    utf8(bytes)
}

fn utf8(bytes: Cow<'_, [u8]>) -> Result<String, Error> {
    let has_mark = bytes.starts_with(b"\xEF\xBB\xBF");
    let skip = if has_mark { 3 } else { 0 };
    match bytes {
        Cow::Owned(mut bytes) => {
            bytes.drain(..skip);
            String::from_utf8(bytes).map_err(|error| refuse(error.as_bytes(), error.utf8_error()))
        }
        Cow::Borrowed(bytes) => {
            let bytes = bytes.get(skip..).unwrap_or_default();
            let text = std::str::from_utf8(bytes).map_err(|error| refuse(bytes, error))?;
            Ok(text.to_owned())
        }
    }
}

/// Refuses a broken text, or what was none from the beginning: an image, a program.
fn refuse(bytes: &[u8], error: std::str::Utf8Error) -> Error {
    let start = bytes.get(..bytes.len().min(BEGINNING)).unwrap_or(bytes);
    if error.valid_up_to() < BEGINNING && memchr::memchr(0, start).is_some() {
        return Error::new(Code::Unrecognised, "bytes in no known format, and not text");
    }
    explain(bytes, error)
}

/// What has a zero among so many bytes at its beginning is no text.
const BEGINNING: usize = 512;

/// Says where text stops being text.
pub(crate) fn explain(bytes: &[u8], error: std::str::Utf8Error) -> Error {
    let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
    let valid = std::str::from_utf8(valid).unwrap_or_default();
    let (code, message) = match error.error_len() {
        Some(_) => (Code::InvalidEncoding, "the text is not valid UTF-8"),
        None => (Code::Truncated, "the text ends in the middle of a character"),
    };
    let end = valid.len();
    Error::new(code, message).at(position_at(valid, end)).on(path_at(valid, end))
}
