//! Small numbers for texts that are compared often.
//!
//! A hash only says where to look: what decides is a comparison of the texts. Whoever makes many
//! texts of one hash gains the time of a sort, and no more.

use std::cmp::Ordering;

use crate::hash::mix;

/// Numbers for things, equal numbers for equal things.
///
/// Which number a thing gets depends on the order of the things: numbers tell equal from different,
/// and order nothing.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    /// The number of each thing.
    of: Vec<u32>,
    /// One of the things of each number.
    one: Vec<u32>,
    finder: Finder,
}

/// Where the number of a thing is found by its hash.
#[derive(Debug, Default)]
enum Finder {
    #[default]
    None,
    /// Each at most some steps after the place its hash points to.
    Table(Vec<Slot>),
    /// Hashes with their numbers, sorted.
    Sorted(Vec<(u64, u32)>),
}

/// A number plus one, or nothing, below half of the hash: most of what is not sought is passed by
/// without a look at it.
#[derive(Clone, Copy, Debug, Default)]
struct Slot(u64);

impl Slot {
    const fn new(hash: u64, number: u32) -> Self {
        Self(hash & HIGH | (number as u64 + 1))
    }

    const fn is_free(self) -> bool {
        self.0 == 0
    }

    /// The number, if it may be that of a thing with this hash.
    const fn number(self, hash: u64) -> Option<u32> {
        if self.0 & HIGH == hash & HIGH { (self.0 as u32).checked_sub(1) } else { None }
    }
}

/// The half of a hash that a slot keeps; the other one says where the slot is.
const HIGH: u64 = 0xffff_ffff_0000_0000;

impl Numbers {
    /// Numbers things by their hashes. `compare` orders two things, given by position, that have
    /// one hash.
    pub(crate) fn new(
        hashes: impl Iterator<Item = u64>,
        compare: impl Fn(u32, u32) -> Ordering,
    ) -> Self {
        Self::of_hashes(&hashes.collect::<Vec<u64>>(), compare)
    }

    /// As [`new`](Self::new), where the hashes stand side by side.
    pub(crate) fn of_hashes(hashes: &[u64], compare: impl Fn(u32, u32) -> Ordering) -> Self {
        Self::by_table(hashes, &compare).unwrap_or_else(|| Self::by_sorting(hashes, &compare))
    }

