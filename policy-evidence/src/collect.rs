//! All sources at once, within one deadline.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use policy_core::Period;
use policy_core::evidence::{Artifact, Evidence, ImageFacts, Section};
use tokio::time::{Instant, timeout_at};

use crate::binding::Binding;
use crate::merge::Merge;
use crate::source::Watch;
use crate::{
    Contribution, Image, Progress, Question, Resolved, Source, SourceError, SourceErrorKind,
    Subject,
};

/// Asks every source about one artifact, concurrently, and puts the answers together.
///
/// A source that fails, or is still busy at the deadline, becomes missing evidence with its
/// reason; it never fails the collection. See [`Source`] for an example.
///
/// Collecting goes in two steps. First every source is asked what the subject's name stands for,
/// so that all speak of the same digests; then all of them gather.
#[must_use = "nothing is asked before `collect`"]
pub struct Collector {
    subject: Subject,
    sources: Vec<Box<dyn Source>>,
    deadline: Duration,
    progress: Watch,
}

impl Collector {
    /// Returns a collector without sources and with a deadline of fifteen minutes.
    pub fn new(subject: impl Into<Subject>) -> Self {
        Self {
            subject: subject.into(),
            sources: Vec::new(),
            deadline: DEFAULT_DEADLINE,
            progress: Arc::new(|_| {}),
        }
    }

    /// Adds a source. Where sources contradict each other about which artifact they speak of, the
    /// one added first is believed.
    pub fn source(mut self, source: impl Source + 'static) -> Self {
        self.sources.push(Box::new(source));
        self
    }

