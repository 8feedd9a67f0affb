//! Why a manifest cannot be read or edited, and where.

use std::fmt;

/// A place in a manifest: which document of the stream, which line, which column.
///
/// All three count from one; columns count characters, not bytes, and a byte order mark is not a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Position {
    /// The document within the stream.
    pub document: usize,
    /// The line within the whole text.
    pub line: usize,
    /// The column within that line.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "document {}, line {}, column {}", self.document, self.line, self.column)
    }
}

/// What kind of fault stopped a manifest from being read or edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorCode {
    /// The text is not UTF-8.
    NotUtf8,
    /// The text is neither YAML nor JSON.
    Syntax,
    /// The text is a template (`{{ … }}`) that has not been rendered yet.
    Template,
    /// A mapping says the same key twice. `kubectl` silently keeps the last one; a gate must not guess.
    DuplicateKey,
    /// One of the [`Limits`](crate::Limits) is exceeded.
    Limit,
    /// The edit would also change another place, which shares the node through an anchor or a merge key.
    Shared,
    /// The text is valid, but nothing a Kubernetes object could be, or nothing this crate edits.
    Unsupported,
    /// The annotations of one object would exceed what Kubernetes allows.
    TooLarge,
    /// The edited text did not read back as the original plus the annotations. No text is returned.
    Verification,
}

impl ErrorCode {
    /// Returns the stable name of the code.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotUtf8 => "not-utf8",
            Self::Syntax => "syntax",
            Self::Template => "template",
            Self::DuplicateKey => "duplicate-key",
            Self::Limit => "limit",
            Self::Shared => "shared",
            Self::Unsupported => "unsupported",
            Self::TooLarge => "too-large",
            Self::Verification => "verification",
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a manifest could not be read or edited, and where.
///
/// ```
/// use k8s_admission::{ErrorCode, Manifests};
///
/// let error = Manifests::parse("kind: Pod\nkind: Job\n").unwrap_err();
/// assert_eq!(error.code(), ErrorCode::DuplicateKey);
/// assert_eq!((error.line(), error.column()), (Some(2), Some(1)));
/// assert_eq!(error.to_string(), "document 1, line 2, column 1: the key `kind` appears twice in one mapping");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Error {
    code: ErrorCode,
    reason: String,
    position: Option<Position>,
}

impl Error {
    pub(crate) fn new(code: ErrorCode, reason: impl Into<String>) -> Self {
        Self { code, reason: reason.into(), position: None }
    }

    pub(crate) fn at(mut self, position: Position) -> Self {
        self.position = Some(position);
        self
    }

    /// Returns the kind of fault.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// Returns the fault in words, without its place.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Returns where the fault is, if it has a place.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.position
    }

    /// Returns the number of the faulty document, from one.
    #[must_use]
    pub fn document(&self) -> Option<usize> {
        self.position.map(|position| position.document)
    }

    /// Returns the line of the fault, from one.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.position.map(|position| position.line)
    }

    /// Returns the column of the fault in characters, from one.
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        self.position.map(|position| position.column)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.position {
            Some(position) => write!(f, "{position}: {}", self.reason),
            None => f.write_str(&self.reason),
        }
    }
}
