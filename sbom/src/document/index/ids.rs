//! From ids to elements, one at a time or many at once.
//!
//! In a large document each look-up leads to memory that no cache holds: a place in the table,
//! then the text of the id that it stands for. So the texts are copied to where they lie close
//! together, and many references are looked up at once, step by step, each step after the memory
//! it needs was asked for. At 50,000 components this saves a third of all time.

use std::hash::{BuildHasher, Hasher};
use std::hint::black_box;

use crate::document::index::NOBODY;
use crate::tree::{Piece, Tree, ValueId};

/// The elements by their ids: a table with open addressing, never more than half full.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ids {
    /// Their number is a power of two.
    places: Vec<Place>,
    /// Where each element's id stands, until they are bound.
    pieces: Vec<Piece>,
    /// The ids of all elements, one behind the other; empty where an element has none.
    texts: String,
    /// Where each one begins, and behind them where the last one ends.
    starts: Vec<u32>,
    hasher: foldhash::fast::RandomState,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    hash: u32,
    /// The element's number; [`NOBODY`] if the place is free.
    number: u32,
}

impl Place {
    const FREE: Self = Self { hash: 0, number: NOBODY };
}

/// A reference that is being looked up.
#[derive(Clone, Copy)]
struct Asked {
    piece: Piece,
    hash: u32,
    /// An element whose id has the same hash.
    candidate: u32,
}

impl Ids {
    /// Takes note of the id of the next element, which is not found before [`Ids::bind`].
    #[inline]
    pub(crate) fn add(&mut self, tree: &Tree, id: ValueId) {
        self.pieces.push(Piece::of(tree, id));
    }

