//! Every object of a document, found by its id however it is abbreviated.

use std::borrow::Cow;
use std::hash::{BuildHasher, Hasher};

use hashbrown::HashTable;

use crate::document::index::NOBODY;
use crate::spdx::index3::class::Class;
use crate::tree::{Children, Key, Tree, Value, ValueId};

/// The objects of one document that have a type, in the order of the text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Objects {
    rows: Vec<Row>,
    /// Numbers of rows by the hash of their expanded id.
    ids: HashTable<u32>,
    hasher: foldhash::fast::RandomState,
    /// What prefixes of ids stand for.
    prefixes: Vec<(Box<str>, Box<str>)>,
}

/// One object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) object: ValueId,
    /// Where its id stands, [`ValueId::NONE`] if it has none.
    pub(crate) id: ValueId,
    pub(crate) class: Class,
    pub(crate) is_relationship: bool,
    /// The number of the element it is, [`NOBODY`] if it is none.
    pub(crate) element: u32,
}

impl Objects {
    /// Finds the objects of a document, wherever they are inlined. One pass, without recursion.
    pub(crate) fn new(tree: &Tree) -> Self {
        let mut objects = Self::default();
        objects.context(tree.root().get(Key::AT_CONTEXT));
        let mut open: Vec<Children<'_>> = Vec::new();
        let mut next = Some(tree.root());
        loop {
            let value = match next.take() {
                Some(value) => value,
                None => match open.last_mut().map(Iterator::next) {
                    Some(Some(value)) => value,
                    Some(None) => {
                        open.pop();
                        continue;
                    }
                    None => break,
                },
            };
            if value.is_object() {
                objects.rows.extend(row(value));
            }
            if (value.is_object() || value.is_array()) && value.key() != Key::AT_CONTEXT {
                open.push(value.children());
            }
        }
        objects.namespaces(tree);
        // Values of a tree that was put together are not always numbered in order.
        objects.rows.sort_unstable_by_key(|row| row.object);
        objects
    }

    /// Learns the prefixes that a context of the document's own defines.
    fn context(&mut self, context: Option<Value<'_>>) {
        for part in context.into_iter().flat_map(Value::elements).filter(|part| part.is_object()) {
            for term in part.children() {
                // Terms may also be redefined by objects, which SPDX forbids.
                if let Some(namespace) = term.as_str() {
                    self.prefix(term.key_text(), namespace);
                }
            }
        }
    }

    /// Learns the prefixes of `namespaceMap`.
    fn namespaces(&mut self, tree: &Tree) {
        for at in 0..self.rows.len() {
            let Some(row) = self.rows.get(at).filter(|row| row.class == Class::NamespaceMap) else {
                continue;
            };
            let object = tree.value(row.object);
            if let (Some(prefix), Some(namespace)) =
                (object.text(Key::PREFIX), object.text(Key::NAMESPACE))
            {
                self.prefix(prefix, namespace);
            }
        }
        self.prefixes.sort_unstable();
        self.prefixes.dedup_by(|later, first| later.0 == first.0);
    }

    fn prefix(&mut self, prefix: &str, namespace: &str) {
        let is_word = !prefix.is_empty() && !prefix.contains(':') && !prefix.starts_with('@');
        // A long namespace could be repeated by each of a million references.
        if is_word && namespace.contains(':') && namespace.len() <= MAX_NAMESPACE {
            self.prefixes.push((prefix.into(), namespace.into()));
        }
    }

