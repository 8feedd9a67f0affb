//! JSON text into a [`Tree`], in one pass: grammar, depth, number of elements and repeated keys are
//! checked on the way.
//!
//! Time goes into finding where strings end ([`plain_end`]), which name a key is ([`Guesses`]) and
//! what white space there is, in this order; each looks at thirty-two bytes at a time.

#[cfg(feature = "parallel")]
mod ahead;
mod fault;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use self::fault::{Fault, fault, too_many};
use crate::error::{Code, Error};
use crate::json::window::{blank_end, plain_end};
use crate::limits::Limits;
use crate::tree::{Guesses, Key, Tail, Tree};

/// Reads the first value of `text`; the offset behind it comes with the tree.
///
/// # Errors
///
/// The first fault of the grammar, a key that an object has twice, more levels of nesting or more
/// elements of arrays than the limits allow; each with its place.
pub(crate) fn parse_within(text: String, limits: &Limits) -> Result<(Tree, usize), Error> {
    parse_bounded(text, limits.max_depth(), limits.items)
}

/// [`parse_within`] a depth alone.
#[cfg(test)]
pub(crate) fn parse(text: String, max_depth: usize) -> Result<(Tree, usize), Error> {
    parse_bounded(text, max_depth, usize::MAX)
}

fn parse_bounded(
    text: String,
    max_depth: usize,
    max_elements: usize,
) -> Result<(Tree, usize), Error> {
    let mut parser = Parser::new(&text, room_for(text.len()), max_depth, max_elements);
    match parser.run() {
        Ok(end) => {
            let mut tree = parser.tree;
            tree.lay_over(text);
            Ok((tree, end))
        }
        Err(fault) => Err(fault.explain(&text)),
    }
}

/// Returns an empty tree with room for what so many bytes hold.
///
/// Real documents have a value every 30 to 60 bytes. What is not needed is never touched, while
/// moving the table costs a fifth of the time.
fn room_for(bytes: usize) -> Tree {
    let mut tree = Tree::default();
    tree.reserve(bytes / 28 + 1, 0);
    tree
}

/// Faults are rare and large: results without one should fit into registers.
type Parsed<T> = Result<T, Box<Fault>>;

/// An object or array that is not closed yet.
#[derive(Clone, Copy)]
struct Open {
    tail: Tail,
    is_object: bool,
    /// The key of the object or, of one in an array, of the array.
    owner: Key,
    /// The key read last.
    last: Key,
    /// How many keys were not new by their bit in `seen` alone.
    doubts: u32,
    /// One bit for each key read: [`Key::bit`].
    seen: u64,
}

impl Open {
    fn new(tail: Tail, is_object: bool, owner: Key) -> Self {
        Self { tail, is_object, owner, last: Key::NONE, doubts: 0, seen: 0 }
    }
}

/// Objects with more doubtful keys than this have all of them in a set.
const MANY: u32 = 32;

struct Parser<'s> {
    text: &'s str,
    bytes: &'s [u8],
    tree: Tree,
    guesses: Guesses,
    max_depth: usize,
    /// How many more elements arrays may have, all together.
    elements_left: usize,
    /// The innermost open container; at first, the place of the root.
    here: Open,
    /// The containers around it.
    outer: Vec<Open>,
    /// The keys of the open objects with many doubtful ones, by their depth.
    many: Vec<(usize, HashSet<Key>)>,
    /// The string decoded last.
    decoded: String,
    /// From this offset on, reading stops where an element of an array is due.
    #[cfg(feature = "parallel")]
    watch: usize,
    /// The most containers that were open at the same time.
    #[cfg(feature = "parallel")]
    deepest: usize,
}

/// Why reading stopped, and where.
enum Stop {
    /// Behind the value.
    End(usize),
    /// At an element of an array, from `watch` on.
    #[cfg(feature = "parallel")]
    Watch(usize),
}

