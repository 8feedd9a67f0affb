//! The document itself: see the table in `cyclonedx_to_spdx2/creation.rs`, from right to left.

use super::{Converter, Kept, party, relation};
use crate::convert::words::agent::{Agent, AgentKind, tool_and_version};
use crate::convert::words::{hash, id, property};
use crate::losses::LossReason;
use crate::schema::is_iri_reference;
use crate::tree::{Key, Scalar, Tail, Value};

/// Returns in whose name properties are kept in annotations: the first tool, else whoever is
/// first among the creators.
pub(super) fn annotator(info: Option<Value<'_>>) -> &str {
    let creators = || {
        let list = info.into_iter().flat_map(|info| info.list(Key::CREATORS));
        list.filter_map(Value::as_str)
    };
    let tool = creators().find(|text| text.starts_with("Tool:"));
    let organisation = || creators().find(|text| text.starts_with("Organization:"));
    tool.or_else(organisation).or_else(|| creators().next()).unwrap_or_default()
}

/// Writes what stands before the metadata.
pub(super) fn write_head<'s>(
    converter: &mut Converter<'s, '_>,
    out: &mut Tail,
    kept: &mut Kept<'s>,
) {
    let root = converter.work.source.root();
    let work = &mut converter.work;
    work.say(out, Key::DOLLAR_SCHEMA, "http://cyclonedx.org/schema/bom-1.7.schema.json");
    work.say(out, Key::BOM_FORMAT, "CycloneDX");
    work.say(out, Key::SPEC_VERSION, "1.7");
    let namespace = root.get(Key::DOCUMENT_NAMESPACE);
    let text = namespace.and_then(Value::as_str).unwrap_or_default();
    let uuid = match id::trailing_uuid(text) {
        Some(uuid) => uuid,
        None if text.is_empty() => id::uuid(root.text(Key::NAME).unwrap_or_default()),
        None => id::uuid(text),
    };
    let serial = match &converter.options.serial_number {
        Some(serial) => serial.clone(),
        None => format!("urn:uuid:{uuid}"),
    };
    work.copy_as(out, Key::SERIAL_NUMBER, &serial, namespace);
    converter.serial = serial;
    let number =
        kept.field("version").filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    work.say_scalar(out, Key::VERSION, Scalar::Number(number.unwrap_or("1")));
    if converter.was_cyclonedx {
        for key in [Key::NAME, Key::SPDX_VERSION] {
            work.carry_member(root, key);
        }
    } else {
        kept.keep(work, root, Key::SPDX_VERSION, property::DOCUMENT_VERSION);
        kept.keep(work, root, Key::NAME, property::DOCUMENT_NAME);
        kept.keep(work, root, Key::DOCUMENT_NAMESPACE, property::DOCUMENT_NAMESPACE);
    }
    kept.keep(work, root, Key::COMMENT, property::DOCUMENT_COMMENT);
    for (name, value) in relation::described(converter) {
        kept.add(name, &value, None);
    }
    for (text, of) in converter.graph.statements_of_document() {
        kept.add(property::RELATIONSHIP, &text, of);
    }
}

/// Writes `metadata` up to the component.
pub(super) fn write_metadata<'s>(
    converter: &mut Converter<'s, '_>,
    out: &mut Tail,
    kept: &mut Kept<'s>,
) {
    let root = converter.work.source.root();
    let info = root.get(Key::CREATION_INFO);
    let work = &mut converter.work;
    match &converter.options.created {
        Some(created) => {
            work.say(out, Key::TIMESTAMP, created);
            if let Some(info) = info {
                work.carry_member(info, Key::CREATED);
            }
        }
        None => {
            let created = info.and_then(|info| info.get(Key::CREATED));
            let text = created.and_then(Value::as_str).unwrap_or_default();
            match crate::convert::words::date::utc(text) {
                Some(_) if kept.field("metadata:timestamp").is_none() => {
                    work.copy(out, Key::TIMESTAMP, created);
                }
                Some(_) => created.into_iter().for_each(|value| work.carry(value)),
                None => {
                    if let Some(created) = created {
                        work.lose(created, LossReason::Invalid, "no date and time");
                    }
                }
            }
        }
    }
    let mut list = work.array(out, Key::LIFECYCLES);
    for (key, name) in [(Key::PHASE, "lifecycles:phase"), (Key::NAME, "lifecycles:name")] {
        for (text, of) in kept.fields(name) {
            let mut entry = work.object(&mut list, Key::NONE, Some(of));
            work.say(&mut entry, key, text);
        }
    }
    if let Some(info) = info {
        creators(converter, out, info, kept);
        let work = &mut converter.work;
        kept.keep(work, info, Key::COMMENT, property::CREATION_COMMENT);
        kept.keep(work, info, Key::LICENSE_LIST_VERSION, property::CREATION_LIST_VERSION);
    }
    let work = &mut converter.work;
    if let Some(value) = root.get(Key::DATA_LICENSE) {
        match value.as_str() {
            // Written for the sake of SPDX.
            Some("CC0-1.0") if converter.was_cyclonedx => work.carry(value),
            Some(text) if crate::licence_expression::is_cyclonedx_licence_id(text) => {
                let mut list = work.array(out, Key::LICENSES);
                let mut entry = work.object(&mut list, Key::NONE, Some(value));
                let mut licence = work.object(&mut entry, Key::LICENSE, Some(value));
                work.put(&mut licence, Key::ID, text, value);
            }
            _ => {}
        }
    }
    if let Some(word) = kept.field("distributionConstraints:tlp") {
        let mut constraints = work.object(out, Key::DISTRIBUTION_CONSTRAINTS, None);
        work.say(&mut constraints, Key::TLP, word);
    }
}

