//! The seam below which the network begins.

use std::fmt;
use std::future::Future;

use async_trait::async_trait;

use crate::body::{ByteStream, OutgoingBody};

#[cfg(feature = "reqwest")]
pub(crate) mod reqwest;
#[cfg(feature = "tls-ring")]
pub(crate) mod tls;

/// Carries one request to a server and brings one answer back.
///
/// A transport follows no redirects, retries nothing and adds no credentials: all of that happens
/// above it. The default one uses `reqwest`; a test, a proxy or another HTTP stack can bring its
/// own through [`ClientBuilder::transport`](crate::ClientBuilder::transport).
///
/// Whether an error says [`TransportFault::NotSent`] decides if a request that must not be repeated
/// may be, so claim it only when no byte of the request can have reached the server.
#[async_trait]
pub trait Transport: fmt::Debug + Send + Sync + 'static {
    /// Sends `request`, whose URI is absolute, and returns the answer as soon as its headers have
    /// arrived.
    async fn call(
        &self,
        request: http::Request<OutgoingBody>,
    ) -> Result<http::Response<ByteStream>, TransportError>;
}

/// Makes a transport of a function, mostly for tests.
///
/// ```
/// use jfrog_http::{ByteStream, Client, Credentials, Path, Request, Service, transport};
///
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
/// # runtime.block_on(async {
/// let client = Client::builder("https://acme.example.com")
///     .credentials(Credentials::anonymous())
///     .transport(transport::from_fn(|request| async move {
///         assert_eq!(request.uri().path(), "/artifactory/api/system/ping");
///         Ok(http::Response::new(ByteStream::from_bytes("OK".into())))
///     }))
///     .build()
///     .unwrap();
/// let ping = Request::get("ping", Service::Artifactory, Path::new("api/system/ping"));
/// assert_eq!(client.execute(ping).await.unwrap().text().await.unwrap(), "OK");
/// # });
/// ```
pub fn from_fn<F, Fut>(call: F) -> impl Transport
where
    F: Fn(http::Request<OutgoingBody>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<http::Response<ByteStream>, TransportError>> + Send + 'static,
{
    FromFn(call)
}

/// Why a request got no answer, or an answer broke off.
#[derive(Debug, thiserror::Error)]
#[error("{fault}")]
pub struct TransportError {
    fault: TransportFault,
    #[source]
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl TransportError {
    /// Reports `fault`, caused by `source`. The source's text must hold no secret.
    pub fn new(
        fault: TransportFault,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self { fault, source: source.into() }
    }

    /// Returns how far the request got.
    #[must_use]
    pub fn fault(&self) -> TransportFault {
        self.fault
    }
}

/// How far a request got before it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum TransportFault {
    /// Nothing reached the server: the name did not resolve, or no connection came about.
    #[error("nothing reached the server")]
    NotSent,
    /// The two sides could not agree on a secure connection: an unknown root, an expired
    /// certificate.
    #[error("no secure connection could be established")]
    Tls,
    /// The connection broke after the request, or a part of it, had been sent.
    #[error("the connection was interrupted")]
    Interrupted,
    /// The connection stood still for too long after the request, or a part of it, had been sent.
    #[error("the connection stood still for too long")]
    TimedOut,
    /// The caller's own request body failed.
    #[error("the request body could not be read")]
    Body,
    /// The request cannot be expressed in HTTP.
    #[error("the request is not valid")]
    Invalid,
}

struct FromFn<F>(F);

impl<F> fmt::Debug for FromFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Transport(fn)")
    }
}

#[async_trait]
impl<F, Fut> Transport for FromFn<F>
where
    F: Fn(http::Request<OutgoingBody>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<http::Response<ByteStream>, TransportError>> + Send + 'static,
{
    async fn call(
        &self,
        request: http::Request<OutgoingBody>,
    ) -> Result<http::Response<ByteStream>, TransportError> {
        (self.0)(request).await
    }
}
