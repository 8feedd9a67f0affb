//! The document itself: name, namespace, creation.
//!
//! | CycloneDX | SPDX 2 |
//! |---|---|
//! | `serialNumber` | the end of `documentNamespace` |
//! | `metadata.timestamp` | `creationInfo.created`, in UTC and whole seconds |
//! | `metadata.tools` | creators `Tool: name-version` |
//! | `metadata.authors` | creators `Person: name (email)` |
//! | `metadata.manufacturer` | creator `Organization: name (email)` |
//! | `metadata.licenses` that is CC0-1.0 | `dataLicense` |
//! | `externalReferences` of type `bom` with a SHA-1 | `externalDocumentRefs` |
//! | `version`, lifecycles, the TLP label | kept in annotations |

use super::{Converter, DOCUMENT, Kept, party};
use crate::convert::words::agent::{Agent, AgentKind, tool_and_version};
use crate::convert::words::{date, hash, id, property};
use crate::json;
use crate::losses::LossReason;
use crate::tree::{Key, Tail, Value};

/// Who made a document that names nobody: SPDX demands a creator.
const OURSELVES: &str = "Tool: sbom-kit";

/// Writes everything of the document but its lists.
pub(super) fn write<'s>(converter: &mut Converter<'s, '_>, out: &mut Tail, kept: &mut Kept<'s>) {
    let root = converter.work.source.root();
    let metadata = root.get(Key::METADATA);
    let was_spdx = converter.was_spdx || converter.was_spdx3;
    let work = &mut converter.work;
    work.say(out, Key::SPDX_VERSION, "SPDX-2.3");
    data_licence(converter, out, metadata);
    let work = &mut converter.work;
    work.say(out, Key::SPDXID, DOCUMENT);
    let name = name(converter, kept);
    converter.work.say(out, Key::NAME, &name);
    namespace(converter, out, &name, kept);
    let work = &mut converter.work;
    kept.take(work, property::DOCUMENT_VERSION);
    if !was_spdx {
        kept.keep(work, root, Key::SPEC_VERSION);
        kept.keep(work, root, Key::VERSION);
    } else if root.get(Key::VERSION).and_then(Value::as_number) == Some("1") {
        // Written for the sake of CycloneDX.
        work.carry_member(root, Key::VERSION);
    }
    if let Some(metadata) = metadata {
        for phase in metadata.list(Key::LIFECYCLES) {
            match phase.get(Key::PHASE) {
                Some(word) => kept.keep_as(work, "cyclonedx:lifecycles:phase", word),
                None => {
                    if let Some(name) = phase.get(Key::NAME) {
                        kept.keep_as(work, "cyclonedx:lifecycles:name", name);
                    }
                }
            }
        }
        let tlp = metadata.get(Key::DISTRIBUTION_CONSTRAINTS).and_then(|value| value.get(Key::TLP));
        if let Some(tlp) = tlp {
            kept.keep_as(work, "cyclonedx:distributionConstraints:tlp", tlp);
        }
    }
    creation_info(converter, out, metadata, kept);
    super::element::restore(
        &mut converter.work,
        out,
        Key::COMMENT,
        kept,
        property::DOCUMENT_COMMENT,
    );
    documents(converter, out, root);
}

/// Anything else than CC0-1.0 is not allowed, and therefore reported.
fn data_licence<'s>(
    converter: &mut Converter<'s, '_>,
    out: &mut Tail,
    metadata: Option<Value<'s>>,
) {
    let licences = metadata.into_iter().flat_map(|metadata| metadata.list(Key::LICENSES));
    for entry in licences {
        let id = entry.get(Key::LICENSE).and_then(|licence| licence.get(Key::ID));
        if let Some(id) = id.filter(|id| id.as_str() == Some("CC0-1.0")) {
            converter.work.carry(id);
        } else {
            let detail = "SPDX documents are under CC0-1.0";
            converter.work.lose(entry, LossReason::Invalid, detail);
        }
    }
    converter.work.say(out, Key::DATA_LICENSE, "CC0-1.0");
}

fn name<'s>(converter: &mut Converter<'s, '_>, kept: &mut Kept<'s>) -> String {
    if let Some((name, _)) = kept.take(&mut converter.work, property::DOCUMENT_NAME) {
        return name.to_owned();
    }
    let subject = converter.parts.first().filter(|part| part.is_subject).map(|part| part.value);
    let text = |key| subject.and_then(|subject| subject.text(key)).filter(|text| !text.is_empty());
    let line = |text: &str| text.replace(['\n', '\r'], " ");
    match (text(Key::GROUP), text(Key::NAME)) {
        (Some(group), Some(name)) => line(&format!("{group}/{name}")),
        (None, Some(name)) => line(name),
        _ => "sbom".to_owned(),
    }
}

