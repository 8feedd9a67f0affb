//! Filling a [`Store`] while a reader walks the input.

mod tie;

use std::borrow::Cow;
use std::collections::HashMap;

use crate::document::component::{DependencyState, ElementKind};
use crate::document::identifier::{HashAlgorithm, IdentifierKind};
use crate::document::metadata::{PartyKind, PartyRole};
use crate::document::note::{NoteKind, clip};
use crate::document::relationship::{DependencyScope, Origin, RelationshipKind};
use crate::document::store::{
    Edge, EndCode, HashRow, IdentifierRow, Node, PartyRow, Place, Rows, Span, Store,
};
use crate::document::words::ComponentType;
use crate::error::{Code, Error};
use crate::format::{Encoding, Format};
use crate::json::{Loose, Shape, Stopped, Text};
use crate::limits::{Mode, ParseOptions};

/// A document under construction. `'a` is the input, from which ids are borrowed until the end.
#[derive(Debug)]
pub(crate) struct Builder<'a> {
    pub(crate) store: Store,
    /// Every id met so far, as a definition or in a reference, to its row in `bound`.
    ids: HashMap<Cow<'a, str>, u32>,
    /// What each id stands for, once that is known.
    bound: Vec<Option<EndCode>>,
    interned: HashMap<String, Span>,
    /// CycloneDX dependency entries: whose, and whether they name anything.
    listed: Vec<(EndCode, bool)>,
    /// Where the reader is: section and position, from the outside in.
    path: Vec<(&'static str, u32)>,
    subject: Option<u32>,
    /// Elements that claim an id of the document.
    document_twins: Vec<EndCode>,
    items: usize,
    max_items: usize,
    strict: bool,
    failure: Option<Failure>,
}

/// Why reading was stopped, and in which element.
#[derive(Debug)]
struct Failure {
    code: Code,
    message: String,
    path: String,
}

impl<'a> Builder<'a> {
    pub(crate) fn new(format: Format, encoding: Encoding, options: &ParseOptions) -> Self {
        Self {
            store: Store::new(format, encoding),
            ids: HashMap::new(),
            bound: Vec::new(),
            interned: HashMap::new(),
            listed: Vec::new(),
            path: Vec::new(),
            subject: None,
            document_twins: Vec::new(),
            items: 0,
            max_items: options.limits.items,
            strict: options.mode == Mode::Strict,
            failure: None,
        }
    }

    /// Gives the reader's error the reason that was recorded here, if it was stopped from here.
    pub(crate) fn explain(&mut self, error: Error) -> Error {
        match self.failure.take() {
            Some(Failure { code, message, path }) => error.because(code, message).on(path),
            None => error,
        }
    }

    /// Records why reading must end.
    pub(crate) fn fail(&mut self, code: Code, message: String) -> Stopped {
        let path = render(&self.path);
        self.failure.get_or_insert(Failure { code, message, path });
        Stopped
    }

    /// Counts one more thing to keep.
    pub(crate) fn count(&mut self) -> Result<(), Stopped> {
        self.items += 1;
        if self.items <= self.max_items {
            return Ok(());
        }
        let message = format!("the document holds more than {} items", self.max_items);
        Err(self.fail(Code::TooMany, message))
    }

    pub(crate) fn note(&mut self, kind: NoteKind, word: &str) -> Result<(), Stopped> {
        self.note_many(kind, word, 1)
    }

    fn note_many(&mut self, kind: NoteKind, word: &str, count: usize) -> Result<(), Stopped> {
        if count == 0 {
            return Ok(());
        }
        let path = &self.path;
        self.store.notes.add_many(kind, word, count, || render(path));
        if !self.strict || !kind.is_deviation() {
            return Ok(());
        }
        let code = match kind {
            NoteKind::MissingMember => Code::MissingMember,
            _ => Code::Deviation,
        };
        let what = kind.describe().0;
        let message = match word {
            "" => what.to_owned(),
            word => format!("{what}: `{}`", clip(word)),
        };
        Err(self.fail(code, message))
    }

