//! Remarks that somebody made on a document or its elements.

use crate::document::{Document, End, Party, PartyRole};
use crate::format::Model;
use crate::spdx::lens2;
use crate::tree::{Key, Value};

/// One remark.
#[derive(Clone, Copy, Debug)]
pub struct Annotation<'d> {
    document: &'d Document,
    value: Value<'d>,
    /// What an SPDX 2 annotation stands in.
    holder: Option<Value<'d>>,
}

impl<'d> Annotation<'d> {
    /// Goes over every annotation of a document.
    pub(crate) fn all(document: &'d Document) -> impl Iterator<Item = Self> + use<'d> {
        let root = document.root();
        let own = root.list(Key::ANNOTATIONS).map(move |value| (value, root));
        let inner = document.elements().filter(|_| document.model() == Model::Spdx2);
        let inner = inner.flat_map(|element| {
            let holder = element.value();
            holder.list(Key::ANNOTATIONS).map(move |value| (value, holder))
        });
        own.chain(inner).filter(|(value, _)| value.is_object()).map(move |(value, holder)| {
            let holder = (document.model() == Model::Spdx2).then_some(holder);
            Self { document, value, holder }
        })
    }

    /// Returns the remark.
    #[must_use]
    pub fn text(&self) -> &'d str {
        let text = self.value.text(Key::TEXT).or_else(|| self.value.text(Key::COMMENT));
        text.unwrap_or_default()
    }

    /// Returns when it was made, as written.
    #[must_use]
    pub fn date(&self) -> Option<&'d str> {
        self.value.text(Key::TIMESTAMP).or_else(|| self.value.text(Key::ANNOTATION_DATE))
    }

    /// Returns the kind as written: SPDX `REVIEW` or `OTHER`.
    #[must_use]
    pub fn kind(&self) -> Option<&'d str> {
        self.value.text(Key::ANNOTATION_TYPE)
    }

    /// Returns the name of who or what made it.
    #[must_use]
    pub fn annotator(&self) -> Option<&'d str> {
        let annotator = self.value.get(Key::ANNOTATOR)?;
        match annotator.as_str() {
            Some(text) => match text.strip_prefix("Tool:") {
                Some(tool) => Some(tool.trim()),
                None => lens2::party(PartyRole::Author, text).map(|party: Party<'d>| party.name()),
            },
            None => annotator.children().find_map(|who| who.text(Key::NAME)),
        }
    }

    /// Returns what it is about.
    pub fn subjects(&self) -> impl Iterator<Item = End<'d>> + use<'d> {
        let document = self.document;
        let holder = self.holder.map(move |holder| match holder.get(Key::SPDXID) {
            Some(id) if holder.id() != document.root().id() => End::named(document, id),
            _ => End::Document,
        });
        let named = self.value.list(Key::SUBJECTS);
        holder.into_iter().chain(named.map(move |reference| End::named(document, reference)))
    }
}