    /// Sets how long everything may take together, a scan in progress included.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Calls `watch` each time a source has to wait. It is called from whatever thread polls the
    /// collection and should return soon.
    pub fn on_progress(mut self, watch: impl Fn(Progress<'_>) + Send + Sync + 'static) -> Self {
        self.progress = Arc::new(watch);
        self
    }

    /// Asks. The future can be spawned; dropping it stops every source.
    pub async fn collect(self) -> Collected {
        let started = Instant::now();
        // A deadline beyond what the clock can express is no deadline.
        let deadline = started.checked_add(self.deadline).unwrap_or(started + A_YEAR);

        let (resolved, unresolved) = self.resolve(deadline).await;
        let progress = Arc::clone(&self.progress);
        let question = Question::new(&self.subject, resolved.as_ref(), deadline, progress);
        let mut answers = Vec::with_capacity(self.sources.len());
        for (source, failed) in self.sources.iter().zip(unresolved) {
            answers.push(self.ask(source.as_ref(), failed, &question, started, deadline));
        }
        let answers = join_all(answers).await;
        self.put_together(resolved.as_ref(), answers)
    }

    /// The first resolution in the order of the sources, and the failures to tell one.
    async fn resolve(&self, deadline: Instant) -> (Option<Resolved>, Vec<Option<SourceError>>) {
        let mut answers = Vec::with_capacity(self.sources.len());
        for source in &self.sources {
            answers.push(within(deadline, self.deadline, source.resolve(&self.subject)));
        }
        let mut first = None;
        let mut failures = Vec::with_capacity(self.sources.len());
        for answer in join_all(answers).await {
            let checked = answer.and_then(|resolved| {
                resolved.iter().try_for_each(|resolved| Binding::check(&self.subject, resolved))?;
                Ok(resolved)
            });
            match checked {
                Ok(resolved) => {
                    first = first.or(resolved);
                    failures.push(None);
                }
                Err(error) => failures.push(Some(error)),
            }
        }
        (first, failures)
    }

    async fn ask(
        &self,
        source: &dyn Source,
        failed: Option<SourceError>,
        question: &Question<'_>,
        started: Instant,
        deadline: Instant,
    ) -> Answer {
        let outcome = match failed {
            // Whoever could not say what the artifact is has nothing to say about it.
            Some(error) => Err(error),
            None => within(deadline, self.deadline, source.gather(question)).await,
        };
        Answer { outcome, elapsed: started.elapsed() }
    }

    fn put_together(self, resolved: Option<&Resolved>, answers: Vec<Answer>) -> Collected {
        let mut binding = Binding::new(&self.subject, resolved);
        let mut admitted = Vec::with_capacity(answers.len());
        let mut reports = Vec::with_capacity(answers.len());
        for (source, answer) in self.sources.iter().zip(answers) {
            let (contribution, outcome) = match answer.outcome.and_then(|told| binding.admit(told))
            {
                Ok(contribution) => (Some(contribution), Ok(())),
                Err(error) => (None, Err(error)),
            };
            admitted.push(contribution);
            let name = source.name().to_owned();
            reports.push(SourceReport { name, elapsed: answer.elapsed, outcome });
        }
        binding.mark_partial(&mut admitted);

        let mut merge = Merge::default();
        for ((source, contribution), report) in self.sources.iter().zip(admitted).zip(&reports) {
            if let Some(contribution) = contribution {
                merge.answered(source.sections(), contribution);
            }
            if let Err(error) = &report.outcome {
                merge.failed(source.name(), source.sections(), &error.reason());
            }
        }

        let mut artifact = Artifact::new(self.subject.to_string());
        artifact.digests = binding.into_digests();
        let mut evidence = merge.into_evidence(artifact);
        if let Subject::Image(image) = &self.subject {
            evidence.image = named(image, evidence.image);
        }
        Collected { evidence, sources: reports }
    }
}

impl fmt::Debug for Collector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collector")
            .field("subject", &self.subject)
            .field("sources", &self.sources)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

/// What was gathered, and how each source fared.
#[derive(Debug)]
#[must_use = "the evidence is inside"]
#[non_exhaustive]
pub struct Collected {
    /// The evidence, with what is missing and why.
    pub evidence: Evidence,
    /// One report for each source, in the order they were added.
    pub sources: Vec<SourceReport>,
}

impl Collected {
    /// Returns the sources that failed, with their errors.
    pub fn failures(&self) -> impl Iterator<Item = (&str, &SourceError)> {
        self.sources
            .iter()
            .filter_map(|report| Some((report.name.as_str(), report.outcome.as_ref().err()?)))
    }
}

/// How one source fared.
#[derive(Debug)]
#[non_exhaustive]
pub struct SourceReport {
    /// Its name.
    pub name: String,
    /// How long the collection had been running when it had answered.
    pub elapsed: Duration,
    /// Whether it contributed.
    pub outcome: Result<(), SourceError>,
}

struct Answer {
    outcome: Result<Contribution, SourceError>,
    elapsed: Duration,
}

/// The reference that is judged is the one that was asked about, as it was written. It is known
/// though everything else about the image may be missing.
fn named(image: &Image, facts: Section<ImageFacts>) -> Section<ImageFacts> {
    let (mut facts, gaps) = match facts {
        Section::Present(facts) => (facts, Vec::new()),
        Section::Incomplete(facts, gaps) => (facts, gaps),
        Section::Absent(gaps) => (ImageFacts::default(), gaps),
    };
    facts.reference = Some(image.reference().clone());
    if gaps.is_empty() { Section::Present(facts) } else { Section::Incomplete(facts, gaps) }
}

async fn within<T>(
    deadline: Instant,
    allowed: Duration,
    answer: impl Future<Output = Result<T, SourceError>>,
) -> Result<T, SourceError> {
    timeout_at(deadline, answer).await.unwrap_or_else(|_| {
        Err(SourceError::new(
            SourceErrorKind::DeadlineExceeded,
            format!("no answer within {}", in_words(allowed)),
        ))
    })
}

fn in_words(time: Duration) -> String {
    match time.subsec_nanos() {
        0 => Period::from_seconds(time.as_secs()).to_string(),
        _ => format!("{} seconds", time.as_secs_f64()),
    }
}

const DEFAULT_DEADLINE: Duration = Duration::from_secs(15 * 60);
const A_YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_in_words() {
        assert_eq!(in_words(DEFAULT_DEADLINE), "15 minutes");
        assert_eq!(in_words(Duration::from_secs(1)), "1 second");
        assert_eq!(in_words(Duration::from_millis(1_250)), "1.25 seconds");
    }
}
