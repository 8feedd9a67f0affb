//! Choosing few levers that clear much together.
//!
//! An item is cleared once all levers it needs are pulled. Most items need one lever: the best of
//! those are found by sorting. The few levers that items need together are tried in every
//! combination, each filled up with the best of the others, which is exact. If too many hang
//! together, the set of levers that gains most for each lever it costs is taken, again and again.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

/// As long as no more upgrades than this depend on each other, a plan is exact.
pub const EXACT_LIMIT: usize = 16;

/// How a plan was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Method {
    /// No set of as many steps clears more denied findings, and none of fewer as many.
    Exact,
    /// Taken step by step: good, and perhaps not the best.
    Greedy,
}

/// Findings that the same levers clear.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// Sorted, without repetition.
    pub(super) needs: Vec<usize>,
    pub(super) denials: u64,
    pub(super) all: u64,
}

#[derive(Debug)]
pub(super) struct Choice {
    /// In the order to pull them.
    pub(super) levers: Vec<usize>,
    pub(super) method: Method,
}

/// What is gained: what counts first, and what settles ties.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Gain {
    first: u64,
    second: u64,
}

impl std::ops::AddAssign for Gain {
    fn add_assign(&mut self, other: Self) {
        self.first += other.first;
        self.second += other.second;
    }
}

/// What a combination is worth: what counts first, as few levers as possible, what settles ties.
type Worth = (u64, Reverse<usize>, u64);

/// The items by what they still need.
type Sets = BTreeMap<Vec<usize>, Gain>;

/// Chooses at most `most` levers: first for what denies, then, with the steps left, for the rest.
pub(super) fn choose(items: &[Item], most: usize) -> Choice {
    let mut levers = Vec::new();
    let mut method = Method::Exact;
    for weigh in [
        (|item: &Item| Gain { first: item.denials, second: item.all }) as fn(&Item) -> Gain,
        |item| Gain { first: item.all, second: 0 },
    ] {
        let left = most - levers.len();
        let sets = open(items, &levers, left, weigh);
        let tangled = tangled(&sets);
        let chosen = if tangled.len() <= EXACT_LIMIT {
            exact(&sets, &tangled, left)
        } else {
            method = Method::Greedy;
            greedy(&sets, left)
        };
        // The greedy order is also the one in which to read what was chosen.
        let sets = sets
            .into_iter()
            .filter(|(needs, _)| needs.iter().all(|lever| chosen.contains(lever)))
            .collect();
        levers.extend(greedy(&sets, chosen.len()));
    }
    Choice { levers, method }
}

/// What is still to be gained with `left` levers more.
fn open(items: &[Item], chosen: &[usize], left: usize, weigh: fn(&Item) -> Gain) -> Sets {
    let mut sets = Sets::new();
    for item in items {
        let gain = weigh(item);
        let needs: Vec<usize> =
            item.needs.iter().copied().filter(|lever| !chosen.contains(lever)).collect();
        if gain.first > 0 && !needs.is_empty() && needs.len() <= left {
            *sets.entry(needs).or_default() += gain;
        }
    }
    sets
}

/// The levers that some item needs together with another.
fn tangled(sets: &Sets) -> Vec<usize> {
    let all: BTreeSet<usize> =
        sets.keys().filter(|needs| needs.len() > 1).flatten().copied().collect();
    all.into_iter().collect()
}

