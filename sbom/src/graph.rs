//! The dependency graph: roots, depth, and why something is here.

use std::sync::OnceLock;

use crate::document::{Component, ComponentId, Document, ElementKind, RelationshipKind};

/// Which relationships a [`Graph`] follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Follow {
    /// Dependencies only.
    #[default]
    Dependencies,
    /// Dependencies, and what contains what: nesting in CycloneDX, `CONTAINS` and its kin in
    /// SPDX. A container image often only contains its packages.
    DependenciesAndContents,
}

/// The elements of a document and their dependencies, indexed both ways.
///
/// Everything is answered from indexes built once, in time linear in the document (siblings are
/// sorted, so that answers never depend on the order in which a tool wrote them). Cycles are
/// harmless; relationships to what is not in the document are left out here, and counted in
/// [`Document::notes`].
///
/// # Examples
///
/// ```
/// let document = sbom::parse(br#"{
///   "bomFormat": "CycloneDX", "specVersion": "1.6",
///   "metadata": {"component": {"type": "application", "name": "shop", "bom-ref": "shop"}},
///   "components": [
///     {"type": "library", "name": "web", "bom-ref": "web"},
///     {"type": "library", "name": "tls", "bom-ref": "tls"}
///   ],
///   "dependencies": [{"ref": "shop", "dependsOn": ["web"]}, {"ref": "web", "dependsOn": ["tls"]}]
/// }"#)?;
/// let graph = document.graph();
/// let tls = document.find("tls").unwrap().id();
/// let why: Vec<&str> = graph.path(tls).unwrap().map(|component| component.name()).collect();
/// assert_eq!(why, ["shop", "web", "tls"]);
/// assert_eq!(graph.depth(tls), Some(2));
/// # Ok::<(), sbom::Error>(())
/// ```
#[derive(Debug)]
pub struct Graph<'d> {
    document: &'d Document,
    forward: Adjacency,
    backward: OnceLock<Adjacency>,
    roots: Vec<ComponentId>,
    are_roots_inferred: bool,
    /// Distance from the nearest root, `UNREACHED` for none.
    depth: Vec<u32>,
    /// The element before this one on the chosen shortest path; itself for a root.
    before: Vec<ComponentId>,
}

/// How an element relates to what the document is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Directness {
    /// It is a root itself.
    Root,
    /// A root names it as a dependency.
    Direct,
    /// It is there because of another dependency.
    Transitive,
    /// No path leads to it, or the document does not say which element is the root.
    Unknown,
}

impl<'d> Graph<'d> {
    pub(crate) fn new(document: &'d Document, follow: Follow) -> Self {
        let forward = Adjacency::new(document.element_count(), || edges(document, follow));
        let (roots, are_roots_inferred) = find_roots(document, &forward);
        let (depth, before) = walk(document, &forward, &roots);
        let backward = OnceLock::new();
        Self { document, forward, backward, roots, are_roots_inferred, depth, before }
    }

    /// Returns where paths start.
    ///
    /// These are the elements the document describes. If none of them depends on anything, as in
    /// documents whose subject is not part of the graph, they are the elements that depend on
    /// something and that nothing depends on: see [`Graph::are_roots_inferred`].
    #[must_use]
    pub fn roots(&self) -> &[ComponentId] {
        &self.roots
    }

    /// Reports whether the roots are a conclusion from the graph rather than the document's word.
    #[must_use]
    pub fn are_roots_inferred(&self) -> bool {
        self.are_roots_inferred
    }

    /// Returns what the element depends on, each once, in the order of ids.
    #[must_use]
    pub fn dependencies(&self, id: ComponentId) -> &[ComponentId] {
        self.forward.of(id)
    }

    /// Returns what depends on the element, each once, in the order of ids.
    #[must_use]
    pub fn dependents(&self, id: ComponentId) -> &[ComponentId] {
        let backward = self.backward.get_or_init(|| self.forward.reversed());
        backward.of(id)
    }