impl<'s> Parser<'s> {
    /// Begins at the root of an empty tree.
    fn new(text: &'s str, tree: Tree, max_depth: usize, max_elements: usize) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            tree,
            guesses: Guesses::new(),
            max_depth,
            elements_left: max_elements,
            here: Open::new(Tail::ROOT, false, Key::NONE),
            outer: Vec::with_capacity(16),
            many: Vec::new(),
            decoded: String::new(),
            #[cfg(feature = "parallel")]
            watch: usize::MAX,
            #[cfg(feature = "parallel")]
            deepest: 0,
        }
    }

    /// Reads the first value; returns the offset of what is behind it.
    fn run(&mut self) -> Parsed<usize> {
        let start = self.blank(0);
        #[cfg(feature = "parallel")]
        let end = ahead::read(self, start)?;
        #[cfg(not(feature = "parallel"))]
        let Stop::End(end) = self.read(start)?;
        Ok(self.blank(end))
    }

    /// Reads on at `at`, where a value is due.
    fn read(&mut self, mut at: usize) -> Parsed<Stop> {
        loop {
            // A value is due at `at`, in an object with its key.
            let mut key = Key::NONE;
            if self.here.is_object {
                (key, at) = self.key(at)?;
            }
            at = match self.byte(at) {
                b'"' => self.string(at, key)?,
                opening @ (b'{' | b'[') => {
                    self.descend(at, key, opening == b'{')?;
                    at = self.blank(at + 1);
                    // In ASCII, brackets and braces close two behind where they open.
                    if self.byte(at) != opening + 2 {
                        self.count(at)?;
                        continue;
                    }
                    at
                }
                _ => self.word(at, key)?,
            };
            // A value ended before `at`, or its container ends there.
            loop {
                if self.outer.is_empty() {
                    return Ok(Stop::End(at));
                }
                at = self.blank(at);
                match (self.byte(at), self.here.is_object) {
                    (b',', _) => {
                        at = self.blank(at + 1);
                        self.count(at)?;
                        #[cfg(feature = "parallel")]
                        if at >= self.watch && !self.here.is_object {
                            return Ok(Stop::Watch(at));
                        }
                        break;
                    }
                    (b'}', true) | (b']', false) => {
                        self.ascend();
                        at += 1;
                    }
                    (_, true) => return Err(fault(at, "expected `,` or `}`")),
                    (_, false) => return Err(fault(at, "expected `,` or `]`")),
                }
            }
        }
    }

    fn descend(&mut self, at: usize, key: Key, is_object: bool) -> Parsed<()> {
        if self.outer.len() >= self.max_depth {
            let message = format!("values are nested more than {} levels deep", self.max_depth);
            return Err(Box::new(Fault { code: Code::TooDeep, message, at }));
        }
        let tail = match is_object {
            true => self.tree.object(&mut self.here.tail, key, Some(at)),
            false => self.tree.array(&mut self.here.tail, key, Some(at)),
        };
        let owner = if self.here.is_object { key } else { self.here.owner };
        self.outer.push(self.here);
        self.here = Open::new(tail, is_object, owner);
        #[cfg(feature = "parallel")]
        {
            self.deepest = self.deepest.max(self.outer.len());
        }
        Ok(())
    }

    fn ascend(&mut self) {
        if let Some(outer) = self.outer.pop() {
            if self.here.doubts > MANY {
                self.many.pop();
            }
            self.here = outer;
        }
    }

    /// Counts the value at `at` if it is an element of an array.
    ///
    /// Members of objects need not be counted: they take six bytes of text each and more, so that
    /// the limit on bytes bounds them. Elements take two.
    #[inline]
    fn count(&mut self, at: usize) -> Parsed<()> {
        if !self.here.is_object {
            self.elements_left = self.elements_left.checked_sub(1).ok_or_else(|| too_many(at))?;
        }
        Ok(())
    }

    #[inline]
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    /// Returns the offset of the next byte that is no white space.
    #[inline]
    fn blank(&self, at: usize) -> usize {
        match self.byte(at) > b' ' {
            true => at,
            false => blank_end(self.bytes, at),
        }
    }

    /// Reads a key and its colon; returns where the value begins.
    #[inline]
    fn key(&mut self, at: usize) -> Parsed<(Key, usize)> {
        if self.byte(at) != b'"' {
            return Err(fault(at, "expected a key in quotes"));
        }
        let Open { owner, last, .. } = self.here;
        let (key, end) = match self.guesses.read(self.bytes, at + 1, owner, last) {
            Some(found) => found,
            None => self.rare_key(at)?,
        };
        self.once(key, at)?;
        let colon = self.blank(end + 1);
        if self.byte(colon) != b':' {
            return Err(fault(colon, "expected `:`"));
        }
        // One space is the rule in indented text. In branches: what is foreseen costs nothing, while
        // an offset worked out from a byte waits for it, and all that follows waits for the offset.
        let value = match self.byte(colon + 1) {
            b' ' if self.byte(colon + 2) > b' ' => colon + 2,
            ..=b' ' => self.blank(colon + 1),
            _ => colon + 1,
        };
        Ok((key, value))
    }

    /// Reads a key that no format defines, is long or has escapes; returns where it ends.
    #[cold]
    fn rare_key(&mut self, at: usize) -> Parsed<(Key, usize)> {
        let end = plain_end(self.bytes, at + 1);
        if self.byte(end) == b'"' {
            return Ok((self.tree.key(self.text.get(at + 1..end).unwrap_or_default()), end));
        }
        let end = self.unescape(at)?;
        Ok((self.tree.key(&self.decoded), end))
    }

    /// Checks that the innermost object has no such key yet.
    #[inline]
    fn once(&mut self, key: Key, at: usize) -> Parsed<()> {
        let bit = 1 << key.bit();
        let is_new = self.here.seen & bit == 0;
        self.here.seen |= bit;
        self.here.last = key;
        if is_new || self.is_new(key) {
            return Ok(());
        }
        let message = format!("duplicate key `{}`", self.tree.key_text(key));
        Err(Box::new(Fault { code: Code::DuplicateKey, message, at }))
    }

    /// Looks a key up among those of the object, of which at least one has the same bit.
    #[cold]
    fn is_new(&mut self, key: Key) -> bool {
        let mut members = self.tree.value(self.here.tail.container()).children();
        if self.here.doubts < MANY {
            self.here.doubts += 1;
            return members.all(|member| member.key() != key);
        }
        if self.here.doubts == MANY {
            self.here.doubts += 1;
            self.many.push((self.outer.len(), members.map(|member| member.key()).collect()));
            // From here on, no key is new without having been added to the set.
            self.here.seen = u64::MAX;
        }
        self.many.last_mut().is_some_and(|(_, keys)| keys.insert(key))
    }

    /// Reads a string; returns the offset behind it.
    #[inline]
    fn string(&mut self, at: usize, key: Key) -> Parsed<usize> {
        let end = plain_end(self.bytes, at + 1);
        if self.byte(end) == b'"' {
            self.tree.text(&mut self.here.tail, key, at + 1, end - at - 1);
            return Ok(end + 1);
        }
        let end = self.unescape(at)?;
        self.tree.made_text(&mut self.here.tail, key, Some(at), &self.decoded);
        Ok(end + 1)
    }

    /// Decodes the string at `at` into `self.decoded`; returns the offset of its closing quote.
    #[cold]
    fn unescape(&mut self, at: usize) -> Parsed<usize> {
        self.decoded.clear();
        let mut at = at + 1;
        loop {
            let end = plain_end(self.bytes, at);
            self.decoded.push_str(self.text.get(at..end).unwrap_or_default());
            at = end;
            match self.byte(at) {
                b'"' => return Ok(at),
                b'\\' => {
                    let (decoded, len) = escape(self.bytes, at)?;
                    self.decoded.push(decoded);
                    at += len;
                }
                _ => return Err(fault(at, "control character in a string")),
            }
        }
    }

    /// Reads a number, `true`, `false` or `null`; returns the offset behind it.
    fn word(&mut self, at: usize, key: Key) -> Parsed<usize> {
        let rest = self.bytes.get(at..).unwrap_or_default();
        let len = rest.iter().take_while(|byte| is_word(**byte)).count();
        let word = rest.get(..len).unwrap_or_default();
        let into = &mut self.here.tail;
        match word {
            b"true" => self.tree.boolean(into, key, Some(at), true),
            b"false" => self.tree.boolean(into, key, Some(at), false),
            b"null" => self.tree.null(into, key, Some(at)),
            _ if is_number(word) => self.tree.number(into, key, at, len),
            _ => {
                let is_numeric = matches!(word, [b'-' | b'0'..=b'9', ..]);
                // Half a word at the very end is cut off, not wrong.
                let starts_well = match is_numeric {
                    true => is_number(&[word, b"0"].concat()),
                    false => ["true", "false", "null"]
                        .iter()
                        .any(|full| full.as_bytes().starts_with(word)),
                };
                let at = if len == rest.len() && starts_well { at + len } else { at };
                let message = if is_numeric { "invalid number" } else { "expected a value" };
                return Err(fault(at, message));
            }
        }
        Ok(at + len)
    }
}

