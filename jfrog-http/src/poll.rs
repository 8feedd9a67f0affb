//! Waiting for what takes long: scans, reports, exports.

use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::sync::watch;
use tokio::time::Instant;

/// How to wait: how often to look, for how long at most, and who may call it off.
///
/// Dropping the future cancels the waiting as well; [`Cancel`] is for calling it off from elsewhere
/// and still learning the last status.
///
/// ```
/// use jfrog_http::{Poll, PollState};
/// use std::time::Duration;
///
/// # use tokio::runtime::Builder;
/// # let mut builder = Builder::new_current_thread();
/// # let runtime = builder.enable_time().start_paused(true).build().unwrap();
/// # runtime.block_on(async {
/// let mut looks = 0;
/// let poll = Poll::every(Duration::from_secs(5)).within(Duration::from_secs(60));
/// let result = poll
///     .until(|| {
///         looks += 1;
///         let state = match looks {
///             ..3 => PollState::Pending("scanning"),
///             _ => PollState::Ready("clean"),
///         };
///         async move { Ok::<_, std::io::Error>(state) }
///     })
///     .await;
/// assert_eq!(result.unwrap(), "clean");
/// # });
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Poll {
    /// The time between two looks.
    pub interval: Duration,
    /// The time after which the waiting ends without a result. `None` waits for ever.
    pub deadline: Option<Duration>,
    /// What may call the waiting off.
    pub cancel: Option<Cancel>,
}

impl Poll {
    /// Looks every `interval`, the first time at once. Without [`Poll::within`], it waits for ever.
    #[must_use]
    pub fn every(interval: Duration) -> Self {
        Self { interval, deadline: None, cancel: None }
    }

    /// Gives up after `deadline`.
    #[must_use]
    pub fn within(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Gives up when `cancel` says so.
    #[must_use]
    pub fn cancelled_by(mut self, cancel: Cancel) -> Self {
        self.cancel = Some(cancel);
        self
    }

    /// Calls `look` until it is ready.
    ///
    /// The deadline holds for a look that hangs, too. A failing look ends the waiting: retries are
    /// the client's business, and it has made them by then. The future is `Send` if the looks are;
    /// who keeps state that a look borrows takes [`Poll::start`] instead.
    ///
    /// # Errors
    ///
    /// [`PollError::Deadline`] and [`PollError::Cancelled`] carry the last status seen;
    /// [`PollError::Failed`] carries the error of the look.
    pub async fn until<T, S, E, Look>(
        &self,
        mut look: impl FnMut() -> Look,
    ) -> Result<T, PollError<S, E>>
    where
        Look: Future<Output = Result<PollState<T, S>, E>>,
    {
        let mut waiting = self.start();
        loop {
            match waiting.look(look()).await? {
                PollState::Ready(value) => return Ok(value),
                PollState::Pending(status) => waiting.pause(status).await?,
            }
        }
    }

    /// Begins to wait, look by look.
    #[must_use]
    pub fn start<S>(&self) -> Waiting<S> {
        let started = Instant::now();
        // A deadline the clock cannot express never comes.
        let deadline = self.deadline.and_then(|deadline| started.checked_add(deadline));
        Waiting { poll: self.clone(), started, deadline, last: None, looks: 0 }
    }
}

/// A waiting in progress, for those who keep state between two looks.
///
/// ```
/// use jfrog_http::{Poll, PollError};
/// use std::time::Duration;
///
/// # use tokio::runtime::Builder;
/// # let mut builder = Builder::new_current_thread();
/// # let runtime = builder.enable_time().start_paused(true).build().unwrap();
/// # runtime.block_on(async {
/// let mut waiting = Poll::every(Duration::from_secs(5)).start();
/// let mut seen = Vec::new();
/// while seen.len() < 3 {
///     seen.push(waiting.look(async { Ok::<_, std::io::Error>("scanning") }).await?);
///     waiting.pause("scanning").await?;
/// }
/// # Ok::<(), PollError<&str, std::io::Error>>(()) }).unwrap();
/// ```
#[derive(Debug)]
pub struct Waiting<S> {
    poll: Poll,
    started: Instant,
    deadline: Option<Instant>,
    last: Option<S>,
    looks: u32,
}

impl<S> Waiting<S> {
    /// Looks once, unless the waiting is over first.
    ///
    /// # Errors
    ///
    /// As [`Poll::until`].
    pub async fn look<T, E>(
        &mut self,
        look: impl Future<Output = Result<T, E>>,
    ) -> Result<T, PollError<S, E>> {
        let looks = &mut self.looks;
        let look = async {
            *looks += 1;
            look.await
        };
        match unless_over(self.poll.cancel.as_ref(), self.deadline, look).await {
            Ok(found) => found.map_err(PollError::Failed),
            Err(over) => Err(self.give_up(over)),
        }
    }

