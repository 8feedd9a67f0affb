//! What Xray found, and the SBOM it exports.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::try_join_all;
use policy_core::evidence::{Sbom, Scan, Section, SectionKind};
use tokio::time::Instant;
use xray_client::exports::{SbomDocument, SbomFormat};
use xray_client::jfrog_http::{Poll, PollState};
use xray_client::scans::{ScanOutcome, ScanStatus, Step, WaitError};
use xray_client::summary::{ArtifactSummary, Outcome};
use xray_client::{Error, InvalidName, PackageType, PollError, RepoPath, Sha256, XrayClient};

use super::platform_error::classify;
use crate::merge::join_sboms;
use crate::translate;
use crate::translate::xray::SCANNER;
use crate::{
    Build, Contribution, Image, Location, Question, Source, SourceError, SourceErrorKind,
    StoredManifest, Subject,
};

/// Xray as a source: it waits for the scan, reads the summary and has the SBOM exported.
///
/// Of an image for several platforms every manifest is judged, and one that was not scanned fails
/// the source: an image is as bad as its worst platform.
#[derive(Clone, Debug)]
pub struct XraySource {
    client: XrayClient,
    interval: Duration,
}

impl XraySource {
    /// Returns a source that asks through `client`.
    #[must_use]
    pub const fn new(client: XrayClient) -> Self {
        Self { client, interval: Duration::from_secs(10) }
    }

    /// Sets how often the state of a long scan is asked for; ten seconds unless set. For the first
    /// ten seconds it is asked for each second, since most scans are done before anybody asks.
    #[must_use]
    pub const fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    async fn image(
        &self,
        image: &Image,
        question: &Question<'_>,
    ) -> Result<Contribution, SourceError> {
        let location = image.location().ok_or_else(|| {
            SourceError::new(
                SourceErrorKind::NotFound,
                format!("{image} is not named as an image of this platform"),
            )
        })?;
        let resolved = question.resolved.ok_or_else(|| {
            SourceError::new(
                SourceErrorKind::Unavailable,
                "no source could tell which digest the image's name stands for",
            )
        })?;
        // A loop, since a closure's future would be `Send` for one lifetime only.
        let mut parts = Vec::with_capacity(resolved.manifests.len());
        for manifest in &resolved.manifests {
            parts.push(self.manifest(image, location, manifest, question));
        }
        let parts = try_join_all(parts).await?;
        let mut scan = Scan::new(SCANNER);
        scan.scanned_at = oldest(parts.iter().map(|part| part.scanned_at));
        let mut sbom: Option<Section<Sbom>> = None;
        for part in parts {
            scan.digest.get_or_insert(part.digest);
            scan = translate::xray::add_summary(scan, &part.summary);
            if part.partial {
                scan = scan.gap("it scanned the image only in part");
            }
            sbom = Some(match sbom {
                Some(known) => join_sboms(known, part.sbom),
                None => part.sbom,
            });
        }
        let contribution = Contribution::new().about(resolved.digests.clone()).scan(scan);
        Ok(match sbom {
            Some(sbom) => contribution.sbom(sbom),
            None => contribution,
        })
    }

    async fn manifest(
        &self,
        image: &Image,
        location: &Location,
        manifest: &StoredManifest,
        question: &Question<'_>,
    ) -> Result<Part, SourceError> {
        let (scanned, end, path) = match &manifest.path {
            Some(path) => {
                let path = RepoPath::new(&location.repository, path).map_err(bad_name)?;
                let end = self.wait(&path, question).await?;
                let outcome = self.client.summary().artifact(&path).await;
                (summary(outcome)?, end, path)
            }
            // Known by digest alone: whoever finds it by checksum knows where it is.
            None => {
                let found = self.by_checksum(manifest).await?;
                let path = stored_at(&found)?;
                (found, End::default(), path)
            }
        };
        // The tag may have moved between the two questions.
        if let Some(digest) = translate::xray::digest(&scanned)
            && digest != manifest.digest
        {
            return Err(SourceError::new(
                SourceErrorKind::OtherDigest,
                format!("the scan belongs to {digest}, not to {}", manifest.digest),
            ));
        }
        let tag = image.reference().tag().map(str::to_owned);
        let tag = tag.unwrap_or_else(|| manifest.digest.as_str().replace(':', "__"));
        let name = format!("{}:{tag}", location.image);
        let sbom = self.sbom(PackageType::Docker, name, &path).await;
        Ok(Part {
            digest: manifest.digest.clone(),
            scanned_at: end.at,
            partial: end.partial,
            summary: scanned,
            sbom,
        })
    }

