//! Fields that the format does not define, kept as they are.

use super::{FIELDS, Filler, Inside, Run};
use crate::cyclonedx::protobuf::wire::{self, Kind, Tag};
use crate::document::NoteKind;
use crate::error::{Code, Error};
use crate::tree::{Key, Tail};

impl Filler<'_> {
    /// Keeps a field that the format does not define: its bytes with the tag, in hexadecimal.
    pub(super) fn unknown(&mut self, tag: Tag, from: usize, stop: usize) -> Result<(), Error> {
        if self.is_strict {
            let message = format!("the field {} is none that the format has here", tag.number);
            return Err(self.error(Code::Deviation, message));
        }
        self.notes.add(NoteKind::UnknownMember, &tag.number.to_string(), String::new);
        let bytes = self.bytes.get(from..stop).unwrap_or_default();
        let mut text = hexadecimal(bytes);
        let mut depth = self.frames.len();
        // The message around a list is no object of JSON. Of two such messages the one goes on
        // with the other, so that one of its own keeps the field.
        let around = match self.frames.last().map(|frame| frame.inside) {
            Some(Inside::Nested(member, _)) => member.proto.map(|proto| u32::from(proto.field)),
            Some(Inside::Extensions(number)) => Some(number),
            _ => None,
        };
        if let Some(number) = around {
            let mut message = wire::Backward::default();
            message.raw(bytes);
            message.close(number, 0);
            text = hexadecimal(&message.finish());
            depth -= 1;
        }
        let found =
            self.runs.iter().rfind(|run| (run.depth, run.place) == (depth, FIELDS)).copied();
        let place = depth.saturating_sub(1);
        let inside = self.frames.get(place).map(|frame| frame.inside);
        let mut list = match (found, inside) {
            (Some(run), _) => run.tail,
            (None, Some(Inside::Object(_) | Inside::References(_) | Inside::Detailed)) => {
                let Some(frame) = self.frames.get_mut(place) else { return Ok(()) };
                self.tree.array(&mut frame.tail, Key::HASH_FIELDS, None)
            }
            (None, Some(Inside::Dependency)) => {
                let Some(mut entry) = self.entry(from) else { return Ok(()) };
                let list = self.tree.array(&mut entry.object, Key::HASH_FIELDS, None);
                if let Some(dependency) = self.dependencies.last_mut() {
                    dependency.entry = Some(entry);
                }
                list
            }
            _ => return Ok(()),
        };
        if found.is_none() {
            self.runs.push(Run { depth, place: FIELDS, tail: list });
        }
        self.tree.made_text(&mut list, Key::NONE, Some(from), &text);
        self.put_run(depth, FIELDS, list);
        Ok(())
    }

    /// Returns the fields of a choice that the format does not define, as they are kept.
    pub(super) fn beside(&mut self, fields: &[(Tag, usize, usize)]) -> Result<Vec<String>, Error> {
        let mut kept = Vec::with_capacity(fields.len());
        for (tag, from, to) in fields.iter().copied() {
            if self.is_strict {
                let message = format!("the field {} is none that the format has here", tag.number);
                return Err(self.error(Code::Deviation, message));
            }
            self.notes.add(NoteKind::UnknownMember, &tag.number.to_string(), String::new);
            let mut field = wire::Backward::default();
            field.raw(self.bytes.get(from..to).unwrap_or_default());
            match tag.kind {
                Kind::Length => field.close(tag.number, 0),
                kind => field.tag(tag.number, kind),
            }
            kept.push(hexadecimal(&field.finish()));
        }
        Ok(kept)
    }

    /// Keeps unknown fields, of the message around an object as a rule, with the object.
    pub(super) fn put_beside(&mut self, object: &mut Tail, key: Key, fields: &[String]) {
        if fields.is_empty() {
            return;
        }
        let mut list = self.tree.array(object, key, None);
        for field in fields {
            self.tree.made_text(&mut list, Key::NONE, None, field);
        }
    }
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
