//! One of the documents, as a list of objects.

use std::borrow::Cow;

use super::class_of;
use crate::document::Document;
use crate::spdx::index3::{self, Class, Objects};
use crate::spdx::schema3;
use crate::tree::{Key, Value};

/// A document that is merged.
pub(super) struct Source<'d> {
    pub(super) document: &'d Document,
    pub(super) objects: &'d Objects,
    /// The objects of the graph, and those with an id that stand inside of them.
    pub(super) items: Vec<Item<'d>>,
    /// It is of 3.0.0.
    pub(super) is_old: bool,
    /// What 3.0.0 calls otherwise is renamed, since the result is of 3.0.1.
    pub(super) is_renamed: bool,
}

/// An object of a document.
pub(super) struct Item<'d> {
    pub(super) value: Value<'d>,
    /// Without abbreviation; empty if it has none.
    pub(super) id: String,
    pub(super) class: Class,
    pub(super) is_relationship: bool,
}

impl Item<'_> {
    pub(super) fn is_blank(&self) -> bool {
        self.id.starts_with("_:")
    }

    pub(super) fn is_document(&self) -> bool {
        self.class == Class::Document
    }

    /// Returns the section in which the same one is searched for.
    pub(super) fn section(&self) -> Option<Key> {
        match self.class {
            _ if self.id.is_empty() || self.is_blank() => None,
            Class::Package | Class::AiPackage | Class::DatasetPackage => Some(Key::PACKAGES),
            Class::File => Some(Key::FILES),
            Class::Vulnerability => Some(Key::VULNERABILITIES),
            _ => None,
        }
    }
}

impl<'d> Source<'d> {
    pub(super) fn new(document: &'d Document) -> Option<Self> {
        let objects = &document.index.spdx3.as_deref()?.objects;
        let root = document.root();
        let mut items = Vec::new();
        let top: Vec<Value<'d>> = match root.get(Key::AT_GRAPH) {
            Some(graph) => graph.elements().filter(|it| it.is_object()).collect(),
            None => vec![root],
        };
        for object in top {
            let mut open = vec![(object, Key::NONE)];
            let mut is_first = true;
            while let Some((value, key)) = open.pop() {
                if value.is_object() {
                    let id = index3::id(value).and_then(Value::as_str).unwrap_or_default();
                    let is_own = !id.is_empty()
                        && index3::type_of(value).is_some()
                        && schema3::reference(key).is_some();
                    if is_first || is_own {
                        items.push(Item {
                            value,
                            id: objects.expand(id).into_owned(),
                            class: class_of(value),
                            is_relationship: value.get(Key::RELATIONSHIP_TYPE).is_some(),
                        });
                    }
                    is_first = false;
                }
                let start = open.len();
                let inner = value.children().filter(|it| it.key() != Key::AT_CONTEXT);
                let inner = inner.filter(|it| it.scalar().is_none());
                open.extend(
                    inner.map(|it| (it, if it.key() == Key::NONE { key } else { it.key() })),
                );
                open.get_mut(start..).unwrap_or_default().reverse();
            }
        }
        let mut contexts = root.list(Key::AT_CONTEXT).filter_map(Value::as_str);
        let is_old = contexts.any(|context| context.contains("spdx.org/rdf/3.0.0/"));
        Some(Self { document, objects, items, is_old, is_renamed: false })
    }

    pub(super) fn of(&self, class: Class) -> impl Iterator<Item = &Item<'d>> {
        self.items.iter().filter(move |item| item.class == class)
    }

    pub(super) fn expand<'i>(&self, id: &'i str) -> Cow<'i, str> {
        self.objects.expand(id)
    }
}
