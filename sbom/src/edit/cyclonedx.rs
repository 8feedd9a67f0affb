//! Changes in the shape of CycloneDX.

mod licence;
mod remove;
mod state;
mod vex;

use std::collections::HashSet;

use super::draft::{Draft, text};
use super::part::{NewComponent, NewVulnerability};
use crate::cyclonedx::schema::{self, BOM, COMPONENT, METADATA, VULNERABILITY};
use crate::losses::LossReason;
use crate::schema::{Shape, Type, Version};
use crate::tree::{Key, Scalar, Tail, Tree, Value, ValueId};

pub(super) use self::remove::remove;
pub(super) use self::state::state;
use self::state::{begin, lacks, nearest};
pub(super) use self::vex::{apply, name};

/// The version of a document, as far as a change depends on it: without one that is known, the newest.
fn version(draft: &Draft) -> Version {
    draft.root().text(Key::SPEC_VERSION).and_then(schema::version).unwrap_or(schema::V1_7)
}

/// Reports whether the document's version has vulnerabilities.
pub(super) fn has_vulnerabilities(draft: &Draft) -> bool {
    lacks(draft, &BOM, Key::VULNERABILITIES).is_none()
}

/// Reports whether the document's version has serial numbers; that it has not is a loss.
pub(super) fn has_serial_number(draft: &mut Draft, id: &str) -> bool {
    let reason = lacks(draft, &BOM, Key::SERIAL_NUMBER);
    if let Some(reason) = reason {
        draft.lose(reason, "serialNumber", "", id);
    }
    reason.is_none()
}

/// Reports whether the document's version has a member of the metadata; that it has not is a loss.
pub(super) fn has_metadata(draft: &mut Draft, key: Key, field: &str, detail: &str) -> bool {
    let reason = lacks(draft, &BOM, Key::METADATA).or_else(|| lacks(draft, &METADATA, key));
    if let Some(reason) = reason {
        draft.lose(reason, field, "", detail);
    }
    reason.is_none()
}

/// Returns the table that has the order of an object's members.
pub(super) fn order(object: Value<'_>) -> Option<&'static Shape> {
    match object.key() {
        Key::METADATA => Some(&METADATA),
        Key::COMPONENT => Some(&COMPONENT),
        _ if object.id() == ValueId::ROOT => Some(&BOM),
        // Services and entries of other lists have members of the same names in the same order.
        Key::NONE => Some(&COMPONENT),
        _ => None,
    }
}

/// An empty document.
pub(super) fn empty(version: &str) -> Tree {
    let mut tree = Tree::default();
    let mut top = Tail::ROOT;
    let mut root = tree.object(&mut top, Key::NONE, None);
    tree.scalar(&mut root, Key::BOM_FORMAT, Scalar::Text("CycloneDX"));
    tree.scalar(&mut root, Key::SPEC_VERSION, Scalar::Text(version));
    tree.scalar(&mut root, Key::VERSION, Scalar::Number("1"));
    tree.array(&mut root, Key::COMPONENTS, None);
    tree
}

pub(super) fn add(draft: &mut Draft, parent: Option<ValueId>, part: &NewComponent) -> String {
    let holder = parent.unwrap_or(ValueId::ROOT);
    draft.unsign(holder);
    let list = draft.list(holder, Key::COMPONENTS);
    let id = local_id(draft, part);
    let fill = begin(draft, part, &id);
    let element = draft.push_object(list, fill);
    say(draft, part, element, &id);
    id
}

pub(super) fn set_subject(draft: &mut Draft, part: &NewComponent) -> String {
    let metadata = draft.object(ValueId::ROOT, Key::METADATA);
    let old = draft.tree.value(metadata).get(Key::COMPONENT);
    if let Some(old) = old.and_then(|old| old.text(Key::BOM_REF)).map(str::to_owned) {
        draft.forget(&old);
    }
    draft.remove(metadata, Key::COMPONENT);
    let id = local_id(draft, part);
    let fill = begin(draft, part, &id);
    let element = draft.member(metadata, |tree, tail| {
        let mut object = tree.object(tail, Key::COMPONENT, None);
        fill(tree, &mut object);
        object.container()
    });
    say(draft, part, element, &id);
    id
}

fn say(draft: &mut Draft, part: &NewComponent, element: ValueId, id: &str) {
    draft.name(id, element);
    for fact in part.facts() {
        state(draft, element, id, &fact);
    }
}

fn local_id(draft: &Draft, part: &NewComponent) -> String {
    let wanted = part.local_id.clone().unwrap_or_else(|| part.natural_id());
    draft.free_id(&wanted, '#')
}

/// Adds to the entry of `from`; an element without targets is said to depend on nothing.
pub(super) fn depend(draft: &mut Draft, from: &str, on: &[&str]) {
    let list = draft.list(ValueId::ROOT, Key::DEPENDENCIES);
    let entry = match draft.entries(list, Key::REF).get(from).copied() {
        Some(entry) => entry,
        None => {
            let entry =
                draft.push_object(list, |tree, object| text(tree, object, Key::REF, Some(from)));
            draft.entries(list, Key::REF).insert(from.to_owned(), entry);
            entry
        }
    };
    if on.is_empty() {
        return;
    }
    let targets = draft.list(entry, Key::DEPENDS_ON);
    let listed = draft.tree.value(targets).children().filter_map(Value::as_str);
    let listed: HashSet<String> = listed.map(str::to_owned).collect();
    for target in on.iter().filter(|target| !listed.contains(**target)) {
        draft.push_text(targets, target);
    }
}

/// Returns the word for a method of rating that the document's version knows.
fn method(draft: &mut Draft, found: &NewVulnerability) -> Option<&'static str> {
    let method = found.method?;
    let ratings = VULNERABILITY.find(Key::RATINGS)?.1.value;
    let Type::Object(rating) = ratings else { return Some(method) };
    let fitted = nearest(draft, rating, Key::METHOD, method).unwrap_or("other");
    if fitted != method {
        let detail = format!("`{method}` became `{fitted}`");
        draft.lose(LossReason::Approximated, "method", &found.id, &detail);
    }
    Some(fitted)
}

