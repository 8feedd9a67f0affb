//! Merging in the shape of CycloneDX.

use std::collections::HashMap;

use super::names::{self, Renames};
use super::result::Result;
use super::{MergeConflict, MergeMode, MergeOptions};
use crate::tree::{Key, Scalar, Tree, Value, ValueId};

/// Returns the result and, of a hierarchy, the ids of what stands for each document.
pub(super) fn merge(
    trees: &[Tree],
    options: &MergeOptions,
    id: &str,
) -> (Tree, Vec<MergeConflict>, Vec<String>) {
    let mut merger = Merger { result: Result::new(), entries: HashMap::new(), tops: Vec::new() };
    if let Some(first) = trees.first() {
        merger.head(first.root(), id);
    }
    for (position, tree) in trees.iter().enumerate() {
        match options.mode {
            MergeMode::Flat if trees.len() == 1 => merger.dedupe(tree.root()),
            MergeMode::Flat => merger.flat(tree.root(), position, options.subject.is_some()),
            MergeMode::Hierarchical => merger.below(tree.root(), position),
        }
    }
    (merger.result.tree, merger.result.conflicts, merger.tops)
}

struct Merger {
    result: Result,
    /// From a reference to its entry in `dependencies`.
    entries: HashMap<String, ValueId>,
    /// Of a hierarchy: what stands for each document.
    tops: Vec<String>,
}

impl Merger {
    fn head(&mut self, first: Value<'_>, id: &str) {
        let root = ValueId::ROOT;
        self.result.put(root, Key::BOM_FORMAT, "CycloneDX");
        self.result.put(root, Key::SPEC_VERSION, first.text(Key::SPEC_VERSION).unwrap_or("1.6"));
        self.result.put(root, Key::SERIAL_NUMBER, id);
        self.result.tree.set(root, Key::VERSION, Scalar::Number("1"));
    }

    fn flat(&mut self, document: Value<'_>, position: usize, has_subject: bool) {
        let metadata = document.get(Key::METADATA);
        let subject = metadata.and_then(|metadata| metadata.get(Key::COMPONENT));
        // Another document's subject is one component among others.
        let is_kept = position == 0 && !has_subject;
        let listed = subject.filter(|_| !is_kept);
        let parts: Vec<_> = listed.into_iter().chain(document.list(Key::COMPONENTS)).collect();
        let mut same = Vec::new();
        let mut renames = Renames::new();
        for part in &parts {
            let found = self.result.same(Key::COMPONENTS, *part, position, Key::BOM_REF);
            same.push(found);
            let Some(found) = found else { continue };
            let theirs = part.text(Key::BOM_REF);
            let mine = self.result.tree.value(found).text(Key::BOM_REF).map(str::to_owned);
            match (theirs, mine) {
                (Some(theirs), Some(mine)) => {
                    renames.insert(theirs.to_owned(), mine);
                }
                (Some(theirs), None) => {
                    let name = self.result.names.take(theirs, position, ":");
                    self.result.tree.set(found, Key::BOM_REF, Scalar::Text(&name));
                    renames.insert(theirs.to_owned(), name);
                }
                _ => {}
            }
        }
        self.rename_others(document, position, &mut renames);
        let list = self.result.list(ValueId::ROOT, Key::COMPONENTS);
        let mut added = Vec::new();
        for (part, same) in parts.iter().zip(same) {
            match same {
                Some(mine) => {
                    self.result.absorb(mine, *part, &renames, position, Key::BOM_REF);
                }
                // A subject has a key of its own, a component of a list has none.
                None if part.key() == Key::COMPONENT => {
                    let element = self.result.begin(list);
                    for member in part.children() {
                        self.result.copy(element, member, &renames);
                    }
                    added.push(element);
                }
                None => added.push(self.result.copy(list, *part, &renames)),
            }
        }
        // Only now: what stands twice in one document is the same by `dedupe` alone.
        for element in added {
            self.result.remember(Key::COMPONENTS, element);
        }
        self.metadata(document, position, &renames, is_kept);
        self.sections(document, position, &renames);
    }

    /// Makes one component of those of a single document that are the same.
    fn dedupe(&mut self, document: Value<'_>) {
        let mut renames = Renames::new();
        let list = self.result.list(ValueId::ROOT, Key::COMPONENTS);
        for part in document.list(Key::COMPONENTS) {
            let Some(mine) = self.result.same(Key::COMPONENTS, part, 0, Key::BOM_REF) else {
                let element = self.result.copy(list, part, &Renames::new());
                self.result.remember(Key::COMPONENTS, element);
                continue;
            };
            let name = self.result.tree.value(mine).text(Key::BOM_REF).map(str::to_owned);
            if let Some((theirs, name)) = part.text(Key::BOM_REF).zip(name) {
                renames.insert(theirs.to_owned(), name);
            }
            self.result.absorb(mine, part, &Renames::new(), 0, Key::BOM_REF);
        }
        renames.retain(|old, new| old != new);
        names::rename(&mut self.result.tree, list, &renames);
        self.metadata(document, 0, &renames, true);
        self.sections(document, 0, &renames);
    }

