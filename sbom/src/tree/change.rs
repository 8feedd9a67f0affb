//! Changing a tree that was read, and putting one together of others.

use super::keys::Key;
use super::slot::{NOWHERE, Slot, narrow};
use super::value::{Children, Value};
use super::{Scalar, Tail, Tree, ValueId};

impl Tree {
    /// Copies a value of another tree, with all it holds.
    pub(crate) fn graft(&mut self, into: &mut Tail, key: Key, value: Value<'_>) -> ValueId {
        let root = narrow(self.slots.len());
        let mut open: Vec<(Tail, Children<'_>)> = Vec::new();
        let mut next = Some((key, value));
        loop {
            let Some((key, value)) = next else {
                let Some((_, children)) = open.last_mut() else { return ValueId(root) };
                let in_object = children.in_object;
                match children.next() {
                    Some(child) => {
                        let key = match in_object {
                            true => self.keys.intern(child.key_text()),
                            false => Key::NONE,
                        };
                        next = Some((key, child));
                    }
                    None => {
                        open.pop();
                    }
                }
                continue;
            };
            next = None;
            let mut outer = *into;
            let tail = open.last_mut().map_or(&mut outer, |(tail, _)| tail);
            match value.scalar() {
                Some(scalar) => {
                    let slot = self.made_slot(key, scalar);
                    self.put(tail, slot);
                }
                None => {
                    let kind = value.slot.kind();
                    let inner = self.container(tail, key, kind, None);
                    if open.is_empty() {
                        *into = outer;
                    }
                    open.push((inner, value.children()));
                    continue;
                }
            }
            if open.is_empty() {
                *into = outer;
            }
        }
    }

    /// Puts a value that was begun apart, behind [`Tail::ROOT`], behind the last one of a container.
    pub(crate) fn attach(&mut self, into: &mut Tail, key: Key, id: ValueId) {
        if let Some(slot) = self.slots.get_mut(id.index()) {
            slot.word = key.raw() << 4 | slot.kind();
            slot.next = NOWHERE;
        }
        if into.last != NOWHERE {
            if let Some(last) = self.slots.get_mut(into.last as usize) {
                last.next = id.0;
            }
        } else if let Some(container) = self.slots.get_mut(into.container as usize) {
            container.extent = id.0;
        }
        into.last = id.0;
    }

    /// Returns the open end of a container, behind its last value. Walks over the values.
    pub(crate) fn tail(&self, container: ValueId) -> Tail {
        let last = self.value(container).children().last().map_or(NOWHERE, |value| value.id.0);
        Tail { container: container.0, last }
    }

    /// Replaces a value by a scalar, in its place.
    pub(crate) fn replace(&mut self, id: ValueId, scalar: Scalar<'_>) {
        let Some(old) = self.slots.get(id.index()).copied() else { return };
        let slot = Slot { next: old.next, ..self.made_slot(old.key(), scalar) };
        if let Some(place) = self.slots.get_mut(id.index()) {
            *place = slot;
        }
    }

    /// Sets a member of an object to a scalar, in its place if there is one.
    pub(crate) fn set(&mut self, object: ValueId, key: Key, scalar: Scalar<'_>) {
        match self.value(object).get(key).map(|value| value.id) {
            Some(id) => self.replace(id, scalar),
            None => {
                let mut tail = self.tail(object);
                self.scalar(&mut tail, key, scalar);
            }
        }
    }

    /// Takes values out of a container: those for which `keep` says no. Linear in the container.
    pub(crate) fn retain(&mut self, container: ValueId, mut keep: impl FnMut(Value<'_>) -> bool) {
        let mut last = None;
        let mut next = match self.slots.get(container.index()) {
            Some(slot) if slot.is_container() => slot.extent,
            _ => return,
        };
        loop {
            let at = next;
            if at != NOWHERE {
                next = self.slots.get(at as usize).map_or(NOWHERE, |slot| slot.next);
                if !keep(self.value(ValueId(at))) {
                    continue;
                }
            }
            let (place, is_first) = match last {
                None => (container.index(), true),
                Some(last) => (last, false),
            };
            if let Some(slot) = self.slots.get_mut(place) {
                match is_first {
                    true => slot.extent = at,
                    false => slot.next = at,
                }
            }
            if at == NOWHERE {
                return;
            }
            last = Some(at as usize);
        }
    }

    /// Moves a value of a container before another one of it.
    pub(crate) fn move_before(&mut self, container: ValueId, moved: ValueId, next: ValueId) {
        let children: Vec<(Key, ValueId)> =
            self.value(container).children().map(|value| (value.key(), value.id)).collect();
        let Some(own) = children.iter().find(|(_, id)| *id == moved).copied() else { return };
        self.retain(container, |_| false);
        let mut tail = self.tail(container);
        for (key, id) in children {
            if id == next {
                self.attach(&mut tail, own.0, own.1);
            }
            if id != moved {
                self.attach(&mut tail, key, id);
            }
        }
    }

    /// Takes a member out of an object.
    pub(crate) fn remove(&mut self, object: ValueId, key: Key) {
        self.retain(object, |value| value.key() != key);
    }
}