    /// In a table of twice the size, as long as no place in it is sought for long: `None` if the
    /// hashes are worse than chance would make them.
    fn by_table(hashes: &[u64], compare: impl Fn(u32, u32) -> Ordering) -> Option<Self> {
        if hashes.is_empty() {
            return Some(Self::default());
        }
        let mask = (hashes.len() * 2).next_power_of_two() - 1;
        let mut table = vec![Slot::default(); mask + 1];
        let mut one: Vec<u32> = Vec::with_capacity(hashes.len());
        let mut of: Vec<u32> = Vec::with_capacity(hashes.len());
        let is_near = table.len() <= NEAR;
        for some in hashes.chunks(AT_ONCE) {
            // Whether a place is free cannot be guessed: the processor would wait for each in turn.
            let ahead = if is_near { &[] } else { some };
            let seen = ahead.iter().filter_map(|hash| {
                let number = table.get(place(*hash) & mask)?.number(*hash)?;
                one.get(number as usize)
            });
            std::hint::black_box(seen.fold(0, |all, one| all ^ one));
            'things: for &hash in some {
                let thing = of.len() as u32;
                for step in 0..MAX_STEPS {
                    let slot = table.get_mut((place(hash) + step) & mask)?;
                    if slot.is_free() {
                        let number = one.len() as u32;
                        *slot = Slot::new(hash, number);
                        one.push(thing);
                        of.push(number);
                        continue 'things;
                    }
                    if let Some(number) = slot.number(hash)
                        && compare(*one.get(number as usize)?, thing).is_eq()
                    {
                        of.push(number);
                        continue 'things;
                    }
                }
                return None;
            }
        }
        Some(Self { of, one, finder: Finder::Table(table) })
    }

    /// Numbers things that are words. None is found by its number later.
    pub(crate) fn of_words(words: &[u64]) -> Self {
        Self::by_words(words).unwrap_or_else(|| Self::by_sorting(words, |_, _| Ordering::Equal))
    }

    /// As [`by_table`](Self::by_table), the words in the table, which grows with what is different.
    fn by_words(words: &[u64]) -> Option<Self> {
        let mut table = vec![(0, 0); 64];
        let mut numbers = Self { of: Vec::with_capacity(words.len()), ..Self::default() };
        for (thing, &word) in (0_u32..).zip(words) {
            if numbers.one.len() * 2 >= table.len() {
                table = vec![(0, 0); table.len() * 2];
                for (number, one) in (0..).zip(&numbers.one) {
                    enter(&mut table, *words.get(*one as usize)?, number)?;
                }
            }
            let next = numbers.one.len() as u32;
            let number = enter(&mut table, word, next)?;
            if number == next {
                numbers.one.push(thing);
            }
            numbers.of.push(number);
        }
        Some(numbers)
    }

    /// Numbers things by what each of them is, where `self` numbers those; `of` says what each is.
    pub(crate) fn through(self, of: Self) -> Self {
        let finder = self.finder;
        // What was sorted is numbered in another order than it came in, even if all is different.
        if (0..).zip(&self.of).all(|(at, number)| at == *number) {
            return Self { finder, ..of };
        }
        let numbers = of.of.iter().filter_map(|number| self.of.get(*number as usize).copied());
        let ones = self.one.iter().filter_map(|number| of.one.get(*number as usize).copied());
        Self { of: numbers.collect(), one: ones.collect(), finder }
    }

    fn by_sorting(hashes: &[u64], compare: impl Fn(u32, u32) -> Ordering) -> Self {
        let mut order: Vec<(u64, u32)> = hashes.iter().copied().zip(0..).collect();
        order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| compare(a.1, b.1)));
        let mut numbers = Self { of: vec![0; order.len()], ..Self::default() };
        let mut sorted = Vec::new();
        let mut last: Option<(u64, u32)> = None;
        for (hash, thing) in order {
            let same =
                last.is_some_and(|(known, other)| known == hash && compare(other, thing).is_eq());
            if !same {
                sorted.push((hash, numbers.one.len() as u32));
                numbers.one.push(thing);
                last = Some((hash, thing));
            }
            if let Some(slot) = numbers.of.get_mut(thing as usize) {
                *slot = (numbers.one.len() as u32).saturating_sub(1);
            }
        }
        numbers.finder = Finder::Sorted(sorted);
        numbers
    }

    /// The number of a thing that was not among those numbered, but may equal one of them. `is`
    /// compares it with what has a number.
    pub(crate) fn find(&self, hash: u64, is: impl Fn(u32) -> bool) -> Option<u32> {
        match &self.finder {
            Finder::None => None,
            Finder::Table(table) => {
                let mask = table.len().wrapping_sub(1);
                (0..MAX_STEPS)
                    .map_while(|step| {
                        table.get((place(hash) + step) & mask).filter(|slot| !slot.is_free())
                    })
                    .filter_map(|slot| slot.number(hash))
                    .find(|number| is(*number))
            }
            Finder::Sorted(sorted) => {
                let from = sorted.partition_point(|(known, _)| *known < hash);
                let same = sorted.iter().skip(from).take_while(|(known, _)| *known == hash);
                same.map(|(_, number)| *number).find(|number| is(*number))
            }
        }
    }

    /// How many different things there are.
    pub(crate) fn len(&self) -> usize {
        self.one.len()
    }

    /// The number of each thing, by position.
    pub(crate) fn all(&self) -> &[u32] {
        &self.of
    }

    pub(crate) fn of(&self, position: usize) -> u32 {
        self.of.get(position).copied().unwrap_or_default()
    }

    /// For each number, a thing that has it.
    pub(crate) fn representatives(&self) -> &[u32] {
        &self.one
    }
}

/// The number that a word has in a table of words and numbers plus one; it gets the next one, if it
/// has none. `None` if the table is too full where the word belongs.
fn enter(table: &mut [(u64, u32)], word: u64, next: u32) -> Option<u32> {
    let (start, mask) = (place(mix(0, word)), table.len().wrapping_sub(1));
    (0..MAX_STEPS).find_map(|step| {
        let slot = table.get_mut((start + step) & mask)?;
        if slot.1 == 0 {
            *slot = (word, next + 1);
        }
        (slot.0 == word).then(|| slot.1 - 1)
    })
}

/// Where in a table the search for a hash begins.
const fn place(hash: u64) -> usize {
    (hash >> 7) as usize & (usize::MAX >> 1)
}

/// How many hashes are looked up in advance.
const AT_ONCE: usize = 32;

/// How many places a table has at most that the nearest cache holds, with what is beside.
const NEAR: usize = 2048;

/// How many places of a table are looked at before it counts as too full. Chance comes to a
/// dozen or two in a table that is half empty.
const MAX_STEPS: usize = 64;

/// Things sorted into numbered drawers.
#[derive(Debug, Default)]
pub(crate) struct Drawers<T> {
    /// Where each drawer begins, and after the last one where it ends.
    starts: Vec<u32>,
    things: Vec<T>,
}

