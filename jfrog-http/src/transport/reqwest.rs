//! The default transport, and the only user of `reqwest`.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::StreamExt as _;

use super::{Transport, TransportError, TransportFault};
use crate::body::{ByteStream, OutgoingBody};
use crate::proxy::{Proxy, ProxyChoice};

pub(crate) struct ReqwestTransport {
    client: ::reqwest::Client,
}

/// The knobs of a connection.
pub(crate) struct Settings {
    pub(crate) connect_timeout: Duration,
    pub(crate) proxy: Proxy,
    #[cfg(feature = "tls-ring")]
    pub(crate) tls: rustls::ClientConfig,
}

impl ReqwestTransport {
    pub(crate) fn new(settings: Settings) -> Result<Self, ::reqwest::Error> {
        let mut builder = ::reqwest::Client::builder()
            // Redirects are followed by us: reqwest would carry `X-JFrog-Art-Api` to another host.
            .redirect(::reqwest::redirect::Policy::none())
            .referer(false)
            .retry(::reqwest::retry::never())
            .connect_timeout(settings.connect_timeout)
            .tcp_keepalive(Duration::from_secs(30));
        #[cfg(feature = "tls-ring")]
        {
            builder = builder.tls_backend_preconfigured(settings.tls);
        }
        match settings.proxy.choice {
            ProxyChoice::System => {}
            ProxyChoice::None => builder = builder.no_proxy(),
            ProxyChoice::Explicit(url) => {
                let mut proxy = ::reqwest::Proxy::all(url)?;
                if let Some((user, password)) = &settings.proxy.basic {
                    proxy = proxy.basic_auth(user, password.expose());
                }
                if let Some(exempt) = &settings.proxy.exempt {
                    proxy = proxy.no_proxy(::reqwest::NoProxy::from_string(exempt));
                }
                builder = builder.proxy(proxy);
            }
        }
        Ok(Self { client: builder.build()? })
    }
}

// reqwest's own `Debug` lists proxies, and we cannot know with what.
impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReqwestTransport")
    }
}

#[async_trait]
impl Transport for ReqwestTransport {
    async fn call(
        &self,
        request: http::Request<OutgoingBody>,
    ) -> Result<http::Response<ByteStream>, TransportError> {
        let (parts, body) = request.into_parts();
        let body = match body.into_bytes() {
            Ok(bytes) => ::reqwest::Body::from(bytes),
            Err(streaming) => ::reqwest::Body::wrap_stream(streaming.into_stream()),
        };
        let request = ::reqwest::Request::try_from(http::Request::from_parts(parts, body))
            .map_err(|error| classify(error, TransportFault::Invalid))?;
        let response = self
            .client
            .execute(request)
            .await
            .map_err(|error| classify(error, TransportFault::Interrupted))?;
        let (parts, body) = http::Response::from(response).into_parts();
        let body = stream_of(body);
        Ok(http::Response::from_parts(parts, body))
    }
}

/// `reqwest::Response::bytes_stream`, for the body alone.
fn stream_of(body: ::reqwest::Body) -> ByteStream {
    let response = ::reqwest::Response::from(http::Response::new(body));
    ByteStream::new(
        response
            .bytes_stream()
            .map(|chunk| chunk.map_err(|error| classify(error, TransportFault::Interrupted))),
    )
}

/// Keeps the cause but not the URL, which may carry a token.
fn classify(error: ::reqwest::Error, otherwise: TransportFault) -> TransportError {
    let fault = if is_tls(&error) {
        TransportFault::Tls
    } else if error.is_builder() {
        TransportFault::Invalid
    } else if error.is_connect() {
        TransportFault::NotSent
    } else if error.is_timeout() {
        TransportFault::TimedOut
    } else {
        otherwise
    };
    TransportError::new(fault, error.without_url())
}

/// A handshake that fails once fails again, so it must not look like an unreachable server.
#[cfg(feature = "tls-ring")]
fn is_tls(error: &(dyn std::error::Error + 'static)) -> bool {
    if error.is::<rustls::Error>() {
        return true;
    }
    // `io::Error::source` skips the error it wraps and goes on with that one's source.
    let wrapped = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    wrapped.is_some_and(|wrapped| is_tls(wrapped)) || error.source().is_some_and(is_tls)
}

#[cfg(not(feature = "tls-ring"))]
fn is_tls(_error: &(dyn std::error::Error + 'static)) -> bool {
    false
}
