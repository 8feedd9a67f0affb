//! YAML text to a tree, through a parser that reports the byte span of every event.

use std::{borrow::Cow, collections::HashMap};

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span, StructureStyle};

use super::tree::{Builder, Layout, NewNode, NodeId, STR_TAG, Style, TEMPLATE, Tree, Value};
use crate::{Error, ErrorCode, Limits};

pub(super) fn parse<'a>(source: &'a str, limits: &Limits) -> Result<Tree<'a>, Error> {
    let mut options = granit_parser::options! { emit_anchor_events: true };
    options.set_emit_comments(false);
    let mut loader = Loader {
        builder: Builder::new(source, limits)?,
        open: Vec::new(),
        anchors: HashMap::new(),
        last: None,
    };
    for event in Parser::new_from_str_with_options(source, options) {
        match event {
            Ok((event, span)) => loader.take(event, span)?,
            Err(error) => return Err(loader.syntax_error(&error)),
        }
    }
    Ok(loader.builder.tree)
}

struct Loader<'a, 'l> {
    builder: Builder<'a, 'l>,
    open: Vec<Open<'a>>,
    /// Where each anchor's node is; `None` while it is still open.
    anchors: HashMap<usize, Option<NodeId>>,
    /// A scalar is held back until it is known whether its anchor follows.
    last: Option<(NewNode<'a>, usize)>,
}

struct Open<'a> {
    node: NewNode<'a>,
    anchor: usize,
    children: Vec<NodeId>,
}

impl<'a> Loader<'a, '_> {
    fn take(&mut self, event: Event<'a>, span: Span) -> Result<(), Error> {
        let (start, end) = self.bytes(span);
        if let Event::Anchor(id, _) = event {
            self.anchor(id, start);
            return Ok(());
        }
        self.flush()?;
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                // An absent value has no text, although the parser calls it `~`.
                let text = if style == ScalarStyle::Plain && start == end {
                    Cow::Borrowed("")
                } else {
                    text
                };
                let style = match style {
                    ScalarStyle::Plain => Style::Plain,
                    ScalarStyle::SingleQuoted => Style::Single,
                    ScalarStyle::DoubleQuoted => Style::Double,
                    _ => Style::Block,
                };
                let node = NewNode::plain(Value::Scalar(text, style), start, end);
                self.last = Some((with_tag(node, tag.as_deref(), span), anchor));
            }
            Event::SequenceStart(style, anchor, tag) => {
                let node = NewNode::plain(Value::Seq(Vec::new(), layout(style)), start, end);
                self.open(with_tag(node, tag.as_deref(), span), anchor)?;
            }
            Event::MappingStart(style, anchor, tag) => {
                let node = NewNode::plain(Value::Map(Vec::new(), layout(style)), start, end);
                self.open(with_tag(node, tag.as_deref(), span), anchor)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(end)?,
            Event::Alias(id) => match self.anchors.get(&id) {
                Some(Some(target)) => {
                    let node = NewNode::plain(Value::Alias(*target), start, end);
                    self.add(node, 0)?;
                }
                _ => {
                    let reason = "an alias stands inside the node that its anchor names";
                    return Err(self.builder.error(ErrorCode::Unsupported, reason, start));
                }
            },
            Event::DocumentEnd => self.anchors.clear(),
            _ => {}
        }
        Ok(())
    }

    fn bytes(&self, span: Span) -> (usize, usize) {
        // The parser gives byte offsets for every event of a string; the text's end is no place to edit by mistake.
        span.byte_range()
            .map_or((self.builder.tree.source.len(), self.builder.tree.source.len()), |range| {
                (range.start, range.end)
            })
    }

    fn anchor(&mut self, id: usize, start: usize) {
        let node = match (&mut self.last, self.open.last_mut()) {
            (Some((node, anchor)), _) if *anchor == id => node,
            (_, Some(open)) if open.anchor == id => &mut open.node,
            _ => return,
        };
        node.anchored = true;
        node.properties = Some(node.properties.map_or(start, |known| known.min(start)));
    }

    fn flush(&mut self) -> Result<(), Error> {
        if let Some((node, anchor)) = self.last.take() {
            self.add(node, anchor)?;
        }
        Ok(())
    }

    fn open(&mut self, node: NewNode<'a>, anchor: usize) -> Result<(), Error> {
        if self.open.len() >= self.builder.depth_limit() {
            return Err(self.builder.too_deep(node.start));
        }
        if anchor > 0 {
            self.anchors.insert(anchor, None);
        }
        self.open.push(Open { node, anchor, children: Vec::new() });
        Ok(())
    }

    fn close(&mut self, end: usize) -> Result<(), Error> {
        let Some(Open { mut node, anchor, children }) = self.open.pop() else { return Ok(()) };
        node.end = end;
        node.value = match node.value {
            Value::Map(_, layout) => {
                let (keys, values) =
                    (children.iter().step_by(2), children.iter().skip(1).step_by(2));
                Value::Map(keys.copied().zip(values.copied()).collect(), layout)
            }
            Value::Seq(_, layout) => Value::Seq(children, layout),
            other => other,
        };
        self.add(node, anchor)
    }

    fn add(&mut self, node: NewNode<'a>, anchor: usize) -> Result<(), Error> {
        let id = self.builder.add(node)?;
        if anchor > 0 {
            self.anchors.insert(anchor, Some(id));
        }
        match self.open.last_mut() {
            Some(open) => open.children.push(id),
            None => self.builder.document(id)?,
        }
        Ok(())
    }

    fn syntax_error(&self, error: &ScanError) -> Error {
        let source = self.builder.tree.source;
        let offset = error.marker().byte_offset().unwrap_or(source.len()).min(source.len());
        if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
            return self.builder.too_deep(offset);
        }
        if let Some(braces) = template_near(&self.builder.tree, offset) {
            return self.builder.error(ErrorCode::Template, TEMPLATE, braces);
        }
        self.builder.error(ErrorCode::Syntax, error.info(), offset)
    }
}

