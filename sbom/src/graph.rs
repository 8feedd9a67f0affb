//! The dependency graph: roots, depth, and why something is here.

mod adjacency;
mod edges;
mod paths;
mod roots;
mod walk;

use std::fmt;
use std::sync::OnceLock;

use crate::document::{Component, ComponentId, Document, Scope};

pub use self::paths::Paths;

use self::adjacency::Adjacency;
use self::edges::{contents, dependencies, edges, strength};
use self::roots::find_roots;
use self::walk::Walk;

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
    /// The same, but going from a container to what it contains is no step: image, operating
    /// system and package count as one, and [`Graph::depth`] counts dependencies alone.
    DependenciesThroughContents,
}

/// The elements of a document and their dependencies, indexed both ways.
///
/// Everything is answered from indexes built once, in time linear in the document (siblings are
/// sorted, so that answers never depend on the order in which a tool wrote them): what depends on
/// what here and now, paths and distances from the roots with the first question. Cycles are
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
pub struct Graph<'d> {
    document: &'d Document,
    forward: Adjacency,
    backward: OnceLock<Adjacency>,
    roots: Vec<ComponentId>,
    are_roots_inferred: bool,
    follow: Follow,
    /// How the roots lead to each element.
    ways: OnceLock<Ways>,
    scopes: OnceLock<Vec<Option<Scope>>>,
    /// Where each element comes in alphabetical order.
    ranks: OnceLock<Vec<u32>>,
}

