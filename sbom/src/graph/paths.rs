//! Every way from a root to an element.

use crate::document::ComponentId;
use crate::graph::Graph;

/// Paths from roots to an element, as [`Graph::all_paths`] found them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paths {
    paths: Vec<Vec<ComponentId>>,
    is_complete: bool,
}

impl Paths {
    /// Returns the paths, each from a root to the element, shorter ones first.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[ComponentId]> {
        self.paths.iter().map(Vec::as_slice)
    }

    /// Reports whether these are all paths there are.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// Returns the number of paths.
    #[must_use]
    pub fn len(&self) -> usize {
        self.paths.len()
    }

    /// Reports whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }
}

impl Graph<'_> {
    /// Returns paths from the roots to the element that visit nothing twice, shorter ones first,
    /// those of one length in alphabetical order from the element back; at most so many.
    ///
    /// Their number may be exponential in the size of the document, so the search gives up after a
    /// hundred thousand steps; [`Paths::is_complete`] tells.
    #[must_use]
    pub fn all_paths(&self, id: ComponentId, most: usize) -> Paths {
        self.find_paths(id, most, usize::MAX)
    }

    /// Returns the shortest paths from the roots to the element, in alphabetical order from the
    /// element back; at most so many.
    #[must_use]
    pub fn shortest_paths(&self, id: ComponentId, most: usize) -> Paths {
        let Some(depth) = self.steps(id) else { return Paths::all(Vec::new()) };
        self.find_paths(id, most, depth as usize)
    }

    /// Looks for paths of growing length, walking back from the element.
    fn find_paths(&self, id: ComponentId, most: usize, longest: usize) -> Paths {
        let Some(shortest) = self.steps(id) else { return Paths::all(Vec::new()) };
        let mut search = Search {
            graph: self,
            most,
            steps: 0,
            is_cut: false,
            is_on_path: vec![false; self.node_count()],
            paths: Vec::new(),
        };
        let mut length = shortest as usize;
        loop {
            search.is_cut = false;
            let is_over = search.of_length(id, length);
            if is_over {
                return Paths { paths: search.paths, is_complete: false };
            }
            // Nothing was passed over for being too far from the roots, or that is all wanted.
            if !search.is_cut || length >= longest {
                return Paths::all(search.paths);
            }
            length += 1;
        }
    }
}

impl Paths {
    fn all(paths: Vec<Vec<ComponentId>>) -> Self {
        Self { paths, is_complete: true }
    }
}

struct Search<'g, 'd> {
    graph: &'g Graph<'d>,
    most: usize,
    steps: usize,
    /// Longer paths may exist.
    is_cut: bool,
    is_on_path: Vec<bool>,
    paths: Vec<Vec<ComponentId>>,
}

/// An element on the way back, with the neighbours to be tried.
struct Step {
    id: ComponentId,
    next: std::vec::IntoIter<ComponentId>,
}

impl Search<'_, '_> {
    /// Collects the paths of that many steps; reports whether the search is over before its end.
    fn of_length(&mut self, id: ComponentId, length: usize) -> bool {
        let mut way = vec![self.enter(id, length)];
        if length == 0 && self.graph.is_root(id) {
            if self.paths.len() == self.most {
                return true;
            }
            self.paths.push(vec![id]);
        }
        while let Some(step) = way.last_mut() {
            let Some(next) = step.next.next() else {
                let left = way.pop().map(|step| step.id);
                self.mark(left, false);
                continue;
            };
            self.steps += 1;
            if self.steps > MAX_STEPS {
                self.is_on_path.fill(false);
                return true;
            }
            if self.is_on_path.get(next.index()) != Some(&false) {
                continue;
            }
            let left = length - way.len();
            if left == 0 && self.graph.is_root(next) {
                if self.paths.len() == self.most {
                    return true;
                }
                let path = way.iter().rev().map(|step| step.id);
                self.paths.push(std::iter::once(next).chain(path).collect());
                self.is_cut |= !self.graph.dependents(next).is_empty();
                continue;
            }
            if left == 0 {
                self.is_cut = true;
                continue;
            }
            let step = self.enter(next, left);
            way.push(step);
        }
        false
    }

    /// Goes to an element from which roots must be reached in that many steps.
    fn enter(&mut self, id: ComponentId, left: usize) -> Step {
        self.mark(Some(id), true);
        let graph = self.graph;
        let is_near =
            |from: &ComponentId| graph.steps(*from).is_some_and(|steps| (steps as usize) < left);
        let dependents = graph.dependents(id);
        let mut next: Vec<_> = dependents.iter().copied().filter(is_near).collect();
        let is_reached = |from: &ComponentId| graph.steps(*from).is_some();
        self.is_cut |= dependents.iter().filter(|from| is_reached(from)).count() > next.len();
        next.sort_unstable_by_key(|from| graph.rank(*from));
        Step { id, next: next.into_iter() }
    }

    fn mark(&mut self, id: Option<ComponentId>, is_on_path: bool) {
        let slot = id.and_then(|id| self.is_on_path.get_mut(id.index()));
        if let Some(slot) = slot {
            *slot = is_on_path;
        }
    }
}

const MAX_STEPS: usize = 100_000;