fn namespace<'s>(
    converter: &mut Converter<'s, '_>,
    out: &mut Tail,
    name: &str,
    kept: &mut Kept<'s>,
) {
    let root = converter.work.source.root();
    let serial = root.get(Key::SERIAL_NUMBER);
    let of_serial =
        serial.and_then(|serial| id::trailing_uuid(serial.as_str()?.trim_matches(['{', '}'])));
    let is_exact = of_serial.is_some();
    let namespace = match (&converter.options.namespace, of_serial) {
        (Some(namespace), _) => namespace.clone(),
        (None, Some(uuid)) => namespace_of(name, &uuid),
        (None, None) => {
            let content = json::to_text(root, json::Style::Sorted);
            namespace_of(name, &id::uuid(&content))
        }
    };
    if let Some(serial) = serial.filter(|_| is_exact) {
        converter.work.carry(serial);
    }
    match kept.take(&mut converter.work, property::DOCUMENT_NAMESPACE) {
        Some((text, entry)) if converter.options.namespace.is_none() && is_namespace(text) => {
            converter.work.put(out, Key::DOCUMENT_NAMESPACE, text, entry);
        }
        _ => converter.work.say(out, Key::DOCUMENT_NAMESPACE, &namespace),
    }
}

/// Reports whether a text is an absolute URI without a fragment, of a length to be repeated.
pub(in crate::convert) fn is_namespace(text: &str) -> bool {
    let is_absolute = text.contains("://") || text.starts_with("urn:");
    let is_short = text.len() <= id::MAX_NAMESPACE;
    is_absolute && is_short && !text.contains('#') && !text.contains(char::is_whitespace)
}

/// Returns the namespace of a document, by the pattern that SPDX recommends.
pub(in crate::convert) fn namespace_of(name: &str, uuid: &str) -> String {
    let name = id::idstring(name);
    let hyphen = if name.is_empty() { "" } else { "-" };
    format!("https://spdx.org/spdxdocs/{name}{hyphen}{uuid}")
}

fn creation_info<'s>(
    converter: &mut Converter<'s, '_>,
    out: &mut Tail,
    metadata: Option<Value<'s>>,
    kept: &mut Kept<'s>,
) {
    let mut info = converter.work.object(out, Key::CREATION_INFO, metadata);
    let work = &mut converter.work;
    super::element::restore(work, &mut info, Key::COMMENT, kept, property::CREATION_COMMENT);
    let timestamp = metadata.and_then(|metadata| metadata.get(Key::TIMESTAMP));
    let stated = timestamp.and_then(|value| date::utc(value.as_str()?));
    let created = match (&converter.options.created, &stated) {
        (Some(created), _) => created.clone(),
        (None, Some(stated)) => stated.text.clone(),
        (None, None) => super::super::EPOCH.to_owned(),
    };
    match (timestamp, stated) {
        (Some(timestamp), Some(stated)) if !stated.is_bent => {
            work.put(&mut info, Key::CREATED, &created, timestamp);
        }
        (timestamp, stated) => {
            work.say(&mut info, Key::CREATED, &created);
            if let (Some(timestamp), Some(_)) = (timestamp, stated) {
                work.lose(timestamp, LossReason::Approximated, "written in whole seconds of UTC");
            }
        }
    }
    converter.created = created;
    creators(converter, &mut info, metadata, kept);
    let work = &mut converter.work;
    let (key, name) = (Key::LICENSE_LIST_VERSION, property::CREATION_LIST_VERSION);
    super::element::restore(work, &mut info, key, kept, name);
}

fn creators<'s>(
    converter: &mut Converter<'s, '_>,
    info: &mut Tail,
    metadata: Option<Value<'s>>,
    kept: &mut Kept<'s>,
) {
    let work = &mut converter.work;
    let mut list = work.array(info, Key::CREATORS);
    let mut annotator = None;
    for (text, parts) in metadata.into_iter().flat_map(tools) {
        let mut parts = parts.into_iter();
        if let Some(first) = parts.next() {
            work.put(&mut list, Key::NONE, &text, first);
        }
        parts.for_each(|part| work.carry(part));
        annotator.get_or_insert(text);
    }
    let organisations = kept.take_all(work, property::CREATION_ORGANISATION);
    for (text, entry) in organisations {
        work.put(&mut list, Key::NONE, text, entry);
        annotator.get_or_insert(text.to_owned());
    }
    if let Some(metadata) = metadata {
        let made = metadata.get(Key::MANUFACTURER).and_then(party::organisation);
        let authors = metadata.list(Key::AUTHORS).filter_map(party::person);
        for named in made.into_iter().chain(authors) {
            annotator.get_or_insert(named.text.clone());
            party::put(work, &mut list, Key::NONE, named);
        }
    }
    if annotator.is_none() {
        work.say(&mut list, Key::NONE, OURSELVES);
    }
    converter.annotator = annotator.unwrap_or_else(|| OURSELVES.to_owned());
}