    async fn by_checksum(&self, manifest: &StoredManifest) -> Result<ArtifactSummary, SourceError> {
        let hex = manifest.digest.as_str().trim_start_matches("sha256:");
        let checksum: Sha256 = hex.parse().map_err(|_| {
            SourceError::new(SourceErrorKind::NotFound, "xray knows images by SHA-256 only")
        })?;
        let answer = self.client.summary().checksums([checksum]).send().await;
        let outcomes = answer.map_err(|error| classify("read xray's summary", error))?.outcomes;
        // One content in several places has one scan; the first place will do.
        let outcome = outcomes.into_iter().next().map_or(Outcome::Missing, |(_, outcome)| outcome);
        summary(Ok(outcome))
    }

    /// Waits for the scan: eagerly at first, then patiently.
    async fn wait(&self, path: &RepoPath, question: &Question<'_>) -> Result<End, SourceError> {
        let eager = EAGER_FOR.min(question.time_left);
        let interval = EAGER_INTERVAL.min(self.interval);
        let outcome = match self.look(path, question, interval, Duration::ZERO, eager).await {
            Err(PollError::Deadline { .. }) if question.time_left > eager => {
                self.look(path, question, self.interval, eager, question.time_left).await
            }
            outcome => outcome,
        };
        end(outcome)
    }

    async fn look(
        &self,
        path: &RepoPath,
        question: &Question<'_>,
        interval: Duration,
        from: Duration,
        to: Duration,
    ) -> Result<ScanOutcome, WaitError> {
        let tell = question.reporter(SCANNER);
        self.client
            .scans()
            .wait(path)
            .step(Step::Sca)
            .interval(interval)
            .deadline(to.saturating_sub(from))
            .on_look(move |look| {
                let state = look
                    .status
                    .map_or("not known yet", |status| status.overall.state.as_str());
                tell(&format!("scan {}", state.to_lowercase()), from + look.waited);
            })
            .send()
            .await
    }

    async fn build(
        &self,
        build: &Build,
        question: &Question<'_>,
    ) -> Result<Contribution, SourceError> {
        let status = self.wait_for_build(build, question).await?;
        let outcome = self.client.summary().build(&build.name, &build.number).send().await;
        let summary = summary(outcome)?;
        let mut scan = translate::xray::add_summary(Scan::new(SCANNER), &summary);
        scan.scanned_at = instant(&status);
        let contribution = Contribution::new().scan(scan);
        // Not documented, but what the path of a build looks like elsewhere.
        let sbom = match RepoPath::new("builds", &build.name) {
            Ok(path) => {
                let name = format!("{}:{}", build.name, build.number);
                self.sbom(PackageType::Build, name, &path).await
            }
            Err(error) => Section::failed(SCANNER, error.to_string()),
        };
        Ok(contribution.sbom(sbom))
    }

    async fn wait_for_build(
        &self,
        build: &Build,
        question: &Question<'_>,
    ) -> Result<ScanStatus, SourceError> {
        let tell = Arc::new(question.reporter(SCANNER));
        let started = Instant::now();
        let poll = Poll::every(EAGER_INTERVAL.min(self.interval)).within(question.time_left);
        let scans = self.client.scans();
        let Build { name, number } = build.clone();
        // Owned, so that the future can go to another thread.
        let look = move || {
            let (scans, tell) = (scans.clone(), Arc::clone(&tell));
            let (name, number) = (name.clone(), number.clone());
            async move {
                let status = scans.build_status(&name, &number).await?;
                let state = status.overall.state.as_str().to_lowercase();
                tell(&format!("scan {state}"), started.elapsed());
                Ok::<_, Error>(match status.overall.state.is_finished() {
                    true => PollState::Ready(status),
                    false => PollState::Pending(status),
                })
            }
        };
        poll.until(look).await.map_err(unfinished)
    }

    /// The SBOM is a thing of its own: without it there is still a scan.
    async fn sbom(&self, kind: PackageType, name: String, path: &RepoPath) -> Section<Sbom> {
        let request = self.client.exports().sbom(kind, name, path, SbomFormat::CycloneDxJson);
        match request.send().await {
            Ok(SbomDocument { bytes, .. }) => match sbom::parse(&bytes) {
                Ok(document) => Section::Present(translate::sbom::sbom(&document)),
                Err(error) => Section::failed(SCANNER, format!("its SBOM is unreadable: {error}")),
            },
            Err(error) => {
                Section::failed(SCANNER, classify("export the SBOM", error).reason())
            }
        }
    }
}

