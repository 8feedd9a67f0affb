//! Lists: with an element around them, without one, of references.

use super::{Filler, Frame, Inside, Run};
use crate::cyclonedx::xml::special::Alternatives;
use crate::cyclonedx::xml::{find, scalar};
use crate::error::Error;
use crate::schema::{Member, Type, Xml};
use crate::tree::{Key, Tail};
use crate::xml::Reader;

impl<'x> Filler<'x, '_> {
    /// Begins a list that has an element of its own.
    pub(in crate::cyclonedx::xml) fn list(
        &mut self,
        reader: &mut Reader<'x>,
        key: Key,
        inside: Inside,
    ) -> Result<(), Error> {
        let at = Some(reader.start());
        let Some(frame) = self.frames.last_mut() else { return Ok(()) };
        let tail = self.tree.array(&mut frame.tail, key, at);
        self.frames.push(Frame::new(tail, inside));
        self.no_attributes(reader, "")
    }

    /// Goes on with a list whose element comes once more.
    pub(super) fn list_again(
        &mut self,
        reader: &mut Reader<'x>,
        member: &'static Member,
        run: Run,
    ) -> Result<(), Error> {
        let inside = match member.xml {
            Some(Xml::Wrapped(_, inner)) => Inside::List(member, inner),
            Some(Xml::WrappedAttribute(_, inner, name)) => Inside::References(member, inner, name),
            _ => return self.unknown(reader, Key::HASH_REPEATED),
        };
        self.frames.push(Frame { count: run.count, ..Frame::new(run.tail, inside) });
        self.no_attributes(reader, "")
    }

    /// Returns the list of the innermost object at a place that was begun before.
    pub(super) fn goes_on(&self, place: usize) -> Option<Run> {
        let depth = self.frames.len();
        self.runs.iter().rfind(|run| run.depth == depth && run.place == place).copied()
    }

    /// Reads an element of a list without an element around it.
    pub(super) fn run(
        &mut self,
        reader: &mut Reader<'x>,
        place: usize,
        member: &'static Member,
        is_again: bool,
    ) -> Result<(), Error> {
        let depth = self.frames.len();
        let found = match is_again {
            true => self.runs.iter().rposition(|run| run.depth == depth && run.place == place),
            false => None,
        };
        let number = match found {
            Some(number) => number,
            None => {
                let Some(frame) = self.frames.last_mut() else { return Ok(()) };
                let tail = self.tree.array(&mut frame.tail, member.key, Some(reader.start()));
                self.runs.push(Run { depth, place, tail, count: 0 });
                self.runs.len() - 1
            }
        };
        let Some(run) = self.runs.get_mut(number) else { return Ok(()) };
        run.count += 1;
        self.item = run.count;
        let into = run.tail;
        if let Some(kind) = Alternatives::of_run(member) {
            self.frames.push(Frame::new(into, Inside::Alternatives(kind, member)));
            return self.no_attributes(reader, "");
        }
        let into = self.value(reader, member.value, Key::NONE, into)?;
        if let Some(run) = self.runs.get_mut(number) {
            run.tail = into;
        }
        Ok(())
    }

    /// Reads an element whose text stands in an attribute.
    pub(super) fn reference(
        &mut self,
        reader: &mut Reader<'x>,
        value: Type,
        attribute: &str,
    ) -> Result<(), Error> {
        let name = reader.name().local;
        let attributes = reader.take_attributes();
        for other in &attributes {
            let is_it = other.name.prefix.is_empty() && other.name.local == attribute;
            match self.frames.last_mut() {
                Some(frame) if is_it => {
                    let (into, text) = (&mut frame.tail, &other.value);
                    scalar::put(&mut self.tree, into, Key::NONE, value, text, self.is_source);
                }
                _ => self.odd_attribute(reader, other, name),
            }
        }
        reader.put_back(attributes);
        let leaf = reader.leaf()?;
        match leaf.is_closed {
            true => Ok(()),
            false => self.inside_leaf(reader, name),
        }
    }

    /// Decides by the first child whether a list or an object has begun.
    pub(super) fn decide(
        &mut self,
        reader: &mut Reader<'x>,
        list: &'static Member,
        object: &'static Member,
        child: &'x str,
    ) -> Result<(), Error> {
        let shape =
            find::any_shape(object.value).filter(|shape| find::element(shape, child).is_some());
        let inner = match list.xml {
            Some(Xml::Wrapped(_, inner)) => inner,
            _ => "",
        };
        let at = Some(reader.start());
        let Some(outer) = self.frames.iter_mut().nth_back(1) else { return Ok(()) };
        let frame = match shape {
            Some(shape) => {
                let tail = self.tree.object(&mut outer.tail, list.key, at);
                Frame::new(tail, Inside::Object(shape))
            }
            None => {
                let tail = self.tree.array(&mut outer.tail, list.key, at);
                Frame::new(tail, Inside::List(list, inner))
            }
        };
        if let Some(last) = self.frames.last_mut() {
            *last = frame;
        }
        self.open(reader)
    }

    /// Remembers where a list goes on should its element come again.
    pub(super) fn keep_run(&mut self, frame: Frame, member: &'static Member) {
        let depth = self.frames.len() - 1;
        let place = self.frames.iter().nth_back(1).and_then(|outer| match outer.inside {
            Inside::Object(shape) => shape.find(member.key),
            _ => None,
        });
        let Some((place, _)) = place else { return };
        let (tail, count) = (frame.tail, frame.count);
        match self.runs.iter_mut().rfind(|run| run.depth == depth && run.place == place) {
            Some(run) => (run.tail, run.count) = (tail, count),
            None => self.runs.push(Run { depth, place, tail, count }),
        }
    }

    /// Says where the list begun last of the object at that depth goes on.
    pub(in crate::cyclonedx::xml) fn put_run(&mut self, depth: usize, tail: Tail) {
        if let Some(run) = self.runs.iter_mut().rfind(|run| run.depth == depth) {
            run.tail = tail;
        }
    }
}