fn exact(sets: &Sets, tangled: &[usize], most: usize) -> Vec<usize> {
    // `within` holds for each combination of tangled levers what it gains: at first what needs
    // exactly these, then, lever by lever, also what needs fewer.
    let mut within = vec![Gain::default(); 1 << tangled.len()];
    let mut free: Vec<(Gain, usize)> = Vec::new();
    for (needs, gain) in sets {
        let mask: Option<usize> = needs
            .iter()
            .map(|lever| tangled.binary_search(lever).ok().map(|bit| 1usize << bit))
            .sum();
        match (mask, needs.as_slice()) {
            (Some(mask), _) => {
                if let Some(slot) = within.get_mut(mask) {
                    *slot += *gain;
                }
            }
            (None, [lever]) => free.push((*gain, *lever)),
            (None, _) => {}
        }
    }
    for bit in 0..tangled.len() {
        for block in within.chunks_mut(2 << bit) {
            let (without, with) = block.split_at_mut(1 << bit);
            for (less, more) in without.iter().zip(with) {
                *more += *less;
            }
        }
    }
    free.sort_by_key(|(gain, lever)| (Reverse(*gain), *lever));
    free.truncate(most);
    let filled: Vec<Gain> = std::iter::once(Gain::default())
        .chain(free.iter().scan(Gain::default(), |sum, (gain, _)| {
            *sum += *gain;
            Some(*sum)
        }))
        .collect();

    let levers_of = |mask: usize| {
        let bits = tangled.iter().enumerate().filter(move |(bit, _)| mask >> bit & 1 == 1);
        let room = free.len().min(most - mask.count_ones() as usize);
        let mut levers: Vec<usize> = bits.map(|(_, lever)| *lever).collect();
        levers.extend(free.iter().take(room).map(|(_, lever)| *lever));
        levers.sort_unstable();
        levers
    };
    let mut best: Option<(Worth, usize)> = None;
    for (mask, gain) in within.iter().enumerate() {
        let size = mask.count_ones() as usize;
        if size > most {
            continue;
        }
        let room = free.len().min(most - size);
        let mut total = *gain;
        total += filled.get(room).copied().unwrap_or_default();
        let value = (total.first, Reverse(size + room), total.second);
        let better = match &best {
            None => true,
            Some((known, _)) if *known != value => *known < value,
            Some((_, other)) => levers_of(mask) < levers_of(*other),
        };
        if better {
            best = Some((value, mask));
        }
    }
    best.map(|(_, mask)| levers_of(mask)).unwrap_or_default()
}

fn greedy(sets: &Sets, most: usize) -> Vec<usize> {
    let mut open = sets.clone();
    let mut chosen: Vec<usize> = Vec::new();
    while chosen.len() < most {
        let left = most - chosen.len();
        let mut best: Option<(&Vec<usize>, Gain)> = None;
        for needs in open.keys().filter(|needs| needs.len() <= left) {
            let gain = gain_of(&open, needs);
            let better = best.is_none_or(|(other, known)| {
                // More for each lever; compared across, without division.
                let ours = (gain.first * other.len() as u64, gain.second * other.len() as u64);
                let theirs = (known.first * needs.len() as u64, known.second * needs.len() as u64);
                (ours, Reverse(needs.len())) > (theirs, Reverse(other.len()))
            });
            if better {
                best = Some((needs, gain));
            }
        }
        let Some((needs, _)) = best else { break };
        let needs = needs.clone();
        let mut rest = Sets::new();
        for (other, gain) in open {
            let other: Vec<usize> =
                other.into_iter().filter(|lever| !needs.contains(lever)).collect();
            if !other.is_empty() {
                *rest.entry(other).or_default() += gain;
            }
        }
        open = rest;
        chosen.extend(needs);
    }
    chosen
}

