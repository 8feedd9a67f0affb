//! The document, its SBOM and its creation.

use super::{CREATION, Converter, Kept, agent, element};
use crate::convert::cyclonedx_to_spdx2::{creation, party};
use crate::convert::words::{date, id, property};
use crate::convert::work::Work;
use crate::json;
use crate::losses::LossReason;
use crate::tree::{Key, Tail, Value};

/// Returns what all ids begin with: the namespace of what was SPDX 2, or one of the serial number.
pub(super) fn prefix<'s>(converter: &mut Converter<'s, '_>, kept: &mut Kept<'s>) -> String {
    let root = converter.work.source.root();
    let stated = kept.take(&mut converter.work, property::DOCUMENT_NAMESPACE);
    let serial = root.get(Key::SERIAL_NUMBER);
    let uuid = serial.and_then(|serial| id::trailing_uuid(serial.as_str()?));
    if let Some(serial) = serial.filter(|_| uuid.is_some()) {
        converter.work.carry(serial);
    }
    let namespace = match (&converter.options.namespace, stated) {
        (Some(namespace), _) => namespace.clone(),
        (None, Some((text, _))) if creation::is_namespace(text) => text.to_owned(),
        (None, _) => {
            let subject = root.get(Key::METADATA).and_then(|value| value.get(Key::COMPONENT));
            let name = subject.and_then(|value| value.text(Key::NAME)).unwrap_or("sbom");
            let content = || id::uuid(&json::to_text(root, json::Style::Sorted));
            creation::namespace_of(name, &uuid.unwrap_or_else(content))
        }
    };
    let end = if namespace.ends_with(['#', '/']) { "" } else { "#" };
    format!("{namespace}{end}")
}

/// Writes `CreationInfo`, `SpdxDocument` and `software_Sbom`.
pub(super) fn write<'s>(converter: &mut Converter<'s, '_>, kept: &mut Kept<'s>) {
    let root = converter.work.source.root();
    let metadata = root.get(Key::METADATA);
    let mut graph = converter.graph;
    let mut info = converter.work.object(&mut graph, Key::NONE, metadata);
    converter.graph = graph;
    converter.work.say(&mut info, Key::TYPE, "CreationInfo");
    converter.work.say(&mut info, Key::AT_ID, CREATION);
    converter.work.say(&mut info, Key::SPEC_VERSION, "3.0.1");
    if !converter.was_spdx {
        kept.keep(&mut converter.work, root, Key::SPEC_VERSION);
        kept.keep(&mut converter.work, root, Key::VERSION);
    } else {
        // Written for the sake of CycloneDX.
        converter.work.carry_member(root, Key::SPEC_VERSION);
        converter.work.carry_member(root, Key::VERSION);
    }
    kept.take(&mut converter.work, property::DOCUMENT_VERSION);
    created(converter, &mut info, metadata);
    // The agents stand behind the document; their ids are known now.
    let id = format!("{}SPDXRef-DOCUMENT", converter.prefix);
    let mut document = converter.element("SpdxDocument", &id, None);
    let name = name(converter, kept);
    converter.work.say(&mut document, Key::NAME, &name);
    profiles(converter, &mut document);
    converter.document = document;
    let sbom = converter.iri("SBOM");
    let mut roots = converter.work.array(&mut converter.document, Key::ROOT_ELEMENT);
    converter.work.say(&mut roots, Key::NONE, &sbom);
    converter.listed = converter.work.array(&mut converter.document, Key::ELEMENT);
    let mut made = converter.element("software_Sbom", &sbom, None);
    let mut list = converter.work.array(&mut made, Key::ROOT_ELEMENT);
    for id in subjects(converter, kept) {
        converter.work.say(&mut list, Key::NONE, &id);
    }
    let mut types = converter.work.array(&mut made, Key::SOFTWARE_SBOM_TYPE);
    lifecycles(converter, &mut types, metadata, kept);
    converter.sbom = made;
    creators(converter, &mut info, metadata, kept);
}

