//! What Xray found, and the SBOM it exports.

use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::try_join_all;
use policy_core::Timestamp;
use policy_core::evidence::{Sbom, Scan, Section, SectionKind};
use tokio::time::{Instant, sleep, timeout};
use xray_client::exports::{SbomDocument, SbomFormat};
use xray_client::summary::{ArtifactSummary, Outcome};
use xray_client::{Error, InvalidName, PackageType, RepoPath, Sha256, XrayClient};

use self::scan::{End, GRACE, NOT_BEGUN, eager_interval, not_indexed, not_scanned, patience};
use super::platform::{classify, location};
use crate::merge::join_sboms;
use crate::translate;
use crate::translate::xray::SCANNER;
use crate::{
    Build, Contribution, Image, Location, Question, Source, SourceError, SourceErrorKind,
    StoredManifest, Subject,
};

mod scan;

/// Xray as a source: it waits for the scan, reads the summary and has the SBOM exported.
///
/// Of an image for several platforms every manifest is judged, and one that was not scanned fails
/// the source: an image is as bad as its worst platform. What an image's name stands for must be
/// told by another source, [`ArtifactorySource`](super::ArtifactorySource) for one.
#[derive(Clone, Debug)]
pub struct XraySource {
    client: XrayClient,
    interval: Duration,
    exports_sbom: bool,
}

impl XraySource {
    /// Returns a source that asks through `client`.
    #[must_use]
    pub const fn new(client: XrayClient) -> Self {
        Self { client, interval: Duration::from_secs(10), exports_sbom: true }
    }

    /// Sets how often the state of a long scan is asked for; ten seconds unless set. For the first
    /// ten seconds it is asked for each second, since most scans are done before anybody asks.
    #[must_use]
    pub const fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// Has no SBOM exported, for those who have a better one or may not export.
    #[must_use]
    pub const fn without_sbom(mut self) -> Self {
        self.exports_sbom = false;
        self
    }

    async fn image(
        &self,
        image: &Image,
        question: &Question<'_>,
    ) -> Result<Contribution, SourceError> {
        let location = location(image)?;
        let resolved = question.resolved.ok_or_else(|| {
            SourceError::new(
                SourceErrorKind::Unavailable,
                "no source could tell which digest the image's name stands for",
            )
        })?;
        if resolved.manifests.is_empty() {
            // Without this, nothing scanned would look like nothing found.
            return Err(not_scanned("the image's name stands for no image"));
        }
        // A loop, since a closure's future would be `Send` for one lifetime only.
        let mut parts = Vec::with_capacity(resolved.manifests.len());
        for manifest in &resolved.manifests {
            parts.push(self.manifest(location, manifest, question));
        }
        let parts = try_join_all(parts).await?;
        let mut scan = Scan::new(SCANNER);
        scan.scanned_at = oldest(parts.iter().map(|part| part.end.at));
        scan.digest = resolved.digests.first().cloned();
        let mut sboms = Vec::with_capacity(parts.len());
        for part in parts {
            scan = translate::xray::add_summary(scan, &part.summary);
            for gap in part.gaps() {
                scan = scan.gap(gap);
            }
            sboms.extend(part.sbom);
        }
        let contribution = Contribution::new().about(resolved.digests.clone()).scan(scan);
        Ok(match sboms.into_iter().reduce(join_sboms) {
            Some(sbom) => contribution.sbom(sbom),
            None => contribution,
        })
    }

    async fn manifest(
        &self,
        location: &Location,
        manifest: &StoredManifest,
        question: &Question<'_>,
    ) -> Result<Part, SourceError> {
        let path = match &manifest.path {
            Some(path) => {
                let repository = manifest.repository.as_ref().unwrap_or(&location.repository);
                RepoPath::new(repository, path).map_err(bad_name)?
            }
            None => self.find(manifest, location, question).await?,
        };
        let end = scan::wait(|| self.client.scans().wait(&path), self.interval, question).await?;
        let summary = summary(self.client.summary().artifact(&path).await)?;
        // The tag may have moved between the two questions.
        let digest = translate::xray::digest(&summary);
        if let Some(digest) = &digest
            && *digest != manifest.digest
        {
            return Err(SourceError::new(
                SourceErrorKind::OtherDigest,
                format!(
                    "what was scanned at `{}` is {digest}, not {}: the tag may have moved",
                    path.as_str(),
                    manifest.digest
                ),
            ));
        }
        let sbom = self.sbom(PackageType::Docker, display_name(&summary, &path), &path, question);
        let sbom = sbom.await;
        Ok(Part { end, names_digest: digest.is_some(), summary, sbom })
    }

    /// Finds where a manifest lies of which only the digest is known. Right after a push Xray has
    /// not noticed yet, and says the same as for ever of what it does not index.
    async fn find(
        &self,
        manifest: &StoredManifest,
        location: &Location,
        question: &Question<'_>,
    ) -> Result<RepoPath, SourceError> {
        let hex = manifest.digest.as_str().trim_start_matches("sha256:");
        let checksum: Sha256 = hex.parse().map_err(|_| {
            SourceError::new(SourceErrorKind::NotFound, "xray knows images by SHA-256 only")
        })?;
        let tell = question.reporter(SCANNER);
        let (started, patience) = (Instant::now(), patience(question));
        loop {
            let answer = self.client.summary().checksums([checksum]).send().await;
            let answer = answer.map_err(|error| classify("find the image in xray", error))?;
            // One content in several places has one scan, but perhaps not one that may be read.
            let mut places: Vec<RepoPath> = answer
                .outcomes
                .into_iter()
                .filter_map(|(_, outcome)| stored_at(&outcome.found()?))
                .collect();
            places.sort_by_key(|place| place.repo() != location.repository);
            if let Some(place) = places.into_iter().next() {
                return Ok(place);
            }
            let waited = started.elapsed();
            if waited >= GRACE {
                return Err(not_indexed());
            }
            if waited >= patience {
                return Err(SourceError::new(
                    SourceErrorKind::DeadlineExceeded,
                    "xray did not notice the image in time",
                ));
            }
            tell(NOT_BEGUN, waited);
            sleep(eager_interval(self.interval).min(patience - waited)).await;
        }
    }

