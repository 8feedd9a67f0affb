//! What came back.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use futures_util::{StreamExt as _, stream};
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, Method, StatusCode, Version};
use serde::de::DeserializeOwned;

use crate::body::ByteStream;
use crate::checksum::Checksums;
use crate::error::draft::{CallContext, request_id};
use crate::error::{Error, ErrorKind, envelope};
use crate::redact::RedactedHeaders;
use crate::transport::{TransportError, TransportFault};

/// The successful answer to a [`Request`](crate::Request).
///
/// Its body was read inside the retry loop and is whole, unless the request was
/// [streaming](crate::Request::streaming).
pub struct Response {
    pub(crate) status: StatusCode,
    pub(crate) version: Version,
    pub(crate) headers: HeaderMap,
    pub(crate) announced: Checksums,
    pub(crate) body: Payload,
    pub(crate) cx: Arc<CallContext>,
}

pub(crate) enum Payload {
    Whole(Bytes),
    Streaming { stream: ByteStream, idle_timeout: Duration, limit: u64 },
}

impl Response {
    /// Returns the status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the protocol that was spoken.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// Returns the headers of the last answer, after redirects.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns a header's value, if it is there and is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns the length the answer announced for the content: of its body, or of the one that an
    /// answer to `HEAD` and a 304 leave out.
    #[must_use]
    pub fn content_length(&self) -> Option<u64> {
        content_length(&self.headers)
    }

    /// Returns the checksums the platform announced for the content: those of the answer, or, when
    /// the download was redirected to an object store that announces none, those of the redirect.
    #[must_use]
    pub fn checksums(&self) -> Checksums {
        self.announced
    }

    /// Returns the identifier by which the server's operators can find the request in their logs.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// Returns how often the request was sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.cx.attempts
    }

    /// Reads the body as JSON, whatever its content type says.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`] names the path inside the document where decoding failed; an empty
    /// body fails too. [`ErrorKind::UnexpectedHtml`] tells a login page or a proxy from the
    /// platform. Reading fails as [`Response::bytes`] does.
    pub async fn json<T: DeserializeOwned>(self) -> Result<T, Error> {
        let cx = Arc::clone(&self.cx);
        let status = self.status;
        match self.json_opt().await? {
            Some(value) => Ok(value),
            None => {
                Err(cx.error(ErrorKind::Decode).status(status).message("the body is empty").build())
            }
        }
    }

    /// Reads the body as JSON; an empty one is `None`. Any success of the platform may come without
    /// a body.
    ///
    /// # Errors
    ///
    /// As for [`Response::json`], but for the empty body.
    pub async fn json_opt<T: DeserializeOwned>(self) -> Result<Option<T>, Error> {
        let cx = Arc::clone(&self.cx);
        let status = self.status;
        let bytes = self.bytes().await?;
        let body = trim_json(&bytes);
        if body.is_empty() {
            return Ok(None);
        }
        if body.first() == Some(&b'<') {
            return Err(cx
                .error(ErrorKind::UnexpectedHtml)
                .status(status)
                .said(body)
                .hint(HTML_HINT)
                .build());
        }
        let mut deserializer = serde_json::Deserializer::from_slice(body);
        let decoded = serde_path_to_error::deserialize(&mut deserializer)
            .map_err(|error| (error.path().to_string(), error.into_inner()))
            .and_then(|value| {
                deserializer.end().map(|()| value).map_err(|error| (".".to_owned(), error))
            });
        match decoded {
            Ok(value) => Ok(Some(value)),
            Err((path, error)) => {
                // serde quotes the value it did not expect, and that may be a token, or megabytes.
                let text = format!("at `{path}`: {error}");
                let message = envelope::cut(&cx.redactor.text(&text)).to_owned();
                Err(cx.error(ErrorKind::Decode).status(status).message(message).build())
            }
        }
    }

    /// Reads the whole body, up to the request's [limit](crate::Request::response_limit).
    ///
    /// # Errors
    ///
    /// For a streaming request: [`ErrorKind::TooLarge`], [`ErrorKind::Interrupted`] or
    /// [`ErrorKind::Timeout`]. Otherwise the body was read already.
    pub async fn bytes(self) -> Result<Bytes, Error> {
        let expected = body_length(&self.cx.method, self.status, &self.headers);
        match self.body {
            Payload::Whole(bytes) => Ok(bytes),
            Payload::Streaming { stream, idle_timeout, limit } => {
                read_whole(stream, limit, idle_timeout, expected)
                    .await
                    .map_err(|failure| self.cx.read_error(failure).status(self.status).build())
            }
        }
    }

    /// Reads the whole body as text; what is not UTF-8 is replaced, and surrounding white space
    /// removed.
    ///
    /// # Errors
    ///
    /// As for [`Response::bytes`].
    pub async fn text(self) -> Result<String, Error> {
        let bytes = self.bytes().await?;
        Ok(envelope::trim(&String::from_utf8_lossy(&bytes)).to_owned())
    }

    /// Returns the body as it arrives. An answer that ends early, or stands still for longer than
    /// the client's idle timeout, ends the stream with an error.
    #[must_use]
    pub fn stream(self) -> BodyStream {
        let expected = body_length(&self.cx.method, self.status, &self.headers);
        let cx = self.cx;
        let (stream, idle_timeout) = match self.body {
            Payload::Whole(bytes) => {
                return BodyStream::new(stream::iter((!bytes.is_empty()).then_some(Ok(bytes))));
            }
            Payload::Streaming { stream, idle_timeout, .. } => (stream, idle_timeout),
        };
        let state = Some((stream, 0_u64));
        BodyStream::new(stream::unfold(state, move |state| {
            let cx = Arc::clone(&cx);
            async move {
                let (mut stream, seen) = state?;
                match next_piece(&mut stream, idle_timeout).await {
                    Ok(Some(bytes)) => {
                        let seen = seen + bytes.len() as u64;
                        Some((Ok(bytes), Some((stream, seen))))
                    }
                    Ok(None) => match expected {
                        Some(expected) if seen < expected => {
                            let failure = ReadFailure::Short { expected, seen };
                            Some((Err(cx.read_error(failure).build()), None))
                        }
                        _ => None,
                    },
                    Err(failure) => Some((Err(cx.read_error(failure).build()), None)),
                }
            }
        }))
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = match &self.body {
            Payload::Whole(bytes) => format!("{} bytes", bytes.len()),
            Payload::Streaming { .. } => "streaming".to_owned(),
        };
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("target", &self.cx.target)
            .field("headers", &RedactedHeaders(&self.headers, &self.cx.redactor))
            .field("body", &body)
            .finish_non_exhaustive()
    }
}