fn layout(style: StructureStyle) -> Layout {
    match style {
        StructureStyle::Flow => Layout::Flow,
        StructureStyle::Block => Layout::Block,
    }
}

fn with_tag<'a>(
    mut node: NewNode<'a>,
    tag: Option<&granit_parser::Tag>,
    span: Span,
) -> NewNode<'a> {
    let Some(tag) = tag else { return node };
    let (handle, suffix) = tag.parts();
    node.tag = Some(if tag.is_yaml_core_schema_tag("str") {
        Cow::Borrowed(STR_TAG)
    } else {
        Cow::Owned(format!("{handle}{suffix}"))
    });
    node.properties = span.tag_start().and_then(|marker| marker.byte_offset());
    node
}

/// Finds the `{{` that most likely caused a syntax error: on the line of the error or next to it, or one that a
/// line above begins with. Braces elsewhere may be harmless text, as in the rules of an alert.
fn template_near(tree: &Tree<'_>, offset: usize) -> Option<usize> {
    let line = tree.line_start(offset);
    let before = tree.line_start(line.saturating_sub(1));
    let after = tree.next_line(tree.next_line(offset));
    let is_code = |line: &str| {
        !line.trim_start().starts_with('#') && !line.contains("\"{{") && !line.contains("'{{")
    };
    let mut start = before;
    for line in tree.slice(before, after).split_inclusive('\n') {
        if let Some(at) = line.find("{{").filter(|_| is_code(line)) {
            return Some(start + at);
        }
        start += line.len();
    }
    let mut start = 0;
    for line in tree.slice(0, before).split_inclusive('\n') {
        if line.trim_start().starts_with("{{") {
            return Some(start + line.len() - line.trim_start().len());
        }
        start += line.len();
    }
    None
}
