//! The names of members, as small numbers: those of the formats are known beforehand, the others
//! get theirs while a document is read.

mod find;
mod known;

use std::hash::BuildHasher;
use std::sync::LazyLock;

use hashbrown::HashTable;

pub(crate) use self::find::Guesses;
use self::known::KNOWN;

/// The name of an object's member, as a number within one document.
///
/// The names that the formats define are constants, the same in every document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key(u32);

impl Key {
    /// What the elements of an array have in place of a name.
    pub(crate) const NONE: Self = Self(0);

    /// Names beyond this number do not fit into a slot of the tree.
    pub(super) const MAX: u32 = (1 << 28) - 1;

    pub(super) const fn from_raw(raw: u32) -> Self {
        Self(raw)
    }

    pub(super) const fn raw(self) -> u32 {
        self.0
    }

    /// Returns a number below 64 in which most keys of one object differ.
    pub(crate) fn bit(self) -> u32 {
        find::bit(self.0)
    }

    /// Returns the text of a name that the formats define; `None` for one met while reading.
    pub(crate) fn known_text(self) -> Option<&'static str> {
        KNOWN.get(self.0 as usize).copied()
    }

    /// Returns the name in another document, which met those names that the formats do not define
    /// in this order.
    #[cfg(feature = "parallel")]
    #[inline]
    pub(super) fn renumbered(self, met: &[Self]) -> Self {
        let number = (self.0 as usize).checked_sub(KNOWN.len());
        number.and_then(|number| met.get(number)).copied().unwrap_or(self)
    }

    /// Returns the place that a known name has among all of them in the order of their texts.
    pub(crate) fn rank(self) -> Option<u16> {
        static RANKS: LazyLock<Vec<u16>> = LazyLock::new(|| {
            let mut numbers: Vec<usize> = (0..KNOWN.len()).collect();
            numbers.sort_by_key(|number| KNOWN.get(*number));
            let mut ranks = vec![0; KNOWN.len()];
            for (number, rank) in numbers.into_iter().zip(0..) {
                if let Some(place) = ranks.get_mut(number) {
                    *place = rank;
                }
            }
            ranks
        });
        RANKS.get(self.0 as usize).copied()
    }

    /// Returns the name of that text, if the formats define one.
    pub(crate) fn known(text: &str) -> Option<Self> {
        find::known(text)
    }
}

/// The names that one document has beside the known ones.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keys {
    /// All of them, one behind the other: a hostile document has millions.
    texts: String,
    /// Where each one ends.
    ends: Vec<usize>,
    numbers: HashTable<u32>,
    hasher: foldhash::fast::RandomState,
}

impl Keys {
    /// Returns the number of a name, a new one if it was never met.
    pub(crate) fn intern(&mut self, text: &str) -> Key {
        match self.find(text) {
            Some(key) => key,
            None => self.add(text),
        }
    }

    #[cold]
    fn add(&mut self, text: &str) -> Key {
        // INVARIANT: every name takes at least four bytes of input, of which there are below 2^31;
        // a document with 2^28 names does not fit its limits. Should it, the last ones share one.
        let number = u32::try_from(KNOWN.len() + self.ends.len()).unwrap_or(Key::MAX);
        if number >= Key::MAX {
            return Key(Key::MAX);
        }
        self.texts.push_str(text);
        self.ends.push(self.texts.len());
        let Self { texts, ends, numbers, hasher } = self;
        let rehash = |number: &u32| hasher.hash_one(met(texts, ends, *number));
        numbers.insert_unique(hasher.hash_one(text), number, rehash);
        Key(number)
    }

    /// Returns the number of a name if the document, or a format, has it.
    pub(crate) fn find(&self, text: &str) -> Option<Key> {
        let met_before = || {
            let hash = self.hasher.hash_one(text);
            let number =
                self.numbers.find(hash, |&number| met(&self.texts, &self.ends, number) == text);
            number.copied().map(Key)
        };
        Key::known(text).or_else(met_before)
    }

    /// Returns the names that no format defines, in the order of their numbers.
    #[cfg(feature = "parallel")]
    pub(super) fn met_texts(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| self.texts.get(start..end).unwrap_or_default())
    }

    /// Returns a name's text.
    pub(crate) fn text(&self, key: Key) -> &str {
        key.known_text().unwrap_or_else(|| met(&self.texts, &self.ends, key.0))
    }
}

/// Returns the text of a name that was met while reading.
fn met<'k>(texts: &'k str, ends: &[usize], number: u32) -> &'k str {
    let index = (number as usize).wrapping_sub(KNOWN.len());
    let start = index.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
    ends.get(index).and_then(|&end| texts.get(start..end)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_name_is_found_at_its_number() {
        for (number, text) in KNOWN.iter().enumerate().skip(1) {
            assert_eq!(Key::known(text).map(|key| key.raw() as usize), Some(number), "{text}");
        }
        assert_eq!(Key::known("no-such-name"), None);
        assert_eq!(Key::BOM_REF.known_text(), Some("bom-ref"));
    }

    #[test]
    fn known_names_have_the_ranks_of_their_texts() {
        let mut keys: Vec<Key> = (0..KNOWN.len() as u32).map(Key).collect();
        keys.sort_by_key(|key| key.rank());
        assert!(keys.is_sorted_by_key(|key| key.known_text()));
        assert_eq!(Key(KNOWN.len() as u32).rank(), None);
    }

    #[test]
    fn names_met_while_reading_get_numbers_of_their_own() {
        let mut keys = Keys::default();
        let odd = keys.intern("x-odd");
        assert_eq!(keys.intern("x-odd"), odd);
        assert_ne!(keys.intern("x-even"), odd);
        assert_eq!(keys.text(odd), "x-odd");
        assert_eq!(keys.find("name"), Some(Key::NAME));
    }
}
