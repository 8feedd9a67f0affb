//! Writing XML: indented, escaped, and honest about what XML cannot write.

use std::borrow::Cow;

use super::references::is_xml_char;

/// Writes elements one below the other.
#[derive(Debug)]
pub(crate) struct Writer {
    out: String,
    /// The names of the elements that have begun, and where in there each begins.
    names: String,
    open: Vec<usize>,
    /// The last thing written is a begin tag that still lacks its `>`.
    is_fresh: bool,
    indent: Option<usize>,
}

impl Writer {
    /// Begins a document; `indent` is the number of blanks a level, `None` for no layout at all.
    /// About `len` bytes of text are to be written.
    pub(crate) fn new(indent: Option<usize>, len: usize) -> Self {
        let mut out = String::with_capacity(len);
        out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        Self { out, names: String::new(), open: Vec::new(), is_fresh: false, indent }
    }

    /// Begins an element; attributes follow.
    pub(crate) fn begin(&mut self, name: &str) {
        self.finish_tag();
        self.line();
        self.out.push('<');
        self.out.push_str(name);
        self.open.push(self.names.len());
        self.names.push_str(name);
        self.is_fresh = true;
    }

    /// Writes an attribute of the element that has just begun. Returns whether every character
    /// could be written.
    pub(crate) fn attribute(&mut self, name: &str, value: &str) -> bool {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        let whole = escape(&mut self.out, value, true);
        self.out.push('"');
        whole
    }

    /// Ends the innermost element.
    pub(crate) fn end(&mut self) {
        let Some(name) = self.open.pop() else { return };
        if std::mem::take(&mut self.is_fresh) {
            self.out.push_str("/>");
            self.names.truncate(name);
            return;
        }
        self.line();
        self.end_tag(name);
    }

    /// Writes the end tag of the element whose name begins at that place.
    fn end_tag(&mut self, name: usize) {
        self.out.push_str("</");
        self.out.push_str(self.names.get(name..).unwrap_or_default());
        self.out.push('>');
        self.names.truncate(name);
    }

    /// Ends the innermost element, which holds nothing but a text. Returns whether every
    /// character could be written.
    pub(crate) fn end_with(&mut self, text: &str) -> bool {
        self.end_with_mixed(text, &[])
    }

    /// Ends the innermost element, which holds a text and elements that were kept as written.
    pub(crate) fn end_with_mixed(&mut self, text: &str, elements: &[Cow<'_, str>]) -> bool {
        if text.is_empty() && elements.is_empty() {
            self.end();
            return true;
        }
        let Some(name) = self.open.pop() else { return true };
        if std::mem::take(&mut self.is_fresh) {
            self.out.push('>');
        }
        let whole = escape(&mut self.out, text, false);
        self.out.extend(elements.iter().map(|element| &**element));
        self.end_tag(name);
        whole
    }

    /// Writes an element as it was read.
    pub(crate) fn fragment(&mut self, xml: &str) {
        self.finish_tag();
        self.line();
        self.out.push_str(xml);
    }

    /// Returns the document.
    pub(crate) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.end();
        }
        self.out.push('\n');
        self.out
    }

    fn finish_tag(&mut self) {
        if std::mem::take(&mut self.is_fresh) {
            self.out.push('>');
        }
    }

    fn line(&mut self) {
        match self.indent {
            Some(indent) => {
                self.out.push('\n');
                let blanks = (indent * self.open.len()).min(MAX_INDENT);
                self.out.extend(std::iter::repeat_n(' ', blanks));
            }
            None if self.open.is_empty() => self.out.push('\n'),
            None => {}
        }
    }
}

/// Indentation of deep documents would outgrow what they say.
const MAX_INDENT: usize = 64;

/// Escapes a text. Characters that XML 1.0 does not have, in whatever spelling, become U+FFFD;
/// returns whether there was none.
pub(crate) fn escape(out: &mut String, text: &str, is_attribute: bool) -> bool {
    let mut whole = true;
    let mut rest = text;
    while let Some(at) = rest.bytes().position(is_suspect) {
        // What is suspect begins a character.
        let (plain, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(plain);
        let mut characters = tail.chars();
        match characters.next() {
            Some(harmless) if !is_special(harmless, is_attribute) => out.push(harmless),
            Some('<') => out.push_str("&lt;"),
            Some('>') => out.push_str("&gt;"),
            Some('&') => out.push_str("&amp;"),
            Some('"') => out.push_str("&quot;"),
            Some(other) if is_xml_char(other) => {
                out.push_str(&format!("&#x{:X};", u32::from(other)));
            }
            _ => {
                out.push(char::REPLACEMENT_CHARACTER);
                whole = false;
            }
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
    whole
}

/// Reports whether a byte may be that of a character that cannot stand as it is: the first one, as
/// U+FFFE and U+FFFF begin with 0xEF.
fn is_suspect(byte: u8) -> bool {
    byte < b' ' || matches!(byte, b'<' | b'>' | b'&' | b'"' | 0xEF)
}

/// Line ends and tabs survive in attributes, and carriage returns anywhere, only as references.
fn is_special(character: char, is_attribute: bool) -> bool {
    match character {
        '<' | '>' | '&' | '\r' => true,
        '"' | '\t' | '\n' => is_attribute,
        other => !is_xml_char(other),
    }
}