    /// Lets references find the objects; returns the objects whose id is taken.
    pub(crate) fn bind(&mut self, tree: &Tree) -> Vec<ValueId> {
        let mut ids = std::mem::take(&mut self.ids);
        let mut repeated = Vec::new();
        ids.reserve(self.rows.len(), |&number| self.hash(&self.id_of(tree, number)));
        for (row, number) in self.rows.iter().zip(0_u32..) {
            let id = self.id_of(tree, number);
            if id.is_empty() {
                continue;
            }
            let entry = ids.entry(
                self.hash(&id),
                |&other| self.id_of(tree, other) == id,
                |&other| self.hash(&self.id_of(tree, other)),
            );
            match entry {
                hashbrown::hash_table::Entry::Vacant(free) => {
                    free.insert(number);
                }
                hashbrown::hash_table::Entry::Occupied(_) => repeated.push(row.object),
            }
        }
        self.ids = ids;
        repeated
    }

    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Returns the object of a class that speaks for the others where there are several: the first
    /// by its id, since a graph has no order that would say which one.
    pub(crate) fn head<'t>(&self, tree: &'t Tree, class: Class) -> Option<Value<'t>> {
        let rows = self.rows.iter().filter(|row| row.class == class);
        rows.map(|row| tree.value(row.object)).min_by_key(|object| {
            let text = |keys: [Key; 2]| keys.into_iter().find_map(|key| object.text(key));
            let id = text([Key::SPDX_ID, Key::AT_ID]);
            (
                id.is_none(),
                id,
                text([Key::TYPE, Key::AT_TYPE]),
                object.loose_text(Key::SPEC_VERSION),
            )
        })
    }

    pub(crate) fn rows_mut(&mut self) -> &mut [Row] {
        &mut self.rows
    }

    pub(crate) fn row(&self, number: u32) -> Option<&Row> {
        self.rows.get(number as usize)
    }

    /// Returns the number of the object that a reference names, or that stands in its place.
    pub(crate) fn resolve(&self, reference: Value<'_>) -> Option<u32> {
        if reference.is_object() {
            if let Ok(number) = self.rows.binary_search_by_key(&reference.id(), |row| row.object) {
                return u32::try_from(number).ok();
            }
            // `{"@id": …}` without a type is a reference, spelled out.
            return self.find(reference.tree(), id(reference)?.as_str()?);
        }
        self.find(reference.tree(), reference.as_str()?)
    }

    /// Returns the number of the object of that id.
    pub(crate) fn find(&self, tree: &Tree, id: &str) -> Option<u32> {
        let id = self.expand(id);
        if id.is_empty() {
            return None;
        }
        self.ids.find(self.hash(&id), |&number| self.id_of(tree, number) == id).copied()
    }

    /// Returns an id as it is without abbreviation.
    pub(crate) fn expand<'i>(&self, id: &'i str) -> Cow<'i, str> {
        if self.prefixes.is_empty() {
            return Cow::Borrowed(id);
        }
        let Some((prefix, local)) = id.split_once(':') else { return Cow::Borrowed(id) };
        // `https://…` is never abbreviated.
        if local.starts_with("//") {
            return Cow::Borrowed(id);
        }
        match self.prefixes.binary_search_by(|(known, _)| (**known).cmp(prefix)) {
            Ok(at) => {
                let namespace = self.prefixes.get(at).map_or("", |(_, namespace)| namespace);
                Cow::Owned(format!("{namespace}{local}"))
            }
            Err(_) => Cow::Borrowed(id),
        }
    }

    fn id_of<'t>(&self, tree: &'t Tree, number: u32) -> Cow<'t, str> {
        let id = self.row(number).map_or(ValueId::NONE, |row| row.id);
        self.expand(tree.value(id).as_str().unwrap_or_default())
    }

    fn hash(&self, id: &str) -> u64 {
        let mut hasher = self.hasher.build_hasher();
        hasher.write(id.as_bytes());
        hasher.finish()
    }
}

const MAX_NAMESPACE: usize = 2048;

/// Returns where an object's id stands.
pub(crate) fn id(object: Value<'_>) -> Option<Value<'_>> {
    object.get(Key::SPDX_ID).or_else(|| object.get(Key::AT_ID))
}

/// Returns the id that a reference names, or that of the object in its place.
pub(crate) fn id_in(reference: Value<'_>) -> Option<&str> {
    reference.as_str().or_else(|| id(reference)?.as_str())
}

/// Returns what a relationship says, without the name of the vocabulary.
pub(crate) fn relation_of(object: Value<'_>) -> Option<&str> {
    object.text(Key::RELATIONSHIP_TYPE)?.rsplit('/').next()
}

/// Returns what an object says its type is. JSON-LD allows several types; SPDX has one.
pub(crate) fn type_of(object: Value<'_>) -> Option<&str> {
    let value = object.get(Key::TYPE).or_else(|| object.get(Key::AT_TYPE))?;
    value.elements().find_map(Value::as_str)
}

fn row(object: Value<'_>) -> Option<Row> {
    let class = type_of(object)?;
    Some(Row {
        object: object.id(),
        id: id(object).map_or(ValueId::NONE, Value::id),
        class: Class::of(class),
        is_relationship: object.get(Key::RELATIONSHIP_TYPE).is_some(),
        element: NOBODY,
    })
}