fn creators<'s>(
    converter: &mut Converter<'s, '_>,
    out: &mut Tail,
    info: Value<'s>,
    kept: &mut Kept<'s>,
) {
    let work = &mut converter.work;
    let mut tools = None;
    let mut authors = None;
    let mut manufacturer = false;
    for value in info.list(Key::CREATORS) {
        let Some(agent) = value.as_str().and_then(Agent::parse) else { continue };
        match agent.kind {
            // Written for the sake of SPDX.
            AgentKind::Tool if converter.was_cyclonedx && agent.name == "sbom-kit" => {
                work.carry(value);
            }
            AgentKind::Tool => {
                let list = tools.get_or_insert_with(|| {
                    let mut tools = work.object(out, Key::TOOLS, None);
                    work.array(&mut tools, Key::COMPONENTS)
                });
                let (name, version) = tool_and_version(agent.name);
                let mut tool = work.object(list, Key::NONE, Some(value));
                work.say(&mut tool, Key::TYPE, "application");
                work.put(&mut tool, Key::NAME, name, value);
                if let Some(version) = version {
                    work.say(&mut tool, Key::VERSION, version);
                }
            }
            AgentKind::Person => {
                let list = authors.get_or_insert_with(|| work.array(out, Key::AUTHORS));
                let mut author = work.object(list, Key::NONE, Some(value));
                party::write_contact(work, &mut author, agent, value);
            }
            AgentKind::Organisation if !manufacturer => {
                manufacturer = true;
                let mut entity = work.object(out, Key::MANUFACTURER, Some(value));
                party::write_entity(work, &mut entity, agent, value);
            }
            AgentKind::Organisation => {
                kept.keep_value(work, value, property::CREATION_ORGANISATION);
            }
        }
    }
}

/// Writes the other documents that are referred to.
pub(super) fn write_documents(converter: &mut Converter<'_, '_>, out: &mut Tail) {
    let root = converter.work.source.root();
    let work = &mut converter.work;
    let mut list = work.array(out, Key::EXTERNAL_REFERENCES);
    for entry in root.list(Key::EXTERNAL_DOCUMENT_REFS) {
        let Some(document) = entry.get(Key::SPDX_DOCUMENT) else { continue };
        if !document.as_str().is_some_and(is_iri_reference) {
            work.lose(document, LossReason::Invalid, "no address");
            continue;
        }
        let mut made = work.object(&mut list, Key::NONE, Some(entry));
        work.say(&mut made, Key::TYPE, "bom");
        work.copy(&mut made, Key::URL, Some(document));
        work.copy(&mut made, Key::COMMENT, entry.get(Key::EXTERNAL_DOCUMENT_ID));
        let Some(checksum) = entry.get(Key::CHECKSUM) else { continue };
        let (algorithm, value) = (checksum.get(Key::ALGORITHM), checksum.get(Key::CHECKSUM_VALUE));
        let row = algorithm.and_then(Value::as_str).and_then(hash::algorithm);
        let alg = row.and_then(|row| row.cyclonedx);
        let is_fit =
            row.zip(value.and_then(Value::as_str)).is_some_and(|(row, text)| row.fits(text));
        if let (Some(alg), true) = (alg, is_fit) {
            let mut hashes = work.array(&mut made, Key::HASHES);
            let mut hash = work.object(&mut hashes, Key::NONE, Some(checksum));
            work.copy_as(&mut hash, Key::ALG, alg, algorithm);
            work.copy(&mut hash, Key::CONTENT, value);
        }
    }
}
