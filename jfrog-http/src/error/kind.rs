//! The coarse kinds of failure, each with its phrase.

use std::fmt;

use http::StatusCode;

/// What kind of failure an [`Error`](crate::Error) is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request could not be built: a path with `..`, a header with a line feed, an unreadable
    /// body file.
    InvalidRequest,
    /// No credential could be obtained: the provider or the token exchange failed.
    Credentials,
    /// No connection came about, and nothing was sent.
    Connect,
    /// The TLS handshake failed, usually over a root certificate that is not trusted.
    Tls,
    /// The connection broke, or the answer ended early.
    Interrupted,
    /// A timeout or a deadline passed.
    Timeout,
    /// The caller cancelled the waiting.
    Cancelled,
    /// A redirect could not be followed.
    Redirect,
    /// 401: the credentials were refused.
    Unauthenticated,
    /// 403: the user may not do this, or the platform's licence does not allow it.
    Forbidden,
    /// 404: not there, or hidden from this user.
    NotFound,
    /// 404 from the platform's router: the service is not installed, or the base URL leads
    /// elsewhere.
    ServiceAbsent,
    /// 409: it exists already, or contradicts a rule of the repository.
    Conflict,
    /// 412: a condition did not hold.
    PreconditionFailed,
    /// 413, or an answer beyond the limit for reading it into memory.
    TooLarge,
    /// 429: too many requests.
    RateLimited,
    /// Another 4xx: the server did not understand or did not want the request.
    BadRequest,
    /// 5xx: the server, or a proxy before it, failed.
    Server,
    /// A SaaS platform that was put to sleep and must be woken in the browser.
    PlatformAsleep,
    /// A web page where data was due: a login, a proxy, a wrong base URL.
    UnexpectedHtml,
    /// An answer that is not what its endpoint promises, or a status nobody expected.
    UnexpectedResponse,
    /// An answer that could not be decoded.
    Decode,
    /// Content whose checksum is not the announced one.
    ChecksumMismatch,
    /// Content without any announced checksum, where one was required.
    Unverifiable,
    /// Content that was replaced on the server while it was being downloaded.
    ContentChanged,
    /// A local file could not be written or read.
    Io,
}

impl ErrorKind {
    fn phrase(self) -> &'static str {
        match self {
            Self::InvalidRequest => "the request is not valid",
            Self::Credentials => "no credential could be obtained",
            Self::Connect => "the server could not be reached",
            Self::Tls => "no secure connection could be established",
            Self::Interrupted => "the connection was interrupted",
            Self::Timeout => "it took too long",
            Self::Cancelled => "it was cancelled",
            Self::Redirect => "the redirect cannot be followed",
            Self::Unauthenticated => "the credentials were refused",
            Self::Forbidden => "permission was refused",
            Self::NotFound => "not found, or hidden from this user",
            Self::ServiceAbsent => "there is no such service at this URL",
            Self::Conflict => "it conflicts with what is there",
            Self::PreconditionFailed => "a condition did not hold",
            Self::TooLarge => "it is too large",
            Self::RateLimited => "too many requests",
            Self::BadRequest => "the server refused the request",
            Self::Server => "the server failed",
            Self::PlatformAsleep => "the platform is asleep",
            Self::UnexpectedHtml => "a web page came where data was due",
            Self::UnexpectedResponse => "the answer is not what was expected",
            Self::Decode => "the answer could not be decoded",
            Self::ChecksumMismatch => "the content is not what was announced",
            Self::Unverifiable => "no checksum was announced",
            Self::ContentChanged => "the content changed during the download",
            Self::Io => "a local file could not be used",
        }
    }

    pub(crate) fn from_status(status: StatusCode) -> Self {
        match status.as_u16() {
            401 => Self::Unauthenticated,
            403 => Self::Forbidden,
            404 => Self::NotFound,
            408 => Self::Timeout,
            409 => Self::Conflict,
            412 => Self::PreconditionFailed,
            413 => Self::TooLarge,
            429 => Self::RateLimited,
            400..=499 => Self::BadRequest,
            500..=599 => Self::Server,
            _ => Self::UnexpectedResponse,
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.phrase())
    }
}
