//! Merging in the shape of SPDX 2.

use std::collections::HashMap;

use super::names::{self, Renames};
use super::result::Result;
use super::{MergeAnswer, MergeConflict, MergeMode, MergeOptions};
use crate::tree::{Key, Tree, Value, ValueId};

const DOCUMENT: &str = "SPDXRef-DOCUMENT";

/// Returns the result and, of a hierarchy, the ids of what the documents describe.
pub(super) fn merge(
    trees: &[Tree],
    options: &MergeOptions,
    id: Option<&str>,
) -> (Tree, Vec<MergeConflict>, Vec<String>) {
    let is_flat = options.mode == MergeMode::Flat;
    let is_deduping = trees.len() == 1 && is_flat;
    let mut merger = Merger {
        result: Result::new(),
        texts: HashMap::new(),
        named: HashMap::new(),
        tops: Vec::new(),
        is_flat,
        keeps_roots: is_flat && options.subject.is_none(),
        is_deduping,
    };
    merger.result.names.take(DOCUMENT, 0, "-");
    if let Some(first) = trees.first() {
        merger.head(first.root(), id);
    }
    for (position, tree) in trees.iter().enumerate() {
        merger.add(tree.root(), position);
    }
    (merger.result.tree, merger.result.conflicts, merger.tops)
}

struct Merger {
    result: Result,
    /// The texts behind `LicenseRef-` and `DocumentRef-` ids of the result.
    texts: HashMap<String, String>,
    /// What those ids stand for in the result.
    named: HashMap<String, ValueId>,
    tops: Vec<String>,
    is_flat: bool,
    /// Whether the result describes what the documents describe.
    keeps_roots: bool,
    is_deduping: bool,
}

impl Merger {
    /// Begins the result; without an id, as the same document.
    fn head(&mut self, first: Value<'_>, id: Option<&str>) {
        let root = ValueId::ROOT;
        self.result.put(
            root,
            Key::SPDX_VERSION,
            first.text(Key::SPDX_VERSION).unwrap_or("SPDX-2.3"),
        );
        self.result.put(root, Key::DATA_LICENSE, "CC0-1.0");
        self.result.put(root, Key::SPDXID, DOCUMENT);
        self.result.put(root, Key::NAME, first.text(Key::NAME).unwrap_or("merged"));
        if let Some(id) = id.or_else(|| first.text(Key::DOCUMENT_NAMESPACE)) {
            self.result.put(root, Key::DOCUMENT_NAMESPACE, id);
        }
    }

    fn add(&mut self, document: Value<'_>, position: usize) {
        let mut renames = Renames::new();
        if let Some(own) = document.text(Key::SPDXID).filter(|own| *own != DOCUMENT) {
            renames.insert(own.to_owned(), DOCUMENT.to_owned());
        }
        self.texts(document, position, &mut renames);
        let mut same = HashMap::new();
        for section in [Key::PACKAGES, Key::FILES] {
            for part in document.list(section).filter(|_| self.is_flat && !self.is_deduping) {
                let Some(found) = self.result.same(section, part, position, Key::SPDXID) else {
                    continue;
                };
                let mine = self.result.tree.value(found).text(Key::SPDXID).map(str::to_owned);
                if let Some((theirs, mine)) = part.text(Key::SPDXID).zip(mine) {
                    renames.insert(theirs.to_owned(), mine);
                    same.insert(part.id(), found);
                }
            }
        }
        for id in names::ids(document, &[Key::SPDXID]) {
            if id != DOCUMENT && !renames.contains_key(id) {
                let name = self.result.names.take(id, position, "-");
                renames.insert(id.to_owned(), name);
            }
        }
        renames.retain(|old, new| old != new);
        let mut added = Vec::new();
        for section in [Key::PACKAGES, Key::FILES] {
            if document.get(section).is_none() {
                continue;
            }
            let list = self.result.list(ValueId::ROOT, section);
            for part in document.list(section) {
                let found = match self.is_deduping {
                    true => self.result.same(section, part, position, Key::SPDXID),
                    false => same.get(&part.id()).copied(),
                };
                match found {
                    Some(mine) => {
                        self.result.absorb(mine, part, &renames, position, Key::SPDXID);
                        let kept = self.result.tree.value(mine).text(Key::SPDXID);
                        if let Some((theirs, kept)) = part.text(Key::SPDXID).zip(kept) {
                            renames.insert(theirs.to_owned(), kept.to_owned());
                        }
                    }
                    None => {
                        let element = self.result.copy(list, part, &renames);
                        match self.is_deduping {
                            true => self.result.remember(section, element),
                            false => added.push((section, element)),
                        }
                    }
                }
            }
            if self.is_deduping {
                names::rename(&mut self.result.tree, list, &renames);
            }
        }
        for (section, element) in added {
            self.result.remember(section, element);
        }
        self.roots(document, &renames);
        self.sections(document, position, &renames);
    }

