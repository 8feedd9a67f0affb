//! Reading typed values out of a tree, collecting every fault on the way.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::str::FromStr;

use super::nearest::nearest;
use super::schema::Object;
use super::yaml::{Entry, Node, Value, shorten};
use crate::code::Code;
use crate::error::{Diagnostic, Level, Span};

/// Collects faults and lints. Every reading method returns `None` only after it has recorded why.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    pub(crate) found: Vec<Diagnostic>,
    /// The text that is read, for places inside of values; empty if it is not at hand.
    pub(crate) source: String,
    /// The author's own definitions that something uses.
    pub(crate) used: BTreeSet<String>,
}

/// A node and its path in the document.
#[derive(Clone, Debug)]
pub(crate) struct At<'n> {
    pub(crate) node: &'n Node,
    pub(crate) path: String,
}

impl<'n> At<'n> {
    /// The value under a key.
    pub(crate) fn child(&self, key: &str) -> Option<Self> {
        let Value::Map(entries) = &self.node.value else { return None };
        let entry = entries.iter().find(|entry| entry.key == key)?;
        Some(At { node: &entry.value, path: join(&self.path, key) })
    }

    /// The value under a key, or the whole where there is none.
    pub(crate) fn entry(&self, key: &str) -> Self {
        let entry = match &self.node.value {
            Value::Map(entries) => entries.iter().find(|entry| entry.key == key),
            _ => None,
        };
        match entry {
            Some(entry) => At { node: &entry.value, path: join(&self.path, key) },
            None => self.clone(),
        }
    }
}

/// The keys of one mapping, checked against those that may stand there.
#[derive(Clone, Debug)]
pub(crate) struct Fields<'n> {
    entries: &'n [Entry],
    path: String,
    span: Span,
    /// `None` where any key may stand.
    object: Option<&'static Object>,
}

impl Reader {
    pub(crate) fn failed(&self) -> bool {
        self.found.iter().any(|diagnostic| diagnostic.level == Level::Error)
    }

    pub(crate) fn fault(
        &mut self,
        code: Code,
        at: &At<'_>,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.push(Diagnostic::new(code, Level::Error, &at.path, message).at(at.node.span))
    }

    pub(crate) fn lint(
        &mut self,
        code: Code,
        at: &At<'_>,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.push(Diagnostic::new(code, Level::Warning, &at.path, message).at(at.node.span))
    }

    /// The place in the document of a part of a text: `start` and `end` count in `text`, which was
    /// read from `at`. Falls back to the whole value where an escape hides the place.
    pub(crate) fn within(&self, at: &At<'_>, text: &str, start: usize, end: usize) -> Span {
        let whole = at.node.span;
        let quoted = matches!(at.node.value, Value::Scalar { plain: false, .. });
        inside(&self.source, whole, quoted, text, start, end).unwrap_or(whole)
    }

    fn push(&mut self, diagnostic: Diagnostic) -> &mut Diagnostic {
        let index = self.found.len();
        self.found.push(diagnostic);
        // INVARIANT: `index` is the length before the push.
        #[expect(clippy::indexing_slicing, reason = "the element was pushed in the line before")]
        &mut self.found[index]
    }

