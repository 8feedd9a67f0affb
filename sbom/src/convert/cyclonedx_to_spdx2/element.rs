//! Components: packages, and those that are files.

use std::collections::HashSet;

use super::{Converter, Kept, Lists, annotation, licence, party, reference, relation};
use crate::convert::words::{hash, id, kind, property};
use crate::convert::work::Work;
use crate::losses::LossReason;
use crate::tree::{Key, Scalar, Tail, Value};

/// Reports whether a component is a file to SPDX, which demands a SHA-1 of files and has neither
/// versions nor identifiers for them.
pub(in crate::convert) fn is_file(component: Value<'_>, was_spdx: bool) -> bool {
    if component.text(Key::TYPE) != Some("file") {
        return false;
    }
    let is_package = component
        .list(Key::PROPERTIES)
        .any(|entry| entry.text(Key::NAME) == Some(property::PURPOSE));
    let has_sha1 = component.list(Key::HASHES).any(|entry| {
        entry.text(Key::ALG) == Some("SHA-1")
            && hash::algorithm("SHA1")
                .zip(entry.text(Key::CONTENT))
                .is_some_and(|(sha1, content)| sha1.fits(content))
    });
    let is_plain = [Key::VERSION, Key::PURL, Key::CPE, Key::SWID, Key::SUPPLIER, Key::GROUP]
        .into_iter()
        .all(|key| {
            component.text(key).is_none_or(str::is_empty)
                && component.get(key).is_none_or(|value| !value.is_object())
        });
    !is_package && is_plain && (has_sha1 || was_spdx)
}

/// Returns the SPDXID for a component without one: readable, and the same for the same component.
pub(in crate::convert) fn spdxid(component: Value<'_>, is_file: bool) -> String {
    let text = |key| component.text(key).unwrap_or_default();
    let name = text(Key::NAME);
    let purl = text(Key::PURL);
    let kind = match purl.strip_prefix("pkg:").and_then(|rest| rest.split('/').next()) {
        Some(kind) => kind,
        None => text(Key::TYPE),
    };
    let identity = [text(Key::BOM_REF), purl, text(Key::GROUP), name, text(Key::VERSION)];
    let digest = id::digest(&identity, 12);
    let word = if is_file { "File" } else { "Package" };
    let parts = [word, &id::idstring(kind), &id::idstring(name), &digest].join("-");
    format!("SPDXRef-{}", parts.replace("--", "-"))
}

/// Writes one component.
pub(super) fn write(converter: &mut Converter<'_, '_>, number: usize, lists: &mut Lists) {
    let Some(part) = converter.parts.get(number) else { return };
    let (component, is_file, is_subject) = (part.value, part.is_file, part.is_subject);
    let spdxid = part.spdxid.clone();
    let reference = component.text(Key::BOM_REF).unwrap_or_default().to_owned();
    let mut kept = Kept::of(&mut converter.work, component);
    let list = if is_file { &mut lists.files } else { &mut lists.packages };
    let mut out = converter.work.object(list, Key::NONE, Some(component));
    match is_file {
        true => file(converter, &mut out, component, &spdxid, &mut kept),
        false => package(converter, &mut out, component, &spdxid, is_subject, &mut kept),
    }
    texts(&mut converter.work, &mut out, component, &mut kept);
    let relations = kept.take_all(&mut converter.work, property::RELATIONSHIP);
    for (text, entry) in relations {
        if !relation::state(converter, &reference, text) {
            kept.note(property::RELATIONSHIP.to_owned(), text, Some(entry));
        }
    }
    let annotations = converter.annotations.take(&spdxid);
    annotation::write(converter, &mut out, kept, annotations);
}

