//! XML as events: namespaces resolved, texts decoded, everything bounded and well-formed.
//!
//! The reader is our own. `quick-xml` 0.42 decodes and copies more than a tree over the source
//! needs (every name, every piece of text once more as UTF-8), takes four times as long for the
//! same events (measured on a document of 940 kB), and lets pass what XML forbids: two roots,
//! `]]>` in text, unbound prefixes, `<` in attributes. Document types are refused, so that no
//! entity can grow and nothing is ever fetched.

mod declared;
mod fragment;
mod locate;
mod namespaces;
mod references;
mod scan;
mod tags;
#[cfg(test)]
mod tests;
mod write;

pub(crate) use self::declared::{Declared, declared_encoding};
pub(crate) use self::locate::path_at;
pub(crate) use self::namespaces::Space;
#[cfg(feature = "rdf")]
pub(crate) use self::references::is_name;
pub(crate) use self::references::normalise;
pub(crate) use self::write::{Writer, escape};

use std::borrow::Cow;

use self::namespaces::Namespaces;
use crate::error::{Code, Error};
use crate::json::position_at;
use crate::limits::Limits;

/// Reads a document from start to end.
///
/// Comments, processing instructions and layout (white space next to child elements) are passed
/// over; text is given in one piece however it is written.
#[derive(Debug)]
pub(crate) struct Reader<'x> {
    text: &'x str,
    /// Where reading goes on.
    at: usize,
    /// Where the tag of the last event begins.
    start: usize,
    name: Name<'x>,
    attributes: Vec<Attribute<'x>>,
    open: Vec<Open>,
    spaces: Namespaces<'x>,
    /// The last tag was that of an empty element, of which the end is to be told.
    is_empty: bool,
    /// The last event was the begin of an element.
    is_fresh: bool,
    has_root: bool,
    has_returns: bool,
    max_depth: usize,
}

/// What comes next in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event<'x> {
    /// An element begins; see [`Reader::name`] and [`Reader::attributes`].
    Open,
    /// Text within an element.
    Text(Text<'x>),
    /// The innermost element ends.
    Close,
    /// The document ends.
    End,
}

/// A decoded text, borrowed if it stands in the source as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Text<'x> {
    /// Where in the source it begins.
    pub(crate) at: usize,
    pub(crate) text: Cow<'x, str>,
}

/// The text of an element of which no elements are expected inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Leaf<'x> {
    pub(crate) text: Text<'x>,
    /// The element has ended; otherwise there is one inside.
    pub(crate) is_closed: bool,
}

/// The name of an element or attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Name<'x> {
    pub(crate) space: Space,
    /// Without the colon; empty if there is none.
    pub(crate) prefix: &'x str,
    pub(crate) local: &'x str,
}

/// An attribute that is no namespace declaration.
#[derive(Clone, Debug)]
pub(crate) struct Attribute<'x> {
    pub(crate) name: Name<'x>,
    /// Where the name stands.
    pub(crate) at: usize,
    pub(crate) value: Text<'x>,
}

/// An element that has begun.
#[derive(Clone, Copy, Debug)]
struct Open {
    /// Its name as written.
    start: u32,
    len: u32,
    /// What was bound outside.
    scope: namespaces::Scope,
}

impl<'x> Reader<'x> {
    /// Begins to read a text of less than 2^31 bytes.
    ///
    /// # Errors
    ///
    /// When there is a character in it that XML cannot have.
    pub(crate) fn new(text: &'x str, limits: &Limits) -> Result<Self, Error> {
        let mut reader = Self {
            text,
            at: 0,
            start: 0,
            name: Name { space: Space::NONE, prefix: "", local: "" },
            attributes: Vec::new(),
            open: Vec::new(),
            spaces: Namespaces::default(),
            is_empty: false,
            is_fresh: false,
            has_root: false,
            has_returns: memchr::memchr(b'\r', text.as_bytes()).is_some(),
            max_depth: limits.max_depth(),
        };
        if let Some(at) = scan::illegal(text.as_bytes()) {
            let character = text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or_default();
            let message = format!("U+{:04X} may not stand in XML", u32::from(character));
            return Err(reader.fail(Code::Syntax, at, message));
        }
        reader.at = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
        let begin = reader.at;
        if reader.looks_at(begin, b"<?xml") && scan::is_blank(reader.byte(begin + 5)) {
            reader.at = reader.declaration(begin)?;
        }
        Ok(reader)
    }

