//! The client: base URLs, credentials, a transport and a retry policy behind one `execute`.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
use tokio::sync::Semaphore;
use tracing::Instrument as _;
use url::Url;

use crate::builder::{BuildError, ClientBuilder};
use crate::credentials::cache::CredentialSource;
use crate::download::Download;
use crate::endpoint::{Endpoints, Service};
use crate::error::{Error, ErrorKind};
use crate::redact::{RedactedUrl, Redactor};
use crate::request::Request;
use crate::response::Response;
use crate::retry::{Jitter, RetryPolicy};
use crate::transport::Transport;

mod call;

use self::call::Call;

/// A connection to one platform.
///
/// Cheap to clone: clones share connections, the token cache and the limit on concurrent requests.
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) endpoints: Endpoints,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) credentials: CredentialSource,
    pub(crate) retry: RetryPolicy,
    pub(crate) jitter: Jitter,
    pub(crate) user_agent: HeaderValue,
    pub(crate) timeouts: Timeouts,
    pub(crate) permits: Semaphore,
    pub(crate) redactor: Redactor,
}

/// How long each part of a call may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeouts {
    pub(crate) total: Option<Duration>,
    pub(crate) answer: Duration,
    pub(crate) idle: Duration,
}

impl Client {
    /// Starts building a client for the platform (or one of its services) at `url`.
    pub fn builder(url: impl Into<String>) -> ClientBuilder<Self> {
        ClientBuilder::new(url)
    }

    /// Builds a client from `JFROG_URL` with `JFROG_ACCESS_TOKEN`, or `JFROG_USER` and
    /// `JFROG_PASSWORD`.
    ///
    /// # Errors
    ///
    /// Names the variable that is missing or contradicts another, or says what else is wrong with
    /// them.
    pub fn from_env() -> Result<Self, BuildError> {
        ClientBuilder::from_env()?.build()
    }

    /// Sends `request` and returns the answer, after redirects, retries and a renewal of the token,
    /// as far as they are needed.
    ///
    /// This is the untyped door too: any endpoint can be called through it.
    ///
    /// ```no_run
    /// # async fn example(client: jfrog_http::Client) -> Result<(), jfrog_http::Error> {
    /// use jfrog_http::{Path, Request, Service};
    ///
    /// let request = Request::get("list backups", Service::Artifactory, Path::new("api/backups"));
    /// let backups: serde_json::Value = client.execute(request).await?.json().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Any status other than 2xx is an error, unless the request [accepts](Request::accept) it. See
    /// [`ErrorKind`].
    pub async fn execute(&self, request: Request) -> Result<Response, Error> {
        let call = Call::new(&self.inner, &request)?;
        let span = tracing::debug_span!(
            "jfrog request",
            operation = request.operation,
            method = %request.method,
            target = %call.target,
        );
        async {
            let result = match call.deadline {
                None => call.run().await,
                Some(limit) => match tokio::time::timeout(limit, call.run()).await {
                    Ok(result) => result,
                    Err(_) => {
                        let message = format!("no answer within {} s", limit.as_secs_f64());
                        Err(call.context(None).error(ErrorKind::Timeout).message(message).build())
                    }
                },
            };
            match &result {
                Ok(response) => tracing::debug!(
                    status = response.status.as_u16(),
                    attempts = response.cx.attempts,
                    elapsed_ms = call.elapsed_ms(),
                    "answered"
                ),
                Err(error) => tracing::debug!(
                    kind = ?error.kind(),
                    status = error.status().map(|status| status.as_u16()),
                    attempts = error.attempts(),
                    elapsed_ms = call.elapsed_ms(),
                    "failed"
                ),
            }
            result
        }
        .instrument(span)
        .await
    }

    /// Prepares a download that resumes when it is interrupted and succeeds only if the checksum
    /// agrees.
    pub fn download(&self, request: Request) -> Download {
        Download::new(self.clone(), request)
    }

    /// Returns the base URL of `service`, with a trailing slash.
    #[must_use]
    pub fn base_url(&self, service: Service) -> &str {
        self.inner.endpoints.base(service).map_or("", Url::as_str)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("platform", &self.inner.endpoints.base(Service::Platform).map(RedactedUrl::new))
            .field("credentials", &self.inner.credentials)
            .field("retry", &self.inner.retry)
            .field("transport", &self.inner.transport)
            .finish_non_exhaustive()
    }
}
