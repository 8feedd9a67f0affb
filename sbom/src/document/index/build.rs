//! Filling an [`Index`]: elements first, then their ids, then what refers to them.

use crate::document::component::{ComponentId, DependencyState};
use crate::document::index::{Edge, Element, EndCode, Index, Place, end_text};
use crate::document::note::NoteKind;
use crate::document::relationship::{Origin, RelationshipKind};
use crate::error::{Code, Error};
use crate::json::position_at;
use crate::parallel::for_each_chunk;
use crate::tree::{Key, Kind, Tree, Value, ValueId};

/// An index under construction.
#[derive(Debug)]
pub(crate) struct Indexer<'t> {
    pub(crate) tree: &'t Tree,
    pub(crate) index: Index,
    /// The ids by which relationships name the document itself.
    document_ids: Vec<&'t str>,
    /// Elements that claim an id of the document.
    document_twins: Vec<EndCode>,
}

impl<'t> Indexer<'t> {
    pub(crate) fn new(tree: &'t Tree) -> Self {
        Self { tree, index: Index::default(), document_ids: Vec::new(), document_twins: Vec::new() }
    }

    /// Adds an element; elements come in document order.
    pub(crate) fn add(&mut self, element: Element) -> u32 {
        let number = narrow(self.index.elements.len());
        self.index.elements.push(element);
        self.index.ids.add(self.tree, element.id);
        number
    }

    /// Lets references find the elements by their ids, once all elements are there.
    ///
    /// The subject wins over a component that repeats its id; else the first element of an id
    /// does. An empty id names nothing: else every reference that lacks its text would find the
    /// element.
    pub(crate) fn bind(&mut self) {
        let Index { elements, ids, .. } = &mut self.index;
        let element = |number: u32| elements.get(number as usize);
        let is_subject = |number| element(number).is_some_and(|it| it.place == Place::Subject);
        let mut repeated = Vec::new();
        let repeat = |number| repeated.extend(element(number).map(|it| it.value));
        ids.bind(self.tree, is_subject, repeat);
        for value in repeated {
            self.note(NoteKind::DuplicateId, "", value);
        }
    }

    /// Declares an id to be the document's own. In real documents a package repeats it: references
    /// then go to the package, but what it describes is what the document describes.
    pub(crate) fn bind_document(&mut self, id: &'t str) {
        if id.is_empty() || self.document_ids.contains(&id) {
            return;
        }
        self.document_ids.push(id);
        if let Some(twin) = self.index.find(id) {
            self.document_twins.push(EndCode::node(twin));
            let value = self.index.elements.get(twin as usize).map(|element| element.value);
            self.note(NoteKind::DuplicateId, "", value.unwrap_or(ValueId::ROOT));
        }
    }

    pub(crate) fn edge(&mut self, edge: Edge) {
        self.index.edges.push(edge);
    }

    /// Lets the ends of the edges name elements or the document, where they were added as
    /// [`EndCode::outside`].
    pub(crate) fn resolve_edges(&mut self) {
        let mut edges = std::mem::take(&mut self.index.edges);
        for_each_chunk(&mut edges, REFERENCES / 2, |edges| {
            self.resolve(edges.iter_mut().flat_map(|edge| [&mut edge.from, &mut edge.to]));
        });
        self.index.edges = edges;
    }

    /// Lets ends name elements or the document, in groups that [`for_each_chunk`] may share out.
    pub(crate) fn resolve_all(&self, ends: &mut [EndCode]) {
        for_each_chunk(ends, REFERENCES, |ends| self.resolve(ends.iter_mut()));
    }

