//! The document that is being put together, whatever its format.

use std::collections::HashMap;

use super::absorb::{United, absorb, contradiction, digests, identity, is_same};
use super::names::{Names, Renames, rename, rename_in};
use super::{MergeAnswer, MergeConflict};
use crate::tree::{Key, Scalar, Tail, Tree, Value, ValueId};

#[derive(Debug)]
pub(super) struct Result {
    pub(super) tree: Tree,
    pub(super) names: Names,
    pub(super) conflicts: Vec<MergeConflict>,
    tails: HashMap<ValueId, Tail>,
    /// The elements that can turn out to be the same, by what identifies them.
    known: HashMap<(Key, String), Vec<ValueId>>,
    /// Of those behind the first [`MANY`] of one identity: what each digest was met with first.
    far: HashMap<(Key, String, String), ValueId>,
    /// The lists that others were joined to, with what they hold from the second time on.
    united: HashMap<ValueId, Option<United>>,
}

/// Elements that are identified by the same and contradict each other are compared with so many
/// of them, and with those that have a digest in common: else a document in which all do would
/// take the square of its size.
const MANY: usize = 16;

/// What a search for the same element came to.
enum Found {
    Same(ValueId),
    /// There are some that look like it, and differ in a member.
    Apart(&'static str),
    Nothing,
}

impl Result {
    pub(super) fn new() -> Self {
        let mut tree = Tree::default();
        tree.object(&mut Tail::ROOT.clone(), Key::NONE, None);
        Self {
            tree,
            names: Names::default(),
            conflicts: Vec::new(),
            tails: HashMap::new(),
            known: HashMap::new(),
            far: HashMap::new(),
            united: HashMap::new(),
        }
    }

    /// Copies a value to the end of a list or an object.
    pub(super) fn copy(&mut self, into: ValueId, value: Value<'_>, renames: &Renames) -> ValueId {
        let key = match value.key() {
            Key::NONE => Key::NONE,
            _ => self.tree.key(value.key_text()),
        };
        let mut tail = self.tail(into);
        let made = self.tree.graft(&mut tail, key, value);
        self.tails.insert(into, tail);
        rename(&mut self.tree, made, renames);
        made
    }

    /// Begins an object or a list that is a member, unless it is there.
    pub(super) fn member(&mut self, object: ValueId, key: Key, is_object: bool) -> ValueId {
        if let Some(member) = self.tree.value(object).get(key) {
            return member.id();
        }
        let mut tail = self.tail(object);
        let made = match is_object {
            true => self.tree.object(&mut tail, key, None),
            false => self.tree.array(&mut tail, key, None),
        };
        self.tails.insert(object, tail);
        made.container()
    }

    pub(super) fn list(&mut self, object: ValueId, key: Key) -> ValueId {
        self.member(object, key, false)
    }

    pub(super) fn begin(&mut self, list: ValueId) -> ValueId {
        let mut tail = self.tail(list);
        let made = self.tree.object(&mut tail, Key::NONE, None);
        self.tails.insert(list, tail);
        made.container()
    }

    pub(super) fn put(&mut self, container: ValueId, key: Key, text: &str) {
        let mut tail = self.tail(container);
        self.tree.scalar(&mut tail, key, Scalar::Text(text));
        self.tails.insert(container, tail);
    }

    pub(super) fn put_number(&mut self, container: ValueId, key: Key, number: &str) {
        let mut tail = self.tail(container);
        self.tree.scalar(&mut tail, key, Scalar::Number(number));
        self.tails.insert(container, tail);
    }

    /// Sets a member, in its place if there is one.
    pub(super) fn set(&mut self, object: ValueId, key: Key, text: &str) {
        self.tree.set(object, key, Scalar::Text(text));
        self.tails.remove(&object);
    }

    fn tail(&self, container: ValueId) -> Tail {
        self.tails.get(&container).copied().unwrap_or_else(|| self.tree.tail(container))
    }

    /// Copies a value without putting it anywhere yet, as a value of the list of that name.
    pub(super) fn prepare(&mut self, list: Key, value: Value<'_>, renames: &Renames) -> ValueId {
        let made = self.tree.graft(&mut Tail::ROOT.clone(), Key::NONE, value);
        rename_in(&mut self.tree, made, list, renames);
        made
    }

    /// Puts what was [prepared](Self::prepare) at the end of a list.
    pub(super) fn attach(&mut self, list: ValueId, made: ValueId) {
        let mut tail = self.tail(list);
        self.tree.attach(&mut tail, Key::NONE, made);
        self.tails.insert(list, tail);
    }

    /// Finds the element of the result that a part of a document is the same as; reports those
    /// that only look so.
    pub(super) fn same(
        &mut self,
        section: Key,
        part: Value<'_>,
        document: usize,
        id: Key,
    ) -> Option<ValueId> {
        let found = self.find(section, part);
        self.report(found, document, part.text(id).unwrap_or_default())
    }

