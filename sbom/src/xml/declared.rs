//! What encoding a document says it is in, read from its first bytes.

/// An encoding that XML documents of the formats come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Declared<'x> {
    /// UTF-8, or nothing said.
    Utf8,
    /// UTF-16 in either order; the mark or the first bytes tell which.
    Utf16,
    /// ISO-8859-1: every byte is the character of that number.
    Latin1,
    /// US-ASCII.
    Ascii,
    /// Something else.
    Other(&'x str),
}

/// Returns the encoding that an XML declaration names. `bytes` begin with the declaration, in
/// an encoding that writes ASCII as ASCII.
pub(crate) fn declared_encoding(bytes: &[u8]) -> Declared<'_> {
    let head = bytes.get(..MAX_DECLARATION).unwrap_or(bytes);
    let Some(declaration) = head.strip_prefix(b"<?xml") else { return Declared::Utf8 };
    let end = memchr::memmem::find(declaration, b"?>").unwrap_or(0);
    let declaration = declaration.get(..end).unwrap_or_default();
    let Some(name) = attribute(declaration, b"encoding") else { return Declared::Utf8 };
    let is = |names: &[&str]| names.iter().any(|other| name.eq_ignore_ascii_case(other));
    if is(&["utf-8", "utf8"]) {
        Declared::Utf8
    } else if is(&["utf-16", "utf-16le", "utf-16be", "utf16"]) {
        Declared::Utf16
    } else if is(&["iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "l1"]) {
        Declared::Latin1
    } else if is(&["us-ascii", "ascii"]) {
        Declared::Ascii
    } else {
        Declared::Other(name)
    }
}

/// Declarations are short; what follows is none.
const MAX_DECLARATION: usize = 1024;

fn attribute<'x>(declaration: &'x [u8], name: &[u8]) -> Option<&'x str> {
    let at = memchr::memmem::find(declaration, name)?;
    let rest = declaration.get(at + name.len()..)?.trim_ascii_start();
    let rest = rest.strip_prefix(b"=")?.trim_ascii_start();
    let (&quote, rest) = rest.split_first()?;
    if !matches!(quote, b'"' | b'\'') {
        return None;
    }
    let value = rest.get(..memchr::memchr(quote, rest)?)?;
    std::str::from_utf8(value).ok()
}
