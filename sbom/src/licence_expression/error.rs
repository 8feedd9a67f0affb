//! Why a text is not an expression.

use std::fmt;
use std::ops::Range;

use super::LicenceReading;

/// Why a text is not a licence expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LicenceError {
    reason: String,
    /// The part of the text that is at fault.
    part: String,
    span: Range<usize>,
    /// The reading that takes the text.
    reading: Option<LicenceReading>,
}

impl LicenceError {
    pub(super) fn new(text: &str, span: Range<usize>, reason: impl Into<String>) -> Self {
        let part: String = text.get(span.clone()).unwrap_or_default().chars().take(80).collect();
        Self { reason: reason.into(), part, span, reading: None }
    }

    pub(super) fn from_spdx(text: &str, error: &spdx::ParseError) -> Self {
        Self::new(text, error.span.clone(), error.reason.to_string())
    }

    pub(super) fn taken_by(self, reading: Option<LicenceReading>) -> Self {
        Self { reading, ..self }
    }

    /// Returns the reading that takes the text, of several the strictest; `None` if none does.
    #[must_use]
    pub fn reading(&self) -> Option<LicenceReading> {
        self.reading
    }

    /// Returns what is wrong, in words for people.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Returns where in the text, in bytes.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }
}

impl fmt::Display for LicenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a licence expression: {}", self.reason)?;
        if !self.part.is_empty() {
            write!(f, ": `{}`", self.part)?;
        }
        match self.reading {
            Some(reading) => write!(f, "; `LicenceReading::{reading:?}` takes it"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for LicenceError {}
