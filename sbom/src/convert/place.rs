//! Where values stand: JSON Pointers, and the element a value belongs to.

use std::cell::Cell;
use std::collections::HashMap;

use crate::json::pointer;
use crate::tree::{Children, Key, Tree, Value, ValueId};

/// A walk over all values in the order of the document, without recursion, that knows its place.
pub(crate) struct Walk<'t> {
    open: Vec<Open<'t>>,
    next: Option<Value<'t>>,
    /// The value given out last, whose children come next.
    last: Option<Value<'t>>,
    /// The element asked for last and its name: looking for it costs as much as it has members.
    named: Cell<Option<(ValueId, Option<&'t str>)>>,
}

struct Open<'t> {
    value: Value<'t>,
    children: Children<'t>,
    /// How many children were given out.
    count: u32,
}

impl<'t> Walk<'t> {
    /// Starts with the children of `root`.
    pub(crate) fn new(root: Value<'t>) -> Self {
        let open = Open { value: root, children: root.children(), count: 0 };
        Self { open: vec![open], next: None, last: None, named: Cell::new(None) }
    }

    /// Returns the next value: the first child of the last one, unless that was skipped.
    pub(crate) fn next(&mut self) -> Option<Value<'t>> {
        if let Some(last) = self.last.take() {
            self.open.push(Open { value: last, children: last.children(), count: 0 });
        }
        loop {
            let open = self.open.last_mut()?;
            let Some(child) = open.children.next() else {
                self.open.pop();
                continue;
            };
            open.count += 1;
            self.last = Some(child);
            self.next = Some(child);
            return Some(child);
        }
    }

    /// Goes on behind the last value instead of into it.
    pub(crate) fn skip(&mut self) {
        self.last = None;
    }

    /// Returns the JSON Pointer of the last value.
    pub(crate) fn path(&self) -> String {
        let mut path = String::new();
        for (open, value) in self.open.iter().zip(self.way()) {
            push_step(&mut path, open.value, value, open.count.saturating_sub(1));
        }
        path
    }

    /// Returns the names of members from the element to the last value: `supplier.url`.
    pub(crate) fn field(&self) -> String {
        let start = self.elements().map_or(0, |(at, _)| at + 1);
        let mut field = String::new();
        let way = self.way().skip(start);
        let keys = way.map(Value::key_text).filter(|key| !key.is_empty());
        for key in keys {
            if !field.is_empty() {
                field.push('.');
            }
            field.push_str(key);
        }
        match (field.is_empty(), self.open.last()) {
            // An element as a whole: the name of its list.
            (true, Some(list)) => list.value.key_text().to_owned(),
            _ => field,
        }
    }

    /// Returns what names the innermost element around the last value: purl, id or name.
    pub(crate) fn element(&self) -> Option<String> {
        let (_, element) = self.elements()?;
        let name = match self.named.get() {
            Some((id, name)) if id == element.id() => name,
            _ => name_of(element),
        };
        self.named.set(Some((element.id(), name)));
        name.map(str::to_owned)
    }

    /// The values from the first level to the last one given out.
    fn way(&self) -> impl Iterator<Item = Value<'t>> {
        self.open.iter().skip(1).map(|open| open.value).chain(self.next)
    }

    /// The innermost element on the way, and how many values stand above it.
    fn elements(&self) -> Option<(usize, Value<'t>)> {
        innermost_element(self.way())
    }
}

/// Finds the innermost element among the values from the first level to some value, and how many
/// stand above it.
fn innermost_element<'t>(way: impl Iterator<Item = Value<'t>>) -> Option<(usize, Value<'t>)> {
    let mut found = None;
    let mut outer = Key::NONE;
    for (at, value) in way.enumerate() {
        // The document's own lists, and those within an element: not those of its tools.
        let is_near = at <= 1 || found.is_some_and(|(above, _)| at <= above + 2);
        let is_listed = value.key() == Key::NONE && is_near && is_element_list(outer);
        if is_listed || (value.key() == Key::COMPONENT && at == 1 && outer == Key::METADATA) {
            found = Some((at, value));
        }
        outer = value.key();
    }
    found
}

fn is_element_list(key: Key) -> bool {
    matches!(
        key,
        Key::COMPONENTS
            | Key::SERVICES
            | Key::VULNERABILITIES
            | Key::PACKAGES
            | Key::FILES
            | Key::SNIPPETS
            | Key::HAS_EXTRACTED_LICENSING_INFOS
            | Key::AT_GRAPH
    )
}

/// Returns what names an element best.
pub(crate) fn name_of(element: Value<'_>) -> Option<&str> {
    let keys = [Key::PURL, Key::BOM_REF, Key::SPDXID, Key::SPDX_ID, Key::AT_ID, Key::LICENSE_ID];
    let keys = keys.into_iter().chain([Key::ID, Key::NAME]);
    keys.filter_map(|key| element.text(key)).find(|text| !text.is_empty())
}

/// Appends the step from a container into one of its values to a JSON Pointer.
fn push_step(path: &mut String, outer: Value<'_>, value: Value<'_>, number: u32) {
    match outer.is_object() {
        true => pointer::push_whole(path, value.key_text()),
        false => pointer::push_whole(path, &number.to_string()),
    }
}

