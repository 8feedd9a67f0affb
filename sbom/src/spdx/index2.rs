//! Finding an SPDX 2 document's packages, files, snippets and relationships.

use crate::document::index::{Edge, Element, EndCode, Index, Indexer, refuse, text};
use crate::document::{
    ComponentType, DependencyScope, ElementKind, NoteKind, Origin, RelationshipKind,
};
use crate::error::Error;
use crate::spdx::relation::{Meaning, meaning};
use crate::tree::{Key, Tree, Value, ValueId};

/// Indexes a document of either version; 2.3 only adds members.
///
/// # Errors
///
/// When what holds the document together has another type: lists of packages and files, their
/// names and ids, relationships.
pub(crate) fn index(tree: &Tree) -> Result<Index, Error> {
    let mut indexer = Indexer::new(tree);
    // The packages' `hasFiles`.
    let mut contained = Vec::new();
    for member in tree.root().children() {
        let (kind, expected) = match member.key() {
            Key::PACKAGES => (ElementKind::Component, "a package object"),
            Key::FILES => (ElementKind::File, "a file object"),
            Key::SNIPPETS => (ElementKind::Snippet, "a snippet object"),
            _ => continue,
        };
        for value in list(member)?.elements() {
            if !value.is_object() {
                return Err(refuse(value, expected));
            }
            let (element, has_files) = open(value, kind)?;
            let number = indexer.add(element);
            contained.extend(has_files.map(|files| (number, files)));
        }
    }
    indexer.bind();
    // Relationships speak of `SPDXRef-DOCUMENT` even where the document's own id differs.
    indexer.bind_document("SPDXRef-DOCUMENT");
    if let Some(id) = tree.root().get(Key::SPDXID) {
        indexer.bind_document(text(id)?.unwrap_or_default());
    }
    for (number, files) in contained {
        let from = EndCode::node(number);
        shorthand(&mut indexer, from, files, RelationshipKind::Contains, Origin::HasFiles)?;
    }
    for member in tree.root().children() {
        match member.key() {
            Key::RELATIONSHIPS => {
                for value in list(member)?.elements() {
                    let edge = relationship(&mut indexer, value)?;
                    indexer.edge(edge);
                }
            }
            Key::DOCUMENT_DESCRIBES => {
                let (kind, origin) = (RelationshipKind::Describes, Origin::DocumentDescribes);
                shorthand(&mut indexer, EndCode::DOCUMENT, member, kind, origin)?;
            }
            _ => {}
        }
    }
    indexer.resolve_edges();
    state(&mut indexer);
    indexer.find_described();
    Ok(indexer.index)
}

/// Returns an element, and the ids of the files a package says it holds.
fn open(value: Value<'_>, kind: ElementKind) -> Result<(Element, Option<Value<'_>>), Error> {
    let mut element = Element::new(value, kind);
    let mut has_files = None;
    if kind == ElementKind::File {
        element.component_type = ComponentType::File;
    }
    for member in value.children() {
        match member.key() {
            Key::SPDXID => element.id = id_of(member)?,
            Key::NAME | Key::FILE_NAME | Key::VERSION_INFO => {
                text(member)?;
            }
            Key::PRIMARY_PACKAGE_PURPOSE if kind == ElementKind::Component => {
                if let Some(word) = text(member)? {
                    element.component_type =
                        ComponentType::from_spdx(word).unwrap_or(ComponentType::Other);
                }
            }
            Key::HAS_FILES => has_files = Some(member),
            _ => {}
        }
    }
    Ok((element, has_files))
}

/// Adds an edge for each id of a list.
fn shorthand<'t>(
    indexer: &mut Indexer<'t>,
    from: EndCode,
    list: Value<'t>,
    kind: RelationshipKind,
    origin: Origin,
) -> Result<(), Error> {
    for reference in list.elements() {
        text(reference)?;
        let to = EndCode::outside(reference.id());
        let scope = DependencyScope::Unspecified;
        indexer.edge(Edge { from, to, value: reference.id(), kind, scope, origin });
    }
    Ok(())
}

fn relationship<'t>(indexer: &mut Indexer<'t>, value: Value<'t>) -> Result<Edge, Error> {
    if !value.is_object() {
        return Err(refuse(value, "a relationship object"));
    }
    let mut word = "";
    let mut left = EndCode::outside(value.id());
    let mut right = left;
    for member in value.children() {
        match member.key() {
            Key::RELATIONSHIP_TYPE => word = text(member)?.unwrap_or_default(),
            Key::SPDX_ELEMENT_ID => left = end(member)?.unwrap_or(left),
            Key::RELATED_SPDX_ELEMENT => right = end(member)?.unwrap_or(right),
            _ => {}
        }
    }
    let Meaning { kind, scope, swap } = match meaning(word) {
        Some(meaning) => meaning,
        None => {
            indexer.note(NoteKind::UnknownRelationshipType, word, value.id());
            let (kind, scope) = (RelationshipKind::Other, DependencyScope::Unspecified);
            Meaning { kind, scope, swap: false }
        }
    };
    let (from, to) = if swap { (right, left) } else { (left, right) };
    let (value, origin) = (value.id(), Origin::Relationship);
    Ok(Edge { from, to, value, kind, scope, origin })
}

/// Takes note of which elements have dependencies, or are said to have none.
fn state(indexer: &mut Indexer<'_>) {
    let edges = std::mem::take(&mut indexer.index.edges);
    for edge in edges.iter().filter(|edge| edge.kind == RelationshipKind::DependsOn) {
        if let Some(element) = edge.from.as_node() {
            indexer.state(element.raw(), edge.to);
        }
    }
    indexer.index.edges = edges;
}

/// Returns what an end says, which is still to be resolved.
fn end(reference: Value<'_>) -> Result<Option<EndCode>, Error> {
    Ok(match text(reference)? {
        None => None,
        Some("NONE") => Some(EndCode::NONE),
        Some("NOASSERTION") => Some(EndCode::NO_ASSERTION),
        Some(_) => Some(EndCode::outside(reference.id())),
    })
}

/// Returns the value if it is an id; none for `null`.
fn id_of(value: Value<'_>) -> Result<ValueId, Error> {
    Ok(text(value)?.map_or(ValueId::NONE, |_| value.id()))
}

/// A list; a single value in its place and `null` are understood.
fn list(value: Value<'_>) -> Result<Value<'_>, Error> {
    match value.is_array() || value.is_object() || value.is_null() {
        true => Ok(value),
        false => Err(refuse(value, "an array")),
    }
}