/// Returns the tools in both of their forms, with the values that name them.
pub(in crate::convert) fn tools<'s>(metadata: Value<'s>) -> Vec<(String, Vec<Value<'s>>)> {
    let Some(tools) = metadata.get(Key::TOOLS) else { return Vec::new() };
    let entries: Vec<Value<'s>> = match tools.is_object() {
        true => tools.list(Key::COMPONENTS).chain(tools.list(Key::SERVICES)).collect(),
        false => metadata.list(Key::TOOLS).collect(),
    };
    entries.into_iter().filter_map(tool).collect()
}

fn tool<'s>(entry: Value<'s>) -> Option<(String, Vec<Value<'s>>)> {
    let name = entry.get(Key::NAME)?;
    let version =
        entry.get(Key::VERSION).filter(|value| value.as_str().is_some_and(|text| !text.is_empty()));
    let text = match version.and_then(Value::as_str) {
        Some(version) => format!("{}-{version}", name.as_str()?),
        None => name.as_str()?.to_owned(),
    };
    // What the way back cannot tell apart stays unmarked, and is reported.
    let back = tool_and_version(&text);
    let is_clear = back == (name.as_str()?, version.and_then(Value::as_str));
    let kind = entry.get(Key::TYPE).filter(|kind| kind.as_str() == Some("application"));
    let agent = Agent::new(AgentKind::Tool, &text, None)?.to_string();
    let parts = match is_clear {
        true => [name].into_iter().chain(version).chain(kind).collect(),
        false => vec![name],
    };
    Some((agent, parts))
}

/// Other documents: those with a SHA-1, which SPDX demands.
fn documents<'s>(converter: &mut Converter<'s, '_>, out: &mut Tail, root: Value<'s>) {
    let work = &mut converter.work;
    let mut list = work.array(out, Key::EXTERNAL_DOCUMENT_REFS);
    let mut ids = id::Ids::default();
    for entry in root.list(Key::EXTERNAL_REFERENCES) {
        let Some(url) = entry.get(Key::URL).filter(|_| entry.text(Key::TYPE) == Some("bom")) else {
            continue;
        };
        let sha1 = hash::algorithm("SHA1").and_then(|sha1| {
            let mut hashes = entry.list(Key::HASHES);
            hashes.find(|hash| {
                hash.text(Key::ALG) == Some("SHA-1")
                    && hash.text(Key::CONTENT).is_some_and(|content| sha1.fits(content))
            })
        });
        let Some(sha1) = sha1 else { continue };
        let comment = entry.get(Key::COMMENT);
        let own = comment.and_then(Value::as_str).filter(|text| {
            text.strip_prefix("DocumentRef-")
                .is_some_and(|id| !id.is_empty() && id::is_idstring(id))
        });
        let text = url.as_str().unwrap_or_default();
        let wanted =
            own.map_or_else(|| format!("DocumentRef-{}", id::digest(&[text], 12)), str::to_owned);
        let mut made = work.object(&mut list, Key::NONE, Some(entry));
        let name = ids.take(wanted);
        work.say(&mut made, Key::EXTERNAL_DOCUMENT_ID, &name);
        if let Some(comment) = comment.filter(|_| own.is_some()) {
            work.carry(comment);
        }
        let mut checksum = work.object(&mut made, Key::CHECKSUM, Some(sha1));
        work.say(&mut checksum, Key::ALGORITHM, "SHA1");
        work.carry_member(sha1, Key::ALG);
        let content = sha1.text(Key::CONTENT).unwrap_or_default().to_ascii_lowercase();
        work.copy_as(&mut checksum, Key::CHECKSUM_VALUE, &content, sha1.get(Key::CONTENT));
        work.copy(&mut made, Key::SPDX_DOCUMENT, Some(url));
        work.carry_member(entry, Key::TYPE);
    }
}
