//! Depths, and one shortest path to each element.

use std::cmp::Ordering;
use std::mem::take;

use crate::document::{Component, ComponentId, Document};
use crate::graph::adjacency::Adjacency;
use crate::tree::Piece;

/// How far each element is from the roots, and over which element the chosen path leads.
#[derive(Clone, Debug)]
pub(super) struct Walk {
    /// Distance from the nearest root, [`UNREACHED`] for none.
    pub(super) depth: Vec<u32>,
    /// The element before this one on the chosen shortest path; itself for a root.
    pub(super) before: Vec<ComponentId>,
}

impl Walk {
    /// Walks level by level. Within a level, elements are ordered by the path that leads to them,
    /// so that the first to reach a new element gives it the alphabetically first of the shortest
    /// paths. Going to `free` neighbours costs nothing.
    pub(super) fn new(
        document: &Document,
        forward: &Adjacency,
        free: Option<&Adjacency>,
        roots: &[ComponentId],
    ) -> Self {
        let nodes = document.element_count();
        let mut walk = Self {
            depth: vec![UNREACHED; nodes],
            before: (0..u32::try_from(nodes).unwrap_or(u32::MAX)).map(ComponentId::new).collect(),
        };
        let mut level: Vec<ComponentId> = Vec::new();
        for &root in roots {
            walk.reach(root, root, 0, &mut level);
        }
        sort(document, &mut level);
        let mut distance = 0;
        while !level.is_empty() {
            if let Some(free) = free {
                let mut at = 0;
                while let Some(&from) = level.get(at) {
                    let first = level.len();
                    for &to in free.of(from) {
                        walk.reach(from, to, distance, &mut level);
                    }
                    sort(document, level.get_mut(first..).unwrap_or_default());
                    at += 1;
                }
            }
            distance += 1;
            let mut next = Vec::new();
            let mut ends = Vec::with_capacity(level.len());
            for &from in &level {
                for &to in forward.of(from) {
                    walk.reach(from, to, distance, &mut next);
                }
                ends.push(next.len());
            }
            sort_groups(document, &mut next, &ends);
            level = next;
        }
        walk
    }

    fn reach(
        &mut self,
        from: ComponentId,
        to: ComponentId,
        distance: u32,
        found: &mut Vec<ComponentId>,
    ) {
        if let Some(slot @ &mut UNREACHED) = self.depth.get_mut(to.index()) {
            *slot = distance;
            if let Some(slot) = self.before.get_mut(to.index()) {
                *slot = from;
            }
            found.push(to);
        }
    }

    pub(super) fn depth(&self, id: ComponentId) -> Option<u32> {
        self.depth.get(id.index()).copied().filter(|depth| *depth != UNREACHED)
    }
}

/// Puts elements into the order that paths are compared in.
pub(super) fn sort(document: &Document, ids: &mut [ComponentId]) {
    let end = ids.len();
    sort_groups(document, ids, &[end]);
}

/// Puts the elements of each group in order; the groups lie one behind the other.
///
/// What they are compared by is looked up for all of them first: it is scattered over memory.
fn sort_groups(document: &Document, ids: &mut [ComponentId], ends: &[usize]) {
    let mut wanted: Vec<ComponentId> = Vec::new();
    let mut start = 0;
    for &end in ends {
        if let Some(group @ [_, _, ..]) = ids.get(start..end) {
            wanted.extend_from_slice(group);
        }
        start = end;
    }
    let mut keys: Vec<SortKey<'_>> = Vec::with_capacity(wanted.len());
    for batch in wanted.chunks(Piece::BATCH) {
        let labels = batch.iter().filter_map(|id| document.index.labels.get(id.index()));
        document.tree().fetch(labels.copied());
        keys.extend(batch.iter().filter_map(|&id| document.component(id)).map(SortKey::new));
    }
    let mut rest = keys.as_mut_slice();
    let mut start = 0;
    for &end in ends {
        if let Some(group @ [_, _, ..]) = ids.get_mut(start..end)
            && let Some((sorted, others)) = take(&mut rest).split_at_mut_checked(group.len())
        {
            sorted.sort_unstable();
            for (id, key) in group.iter_mut().zip(&*sorted) {
                *id = key.component.id();
            }
            rest = others;
        }
        start = end;
    }
}

/// What elements are put in order by: the purl or name, then the version; the id decides between
/// those that look alike.
struct SortKey<'d> {
    purl_or_name: &'d str,
    component: Component<'d>,
}

impl<'d> SortKey<'d> {
    fn new(component: Component<'d>) -> Self {
        let document = component.document();
        let purl_or_name = match document.index.labels.get(component.id().index()) {
            Some(label) => label.text(document.tree()),
            None => component.purl().unwrap_or_else(|| component.name()),
        };
        Self { purl_or_name, component }
    }
}

impl Ord for SortKey<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.purl_or_name
            .cmp(other.purl_or_name)
            .then_with(|| self.component.version().cmp(&other.component.version()))
            .then_with(|| self.component.id().cmp(&other.component.id()))
    }
}

impl PartialOrd for SortKey<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for SortKey<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for SortKey<'_> {}

pub(super) const UNREACHED: u32 = u32::MAX;
