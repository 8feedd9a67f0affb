//! What can go wrong, in one opaque type.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::time::Duration;

use http::{Method, StatusCode};

use crate::redact::RedactedUrl;

pub(crate) mod draft;
pub(crate) mod envelope;
mod kind;

pub use self::envelope::ApiError;
pub use self::kind::ErrorKind;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A call that failed.
///
/// `Display` tells this layer's part, on one line: the operation, the target without secrets, what
/// the server said, how often it was tried. The cause below is in `source()`, and a program prints
/// the whole chain.
///
/// # Troubleshooting
///
/// - [`is_unauthenticated`](Self::is_unauthenticated): the credentials are wrong, expired, or of
///   another platform. Xray answers the same to valid credentials that lack Xray rights.
/// - [`is_not_found`](Self::is_not_found): it is not there, or the user may not know that it is.
/// - [`ErrorKind::ServiceAbsent`], [`ErrorKind::UnexpectedHtml`]: the base URL, a proxy or a login
///   page.
/// - [`ErrorKind::Tls`]: add the company's root with
///   [`add_root_certificate_pem`](crate::ClientBuilder).
pub struct Error(Box<Inner>);

impl Error {
    /// Makes an error for a failure above HTTP, for SDKs and tools that want one error type.
    ///
    /// ```
    /// use jfrog_http::{Error, ErrorKind};
    ///
    /// let error = Error::new(ErrorKind::Decode, "export details")
    ///     .with_message("the archive holds no SBOM");
    /// assert_eq!(
    ///     error.to_string(),
    ///     "export details failed: the answer could not be decoded: the archive holds no SBOM"
    /// );
    /// ```
    #[must_use]
    pub fn new(kind: ErrorKind, operation: &'static str) -> Self {
        Self(Box::new(Inner {
            kind,
            operation,
            method: None,
            target: None,
            attempts: 0,
            elapsed: Duration::ZERO,
            status: None,
            request_id: None,
            retry_after: None,
            api: Vec::new(),
            excerpt: None,
            message: None,
            hint: None,
            source: None,
        }))
    }

