//! Which relationships a graph has.

use crate::document::{
    ComponentId, DependencyScope, Document, RelationshipKind, Scope, index::Edge,
};
use crate::graph::Follow;

/// Returns what is followed: dependencies, and contents if they are asked for.
pub(super) fn edges(
    document: &Document,
    follow: Follow,
) -> impl Iterator<Item = (ComponentId, ComponentId)> + '_ {
    let with_contents = follow != Follow::Dependencies;
    dependencies(document)
        .map(|(_, ends)| ends)
        .chain(with_contents.then(|| contents(document)).into_iter().flatten())
}

/// Returns the dependencies between elements of the document.
pub(super) fn dependencies(
    document: &Document,
) -> impl Iterator<Item = (&Edge, (ComponentId, ComponentId))> + '_ {
    between(document, RelationshipKind::DependsOn)
}

/// Returns what contains what: written out, or by nesting.
pub(super) fn contents(
    document: &Document,
) -> impl Iterator<Item = (ComponentId, ComponentId)> + '_ {
    let nested = document.elements().filter_map(|it| Some((it.parent()?.id(), it.id())));
    between(document, RelationshipKind::Contains).map(|(_, ends)| ends).chain(nested)
}

fn between(
    document: &Document,
    kind: RelationshipKind,
) -> impl Iterator<Item = (&Edge, (ComponentId, ComponentId))> + '_ {
    let edges = document.index.edges.iter().filter(move |edge| edge.kind == kind);
    edges.filter_map(|edge| Some((edge, (edge.from.as_node()?, edge.to.as_node()?))))
}

/// Returns what a dependency is for at run time, which is what [`Scope`] speaks of.
pub(super) fn strength(scope: DependencyScope) -> Scope {
    match scope {
        DependencyScope::Optional => Scope::Optional,
        DependencyScope::Build | DependencyScope::Development | DependencyScope::Test => {
            Scope::Excluded
        }
        _ => Scope::Required,
    }
}
