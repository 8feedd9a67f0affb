//! How a value is stored.

use super::keys::Key;

/// One value: sixteen bytes, linked to the next one of the same container.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    /// The key in the upper 28 bits, the kind in the lower four.
    pub(super) word: u32,
    /// Where in the source the value begins; a row of `made_rows` for made texts.
    pub(super) at: u32,
    /// The length in bytes of a scalar; the first child of a container.
    pub(super) extent: u32,
    /// The next value of the same container.
    pub(super) next: u32,
}

/// A text that is not a piece of the source.
#[derive(Clone, Copy, Debug)]
pub(super) struct Made {
    /// Where in the source it comes from, [`NOWHERE`] if it was added.
    pub(super) at: u32,
    pub(super) start: u32,
    pub(super) len: u32,
}

/// Stands for no slot, and for no place in the source.
pub(super) const NOWHERE: u32 = u32::MAX;

pub(super) const NULL: u32 = 0;
pub(super) const FALSE: u32 = 1;
pub(super) const TRUE: u32 = 2;
pub(super) const NUMBER: u32 = 3;
pub(super) const TEXT: u32 = 4;
pub(super) const MADE_NUMBER: u32 = 5;
pub(super) const MADE_TEXT: u32 = 6;
pub(super) const ARRAY: u32 = 7;
pub(super) const OBJECT: u32 = 8;

impl Slot {
    pub(super) const NULL: Self = Self { word: NULL, at: NOWHERE, extent: 0, next: NOWHERE };

    #[inline]
    pub(super) fn new(key: Key, kind: u32, at: u32, extent: u32) -> Self {
        Self { word: key.raw() << 4 | kind, at, extent, next: NOWHERE }
    }

    pub(super) fn kind(self) -> u32 {
        self.word & 0xF
    }

    pub(super) fn key(self) -> Key {
        Key::from_raw(self.word >> 4)
    }

    pub(super) fn is_container(self) -> bool {
        matches!(self.kind(), ARRAY | OBJECT)
    }

    #[cfg(feature = "yaml")]
    pub(super) fn with(self, kind: u32) -> Self {
        Self { word: self.key().raw() << 4 | kind, ..self }
    }
}

/// Brings an offset in the source or a number of values to 32 bits.
///
/// INVARIANT: the readers refuse inputs of 2^31 bytes and more, no value takes less than one, and
/// memory ends before there are 2^32 values of 16 bytes.
#[inline]
pub(super) fn narrow(number: usize) -> u32 {
    number as u32
}

/// Brings an offset in the made texts to 32 bits: beyond those, texts are empty instead of wrong.
pub(super) fn narrow_made(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(NOWHERE)
}