/// What pulling all of `needs` gains: their own item, and those that need a part of them.
fn gain_of(open: &Sets, needs: &[usize]) -> Gain {
    // Parts of large sets are too many to look up; their single levers have to do.
    const LARGE: usize = 6;
    let mut gain = Gain::default();
    let mut add = |part: &[usize]| {
        if let Some(known) = open.get(part) {
            gain += *known;
        }
    };
    if needs.len() > LARGE {
        add(needs);
        needs.iter().for_each(|lever| add(&[*lever]));
        return gain;
    }
    for mask in 1..1usize << needs.len() {
        let part: Vec<usize> = needs
            .iter()
            .enumerate()
            .filter(|(bit, _)| mask >> bit & 1 == 1)
            .map(|(_, lever)| *lever)
            .collect();
        add(&part);
    }
    gain
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a set of levers clears.
    fn value(items: &[Item], levers: &[usize]) -> (u64, u64) {
        let cleared = |item: &&Item| item.needs.iter().all(|lever| levers.contains(lever));
        items
            .iter()
            .filter(cleared)
            .fold((0, 0), |sum, item| (sum.0 + item.denials, sum.1 + item.all))
    }

    /// The most denials that any set of at most `most` levers clears, and the fewest levers for it.
    fn brute_force(items: &[Item], levers: usize, most: usize) -> (u64, usize) {
        let best = (0..1usize << levers)
            .map(|mask| (0..levers).filter(|bit| mask >> bit & 1 == 1).collect::<Vec<_>>())
            .filter(|chosen| chosen.len() <= most)
            .map(|chosen| (value(items, &chosen).0, Reverse(chosen.len())))
            .max()
            .unwrap();
        (best.0, best.1.0)
    }

    fn items(levers: usize, widest: usize) -> impl Strategy<Value = Vec<Item>> {
        let item = (
            proptest::sample::subsequence((0..levers).collect::<Vec<_>>(), 1..=widest),
            0..4u64,
            0..3u64,
        )
            .prop_map(|(needs, denials, others)| Item {
                needs,
                denials,
                all: denials + others,
            });
        proptest::collection::vec(item, 0..14)
    }

    proptest! {
        #[test]
        fn an_exact_choice_is_the_best_there_is(items in items(9, 3), most in 0..7usize) {
            let choice = choose(&items, most);
            prop_assert_eq!(choice.method, Method::Exact);
            prop_assert!(choice.levers.len() <= most);
            let (denials, fewest) = brute_force(&items, 9, most);
            prop_assert_eq!(value(&items, &choice.levers).0, denials);
            // The first so many steps are the smallest set that does it.
            let first: Vec<usize> = choice.levers.iter().copied().take(fewest).collect();
            prop_assert_eq!(value(&items, &first).0, denials);
        }

        #[test]
        fn where_nothing_is_tangled_greedy_is_exact(items in items(30, 1), most in 0..7usize) {
            let sets = open(&items, &[], most, |item| Gain { first: item.denials, second: 0 });
            let greedy = greedy(&sets, most);
            prop_assert_eq!(
                value(&items, &greedy).0,
                value(&items, &exact(&sets, &[], most)).0
            );
        }

        /// The bound that a greedy choice keeps: no single item that fits is worth more, and no
        /// single levers.
        #[test]
        fn a_greedy_choice_is_no_worse_than_its_best_single_step(
            items in items(20, 3),
            most in 1..6usize,
        ) {
            let sets = open(&items, &[], most, |item| Gain { first: item.denials, second: 0 });
            let chosen = greedy(&sets, most);
            prop_assert!(chosen.len() <= most);
            let ours = value(&items, &chosen).0;
            for needs in sets.keys() {
                // Density counts: a set is worth its gain for as many levers as it has.
                let alone = value(&items, needs).0;
                prop_assert!(ours * needs.len() as u64 >= alone, "{:?} {:?}", chosen, needs);
            }
        }
    }

    #[test]
    fn two_upgrades_that_need_each_other_beat_two_that_do_not() {
        let item = |needs: &[usize], denials| Item { needs: needs.to_vec(), denials, all: denials };
        let items = [item(&[0], 2), item(&[1], 2), item(&[2, 3], 9)];
        assert_eq!(choose(&items, 2).levers, [2, 3]);
        assert_eq!(choose(&items, 1).levers, [0]);
        assert_eq!(choose(&items, 4).levers, [2, 3, 0, 1]);
        assert_eq!(choose(&items, 0).levers, [0usize; 0]);
    }

    #[test]
    fn warnings_come_after_all_that_denies() {
        let items = [
            Item { needs: vec![0], denials: 0, all: 50 },
            Item { needs: vec![1], denials: 1, all: 1 },
        ];
        assert_eq!(choose(&items, 1).levers, [1]);
        assert_eq!(choose(&items, 2).levers, [1, 0]);
    }

    #[test]
    fn forty_tangled_upgrades_are_chosen_greedily() {
        let items: Vec<Item> = (0..40)
            .map(|first| Item { needs: vec![first, first + 1], denials: 1, all: 1 })
            .collect();
        let choice = choose(&items, 5);
        assert_eq!((choice.method, choice.levers.len()), (Method::Greedy, 5));
        assert_eq!(value(&items, &choice.levers).0, 4);
    }
}
