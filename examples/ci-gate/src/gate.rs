//! From a subject and its sources to a decision: what `check` and `demo` share.

use std::sync::Arc;
use std::time::Duration;

use policy_core::{Decision, EvalContext, Policy, Waiver};
use policy_evidence::{Collected, Collector, SourceErrorKind};

use crate::exit::Failure;
use crate::progress::ProgressLine;

/// What a decision depends on, beside the evidence.
#[derive(Debug)]
pub(crate) struct Gate {
    pub(crate) policy: Policy,
    pub(crate) waivers: Vec<Waiver>,
    pub(crate) context: EvalContext,
    pub(crate) deadline: Duration,
}

impl Gate {
    /// Gathers and decides.
    ///
    /// A platform that does not answer is no evidence of anything, so there is no decision then,
    /// rather than a denial that would pass with the next attempt.
    pub(crate) async fn judge(&self, collector: Collector) -> Result<Decision, Failure> {
        let line = Arc::new(ProgressLine::new());
        let shown = Arc::clone(&line);
        let collected = collector
            .deadline(self.deadline)
            .on_progress(move |progress| shown.show(progress))
            .collect()
            .await;
        line.clear();
        must_have_answered(&collected)?;
        let evidence = collected.evidence.with_waivers(self.waivers.iter().cloned());
        Ok(self.policy.evaluate(&evidence, &self.context))
    }
}

/// Evidence for another digest is an answer, and the policy's business. Everything else that went
/// wrong is somebody's to mend: the caller's, or the platform's.
fn must_have_answered(collected: &Collected) -> Result<(), Failure> {
    let failures: Vec<_> = collected
        .failures()
        .filter(|(_, error)| error.kind() != SourceErrorKind::OtherDigest)
        .collect();
    let callers = |kind| matches!(kind, SourceErrorKind::Denied | SourceErrorKind::NotFound);
    let reasons = |by_caller: bool| {
        failures
            .iter()
            .filter(|(_, error)| callers(error.kind()) == by_caller)
            .map(|(source, error)| format!("\n  {source}: {}", error.reason()))
            .collect::<String>()
    };
    if failures.is_empty() {
        Ok(())
    } else if failures.iter().any(|(_, error)| callers(error.kind())) {
        Err(Failure::usage(format!("the platform refuses:{}", reasons(true))))
    } else {
        Err(Failure::undecided(format!("no decision could be reached:{}", reasons(false))))
    }
}
