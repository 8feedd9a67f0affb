//! Severities that many findings have in common.

use std::cell::RefCell;
use std::sync::Arc;

use crate::hash::{hash, mix};
use crate::severity::{Effective, Rating, Resolver};

/// Severities by the ratings that led to them, as far as there is room.
///
/// Sources have few words, and many findings are rated by the same ones alike: of those, one value
/// is made, and the violations share it.
#[derive(Debug, Default)]
pub(super) struct Severities(RefCell<Known>);

#[derive(Debug, Default)]
struct Known {
    /// Each at most some steps after the place its hash points to.
    places: Vec<Option<(u64, Arc<Effective>)>>,
    /// Kept to be filled again.
    ratings: Vec<Rating>,
}

const PLACES: usize = 1024;
const MAX_STEPS: usize = 4;

impl Severities {
    /// What `ratings` come to.
    pub(super) fn of(
        &self,
        resolver: &Resolver,
        ratings: impl Iterator<Item = Rating>,
    ) -> Arc<Effective> {
        let Known { places, ratings: set } = &mut *self.0.borrow_mut();
        set.clear();
        set.extend(ratings);
        set.sort();
        set.dedup();
        if places.is_empty() {
            places.resize(PLACES, None);
        }
        let hash = set.iter().fold(0, |state, rating| mix(state, hash_of(rating)));
        for step in 0..MAX_STEPS {
            match places.get_mut((hash as usize).wrapping_add(step) % PLACES) {
                Some(Some((known, one))) if *known == hash && one.ratings == *set => {
                    return Arc::clone(one);
                }
                Some(free @ None) => {
                    let new = Arc::new(resolver.resolve_sorted(set.clone()));
                    *free = Some((hash, Arc::clone(&new)));
                    return new;
                }
                _ => {}
            }
        }
        Arc::new(resolver.resolve_sorted(set.clone()))
    }
}

fn hash_of(rating: &Rating) -> u64 {
    let score = rating.score.map_or(u64::MAX, |score| u64::from(score.tenths()));
    let words = [rating.kind as u64, u64::from(rating.level.display_order()), score];
    words.into_iter().fold(hash(&rating.source), |state: u64, word| state.rotate_left(9) ^ word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::severity::{RatingKind, Severity};

    #[test]
    fn equal_ratings_share_a_value_and_different_ones_never_do() {
        let (severities, resolver) = (Severities::default(), Resolver::default());
        let rating = |source: usize, level| {
            Rating::new(format!("source {source}"), RatingKind::Vendor, level)
        };
        // More than there are places.
        for source in 0..2 * PLACES {
            let (high, low) = (rating(source, Severity::High), rating(1, Severity::Low));
            let of = |ratings: &[&Rating]| {
                severities.of(&resolver, ratings.iter().map(|one| (*one).clone()))
            };
            let [a, b] = [of(&[&high, &low]), of(&[&low, &high, &low])];
            assert_eq!(*a, resolver.resolve(&[low.clone(), high.clone()]));
            assert_eq!(a, b);
            assert!(source > 0 || Arc::ptr_eq(&a, &b));
            assert_eq!(of(&[&low]).ratings, [low]);
        }
    }
}
