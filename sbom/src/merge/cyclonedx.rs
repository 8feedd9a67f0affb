//! Merging in the shape of CycloneDX.

mod completeness;

use std::collections::{HashMap, HashSet};

use self::completeness::{Place, is_claimed_in};
use super::absorb::{contradiction, identity, is_same, text_of};
use super::claims::Claims;
use super::names::{self, Renames};
use super::result::Result;
use super::{MergeAnswer, MergeConflict, MergeMode, MergeOptions};
use crate::cyclonedx::signature;
use crate::document::composition::is_about_everything;
use crate::tree::{Key, Tree, Value, ValueId};

/// Returns the result and the ids of what a new subject depends on.
pub(super) fn merge(
    trees: &[Tree],
    options: &MergeOptions,
    id: Option<&str>,
) -> (Tree, Vec<MergeConflict>, Vec<String>) {
    let mut merger = Merger {
        result: Result::new(),
        entries: HashMap::new(),
        told: HashSet::new(),
        keeps_overall: agree_overall(trees),
        claims: trees.iter().any(is_claimed_in).then(Claims::default),
        tops: Vec::new(),
    };
    if let Some(first) = trees.first() {
        merger.head(first.root(), id);
    }
    for (position, tree) in trees.iter().enumerate() {
        match options.mode {
            MergeMode::Flat if trees.len() == 1 && options.subject.is_none() => {
                merger.dedupe(tree.root());
            }
            MergeMode::Flat => merger.flat(tree.root(), position, options.subject.is_some()),
            MergeMode::Hierarchical => merger.below(tree.root(), position),
        }
    }
    completeness::weaken(&mut merger);
    signature::take(&mut merger.result.tree, ValueId::ROOT);
    (merger.result.tree, merger.result.conflicts, merger.tops)
}

/// Reports whether all documents say the same about how complete they are as a whole.
fn agree_overall(trees: &[Tree]) -> bool {
    let said = |tree: &Tree| -> Vec<String> {
        let overall = tree.root().list(Key::COMPOSITIONS).filter(|it| is_about_everything(*it));
        let mut words: Vec<_> =
            overall.filter_map(|it| it.text(Key::AGGREGATE)).map(str::to_owned).collect();
        words.sort_unstable();
        words.dedup();
        words
    };
    let mut said = trees.iter().map(said);
    let first = said.next();
    said.all(|other| Some(other) == first)
}

struct Merger {
    result: Result,
    /// From a reference to its entry in `dependencies`.
    entries: HashMap<String, ValueId>,
    /// What stands in lists other than of components, by the list: what is told again in the same
    /// words is the same.
    told: HashSet<(String, String)>,
    /// Whether the result as a whole is as complete as every document.
    keeps_overall: bool,
    /// How complete dependencies and the like are, if any are said to be.
    claims: Option<Claims<Place>>,
    /// What a new subject depends on.
    tops: Vec<String>,
}

impl Merger {
    /// Begins the result; without an id, as the same document.
    fn head(&mut self, first: Value<'_>, id: Option<&str>) {
        let root = ValueId::ROOT;
        self.result.put(root, Key::BOM_FORMAT, "CycloneDX");
        self.result.put(root, Key::SPEC_VERSION, first.text(Key::SPEC_VERSION).unwrap_or("1.6"));
        if let Some(id) = id.or_else(|| first.text(Key::SERIAL_NUMBER)) {
            self.result.put(root, Key::SERIAL_NUMBER, id);
        }
        let revision = first.get(Key::VERSION).and_then(Value::as_number).filter(|_| id.is_none());
        self.result.put_number(root, Key::VERSION, revision.unwrap_or("1"));
    }

