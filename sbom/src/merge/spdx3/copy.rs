//! Copying an object of a document into the result.

use std::collections::HashSet;

use super::source::Source;
use crate::json::{Style, to_text};
use crate::merge::names::Renames;
use crate::spdx::index3;
use crate::spdx::schema3;
use crate::tree::{Children, Key, Scalar, Tail, Tree, Value, ValueId};

/// A container that is being copied.
struct Open<'t> {
    into: Tail,
    holder: Value<'t>,
    rest: Children<'t>,
    /// The member that the values of a list belong to.
    key: Key,
    /// The ids that a list has: two may have become one.
    listed: HashSet<String>,
}

impl<'t> Open<'t> {
    fn new(into: Tail, holder: Value<'t>, key: Key) -> Self {
        Self { into, holder, rest: holder.children(), key, listed: HashSet::new() }
    }
}

/// Copies an object with its ids written out and renamed. In place of the objects with an id that
/// stand inside of it, the copy refers to them. Nothing holds the copy yet.
pub(super) fn copy(
    tree: &mut Tree,
    source: &Source<'_>,
    object: Value<'_>,
    renames: &Renames,
) -> ValueId {
    let into = tree.object(&mut Tail::ROOT.clone(), Key::NONE, None);
    let made = into.container();
    let mut open = vec![Open::new(into, object, Key::NONE)];
    while let Some(top) = open.last_mut() {
        let Some(value) = top.rest.next() else {
            open.pop();
            continue;
        };
        if value.key() == Key::AT_CONTEXT {
            continue;
        }
        let key = match value.key() {
            Key::NONE => Key::NONE,
            _ => name(tree, source, top.holder, value),
        };
        let meaning = if key == Key::NONE { top.key } else { key };
        let is_id = matches!(meaning, Key::SPDX_ID | Key::AT_ID | Key::EXTERNAL_SPDX_ID);
        let refers = is_id || schema3::refers(top.holder, meaning);
        let id = index3::id_in(value).filter(|_| refers);
        if let Some(id) = id {
            let id = source.expand(id);
            let id = renames.get(&*id).map_or(&*id, String::as_str);
            if key != Key::NONE || top.listed.insert(id.to_owned()) {
                tree.scalar(&mut top.into, key, Scalar::Text(id));
            }
            continue;
        }
        if let Some(scalar) = value.scalar() {
            let scalar = match scalar {
                Scalar::Text(word) if meaning == Key::RELATIONSHIP_TYPE && source.is_renamed => {
                    Scalar::Text(new_word(word))
                }
                other => other,
            };
            tree.scalar(&mut top.into, key, scalar);
            continue;
        }
        let (inner, meaning) = match value.is_array() {
            true => (tree.array(&mut top.into, key, None), meaning),
            false => (tree.object(&mut top.into, key, None), Key::NONE),
        };
        open.push(Open::new(inner, value, meaning));
    }
    made
}

/// Returns what a member is called in 3.0.1.
fn name(tree: &mut Tree, source: &Source<'_>, holder: Value<'_>, member: Value<'_>) -> Key {
    let new = schema3::renamed(member.key_text()).filter(|_| source.is_renamed);
    // No object has a member twice.
    let new = new.filter(|new| holder.get(*new).is_none());
    new.unwrap_or_else(|| tree.key(member.key_text()))
}

/// Returns what 3.0.1 calls a relationship of 3.0.0.
fn new_word(word: &str) -> &str {
    match word {
        "hasInputs" => "hasInput",
        "hasOutputs" => "hasOutput",
        "hasPrerequsite" => "hasPrerequisite",
        other => other,
    }
}

/// Returns a text that is equal for copies that say the same, whatever they are called and whoever
/// made them.
pub(super) fn saying(tree: &Tree, copy: ValueId) -> String {
    let mut said: Vec<String> = tree
        .value(copy)
        .children()
        .filter(|it| !matches!(it.key(), Key::SPDX_ID | Key::AT_ID | Key::CREATION_INFO))
        .map(|it| format!("{}={}", it.key_text(), to_text(it, Style::Sorted)))
        .collect();
    said.sort_unstable();
    said.join("\n")
}