    /// Adds what happened, in words. The text must hold no secret.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<Cow<'static, str>>) -> Self {
        self.0.message = Some(message.into());
        self
    }

    /// Adds the cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Returns the kind of failure.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the name of the operation that failed.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.0.operation
    }

    /// Returns the method, if a request was made.
    #[must_use]
    pub fn method(&self) -> Option<&Method> {
        self.0.method.as_ref()
    }

    /// Returns the URL that was asked, without secrets.
    #[must_use]
    pub fn target(&self) -> Option<&RedactedUrl> {
        self.0.target.as_ref()
    }

    /// Returns how often the request was sent, or tried to be.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Returns the time from the first attempt to the failure.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    /// Returns the HTTP status, if there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// Returns the identifier by which the server's operators can find the request in their logs.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Returns how long the server asked to wait, uncapped.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns what the server said, entry by entry, whichever shape its answer had.
    #[must_use]
    pub fn api_errors(&self) -> &[ApiError] {
        &self.0.api
    }

    /// Returns the beginning of the answer's body as text (at most 64 KiB), with what looks like a
    /// secret removed.
    #[must_use]
    pub fn body_excerpt(&self) -> Option<&str> {
        self.0.excerpt.as_deref()
    }

    /// Tells whether the item is missing, or hidden from this user. An absent *service* is not
    /// meant.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.0.kind == ErrorKind::NotFound
    }

    /// Tells whether the credentials were refused (401).
    #[must_use]
    pub fn is_unauthenticated(&self) -> bool {
        self.0.kind == ErrorKind::Unauthenticated
    }

    /// Tells whether the permission was refused (403).
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.0.kind == ErrorKind::Forbidden
    }

    /// Tells whether the request conflicts with what is there (409).
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.0.kind == ErrorKind::Conflict
    }

    /// Tells whether a timeout or deadline passed.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// Tells whether the server asked to slow down (429).
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.0.kind == ErrorKind::RateLimited
    }

    /// Tells whether the platform could not be reached at all, or its answer was lost: what a later
    /// try may cure.
    #[must_use]
    pub fn is_connection(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Connect | ErrorKind::Interrupted)
    }

    /// Tells whether the service is not installed, or the base URL leads elsewhere.
    #[must_use]
    pub fn is_service_absent(&self) -> bool {
        self.0.kind == ErrorKind::ServiceAbsent
    }

    pub(crate) fn inner(&mut self) -> &mut Inner {
        &mut self.0
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        write!(f, "{} failed: {}", inner.operation, inner.kind)?;
        // The server's own words first; without any, the bare status says more than nothing.
        let said = inner.api.iter().map(ApiError::message).find(|message| !message.is_empty());
        match (said, &inner.message) {
            (Some(said), _) => write!(f, ": {}", Shortened(said))?,
            (None, Some(message)) => write!(f, ": {message}")?,
            (None, None) => {}
        }
        if let Some(hint) = &inner.hint {
            write!(f, "; {hint}")?;
        }
        if let (Some(method), Some(target)) = (&inner.method, &inner.target) {
            write!(f, " ({method} {target}")?;
            if let Some(status) = inner.status {
                write!(f, ", status {}", status.as_u16())?;
            }
            let plural = if inner.attempts == 1 { "" } else { "s" };
            write!(f, ", {} attempt{plural}", inner.attempts)?;
            if let Some(id) = &inner.request_id {
                write!(f, ", request id {id}")?;
            }
            f.write_str(")")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        f.debug_struct("Error")
            .field("kind", &inner.kind)
            .field("operation", &inner.operation)
            .field("method", &inner.method)
            .field("target", &inner.target)
            .field("attempts", &inner.attempts)
            .field("elapsed", &inner.elapsed)
            .field("status", &inner.status)
            .field("request_id", &inner.request_id)
            .field("retry_after", &inner.retry_after)
            .field("api_errors", &inner.api)
            .field("message", &inner.message)
            .field("source", &inner.source)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

pub(crate) struct Inner {
    pub(crate) kind: ErrorKind,
    pub(crate) operation: &'static str,
    pub(crate) method: Option<Method>,
    pub(crate) target: Option<RedactedUrl>,
    pub(crate) attempts: u32,
    pub(crate) elapsed: Duration,
    pub(crate) status: Option<StatusCode>,
    pub(crate) request_id: Option<String>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) api: Vec<ApiError>,
    pub(crate) excerpt: Option<String>,
    pub(crate) message: Option<Cow<'static, str>>,
    pub(crate) hint: Option<Cow<'static, str>>,
    pub(crate) source: Option<BoxError>,
}

/// A server's message on one line and of bearable length, without what would move a terminal's
/// cursor.
struct Shortened<'a>(&'a str);

impl fmt::Display for Shortened<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut left = 500_usize;
        for (index, word) in self.0.split_whitespace().enumerate() {
            let word = word.chars().filter(|c| !c.is_control());
            for c in (index > 0).then_some(' ').into_iter().chain(word) {
                if left == 0 {
                    return f.write_str("…");
                }
                left -= 1;
                f.write_char(c)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn result_stays_small() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }

    #[test]
    fn a_servers_message_is_cut_and_cannot_write_over_the_terminal() {
        let shown = |text: &str| Shortened(text).to_string();
        assert_eq!(shown("a\u{1b}[2Kb\r\nc\u{7}"), "a[2Kb c");
        // Languages without spaces make one word of a sentence.
        assert_eq!(shown(&"界".repeat(600)), format!("{}…", "界".repeat(500)));
        assert_eq!(shown(&"ab ".repeat(200)).chars().count(), 501);
    }

    #[test]
    fn display_is_one_line_and_leaves_the_cause_to_source() {
        let mut error = Error::new(ErrorKind::NotFound, "read item info").with_source("cause");
        error.inner().method = Some(Method::GET);
        error.inner().target = Some(RedactedUrl::parse("https://h/a?token=x"));
        error.inner().status = Some(StatusCode::NOT_FOUND);
        error.inner().attempts = 2;
        error.inner().request_id = Some("r-1".to_owned());
        error.inner().api = vec![ApiError::text("Unable to\n find item")];
        assert_eq!(
            error.to_string(),
            "read item info failed: not found, or hidden from this user: Unable to find item \
             (GET https://h/a?token=…, status 404, 2 attempts, request id r-1)"
        );
        assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "cause");
    }
}
