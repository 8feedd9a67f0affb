//! A [`Tree`](crate::tree::Tree)'s values as JSON text.

use crate::json::window::plain_end;
use crate::tree::{Children, Key, Scalar, Value};

/// How JSON text is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Style {
    /// No white space; members in their order.
    Compact,
    /// A value per line, indented by two spaces for each level; members in their order.
    #[default]
    Pretty,
    /// No white space; members in the order of their names, compared by code points, and the
    /// elements of `@graph` by their ids: the canonical serialisation of SPDX 3.
    Sorted,
}

/// Writes a value, without a line feed behind it.
///
/// Members whose name starts with `#` are what another encoding had and JSON has no name for. They
/// are left out and handed to `skipped`, wherever they are: each is a loss to be reported.
///
/// Keeps its own stack, since documents are deeper than threads like.
pub(crate) fn write<'t>(
    value: Value<'t>,
    style: Style,
    out: &mut String,
    mut skipped: impl FnMut(Value<'t>),
) {
    let mut open: Vec<Open<'t>> = Vec::new();
    let mut value = value;
    loop {
        match value.scalar() {
            Some(scalar) => write_scalar(scalar, out),
            None => {
                let is_object = value.is_object();
                out.push(if is_object { '{' } else { '[' });
                open.push(Open { is_object, is_empty: true, rest: Rest::of(value, style) });
            }
        }
        // What follows: the next value of the innermost container that has one.
        value = loop {
            let depth = open.len();
            let Some(inner) = open.last_mut() else { return };
            if let Some(next) = inner.rest.next() {
                if inner.is_object && next.key_text().starts_with('#') {
                    skipped(next);
                    continue;
                }
                if !inner.is_empty {
                    out.push(',');
                }
                inner.is_empty = false;
                let is_member = inner.is_object;
                if style == Style::Pretty {
                    start_line(depth, out);
                }
                if is_member {
                    write_text(next.key_text(), out);
                    out.push_str(if style == Style::Pretty { ": " } else { ":" });
                }
                break next;
            }
            if style == Style::Pretty && !inner.is_empty {
                start_line(depth - 1, out);
            }
            out.push(if inner.is_object { '}' } else { ']' });
            open.pop();
        };
    }
}

/// Returns a value as JSON text; members that JSON has no name for are left out silently.
pub(crate) fn to_text(value: Value<'_>, style: Style) -> String {
    let mut out = String::new();
    write(value, style, &mut out, |_| {});
    out
}

/// A container of which the beginning is written.
struct Open<'t> {
    is_object: bool,
    is_empty: bool,
    rest: Rest<'t>,
}

enum Rest<'t> {
    AsRead(Children<'t>),
    Sorted(std::vec::IntoIter<Value<'t>>),
}

impl<'t> Rest<'t> {
    fn of(value: Value<'t>, style: Style) -> Self {
        let is_graph = value.is_array() && value.key() == Key::AT_GRAPH;
        if style != Style::Sorted || !(value.is_object() || is_graph) {
            return Self::AsRead(value.children());
        }
        let mut members: Vec<_> = value.children().collect();
        match is_graph {
            true => members.sort_by_key(|element| graph_order(*element)),
            false => members.sort_by(|one, other| match (one.key().rank(), other.key().rank()) {
                (Some(one), Some(other)) => one.cmp(&other),
                _ => one.key_text().cmp(other.key_text()),
            }),
        }
        Self::Sorted(members.into_iter())
    }

    fn next(&mut self) -> Option<Value<'t>> {
        match self {
            Self::AsRead(children) => children.next(),
            Self::Sorted(members) => members.next(),
        }
    }
}

/// What the others refer to first: the creation, the document, its inventory; then by id.
fn graph_order(element: Value<'_>) -> (u8, &str) {
    let kind = element.text(Key::TYPE).or_else(|| element.text(Key::AT_TYPE));
    let rank = match kind {
        Some("CreationInfo") => 0,
        Some("SpdxDocument") => 1,
        Some("software_Sbom") => 2,
        _ => 3,
    };
    let id = element.text(Key::SPDX_ID).or_else(|| element.text(Key::AT_ID));
    (rank, id.unwrap_or_default())
}

fn start_line(depth: usize, out: &mut String) {
    out.push('\n');
    for _ in 0..depth {
        out.push_str("  ");
    }
}

