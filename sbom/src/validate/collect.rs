//! Gathering violations: descriptions up to a number, their order and places in the input worked
//! out at the end.

use super::{Level, Options, Report, Severity, Violation};

/// Takes violations while a document is walked.
#[derive(Debug)]
pub(crate) struct Collector {
    found: Vec<(Violation, Option<usize>)>,
    counts: [[usize; 3]; 2],
    most: usize,
}

/// What a violation is about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Place {
    pub(crate) path: String,
    /// Where in the source.
    pub(crate) offset: Option<usize>,
    pub(crate) element: Option<String>,
}

impl Collector {
    pub(crate) fn new(options: &Options) -> Self {
        Self { found: Vec::new(), counts: [[0; 3]; 2], most: options.most }
    }

    /// Reports whether violations are only counted from now on.
    pub(crate) fn is_full(&self) -> bool {
        self.found.len() >= self.most
    }

    /// Takes an error of the schema; place and message are only worked out if they are kept.
    pub(crate) fn error(
        &mut self,
        code: &'static str,
        place: impl FnOnce() -> Place,
        message: impl FnOnce() -> String,
    ) {
        self.add(code, Level::Schema, Severity::Error, place, message);
    }

    /// Takes a violation of a rule beyond the schema.
    pub(crate) fn semantic(
        &mut self,
        code: &'static str,
        severity: Severity,
        place: impl FnOnce() -> Place,
        message: impl FnOnce() -> String,
    ) {
        self.add(code, Level::Semantic, severity, place, message);
    }

    #[cold]
    fn add(
        &mut self,
        code: &'static str,
        level: Level,
        severity: Severity,
        place: impl FnOnce() -> Place,
        message: impl FnOnce() -> String,
    ) {
        let of_level = self.counts.get_mut(level as usize);
        if let Some(count) = of_level.and_then(|of| of.get_mut(severity as usize)) {
            *count += 1;
        }
        if self.is_full() {
            return;
        }
        let Place { path, offset, element } = place();
        let message = message();
        let violation = Violation { code, level, severity, path, place: None, message, element };
        self.found.push((violation, offset));
    }

    /// Puts the violations in the order of the document and works out lines and columns, in a pass
    /// over the source for each level. Where there is no source, there are no lines.
    pub(crate) fn report(self, source: &str) -> Report {
        let mut found = self.found;
        // Stable: those of one place, and those without a place, stay as they were found.
        found.sort_by_key(|(violation, offset)| {
            (violation.level, offset.is_none(), offset.unwrap_or_default())
        });
        if !source.is_empty() {
            for level in [Level::Schema, Level::Semantic] {
                locate(source, found.iter_mut().filter(|(it, _)| it.level == level));
            }
        }
        let violations = found.into_iter().map(|(violation, _)| violation).collect();
        Report { violations, counts: self.counts }
    }
}

/// Says in which lines violations are that come in the order of the source.
fn locate<'v>(source: &str, found: impl Iterator<Item = &'v mut (Violation, Option<usize>)>) {
    let (mut at, mut line, mut start) = (0, 1, 0);
    for (violation, offset) in found {
        let Some(offset) = offset.map(|offset| offset.min(source.len())) else { continue };
        let passed = source.as_bytes().get(at..offset).unwrap_or_default();
        for line_feed in memchr::memchr_iter(b'\n', passed) {
            line += 1;
            start = at + line_feed + 1;
        }
        at = offset;
        violation.place = Some((line, offset - start + 1));
    }
}

/// Cuts what a document says to a length that a message may have.
pub(crate) fn clip(text: &str) -> &str {
    let end = text.char_indices().nth(MAX_QUOTED).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or_default()
}

const MAX_QUOTED: usize = 80;