    /// Lets all ids be found. Of several elements of one id the first is, unless `wins` says of a
    /// later one that it is; `repeat` gets the numbers of the later ones.
    pub(crate) fn bind(
        &mut self,
        tree: &Tree,
        wins: impl Fn(u32) -> bool,
        mut repeat: impl FnMut(u32),
    ) {
        let pieces = std::mem::take(&mut self.pieces);
        self.texts.reserve(pieces.iter().map(|piece| piece.len()).sum());
        self.starts = Vec::with_capacity(pieces.len() + 1);
        self.starts.push(0);
        self.places = vec![Place::FREE; (pieces.len() * 2).next_power_of_two()];
        let mut number = 0;
        for batch in pieces.chunks(Piece::BATCH) {
            tree.fetch(batch.iter().copied());
            for piece in batch {
                let text = piece.text(tree);
                self.texts.push_str(text);
                // Beyond this, ids are not found instead of wrongly.
                self.starts.push(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
                if !text.is_empty() {
                    let hash = hash(&self.hasher, text);
                    let at = probe(&self.places, hash, |other| self.text(other) != text);
                    if let Some(place) = self.places.get_mut(at) {
                        let is_free = place.number == NOBODY;
                        if !is_free {
                            repeat(number);
                        }
                        if is_free || wins(number) {
                            *place = Place { hash, number };
                        }
                    }
                }
                number += 1;
            }
        }
    }

    /// Returns the element of that id. No id is empty.
    pub(crate) fn find(&self, id: &str) -> Option<u32> {
        if id.is_empty() {
            return None;
        }
        let at = probe(&self.places, hash(&self.hasher, id), |number| self.text(number) != id);
        self.places.get(at).map(|place| place.number).filter(|number| *number != NOBODY)
    }

    /// Looks up what many values say; `found` gets the elements in the order of the references.
    pub(crate) fn find_all(
        &self,
        tree: &Tree,
        references: &[ValueId],
        mut found: impl FnMut(ValueId, Option<u32>),
    ) {
        let mut asked: Vec<Asked> = Vec::with_capacity(Piece::BATCH);
        for batch in references.chunks(Piece::BATCH) {
            asked.clear();
            asked.extend(batch.iter().map(|&id| Asked {
                piece: Piece::of(tree, id),
                hash: 0,
                candidate: NOBODY,
            }));
            tree.fetch(asked.iter().map(|one| one.piece));
            for one in &mut asked {
                one.hash = hash(&self.hasher, one.piece.text(tree));
            }
            self.fetch_places(asked.iter().map(|one| one.hash));
            for one in &mut asked {
                let at = probe(&self.places, one.hash, |_| false);
                one.candidate = self.places.get(at).map_or(NOBODY, |place| place.number);
            }
            self.fetch_texts(asked.iter().map(|one| one.candidate));
            for one in &asked {
                let text = one.piece.text(tree);
                let number = match one.candidate {
                    NOBODY => None,
                    number if !text.is_empty() && self.text(number) == text => Some(number),
                    // Two ids of one hash are as good as never met.
                    _ => self.find(text),
                };
                found(one.piece.id(), number);
            }
        }
    }

    /// Lets the places of these hashes be on their way into the cache at the same time.
    fn fetch_places(&self, hashes: impl Iterator<Item = u32>) {
        let mask = self.places.len().wrapping_sub(1);
        let place = |hash: u32| self.places.get(hash as usize & mask).map_or(0, |it| it.hash);
        black_box(hashes.fold(0, |all, hash| all ^ place(hash)));
    }

    /// The same for the first and the last byte of these elements' ids.
    fn fetch_texts(&self, numbers: impl Iterator<Item = u32>) {
        let byte = |at: usize| self.texts.as_bytes().get(at).copied().unwrap_or(0);
        let read = |number| {
            let (start, end) = self.range(number);
            byte(start) ^ byte(end)
        };
        black_box(numbers.fold(0, |all, number| all ^ read(number)));
    }

    /// Returns an element's id; an empty one if it has none.
    fn text(&self, number: u32) -> &str {
        let (start, end) = self.range(number);
        self.texts.get(start..end).unwrap_or_default()
    }

    fn range(&self, number: u32) -> (usize, usize) {
        match self.starts.get(number as usize..) {
            Some([start, end, ..]) => (*start as usize, *end as usize),
            _ => (0, 0),
        }
    }
}

/// Returns where the table has an element of that hash that is not another one, or the free place
/// where it would be.
#[inline]
fn probe(places: &[Place], hash: u32, is_other: impl Fn(u32) -> bool) -> usize {
    let mask = places.len().wrapping_sub(1);
    let mut at = hash as usize & mask;
    // Ends: half of the places are free; without places, there is none at once.
    while let Some(place) = places.get(at) {
        if place.number == NOBODY || (place.hash == hash && !is_other(place.number)) {
            break;
        }
        at = (at + 1) & mask;
    }
    at
}

#[inline]
fn hash(hasher: &foldhash::fast::RandomState, text: &str) -> u32 {
    let mut hasher = hasher.build_hasher();
    hasher.write(text.as_bytes());
    // INVARIANT: the lower half is meant; there is room for 2^31 elements at most.
    hasher.finish() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{Key, Scalar, Tail};

    fn tree_of(texts: &[String]) -> (Tree, Vec<ValueId>) {
        let mut tree = Tree::over(texts.concat());
        let mut list = tree.array(&mut Tail::ROOT.clone(), Key::NONE, None);
        let mut start = 0;
        let mut ids = Vec::new();
        for (text, number) in texts.iter().zip(0..) {
            ids.push(match number % 3 {
                0 => tree.scalar(&mut list, Key::NONE, Scalar::Text(text)),
                _ => tree.text(&mut list, Key::NONE, start, text.len()),
            });
            start += text.len();
        }
        (tree, ids)
    }

    #[test]
    fn every_id_is_found_alone_and_among_many() {
        let texts: Vec<String> = (0..1_000).map(|number| format!("pkg:a/{number}")).collect();
        let (tree, values) = tree_of(&texts);
        let mut ids = Ids::default();
        for value in &values[..700] {
            ids.add(&tree, *value);
        }
        ids.bind(&tree, |_| false, |number| panic!("{number} is no repetition"));
        let mut all = Vec::new();
        ids.find_all(&tree, &values, |value, number| all.push((value, number)));
        for (number, (text, value)) in (0..).zip(texts.iter().zip(&values)) {
            let expected = (number < 700).then_some(number);
            assert_eq!(ids.find(text), expected);
            assert_eq!(all[number as usize], (*value, expected));
        }
    }

    #[test]
    fn first_of_several_elements_of_one_id_is_found_unless_another_wins() {
        let texts = ["a", "b", "a", "", "a", ""].map(str::to_owned);
        let (tree, values) = tree_of(&texts);
        for (winner, expected) in [(None, 0), (Some(2), 2), (Some(4), 4)] {
            let mut ids = Ids::default();
            let mut repeated = Vec::new();
            values.iter().for_each(|value| ids.add(&tree, *value));
            ids.bind(&tree, |number| Some(number) == winner, |number| repeated.push(number));
            assert_eq!(repeated, [2, 4]);
            assert_eq!(ids.find("a"), Some(expected));
            assert_eq!(ids.find(""), None);
        }
    }

    #[test]
    fn nothing_is_found_among_no_elements() {
        let (tree, values) = tree_of(&["a".to_owned()]);
        assert_eq!(Ids::default().find("a"), None);
        Ids::default().find_all(&tree, &values, |_, number| assert_eq!(number, None));
    }
}