fn write_scalar(scalar: Scalar<'_>, out: &mut String) {
    match scalar {
        Scalar::Null => out.push_str("null"),
        Scalar::Bool(false) => out.push_str("false"),
        Scalar::Bool(true) => out.push_str("true"),
        Scalar::Number(lexeme) => out.push_str(lexeme),
        Scalar::Text(text) => write_text(text, out),
    }
}

/// Writes a text in quotes, with the escapes that RFC 8259, section 7, asks for and no others.
pub(crate) fn write_text(text: &str, out: &mut String) {
    out.push('"');
    let mut written = 0;
    loop {
        let plain = plain_end(text.as_bytes(), written);
        out.push_str(text.get(written..plain).unwrap_or_default());
        let Some(&byte) = text.as_bytes().get(plain) else { break };
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            0x08 => out.push_str("\\b"),
            0x0C => out.push_str("\\f"),
            // Control characters have two digits.
            control => {
                out.push_str(if control < 0x10 { "\\u000" } else { "\\u001" });
                out.extend(char::from_digit(u32::from(control & 0xF), 16));
            }
        }
        written = plain + 1;
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;
    use crate::tree::{Key, Tail, Tree};

    fn read(text: &str) -> Tree {
        parse(text.to_owned(), 200_000).unwrap().0
    }

    fn rewritten(text: &str, style: Style) -> String {
        to_text(read(text).root(), style)
    }

    #[test]
    fn layouts_differ_in_white_space_and_order_only() {
        let text = r#"{"b" : [1, {}, [ ], {"é":null}], "a":{ "z":true,"y":-0.10E+5 }}"#;
        assert_eq!(
            rewritten(text, Style::Compact),
            r#"{"b":[1,{},[],{"é":null}],"a":{"z":true,"y":-0.10E+5}}"#
        );
        assert_eq!(
            rewritten(text, Style::Sorted),
            r#"{"a":{"y":-0.10E+5,"z":true},"b":[1,{},[],{"é":null}]}"#
        );
        let pretty = "{\n  \"b\": [\n    1,\n    {},\n    [],\n    {\n      \"é\": null\n    }\n  ],\n  \
                      \"a\": {\n    \"z\": true,\n    \"y\": -0.10E+5\n  }\n}";
        assert_eq!(rewritten(text, Style::Pretty), pretty);
        assert_eq!(rewritten("7", Style::Pretty), "7");
    }

    #[test]
    fn only_what_must_be_escaped_is() {
        let controls: String = (0..0x20_u8).map(char::from).collect();
        let text = format!("/ é\u{7f}\u{2028}😀\"\\{controls}");
        let mut out = String::new();
        write_text(&text, &mut out);
        assert_eq!(
            out,
            "\"/ é\u{7f}\u{2028}😀\\\"\\\\\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\
             \\b\\t\\n\\u000b\\f\\r\\u000e\\u000f\\u0010\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\
             \\u0017\\u0018\\u0019\\u001a\\u001b\\u001c\\u001d\\u001e\\u001f\""
        );
        assert_eq!(read(&out).root().as_str(), Some(text.as_str()));
        let object = format!("{{{out}:1}}");
        assert_eq!(rewritten(&object, Style::Compact), object, "keys are escaped too");
    }

    #[test]
    fn members_without_a_json_name_are_skipped_and_shown() {
        let mut tree = Tree::default();
        let mut top = Tail::ROOT;
        let mut root = tree.object(&mut top, Key::NONE, None);
        let key = tree.key("#foreign");
        tree.array(&mut root, key, None);
        let mut inner = tree.object(&mut root, Key::NAME, None);
        tree.scalar(&mut inner, key, Scalar::Text("lost"));
        let mut list = tree.array(&mut root, Key::VALUE, None);
        tree.scalar(&mut list, Key::NONE, Scalar::Text("#kept"));
        for style in [Style::Compact, Style::Sorted] {
            let (mut out, mut skipped) = (String::new(), Vec::new());
            write(tree.root(), style, &mut out, |value| skipped.push(value.as_str()));
            assert_eq!(out, r##"{"name":{},"value":["#kept"]}"##);
            assert_eq!(skipped, [None, Some("lost")]);
        }
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        assert_eq!(rewritten(&deep, Style::Compact), deep);
    }
}
