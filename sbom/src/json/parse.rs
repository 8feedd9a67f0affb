//! JSON text into a [`Tree`], in one pass: grammar, depth and repeated keys are checked on the way.

use std::collections::HashSet;

use crate::error::{Code, Error};
use crate::json::{path_at, position_at};
use crate::tree::{Key, Tail, Tree};

/// Reads the first value of `text`; the offset behind it comes with the tree.
///
/// # Errors
///
/// The first fault of the grammar, a key that an object has twice, more than `max_depth` levels of
/// nesting, each with its place.
pub(crate) fn parse(text: String, max_depth: usize) -> Result<(Tree, usize), Error> {
    let mut parser = Parser::new(text, max_depth);
    match parser.run() {
        Ok(end) => Ok((parser.tree, end)),
        Err(fault) => Err(fault.explain(parser.tree.source())),
    }
}

/// What is wrong, and where.
struct Fault {
    code: Code,
    message: String,
    at: usize,
}

impl Fault {
    fn explain(self, text: &str) -> Error {
        let rest = text.get(self.at..).unwrap_or_default().trim_end();
        // An escape, a number or a word that the text ends in is cut off, not wrong.
        let is_cut = match rest.strip_prefix('\\') {
            Some(escape) => escape.len() < 12 && !escape.contains('"'),
            None => rest.bytes().all(is_word),
        };
        let error = match rest.is_empty() || is_cut {
            false => Error::new(self.code, self.message),
            true => Error::new(Code::Truncated, "the text ends in the middle of a value"),
        };
        // A key is on the path behind its quote.
        let inside = if self.code == Code::DuplicateKey { self.at + 1 } else { self.at };
        error.at(position_at(text, self.at)).on(path_at(text, inside))
    }
}

/// An object or array that is not closed yet.
struct Open {
    tail: Tail,
    is_object: bool,
    members: u32,
    /// One bit for each key seen, at its number modulo 64.
    seen: u64,
}

/// Objects with more members than this have their keys in a set.
const MANY: u32 = 64;

struct Parser {
    tree: Tree,
    max_depth: usize,
    open: Vec<Open>,
    /// The keys of the open objects that have many, by their depth.
    many: Vec<(usize, HashSet<Key>)>,
    text: String,
}

impl Parser {
    fn new(text: String, max_depth: usize) -> Self {
        let mut tree = Tree::over(text);
        // Real documents have a value about every 45 bytes.
        tree.reserve(tree.source().len() / 40 + 1);
        let open = Vec::with_capacity(16);
        Self { tree, max_depth, open, many: Vec::new(), text: String::new() }
    }

    fn run(&mut self) -> Result<usize, Fault> {
        let mut at = self.blank(0);
        let mut outer = Tail::ROOT;
        let mut key = Key::NONE;
        loop {
            // A value is due at `at`.
            at = match self.byte(at) {
                b'"' => self.string(at, key, &mut outer)?,
                opening @ (b'{' | b'[') => {
                    let is_object = opening == b'{';
                    if self.open.len() >= self.max_depth {
                        let message =
                            format!("values are nested more than {} levels deep", self.max_depth);
                        return Err(Fault { code: Code::TooDeep, message, at });
                    }
                    let into = self.open.last_mut().map_or(&mut outer, |open| &mut open.tail);
                    let tail = match is_object {
                        true => self.tree.object(into, key, Some(at)),
                        false => self.tree.array(into, key, Some(at)),
                    };
                    self.open.push(Open { tail, is_object, members: 0, seen: 0 });
                    let inside = self.blank(at + 1);
                    match (is_object, self.byte(inside)) {
                        (true, b'}') | (false, b']') => inside,
                        (true, _) => {
                            (key, at) = self.key(inside)?;
                            continue;
                        }
                        (false, _) => {
                            key = Key::NONE;
                            at = inside;
                            continue;
                        }
                    }
                }
                _ => self.word(at, key, &mut outer)?,
            };
            // A value ended before `at`, or its container ends there.
            loop {
                at = self.blank(at);
                let Some(open) = self.open.last() else { return Ok(at) };
                let is_object = open.is_object;
                match (self.byte(at), is_object) {
                    (b',', true) => {
                        let next = self.blank(at + 1);
                        (key, at) = self.key(next)?;
                        break;
                    }
                    (b',', false) => {
                        key = Key::NONE;
                        at = self.blank(at + 1);
                        break;
                    }
                    (b'}', true) | (b']', false) => {
                        self.close();
                        at += 1;
                    }
                    (_, true) => return Err(fault(at, "expected `,` or `}`")),
                    (_, false) => return Err(fault(at, "expected `,` or `]`")),
                }
            }
        }
    }

