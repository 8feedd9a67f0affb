//! A tree as YAML: block style, texts in quotes where any reader could take them for something
//! else, literal blocks for texts of several lines.

use crate::losses::{LossReason, Losses};
use crate::tree::{Children, Scalar, Value};
use crate::yaml::types;

/// Writes a document as YAML 1.2, which readers of YAML 1.1 take for the same.
///
/// Members whose name begins with `#` are what another encoding had and JSON has no name for; they
/// are left out, and in `losses`.
pub(crate) fn write(root: Value<'_>, losses: &mut Losses) -> String {
    let mut out = String::with_capacity(root.tree().source().len());
    let mut open: Vec<Open<'_>> = Vec::new();
    // Where the format has texts, other scalars need a tag to be read as they are.
    let tagged = types::misplaced(root);
    // A collection's first line stands behind the `- ` of the sequence that holds it.
    let mut is_inline = start(root, 0, &mut out, &mut open);
    while let Some(inner) = open.last_mut() {
        let Some(child) = inner.rest.next() else {
            open.pop();
            continue;
        };
        inner.count += 1;
        if inner.is_object && child.key_text().starts_with('#') {
            let path = path(&open, child);
            losses.add(LossReason::NoPlace, child.key_text(), &path, None, "");
            continue;
        }
        let (indent, is_object) = (inner.indent, inner.is_object);
        if !std::mem::take(&mut is_inline) {
            indentation(indent, &mut out);
        }
        match is_object {
            true => key(child.key_text(), indent, &mut out),
            false => out.push('-'),
        }
        if let (Some(scalar), Ok(_)) = (child.scalar(), tagged.binary_search(&child.id())) {
            out.push_str(match scalar {
                Scalar::Bool(_) => " !!bool",
                Scalar::Number(lexeme) if lexeme.contains(['.', 'e', 'E']) => " !!float",
                _ => " !!int",
            });
        }
        is_inline = entry(child, indent, is_object, &mut out, &mut open);
    }
    out
}

/// A collection of which the beginning is written.
struct Open<'t> {
    rest: Children<'t>,
    is_object: bool,
    /// How far its entries are indented.
    indent: usize,
    /// How many entries were gone through.
    count: usize,
    /// The name it has in the object that holds it.
    name: &'t str,
}

/// Writes the root; tells whether its first entry goes on the line.
fn start<'t>(root: Value<'t>, indent: usize, out: &mut String, open: &mut Vec<Open<'t>>) -> bool {
    match root.scalar() {
        Some(value) => {
            scalar(value, indent, out);
            out.push('\n');
        }
        None => {
            let is_object = root.is_object();
            if !has_entries(root) {
                out.push_str(if is_object { "{}\n" } else { "[]\n" });
            }
            open.push(Open { rest: root.children(), is_object, indent, count: 0, name: "" });
        }
    }
    false
}

/// Writes a value behind its key or dash; tells whether the next entry goes on the same line.
fn entry<'t>(
    value: Value<'t>,
    indent: usize,
    in_object: bool,
    out: &mut String,
    open: &mut Vec<Open<'t>>,
) -> bool {
    if let Some(value) = value.scalar() {
        out.push(' ');
        scalar(value, indent, out);
        out.push('\n');
        return false;
    }
    let is_object = value.is_object();
    let has_entries = has_entries(value);
    if !has_entries {
        out.push_str(if is_object { " {}\n" } else { " []\n" });
    }
    let name = value.key_text();
    open.push(Open { rest: value.children(), is_object, indent: indent + STEP, count: 0, name });
    if has_entries {
        out.push(if in_object { '\n' } else { ' ' });
    }
    has_entries && !in_object
}

/// Reports whether a collection has an entry that is written.
fn has_entries(value: Value<'_>) -> bool {
    value.children().any(|child| !value.is_object() || !child.key_text().starts_with('#'))
}

const STEP: usize = 2;

fn indentation(indent: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', indent));
}

