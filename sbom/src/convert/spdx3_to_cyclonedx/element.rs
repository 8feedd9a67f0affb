//! Packages and files: components.

use super::{Converter, agent, licence};
use crate::convert::Way;
use crate::convert::words::agent::AgentKind;
use crate::convert::words::{file_type, hash, kind, property, reference};
use crate::convert::work::Work;
use crate::cyclonedx::schema::MEDIA;
use crate::losses::LossReason;
use crate::schema::is_iri_reference;
use crate::tree::{Key, Scalar, Tail, Value};

type Kept<'s> = Vec<(String, Option<String>, Option<Value<'s>>)>;

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
    let mut out = converter.work.object(into, key, Some(element));
    for (statement, of) in converter.graph.statements(number) {
        kept.push((property::RELATIONSHIP.to_owned(), Some(statement), of));
    }
    purpose(&mut converter.work, &mut out, element, is_file, &mut kept);
    restore(&mut converter.work, &mut out, Key::MIME_TYPE, &mut kept);
    if is_file {
        file_types(converter, &mut out, element, &mut kept);
    }
    converter.work.say(&mut out, Key::BOM_REF, &id);
    parties(converter, &mut out, element, &mut kept);
    let work = &mut converter.work;
    name(work, &mut out, element, &mut kept);
    work.copy(&mut out, Key::VERSION, element.get(Key::SOFTWARE_PACKAGE_VERSION));
    restore(work, &mut out, Key::VERSION, &mut kept);
    restore(work, &mut out, Key::VERSION_RANGE, &mut kept);
    restore(work, &mut out, Key::IS_EXTERNAL, &mut kept);
    work.copy(&mut out, Key::DESCRIPTION, element.get(Key::DESCRIPTION));
    restore(work, &mut out, Key::SCOPE, &mut kept);
    integrity(work, &mut out, element, &mut kept);
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
        Some(kind) => work.copy_as(out, Key::TYPE, kind, value),
        None => {
            work.say(out, Key::TYPE, "library");
            let older = kind::spdx3_to_spdx2(word);
            match (value, older) {
                (Some(value), Some(older)) => {
                    let name = property::PURPOSE.to_owned();
                    kept.push((name, Some(older.to_owned()), Some(value)));
                    work.carry(value);
                }
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

/// `hashes` of what is elsewhere: those that CycloneDX has.
pub(super) fn hashes<'s>(work: &mut Work<'s>, out: &mut Tail, of: Value<'s>) {
    let mut others = Kept::new();
    integrity(work, out, of, &mut others);
    for (.., value) in others {
        let detail = "no algorithm of CycloneDX";
        value.into_iter().for_each(|value| work.lose(value, LossReason::NoPlace, detail));
    }
}

fn integrity<'s>(work: &mut Work<'s>, out: &mut Tail, element: Value<'s>, kept: &mut Kept<'s>) {
    let mut list = work.array(out, Key::HASHES);
    let mut has_code = false;
    for entry in element.list(Key::VERIFIED_USING) {
        let (Some(algorithm), Some(value)) =
            (entry.text(Key::ALGORITHM), entry.get(Key::HASH_VALUE))
        else {
            continue;
        };
        // The code over the files of a package has another type and is no hash of it.
        if entry.text(Key::TYPE).is_some_and(|class| !class.ends_with("Hash")) {
            has_code |= !has_code && verification_code(work, entry, value, kept);
            continue;
        }
        let Some(row) = hash::algorithm(algorithm) else { continue };
        let text = value.as_str().unwrap_or_default();
        if !row.fits(text) {
            let detail = "the value does not have the length of its algorithm";
            work.lose(entry, LossReason::Invalid, detail);
            continue;
        }
        match (row.cyclonedx, row.spdx2) {
            (Some(alg), _) => {
                let mut made = work.object(&mut list, Key::NONE, Some(entry));
                work.say(&mut made, Key::ALG, alg);
                work.copy(&mut made, Key::CONTENT, Some(value));
            }
            (None, _) => {
                let name = format!("{}:{}", property::CHECKSUM, row.spdx3);
                kept.push((name, Some(text.to_owned()), Some(value)));
                work.carry(value);
            }
        }
        work.carry_member(entry, Key::TYPE);
        work.carry_member(entry, Key::ALGORITHM);
    }
}

