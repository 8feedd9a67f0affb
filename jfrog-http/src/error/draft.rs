//! Errors in the making: what all errors of one call say alike, and how foreign texts get in.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use http::{HeaderMap, Method, StatusCode};
use tokio::time::Instant;

use super::{Error, ErrorKind, envelope};
use crate::redact::{RedactedUrl, Redactor};
use crate::response::ReadFailure;
use crate::transport::{TransportError, TransportFault};

/// What every error of one call says alike.
#[derive(Debug)]
pub(crate) struct CallContext {
    pub(crate) operation: &'static str,
    pub(crate) method: Method,
    pub(crate) target: RedactedUrl,
    pub(crate) redactor: Redactor,
    pub(crate) started: Instant,
    pub(crate) attempts: u32,
}

impl CallContext {
    pub(crate) fn error(&self, kind: ErrorKind) -> ErrorDraft<'_> {
        let mut error = Error::new(kind, self.operation);
        let inner = error.inner();
        inner.method = Some(self.method.clone());
        inner.target = Some(self.target.clone());
        inner.attempts = self.attempts;
        inner.elapsed = self.started.elapsed();
        ErrorDraft { error, redactor: &self.redactor }
    }

    pub(crate) fn read_error(&self, failure: ReadFailure) -> ErrorDraft<'_> {
        match failure {
            ReadFailure::TooLarge { limit } => self.error(ErrorKind::TooLarge).message(format!(
                "the answer has more than {limit} bytes, the limit for this request"
            )),
            ReadFailure::Idle(limit) => self
                .error(ErrorKind::Timeout)
                .message(format!("no byte of the body arrived for {} s", limit.as_secs())),
            ReadFailure::Short { expected, seen } => self
                .error(ErrorKind::Interrupted)
                .message(format!("the body ended after {seen} of {expected} bytes")),
            ReadFailure::Transport(error) => self.transport_error(error),
        }
    }

    pub(crate) fn transport_error(&self, error: TransportError) -> ErrorDraft<'_> {
        let kind = match error.fault() {
            TransportFault::NotSent => ErrorKind::Connect,
            TransportFault::Tls => ErrorKind::Tls,
            TransportFault::Interrupted => ErrorKind::Interrupted,
            TransportFault::TimedOut => ErrorKind::Timeout,
            TransportFault::Body => ErrorKind::Io,
            TransportFault::Invalid => ErrorKind::InvalidRequest,
        };
        self.error(kind).foreign_source(&error)
    }
}

/// An [`Error`] in the making.
pub(crate) struct ErrorDraft<'a> {
    error: Error,
    redactor: &'a Redactor,
}

impl ErrorDraft<'_> {
    pub(crate) fn status(mut self, status: StatusCode) -> Self {
        self.error.inner().status = Some(status);
        self
    }

    pub(crate) fn headers(mut self, headers: &HeaderMap) -> Self {
        self.error.inner().request_id =
            request_id(headers).map(|id| self.redactor.text(id).into_owned());
        self
    }

    pub(crate) fn retry_after(mut self, after: Option<Duration>) -> Self {
        self.error.inner().retry_after = after;
        self
    }

    pub(crate) fn message(mut self, message: impl Into<Cow<'static, str>>) -> Self {
        self.error.inner().message = Some(message.into());
        self
    }

    pub(crate) fn hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.error.inner().hint = Some(hint.into());
        self
    }

    /// Takes what the server said in an error body.
    pub(crate) fn said(mut self, body: &[u8]) -> Self {
        let found = envelope::parse(body, self.redactor);
        self.error.inner().api = found.errors;
        self.error.inner().excerpt = found.excerpt;
        self
    }

    /// Keeps the texts of somebody else's error as the cause. The values themselves cannot be kept:
    /// nobody knows what their `Debug` shows.
    pub(crate) fn foreign_source(mut self, source: &(dyn std::error::Error + 'static)) -> Self {
        self.error.inner().source = Some(Box::new(ForeignError::new(source, self.redactor)));
        self
    }

    pub(crate) fn build(self) -> Error {
        self.error
    }
}

/// An error of another crate, reduced to its redacted text.
#[derive(Debug)]
struct ForeignError {
    text: String,
    source: Option<Box<Self>>,
}

impl ForeignError {
    fn new(error: &(dyn std::error::Error + 'static), redactor: &Redactor) -> Self {
        Self {
            text: redactor.text(&error.to_string()).into_owned(),
            source: error.source().map(|source| Box::new(Self::new(source, redactor))),
        }
    }
}

impl fmt::Display for ForeignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for ForeignError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// Returns the identifier a server gave to a request.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    REQUEST_ID_HEADERS
        .iter()
        .filter_map(|name| headers.get(*name)?.to_str().ok())
        .map(str::trim)
        .find(|id| !id.is_empty() && id.len() <= 200)
}

/// Where the platform, its proxies and its object stores name a request.
const REQUEST_ID_HEADERS: &[&str] = &[
    "x-request-id",
    "x-jfrog-request-id",
    "x-artifactory-request-id",
    "uber-trace-id",
    "x-jfrog-trace-id",
    "x-correlation-id",
    "x-amz-request-id",
    "cf-ray",
];
