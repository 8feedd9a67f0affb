//! Edits in flow style and in JSON, where brackets and commas carry the meaning.

use super::{
    Planner,
    text::{FlowStyle, New},
};
use crate::{
    Error, ErrorCode,
    manifests::{
        splice::Splice,
        tree::{Layout, NodeId, Style},
    },
};

impl Planner<'_, '_> {
    /// Adds entries behind the last one of a flow mapping, on lines of their own if it has one.
    pub(super) fn insert_flow(
        &self,
        map: NodeId,
        pairs: Vec<(String, New)>,
    ) -> Result<Vec<Splice>, Error> {
        let tree = self.tree;
        let map = tree.target(map);
        let start = tree.node(map).start;
        if !tree.slice(start, tree.source.len()).starts_with('{') {
            return Err(self.error(
                ErrorCode::Unsupported,
                "a mapping without braces inside a list cannot be edited",
                map,
            ));
        }
        let Some((key, value)) = self.own_entries(map).last().copied() else {
            let text = self.flow_style(map, None).value(&New::Map(pairs));
            let inner =
                text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or("");
            return Ok(vec![Splice::insert(start + 1, inner)]);
        };
        let style = self.flow_style(map, Some(key));
        let texts: Vec<_> = pairs.iter().map(|(key, value)| style.entry(key, value)).collect();
        let end = self.content_end(key, value);
        let Some((indent, _)) = &style.lines else {
            let text =
                texts.iter().map(|text| format!("{}{text}", style.comma)).collect::<String>();
            return Ok(vec![Splice::insert(end, text)]);
        };
        let line_break = style.line_break;
        let comma = self.comma_after(end);
        let last = comma.map_or(end, |comma| comma + 1);
        let rest = tree.slice(last, tree.next_line(last)).trim();
        let lines = texts
            .iter()
            .map(|text| format!("{indent}{text}"))
            .collect::<Vec<_>>()
            .join(&format!(",{line_break}"));
        let trailing = if comma.is_some() { "," } else { "" };
        if rest.is_empty() || rest.starts_with('#') {
            let mut splices = vec![Splice::insert(
                tree.next_line(last),
                format!("{lines}{trailing}{line_break}"),
            )];
            if comma.is_none() {
                splices.push(Splice::insert(end, ","));
            }
            return Ok(splices);
        }
        let leading = if comma.is_none() { "," } else { "" };
        Ok(vec![Splice::insert(last, format!("{leading}{line_break}{lines}{trailing}"))])
    }

    /// Gives an entry of a flow mapping that has null or `{}` its value.
    pub(super) fn fill_flow(
        &self,
        map: NodeId,
        key: NodeId,
        value: NodeId,
        new: &New,
    ) -> Result<Vec<Splice>, Error> {
        let tree = self.tree;
        let node = tree.node(value);
        let text = self.flow_text(map, new, Some(key));
        if node.start != node.end {
            if node.properties.is_some() || tree.slice(node.start, node.end).contains('#') {
                let New::Map(pairs) = new else { return Ok(Vec::new()) };
                return self.insert_flow(value, pairs.clone());
            }
            return Ok(vec![Splice::replace(node.start, node.end, text)]);
        }
        Ok(vec![match self.colon_after(key) {
            Some(colon) => Splice::insert(colon + 1, format!(" {text}")),
            None => Splice::insert(tree.node(key).end, format!(": {text}")),
        }])
    }

    /// Writes a value as a flow mapping, in the style of the entries of `map`.
    pub(super) fn flow_text(&self, map: NodeId, new: &New, key: Option<NodeId>) -> String {
        self.flow_style(map, key).value(new)
    }

    pub(super) fn remove_flow(
        &self,
        map: NodeId,
        entry: (NodeId, NodeId),
    ) -> Result<Vec<Splice>, Error> {
        let tree = self.tree;
        let entries = self.own_entries(map);
        let at = entries.iter().position(|known| *known == entry).unwrap_or(0);
        let (key, value) = entry;
        let (from, to) =
            match (at.checked_sub(1).and_then(|before| entries.get(before)), entries.get(at + 1)) {
                (_, Some((next, _))) => (self.entry_start(key), self.entry_start(*next)),
                (Some((left, before)), None) => {
                    (self.content_end(*left, *before), self.content_end(key, value))
                }
                (None, None) => (
                    self.entry_start(key),
                    self.comma_after(self.content_end(key, value))
                        .map_or(self.content_end(key, value), |comma| comma + 1),
                ),
            };
        let start = tree.outer_start(key);
        let end = self.content_end(key, value);
        let around = [tree.slice(from, start), tree.slice(end, to)];
        if around.iter().any(|text| text.contains('#')) {
            return Err(self.error(
                ErrorCode::Unsupported,
                "a comment beside this key would be lost with it",
                key,
            ));
        }
        Ok(vec![Splice::replace(from, to, "")])
    }

    fn flow_style(&self, map: NodeId, key: Option<NodeId>) -> FlowStyle {
        let tree = self.tree;
        let start = tree.node(map).start;
        let is_flow = self.layout(map) == Layout::Flow;
        let entries = self.own_entries(map);
        let spoken = entries
            .iter()
            .rev()
            .map(|(key, value)| tree.slice(tree.node(*key).end, tree.outer_start(*value)));
        let colon = spoken
            .clone()
            .find(|text| is_flow && text.trim_matches([' ', '\t']) == ":")
            .unwrap_or(": ");
        let tight = colon == ":";
        let keys = match self.key_style(map) {
            // `"a":1` may do without the blank, `a:1` may not.
            Style::Plain if tight => Style::Double,
            style => style,
        };
        FlowStyle {
            keys,
            colon: colon.to_owned(),
            comma: if tight { ",".to_owned() } else { ", ".to_owned() },
            lines: key.filter(|_| is_flow).and_then(|key| self.own_line(start, key)),
            line_break: self.line_break(start),
        }
    }

    /// If a key of a flow mapping is the first on its line: the indentation of that line, and what it adds to the
    /// line on which the mapping begins.
    fn own_line(&self, map_start: usize, key: NodeId) -> Option<(String, String)> {
        let tree = self.tree;
        let start = self.entry_start(key);
        let line = tree.line_start(start);
        let indent = tree.slice(line, start);
        if !indent.trim().is_empty() || line <= map_start {
            return None;
        }
        let outer_line =
            tree.slice(tree.line_start(map_start), map_start).trim_start_matches('\u{feff}');
        let outer =
            outer_line.get(..outer_line.len() - outer_line.trim_start().len()).unwrap_or("");
        let unit = indent.strip_prefix(outer).filter(|unit| !unit.is_empty()).unwrap_or("  ");
        Some((indent.to_owned(), unit.to_owned()))
    }

    /// Finds the comma behind an entry, past blanks, line breaks and comments.
    fn comma_after(&self, end: usize) -> Option<usize> {
        let rest = self.tree.slice(end, self.tree.source.len());
        let mut comment = false;
        for (at, c) in rest.char_indices() {
            match c {
                '\n' | '\r' => comment = false,
                _ if comment => {}
                '#' => comment = true,
                ' ' | '\t' => {}
                ',' => return Some(end + at),
                _ => return None,
            }
        }
        None
    }
}