    /// Notes how a list deviated from an array.
    pub(crate) fn shape(&mut self, shape: Shape, key: &str) -> Result<(), Stopped> {
        self.note_many(NoteKind::NullValue, key, shape.nulls as usize)?;
        self.note_many(NoteKind::BareValue, key, usize::from(shape.bare))
    }

    /// Enters a list of elements; [`Builder::advance`] counts them, [`Builder::leave`] ends it.
    pub(crate) fn enter(&mut self, section: &'static str) {
        self.path.push((section, u32::MAX));
    }

    pub(crate) fn advance(&mut self) {
        if let Some((_, position)) = self.path.last_mut() {
            *position = position.wrapping_add(1);
        }
    }

    pub(crate) fn leave(&mut self) {
        self.path.pop();
    }

    /// Keeps a text.
    pub(crate) fn text(&mut self, text: &str) -> Span {
        self.store.push_text(text)
    }

    pub(crate) fn optional(&mut self, text: Option<&Text<'a>>) -> Span {
        text.map_or(Span::NONE, |text| self.store.push_text(text))
    }

    /// Keeps a text that may have been written as a number.
    pub(crate) fn loose(&mut self, text: Option<&Loose<'a>>, key: &str) -> Result<Span, Stopped> {
        match text {
            None => Ok(Span::NONE),
            Some(text) => {
                if matches!(text, Loose::Number(_)) {
                    self.note(NoteKind::OtherType, key)?;
                }
                Ok(self.text(text))
            }
        }
    }

    /// Keeps a text of which there are few different ones, once.
    pub(crate) fn intern(&mut self, text: &str) -> Span {
        if let Some(&span) = self.interned.get(text) {
            return span;
        }
        let span = self.text(text);
        // Honest documents have 45 relationship types; a hostile one must not fill the memory.
        if self.interned.len() < 256 {
            self.interned.insert(text.to_owned(), span);
        }
        span
    }

    /// Keeps a text in one of the short lists.
    pub(crate) fn word(&mut self, text: &str) -> Result<(), Stopped> {
        self.count()?;
        let span = self.text(text);
        self.store.words.push(span);
        Ok(())
    }

    /// Makes room for an element, so that those nested in it can name it.
    pub(crate) fn open(
        &mut self,
        kind: ElementKind,
        place: Place,
        parent: u32,
    ) -> Result<u32, Stopped> {
        self.count()?;
        let index = u32::try_from(self.store.nodes.len()).unwrap_or(u32::MAX);
        self.store.nodes.push(Node {
            kind,
            place,
            component_type: ComponentType::Unspecified,
            scope: None,
            state: DependencyState::Unlisted,
            parent,
            type_name: Span::NONE,
            local_id: Span::NONE,
            group: Span::NONE,
            name: Span::NONE,
            version: Span::NONE,
            description: Span::NONE,
            copyright: Span::NONE,
            download: Span::NONE,
            homepage: Span::NONE,
            identifiers: Rows::default(),
            hashes: Rows::default(),
            licences: Rows::default(),
            parties: Rows::default(),
            references: Rows::default(),
            properties: Rows::default(),
        });
        if place == Place::Subject {
            self.subject = Some(index);
        }
        Ok(index)
    }

    pub(crate) fn node(&mut self, index: u32) -> Option<&mut Node> {
        self.store.nodes.get_mut(index as usize)
    }

    /// Keeps an element's id and lets references find it. The subject wins over a component that
    /// repeats it; else the first element of an id does. An empty id names nothing: else every
    /// reference that lacks its text would find the element.
    pub(crate) fn bind(&mut self, index: u32, id: Text<'a>) -> Result<Span, Stopped> {
        let span = self.text(&id);
        if id.is_empty() {
            return Ok(span);
        }
        let row = self.row(id.0);
        let is_subject = self.subject == Some(index);
        let slot = self.bound.get_mut(row as usize);
        let is_taken = slot.as_ref().is_some_and(|slot| slot.is_some());
        if let Some(slot) = slot
            && (!is_taken || is_subject)
        {
            *slot = Some(EndCode::node(index));
        }
        if is_taken {
            self.note(NoteKind::DuplicateId, "")?;
        }
        Ok(span)
    }

