//! What a platform's refusal means for the evidence.

use jfrog_http::{Error, ErrorKind};

use crate::{SourceError, SourceErrorKind};

/// Sorts an HTTP failure; the cause keeps the details.
pub(super) fn classify(what: &str, error: Error) -> SourceError {
    let kind = match error.kind() {
        ErrorKind::Credentials | ErrorKind::Unauthenticated | ErrorKind::Forbidden => {
            SourceErrorKind::Denied
        }
        ErrorKind::NotFound => SourceErrorKind::NotFound,
        ErrorKind::Decode
        | ErrorKind::UnexpectedResponse
        | ErrorKind::ChecksumMismatch
        | ErrorKind::TooLarge => SourceErrorKind::Unreadable,
        _ => SourceErrorKind::Unavailable,
    };
    SourceError::new(kind, format!("cannot {what}")).with_source(error)
}
