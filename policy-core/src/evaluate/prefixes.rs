//! Finding the patterns that may match a text without asking each of them.

/// Patterns in numbers, by what a text must begin with to match.
pub(super) struct Prefixes<'w, S> {
    /// Sorted by kind of text and prefix.
    entries: Vec<Entry<'w, S>>,
}

struct Entry<'w, S> {
    /// What sort of text it is that begins so.
    space: S,
    prefix: &'w str,
    /// The entry with the longest prefix that this one begins with.
    parent: Option<usize>,
    number: u32,
}

impl<'w, S: Copy + Ord> Prefixes<'w, S> {
    pub(super) fn of(patterns: Vec<(S, &'w str, u32)>) -> Self {
        let entry = |(space, prefix, number)| Entry { space, prefix, parent: None, number };
        let mut entries: Vec<Entry<'_, S>> = patterns.into_iter().map(entry).collect();
        entries.sort_by(|a, b| (a.space, a.prefix).cmp(&(b.space, b.prefix)));
        let mut above: Vec<(usize, S, &str)> = Vec::new();
        for (at, entry) in entries.iter_mut().enumerate() {
            while let Some((_, space, prefix)) = above.last()
                && !(*space == entry.space && entry.prefix.starts_with(prefix))
            {
                above.pop();
            }
            entry.parent = above.last().map(|(at, ..)| *at);
            above.push((at, entry.space, entry.prefix));
        }
        Self { entries }
    }

    /// Whether there is any pattern over texts of that sort.
    pub(super) fn has(&self, space: S) -> bool {
        self.entries.iter().any(|entry| entry.space == space)
    }

    /// Calls `found` with the numbers of the patterns that begin as the text does.
    pub(super) fn beginning(&self, space: S, text: &str, found: &mut impl FnMut(u32)) {
        // Every prefix of the text stands at or above the last entry that is not after it.
        let after = self.entries.partition_point(|e| (e.space, e.prefix) <= (space, text));
        let mut at = after.checked_sub(1);
        while let Some(entry) = at.and_then(|at| self.entries.get(at)) {
            if entry.space == space && text.starts_with(entry.prefix) {
                found(entry.number);
            }
            at = entry.parent;
        }
    }
}
