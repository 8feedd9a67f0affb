//! Where paths start.

use crate::document::{ComponentId, Document, ElementKind};
use crate::graph::adjacency::Adjacency;

/// Finds where paths start, and whether that had to be inferred.
pub(super) fn find_roots(document: &Document, forward: &Adjacency) -> (Vec<ComponentId>, bool) {
    let leads_somewhere = |id: ComponentId| !forward.of(id).is_empty();
    let described: Vec<_> = document.top().to_vec();
    if described.iter().any(|&id| leads_somewhere(id)) {
        return (described, false);
    }
    // Some tools list the subject among the components again, and let the twin have the edges.
    let purl = document.subject().and_then(|subject| subject.purl());
    let twin = document
        .components()
        .filter(|component| purl.is_some() && component.purl() == purl)
        .find(|component| leads_somewhere(component.id()));
    if let Some(twin) = twin {
        return (described.into_iter().chain([twin.id()]).collect(), false);
    }
    let mut is_needed = vec![false; document.element_count()];
    for id in &forward.targets {
        if let Some(needed) = is_needed.get_mut(id.index()) {
            *needed = true;
        }
    }
    let tops: Vec<_> = document
        .elements()
        .filter(|element| element.kind() != ElementKind::Snippet)
        .map(|element| element.id())
        .filter(|&id| leads_somewhere(id) && is_needed.get(id.index()) == Some(&false))
        .collect();
    match tops.is_empty() {
        true => (described, false),
        false => (tops, true),
    }
}
