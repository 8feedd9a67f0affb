//! What stands in a document beside what the format defines: attributes, elements, text.

use super::find;
use super::read::{Filler, Frame, Inside};
use super::scalar;
use super::{EXTENSIONS, NAMESPACE, extension};
use crate::document::NoteKind;
use crate::error::{Code, Error};
use crate::schema::{Shape, Type};
use crate::tree::{Key, Scalar, Tail};
use crate::xml::{Attribute, Event, Reader, Space, Text};

impl<'x> Filler<'x, '_> {
    /// Reads the attributes of the object that has just begun.
    #[inline]
    pub(super) fn attributes(
        &mut self,
        reader: &mut Reader<'x>,
        shape: &'static Shape,
    ) -> Result<(), Error> {
        if reader.attributes().is_empty() {
            return Ok(());
        }
        let attributes = reader.take_attributes();
        self.put_attributes(reader, shape, attributes)
    }

    /// Puts the attributes of the innermost object into it.
    pub(super) fn put_attributes(
        &mut self,
        reader: &mut Reader<'x>,
        shape: &'static Shape,
        attributes: Vec<Attribute<'x>>,
    ) -> Result<(), Error> {
        for attribute in &attributes {
            let member = match attribute.name.prefix.is_empty() {
                true => find::attribute(shape, attribute.name.local),
                false => None,
            };
            match (member, self.frames.last_mut()) {
                (Some(member), Some(frame)) => {
                    let (into, key) = (&mut frame.tail, member.key);
                    let text = &attribute.value;
                    scalar::put(&mut self.tree, into, key, member.value, text, self.is_source);
                }
                _ => self.odd_attribute(reader, attribute, ""),
            }
        }
        reader.put_back(attributes);
        Ok(())
    }

    /// Keeps the attributes of an element that should have none: one that is no object, named if
    /// it has no frame of its own.
    #[inline]
    pub(super) fn no_attributes(
        &mut self,
        reader: &mut Reader<'x>,
        leaf: &str,
    ) -> Result<(), Error> {
        if reader.attributes().is_empty() {
            return Ok(());
        }
        let attributes = reader.take_attributes();
        for attribute in &attributes {
            self.odd_attribute(reader, attribute, leaf);
        }
        reader.put_back(attributes);
        Ok(())
    }

    /// Keeps an attribute that the format does not define. XML allows those since 1.1.
    #[cold]
    pub(super) fn odd_attribute(
        &mut self,
        reader: &Reader<'x>,
        attribute: &Attribute<'x>,
        leaf: &str,
    ) {
        let name = match attribute.name.space {
            Space::NONE => attribute.name.local.to_owned(),
            space => format!("{{{}}}{}", reader.space(space), attribute.name.local),
        };
        let (object, path) = self.path(leaf);
        let name = match path.is_empty() {
            true => name,
            false => format!("{path}/@{name}"),
        };
        let key = self.tree.key(&name);
        let Some(mut tail) = self.extra(object, Key::HASH_ATTRIBUTES) else { return };
        let value = &attribute.value;
        scalar::put(&mut self.tree, &mut tail, key, Type::Any, value, self.is_source);
        self.put_extra(object, Key::HASH_ATTRIBUTES, tail);
    }

    /// Returns the place of the innermost object among the frames, and the path from there to the
    /// innermost element, or to the text in it of the name `leaf`.
    pub(super) fn path(&self, leaf: &str) -> (usize, String) {
        let is_object = |frame: &Frame| matches!(frame.inside, Inside::Object(_));
        let object = self.frames.iter().rposition(is_object).unwrap_or(0);
        let mut path = String::new();
        let frames = self.frames.iter().skip(object + 1);
        let names = frames.map(|frame| match frame.inside {
            Inside::List(member, _)
            | Inside::References(member, ..)
            | Inside::Undecided(member, _)
            | Inside::Licences(member)
            | Inside::Dependencies(member)
            | Inside::Alternatives(_, member) => find::element_name(member).unwrap_or_default(),
            Inside::Dependency(_) => "dependency",
            Inside::Object(_) => "",
        });
        for name in names.chain([leaf]).filter(|name| !name.is_empty()) {
            if !path.is_empty() {
                path.push('/');
            }
            path.push_str(name);
        }
        if !leaf.is_empty() && self.item > 1 {
            path.push_str(&format!("[{}]", self.item));
        }
        (object, path)
    }

    /// Returns where the next `#` value of an object goes. Its container is begun apart and joins
    /// the object when that ends: whoever reads a member has the object's open end in hand.
    fn extra(&mut self, object: usize, key: Key) -> Option<Tail> {
        let depth = object + 1;
        let found = self.extras.iter().rfind(|(at, of, _)| *at == depth && *of == key);
        if let Some((_, _, tail)) = found {
            return Some(*tail);
        }
        self.frames.get(object)?;
        let mut apart = Tail::ROOT;
        let tail = match key == Key::HASH_ATTRIBUTES {
            true => self.tree.object(&mut apart, key, None),
            false => self.tree.array(&mut apart, key, None),
        };
        self.extras.push((depth, key, tail));
        Some(tail)
    }

    fn put_extra(&mut self, object: usize, key: Key, tail: Tail) {
        let depth = object + 1;
        let found = self.extras.iter_mut().rfind(|(at, of, _)| *at == depth && *of == key);
        if let Some((_, _, place)) = found {
            *place = tail;
        }
    }

    /// Reports whether an element of the format stands inside one of an extension.
    #[cold]
    pub(super) fn is_inner_bom(&self, reader: &Reader<'x>) -> bool {
        !self.is_source && reader.space(reader.name().space).starts_with(NAMESPACE)
    }

    /// Keeps an element of another namespace.
    #[cold]
    pub(super) fn foreign(&mut self, reader: &mut Reader<'x>) -> Result<(), Error> {
        let (space, name) = (reader.space(reader.name().space), reader.name().local);
        let is_extension = self.is_source
            && space.strip_prefix(EXTENSIONS).is_some_and(|space| extension::is_read(space, name));
        let text = self.keep(reader, Key::HASH_FOREIGN, "")?;
        if is_extension {
            self.extensions.push(text);
        }
        Ok(())
    }

    /// Keeps a member that the shape does not have.
    #[cold]
    pub(super) fn odd_member(
        &mut self,
        reader: &mut Reader<'x>,
        name: &'x str,
    ) -> Result<(), Error> {
        match self.is_source {
            true => self.unknown(reader, Key::HASH_UNKNOWN),
            // The BOM descriptor has one `tool` instead of a list.
            false => self.lone_tool(reader, name),
        }
    }

    /// Keeps an element that should not be there.
    #[cold]
    pub(super) fn unknown(&mut self, reader: &mut Reader<'x>, key: Key) -> Result<(), Error> {
        self.unknown_in(reader, key, "")
    }

    fn unknown_in(&mut self, reader: &mut Reader<'x>, key: Key, leaf: &str) -> Result<(), Error> {
        let name = reader.name().local;
        let (kind, what) = match key == Key::HASH_REPEATED {
            true => (NoteKind::RepeatedMember, "is there more than once"),
            false => (NoteKind::UnknownMember, "is none that the format has here"),
        };
        if self.is_strict {
            return Err(reader.error(Code::Deviation, format!("the element `{name}` {what}")));
        }
        self.notes.add(kind, name, || reader.path());
        self.keep(reader, key, leaf).map(drop)
    }

    /// Keeps the element that has just begun as it is written.
    fn keep(&mut self, reader: &mut Reader<'x>, key: Key, leaf: &str) -> Result<String, Error> {
        let (object, path) = self.path(leaf);
        let text = reader.fragment()?;
        let Some(mut tail) = self.extra(object, key) else { return Ok(String::new()) };
        let is_source = self.is_source;
        if path.is_empty() {
            scalar::put(&mut self.tree, &mut tail, Key::NONE, Type::Any, &text, is_source);
        } else {
            let mut object = self.tree.object(&mut tail, Key::NONE, Some(text.at));
            self.tree.scalar(&mut object, Key::IN, Scalar::Text(&path));
            scalar::put(&mut self.tree, &mut object, Key::XML, Type::Any, &text, is_source);
        }
        self.put_extra(object, key, tail);
        Ok(text.text.into_owned())
    }

    /// Reads the rest of an element that should hold nothing but a text.
    #[cold]
    pub(super) fn inside_leaf(&mut self, reader: &mut Reader<'x>, leaf: &str) -> Result<(), Error> {
        let depth = reader.depth();
        while reader.depth() >= depth {
            match reader.next()? {
                Event::Open if reader.name().space == self.bom => {
                    self.unknown_in(reader, Key::HASH_UNKNOWN, leaf)?;
                }
                Event::Open => self.keep(reader, Key::HASH_FOREIGN, leaf).map(drop)?,
                Event::Text(text) => self.stray(reader, &text, leaf)?,
                Event::Close | Event::End => {}
            }
        }
        Ok(())
    }

    /// Keeps text between elements, which means nothing in any version.
    #[cold]
    pub(super) fn stray(
        &mut self,
        reader: &Reader<'x>,
        text: &Text<'x>,
        leaf: &str,
    ) -> Result<(), Error> {
        if text.text.trim().is_empty() {
            return Ok(());
        }
        if self.is_strict {
            return Err(reader.error(Code::Deviation, "text between elements"));
        }
        self.notes.add(NoteKind::MisplacedMember, "", || reader.path());
        let (object, path) = self.path(leaf);
        let path = if path.is_empty() { ".".to_owned() } else { path };
        let (depth, piece) = (object + 1, text.text.trim());
        match self.texts.last_mut() {
            // What stands in several places of an element is written in one.
            Some((at, of, whole)) if *at == depth && *of == path => {
                whole.push('\n');
                whole.push_str(piece);
            }
            _ => self.texts.push((depth, path, piece.to_owned())),
        }
        Ok(())
    }
}
