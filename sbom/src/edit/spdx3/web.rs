//! What refers to what in a graph.

use std::collections::HashMap;

use crate::spdx::index3::{Class, Objects, Row, type_of};
use crate::spdx::schema3;
use crate::tree::{Children, Key, Tree, Value, ValueId};

/// The objects of a document that something can refer to, and everything that refers.
#[derive(Debug, Default)]
pub(super) struct Web {
    pub(super) units: Vec<Unit>,
    pub(super) references: Vec<Reference>,
    /// The numbers of references by the unit they lead to, and by the one they come from.
    incoming: Vec<Vec<u32>>,
    outgoing: Vec<Vec<u32>>,
}

/// An object with an id, or one that stands in the graph or in place of a reference. What it holds
/// beside (digests, external references, …) is a part of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    pub(super) object: ValueId,
    pub(super) class: Class,
    /// What holds it: the graph, a list, or another object.
    pub(super) container: ValueId,
    /// The unit inside of which it is written.
    pub(super) outer: Option<u32>,
}

/// One place where an object refers to a unit, or holds it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reference {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) key: Key,
    /// The object whose member it is.
    pub(super) object: ValueId,
    /// What holds the value: the object, or the list that is its member.
    pub(super) container: ValueId,
    pub(super) value: ValueId,
}

impl Reference {
    /// Reports whether it only lists an element, and says nothing of it.
    pub(super) fn is_listing(&self) -> bool {
        self.key == Key::ELEMENT
    }

    pub(super) fn is_in_list(&self) -> bool {
        self.container != self.object
    }
}

/// A container whose values are being looked at.
struct Open<'t> {
    rest: Children<'t>,
    container: ValueId,
    /// The object around, the unit it belongs to, and the name of the member that the values stand
    /// in.
    object: ValueId,
    unit: Option<u32>,
    key: Key,
}

impl Web {
    /// Finds all references in one pass, without recursion.
    pub(super) fn new(tree: &Tree, objects: &Objects) -> Self {
        let mut web = Self::default();
        // Of each row its unit, and of references the row they lead to.
        let mut of_row: HashMap<ValueId, u32> = HashMap::new();
        let mut found: Vec<(Reference, ValueId)> = Vec::new();
        let root = tree.root();
        let mut open = vec![Open {
            rest: root.children(),
            container: ValueId::ROOT,
            object: ValueId::ROOT,
            unit: None,
            key: Key::NONE,
        }];
        while let Some(top) = open.last_mut() {
            let Some(value) = top.rest.next() else {
                open.pop();
                continue;
            };
            let key = if value.key() == Key::NONE { top.key } else { value.key() };
            let (container, object, outer) = (top.container, top.object, top.unit);
            if key == Key::AT_CONTEXT {
                continue;
            }
            let refers = schema3::refers(tree.value(object), key);
            let target = (refers && !value.is_array()).then(|| row_of(objects, value)).flatten();
            if let (Some(target), Some(from)) = (target, outer) {
                let value = value.id();
                found.push((
                    Reference { from, to: 0, key, object, container, value },
                    target.object,
                ));
            }
            if value.scalar().is_some() {
                continue;
            }
            let mut inner =
                Open { rest: value.children(), container: value.id(), object, unit: outer, key };
            if value.is_object() {
                inner.object = value.id();
                inner.key = Key::NONE;
                let row = target.filter(|row| row.object == value.id());
                if let Some(row) = row.or_else(|| own_row(objects, value))
                    && (row.id != ValueId::NONE || outer.is_none() || is_element(value))
                {
                    let number = u32::try_from(web.units.len()).unwrap_or(u32::MAX);
                    of_row.insert(row.object, number);
                    let (object, class) = (row.object, row.class);
                    web.units.push(Unit { object, class, container, outer });
                    inner.unit = Some(number);
                }
            }
            open.push(inner);
        }
        web.incoming = vec![Vec::new(); web.units.len()];
        web.outgoing = vec![Vec::new(); web.units.len()];
        for (mut reference, target) in found {
            let Some(&to) = of_row.get(&target) else { continue };
            reference.to = to;
            let number = u32::try_from(web.references.len()).unwrap_or(u32::MAX);
            web.references.push(reference);
            if let Some(list) = web.incoming.get_mut(to as usize) {
                list.push(number);
            }
            if let Some(list) = web.outgoing.get_mut(reference.from as usize) {
                list.push(number);
            }
        }
        web
    }

    pub(super) fn unit(&self, number: u32) -> Option<&Unit> {
        self.units.get(number as usize)
    }

    /// Returns what refers to a unit.
    pub(super) fn incoming(&self, unit: u32) -> impl Iterator<Item = Reference> + use<'_> {
        self.of(&self.incoming, unit)
    }

    /// Returns what a unit refers to.
    pub(super) fn outgoing(&self, unit: u32) -> impl Iterator<Item = Reference> + use<'_> {
        self.of(&self.outgoing, unit)
    }

    fn of<'w>(
        &'w self,
        lists: &'w [Vec<u32>],
        unit: u32,
    ) -> impl Iterator<Item = Reference> + use<'w> {
        let numbers = lists.get(unit as usize).map_or(&[][..], Vec::as_slice);
        numbers.iter().filter_map(|number| self.references.get(*number as usize).copied())
    }
}

/// Returns the row that a reference leads to.
fn row_of(objects: &Objects, reference: Value<'_>) -> Option<Row> {
    objects.row(objects.resolve(reference)?).copied()
}

/// Returns the row of an object itself.
fn own_row(objects: &Objects, object: Value<'_>) -> Option<Row> {
    row_of(objects, object).filter(|row| row.object == object.id())
}

fn is_element(object: Value<'_>) -> bool {
    let name = type_of(object).unwrap_or_default();
    schema3::class(&crate::spdx::index3::short_name(name)).is_some_and(|class| class.is_element())
}
