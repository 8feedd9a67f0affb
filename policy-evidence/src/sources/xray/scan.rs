//! Waiting for a scan, and what its end means.

use std::time::Duration;

use policy_core::Timestamp;
use xray_client::PollError;
use xray_client::scans::{ScanOutcome, ScanState, ScanStatus, Step, WaitError, WaitForScan};

use crate::sources::platform::classify;
use crate::translate::{timestamp, xray::SCANNER};
use crate::{Question, SourceError, SourceErrorKind};

/// How a scan ended that has results.
#[derive(Debug, PartialEq)]
pub(super) struct End {
    /// When it ended.
    pub(super) at: Option<Timestamp>,
    /// Whether some part was not scanned.
    pub(super) is_partial: bool,
}

/// Waits for the scan: eagerly at first, then patiently.
pub(super) async fn wait(
    scan: impl Fn() -> WaitForScan + Send + Sync,
    interval: Duration,
    question: &Question<'_>,
) -> Result<End, SourceError> {
    let patience = patience(question);
    let eager = EAGER_FOR.min(patience);
    let first = watched(scan(), question, Duration::ZERO)
        .interval(eager_interval(interval))
        .deadline(eager)
        .send()
        .await;
    let outcome = match first {
        Err(PollError::Deadline { .. }) if patience > eager => {
            watched(scan(), question, eager)
                .interval(interval)
                .grace(GRACE.saturating_sub(eager))
                .deadline(patience - eager)
                .send()
                .await
        }
        outcome => outcome,
    };
    end(outcome)
}

/// The time between two looks while a scan may end at any moment.
pub(super) fn eager_interval(interval: Duration) -> Duration {
    EAGER_INTERVAL.min(interval)
}

/// How long a source may wait and still have time to tell what it waited for, or to read the
/// results.
pub(super) fn patience(question: &Question<'_>) -> Duration {
    let left = question.time_left();
    left.saturating_sub(RESERVE.min(left / 10))
}

/// Lets whoever watches the collection know that a scan is waited for.
fn watched(scan: WaitForScan, question: &Question<'_>, waited_before: Duration) -> WaitForScan {
    let tell = question.reporter(SCANNER);
    scan.step(Step::Sca).on_look(move |look| {
        let state = look.status.map(|status| &status.overall.state);
        if state.is_some_and(ScanState::is_finished) {
            return;
        }
        let what = match state {
            None | Some(ScanState::NotScanned) => NOT_BEGUN.to_owned(),
            Some(ScanState::Scanning) => "scan in progress".to_owned(),
            Some(other) => format!("scan {}", other.as_str().to_lowercase()),
        };
        tell(&what, waited_before + look.waited);
    })
}

fn end(outcome: Result<ScanOutcome, WaitError>) -> Result<End, SourceError> {
    match outcome.map_err(unfinished)? {
        ScanOutcome::Done(status) => Ok(End { at: instant(&status), is_partial: false }),
        ScanOutcome::Partial(status) => {
            // Older servers name no steps: then the whole is all there is to go by.
            let is_partial =
                status.overall.state != ScanState::Done || status.step(Step::Sca).is_some();
            Ok(End { at: instant(&status), is_partial })
        }
        ScanOutcome::Failed(_) => Err(not_scanned("xray's scan failed")),
        ScanOutcome::NotSupported(_) => {
            Err(not_scanned("xray does not scan this kind of artifact"))
        }
        ScanOutcome::NotIndexed(_) => Err(not_indexed()),
    }
}

fn unfinished(error: WaitError) -> SourceError {
    match error {
        PollError::Failed(error) => classify("read the state of xray's scan", error),
        PollError::Deadline { last, .. } => {
            let state = last.as_ref().map_or("not known", |status| status.overall.state.as_str());
            SourceError::new(
                SourceErrorKind::DeadlineExceeded,
                format!("xray's scan did not end in time; its last state was {state}"),
            )
        }
        other => SourceError::new(SourceErrorKind::DeadlineExceeded, "nobody waited for the scan")
            .with_source(other),
    }
}

pub(super) fn not_scanned(why: impl Into<String>) -> SourceError {
    SourceError::new(SourceErrorKind::NotScanned, why)
}

pub(super) fn not_indexed() -> SourceError {
    not_scanned("xray does not know the artifact; is its repository or build indexed?")
}

fn instant(status: &ScanStatus) -> Option<Timestamp> {
    let step = status.step(Step::Sca).and_then(|step| step.time.as_ref());
    let at = step.or(status.overall.time.as_ref())?;
    timestamp(&at.to_string())
}

const EAGER_INTERVAL: Duration = Duration::from_secs(1);
const EAGER_FOR: Duration = Duration::from_secs(10);
/// How long Xray may take to notice a push.
pub(super) const GRACE: Duration = Duration::from_secs(2 * 60);
const RESERVE: Duration = Duration::from_secs(1);
/// What is waited for before Xray has noticed.
pub(super) const NOT_BEGUN: &str = "scan to begin";

#[cfg(test)]
mod tests;