    fn flat(&mut self, document: Value<'_>, position: usize, has_subject: bool) {
        // Another document's subject is one component among others, unless it is the same.
        let is_kept = position == 0 && !has_subject;
        let subject = subject_of(document).filter(|_| !is_kept);
        let again = subject.and_then(|subject| Some((subject, self.is_subject(subject)?)));
        let listed = subject.filter(|_| again.is_none());
        let mut parts: Vec<(Value<'_>, Option<ValueId>)> = Vec::new();
        for part in listed.into_iter().chain(document.list(Key::COMPONENTS)) {
            let same = self.result.same(Key::COMPONENTS, part, position, Key::BOM_REF);
            parts.push((part, same));
        }
        let mut renames = Renames::new();
        for (part, same) in again.iter().map(|it| (it.0, Some(it.1))).chain(parts.iter().copied()) {
            if let Some(mine) = same {
                self.adopt(part, mine, position, &mut renames);
            }
        }
        self.rename(document, position, &mut renames);
        self.metadata(document, position, &renames, is_kept);
        if let Some((part, mine)) = again {
            self.result.absorb(mine, part, &renames, position, Key::BOM_REF);
        }
        let list = self.result.list(ValueId::ROOT, Key::COMPONENTS);
        let mut added = Vec::new();
        let mut stands_for_subject = None;
        for (part, same) in parts {
            let element = match same {
                Some(mine) => {
                    self.result.absorb(mine, part, &renames, position, Key::BOM_REF);
                    mine
                }
                None => {
                    let made = self.result.prepare(Key::COMPONENTS, part, &renames);
                    self.result.attach(list, made);
                    added.push(made);
                    made
                }
            };
            if listed.is_some_and(|subject| subject.id() == part.id()) {
                stands_for_subject = Some(element);
            }
        }
        if let Some(element) = stands_for_subject.filter(|_| has_subject) {
            let name = self.name(element, position);
            self.tops.push(name);
        }
        // Only now: what stands twice in one document is the same by `dedupe` alone.
        for element in added {
            self.result.remember(Key::COMPONENTS, element);
        }
        self.sections(document, position, &mut renames);
    }

    /// Finds the result's subject again.
    fn is_subject(&self, other: Value<'_>) -> Option<ValueId> {
        let mine = subject_of(self.result.tree.root())?;
        let is_told = [Key::PURL, Key::CPE, Key::SWID, Key::VERSION]
            .iter()
            .any(|key| mine.get(*key).is_some());
        let is_same = match is_told {
            true => identity(mine) == identity(other) && contradiction(mine, other).is_none(),
            false => is_same(mine, other),
        };
        is_same.then(|| mine.id())
    }

    /// Calls a part what its equal is called, and what both have in the same words.
    fn adopt(&mut self, part: Value<'_>, mine: ValueId, position: usize, renames: &mut Renames) {
        let known = self.result.tree.value(mine);
        for member in part.children().filter(|member| member.scalar().is_none()) {
            let key = self.result.tree.find_key(member.key_text());
            let known = key.and_then(|key| known.get(key));
            if known.is_some_and(|known| is_same(known, member)) {
                names::keep(member, renames);
            }
        }
        let Some(theirs) = part.text(Key::BOM_REF) else { return };
        let name = match known.text(Key::BOM_REF) {
            Some(name) => name.to_owned(),
            None => {
                let name = self.result.names.take(theirs, position, ":");
                self.result.set(mine, Key::BOM_REF, &name);
                name
            }
        };
        renames.insert(theirs.to_owned(), name);
    }

    /// Returns the reference of an element, a new one if it has none.
    fn name(&mut self, element: ValueId, position: usize) -> String {
        if let Some(name) = self.result.tree.value(element).text(Key::BOM_REF) {
            return name.to_owned();
        }
        let wanted = format!("document-{}", position + 1);
        let name = self.result.names.take(&wanted, position, ":");
        self.result.set(element, Key::BOM_REF, &name);
        name
    }

    /// Makes one component of those of a single document that are the same.
    fn dedupe(&mut self, document: Value<'_>) {
        let mut renames = Renames::new();
        let mut copies = Vec::new();
        for part in document.list(Key::COMPONENTS) {
            let Some(mine) = self.result.same(Key::COMPONENTS, part, 0, Key::BOM_REF) else {
                let element = self.result.prepare(Key::COMPONENTS, part, &Renames::new());
                self.result.remember(Key::COMPONENTS, element);
                copies.push(element);
                continue;
            };
            let name = self.result.tree.value(mine).text(Key::BOM_REF).map(str::to_owned);
            if let Some((theirs, name)) = part.text(Key::BOM_REF).zip(name) {
                renames.insert(theirs.to_owned(), name);
            }
            self.result.absorb(mine, part, &Renames::new(), 0, Key::BOM_REF);
        }
        renames.retain(|old, new| old != new);
        self.metadata(document, 0, &renames, true);
        let list = self.result.list(ValueId::ROOT, Key::COMPONENTS);
        for element in copies {
            names::rename_in(&mut self.result.tree, element, Key::COMPONENTS, &renames);
            self.result.attach(list, element);
        }
        self.sections(document, 0, &mut renames);
    }

    fn below(&mut self, document: Value<'_>, position: usize) {
        let mut renames = Renames::new();
        self.rename(document, position, &mut renames);
        self.metadata(document, position, &renames, false);
        let list = self.result.list(ValueId::ROOT, Key::COMPONENTS);
        let top = self.result.begin(list);
        match subject_of(document) {
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
        let name = self.name(top, position);
        self.tops.push(name);
        let inside = self.result.list(top, Key::COMPONENTS);
        for part in document.list(Key::COMPONENTS) {
            self.result.copy(inside, part, &renames);
        }
        self.sections(document, position, &mut renames);
    }

    /// Gives every id of a document that has no name in the result yet one that is free; those of
    /// vulnerabilities later, once it is known which are the same.
    fn rename(&mut self, document: Value<'_>, position: usize, renames: &mut Renames) {
        let parts = document.list(Key::COMPONENTS).chain(subject_of(document));
        for part in parts {
            self.take(names::ids(part, &[Key::BOM_REF]), position, renames);
        }
        for list in document.children().filter(|it| is_plain_list(*it)) {
            for entry in list.children() {
                let told = (list.key_text().to_owned(), text_of(entry));
                if self.told.contains(&told) && !names::is_touched(entry, renames) {
                    names::keep(entry, renames);
                }
            }
        }
        let found = document.list(Key::VULNERABILITIES).filter_map(|it| it.get(Key::BOM_REF));
        let later: HashSet<&str> = found.filter_map(Value::as_str).collect();
        let ids = names::ids(document, &[Key::BOM_REF]).into_iter();
        self.take(ids.filter(|id| !later.contains(id)), position, renames);
        renames.retain(|old, new| old != new);
    }

    fn take<'t>(
        &mut self,
        ids: impl IntoIterator<Item = &'t str>,
        position: usize,
        renames: &mut Renames,
    ) {
        for id in ids {
            if !renames.contains_key(id) {
                let name = self.result.names.take(id, position, ":");
                renames.insert(id.to_owned(), name);
            }
        }
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

    fn sections(&mut self, document: Value<'_>, position: usize, renames: &mut Renames) {
        // First, since compositions name them.
        self.vulnerabilities(document, position, renames);
        completeness::add(self, document, position, renames);
        for member in document.children() {
            match member.key() {
                Key::BOM_FORMAT | Key::SPEC_VERSION | Key::SERIAL_NUMBER | Key::VERSION => {}
                Key::METADATA | Key::COMPONENTS | Key::SIGNATURE | Key::VULNERABILITIES => {}
                Key::DEPENDENCIES => self.dependencies(document, renames),
                Key::COMPOSITIONS => self.compositions(member, position, renames),
                _ => self.result.join(ValueId::ROOT, member, renames, position),
            }
            if is_plain_list(member) {
                let untouched = member.children().filter(|it| !names::is_touched(*it, renames));
                let list = member.key_text();
                self.told.extend(untouched.map(|it| (list.to_owned(), text_of(it))));
            }
        }
    }

    /// Adds what is said about completeness; of the whole only what all documents say.
    fn compositions(&mut self, member: Value<'_>, position: usize, renames: &Renames) {
        let is_kept = |it: &Value<'_>| self.keeps_overall || !is_about_everything(*it);
        let (kept, left): (Vec<_>, Vec<_>) = member.children().partition(is_kept);
        if !left.is_empty() {
            self.result.conflicts.push(MergeConflict {
                document: position,
                element: String::new(),
                field: "compositions".to_owned(),
                answer: MergeAnswer::LeftOut,
            });
        }
        if !kept.is_empty() {
            let list = self.result.list(ValueId::ROOT, Key::COMPOSITIONS);
            self.result.extend(list, kept.into_iter(), renames);
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
                    let made = self.result.prepare(Key::DEPENDENCIES, entry, renames);
                    self.result.attach(list, made);
                    self.entries.insert(name.to_owned(), made);
                }
            }
        }
    }

