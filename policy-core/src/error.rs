//! Faults and remarks, each with a place.

use std::fmt::{self, Write as _};

use serde::Serialize;

use crate::code::Code;

/// A fault in a document, or a remark on a document or on evidence.
///
/// `Display` gives one line; [`render`](Self::render) adds the lines of the source with a caret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Diagnostic {
    /// Where in the text, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// What kind, for tools.
    pub code: Code,
    /// Whether it stops the work.
    pub level: Level,
    /// Where in the document's structure: `rules[3].vulnerability.severity`. Empty for the whole.
    pub path: String,
    /// What is wrong, in one line.
    pub message: String,
    /// Other places in the same text that it has to do with.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<Label>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// What to write instead, if that is clear.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

/// A diagnostic of level [`Level::Warning`]: the document is valid, and probably not meant so.
pub type Lint = Diagnostic;

/// Whether a diagnostic stops the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Level {
    /// The document is refused.
    Error,
    /// Worth a look.
    Warning,
    /// Good to know.
    Info,
}

/// Writes `error`, `warning` or `note`, as compilers do.
impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "note",
        })
    }
}

/// Another place that a diagnostic has to do with, such as the first of two things of one name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Label {
    /// Where in the text.
    pub span: Span,
    /// What is there: `the first one`.
    pub message: String,
}

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[non_exhaustive]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset after the last byte.
    pub end: usize,
    /// Line of the first byte, from 1.
    pub line: usize,
    /// Column of the first character in its line, from 1, counted in characters.
    pub column: usize,
}

impl Diagnostic {
    pub(crate) fn new(
        code: Code,
        level: Level,
        path: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            span: None,
            code,
            level,
            path: path.into(),
            message: message.into(),
            labels: Vec::new(),
            help: None,
            suggestion: None,
        }
    }

    pub(crate) fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Adds a place, and what is there.
    pub(crate) fn label(&mut self, span: Span, message: impl Into<String>) -> &mut Self {
        self.labels.push(Label { span, message: message.into() });
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn suggest(mut self, suggestion: impl Into<String>) -> Self {
        self.suggestion = Some(suggestion.into());
        self
    }

    /// Returns the diagnostic with the lines of `source` it is about, as compilers print it.
    ///
    /// `origin` names the text for the reader, usually the file's path. Without a span, or with a
    /// `source` it does not fit, the line is left out.
    ///
    /// ```
    /// use policy_core::{LoadOptions, Policy};
    ///
    /// let source = "apiVersion: policy/v1alpha1\nkind: ArtifactPolicy\nmetadata: { nam: x }\n";
    /// let error = Policy::parse(source, &LoadOptions::default()).unwrap_err();
    /// let text = error.diagnostics()[0].render("policy.yaml", source);
    /// assert!(text.contains("--> policy.yaml:3:13"), "{text}");
    /// assert!(text.contains("did you mean `name`?"), "{text}");
    /// ```
    #[must_use]
    pub fn render(&self, origin: &str, source: &str) -> String {
        let mut out = format!("{}[{}]: {}\n", self.level, self.code, self.message);
        // Writing to a String cannot fail.
        if let Some(span) = self.span {
            let last = self.labels.iter().map(|label| label.span.line).fold(span.line, usize::max);
            let digits = last.to_string().len();
            let gutter = " ".repeat(digits);
            let _ = writeln!(out, "{gutter}--> {origin}:{}:{}", span.line, span.column);
            let mut above: Option<(usize, String)> = None;
            for (place, mark, what) in self.marks(span) {
                let Some(line) = source.lines().nth(place.line.saturating_sub(1)) else { continue };
                let (shown, lead, width) = excerpt(line, place);
                let next = (place.line, shown);
                let _ = match &above {
                    None => writeln!(out, "{gutter} |"),
                    Some((line, _)) if place.line > line + 1 => writeln!(out, "{gutter}..."),
                    Some(_) => Ok(()),
                };
                if above.as_ref() != Some(&next) {
                    let _ = writeln!(out, "{:<digits$} | {}", next.0, next.1);
                }
                above = Some(next);
                let (lead, marks) = (" ".repeat(lead), mark.repeat(width));
                let _ = writeln!(out, "{}", format!("{gutter} | {lead}{marks} {what}").trim_end());
            }
            if !self.path.is_empty() {
                let _ = writeln!(out, "{gutter} = in `{}`", self.path);
            }
            if let Some(help) = self.advice() {
                let _ = writeln!(out, "{gutter} = help: {help}");
            }
        } else {
            if !self.path.is_empty() {
                let _ = writeln!(out, "  = in `{}`", self.path);
            }
            if let Some(help) = self.advice() {
                let _ = writeln!(out, "  = help: {help}");
            }
        }
        out
    }

    /// The places to show, in the order of the text, how each is marked, and what is there.
    fn marks(&self, span: Span) -> Vec<(Span, &'static str, &str)> {
        let labels = self.labels.iter().map(|label| (label.span, "-", label.message.as_str()));
        let mut marks: Vec<_> = std::iter::once((span, "^", "")).chain(labels).collect();
        marks.sort_by_key(|(place, ..)| (place.line, place.column));
        marks
    }

    fn advice(&self) -> Option<String> {
        match (&self.suggestion, &self.help) {
            (Some(suggestion), Some(help)) => Some(format!("did you mean `{suggestion}`? {help}")),
            (Some(suggestion), None) => Some(format!("did you mean `{suggestion}`?")),
            (None, Some(help)) => Some(help.clone()),
            (None, None) => None,
        }
    }
}

