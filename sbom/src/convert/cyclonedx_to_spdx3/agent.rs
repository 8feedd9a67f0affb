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

/// Returns the id of somebody that SPDX 2 names in free words, as the contributors to a file: an
/// agent of which it is not known what it is, unless the words say so.
pub(super) fn contributor(converter: &mut Converter<'_, '_>, text: &str) -> String {
    let is_clear = Agent::parse(text).is_some_and(|agent| agent.to_string() == text);
    if let Some(id) = is_clear.then(|| annotator(converter, text)).flatten() {
        return id;
    }
    let key = format!("Agent: {text}");
    if let Some(id) = converter.agents.get(&key) {
        return id.clone();
    }
    let readable: String = id::idstring(text).chars().take(40).collect();
    let iri = converter.iri(&format!("Agent-{readable}-{}", id::digest(&[&key], 8)));
    converter.agents.insert(key, iri.clone());
    let mut out = converter.element("Agent", &iri, None);
    converter.work.say(&mut out, Key::NAME, text);
    iri
}

/// Returns the id of this converter, for documents that name nobody.
pub(super) fn ourselves(converter: &mut Converter<'_, '_>) -> String {
    let iri = converter.iri("SoftwareAgent-sbom-kit");
    let mut out = converter.element("SoftwareAgent", &iri, None);
    converter.work.say(&mut out, Key::NAME, "sbom-kit");
    iri
}
