//! The text of what is new.

use super::quote::{quoted, scalar_like};
use crate::manifests::tree::Style;

/// What is to be written under a key.
#[derive(Debug, Clone)]
pub(super) enum New {
    Text(String),
    Map(Vec<(String, New)>),
}

/// How a new flow mapping is set.
#[derive(Debug, Clone)]
pub(super) struct FlowStyle {
    pub(super) keys: Style,
    /// Between key and value, such as `: `; and between entries on one line, such as `, `.
    pub(super) colon: String,
    pub(super) comma: String,
    /// One entry a line: the indentation of the line the entry stands on, and what a level adds.
    pub(super) lines: Option<(String, String)>,
    pub(super) line_break: &'static str,
}

impl FlowStyle {
    /// Writes `key: value`; inner mappings go one level deeper than the entry's own line.
    pub(super) fn entry(&self, key: &str, value: &New) -> String {
        format!("{}{}{}", scalar_like(self.keys, key), self.colon, self.value(value))
    }

    pub(super) fn value(&self, value: &New) -> String {
        match (value, &self.lines) {
            (New::Text(text), _) => quoted(text),
            (New::Map(pairs), None) => {
                let entries: Vec<_> =
                    pairs.iter().map(|(key, value)| self.entry(key, value)).collect();
                format!("{{{}}}", entries.join(&self.comma))
            }
            (New::Map(pairs), Some((indent, unit))) => {
                let inner =
                    Self { lines: Some((format!("{indent}{unit}"), unit.clone())), ..self.clone() };
                let entries: Vec<_> = pairs
                    .iter()
                    .map(|(key, value)| format!("{indent}{unit}{}", inner.entry(key, value)))
                    .collect();
                let between = format!(",{}", self.line_break);
                format!("{{{0}{1}{0}{indent}}}", self.line_break, entries.join(&between))
            }
        }
    }
}

/// Writes entries in block style, one a line, without a line break at the end.
pub(super) fn block_lines(
    pairs: &[(String, New)],
    keys: Style,
    indent: usize,
    step: usize,
    line_break: &str,
) -> String {
    let mut lines = Vec::new();
    push_lines(&mut lines, pairs, keys, indent, step);
    lines.join(line_break)
}

fn push_lines(
    lines: &mut Vec<String>,
    pairs: &[(String, New)],
    keys: Style,
    indent: usize,
    step: usize,
) {
    for (key, value) in pairs {
        let key = scalar_like(keys, key);
        let blanks = " ".repeat(indent);
        match value {
            New::Text(text) => lines.push(format!("{blanks}{key}: {}", quoted(text))),
            New::Map(pairs) => {
                lines.push(format!("{blanks}{key}:"));
                push_lines(lines, pairs, keys, indent + step, step);
            }
        }
    }
}
