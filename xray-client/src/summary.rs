//! What Xray knows of artifacts and builds.

use std::collections::VecDeque;

use jfrog_http::{Client, Error, ErrorKind, Sha1, Sha256, lenient};
use serde::Deserialize;

use crate::endpoint::{self, Scope, SummaryQuestion};
use crate::name::RepoPath;

pub(crate) mod model;
pub(crate) mod outcome;

pub use self::model::{
    ApplicabilityDetail, ArtifactSummary, Cve, ExtendedInformation, General, Issue, IssueComponent,
    License, OperationalRisk, Risk, SeverityReason,
};
pub use self::outcome::{ApiVersion, Outcome, Summaries};

use self::outcome::Key;

/// Summaries. Made by [`XrayClient::summary`](crate::XrayClient::summary).
#[derive(Clone, Debug)]
pub struct SummaryApi {
    client: Client,
    scope: Scope,
}

impl SummaryApi {
    pub(crate) fn new(client: Client, scope: Scope) -> Self {
        Self { client, scope }
    }

    /// Reads what is known of one file; for an image, of its `manifest.json`.
    ///
    /// ```no_run
    /// # async fn run(client: xray_client::XrayClient) -> Result<(), Box<dyn std::error::Error>> {
    /// use xray_client::{DockerImage, summary::Outcome};
    ///
    /// let image = DockerImage::new("docker-local", "team/app:1.0")?;
    /// match client.summary().artifact(image.manifest()).await? {
    ///     Outcome::Found(summary) => println!("{} issues", summary.issues.len()),
    ///     Outcome::Error(why) => eprintln!("Xray cannot say: {why}"),
    ///     Outcome::Missing => eprintln!("not scanned, which is not the same as clean"),
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Any failure of the call as a whole. That Xray does not know the file is an [`Outcome`].
    pub async fn artifact(&self, path: &RepoPath) -> Result<Outcome, Error> {
        let summaries = self.artifacts([path.clone()]).send().await?;
        // A complaint that names nothing is about the one thing that was asked for, and beside a
        // summary it says that the summary is not the whole story.
        Ok(
            match (summaries.outcomes.into_iter().next(), summaries.other_errors.into_iter().next())
            {
                (Some((_, outcome @ Outcome::Error(_))), _) => outcome,
                (_, Some(text)) => Outcome::Error(text),
                (Some((_, outcome)), None) => outcome,
                (None, None) => Outcome::Missing,
            },
        )
    }

    /// Asks for files by their paths.
    pub fn artifacts(&self, paths: impl IntoIterator<Item = RepoPath>) -> SummaryRequest {
        let wanted = paths.into_iter().map(|path| path.as_str().to_owned()).collect();
        self.request(Key::Path, wanted)
    }

    /// Asks for content by its checksums, wherever it is stored.
    pub fn checksums<C: Into<Checksum>>(
        &self,
        checksums: impl IntoIterator<Item = C>,
    ) -> SummaryRequest {
        let wanted = checksums.into_iter().map(|checksum| checksum.into().to_string()).collect();
        self.request(Key::Checksum, wanted)
    }

    /// Asks for a build.
    pub fn build(&self, name: impl Into<String>, number: impl Into<String>) -> BuildSummaryRequest {
        BuildSummaryRequest {
            client: self.client.clone(),
            scope: self.scope.clone(),
            name: name.into(),
            number: number.into(),
            repo: None,
        }
    }

    fn request(&self, key: Key, wanted: Vec<String>) -> SummaryRequest {
        SummaryRequest {
            client: self.client.clone(),
            scope: self.scope.clone(),
            key,
            wanted,
            artifactory_id: "default".to_owned(),
        }
    }
}

/// A question about several artifacts, finished by [`send`](Self::send).
#[derive(Clone, Debug)]
#[must_use = "nothing is asked until `send`"]
pub struct SummaryRequest {
    client: Client,
    scope: Scope,
    key: Key,
    wanted: Vec<String>,
    artifactory_id: String,
}

impl SummaryRequest {
    /// Sets what Xray calls this Artifactory in its paths. `default` unless set, which is right
    /// since Xray 3; empty for paths that begin with the repository.
    pub fn artifactory_id(mut self, id: impl Into<String>) -> Self {
        self.artifactory_id = id.into();
        self
    }

    /// Asks, in batches of fifty; a batch the server finds too large is halved. Servers without
    /// version 2 of the endpoint are asked through version 1, see [`ApiVersion`].
    ///
    /// # Errors
    /// Any failure of the call as a whole, also of one batch among several.
    pub async fn send(self) -> Result<Summaries, Error> {
        let mut wanted: Vec<String> = Vec::with_capacity(self.wanted.len());
        for text in &self.wanted {
            let text = match self.key {
                Key::Path if !self.artifactory_id.is_empty() => {
                    format!("{}/{text}", self.artifactory_id)
                }
                Key::Path | Key::Checksum => text.clone(),
            };
            if !wanted.contains(&text) {
                wanted.push(text);
            }
        }
        let mut version = ApiVersion::V2;
        let mut answer = Wire::default();
        let mut batches: VecDeque<&[String]> = wanted.chunks(BATCH).collect();
        while let Some(batch) = batches.pop_front() {
            match self.ask(&mut version, batch).await {
                Ok(part) => {
                    answer.artifacts.extend(part.artifacts);
                    answer.errors.extend(part.errors);
                }
                Err(error) if batch.len() > 1 && is_too_much(&error) => {
                    let (first, second) = batch.split_at(batch.len() / 2);
                    batches.push_front(second);
                    batches.push_front(first);
                }
                Err(error) => return Err(error),
            }
        }
        let errors = answer.errors.into_iter().map(|one| (one.identifier, one.error)).collect();
        let (outcomes, unmatched, other_errors) =
            outcome::assign(self.key, &wanted, answer.artifacts, errors);
        Ok(Summaries { outcomes, unmatched, other_errors, api_version: version })
    }

