//! The new document over all, and who made it.

use std::collections::HashSet;

use super::source::{Item, Source};
use super::{Merger, copy};
use crate::convert::words::iri;
use crate::merge::names::Renames;
use crate::merge::{MergeAnswer, MergeConflict};
use crate::spdx::index3::{self, Class};
use crate::spdx::{lens3, schema3};
use crate::tree::{Key, Tree, Value, ValueId};

/// What the new document is.
pub(super) struct Head {
    pub(super) id: String,
    /// The object; of a document that stays what it is, once it was met.
    object: Option<ValueId>,
    creation: Option<ValueId>,
    /// What all documents conform to, and what any does.
    profiles: Option<Vec<String>>,
    imports: HashSet<String>,
}

/// Writes the context: that of 3.0.1 unless all are of 3.0.0, with the terms of all.
pub(super) fn context(merger: &mut Merger, sources: &[Source<'_>]) {
    let newest = sources.iter().find(|source| !source.is_old).or_else(|| sources.first());
    let Some(newest) = newest else { return };
    let root = ValueId::ROOT;
    let no_renames = Renames::new();
    let Some(context) = newest.document.root().get(Key::AT_CONTEXT) else {
        return merger.result.put(root, Key::AT_CONTEXT, iri::CONTEXT);
    };
    let terms = |source: &Source<'_>| {
        let contexts = source.document.root().list(Key::AT_CONTEXT);
        contexts.flat_map(Value::children).count()
    };
    if sources.iter().all(|source| terms(source) == 0) {
        merger.result.copy(root, context, &no_renames);
        return;
    }
    let list = merger.result.list(root, Key::AT_CONTEXT);
    for text in context.elements().filter(|it| it.as_str().is_some()) {
        merger.result.copy(list, text, &no_renames);
    }
    let all = merger.result.begin(list);
    for (position, source) in sources.iter().enumerate() {
        for context in source.document.root().list(Key::AT_CONTEXT) {
            for term in context.children() {
                merger.result.join(all, term, &no_renames, position);
            }
        }
    }
}

