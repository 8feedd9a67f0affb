//! What was tolerated, left out or found odd, countable.

use std::fmt;

/// What a reader had to tolerate or leave out, one entry a kind and word.
///
/// `Serialize` gives a list of notes with `kind`, `word`, `count` and `first`, without those that
/// are empty.
///
/// # Examples
///
/// ```
/// let document = sbom::parse(br#"{
///   "bomFormat": "CycloneDX", "specVersion": "1.6",
///   "components": [{"type": "gadget", "name": "a"}, {"type": "gadget", "name": "b"}]
/// }"#)?;
/// let note = document.notes().iter().next().unwrap();
/// assert_eq!(note.to_string(), "2 unknown component types: `gadget` (first at `/components/0`)");
/// # Ok::<(), sbom::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    notes: Vec<Note>,
}

impl Notes {
    /// Returns the notes in the order of their first occurrence.
    pub fn iter(&self) -> std::slice::Iter<'_, Note> {
        self.notes.iter()
    }

    /// Reports whether nothing was noted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.notes.is_empty()
    }

    /// Returns how often something of that kind was met.
    #[must_use]
    pub fn count(&self, kind: NoteKind) -> usize {
        self.iter().filter(|note| note.kind == kind).map(|note| note.count).sum()
    }

    /// Adds what others noted.
    pub(crate) fn join(&mut self, others: &Self) {
        for Note { kind, word, count, first } in others {
            self.add_many(*kind, word, *count, || first.clone());
        }
    }

    /// Counts one occurrence; `place` is only asked for the first.
    pub(crate) fn add(&mut self, kind: NoteKind, word: &str, place: impl FnOnce() -> String) {
        self.add_many(kind, word, 1, place);
    }

    pub(crate) fn add_many(
        &mut self,
        kind: NoteKind,
        word: &str,
        count: usize,
        place: impl FnOnce() -> String,
    ) {
        if count == 0 {
            return;
        }
        // Words come from the document: a hostile one may hold any number of different ones.
        let word = match self.notes.len() < MAX_NOTES {
            true => clip(word),
            false => "",
        };
        match self.notes.iter_mut().find(|note| note.kind == kind && note.word == word) {
            Some(note) => note.count = note.count.saturating_add(count),
            None => {
                let note = Note { kind, word: word.to_owned(), count, first: place() };
                self.notes.push(note);
            }
        }
    }
}

impl<'n> IntoIterator for &'n Notes {
    type Item = &'n Note;
    type IntoIter = std::slice::Iter<'n, Note>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// One thing that was noted, with how often and where first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    kind: NoteKind,
    word: String,
    count: usize,
    first: String,
}

impl Note {
    /// Returns the kind.
    #[must_use]
    pub fn kind(&self) -> NoteKind {
        self.kind
    }

    /// Returns the word it is about: an unknown value, the key of a member. May be empty.
    #[must_use]
    pub fn word(&self) -> &str {
        &self.word
    }

    /// Returns how often it was met.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// Returns the path of the first occurrence, to the element rather than the member, as a JSON
    /// Pointer (in XML: the elements from the root); may be empty.
    #[must_use]
    pub fn first(&self) -> &str {
        &self.first
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (one, several) = self.kind.describe();
        write!(f, "{} {}", self.count, if self.count == 1 { one } else { several })?;
        if !self.word.is_empty() {
            write!(f, ": `{}`", self.word)?;
        }
        if !self.first.is_empty() {
            write!(f, " (first at `{}`)", self.first)?;
        }
        Ok(())
    }
}

/// Why something was noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NoteKind {
    /// A member of the format that this model does not keep; the word is its key.
    NotKept,
    /// A member the format does not have; the word is its key.
    UnknownMember,
    /// A word outside the vocabulary of component types or purposes.
    UnknownComponentType,
    /// A word outside the vocabulary of scopes.
    UnknownScope,
    /// A hash algorithm neither format has.
    UnknownHashAlgorithm,
    /// A relationship type SPDX does not have.
    UnknownRelationshipType,
    /// A version of the format that is not among those known.
    UnknownVersion,
    /// A required member is missing; the word is its key.
    MissingMember,
    /// `null` stood where a value was due.
    NullValue,
    /// A single value stood where an array was due.
    BareValue,
    /// A value had another type, and what it means is clear.
    OtherType,
    /// What can be said once was said again; the first counts. The word is the member's or tag's.
    RepeatedMember,
    /// A tag stood outside the section it belongs to; the word is the tag.
    MisplacedMember,
    /// The end of the document cut a text off.
    Unterminated,
    /// A line of a text in quotes was indented less than YAML asks for.
    Underindented,
    /// Text was escaped as for a web page, and was decoded.
    HtmlEscaped,
    /// Two elements have the same id; relationships go to the first.
    DuplicateId,
    /// A reference to an element that is not in the document.
    DanglingReference,
    /// Something is defined by itself, by way of others or directly.
    CircularReference,
    /// The subject has no id, and a reference that fits its purl or name was taken for it.
    SubjectAdopted,
    /// A hash, licence or reference lacks what makes it one, and was left out.
    EmptyEntry,
    /// The text was UTF-16.
    Transcoded,
    /// Further documents follow the first; they were not read.
    MoreDocuments,
}

