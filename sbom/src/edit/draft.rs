//! A tree that is being changed, with what makes many changes cheap.

use std::collections::{HashMap, HashSet};

use super::fact::Fact;
use crate::cyclonedx::signature;
use crate::format::Encoding;
use crate::losses::{LossReason, Losses};
use crate::schema::Shape;
use crate::tree::{Key, Scalar, Tail, Tree, Value, ValueId};

/// Knows where each list ends, so that appending does not walk over it.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) tree: Tree,
    tails: HashMap<ValueId, Tail>,
    /// From a local id to the element that has it; the first one wins.
    ids: HashMap<String, ValueId>,
    /// From a text to its entry in the one list of the format that is asked for so, `dependencies` of
    /// CycloneDX and the licences of SPDX 2, once somebody asked.
    entries: Option<HashMap<String, ValueId>>,
    order: Order,
    pub(super) encoding: Encoding,
    /// The elements of CycloneDX that are services.
    pub(super) services: HashSet<ValueId>,
    /// From an element of CycloneDX to the one that it is nested in.
    pub(super) holders: HashMap<ValueId, ValueId>,
    /// What had no place.
    pub(super) losses: Losses,
}

/// Returns the table that has the order of an object's members, if there is one.
pub(super) type Order = fn(Value<'_>) -> Option<&'static Shape>;

pub(super) fn no_order(_: Value<'_>) -> Option<&'static Shape> {
    None
}

impl Draft {
    pub(super) fn new(tree: Tree, encoding: Encoding, order: Order) -> Self {
        Self {
            tree,
            tails: HashMap::new(),
            ids: HashMap::new(),
            entries: None,
            order,
            encoding,
            services: HashSet::new(),
            holders: HashMap::new(),
            losses: Losses::default(),
        }
    }

    /// Reports what had no place, or another form; `id` is of the element that it was said of.
    pub(super) fn lose(&mut self, reason: LossReason, field: &str, id: &str, detail: &str) {
        let id = Some(id).filter(|id| !id.is_empty());
        self.losses.add(reason, field, &format!("/{field}"), id, detail);
    }

    pub(super) fn lose_fact(&mut self, reason: LossReason, id: &str, fact: &Fact<'_>) {
        self.lose(reason, fact.field(), id, fact.detail());
    }

    /// Returns the entries of a list of objects by the text of one member; the first one wins.
    pub(super) fn entries(&mut self, list: ValueId, key: Key) -> &mut HashMap<String, ValueId> {
        let tree = &self.tree;
        self.entries.get_or_insert_with(|| {
            let mut entries = HashMap::new();
            for entry in tree.value(list).children() {
                if let Some(text) = entry.text(key) {
                    entries.entry(text.to_owned()).or_insert(entry.id());
                }
            }
            entries
        })
    }

    pub(super) fn root(&self) -> Value<'_> {
        self.tree.root()
    }

    /// Returns the element of a local id.
    pub(super) fn find(&self, id: &str) -> Option<ValueId> {
        self.ids.get(id).copied()
    }

    pub(super) fn name(&mut self, id: &str, element: ValueId) {
        self.ids.entry(id.to_owned()).or_insert(element);
    }

    pub(super) fn forget(&mut self, id: &str) {
        self.ids.remove(id);
    }

    /// Returns `wanted`, or the first of `wanted#2`, `wanted#3`, … that no element has.
    pub(super) fn free_id(&self, wanted: &str, separator: char) -> String {
        let mut id = wanted.to_owned();
        let mut number = 1;
        while self.ids.contains_key(&id) {
            number += 1;
            id = format!("{wanted}{separator}{number}");
        }
        id
    }

    /// Returns the object that is a member of another, a new one if there is none.
    pub(super) fn object(&mut self, object: ValueId, key: Key) -> ValueId {
        match self.tree.value(object).get(key).filter(|member| member.is_object()) {
            Some(member) => member.id(),
            None => self.begin(object, key, true),
        }
    }

    /// Returns the list that is a member of an object, a new one if there is none. A single value
    /// without brackets becomes the first of the list.
    pub(super) fn list(&mut self, object: ValueId, key: Key) -> ValueId {
        match self.tree.value(object).get(key) {
            Some(member) if member.is_array() => member.id(),
            Some(member) if !member.is_null() => {
                let member = member.id();
                let list = self.begin(object, key, false);
                self.append(list, |tree, tail| tree.attach(tail, Key::NONE, member));
                list
            }
            _ => self.begin(object, key, false),
        }
    }

    /// Begins a member anew, in place of what was there.
    fn begin(&mut self, object: ValueId, key: Key, is_object: bool) -> ValueId {
        self.remove(object, key);
        self.member(object, |tree, tail| match is_object {
            true => tree.object(tail, key, None).container(),
            false => tree.array(tail, key, None).container(),
        })
    }

    /// Puts a new member into an object, where its format has it.
    pub(super) fn member(
        &mut self,
        object: ValueId,
        put: impl FnOnce(&mut Tree, &mut Tail) -> ValueId,
    ) -> ValueId {
        let made = self.append(object, put);
        self.settle(object);
        made
    }

    /// Moves the last member of an object before the first that its format has behind it.
    fn settle(&mut self, object: ValueId) {
        let value = self.tree.value(object);
        let Some(shape) = (self.order)(value) else { return };
        let place = |member: Value<'_>| shape.find(member.key()).map(|(place, _)| place);
        let last = value.children().last();
        let Some((last, own)) = last.and_then(|last| Some((last.id(), place(last)?))) else {
            return;
        };
        let mut others = value.children().filter(|member| member.id() != last);
        let later = others.find(|member| place(*member).is_some_and(|place| place > own));
        if let Some(later) = later.map(Value::id) {
            self.tails.remove(&object);
            self.tree.move_before(object, last, later);
        }
    }

    /// Appends to a list or an object.
    pub(super) fn append<T>(
        &mut self,
        container: ValueId,
        put: impl FnOnce(&mut Tree, &mut Tail) -> T,
    ) -> T {
        let mut tail = match self.tails.get(&container) {
            Some(tail) => *tail,
            None => self.tree.tail(container),
        };
        let result = put(&mut self.tree, &mut tail);
        self.tails.insert(container, tail);
        result
    }

    /// Appends an object to a list, filled by `fill`.
    pub(super) fn push_object(
        &mut self,
        list: ValueId,
        fill: impl FnOnce(&mut Tree, &mut Tail),
    ) -> ValueId {
        self.append(list, |tree, tail| {
            let mut object = tree.object(tail, Key::NONE, None);
            fill(tree, &mut object);
            object.container()
        })
    }

    pub(super) fn push_text(&mut self, list: ValueId, text: &str) {
        self.append(list, |tree, tail| {
            tree.scalar(tail, Key::NONE, Scalar::Text(text));
        });
    }

    /// Sets a member to a text, in its place if there is one.
    pub(super) fn set(&mut self, object: ValueId, key: Key, text: &str) {
        self.put(object, key, Scalar::Text(text));
    }

    /// Sets a member to a scalar, in its place if there is one.
    pub(super) fn put(&mut self, object: ValueId, key: Key, scalar: Scalar<'_>) {
        let is_there = self.tree.value(object).get(key).is_some();
        self.tails.remove(&object);
        self.tree.set(object, key, scalar);
        if !is_there {
            self.settle(object);
        }
    }

    pub(super) fn remove(&mut self, object: ValueId, key: Key) {
        self.tails.remove(&object);
        self.tree.remove(object, key);
    }

    /// Takes values out of a list.
    pub(super) fn retain(&mut self, list: ValueId, keep: impl FnMut(Value<'_>) -> bool) {
        self.tails.remove(&list);
        self.entries = None;
        self.tree.retain(list, keep);
    }

    /// Takes texts out of a list that is a member, and the member if nothing is left; reports
    /// whether any went.
    pub(super) fn retain_texts(
        &mut self,
        object: ValueId,
        key: Key,
        keep: impl Fn(&str) -> bool,
    ) -> bool {
        self.retain_in(object, key, |value| value.as_str().is_none_or(&keep))
    }

    /// Takes values out of a list that is a member, and the member if nothing is left; reports
    /// whether any went.
    pub(super) fn retain_in(
        &mut self,
        object: ValueId,
        key: Key,
        is_kept: impl Fn(Value<'_>) -> bool,
    ) -> bool {
        if self.tree.value(object).list(key).all(&is_kept) {
            return false;
        }
        // A value without brackets is a list of one.
        let list = self.list(object, key);
        self.retain(list, is_kept);
        if self.tree.value(list).children().next().is_none() {
            self.remove(object, key);
        }
        true
    }

    /// Makes room in a list that is a member: what `is_old` goes, but for what says the same as what
    /// is to come. Reports whether that is there already.
    pub(super) fn make_room(
        &mut self,
        object: ValueId,
        key: Key,
        is_old: impl Fn(Value<'_>) -> bool,
        is_same: impl Fn(Value<'_>) -> bool,
    ) -> bool {
        self.retain_in(object, key, |it| !is_old(it) || is_same(it));
        self.tree.value(object).list(key).any(is_same)
    }

    /// Takes the signatures out of an object that was changed, and out of those that it is nested
    /// in: what they signed has changed, too.
    pub(super) fn unsign(&mut self, object: ValueId) {
        let mut at = Some(object);
        while let Some(object) = at {
            let foreign = self.tree.value(object).get(Key::HASH_FOREIGN).map(Value::id);
            for changed in foreign.into_iter().chain([object]) {
                self.tails.remove(&changed);
            }
            signature::take(&mut self.tree, object);
            at = self.holders.get(&object).copied();
        }
    }
}

/// Puts a text if there is one.
pub(super) fn text(tree: &mut Tree, object: &mut Tail, key: Key, text: Option<&str>) {
    if let Some(text) = text {
        tree.scalar(object, key, Scalar::Text(text));
    }
}
