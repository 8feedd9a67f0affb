//! Who is connected with whom.

use crate::document::ComponentId;

/// Successor lists in one array (compressed sparse rows): sorted, without repetitions.
#[derive(Clone, Debug)]
pub(super) struct Adjacency {
    /// Where each element's successors start; one more entry than elements.
    starts: Vec<u32>,
    pub(super) targets: Vec<ComponentId>,
}

impl Adjacency {
    /// Builds the rows from an iteration that can be repeated: once to count, once to place.
    pub(super) fn new<I>(nodes: usize, edges: impl Fn() -> I) -> Self
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

    pub(super) fn of(&self, id: ComponentId) -> &[ComponentId] {
        let start = self.starts.get(id.index()).copied().unwrap_or(0);
        let end = self.starts.get(id.index() + 1).copied().unwrap_or(start);
        self.targets.get(start as usize..end as usize).unwrap_or_default()
    }

    pub(super) fn pairs(&self) -> impl Iterator<Item = (ComponentId, ComponentId)> + '_ {
        let nodes = u32::try_from(self.starts.len().saturating_sub(1)).unwrap_or(u32::MAX);
        (0..nodes)
            .map(ComponentId::new)
            .flat_map(|from| self.of(from).iter().map(move |to| (from, *to)))
    }

    pub(super) fn reversed(&self) -> Self {
        Self::new(self.starts.len().saturating_sub(1), || self.pairs().map(|(from, to)| (to, from)))
    }
}