    fn close(&mut self) {
        self.open.pop();
        let depth = self.open.len();
        self.many.pop_if(|(at, _)| *at == depth);
    }

    #[inline]
    fn byte(&self, at: usize) -> u8 {
        self.tree.source().as_bytes().get(at).copied().unwrap_or(0)
    }

    /// Returns the offset of the next byte that is no white space.
    #[inline]
    fn blank(&self, mut at: usize) -> usize {
        while matches!(self.byte(at), b' ' | b'\n' | b'\r' | b'\t') {
            at += 1;
        }
        at
    }

    /// Reads a key and its colon; returns where the value begins.
    fn key(&mut self, at: usize) -> Result<(Key, usize), Fault> {
        if self.byte(at) != b'"' {
            return Err(fault(at, "expected a key in quotes"));
        }
        let end = plain_end(self.tree.source().as_bytes(), at + 1);
        let (key, end) = if self.byte(end) == b'"' {
            (self.tree.key_at(at + 1, end), end)
        } else {
            let end = self.unescape(at)?;
            let text = std::mem::take(&mut self.text);
            let key = self.tree.key(&text);
            self.text = text;
            (key, end)
        };
        self.once(key, at)?;
        let colon = self.blank(end + 1);
        if self.byte(colon) != b':' {
            return Err(fault(colon, "expected `:`"));
        }
        Ok((key, self.blank(colon + 1)))
    }

    /// Checks that the innermost object has no such key yet.
    fn once(&mut self, key: Key, at: usize) -> Result<(), Fault> {
        let depth = self.open.len().saturating_sub(1);
        let Some(open) = self.open.last_mut() else { return Ok(()) };
        let bit = 1 << (key.bit());
        let is_new = open.seen & bit == 0;
        open.seen |= bit;
        open.members += 1;
        let members = || self.tree.value(open.tail.container()).children();
        if open.members > MANY {
            if self.many.last().is_none_or(|(at, _)| *at != depth) {
                let keys = members().map(|member| member.key()).collect();
                self.many.push((depth, keys));
            }
            if self.many.last_mut().is_some_and(|(_, keys)| keys.insert(key)) {
                return Ok(());
            }
        } else if is_new || members().all(|member| member.key() != key) {
            return Ok(());
        }
        let message = format!("duplicate key `{}`", self.tree.key_text(key));
        Err(Fault { code: Code::DuplicateKey, message, at })
    }

    /// Reads a string; returns the offset behind it.
    #[inline]
    fn string(&mut self, at: usize, key: Key, outer: &mut Tail) -> Result<usize, Fault> {
        let end = plain_end(self.tree.source().as_bytes(), at + 1);
        if self.byte(end) == b'"' {
            let into = self.open.last_mut().map_or(outer, |open| &mut open.tail);
            self.tree.text(into, key, at + 1, end - at - 1);
            return Ok(end + 1);
        }
        let end = self.unescape(at)?;
        let into = self.open.last_mut().map_or(outer, |open| &mut open.tail);
        self.tree.made_text(into, key, Some(at), &self.text);
        Ok(end + 1)
    }

