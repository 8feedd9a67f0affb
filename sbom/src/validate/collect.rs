//! Gathering violations: descriptions up to a number, their order and places in the input worked
//! out at the end.

use super::{Level, Options, Report, Severity, Violation};

/// Takes violations while a document is walked.
#[derive(Debug)]
pub(crate) struct Collector {
    found: Vec<(Violation, Option<usize>)>,
    counts: [[usize; 3]; 2],
    most: usize,
    /// Lines of the source begin with tags.
    has_tags: bool,
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
        Self { found: Vec::new(), counts: [[0; 3]; 2], most: options.most, has_tags: false }
    }

    /// Says that what is judged is tag-value.
    pub(crate) fn with_tags(self) -> Self {
        Self { has_tags: true, ..self }
    }

    /// Reports whether what is judged is tag-value.
    pub(crate) fn has_tags(&self) -> bool {
        self.has_tags
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
        let (place, tag) = (None, None);
        let violation = Violation { code, level, severity, path, place, tag, message, element };
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
                let of_level = found.iter_mut().filter(|(it, _)| it.level == level);
                locate(source, self.has_tags, of_level);
            }
        }
        let violations = found.into_iter().map(|(violation, _)| violation).collect();
        Report { violations, counts: self.counts }
    }
}

/// Says in which lines violations are that come in the order of the source, and at which tags.
fn locate<'v>(
    source: &str,
    has_tags: bool,
    found: impl Iterator<Item = &'v mut (Violation, Option<usize>)>,
) {
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
        // The document as a whole begins at a tag that has nothing to do with it.
        if has_tags && !violation.path.is_empty() {
            violation.tag = source.get(start..).and_then(tag).map(str::to_owned);
        }
    }
}

/// Returns the tag with which a line of tag-value begins.
fn tag(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(['\u{feff}', ' ', '\t']);
    let end = line.bytes().take(MAX_QUOTED).position(|byte| !byte.is_ascii_alphanumeric())?;
    let (tag, rest) = line.split_at_checked(end)?;
    (!tag.is_empty() && rest.trim_start_matches([' ', '\t']).starts_with(':')).then_some(tag)
}

/// Cuts what a document says to a length that a message may have.
pub(crate) fn clip(text: &str) -> &str {
    let end = text.char_indices().nth(MAX_QUOTED).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or_default()
}

const MAX_QUOTED: usize = 80;