impl<T: Copy + Default> Drawers<T> {
    /// Sorts things into `count` drawers, keeping the order within each.
    pub(crate) fn new(count: usize, things: impl Iterator<Item = (u32, T)> + Clone) -> Self {
        if count == 0 {
            return Self::default();
        }
        let mut starts = vec![0_u32; count + 1];
        for (drawer, _) in things.clone() {
            if let Some(slot) = starts.get_mut(drawer as usize + 1) {
                *slot += 1;
            }
        }
        let mut sum = 0;
        for slot in &mut starts {
            sum += *slot;
            *slot = sum;
        }
        let mut sorted = vec![T::default(); sum as usize];
        let mut next = starts.clone();
        for (drawer, thing) in things {
            if let Some(slot) = next.get_mut(drawer as usize) {
                if let Some(place) = sorted.get_mut(*slot as usize) {
                    *place = thing;
                }
                *slot += 1;
            }
        }
        Self { starts, things: sorted }
    }

    /// What is in all drawers, one after the other.
    pub(crate) fn all(&self) -> &[T] {
        &self.things
    }

    pub(crate) fn get(&self, drawer: u32) -> &[T] {
        let drawer = drawer as usize;
        match (self.starts.get(drawer), self.starts.get(drawer + 1)) {
            (Some(&from), Some(&to)) => {
                self.things.get(from as usize..to as usize).unwrap_or_default()
            }
            _ => &[],
        }
    }

    pub(crate) fn get_mut(&mut self, drawer: u32) -> &mut [T] {
        let drawer = drawer as usize;
        match (self.starts.get(drawer), self.starts.get(drawer + 1)) {
            (Some(&from), Some(&to)) => {
                self.things.get_mut(from as usize..to as usize).unwrap_or_default()
            }
            _ => &mut [],
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.things.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::hash;

    #[test]
    fn equal_things_have_equal_numbers_even_if_all_hashes_collide() {
        let texts: Vec<String> = (0..1_000).map(|n| (n % 700).to_string()).collect();
        for hash in [hash as fn(&str) -> u64, |_| 7] {
            let compare = |a: u32, b: u32| texts[a as usize].cmp(&texts[b as usize]);
            let numbers = Numbers::new(texts.iter().map(|text| hash(text)), compare);
            assert_eq!(numbers.len(), 700);
            assert_eq!(numbers.find(hash("x"), |number| texts[number as usize] == "x"), None);
            for (a, x) in texts.iter().enumerate() {
                for (b, y) in texts.iter().enumerate().step_by(7) {
                    assert_eq!(numbers.of(a) == numbers.of(b), x == y);
                }
                let number = numbers.find(hash(x), |number| {
                    texts[numbers.representatives()[number as usize] as usize] == *x
                });
                assert_eq!(number, Some(numbers.of(a)));
                assert_eq!(texts[numbers.representatives()[numbers.of(a) as usize] as usize], *x);
            }
        }
    }

    #[test]
    fn words_are_numbered_in_the_order_they_come_in() {
        let numbers = Numbers::of_words(&[7, 0, 7, u64::MAX, 0]);
        assert_eq!(numbers.all(), [0, 1, 0, 2, 1]);
        assert_eq!(numbers.representatives(), [0, 1, 3]);

        // Too many in one place: they are sorted instead.
        let many: Vec<u64> =
            (0..).filter(|word| place(mix(0, *word)) & 1_023 < 8).take(400).collect();
        assert!(Numbers::by_words(&many).is_none());
        assert_eq!(Numbers::of_words(&many).len(), 400);
    }

    #[test]
    fn numbers_of_numbers_join_what_is_equal() {
        let values = || Numbers::of_words(&[10, 20, 10, 30, 20]);
        let same = Numbers::of_words(&[1, 2, 3]).through(values());
        assert_eq!((same.all(), same.representatives()), (&[0, 1, 0, 2, 1][..], &[0, 1, 3][..]));
        let joined = Numbers::of_words(&[1, 2, 1]).through(values());
        assert_eq!((joined.all(), joined.representatives()), (&[0, 1, 0, 0, 1][..], &[0, 1][..]));
    }

    #[test]
    fn what_was_sorted_is_found_by_the_number_that_it_has() {
        let different = [30, 10, 20];
        let sorted = Numbers::by_sorting(&different, |a, b| a.cmp(&b));
        let values = Numbers::of_words(&[3, 1, 3, 2, 1]);
        let numbers = sorted.through(values);
        for (at, hash) in [(0, 30), (1, 10), (2, 30), (3, 20), (4, 10)] {
            assert_eq!(numbers.find(hash, |_| true), Some(numbers.of(at)), "{hash}");
        }
    }

    #[test]
    fn drawers_keep_the_order_of_things() {
        let drawers = Drawers::new(3, [(2, 'a'), (0, 'b'), (2, 'c')].into_iter());
        assert_eq!(drawers.get(0), ['b']);
        assert_eq!(drawers.get(1), []);
        assert_eq!(drawers.get(2), ['a', 'c']);
        assert_eq!(drawers.get(3), []);
        assert!(Drawers::<u8>::new(2, std::iter::empty()).is_empty());
    }
}
