//! How complete a document says it is.

use crate::document::{Document, End};
use crate::tree::{Key, Value};

/// A statement about completeness, CycloneDX `compositions`.
#[derive(Clone, Copy, Debug)]
pub struct Composition<'d> {
    document: &'d Document,
    value: Value<'d>,
}

impl<'d> Composition<'d> {
    pub(crate) fn new(document: &'d Document, value: Value<'d>) -> Option<Self> {
        value.is_object().then_some(Self { document, value })
    }

    /// Returns how complete it is.
    #[must_use]
    pub fn aggregate(&self) -> Aggregate {
        Aggregate::from_word(self.aggregate_text())
    }

    /// Returns the same as written.
    #[must_use]
    pub fn aggregate_text(&self) -> &'d str {
        self.value.text(Key::AGGREGATE).unwrap_or_default()
    }

    /// Returns the elements whose nested elements it speaks of.
    pub fn assemblies(&self) -> impl Iterator<Item = End<'d>> + use<'d> {
        self.ends(Key::ASSEMBLIES)
    }

    /// Returns the elements whose dependencies it speaks of.
    pub fn dependencies(&self) -> impl Iterator<Item = End<'d>> + use<'d> {
        self.ends(Key::DEPENDENCIES)
    }

    /// Reports whether it names nothing and so speaks of the whole document.
    #[must_use]
    pub fn is_about_everything(&self) -> bool {
        is_about_everything(self.value)
    }

    fn ends(&self, key: Key) -> impl Iterator<Item = End<'d>> + use<'d> {
        let document = self.document;
        self.value.list(key).map(move |reference| End::named(document, reference))
    }
}

/// See [`Composition::is_about_everything`].
pub(crate) fn is_about_everything(composition: Value<'_>) -> bool {
    let keys = [Key::ASSEMBLIES, Key::DEPENDENCIES, Key::VULNERABILITIES];
    keys.into_iter().all(|key| composition.list(key).next().is_none())
}

/// Reports whether a word claims that something is complete, or that all of a kind is there.
pub(crate) fn is_claim(aggregate: &str) -> bool {
    aggregate == "complete" || aggregate.starts_with("incomplete_")
}

/// How complete something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Aggregate {
    /// All there is.
    Complete,
    /// Not all there is.
    Incomplete,
    /// Only what the author makes.
    IncompleteFirstParty,
    /// Only what others make.
    IncompleteThirdParty,
    /// The author does not know.
    Unknown,
    /// It is not said, on purpose or by a word outside the vocabulary.
    NotSpecified,
}

impl Aggregate {
    fn from_word(word: &str) -> Self {
        match word {
            "complete" => Self::Complete,
            "incomplete" => Self::Incomplete,
            "unknown" => Self::Unknown,
            word if word.starts_with("incomplete_first_party") => Self::IncompleteFirstParty,
            word if word.starts_with("incomplete_third_party") => Self::IncompleteThirdParty,
            _ => Self::NotSpecified,
        }
    }
}
