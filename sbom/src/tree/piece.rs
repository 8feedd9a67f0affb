//! Texts by where they stand, for passes over many that are far from each other.

use std::hint::black_box;

use crate::tree::{Tree, ValueId};

/// Where the text of a value stands in the source, which saves the way over the value: in a large
/// document, neither is in any cache.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    start: u32,
    /// 0 if it does not stand there as it is.
    len: u32,
    id: ValueId,
}

impl Piece {
    /// So many are looked at in one go: enough to hide the way to memory, and few enough for the
    /// nearest cache.
    pub(crate) const BATCH: usize = 64;

    #[inline]
    pub(crate) fn of(tree: &Tree, id: ValueId) -> Self {
        let (start, len) = tree.value(id).place_in_source().unwrap_or_default();
        Self { start, len, id }
    }

    pub(crate) fn id(self) -> ValueId {
        self.id
    }

    /// Returns the length in bytes; 0 if it does not stand in the source as it is.
    pub(crate) fn len(self) -> usize {
        self.len as usize
    }

    /// Returns the text; an empty one if the value is none.
    #[inline]
    pub(crate) fn text(self, tree: &Tree) -> &str {
        let (start, len) = (self.start as usize, self.len as usize);
        match tree.source().get(start..start + len) {
            Some(piece) if len != 0 => piece,
            _ => tree.value(self.id).as_str().unwrap_or_default(),
        }
    }
}

impl Tree {
    /// Reads the first and the last byte of each text, so that all are on their way into the cache
    /// at the same time: a processor waits for several places at once only if it meets them close
    /// together. What is then done with them takes a third of the time.
    #[inline]
    pub(crate) fn fetch(&self, pieces: impl Iterator<Item = Piece>) {
        let source = self.source().as_bytes();
        let byte = |at: u32| source.get(at as usize).copied().unwrap_or(0);
        let read = |all, piece: Piece| {
            all ^ byte(piece.start) ^ byte(piece.start.saturating_add(piece.len))
        };
        black_box(pieces.fold(0, read));
    }
}