    async fn build(
        &self,
        build: &Build,
        question: &Question<'_>,
    ) -> Result<Contribution, SourceError> {
        let Build { name, number } = build;
        let end = scan::wait(
            || self.client.scans().wait_for_build(name, number),
            self.interval,
            question,
        )
        .await?;
        let summary = summary(self.client.summary().build(name, number).send().await)?;
        // Nobody documents the path of a build; this is what it looks like elsewhere.
        let sbom = match RepoPath::new("builds", name) {
            Ok(path) => {
                self.sbom(PackageType::Build, format!("{name}:{number}"), &path, question).await
            }
            Err(error) => Some(Section::failed(SCANNER, error.to_string())),
        };
        let mut scan = translate::xray::add_summary(Scan::new(SCANNER), &summary);
        scan.scanned_at = end.at;
        if end.is_partial {
            scan = scan.gap(PARTIAL);
        }
        let contribution = Contribution::new().scan(scan);
        Ok(match sbom {
            Some(sbom) => contribution.sbom(sbom),
            None => contribution,
        })
    }

    /// The SBOM is a thing of its own: without it, or if its export takes too long, there is still
    /// a scan.
    async fn sbom(
        &self,
        kind: PackageType,
        name: String,
        path: &RepoPath,
        question: &Question<'_>,
    ) -> Option<Section<Sbom>> {
        if !self.exports_sbom {
            return None;
        }
        let export = self.client.exports().sbom(kind, name, path, SbomFormat::CycloneDxJson);
        let failed = |reason: String| Section::failed(SCANNER, reason);
        Some(match timeout(patience(question), export.send()).await {
            Ok(Ok(SbomDocument { bytes, .. })) => match sbom::parse(&*bytes) {
                Ok(document) => Section::Present(translate::sbom::sbom(&document)),
                Err(error) => failed(format!("the SBOM it exports is unreadable: {error}")),
            },
            Ok(Err(error)) => failed(classify("export the SBOM", error).reason()),
            Err(_) => failed("the export of the SBOM did not end in time".to_owned()),
        })
    }
}

#[async_trait]
impl Source for XraySource {
    fn name(&self) -> &str {
        SCANNER
    }

    fn sections(&self) -> &[SectionKind] {
        if self.exports_sbom {
            &[SectionKind::Vulnerabilities, SectionKind::Sbom]
        } else {
            &[SectionKind::Vulnerabilities]
        }
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
    end: End,
    names_digest: bool,
    summary: ArtifactSummary,
    sbom: Option<Section<Sbom>>,
}

impl Part {
    fn gaps(&self) -> impl Iterator<Item = &'static str> {
        let partial = self.end.is_partial.then_some(PARTIAL);
        let unbound = (!self.names_digest).then_some("it does not say which digest it scanned");
        partial.into_iter().chain(unbound)
    }
}

fn summary(outcome: Result<Outcome, Error>) -> Result<ArtifactSummary, SourceError> {
    match outcome.map_err(|error| classify("read xray's summary", error))? {
        Outcome::Found(summary) => Ok(*summary),
        Outcome::Error(text) => Err(not_scanned(format!("xray has no summary: {text}"))),
        Outcome::Missing => Err(not_scanned("xray's summary does not mention the artifact")),
    }
}

/// The summary's path is `default/repository/folders/`, with or without the file.
fn stored_at(summary: &ArtifactSummary) -> Option<RepoPath> {
    let path = summary.general.path.as_deref()?.trim_matches('/');
    let path = path.strip_prefix("default/").unwrap_or(path);
    let path = path.strip_suffix("/manifest.json").unwrap_or(path);
    let (repository, folder) = path.split_once('/')?;
    RepoPath::new(repository, &format!("{folder}/manifest.json")).ok()
}

/// What Xray calls the image: `name:tag`, where a platform of an index has its digest for a tag.
fn display_name(summary: &ArtifactSummary, path: &RepoPath) -> String {
    let name = summary.general.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let from_path = || {
        let folder = path.path().trim_end_matches("/manifest.json");
        let (image, tag) = folder.rsplit_once('/').unwrap_or((folder, "latest"));
        format!("{image}:{}", tag.replace(':', "__"))
    };
    name.map_or_else(from_path, str::to_owned)
}

/// Several scans are as old as the oldest; if one does not tell its age, nobody knows.
fn oldest(ages: impl Iterator<Item = Option<Timestamp>>) -> Option<Timestamp> {
    ages.collect::<Option<Vec<_>>>()?.into_iter().min()
}

fn bad_name(error: InvalidName) -> SourceError {
    SourceError::new(SourceErrorKind::NotFound, "xray cannot know such a name").with_source(error)
}

const PARTIAL: &str = "it scanned the artifact only in part";

#[cfg(test)]
mod tests;