#[async_trait]
impl Source for XraySource {
    fn name(&self) -> &str {
        SCANNER
    }

    fn sections(&self) -> &[SectionKind] {
        &[SectionKind::Vulnerabilities, SectionKind::Sbom]
    }

    async fn gather(&self, question: &Question<'_>) -> Result<Contribution, SourceError> {
        match question.subject {
            Subject::Image(image) => self.image(image, question).await,
            Subject::Build(build) => self.build(build, question).await,
        }
    }
}

/// What is known of one manifest.
struct Part {
    digest: policy_core::evidence::Digest,
    scanned_at: Option<policy_core::Timestamp>,
    partial: bool,
    summary: ArtifactSummary,
    sbom: Section<Sbom>,
}

/// How a scan ended.
#[derive(Default)]
struct End {
    at: Option<policy_core::Timestamp>,
    partial: bool,
}

fn end(outcome: Result<ScanOutcome, WaitError>) -> Result<End, SourceError> {
    let not_scanned = |why: &str| Err(SourceError::new(SourceErrorKind::NotScanned, why));
    match outcome.map_err(unfinished)? {
        ScanOutcome::Done(status) => Ok(End { at: instant(&status), partial: false }),
        ScanOutcome::Partial(status) => Ok(End { at: instant(&status), partial: true }),
        ScanOutcome::Failed(_) => not_scanned("xray's scan failed"),
        ScanOutcome::NotSupported(_) => not_scanned("xray does not scan this kind of artifact"),
        ScanOutcome::NotIndexed(_) => {
            not_scanned("xray does not know the image: its repository may not be indexed")
        }
    }
}

fn unfinished(error: WaitError) -> SourceError {
    match error {
        PollError::Failed(error) => classify("read the state of xray's scan", error),
        PollError::Deadline { last, waited, .. } => {
            let state = last.as_ref().map_or("unknown", |status| status.overall.state.as_str());
            SourceError::new(
                SourceErrorKind::DeadlineExceeded,
                format!("xray's scan did not finish within {} seconds: {state}", waited.as_secs()),
            )
        }
        other => SourceError::new(SourceErrorKind::DeadlineExceeded, "nobody waited for the scan")
            .with_source(other),
    }
}

fn summary(outcome: Result<Outcome, Error>) -> Result<ArtifactSummary, SourceError> {
    match outcome.map_err(|error| classify("read xray's summary", error))? {
        Outcome::Found(summary) => Ok(*summary),
        Outcome::Error(text) => Err(SourceError::new(
            SourceErrorKind::NotScanned,
            format!("xray has no summary: {text}"),
        )),
        Outcome::Missing => Err(SourceError::new(
            SourceErrorKind::NotScanned,
            "xray does not mention the artifact in its summary",
        )),
    }
}

/// The summary's path is `default/repository/folders/`, with or without the file.
fn stored_at(summary: &ArtifactSummary) -> Result<RepoPath, SourceError> {
    let path = summary.general.path.as_deref().unwrap_or_default();
    let path = path.trim_matches('/');
    let path = path.strip_prefix("default/").unwrap_or(path);
    let path = path.strip_suffix("/manifest.json").unwrap_or(path);
    let (repository, folder) = path.split_once('/').unwrap_or((path, ""));
    RepoPath::new(repository, &format!("{folder}/manifest.json")).map_err(bad_name)
}

fn instant(status: &ScanStatus) -> Option<policy_core::Timestamp> {
    let step = status.step(Step::Sca).and_then(|step| step.time.as_ref());
    let at = step.or(status.overall.time.as_ref())?;
    translate::timestamp(&at.to_string())
}

/// Several scans are as old as the oldest; if one does not tell its age, nobody knows.
fn oldest(
    ages: impl Iterator<Item = Option<policy_core::Timestamp>>,
) -> Option<policy_core::Timestamp> {
    ages.collect::<Option<Vec<_>>>()?.into_iter().min()
}

fn bad_name(error: InvalidName) -> SourceError {
    SourceError::new(SourceErrorKind::NotFound, "xray cannot know such a name").with_source(error)
}

const EAGER_INTERVAL: Duration = Duration::from_secs(1);
const EAGER_FOR: Duration = Duration::from_secs(10);
