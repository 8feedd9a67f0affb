//! Waits that grow and are drawn at random, so that many clients do not come back at once.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::RetryPolicy;

/// Draws the waits of one client: "full jitter", from zero to the current range.
#[derive(Debug)]
pub(crate) struct Jitter(Mutex<fastrand::Rng>);

impl Jitter {
    pub(crate) fn new(policy: &RetryPolicy) -> Self {
        Self(Mutex::new(policy.seed.map_or_else(fastrand::Rng::new, fastrand::Rng::with_seed)))
    }

    /// Draws the wait after the `attempts`-th attempt, counted from one.
    pub(crate) fn draw(&self, policy: &RetryPolicy, attempts: u32) -> Duration {
        let doublings = attempts.saturating_sub(1).min(31);
        let range = policy.initial_backoff.saturating_mul(1 << doublings).min(policy.max_backoff);
        let mut rng = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        range.mul_f64(rng.f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_stay_in_their_range_and_repeat_with_the_seed() {
        let policy = RetryPolicy::default().seed(7);
        let draw = || {
            let jitter = Jitter::new(&policy);
            (1..200).map(|attempts| jitter.draw(&policy, attempts)).collect::<Vec<_>>()
        };
        let waits = draw();
        assert_eq!(waits, draw());
        assert!(waits[0] <= Duration::from_millis(500) && waits[1] <= Duration::from_secs(1));
        assert!(waits.iter().all(|wait| *wait <= Duration::from_secs(30)));
        assert!(waits.iter().any(|wait| *wait > Duration::from_secs(20)));
    }
}
