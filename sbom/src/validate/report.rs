//! What was found, one violation at a time.

use std::fmt;

/// What validation found.
///
/// `Display` is a line for each violation and one that sums up. `Serialize` gives `valid`,
/// `passes_schema`, the numbers of `errors`, `warnings` and `remarks`, `omitted`, and `violations`.
///
/// # Examples
///
/// ```
/// let document = sbom::parse(br#"{"bomFormat": "CycloneDX", "specVersion": "1.6",
///   "components": [{"type": "library", "name": "serde",
///     "hashes": [{"alg": "SHA-256", "content": "d41d8cd98f00b204e9800998ecf8427e"}]}]}"#)?;
/// let report = document.validate();
/// assert!(report.passes_schema() && !report.is_valid());
/// assert!(report.to_string().ends_with("\nnot valid, 1 error"));
/// # Ok::<(), sbom::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub(super) violations: Vec<Violation>,
    pub(super) counts: [[usize; 3]; 2],
}

impl Report {
    /// Returns the violations: those of the schema first, and of each level in the order of the
    /// document. Those whose place in the input is not known come last, as they were found.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// Reports whether the document follows its specification: there is no error, neither of the
    /// schema nor beyond it.
    ///
    /// Warnings and remarks do not count, nor do rules that [`Options`](super::Options) left out.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.total(Severity::Error) == 0
    }

    /// Reports whether the official schema accepts the document: there is no error of
    /// [`Level::Schema`]. What only the prose of the specification demands does not count.
    #[must_use]
    pub fn passes_schema(&self) -> bool {
        self.count(Level::Schema, Severity::Error) == 0
    }

    /// Returns how many violations of a level and severity there are, also those beyond the
    /// number that is described.
    #[must_use]
    pub fn count(&self, level: Level, severity: Severity) -> usize {
        self.counts.get(level as usize).and_then(|of| of.get(severity as usize)).map_or(0, |it| *it)
    }

    /// Returns how many violations of a severity there are, of both levels.
    #[must_use]
    pub fn total(&self, severity: Severity) -> usize {
        self.count(Level::Schema, severity) + self.count(Level::Semantic, severity)
    }

    /// Returns how many violations are counted but not described.
    #[must_use]
    pub fn omitted(&self) -> usize {
        let all: usize = self.counts.iter().flatten().sum();
        all.saturating_sub(self.violations.len())
    }
}

/// Writes a line for each violation, then one with the verdict and the numbers: `valid`, or
/// `not valid, 2 errors, 1 warning`.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for violation in &self.violations {
            writeln!(f, "{violation}")?;
        }
        f.write_str(if self.is_valid() { "valid" } else { "not valid" })?;
        for (severity, noun) in NOUNS {
            match self.total(severity) {
                0 => {}
                1 => write!(f, ", 1 {noun}")?,
                several => write!(f, ", {several} {noun}s")?,
            }
        }
        match self.omitted() {
            0 => Ok(()),
            omitted => write!(f, " ({omitted} more than are listed)"),
        }
    }
}

const NOUNS: [(Severity, &str); 3] =
    [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "remark")];

impl<'r> IntoIterator for &'r Report {
    type Item = &'r Violation;
    type IntoIter = std::slice::Iter<'r, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.violations.iter()
    }
}

/// A rule that a document breaks, and where.
///
/// Its `Display` is one line: `error[cdx-hash-content] /components/0/hashes/0/content: …`, in
/// tag-value `error[spdx2-date] BuiltDate (line 19, column 12): …`.
/// `Serialize` gives `code`, `level`, `severity`, `path`, `message` and, where they are known, `line`,
/// `column`, `tag` and `element`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    pub(super) code: &'static str,
    pub(super) level: Level,
    pub(super) severity: Severity,
    pub(super) path: String,
    pub(super) place: Option<(usize, usize)>,
    pub(super) tag: Option<String>,
    pub(super) message: String,
    pub(super) element: Option<String>,
}

impl Violation {
    /// Returns the stable name of the rule, such as `cdx-hash-content`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// Returns where the rule comes from.
    #[must_use]
    pub fn level(&self) -> Level {
        self.level
    }

    /// Returns how bad it is.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// Returns where it is: a JSON Pointer (`/components/0/name`; empty for the document itself)
    /// into the JSON that the document stands for, whatever its encoding is; or, where a rule of
    /// the schema of CycloneDX in XML is broken, the elements from the root
    /// (`/bom/components/component[1]/name`, counted from one). [`Document::at`] and
    /// [`Document::component_at`] tell what stands there.
    ///
    /// [`Document::at`]: crate::Document::at
    /// [`Document::component_at`]: crate::Document::component_at
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the tag of the line, such as `PackageLicenseConcluded`, of documents that were read
    /// from tag-value. What concerns the document as a whole has none.
    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// Returns the line, counted from one, if the place in the input is known.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.place.map(|(line, _)| line)
    }

    /// Returns the column in bytes, counted from one, if the place in the input is known.
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        self.place.map(|(_, column)| column)
    }

    /// Returns what is wrong and what was expected, in lower case and without a full stop.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the id of the innermost element around it that has one.
    #[must_use]
    pub fn element(&self) -> Option<&str> {
        self.element.as_deref()
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]", self.severity, self.code)?;
        let place = self.tag().unwrap_or(&self.path);
        if !place.is_empty() {
            write!(f, " {place}")?;
        }
        if let Some((line, column)) = self.place {
            write!(f, " (line {line}, column {column})")?;
        }
        write!(f, ": {}", self.message)
    }
}

/// Where a rule comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Level {
    /// The official schema of the version.
    Schema,
    /// The prose of the specification, or what documents must be to be of use.
    Semantic,
}

impl Level {
    /// Returns `schema` or `semantic`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::Semantic => "semantic",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How bad a violation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Info,
    /// Allowed, and probably a mistake.
    Warning,
    /// The rule is broken.
    Error,
}

impl Severity {
    /// Returns `info`, `warning` or `error`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