impl NoteKind {
    /// Returns the stable text of the kind.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotKept => "not-kept",
            Self::UnknownMember => "unknown-member",
            Self::UnknownComponentType => "unknown-component-type",
            Self::UnknownScope => "unknown-scope",
            Self::UnknownHashAlgorithm => "unknown-hash-algorithm",
            Self::UnknownRelationshipType => "unknown-relationship-type",
            Self::UnknownVersion => "unknown-version",
            Self::MissingMember => "missing-member",
            Self::NullValue => "null-value",
            Self::BareValue => "bare-value",
            Self::OtherType => "other-type",
            Self::RepeatedMember => "repeated-member",
            Self::MisplacedMember => "misplaced-member",
            Self::Unterminated => "unterminated",
            Self::Underindented => "underindented",
            Self::HtmlEscaped => "html-escaped",
            Self::DuplicateId => "duplicate-id",
            Self::DanglingReference => "dangling-reference",
            Self::CircularReference => "circular-reference",
            Self::SubjectAdopted => "subject-adopted",
            Self::EmptyEntry => "empty-entry",
            Self::Transcoded => "transcoded",
            Self::MoreDocuments => "more-documents",
        }
    }

    /// Reports whether the document deviates from its format, so that strict reading refuses it.
    ///
    /// The others say something about this reader, or are legal though worth knowing.
    #[must_use]
    pub const fn is_deviation(self) -> bool {
        !matches!(self, Self::NotKept | Self::DanglingReference | Self::UnknownRelationshipType)
    }

    /// Returns what is counted, for one and for several.
    pub(crate) const fn describe(self) -> (&'static str, &'static str) {
        match self {
            Self::NotKept => ("member not kept", "members not kept"),
            Self::UnknownMember => ("unknown member", "unknown members"),
            Self::UnknownComponentType => ("unknown component type", "unknown component types"),
            Self::UnknownScope => ("unknown scope", "unknown scopes"),
            Self::UnknownHashAlgorithm => ("unknown hash algorithm", "unknown hash algorithms"),
            Self::UnknownRelationshipType => {
                ("unknown relationship type", "unknown relationship types")
            }
            Self::UnknownVersion => ("unknown format version", "unknown format versions"),
            Self::MissingMember => ("missing member", "missing members"),
            Self::NullValue => ("null where a value was due", "nulls where a value was due"),
            Self::BareValue => ("value where an array was due", "values where an array was due"),
            Self::OtherType => ("value of another type", "values of another type"),
            Self::RepeatedMember => ("repeated member", "repeated members"),
            Self::MisplacedMember => ("misplaced member", "misplaced members"),
            Self::Unterminated => ("text without an end", "texts without an end"),
            Self::Underindented => ("line indented too little", "lines indented too little"),
            Self::HtmlEscaped => ("text escaped for HTML", "texts escaped for HTML"),
            Self::DuplicateId => ("repeated id", "repeated ids"),
            Self::DanglingReference => ("reference to nothing", "references to nothing"),
            Self::CircularReference => ("circular reference", "circular references"),
            Self::SubjectAdopted => {
                ("reference taken for the subject", "references taken for the subject")
            }
            Self::EmptyEntry => ("empty entry left out", "empty entries left out"),
            Self::Transcoded => ("text in UTF-16", "texts in UTF-16"),
            Self::MoreDocuments => ("further document", "further documents"),
        }
    }
}

impl fmt::Display for NoteKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Cuts a word from the document to a length that a note may keep.
pub(crate) fn clip(word: &str) -> &str {
    let end = word.char_indices().nth(MAX_WORD).map_or(word.len(), |(at, _)| at);
    word.get(..end).unwrap_or_default()
}

/// Beyond this many different notes, the words are dropped and only kinds are counted.
const MAX_NOTES: usize = 64;
const MAX_WORD: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_words_do_not_grow_the_notes() {
        let mut notes = Notes::default();
        for number in 0..10_000 {
            notes.add(NoteKind::UnknownMember, &format!("key{number}"), String::new);
        }
        assert_eq!(notes.count(NoteKind::UnknownMember), 10_000);
        assert!(notes.iter().count() <= MAX_NOTES + 1);
    }
}