    /// As [`Result::same`], for what was [prepared](Self::prepare).
    pub(super) fn same_made(
        &mut self,
        section: Key,
        made: ValueId,
        document: usize,
        id: Key,
    ) -> Option<ValueId> {
        let part = self.tree.value(made);
        let found = self.find(section, part);
        let element = part.text(id).unwrap_or_default().to_owned();
        self.report(found, document, &element)
    }

    fn report(&mut self, found: Found, document: usize, element: &str) -> Option<ValueId> {
        match found {
            Found::Same(mine) => return Some(mine),
            Found::Apart(field) => self.conflicts.push(MergeConflict {
                document,
                element: element.to_owned(),
                field: field.to_owned(),
                answer: MergeAnswer::KeptApart,
            }),
            Found::Nothing => {}
        }
        None
    }

    fn find(&self, section: Key, part: Value<'_>) -> Found {
        let Some(identity) = identity(part) else { return Found::Nothing };
        let mut key = (section, identity);
        let Some(known) = self.known.get(&key) else { return Found::Nothing };
        let mut candidates: Vec<ValueId> = known.iter().take(MANY).copied().collect();
        if known.len() > MANY {
            for digest in digests(part) {
                let far = (section, std::mem::take(&mut key.1), digest);
                candidates.extend(self.far.get(&far));
                key.1 = far.1;
            }
        }
        let mut found = Found::Nothing;
        for candidate in candidates {
            let known = self.tree.value(candidate);
            match contradiction(known, part) {
                // Of several the one that is called the same.
                None if is_called_the_same(known, part) => return Found::Same(candidate),
                None if !matches!(found, Found::Same(_)) => found = Found::Same(candidate),
                Some(field) if matches!(found, Found::Nothing) => found = Found::Apart(field),
                _ => {}
            }
        }
        found
    }

    /// Remembers an element, so that others can be the same.
    pub(super) fn remember(&mut self, section: Key, element: ValueId) {
        let value = self.tree.value(element);
        let Some(identity) = identity(value) else { return };
        let known = self.known.entry((section, identity.clone())).or_default();
        known.push(element);
        if known.len() > MANY {
            for digest in digests(value) {
                self.far.entry((section, identity.clone(), digest)).or_insert(element);
            }
        }
    }

    /// Adds to an element what the same element of another document says more.
    pub(super) fn absorb(
        &mut self,
        into: ValueId,
        part: Value<'_>,
        renames: &Renames,
        document: usize,
        id: Key,
    ) {
        let made = self.prepare(part.key(), part, renames);
        self.absorb_made(into, made, document, id);
    }

    /// As [`Result::absorb`], of what was [prepared](Self::prepare).
    pub(super) fn absorb_made(&mut self, into: ValueId, made: ValueId, document: usize, id: Key) {
        let unheard = absorb(&mut self.tree, into, made);
        self.tails.remove(&into);
        let element = self.tree.value(into).text(id).unwrap_or_default().to_owned();
        self.conflicts.extend(unheard.into_iter().map(|field| MergeConflict {
            document,
            element: element.clone(),
            field,
            answer: MergeAnswer::FirstWins,
        }));
    }

    /// Appends values to a list, each unless an equal one is there.
    pub(super) fn extend<'t>(
        &mut self,
        list: ValueId,
        values: impl Iterator<Item = Value<'t>>,
        renames: &Renames,
    ) {
        let before = self.united.remove(&list);
        let is_again = before.is_some();
        let mut united = before.flatten().unwrap_or_else(|| United::of(&self.tree, list));
        for value in values {
            united.add(&mut self.tree, value, renames);
        }
        self.united.insert(list, is_again.then_some(united));
        self.tails.remove(&list);
    }

    /// Joins a member that is no list of elements: lists are united, else the first wins.
    pub(super) fn join(
        &mut self,
        object: ValueId,
        member: Value<'_>,
        renames: &Renames,
        document: usize,
    ) {
        let key = self.tree.key(member.key_text());
        let Some(mine) = self.tree.value(object).get(key) else {
            self.copy(object, member, renames);
            return;
        };
        let list = mine.id();
        if mine.is_array() && member.is_array() {
            self.extend(list, member.children(), renames);
        } else if mine.is_object() && member.is_object() {
            for inner in member.children() {
                self.join(list, inner, renames, document);
            }
        } else if !is_same(mine, member) {
            self.conflicts.push(MergeConflict {
                document,
                element: String::new(),
                field: member.key_text().to_owned(),
                answer: MergeAnswer::FirstWins,
            });
        }
    }
}

fn is_called_the_same(one: Value<'_>, other: Value<'_>) -> bool {
    let names = [Key::PURL, Key::BOM_REF, Key::SPDXID];
    names.into_iter().all(|key| one.text(key) == other.text(key))
}
