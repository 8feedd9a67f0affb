//! Persons, organisations and tools, each an element once.

use super::Converter;
use crate::convert::words::agent::{Agent, AgentKind};
use crate::convert::words::{id, iri};
use crate::tree::Key;

/// Returns the id of an agent written as SPDX 2 does (`Person: Jane (jane@acme.test)`), writing
/// its element at the first time.
pub(super) fn id_of(converter: &mut Converter<'_, '_>, text: &str) -> Option<String> {
    if let Some(id) = converter.agents.get(text) {
        return Some(id.clone());
    }
    let agent = Agent::parse(text)?;
    let iri = converter.iri(&iri::agent(&agent, text));
    converter.agents.insert(text.to_owned(), iri.clone());
    let mut out = converter.element(iri::class_of(agent.kind), &iri, None);
    converter.work.say(&mut out, Key::NAME, agent.name);
    if let Some(email) = agent.email {
        let mut list = converter.work.array(&mut out, Key::EXTERNAL_IDENTIFIER);
        let mut entry = converter.work.object(&mut list, Key::NONE, None);
        converter.work.say(&mut entry, Key::TYPE, "ExternalIdentifier");
        converter.work.say(&mut entry, Key::EXTERNAL_IDENTIFIER_TYPE, "email");
        converter.work.say(&mut entry, Key::IDENTIFIER, email);
    }
    Some(iri)
}

/// Returns the id of an annotator: of a tool as the agent it is while it does something.
pub(super) fn annotator(converter: &mut Converter<'_, '_>, text: &str) -> Option<String> {
    let agent = Agent::parse(text)?;
    if agent.kind != AgentKind::Tool {
        return id_of(converter, text);
    }
    let key = format!("SoftwareAgent: {}", agent.name);
    if let Some(id) = converter.agents.get(&key) {
        return Some(id.clone());
    }
    let digest = id::digest(&[&key], 8);
    let iri = converter.iri(&format!("SoftwareAgent-{}-{digest}", id::idstring(agent.name)));
    converter.agents.insert(key, iri.clone());
    let mut out = converter.element("SoftwareAgent", &iri, None);
    converter.work.say(&mut out, Key::NAME, agent.name);
    Some(iri)
}

/// Returns the id of this converter, for documents that name nobody.
pub(super) fn ourselves(converter: &mut Converter<'_, '_>) -> String {
    let iri = converter.iri("SoftwareAgent-sbom-kit");
    let mut out = converter.element("SoftwareAgent", &iri, None);
    converter.work.say(&mut out, Key::NAME, "sbom-kit");
    iri
}
