//! The document that is being put together, whatever its format.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::absorb::{United, absorb, contradiction, digests, identity, union};
use super::names::{Names, Renames, rename};
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

    fn tail(&self, container: ValueId) -> Tail {
        self.tails.get(&container).copied().unwrap_or_else(|| self.tree.tail(container))
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
        let mut key = (section, identity(part)?);
        let known = self.known.get(&key)?;
        let mut candidates: Vec<ValueId> = known.iter().take(MANY).copied().collect();
        if known.len() > MANY {
            for digest in digests(part) {
                let far = (section, std::mem::take(&mut key.1), digest);
                candidates.extend(self.far.get(&far));
                key.1 = far.1;
            }
        }
        let mut apart = None;
        for candidate in candidates {
            match contradiction(self.tree.value(candidate), part) {
                None => return Some(candidate),
                Some(field) => apart = Some(field),
            }
        }
        if let Some(field) = apart {
            self.conflicts.push(MergeConflict {
                document,
                element: part.text(id).unwrap_or_default().to_owned(),
                field: field.to_owned(),
                answer: MergeAnswer::KeptApart,
            });
        }
        None
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
        let unheard = absorb(&mut self.tree, into, part, renames);
        self.tails.remove(&into);
        let element = self.tree.value(into).text(id).unwrap_or_default().to_owned();
        self.conflicts.extend(unheard.into_iter().map(|field| MergeConflict {
            document,
            element: element.clone(),
            field,
            answer: MergeAnswer::FirstWins,
        }));
    }

    /// Copies a list without what stands in it twice.
    pub(super) fn unite(&mut self, object: ValueId, list: Value<'_>, renames: &Renames) {
        let key = self.tree.key(list.key_text());
        let mine = self.list(object, key);
        union(&mut self.tree, mine, list, renames);
        self.tails.remove(&mine);
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
            match self.united.entry(list) {
                Entry::Vacant(first) => {
                    first.insert(None);
                    union(&mut self.tree, list, member, renames);
                }
                Entry::Occupied(mut again) => {
                    let united = again.get_mut();
                    let united = united.get_or_insert_with(|| United::of(&self.tree, list));
                    united.add(&mut self.tree, member, renames);
                }
            }
            self.tails.remove(&list);
        } else if mine.is_object() && member.is_object() {
            for inner in member.children() {
                self.join(list, inner, renames, document);
            }
        } else if super::absorb::text_of(mine) != super::absorb::text_of(member) {
            self.conflicts.push(MergeConflict {
                document,
                element: String::new(),
                field: member.key_text().to_owned(),
                answer: MergeAnswer::FirstWins,
            });
        }
    }
}
