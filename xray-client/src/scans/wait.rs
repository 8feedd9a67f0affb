//! Waiting for a scan, within bounds the caller sets.

use std::fmt;
use std::time::Duration;

use jfrog_http::{Cancel, Client, Error, Poll, PollError};

use super::status::{ScanState, ScanStatus, Step};
use crate::endpoint::Scope;
use crate::name::RepoPath;

/// Why waiting ended without an outcome. A deadline and a cancellation carry the last status seen.
pub type WaitError = PollError<ScanStatus, Error>;

/// How a scan ended. Only [`Done`](Self::Done) is a basis for a judgement.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a scan that did not end well proves nothing"]
#[expect(
    clippy::exhaustive_enums,
    reason = "a caller that forgets an end admits what nobody scanned"
)]
pub enum ScanOutcome {
    /// It is done; other steps than the one waited for may not be.
    Done(ScanStatus),
    /// It is done but for some part; or the scan is finished and the step waited for is not.
    Partial(ScanStatus),
    /// It failed.
    Failed(ScanStatus),
    /// This file, or the step waited for, cannot be scanned here.
    NotSupported(ScanStatus),
    /// Nothing happened in the time of grace: the repository or build is not indexed, or the file
    /// is not there. Without a status when the server said that it knows no such file.
    NotIndexed(Option<ScanStatus>),
}

impl ScanOutcome {
    /// Returns the last status, if the server gave any.
    #[must_use]
    pub fn status(&self) -> Option<&ScanStatus> {
        match self {
            Self::Done(status)
            | Self::Partial(status)
            | Self::Failed(status)
            | Self::NotSupported(status) => Some(status),
            Self::NotIndexed(status) => status.as_ref(),
        }
    }
}

/// What a caller wants done after each look.
type OnLook = Box<dyn FnMut(&Look<'_>) + Send>;

/// Waiting for a scan, begun by [`send`](Self::send).
#[must_use = "nothing is awaited until `send`"]
pub struct WaitForScan {
    client: Client,
    scope: Scope,
    target: Target,
    poll: Poll,
    grace: Duration,
    step: Step,
    on_look: Option<OnLook>,
}

impl WaitForScan {
    pub(super) fn new(client: Client, scope: Scope, target: Target) -> Self {
        let poll = Poll::every(INTERVAL).within(DEADLINE);
        Self { client, scope, target, poll, grace: GRACE, step: Step::Overall, on_look: None }
    }

    /// Sets the time between two looks; ten seconds unless set.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.poll.interval = interval;
        self
    }

    /// Sets how long to wait at most; twenty minutes unless set. Scans of one image have been seen
    /// to take seconds, and three quarters of an hour.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.poll.deadline = Some(deadline);
        self
    }

    /// Sets what may call the waiting off from elsewhere. Dropping the future does so too.
    pub fn cancelled_by(mut self, cancel: Cancel) -> Self {
        self.poll.cancel = Some(cancel);
        self
    }

    /// Sets how long nothing may happen before the file counts as not indexed; two minutes unless
    /// set. Right after a push the server has not noticed yet, and says the same as for ever of
    /// what it does not index.
    pub fn grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }

    /// Sets which step to wait for; the scan as a whole unless set. Summaries and SBOMs rest on
    /// [`Step::Sca`], violations on [`Step::Violations`].
    pub fn step(mut self, step: Step) -> Self {
        self.step = step;
        self
    }

    /// Calls `tell` after each look, to show that something is going on.
    pub fn on_look(mut self, tell: impl FnMut(&Look<'_>) + Send + 'static) -> Self {
        self.on_look = Some(Box::new(tell));
        self
    }

    /// Waits.
    ///
    /// # Errors
    /// [`PollError::Deadline`] and [`PollError::Cancelled`] with the last status;
    /// [`PollError::Failed`] when the status could not be read, retries included. That the server
    /// knows no such file is no error but the beginning of the time of grace.
    pub async fn send(self) -> Result<ScanOutcome, WaitError> {
        let Self { client, scope, target, poll, grace, step, mut on_look } = self;
        let mut waiting = poll.start();
        // Once the server has taken it up, "nothing happens" is a long queue and not an answer.
        let mut was_noticed = false;
        loop {
            let status = waiting.look(status_if_known(&client, &scope, &target)).await?;
            let waited = waiting.elapsed();
            if let Some(tell) = &mut on_look {
                tell(&Look { status: status.as_ref(), number: waiting.looks(), waited });
            }
            if let Some(outcome) = status.as_ref().and_then(|status| judge(status, step)) {
                return Ok(outcome);
            }
            was_noticed |=
                status.as_ref().is_some_and(|status| status.overall.state != ScanState::NotScanned);
            if !was_noticed && waited >= grace {
                return Ok(ScanOutcome::NotIndexed(status));
            }
            waiting.pause(status.unwrap_or_default()).await?;
        }
    }
}

