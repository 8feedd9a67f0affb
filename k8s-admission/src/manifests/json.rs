//! JSON text to the same tree. `kubectl` takes a text that begins with `{` for a stream of JSON values; YAML
//! parsers differ from that in tabs, `\/`, surrogate pairs and in values that stand side by side.

use std::borrow::Cow;

use super::tree::{Builder, Layout, NewNode, NodeId, Style, Tree, Value};
use crate::{Error, ErrorCode, Limits};

/// Whether the text is one that `kubectl` reads as JSON.
pub(super) fn looks_like_json(source: &str) -> bool {
    source.trim_start_matches('\u{feff}').trim_start().starts_with('{')
}

pub(super) fn parse<'a>(source: &'a str, limits: &Limits) -> Result<Tree<'a>, Error> {
    let at = source.len() - source.trim_start_matches('\u{feff}').len();
    let mut reader = Reader { builder: Builder::new(source, limits)?, at };
    reader.blanks();
    while reader.at < source.len() {
        let root = reader.value(0)?;
        reader.builder.document(root)?;
        reader.blanks();
    }
    Ok(reader.builder.tree)
}

struct Reader<'a, 'l> {
    builder: Builder<'a, 'l>,
    at: usize,
}

impl<'a> Reader<'a, '_> {
    fn rest(&self) -> &'a str {
        self.builder.tree.source.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<u8> {
        self.builder.tree.source.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn fault(&self, reason: &str) -> Error {
        self.builder.error(ErrorCode::Syntax, format!("not JSON: {reason}"), self.at)
    }

    fn expect(&mut self, byte: u8) -> Result<(), Error> {
        self.blanks();
        if self.peek() != Some(byte) {
            return Err(self.fault(&format!("`{}` is missing here", char::from(byte))));
        }
        self.at += 1;
        Ok(())
    }

    fn value(&mut self, depth: usize) -> Result<NodeId, Error> {
        if depth >= self.builder.depth_limit() {
            return Err(self.builder.too_deep(self.at));
        }
        self.blanks();
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => self.string(),
            _ => self.word(),
        }
    }

    fn object(&mut self, depth: usize) -> Result<NodeId, Error> {
        let start = self.at;
        self.at += 1;
        let mut entries = Vec::new();
        self.blanks();
        if self.peek() != Some(b'}') {
            loop {
                self.blanks();
                if self.peek() != Some(b'"') {
                    return Err(self.fault("a key in double quotes is missing here"));
                }
                let key = self.string()?;
                self.expect(b':')?;
                entries.push((key, self.value(depth + 1)?));
                self.blanks();
                if self.peek() != Some(b',') {
                    break;
                }
                self.at += 1;
            }
        }
        self.expect(b'}')?;
        self.builder.add(NewNode::plain(Value::Map(entries, Layout::Flow), start, self.at))
    }

    fn list(&mut self, depth: usize) -> Result<NodeId, Error> {
        let start = self.at;
        self.at += 1;
        let mut items = Vec::new();
        self.blanks();
        if self.peek() != Some(b']') {
            loop {
                items.push(self.value(depth + 1)?);
                self.blanks();
                if self.peek() != Some(b',') {
                    break;
                }
                self.at += 1;
            }
        }
        self.expect(b']')?;
        self.builder.add(NewNode::plain(Value::Seq(items, Layout::Flow), start, self.at))
    }

    fn string(&mut self) -> Result<NodeId, Error> {
        let start = self.at;
        let mut escaped = false;
        let length = self.rest().bytes().skip(1).position(|byte| {
            let ends = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            ends
        });
        let Some(length) = length else { return Err(self.fault("this string has no end")) };
        let literal = self.rest().get(..length + 2).unwrap_or("");
        let text: Cow<'a, str> = if literal.contains('\\') {
            Cow::Owned(
                serde_json::from_str(literal)
                    .map_err(|_| self.fault("this string has a wrong escape"))?,
            )
        } else {
            if literal.bytes().any(|byte| byte < 0x20) {
                return Err(self.fault("this string has a control character"));
            }
            Cow::Borrowed(literal.get(1..=length).unwrap_or(""))
        };
        self.at += length + 2;
        self.builder.add(NewNode::plain(Value::Scalar(text, Style::Double), start, self.at))
    }

    fn word(&mut self) -> Result<NodeId, Error> {
        let start = self.at;
        let rest = self.rest();
        let length = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || "+-.".contains(c)))
            .unwrap_or(rest.len());
        let word = rest.get(..length).unwrap_or("");
        // serde_json knows the grammar of numbers.
        let valid = !word.is_empty() && serde_json::from_str::<serde::de::IgnoredAny>(word).is_ok();
        if !valid {
            return Err(self.fault("a value is missing here"));
        }
        self.at += length;
        self.builder.add(NewNode::plain(
            Value::Scalar(Cow::Borrowed(word), Style::Plain),
            start,
            self.at,
        ))
    }
}
