//! Agents and tools.

use super::Converter;
use crate::convert::words::agent::{Agent, AgentKind};
use crate::convert::work::Work;
use crate::spdx::index3::Class;
use crate::tree::{Key, Tail, Value};

/// Somebody, and the texts that say who: those of the element at its first use alone, or a shared
/// one that a later stage loses would be reported once for each use.
#[derive(Clone, Copy)]
pub(super) struct Named<'s> {
    pub(super) agent: Agent<'s>,
    name_of: Option<Value<'s>>,
    email_of: Option<Value<'s>>,
}

impl<'s> Named<'s> {
    /// Puts the name, or a part of it.
    pub(super) fn put_name(&self, work: &mut Work<'s>, into: &mut Tail, text: &str) {
        work.copy_as(into, Key::NAME, text, self.name_of);
    }

    fn put_email(&self, work: &mut Work<'s>, into: &mut Tail) {
        if let Some(email) = self.agent.email {
            work.copy_as(into, Key::EMAIL, email, self.email_of);
        }
    }
}

/// Returns who a reference names; what says so is marked.
pub(super) fn named<'s>(
    converter: &mut Converter<'s, '_>,
    reference: Value<'s>,
) -> Option<Named<'s>> {
    let (object, class) = converter.object_and_class(reference)?;
    let kind = match class {
        Class::Person => AgentKind::Person,
        Class::Tool | Class::SoftwareAgent => AgentKind::Tool,
        _ => AgentKind::Organisation,
    };
    let name = object.text(Key::NAME)?;
    let mut identifiers = object.list(Key::EXTERNAL_IDENTIFIER);
    let email =
        identifiers.find(|entry| entry.text(Key::EXTERNAL_IDENTIFIER_TYPE) == Some("email"));
    let address = email.and_then(|entry| entry.text(Key::IDENTIFIER));
    if !converter.may_share(name.len() + address.map_or(0, str::len)) {
        return None;
    }
    converter.carry_head(object);
    converter.work.carry_member(object, Key::NAME);
    if let Some(entry) = email {
        for key in [Key::TYPE, Key::EXTERNAL_IDENTIFIER_TYPE, Key::IDENTIFIER] {
            converter.work.carry_member(entry, key);
        }
    }
    if reference.as_str().is_some() {
        converter.work.carry(reference);
    }
    let is_first = converter.named.insert(object.id());
    Some(Named {
        agent: Agent { kind, name, email: address },
        name_of: object.get(Key::NAME).filter(|_| is_first),
        email_of: email.and_then(|entry| entry.get(Key::IDENTIFIER)).filter(|_| is_first),
    })
}

/// Writes an organisation; a person as its only contact.
pub(super) fn write_entity<'s>(work: &mut Work<'s>, entity: &mut Tail, named: Named<'s>) {
    let is_person = named.agent.kind == AgentKind::Person;
    if !is_person {
        named.put_name(work, entity, named.agent.name);
    }
    if is_person || named.agent.email.is_some() {
        let mut contacts = work.array(entity, Key::CONTACT);
        let mut contact = work.object(&mut contacts, Key::NONE, None);
        if is_person {
            named.put_name(work, &mut contact, named.agent.name);
        }
        named.put_email(work, &mut contact);
    }
}

/// Writes a person.
pub(super) fn write_contact<'s>(work: &mut Work<'s>, contact: &mut Tail, named: Named<'s>) {
    named.put_name(work, contact, named.agent.name);
    named.put_email(work, contact);
}
