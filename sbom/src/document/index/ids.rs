//! From ids to elements, one at a time or many at once.
//!
//! In a large document each look-up leads to memory that no cache holds: a place in the table,
//! then the text of the id that it stands for. So many references are looked up together, step by
//! step, each step after the memory it needs was asked for. At 50,000 components this saves a
//! quarter of all time.

use std::hash::{BuildHasher, Hasher};
use std::hint::black_box;

use crate::document::index::NOBODY;
use crate::tree::{Piece, Tree, ValueId};

/// The elements by their ids: a table with open addressing, never more than half full.
///
/// Eight bytes for a place and another table for the texts: with all in one, half as much of it
/// would stay in the cache.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ids {
    /// Their number is a power of two.
    places: Vec<Place>,
    /// Where each element's id stands.
    pieces: Vec<Piece>,
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
    /// Where its id stands.
    met: Piece,
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
        self.places = vec![Place::FREE; (self.pieces.len() * 2).next_power_of_two()];
        let Self { places, pieces, hasher } = self;
        let mut number = 0;
        for batch in pieces.chunks(Piece::BATCH) {
            tree.fetch(batch.iter().copied());
            for piece in batch {
                let text = piece.text(tree);
                if !text.is_empty() {
                    let hash = hash(hasher, text);
                    let is_other = |other: u32| {
                        pieces.get(other as usize).map(|it| it.text(tree)) != Some(text)
                    };
                    let at = probe(places, hash, is_other);
                    if let Some(place) = places.get_mut(at) {
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
    pub(crate) fn find(&self, tree: &Tree, id: &str) -> Option<u32> {
        if id.is_empty() {
            return None;
        }
        let is_other = |number| self.piece(number).is_none_or(|piece| piece.text(tree) != id);
        let at = probe(&self.places, hash(&self.hasher, id), is_other);
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
            asked.extend(batch.iter().map(|&id| Asked::new(Piece::of(tree, id))));
            for one in &mut asked {
                one.hash = hash(&self.hasher, one.piece.text(tree));
            }
            self.fetch(asked.iter().map(|one| one.hash));
            for one in &mut asked {
                let at = probe(&self.places, one.hash, |_| false);
                one.candidate = self.places.get(at).map_or(NOBODY, |place| place.number);
            }
            for one in &mut asked {
                one.met = self.piece(one.candidate).unwrap_or(one.met);
            }
            tree.fetch(asked.iter().map(|one| one.met));
            for one in &asked {
                let text = one.piece.text(tree);
                let number = match one.candidate {
                    NOBODY => None,
                    number if !text.is_empty() && one.met.text(tree) == text => Some(number),
                    // Two ids of one hash are as good as never met.
                    _ => self.find(tree, text),
                };
                found(one.piece.id(), number);
            }
        }
    }

    /// Lets the places of these hashes be on their way into the cache at the same time.
    fn fetch(&self, hashes: impl Iterator<Item = u32>) {
        let mask = self.places.len().wrapping_sub(1);
        let place = |hash: u32| self.places.get(hash as usize & mask).map_or(0, |it| it.hash);
        black_box(hashes.fold(0, |all, hash| all ^ place(hash)));
    }

    fn piece(&self, number: u32) -> Option<Piece> {
        self.pieces.get(number as usize).copied()
    }
}

impl Asked {
    fn new(piece: Piece) -> Self {
        Self { piece, hash: 0, candidate: NOBODY, met: piece }
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
            assert_eq!(ids.find(&tree, text), expected);
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
            assert_eq!(ids.find(&tree, "a"), Some(expected));
            assert_eq!(ids.find(&tree, ""), None);
        }
    }

    #[test]
    fn nothing_is_found_among_no_elements() {
        let (tree, values) = tree_of(&["a".to_owned()]);
        assert_eq!(Ids::default().find(&tree, "a"), None);
        Ids::default().find_all(&tree, &values, |_, number| assert_eq!(number, None));
    }
}