    /// Decodes the string at `at` into `self.text`; returns the offset of its closing quote.
    #[cold]
    fn unescape(&mut self, at: usize) -> Result<usize, Fault> {
        self.text.clear();
        let source = self.tree.source();
        let mut at = at + 1;
        loop {
            let end = plain_end(source.as_bytes(), at);
            self.text.push_str(source.get(at..end).unwrap_or_default());
            at = end;
            match self.byte(at) {
                b'"' => return Ok(at),
                b'\\' => {
                    let (decoded, len) = escape(source, at)?;
                    self.text.push(decoded);
                    at += len;
                }
                _ => return Err(fault(at, "control character in a string")),
            }
        }
    }

    /// Reads a number, `true`, `false` or `null`; returns the offset behind it.
    fn word(&mut self, at: usize, key: Key, outer: &mut Tail) -> Result<usize, Fault> {
        let rest = self.tree.source().as_bytes().get(at..).unwrap_or_default();
        let len = rest.iter().take_while(|byte| is_word(**byte)).count();
        let into = self.open.last_mut().map_or(outer, |open| &mut open.tail);
        match rest.get(..len) {
            Some(b"true") => self.tree.boolean(into, key, Some(at), true),
            Some(b"false") => self.tree.boolean(into, key, Some(at), false),
            Some(b"null") => self.tree.null(into, key, Some(at)),
            Some(word) if is_number(word) => self.tree.number(into, key, at, len),
            Some([b'-' | b'0'..=b'9', ..]) => return Err(fault(at, "invalid number")),
            _ => return Err(fault(at, "expected a value")),
        }
        Ok(at + len)
    }
}

fn fault(at: usize, message: &str) -> Fault {
    Fault { code: Code::Syntax, message: message.to_owned(), at }
}

/// Returns the offset of the first byte from `at` on that ends a string, begins an escape or may
/// not stand in a string; the length of the text if there is none.
#[inline]
pub(super) fn plain_end(bytes: &[u8], mut at: usize) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*chunk);
        let quote = word ^ (ONES * 0x22);
        let backslash = word ^ (ONES * 0x5C);
        // A byte's high bit is set below if it is a quote, a backslash or below 0x20, and was not
        // set before. Borrows only reach bytes behind the first hit.
        let hits = (quote.wrapping_sub(ONES)
            | backslash.wrapping_sub(ONES)
            | word.wrapping_sub(ONES * 0x20))
            & !word
            & HIGH;
        if hits != 0 {
            return at + hits.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while bytes.get(at).is_some_and(|byte| !matches!(byte, b'"' | b'\\' | ..0x20)) {
        at += 1;
    }
    at
}

/// Decodes the escape at `at`; returns the character and the length of the escape.
fn escape(text: &str, at: usize) -> Result<(char, usize), Fault> {
    let invalid = || fault(at, "invalid escape in a string");
    let bytes = text.as_bytes();
    let plain = match bytes.get(at + 1) {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => {
            let unit = hex4(bytes, at + 2).ok_or_else(invalid)?;
            if let Some(character) = char::from_u32(unit) {
                return Ok((character, 6));
            }
            let is_pair = unit < 0xDC00 && bytes.get(at + 6..at + 8) == Some(b"\\u");
            let low = match is_pair {
                true => hex4(bytes, at + 8).filter(|low| (0xDC00..0xE000).contains(low)),
                false => None,
            };
            let lone = || fault(at, "half of a surrogate pair in a string");
            let code = 0x10000 + ((unit - 0xD800) << 10) + (low.ok_or_else(lone)? - 0xDC00);
            return Ok((char::from_u32(code).ok_or_else(lone)?, 12));
        }
        _ => return Err(invalid()),
    };
    Ok((plain, 2))
}

fn hex4(bytes: &[u8], at: usize) -> Option<u32> {
    let digits = bytes.get(at..at + 4)?;
    digits.iter().try_fold(0, |code, &digit| Some(code << 4 | char::from(digit).to_digit(16)?))
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.')
}