/// From a place in a converted tree back to the place in the source it came from.
///
/// The losses of a later stage, and of a writer, are found in a tree that the user never saw.
pub(crate) struct Origins<'t> {
    source: &'t Tree,
    /// The tree in between.
    made: &'t Tree,
    /// For each of its values the value of the source it came from, if any.
    from: &'t [Option<ValueId>],
    /// For each value of the source what holds it, and its number in there.
    above: Vec<(ValueId, u32)>,
    /// The elements of the arrays that were looked into.
    elements: HashMap<ValueId, Vec<ValueId>>,
    /// The members of the large objects.
    members: HashMap<ValueId, HashMap<&'t str, ValueId>>,
    /// The element named last: looking for the name costs as much as it has members.
    named: Cell<Option<(ValueId, Option<&'t str>)>>,
}

/// A JSON Pointer, and what names the element around it.
type Place = (String, Option<String>);

impl<'t> Origins<'t> {
    pub(crate) fn new(source: &'t Tree, made: &'t Tree, from: &'t [Option<ValueId>]) -> Self {
        let mut above = vec![(ValueId::NONE, 0); source.len()];
        let mut open = vec![source.root()];
        while let Some(value) = open.pop() {
            for (child, number) in value.children().zip(0..) {
                if let Some(place) = above.get_mut(child.id().index()) {
                    *place = (value.id(), number);
                }
                open.extend(Some(child).filter(|it| it.is_array() || it.is_object()));
            }
        }
        let (elements, members) = (HashMap::new(), HashMap::new());
        Self { source, made, from, above, elements, members, named: Cell::new(None) }
    }

    /// Returns the places in the source of what stands at a pointer in the tree in between: of the
    /// value and of whatever it holds from elsewhere, else of what is around it.
    pub(crate) fn of(&mut self, path: &str) -> Vec<Place> {
        let mut value = self.made.root();
        let mut around = None;
        let mut is_there = true;
        for token in path.split('/').skip(1) {
            let child = match value.is_array() {
                true => {
                    let elements = self.elements.entry(value.id());
                    let elements = elements
                        .or_insert_with(|| value.children().map(|child| child.id()).collect());
                    let id = token.parse().ok().and_then(|at: usize| elements.get(at).copied());
                    id.map(|id| self.made.value(id))
                }
                false => self.member(value, &pointer::unescape(token)),
            };
            let Some(child) = child else {
                is_there = false;
                break;
            };
            value = child;
            around = self.origin(value).or(around);
        }
        let mut found = if is_there { self.within(value) } else { Vec::new() };
        if found.is_empty() {
            found.extend(around);
        }
        found.into_iter().filter_map(|origin| self.place(origin)).collect()
    }

    /// Returns a member of an object in between; large ones are looked through once.
    fn member(&mut self, object: Value<'t>, name: &str) -> Option<Value<'t>> {
        let mut children = object.children();
        let found = children.by_ref().take(16).find(|child| child.key_text() == name);
        if found.is_some() || children.next().is_none() {
            return found;
        }
        let members = self.members.entry(object.id());
        let members = members.or_insert_with(|| {
            object.children().map(|child| (child.key_text(), child.id())).collect()
        });
        members.get(name).map(|id| self.made.value(*id))
    }

    /// The origins of a value and of all that it holds, without those that are within others.
    fn within(&self, value: Value<'t>) -> Vec<ValueId> {
        let mut origins: Vec<ValueId> = self.origin(value).into_iter().collect();
        let mut open = vec![value.children()];
        while let Some(children) = open.last_mut() {
            match children.next() {
                Some(child) => {
                    origins.extend(self.origin(child));
                    open.push(child.children());
                }
                None => drop(open.pop()),
            }
        }
        // In the order of the source.
        origins.sort_unstable();
        origins.dedup();
        let is_covered = |id: ValueId| {
            let mut above = self.way_up(id).skip(1).map(|(id, _)| id);
            above.any(|id| id != ValueId::ROOT && origins.binary_search(&id).is_ok())
        };
        origins.iter().copied().filter(|id| *id != ValueId::ROOT && !is_covered(*id)).collect()
    }

    /// A value of the source with its number in what holds it, then that, up to the first level.
    fn way_up(&self, id: ValueId) -> impl Iterator<Item = (ValueId, u32)> {
        let step = |id: ValueId| {
            let (above, number) = self.above.get(id.index()).copied()?;
            (above != ValueId::NONE).then_some((id, above, number))
        };
        let steps = std::iter::successors(step(id), move |(_, above, _)| step(*above));
        steps.map(|(id, _, number)| (id, number))
    }

    /// Where a value of the source stands.
    fn place(&self, id: ValueId) -> Option<Place> {
        let mut way: Vec<(Value<'t>, u32)> =
            self.way_up(id).map(|(id, number)| (self.source.value(id), number)).collect();
        way.reverse();
        let mut path = String::new();
        let mut outer = self.source.root();
        for (value, number) in &way {
            push_step(&mut path, outer, *value, *number);
            outer = *value;
        }
        let element = innermost_element(way.iter().map(|(value, _)| *value));
        let name = element.and_then(|(_, element)| match self.named.get() {
            Some((id, name)) if id == element.id() => name,
            _ => {
                let name = name_of(element);
                self.named.set(Some((element.id(), name)));
                name
            }
        });
        (!path.is_empty()).then(|| (path, name.map(str::to_owned)))
    }

    fn origin(&self, value: Value<'t>) -> Option<ValueId> {
        self.from.get(value.id().index()).copied().flatten()
    }
}