impl Head {
    /// Begins the document; without an id, it stays the one that it is.
    pub(super) fn begin(merger: &mut Merger, sources: &[Source<'_>], id: Option<&str>) -> Self {
        let imports = HashSet::new();
        let Some(id) = id else {
            return Self {
                id: String::new(),
                object: None,
                creation: None,
                profiles: None,
                imports,
            };
        };
        let blank = merger.ids.take("_:merged".to_owned());
        let id = merger.ids.take(id.to_owned());
        let version = sources.iter().find(|source| !source.is_old).or_else(|| sources.first());
        let version =
            version.map_or("3.0.1", |source| if source.is_old { "3.0.0" } else { "3.0.1" });
        let creation = merger.result.begin(merger.graph);
        merger.result.put(creation, Key::TYPE, "CreationInfo");
        merger.result.put(creation, Key::AT_ID, &blank);
        merger.result.put(creation, Key::SPEC_VERSION, version);
        let object = merger.result.begin(merger.graph);
        merger.result.put(object, Key::TYPE, "SpdxDocument");
        merger.result.put(object, Key::SPDX_ID, &id);
        merger.result.put(object, Key::CREATION_INFO, &blank);
        let name = sources.iter().find_map(|source| source.document.name());
        merger.result.put(object, Key::NAME, name.unwrap_or("merged"));
        merger.known.insert(id.clone(), object);
        let (object, creation) = (Some(object), Some(creation));
        Self { id, object, creation, profiles: None, imports }
    }

    /// Adds what a document says of itself.
    pub(super) fn add(
        &mut self,
        merger: &mut Merger,
        source: &Source<'_>,
        position: usize,
        renames: &Renames,
    ) {
        self.roots(merger, source, renames);
        if self.id.is_empty() {
            for item in source.of(Class::Document) {
                let made = merger.copy(source, item.value, renames);
                merger.result.attach(merger.graph, made);
            }
            return;
        }
        self.creators(merger, source, renames);
        let mut profiles: Option<Vec<String>> = None;
        for item in source.of(Class::Document) {
            profiles
                .get_or_insert_default()
                .extend(self.members(merger, source, item, position, renames));
        }
        let Some(profiles) = profiles else { return };
        // To say nothing is to conform to the core alone.
        let said = if profiles.is_empty() { vec!["core".to_owned()] } else { profiles };
        self.profiles = Some(match self.profiles.take() {
            None => said,
            Some(all) => {
                if said.len() != all.len() || said.iter().any(|word| !all.contains(word)) {
                    merger.result.conflicts.push(MergeConflict {
                        document: position,
                        element: String::new(),
                        field: "profileConformance".to_owned(),
                        answer: MergeAnswer::LeftOut,
                    });
                }
                all.into_iter().filter(|word| said.contains(word)).collect()
            }
        });
    }

    /// Joins the members of a document with those of the others; returns its profiles.
    fn members(
        &mut self,
        merger: &mut Merger,
        source: &Source<'_>,
        item: &Item<'_>,
        position: usize,
        renames: &Renames,
    ) -> Vec<String> {
        let Some(object) = self.object else { return Vec::new() };
        let mut tree = Tree::default();
        let made = copy::copy(&mut tree, source, item.value, renames);
        let no_renames = Renames::new();
        let mut profiles = Vec::new();
        for member in tree.value(made).children() {
            match member.key() {
                Key::TYPE | Key::AT_TYPE | Key::SPDX_ID | Key::AT_ID | Key::NAME => {}
                Key::CREATION_INFO | Key::ELEMENT | Key::ROOT_ELEMENT => {}
                Key::PROFILE_CONFORMANCE => {
                    let words = member.elements().filter_map(Value::as_str);
                    profiles.extend(words.map(str::to_owned));
                }
                // It was of the document before.
                Key::VERIFIED_USING => merger.result.conflicts.push(MergeConflict {
                    document: position,
                    element: String::new(),
                    field: member.key_text().to_owned(),
                    answer: MergeAnswer::LeftOut,
                }),
                // Each of one document, and of one prefix.
                Key::IMPORT | Key::NAMESPACE_MAP => {
                    let list = merger.result.list(object, member.key());
                    for entry in member.elements() {
                        let name = entry.text(Key::EXTERNAL_SPDX_ID).or(entry.text(Key::PREFIX));
                        let name = format!("{} {}", member.key_text(), name.unwrap_or_default());
                        if self.imports.insert(name) {
                            merger.result.copy(list, entry, &no_renames);
                        }
                    }
                }
                _ => merger.result.join(object, member, &no_renames, position),
            }
        }
        profiles
    }

    /// Adds those who made a document to those who made the result.
    fn creators(&self, merger: &mut Merger, source: &Source<'_>, renames: &Renames) {
        let (Some(info), Some(creation)) = (lens3::creation(source.document), self.creation) else {
            return;
        };
        let mut tree = Tree::default();
        let made = copy::copy(&mut tree, source, info, renames);
        for key in [Key::CREATED_BY, Key::CREATED_USING] {
            let said = tree.value(made).get(key);
            let Some(said) = said.filter(|said| said.elements().next().is_some()) else { continue };
            let list = merger.result.list(creation, key);
            merger.result.extend(list, said.elements(), &Renames::new());
        }
    }

    /// Takes note of what a document describes.
    fn roots(&self, merger: &mut Merger, source: &Source<'_>, renames: &Renames) {
        let named = |value: Value<'_>| {
            let id = source.expand(index3::id_in(value)?);
            Some(renames.get(&*id).map_or_else(|| id.into_owned(), String::clone))
        };
        let mut found: Vec<String> = Vec::new();
        if merger.keeps_roots {
            let documents = source.of(Class::Document);
            found.extend(
                documents.flat_map(|it| it.value.list(Key::ROOT_ELEMENT)).filter_map(named),
            );
            if source.of(Class::Document).next().is_none() {
                let collections = source.of(Class::Collection);
                found.extend(collections.filter_map(|it| named(index3::id(it.value)?)));
            }
        } else {
            let described = source.document.described();
            found.extend(described.filter_map(|it| named(index3::id(it.value())?)));
        }
        let mut known: HashSet<String> = merger.roots.iter().cloned().collect();
        merger.roots.extend(found.into_iter().filter(|id| known.insert(id.clone())));
    }

    /// Ends the document with what belongs to it.
    pub(super) fn finish(self, merger: &mut Merger) {
        let (Some(object), false) = (self.object, self.id.is_empty()) else { return };
        let mut elements = Vec::new();
        let mut components = Vec::new();
        for element in merger.result.tree.value(merger.graph).children() {
            let name = index3::type_of(element).unwrap_or_default();
            let is_element =
                schema3::class(&index3::short_name(name)).is_some_and(|it| it.is_element());
            let id = element.text(Key::SPDX_ID).filter(|id| is_element && *id != self.id);
            if let Some(id) = id {
                elements.push(id.to_owned());
                if matches!(Class::of(name), Class::Package | Class::File) {
                    components.push(id.to_owned());
                }
            }
        }
        let mut roots = Vec::new();
        if merger.keeps_roots {
            roots.clone_from(&merger.roots);
            if roots.is_empty() {
                roots = components;
            }
            if roots.is_empty() {
                roots.extend(elements.first().cloned());
            }
        }
        let lists = [
            (Key::PROFILE_CONFORMANCE, self.profiles.unwrap_or_default()),
            (Key::ROOT_ELEMENT, roots),
            (Key::ELEMENT, elements),
        ];
        for (key, ids) in lists {
            let list = merger.result.list(object, key);
            for id in ids {
                merger.result.put(list, Key::NONE, &id);
            }
        }
    }
}