    /// Returns what comes next.
    ///
    /// # Errors
    ///
    /// When the text is not well-formed, has a document type, or is nested too deeply.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<Event<'x>, Error> {
        if self.is_empty {
            self.is_empty = false;
            self.is_fresh = false;
            self.pop();
            return Ok(Event::Close);
        }
        // Layout in front of a tag, by far the most frequent case, needs no closer look.
        let end = scan::blank_end(self.text.as_bytes(), self.at);
        if self.byte(end) == b'<' {
            match self.byte(end + 1) {
                b'!' | b'?' => {}
                b'/' if self.is_fresh && end > self.at => {}
                b'/' => {
                    self.at = end;
                    self.is_fresh = false;
                    self.close()?;
                    return Ok(Event::Close);
                }
                _ => {
                    self.at = end;
                    self.begin()?;
                    return Ok(Event::Open);
                }
            }
        }
        let text = self.run()?;
        let is_fresh = std::mem::replace(&mut self.is_fresh, false);
        if let Some(text) = text {
            let is_closing = || self.looks_at(self.at, b"</");
            if !scan::is_layout(&text.text) || (is_fresh && is_closing()) {
                if self.open.is_empty() {
                    return Err(self.fail(
                        Code::Syntax,
                        text.at,
                        "text outside of the root element",
                    ));
                }
                return Ok(Event::Text(text));
            }
        }
        match (self.byte(self.at), self.byte(self.at + 1)) {
            (b'<', b'/') => {
                self.close()?;
                Ok(Event::Close)
            }
            (b'<', _) => {
                self.begin()?;
                Ok(Event::Open)
            }
            _ if !self.has_root => Err(self.fail(Code::Truncated, self.at, "there is no element")),
            _ if self.open.is_empty() => Ok(Event::End),
            _ => Err(self.truncated()),
        }
    }

    /// Reads the text of the element that has just begun, and its end; up to the first element
    /// inside if there is one, which then comes next.
    #[inline]
    pub(crate) fn leaf(&mut self) -> Result<Leaf<'x>, Error> {
        let from = self.at;
        if self.is_empty {
            self.next()?;
            let text = Text { at: from, text: Cow::Borrowed("") };
            return Ok(Leaf { text, is_closed: true });
        }
        let end = scan::plain_end(self.text.as_bytes(), from);
        // By far the most frequent case: plain text and the end that belongs to the begin.
        if !self.has_returns && self.is_end_of_innermost(end) {
            let text = self.text.get(from..end).unwrap_or_default();
            self.start = end;
            self.at = end + self.open.last().map_or(0, |open| open.len as usize) + 3;
            self.is_fresh = false;
            self.pop();
            return Ok(Leaf {
                text: Text { at: from, text: Cow::Borrowed(text) },
                is_closed: true,
            });
        }
        let text = self.run()?.unwrap_or(Text { at: from, text: Cow::Borrowed("") });
        self.is_fresh = false;
        let is_closed = self.looks_at(self.at, b"</");
        if is_closed {
            self.close()?;
        } else if self.byte(self.at) != b'<' {
            return Err(self.truncated());
        }
        Ok(Leaf { text, is_closed })
    }

    /// Reports whether the end tag of the innermost element stands at `at`, without blanks.
    #[inline]
    fn is_end_of_innermost(&self, at: usize) -> bool {
        let Some(open) = self.open.last() else { return false };
        let (name, len) = (open.start as usize, open.len as usize);
        let bytes = self.text.as_bytes();
        bytes.get(at..at + len + 3).is_some_and(|tag| {
            tag.starts_with(b"</")
                && tag.last() == Some(&b'>')
                && tag.get(2..len + 2) == bytes.get(name..name + len)
        })
    }

    /// Returns the name of the element that has just begun.
    pub(crate) fn name(&self) -> Name<'x> {
        self.name
    }

    /// Returns the attributes of the element that has just begun, in order.
    pub(crate) fn attributes(&self) -> &[Attribute<'x>] {
        &self.attributes
    }

    /// Takes the attributes of the element that has just begun; see [`Self::put_back`].
    pub(crate) fn take_attributes(&mut self) -> Vec<Attribute<'x>> {
        std::mem::take(&mut self.attributes)
    }

    /// Gives the vector back, to be used again; the attributes in it are done with.
    pub(crate) fn put_back(&mut self, mut attributes: Vec<Attribute<'x>>) {
        attributes.clear();
        self.attributes = attributes;
    }

    /// Returns the name of a namespace: empty for none.
    pub(crate) fn space(&self, space: Space) -> &str {
        self.spaces.name(space)
    }

    /// Returns where the tag of the last event begins.
    pub(crate) fn start(&self) -> usize {
        self.start
    }

    /// Returns how many elements are open.
    pub(crate) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Passes over the rest of the innermost element, its end included.
    pub(crate) fn skip(&mut self) -> Result<(), Error> {
        let depth = self.open.len();
        while self.open.len() >= depth {
            self.next()?;
        }
        Ok(())
    }

    /// Returns the path to the tag of the last event.
    pub(crate) fn path(&self) -> String {
        path_at(self.text, self.start)
    }

    /// Makes an error at the tag of the last event.
    pub(crate) fn error(&self, code: Code, message: impl Into<String>) -> Error {
        self.fail(code, self.start, message)
    }

    #[cold]
    fn fail(&self, code: Code, at: usize, message: impl Into<String>) -> Error {
        Error::new(code, message).at(position_at(self.text, at)).on(path_at(self.text, at))
    }

    #[cold]
    fn truncated(&self) -> Error {
        let open = self
            .open
            .last()
            .and_then(|open| self.text.get(open.start as usize..(open.start + open.len) as usize));
        let message = match open {
            Some(name) => format!("the text ends before `</{name}>`"),
            None => "the text ends in the middle of a tag".to_owned(),
        };
        self.fail(Code::Truncated, self.text.len(), message)
    }

    #[inline]
    fn byte(&self, at: usize) -> u8 {
        // No text has a NUL, so that it can stand for the end.
        self.text.as_bytes().get(at).copied().unwrap_or(0)
    }

    #[inline]
    fn looks_at(&self, at: usize, what: &[u8]) -> bool {
        self.text.as_bytes().get(at..).is_some_and(|rest| rest.starts_with(what))
    }

    #[inline]
    fn pop(&mut self) {
        if let Some(open) = self.open.pop() {
            self.spaces.leave(open.scope);
        }
    }
}