/// Keeps the code over the files of a package; returns whether it is one that SPDX 2 has.
fn verification_code<'s>(
    work: &mut Work<'s>,
    entry: Value<'s>,
    value: Value<'s>,
    kept: &mut Kept<'s>,
) -> bool {
    let is_code = entry.text(Key::TYPE).is_some_and(|it| it.ends_with("PackageVerificationCode"));
    if !is_code || entry.text(Key::ALGORITHM) != Some("sha1") {
        return false;
    }
    let Some(text) = work.read(value) else { return false };
    kept.push((property::VERIFICATION_CODE.to_owned(), Some(text.to_owned()), Some(entry)));
    for key in [Key::TYPE, Key::ALGORITHM, Key::HASH_VALUE] {
        work.carry_member(entry, key);
    }
    for file in entry.list(Key::PACKAGE_VERIFICATION_CODE_EXCLUDED_FILE) {
        let Some(text) = work.read(file) else { continue };
        kept.push((property::VERIFICATION_EXCLUDED.to_owned(), Some(text.to_owned()), Some(file)));
        work.carry(file);
    }
    true
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
            kept.push((property::FILE_TYPE.to_owned(), Some(word.to_owned()), Some(value)));
            work.carry(value);
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
    kept.push((name.to_owned(), Some(text.to_owned()), Some(value)));
    work.carry(value);
}

/// Writes an identifier.
fn identifier<'s>(
    work: &mut Work<'s>,
    out: &mut Tail,
    key: Key,
    entry: Value<'s>,
    kept: &mut Kept<'s>,
) {
    comment(work, entry, if key == Key::TAG_ID { "swid:" } else { "" }, kept);
    work.copy(out, key, entry.get(Key::IDENTIFIER));
    work.carry_member(entry, Key::TYPE);
    work.carry_member(entry, Key::EXTERNAL_IDENTIFIER_TYPE);
}

/// Keeps what is said of an identifier.
fn comment<'s>(work: &mut Work<'s>, entry: Value<'s>, prefix: &str, kept: &mut Kept<'s>) {
    let locator = entry.text(Key::IDENTIFIER).filter(|text| reference::is_locator(text));
    let (Some(locator), Some(comment)) = (locator, entry.get(Key::COMMENT)) else { return };
    let Some(text) = work.read(comment) else { return };
    let text = format!("{prefix}{locator} {text}");
    kept.push((property::EXTERNAL_REFERENCE_COMMENT.to_owned(), Some(text), Some(comment)));
    work.carry(comment);
}

fn identifiers<'s>(work: &mut Work<'s>, out: &mut Tail, element: Value<'s>, kept: &mut Kept<'s>) {
    let of = |kinds: &'static [&'static str]| {
        element.list(Key::EXTERNAL_IDENTIFIER).filter(move |entry| {
            entry.text(Key::EXTERNAL_IDENTIFIER_TYPE).is_some_and(|kind| kinds.contains(&kind))
        })
    };
    let cpe = of(&["cpe23"]).next().or_else(|| of(&["cpe22"]).next());
    if let Some(cpe) = cpe {
        identifier(work, out, Key::CPE, cpe, kept);
    }
    let purl = match element.get(Key::SOFTWARE_PACKAGE_URL) {
        Some(purl) => {
            work.copy(out, Key::PURL, Some(purl));
            let same = of(&["packageUrl"]).find(|it| it.text(Key::IDENTIFIER) == purl.as_str());
            if let Some(same) = same {
                comment(work, same, "", kept);
                for key in [Key::TYPE, Key::EXTERNAL_IDENTIFIER_TYPE, Key::IDENTIFIER] {
                    work.carry_member(same, key);
                }
            }
            same
        }
        None => {
            let first = of(&["packageUrl"]).next();
            if let Some(entry) = first {
                identifier(work, out, Key::PURL, entry, kept);
            }
            first
        }
    };
    for (key, own, other) in
        [(Key::OMNIBOR_ID, "gitoid", &["gitoid"][..]), (Key::SWHID, "swhid", &["swhid"][..])]
    {
        let mut list = work.array(out, key);
        for entry in element.list(Key::SOFTWARE_CONTENT_IDENTIFIER) {
            if entry.text(Key::SOFTWARE_CONTENT_IDENTIFIER_TYPE) == Some(own) {
                work.copy(&mut list, Key::NONE, entry.get(Key::SOFTWARE_CONTENT_IDENTIFIER_VALUE));
                work.carry_member(entry, Key::TYPE);
                work.carry_member(entry, Key::SOFTWARE_CONTENT_IDENTIFIER_TYPE);
            }
        }
        for entry in element.list(Key::EXTERNAL_IDENTIFIER) {
            let kind = entry.text(Key::EXTERNAL_IDENTIFIER_TYPE).unwrap_or_default();
            if other.contains(&kind) {
                identifier(work, &mut list, Key::NONE, entry, kept);
            }
        }
    }
    let swid = of(&["swid"]).next();
    if let Some(entry) = swid {
        let mut swid = work.object(out, Key::SWID, Some(entry));
        identifier(work, &mut swid, Key::TAG_ID, entry, kept);
        work.say(&mut swid, Key::NAME, element.text(Key::NAME).unwrap_or_default());
    }
    // CycloneDX has one of each.
    let is_said = |entry: &Value<'s>| {
        [cpe, purl, swid].into_iter().flatten().any(|said| said.id() == entry.id())
    };
    for entry in element.list(Key::EXTERNAL_IDENTIFIER).filter(|entry| !is_said(entry)) {
        let word = entry.text(Key::EXTERNAL_IDENTIFIER_TYPE).unwrap_or_default();
        let Some((category, kind)) = reference::identifier_to_spdx2(word) else { continue };
        let Some(text) = entry.get(Key::IDENTIFIER) else { continue };
        let prefix = if kind == "swid" { "swid:" } else { "" };
        if keep_reference(work, [category, kind, prefix], text, entry.get(Key::COMMENT), kept) {
            work.carry_member(entry, Key::TYPE);
            work.carry_member(entry, Key::EXTERNAL_IDENTIFIER_TYPE);
        }
    }
}

