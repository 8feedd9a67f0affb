//! Where in a tree something is, worked out only for what is wrong.

use super::{Frame, Is};
use crate::tree::{Key, Value};

/// Returns the JSON Pointer of a value: of the innermost open container or of its current child.
pub(super) fn path(open: &[Frame<'_>], value: Value<'_>) -> String {
    let mut path = String::new();
    let mut frames = open.iter().peekable();
    while let Some(frame) = frames.next() {
        if frame.value.id() == value.id() {
            return path;
        }
        let child = match frames.peek() {
            Some(next) => next.value,
            None => value,
        };
        step(&mut path, frame, child);
    }
    path
}

fn step(path: &mut String, frame: &Frame<'_>, child: Value<'_>) {
    path.push('/');
    match frame.is {
        Is::Object(..) => {
            for character in child.key_text().chars().take(MAX_NAME) {
                match character {
                    '~' => path.push_str("~0"),
                    '/' => path.push_str("~1"),
                    _ => path.push(character),
                }
            }
        }
        // The walk is at the child, unless it is still at the list as a whole.
        Is::List(_) => {
            let place = frame.count.checked_sub(1).unwrap_or_else(|| of(frame.value, child));
            path.push_str(&place.to_string());
        }
    }
}

/// Returns the place of an element in its list.
pub(super) fn of(list: Value<'_>, element: Value<'_>) -> usize {
    list.children().position(|it| it.id() == element.id()).unwrap_or_default()
}

/// Returns the id of the innermost object around a value, or of itself, that has one.
pub(super) fn element(open: &[Frame<'_>], value: Value<'_>, id: Key) -> Option<String> {
    let around = open.iter().rev().map(|frame| frame.value);
    std::iter::once(value)
        .chain(around)
        .find_map(|value| value.text(id))
        .filter(|id| !id.is_empty())
        .map(|id| id.chars().take(MAX_ID).collect())
}

/// Longer keys are cut in paths: a hostile document may have any.
const MAX_NAME: usize = 256;
const MAX_ID: usize = 1024;