/// Finishes the document with what was kept.
pub(super) fn finish<'s>(converter: &mut Converter<'s, '_>, mut kept: Kept<'s>) {
    let work = &mut converter.work;
    let mut document = converter.document;
    references(work, &mut document);
    if let Some((text, entry)) = kept.take(work, property::DOCUMENT_COMMENT) {
        work.put(&mut document, Key::COMMENT, text, entry);
    }
    kept.finish(work);
    element::extension(work, &mut document, kept);
    converter.document = document;
}

/// The documents that are referred to, each with the prefix that SPDX 2 gave it, and whatever else
/// the document refers to.
fn references(work: &mut Work<'_>, out: &mut Tail) {
    let root = work.source.root();
    let (imported, others): (Vec<_>, Vec<_>) =
        root.list(Key::EXTERNAL_REFERENCES).partition(|entry| prefix_of(*entry).is_some());
    let mut namespaces = work.array(out, Key::NAMESPACE_MAP);
    let mut imports = work.array(out, Key::IMPORT);
    for entry in imported {
        let (Some(url), Some(prefix)) = (entry.get(Key::URL), prefix_of(entry)) else { continue };
        let namespace = format!("{}#", url.as_str().unwrap_or_default());
        let mut map = work.object(&mut namespaces, Key::NONE, Some(entry));
        work.say(&mut map, Key::TYPE, "NamespaceMap");
        work.copy_as(&mut map, Key::PREFIX, prefix, entry.get(Key::COMMENT));
        work.say(&mut map, Key::NAMESPACE, &namespace);
        let mut import = work.object(&mut imports, Key::NONE, Some(entry));
        work.say(&mut import, Key::TYPE, "ExternalMap");
        let id = format!("{namespace}SPDXRef-DOCUMENT");
        work.put(&mut import, Key::EXTERNAL_SPDX_ID, &id, url);
        work.carry_member(entry, Key::TYPE);
        element::hashes(work, &mut import, entry);
    }
    let mut list = work.array(out, Key::EXTERNAL_REF);
    for entry in others {
        element::reference(work, &mut list, entry);
    }
}

/// Returns the prefix that a reference to another SPDX document says: `DocumentRef-base`.
fn prefix_of<'s>(entry: Value<'s>) -> Option<&'s str> {
    let is_document = entry.text(Key::TYPE) == Some("bom")
        && entry.text(Key::URL).is_some_and(creation::is_namespace);
    let prefix = entry.text(Key::COMMENT).filter(|_| is_document)?;
    let name = prefix.strip_prefix("DocumentRef-")?;
    (!name.is_empty() && id::is_idstring(name)).then_some(prefix)
}

fn created<'s>(converter: &mut Converter<'s, '_>, info: &mut Tail, metadata: Option<Value<'s>>) {
    let timestamp = metadata.and_then(|metadata| metadata.get(Key::TIMESTAMP));
    let stated = timestamp.and_then(|value| date::utc(value.as_str()?));
    let created = match (&converter.options.created, &stated) {
        (Some(created), _) => created.clone(),
        (None, Some(stated)) => stated.text.clone(),
        (None, None) => crate::convert::EPOCH.to_owned(),
    };
    let work = &mut converter.work;
    work.copy_as(info, Key::CREATED, &created, timestamp.filter(|_| stated.is_some()));
    if let (Some(timestamp), Some(stated)) = (timestamp, stated)
        && stated.is_bent
    {
        work.lose(timestamp, LossReason::Approximated, "written in whole seconds of UTC");
    }
}