pub(super) fn add_vulnerability(draft: &mut Draft, found: &NewVulnerability) {
    let method = method(draft, found);
    let list = draft.list(ValueId::ROOT, Key::VULNERABILITIES);
    draft.push_object(list, |tree, object| {
        text(tree, object, Key::ID, Some(&found.id));
        if let Some((name, url)) = &found.source {
            put_source(tree, object, name, url.as_deref());
        }
        if found.severity.is_some() || found.vector.is_some() {
            let mut ratings = tree.array(object, Key::RATINGS, None);
            let mut rating = tree.object(&mut ratings, Key::NONE, None);
            if let Some((name, url)) = &found.source {
                put_source(tree, &mut rating, name, url.as_deref());
            }
            if let Some(score) = found.score {
                let score = score.to_string();
                tree.scalar(&mut rating, Key::SCORE, Scalar::Number(&score));
            }
            text(tree, &mut rating, Key::SEVERITY, found.severity);
            text(tree, &mut rating, Key::METHOD, method);
            text(tree, &mut rating, Key::VECTOR, found.vector.as_deref());
        }
        text(tree, object, Key::DESCRIPTION, found.description.as_deref());
        text(tree, object, Key::RECOMMENDATION, found.recommendation.as_deref());
        text(tree, object, Key::PUBLISHED, found.published.as_deref());
        if !found.affects.is_empty() {
            let mut affects = tree.array(object, Key::AFFECTS, None);
            for id in &found.affects {
                let mut target = tree.object(&mut affects, Key::NONE, None);
                text(tree, &mut target, Key::REF, Some(id));
            }
        }
    });
}

fn put_source(tree: &mut Tree, object: &mut Tail, name: &str, url: Option<&str>) {
    let mut source = tree.object(object, Key::SOURCE, None);
    text(tree, &mut source, Key::NAME, Some(name));
    text(tree, &mut source, Key::URL, url);
}

pub(super) fn add_author(draft: &mut Draft, name: &str, email: Option<&str>) {
    if !has_metadata(draft, Key::AUTHORS, "authors", name) {
        return;
    }
    let metadata = draft.object(ValueId::ROOT, Key::METADATA);
    let list = draft.list(metadata, Key::AUTHORS);
    draft.push_object(list, |tree, object| {
        text(tree, object, Key::NAME, Some(name));
        text(tree, object, Key::EMAIL, email);
    });
}

/// From 1.5 on tools are components, unless the document has the older list.
pub(super) fn add_tool(draft: &mut Draft, name: &str, of_version: Option<&str>) {
    if !has_metadata(draft, Key::TOOLS, "tools", name) {
        return;
    }
    let metadata = draft.object(ValueId::ROOT, Key::METADATA);
    let is_list = draft.tree.value(metadata).get(Key::TOOLS).is_some_and(Value::is_array);
    let is_old = is_list || version(draft) < schema::V1_5;
    let list = match is_old {
        true => draft.list(metadata, Key::TOOLS),
        false => {
            let tools = draft.object(metadata, Key::TOOLS);
            draft.list(tools, Key::COMPONENTS)
        }
    };
    draft.push_object(list, |tree, object| {
        if !is_old {
            text(tree, object, Key::TYPE, Some("application"));
        }
        text(tree, object, Key::NAME, Some(name));
        text(tree, object, Key::VERSION, of_version);
    });
}