    /// Opens a mapping in which the keys of `object` may stand, and no others: passing over one
    /// would let through what the author forbids.
    pub(crate) fn fields<'n>(
        &mut self,
        at: &At<'n>,
        object: &'static Object,
    ) -> Option<Fields<'n>> {
        let Value::Map(entries) = &at.node.value else {
            let keys = listed(&object.known());
            self.wrong_type(at, &format!("a mapping with {keys}"));
            return None;
        };
        for entry in entries {
            if object.knows(&entry.key) {
                continue;
            }
            let path = join(&at.path, &entry.key);
            let key = shorten(&entry.key);
            let diagnostic = if object.key(&entry.key).is_some() {
                let message = format!("`{key}` is not supported yet");
                Diagnostic::new(Code::NotSupportedYet, Level::Error, path, message)
                    .help("this version cannot judge by it, and will not pretend to")
            } else {
                let message = format!("unknown key `{key}`");
                let diagnostic = Diagnostic::new(Code::UnknownKey, Level::Error, path, message);
                match nearest(&entry.key, object.keys.iter().map(|key| key.name)) {
                    Some(near) => diagnostic.suggest(near),
                    None => diagnostic.help(format!("known here: {}", listed(&object.known()))),
                }
            };
            self.push(diagnostic.at(entry.key_span));
        }
        Some(Fields { entries, path: at.path.clone(), span: at.node.span, object: Some(object) })
    }

    /// Opens a mapping whose keys are the author's own.
    pub(crate) fn open<'n>(&mut self, at: &At<'n>, expected: &str) -> Vec<(&'n str, At<'n>)> {
        let Value::Map(entries) = &at.node.value else {
            self.wrong_type(at, expected);
            return Vec::new();
        };
        Fields { entries, path: at.path.clone(), span: at.node.span, object: None }.keys().collect()
    }

    /// Opens a list. A single value counts as a list of one where `lone` allows it.
    pub(crate) fn list<'n>(&mut self, at: &At<'n>, lone: bool) -> Option<Vec<At<'n>>> {
        match &at.node.value {
            Value::List(items) => Some(
                items
                    .iter()
                    .enumerate()
                    .map(|(index, node)| At { node, path: format!("{}[{index}]", at.path) })
                    .collect(),
            ),
            Value::Scalar { .. } if lone && !at.node.is_null() => Some(vec![at.clone()]),
            _ => {
                self.wrong_type(at, "a list");
                None
            }
        }
    }

    /// Reads a text as written, quoted or not.
    pub(crate) fn text<'n>(&mut self, at: &At<'n>) -> Option<&'n str> {
        match &at.node.value {
            Value::Scalar { text, .. } if !at.node.is_null() => Some(text.trim()),
            _ => {
                self.wrong_type(at, "a text");
                None
            }
        }
    }

    /// Reads a text that says something.
    pub(crate) fn filled(&mut self, at: &At<'_>) -> Option<String> {
        let text = self.text(at)?;
        if text.is_empty() {
            self.fault(Code::InvalidValue, at, "an empty text says nothing");
            return None;
        }
        Some(text.to_owned())
    }

    pub(crate) fn boolean(&mut self, at: &At<'_>) -> Option<bool> {
        self.truth(at, "`true` or `false`")
    }

    /// Reads `true` or `false` where something else may stand too, which `expected` names.
    pub(crate) fn truth(&mut self, at: &At<'_>, expected: &str) -> Option<bool> {
        let truth = at.node.truth();
        if truth.is_none() {
            let meant = at.node.meant_truth();
            let is_text = matches!(at.node.value, Value::Scalar { plain: false, .. });
            let fault = self.wrong_type(at, expected);
            fault.suggestion = meant.map(str::to_owned);
            if is_text && meant.is_some() {
                fault.message = fault.message.replace("found `", "found the text `");
                fault.help = Some("quotes make it a text".to_owned());
            }
        }
        truth
    }

    /// Reads a text with the type's own parser and its own message.
    pub(crate) fn parse<T>(&mut self, at: &At<'_>) -> Option<T>
    where
        T: FromStr<Err: Display>,
    {
        let text = self.text(at)?;
        self.parsed(at, text.parse())
    }

    /// Reads a whole number.
    pub(crate) fn number<T: FromStr>(&mut self, at: &At<'_>) -> Option<T> {
        let number = self.text(at)?.parse().ok();
        if number.is_none() {
            self.wrong_type(at, "a whole number, not negative and not too large");
        }
        number
    }

    /// Takes the value, or records the message of the error.
    pub(crate) fn parsed<T, E: Display>(&mut self, at: &At<'_>, result: Result<T, E>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.fault(Code::InvalidValue, at, error.to_string());
                None
            }
        }
    }

    /// Reads one of the given words.
    pub(crate) fn word<T: Copy>(&mut self, at: &At<'_>, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(at)?;
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
            return Some(*value);
        }
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let message = format!("`{}` is none of {}", shorten(text), listed(&known));
        let near = nearest(text, known.iter().copied());
        self.fault(Code::InvalidValue, at, message).suggestion = near.map(str::to_owned);
        None
    }

    /// Reads one of the words that the language has for a key.
    pub(crate) fn one_of(
        &mut self,
        at: &At<'_>,
        words: &'static [&'static str],
    ) -> Option<&'static str> {
        let table: Vec<(&'static str, &'static str)> =
            words.iter().map(|word| (*word, *word)).collect();
        self.word(at, &table)
    }

    /// Reads a list, item by item; what cannot be read is recorded and left out.
    pub(crate) fn each<'n, T>(
        &mut self,
        at: &At<'n>,
        mut read: impl FnMut(&mut Self, &At<'n>) -> Option<T>,
    ) -> Vec<T> {
        let items = self.list(at, true).unwrap_or_default();
        items.iter().filter_map(|item| read(self, item)).collect()
    }

    pub(crate) fn wrong_type(&mut self, at: &At<'_>, expected: &str) -> &mut Diagnostic {
        let message = format!("expected {expected}, found {}", at.node.describe());
        self.fault(Code::WrongType, at, message)
    }
}

