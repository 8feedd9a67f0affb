//! Why a document could not be read, and where in it the reason stands.

use std::fmt;

/// The reason a document was refused, with its place.
///
/// The place is a line, a column and a path, each known whenever the input could be read far enough
/// to tell. The path is a JSON Pointer (RFC 6901: `/components/3/licenses/0`), in XML the elements
/// from the root (`/bom/components/component[4]`). Columns count bytes from 1, as editors with a byte
/// ruler do.
///
/// `Serialize` gives `code`, `message` and, where they are known, `line`, `column` and `path`.
///
/// # Examples
///
/// ```
/// let text = br#"{"bomFormat": "CycloneDX", "components": [{"name": 7}]}"#;
/// let error = sbom::parse(text).unwrap_err();
/// assert_eq!(error.code(), sbom::Code::WrongType);
/// assert_eq!(error.path(), Some("/components/0/name"));
/// assert_eq!((error.line(), error.column()), (Some(1), Some(52)));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Error(Box<Inner>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Inner {
    code: Code,
    message: String,
    position: Option<Position>,
    path: Option<String>,
}

/// A line and a column, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl Error {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self(Box::new(Inner { code, message: message.into(), position: None, path: None }))
    }

    pub(crate) fn at(mut self, position: Position) -> Self {
        self.0.position = Some(position);
        self
    }

    /// Sets the path; an empty one says nothing and is left out.
    pub(crate) fn on(mut self, path: String) -> Self {
        self.0.path = (!path.is_empty()).then_some(path);
        self
    }

    /// Moves a place within a part, which starts at `start`, to the whole.
    pub(crate) fn shifted(mut self, start: Position) -> Self {
        if let Some(position) = &mut self.0.position {
            if position.line == 1 {
                position.column += start.column - 1;
            }
            position.line += start.line - 1;
        }
        self
    }

    /// Replaces the reason and keeps the place.
    pub(crate) fn because(mut self, code: Code, message: String) -> Self {
        self.0.code = code;
        self.0.message = message;
        self
    }

    /// Puts the member that held the inner document in front of the path.
    pub(crate) fn inside(mut self, outer: &str) -> Self {
        self.0.path = Some(match self.0.path.take() {
            Some(path) => format!("{outer}{path}"),
            None => outer.to_owned(),
        });
        self
    }

    /// Returns the stable reason, for programs to act on.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// Returns the reason in words, without the place.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns the line, from 1.
    ///
    /// For a document inside a DSSE envelope, lines count within the decoded payload.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.0.position.map(|position| position.line)
    }

    /// Returns the column in bytes, from 1.
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        self.0.position.map(|position| position.column)
    }

    /// Returns the path to the value at fault, such as `/packages/12/checksums`.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// Reports whether a bound of [`Limits`](crate::Limits) refused the document.
    #[must_use]
    pub fn is_limit(&self) -> bool {
        matches!(self.0.code, Code::TooLarge | Code::TooDeep | Code::TooMany)
    }

    /// Reports whether the input is something else than the formats this crate reads.
    #[must_use]
    pub fn is_unsupported(&self) -> bool {
        matches!(
            self.0.code,
            Code::UnsupportedFormat | Code::NotAnSbom | Code::NotVex | Code::Unrecognised
        )
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        if let Some(position) = self.0.position {
            write!(f, " at line {} column {}", position.line, position.column)?;
        }
        match &self.0.path {
            Some(path) => write!(f, " (`{path}`)"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("code", &self.0.code)
            .field("message", &self.0.message)
            .field("position", &self.0.position)
            .field("path", &self.0.path)
            .finish()
    }
}

impl std::error::Error for Error {}

/// Every reason this crate has for refusing a document.
///
/// The text of [`Code::as_str`] is stable: it may be logged, matched and documented.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Code {
    /// There is nothing but white space.
    Empty,
    /// The bytes match no format that is known here.
    Unrecognised,
    /// The bytes are an SBOM in a format or encoding that is recognised but not read.
    UnsupportedFormat,
    /// The bytes are a known kind of document that holds no SBOM, such as a scanner's report.
    NotAnSbom,
    /// The bytes are a known kind of document that is no VEX.
    NotVex,
    /// The document claims to be of two formats at once.
    AmbiguousFormat,
    /// The bytes are not valid text in their encoding.
    InvalidEncoding,
    /// The text breaks the grammar of its encoding: JSON, XML, YAML or tag-value.
    Syntax,
    /// The text ends in the middle of a value.
    Truncated,
    /// An object has the same key twice, and readers disagree on which one counts.
    DuplicateKey,
    /// A value has another type than the format gives it.
    WrongType,
    /// A member that the format requires is missing. For SBOMs, only
    /// [`Mode::Strict`](crate::Mode) refuses that.
    MissingMember,
    /// A deviation from the format that only [`Mode::Strict`](crate::Mode) refuses.
    Deviation,
    /// An envelope's payload cannot be opened.
    InvalidEnvelope,
    /// A gzip or ZIP file cannot be unpacked.
    InvalidArchive,
    /// The input has more bytes than allowed.
    TooLarge,
    /// Values are nested deeper than allowed.
    TooDeep,
    /// There are more items than allowed.
    TooMany,
}

impl Code {
    /// Returns the stable text of the code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Unrecognised => "unrecognised",
            Self::UnsupportedFormat => "unsupported-format",
            Self::NotAnSbom => "not-an-sbom",
            Self::NotVex => "not-vex",
            Self::AmbiguousFormat => "ambiguous-format",
            Self::InvalidEncoding => "invalid-encoding",
            Self::Syntax => "syntax",
            Self::Truncated => "truncated",
            Self::DuplicateKey => "duplicate-key",
            Self::WrongType => "wrong-type",
            Self::MissingMember => "missing-member",
            Self::Deviation => "deviation",
            Self::InvalidEnvelope => "invalid-envelope",
            Self::InvalidArchive => "invalid-archive",
            Self::TooLarge => "too-large",
            Self::TooDeep => "too-deep",
            Self::TooMany => "too-many",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
