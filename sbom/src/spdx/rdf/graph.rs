//! The statements of an RDF document, in the order of the text.

use std::collections::HashMap;
use std::rc::Rc;

use crate::error::{Code, Error};
use crate::spdx::rdf::vocabulary::push_short;

/// A graph that is being read, then taken apart.
#[derive(Debug, Default)]
pub(super) struct Graph {
    /// Texts that do not stand in the source as they are.
    pub(super) made: String,
    names: Vec<Rc<str>>,
    numbers: HashMap<Rc<str>, Name>,
    pub(super) statements: Vec<Statement>,
    /// The bytes that names may still take.
    room: usize,
    blanks: u32,
    /// A name that is being looked up.
    short: String,
}

/// The number of a resource, a property, a datatype: whatever has an IRI or is a blank node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Name(u32);

impl Name {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Statement {
    pub(super) subject: Name,
    pub(super) predicate: Name,
    pub(super) object: Object,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Object {
    Resource(Name),
    Literal(Literal),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Literal {
    pub(super) text: Text,
    pub(super) datatype: Option<Name>,
    pub(super) language: Option<Name>,
}

/// Where a text is: in the source, or among those made from it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Text {
    Source { start: usize, len: usize },
    Made { start: usize, len: usize },
}

impl Graph {
    /// Starts a graph whose names, written out, may take that many bytes.
    pub(super) fn with_room(room: usize) -> Self {
        Self { room, ..Self::default() }
    }

    /// Returns the number of an IRI, of a name in our notation, or of a blank node's label (`_:x`).
    pub(super) fn name(&mut self, iri: &str) -> Result<Name, Error> {
        let mut short = std::mem::take(&mut self.short);
        short.clear();
        push_short(&mut short, iri);
        let number = match self.numbers.get(&*short) {
            Some(&known) => Ok(known),
            None => self.add(&short).map(|(number, name)| {
                self.numbers.insert(name, number);
                number
            }),
        };
        self.short = short;
        number
    }

    /// Returns a blank node that nothing else names: no label of a document has such a character.
    pub(super) fn blank(&mut self) -> Result<Name, Error> {
        self.blanks += 1;
        let label = format!("_:#{}", self.blanks);
        self.add(&label).map(|(number, _)| number)
    }

    fn add(&mut self, short: &str) -> Result<(Name, Rc<str>), Error> {
        // A long namespace or base could be repeated by each of a million short names.
        let Some(room) = self.room.checked_sub(short.len()) else {
            return Err(Error::new(Code::TooLarge, "names written out are too long"));
        };
        self.room = room;
        // INVARIANT: a name takes at least one byte of an input below 2^31.
        let number = Name(u32::try_from(self.names.len()).unwrap_or(u32::MAX));
        let name: Rc<str> = short.into();
        self.names.push(Rc::clone(&name));
        Ok((number, name))
    }

    /// Returns the number of a name, in our notation, if it occurs.
    pub(super) fn find(&self, short: &str) -> Option<Name> {
        self.numbers.get(short).copied()
    }

    /// Returns a name in our notation: `spdx:File`, an IRI or `_:label`.
    pub(super) fn text_of(&self, name: Name) -> &str {
        self.names.get(name.index()).map_or("", |name| name)
    }

    pub(super) fn is_blank(&self, name: Name) -> bool {
        self.text_of(name).starts_with("_:")
    }

    pub(super) fn name_count(&self) -> usize {
        self.names.len()
    }

    pub(super) fn literal<'t>(&'t self, source: &'t str, text: Text) -> &'t str {
        let (from, start, len) = match text {
            Text::Source { start, len } => (source, start, len),
            Text::Made { start, len } => (self.made.as_str(), start, len),
        };
        from.get(start..start + len).unwrap_or_default()
    }
}