    /// Declares an id to be the document's own. In real documents a package repeats it: references
    /// then go to the package, but what it describes is what the document describes.
    pub(crate) fn bind_document(&mut self, id: Cow<'a, str>) -> Result<(), Stopped> {
        let row = self.row(id);
        let Some(slot) = self.bound.get_mut(row as usize) else { return Ok(()) };
        match *slot.get_or_insert(EndCode::DOCUMENT) {
            EndCode::DOCUMENT => Ok(()),
            twin if self.document_twins.contains(&twin) => Ok(()),
            twin => {
                self.document_twins.push(twin);
                self.note(NoteKind::DuplicateId, "")
            }
        }
    }

    /// Returns a stand-in for what an id names, to be replaced when the document is finished.
    pub(crate) fn reference(&mut self, id: Cow<'a, str>) -> EndCode {
        EndCode::outside(self.row(id))
    }

    fn row(&mut self, id: Cow<'a, str>) -> u32 {
        let next = u32::try_from(self.bound.len()).unwrap_or(u32::MAX);
        let row = *self.ids.entry(id).or_insert(next);
        if row == next {
            self.bound.push(None);
        }
        row
    }

    pub(crate) fn edge(
        &mut self,
        from: EndCode,
        to: EndCode,
        kind: RelationshipKind,
        origin: Origin,
    ) -> Result<(), Stopped> {
        self.typed_edge(from, to, kind, DependencyScope::Unspecified, origin, Span::NONE)
    }

    pub(crate) fn typed_edge(
        &mut self,
        from: EndCode,
        to: EndCode,
        kind: RelationshipKind,
        scope: DependencyScope,
        origin: Origin,
        native: Span,
    ) -> Result<(), Stopped> {
        self.count()?;
        self.store.edges.push(Edge { from, to, kind, scope, origin, native });
        Ok(())
    }

    /// Records a CycloneDX dependency entry, whose edges are those from `first` on.
    pub(crate) fn dependency_entry(&mut self, from: EndCode, first: usize) -> Result<(), Stopped> {
        self.count()?;
        let mut depends = false;
        for edge in self.store.edges.iter_mut().skip(first) {
            edge.from = from;
            depends |= edge.origin == Origin::DependsOn;
        }
        self.listed.push((from, depends));
        Ok(())
    }

    pub(crate) fn identifier(&mut self, kind: IdentifierKind, text: &str) -> Result<(), Stopped> {
        self.count()?;
        let text = self.text(text);
        self.store.identifiers.push(IdentifierRow { kind, text });
        Ok(())
    }

    /// Keeps a digest; one without algorithm or content is noted and dropped.
    pub(crate) fn hash(
        &mut self,
        algorithm: Option<&Text<'a>>,
        content: Option<&Text<'a>>,
    ) -> Result<(), Stopped> {
        let (Some(word), Some(content)) = (algorithm, content) else {
            return self.note(NoteKind::EmptyEntry, "hash");
        };
        self.count()?;
        let known = HashAlgorithm::from_word(word);
        let native = match known {
            Some(_) => Span::NONE,
            None => {
                self.note(NoteKind::UnknownHashAlgorithm, word)?;
                self.text(word)
            }
        };
        let content = self.text(content);
        let algorithm = known.unwrap_or(HashAlgorithm::Other);
        self.store.hashes.push(HashRow { algorithm, native, content });
        Ok(())
    }

    pub(crate) fn party(
        &mut self,
        role: PartyRole,
        kind: PartyKind,
        name: Option<&str>,
        email: Option<&str>,
        url: Option<&str>,
    ) -> Result<(), Stopped> {
        self.count()?;
        let mut keep =
            |text: Option<&str>| text.map_or(Span::NONE, |text| self.store.push_text(text));
        let row = PartyRow { role, kind, name: keep(name), email: keep(email), url: keep(url) };
        self.store.parties.push(row);
        Ok(())
    }
}

fn render(path: &[(&'static str, u32)]) -> String {
    let mut text = String::new();
    for (section, position) in path {
        if !text.is_empty() {
            text.push('.');
        }
        text.push_str(section);
        if *position != u32::MAX {
            text.push_str(&format!("[{position}]"));
        }
    }
    text
}
