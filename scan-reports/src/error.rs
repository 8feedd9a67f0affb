//! Why a report could not be read.

use std::fmt;

use crate::Format;

/// Why bytes could not be read as a scanner report: a stable code, a reason, and the place.
///
/// ```
/// use scan_reports::{ErrorCode, Report};
///
/// let error = Report::parse(br#"{"SchemaVersion": 2, "Results": "none"}"#).unwrap_err();
/// assert_eq!(error.code(), ErrorCode::Structure);
/// assert_eq!(error.path(), Some("Results"));
/// assert_eq!(
///     error.to_string(),
///     "expected a list, found text at `Results` (line 1, column 39)",
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Error(Box<Inner>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    code: ErrorCode,
    reason: String,
    format: Option<Format>,
    path: Option<String>,
    position: Option<(usize, usize)>,
}

/// What is wrong, as a code that stays the same between versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorCode {
    /// The input holds nothing, or white space only. A scanner that failed leaves such files; it
    /// does not mean that nothing was found.
    Empty,
    /// The input is not UTF-8 (`>` of Windows PowerShell 5 writes UTF-16).
    Encoding,
    /// The input is not JSON, or its JSON is broken.
    Syntax,
    /// The input ends in the middle of the document.
    Truncated,
    /// The input is JSON, but not of a scanner this crate recognises.
    NotAReport,
    /// The scanner is recognised ([`Error::format`] names it) but cannot be read yet.
    Unsupported,
    /// The scanner is supported, this version of its report is not.
    UnsupportedVersion,
    /// A part that everything else hangs on has the wrong type, or occurs twice.
    Structure,
    /// The input goes beyond the [`Limits`](crate::Limits).
    LimitExceeded,
}

impl ErrorCode {
    /// Returns the code as text, for logs and machine-readable output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Encoding => "encoding",
            Self::Syntax => "syntax",
            Self::Truncated => "truncated",
            Self::NotAReport => "not-a-report",
            Self::Unsupported => "unsupported",
            Self::UnsupportedVersion => "unsupported-version",
            Self::Structure => "structure",
            Self::LimitExceeded => "limit-exceeded",
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Error {
    /// Returns what is wrong, as a stable code.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        self.0.code
    }

    /// Returns the reason alone, without the place.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.0.reason
    }

    /// Returns the recognised format, where recognition got that far.
    #[must_use]
    pub fn format(&self) -> Option<Format> {
        self.0.format
    }

    /// Returns the JSON path of the fault, such as `Results[0].Vulnerabilities`.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// Returns the line of the fault, counted from 1.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.0.position.map(|(line, _)| line)
    }

    /// Returns the column of the fault in bytes, counted from 1; 0 stands for the end of the line
    /// before.
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        self.0.position.map(|(_, column)| column)
    }

    pub(crate) fn new(code: ErrorCode, reason: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            code,
            reason: reason.into(),
            format: None,
            path: None,
            position: None,
        }))
    }

    pub(crate) fn with_format(mut self, format: Format) -> Self {
        self.0.format = Some(format);
        self
    }

    pub(crate) fn with_path(mut self, path: impl Into<String>) -> Self {
        let path = path.into();
        // "." is the path crate's word for the document itself, "?" ends a path it lost track of.
        self.0.path = (path != "." && !path.is_empty()).then_some(path);
        self
    }

    pub(crate) fn with_code(mut self, code: ErrorCode) -> Self {
        self.0.code = code;
        self
    }

    /// Takes over what the JSON reader says, position apart from reason.
    pub(crate) fn from_json(error: &serde_json::Error) -> Self {
        let code = match error.classify() {
            serde_json::error::Category::Eof => ErrorCode::Truncated,
            serde_json::error::Category::Data => ErrorCode::Structure,
            serde_json::error::Category::Syntax | serde_json::error::Category::Io => {
                ErrorCode::Syntax
            }
        };
        let text = error.to_string();
        let suffix = format!(" at line {} column {}", error.line(), error.column());
        let reason = text.strip_suffix(&suffix).unwrap_or(&text);
        // The reader reports its bound on nesting as if it were bad syntax.
        let code =
            if reason == "recursion limit exceeded" { ErrorCode::LimitExceeded } else { code };
        let mut this = Self::new(code, reason);
        if error.line() > 0 {
            this.0.position = Some((error.line(), error.column()));
        }
        this
    }
}

impl fmt::Display for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)?;
        if let Some(path) = &self.path {
            write!(f, " at `{path}`")?;
        }
        if let Some((line, column)) = self.position {
            write!(f, " (line {line}, column {column})")?;
        }
        Ok(())
    }
}
