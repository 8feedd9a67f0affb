//! Where XML and JSON differ by more than names.

use super::find;
use super::read::{Filler, Frame, Inside};
use super::scalar;
use crate::cyclonedx::schema;
use crate::error::Error;
use crate::schema::{Irregular, Member, Type, Xml};
use crate::tree::{Key, Scalar, Tail};
use crate::xml::{Reader, Text};

/// Values whose kind XML tells by the name of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alternatives {
    /// `data` of a service: `classification`, or `dataflow` from 1.5 on.
    Data,
    /// `datasets`: `dataset` or `ref`.
    Datasets,
    /// `environmentVars`: `environmentVar` or `value`.
    Variables,
    /// `patents`: `patent` or `patentFamily`.
    Patents,
    /// `asserter`: `organization`, `contact` or `ref`.
    Asserter,
    /// `patentAssignee`, one element each: `organization` or `individual`.
    Assignee,
}

impl Alternatives {
    /// Returns the kind of a member whose elements have nothing around them.
    pub(super) fn of_run(member: &Member) -> Option<Self> {
        (member.xml == Some(Xml::Irregular(Irregular::Assignees))).then_some(Self::Assignee)
    }
}

/// A dependency that is open.
#[derive(Debug)]
pub(super) struct Dependency<'x> {
    reference: Option<Text<'x>>,
    /// What it holds, once something is known about it.
    entry: Option<Entry>,
}

/// A dependency in the tree.
#[derive(Clone, Copy, Debug)]
struct Entry {
    object: Tail,
    depends_on: Option<Tail>,
    provides: Option<Tail>,
}