    fn vulnerabilities(&mut self, document: Value<'_>, position: usize, renames: &mut Renames) {
        let section = Key::VULNERABILITIES;
        let mut added = Vec::new();
        for found in document.list(section) {
            let theirs = found.text(Key::BOM_REF);
            let made = self.result.prepare(section, found, renames);
            let same = self.result.same_made(section, made, position, Key::ID);
            let known = same.and_then(|mine| self.result.tree.value(mine).text(Key::BOM_REF));
            if let Some(theirs) = theirs {
                let name = match known {
                    Some(name) => name.to_owned(),
                    None => self.result.names.take(theirs, position, ":"),
                };
                if known.is_none() && name != theirs {
                    self.result.set(made, Key::BOM_REF, &name);
                }
                renames.insert(theirs.to_owned(), name);
            }
            match same {
                Some(mine) => self.result.absorb_made(mine, made, position, Key::ID),
                None => {
                    let list = self.result.list(ValueId::ROOT, section);
                    self.result.attach(list, made);
                    added.push(made);
                }
            }
        }
        for element in added {
            self.result.remember(section, element);
        }
        renames.retain(|old, new| old != new);
    }
}

fn subject_of(root: Value<'_>) -> Option<Value<'_>> {
    root.get(Key::METADATA)?.get(Key::COMPONENT).filter(|subject| subject.is_object())
}

/// Reports whether a section is a list of elements that nothing but their words identifies.
fn is_plain_list(section: Value<'_>) -> bool {
    let has_its_own_way =
        matches!(section.key(), Key::COMPONENTS | Key::DEPENDENCIES | Key::VULNERABILITIES);
    section.is_array() && !has_its_own_way
}
