//! Why a change was refused.

use std::fmt;

/// Why a change could not be made; the document is as it was before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditError(Reason);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Reason {
    UnknownElement(String),
    NoPlace(&'static str),
    Invalid { what: &'static str, text: String, why: String },
    Broken(crate::Error),
}

impl EditError {
    pub(super) fn unknown(id: &str) -> Self {
        Self(Reason::UnknownElement(id.to_owned()))
    }

    pub(super) fn no_place(what: &'static str) -> Self {
        Self(Reason::NoPlace(what))
    }

    /// `why` says what one would be.
    pub(super) fn invalid(what: &'static str, text: &str, why: impl Into<String>) -> Self {
        Self(Reason::Invalid { what, text: text.to_owned(), why: why.into() })
    }

    pub(super) fn broken(error: crate::Error) -> Self {
        Self(Reason::Broken(error))
    }

    /// Reports whether an element was named that the document does not have.
    #[must_use]
    pub fn is_unknown_element(&self) -> bool {
        matches!(self.0, Reason::UnknownElement(_))
    }

    /// Reports whether a value was given that is not what it should be, such as a digest of another
    /// length.
    #[must_use]
    pub fn is_invalid(&self) -> bool {
        matches!(self.0, Reason::Invalid { .. })
    }
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Reason::UnknownElement(id) => write!(f, "the document has no element `{id}`"),
            Reason::NoPlace(what) => write!(f, "the document's format has no {what}"),
            Reason::Invalid { what, text, why } => write!(f, "`{text}` is no {what}: {why}"),
            Reason::Broken(_) => f.write_str("the changed document cannot be read"),
        }
    }
}

impl std::error::Error for EditError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Reason::Broken(error) => Some(error),
            _ => None,
        }
    }
}