/// Keeps `type locator comment`, as a conversion from SPDX 2 does; returns whether it could.
fn keep_reference<'s>(
    work: &mut Work<'s>,
    [category, kind, prefix]: [&str; 3],
    locator: Value<'s>,
    comment: Option<Value<'s>>,
    kept: &mut Kept<'s>,
) -> bool {
    let Some(text) = locator.as_str().filter(|text| reference::is_locator(text)) else {
        return false;
    };
    let mut value = format!("{kind} {prefix}{text}");
    if let Some(comment) = comment
        && let Some(text) = work.read(comment)
    {
        value.push(' ');
        value.push_str(text);
        work.carry(comment);
    }
    let name = format!("{}:{}", property::EXTERNAL_REFERENCE, category.to_ascii_lowercase());
    kept.push((name, Some(value), Some(locator)));
    work.carry(locator);
    true
}

fn references_of_package<'s>(
    converter: &mut Converter<'s, '_>,
    out: &mut Tail,
    element: Value<'s>,
    kept: &mut Kept<'s>,
) {
    let work = &mut converter.work;
    let mut list = work.array(out, Key::EXTERNAL_REFERENCES);
    if let Some(value) = element.get(Key::SOFTWARE_DOWNLOAD_LOCATION) {
        let is_vcs = reference::is_vcs(value.as_str().unwrap_or_default());
        let mut made = work.object(&mut list, Key::NONE, Some(value));
        work.say(&mut made, Key::TYPE, if is_vcs { "vcs" } else { "distribution" });
        work.copy(&mut made, Key::URL, Some(value));
    }
    if let Some(value) = element.get(Key::SOFTWARE_HOME_PAGE) {
        let mut made = work.object(&mut list, Key::NONE, Some(value));
        work.say(&mut made, Key::TYPE, "website");
        work.copy(&mut made, Key::URL, Some(value));
    }
    references(converter, &mut list, element, kept);
}

/// Writes what an element refers to.
pub(super) fn references<'s>(
    converter: &mut Converter<'s, '_>,
    list: &mut Tail,
    element: Value<'s>,
    kept: &mut Kept<'s>,
) {
    let Converter { work, way, .. } = converter;
    for entry in element.list(Key::EXTERNAL_REF) {
        let stated = entry.get(Key::EXTERNAL_REF_TYPE);
        let word = stated.and_then(Value::as_str).unwrap_or("other");
        let near = reference::spdx3_to_cyclonedx(word);
        // Of several locators the first has the comment: it may be long.
        let mut comment = entry.get(Key::COMMENT);
        for locator in entry.list(Key::LOCATOR) {
            // Names in repositories are no addresses.
            if let Some((category, kind)) = reference::reference_to_spdx2(word)
                && (*way == Way::Onward || category == reference::PACKAGE_MANAGER)
                && keep_reference(work, [category, kind, ""], locator, comment, kept)
            {
                comment = None;
                work.carry_member(entry, Key::TYPE);
                stated.into_iter().for_each(|value| work.carry(value));
                continue;
            }
            if *way == Way::End && !locator.as_str().is_some_and(is_iri_reference) {
                work.lose(locator, LossReason::Invalid, "no address");
                continue;
            }
            let mut made = work.object(list, Key::NONE, Some(entry));
            work.say(&mut made, Key::TYPE, near.unwrap_or("other"));
            work.copy(&mut made, Key::URL, Some(locator));
            work.copy(&mut made, Key::COMMENT, comment.take());
            work.carry_member(entry, Key::TYPE);
            let Some(kind) = stated else { continue };
            match near.and_then(reference::cyclonedx_to_spdx3) == Some(word) {
                true => work.carry(kind),
                false => {
                    let detail = format!("`{word}` became `{}`", near.unwrap_or("other"));
                    work.lose(kind, LossReason::Approximated, &detail);
                }
            }
        }
    }
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
        (Key::SOFTWARE_ATTRIBUTION_TEXT, property::ATTRIBUTION_TEXT),
    ] {
        for value in element.list(key) {
            let Some(text) = work.read(value) else { continue };
            kept.push((name.to_owned(), Some(text.to_owned()), Some(value)));
            work.carry(value);
        }
    }
}

fn parties<'s>(
    converter: &mut Converter<'s, '_>,
    out: &mut Tail,
    element: Value<'s>,
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
        let Some(named) = agent::named(converter, reference) else { continue };
        let work = &mut converter.work;
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