fn package<'s>(
    converter: &mut Converter<'s, '_>,
    out: &mut Tail,
    component: Value<'s>,
    spdxid: &str,
    is_subject: bool,
    kept: &mut Kept<'s>,
) {
    let work = &mut converter.work;
    name(work, out, component, kept);
    work.say(out, Key::SPDXID, spdxid);
    if component.text(Key::VERSION) == Some("") {
        kept.keep(work, component, Key::VERSION);
    }
    work.copy(out, Key::VERSION_INFO, component.get(Key::VERSION));
    restore(work, out, Key::PACKAGE_FILE_NAME, kept, property::PACKAGE_FILE_NAME);
    let metadata = work.source.root().get(Key::METADATA).filter(|_| is_subject);
    party::write(work, out, component, metadata, kept);
    reference::locations(work, out, component, kept);
    files_analyzed(work, out, converter.was_spdx, kept);
    checksums(work, out, component, kept);
    restore(work, out, Key::SOURCE_INFO, kept, property::PACKAGE_SOURCE_INFO);
    licence::of_package(converter, out, component, kept);
    let work = &mut converter.work;
    restore(work, out, Key::SUMMARY, kept, property::PACKAGE_SUMMARY);
    work.copy(out, Key::DESCRIPTION, component.get(Key::DESCRIPTION));
    reference::write(work, out, component, kept);
    purpose(work, out, component, converter.was_spdx || converter.was_spdx3, kept);
    restore(work, out, Key::RELEASE_DATE, kept, property::PACKAGE_RELEASED);
    restore(work, out, Key::BUILT_DATE, kept, property::PACKAGE_BUILT);
    restore(work, out, Key::VALID_UNTIL_DATE, kept, property::PACKAGE_VALID_UNTIL);
    for key in [Key::MIME_TYPE, Key::SCOPE, Key::MODIFIED, Key::VERSION_RANGE, Key::IS_EXTERNAL] {
        kept.keep(work, component, key);
    }
    let tags: Vec<Value<'s>> = component.list(Key::TAGS).collect();
    for tag in tags {
        kept.keep_as(work, "cyclonedx:tags", tag);
    }
}

fn file<'s>(
    converter: &mut Converter<'s, '_>,
    out: &mut Tail,
    component: Value<'s>,
    spdxid: &str,
    kept: &mut Kept<'s>,
) {
    let work = &mut converter.work;
    let name = component.get(Key::NAME);
    match name.and_then(|name| name.as_str()?.strip_prefix('/').map(|rest| (name, rest))) {
        // SPDX takes relative names only.
        Some((name, rest)) => {
            work.put(out, Key::FILE_NAME, &format!("./{rest}"), name);
            kept.keep(work, component, Key::NAME);
        }
        None if work.copy(out, Key::FILE_NAME, name) => {}
        None => work.say(out, Key::FILE_NAME, "./unnamed"),
    }
    work.say(out, Key::SPDXID, spdxid);
    let mut types = work.array(out, Key::FILE_TYPES);
    for (text, entry) in kept.take_all(work, property::FILE_TYPE) {
        work.put(&mut types, Key::NONE, text, entry);
    }
    checksums(work, out, component, kept);
    work.carry_member(component, Key::TYPE);
    kept.keep(work, component, Key::MIME_TYPE);
    kept.keep(work, component, Key::SCOPE);
    kept.keep(work, component, Key::DESCRIPTION);
    licence::of_file(converter, out, component, kept);
    let work = &mut converter.work;
    restore(work, out, Key::NOTICE_TEXT, kept, property::FILE_NOTICE);
    let mut contributors = work.array(out, Key::FILE_CONTRIBUTORS);
    let maker = component.get(Key::MANUFACTURER).and_then(party::organisation);
    let authors = component.list(Key::AUTHORS).filter_map(party::person);
    for named in maker.into_iter().chain(authors) {
        party::put(work, &mut contributors, Key::NONE, named);
    }
    for (text, entry) in kept.take_all(work, property::FILE_CONTRIBUTOR) {
        work.put(&mut contributors, Key::NONE, text, entry);
    }
}

/// `group` and `name`: `group/name`, with the group kept so that they can be told apart again.
fn name<'s>(work: &mut Work<'s>, out: &mut Tail, component: Value<'s>, kept: &mut Kept<'s>) {
    let group = component.text(Key::GROUP).filter(|group| !group.is_empty());
    let name = component.get(Key::NAME);
    let text = name.and_then(|name| work.read(name)).unwrap_or("NOASSERTION");
    let full = match group {
        Some(group) => format!("{group}/{text}"),
        None => text.to_owned(),
    };
    kept.keep(work, component, Key::GROUP);
    match name {
        Some(name) => work.put(out, Key::NAME, &full, name),
        None => work.say(out, Key::NAME, &full),
    }
}