fn creators<'s>(
    converter: &mut Converter<'s, '_>,
    info: &mut Tail,
    metadata: Option<Value<'s>>,
    kept: &mut Kept<'s>,
) {
    let mut by = converter.work.array(info, Key::CREATED_BY);
    let mut using = converter.work.array(info, Key::CREATED_USING);
    let mut is_made = false;
    if let Some(metadata) = metadata {
        let maker = metadata.get(Key::MANUFACTURER).and_then(party::organisation);
        let authors = metadata.list(Key::AUTHORS).filter_map(party::person);
        for named in maker.into_iter().chain(authors) {
            for part in &named.parts {
                converter.work.carry(*part);
            }
            if let Some(id) = agent::id_of(converter, &named.text) {
                converter.work.say(&mut by, Key::NONE, &id);
                is_made = true;
            }
        }
    }
    for (text, _) in kept.take_all(&mut converter.work, property::CREATION_ORGANISATION) {
        if let Some(id) = agent::id_of(converter, text) {
            converter.work.say(&mut by, Key::NONE, &id);
            is_made = true;
        }
    }
    for (text, parts) in metadata.into_iter().flat_map(creation::tools) {
        parts.into_iter().for_each(|part| converter.work.carry(part));
        if let Some(id) = agent::id_of(converter, &text) {
            converter.work.say(&mut using, Key::NONE, &id);
        }
    }
    if !is_made {
        // SPDX demands somebody: this converter, as software.
        let id = agent::ourselves(converter);
        converter.work.say(&mut by, Key::NONE, &id);
    }
    if let Some((text, entry)) = kept.take(&mut converter.work, property::CREATION_COMMENT) {
        converter.work.put(info, Key::COMMENT, text, entry);
    }
}

fn name<'s>(converter: &mut Converter<'s, '_>, kept: &mut Kept<'s>) -> String {
    if let Some((name, _)) = kept.take(&mut converter.work, property::DOCUMENT_NAME) {
        return name.to_owned();
    }
    let subject = converter.parts.first().filter(|part| part.is_subject);
    let name = subject.and_then(|part| part.value.text(Key::NAME));
    name.filter(|name| !name.is_empty()).unwrap_or("sbom").to_owned()
}

fn profiles(converter: &mut Converter<'_, '_>, out: &mut Tail) {
    let mut list = converter.work.array(out, Key::PROFILE_CONFORMANCE);
    let security = converter.has_security.then_some("security");
    for word in ["core", "software", "simpleLicensing"].into_iter().chain(security) {
        converter.work.say(&mut list, Key::NONE, word);
    }
}

/// The subject; of a document without one everything at the top.
fn subjects<'s>(converter: &mut Converter<'s, '_>, kept: &mut Kept<'s>) -> Vec<String> {
    let prefix = converter.prefix.clone();
    let described = kept.take_all(&mut converter.work, property::DOCUMENT_DESCRIBES);
    let of_ref = |text: &str| {
        let number = converter.by_ref.get(text);
        let part = number.and_then(|number| converter.parts.get(*number));
        part.map_or_else(|| format!("{prefix}{text}"), |part| part.id.clone())
    };
    let mut ids: Vec<String> = described.iter().map(|(text, _)| of_ref(text)).collect();
    match converter.parts.first() {
        Some(part) if part.is_subject => ids.insert(0, part.id.clone()),
        _ if ids.is_empty() => {
            if !converter.was_spdx {
                kept.note("cyclonedx:metadata:component".to_owned(), "none", None);
            }
            let top = converter.parts.iter().filter(|part| part.parent.is_none());
            ids.extend(top.map(|part| part.id.clone()));
        }
        _ => {}
    }
    ids
}

/// The phases that are types of SBOMs; all of them are kept in full too.
fn lifecycles<'s>(
    converter: &mut Converter<'s, '_>,
    types: &mut Tail,
    metadata: Option<Value<'s>>,
    kept: &mut Kept<'s>,
) {
    for entry in metadata.into_iter().flat_map(|metadata| metadata.list(Key::LIFECYCLES)) {
        if let Some(name) = entry.get(Key::NAME) {
            kept.keep_as(&mut converter.work, "cyclonedx:lifecycles:name", name);
        }
        let Some(phase) = entry.get(Key::PHASE) else { continue };
        let word = match phase.as_str() {
            Some("design") => Some("design"),
            Some("pre-build") => Some("source"),
            Some("build") => Some("build"),
            Some("post-build") => Some("analyzed"),
            Some("operations") => Some("deployed"),
            _ => None,
        };
        if let Some(word) = word {
            converter.work.say(types, Key::NONE, word);
        }
        kept.keep_as(&mut converter.work, "cyclonedx:lifecycles:phase", phase);
    }
}
