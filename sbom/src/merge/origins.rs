//! What documents were before they were converted, which a result made of several was not.
//!
//! A conversion keeps for the way back what a document was, in properties or annotations of the
//! document. A result of which only a part was that would be read as if all of it had been.

use crate::convert::words::property;
use crate::format::Model;
use crate::spdx::index3::{Class, type_of};
use crate::tree::{Key, Tree, Value, ValueId};

/// Takes out of the result what not all documents were, and what only one of them is called.
pub(super) fn forget<'t>(
    tree: &mut Tree,
    model: Model,
    mut documents: impl Iterator<Item = &'t Tree>,
) {
    let all_were = documents.all(|tree| {
        let mut lists = lists(tree, model).into_iter();
        lists.any(|list| tree.value(list).children().any(|entry| names(model, entry, FORMATS)))
    });
    let is_kept = |entry: Value<'_>| {
        !names(model, entry, NAMES) && (all_were || !names(model, entry, FORMATS))
    };
    for list in lists(tree, model) {
        tree.retain(list, is_kept);
    }
    if model == Model::Spdx3 {
        tidy(tree);
    }
}

/// What says that the whole document was of another format.
const FORMATS: &[&str] = &[
    property::DOCUMENT_VERSION,
    "cyclonedx:specVersion",
    "cyclonedx:version",
    "cyclonedx:metadata:component",
];

/// What the document was called.
const NAMES: &[&str] = &[property::DOCUMENT_NAME, property::DOCUMENT_NAMESPACE];

/// The lists in which a document keeps such things.
fn lists(tree: &Tree, model: Model) -> Vec<ValueId> {
    let root = tree.root();
    let found: Vec<Value<'_>> = match model {
        Model::CycloneDx => {
            let metadata = root.get(Key::METADATA);
            metadata.and_then(|it| it.get(Key::PROPERTIES)).into_iter().collect()
        }
        Model::Spdx2 => root.get(Key::ANNOTATIONS).into_iter().collect(),
        Model::Spdx3 => {
            let documents = root.list(Key::AT_GRAPH).filter(|it| is_document(*it));
            let extensions = documents.flat_map(|it| it.list(Key::EXTENSION));
            extensions.filter_map(|it| it.get(Key::EXTENSION_CDX_PROPERTY)).collect()
        }
    };
    found.into_iter().filter(|list| list.is_array()).map(Value::id).collect()
}

fn is_document(object: Value<'_>) -> bool {
    type_of(object).map(Class::of) == Some(Class::Document)
}

fn names(model: Model, entry: Value<'_>, names: &[&str]) -> bool {
    let name = match model {
        Model::CycloneDx => entry.text(Key::NAME),
        Model::Spdx2 => entry.text(Key::COMMENT).and_then(|text| text.split(": ").next()),
        Model::Spdx3 => entry.text(Key::EXTENSION_CDX_PROP_NAME),
    };
    name.is_some_and(|name| names.contains(&name))
}

/// Takes away extensions that have lost all they had.
fn tidy(tree: &mut Tree) {
    let is_void = |extension: Value<'_>| {
        let list = extension.get(Key::EXTENSION_CDX_PROPERTY);
        list.is_some_and(|list| list.is_array() && list.children().next().is_none())
    };
    let documents = tree.root().list(Key::AT_GRAPH).filter(|it| is_document(*it));
    let lists: Vec<(ValueId, ValueId)> =
        documents.filter_map(|it| Some((it.id(), it.get(Key::EXTENSION)?.id()))).collect();
    for (document, list) in lists {
        tree.retain(list, |extension| !is_void(extension));
        if tree.value(list).children().next().is_none() {
            tree.remove(document, Key::EXTENSION);
        }
    }
}