impl<'n> Fields<'n> {
    pub(crate) fn get(&self, key: &str) -> Option<At<'n>> {
        // A key that is read and not in the table could never be given.
        debug_assert!(
            self.object.is_none_or(|object| object.knows(key)),
            "`{key}` is not in the table of {:?}",
            self.object.map(|object| object.name)
        );
        self.entries
            .iter()
            .find(|entry| entry.key == key)
            .map(|entry| At { node: &entry.value, path: join(&self.path, key) })
    }

    /// Whether no key stands there, not even one that is not known.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether the key stands there, known or not.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|entry| entry.key == key)
    }

    /// Returns the value of a key that must be there.
    pub(crate) fn need(&self, reader: &mut Reader, key: &str) -> Option<At<'n>> {
        let found = self.get(key);
        if found.is_none() {
            self.missing(reader, Code::MissingKey, &format!("`{key}` is missing"));
        }
        found
    }

    /// Records a fault of the mapping as a whole.
    pub(crate) fn missing<'r>(
        &self,
        reader: &'r mut Reader,
        code: Code,
        message: &str,
    ) -> &'r mut Diagnostic {
        // The span of a block mapping is a point; its first key is what people look at.
        let span = self.entries.first().map_or(self.span, |entry| entry.key_span);
        reader.push(Diagnostic::new(code, Level::Error, &self.path, message).at(span))
    }

    /// The keys that are known, and what stands under them.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (&'n str, At<'n>)> {
        let known = |entry: &&Entry| self.object.is_none_or(|object| object.knows(&entry.key));
        self.entries.iter().filter(known).map(|entry| {
            let at = At { node: &entry.value, path: join(&self.path, &entry.key) };
            (entry.key.as_str(), at)
        })
    }
}

pub(crate) fn join(path: &str, key: &str) -> String {
    let key = shorten(key);
    if path.is_empty() { key } else { format!("{path}.{key}") }
}

/// Writes `a`, `b` and `c` for messages.
pub(crate) fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// Walks along a text and its spelling in the document, which differ by quotes, escapes, line breaks
/// and indentation.
fn inside(
    source: &str,
    whole: Span,
    quoted: bool,
    text: &str,
    start: usize,
    end: usize,
) -> Option<Span> {
    let spelt = source.get(whole.start..)?;
    let lead = match spelt.chars().next()? {
        '"' | '\'' if quoted => 1,
        // The header of a block.
        '|' | '>' if quoted => spelt.find('\n')?,
        _ => 0,
    };
    let mut rest = spelt.char_indices().skip_while(|(at, _)| *at < lead);
    let mut found: Option<(usize, usize)> = None;
    let mut last = lead;
    for (index, wanted) in text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
        let (at, c) = rest.find(|(_, c)| *c == wanted)?;
        last = at + c.len_utf8();
        if index < start {
            continue;
        }
        if index >= end && found.is_some() {
            break;
        }
        let from = found.map_or(at, |(from, _)| from);
        found = Some((from, last));
    }
    // A fault at the very end has nothing to point at but the end.
    let (from, to) = found.unwrap_or((last, last));
    let before = spelt.get(..from)?;
    let line = whole.line + before.matches('\n').count();
    let column = match before.rsplit_once('\n') {
        Some((_, head)) => head.chars().count() + 1,
        None => whole.column + before.chars().count(),
    };
    Some(Span { start: whole.start + from, end: whole.start + to, line, column })
}
