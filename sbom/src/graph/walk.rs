//! Depths, and one shortest path to each element.

use crate::document::{Component, ComponentId, Document};
use crate::graph::adjacency::Adjacency;

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
                    walk.step(document, free, from, distance, &mut level);
                    at += 1;
                }
            }
            distance += 1;
            let mut next = Vec::new();
            for &from in &level {
                walk.step(document, forward, from, distance, &mut next);
            }
            level = next;
        }
        walk
    }

    /// Reaches all neighbours that are new.
    fn step(
        &mut self,
        document: &Document,
        edges: &Adjacency,
        from: ComponentId,
        distance: u32,
        found: &mut Vec<ComponentId>,
    ) {
        let first = found.len();
        for &to in edges.of(from) {
            self.reach(from, to, distance, found);
        }
        if let Some(siblings @ [_, _, ..]) = found.get_mut(first..) {
            sort(document, siblings);
        }
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
    ids.sort_by_cached_key(|id| document.component(*id).map(|it| SortKey::new(&it)));
}

/// What elements are put in order by; the id decides between those that look alike.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct SortKey<'d> {
    purl_or_name: &'d str,
    version: Option<&'d str>,
    id: ComponentId,
}

impl<'d> SortKey<'d> {
    fn new(component: &Component<'d>) -> Self {
        Self {
            purl_or_name: component.purl().unwrap_or(component.name()),
            version: component.version(),
            id: component.id(),
        }
    }
}

pub(super) const UNREACHED: u32 = u32::MAX;