/// A body as it arrives; after an error it ends.
pub struct BodyStream(Pin<Box<dyn Stream<Item = Result<Bytes, Error>> + Send>>);

impl BodyStream {
    pub(crate) fn new(stream: impl Stream<Item = Result<Bytes, Error>> + Send + 'static) -> Self {
        Self(Box::pin(stream))
    }
}

impl Stream for BodyStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(cx)
    }
}

impl fmt::Debug for BodyStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BodyStream(…)")
    }
}

/// Returns how many bytes of body must follow. An answer to `HEAD` and a 304 have none, and may
/// state all the same how many a `GET` would bring (RFC 9110 §8.6).
pub(crate) fn body_length(method: &Method, status: StatusCode, headers: &HeaderMap) -> Option<u64> {
    let bodiless = *method == Method::HEAD
        || matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
    if bodiless { None } else { content_length(headers) }
}

fn content_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.trim().parse().ok()
}

/// Why a body could not be read.
#[derive(Debug)]
pub(crate) enum ReadFailure {
    TooLarge { limit: u64 },
    Idle(Duration),
    Short { expected: u64, seen: u64 },
    Transport(TransportError),
}

impl ReadFailure {
    /// Tells whether asking again could bring the body.
    pub(crate) fn is_lost(&self) -> bool {
        !matches!(self, Self::TooLarge { .. })
    }
}

pub(crate) async fn next_piece(
    stream: &mut ByteStream,
    idle: Duration,
) -> Result<Option<Bytes>, ReadFailure> {
    match tokio::time::timeout(idle, stream.next()).await {
        Err(_) => Err(ReadFailure::Idle(idle)),
        Ok(None) => Ok(None),
        Ok(Some(Ok(bytes))) => Ok(Some(bytes)),
        Ok(Some(Err(error))) => Err(ReadFailure::Transport(error)),
    }
}

pub(crate) async fn read_whole(
    mut stream: ByteStream,
    limit: u64,
    idle: Duration,
    expected: Option<u64>,
) -> Result<Bytes, ReadFailure> {
    if expected.is_some_and(|expected| expected > limit) {
        return Err(ReadFailure::TooLarge { limit });
    }
    let mut first: Option<Bytes> = None;
    let mut rest = BytesMut::new();
    let mut seen = 0_u64;
    while let Some(piece) = next_piece(&mut stream, idle).await? {
        seen += piece.len() as u64;
        if seen > limit {
            return Err(ReadFailure::TooLarge { limit });
        }
        // Most answers are one piece, which then is not copied.
        match (&mut first, rest.is_empty()) {
            (None, true) => first = Some(piece),
            (Some(start), _) => {
                rest.extend_from_slice(start);
                rest.extend_from_slice(&piece);
                first = None;
            }
            (None, false) => rest.extend_from_slice(&piece),
        }
    }
    match expected {
        Some(expected) if seen < expected => Err(ReadFailure::Short { expected, seen }),
        _ => Ok(first.unwrap_or_else(|| rest.freeze())),
    }
}

/// Reads a small body whose reader has no call of its own.
pub(crate) async fn read_bounded(stream: ByteStream, limit: u64) -> Result<Bytes, TransportError> {
    read_whole(stream, limit, Duration::from_secs(60), None).await.map_err(
        |failure| match failure {
            ReadFailure::Transport(error) => error,
            other => TransportError::new(TransportFault::Interrupted, format!("{other:?}")),
        },
    )
}

fn trim_json(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes).trim_ascii()
}

pub(crate) const HTML_HINT: &str =
    "check the base URL, and whether a proxy or a login page (SSO) stands before the platform";
