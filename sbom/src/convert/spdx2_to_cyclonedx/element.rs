//! Packages and files: components.

use super::{Converter, Kept, licence, party, reference, scalar_of};
use crate::convert::words::{hash, kind, property};
use crate::convert::work::Work;
use crate::losses::LossReason;
use crate::tree::{Key, Scalar, Tail, Value};

/// Writes one element; returns the open list of the components within it.
pub(super) fn write(
    converter: &mut Converter<'_, '_>,
    number: usize,
    into: &mut Tail,
    key: Key,
) -> Tail {
    let Some(part) = converter.parts.get(number) else { return *into };
    let (element, id, is_file) = (part.value, part.id.clone(), part.is_file);
    let mut kept = Kept::of(converter, element, &id);
    let mut out = converter.work.object(into, key, Some(element));
    for (text, of) in converter.graph.statements_of(number) {
        kept.add(property::RELATIONSHIP, &text, of);
    }
    match is_file {
        true => file(converter, &mut out, element, &id, &mut kept),
        false => package(converter, &mut out, element, &id, &mut kept),
    }
}

fn package<'s>(
    converter: &mut Converter<'s, '_>,
    out: &mut Tail,
    package: Value<'s>,
    id: &str,
    kept: &mut Kept<'s>,
) -> Tail {
    let work = &mut converter.work;
    purpose(work, out, package, converter.was_cyclonedx, kept);
    if let Some(text) = kept.field("mime-type") {
        work.say(out, Key::MIME_TYPE, text);
    }
    work.copy_as(out, Key::BOM_REF, id, package.get(Key::SPDXID));
    party::write(work, out, package, kept);
    name(work, out, package, kept);
    if !work.copy(out, Key::VERSION, package.get(Key::VERSION_INFO))
        && kept.field("version").is_some()
    {
        work.say(out, Key::VERSION, "");
    }
    restore(work, out, Key::VERSION_RANGE, kept, "versionRange");
    restore(work, out, Key::IS_EXTERNAL, kept, "isExternal");
    work.copy(out, Key::DESCRIPTION, package.get(Key::DESCRIPTION));
    restore(work, out, Key::SCOPE, kept, "scope");
    hashes(work, out, package, kept);
    licence::write(work, out, package, &mut converter.extracted, kept);
    copyright(work, out, package, kept);
    let sorted = reference::sort(work, package, kept);
    let named = package.text(Key::NAME).unwrap_or_default();
    reference::identifiers(work, out, &sorted, named);
    restore(work, out, Key::MODIFIED, kept, "modified");
    reference::write(work, out, package, &sorted, kept);
    if let Some(value) = package.get(Key::FILES_ANALYZED) {
        match value.as_bool() {
            // Written for the sake of SPDX.
            Some(false) if converter.was_cyclonedx => work.carry(value),
            _ => kept.keep_value(work, value, property::FILES_ANALYZED),
        }
    }
    if let Some(code) = package.get(Key::PACKAGE_VERIFICATION_CODE) {
        let (value, excluded) =
            (Key::PACKAGE_VERIFICATION_CODE_VALUE, Key::PACKAGE_VERIFICATION_CODE_EXCLUDED_FILES);
        kept.keep(work, code, value, property::VERIFICATION_CODE);
        kept.keep_all(work, code, excluded, property::VERIFICATION_EXCLUDED);
    }
    for (key, name) in [
        (Key::PACKAGE_FILE_NAME, property::PACKAGE_FILE_NAME),
        (Key::SOURCE_INFO, property::PACKAGE_SOURCE_INFO),
        (Key::SUMMARY, property::PACKAGE_SUMMARY),
        (Key::RELEASE_DATE, property::PACKAGE_RELEASED),
        (Key::BUILT_DATE, property::PACKAGE_BUILT),
        (Key::VALID_UNTIL_DATE, property::PACKAGE_VALID_UNTIL),
    ] {
        kept.keep(work, package, key, name);
    }
    end(converter, out, package, Key::LICENSE_INFO_FROM_FILES, kept)
}

fn file<'s>(
    converter: &mut Converter<'s, '_>,
    out: &mut Tail,
    file: Value<'s>,
    id: &str,
    kept: &mut Kept<'s>,
) -> Tail {
    let work = &mut converter.work;
    work.say(out, Key::TYPE, "file");
    if let Some(text) = kept.field("mime-type") {
        work.say(out, Key::MIME_TYPE, text);
    }
    work.copy_as(out, Key::BOM_REF, id, file.get(Key::SPDXID));
    party::contributors(work, out, file, kept);
    name(work, out, file, kept);
    restore(work, out, Key::DESCRIPTION, kept, "description");
    restore(work, out, Key::SCOPE, kept, "scope");
    hashes(work, out, file, kept);
    licence::write(work, out, file, &mut converter.extracted, kept);
    copyright(work, out, file, kept);
    kept.keep_all(work, file, Key::FILE_TYPES, property::FILE_TYPE);
    kept.keep(work, file, Key::NOTICE_TEXT, property::FILE_NOTICE);
    end(converter, out, file, Key::LICENSE_INFO_IN_FILES, kept)
}