/// `hashes` and what SPDX alone has, kept in properties.
fn checksums<'s>(work: &mut Work<'s>, out: &mut Tail, component: Value<'s>, kept: &mut Kept<'s>) {
    let mut list = work.array(out, Key::CHECKSUMS);
    let mut seen: HashSet<(&str, String)> = HashSet::new();
    for entry in component.list(Key::HASHES) {
        let (Some(alg), Some(content)) = (entry.get(Key::ALG), entry.get(Key::CONTENT)) else {
            continue;
        };
        let Some(name) = alg.as_str() else { continue };
        let row = hash::algorithm(name);
        let Some((row, spdx)) = row.and_then(|row| Some((row, row.spdx2?))) else { continue };
        let value = content.as_str().unwrap_or_default().trim();
        if !row.fits(value) {
            let detail = "the value does not have the length of its algorithm";
            work.lose(entry, LossReason::Invalid, detail);
            continue;
        }
        work.carry(alg);
        work.carry(content);
        let value = value.to_ascii_lowercase();
        if !seen.insert((spdx, value.clone())) {
            continue;
        }
        let mut made = work.object(&mut list, Key::NONE, Some(entry));
        work.say(&mut made, Key::ALGORITHM, spdx);
        work.say(&mut made, Key::CHECKSUM_VALUE, &value);
    }
    for (name, text, entry) in kept.take_prefixed(work, "spdx:checksum:") {
        let row = hash::algorithm(name).and_then(|row| Some((row, row.spdx2?)));
        if let Some((_, spdx)) = row.filter(|(row, _)| row.fits(text)) {
            let mut made = work.object(&mut list, Key::NONE, Some(entry));
            work.say(&mut made, Key::ALGORITHM, spdx);
            work.put(&mut made, Key::CHECKSUM_VALUE, text, entry);
        } else {
            kept.note(format!("spdx:checksum:{name}"), text, Some(entry));
        }
    }
}

/// A package made of a component holds no analysed files; one that was SPDX says it itself.
fn files_analyzed<'s>(work: &mut Work<'s>, out: &mut Tail, was_spdx: bool, kept: &mut Kept<'s>) {
    match kept.take(work, property::FILES_ANALYZED) {
        Some((text, _)) => {
            work.say_scalar(out, Key::FILES_ANALYZED, Scalar::Bool(text == "true"));
        }
        None if was_spdx => {}
        None => work.say_scalar(out, Key::FILES_ANALYZED, Scalar::Bool(false)),
    }
    let Some((text, entry)) = kept.take(work, property::VERIFICATION_CODE) else { return };
    let mut code = work.object(out, Key::PACKAGE_VERIFICATION_CODE, Some(entry));
    let mut list = work.array(&mut code, Key::PACKAGE_VERIFICATION_CODE_EXCLUDED_FILES);
    for (text, entry) in kept.take_all(work, property::VERIFICATION_EXCLUDED) {
        work.put(&mut list, Key::NONE, text, entry);
    }
    work.put(&mut code, Key::PACKAGE_VERIFICATION_CODE_VALUE, text, entry);
}

/// `type`: the purpose of the same meaning, else `OTHER` with the type kept.
fn purpose<'s>(
    work: &mut Work<'s>,
    out: &mut Tail,
    component: Value<'s>,
    was_spdx: bool,
    kept: &mut Kept<'s>,
) {
    let kind = component.get(Key::TYPE);
    let word = kind.and_then(Value::as_str).unwrap_or_default();
    if let Some((text, entry)) = kept.take(work, property::PURPOSE) {
        work.put(out, Key::PRIMARY_PACKAGE_PURPOSE, text, entry);
        work.carry_member(component, Key::TYPE);
        return;
    }
    match kind::cyclonedx_to_spdx2(word) {
        // Written for packages that had no purpose.
        Some(_) if was_spdx && word == "library" => work.carry_member(component, Key::TYPE),
        Some(purpose) => {
            work.copy_as(out, Key::PRIMARY_PACKAGE_PURPOSE, purpose, kind);
        }
        None if !word.is_empty() => {
            work.say(out, Key::PRIMARY_PACKAGE_PURPOSE, "OTHER");
            kept.keep(work, component, Key::TYPE);
        }
        None => {}
    }
}

/// The texts that packages and files share.
fn texts<'s>(work: &mut Work<'s>, out: &mut Tail, component: Value<'s>, kept: &mut Kept<'s>) {
    match kept.take(work, property::COPYRIGHT_TEXT) {
        Some((text, entry)) => work.put(out, Key::COPYRIGHT_TEXT, text, entry),
        None => drop(work.copy(out, Key::COPYRIGHT_TEXT, component.get(Key::COPYRIGHT))),
    }
    restore(work, out, Key::LICENSE_COMMENTS, kept, property::LICENSE_COMMENTS);
    restore(work, out, Key::COMMENT, kept, property::COMMENT);
    let mut list = work.array(out, Key::ATTRIBUTION_TEXTS);
    for (text, entry) in kept.take_all(work, property::ATTRIBUTION_TEXT) {
        work.put(&mut list, Key::NONE, text, entry);
    }
}

/// Puts back what a property kept.
pub(super) fn restore<'s>(
    work: &mut Work<'s>,
    out: &mut Tail,
    key: Key,
    kept: &mut Kept<'s>,
    name: &str,
) {
    if let Some((text, entry)) = kept.take(work, name) {
        work.put(out, key, text, entry);
    }
}
