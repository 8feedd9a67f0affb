//! Packages and files: components.

mod integrity;
mod reference;

use super::{Converter, Kept, agent, artifact, licence};
use crate::convert::Way;
use crate::convert::words::agent::{Agent, AgentKind};
use crate::convert::words::{file_type, id, kind, property};
use crate::convert::work::Work;
use crate::cyclonedx::schema::MEDIA;
use crate::losses::LossReason;
use crate::spdx::index3::Class;
use crate::tree::{Key, Scalar, Tail, Value};

pub(super) use self::integrity::hashes;
pub(super) use self::reference::references;

use self::integrity::integrity;
use self::reference::{identifiers, references_of_package};

/// Returns the properties of an element, which SPDX 3 keeps in an extension.
pub(super) fn kept<'s>(converter: &mut Converter<'s, '_>, element: Value<'s>) -> Kept<'s> {
    let mut found = Vec::new();
    for extension in element.list(Key::EXTENSION) {
        let entries: Vec<Value<'s>> = extension.list(Key::EXTENSION_CDX_PROPERTY).collect();
        if !entries.is_empty() {
            converter.work.carry_member(extension, Key::TYPE);
        }
        for entry in entries {
            let Some(name) = entry.text(Key::EXTENSION_CDX_PROP_NAME) else { continue };
            let value = entry.text(Key::EXTENSION_CDX_PROP_VALUE).map(str::to_owned);
            for key in [Key::TYPE, Key::EXTENSION_CDX_PROP_NAME, Key::EXTENSION_CDX_PROP_VALUE] {
                converter.work.carry_member(entry, key);
            }
            found.push((name.to_owned(), value, Some(entry)));
        }
    }
    found
}

/// Writes properties.
pub(super) fn properties<'s>(converter: &mut Converter<'s, '_>, out: &mut Tail, kept: Kept<'s>) {
    let work = &mut converter.work;
    let mut list = work.array(out, Key::PROPERTIES);
    for (name, value, of) in kept {
        let mut entry = work.object(&mut list, Key::NONE, of);
        work.say(&mut entry, Key::NAME, &name);
        if let Some(value) = value {
            work.say(&mut entry, Key::VALUE, &value);
        }
    }
}

/// Writes one element; returns the open list of the components within it.
pub(super) fn write(
    converter: &mut Converter<'_, '_>,
    number: usize,
    into: &mut Tail,
    key: Key,
) -> Tail {
    let Some(part) = converter.parts.get(number) else { return *into };
    let (element, id, is_file) = (part.value, part.id.clone(), part.is_file);
    let mut kept = kept(converter, element);
    converter.carry_head(element);
    let artifact = artifact::keep(converter, element, &mut kept);
    let mut out = converter.work.object(into, key, Some(element));
    for (statement, of) in converter.graph.statements(number) {
        kept.push((property::RELATIONSHIP.to_owned(), Some(statement), of));
    }
    let was_cyclonedx = converter.was_cyclonedx;
    purpose(&mut converter.work, &mut out, element, is_file, was_cyclonedx, &mut kept);
    restore(&mut converter.work, &mut out, Key::MIME_TYPE, &mut kept);
    if is_file {
        file_types(converter, &mut out, element, &mut kept);
    }
    converter.work.say(&mut out, Key::BOM_REF, &id);
    parties(converter, &mut out, element, is_file, &mut kept);
    let work = &mut converter.work;
    name(work, &mut out, element, &mut kept);
    work.copy(&mut out, Key::VERSION, element.get(Key::SOFTWARE_PACKAGE_VERSION));
    restore(work, &mut out, Key::VERSION, &mut kept);
    restore(work, &mut out, Key::VERSION_RANGE, &mut kept);
    restore(work, &mut out, Key::IS_EXTERNAL, &mut kept);
    work.copy(&mut out, Key::DESCRIPTION, element.get(Key::DESCRIPTION));
    restore(work, &mut out, Key::SCOPE, &mut kept);
    integrity(work, &mut out, element, artifact, &mut kept);
    licence::write(converter, &mut out, number, &mut kept);
    let work = &mut converter.work;
    work.copy(&mut out, Key::COPYRIGHT, element.get(Key::SOFTWARE_COPYRIGHT_TEXT));
    identifiers(work, &mut out, element, &mut kept);
    restore(work, &mut out, Key::MODIFIED, &mut kept);
    references_of_package(converter, &mut out, element, &mut kept);
    let work = &mut converter.work;
    texts(work, element, &mut kept);
    let inner = work.array(&mut out, Key::COMPONENTS);
    let mut tags = work.array(&mut out, Key::TAGS);
    kept.retain(|(name, text, _)| {
        let tag = text.as_deref().filter(|_| name == "cyclonedx:tags");
        tag.into_iter().for_each(|tag| work.say(&mut tags, Key::NONE, tag));
        tag.is_none()
    });
    if converter.way == Way::End {
        licence::write_observed(converter, &mut out, &mut kept);
    }
    properties(converter, &mut out, kept);
    inner
}

