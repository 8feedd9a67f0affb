//! Changes in the shape of SPDX 2.

mod depend;
mod licence;
mod state;

use std::collections::HashSet;

use super::draft::{Draft, text};
use super::part::NewComponent;
use crate::convert::words::{id, kind};
use crate::document::ComponentType;
use crate::losses::LossReason;
use crate::tree::{Key, Scalar, Tail, Tree, Value, ValueId};

pub(super) use self::depend::Said;
pub(super) use self::state::state;

pub(super) const DOCUMENT: &str = "SPDXRef-DOCUMENT";
const NO_ASSERTION: &str = "NOASSERTION";

/// An empty document.
pub(super) fn empty(version: &str) -> Tree {
    let mut tree = Tree::default();
    let mut top = Tail::ROOT;
    let mut root = tree.object(&mut top, Key::NONE, None);
    for (key, value) in [
        (Key::SPDX_VERSION, version),
        (Key::DATA_LICENSE, "CC0-1.0"),
        (Key::SPDXID, DOCUMENT),
        (Key::NAME, "document"),
    ] {
        tree.scalar(&mut root, key, Scalar::Text(value));
    }
    tree.object(&mut root, Key::CREATION_INFO, None);
    tree.array(&mut root, Key::PACKAGES, None);
    tree.array(&mut root, Key::RELATIONSHIPS, None);
    tree
}

pub(super) fn add(draft: &mut Draft, parent: Option<&str>, part: &NewComponent) -> String {
    let wanted = match &part.local_id {
        Some(id) if id::is_spdxid(id) => id.clone(),
        Some(other) => format!("SPDXRef-{other}"),
        None => format!("SPDXRef-Package-{}", id::idstring(&part.natural_id())),
    };
    let spdxid = draft.free_id(&wanted, '-');
    let purpose = purpose(draft, part.component_type, &spdxid);
    let list = draft.list(ValueId::ROOT, Key::PACKAGES);
    // Required up to 2.2.
    let nothing = is_2_2(draft).then_some(NO_ASSERTION);
    let element = draft.push_object(list, |tree, object| {
        text(tree, object, Key::SPDXID, Some(&spdxid));
        text(tree, object, Key::NAME, Some(&name(part)));
        text(tree, object, Key::DOWNLOAD_LOCATION, Some(NO_ASSERTION));
        tree.scalar(object, Key::FILES_ANALYZED, Scalar::Bool(false));
        text(tree, object, Key::LICENSE_CONCLUDED, nothing);
        text(tree, object, Key::LICENSE_DECLARED, nothing);
        text(tree, object, Key::COPYRIGHT_TEXT, nothing);
        text(tree, object, Key::PRIMARY_PACKAGE_PURPOSE, purpose);
    });
    draft.name(&spdxid, element);
    for fact in part.facts() {
        state(draft, element, &spdxid, &fact);
    }
    if let Some(parent) = parent {
        relate(draft, parent, "CONTAINS", &spdxid);
    }
    spdxid
}

/// Returns the word for what a component is.
fn purpose(draft: &mut Draft, of: ComponentType, id: &str) -> Option<&'static str> {
    if of == ComponentType::Unspecified {
        return None;
    }
    let word = kind::cyclonedx_to_spdx2(of.as_str()).or_else(|| kind::spdx2(of.as_str()));
    let reason = match word {
        Some(word) if !is_2_2(draft) => return Some(word),
        Some(_) => LossReason::NotInVersion,
        None => LossReason::NoPlace,
    };
    draft.lose(reason, "type", id, of.as_str());
    None
}

fn is_2_2(draft: &Draft) -> bool {
    draft.root().text(Key::SPDX_VERSION) == Some("SPDX-2.2")
}

fn name(part: &NewComponent) -> String {
    match &part.group {
        Some(group) => format!("{group}/{}", part.name),
        None => part.name.clone(),
    }
}

pub(super) fn relate(draft: &mut Draft, from: &str, kind: &str, to: &str) -> ValueId {
    let list = draft.list(ValueId::ROOT, Key::RELATIONSHIPS);
    draft.push_object(list, |tree, object| {
        text(tree, object, Key::SPDX_ELEMENT_ID, Some(from));
        text(tree, object, Key::RELATIONSHIP_TYPE, Some(kind));
        text(tree, object, Key::RELATED_SPDX_ELEMENT, Some(to));
    })
}

pub(super) fn set_subject(draft: &mut Draft, part: &NewComponent) -> String {
    draft.remove(ValueId::ROOT, Key::DOCUMENT_DESCRIBES);
    let list = draft.list(ValueId::ROOT, Key::RELATIONSHIPS);
    draft.retain(list, |edge| edge.text(Key::RELATIONSHIP_TYPE) != Some("DESCRIBES"));
    let spdxid = add(draft, None, part);
    relate(draft, DOCUMENT, "DESCRIBES", &spdxid);
    spdxid
}

pub(super) fn add_creator(draft: &mut Draft, creator: &str) {
    let creation = draft.object(ValueId::ROOT, Key::CREATION_INFO);
    let list = draft.list(creation, Key::CREATORS);
    draft.push_text(list, creator);
}

/// Takes packages and files out, with the snippets of the files, and every reference to them.
pub(super) fn remove(draft: &mut Draft, ids: &HashSet<&str>) -> HashSet<String> {
    let mut gone: HashSet<String> = HashSet::new();
    for key in [Key::PACKAGES, Key::FILES, Key::SNIPPETS] {
        let Some(list) = draft.root().get(key).map(Value::id) else { continue };
        let is_gone = |element: Value<'_>, gone: &HashSet<String>| {
            element.text(Key::SPDXID).is_some_and(|id| ids.contains(id))
                || element.text(Key::SNIPPET_FROM_FILE).is_some_and(|file| gone.contains(file))
        };
        let elements = draft.tree.value(list).children().filter(|it| is_gone(*it, &gone));
        let found: Vec<String> =
            elements.filter_map(|it| it.text(Key::SPDXID)).map(str::to_owned).collect();
        draft.retain(list, |element| !is_gone(element, &gone));
        gone.extend(found);
        let left: Vec<ValueId> = draft.tree.value(list).children().map(Value::id).collect();
        for element in left {
            draft.retain_texts(element, Key::HAS_FILES, |id| !ids.contains(id));
        }
    }
    let is_gone = |id: Option<&str>| id.is_some_and(|id| gone.contains(id));
    if let Some(list) = draft.root().get(Key::RELATIONSHIPS).map(Value::id) {
        draft.retain(list, |edge| {
            !is_gone(edge.text(Key::SPDX_ELEMENT_ID))
                && !is_gone(edge.text(Key::RELATED_SPDX_ELEMENT))
        });
    }
    draft.retain_texts(ValueId::ROOT, Key::DOCUMENT_DESCRIBES, |id| !gone.contains(id));
    gone
}
