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
pub(super) struct Severities(RefCell<Vec<Option<Known>>>);

/// Stands at most some steps after the place its hash points to.
#[derive(Clone, Debug)]
struct Known {
    hash: u64,
    /// As the findings have them.
    ratings: Vec<Rating>,
    severity: Arc<Effective>,
}

const PLACES: usize = 1024;
const MAX_STEPS: usize = 4;

impl Severities {
    /// What `ratings` come to.
    pub(super) fn of<'r>(
        &self,
        resolver: &Resolver,
        ratings: impl Iterator<Item = &'r Rating> + Clone,
    ) -> Arc<Effective> {
        let mut places = self.0.borrow_mut();
        if places.is_empty() {
            places.resize(PLACES, None);
        }
        let hash = ratings.clone().fold(0, |state, rating| mix(state, hash_of(rating)));
        let mut free = None;
        for step in 0..MAX_STEPS {
            let at = (hash as usize).wrapping_add(step) % PLACES;
            match places.get(at) {
                Some(Some(known)) if known.hash == hash && ratings.clone().eq(&known.ratings) => {
                    return Arc::clone(&known.severity);
                }
                Some(Some(_)) => {}
                _ => {
                    free = Some(at);
                    break;
                }
            }
        }
        let ratings: Vec<Rating> = ratings.cloned().collect();
        let severity = Arc::new(resolver.resolve(&ratings));
        if let Some(place) = free.and_then(|at| places.get_mut(at)) {
            *place = Some(Known { hash, ratings, severity: Arc::clone(&severity) });
        }
        severity
    }
}

fn hash_of(rating: &Rating) -> u64 {
    let score = rating.score.map_or(u64::MAX, |score| u64::from(score.tenths()));
    let words = [rating.kind as u64, u64::from(rating.level.display_order()), score];
    words.into_iter().fold(hash(&rating.source), |state, word| state.rotate_left(9) ^ word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::severity::{RatingKind, Severity};

    #[test]
    fn equal_ratings_share_a_severity_and_different_ones_never_do() {
        let (severities, resolver) = (Severities::default(), Resolver::default());
        let rating = |source: usize, level| {
            Rating::new(format!("source {source}"), RatingKind::Vendor, level)
        };
        // More than there are places.
        for source in 0..PLACES {
            let (high, low) = (rating(source, Severity::High), rating(1, Severity::Low));
            let of = |ratings: &[&Rating]| severities.of(&resolver, ratings.iter().copied());
            let [a, b] = [(); 2].map(|()| of(&[&high, &low]));
            assert_eq!(*a, resolver.resolve(&[low.clone(), high.clone()]));
            assert_eq!(a, b);
            assert!(source > 0 || Arc::ptr_eq(&a, &b));
            assert_eq!(of(&[&low, &high, &low]), a);
            assert_eq!(of(&[&low]).ratings, [low]);
        }
    }
}
