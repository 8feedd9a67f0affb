//! Scans: starting them, asking how far they are, waiting for them.

use jfrog_http::{Client, Error, lenient};
use serde::Deserialize;

use crate::component::ComponentId;
use crate::endpoint::{self, BuildKeys, Scope};
use crate::name::RepoPath;

mod status;
mod wait;

pub use self::status::{ExposuresStatus, ScanDetails, ScanState, ScanStatus, Step, StepStatus};
pub use self::wait::{Look, ScanOutcome, WaitError, WaitForScan};

use self::wait::Target;

/// Scans. Made by [`XrayClient::scans`](crate::XrayClient::scans).
///
/// Two calls start a scan, and articles mix them up. [`scan_artifact`](Self::scan_artifact) takes a
/// *component* (`docker://team/app:1.0`), never a path; [`scan_now`](Self::scan_now) takes a *file*
/// (`docker-local/team/app/1.0/manifest.json`), never `name:tag`.
/// [`DockerImage`](crate::DockerImage) makes either. Neither returns a job to follow: what became
/// of it is read with [`status`](Self::status) or [`wait`](Self::wait).
#[derive(Clone, Debug)]
pub struct Scans {
    client: Client,
    scope: Scope,
}

impl Scans {
    pub(crate) fn new(client: Client, scope: Scope) -> Self {
        Self { client, scope }
    }

    /// Queues a scan of a component Xray knows. Returns what the server says, which is prose.
    ///
    /// Not sent again after a lost answer.
    ///
    /// # Errors
    /// - [`is_forbidden`](Error::is_forbidden) without the right to manage Xray's metadata.
    /// - [`ErrorKind::Server`](crate::ErrorKind::Server): servers have been seen to answer 500 for
    ///   components they know and scan all the same; asking for the [`status`](Self::status) tells.
    pub async fn scan_artifact(&self, component: &ComponentId) -> Result<String, Error> {
        let response = self.client.execute(endpoint::scan_artifact(&self.scope, component)).await?;
        Ok(response.json_opt::<Info>().await?.unwrap_or_default().info)
    }

    /// Indexes and scans a file, also in a repository that is not marked for indexing. Needs an
    /// administrator; not for builds.
    ///
    /// Not sent again after a lost answer.
    ///
    /// # Errors
    /// [`is_forbidden`](Error::is_forbidden) for anyone else. A file the server refuses is no error
    /// of the call: look at [`ScanNow::failed`].
    pub async fn scan_now(&self, path: &RepoPath) -> Result<ScanNow, Error> {
        let response = self.client.execute(endpoint::scan_now(&self.scope, path)).await?;
        let wire = response.json_opt::<ScanNowWire>().await?.unwrap_or_default();
        Ok(ScanNow {
            sent: wire.sent_to_reindex.artifacts,
            failed: wire.failed_send_to_reindex.artifacts,
        })
    }

    /// Reads how far the scan of a file is; for an image, of its `manifest.json`. Needs Xray
    /// 3.80.9.
    ///
    /// # Errors
    /// [`is_not_found`](Error::is_not_found) when the file is not there, or not indexed.
    pub async fn status(&self, path: &RepoPath) -> Result<ScanStatus, Error> {
        read_status(&self.client, &self.scope, path).await
    }

    /// Waits until the scan of a file is finished, or will not come.
    ///
    /// ```no_run
    /// # async fn run(client: xray_client::XrayClient) -> Result<(), Box<dyn std::error::Error>> {
    /// use std::time::Duration;
    /// use xray_client::{DockerImage, scans::ScanOutcome};
    ///
    /// let image = DockerImage::new("docker-local", "team/app:1.0")?;
    /// let outcome = client
    ///     .scans()
    ///     .wait(image.manifest())
    ///     .interval(Duration::from_secs(5))
    ///     .deadline(Duration::from_secs(600))
    ///     .on_look(|look| eprintln!("{look}"))
    ///     .send()
    ///     .await?;
    /// match outcome {
    ///     ScanOutcome::Done(_) => println!("scanned"),
    ///     other => eprintln!("cannot be judged: {other:?}"),
    /// }
    /// # Ok(()) }
    /// ```
    pub fn wait(&self, path: &RepoPath) -> WaitForScan {
        WaitForScan::new(self.client.clone(), self.scope.clone(), Target::File(path.clone()))
    }

    /// Reads how far the scan of a build is. Needs Xray 3.80.9.
    ///
    /// # Errors
    /// [`is_not_found`](Error::is_not_found) when the build is not there, or not indexed.
    pub async fn build_status(&self, name: &str, number: &str) -> Result<ScanStatus, Error> {
        read_build_status(&self.client, &self.scope, name, number).await
    }

    /// Waits until the scan of a build is finished, or will not come. That Xray does not know the
    /// build yet begins the time of grace: its scan starts some time after the build-info was
    /// published.
    pub fn wait_for_build(
        &self,
        name: impl Into<String>,
        number: impl Into<String>,
    ) -> WaitForScan {
        let target = Target::Build { name: name.into(), number: number.into() };
        WaitForScan::new(self.client.clone(), self.scope.clone(), target)
    }
}

/// What a [`scan_now`](Scans::scan_now) set in motion. A refusal is a success of the call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use = "what could not be queued is not scanned"]
#[non_exhaustive]
pub struct ScanNow {
    /// What was queued.
    pub sent: Vec<ScanNowItem>,
    /// What was not.
    pub failed: Vec<ScanNowItem>,
}

/// A file of a [`ScanNow`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ScanNowItem {
    /// The repository's key.
    pub repository: String,
    /// The path inside it.
    pub path: String,
    /// Why it was not queued.
    pub error: Option<String>,
}

async fn read_status(client: &Client, scope: &Scope, path: &RepoPath) -> Result<ScanStatus, Error> {
    let response = client.execute(endpoint::artifact_status(scope, path)).await?;
    Ok(response.json_opt().await?.unwrap_or_default())
}

async fn read_build_status(
    client: &Client,
    scope: &Scope,
    name: &str,
    number: &str,
) -> Result<ScanStatus, Error> {
    let ask = |keys| client.execute(endpoint::build_status(scope, name, number, keys));
    let response = match ask(BuildKeys::Short).await {
        Err(error) if error.status().is_some_and(|status| status.as_u16() == 400) => {
            ask(BuildKeys::Long).await?
        }
        other => other?,
    };
    Ok(response.json_opt().await?.unwrap_or_default())
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Info {
    #[serde(deserialize_with = "lenient::null_as_default")]
    info: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ScanNowWire {
    #[serde(deserialize_with = "lenient::null_as_default")]
    sent_to_reindex: Items,
    #[serde(deserialize_with = "lenient::null_as_default")]
    failed_send_to_reindex: Items,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Items {
    #[serde(deserialize_with = "lenient::null_as_default")]
    artifacts: Vec<ScanNowItem>,
}
