//! The way in.

use jfrog_http::{BuildError, Client, ClientBuilder, Error, Request, Response};

use crate::artifacts::Artifacts;
use crate::docker::Docker;
use crate::path::RepoKey;
use crate::properties::PropertiesApi;
use crate::system::System;

/// A client of one platform's Artifactory. Cheap to clone; clones share connections and
/// credentials.
///
/// ```no_run
/// use artifactory_client::{ArtifactoryClient, Credentials};
///
/// # fn build() -> Result<ArtifactoryClient, Box<dyn std::error::Error>> {
/// // The platform's URL, or that of its Artifactory (`https://acme.example.com/artifactory`).
/// let client = ArtifactoryClient::builder("https://acme.example.com")
///     .credentials(Credentials::access_token("…"))
///     .user_agent("release-gate/2.1")
///     .build()?;
/// # Ok(client) }
/// ```
#[derive(Clone, Debug)]
pub struct ArtifactoryClient {
    client: Client,
}

impl ArtifactoryClient {
    /// Starts a client for the platform at `url`, with every knob optional.
    pub fn builder(url: impl Into<String>) -> ClientBuilder<Self> {
        ClientBuilder::new(url)
    }

    /// Makes a client of `JFROG_URL` and the credentials in the environment, as
    /// [`ClientBuilder::from_env`] describes.
    ///
    /// # Errors
    /// Names the variable that is missing or wrong.
    pub fn from_env() -> Result<Self, BuildError> {
        ClientBuilder::<Self>::from_env()?.build()
    }

    /// The server itself: is it there, which version is it?
    #[must_use]
    pub fn system(&self) -> System {
        System::new(self.client.clone())
    }

    /// Files and folders: what is there, getting it, putting it, removing it.
    #[must_use]
    pub fn artifacts(&self) -> Artifacts {
        Artifacts::new(self.client.clone())
    }

    /// Properties of files and folders: reading, setting, deleting.
    #[must_use]
    pub fn properties(&self) -> PropertiesApi {
        PropertiesApi::new(self.client.clone())
    }

    /// The images of a Docker, OCI or Helm-OCI repository: which there are, their tags, their
    /// manifests.
    #[must_use]
    pub fn docker(&self, repo: RepoKey) -> Docker {
        Docker::new(self.client.clone(), repo)
    }

    /// Calls an endpoint this crate has not modelled, with the same credentials, retries and
    /// errors.
    ///
    /// # Errors
    /// As any other call.
    pub async fn raw(&self, request: Request) -> Result<Response, Error> {
        self.client.execute(request).await
    }

    /// Returns the client below, to share it with another SDK of this family.
    #[must_use]
    pub fn http(&self) -> &Client {
        &self.client
    }
}

impl From<Client> for ArtifactoryClient {
    fn from(client: Client) -> Self {
        Self { client }
    }
}