/// Decodes the escape at `at`; returns the character and the length of the escape.
fn escape(bytes: &[u8], at: usize) -> Parsed<(char, usize)> {
    let plain = match bytes.get(at + 1) {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return escaped_code(bytes, at),
        _ => return Err(invalid_escape(bytes, at, 2)),
    };
    Ok((plain, 2))
}

/// Decodes `\uXXXX`, or two of them for a character beyond the first 65,536.
fn escaped_code(bytes: &[u8], at: usize) -> Parsed<(char, usize)> {
    let invalid = |len| invalid_escape(bytes, at, len);
    let unit = hex4(bytes, at + 2).ok_or_else(|| invalid(6))?;
    if let Some(character) = char::from_u32(unit) {
        return Ok((character, 6));
    }
    let low = match bytes.get(at + 6..at + 8) {
        Some(b"\\u") if unit < 0xDC00 => hex4(bytes, at + 8),
        None if unit < 0xDC00 => return Err(invalid(8)),
        _ => None,
    };
    let code = match low {
        Some(low @ 0xDC00..=0xDFFF) => 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00),
        None if bytes.len() < at + 12 => return Err(invalid(12)),
        _ => return Err(fault(at, "half of a surrogate pair in a string")),
    };
    Ok((char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 12))
}

/// Blames an escape, or the end of the text if that cuts it off before it has `len` bytes.
fn invalid_escape(bytes: &[u8], at: usize, len: usize) -> Box<Fault> {
    let is_cut = bytes.len() < at + len
        && bytes.iter().skip(at + 2).all(|byte| byte.is_ascii_hexdigit() || b"\\u".contains(byte));
    fault(if is_cut { bytes.len() } else { at }, "invalid escape in a string")
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
