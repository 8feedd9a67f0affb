//! Texts of XML as the values they stand for.

use std::borrow::Cow;

use crate::json::is_number;
use crate::schema::{Space, Type};
use crate::tree::{Key, Scalar, Tail, Tree};
use crate::xml::{Text, normalise};

/// Puts a text into the tree as a value of a type. What is none stays a text.
///
/// `is_source` tells whether borrowed texts are pieces of the tree's source.
#[inline]
pub(super) fn put(
    tree: &mut Tree,
    into: &mut Tail,
    key: Key,
    value: Type,
    text: &Text<'_>,
    is_source: bool,
) {
    match value {
        Type::Text(kind) => match kind.space {
            Space::Preserve => put_text(tree, into, key, text, is_source),
            Space::Replace => put_normalised(tree, into, key, text, false, is_source),
            Space::Collapse => put_normalised(tree, into, key, text, true, is_source),
        },
        Type::Words(_) | Type::LicenceId | Type::Any | Type::Object(_) => {
            put_text(tree, into, key, text, is_source);
        }
        Type::Either(choice) => {
            let plain = choice.types.iter().find_map(|&value| super::find::plain_type(value));
            match plain {
                Some(value) => put(tree, into, key, value, text, is_source),
                None => put_text(tree, into, key, text, is_source),
            }
        }
        Type::Bool => match trim(&text.text) {
            "true" | "1" => tree.boolean(into, key, Some(text.at), true),
            "false" | "0" => tree.boolean(into, key, Some(text.at), false),
            _ => put_text(tree, into, key, text, is_source),
        },
        Type::Integer(_) | Type::Number(..) => put_number(tree, into, key, text, is_source),
    }
}

fn put_text(tree: &mut Tree, into: &mut Tail, key: Key, text: &Text<'_>, is_source: bool) {
    match &text.text {
        Cow::Borrowed(piece) if is_source => {
            tree.text(into, key, text.at, piece.len());
        }
        piece => {
            tree.made_text(into, key, Some(text.at), piece);
        }
    }
}

fn put_normalised(
    tree: &mut Tree,
    into: &mut Tail,
    key: Key,
    text: &Text<'_>,
    collapse: bool,
    is_source: bool,
) {
    let normal = normalise(&text.text, collapse);
    if normal.len() == text.text.len() && matches!(normal, Cow::Borrowed(_)) {
        return put_text(tree, into, key, text, is_source);
    }
    match (&text.text, normal) {
        (Cow::Borrowed(whole), Cow::Borrowed(piece)) if is_source => {
            let leading = whole.len() - whole.trim_start_matches(BLANKS).len();
            tree.text(into, key, text.at + leading, piece.len());
        }
        (_, normal) => {
            tree.made_text(into, key, Some(text.at), &normal);
        }
    }
}

/// Puts a number. XML also has `+1`, `007`, `.5` and `5.`, which JSON does not.
fn put_number(tree: &mut Tree, into: &mut Tail, key: Key, text: &Text<'_>, is_source: bool) {
    let lexeme = trim(&text.text);
    if is_number(lexeme.as_bytes()) {
        if is_source && matches!(text.text, Cow::Borrowed(_)) {
            let leading = text.text.len() - text.text.trim_start_matches(BLANKS).len();
            tree.number(into, key, text.at + leading, lexeme.len());
        } else {
            tree.scalar(into, key, Scalar::Number(lexeme));
        }
        return;
    }
    match json_number(lexeme) {
        Some(number) => {
            tree.scalar(into, key, Scalar::Number(&number));
        }
        None => put_text(tree, into, key, text, is_source),
    }
}

fn json_number(lexeme: &str) -> Option<String> {
    let (sign, digits) = match lexeme.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", lexeme.strip_prefix('+').unwrap_or(lexeme)),
    };
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let end = digits.find(['.', 'e', 'E']).unwrap_or(digits.len());
    let (whole, rest) = digits.split_at_checked(end)?;
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    // `5.` and `5.e1`, but not a lone point.
    let rest = match rest.strip_prefix('.') {
        Some(tail) if !tail.starts_with(|c: char| c.is_ascii_digit()) && end > 0 => tail,
        _ => rest,
    };
    let number = format!("{sign}{whole}{rest}");
    is_number(number.as_bytes()).then_some(number)
}

fn trim(text: &str) -> &str {
    text.trim_matches(BLANKS)
}

const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_xml_become_numbers_of_json() {
        let number = |text: &str| json_number(text);
        assert_eq!(number("+1").as_deref(), Some("1"));
        assert_eq!(number("007").as_deref(), Some("7"));
        assert_eq!(number("-.5").as_deref(), Some("-0.5"));
        assert_eq!(number("5.").as_deref(), Some("5"));
        assert_eq!(number("00.50").as_deref(), Some("0.50"));
        for no in ["", ".", "+", "x", "1x", "INF", "NaN", "--1", "1 2"] {
            assert_eq!(number(no), None, "{no}");
        }
    }
}
