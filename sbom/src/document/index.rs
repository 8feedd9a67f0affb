//! What a document's tree is searched by: its elements, their ids, and what connects them.
//!
//! Filled in one linear pass for each family of formats. Everything else is looked up in the tree
//! when it is asked for.

mod build;
mod ids;

use crate::document::component::{ComponentId, DependencyState, ElementKind};
use crate::document::note::Notes;
use crate::document::relationship::{DependencyScope, Origin, RelationshipKind};
use crate::document::words::ComponentType;
use crate::spdx::index3::Extra;
use crate::tree::{Piece, Tree, Value, ValueId};

pub(crate) use self::build::{Indexer, located, refuse, text};
pub(crate) use self::ids::Ids;

/// The tables over one tree.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    pub(crate) elements: Vec<Element>,
    ids: Ids,
    /// The package URL or else the name of each element, which paths are compared by, if they are
    /// met while indexing; else empty.
    pub(crate) labels: Vec<Piece>,
    pub(crate) edges: Vec<Edge>,
    pub(crate) vulnerabilities: Vec<ValueId>,
    pub(crate) described: Vec<ComponentId>,
    /// Elements that a misspelt relationship names, when no other names any.
    pub(crate) described_loosely: Vec<ComponentId>,
    pub(crate) described_elsewhere: usize,
    /// CycloneDX dependency entries whose `ref` names no element.
    pub(crate) stray_entries: Vec<EndCode>,
    pub(crate) notes: Notes,
    /// What an SPDX 3 document has beside these.
    pub(crate) spdx3: Option<Box<Extra>>,
}

impl Index {
    /// Returns the element of that id.
    pub(crate) fn find(&self, id: &str) -> Option<u32> {
        self.ids.find(id)
    }
}

/// One element: a component, package, file, service or snippet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element {
    pub(crate) value: ValueId,
    /// Its id in the document's own text, [`ValueId::NONE`] if it has none.
    pub(crate) id: ValueId,
    /// The number of the holding element, [`NOBODY`] for none.
    pub(crate) parent: u32,
    pub(crate) kind: ElementKind,
    pub(crate) place: Place,
    pub(crate) state: DependencyState,
    pub(crate) component_type: ComponentType,
}

impl Element {
    pub(crate) fn new(value: Value<'_>, kind: ElementKind) -> Self {
        Self {
            value: value.id(),
            id: ValueId::NONE,
            parent: NOBODY,
            kind,
            place: Place::Listed,
            state: DependencyState::Unlisted,
            component_type: ComponentType::Unspecified,
        }
    }
}

/// Stands for no element.
pub(crate) const NOBODY: u32 = u32::MAX;

/// Where in the document an element stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// It is CycloneDX `metadata.component`.
    Subject,
    /// It is nested in `metadata.component`.
    SubjectPart,
    /// It is listed.
    Listed,
}

/// One end of an edge, in 32 bits: an element, a text of the tree that names none, or one of the
/// named values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct EndCode(u32);

impl EndCode {
    pub(crate) const DOCUMENT: Self = Self(u32::MAX);
    pub(crate) const NONE: Self = Self(u32::MAX - 1);
    pub(crate) const NO_ASSERTION: Self = Self(u32::MAX - 2);
    const OUTSIDE: u32 = 1 << 31;

    pub(crate) fn node(number: u32) -> Self {
        Self(number)
    }

    /// Stands for the text of a value that names no element.
    pub(crate) fn outside(value: ValueId) -> Self {
        Self(value.raw() | Self::OUTSIDE)
    }

    pub(crate) fn as_node(self) -> Option<ComponentId> {
        (self.0 & Self::OUTSIDE == 0).then(|| ComponentId::new(self.0))
    }

    pub(crate) fn as_outside(self) -> Option<ValueId> {
        (self.0 & Self::OUTSIDE != 0 && self.0 < Self::NO_ASSERTION.0)
            .then(|| ValueId::from_raw(self.0 & !Self::OUTSIDE))
    }

    /// Reports whether the end should name an element of this document and does not.
    pub(crate) fn dangles(self, tree: &Tree) -> bool {
        self.as_outside().is_some_and(|value| !is_foreign(end_text(tree, value)))
    }
}

/// Returns the text of an end outside the document.
pub(crate) fn end_text(tree: &Tree, value: ValueId) -> &str {
    tree.value(value).as_str().unwrap_or_default()
}

/// Reports whether an id names something in another document.
pub(crate) fn is_foreign(id: &str) -> bool {
    id.starts_with("urn:cdx:") || id.starts_with("DocumentRef-")
}

/// One relationship, in sixteen bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edge {
    pub(crate) from: EndCode,
    pub(crate) to: EndCode,
    /// The relationship's object, or the reference in a list.
    pub(crate) value: ValueId,
    pub(crate) kind: RelationshipKind,
    pub(crate) scope: DependencyScope,
    pub(crate) origin: Origin,
}

impl Edge {
    /// Tells whether the edge counts where dependencies or relationships are counted.
    pub(crate) fn is_counted(&self) -> bool {
        matches!(self.origin, Origin::DependsOn | Origin::Relationship)
    }
}

const _: () = assert!(size_of::<Edge>() == 16 && size_of::<Element>() == 16);