/// Reports whether a word is a number by the grammar of JSON.
pub(crate) fn is_number(word: &[u8]) -> bool {
    let digits = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let unsigned = word.strip_prefix(b"-").unwrap_or(word);
    let whole = digits(unsigned);
    if whole == 0 || (whole > 1 && unsigned.first() == Some(&b'0')) {
        return false;
    }
    let mut rest = unsigned.get(whole..).unwrap_or_default();
    if let Some(fraction) = rest.strip_prefix(b".") {
        let len = digits(fraction);
        if len == 0 {
            return false;
        }
        rest = fraction.get(len..).unwrap_or_default();
    }
    if let Some(exponent) = rest.strip_prefix(b"e").or_else(|| rest.strip_prefix(b"E")) {
        let exponent =
            exponent.strip_prefix(b"-").or_else(|| exponent.strip_prefix(b"+")).unwrap_or(exponent);
        let len = digits(exponent);
        return len > 0 && len == exponent.len();
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::Value;

    fn error(text: &str) -> String {
        parse(text.to_owned(), 8).unwrap_err().to_string()
    }

    /// Writes a value in a way that shows its structure.
    fn show(value: Value<'_>) -> String {
        let inner = || value.children().map(show).collect::<Vec<_>>().join(" ");
        let shown = match value.scalar() {
            Some(scalar) => format!("{scalar:?}"),
            None if value.is_object() => format!("{{{}}}", inner()),
            None => format!("[{}]", inner()),
        };
        match value.key() {
            Key::NONE => shown,
            _ => format!("{}={shown}", value.key_text()),
        }
    }

    #[test]
    fn values_keep_order_and_lexemes() {
        let text = r#" {"a": [1, -0.50e+2, {}], "name": "x\u00e9\ud83d\ude00\n", "b": [true,false,null,[]]} tail"#;
        let (tree, end) = parse(text.to_owned(), 8).unwrap();
        assert_eq!(
            show(tree.root()),
            "{a=[Number(\"1\") Number(\"-0.50e+2\") {}] name=Text(\"xé😀\\n\") \
             b=[Bool(true) Bool(false) Null []]}"
        );
        assert_eq!(&text[end..], "tail");
    }

    #[test]
    fn faults_name_their_place() {
        assert_eq!(error(r#"{"a": [1 2]}"#), "expected `,` or `]` at line 1 column 10 (`a[0]`)");
        assert_eq!(error(r#"{"a": 01}"#), "invalid number at line 1 column 7 (`a`)");
        assert_eq!(error("{\"a\":\n nul}"), "expected a value at line 2 column 2 (`a`)");
        assert_eq!(error(r#"{"a": "x\q"}"#), "invalid escape in a string at line 1 column 9 (`a`)");
        assert_eq!(
            error(r#"{"a": ["#),
            "the text ends in the middle of a value at line 1 column 8 (`a[0]`)"
        );
        assert_eq!(
            error("[[[[[[[[[]]]]]]]]]"),
            "values are nested more than 8 levels deep at line 1 column 9 (`[0][0][0][0][0][0][0][0]`)"
        );
    }

    #[test]
    fn repeated_key_is_refused_however_many_there_are() {
        assert!(error(r#"{"a":{"b":1},"\u0061":2}"#).starts_with("duplicate key `a`"));
        let many: Vec<String> = (0..1000).map(|n| format!("\"k{n}\":{{\"k1\":{n}}}")).collect();
        let text = format!("{{{}}}", many.join(","));
        assert_eq!(parse(text, 8).unwrap().0.root().children().count(), 1000);
        let text = format!("{{{},\"k7\":0}}", many.join(","));
        assert!(error(&text).starts_with("duplicate key `k7`"));
    }

    #[test]
    fn strings_end_at_any_distance() {
        for len in 0..40 {
            let inner: String = "é".repeat(len / 2) + &"x".repeat(len % 2);
            let (tree, _) = parse(format!("\"{inner}\""), 1).unwrap();
            assert_eq!(tree.root().as_str(), Some(inner.as_str()));
            let (tree, _) = parse(format!("\"{inner}\\\\\""), 1).unwrap();
            assert_eq!(tree.root().as_str(), Some(format!("{inner}\\").as_str()));
            assert!(error(&format!("\"{inner}\u{1f}\" ")).starts_with("control character"));
        }
    }
}
