//! Files and folders: what is there, getting it, putting it, removing it.

use jfrog_http::{Body, Client, Error, ErrorKind};

use crate::endpoint;
use crate::path::ArtifactPath;

pub(crate) mod download;
pub(crate) mod model;
pub(crate) mod upload;

pub use self::download::{Download, DownloadMetadata, DownloadRequest};
pub use self::model::{Child, Deployed, FileInfo, FolderInfo, ItemInfo};
pub use self::upload::{ChecksumDeploy, Deploy};

/// Files and folders. Made by
/// [`ArtifactoryClient::artifacts`](crate::ArtifactoryClient::artifacts).
#[derive(Clone, Debug)]
pub struct Artifacts {
    client: Client,
}

impl Artifacts {
    pub(crate) fn new(client: Client) -> Self {
        Self { client }
    }

    /// Reads what there is at a path.
    ///
    /// # Errors
    /// [`is_not_found`](Error::is_not_found) when nothing is there, or this user may not know of
    /// it.
    pub async fn info(&self, path: &ArtifactPath) -> Result<ItemInfo, Error> {
        item_info(&self.client, path).await
    }

    /// Tells whether there is something at a path that this user may read.
    ///
    /// In a remote repository this may make the server look upstream.
    ///
    /// # Errors
    /// Anything but "not found".
    pub async fn exists(&self, path: &ArtifactPath) -> Result<bool, Error> {
        match self.client.execute(endpoint::item_exists(path)).await {
            Ok(_) => Ok(true),
            Err(error) if error.is_not_found() => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Puts a file at a path: bytes, text, a file (`Body::file`), a stream.
    ///
    /// ```no_run
    /// # use artifactory_client::ArtifactoryClient;
    /// # async fn run(client: ArtifactoryClient) -> Result<(), Box<dyn std::error::Error>> {
    /// use artifactory_client::Body;
    ///
    /// let path = "generic-local/app/1.4.0/app.war".parse()?;
    /// let deployed = client
    ///     .artifacts()
    ///     .deploy(&path, Body::file("target/app.war").await?)
    ///     .property("build.name", "app")
    ///     .send()
    ///     .await?;
    /// println!("{:?}, sent: {}", deployed.checksums.sha256, !deployed.checksum_deployed);
    /// # Ok(()) }
    /// ```
    pub fn deploy(&self, path: &ArtifactPath, body: impl Into<Body>) -> Deploy {
        Deploy::new(self.client.clone(), path.clone(), body.into())
    }

    /// Gets a file. Success means that it arrived whole: its checksum agrees with what the server
    /// announced.
    ///
    /// ```no_run
    /// # use artifactory_client::ArtifactoryClient;
    /// # async fn run(client: ArtifactoryClient) -> Result<(), Box<dyn std::error::Error>> {
    /// let path = "generic-local/app/1.4.0/app.war".parse()?;
    /// let artifacts = client.artifacts();
    /// let small = artifacts.download(&path).bytes(1 << 20).await?;  // at most 1 MiB
    /// artifacts.download(&path).to_file("app.war").await?;  // any size, resumed when cut
    /// # Ok(()) }
    /// ```
    pub fn download(&self, path: &ArtifactPath) -> DownloadRequest {
        DownloadRequest::new(self.client.clone(), path.clone())
    }

    /// Removes a file, or a folder with everything in it; into the trash can, where the platform
    /// has one.
    ///
    /// # Errors
    /// - [`ErrorKind::InvalidRequest`] for the root of a repository, which this refuses to empty.
    /// - [`is_not_found`](Error::is_not_found) when nothing is there. After a lost answer the
    ///   removal is sent again, and then a missing item counts as removed.
    pub async fn delete(&self, path: &ArtifactPath) -> Result<(), Error> {
        if path.is_root() {
            return Err(Error::new(ErrorKind::InvalidRequest, endpoint::DELETE_ITEM)
                .with_message(format!("refusing to empty repository `{}`", path.repo())));
        }
        match self.client.execute(endpoint::delete_item(path)).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_not_found() && error.attempts() > 1 => Ok(()),
            Err(error) => Err(error),
        }
    }
}

pub(crate) async fn item_info(client: &Client, path: &ArtifactPath) -> Result<ItemInfo, Error> {
    let wire: model::Wire = client.execute(endpoint::item_info(path)).await?.json().await?;
    wire.into_info().map_err(|message| {
        Error::new(ErrorKind::UnexpectedResponse, endpoint::ITEM_INFO).with_message(message)
    })
}
