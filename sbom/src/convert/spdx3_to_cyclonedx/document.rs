//! The document and its creation.

use std::collections::HashMap;

use super::{Converter, agent, element, id_of, licence};
use crate::convert::words::agent::{AgentKind, tool_and_version};
use crate::convert::words::{date, id, property};
use crate::losses::LossReason;
use crate::schema::is_iri_reference;
use crate::spdx::index3::Class;
use crate::tree::{Key, Scalar, Tail, Value};

/// Takes up the properties of the document.
pub(super) fn read_properties(converter: &mut Converter<'_, '_>) {
    let Some(document) = converter.document else { return };
    converter.properties = element::kept(converter, document);
    converter.was_cyclonedx =
        converter.properties.iter().any(|(name, ..)| name == "cyclonedx:specVersion");
}

/// Takes a property of the document.
fn take(converter: &mut Converter<'_, '_>, name: &str) -> Option<String> {
    let at = converter.properties.iter().position(|(other, ..)| other == name)?;
    converter.properties.remove(at).1
}

/// Writes what stands before the metadata.
pub(super) fn write_head(converter: &mut Converter<'_, '_>, out: &mut Tail) {
    let document = converter.document;
    let iri = document.and_then(id_of).unwrap_or_default();
    let namespace = iri.split('#').next().unwrap_or_default();
    let uuid = id::trailing_uuid(namespace).unwrap_or_else(|| id::uuid(iri));
    let serial = match &converter.options.serial_number {
        Some(serial) => serial.clone(),
        None => format!("urn:uuid:{uuid}"),
    };
    take(converter, "cyclonedx:specVersion");
    let number = take(converter, "cyclonedx:version");
    let number = number.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    let work = &mut converter.work;
    work.say(out, Key::DOLLAR_SCHEMA, "http://cyclonedx.org/schema/bom-1.7.schema.json");
    work.say(out, Key::BOM_FORMAT, "CycloneDX");
    work.say(out, Key::SPEC_VERSION, "1.7");
    work.say(out, Key::SERIAL_NUMBER, &serial);
    converter.serial.clone_from(&serial);
    work.say_scalar(out, Key::VERSION, Scalar::Number(number.as_deref().unwrap_or("1")));
    let Some(document) = document else { return };
    converter.carry_head(document);
    let lists = [Key::ELEMENT, Key::ROOT_ELEMENT, Key::PROFILE_CONFORMANCE, Key::NAMESPACE_MAP];
    for key in lists {
        // Lists of references; what stands in place of one is an element of its own.
        for entry in document.list(key).filter(|entry| entry.as_str().is_some()) {
            converter.work.carry(entry);
        }
    }
    let collections: Vec<Value<'_>> = converter
        .objects
        .rows()
        .iter()
        .filter(|row| row.class == Class::Collection)
        .map(|row| converter.work.source.value(row.object))
        .collect();
    for collection in collections {
        converter.carry_head(collection);
        let lists = [Key::ELEMENT, Key::ROOT_ELEMENT, Key::SOFTWARE_SBOM_TYPE];
        for entry in lists.into_iter().flat_map(|key| collection.list(key)) {
            let is_type = entry.as_str().is_some_and(|text| !text.contains(':'));
            if entry.as_str().is_some() && (!is_type || converter.was_cyclonedx) {
                converter.work.carry(entry);
            }
        }
    }
    if converter.was_cyclonedx {
        converter.work.carry_member(document, Key::NAME);
        return;
    }
    let namespace = namespace.to_owned();
    converter.properties.push((
        property::DOCUMENT_VERSION.to_owned(),
        Some("SPDX-3.0.1".to_owned()),
        None,
    ));
    converter.properties.push((property::DOCUMENT_NAMESPACE.to_owned(), Some(namespace), None));
    for (key, name) in
        [(Key::NAME, property::DOCUMENT_NAME), (Key::COMMENT, property::DOCUMENT_COMMENT)]
    {
        let Some(value) = document.get(key) else { continue };
        if let Some(text) = converter.work.read(value) {
            converter.properties.push((name.to_owned(), Some(text.to_owned()), Some(value)));
            converter.work.carry(value);
        }
    }
}