/// The visible part of a long line, where the caret starts in it, and its width.
fn excerpt(line: &str, span: Span) -> (String, usize, usize) {
    const WIDTH: usize = 100;
    let column = span.column.saturating_sub(1);
    let skipped = if column > WIDTH * 3 / 4 { column - WIDTH / 2 } else { 0 };
    // Tabs and control characters would move the caret or the terminal.
    let mut shown: String = line
        .chars()
        .skip(skipped)
        .take(WIDTH)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let length = shown.chars().count();
    let mut lead = column - skipped;
    if skipped > 0 {
        shown.insert(0, '…');
        lead += 1;
    }
    let room = (length + usize::from(skipped > 0)).saturating_sub(lead).max(1);
    let text_end = shown.trim_end().chars().count().saturating_sub(lead).max(1);
    let width = span.end.saturating_sub(span.start).clamp(1, room.min(text_end));
    (shown, lead, width)
}

/// Writes `3:1: error[P301]: ruels: unknown key `ruels`; did you mean `rules`?`: the place in the
/// text, the level and the code, the place in the structure, what is wrong and what to do.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(span) = self.span {
            write!(f, "{}:{}: ", span.line, span.column)?;
        }
        write!(f, "{}[{}]: ", self.level, self.code)?;
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)?;
        // In one line, no other is to be looked for.
        let elsewhere = |label: &&Label| self.span.is_none_or(|span| span.line != label.span.line);
        for label in self.labels.iter().filter(elsewhere) {
            write!(f, "; {} is in line {}", label.message, label.span.line)?;
        }
        match self.advice() {
            Some(advice) => write!(f, "; {advice}"),
            None => Ok(()),
        }
    }
}

/// A document that was refused, with every fault found in it, in the order of the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct LoadError {
    diagnostics: Vec<Diagnostic>,
}

impl LoadError {
    pub(crate) fn new(mut diagnostics: Vec<Diagnostic>) -> Self {
        diagnostics.sort();
        diagnostics.dedup();
        Self { diagnostics }
    }

    /// Returns every fault, in the order of the text; never none. Lints are among them.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Returns all faults with the lines of `source` they are about; see [`Diagnostic::render`].
    #[must_use]
    pub fn render(&self, origin: &str, source: &str) -> String {
        let parts: Vec<String> =
            self.diagnostics.iter().map(|diagnostic| diagnostic.render(origin, source)).collect();
        parts.join("\n")
    }
}

/// Writes the number of faults and each on a line of its own, as [`Diagnostic`] writes itself.
/// Warnings stand among them and are not counted.
impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let faults =
            self.diagnostics.iter().filter(|diagnostic| diagnostic.level == Level::Error).count();
        let plural = if faults == 1 { "" } else { "s" };
        write!(f, "{faults} fault{plural} in the document")?;
        for diagnostic in &self.diagnostics {
            write!(f, "\n  {diagnostic}")?;
        }
        Ok(())
    }
}
