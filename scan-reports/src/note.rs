//! What a report leaves open, and what reading it had to pass over.

use std::fmt;

/// Something the report does not cover, so that "no finding" is not "no vulnerability".
///
/// A policy that trusts an absence must look here first: a report with gaps is incomplete evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Gap {
    /// What is not covered.
    pub kind: GapKind,
    /// How often; more than one only where entries of a kind are summed up.
    pub count: usize,
    /// The JSON path of the (first) place that shows it.
    pub path: Option<String>,
    /// Particulars, such as the distribution's name.
    pub detail: Option<String>,
}

/// What a [`Gap`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum GapKind {
    /// The distribution is out of support: advisories for it have ended, so new flaws in its
    /// packages go unreported.
    EndOfLifeOs,
    /// The artifact has an operating system whose packages were not examined.
    OsNotExamined,
    /// No package of any kind was examined: the scan looked for other things only, or found
    /// nothing it can look at.
    NothingExamined,
    /// The scanner itself reports that scanning a cluster resource failed.
    ScanFailed,
    /// Entries of the report could not be read and are missing from it.
    UnreadableEntry,
    /// A finding lists more ratings, ids or fixes than are read.
    TooManyDetails,
}

impl GapKind {
    /// Returns a stable word for the kind.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EndOfLifeOs => "end-of-life-os",
            Self::OsNotExamined => "os-not-examined",
            Self::NothingExamined => "nothing-examined",
            Self::ScanFailed => "scan-failed",
            Self::UnreadableEntry => "unreadable-entry",
            Self::TooManyDetails => "too-many-details",
        }
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.kind {
            GapKind::EndOfLifeOs => "the distribution is out of support",
            GapKind::OsNotExamined => "the packages of the operating system were not examined",
            GapKind::NothingExamined => "no packages were examined",
            GapKind::ScanFailed => "the scanner failed on a resource",
            GapKind::UnreadableEntry => "an entry could not be read",
            GapKind::TooManyDetails => "an entry has more details than are read",
        };
        write_remark(f, text, self.count, self.path.as_deref(), self.detail.as_deref())
    }
}

/// Something odd that was passed over while reading. It takes nothing away from the findings.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Note {
    /// What is odd.
    pub kind: NoteKind,
    /// How often it occurs.
    pub count: usize,
    /// The JSON path of the first occurrence.
    pub path: String,
    /// Particulars of the first occurrence.
    pub detail: String,
}

/// What a [`Note`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum NoteKind {
    /// A field has another type than the scanner writes, and is taken as absent.
    WrongType,
    /// A severity is not one of the scanner's words, and is taken as unknown.
    UnmappedSeverity,
    /// A CVSS score is not within 0.0 to 10.0, and is taken as absent.
    InvalidScore,
    /// A package URL does not begin with `pkg:`, and is replaced by a derived one.
    InvalidPurl,
    /// A word of a closed vocabulary (status, class, kind of finding) is not known to this version.
    UnknownWord,
}

impl NoteKind {
    /// Returns a stable word for the kind.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WrongType => "wrong-type",
            Self::UnmappedSeverity => "unmapped-severity",
            Self::InvalidScore => "invalid-score",
            Self::InvalidPurl => "invalid-purl",
            Self::UnknownWord => "unknown-word",
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.kind {
            NoteKind::WrongType => "a field has an unexpected type",
            NoteKind::UnmappedSeverity => "a severity is not one of the scanner's",
            NoteKind::InvalidScore => "a score is out of range",
            NoteKind::InvalidPurl => "a package URL is malformed",
            NoteKind::UnknownWord => "a word is not known",
        };
        write_remark(f, text, self.count, Some(&self.path), Some(&self.detail))
    }
}

fn write_remark(
    f: &mut fmt::Formatter<'_>,
    text: &str,
    count: usize,
    path: Option<&str>,
    detail: Option<&str>,
) -> fmt::Result {
    f.write_str(text)?;
    if let Some(detail) = detail {
        write!(f, ": {detail}")?;
    }
    if let Some(path) = path {
        write!(f, " at `{path}`")?;
    }
    if count > 1 {
        write!(f, ", and {} more", count - 1)?;
    }
    Ok(())
}

/// Collects gaps and notes, summing up repetitions so that a hostile report cannot make more
/// remarks than it has kinds of oddities.
#[derive(Debug, Default)]
pub(crate) struct Log {
    pub(crate) gaps: Vec<Gap>,
    pub(crate) notes: Vec<Note>,
}

impl Log {
    pub(crate) fn note(&mut self, kind: NoteKind, at: &Place<'_>, detail: impl fmt::Display) {
        if let Some(note) = self.notes.iter_mut().find(|note| note.kind == kind) {
            note.count += 1;
        } else {
            let (path, detail) = (at.to_string(), shorten(&detail.to_string()));
            self.notes.push(Note { kind, count: 1, path, detail });
        }
    }

    /// Records a fact about the whole report or one resource.
    pub(crate) fn gap(&mut self, kind: GapKind, at: Option<&Place<'_>>, detail: Option<&str>) {
        if let Some(gap) = self.gaps.iter_mut().find(|gap| gap.kind == kind) {
            gap.count += 1;
        } else {
            let path = at.map(ToString::to_string);
            self.gaps.push(Gap { kind, count: 1, path, detail: detail.map(shorten) });
        }
    }
}

/// Keeps the beginning of text that strangers wrote, for messages.
pub(crate) fn shorten(text: &str) -> String {
    const MOST: usize = 120;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Where in the document something is: a path kept on the stack and printed only when needed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'p> {
    parent: Option<&'p Place<'p>>,
    step: Step<'p>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'p> {
    Root,
    Key(&'p str),
    Index(usize),
}

impl<'p> Place<'p> {
    pub(crate) const ROOT: Place<'static> = Place { parent: None, step: Step::Root };

    pub(crate) fn key(&'p self, key: &'p str) -> Place<'p> {
        Place { parent: Some(self), step: Step::Key(key) }
    }

    pub(crate) fn index(&'p self, index: usize) -> Place<'p> {
        Place { parent: Some(self), step: Step::Index(index) }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.step {
            Step::Root => Ok(()),
            Step::Key(key) => {
                let dot = match self.parent.map(|parent| parent.step) {
                    None | Some(Step::Root) => "",
                    Some(_) => ".",
                };
                write!(f, "{dot}{key}")
            }
            Step::Index(index) => write!(f, "[{index}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_print_as_paths() {
        let root = Place::ROOT;
        let results = root.key("Results");
        let first = results.index(0);
        let list = first.key("Vulnerabilities");
        assert_eq!(list.index(3).to_string(), "Results[0].Vulnerabilities[3]");
        assert_eq!(root.index(2).key("Target").to_string(), "[2].Target");
    }

    #[test]
    fn repeated_oddities_are_summed_up() {
        let mut log = Log::default();
        for word in ["scary", "awful"] {
            log.note(NoteKind::UnmappedSeverity, &Place::ROOT.key("Severity"), word);
        }
        assert_eq!(
            log.notes[0].to_string(),
            "a severity is not one of the scanner's: scary at `Severity`, and 1 more"
        );
    }

    #[test]
    fn long_details_are_cut_between_characters() {
        assert_eq!(shorten(&"é".repeat(500)).chars().count(), 121);
    }
}
