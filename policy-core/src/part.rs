//! Lists of which many stand in one piece of memory.

use std::cmp::Ordering;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A list that is cheap to clone, and may be a part of a longer one that others share with it.
///
/// A decision gives reasons for thousands of violations: they are kept some dozens together, and
/// each violation has its part. It reads as a slice does. As long as a part is kept, so is the whole.
///
/// ```
/// use policy_core::Part;
///
/// let part: Part<u8> = vec![1, 2].into();
/// assert_eq!(part.clone().iter().sum::<u8>(), 3);
/// assert!(Part::<u8>::default().is_empty());
/// ```
pub struct Part<T> {
    /// Nothing is kept of an empty list.
    all: Option<Arc<[T]>>,
    from: u32,
    to: u32,
}

impl<T> Part<T> {
    /// Returns the list.
    #[must_use]
    pub fn as_slice(&self) -> &[T] {
        let all = self.all.as_deref().unwrap_or_default();
        all.get(self.from as usize..self.to as usize).unwrap_or_default()
    }
}

impl<T> Deref for Part<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.as_slice()
    }
}

impl<T> Default for Part<T> {
    fn default() -> Self {
        Self { all: None, from: 0, to: 0 }
    }
}

impl<T> Clone for Part<T> {
    fn clone(&self) -> Self {
        Self { all: self.all.clone(), ..*self }
    }
}

impl<T> From<Vec<T>> for Part<T> {
    fn from(list: Vec<T>) -> Self {
        let to = list.len() as u32;
        Self { all: (to > 0).then(|| list.into()), from: 0, to }
    }
}

impl<T> FromIterator<T> for Part<T> {
    fn from_iter<I: IntoIterator<Item = T>>(list: I) -> Self {
        list.into_iter().collect::<Vec<T>>().into()
    }
}

impl<'p, T> IntoIterator for &'p Part<T> {
    type Item = &'p T;
    type IntoIter = std::slice::Iter<'p, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: PartialEq> PartialEq for Part<T> {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl<T: Eq> Eq for Part<T> {}

impl<T: PartialOrd> PartialOrd for Part<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.as_slice().partial_cmp(other.as_slice())
    }
}

impl<T: Ord> Ord for Part<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_slice().cmp(other.as_slice())
    }
}

impl<T: fmt::Debug> fmt::Debug for Part<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_slice().fmt(f)
    }
}

/// Parts in the making: what is put in between two cuts is one.
#[derive(Debug)]
pub(crate) struct Parts<T> {
    list: Vec<T>,
    cuts: Vec<u32>,
}

impl<T> Parts<T> {
    /// What is put in here belongs to the next part.
    pub(crate) fn next(&mut self) -> &mut Vec<T> {
        &mut self.list
    }

    /// Ends a part.
    pub(crate) fn cut(&mut self) {
        self.cuts.push(self.list.len() as u32);
    }

    /// Takes all parts, in order; what is put in from now on belongs to others.
    pub(crate) fn take(&mut self) -> impl Iterator<Item = Part<T>> {
        let all: Option<Arc<[T]>> = (!self.list.is_empty()).then(|| self.list.drain(..).collect());
        let mut from = 0;
        self.cuts.drain(..).map(move |to| {
            let all = all.as_ref().filter(|_| from < to).map(Arc::clone);
            let part = Part { all, from, to };
            from = to;
            part
        })
    }
}

impl<T> Default for Parts<T> {
    fn default() -> Self {
        Self { list: Vec::new(), cuts: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_what_was_put_in_between_cuts_and_are_kept_together() {
        let mut parts = Parts::default();
        for list in [&["a", "b"][..], &[], &["c"]] {
            parts.next().extend_from_slice(list);
            parts.cut();
        }
        let taken: Vec<Part<&str>> = parts.take().collect();
        assert_eq!(taken, [vec!["a", "b"].into(), Part::default(), vec!["c"].into()]);
        let piece = |at: usize| taken.get(at).and_then(|part: &Part<&str>| part.all.as_ref());
        assert!(piece(1).is_none());
        assert!(piece(0).zip(piece(2)).is_some_and(|(a, b)| Arc::ptr_eq(a, b)));

        parts.next().push("d");
        parts.cut();
        assert_eq!(parts.take().collect::<Vec<_>>(), [Part::from(vec!["d"])]);
        assert_eq!(parts.take().count(), 0);
    }
}
