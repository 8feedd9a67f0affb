//! When a request is sent again.
//!
//! [`decide`] is a pure function of what is known after an attempt; the loop around it is in the
//! client and does nothing but obey. What may be repeated depends on how far the request got:
//!
//! | after an attempt … | idempotent request | any other request |
//! | --- | --- | --- |
//! | nothing was sent | again | again |
//! | 429 | again | again |
//! | 502, 503, 504, 408 | again | give up |
//! | the answer broke off, was cut or never came | again | give up |
//! | the TLS handshake failed, any other status | give up | give up |
//!
//! A `Retry-After` is obeyed up to a cap; else the wait is drawn from a growing range. Attempts and
//! total time are bounded, and a body that cannot be sent again ends it.

use std::time::Duration;

use http::StatusCode;

mod backoff;
pub(crate) mod hint;

pub(crate) use self::backoff::Jitter;

/// How often and how long to try.
///
/// ```
/// use jfrog_http::RetryPolicy;
/// use std::time::Duration;
///
/// let patient = RetryPolicy::default().max_attempts(8).max_elapsed(Duration::from_secs(1800));
/// let once = RetryPolicy::none();
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    max_attempts: u32,
    max_elapsed: Duration,
    initial_backoff: Duration,
    max_backoff: Duration,
    max_retry_after: Duration,
    seed: Option<u64>,
}

impl RetryPolicy {
    /// Never sends anything twice. (A refused token that can be renewed still is, once.)
    #[must_use]
    pub fn none() -> Self {
        Self::default().max_attempts(1)
    }

    /// Sets how often a request is sent at most, the first time included. The default is 5; 0
    /// counts as 1.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets how much time may have passed, since the first attempt began, when the last one begins.
    /// The default is ten minutes.
    #[must_use]
    pub fn max_elapsed(mut self, elapsed: Duration) -> Self {
        self.max_elapsed = elapsed;
        self
    }

    /// Sets the range of the waits: drawn from zero to `initial`, doubled for each further one,
    /// never more than `max`. The default is half a second to half a minute.
    #[must_use]
    pub fn backoff(mut self, initial: Duration, max: Duration) -> Self {
        self.initial_backoff = initial;
        self.max_backoff = max;
        self
    }

    /// Sets the longest `Retry-After` that is obeyed; a longer one is cut to it. The default is
    /// five minutes.
    #[must_use]
    pub fn max_retry_after(mut self, cap: Duration) -> Self {
        self.max_retry_after = cap;
        self
    }

    /// Makes the drawn waits repeatable.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Plans for no more time than there is.
    pub(crate) fn within(mut self, deadline: Option<Duration>) -> Self {
        self.max_elapsed = deadline.map_or(self.max_elapsed, |limit| limit.min(self.max_elapsed));
        self
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 5,
            max_elapsed: Duration::from_secs(600),
            initial_backoff: Duration::from_millis(500),
            max_backoff: Duration::from_secs(30),
            max_retry_after: Duration::from_secs(300),
            seed: None,
        }
    }
}

/// What is known after an attempt that brought no success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attempt {
    /// How the attempt ended.
    pub outcome: Outcome,
    /// Whether sending the request twice does no more than sending it once.
    pub idempotent: bool,
    /// Whether the body can be sent again.
    pub replayable: bool,
    /// How many attempts were made, this one included.
    pub attempts: u32,
    /// How much time passed since the first one began.
    pub elapsed: Duration,
    /// How long the server asked to wait.
    pub retry_after: Option<Duration>,
}

impl Attempt {
    /// Describes the first attempt at a `GET`, for the other fields to be changed.
    #[must_use]
    pub fn new(outcome: Outcome) -> Self {
        Self {
            outcome,
            idempotent: true,
            replayable: true,
            attempts: 1,
            elapsed: Duration::ZERO,
            retry_after: None,
        }
    }
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// Nothing reached the server.
    NotSent,
    /// The request was sent, wholly or in part, and no complete answer came back.
    Lost,
    /// The server answered with this status.
    Status(StatusCode),
    /// Something failed that will fail again.
    Fatal,
}

/// What to do after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Decision {
    /// Send it again, after this wait.
    Retry {
        /// How long to wait.
        after: Duration,
    },
    /// Report the failure.
    GiveUp(GiveUp),
}

/// Why a request is not sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GiveUp {
    /// The failure would only repeat.
    #[error("trying again would not help")]
    Permanent,
    /// The server may have acted on the request already.
    #[error("the request may have taken effect")]
    NotIdempotent,
    /// The body was a stream and has been read.
    #[error("the body cannot be sent again")]
    BodySpent,
    /// The policy allows no further attempt.
    #[error("no attempt is left")]
    OutOfAttempts,
    /// The wait would go beyond the time the policy allows.
    #[error("no time is left")]
    OutOfTime,
}

