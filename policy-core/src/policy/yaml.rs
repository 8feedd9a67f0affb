//! YAML text as a small tree in which every node knows its place.
//!
//! The tree is built from parser events rather than through serde: a typed deserialiser stops at
//! its first fault and turns `2026.10` into a number, and this loader must do neither.

use std::collections::{BTreeMap, BTreeSet};

use granit_parser::{ErrorKind, Event, Marker, Parser, ScalarStyle, ScanError};

use super::LoadOptions;
use super::syntax::explain;
use crate::code::Code;
use crate::error::{Diagnostic, Level, Span};

/// A value and its place.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) value: Value,
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// The text as written, escapes resolved; `plain` if it carries no quotes.
    Scalar {
        text: String,
        plain: bool,
    },
    List(Vec<Node>),
    Map(Vec<Entry>),
}

#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_span: Span,
    pub(crate) value: Node,
}

impl Node {
    /// A document that says nothing.
    pub(crate) const fn nothing() -> Self {
        let span = Span { start: 0, end: 0, line: 1, column: 1 };
        Self { value: Value::Map(Vec::new()), span }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar { text, plain: true }
            if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }

    /// `true` or `false`, as YAML 1.2 spells them.
    pub(crate) fn truth(&self) -> Option<bool> {
        match &self.value {
            Value::Scalar { text, plain: true } => match text.as_str() {
                "true" | "True" | "TRUE" => Some(true),
                "false" | "False" | "FALSE" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// What is meant by a text that is neither `true` nor `false` and looks like one.
    pub(crate) fn meant_truth(&self) -> Option<&'static str> {
        let Value::Scalar { text, .. } = &self.value else { return None };
        match text.trim().to_ascii_lowercase().as_str() {
            // Older YAML took the latter for booleans, and people still write them.
            "true" | "yes" | "on" => Some("true"),
            "false" | "no" | "off" => Some("false"),
            _ => None,
        }
    }

    /// What the node is, for messages.
    pub(crate) fn describe(&self) -> String {
        match &self.value {
            _ if self.is_null() => "nothing".to_owned(),
            Value::Scalar { text, .. } => format!("`{}`", shorten(text)),
            Value::List(_) => "a list".to_owned(),
            Value::Map(_) => "a mapping".to_owned(),
        }
    }

    /// Levels of nesting; a scalar has none. Bounded as [`size`](Self::size).
    fn depth(&self) -> usize {
        match &self.value {
            Value::Scalar { .. } => 0,
            Value::List(items) => 1 + items.iter().map(Self::depth).max().unwrap_or_default(),
            Value::Map(entries) => {
                1 + entries.iter().map(|entry| entry.value.depth()).max().unwrap_or_default()
            }
        }
    }

    fn size(&self) -> usize {
        // Bounded by `max_depth`, hence no deep recursion.
        1 + match &self.value {
            Value::Scalar { .. } => 0,
            Value::List(items) => items.iter().map(Self::size).sum(),
            Value::Map(entries) => entries.iter().map(|entry| 1 + entry.value.size()).sum(),
        }
    }
}

pub(crate) fn shorten(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}

/// Reads the one document of `source`. A text the parser gives up on has no tree; other faults are
/// collected beside it.
pub(crate) fn read(
    source: &str,
    options: &LoadOptions,
    faults: &mut Vec<Diagnostic>,
) -> Option<Node> {
    if source.len() > options.max_bytes {
        let message = format!(
            "the document has {} bytes, more than the {} accepted",
            source.len(),
            options.max_bytes
        );
        faults.push(Diagnostic::new(Code::Limit, Level::Error, "", message));
        return None;
    }
    let mut builder = Builder {
        options,
        faults,
        stack: Vec::new(),
        anchors: BTreeMap::new(),
        broken_anchors: BTreeSet::new(),
        nodes: 0,
        root: None,
        documents: 0,
    };
    let limits = granit_parser::options! {
        // One level more than accepted, so that our own message comes first.
        flow_nesting_limit: options.max_depth + 1,
        block_nesting_limit: options.max_depth + 1,
        emit_comments: false,
    };
    for event in Parser::new_from_str_with_options(source, limits) {
        let keep_on = match event {
            Ok((event, span)) => builder.event(event, place(span)),
            Err(error) => {
                builder.syntax(&error, source);
                false
            }
        };
        if !keep_on {
            return None;
        }
    }
    let root = builder.root.take();
    match root {
        Some(root) if !root.is_null() => Some(root),
        _ => {
            faults.push(Diagnostic::new(Code::Empty, Level::Error, "", "the document is empty"));
            None
        }
    }
}

struct Builder<'a> {
    options: &'a LoadOptions,
    faults: &'a mut Vec<Diagnostic>,
    stack: Vec<Open>,
    anchors: BTreeMap<usize, Node>,
    // Anchors of nodes that are still open: an alias to one would never end.
    broken_anchors: BTreeSet<usize>,
    nodes: usize,
    root: Option<Node>,
    documents: usize,
}

struct Open {
    anchor: usize,
    span: Span,
    kind: OpenKind,
}

enum OpenKind {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, keys: BTreeMap<String, Span>, pending: Option<Node> },
}

