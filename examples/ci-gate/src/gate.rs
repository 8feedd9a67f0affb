//! From a subject and its sources to a decision: what `check` and `demo` share.

use std::sync::Arc;
use std::time::Duration;

use policy_core::evidence::Artifact;
use policy_core::{Decision, EvalContext, Evidence, Policy, Waiver};
use policy_evidence::{Collected, Collector, SourceErrorKind, Subject};

use crate::exit::Failure;
use crate::progress::ProgressLine;
use crate::report::text::plain;

/// What a decision depends on, beside the evidence.
#[derive(Debug)]
pub(crate) struct Gate {
    pub(crate) policy: Policy,
    pub(crate) waivers: Vec<Waiver>,
    pub(crate) context: EvalContext,
    pub(crate) deadline: Duration,
}

/// A decision, and the digest of what was judged.
#[derive(Debug)]
pub(crate) struct Judged {
    pub(crate) decision: Decision,
    /// What it was made of, waivers given beside the policy included.
    pub(crate) evidence: Evidence,
    /// The one the reference names, or the tag was resolved to: of an image for several platforms
    /// that of the index, while the decision lists the platforms' as well.
    pub(crate) digest: Option<String>,
}

impl Gate {
    /// Gathers and decides.
    ///
    /// A platform that does not answer is no evidence of anything, so there is no decision then,
    /// rather than a denial that would pass with the next attempt.
    pub(crate) async fn judge(
        &self,
        subject: &Subject,
        collector: Collector,
    ) -> Result<Judged, Failure> {
        let line = Arc::new(ProgressLine::new());
        let shown = Arc::clone(&line);
        let collected = collector
            .deadline(self.deadline)
            .on_progress(move |progress| shown.show(progress))
            .collect()
            .await;
        line.clear();
        must_have_answered(&collected, line.last().as_deref())?;
        let digest = judged_digest(subject, &collected.evidence.artifact);
        let evidence = collected.evidence.with_waivers(self.waivers.iter().cloned());
        let decision = self.policy.evaluate(&evidence, &self.context);
        Ok(Judged { decision, evidence, digest })
    }
}

/// Sources name the digest of the whole first, those of its platforms behind it; the list of the
/// decision is sorted.
fn judged_digest(subject: &Subject, artifact: &Artifact) -> Option<String> {
    let digest = subject.pinned_digest().or_else(|| artifact.digests.first().cloned())?;
    Some(digest.to_string())
}

/// Evidence for another digest is an answer, and the policy's business. Everything else that went
/// wrong is somebody's to mend: the caller's, or the platform's.
fn must_have_answered(collected: &Collected, last_seen: Option<&str>) -> Result<(), Failure> {
    let failures: Vec<_> = collected
        .failures()
        .filter(|(_, error)| error.kind() != SourceErrorKind::OtherDigest)
        .collect();
    let callers = |kind| matches!(kind, SourceErrorKind::Denied | SourceErrorKind::NotFound);
    let reasons = |by_caller: bool| {
        failures
            .iter()
            .filter(|(_, error)| callers(error.kind()) == by_caller)
            .map(|(source, error)| format!("\n  {source}: {}", plain(&error.reason())))
            .collect::<String>()
    };
    if failures.is_empty() {
        Ok(())
    } else if failures.iter().any(|(_, error)| callers(error.kind())) {
        Err(Failure::usage(format!("the platform refuses:{}", reasons(true))))
    } else {
        let late =
            failures.iter().any(|(_, error)| error.kind() == SourceErrorKind::DeadlineExceeded);
        let advice = match last_seen.filter(|_| late) {
            Some(state) => {
                format!("\n  at the end it was {state}; `--deadline` gives it more time")
            }
            None => String::new(),
        };
        Err(Failure::undecided(format!("no decision could be reached:{}{advice}", reasons(false))))
    }
}

#[cfg(test)]
mod tests {
    use policy_evidence::Image;

    use super::*;

    #[test]
    fn the_digest_of_an_index_stands_for_its_platforms() {
        let digest = |digit: &str| format!("sha256:{}", digit.repeat(64));
        let mut artifact = Artifact::new("shop/api:1");
        artifact.digests = ["f", "0"].map(|digit| digest(digit).parse().unwrap()).to_vec();
        let by_tag = Subject::from(Image::parse("shop/api:1").unwrap());
        assert_eq!(judged_digest(&by_tag, &artifact), Some(digest("f")));

        let one_platform = format!("shop/api:1@{}", digest("0"));
        let pinned = Subject::from(Image::parse(&one_platform).unwrap());
        assert_eq!(judged_digest(&pinned, &artifact), Some(digest("0")));
    }
}
