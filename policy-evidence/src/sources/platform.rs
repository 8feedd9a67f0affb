//! What the sources that ask a platform share.

use jfrog_http::{Error, ErrorKind};

use crate::{Image, Location, SourceError, SourceErrorKind};

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

/// Returns where the platform stores the image.
pub(super) fn location(image: &Image) -> Result<&Location, SourceError> {
    image.location().ok_or_else(|| {
        SourceError::new(
            SourceErrorKind::NotFound,
            format!("`{image}` is not named as an image of this platform"),
        )
    })
}
