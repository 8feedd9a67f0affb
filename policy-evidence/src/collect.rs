//! All sources at once, within one deadline.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use policy_core::evidence::{Artifact, Digest, Evidence, ImageFacts, Section};
use tokio::time::{Instant, timeout_at};

use crate::merge::Merge;
use crate::source::Watch;
use crate::{Contribution, Progress, Question, Resolved, Source, SourceError, SourceErrorKind, Subject};

/// Asks every source about one artifact, concurrently, and puts the answers together.
///
/// A source that fails, or is still busy at the deadline, becomes missing evidence with its
/// reason; it never fails the collection. See [`Source`] for an example.
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

    /// Asks.
    pub async fn collect(self) -> Collected {
        let started = Instant::now();
        // A deadline beyond what the clock can express is no deadline.
        let deadline = started.checked_add(self.deadline).unwrap_or(started + A_YEAR);

        let (resolved, unresolved) = self.resolve(deadline).await;
        let time_left = deadline.saturating_duration_since(Instant::now());
        let question =
            Question::new(&self.subject, resolved.as_ref(), time_left, Arc::clone(&self.progress));
        let mut answers = Vec::with_capacity(self.sources.len());
        for (source, failed) in self.sources.iter().zip(unresolved) {
            answers.push(self.ask(source.as_ref(), failed, &question, started, deadline));
        }
        let answers = join_all(answers).await;
        self.merge(resolved, answers)
    }

    async fn ask(
        &self,
        source: &dyn Source,
        failed: Option<SourceError>,
        question: &Question<'_>,
        started: Instant,
        deadline: Instant,
    ) -> (Result<Contribution, SourceError>, Duration) {
        let answer = match failed {
            // Whoever could not say what the artifact is has nothing to say about it.
            Some(error) => Err(error),
            None => within(deadline, self.deadline, source.gather(question)).await,
        };
        (answer, started.elapsed())
    }

    async fn resolve(&self, deadline: Instant) -> (Option<Resolved>, Vec<Option<SourceError>>) {
        let mut answers = Vec::with_capacity(self.sources.len());
        for source in &self.sources {
            answers.push(within(deadline, self.deadline, source.resolve(&self.subject)));
        }
        let answers = join_all(answers).await;
        let mut resolved = None;
        let failures = answers
            .into_iter()
            .map(|answer| match answer {
                Ok(answer) => {
                    resolved = resolved.take().or(answer);
                    None
                }
                Err(error) => Some(error),
            })
            .collect();
        (resolved, failures)
    }

    fn merge(
        self,
        resolved: Option<Resolved>,
        answers: Vec<(Result<Contribution, SourceError>, Duration)>,
    ) -> Collected {
        let mut known = Known::new(&self.subject, resolved.as_ref());
        let mut merge = Merge::default();
        let mut reports = Vec::with_capacity(answers.len());
        for (source, (answer, elapsed)) in self.sources.iter().zip(answers) {
            let answer = answer.and_then(|contribution| known.admit(contribution));
            let outcome = match answer {
                Ok(contribution) => {
                    merge.add(contribution);
                    Ok(())
                }
                Err(error) => {
                    merge.miss(source.name(), source.sections(), &error.reason());
                    Err(error)
                }
            };
            reports.push(SourceReport { name: source.name().to_owned(), elapsed, outcome });
        }
        let mut artifact = Artifact::new(self.subject.to_string());
        artifact.digests = known.digests;
        let mut evidence = merge.into_evidence(artifact);
        if let Subject::Image(image) = &self.subject {
            let mut facts = match std::mem::take(&mut evidence.image) {
                Section::Present(facts) | Section::Incomplete(facts, _) => facts,
                Section::Absent(_) => ImageFacts::default(),
            };
            // The reference that is judged is the one that was asked about, as it was written.
            facts.reference = Some(image.reference().clone());
            evidence.image = Section::Present(facts);
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

/// The digests the evidence may belong to.
struct Known {
    digests: Vec<Digest>,
}

impl Known {
    /// A digest in the name decides; a tag stands for what it was resolved to.
    fn new(subject: &Subject, resolved: Option<&Resolved>) -> Self {
        let resolved = resolved.map(|resolved| resolved.digests.as_slice()).unwrap_or_default();
        let digests = match subject.pinned_digest() {
            Some(pinned) if !resolved.contains(&pinned) => vec![pinned],
            _ => resolved.to_vec(),
        };
        Self { digests }
    }

    /// Refuses what belongs to another artifact, whatever the tag says. While nothing is known, the
    /// first that names a digest sets it for all that follow.
    fn admit(&mut self, contribution: Contribution) -> Result<Contribution, SourceError> {
        let about = &contribution.about;
        if about.is_empty() || about.iter().any(|digest| self.digests.contains(digest)) {
            return Ok(contribution);
        }
        if self.digests.is_empty() {
            self.digests.clone_from(about);
            return Ok(contribution);
        }
        let list = |digests: &[Digest]| {
            digests.iter().map(Digest::as_str).collect::<Vec<_>>().join(", ")
        };
        Err(SourceError::new(
            SourceErrorKind::OtherDigest,
            format!("it belongs to {}, not to {}", list(about), list(&self.digests)),
        ))
    }
}

async fn within<T>(
    deadline: Instant,
    allowed: Duration,
    answer: impl Future<Output = Result<T, SourceError>>,
) -> Result<T, SourceError> {
    timeout_at(deadline, answer).await.unwrap_or_else(|_| {
        Err(SourceError::new(
            SourceErrorKind::DeadlineExceeded,
            format!("no answer within {} seconds", allowed.as_secs()),
        ))
    })
}

const DEFAULT_DEADLINE: Duration = Duration::from_secs(15 * 60);
const A_YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);
