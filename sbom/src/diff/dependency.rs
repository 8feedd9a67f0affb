//! Dependencies between what both documents have; the others speak for themselves.

use std::collections::HashSet;

use crate::document::{Component, ComponentId, Document, RelationshipKind};

/// From and to.
type Edge<'d> = (Component<'d>, Component<'d>);

/// Returns the dependencies that are new and those that are gone.
pub(super) fn changes<'d>(
    older: &'d Document,
    newer: &'d Document,
    older_ids: &[Option<ComponentId>],
) -> (Vec<Edge<'d>>, Vec<Edge<'d>>) {
    let (mut added, mut removed) = (Vec::new(), Vec::new());
    let matched: HashSet<_> = older_ids.iter().flatten().copied().collect();
    let old_edges: HashSet<_> = edges(older).collect();
    let mut kept = HashSet::new();
    let translate = |id: ComponentId| older_ids.get(id.index()).copied().flatten();
    for (from, to) in edges(newer) {
        let Some(edge) = translate(from).zip(translate(to)) else { continue };
        if kept.insert(edge) && !old_edges.contains(&edge) {
            added.extend(newer.component(from).zip(newer.component(to)));
        }
    }
    for (from, to) in edges(older) {
        if matched.contains(&from) && matched.contains(&to) && kept.insert((from, to)) {
            removed.extend(older.component(from).zip(older.component(to)));
        }
    }
    (added, removed)
}

fn edges(document: &Document) -> impl Iterator<Item = (ComponentId, ComponentId)> + '_ {
    document
        .relationships()
        .filter(|relationship| relationship.kind() == RelationshipKind::DependsOn)
        .filter_map(|edge| Some((edge.from().component()?.id(), edge.to().component()?.id())))
}
