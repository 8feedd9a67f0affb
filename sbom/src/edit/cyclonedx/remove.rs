//! Taking components out, with every reference to them.

use std::collections::HashSet;

use crate::document::composition::{is_about_everything, is_claim};
use crate::edit::draft::Draft;
use crate::tree::{Key, Value, ValueId};

/// What is not there any more.
#[derive(Default)]
struct Gone {
    /// The references of the components.
    refs: HashSet<String>,
    /// Those of the components they were nested in.
    holders: HashSet<String>,
    /// Those of the components that depended on them.
    dependents: HashSet<String>,
}

impl Gone {
    fn is_kept(&self, id: &str) -> bool {
        !self.refs.contains(id)
    }
}

/// Takes components out with what is nested in them, and every reference to them.
pub(in crate::edit) fn remove(draft: &mut Draft, ids: &HashSet<&str>) -> HashSet<String> {
    let mut gone = Gone::default();
    let subject = draft.root().get(Key::METADATA).and_then(|value| value.get(Key::COMPONENT));
    let mut holders: Vec<ValueId> = subject.map(Value::id).into_iter().collect();
    holders.push(ValueId::ROOT);
    while let Some(holder) = holders.pop() {
        let Some(list) = draft.tree.value(holder).get(Key::COMPONENTS) else { continue };
        let is_gone = |part: &Value<'_>| part.text(Key::BOM_REF).is_some_and(|id| ids.contains(id));
        let (left, stay): (Vec<_>, Vec<_>) = list.children().partition(is_gone);
        holders.extend(stay.into_iter().map(Value::id));
        if left.is_empty() {
            continue;
        }
        gone.holders.extend(draft.tree.value(holder).text(Key::BOM_REF).map(str::to_owned));
        left.into_iter().for_each(|part| collect_refs(part, &mut gone.refs));
        let list = list.id();
        draft.retain(list, |part| !is_gone(&part));
        draft.unsign(holder);
    }
    if !gone.refs.is_empty() {
        dependencies(draft, &mut gone);
        vulnerabilities(draft, &gone);
        annotations(draft, &gone);
        compositions(draft, &gone);
    }
    gone.refs
}

fn collect_refs(part: Value<'_>, gone: &mut HashSet<String>) {
    let mut open = vec![part];
    while let Some(part) = open.pop() {
        gone.extend(part.text(Key::BOM_REF).map(str::to_owned));
        open.extend(part.list(Key::COMPONENTS));
    }
}

/// Returns a list of the document and its entries.
fn section(draft: &Draft, key: Key) -> Option<(ValueId, Vec<ValueId>)> {
    let list = draft.root().get(key)?;
    Some((list.id(), list.children().map(Value::id).collect()))
}

/// An entry that names nothing any more would say that there are no dependencies, so it goes.
fn dependencies(draft: &mut Draft, gone: &mut Gone) {
    let Some((list, entries)) = section(draft, Key::DEPENDENCIES) else { return };
    let mut idle = HashSet::new();
    for entry in entries {
        let lost = [Key::DEPENDS_ON, Key::PROVIDES]
            .map(|key| draft.retain_texts(entry, key, |id| gone.is_kept(id)));
        let value = draft.tree.value(entry);
        if lost == [true, false] || lost == [true, true] {
            gone.dependents.extend(value.text(Key::REF).map(str::to_owned));
        }
        let is_idle = value.get(Key::DEPENDS_ON).is_none() && value.get(Key::PROVIDES).is_none();
        if is_idle && lost != [false, false] {
            idle.insert(entry);
        }
    }
    draft.retain(list, |entry| {
        entry.text(Key::REF).is_none_or(|id| gone.is_kept(id)) && !idle.contains(&entry.id())
    });
}

/// What affected something and affects nothing now would be a statement about no one.
fn vulnerabilities(draft: &mut Draft, gone: &Gone) {
    let Some((list, found)) = section(draft, Key::VULNERABILITIES) else { return };
    let mut idle = HashSet::new();
    for vulnerability in found {
        let Some(affects) = draft.tree.value(vulnerability).get(Key::AFFECTS) else { continue };
        let (affects, was_idle) = (affects.id(), affects.children().next().is_none());
        draft.retain(affects, |it| it.text(Key::REF).is_none_or(|id| gone.is_kept(id)));
        if !was_idle && draft.tree.value(affects).children().next().is_none() {
            idle.insert(vulnerability);
        }
    }
    draft.retain(list, |vulnerability| !idle.contains(&vulnerability.id()));
}

fn annotations(draft: &mut Draft, gone: &Gone) {
    let Some((list, entries)) = section(draft, Key::ANNOTATIONS) else { return };
    let mut idle = HashSet::new();
    for entry in entries {
        if draft.retain_texts(entry, Key::SUBJECTS, |id| gone.is_kept(id)) {
            draft.unsign(entry);
            if draft.tree.value(entry).get(Key::SUBJECTS).is_none() {
                idle.insert(entry);
            }
        }
    }
    draft.retain(list, |entry| !idle.contains(&entry.id()));
}

/// What named something and names nothing now would speak of the whole document, so it goes. What
/// was complete, or had all of a kind, and lacks something now is not so any more.
fn compositions(draft: &mut Draft, gone: &Gone) {
    let Some((list, entries)) = section(draft, Key::COMPOSITIONS) else { return };
    let mut idle = HashSet::new();
    for entry in entries {
        let value = draft.tree.value(entry);
        let names = |key, ids: &HashSet<String>| {
            value.list(key).filter_map(Value::as_str).any(|id| ids.contains(id))
        };
        let is_claimed = value.text(Key::AGGREGATE).is_some_and(is_claim);
        let lacks = is_about_everything(value)
            || names(Key::ASSEMBLIES, &gone.holders)
            || names(Key::DEPENDENCIES, &gone.dependents);
        let lost = [Key::ASSEMBLIES, Key::DEPENDENCIES, Key::VULNERABILITIES]
            .map(|key| draft.retain_texts(entry, key, |id| gone.is_kept(id)));
        let is_named = lost != [false; 3];
        if is_named && is_about_everything(draft.tree.value(entry)) {
            idle.insert(entry);
        } else if is_claimed && lacks {
            draft.set(entry, Key::AGGREGATE, "incomplete");
            draft.unsign(entry);
        } else if is_named {
            draft.unsign(entry);
        }
    }
    draft.retain(list, |entry| !idle.contains(&entry.id()));
}
