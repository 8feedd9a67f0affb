//! A policy as a document again, and what its digest is taken of.

use std::fmt::Write as _;

use super::yaml::{Node, Value};

/// Writes block YAML: the same values in the same order, without comments and aliases.
pub(super) fn yaml(root: &Node) -> String {
    let mut out = String::new();
    write(root, 0, &mut out);
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out
}

/// Writes canonical JSON: keys sorted, every scalar a text. Layout, comments, quotes and aliases
/// make no difference to it.
pub(super) fn canonical(node: &Node, out: &mut String) {
    match &node.value {
        Value::Scalar { .. } if node.is_null() => out.push_str("null"),
        Value::Scalar { text, .. } => out.push_str(&quoted(text.trim())),
        Value::List(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                canonical(item, out);
            }
            out.push(']');
        }
        Value::Map(entries) => {
            let mut sorted: Vec<_> = entries.iter().collect();
            sorted.sort_by(|a, b| a.key.cmp(&b.key));
            out.push('{');
            for (index, entry) in sorted.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&quoted(&entry.key));
                out.push(':');
                canonical(&entry.value, out);
            }
            out.push('}');
        }
    }
}

/// Writes a node after `key:` or `-`; the nesting is bounded by `LoadOptions::max_depth`.
fn write(node: &Node, indent: usize, out: &mut String) {
    let pad = |out: &mut String, indent: usize| out.extend(std::iter::repeat_n(' ', indent));
    match &node.value {
        Value::Scalar { text, plain } => out.push_str(&scalar(text, *plain)),
        Value::List(items) if items.is_empty() => out.push_str("[]"),
        Value::Map(entries) if entries.is_empty() => out.push_str("{}"),
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    pad(out, indent);
                }
                out.push_str("- ");
                write(item, indent + 2, out);
                end_line(out);
            }
        }
        Value::Map(entries) => {
            for (index, entry) in entries.iter().enumerate() {
                if index > 0 {
                    pad(out, indent);
                }
                let _ = write!(out, "{}:", key(&entry.key));
                if is_block(&entry.value) {
                    out.push('\n');
                    pad(out, indent + 2);
                } else {
                    out.push(' ');
                }
                write(&entry.value, indent + 2, out);
                end_line(out);
            }
        }
    }
}

fn end_line(out: &mut String) {
    if !out.ends_with('\n') {
        out.push('\n');
    }
}

fn is_block(node: &Node) -> bool {
    match &node.value {
        Value::Scalar { .. } => false,
        Value::List(items) => !items.is_empty(),
        Value::Map(entries) => !entries.is_empty(),
    }
}

/// What was plain stays plain where that means the same on a line of its own: `true` is one thing
/// and `"true"` another.
fn scalar(text: &str, plain: bool) -> String {
    let simple = !text.is_empty()
        && text.trim() == text
        && text.chars().all(|c| c.is_alphanumeric() || "-_./+@% *<>=^,()".contains(c))
        && text.starts_with(|c: char| c.is_alphanumeric() || "/.".contains(c));
    match (plain, text) {
        (true, "") => "null".to_owned(),
        (true, "~") => "~".to_owned(),
        (true, text) if simple => text.to_owned(),
        _ => quoted(text),
    }
}

fn key(text: &str) -> String {
    let simple = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    // These read as something else than texts to older programs.
    let taken = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    if simple && !taken.contains(&text.to_ascii_lowercase().as_str()) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// JSON's quotes are YAML's double quotes.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