impl Builder<'_> {
    /// Takes one event; `false` gives up.
    fn event(&mut self, event: Event<'_>, span: Span) -> bool {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    let fault = fault(
                        Code::SeveralDocuments,
                        span,
                        "the file holds more than one document",
                    )
                    .help("a policy is one document; put the others in files of their own");
                    self.faults.push(fault);
                    return false;
                }
                true
            }
            Event::Scalar(text, style, anchor, tag) => {
                if tag.is_some() {
                    self.unsupported(span, "tags have no meaning in a policy");
                }
                let plain = style == ScalarStyle::Plain;
                let value = Value::Scalar { text: text.into_owned(), plain };
                self.close(anchor, Node { value, span })
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.open(anchor, span, tag.is_some(), OpenKind::List(Vec::new()))
            }
            Event::MappingStart(_, anchor, tag) => {
                let kind =
                    OpenKind::Map { entries: Vec::new(), keys: BTreeMap::new(), pending: None };
                self.open(anchor, span, tag.is_some(), kind)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Alias(anchor) => {
                let Some(target) = self.anchors.get(&anchor) else {
                    let reason = if self.broken_anchors.contains(&anchor) {
                        "an alias cannot stand inside what it repeats"
                    } else {
                        "the alias names no anchor"
                    };
                    self.unsupported(span, reason);
                    return false;
                };
                // The copy keeps the places of what it repeats: that is the text to correct.
                let copy = target.clone();
                self.nodes += copy.size();
                // INVARIANT: no node is deeper than `max_depth`, aliases expanded; recursion over
                // the tree, its own drop included, relies on it.
                self.within_depth(self.stack.len() + copy.depth(), span)
                    && self.within_limits(span)
                    && self.close(0, copy)
            }
            _ => true,
        }
    }

    fn open(&mut self, anchor: usize, span: Span, tagged: bool, kind: OpenKind) -> bool {
        if tagged {
            self.unsupported(span, "tags have no meaning in a policy");
        }
        if anchor != 0 {
            self.broken_anchors.insert(anchor);
        }
        self.stack.push(Open { anchor, span, kind });
        self.within_depth(self.stack.len(), span)
    }

    fn within_depth(&mut self, depth: usize, span: Span) -> bool {
        let most = self.options.max_depth;
        if depth > most {
            let message = format!("the nesting is deeper than the {most} levels accepted");
            self.faults.push(fault(Code::Limit, span, message));
        }
        depth <= most
    }

    fn end(&mut self) -> bool {
        let Some(Open { anchor, span, kind }) = self.stack.pop() else {
            return false;
        };
        let value = match kind {
            OpenKind::List(items) => Value::List(items),
            OpenKind::Map { entries, .. } => Value::Map(entries),
        };
        self.close(anchor, Node { value, span })
    }

    /// Puts a finished node where it belongs.
    fn close(&mut self, anchor: usize, node: Node) -> bool {
        self.nodes += 1;
        if !self.within_limits(node.span) {
            return false;
        }
        if anchor != 0 {
            self.broken_anchors.remove(&anchor);
            self.anchors.insert(anchor, node.clone());
        }
        match self.stack.last_mut().map(|open| &mut open.kind) {
            None => self.root = Some(node),
            Some(OpenKind::List(items)) => items.push(node),
            Some(OpenKind::Map { entries, keys, pending }) => match pending.take() {
                None => *pending = Some(node),
                Some(key) => {
                    let Value::Scalar { text, plain } = key.value else {
                        self.unsupported(key.span, "a key must be a plain text");
                        return true;
                    };
                    if text == "<<" && plain {
                        let fault = fault(
                            Code::UnsupportedYaml,
                            key.span,
                            "merge keys (`<<`) are not YAML 1.2",
                        )
                        .help("repeat the keys, or repeat a whole value with an alias");
                        self.faults.push(fault);
                        return true;
                    }
                    if let Some(first) = keys.get(&text) {
                        let message =
                            format!("the key `{}` stands here a second time", shorten(&text));
                        let mut fault = fault(Code::DuplicateKey, key.span, message);
                        fault.label(*first, "the first one");
                        self.faults.push(fault);
                        return true;
                    }
                    keys.insert(text.clone(), key.span);
                    entries.push(Entry { key: text, key_span: key.span, value: node });
                }
            },
        }
        true
    }

    fn within_limits(&mut self, span: Span) -> bool {
        let within = self.nodes <= self.options.max_nodes;
        if !within {
            let message = format!(
                "the document has more than the {} values accepted, aliases expanded",
                self.options.max_nodes
            );
            self.faults.push(fault(Code::Limit, span, message));
        }
        within
    }

    fn unsupported(&mut self, span: Span, reason: &str) {
        self.faults.push(fault(Code::UnsupportedYaml, span, reason));
    }

    fn syntax(&mut self, error: &ScanError, source: &str) {
        let marker = *error.marker();
        let start = marker.byte_offset().unwrap_or_else(|| {
            source.char_indices().nth(marker.index()).map_or(source.len(), |(offset, _)| offset)
        });
        let span =
            Span { start, end: start + 1, line: marker.line().max(1), column: marker.col() + 1 };
        if *error.kind() == ErrorKind::RecursionLimitExceeded {
            let most = self.options.max_depth;
            let message = format!("the nesting is deeper than the {most} levels accepted");
            self.faults.push(fault(Code::Limit, span, message));
            return;
        }
        let (message, help) = explain(error.kind(), &error.info());
        let mut fault = fault(Code::Syntax, span, message);
        fault.help = help.map(str::to_owned);
        if matches!(error.kind(), ErrorKind::UnclosedFlowCollection { .. }) {
            // Documents that follow are an end too, and a rare one.
            fault.label(last_line(source), "the end of the text");
        } else if let Some(open) = self.open_bracket(source).filter(|open| open.start != start) {
            fault.label(open, "the bracket that is still open");
        }
        self.faults.push(fault);
    }

    /// The innermost `{` or `[` that is open where the parser gave up.
    fn open_bracket(&self, source: &str) -> Option<Span> {
        let open = self.stack.last()?;
        let sign = source.get(open.span.start..open.span.start + 1)?;
        matches!(sign, "{" | "[").then_some(open.span)
    }
}

/// Where the last line that says something ends.
fn last_line(source: &str) -> Span {
    let text = source.trim_end();
    let line = text.lines().count().max(1);
    let column = text.lines().last().unwrap_or_default().chars().count().max(1);
    Span { start: text.len().saturating_sub(1), end: text.len(), line, column }
}

fn fault(code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(code, Level::Error, "", message).at(span)
}

fn place(span: granit_parser::Span) -> Span {
    let offset = |marker: Marker| marker.byte_offset().unwrap_or_else(|| marker.index());
    Span {
        start: offset(span.start),
        end: offset(span.end),
        line: span.start.line().max(1),
        column: span.start.col() + 1,
    }
}