    async fn ask(&self, version: &mut ApiVersion, batch: &[String]) -> Result<Wire, Error> {
        let question = match self.key {
            Key::Path => SummaryQuestion::Paths(batch),
            Key::Checksum => SummaryQuestion::Checksums(batch),
        };
        if *version == ApiVersion::V2 {
            match self.client.execute(endpoint::summary(&self.scope, 2, &question)).await {
                Ok(response) => return response.json().await,
                Err(error) if is_absent(&error) => {}
                Err(error) => return Err(error),
            }
        }
        let response = self.client.execute(endpoint::summary(&self.scope, 1, &question)).await?;
        *version = ApiVersion::V1;
        response.json().await
    }
}

/// A question about a build, finished by [`send`](Self::send).
#[derive(Clone, Debug)]
#[must_use = "nothing is asked until `send`"]
pub struct BuildSummaryRequest {
    client: Client,
    scope: Scope,
    name: String,
    number: String,
    repo: Option<String>,
}

impl BuildSummaryRequest {
    /// Sets the repository of the build-info, where it is not the default one.
    pub fn repo(mut self, repo: impl Into<String>) -> Self {
        self.repo = Some(repo.into());
        self
    }

    /// Asks. The summary's `general` part describes the build.
    ///
    /// # Errors
    /// Any failure of the call as a whole. That Xray does not know the build is an [`Outcome`].
    pub async fn send(self) -> Result<Outcome, Error> {
        let ask = |version| {
            endpoint::build_summary(
                &self.scope,
                version,
                &self.name,
                &self.number,
                self.repo.as_deref(),
            )
        };
        let response = match self.client.execute(ask(2)).await {
            Err(error) if is_absent(&error) => match self.client.execute(ask(1)).await {
                // Here it is the build that is missing, or the endpoint in both versions.
                Err(error) if error.is_not_found() => return Ok(Outcome::Missing),
                other => other?,
            },
            other => other?,
        };
        let wire: BuildWire = response.json().await?;
        if !wire.errors.is_empty() {
            let texts: Vec<String> = wire.errors.into_iter().map(|one| one.error).collect();
            return Ok(Outcome::Error(texts.join("; ")));
        }
        Ok(match wire.build {
            Some(general) => Outcome::Found(Box::new(ArtifactSummary {
                general,
                issues: wire.issues,
                licenses: wire.licenses,
                operational_risks: wire.operational_risks,
            })),
            None => Outcome::Missing,
        })
    }
}

/// The checksum by which content is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Checksum {
    /// A SHA-256, for an image that of its manifest.
    Sha256(Sha256),
    /// A SHA-1.
    Sha1(Sha1),
}

impl From<Sha256> for Checksum {
    fn from(sum: Sha256) -> Self {
        Self::Sha256(sum)
    }
}

impl From<Sha1> for Checksum {
    fn from(sum: Sha1) -> Self {
        Self::Sha1(sum)
    }
}

impl std::fmt::Display for Checksum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sha256(sum) => sum.fmt(f),
            Self::Sha1(sum) => sum.fmt(f),
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wire {
    #[serde(deserialize_with = "lenient::null_as_default")]
    artifacts: Vec<ArtifactSummary>,
    #[serde(deserialize_with = "lenient::null_as_default")]
    errors: Vec<WireError>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct BuildWire {
    build: Option<General>,
    #[serde(deserialize_with = "lenient::null_as_default")]
    issues: Vec<Issue>,
    #[serde(deserialize_with = "lenient::null_as_default")]
    licenses: Vec<License>,
    #[serde(deserialize_with = "lenient::null_as_default")]
    operational_risks: Vec<OperationalRisk>,
    #[serde(deserialize_with = "lenient::null_as_default")]
    errors: Vec<WireError>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct WireError {
    #[serde(deserialize_with = "lenient::null_as_default")]
    identifier: String,
    #[serde(alias = "message", deserialize_with = "lenient::null_as_default")]
    error: String,
}

/// The endpoint is not there: the summary calls answer 200 for whatever they do not know.
fn is_absent(error: &Error) -> bool {
    error.is_not_found()
        || error.is_service_absent()
        || error.status().is_some_and(|status| status.as_u16() == 405)
}

/// Too much for the server, for a proxy's patience, or for our own limit on an answer.
fn is_too_much(error: &Error) -> bool {
    error.kind() == ErrorKind::TooLarge
        || error.status().is_some_and(|status| status.as_u16() == 504)
}

/// No limit is published, and a summary of one image can be a megabyte.
const BATCH: usize = 50;