/// Judges whether to send a request again. `backoff` is the wait to use when the server states
/// none.
///
/// ```
/// use jfrog_http::retry::{Attempt, Decision, GiveUp, Outcome, RetryPolicy, decide};
/// use http::StatusCode;
/// use std::time::Duration;
///
/// let policy = RetryPolicy::default();
/// let wait = Duration::from_millis(200);
/// let mut attempt = Attempt::new(Outcome::Status(StatusCode::SERVICE_UNAVAILABLE));
/// assert_eq!(decide(&policy, &attempt, wait), Decision::Retry { after: wait });
///
/// attempt.idempotent = false;
/// assert_eq!(decide(&policy, &attempt, wait), Decision::GiveUp(GiveUp::NotIdempotent));
/// ```
#[must_use]
pub fn decide(policy: &RetryPolicy, attempt: &Attempt, backoff: Duration) -> Decision {
    let may_have_acted = match attempt.outcome {
        Outcome::NotSent | Outcome::Status(StatusCode::TOO_MANY_REQUESTS) => false,
        Outcome::Lost => true,
        Outcome::Status(status) if matches!(status.as_u16(), 408 | 502 | 503 | 504) => true,
        Outcome::Status(_) | Outcome::Fatal => return Decision::GiveUp(GiveUp::Permanent),
    };
    if may_have_acted && !attempt.idempotent {
        return Decision::GiveUp(GiveUp::NotIdempotent);
    }
    if !attempt.replayable {
        return Decision::GiveUp(GiveUp::BodySpent);
    }
    if attempt.attempts >= policy.max_attempts {
        return Decision::GiveUp(GiveUp::OutOfAttempts);
    }
    let after = attempt.retry_after.map_or(backoff, |asked| asked.min(policy.max_retry_after));
    if attempt.elapsed.saturating_add(after) > policy.max_elapsed {
        return Decision::GiveUp(GiveUp::OutOfTime);
    }
    Decision::Retry { after }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WAIT: Duration = Duration::from_millis(7);

    fn again(after: Duration) -> Decision {
        Decision::Retry { after }
    }

    fn stop(why: GiveUp) -> Decision {
        Decision::GiveUp(why)
    }

    #[test]
    fn what_may_be_repeated_depends_on_how_far_it_got() {
        let status = |code| Outcome::Status(StatusCode::from_u16(code).unwrap());
        for (outcome, idempotent, otherwise) in [
            (Outcome::NotSent, again(WAIT), again(WAIT)),
            (status(429), again(WAIT), again(WAIT)),
            (status(408), again(WAIT), stop(GiveUp::NotIdempotent)),
            (status(502), again(WAIT), stop(GiveUp::NotIdempotent)),
            (status(503), again(WAIT), stop(GiveUp::NotIdempotent)),
            (status(504), again(WAIT), stop(GiveUp::NotIdempotent)),
            (Outcome::Lost, again(WAIT), stop(GiveUp::NotIdempotent)),
            (Outcome::Fatal, stop(GiveUp::Permanent), stop(GiveUp::Permanent)),
            (status(500), stop(GiveUp::Permanent), stop(GiveUp::Permanent)),
            (status(501), stop(GiveUp::Permanent), stop(GiveUp::Permanent)),
            (status(400), stop(GiveUp::Permanent), stop(GiveUp::Permanent)),
            (status(401), stop(GiveUp::Permanent), stop(GiveUp::Permanent)),
            (status(404), stop(GiveUp::Permanent), stop(GiveUp::Permanent)),
            (status(409), stop(GiveUp::Permanent), stop(GiveUp::Permanent)),
            (status(415), stop(GiveUp::Permanent), stop(GiveUp::Permanent)),
        ] {
            let policy = RetryPolicy::default();
            let mut attempt = Attempt::new(outcome);
            assert_eq!(decide(&policy, &attempt, WAIT), idempotent, "{outcome:?}");
            attempt.idempotent = false;
            assert_eq!(decide(&policy, &attempt, WAIT), otherwise, "{outcome:?}");
            attempt.idempotent = true;
            attempt.replayable = false;
            assert!(matches!(decide(&policy, &attempt, WAIT), Decision::GiveUp(_)), "{outcome:?}");
        }
    }

    #[test]
    fn the_server_is_obeyed_up_to_a_cap() {
        let policy = RetryPolicy::default();
        for (asked, waited) in [(0, 0), (20, 20), (300, 300), (86_400, 300)] {
            let mut attempt = Attempt::new(Outcome::Status(StatusCode::TOO_MANY_REQUESTS));
            attempt.retry_after = Some(Duration::from_secs(asked));
            assert_eq!(decide(&policy, &attempt, WAIT), again(Duration::from_secs(waited)));
        }
    }

    #[test]
    fn attempts_and_time_are_bounded() {
        let policy = RetryPolicy::default().max_attempts(3).max_elapsed(Duration::from_secs(10));
        let mut attempt = Attempt::new(Outcome::NotSent);
        attempt.attempts = 2;
        assert_eq!(decide(&policy, &attempt, WAIT), again(WAIT));
        attempt.attempts = 3;
        assert_eq!(decide(&policy, &attempt, WAIT), stop(GiveUp::OutOfAttempts));
        attempt.attempts = 1;
        attempt.elapsed = Duration::from_secs(10);
        assert_eq!(decide(&policy, &attempt, WAIT), stop(GiveUp::OutOfTime));
        attempt.elapsed = Duration::ZERO;
        attempt.retry_after = Some(Duration::MAX);
        assert_eq!(decide(&policy, &attempt, WAIT), stop(GiveUp::OutOfTime));
        let once = RetryPolicy::none();
        assert_eq!(
            decide(&once, &Attempt::new(Outcome::NotSent), WAIT),
            stop(GiveUp::OutOfAttempts)
        );
    }
}
