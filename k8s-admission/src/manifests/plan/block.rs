//! Edits in block style, where lines and columns carry the meaning.

use super::{
    Planner,
    quote::quoted,
    text::{New, block_lines},
};
use crate::{
    Error, ErrorCode,
    manifests::{
        splice::Splice,
        tree::{Layout, NodeId, Style, Value},
    },
};

impl Planner<'_, '_> {
    /// Adds entries behind the last one of a block mapping.
    pub(super) fn insert_block(
        &self,
        map: NodeId,
        outer: Option<NodeId>,
        pairs: Vec<(String, New)>,
    ) -> Vec<Splice> {
        let tree = self.tree;
        let entries = self.own_entries(map);
        let starts = entries.iter().map(|(key, _)| tree.column(self.entry_start(*key)));
        let indent = starts.min().unwrap_or_else(|| tree.column(tree.node(map).start));
        let lines = |line_break: &str| {
            block_lines(&pairs, self.key_style(map), indent, self.step(map, outer), line_break)
        };
        let (Some((first, _)), Some((key, value))) = (entries.first(), entries.last()) else {
            return Vec::new();
        };
        let first = self.entry_start(*first);
        let is_metadata = pairs.iter().any(|(key, _)| key == "metadata");
        let end = self.content_end(*key, *value);
        // Behind a block scalar that ends the text without a line break there is no place: the break itself
        // would become part of the scalar. And `metadata` belongs before the `spec` of a Pod template, unless
        // a comment stands between that would then belong to it.
        let before = (is_metadata && outer.is_none() && self.begins_below_its_key(first))
            || (end == tree.source.len() && self.ends_in_block_scalar(*value));
        if before {
            let line_break = self.line_break(first);
            let text = lines(line_break);
            let text = text.trim_start_matches(' ');
            return vec![Splice::insert(
                first,
                format!("{text}{line_break}{}", " ".repeat(indent)),
            )];
        }
        vec![self.insert_lines(self.after_content(*value, end), &lines(self.line_break(end)), end)]
    }

    /// Puts block entries under a key that has null or `{}`.
    pub(super) fn fill_block(
        &self,
        map: NodeId,
        outer: Option<NodeId>,
        key: NodeId,
        value: NodeId,
        new: New,
    ) -> Result<Vec<Splice>, Error> {
        let tree = self.tree;
        let node = tree.node(value);
        let written = tree.slice(node.start, node.end);
        let one_line = tree.line_start(node.end) == tree.line_start(tree.node(key).end)
            && !written.contains('#');
        let Some(colon) = self.colon_after(key).filter(|_| one_line && node.properties.is_none())
        else {
            if written.is_empty() {
                return Err(self.error(
                    ErrorCode::Unsupported,
                    "this key has no value to write into",
                    key,
                ));
            }
            let text = self.flow_text(value, &new, None);
            return Ok(match (&node.value, new) {
                (Value::Map(..), New::Map(pairs)) => self.insert_flow(value, pairs)?,
                _ => vec![Splice::replace(node.start, node.end, text)],
            });
        };
        let New::Map(pairs) = new else { return Ok(Vec::new()) };
        let step = self.step(map, outer);
        let indent = tree.column(self.entry_start(key)) + step;
        let lines = block_lines(&pairs, self.style_of(key), indent, step, self.line_break(colon));
        let below = self.insert_lines(tree.next_line(colon), &lines, colon);
        if written.is_empty() {
            return Ok(vec![below]);
        }
        Ok(vec![Splice::replace(colon + 1, node.end, ""), below])
    }

    /// Changes a block scalar to a quoted one; the comment on its first line stays.
    pub(super) fn replace_block_scalar(
        &self,
        key: NodeId,
        value: NodeId,
        new: &str,
    ) -> Result<Vec<Splice>, Error> {
        let tree = self.tree;
        let key_end = tree.node(key).end;
        let start = tree.node(value).start;
        let Some(header) = tree.slice(key_end, start).find(['|', '>']).map(|at| key_end + at)
        else {
            return Err(self.error(
                ErrorCode::Unsupported,
                "the beginning of this block scalar was not found",
                value,
            ));
        };
        let rest = tree.slice(header, tree.source.len());
        let length =
            rest.find(|c: char| !(c.is_ascii_digit() || "|>+-".contains(c))).unwrap_or(rest.len());
        let below = tree.next_line(header);
        let end = self.after_content(value, self.content_end(key, value)).max(below);
        Ok(vec![
            Splice::replace(header, header + length, quoted(new)),
            Splice::replace(below, end, ""),
        ])
    }

