//! Where the objects of an SPDX 3 document have members that their classes do not.

use super::index3::short_name;
use super::schema3::{class, renamed};
use crate::document::{NoteKind, Notes};
use crate::tree::{Children, Key, Value};

/// Goes over all objects. Those of classes that are not known are extensions, or of a version that
/// is not known: they may hold anything. So may members named by an IRI, as JSON-LD has it.
pub(crate) fn survey(root: Value<'_>, notes: &mut Notes) {
    let mut open: Vec<Children<'_>> = vec![root.children()];
    of_object(root, root.get(Key::AT_GRAPH).is_some(), notes);
    while let Some(children) = open.last_mut() {
        let Some(value) = children.next() else {
            open.pop();
            continue;
        };
        if value.is_array() || (value.is_object() && of_object(value, false, notes)) {
            open.push(value.children());
        }
    }
}

/// Notes the unknown members of an object; returns whether its class is known.
fn of_object(object: Value<'_>, is_document: bool, notes: &mut Notes) -> bool {
    let name = object.text(Key::TYPE).or_else(|| object.text(Key::AT_TYPE)).unwrap_or_default();
    let class = class(&short_name(name));
    if class.is_none() && !is_document {
        return false;
    }
    for member in object.children() {
        let text = member.key_text();
        let is_known = matches!(member.key(), Key::TYPE | Key::SPDX_ID)
            || text.starts_with(['@', '#'])
            || text.contains(':')
            || class.is_some_and(|class| {
                let key = renamed(text).unwrap_or(member.key());
                class.member(member.key()).or_else(|| class.member(key)).is_some()
            });
        if !is_known {
            notes.add(NoteKind::UnknownMember, text, || object.path());
        }
    }
    true
}
