//! Messages of which one field is the value: choices, licences, tools.

use super::{Dependency, Filler, Inside};
use crate::cyclonedx::protobuf::fields::{self, Alternative};
use crate::cyclonedx::protobuf::wire::{self, Kind, Tag};
use crate::cyclonedx::schema;
use crate::document::NoteKind;
use crate::error::Error;
use crate::schema::{Irregular, Member, Type};
use crate::tree::{Key, Tail};

impl Filler<'_> {
    pub(super) fn irregular(
        &mut self,
        place: usize,
        member: &'static Member,
        irregular: Irregular,
        mut into: Tail,
        (tag, start, stop): (Tag, usize, usize),
    ) -> Result<bool, Error> {
        let depth = self.frames.len();
        let bit = 1 << (place % 64);
        match irregular {
            Irregular::ServiceData => {
                let tail = self.tree.object(&mut into, Key::NONE, Some(start));
                self.put_run(depth, place, into);
                self.met(depth, bit);
                self.push((start, stop), stop, tail, Inside::Object(&schema::SERVICE_DATA))?;
            }
            Irregular::Licences => {
                let item = self.tree.object(&mut into, Key::NONE, Some(start));
                self.put_run(depth, place, into);
                self.met(depth, bit);
                self.licence(item, start, stop)?;
            }
            Irregular::Dependencies => {
                self.put_run(depth, place, into);
                self.met(depth, bit);
                let list = (depth, place);
                self.dependencies.push(Dependency { list, reference: None, entry: None });
                self.entry(start);
                self.push((start, stop), stop, into, Inside::Dependency)?;
            }
            Irregular::Tools => return self.tools(place, member, start, stop),
            Irregular::Ikev2 => {
                let tail = self.tree.object(&mut into, member.key, Some(start));
                self.put_tail_at(depth, into);
                self.met(depth, bit);
                let inside = match tag.number {
                    fields::IKEV2_REFERENCES => Inside::References(&schema::IKEV2),
                    _ => Inside::Object(&schema::IKEV2),
                };
                self.push((start, stop), stop, tail, inside)?;
            }
            Irregular::CertificateExtensions => {
                self.met(depth, bit);
                self.push((start, stop), stop, into, Inside::Extensions(tag.number))?;
            }
            irregular => {
                let Some(alternatives) = fields::alternatives(irregular) else { return Ok(false) };
                let key = if member.list.is_some() { Key::NONE } else { member.key };
                let tail = self.alternative(alternatives, key, into, start, stop)?;
                let Some(tail) = tail else { return Ok(false) };
                self.met(depth, bit);
                match member.list.is_some() {
                    true => self.put_run(depth, place, tail),
                    false => self.put_tail_at(depth, tail),
                }
            }
        }
        Ok(true)
    }

    /// Reads a message of which one field is the value.
    pub(super) fn alternative(
        &mut self,
        alternatives: &'static [Alternative],
        key: Key,
        mut into: Tail,
        start: usize,
        stop: usize,
    ) -> Result<Option<Tail>, Error> {
        let known_field = |tag: Tag| {
            let is_it = |it: &&Alternative| (it.number, Kind::Length) == (tag.number, tag.kind);
            alternatives.iter().find(is_it)
        };
        // Of several, the last counts.
        let inner = self.inner(start, stop)?;
        let found = inner
            .iter()
            .rev()
            .find_map(|(tag, from, to)| Some((known_field(*tag)?, *tag, *from, *to)));
        let Some((known, tag, from, to)) = found else {
            if !inner.is_empty() {
                // A choice that the format does not have is kept as a whole.
                return Ok(None);
            }
            self.blank(start, stop);
            return Ok(Some(into));
        };
        let (beside, again): (Vec<_>, Vec<_>) =
            inner.iter().copied().partition(|field| known_field(field.0).is_none());
        if again.len() > 1 {
            self.notes.add(NoteKind::RepeatedMember, "", String::new);
        }
        let beside = self.beside(&beside)?;
        self.blank(start, from);
        self.blank(to, stop);
        if let Some(within) = known.within {
            let mut object = self.tree.object(&mut into, key, Some(from));
            self.put_beside(&mut object, Key::HASH_CHOICE, &beside);
            self.value(known.value, within, object, tag, from, to)?;
            return Ok(Some(into));
        }
        let depth = self.frames.len();
        let tail = self.value(known.value, key, into, tag, from, to)?;
        if self.frames.len() > depth
            && let Some(mut frame) = self.frames.pop()
        {
            frame.resume = stop;
            self.put_beside(&mut frame.tail, Key::HASH_CHOICE, &beside);
            self.frames.push(frame);
        } else if !beside.is_empty() {
            // Beside a text there is no place in the tree.
            self.notes.add(NoteKind::UnknownMember, "", String::new);
        }
        Ok(tail)
    }

    /// Reads a `LicenseChoice`.
    pub(super) fn licence(
        &mut self,
        mut item: Tail,
        start: usize,
        stop: usize,
    ) -> Result<(), Error> {
        let inner = self.inner(start, stop)?;
        let mut edge = start;
        let mut message = None;
        let mut others = Vec::new();
        let is_known = |tag: Tag| {
            matches!((tag.number, tag.kind), (1 | 2 | 4 | 5, Kind::Length) | (3, Kind::Varint))
        };
        let unknown: Vec<_> = inner.iter().copied().filter(|field| !is_known(field.0)).collect();
        let beside = self.beside(&unknown)?;
        self.put_beside(&mut item, Key::HASH_CHOICE, &beside);
        for (tag, from, to) in inner {
            match (tag.number, tag.kind) {
                (1 | 5, Kind::Length) => message = Some((tag.number, from, to)),
                (2 | 4, Kind::Length) | (3, Kind::Varint) => others.push((tag, from, to)),
                _ => continue,
            }
            self.blank(edge, from);
            edge = to;
        }
        self.blank(edge, stop);
        // What stands beside a licence belongs to it.
        let mut licence = match message {
            Some((1, from, _)) => Some(self.tree.object(&mut item, Key::LICENSE, Some(from))),
            _ => None,
        };
        let own = message.map(|(_, from, to)| {
            let fields = wire::fields(&self.bytes, from, to);
            fields.map(|(tag, ..)| tag.number).collect::<Vec<_>>()
        });
        let own = own.unwrap_or_default();
        for (tag, from, to) in others {
            let (key, of_licence) = match tag.number {
                2 => (Key::EXPRESSION, 0),
                3 => (Key::ACKNOWLEDGEMENT, 8),
                _ => (Key::BOM_REF, 5),
            };
            let found = schema::LICENCE_CHOICE.find(key).map(|(_, member)| member.value);
            let value = found.unwrap_or(Type::Any);
            let into = match &mut licence {
                Some(_) if own.contains(&of_licence) => continue,
                Some(licence) => licence,
                None => &mut item,
            };
            if let Some(tail) = self.value(value, key, *into, tag, from, to)? {
                *into = tail;
            }
            if tag.kind == Kind::Varint {
                self.blank(from, to);
            }
        }
        let Some((number, from, to)) = message else { return Ok(()) };
        match licence {
            Some(licence) if number == 1 => {
                self.push((from, to), stop, licence, Inside::Object(&schema::LICENCE))
            }
            _ => self.push((from, to), stop, item, Inside::Detailed),
        }
    }

    /// Reads a `Tool`: one of a list, or today's object of components and services.
    pub(super) fn tools(
        &mut self,
        place: usize,
        member: &'static Member,
        start: usize,
        stop: usize,
    ) -> Result<bool, Error> {
        let depth = self.frames.len();
        let Some(frame) = self.frames.last().copied() else { return Ok(false) };
        let bit = 1 << (place % 64);
        let is_object =
            wire::fields(&self.bytes, start, stop).any(|(tag, ..)| matches!(tag.number, 6 | 7));
        if is_object {
            if frame.seen & bit != 0 {
                return Ok(false);
            }
            let mut into = frame.tail;
            let tail = self.tree.object(&mut into, member.key, Some(start));
            self.put_tail_at(depth, into);
            self.met(depth, bit);
            self.push((start, stop), stop, tail, Inside::Object(&schema::TOOLS))?;
            return Ok(true);
        }
        if frame.seen & bit != 0
            && !self.runs.iter().any(|run| (run.depth, run.place) == (depth, place))
        {
            return Ok(false);
        }
        let mut list = self.list(place, member.key);
        let tail = self.tree.object(&mut list, Key::NONE, Some(start));
        self.put_run(depth, place, list);
        self.met(depth, bit);
        self.push((start, stop), stop, tail, Inside::Object(&schema::TOOL))?;
        Ok(true)
    }
}
