//! Why a source could not tell what it should know.

use std::error::Error as StdError;
use std::fmt;

/// The failure of one source.
///
/// It does not fail the collection: it becomes missing evidence with this text as its reason. A
/// caller who must tell "the platform is down" from "the platform says no" asks for the
/// [`kind`](Self::kind).
#[derive(Debug)]
pub struct SourceError {
    kind: SourceErrorKind,
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What kind of failure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SourceErrorKind {
    /// The platform did not answer, or answered that it cannot. Another attempt may succeed.
    Unavailable,
    /// The deadline of the collection came first.
    DeadlineExceeded,
    /// The scan has not finished, failed, or never started.
    NotScanned,
    /// The credentials are missing, wrong, or not allowed to see this.
    Denied,
    /// The artifact does not exist there.
    NotFound,
    /// The answer or document is not what it should be.
    Unreadable,
    /// The evidence belongs to another digest.
    OtherDigest,
}

impl SourceError {
    /// Returns a failure of the given kind: lower case, no full stop.
    #[must_use]
    pub fn new(kind: SourceErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), source: None }
    }

    /// Adds the cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Returns what kind of failure it is.
    #[must_use]
    pub const fn kind(&self) -> SourceErrorKind {
        self.kind
    }

    /// Returns the message with every cause behind it, in one line: what a reader of the decision
    /// gets to see as the reason of missing evidence.
    #[must_use]
    pub fn reason(&self) -> String {
        let mut reason = self.message.clone();
        let mut cause = self.source();
        while let Some(error) = cause {
            let text = error.to_string();
            if !reason.ends_with(&text) {
                reason.push_str(": ");
                reason.push_str(&text);
            }
            cause = error.source();
        }
        reason
    }
}

/// The message alone; the cause is in [`source`](StdError::source).
impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for SourceError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_holds_every_cause_once() {
        let cause = SourceError::new(SourceErrorKind::Unavailable, "connection refused");
        let error = SourceError::new(SourceErrorKind::Unavailable, "xray did not answer")
            .with_source(cause);
        assert_eq!(error.reason(), "xray did not answer: connection refused");
        assert_eq!(error.to_string(), "xray did not answer");
    }
}