/// Keeps in a property what a value says, in these words.
fn keep<'s>(
    work: &mut Work<'s>,
    kept: &mut Kept<'s>,
    name: impl Into<String>,
    text: impl Into<String>,
    value: Value<'s>,
) {
    kept.push((name.into(), Some(text.into()), Some(value)));
    work.carry(value);
}

fn take(kept: &mut Kept<'_>, name: &str) -> Option<String> {
    let at = kept.iter().position(|(other, ..)| other == name)?;
    kept.remove(at).1
}

/// Puts back a CycloneDX field that a property kept.
fn restore(work: &mut Work<'_>, out: &mut Tail, key: Key, kept: &mut Kept<'_>) {
    let name = format!("{}{}", property::CYCLONEDX, key.known_text().unwrap_or_default());
    match take(kept, &name).as_deref() {
        Some("true") => work.say_scalar(out, key, Scalar::Bool(true)),
        Some("false") => work.say_scalar(out, key, Scalar::Bool(false)),
        Some(text) => work.say(out, key, text),
        None => {}
    }
}

fn purpose<'s>(
    work: &mut Work<'s>,
    out: &mut Tail,
    element: Value<'s>,
    is_file: bool,
    was_cyclonedx: bool,
    kept: &mut Kept<'s>,
) {
    let value = element.get(Key::SOFTWARE_PRIMARY_PURPOSE);
    let word = value.and_then(Value::as_str).unwrap_or_default();
    if let Some(own) = take(kept, "cyclonedx:type") {
        work.say(out, Key::TYPE, &own);
        value.into_iter().for_each(|value| work.carry(value));
        return;
    }
    if is_file {
        work.say(out, Key::TYPE, "file");
        return;
    }
    match kind::spdx3_to_cyclonedx(word) {
        Some(kind) => {
            work.copy_as(out, Key::TYPE, kind, value);
            // Also the type of a package without a purpose, and of a file.
            let older = value.filter(|_| !was_cyclonedx && matches!(kind, "library" | "file"));
            if let Some((value, older)) = older.zip(kind::spdx3_to_spdx2(word)) {
                keep(work, kept, property::PURPOSE, older, value);
            }
        }
        None => {
            work.say(out, Key::TYPE, "library");
            let older = kind::spdx3_to_spdx2(word);
            match (value, older) {
                (Some(value), Some(older)) => keep(work, kept, property::PURPOSE, older, value),
                (Some(value), None) => {
                    let detail = format!("`{word}` became `library`");
                    work.lose(value, LossReason::Approximated, &detail);
                }
                (None, _) => {}
            }
        }
    }
}

fn name<'s>(work: &mut Work<'s>, out: &mut Tail, element: Value<'s>, kept: &mut Kept<'s>) {
    let value = element.get(Key::NAME);
    let text = value.and_then(Value::as_str).unwrap_or_default();
    let group = take(kept, "cyclonedx:group");
    if let Some(group) = &group {
        work.say(out, Key::GROUP, group);
    }
    let rest = group.and_then(|group| text.strip_prefix(group.as_str())?.strip_prefix('/'));
    work.copy_as(out, Key::NAME, rest.unwrap_or(text), value);
}

/// What a file is: purposes become types of files, which SPDX 2 has, and the media type a field.
fn file_types<'s>(
    converter: &mut Converter<'s, '_>,
    out: &mut Tail,
    element: Value<'s>,
    kept: &mut Kept<'s>,
) {
    let is_onward = converter.way == Way::Onward;
    let work = &mut converter.work;
    let purposes = [Key::SOFTWARE_PRIMARY_PURPOSE, Key::SOFTWARE_ADDITIONAL_PURPOSE];
    for value in purposes.into_iter().flat_map(|key| element.list(key)) {
        if let Some(word) = value.as_str().and_then(file_type::of_purpose) {
            keep(work, kept, property::FILE_TYPE, word, value);
        }
    }
    let content = element.get(Key::CONTENT_TYPE);
    let Some(value) = content.or_else(|| element.get(Key::SOFTWARE_CONTENT_TYPE)) else { return };
    let Some(text) = work.read(value) else { return };
    let (name, text) = match file_type::of_media_type(text).filter(|_| is_onward) {
        Some(word) => (property::FILE_TYPE, word),
        None if (MEDIA.holds)(text) => {
            work.put(out, Key::MIME_TYPE, text, value);
            return;
        }
        None => (property::FILE_CONTENT_TYPE, text),
    };
    keep(work, kept, name, text, value);
}

