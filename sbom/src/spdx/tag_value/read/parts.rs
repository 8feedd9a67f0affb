//! Values that are several things at once, taken apart. Offsets are those of the value's text.

use memchr::memmem::find;

/// A part of a text: where it begins and ends.
pub(super) type Part = (usize, usize);

/// Returns three words; the third is all that is left, and those that are missing are empty.
#[inline]
pub(super) fn three_words(text: &str) -> [Part; 3] {
    let (first, rest) = word(text, 0);
    let (second, rest) = word(text, rest);
    [first, second, trimmed(text, rest, text.len())]
}

/// Returns the word at `from` and where to look for the next.
#[inline]
fn word(text: &str, from: usize) -> (Part, usize) {
    let bytes = text.as_bytes();
    let mut start = from;
    while bytes.get(start).is_some_and(|byte| is_blank(*byte)) {
        start += 1;
    }
    let mut end = start;
    while bytes.get(end).is_some_and(|byte| !is_blank(*byte)) {
        end += 1;
    }
    ((start, end), end)
}

/// Returns the part between two offsets without the blanks around it.
#[inline]
fn trimmed(text: &str, mut start: usize, mut end: usize) -> Part {
    let bytes = text.as_bytes();
    while start < end && bytes.get(start).is_some_and(|byte| is_blank(*byte)) {
        start += 1;
    }
    while start < end && bytes.get(end - 1).is_some_and(|byte| is_blank(*byte)) {
        end -= 1;
    }
    (start, end)
}

#[inline]
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Takes `SHA1: 2fd4…` apart, from an offset on; the algorithm is `None` if it is not said.
#[inline]
pub(super) fn checksum(text: &str, from: usize) -> (Option<Part>, Part) {
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    // Algorithms are short, so a plain search is the quickest.
    match rest.iter().position(|byte| *byte == b':') {
        Some(len) => {
            let algorithm = trimmed(text, from, from + len);
            let digest = trimmed(text, from + len + 1, text.len());
            ((algorithm.0 < algorithm.1).then_some(algorithm), digest)
        }
        None => {
            // The colon is missing: the algorithm is still the first word of two.
            let (first, next) = word(text, from);
            let second = trimmed(text, next, text.len());
            match second.0 < second.1 {
                true => (Some(first), second),
                false => (None, first),
            }
        }
    }
}

/// Takes `2fd4… (excludes: ./a, ./b)` apart. `excludes:` is often left out.
pub(super) fn verification_code(text: &str) -> (Part, Vec<Part>) {
    let bytes = text.as_bytes();
    let Some(open) = memchr::memchr(b'(', bytes) else {
        return (trimmed(text, 0, text.len()), Vec::new());
    };
    let close = memchr::memrchr(b')', bytes).filter(|close| *close > open).unwrap_or(text.len());
    let mut at = trimmed(text, open + 1, close).0;
    if let Some(word) = text.get(at..at + 8).filter(|word| word.eq_ignore_ascii_case("excludes")) {
        let behind = trimmed(text, at + word.len(), close).0;
        if bytes.get(behind) == Some(&b':') {
            at = behind + 1;
        }
    }
    let mut excluded = Vec::new();
    while at < close {
        let rest = bytes.get(at..close).unwrap_or_default();
        let end = memchr::memchr(b',', rest).map_or(close, |len| at + len);
        let part = trimmed(text, at, end);
        if part.0 < part.1 {
            excluded.push(part);
        }
        at = end + 1;
    }
    (trimmed(text, 0, open), excluded)
}

/// A range of a snippet: its first and last byte or line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range {
    pub(super) is_line: bool,
    pub(super) start: Part,
    pub(super) end: Part,
}

impl Range {
    pub(super) fn shifted(self, by: usize) -> Self {
        let shift = |part: Part| (part.0 + by, part.1 + by);
        Self { start: shift(self.start), end: shift(self.end), ..self }
    }
}

/// Takes `310:420` apart: `None` if that is not two numbers as JSON writes them.
pub(super) fn range(text: &str, is_line: bool) -> Option<Range> {
    let colon = memchr::memchr(b':', text.as_bytes())?;
    let start = trimmed(text, 0, colon);
    let end = trimmed(text, colon + 1, text.len());
    let is_number = |part: Part| {
        let digits = text.get(part.0..part.1).unwrap_or_default();
        let is_plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_plain && (digits.len() == 1 || !digits.starts_with('0'))
    };
    (is_number(start) && is_number(end)).then_some(Range { is_line, start, end })
}

/// Reports whether the values of a document are escaped for HTML.
///
/// Versions of `bom` (kubernetes-sigs) write tag-value with a template library for web pages, which
/// escapes quotes and plus signs. A document with a quote as it is was not written so.
pub(super) fn is_html(text: &str) -> bool {
    let bytes = text.as_bytes();
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    find(head, b"sigs.k8s.io/bom").is_some()
        && memchr::memchr(b'"', bytes).is_none()
        && ["&#34;", "&#39;", "&#43;"].iter().any(|it| find(bytes, it.as_bytes()).is_some())
}

/// Where the creator is looked for.
const HEAD: usize = 8 << 10;

/// Decodes the escapes that Go's templates write; `None` if there are none.
pub(super) fn decode_html(text: &str) -> Option<String> {
    memchr::memchr(b'&', text.as_bytes())?;
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.split_once('&') {
        decoded.push_str(before);
        let escape = ESCAPES.iter().find(|(escape, _)| from.starts_with(escape));
        match escape {
            Some((escape, character)) => {
                decoded.push(*character);
                rest = from.get(escape.len()..).unwrap_or_default();
            }
            None => {
                decoded.push('&');
                rest = from;
            }
        }
    }
    decoded.push_str(rest);
    (decoded != text).then_some(decoded)
}

const ESCAPES: &[(&str, char)] = &[
    ("#34;", '"'),
    ("#39;", '\''),
    ("#43;", '+'),
    ("#96;", '`'),
    ("amp;", '&'),
    ("lt;", '<'),
    ("gt;", '>'),
];
