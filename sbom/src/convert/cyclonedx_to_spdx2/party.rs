//! Who supplied and made a component.
//!
//! | CycloneDX | SPDX 2 |
//! |---|---|
//! | `supplier` | `supplier` |
//! | `manufacturer`, else the first of `authors`, else `author`, else `publisher` | `originator` |
//! | `manufacturer` and `authors` of a file | `fileContributors` |
//! | of the subject, when the component does not say: `metadata.supplier`, `metadata.manufacture` | as above |

use super::kept::Kept;
use crate::convert::words::agent::{Agent, AgentKind};
use crate::convert::words::property;
use crate::convert::work::Work;
use crate::losses::LossReason;
use crate::tree::{Key, Tail, Value};

/// Somebody as SPDX writes it, with the values that say so.
pub(in crate::convert) struct Named<'s> {
    pub(in crate::convert) text: String,
    pub(in crate::convert) parts: Vec<Value<'s>>,
}

/// Reads an organisation: its name and the first contact's address; without a name the contact
/// as a person.
pub(in crate::convert) fn organisation<'s>(entity: Value<'s>) -> Option<Named<'s>> {
    let contact = entity.list(Key::CONTACT).next();
    let name =
        entity.get(Key::NAME).filter(|name| name.as_str().is_some_and(|text| !text.is_empty()));
    match name {
        Some(name) => {
            let email = contact.and_then(|contact| contact.get(Key::EMAIL));
            named(AgentKind::Organisation, name, email)
        }
        None => person(contact?),
    }
}

/// Reads a contact as a person.
pub(in crate::convert) fn person<'s>(contact: Value<'s>) -> Option<Named<'s>> {
    named(AgentKind::Person, contact.get(Key::NAME)?, contact.get(Key::EMAIL))
}

fn named<'s>(kind: AgentKind, name: Value<'s>, email: Option<Value<'s>>) -> Option<Named<'s>> {
    let agent = Agent::new(kind, name.as_str()?, email.and_then(Value::as_str))?;
    let used = agent.email.and(email);
    let text = agent.to_string();
    Some(Named { text, parts: [name].into_iter().chain(used).collect() })
}

/// Puts somebody under a key.
pub(in crate::convert) fn put<'s>(work: &mut Work<'s>, out: &mut Tail, key: Key, named: Named<'s>) {
    for part in &named.parts {
        work.carry(*part);
    }
    match named.parts.first() {
        Some(first) => work.put(out, key, &named.text, *first),
        None => work.say(out, key, &named.text),
    }
}

/// Writes `supplier` and `originator` of a package.
pub(in crate::convert) fn write<'s>(
    work: &mut Work<'s>,
    out: &mut Tail,
    component: Value<'s>,
    metadata: Option<Value<'s>>,
    kept: &mut Kept<'s>,
) {
    let of_metadata = |key| metadata.and_then(|metadata: Value<'s>| metadata.get(key));
    let supplier = component.get(Key::SUPPLIER).and_then(organisation);
    let of_subject = of_metadata(Key::SUPPLIER).and_then(organisation);
    match kept.take(work, property::PACKAGE_SUPPLIER) {
        Some((text, property)) => work.put(out, Key::SUPPLIER, text, property),
        None => match (supplier, of_subject) {
            (Some(supplier), _) => put(work, out, Key::SUPPLIER, supplier),
            (None, Some(supplier)) => {
                moved(work, of_metadata(Key::SUPPLIER), "written as the subject's supplier");
                put(work, out, Key::SUPPLIER, supplier);
            }
            _ => {}
        },
    }
    if let Some((text, property)) = kept.take(work, property::PACKAGE_ORIGINATOR) {
        work.put(out, Key::ORIGINATOR, text, property);
        return;
    }
    let of_component = component.get(Key::MANUFACTURER).and_then(organisation);
    let made = of_component.or_else(|| component.list(Key::AUTHORS).next().and_then(person));
    if let Some(made) = made {
        put(work, out, Key::ORIGINATOR, made);
    } else if let Some(made) = of_metadata(Key::MANUFACTURE).and_then(organisation) {
        moved(work, of_metadata(Key::MANUFACTURE), "written as the subject's originator");
        put(work, out, Key::ORIGINATOR, made);
    } else {
        let author = component.get(Key::AUTHOR).map(|value| (AgentKind::Person, value));
        let publisher = component.get(Key::PUBLISHER).map(|value| (AgentKind::Organisation, value));
        let made = author.into_iter().chain(publisher);
        if let Some(made) = made.filter_map(|(kind, name)| named(kind, name, None)).next() {
            put(work, out, Key::ORIGINATOR, made);
        }
    }
    // In full, since `originator` tells neither which of them it was nor all of them.
    kept.keep(work, component, Key::AUTHOR);
    kept.keep(work, component, Key::PUBLISHER);
}

fn moved<'s>(work: &mut Work<'s>, value: Option<Value<'s>>, detail: &str) {
    if let Some(value) = value {
        work.lose(value, LossReason::Approximated, detail);
    }
}