fn key(name: &str, indent: usize, out: &mut String) {
    // A key of more than 1024 characters must be announced (YAML 1.2.2, 7.4.2).
    let is_long = name.len() > 1000;
    if is_long {
        out.push_str("? ");
    }
    match is_safe(name) {
        true => out.push_str(name),
        false => quoted(name, out),
    }
    if is_long {
        out.push('\n');
        indentation(indent, out);
    }
    out.push(':');
}

fn scalar(value: Scalar<'_>, indent: usize, out: &mut String) {
    match value {
        Scalar::Null => out.push_str("null"),
        Scalar::Bool(true) => out.push_str("true"),
        Scalar::Bool(false) => out.push_str("false"),
        Scalar::Number(lexeme) => out.push_str(lexeme),
        Scalar::Text(text) if is_safe(text) => out.push_str(text),
        Scalar::Text(text) if is_literal(text) => literal(text, indent + STEP, out),
        Scalar::Text(text) => quoted(text, out),
    }
}

/// Reports whether a text needs no quotes: nothing that any version of YAML could take for a
/// number, a date, a truth value, null or an indicator.
fn is_safe(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return false };
    let is_plain = |byte: &u8| {
        byte.is_ascii_alphanumeric()
            || matches!(byte, b' ' | b'_' | b'-' | b'.' | b'/' | b'+' | b'@' | b'(' | b')' | b';')
            || matches!(byte, b':' | b'=' | b'~' | b'$' | b'^')
    };
    // A colon means something in front of a blank, and in the flow style.
    let has_mark = || bytes.windows(2).any(|pair| pair == b": ") || *last == b':' || *last == b' ';
    (first.is_ascii_alphabetic() || matches!(first, b'/' | b'_'))
        && bytes.iter().all(is_plain)
        && !has_mark()
        && !WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Words that YAML 1.1 or 1.2 takes for truth values or null.
const WORDS: &[&str] = &["true", "false", "yes", "no", "on", "off", "y", "n", "null"];

/// Reports whether a text can be a literal block: several lines of printable characters, of which
/// the first is not blank.
fn is_literal(text: &str) -> bool {
    let is_first_blank = || text.split('\n').next().unwrap_or_default().trim().is_empty();
    text.contains('\n')
        && !is_first_blank()
        && text.chars().all(|it| it == '\n' || it == '\t' || is_printable(it))
}

/// Writes a literal block.
fn literal(text: &str, indent: usize, out: &mut String) {
    out.push('|');
    // Blanks in front of the first line would be taken for indentation.
    if text.starts_with([' ', '\t']) {
        out.push('2');
    }
    let body = text.trim_end_matches('\n');
    match text.len() - body.len() {
        0 => out.push('-'),
        1 => {}
        _ => out.push('+'),
    }
    let lines = text.strip_suffix('\n').unwrap_or(text);
    for line in lines.split('\n') {
        out.push('\n');
        if !line.is_empty() {
            indentation(indent, out);
            out.push_str(line);
        }
    }
}

/// Writes a text in double quotes.
fn quoted(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if is_printable(character) => out.push(character),
            _ => {
                let code = u32::from(character);
                let escape = match code {
                    ..0x100 => format!("\\x{code:02x}"),
                    0x100..0x1_0000 => format!("\\u{code:04x}"),
                    _ => format!("\\U{code:08x}"),
                };
                out.push_str(&escape);
            }
        }
    }
    out.push('"');
}

/// Reports whether a character may stand as it is (YAML 1.2.2, 5.1) and breaks no line in any
/// version.
fn is_printable(character: char) -> bool {
    matches!(character,
        ' '..='~' | '\u{A0}'..='\u{2027}' | '\u{202A}'..='\u{D7FF}' | '\u{E000}'..='\u{FEFE}'
        | '\u{FF00}'..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}')
}

/// Returns where a value is, as a JSON Pointer.
fn path(open: &[Open<'_>], value: Value<'_>) -> String {
    let mut path = String::new();
    for (outer, inner) in open.iter().zip(open.iter().skip(1)) {
        path.push('/');
        match outer.is_object {
            true => path.push_str(&crate::json::pointer::escape(inner.name)),
            false => path.push_str(&outer.count.saturating_sub(1).to_string()),
        }
    }
    path.push('/');
    path.push_str(&crate::json::pointer::escape(value.key_text()));
    path
}