    /// Returns the dependencies of the roots.
    pub fn direct(&self) -> impl Iterator<Item = ComponentId> + '_ {
        let ids = 0..u32::try_from(self.depth.len()).unwrap_or(u32::MAX);
        ids.zip(&self.depth).filter(|(_, depth)| **depth == 1).map(|(id, _)| ComponentId::new(id))
    }

    /// Returns whether the element is a direct dependency; honest about not knowing.
    #[must_use]
    pub fn directness(&self, id: ComponentId) -> Directness {
        match self.depth(id) {
            Some(0) => Directness::Root,
            _ if self.are_roots_inferred => Directness::Unknown,
            Some(1) => Directness::Direct,
            Some(_) => Directness::Transitive,
            None => Directness::Unknown,
        }
    }

    /// Returns the number of steps from the nearest root, 0 for a root, `None` if none leads here.
    #[must_use]
    pub fn depth(&self, id: ComponentId) -> Option<u32> {
        self.depth.get(id.index()).copied().filter(|depth| *depth != UNREACHED)
    }

    /// Returns a shortest path from a root to the element, both included: why it is here.
    ///
    /// Of several, the one whose package URLs (names, where there are none) come first in
    /// alphabetical order, compared from the root on; so it is the same in every run and for
    /// every order of the document.
    #[must_use]
    pub fn path(&self, id: ComponentId) -> Option<impl ExactSizeIterator<Item = Component<'d>>> {
        let mut path = Vec::with_capacity(self.depth(id)? as usize + 1);
        let mut at = id;
        loop {
            path.push(at);
            match self.before.get(at.index()) {
                Some(&before) if before != at => at = before,
                _ => break,
            }
        }
        let document = self.document;
        let path: Vec<_> = path.into_iter().rev().filter_map(|id| document.component(id)).collect();
        Some(path.into_iter())
    }

    /// Returns the components of the inventory that no path from a root reaches.
    pub fn orphans(&self) -> impl Iterator<Item = Component<'d>> + '_ {
        self.document.components().filter(|component| self.depth(component.id()).is_none())
    }

    /// Returns everything the element depends on, directly or not, itself left out unless it is
    /// in a cycle; in the order of ids.
    #[must_use]
    pub fn transitive_dependencies(&self, id: ComponentId) -> Vec<ComponentId> {
        reach(self.depth.len(), id, |id| self.dependencies(id))
    }

    /// Returns everything that depends on the element, directly or not; in the order of ids.
    #[must_use]
    pub fn transitive_dependents(&self, id: ComponentId) -> Vec<ComponentId> {
        reach(self.depth.len(), id, |id| self.dependents(id))
    }

    /// Returns the number of different edges between elements of the document.
    #[must_use]
    pub fn edge_count(&self) -> usize {
        self.forward.targets.len()
    }
}

/// Successor lists in one array (compressed sparse rows): sorted, without repetitions.
#[derive(Debug)]
struct Adjacency {
    /// Where each element's successors start; one more entry than elements.
    starts: Vec<u32>,
    targets: Vec<ComponentId>,
}

