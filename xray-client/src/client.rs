//! The way in.

use jfrog_http::{BuildError, Client, ClientBuilder, Error, Request, Response};

use crate::endpoint::Scope;
use crate::exports::Exports;
use crate::scans::Scans;
use crate::summary::SummaryApi;
use crate::system::System;

/// A client of one platform's Xray. Cheap to clone; clones share connections and credentials.
///
/// ```no_run
/// use xray_client::{Credentials, XrayClient};
///
/// # fn build() -> Result<XrayClient, Box<dyn std::error::Error>> {
/// // The platform's URL, or that of its Xray (`https://acme.example.com/xray`).
/// let client = XrayClient::builder("https://acme.example.com")
///     .credentials(Credentials::access_token("…"))
///     .user_agent("release-gate/2.1")
///     .build()?;
/// # Ok(client) }
/// ```
#[derive(Clone, Debug)]
pub struct XrayClient {
    client: Client,
    scope: Scope,
}

impl XrayClient {
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

    /// Returns a client whose calls are made in a project. Some tokens are valid in their project
    /// alone.
    #[must_use]
    pub fn in_project(&self, key: &str) -> Self {
        Self { client: self.client.clone(), scope: Scope::project(key) }
    }

    /// The server itself: is it there, which version is it?
    #[must_use]
    pub fn system(&self) -> System {
        System::new(self.client.clone())
    }

    /// Scans: starting them, and waiting for them.
    #[must_use]
    pub fn scans(&self) -> Scans {
        Scans::new(self.client.clone(), self.scope.clone())
    }

    /// Summaries: issues, licences and risks of artifacts and builds.
    #[must_use]
    pub fn summary(&self) -> SummaryApi {
        SummaryApi::new(self.client.clone(), self.scope.clone())
    }

    /// Exports: SBOMs and reports.
    #[must_use]
    pub fn exports(&self) -> Exports {
        Exports::new(self.client.clone(), self.scope.clone())
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

impl From<Client> for XrayClient {
    fn from(client: Client) -> Self {
        Self { client, scope: Scope::default() }
    }
}
