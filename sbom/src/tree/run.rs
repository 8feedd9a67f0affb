//! Moving neighbours from one tree over the same source into another, whole.

use super::slot::{MADE_NUMBER, MADE_TEXT, Made, NOWHERE, Slot, narrow, narrow_made};
use super::{Key, Tail, Tree};

/// How far a tree is filled.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    slots: usize,
    made_rows: usize,
    made: usize,
}

/// Neighbours in one container, with all that is in them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    from: Mark,
    to: Mark,
    last: u32,
}

impl Run {
    /// The values put between two marks, the last of which went to `tail`.
    pub(crate) fn new(from: Mark, to: Mark, tail: Tail) -> Self {
        Self { from, to, last: tail.last }
    }
}

/// By how much numbers grow on the way from one tree into the other, modulo 2^32.
#[derive(Clone, Copy)]
struct Shift<'k> {
    slots: u32,
    made_rows: u32,
    /// The names that the other tree met, as this one numbers them.
    keys: &'k [Key],
}

impl Tree {
    pub(crate) fn mark(&self) -> Mark {
        let (slots, made_rows) = (self.slots.len(), self.made_rows.len());
        Mark { slots, made_rows, made: self.made.len() }
    }

    /// Takes back what was put since. What stood there before may still lead to it.
    pub(crate) fn take_back(&mut self, mark: Mark) {
        self.slots.truncate(mark.slots);
        self.made_rows.truncate(mark.made_rows);
        self.made.truncate(mark.made);
    }

    /// Gives every name that another tree met a number here.
    pub(crate) fn meet_keys(&mut self, other: &Self) -> Vec<Key> {
        other.keys.met_texts().map(|text| self.keys.intern(text)).collect()
    }

    /// Puts neighbours of another tree, which counts in the same source. `keys` are what
    /// [`Tree::meet_keys`] says of it.
    pub(crate) fn adopt(&mut self, into: &mut Tail, other: &Self, run: Run, keys: &[Key]) {
        let Run { from, to, last } = run;
        let first = narrow(self.slots.len());
        let shift = Shift {
            slots: first.wrapping_sub(narrow(from.slots)),
            made_rows: narrow(self.made_rows.len()).wrapping_sub(narrow(from.made_rows)),
            keys,
        };
        let start = self.made.len();
        self.made.push_str(other.made.get(from.made..to.made).unwrap_or_default());
        let rows = other.made_rows.get(from.made_rows..to.made_rows).unwrap_or_default();
        self.made_rows.extend(rows.iter().map(|made| Made {
            start: narrow_made((made.start as usize).saturating_sub(from.made) + start),
            ..*made
        }));
        let slots = other.slots.get(from.slots..to.slots).unwrap_or_default();
        if slots.is_empty() {
            return;
        }
        self.slots.extend(slots.iter().map(|slot| slot.shifted(shift)));
        self.link(into, first);
        into.last = last.wrapping_add(shift.slots);
        // What came next in the other tree may have been taken back.
        if let Some(last) = self.slots.get_mut(into.last as usize) {
            last.next = NOWHERE;
        }
    }
}

impl Slot {
    #[inline]
    fn shifted(self, shift: Shift<'_>) -> Self {
        let moved = |number: u32| match number {
            NOWHERE => NOWHERE,
            number => number.wrapping_add(shift.slots),
        };
        let key = self.key().renumbered(shift.keys);
        let kind = self.kind();
        Self {
            word: key.raw() << 4 | kind,
            at: match kind {
                MADE_NUMBER | MADE_TEXT => self.at.wrapping_add(shift.made_rows),
                _ => self.at,
            },
            extent: if self.is_container() { moved(self.extent) } else { self.extent },
            next: moved(self.next),
        }
    }
}
