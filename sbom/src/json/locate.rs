//! From a byte offset to a line, a column and a path; only paid for when something is wrong.

use super::pointer;
use crate::error::Position;
use crate::limits::Limits;

/// Returns the line and column of the byte at `offset`.
pub(crate) fn position_at(text: &str, offset: usize) -> Position {
    let before = text.as_bytes().get(..offset).unwrap_or(text.as_bytes());
    let line = memchr::memchr_iter(b'\n', before).count() + 1;
    let start = memchr::memrchr(b'\n', before).map_or(0, |line_feed| line_feed + 1);
    Position { line, column: before.len() - start + 1 }
}

/// Returns the path of the value that holds the byte at `offset`, such as `/components/2/name`.
///
/// Works on broken JSON too: it reads no further than the offset and believes what it saw.
pub(crate) fn path_at(text: &str, offset: usize) -> String {
    render(text, &steps_to(text, offset))
}

fn steps_to(text: &str, offset: usize) -> Vec<Step> {
    let mut open: Vec<Step> = Vec::new();
    let mut expects_key = false;
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < offset.min(bytes.len()) {
        match bytes.get(at) {
            Some(b'{') => {
                open.push(Step::Member(None));
                expects_key = true;
            }
            Some(b'[') => {
                open.push(Step::Element(0));
                expects_key = false;
            }
            Some(b'}' | b']') => {
                open.pop();
                expects_key = false;
            }
            Some(b',') => match open.last_mut() {
                Some(Step::Element(index)) => *index += 1,
                Some(Step::Member(key)) => {
                    *key = None;
                    expects_key = true;
                }
                None => {}
            },
            Some(b'"') => {
                let end = string_end(bytes, at + 1).unwrap_or(bytes.len());
                if expects_key && let Some(Step::Member(key)) = open.last_mut() {
                    *key = Some((at + 1, end));
                    expects_key = false;
                }
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
    open
}

/// Returns the offset of the quote that ends the string whose content starts at `from`.
pub(super) fn string_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let rest = bytes.get(at..)?;
        let found = at + memchr::memchr2(b'"', b'\\', rest)?;
        if bytes.get(found) == Some(&b'"') {
            return Some(found);
        }
        at = found + 2;
    }
}

/// One open object or array on the way to the offset.
enum Step {
    /// The span of the key read last.
    Member(Option<(usize, usize)>),
    Element(usize),
}

fn render(text: &str, open: &[Step]) -> String {
    let mut path = String::new();
    for step in open.iter().take(pointer::MAX_STEPS) {
        match step {
            Step::Element(index) => path.push_str(&format!("/{index}")),
            Step::Member(None) => {}
            Step::Member(Some((start, end))) => {
                let key = text.get(*start..*end).unwrap_or_default();
                // Escapes that the reader of keys knows.
                let decoded = key
                    .contains('\\')
                    .then(|| super::parse_within(format!("\"{key}\""), &Limits::default()).ok())
                    .flatten();
                let decoded = decoded.as_ref().and_then(|(tree, _)| tree.root().as_str());
                pointer::push(&mut path, decoded.unwrap_or(key));
            }
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_names_members_and_elements() {
        let text = r#"{"a": [1, {"b\"c": {"d": 5}}]}"#;
        let at = |needle: &str| path_at(text, text.find(needle).unwrap());
        assert_eq!(at("1"), "/a/0");
        assert_eq!(at("5"), r#"/a/1/b"c/d"#);
        assert_eq!(path_at(text, text.len()), "");
    }

    #[test]
    fn path_survives_broken_text() {
        assert_eq!(path_at(r#"{"a": ["#, 7), "/a/0");
        assert_eq!(path_at("]]}}", 4), "");
        assert_eq!(path_at(r#"{"a"#, 3), "/a");
        assert_eq!(path_at("\"\\", 2), "");
    }

    #[test]
    fn position_counts_bytes_from_one() {
        assert_eq!(position_at("ab\ncd", 4), Position { line: 2, column: 2 });
        assert_eq!(position_at("", 0), Position { line: 1, column: 1 });
        assert_eq!(position_at("é\n", 99), Position { line: 2, column: 1 });
    }
}