/// The shortest ways from the roots to each element.
#[derive(Clone, Debug)]
struct Ways {
    walk: Walk,
    /// Steps from the nearest root where that is not the depth.
    steps: Option<Walk>,
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
        let nodes = document.element_count();
        let forward = Adjacency::new(nodes, || edges(document, follow));
        let (roots, are_roots_inferred) = find_roots(document, &forward);
        Self {
            document,
            forward,
            backward: OnceLock::new(),
            roots,
            are_roots_inferred,
            follow,
            ways: OnceLock::new(),
            scopes: OnceLock::new(),
            ranks: OnceLock::new(),
        }
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
        self.reached().filter(|id| self.depth(*id) == Some(1))
    }

    /// Returns whether the element is a direct dependency; honest about not knowing.
    #[must_use]
    pub fn directness(&self, id: ComponentId) -> Directness {
        match self.depth(id) {
            Some(0) if self.is_root(id) => Directness::Root,
            // Part of a root: whether anything needs it is not said.
            Some(0) => Directness::Unknown,
            _ if self.are_roots_inferred => Directness::Unknown,
            Some(1) => Directness::Direct,
            Some(_) => Directness::Transitive,
            None => Directness::Unknown,
        }
    }

    /// Returns the number of steps from the nearest root, 0 for a root, `None` if none leads here.
    #[must_use]
    pub fn depth(&self, id: ComponentId) -> Option<u32> {
        self.ways().walk.depth(id)
    }

    /// Returns what a path from a root reaches, in the order of ids.
    pub fn reached(&self) -> impl Iterator<Item = ComponentId> + '_ {
        let ids = 0..u32::try_from(self.node_count()).unwrap_or(u32::MAX);
        ids.map(ComponentId::new).filter(|id| self.depth(*id).is_some())
    }

    /// Returns whether the element is needed at run time: what its own `scope` says, or else the
    /// strongest of all paths from a root that lead to it. A path is as strong as the weakest of
    /// its dependencies. `None` if no path leads to it.
    ///
    /// Only SPDX says what a dependency is for; without a word it is required.
    #[must_use]
    pub fn effective_scope(&self, id: ComponentId) -> Option<Scope> {
        let own = self.document.component(id).and_then(|component| component.scope());
        let found = || self.scopes.get_or_init(|| self.find_scopes());
        own.or_else(|| found().get(id.index()).copied().flatten())
    }

    /// Returns the graph of what these elements need, with them as its roots.
    #[must_use]
    pub fn subgraph(&self, roots: &[ComponentId]) -> Graph<'d> {
        let whole = Walk::new(self.document, &self.forward, None, roots);
        let is_inside = |(from, _): &(ComponentId, ComponentId)| whole.depth(*from).is_some();
        let forward = Adjacency::new(self.node_count(), || self.forward.pairs().filter(is_inside));
        Graph {
            document: self.document,
            forward,
            backward: OnceLock::new(),
            roots: roots.to_vec(),
            are_roots_inferred: false,
            follow: Follow::Dependencies,
            ways: OnceLock::from(Ways { walk: whole, steps: None }),
            scopes: OnceLock::new(),
            ranks: OnceLock::new(),
        }
    }

    /// Returns a shortest path from a root to the element, both included: why it is here.
    ///
    /// Of several, the one whose package URLs (names, where there are none) come first in
    /// alphabetical order, compared from the root on; so it is the same in every run and for
    /// every order of the document.
    #[must_use]
    pub fn path(&self, id: ComponentId) -> Option<impl ExactSizeIterator<Item = Component<'d>>> {
        let mut path = Vec::with_capacity(self.depth(id)? as usize + 1);
        let before = &self.ways().walk.before;
        let mut at = id;
        loop {
            path.push(at);
            match before.get(at.index()) {
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
        reach(self.node_count(), id, |id| self.dependencies(id))
    }

    /// Returns everything that depends on the element, directly or not; in the order of ids.
    #[must_use]
    pub fn transitive_dependents(&self, id: ComponentId) -> Vec<ComponentId> {
        reach(self.node_count(), id, |id| self.dependents(id))
    }

    /// Returns the number of different edges between elements of the document.
    #[must_use]
    pub fn edge_count(&self) -> usize {
        self.forward.targets.len()
    }

    /// Works out the ways with the first question: to ask what depends on what, none are needed.
    fn ways(&self) -> &Ways {
        self.ways.get_or_init(|| {
            let (document, nodes) = (self.document, self.node_count());
            if self.follow != Follow::DependenciesThroughContents {
                let walk = Walk::new(document, &self.forward, None, &self.roots);
                return Ways { walk, steps: None };
            }
            let needed = Adjacency::new(nodes, || dependencies(document).map(|(_, it)| it));
            // What is needed too, is needed.
            let is_free = |(from, to): &(ComponentId, ComponentId)| {
                needed.of(*from).binary_search(to).is_err()
            };
            let free = Adjacency::new(nodes, || contents(document).filter(is_free));
            let walk = Walk::new(document, &needed, Some(&free), &self.roots);
            let steps = Walk::new(document, &self.forward, None, &self.roots);
            Ways { walk, steps: Some(steps) }
        })
    }

    fn node_count(&self) -> usize {
        self.document.element_count()
    }

    fn is_root(&self, id: ComponentId) -> bool {
        // Roots are few but for documents that describe everything; then they are all at depth 0.
        self.depth(id) == Some(0) && self.ways().walk.before.get(id.index()) == Some(&id)
    }

    /// Returns the number of edges from the nearest root.
    fn steps(&self, id: ComponentId) -> Option<u32> {
        let Ways { walk, steps } = self.ways();
        steps.as_ref().unwrap_or(walk).depth(id)
    }

    fn rank(&self, id: ComponentId) -> u32 {
        let ranks = self.ranks.get_or_init(|| {
            let mut ids: Vec<_> = self.document.elements().map(|element| element.id()).collect();
            walk::sort(self.document, &mut ids);
            let mut ranks = vec![0; ids.len()];
            for (id, rank) in ids.into_iter().zip(0..) {
                if let Some(slot) = ranks.get_mut(id.index()) {
                    *slot = rank;
                }
            }
            ranks
        });
        ranks.get(id.index()).copied().unwrap_or(u32::MAX)
    }

    fn find_scopes(&self) -> Vec<Option<Scope>> {
        let nodes = self.node_count();
        let mut scopes = vec![None; nodes];
        for weakest in [Scope::Required, Scope::Optional, Scope::Excluded] {
            let is_enough = |scope: Scope| match weakest {
                Scope::Required => scope == Scope::Required,
                Scope::Optional => scope != Scope::Excluded,
                Scope::Excluded => true,
            };
            let strong = || {
                let needed = dependencies(self.document);
                let needed = needed.filter(|(edge, _)| is_enough(strength(edge.scope)));
                let inside = |(from, to): &(ComponentId, ComponentId)| {
                    self.forward.of(*from).binary_search(to).is_ok()
                };
                needed.map(|(_, ends)| ends).chain(contents(self.document)).filter(inside)
            };
            let edges = Adjacency::new(nodes, strong);
            let mut open = self.roots.clone();
            let mut seen = vec![false; nodes];
            while let Some(id) = open.pop() {
                if let Some(seen @ false) = seen.get_mut(id.index()) {
                    *seen = true;
                    if let Some(scope) = scopes.get_mut(id.index()) {
                        scope.get_or_insert(weakest);
                    }
                    open.extend(edges.of(id));
                }
            }
        }
        scopes
    }
}

impl fmt::Debug for Graph<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Graph")
            .field("elements", &self.document.element_count())
            .field("edges", &self.forward.targets.len())
            .field("roots", &self.roots.len())
            .field("are_roots_inferred", &self.are_roots_inferred)
            .finish_non_exhaustive()
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