impl<'x> Filler<'x, '_> {
    /// Begins a member that XML writes by rules of its own.
    pub(super) fn special(
        &mut self,
        reader: &mut Reader<'x>,
        member: &'static Member,
        irregular: Irregular,
    ) -> Result<(), Error> {
        let inside = match irregular {
            Irregular::Licences => Inside::Licences(member),
            Irregular::Dependencies => Inside::Dependencies(member),
            Irregular::ServiceData => Inside::Alternatives(Alternatives::Data, member),
            Irregular::Datasets => Inside::Alternatives(Alternatives::Datasets, member),
            Irregular::Variables => Inside::Alternatives(Alternatives::Variables, member),
            Irregular::Patents => Inside::Alternatives(Alternatives::Patents, member),
            Irregular::Asserter => {
                // No list: the value goes where the member does.
                let Some(frame) = self.frames.last() else { return Ok(()) };
                let inside = Inside::Alternatives(Alternatives::Asserter, member);
                let frame = Frame::new(frame.tail, inside);
                self.frames.push(frame);
                return self.no_attributes(reader, "");
            }
            _ => return self.unknown(reader, Key::HASH_UNKNOWN),
        };
        self.list(reader, member.key, inside)
    }

    /// Reads one of several kinds of a value.
    pub(super) fn alternative(
        &mut self,
        reader: &mut Reader<'x>,
        kind: Alternatives,
        member: &'static Member,
        name: &'x str,
    ) -> Result<(), Error> {
        let Some(frame) = self.frames.last() else { return Ok(()) };
        let is_single = matches!(kind, Alternatives::Asserter | Alternatives::Assignee);
        if is_single && frame.count > 1 {
            return self.unknown(reader, Key::HASH_REPEATED);
        }
        let place = self.frames.len() - 1;
        let (key, into) = match kind {
            Alternatives::Asserter => (member.key, frame.tail),
            _ => (Key::NONE, frame.tail),
        };
        self.item = frame.count;
        let is_person = matches!(name, "contact" | "individual") && is_single;
        let into = match (kind, name) {
            (Alternatives::Data, "classification") => self.classification(reader, into)?,
            (Alternatives::Data, "dataflow") => {
                self.object(reader, &schema::SERVICE_DATA, key, into)?
            }
            (Alternatives::Datasets, "dataset") => self.object(reader, &schema::DATA, key, into)?,
            (Alternatives::Datasets, "ref") => self.wrapped_text(reader, Key::REF, into)?,
            (Alternatives::Variables, "environmentVar") => {
                self.object(reader, &schema::PROPERTY, key, into)?
            }
            (Alternatives::Patents, "patent") => self.object(reader, &schema::PATENT, key, into)?,
            (Alternatives::Patents, "patentFamily") => {
                self.object(reader, &schema::PATENT_FAMILY, key, into)?
            }
            (Alternatives::Asserter | Alternatives::Assignee, "organization") => {
                self.object(reader, &schema::ENTITY, key, into)?
            }
            (Alternatives::Asserter, "contact") | (Alternatives::Assignee, "individual") => {
                self.object(reader, &schema::CONTACT, key, into)?
            }
            (Alternatives::Variables, "value") | (Alternatives::Asserter, "ref") => {
                let text = find::plain_type(member.value).unwrap_or(Type::Any);
                self.value(reader, text, key, into)?
            }
            _ => return self.unknown(reader, Key::HASH_UNKNOWN),
        };
        self.put_tail(place, into);
        // An organisation may have the same members; JSON cannot tell them apart.
        if is_person && let Some(frame) = self.frames.get_mut(place + 1) {
            self.tree.boolean(&mut frame.tail, Key::HASH_PERSON, None, true);
        }
        Ok(())
    }

    /// Passes on where the values of the element outside go on.
    pub(super) fn end_alternatives(&mut self, frame: Frame, kind: Alternatives) {
        match kind {
            Alternatives::Asserter => {
                if let Some(outer) = self.frames.iter_mut().nth_back(1) {
                    outer.tail = frame.tail;
                }
            }
            Alternatives::Assignee => {
                let depth = self.frames.len() - 1;
                self.put_run(depth, frame.tail);
            }
            _ => {}
        }
    }

    /// Reads `<classification flow="…">…</classification>` as an object of the list.
    fn classification(&mut self, reader: &mut Reader<'x>, mut into: Tail) -> Result<Tail, Error> {
        let object = self.tree.object(&mut into, Key::NONE, Some(reader.start()));
        self.frames.push(Frame::new(object, Inside::Object(&schema::SERVICE_DATA)));
        self.flow(reader)?;
        self.pop();
        Ok(into)
    }

    /// Reads a classification into the innermost object, with the direction in its attribute.
    pub(super) fn flow(&mut self, reader: &mut Reader<'x>) -> Result<(), Error> {
        let name = reader.name().local;
        let attributes = reader.take_attributes();
        for attribute in &attributes {
            let is_flow = attribute.name.prefix.is_empty() && attribute.name.local == "flow";
            match self.frames.last_mut() {
                Some(frame) if is_flow => {
                    let (into, text) = (&mut frame.tail, &attribute.value);
                    let value = schema::SERVICE_DATA.find(Key::FLOW).map(|found| found.1.value);
                    let value = value.unwrap_or(Type::Any);
                    scalar::put(&mut self.tree, into, Key::FLOW, value, text, self.is_source);
                }
                _ => self.odd_attribute(reader, attribute, name),
            }
        }
        reader.put_back(attributes);
        let value = schema::SERVICE_DATA.find(Key::CLASSIFICATION).map(|found| found.1.value);
        let Some(frame) = self.frames.last() else { return Ok(()) };
        let (into, place) = (frame.tail, self.frames.len() - 1);
        let value = value.unwrap_or(Type::Any);
        let into = self.value(reader, value, Key::CLASSIFICATION, into)?;
        self.put_tail(place, into);
        Ok(())
    }

    /// Reads a text as an object with that one member.
    fn wrapped_text(
        &mut self,
        reader: &mut Reader<'x>,
        key: Key,
        mut into: Tail,
    ) -> Result<Tail, Error> {
        let object = self.tree.object(&mut into, Key::NONE, Some(reader.start()));
        self.value(reader, Type::Any, key, object)?;
        Ok(into)
    }

    /// Reads a licence, an expression, or an expression with details.
    pub(super) fn licence(&mut self, reader: &mut Reader<'x>, name: &'x str) -> Result<(), Error> {
        let Some(frame) = self.frames.last_mut() else { return Ok(()) };
        if !matches!(name, "license" | "expression" | "expression-detailed") {
            return self.unknown(reader, Key::HASH_UNKNOWN);
        }
        let at = Some(reader.start());
        let mut item = self.tree.object(&mut frame.tail, Key::NONE, at);
        match name {
            "license" => {
                self.object(reader, &schema::LICENCE, Key::LICENSE, item)?;
            }
            "expression" => {
                let attributes = reader.take_attributes();
                let leaf = reader.leaf()?;
                let found = schema::LICENCE_CHOICE.find(Key::EXPRESSION);
                let value = found.map_or(Type::Any, |found| found.1.value);
                let (tree, key) = (&mut self.tree, Key::EXPRESSION);
                scalar::put(tree, &mut item, key, value, &leaf.text, self.is_source);
                let inside = Inside::Object(&schema::LICENCE_CHOICE);
                self.frames.push(Frame::new(item, inside));
                self.put_attributes(reader, &schema::LICENCE_CHOICE, attributes)?;
                if leaf.is_closed {
                    self.pop();
                }
            }
            _ => {
                let mut attributes = reader.take_attributes();
                let is_it = |name: &crate::xml::Name<'_>| {
                    name.prefix.is_empty() && name.local == "expression"
                };
                if let Some(found) = attributes.iter().position(|other| is_it(&other.name)) {
                    let text = attributes.remove(found).value;
                    let any = Type::Any;
                    let (tree, key) = (&mut self.tree, Key::EXPRESSION);
                    scalar::put(tree, &mut item, key, any, &text, self.is_source);
                } else {
                    self.tree.scalar(&mut item, Key::EXPRESSION, Scalar::Text(""));
                }
                let inside = Inside::Object(&schema::LICENCE_CHOICE);
                self.frames.push(Frame::new(item, inside));
                self.put_attributes(reader, &schema::LICENCE_CHOICE, attributes)?;
            }
        }
        Ok(())
    }

    /// Reads a dependency: one of the list, or one that another one has.
    pub(super) fn dependency(
        &mut self,
        reader: &mut Reader<'x>,
        member: &'static Member,
        name: &'x str,
    ) -> Result<(), Error> {
        let is_provided = name == "provides" && !self.dependencies.is_empty();
        if name != "dependency" && !is_provided {
            return self.unknown(reader, Key::HASH_UNKNOWN);
        }
        let at = reader.start();
        let mut reference = None;
        let attributes = reader.take_attributes();
        for attribute in &attributes {
            match attribute.name.prefix.is_empty() && attribute.name.local == "ref" {
                true => reference = Some(attribute.value.clone()),
                false => self.odd_attribute(reader, attribute, name),
            }
        }
        reader.put_back(attributes);
        if !self.dependencies.is_empty() {
            self.add_reference(at, reference.as_ref(), is_provided);
        }
        if is_provided {
            let leaf = reader.leaf()?;
            return match leaf.is_closed {
                true => Ok(()),
                false => self.inside_leaf(reader, name),
            };
        }
        let is_outer = self.dependencies.is_empty();
        self.dependencies.push(Dependency { reference, entry: None });
        if is_outer {
            self.entry(at);
        }
        let tail = self.frames.last().map_or(Tail::ROOT, |frame| frame.tail);
        self.frames.push(Frame::new(tail, Inside::Dependency(member)));
        Ok(())
    }

    /// Adds a reference to what the innermost dependency depends on or provides.
    fn add_reference(&mut self, at: usize, reference: Option<&Text<'x>>, is_provided: bool) {
        let Some(mut entry) = self.entry(at) else { return };
        let (key, list) = match is_provided {
            true => (Key::PROVIDES, &mut entry.provides),
            false => (Key::DEPENDS_ON, &mut entry.depends_on),
        };
        let mut tail = match *list {
            Some(tail) => tail,
            None => self.tree.array(&mut entry.object, key, Some(at)),
        };
        match reference {
            Some(text) => {
                let any = Type::Any;
                scalar::put(&mut self.tree, &mut tail, Key::NONE, any, text, self.is_source);
            }
            // Without a reference it means nothing, and is kept as that.
            None => self.tree.null(&mut tail, Key::NONE, Some(at)),
        }
        *list = Some(tail);
        if let Some(dependency) = self.dependencies.last_mut() {
            dependency.entry = Some(entry);
        }
    }

    /// Returns the entry of the innermost dependency, made if it has none yet: one inside another
    /// is only an entry of its own if it says something.
    fn entry(&mut self, at: usize) -> Option<Entry> {
        let dependency = self.dependencies.last_mut()?;
        if let Some(entry) = dependency.entry {
            return Some(entry);
        }
        let is_list = |frame: &&mut Frame| matches!(frame.inside, Inside::Dependencies(_));
        let list = self.frames.iter_mut().rev().find(is_list)?;
        let mut object = self.tree.object(&mut list.tail, Key::NONE, Some(at));
        if let Some(reference) = &dependency.reference {
            let any = Type::Any;
            let into = &mut object;
            scalar::put(&mut self.tree, into, Key::REF, any, reference, self.is_source);
        }
        let entry = Entry { object, depends_on: None, provides: None };
        dependency.entry = Some(entry);
        Some(entry)
    }
}
