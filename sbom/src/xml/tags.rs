//! The markup itself: begin and end tags, comments, CDATA, processing instructions.

use std::borrow::Cow;
use std::collections::HashSet;

use super::references::{self, Bad};
use super::{Attribute, Name, Open, Reader, Space, Text, scan};
use crate::error::{Code, Error};
use crate::validate::collect::clip;

impl<'x> Reader<'x> {
    /// Reads text up to the next tag of an element, or to the end of the document.
    #[inline]
    pub(super) fn run(&mut self) -> Result<Option<Text<'x>>, Error> {
        let bytes = self.text.as_bytes();
        let from = self.at;
        let end = scan::blank_end(bytes, from);
        if self.byte(end) == b'<' && !matches!(self.byte(end + 1), b'!' | b'?') {
            // Layout, mostly.
            self.at = end;
            return Ok((end > from).then(|| self.piece(from, end)));
        }
        self.mixed_run(from, end)
    }

    fn mixed_run(&mut self, from: usize, blank_end: usize) -> Result<Option<Text<'x>>, Error> {
        let mut made: Option<String> = None;
        // The only piece of text so far, as long as there is just one.
        let mut single: Option<(usize, usize)> = None;
        let mut at = from;
        let mut known_plain = blank_end;
        loop {
            let end = self.plain_text_end(known_plain)?;
            if end > at {
                self.add(&mut made, &mut single, at, end);
            }
            at = end;
            match (self.byte(at), self.byte(at + 1)) {
                (b'&', _) => {
                    let decoded = references::decode(self.text, at);
                    let (character, len) = decoded.map_err(|bad| self.bad(bad))?;
                    let made = made.get_or_insert_default();
                    self.settle(made, &mut single);
                    made.push(character);
                    at += len;
                }
                (b'<', b'!') if self.looks_at(at, b"<!--") => at = self.comment(at)?,
                (b'<', b'!') if self.looks_at(at, b"<![CDATA[") => {
                    let start = at + b"<![CDATA[".len();
                    let end = self.find(start, b"]]>", at, "CDATA section")?;
                    if self.open.is_empty() {
                        return Err(self.fail(
                            Code::Syntax,
                            at,
                            "text outside of the root element",
                        ));
                    }
                    at = end + 3;
                    // White space around the only CDATA section of an element is layout.
                    let after = scan::blank_end(self.text.as_bytes(), at);
                    let is_only = made.is_none()
                        && single.is_none_or(|(from, to)| self.is_line_layout(from, to))
                        && self.is_line_layout(at, after)
                        && self.looks_at(after, b"</");
                    if is_only {
                        self.at = after;
                        return Ok(Some(self.piece(start, end)));
                    }
                    self.add(&mut made, &mut single, start, end);
                    // An empty section is no layout either.
                    if end == start && single.is_none() && made.is_none() {
                        single = Some((start, end));
                    }
                }
                (b'<', b'!') => {
                    let message = match self.looks_at(at, b"<!DOCTYPE") {
                        true => {
                            "a document type is not read: entities declared in it could grow without bound or name other files"
                        }
                        false => "expected a comment, a CDATA section or a tag",
                    };
                    return Err(self.fail(Code::Syntax, at, message));
                }
                (b'<', b'?') => at = self.instruction(at)?,
                _ => break,
            }
            known_plain = at;
        }
        self.at = at;
        if let Some(text) = made {
            return Ok(Some(Text { at: from, text: Cow::Owned(text) }));
        }
        Ok(single.map(|(from, to)| self.piece(from, to)))
    }

    /// Returns the end of plain text, over square brackets too.
    fn plain_text_end(&self, at: usize) -> Result<usize, Error> {
        let mut at = at;
        loop {
            at = scan::plain_end(self.text.as_bytes(), at);
            if self.byte(at) != b']' {
                return Ok(at);
            }
            if self.looks_at(at, b"]]>") {
                return Err(self.fail(Code::Syntax, at, "`]]>` in text"));
            }
            at += 1;
        }
    }

    /// Adds a piece of the source to a text.
    fn add(
        &self,
        made: &mut Option<String>,
        single: &mut Option<(usize, usize)>,
        from: usize,
        to: usize,
    ) {
        match (made.as_mut(), *single) {
            (None, None) => *single = Some((from, to)),
            // Neighbours, one of them empty.
            (None, Some((first, last))) if last == from => *single = Some((first, to)),
            _ => {
                let made = made.get_or_insert_default();
                self.settle(made, single);
                made.push_str(&self.piece(from, to).text);
            }
        }
    }

    /// Moves the single piece into the text that is being made.
    fn settle(&self, made: &mut String, single: &mut Option<(usize, usize)>) {
        if let Some((from, to)) = single.take() {
            made.push_str(&self.piece(from, to).text);
        }
    }

    /// Takes a piece of the source as a text, with line ends as XML wants them.
    #[inline]
    fn piece(&self, from: usize, to: usize) -> Text<'x> {
        let text = self.text.get(from..to).unwrap_or_default();
        let text = match self.has_returns {
            true => references::line_feeds(text),
            false => Cow::Borrowed(text),
        };
        Text { at: from, text }
    }

    /// Reports whether there is nothing, or white space with a line end.
    fn is_line_layout(&self, from: usize, to: usize) -> bool {
        let text = self.text.get(from..to).unwrap_or_default();
        text.is_empty() || (scan::is_layout(text) && text.contains(['\n', '\r']))
    }

    /// Reads the begin tag that stands where reading does.
    #[inline]
    pub(super) fn begin(&mut self) -> Result<(), Error> {
        self.start = self.at;
        if self.open.is_empty() && self.has_root {
            return Err(self.fail(Code::Syntax, self.at, "a second root element"));
        }
        if self.open.len() >= self.max_depth {
            let message = format!("elements are nested more than {} levels deep", self.max_depth);
            return Err(self.fail(Code::TooDeep, self.at, message));
        }
        let from = self.at + 1;
        let (end, is_plain) = scan::name_end(self.text.as_bytes(), from);
        let scope = self.spaces.scope();
        self.attributes.clear();
        self.is_empty = false;
        let after = match self.byte(end) {
            b'>' => end + 1,
            _ => self.attribute_list(end)?,
        };
        let (prefix, local) = match is_plain {
            true => ("", self.text.get(from..end).unwrap_or_default()),
            false => self.qualified(from, end)?,
        };
        let space = match self.spaces.resolve(prefix) {
            Some(space) => space,
            None => return Err(self.unbound(prefix, from)),
        };
        self.name = Name { space, prefix, local };
        let (start, len) = (narrow(from), narrow(end - from));
        self.open.push(Open { start, len, scope });
        self.at = after;
        self.has_root = true;
        self.is_fresh = true;
        Ok(())
    }

    /// Reads attributes and the end of a begin tag; returns the offset behind it.
    fn attribute_list(&mut self, mut at: usize) -> Result<usize, Error> {
        let bytes = self.text.as_bytes();
        let mut declarations: Vec<&'x str> = Vec::new();
        loop {
            let name = scan::blank_end(bytes, at);
            match (self.byte(name), self.byte(name + 1)) {
                (b'>', _) => {
                    at = name + 1;
                    break;
                }
                (b'/', b'>') => {
                    self.is_empty = true;
                    at = name + 2;
                    break;
                }
                (0, _) | (b'/', 0) if name + 1 >= bytes.len() => return Err(self.truncated_tag()),
                _ if name == at => {
                    return Err(self.fail(Code::Syntax, name, "expected a blank or `>`"));
                }
                _ => {}
            }
            let (end, is_plain) = scan::name_end(bytes, name);
            let equals = match self.byte(end) {
                b'=' => end,
                _ => scan::blank_end(bytes, end),
            };
            let (prefix, local) = match is_plain {
                true => ("", self.text.get(name..end).unwrap_or_default()),
                false => self.qualified(name, end)?,
            };
            if self.byte(equals) != b'=' {
                if equals >= bytes.len() {
                    return Err(self.truncated_tag());
                }
                return Err(self.fail(Code::Syntax, equals, "expected `=` behind an attribute"));
            }
            let open = match self.byte(equals + 1) {
                b'"' => equals + 1,
                _ => scan::blank_end(bytes, equals + 1),
            };
            let (value, close) = self.value(open)?;
            at = close;
            if prefix == "xmlns" || (prefix.is_empty() && local == "xmlns") {
                let bound = if prefix.is_empty() { "" } else { local };
                if declarations.contains(&bound) {
                    return Err(self.duplicate(name, end));
                }
                declarations.push(bound);
                let bind = self.spaces.bind(bound, value.text);
                bind.map_err(|message| self.fail(Code::Syntax, name, message))?;
                continue;
            }
            let name =
                Attribute { name: Name { space: Space::NONE, prefix, local }, at: name, value };
            self.attributes.push(name);
        }
        self.resolve_attributes()?;
        Ok(at)
    }

    /// Gives attributes their namespaces once all of them are declared, and sees that none is
    /// there twice.
    fn resolve_attributes(&mut self) -> Result<(), Error> {
        for number in 0..self.attributes.len() {
            let Some(attribute) = self.attributes.get(number) else { break };
            let (name, at) = (attribute.name, attribute.at);
            if name.prefix.is_empty() {
                continue;
            }
            let Some(space) = self.spaces.resolve(name.prefix) else {
                return Err(self.unbound(name.prefix, at));
            };
            if let Some(attribute) = self.attributes.get_mut(number) {
                attribute.name.space = space;
            }
        }
        let key = |attribute: &Attribute<'x>| (attribute.name.space, attribute.name.local);
        let duplicate = if self.attributes.len() <= 8 {
            let mut rest = self.attributes.as_slice();
            loop {
                let [first, others @ ..] = rest else { break None };
                rest = others;
                let same = others.iter().find(|other| key(other) == key(first));
                if same.is_some() {
                    break same;
                }
            }
        } else {
            let mut seen = HashSet::new();
            self.attributes.iter().find(|attribute| !seen.insert(key(attribute)))
        };
        match duplicate.map(|attribute| attribute.at) {
            Some(at) => Err(self.duplicate(at, scan::name_end(self.text.as_bytes(), at).0)),
            None => Ok(()),
        }
    }

    /// Reads an attribute's value, quotes included; returns it and the offset behind it.
    #[inline]
    fn value(&self, at: usize) -> Result<(Text<'x>, usize), Error> {
        let bytes = self.text.as_bytes();
        let quote = self.byte(at);
        if !matches!(quote, b'"' | b'\'') {
            if at >= bytes.len() {
                return Err(self.truncated_tag());
            }
            return Err(self.fail(Code::Syntax, at, "expected an attribute's value in quotes"));
        }
        let end = scan::value_end(bytes, at + 1, quote);
        if self.byte(end) == quote {
            let text = Cow::Borrowed(self.text.get(at + 1..end).unwrap_or_default());
            return Ok((Text { at: at + 1, text }, end + 1));
        }
        self.odd_value(at + 1, quote)
    }

    #[cold]
    fn odd_value(&self, from: usize, quote: u8) -> Result<(Text<'x>, usize), Error> {
        let mut text = String::new();
        let mut at = from;
        loop {
            let end = scan::value_end(self.text.as_bytes(), at, quote);
            text.push_str(self.text.get(at..end).unwrap_or_default());
            at = end;
            match self.byte(at) {
                byte if byte == quote => {
                    return Ok((Text { at: from, text: Cow::Owned(text) }, at + 1));
                }
                b'&' => {
                    let decoded = references::decode(self.text, at);
                    let (character, len) = decoded.map_err(|bad| self.bad(bad))?;
                    text.push(character);
                    at += len;
                }
                b'<' => return Err(self.fail(Code::Syntax, at, "`<` in an attribute")),
                0 => return Err(self.truncated_tag()),
                // A line end counts as one blank, also if it is written with two characters.
                byte => {
                    text.push(' ');
                    at += if byte == b'\r' && self.byte(at + 1) == b'\n' { 2 } else { 1 };
                }
            }
        }
    }

    /// Reads the end tag that stands where reading does.
    #[inline]
    pub(super) fn close(&mut self) -> Result<(), Error> {
        self.start = self.at;
        if self.is_end_of_innermost(self.at) {
            self.at += self.open.last().map_or(0, |open| open.len as usize) + 3;
            self.pop();
            return Ok(());
        }
        let Some(open) = self.open.last() else {
            return Err(self.fail(Code::Syntax, self.at, "an end tag without a begin"));
        };
        let (name, len) = (open.start as usize, open.len as usize);
        let bytes = self.text.as_bytes();
        let from = self.at + 2;
        let (end, _) = scan::name_end(bytes, from);
        let after = scan::blank_end(bytes, end);
        if bytes.get(from..end) != bytes.get(name..name + len) || self.byte(after) != b'>' {
            if after >= bytes.len() {
                return Err(self.truncated_tag());
            }
            let expected = self.text.get(name..name + len).unwrap_or_default();
            let found = self.text.get(from..end).unwrap_or_default();
            let message = match references::is_name(found) && found != expected {
                true => format!("expected `</{expected}>`, found `</{}>`", clip(found)),
                false => format!("expected `</{expected}>`"),
            };
            return Err(self.fail(Code::Syntax, self.at, message));
        }
        self.at = after + 1;
        self.pop();
        Ok(())
    }

    /// Splits a name at its colon, and sees that it is one.
    fn qualified(&self, from: usize, end: usize) -> Result<(&'x str, &'x str), Error> {
        let name = self.text.get(from..end).unwrap_or_default();
        match name.split_once(':') {
            None if references::is_name(name) => Ok(("", name)),
            Some((prefix, local)) if references::is_name(prefix) && references::is_name(local) => {
                Ok((prefix, local))
            }
            _ if end >= self.text.len() => Err(self.truncated_tag()),
            _ if name.is_empty() => Err(self.fail(Code::Syntax, from, "expected a name")),
            _ => Err(self.fail(Code::Syntax, from, format!("`{name}` is not a name in XML"))),
        }
    }

    /// Passes over a comment; returns the offset behind it.
    fn comment(&self, at: usize) -> Result<usize, Error> {
        let end = self.find(at + 4, b"--", at, "comment")?;
        match self.byte(end + 2) {
            b'>' => Ok(end + 3),
            0 => Err(self.truncated_tag()),
            _ => Err(self.fail(Code::Syntax, end, "`--` in a comment")),
        }
    }

    /// Passes over a processing instruction; returns the offset behind it.
    fn instruction(&self, at: usize) -> Result<usize, Error> {
        let (end, _) = scan::name_end(self.text.as_bytes(), at + 2);
        let target = self.text.get(at + 2..end).unwrap_or_default();
        let close = self.find(end, b"?>", at, "processing instruction")?;
        if target.eq_ignore_ascii_case("xml") {
            return Err(self.fail(
                Code::Syntax,
                at,
                "an XML declaration that is not the first thing",
            ));
        }
        if !references::is_name(target) || !(close == end || scan::is_blank(self.byte(end))) {
            return Err(self.fail(Code::Syntax, at, "a processing instruction without a name"));
        }
        Ok(close + 2)
    }

    /// Passes over the XML declaration; returns the offset behind it.
    ///
    /// The encoding in it was obeyed before, when the bytes became text.
    pub(super) fn declaration(&self, at: usize) -> Result<usize, Error> {
        let end = self.find(at, b"?>", at, "XML declaration")?;
        let inner = self.text.get(at + 5..end).unwrap_or_default();
        let is_version = inner.trim_start().starts_with("version");
        if !is_version || inner.contains('<') {
            return Err(self.fail(Code::Syntax, at, "an XML declaration without a version"));
        }
        Ok(end + 2)
    }

    fn find(&self, from: usize, what: &[u8], at: usize, name: &str) -> Result<usize, Error> {
        let rest = self.text.as_bytes().get(from..).unwrap_or_default();
        match memchr::memmem::find(rest, what) {
            Some(found) => Ok(from + found),
            None => Err(self.fail(
                Code::Truncated,
                at,
                format!("the text ends in the middle of a {name}"),
            )),
        }
    }

    #[cold]
    fn bad(&self, bad: Bad) -> Error {
        let code = if bad.at >= self.text.len() { Code::Truncated } else { Code::Syntax };
        self.fail(code, bad.at, bad.message)
    }

    #[cold]
    fn duplicate(&self, at: usize, end: usize) -> Error {
        let name = self.text.get(at..end).unwrap_or_default();
        self.fail(Code::DuplicateKey, at, format!("duplicate attribute `{name}`"))
    }

    #[cold]
    fn unbound(&self, prefix: &str, at: usize) -> Error {
        self.fail(Code::Syntax, at, format!("the prefix `{prefix}` stands for no namespace"))
    }

    #[cold]
    fn truncated_tag(&self) -> Error {
        self.fail(Code::Truncated, self.text.len(), "the text ends in the middle of a tag")
    }
}

/// INVARIANT: texts are shorter than 2^31 bytes.
fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
