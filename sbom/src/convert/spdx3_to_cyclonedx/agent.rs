//! Agents and tools.

use super::Converter;
use crate::convert::words::agent::{Agent, AgentKind};
use crate::convert::work::Work;
use crate::spdx::index3::Class;
use crate::tree::{Key, Tail, Value};

/// Returns who a reference names; what says so is marked.
pub(super) fn named<'s>(
    converter: &mut Converter<'s, '_>,
    reference: Value<'s>,
) -> Option<Agent<'s>> {
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
    Some(Agent { kind, name, email: address })
}

/// Writes an organisation; a person as its only contact.
pub(super) fn write_entity(work: &mut Work<'_>, entity: &mut Tail, agent: Agent<'_>) {
    if agent.kind == AgentKind::Person {
        let mut contacts = work.array(entity, Key::CONTACT);
        let mut contact = work.object(&mut contacts, Key::NONE, None);
        write_contact(work, &mut contact, agent);
        return;
    }
    work.say(entity, Key::NAME, agent.name);
    if let Some(email) = agent.email {
        let mut contacts = work.array(entity, Key::CONTACT);
        let mut contact = work.object(&mut contacts, Key::NONE, None);
        work.say(&mut contact, Key::EMAIL, email);
    }
}

/// Writes a person.
pub(super) fn write_contact(work: &mut Work<'_>, contact: &mut Tail, agent: Agent<'_>) {
    work.say(contact, Key::NAME, agent.name);
    if let Some(email) = agent.email {
        work.say(contact, Key::EMAIL, email);
    }
}