/// Texts and times that CycloneDX has no field for.
fn texts<'s>(work: &mut Work<'s>, element: Value<'s>, kept: &mut Kept<'s>) {
    for (key, name) in [
        (Key::SUMMARY, property::PACKAGE_SUMMARY),
        (Key::COMMENT, property::COMMENT),
        (Key::SOFTWARE_SOURCE_INFO, property::PACKAGE_SOURCE_INFO),
        (Key::RELEASE_TIME, property::PACKAGE_RELEASED),
        (Key::BUILT_TIME, property::PACKAGE_BUILT),
        (Key::VALID_UNTIL_TIME, property::PACKAGE_VALID_UNTIL),
    ] {
        for value in element.list(key) {
            let Some(text) = work.read(value) else { continue };
            keep(work, kept, name, text, value);
        }
    }
    attributions(work, element, kept);
}

/// The attribution texts, of which one may have been the notice of a file in SPDX 2.
fn attributions<'s>(work: &mut Work<'s>, element: Value<'s>, kept: &mut Kept<'s>) {
    let at = kept.iter().position(|(name, ..)| name == property::FILE_NOTICE_DIGEST);
    let digest = at.and_then(|at| kept.get(at)?.1.clone());
    let mut found = None;
    for value in element.list(Key::SOFTWARE_ATTRIBUTION_TEXT) {
        let Some(text) = work.read(value) else { continue };
        let is_it = |digest: &String| *digest == id::digest(&[text], 12);
        let is_notice = found.is_none() && digest.as_ref().is_some_and(is_it);
        found = found.or(at.filter(|_| is_notice));
        let name = if is_notice { property::FILE_NOTICE } else { property::ATTRIBUTION_TEXT };
        keep(work, kept, name, text, value);
    }
    // If the text was changed since, the property stays what it is.
    if let Some(at) = found {
        kept.remove(at);
    }
}

fn parties<'s>(
    converter: &mut Converter<'s, '_>,
    out: &mut Tail,
    element: Value<'s>,
    is_file: bool,
    kept: &mut Kept<'s>,
) {
    if let Some(reference) = element.get(Key::SUPPLIED_BY)
        && let Some(named) = agent::named(converter, reference)
    {
        let mut entity = converter.work.object(out, Key::SUPPLIER, Some(reference));
        agent::write_entity(&mut converter.work, &mut entity, named);
    }
    let mut authors = None;
    let mut has_maker = false;
    for reference in element.list(Key::ORIGINATED_BY) {
        let class = converter.object_and_class(reference).map(|(_, class)| class);
        let Some(named) = agent::named(converter, reference) else { continue };
        let work = &mut converter.work;
        let words = class.filter(|_| is_file).and_then(|class| contributor(named.agent, class));
        if let Some(text) = words {
            keep(work, kept, property::FILE_CONTRIBUTOR, text, reference);
            continue;
        }
        match named.agent.kind {
            AgentKind::Person => {
                let list = authors.get_or_insert_with(|| work.array(out, Key::AUTHORS));
                let mut author = work.object(list, Key::NONE, Some(reference));
                agent::write_contact(work, &mut author, named);
            }
            _ if !has_maker => {
                has_maker = true;
                let mut entity = work.object(out, Key::MANUFACTURER, Some(reference));
                agent::write_entity(work, &mut entity, named);
            }
            _ => work.lose(reference, LossReason::OnlyOne, "one manufacturer"),
        }
    }
    for key in [Key::AUTHOR, Key::PUBLISHER] {
        restore(&mut converter.work, out, key, kept);
    }
}

/// Returns what SPDX 2 calls a contributor to a file who is neither a person nor an organisation,
/// as far as is known.
fn contributor(agent: Agent<'_>, class: Class) -> Option<String> {
    let is_clear = |text: &str| Agent::parse(text).is_some_and(|read| read.to_string() == text);
    let (text, is_known) = match (class, agent.email) {
        (Class::Agent, None) => (agent.name.to_owned(), false),
        (Class::SoftwareAgent, None) => (agent.to_string(), true),
        _ => return None,
    };
    (is_clear(&text) == is_known).then_some(text)
}
