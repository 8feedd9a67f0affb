//! Where values stand: JSON Pointers, and the element a value belongs to.

use std::cell::Cell;
use std::collections::HashMap;

use crate::tree::{Children, Key, Tree, Value, ValueId};

/// A walk over all values in the order of the document, without recursion, that knows its place.
pub(crate) struct Walk<'t> {
    open: Vec<Open<'t>>,
    path: String,
    next: Option<Value<'t>>,
    /// The value given out last, whose children come next.
    last: Option<Value<'t>>,
    /// The element asked for last and its name: looking for it costs as much as it has members.
    named: Cell<Option<(ValueId, Option<&'t str>)>>,
}

struct Open<'t> {
    value: Value<'t>,
    children: Children<'t>,
    index: usize,
    /// The length of the path before this container.
    path: usize,
}

impl<'t> Walk<'t> {
    /// Starts with the children of `root`.
    pub(crate) fn new(root: Value<'t>) -> Self {
        let open = Open { value: root, children: root.children(), index: 0, path: 0 };
        let named = Cell::new(None);
        Self { open: vec![open], path: String::new(), next: None, last: None, named }
    }

    /// Returns the next value: the first child of the last one, unless that was skipped.
    pub(crate) fn next(&mut self) -> Option<Value<'t>> {
        if let Some(last) = self.last.take() {
            let path = self.path.len();
            self.open.push(Open { value: last, children: last.children(), index: 0, path });
        }
        loop {
            let open = self.open.last_mut()?;
            self.path.truncate(open.path);
            let in_object = open.value.is_object();
            let Some(child) = open.children.next() else {
                self.open.pop();
                continue;
            };
            self.path.push('/');
            match in_object {
                true => push_token(&mut self.path, child.key_text()),
                false => self.path.push_str(&open.index.to_string()),
            }
            open.index += 1;
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
    pub(crate) fn path(&self) -> &str {
        &self.path
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
        let mut found = None;
        let mut outer = Key::NONE;
        for (at, value) in self.way().enumerate() {
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

/// Appends a member's name to a JSON Pointer (RFC 6901, section 3).
fn push_token(path: &mut String, name: &str) {
    for character in name.chars() {
        match character {
            '~' => path.push_str("~0"),
            '/' => path.push_str("~1"),
            other => path.push(other),
        }
    }
}

/// From a place in a converted tree back to the place in the source it came from.
///
/// The losses of a later stage, and of a writer, are found in a tree that the user never saw.
pub(crate) struct Origins<'t> {
    /// The tree in between.
    made: &'t Tree,
    /// For each of its values the value of the source it came from, if any.
    from: &'t [Option<ValueId>],
    /// The elements of the arrays that were looked into.
    elements: HashMap<ValueId, Vec<ValueId>>,
    /// The members of the objects.
    members: HashMap<ValueId, HashMap<&'t str, ValueId>>,
    /// The pointer and the element of each value of the source that is one's origin.
    places: HashMap<ValueId, (String, Option<String>)>,
}

impl<'t> Origins<'t> {
    pub(crate) fn new(source: &Tree, made: &'t Tree, from: &'t [Option<ValueId>]) -> Self {
        let wanted: std::collections::HashSet<ValueId> = from.iter().flatten().copied().collect();
        let mut places = HashMap::new();
        let mut walk = Walk::new(source.root());
        while let Some(value) = walk.next() {
            if wanted.contains(&value.id()) {
                places.insert(value.id(), (walk.path().to_owned(), walk.element()));
            }
        }
        Self { made, from, elements: HashMap::new(), members: HashMap::new(), places }
    }

    /// Returns the places in the source of what stands at a pointer in the tree in between: of the
    /// value and of whatever it holds from elsewhere, else of what is around it.
    pub(crate) fn of(&mut self, path: &str) -> Vec<(String, Option<String>)> {
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
                false => {
                    let members = self.members.entry(value.id());
                    let members = members.or_insert_with(|| {
                        value.children().map(|child| (child.key_text(), child.id())).collect()
                    });
                    let name = crate::json::pointer::unescape(token);
                    members.get(&*name).map(|id| self.made.value(*id))
                }
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
            found.extend(around.and_then(|origin| self.places.get(&origin)));
        }
        found.into_iter().cloned().collect()
    }

    /// The origins of a value and of all that it holds, without those that are within others.
    fn within(&self, value: Value<'t>) -> Vec<&(String, Option<String>)> {
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
        origins.sort_unstable();
        origins.dedup();
        let mut places: Vec<_> = origins.iter().filter_map(|id| self.places.get(id)).collect();
        // In the order of the source, in which what holds others comes first.
        let is_within = |inner: &str, outer: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'))
        };
        let mut outer: Option<&str> = None;
        places.retain(|(path, _)| {
            let is_covered = outer.is_some_and(|outer| is_within(path, outer));
            if !is_covered {
                outer = Some(path);
            }
            !is_covered
        });
        places
    }

    fn origin(&self, value: Value<'t>) -> Option<ValueId> {
        self.from.get(value.id().index()).copied().flatten()
    }
}