    /// Lets those ends that name nothing yet name an element or the document, if one has that id.
    fn resolve<'c>(&self, ends: impl Iterator<Item = &'c mut EndCode>) {
        let (references, ends): (Vec<ValueId>, Vec<&mut EndCode>) =
            ends.filter_map(|end| Some((end.as_outside()?, end))).unzip();
        let mut ends = ends.into_iter();
        self.index.ids.find_all(self.tree, &references, |reference, number| {
            let Some(end) = ends.next() else { return };
            match number {
                Some(number) => *end = EndCode::node(number),
                None if self.is_document(reference) => *end = EndCode::DOCUMENT,
                None => {}
            }
        });
    }

    /// Takes note that the document says what an element depends on.
    pub(crate) fn state(&mut self, element: u32, on: EndCode) {
        let Some(element) = self.index.elements.get_mut(element as usize) else { return };
        element.state = match (element.state, on) {
            (state, EndCode::NO_ASSERTION) => state,
            (DependencyState::Unlisted, EndCode::NONE) => DependencyState::ListedEmpty,
            (state, EndCode::NONE) => state,
            _ => DependencyState::Listed,
        };
    }

    fn is_document(&self, reference: ValueId) -> bool {
        let id = self.tree.value(reference).as_str().unwrap_or_default();
        self.document_ids.contains(&id)
    }

    pub(crate) fn note(&mut self, kind: NoteKind, word: &str, value: ValueId) {
        let tree = self.tree;
        self.index.notes.add(kind, word, || tree.value(value).path());
    }

    /// Collects what the document describes: the subject, then what relationships name, distinct
    /// and in document order.
    ///
    /// Only the exact words of the specification count. A misspelt `DESCRIBE` is a repair, and
    /// kept apart, so that counts agree with those of other tools.
    pub(crate) fn find_described(&mut self) {
        let mut is_described = vec![false; self.index.elements.len()];
        let mut is_misspelt = Vec::new();
        let mut described: Vec<ComponentId> = Vec::new();
        let mut misspelt: Vec<ComponentId> = Vec::new();
        let mut elsewhere: Vec<Option<&str>> = Vec::new();
        for edge in &self.index.edges {
            let is_from_document =
                edge.from == EndCode::DOCUMENT || self.document_twins.contains(&edge.from);
            if edge.kind != RelationshipKind::Describes || !is_from_document {
                continue;
            }
            let word = match edge.origin {
                Origin::Relationship => self.tree.value(edge.value).text(Key::RELATIONSHIP_TYPE),
                _ => None,
            };
            let is_exact = matches!(word, None | Some("DESCRIBES" | "DESCRIBED_BY"));
            let (seen, list) = match is_exact {
                true => (&mut is_described, &mut described),
                false => (&mut is_misspelt, &mut misspelt),
            };
            seen.resize(self.index.elements.len(), false);
            match edge.to.as_node() {
                Some(id) => {
                    if let Some(seen @ false) = seen.get_mut(id.index()) {
                        *seen = true;
                        list.push(id);
                    }
                }
                None if is_exact => match (edge.to, edge.to.as_outside()) {
                    (_, Some(value)) => elsewhere.push(Some(end_text(self.tree, value))),
                    // The document itself, as some tools write.
                    (EndCode::DOCUMENT, _) => elsewhere.push(None),
                    _ => {}
                },
                None => {}
            }
        }
        elsewhere.sort_unstable();
        elsewhere.dedup();
        self.index.described_elsewhere = elsewhere.len();
        self.index.described.extend(described);
        if self.index.described.is_empty() {
            self.index.described_loosely = misspelt;
        }
    }
}

/// References are resolved in groups of so many, which stay in the cache.
const REFERENCES: usize = 2048;

/// Returns the text of a member that can only be a text; `None` for `null`.
///
/// # Errors
///
/// When it is something else.
#[inline]
pub(crate) fn text(value: Value<'_>) -> Result<Option<&str>, Error> {
    match value.as_str() {
        Some(text) => Ok(Some(text)),
        None if value.is_null() => Ok(None),
        None => Err(refuse(value, "a string")),
    }
}

/// Refuses a value of a type that leaves no doubt that the document is broken.
#[cold]
pub(crate) fn refuse(value: Value<'_>, expected: &str) -> Error {
    let found = match value.kind() {
        Kind::Null => "null",
        Kind::Bool => "a boolean",
        Kind::Number => "a number",
        Kind::Text => "a string",
        Kind::Array => "an array",
        Kind::Object => "an object",
    };
    located(Error::new(Code::WrongType, format!("expected {expected}, found {found}")), value)
}

/// Gives an error the place of a value.
pub(crate) fn located(error: Error, value: Value<'_>) -> Error {
    let error = match value.offset() {
        Some(offset) => error.at(position_at(value.tree().source(), offset)),
        None => error,
    };
    error.on(value.path())
}

/// INVARIANT: a tree has less than 2^31 values, and no table more rows than the tree values.
fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