impl fmt::Debug for WaitForScan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitForScan")
            .field("target", &self.target)
            .field("poll", &self.poll)
            .field("grace", &self.grace)
            .field("step", &self.step)
            .finish_non_exhaustive()
    }
}

/// What one look found.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Look<'a> {
    /// The status; `None` while the server knows no such file.
    pub status: Option<&'a ScanStatus>,
    /// Which look this is, from 1.
    pub number: u32,
    /// How long it has been waited.
    pub waited: Duration,
}

impl fmt::Display for Look<'_> {
    /// Writes `SCANNING after 20 s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state =
            self.status.map_or("not known to Xray yet", |status| status.overall.state.as_str());
        write!(f, "{state} after {} s", self.waited.as_secs())
    }
}

/// What is waited for.
#[derive(Clone, Debug)]
pub(super) enum Target {
    File(RepoPath),
    Build { name: String, number: String },
}

async fn status_if_known(
    client: &Client,
    scope: &Scope,
    target: &Target,
) -> Result<Option<ScanStatus>, Error> {
    let status = match target {
        Target::File(path) => super::read_status(client, scope, path).await,
        Target::Build { name, number } => {
            super::read_build_status(client, scope, name, number).await
        }
    };
    match status {
        Ok(status) => Ok(Some(status)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

/// Says how a scan ended, or nothing while it runs. A step that is not finished although the scan
/// is will never be.
fn judge(status: &ScanStatus, step: Step) -> Option<ScanOutcome> {
    let finished =
        |step| status.step(step).map(|step| &step.state).filter(|state| state.is_finished());
    let (state, is_the_step) = match finished(step) {
        Some(state) => (state, true),
        None => (finished(Step::Overall)?, false),
    };
    let status = status.clone();
    Some(match state {
        ScanState::Done if is_the_step => ScanOutcome::Done(status),
        ScanState::Failed => ScanOutcome::Failed(status),
        ScanState::NotSupported => ScanOutcome::NotSupported(status),
        _ => ScanOutcome::Partial(status),
    })
}

/// What JFrog's own command line waits.
const INTERVAL: Duration = Duration::from_secs(10);
const DEADLINE: Duration = Duration::from_secs(20 * 60);
const GRACE: Duration = Duration::from_secs(2 * 60);

#[cfg(test)]
mod tests {
    use super::*;

    fn status(overall: &str, violations: &str) -> ScanStatus {
        let text = format!(
            r#"{{"overall":{{"status":"{overall}"}},"details":{{"violations":{{"status":"{violations}"}}}}}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn the_step_decides_and_the_whole_ends_it() {
        let is = |overall: &str, violations: &str, step| {
            judge(&status(overall, violations), step).map(|outcome| match outcome {
                ScanOutcome::Done(_) => "done",
                ScanOutcome::Partial(_) => "partial",
                ScanOutcome::Failed(_) => "failed",
                ScanOutcome::NotSupported(_) => "not supported",
                ScanOutcome::NotIndexed(_) => "not indexed",
            })
        };
        assert_eq!(is("DONE", "FAILED", Step::Overall), Some("done"));
        assert_eq!(is("DONE", "FAILED", Step::Violations), Some("failed"));
        assert_eq!(is("SCANNING", "DONE", Step::Violations), Some("done"));
        assert_eq!(is("SCANNING", "DONE", Step::Overall), None);
        assert_eq!(is("DONE", "PENDING", Step::Violations), Some("partial"));
        assert_eq!(
            is("DONE", "DONE", Step::Sca),
            Some("partial"),
            "the server does not mention the step"
        );
        assert_eq!(is("PARTIAL", "DONE", Step::Overall), Some("partial"));
        assert_eq!(is("NOT_SUPPORTED", "NOT_SUPPORTED", Step::Violations), Some("not supported"));
        assert_eq!(is("DREAMING", "DREAMING", Step::Overall), None);
        assert_eq!(is("NOT_SCANNED", "", Step::Overall), None);
    }
}