    fn below(&mut self, document: Value<'_>, position: usize) {
        let mut renames = Renames::new();
        self.rename_others(document, position, &mut renames);
        let metadata = document.get(Key::METADATA);
        let subject = metadata.and_then(|metadata| metadata.get(Key::COMPONENT));
        let list = self.result.list(ValueId::ROOT, Key::COMPONENTS);
        let top = self.result.begin(list);
        match subject {
            Some(subject) => {
                for member in subject.children() {
                    self.result.copy(top, member, &renames);
                }
            }
            None => {
                self.result.put(top, Key::TYPE, "application");
                self.result.put(top, Key::NAME, &format!("document {}", position + 1));
            }
        }
        let name = match self.result.tree.value(top).text(Key::BOM_REF) {
            Some(name) => name.to_owned(),
            None => {
                let wanted = format!("document-{}", position + 1);
                let name = self.result.names.take(&wanted, position, ":");
                self.result.put(top, Key::BOM_REF, &name);
                name
            }
        };
        self.tops.push(name);
        let inside = self.result.list(top, Key::COMPONENTS);
        for part in document.list(Key::COMPONENTS) {
            self.result.copy(inside, part, &renames);
        }
        self.metadata(document, position, &renames, false);
        self.sections(document, position, &renames);
    }

    /// Gives every id of a document that is not renamed yet one that is free.
    fn rename_others(&mut self, document: Value<'_>, position: usize, renames: &mut Renames) {
        for id in names::ids(document, &[Key::BOM_REF]) {
            if renames.contains_key(id) {
                continue;
            }
            let name = self.result.names.take(id, position, ":");
            renames.insert(id.to_owned(), name);
        }
        renames.retain(|old, new| old != new);
    }

    fn metadata(
        &mut self,
        document: Value<'_>,
        position: usize,
        renames: &Renames,
        keeps_subject: bool,
    ) {
        let Some(theirs) = document.get(Key::METADATA) else { return };
        let mine = self.result.member(ValueId::ROOT, Key::METADATA, true);
        for member in theirs.children() {
            match member.key() {
                // Given by the caller: the result is made at another time.
                Key::TIMESTAMP => {}
                Key::COMPONENT if !keeps_subject => {}
                // The older list and the object of tools cannot stand side by side.
                _ => self.result.join(mine, member, renames, position),
            }
        }
    }

    fn sections(&mut self, document: Value<'_>, position: usize, renames: &Renames) {
        for member in document.children() {
            match member.key() {
                Key::BOM_FORMAT | Key::SPEC_VERSION | Key::SERIAL_NUMBER | Key::VERSION => {}
                Key::METADATA | Key::COMPONENTS | Key::SIGNATURE => {}
                Key::DEPENDENCIES => self.dependencies(document, renames),
                Key::VULNERABILITIES => self.vulnerabilities(document, position, renames),
                _ => self.result.join(ValueId::ROOT, member, renames, position),
            }
        }
    }

    fn dependencies(&mut self, document: Value<'_>, renames: &Renames) {
        let list = self.result.list(ValueId::ROOT, Key::DEPENDENCIES);
        for entry in document.list(Key::DEPENDENCIES) {
            let old = entry.text(Key::REF).unwrap_or_default();
            let name = renames.get(old).map_or(old, String::as_str);
            match self.entries.get(name).copied() {
                Some(mine) => {
                    for member in entry.children().filter(|member| member.is_array()) {
                        self.result.join(mine, member, renames, 0);
                    }
                }
                None => {
                    let made = self.result.begin(list);
                    for member in entry.children() {
                        match member.is_array() {
                            // Two ids may have become one.
                            true => self.result.unite(made, member, renames),
                            false => {
                                self.result.copy(made, member, renames);
                            }
                        }
                    }
                    self.entries.insert(name.to_owned(), made);
                }
            }
        }
    }

    fn vulnerabilities(&mut self, document: Value<'_>, position: usize, renames: &Renames) {
        let list = self.result.list(ValueId::ROOT, Key::VULNERABILITIES);
        let mut added = Vec::new();
        for found in document.list(Key::VULNERABILITIES) {
            match self.result.same(Key::VULNERABILITIES, found, position, Key::ID) {
                Some(mine) => self.result.absorb(mine, found, renames, position, Key::ID),
                None => added.push(self.result.copy(list, found, renames)),
            }
        }
        for element in added {
            self.result.remember(Key::VULNERABILITIES, element);
        }
    }
}