    /// Finds ids of licence texts and documents that mean another one in the result.
    fn texts(&mut self, document: Value<'_>, position: usize, renames: &mut Renames) {
        for (section, id, text) in [
            (Key::HAS_EXTRACTED_LICENSING_INFOS, Key::LICENSE_ID, Key::EXTRACTED_TEXT),
            (Key::EXTERNAL_DOCUMENT_REFS, Key::EXTERNAL_DOCUMENT_ID, Key::SPDX_DOCUMENT),
        ] {
            for entry in document.list(section) {
                let (Some(id), text) = (entry.text(id), entry.text(text).unwrap_or_default())
                else {
                    continue;
                };
                match self.texts.get(id) {
                    None => {
                        self.texts.insert(id.to_owned(), text.to_owned());
                        self.result.names.take(id, position, "-");
                    }
                    Some(known) if known == text => {}
                    Some(_) => {
                        let name = self.result.names.take(id, position, "-");
                        self.texts.insert(name.clone(), text.to_owned());
                        renames.insert(id.to_owned(), name);
                    }
                }
            }
        }
    }

    /// Notes what the document describes, for a new subject to depend on.
    fn roots(&mut self, document: Value<'_>, renames: &Renames) {
        if self.keeps_roots {
            return;
        }
        let renamed = |id: &str| renames.get(id).map_or(id, String::as_str).to_owned();
        let mut tops: Vec<String> =
            document.list(Key::DOCUMENT_DESCRIBES).filter_map(Value::as_str).map(renamed).collect();
        for edge in document.list(Key::RELATIONSHIPS) {
            if is_describing(edge) {
                let ends = [Key::SPDX_ELEMENT_ID, Key::RELATED_SPDX_ELEMENT];
                let ends = ends.iter().filter_map(|key| edge.text(*key));
                tops.extend(ends.filter(|end| *end != DOCUMENT).map(renamed));
            }
        }
        for top in tops {
            if !self.tops.contains(&top) {
                self.tops.push(top);
            }
        }
    }

    fn sections(&mut self, document: Value<'_>, position: usize, renames: &Renames) {
        for member in document.children() {
            match member.key() {
                Key::SPDX_VERSION | Key::DATA_LICENSE | Key::SPDXID | Key::NAME => {}
                Key::DOCUMENT_NAMESPACE | Key::PACKAGES | Key::FILES => {}
                Key::DOCUMENT_DESCRIBES if !self.keeps_roots => {}
                Key::CREATION_INFO => {
                    let mine = self.result.member(ValueId::ROOT, Key::CREATION_INFO, true);
                    if !member.is_object() {
                        self.result.conflicts.push(MergeConflict {
                            document: position,
                            element: String::new(),
                            field: member.key_text().to_owned(),
                            answer: MergeAnswer::FirstWins,
                        });
                        continue;
                    }
                    // The result is made at another time, which the caller knows.
                    let kept = member.children().filter(|it| it.key() != Key::CREATED);
                    for inner in kept {
                        self.result.join(mine, inner, renames, position);
                    }
                }
                Key::RELATIONSHIPS => {
                    let list = self.result.list(ValueId::ROOT, Key::RELATIONSHIPS);
                    let is_kept = |edge: &Value<'_>| self.keeps_roots || !is_describing(*edge);
                    self.result.extend(list, member.children().filter(is_kept), renames);
                }
                Key::HAS_EXTRACTED_LICENSING_INFOS => {
                    self.entries(member, Key::LICENSE_ID, position, renames);
                }
                Key::EXTERNAL_DOCUMENT_REFS => {
                    self.entries(member, Key::EXTERNAL_DOCUMENT_ID, position, renames);
                }
                _ => self.result.join(ValueId::ROOT, member, renames, position),
            }
        }
    }

    /// Joins licence texts or documents, one of each id.
    fn entries(&mut self, member: Value<'_>, id: Key, position: usize, renames: &Renames) {
        let section = member.key();
        let list = self.result.list(ValueId::ROOT, section);
        for entry in member.children() {
            let made = self.result.prepare(section, entry, renames);
            let name = self.result.tree.value(made).text(id).unwrap_or_default().to_owned();
            match self.named.get(&name).copied() {
                Some(mine) if !name.is_empty() => {
                    self.result.absorb_made(mine, made, position, id);
                }
                _ => {
                    self.result.attach(list, made);
                    self.named.insert(name, made);
                }
            }
        }
    }
}

fn is_describing(edge: Value<'_>) -> bool {
    matches!(edge.text(Key::RELATIONSHIP_TYPE), Some("DESCRIBES" | "DESCRIBED_BY"))
}