    /// Remembers what the last look saw and lets the interval pass, unless the waiting is over
    /// first: waiting beyond the deadline for a look that will not be made helps nobody.
    ///
    /// # Errors
    ///
    /// [`PollError::Deadline`] and [`PollError::Cancelled`].
    pub async fn pause<E>(&mut self, status: S) -> Result<(), PollError<S, E>> {
        self.last = Some(status);
        let interval = tokio::time::sleep(self.poll.interval);
        unless_over(self.poll.cancel.as_ref(), self.deadline, interval)
            .await
            .map_err(|over| self.give_up(over))
    }

    /// Returns how long it has been waited.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// Returns how often it was looked.
    #[must_use]
    pub fn looks(&self) -> u32 {
        self.looks
    }

    fn give_up<E>(&mut self, over: Over) -> PollError<S, E> {
        over.with(self.last.take(), self.started.elapsed(), self.looks)
    }
}

/// What a look found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "it is ready or it is not")]
pub enum PollState<T, S = ()> {
    /// It is done, with this result.
    Ready(T),
    /// It is not done; this is how far it is.
    Pending(S),
}

/// Why waiting ended without a result.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PollError<S, E> {
    /// The deadline passed.
    #[non_exhaustive]
    Deadline {
        /// The last status seen, if any look came back.
        last: Option<S>,
        /// How long it was waited.
        waited: Duration,
        /// How often it was looked.
        looks: u32,
    },
    /// It was called off.
    #[non_exhaustive]
    Cancelled {
        /// The last status seen, if any look came back.
        last: Option<S>,
        /// How long it was waited.
        waited: Duration,
        /// How often it was looked.
        looks: u32,
    },
    /// A look failed.
    Failed(E),
}

impl<S: fmt::Debug, E> fmt::Display for PollError<S, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, last, waited, looks) = match self {
            Self::Failed(_) => return f.write_str("the status could not be read"),
            Self::Deadline { last, waited, looks } => ("gave up waiting", last, waited, looks),
            Self::Cancelled { last, waited, looks } => {
                ("the waiting was cancelled", last, waited, looks)
            }
        };
        write!(f, "{what} after {} s and {looks} looks", waited.as_secs())?;
        match last {
            Some(last) => write!(f, "; the last status was {last:?}"),
            None => f.write_str("; no status was ever seen"),
        }
    }
}

impl<S: fmt::Debug, E: std::error::Error + 'static> std::error::Error for PollError<S, E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Failed(error) => Some(error),
            _ => None,
        }
    }
}

/// Calls something off from elsewhere. Clones belong together.
///
/// ```
/// let cancel = jfrog_http::Cancel::new();
/// let elsewhere = cancel.clone();
/// elsewhere.cancel();
/// assert!(cancel.is_cancelled());
/// ```
#[derive(Clone, Debug)]
pub struct Cancel(Arc<watch::Sender<bool>>);

impl Cancel {
    /// Makes one that has not been used.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }

    /// Calls it off, for good.
    pub fn cancel(&self) {
        self.0.send_replace(true);
    }

    /// Tells whether it was called off.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it is called off.
    pub async fn cancelled(&self) {
        let mut receiver = self.0.subscribe();
        // Fails only when the sender is gone, and we hold it.
        let _ = receiver.wait_for(|cancelled| *cancelled).await;
    }
}

impl Default for Cancel {
    fn default() -> Self {
        Self::new()
    }
}

enum Over {
    Deadline,
    Cancelled,
}

impl Over {
    fn with<S, E>(self, last: Option<S>, waited: Duration, looks: u32) -> PollError<S, E> {
        match self {
            Self::Deadline => PollError::Deadline { last, waited, looks },
            Self::Cancelled => PollError::Cancelled { last, waited, looks },
        }
    }
}

async fn unless_over<T>(
    cancel: Option<&Cancel>,
    deadline: Option<Instant>,
    work: impl Future<Output = T>,
) -> Result<T, Over> {
    let cancelled = async {
        match cancel {
            Some(cancel) => cancel.cancelled().await,
            None => std::future::pending().await,
        }
    };
    let late = async {
        match deadline {
            Some(deadline) => tokio::time::sleep_until(deadline).await,
            None => std::future::pending().await,
        }
    };
    let over = async {
        match select(pin!(cancelled), pin!(late)).await {
            Either::Left(_) => Over::Cancelled,
            Either::Right(_) => Over::Deadline,
        }
    };
    // The end is asked first: what was called off before must not look once more.
    match select(pin!(over), pin!(work)).await {
        Either::Left((over, _)) => Err(over),
        Either::Right((value, _)) => Ok(value),
    }
}

#[cfg(test)]
mod tests;