/// Writes `metadata` up to the component.
pub(super) fn write_metadata(converter: &mut Converter<'_, '_>, out: &mut Tail) {
    let info = converter.info;
    if let Some(info) = info {
        for key in [Key::TYPE, Key::AT_ID, Key::SPEC_VERSION] {
            converter.work.carry_member(info, key);
        }
        let created = info.get(Key::CREATED);
        let is_time = created.and_then(Value::as_str).and_then(date::utc).is_some();
        match (&converter.options.created, is_time) {
            (Some(time), _) => {
                let time = time.clone();
                converter.work.copy_as(out, Key::TIMESTAMP, &time, created);
            }
            (None, true) => drop(converter.work.copy(out, Key::TIMESTAMP, created)),
            (None, false) => {}
        }
    }
    lifecycles(converter, out);
    if let Some(info) = info {
        creators(converter, out, info);
        if let Some(comment) = info.get(Key::COMMENT)
            && let Some(text) = converter.work.read(comment)
        {
            let name = property::CREATION_COMMENT.to_owned();
            converter.properties.push((name, Some(text.to_owned()), Some(comment)));
            converter.work.carry(comment);
        }
    }
    if let Some(reference) = converter.document.and_then(|it| it.get(Key::DATA_LICENSE)) {
        licence::of_document(converter, out, reference);
    }
    let tlp = take(converter, "cyclonedx:distributionConstraints:tlp");
    if let Some(word) = tlp {
        let mut constraints = converter.work.object(out, Key::DISTRIBUTION_CONSTRAINTS, None);
        converter.work.say(&mut constraints, Key::TLP, &word);
    }
}

/// What abbreviates a namespace and which, by what an abbreviated or a whole id begins with.
type Namespaces<'s> = HashMap<String, (Value<'s>, &'s str, &'s str)>;

/// Writes `externalReferences` of the document: its own, and the documents it imports.
pub(super) fn write_references(converter: &mut Converter<'_, '_>, out: &mut Tail) {
    let Some(document) = converter.document else { return };
    let mut namespaces = Namespaces::new();
    for map in document.list(Key::NAMESPACE_MAP) {
        if let (Some(prefix), Some(namespace)) = (map.text(Key::PREFIX), map.text(Key::NAMESPACE)) {
            namespaces.entry(namespace.to_owned()).or_insert((map, prefix, namespace));
            namespaces.entry(format!("{prefix}:")).or_insert((map, prefix, namespace));
        }
    }
    let mut list = converter.work.array(out, Key::EXTERNAL_REFERENCES);
    for entry in document.list(Key::IMPORT) {
        import(converter, &mut list, &namespaces, entry);
    }
    let mut kept = std::mem::take(&mut converter.properties);
    element::references(converter, &mut list, document, &mut kept);
    converter.properties = kept;
}

/// Writes a document, or an element of another one, that is referred to.
fn import<'s>(
    converter: &mut Converter<'s, '_>,
    list: &mut Tail,
    namespaces: &Namespaces<'s>,
    entry: Value<'s>,
) {
    let entry = converter.object(entry).unwrap_or(entry);
    let Some(id) = entry.get(Key::EXTERNAL_SPDX_ID) else { return };
    let Some(iri) = id.as_str() else { return };
    if !is_iri_reference(iri) {
        return converter.work.lose(id, LossReason::Invalid, "no address");
    }
    let start = iri.strip_suffix("SPDXRef-DOCUMENT");
    let namespace = start.and_then(|start| namespaces.get(start));
    let work = &mut converter.work;
    let mut made = work.object(list, Key::NONE, Some(entry));
    work.say(&mut made, Key::TYPE, "bom");
    let url = namespace.map_or(iri, |(.., namespace)| namespace.trim_end_matches('#'));
    work.put(&mut made, Key::URL, url, id);
    if let Some((map, prefix, _)) = namespace {
        work.say(&mut made, Key::COMMENT, prefix);
        for key in [Key::TYPE, Key::PREFIX, Key::NAMESPACE] {
            work.carry_member(*map, key);
        }
    }
    work.carry_member(entry, Key::TYPE);
    element::hashes(work, &mut made, entry);
}

