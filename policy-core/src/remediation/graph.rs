//! Who brings in what.

use std::collections::{BTreeSet, VecDeque};

use crate::evidence::Place;

/// The dependencies of one artifact, for whoever has them and wants to say where components sit.
///
/// Cycles do no harm, and neither does what the root does not reach.
///
/// ```
/// use policy_core::remediation::Graph;
///
/// let graph = Graph::new("app", [
///     ("app", "express"),
///     ("app", "body-parser"),
///     ("express", "qs"),
///     ("body-parser", "qs"),
/// ]);
/// assert_eq!(graph.shortest_path("qs"), ["body-parser", "qs"]);
/// // One of them alone does not rid you of it.
/// assert_eq!(graph.brought_by("qs"), ["body-parser", "express"]);
/// assert!(graph.shortest_path("lodash").is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct Graph {
    /// Sorted, so that a node's number is its place in the order of names.
    names: Vec<String>,
    /// By node; sorted.
    edges: Vec<Vec<usize>>,
    back: Vec<Vec<usize>>,
    root: Option<usize>,
    /// The node before each on its shortest path; the root stands before its own children.
    before: Vec<Option<usize>>,
}

impl Graph {
    /// Builds the graph from what depends on what.
    #[must_use]
    pub fn new<A: Into<String>, B: Into<String>>(
        root: &str,
        edges: impl IntoIterator<Item = (A, B)>,
    ) -> Self {
        let pairs: BTreeSet<(String, String)> =
            edges.into_iter().map(|(from, to)| (from.into(), to.into())).collect();
        let names: BTreeSet<&String> = pairs.iter().flat_map(|(from, to)| [from, to]).collect();
        let names: Vec<String> = names.into_iter().cloned().collect();
        let find = |name: &str| names.binary_search_by(|known| known.as_str().cmp(name)).ok();
        let mut forward = vec![Vec::new(); names.len()];
        let mut back = vec![Vec::new(); names.len()];
        for (from, to) in &pairs {
            let (Some(from), Some(to)) = (find(from), find(to)) else { continue };
            if let (Some(down), Some(up)) = (forward.get_mut(from), back.get_mut(to)) {
                down.push(to);
                up.push(from);
            }
        }
        let root = find(root);
        let mut graph = Self { before: vec![None; names.len()], names, edges: forward, back, root };
        graph.search();
        graph
    }

    /// Breadth first over sorted edges: the first path found to a node is the shortest, and of
    /// those the first in the order of names.
    fn search(&mut self) {
        let Some(root) = self.root else { return };
        let mut queue = VecDeque::from([root]);
        while let Some(node) = queue.pop_front() {
            for next in self.edges.get(node).into_iter().flatten() {
                if *next == root {
                    continue;
                }
                if let Some(slot @ None) = self.before.get_mut(*next) {
                    *slot = Some(node);
                    queue.push_back(*next);
                }
            }
        }
    }

    /// Returns a shortest path from a direct dependency down to `name` itself; of several the
    /// first in the order of names. Empty if the root does not reach it.
    #[must_use]
    pub fn shortest_path(&self, name: &str) -> Vec<&str> {
        let mut path = Vec::new();
        let mut at = self.find(name);
        while let Some(node) = at.filter(|node| Some(*node) != self.root) {
            let Some(before) = self.before.get(node).copied().flatten() else {
                return Vec::new();
            };
            path.extend(self.names.get(node).map(String::as_str));
            at = Some(before);
        }
        path.reverse();
        path
    }

    /// Returns the direct dependencies all of which must change for `name` to change: `name`
    /// itself if it is one, else each that reaches it without passing through another.
    #[must_use]
    pub fn brought_by(&self, name: &str) -> Vec<&str> {
        let (Some(root), Some(start)) = (self.root, self.find(name)) else {
            return Vec::new();
        };
        let is_direct = |node: &usize| {
            self.edges.get(root).is_some_and(|direct| direct.binary_search(node).is_ok())
        };
        let mut seen = vec![false; self.names.len()];
        let mut found = BTreeSet::new();
        let mut open = vec![start];
        while let Some(node) = open.pop() {
            let Some(slot @ false) = seen.get_mut(node) else { continue };
            *slot = true;
            if node == root {
                continue;
            }
            if is_direct(&node) {
                found.insert(node);
                continue;
            }
            open.extend(self.back.get(node).into_iter().flatten());
        }
        found.into_iter().filter_map(|node| self.names.get(node)).map(String::as_str).collect()
    }

    /// Returns where `name` sits: path, depth, whether it is direct, and who brings it in.
    #[must_use]
    pub fn place(&self, name: &str) -> Place {
        Place::new().path(self.shortest_path(name)).brought_by(self.brought_by(name))
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.names.binary_search_by(|known| known.as_str().cmp(name)).ok()
    }
}