/// What comes last: texts kept in properties, the place for inner components, evidence, tags.
fn end<'s>(
    converter: &mut Converter<'s, '_>,
    out: &mut Tail,
    element: Value<'s>,
    observed: Key,
    kept: &mut Kept<'s>,
) -> Tail {
    let work = &mut converter.work;
    kept.keep(work, element, Key::COMMENT, property::COMMENT);
    kept.keep(work, element, Key::LICENSE_COMMENTS, property::LICENSE_COMMENTS);
    kept.keep_all(work, element, Key::ATTRIBUTION_TEXTS, property::ATTRIBUTION_TEXT);
    let extracted = &mut converter.extracted;
    licence::write_observed(work, out, element, observed, extracted, kept);
    kept.write(work, out);
    let inner = work.array(out, Key::COMPONENTS);
    let mut tags = work.array(out, Key::TAGS);
    for (text, of) in kept.fields("tags") {
        work.put(&mut tags, Key::NONE, text, of);
    }
    inner
}

/// `name`, divided again if a group was put before it.
fn name<'s>(work: &mut Work<'s>, out: &mut Tail, element: Value<'s>, kept: &Kept<'s>) {
    let value = [Key::NAME, Key::FILE_NAME].into_iter().find_map(|key| element.get(key));
    let text = value.and_then(Value::as_loose_str).unwrap_or_default();
    let group = kept.field("group");
    if let Some(group) = group {
        work.say(out, Key::GROUP, group);
    }
    let rest = group.and_then(|group| text.strip_prefix(group)?.strip_prefix('/'));
    match (kept.field("name").or(rest), value) {
        (Some(name), Some(value)) => work.put(out, Key::NAME, name, value),
        (None, Some(value)) => work.put(out, Key::NAME, text, value),
        (_, None) => work.say(out, Key::NAME, ""),
    }
}

/// `primaryPackagePurpose`: the type of the same meaning; kept where the type does not tell it.
fn purpose<'s>(
    work: &mut Work<'s>,
    out: &mut Tail,
    package: Value<'s>,
    was_cyclonedx: bool,
    kept: &mut Kept<'s>,
) {
    let value = package.get(Key::PRIMARY_PACKAGE_PURPOSE);
    let text = value.and_then(Value::as_str).unwrap_or_default();
    let word = kind::spdx2_to_cyclonedx(text);
    if let Some(own) = kept.field("type") {
        work.say(out, Key::TYPE, own);
        work.carry_member(package, Key::PRIMARY_PACKAGE_PURPOSE);
        return;
    }
    work.copy_as(out, Key::TYPE, word.unwrap_or("library"), value.filter(|_| word.is_some()));
    let is_clear = match word {
        Some("library" | "file") => was_cyclonedx,
        word => word.is_some(),
    };
    if let Some(value) = value.filter(|_| !is_clear) {
        kept.keep_value(work, value, property::PURPOSE);
    }
}

/// `checksums`; algorithms that CycloneDX does not have become properties.
fn hashes<'s>(work: &mut Work<'s>, out: &mut Tail, element: Value<'s>, kept: &mut Kept<'s>) {
    let mut list = work.array(out, Key::HASHES);
    for entry in element.list(Key::CHECKSUMS) {
        let (Some(algorithm), Some(value)) =
            (entry.get(Key::ALGORITHM), entry.get(Key::CHECKSUM_VALUE))
        else {
            continue;
        };
        let name = algorithm.as_str().unwrap_or_default();
        let name = name.strip_prefix("checksumAlgorithm_").unwrap_or(name);
        let Some(row) = hash::algorithm(name) else { continue };
        let text = value.as_str().unwrap_or_default().trim();
        if !row.fits(text) {
            let detail = "the value does not have the length of its algorithm";
            work.lose(entry, LossReason::Invalid, detail);
            continue;
        }
        work.carry(algorithm);
        match row.cyclonedx {
            Some(alg) => {
                let mut made = work.object(&mut list, Key::NONE, Some(entry));
                work.say(&mut made, Key::ALG, alg);
                work.put(&mut made, Key::CONTENT, text, value);
            }
            None => {
                let name = format!("{}:{}", property::CHECKSUM, name.to_ascii_lowercase());
                kept.add(&name, text, Some(value));
                work.carry(value);
            }
        }
    }
}

/// `copyrightText`; `NONE` and `NOASSERTION` are no copyright notes.
fn copyright<'s>(work: &mut Work<'s>, out: &mut Tail, element: Value<'s>, kept: &mut Kept<'s>) {
    let Some(value) = element.get(Key::COPYRIGHT_TEXT) else { return };
    match value.as_str() {
        Some("NONE" | "NOASSERTION") => kept.keep_value(work, value, property::COPYRIGHT_TEXT),
        _ => drop(work.copy(out, Key::COPYRIGHT, Some(value))),
    }
}

/// Puts back a scalar that an annotation kept.
fn restore<'s>(work: &mut Work<'s>, out: &mut Tail, key: Key, kept: &Kept<'s>, name: &str) {
    if let Some(text) = kept.field(name) {
        match scalar_of(text) {
            Scalar::Text(text) => work.say(out, key, text),
            other => work.say_scalar(out, key, other),
        }
    }
}