impl Adjacency {
    /// Builds the rows from an iteration that can be repeated: once to count, once to place.
    fn new<I>(nodes: usize, edges: impl Fn() -> I) -> Self
    where
        I: Iterator<Item = (ComponentId, ComponentId)>,
    {
        let mut starts = vec![0_u32; nodes + 1];
        for (from, _) in edges() {
            if let Some(count) = starts.get_mut(from.index() + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut targets = vec![ComponentId::new(0); sum as usize];
        let mut next = starts.clone();
        for (from, to) in edges() {
            if let Some(at) = next.get_mut(from.index()) {
                if let Some(slot) = targets.get_mut(*at as usize) {
                    *slot = to;
                }
                *at += 1;
            }
        }
        let mut adjacency = Self { starts, targets };
        adjacency.tidy();
        adjacency
    }

    /// Sorts each row and drops repetitions.
    fn tidy(&mut self) {
        let mut kept = 0_usize;
        let mut start = 0_usize;
        for index in 1..self.starts.len() {
            let end = self.starts.get(index).map_or(0, |end| *end as usize);
            if let Some(row) = self.targets.get_mut(start..end) {
                row.sort_unstable();
            }
            let first = kept;
            for at in start..end {
                let Some(&target) = self.targets.get(at) else { continue };
                let is_new = kept == first || self.targets.get(kept - 1) != Some(&target);
                if is_new && let Some(slot) = self.targets.get_mut(kept) {
                    *slot = target;
                    kept += 1;
                }
            }
            if let Some(slot) = self.starts.get_mut(index) {
                *slot = u32::try_from(kept).unwrap_or(u32::MAX);
            }
            start = end;
        }
        self.targets.truncate(kept);
    }

    fn of(&self, id: ComponentId) -> &[ComponentId] {
        let start = self.starts.get(id.index()).copied().unwrap_or(0);
        let end = self.starts.get(id.index() + 1).copied().unwrap_or(start);
        self.targets.get(start as usize..end as usize).unwrap_or_default()
    }

    fn pairs(&self) -> impl Iterator<Item = (ComponentId, ComponentId)> + '_ {
        let nodes = u32::try_from(self.starts.len().saturating_sub(1)).unwrap_or(u32::MAX);
        (0..nodes)
            .map(ComponentId::new)
            .flat_map(|from| self.of(from).iter().map(move |to| (from, *to)))
    }

    fn reversed(&self) -> Self {
        Self::new(self.starts.len().saturating_sub(1), || self.pairs().map(|(from, to)| (to, from)))
    }
}

fn edges(
    document: &Document,
    follow: Follow,
) -> impl Iterator<Item = (ComponentId, ComponentId)> + '_ {
    let with_contents = follow == Follow::DependenciesAndContents;
    let written = document.index.edges.iter().filter_map(move |edge| {
        let is_followed = match edge.kind {
            RelationshipKind::DependsOn => true,
            RelationshipKind::Contains => with_contents,
            _ => false,
        };
        is_followed.then_some((edge.from.as_node()?, edge.to.as_node()?))
    });
    let nested = document
        .elements()
        .take(if with_contents { usize::MAX } else { 0 })
        .filter_map(|element| Some((element.parent()?.id(), element.id())));
    written.chain(nested)
}

/// Finds where paths start, and whether that had to be inferred.
fn find_roots(document: &Document, forward: &Adjacency) -> (Vec<ComponentId>, bool) {
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

/// Walks level by level. Within a level, elements are ordered by the path that leads to them, so
/// that the first to reach a new element gives it the alphabetically first of the shortest paths.
fn walk(
    document: &Document,
    forward: &Adjacency,
    roots: &[ComponentId],
) -> (Vec<u32>, Vec<ComponentId>) {
    let mut depth = vec![UNREACHED; document.element_count()];
    let mut before: Vec<ComponentId> =
        (0..u32::try_from(depth.len()).unwrap_or(u32::MAX)).map(ComponentId::new).collect();
    let key = |id: &ComponentId| document.component(*id).map(|component| SortKey::new(&component));
    let mut level: Vec<ComponentId> = Vec::new();
    for &root in roots {
        if let Some(slot @ &mut UNREACHED) = depth.get_mut(root.index()) {
            *slot = 0;
            level.push(root);
        }
    }
    level.sort_by_cached_key(key);
    let mut distance = 0;
    while !level.is_empty() {
        distance += 1;
        let mut next = Vec::new();
        for &from in &level {
            let first = next.len();
            for &to in forward.of(from) {
                if let Some(slot @ &mut UNREACHED) = depth.get_mut(to.index()) {
                    *slot = distance;
                    if let Some(slot) = before.get_mut(to.index()) {
                        *slot = from;
                    }
                    next.push(to);
                }
            }
            if let Some(siblings @ [_, _, ..]) = next.get_mut(first..) {
                siblings.sort_by_cached_key(key);
            }
        }
        level = next;
    }
    (depth, before)
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

fn reach<'g>(
    nodes: usize,
    from: ComponentId,
    step: impl Fn(ComponentId) -> &'g [ComponentId],
) -> Vec<ComponentId> {
    let mut seen = vec![false; nodes];
    let mut open = vec![from];
    let mut found = Vec::new();
    while let Some(id) = open.pop() {
        for &next in step(id) {
            if let Some(slot @ false) = seen.get_mut(next.index()) {
                *slot = true;
                found.push(next);
                open.push(next);
            }
        }
    }
    found.sort_unstable();
    found
}

const UNREACHED: u32 = u32::MAX;