fn lifecycles(converter: &mut Converter<'_, '_>, out: &mut Tail) {
    let mut list = converter.work.array(out, Key::LIFECYCLES);
    for (name, key) in
        [("cyclonedx:lifecycles:phase", Key::PHASE), ("cyclonedx:lifecycles:name", Key::NAME)]
    {
        let of_name = converter.properties.extract_if(.., |(other, ..)| other == name);
        let texts: Vec<String> = of_name.filter_map(|(_, text, _)| text).collect();
        for text in texts {
            let mut entry = converter.work.object(&mut list, Key::NONE, None);
            converter.work.say(&mut entry, key, &text);
        }
    }
    if converter.was_cyclonedx {
        return;
    }
    let document = converter.document;
    let roots = document.into_iter().flat_map(|document| document.list(Key::ROOT_ELEMENT));
    let sboms: Vec<Value<'_>> = roots.filter_map(|root| converter.object(root)).collect();
    for kind in sboms.into_iter().flat_map(|sbom| sbom.list(Key::SOFTWARE_SBOM_TYPE)) {
        let phase = match kind.as_str() {
            Some("design") => "design",
            Some("source") => "pre-build",
            Some("build") => "build",
            Some("analyzed") => "post-build",
            Some("deployed" | "runtime") => "operations",
            _ => continue,
        };
        let mut entry = converter.work.object(&mut list, Key::NONE, Some(kind));
        converter.work.put(&mut entry, Key::PHASE, phase, kind);
    }
}

fn creators<'s>(converter: &mut Converter<'s, '_>, out: &mut Tail, info: Value<'s>) {
    let references = info.list(Key::CREATED_USING).chain(info.list(Key::CREATED_BY));
    let agents: Vec<_> = references
        .filter_map(|reference| {
            let (_, class) = converter.object_and_class(reference)?;
            Some((agent::named(converter, reference)?, class))
        })
        .collect();
    let mut tools = None;
    let mut authors = None;
    let mut has_maker = false;
    for (named, class) in agents {
        let work = &mut converter.work;
        let agent = named.agent;
        match agent.kind {
            AgentKind::Tool if class == Class::SoftwareAgent && agent.name == "sbom-kit" => {}
            AgentKind::Tool => {
                let list = tools.get_or_insert_with(|| {
                    let mut tools = work.object(out, Key::TOOLS, None);
                    work.array(&mut tools, Key::COMPONENTS)
                });
                let mut tool = work.object(list, Key::NONE, None);
                let (name, version) = tool_and_version(agent.name);
                work.say(&mut tool, Key::TYPE, "application");
                named.put_name(work, &mut tool, name);
                if let Some(version) = version {
                    work.say(&mut tool, Key::VERSION, version);
                }
            }
            AgentKind::Person => {
                let list = authors.get_or_insert_with(|| work.array(out, Key::AUTHORS));
                let mut author = work.object(list, Key::NONE, None);
                agent::write_contact(work, &mut author, named);
            }
            AgentKind::Organisation if !has_maker => {
                has_maker = true;
                let mut entity = work.object(out, Key::MANUFACTURER, None);
                agent::write_entity(work, &mut entity, named);
            }
            AgentKind::Organisation => {
                let name = property::CREATION_ORGANISATION.to_owned();
                converter.properties.push((name, Some(agent.to_string()), None));
            }
        }
    }
}