    pub(super) fn remove_block(
        &self,
        (key, value): (NodeId, NodeId),
    ) -> Result<Vec<Splice>, Error> {
        let tree = self.tree;
        let start = self.entry_start(key);
        let line = tree.line_start(start);
        let before = tree.slice(line, start);
        if !before.trim_start_matches('\u{feff}').trim().is_empty() {
            return Err(self.error(
                ErrorCode::Unsupported,
                "something else stands on the line of this key",
                key,
            ));
        }
        let end = self.after_content(value, self.content_end(key, value));
        Ok(vec![Splice::replace(start - before.trim_start_matches('\u{feff}').len(), end, "")])
    }

    /// Returns the first byte of an entry: its key, or the `?` before it.
    pub(super) fn entry_start(&self, key: NodeId) -> usize {
        let start = self.tree.outer_start(key);
        let line = self.tree.line_start(start);
        let before = self.tree.slice(line, start).trim_end();
        if before.ends_with('?') { line + before.len() - 1 } else { start }
    }

    /// Returns what one level of indentation is, seen from a mapping.
    fn step(&self, map: NodeId, outer: Option<NodeId>) -> usize {
        let tree = self.tree;
        let column = |id: NodeId| {
            self.own_entries(id).first().map(|(key, _)| tree.column(self.entry_start(*key)))
        };
        let is_block =
            |id: NodeId| self.layout(id) == Layout::Block && !self.own_entries(id).is_empty();
        let inner = |map: NodeId| {
            let children = self.own_entries(map).iter().filter(|(_, value)| {
                is_block(*value)
                    && tree.line_start(tree.node(*value).start)
                        > tree.line_start(tree.node(map).start)
            });
            children
                .filter_map(|(_, child)| column(*child)?.checked_sub(column(map)?))
                .find(|step| *step > 0)
        };
        let outward = || {
            outer
                .and_then(|outer| column(map)?.checked_sub(column(outer)?))
                .filter(|step| *step > 0)
        };
        let root = || tree.documents.get(self.place.document).and_then(|root| inner(*root));
        inner(map).or_else(outward).or_else(root).unwrap_or(2)
    }

    /// Returns where a line behind a value begins.
    fn after_content(&self, value: NodeId, end: usize) -> usize {
        let tree = self.tree;
        let Some(scalar) = self.last_block_scalar(value) else { return tree.next_line(end) };
        if end != tree.line_start(end) {
            return tree.next_line(end);
        }
        // Blank lines belong to a scalar with `+`. Behind any other they only separate it from what follows.
        let keeps = matches!(&tree.node(scalar).value, Value::Scalar(text, _) if text.ends_with("\n\n") || text == "\n");
        let mut end = end;
        while !keeps && end > 0 {
            let line = tree.line_start(end - 1);
            if line <= tree.node(scalar).start || !tree.slice(line, end).trim().is_empty() {
                break;
            }
            end = line;
        }
        end
    }

    fn last_block_scalar(&self, value: NodeId) -> Option<NodeId> {
        match &self.tree.node(value).value {
            Value::Scalar(_, Style::Block) => Some(value),
            Value::Map(entries, Layout::Block) => {
                entries.last().and_then(|(_, value)| self.last_block_scalar(*value))
            }
            Value::Seq(items, Layout::Block) => {
                items.last().and_then(|item| self.last_block_scalar(*item))
            }
            _ => None,
        }
    }

    fn ends_in_block_scalar(&self, value: NodeId) -> bool {
        self.last_block_scalar(value).is_some() && !self.tree.source.ends_with(['\n', '\r'])
    }

    /// Whether the line before the first key of a mapping is the line of the key the mapping belongs to.
    fn begins_below_its_key(&self, first: usize) -> bool {
        let tree = self.tree;
        let line = tree.line_start(first);
        let above = tree.slice(tree.line_start(line.saturating_sub(1)), line).trim();
        let owns_line = tree.slice(line, first).trim().is_empty();
        line > 0 && owns_line && above.ends_with(':') && !above.starts_with('#')
    }

    /// Inserts lines at the beginning of a line, or behind a text that lacks its last line break.
    fn insert_lines(&self, at: usize, lines: &str, near: usize) -> Splice {
        let line_break = self.line_break(near);
        let unfinished = at == self.tree.source.len() && !self.tree.source.ends_with(['\n', '\r']);
        Splice::insert(
            at,
            if unfinished {
                format!("{line_break}{lines}")
            } else {
                format!("{lines}{line_break}")
            },
        )
    }

    /// Returns the line break in use near a byte.
    pub(super) fn line_break(&self, near: usize) -> &'static str {
        let tree = self.tree;
        let break_of = |line: &str| match line {
            line if line.ends_with("\r\n") => Some("\r\n"),
            line if line.ends_with('\n') => Some("\n"),
            line if line.ends_with('\r') => Some("\r"),
            _ => None,
        };
        let line = tree.line_start(near);
        let here = break_of(tree.slice(line, tree.next_line(near)));
        here.or_else(|| break_of(tree.slice(0, line))).unwrap_or("\n")
    }
}
