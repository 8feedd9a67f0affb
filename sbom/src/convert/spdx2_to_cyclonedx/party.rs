//! Who supplied and made a package, and who contributed to a file.
//!
//! | SPDX 2 | CycloneDX |
//! |---|---|
//! | `supplier` | `supplier`; a person as a contact without an organisation |
//! | `originator: Organization: …` | `manufacturer` |
//! | `originator: Person: …` | `authors` |
//! | `NOASSERTION` | a property |
//! | `fileContributors` | the same of those who say what they are; the others are properties |

use super::kept::Kept;
use crate::convert::words::agent::{Agent, AgentKind};
use crate::convert::words::property;
use crate::convert::work::Work;
use crate::tree::{Key, Tail, Value};

/// Writes `supplier`, `manufacturer`, `authors`, and the fields that annotations kept in full.
pub(super) fn write<'s>(
    work: &mut Work<'s>,
    out: &mut Tail,
    package: Value<'s>,
    kept: &mut Kept<'s>,
) {
    if let Some(value) = package.get(Key::SUPPLIER) {
        match value.as_str().and_then(Agent::parse) {
            Some(agent) if agent.kind != AgentKind::Tool => {
                let mut entity = work.object(out, Key::SUPPLIER, Some(value));
                write_entity(work, &mut entity, agent, value);
            }
            _ => kept.keep_value(work, value, property::PACKAGE_SUPPLIER),
        }
    }
    originator(work, out, package, kept);
    for (key, name) in [(Key::AUTHOR, "author"), (Key::PUBLISHER, "publisher")] {
        if let Some(text) = kept.field(name) {
            work.say(out, key, text);
        }
    }
}

fn originator<'s>(work: &mut Work<'s>, out: &mut Tail, package: Value<'s>, kept: &mut Kept<'s>) {
    let Some(value) = package.get(Key::ORIGINATOR) else { return };
    let text = value.as_str().unwrap_or_default();
    match Agent::parse(text) {
        // Made of a field that was kept in full.
        Some(agent)
            if agent.kind == AgentKind::Person && kept.field("author") == Some(agent.name) =>
        {
            work.carry(value);
        }
        Some(agent)
            if agent.kind == AgentKind::Organisation
                && kept.field("publisher") == Some(agent.name) =>
        {
            work.carry(value);
        }
        Some(agent) if agent.kind == AgentKind::Organisation => {
            let mut entity = work.object(out, Key::MANUFACTURER, Some(value));
            write_entity(work, &mut entity, agent, value);
        }
        Some(agent) if agent.kind == AgentKind::Person => {
            let mut authors = work.array(out, Key::AUTHORS);
            let mut author = work.object(&mut authors, Key::NONE, Some(value));
            write_contact(work, &mut author, agent, value);
        }
        _ => kept.keep_value(work, value, property::PACKAGE_ORIGINATOR),
    }
}

/// Writes the contributors to a file: those that are said to be persons or an organisation as
/// such, the words of all others as properties.
pub(super) fn contributors<'s>(
    work: &mut Work<'s>,
    out: &mut Tail,
    file: Value<'s>,
    kept: &mut Kept<'s>,
) {
    let mut authors = None;
    let mut has_maker = false;
    for value in file.list(Key::FILE_CONTRIBUTORS) {
        let text = value.as_str().unwrap_or_default();
        let agent = Agent::parse(text).filter(|agent| agent.to_string() == text);
        match agent {
            Some(agent) if agent.kind == AgentKind::Person => {
                let list = authors.get_or_insert_with(|| work.array(out, Key::AUTHORS));
                let mut author = work.object(list, Key::NONE, Some(value));
                write_contact(work, &mut author, agent, value);
            }
            Some(agent) if agent.kind == AgentKind::Organisation && !has_maker => {
                has_maker = true;
                let mut entity = work.object(out, Key::MANUFACTURER, Some(value));
                write_entity(work, &mut entity, agent, value);
            }
            _ => kept.keep_value(work, value, property::FILE_CONTRIBUTOR),
        }
    }
}

/// Writes the members of an organisation; of a person as its only contact.
pub(super) fn write_entity<'s>(
    work: &mut Work<'s>,
    entity: &mut Tail,
    agent: Agent<'_>,
    of: Value<'s>,
) {
    if agent.kind == AgentKind::Organisation {
        work.put(entity, Key::NAME, agent.name, of);
        let Some(email) = agent.email else { return };
        let mut contacts = work.array(entity, Key::CONTACT);
        let mut contact = work.object(&mut contacts, Key::NONE, None);
        work.say(&mut contact, Key::EMAIL, email);
    } else {
        let mut contacts = work.array(entity, Key::CONTACT);
        let mut contact = work.object(&mut contacts, Key::NONE, None);
        write_contact(work, &mut contact, agent, of);
    }
}

/// Writes the members of a person.
pub(super) fn write_contact<'s>(
    work: &mut Work<'s>,
    contact: &mut Tail,
    agent: Agent<'_>,
    of: Value<'s>,
) {
    work.put(contact, Key::NAME, agent.name, of);
    if let Some(email) = agent.email {
        work.say(contact, Key::EMAIL, email);
    }
}
