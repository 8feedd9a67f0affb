//! Text to pairs of a tag and a value, each a place in the text.

use memchr::memmem::{Finder, find};
use memchr::{memchr2, memchr3};

use crate::spdx::tag_value::tags::Tag;

/// What stands at a place where a tag could begin.
#[derive(Debug)]
pub(super) enum Line {
    Pair(Pair),
    /// A line that is neither blank nor a comment, and has no tag: it begins at the offset.
    Bare(usize),
    End,
}

/// A tag and its value; offsets are those of the text.
#[derive(Debug)]
pub(super) struct Pair {
    /// Where the tag begins and ends.
    pub(super) tag: (usize, usize),
    /// The tag with its number, if the format has it.
    pub(super) known: Option<(usize, &'static Tag)>,
    /// Where the value begins and ends, without `<text>` and without blanks around it. Inside
    /// `<text>`, blanks belong to the value.
    pub(super) value: (usize, usize),
    /// What is odd about the value.
    pub(super) oddity: Option<Oddity>,
    /// Whether the value stood in `<text>`, and so ends where it says.
    pub(super) is_marked: bool,
    /// Whether lines below were taken for a part of it.
    pub(super) is_continued: bool,
    /// Where the next line begins.
    pub(super) next: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Oddity {
    /// `<text>` is never closed.
    Unterminated,
    /// Something stands before `<text>` or behind `</text>`.
    Surrounded,
}

pub(super) const OPEN: &str = "<text>";
pub(super) const CLOSE: &str = "</text>";

/// A tag's place, and which it is.
type Named = ((usize, usize), Option<(usize, &'static Tag)>);

/// Finds pairs.
#[derive(Debug)]
pub(super) struct Pairs {
    close: Finder<'static>,
}

impl Pairs {
    pub(super) fn new() -> Self {
        Self { close: Finder::new(CLOSE) }
    }

    /// Returns what stands at `at` or behind it; `at` is the beginning of a line.
    #[inline]
    pub(super) fn next(&self, text: &str, mut at: usize) -> Line {
        let bytes = text.as_bytes();
        loop {
            match bytes.get(at) {
                None => return Line::End,
                Some(b'\n' | b'\r' | b' ' | b'\t') => at += 1,
                Some(b'#') => at = line_end(bytes, at),
                Some(_) => break,
            }
        }
        if let Some(colon) = near_colon(bytes, at)
            && let Some(known) = text.get(at..colon).and_then(Tag::find)
        {
            return Line::Pair(self.pair(bytes, (at, colon), Some(known), colon + 1));
        }
        match tag_at(bytes, at) {
            Some((end, colon)) => {
                let known = text.get(at..end).and_then(Tag::find);
                Line::Pair(self.pair(bytes, (at, end), known, colon + 1))
            }
            None => Line::Bare(at),
        }
    }

    #[inline]
    fn pair(
        &self,
        bytes: &[u8],
        tag: (usize, usize),
        known: Option<(usize, &'static Tag)>,
        mut at: usize,
    ) -> Pair {
        while matches!(bytes.get(at), Some(b' ' | b'\t')) {
            at += 1;
        }
        let start = at;
        let mut can_close = true;
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            let end = memchr3(b'\n', b'\r', b'<', rest).map_or(bytes.len(), |len| at + len);
            if bytes.get(end) != Some(&b'<') {
                let value = (start, trim_end(bytes, start, end));
                let next = behind_line_end(bytes, end);
                let (is_marked, is_continued) = (false, false);
                return Pair { tag, known, value, oddity: None, is_marked, is_continued, next };
            }
            let rest = bytes.get(end..).unwrap_or_default();
            // In the middle of a value, `<text>` is a mark only where its end is on the line too.
            if can_close && rest.starts_with(OPEN.as_bytes()) {
                if end == start || closes_on_line(rest) {
                    return self.marked(bytes, (tag, known), start, end + OPEN.len());
                }
                // Nor does any that follows: a line is searched once.
                can_close = false;
            }
            at = end + 1;
        }
    }

    /// Finishes a value whose `<text>` ends at `inside`.
    fn marked(&self, bytes: &[u8], tag: Named, start: usize, inside: usize) -> Pair {
        let (tag, known) = tag;
        let rest = bytes.get(inside..).unwrap_or_default();
        let Some(len) = self.close.find(rest) else {
            let oddity = Some(Oddity::Unterminated);
            let value = (inside, bytes.len());
            let next = bytes.len();
            let (is_marked, is_continued) = (true, false);
            return Pair { tag, known, value, oddity, is_marked, is_continued, next };
        };
        let behind = inside + len + CLOSE.len();
        let end = line_end(bytes, behind);
        let is_alone = inside - OPEN.len() == start && trim_end(bytes, behind, end) == behind;
        Pair {
            tag,
            known,
            value: (inside, inside + len),
            oddity: (!is_alone).then_some(Oddity::Surrounded),
            is_marked: true,
            is_continued: false,
            next: behind_line_end(bytes, end),
        }
    }

    /// Extends a value that is not in `<text>` by the lines below that are no pairs: writers that
    /// do not know the mark break lines all the same.
    pub(super) fn continued(&self, text: &str, pair: &mut Pair) {
        let bytes = text.as_bytes();
        while let Line::Bare(at) = self.next_without_comment(bytes, pair.next) {
            let end = line_end(bytes, at);
            pair.value.1 = trim_end(bytes, at, end);
            pair.next = behind_line_end(bytes, end);
            pair.is_continued = true;
        }
    }

    fn next_without_comment(&self, bytes: &[u8], mut at: usize) -> Line {
        while matches!(bytes.get(at), Some(b'\n' | b'\r' | b' ' | b'\t')) {
            at += 1;
        }
        match bytes.get(at) {
            None | Some(b'#') => Line::End,
            Some(_) if tag_at(bytes, at).is_some() => Line::End,
            Some(_) => Line::Bare(at),
        }
    }
}

/// Reports whether a text whose `<text>` never ends holds what looks like further lines of the
/// document, which it would swallow.
pub(super) fn swallows(text: &str) -> bool {
    let bytes = text.as_bytes();
    OPENERS.iter().any(|opener| {
        let mut from = 0;
        while let Some(at) = bytes.get(from..).and_then(|rest| find(rest, opener.as_bytes())) {
            let at = from + at;
            if at == 0 || matches!(bytes.get(at - 1), Some(b'\n' | b'\r')) {
                return true;
            }
            from = at + 1;
        }
        false
    })
}

/// What no text holds at the beginning of a line by chance.
const OPENERS: &[&str] =
    &["PackageName:", "FileName:", "SPDXID:", "Relationship:", "SnippetSPDXID:", "LicenseID:"];

/// Returns the first colon within the length of a tag, eight bytes at a time.
#[inline]
fn near_colon(bytes: &[u8], at: usize) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    for step in 0..LONGEST.div_ceil(8) {
        let from = at + step * 8;
        let chunk = bytes.get(from..)?.first_chunk::<8>()?;
        let word = u64::from_le_bytes(*chunk) ^ (ONES * b':' as u64);
        let hits = word.wrapping_sub(ONES) & !word & HIGH;
        if hits != 0 {
            return Some(from + hits.trailing_zeros() as usize / 8);
        }
    }
    None
}

/// The length of the longest tag, with its colon.
const LONGEST: usize = "PackageLicenseInfoFromFiles:".len();

/// Returns where the tag at `at` ends and where its colon is.
#[inline]
fn tag_at(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let mut end = at;
    while bytes.get(end).is_some_and(u8::is_ascii_alphabetic) {
        end += 1;
    }
    let mut colon = end;
    while matches!(bytes.get(colon), Some(b' ' | b'\t')) {
        colon += 1;
    }
    (end > at && bytes.get(colon) == Some(&b':')).then_some((end, colon))
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    memchr2(b'\n', b'\r', rest).map_or(bytes.len(), |len| at + len)
}

#[inline]
fn behind_line_end(bytes: &[u8], end: usize) -> usize {
    match bytes.get(end..) {
        Some([b'\r', b'\n', ..]) => end + 2,
        Some([_, ..]) => end + 1,
        _ => end,
    }
}

#[inline]
fn trim_end(bytes: &[u8], start: usize, mut end: usize) -> usize {
    while end > start && matches!(bytes.get(end - 1), Some(b' ' | b'\t')) {
        end -= 1;
    }
    end
}

fn closes_on_line(rest: &[u8]) -> bool {
    let line = rest.get(..line_end(rest, 0)).unwrap_or_default();
    find(line, CLOSE.as_bytes()).is_some()
}
