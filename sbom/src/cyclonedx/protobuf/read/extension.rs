//! Extensions of certificates: a message in one of two fields, with a name and a value.

use super::{Filler, Frame};
use crate::cyclonedx::protobuf::fields;
use crate::cyclonedx::protobuf::wire::{Kind, Tag};
use crate::cyclonedx::schema;
use crate::document::NoteKind;
use crate::error::Error;
use crate::schema::Member;
use crate::tree::{Key, Tail};

impl Filler<'_> {
    /// Reads an extension. What the format does not define stays with it: in `#choice` what stood
    /// beside the message of its kind, in `#fields` what stood within.
    pub(super) fn extension(
        &mut self,
        frame: Frame,
        start: usize,
        stop: usize,
    ) -> Result<bool, Error> {
        let mut list = frame.tail;
        let mut item = self.tree.object(&mut list, Key::NONE, Some(start));
        self.put_tail(frame, list);
        let mut beside = Vec::new();
        let mut within = Vec::new();
        let mut edge = start;
        for (kind, from, to) in self.inner(start, stop)? {
            let inner = match members_of(kind) {
                Some(_) => self.inner(from, to)?,
                None => Vec::new(),
            };
            let known = |tag: Tag| members_of(kind).and_then(|members| member(members, tag));
            // A message that says nothing of its kind is kept as a whole.
            if !inner.iter().any(|(tag, ..)| known(*tag).is_some()) {
                beside.extend(self.beside(&[(kind, from, to)])?);
                continue;
            }
            for (tag, from, to) in inner {
                let tail = match known(tag) {
                    Some(member) => self.extension_member(member, item, (tag, from, to))?,
                    None => None,
                };
                let Some(tail) = tail else {
                    within.extend(self.beside(&[(tag, from, to)])?);
                    continue;
                };
                item = tail;
                if tag.kind == Kind::Length {
                    self.blank(edge, from);
                    edge = to;
                }
            }
        }
        self.put_beside(&mut item, Key::HASH_CHOICE, &beside);
        self.put_beside(&mut item, Key::HASH_FIELDS, &within);
        self.blank(edge, stop);
        Ok(true)
    }

    /// Reads a member; of one that comes again the last counts.
    fn extension_member(
        &mut self,
        member: &'static Member,
        item: Tail,
        (tag, from, to): (Tag, usize, usize),
    ) -> Result<Option<Tail>, Error> {
        let object = item.container();
        let before = self.tree.value(object).get(member.key).map(|value| value.id());
        let tail = self.value(member.value, member.key, item, tag, from, to)?;
        if let (Some(before), Some(_)) = (before, tail) {
            self.notes.add(NoteKind::RepeatedMember, "", String::new);
            self.tree.retain(object, |value| value.id() != before);
        }
        Ok(tail)
    }
}

/// Returns the members of the kind of extension that a field is.
fn members_of(tag: Tag) -> Option<&'static [(u32, Key)]> {
    let known = fields::EXTENSIONS.iter().find(|(number, _)| *number == tag.number)?;
    (tag.kind == Kind::Length).then_some(&known.1)
}

fn member(members: &[(u32, Key)], tag: Tag) -> Option<&'static Member> {
    let (_, key) = members.iter().find(|(number, _)| *number == tag.number)?;
    schema::CERTIFICATE_EXTENSION.find(*key).map(|(_, member)| member)
}
