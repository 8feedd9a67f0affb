//! Components: packages and files.

use super::{Converter, Kept, agent, licence, relation};
use crate::convert::cyclonedx_to_spdx2::comment::Comments;
use crate::convert::cyclonedx_to_spdx2::{party, reference as locations};
use crate::convert::words::file_type::{self, Meaning};
use crate::convert::words::{date, hash, id, kind, property, reference as words};
use crate::convert::work::Work;
use crate::losses::LossReason;
use crate::spdx::schema3;
use crate::tree::{Key, Tail, Value};

/// Writes one component.
pub(super) fn write(converter: &mut Converter<'_, '_>, number: usize) {
    let Some(part) = converter.parts.get(number) else { return };
    let (component, id, is_file) = (part.value, part.id.clone(), part.is_file);
    let is_subject = part.is_subject;
    let mut kept = Kept::of(&mut converter.work, component);
    let class = if is_file { "software_File" } else { "software_Package" };
    let mut out = converter.element(class, &id, Some(component));
    let work = &mut converter.work;
    name(work, &mut out, component, &mut kept);
    purpose(work, &mut out, component, is_file, converter.was_spdx, &mut kept);
    texts(work, &mut out, component, is_file, &mut kept);
    integrity(work, &mut out, component, &mut kept);
    if !is_file {
        work.copy(&mut out, Key::SOFTWARE_PACKAGE_VERSION, component.get(Key::VERSION));
        if component.text(Key::VERSION) == Some("") {
            kept.keep(work, component, Key::VERSION);
        }
        places(work, &mut out, component, &mut kept);
    } else {
        kept.keep(work, component, Key::VERSION);
    }
    let mut named = identifiers(work, &mut out, component, &mut kept);
    let mut referred = references(work, &mut out, component, is_file);
    super::reference::restore(work, &mut named, &mut referred, &mut kept);
    if component.get(Key::MIME_TYPE).is_some_and(|value| !work.ledger.has(value)) {
        kept.keep(work, component, Key::MIME_TYPE);
    }
    for key in [Key::SCOPE, Key::MODIFIED, Key::VERSION_RANGE, Key::IS_EXTERNAL] {
        kept.keep(work, component, key);
    }
    for tag in component.list(Key::TAGS) {
        kept.keep_as(work, "cyclonedx:tags", tag);
    }
    let mut makers = parties(converter, &mut out, component, is_subject, &mut kept);
    if is_file {
        for (text, entry) in kept.take_all(&mut converter.work, property::FILE_CONTRIBUTOR) {
            let id = agent::contributor(converter, text);
            converter.work.derive(&mut makers, Key::NONE, &id, entry);
        }
    }
    if !is_file {
        artifact(converter, &id, component, &mut kept);
    }
    licence::write(converter, &id, component, &mut kept);
    relation::restore(converter, &id, &mut kept);
    kept.finish(&mut converter.work);
    extension(&mut converter.work, &mut out, kept);
}

/// The file that a package is distributed in, of which SPDX 2 knows the name, and the hashes as those
/// of the package. A directory has none.
fn artifact<'s>(
    converter: &mut Converter<'s, '_>,
    package: &str,
    component: Value<'s>,
    kept: &mut Kept<'s>,
) {
    let found = kept.take(&mut converter.work, property::PACKAGE_FILE_NAME);
    let Some((name, entry)) = found else { return };
    let readable: String = id::idstring(name).chars().take(40).collect();
    let digest = id::digest(&[package, name], 12);
    let iri = converter.iri(&format!("PackageFile-{readable}-{digest}"));
    let mut out = converter.element("software_File", &iri, Some(entry));
    converter.work.derive(&mut out, Key::NAME, name, entry);
    match name.ends_with('/') {
        true => converter.work.say(&mut out, Key::SOFTWARE_FILE_KIND, "directory"),
        false => drop(hashes(&mut converter.work, &mut out, component)),
    }
    converter.relate("hasDistributionArtifact", package, &[&iri], Some(entry));
}

/// Writes what was kept as the properties that SPDX 3 has for CycloneDX.
pub(super) fn extension<'s>(work: &mut Work<'s>, out: &mut Tail, kept: Kept<'s>) {
    if kept.notes.is_empty() {
        return;
    }
    let mut list = work.array(out, Key::EXTENSION);
    let mut extension = work.object(&mut list, Key::NONE, None);
    work.say(&mut extension, Key::TYPE, "extension_CdxPropertiesExtension");
    let key = work.out.key("extension_cdxProperty");
    let (name_key, value_key) =
        (work.out.key("extension_cdxPropName"), work.out.key("extension_cdxPropValue"));
    let mut entries = work.array(&mut extension, key);
    for (name, value, of) in kept.notes {
        let mut entry = work.object(&mut entries, Key::NONE, of);
        work.say(&mut entry, Key::TYPE, "extension_CdxPropertyEntry");
        work.say(&mut entry, name_key, &name);
        if let Some(value) = value {
            work.say(&mut entry, value_key, &value);
        }
    }
}

fn name<'s>(work: &mut Work<'s>, out: &mut Tail, component: Value<'s>, kept: &mut Kept<'s>) {
    let group = component.text(Key::GROUP).filter(|group| !group.is_empty());
    let value = component.get(Key::NAME);
    let text = value.and_then(|value| work.read(value)).unwrap_or("NOASSERTION");
    let full = match group {
        Some(group) => format!("{group}/{text}"),
        None => text.to_owned(),
    };
    kept.keep(work, component, Key::GROUP);
    work.copy_as(out, Key::NAME, &full, value);
}

fn purpose<'s>(
    work: &mut Work<'s>,
    out: &mut Tail,
    component: Value<'s>,
    is_file: bool,
    was_spdx: bool,
    kept: &mut Kept<'s>,
) {
    let value = component.get(Key::TYPE);
    let word = value.and_then(Value::as_str).unwrap_or_default();
    if is_file {
        work.carry_member(component, Key::TYPE);
        file_types(work, out, component, kept);
        return;
    }
    if let Some((text, entry)) = kept.take(work, property::PURPOSE) {
        match kind::spdx2_to_spdx3(text) {
            Some(purpose) => work.put(out, Key::SOFTWARE_PRIMARY_PURPOSE, purpose, entry),
            None => kept.note(property::PURPOSE.to_owned(), text, Some(entry)),
        }
        work.carry_member(component, Key::TYPE);
        return;
    }
    match kind::cyclonedx_to_spdx3(word) {
        Some(_) if was_spdx && word == "library" => work.carry_member(component, Key::TYPE),
        Some(purpose) => work.copy_as(out, Key::SOFTWARE_PRIMARY_PURPOSE, purpose, value),
        None if !word.is_empty() => {
            work.say(out, Key::SOFTWARE_PRIMARY_PURPOSE, "other");
            kept.keep(work, component, Key::TYPE);
        }
        None => {}
    }
}

/// What a file is: its purposes and its media type.
fn file_types<'s>(work: &mut Work<'s>, out: &mut Tail, component: Value<'s>, kept: &mut Kept<'s>) {
    let media_type = component.get(Key::MIME_TYPE);
    let media_type = media_type.filter(|it| it.as_str().is_some_and(schema3::is_media_type));
    let mut has_media_type = work.copy(out, Key::CONTENT_TYPE, media_type);
    if let Some((text, entry)) = kept.take(work, property::FILE_CONTENT_TYPE) {
        match !has_media_type && schema3::is_media_type(text) {
            true => work.put(out, Key::CONTENT_TYPE, text, entry),
            false => kept.note(property::FILE_CONTENT_TYPE.to_owned(), text, Some(entry)),
        }
        has_media_type = true;
    }
    let mut has_purpose = false;
    let mut further = None;
    for (text, entry) in kept.take_all(work, property::FILE_TYPE) {
        match file_type::spdx3(text) {
            Some(Meaning::Purpose(word)) if !has_purpose => {
                has_purpose = true;
                work.put(out, Key::SOFTWARE_PRIMARY_PURPOSE, word, entry);
            }
            Some(Meaning::Purpose(word)) => {
                let list = further
                    .get_or_insert_with(|| work.array(out, Key::SOFTWARE_ADDITIONAL_PURPOSE));
                work.put(list, Key::NONE, word, entry);
            }
            Some(Meaning::MediaType(word)) if !has_media_type => {
                has_media_type = true;
                work.put(out, Key::CONTENT_TYPE, word, entry);
            }
            _ => kept.note(property::FILE_TYPE.to_owned(), text, Some(entry)),
        }
    }
}

fn texts<'s>(
    work: &mut Work<'s>,
    out: &mut Tail,
    component: Value<'s>,
    is_file: bool,
    kept: &mut Kept<'s>,
) {
    work.copy(out, Key::DESCRIPTION, component.get(Key::DESCRIPTION));
    for (key, name) in
        [(Key::SUMMARY, property::PACKAGE_SUMMARY), (Key::COMMENT, property::COMMENT)]
    {
        if let Some((text, entry)) = kept.take(work, name) {
            work.put(out, key, text, entry);
        }
    }
    match kept.take(work, property::COPYRIGHT_TEXT) {
        Some((text, entry)) => work.put(out, Key::SOFTWARE_COPYRIGHT_TEXT, text, entry),
        None => drop(work.copy(out, Key::SOFTWARE_COPYRIGHT_TEXT, component.get(Key::COPYRIGHT))),
    }
    let mut list = work.array(out, Key::SOFTWARE_ATTRIBUTION_TEXT);
    for (text, entry) in kept.take_all(work, property::ATTRIBUTION_TEXT) {
        work.put(&mut list, Key::NONE, text, entry);
    }
    if let Some((text, entry)) = notice(work, kept, is_file) {
        work.put(&mut list, Key::NONE, text, entry);
        let digest = id::digest(&[text], 12);
        kept.note(property::FILE_NOTICE_DIGEST.to_owned(), &digest, Some(entry));
    }
}

/// The notice of a file: to SPDX 3 one more text that whoever passes the file on has to show.
fn notice<'s>(
    work: &mut Work<'s>,
    kept: &mut Kept<'s>,
    is_file: bool,
) -> Option<(&'s str, Value<'s>)> {
    if is_file { kept.take(work, property::FILE_NOTICE) } else { None }
}

/// `hashes`, and the algorithms that CycloneDX does not have.
fn integrity<'s>(work: &mut Work<'s>, out: &mut Tail, component: Value<'s>, kept: &mut Kept<'s>) {
    let mut list = hashes(work, out, component);
    for (name, text, entry) in kept.take_prefixed(work, "spdx:checksum:") {
        match hash::algorithm(name) {
            Some(row) => put_hash(work, &mut list, row.spdx3, text, entry),
            None => kept.note(format!("spdx:checksum:{name}"), text, Some(entry)),
        }
    }
    let Some((text, entry)) = kept.take(work, property::VERIFICATION_CODE) else { return };
    let mut code = work.object(&mut list, Key::NONE, Some(entry));
    work.say(&mut code, Key::TYPE, "PackageVerificationCode");
    work.say(&mut code, Key::ALGORITHM, "sha1");
    work.say(&mut code, Key::HASH_VALUE, text);
    let mut excluded = work.array(&mut code, Key::PACKAGE_VERIFICATION_CODE_EXCLUDED_FILE);
    for (text, entry) in kept.take_all(work, property::VERIFICATION_EXCLUDED) {
        work.put(&mut excluded, Key::NONE, text, entry);
    }
}

/// `hashes`, of a component or of what is elsewhere; returns the list, which is open.
pub(super) fn hashes<'s>(work: &mut Work<'s>, out: &mut Tail, of: Value<'s>) -> Tail {
    let mut list = work.array(out, Key::VERIFIED_USING);
    for entry in of.list(Key::HASHES) {
        let (Some(alg), Some(content)) = (entry.text(Key::ALG), entry.text(Key::CONTENT)) else {
            continue;
        };
        let Some(row) = hash::algorithm(alg) else { continue };
        if !row.fits(content.trim()) {
            let detail = "the value does not have the length of its algorithm";
            work.lose(entry, LossReason::Invalid, detail);
            continue;
        }
        put_hash(work, &mut list, row.spdx3, content.trim(), entry);
        work.carry_member(entry, Key::ALG);
        work.carry_member(entry, Key::CONTENT);
    }
    list
}

fn put_hash<'s>(work: &mut Work<'s>, list: &mut Tail, algorithm: &str, text: &str, of: Value<'s>) {
    let mut made = work.object(list, Key::NONE, Some(of));
    work.say(&mut made, Key::TYPE, "Hash");
    work.say(&mut made, Key::ALGORITHM, algorithm);
    work.say(&mut made, Key::HASH_VALUE, &text.to_ascii_lowercase());
}

/// The addresses of a package, and its times.
fn places<'s>(work: &mut Work<'s>, out: &mut Tail, component: Value<'s>, kept: &mut Kept<'s>) {
    match component.get(Key::PURL) {
        Some(purl) if purl.as_str().is_some_and(locations::is_purl) => {
            work.copy(out, Key::SOFTWARE_PACKAGE_URL, Some(purl));
        }
        Some(purl) => work.lose(purl, LossReason::Invalid, "no package URL"),
        None => {}
    }
    let plain = |work: &mut Work<'s>, out: &mut Tail, key, entry: Value<'s>| {
        work.carry_member(entry, Key::TYPE);
        work.copy(out, key, entry.get(Key::URL));
    };
    match (kept.take(work, property::DOWNLOAD_LOCATION), locations::download(component)) {
        (Some((text, entry)), _) => {
            kept.note(property::DOWNLOAD_LOCATION.to_owned(), text, Some(entry));
        }
        (None, Some(entry)) => plain(work, out, Key::SOFTWARE_DOWNLOAD_LOCATION, entry),
        (None, None) => {}
    }
    if let Some(entry) = locations::homepage(component) {
        plain(work, out, Key::SOFTWARE_HOME_PAGE, entry);
    }
    if let Some((text, entry)) = kept.take(work, property::PACKAGE_SOURCE_INFO) {
        work.put(out, Key::SOFTWARE_SOURCE_INFO, text, entry);
    }
    for (key, name) in [
        (Key::RELEASE_TIME, property::PACKAGE_RELEASED),
        (Key::BUILT_TIME, property::PACKAGE_BUILT),
        (Key::VALID_UNTIL_TIME, property::PACKAGE_VALID_UNTIL),
    ] {
        let Some((text, entry)) = kept.take(work, name) else { continue };
        match date::utc(text) {
            Some(utc) => work.put(out, key, &utc.text, entry),
            None => work.lose(entry, LossReason::Invalid, "no date and time"),
        }
    }
}

/// `purl`, `cpe`, `swid` and the identifiers of content; returns the open list of the former.
fn identifiers<'s>(
    work: &mut Work<'s>,
    out: &mut Tail,
    component: Value<'s>,
    kept: &mut Kept<'s>,
) -> Tail {
    let mut comments = Comments::of(work, kept);
    let is_commented = component.text(Key::PURL).is_some_and(|purl| comments.has(purl));
    let mut list = work.array(out, Key::EXTERNAL_IDENTIFIER);
    let mut put = |work: &mut Work<'s>, kind: &str, value: Value<'s>, locator: &str| {
        if work.read(value).is_none() {
            return;
        }
        let mut made = work.object(&mut list, Key::NONE, None);
        work.say(&mut made, Key::TYPE, "ExternalIdentifier");
        work.say(&mut made, Key::EXTERNAL_IDENTIFIER_TYPE, kind);
        work.copy(&mut made, Key::IDENTIFIER, Some(value));
        comments.put(work, &mut made, locator);
    };
    // A member of its own has no comment.
    if let Some(purl) = component.get(Key::PURL).filter(|_| is_commented) {
        put(work, "packageUrl", purl, purl.as_str().unwrap_or_default());
    }
    if let Some(cpe) = component.get(Key::CPE) {
        let is_new = cpe.as_str().is_some_and(|text| text.starts_with("cpe:2.3:"));
        let text = cpe.as_loose_str().unwrap_or_default();
        put(work, if is_new { "cpe23" } else { "cpe22" }, cpe, text);
    }
    if let Some(tag) = component.get(Key::SWID).and_then(|swid| swid.get(Key::TAG_ID)) {
        put(work, "swid", tag, &format!("swid:{}", tag.as_loose_str().unwrap_or_default()));
    }
    comments.finish(kept);
    let named = list;
    let mut list = work.array(out, Key::SOFTWARE_CONTENT_IDENTIFIER);
    for (key, kind) in [(Key::OMNIBOR_ID, "gitoid"), (Key::SWHID, "swhid")] {
        for value in component.list(key) {
            let mut made = work.object(&mut list, Key::NONE, None);
            work.say(&mut made, Key::TYPE, "software_ContentIdentifier");
            work.say(&mut made, Key::SOFTWARE_CONTENT_IDENTIFIER_TYPE, kind);
            work.copy(&mut made, Key::SOFTWARE_CONTENT_IDENTIFIER_VALUE, Some(value));
        }
    }
    named
}

/// `externalReferences` beside the download location and the homepage; returns the open list.
fn references<'s>(
    work: &mut Work<'s>,
    out: &mut Tail,
    component: Value<'s>,
    is_file: bool,
) -> Tail {
    let mut list = work.array(out, Key::EXTERNAL_REF);
    let taken = match is_file {
        true => [None, None],
        false => [locations::download(component), locations::homepage(component)],
    };
    for entry in component.list(Key::EXTERNAL_REFERENCES) {
        if taken.iter().flatten().any(|other| other.id() == entry.id()) {
            continue;
        }
        reference(work, &mut list, entry);
    }
    list
}

/// Writes one thing that is referred to.
pub(super) fn reference<'s>(work: &mut Work<'s>, list: &mut Tail, entry: Value<'s>) {
    let (Some(url), Some(kind)) = (entry.get(Key::URL), entry.get(Key::TYPE)) else { return };
    let word = kind.as_str().unwrap_or_default();
    let near = words::cyclonedx_to_spdx3(word);
    let mut made = work.object(list, Key::NONE, Some(entry));
    work.say(&mut made, Key::TYPE, "ExternalRef");
    work.copy_as(&mut made, Key::EXTERNAL_REF_TYPE, near.unwrap_or("other"), Some(kind));
    if near.and_then(words::spdx3_to_cyclonedx) != Some(word) {
        work.lose(kind, LossReason::Approximated, &format!("`{word}` became `other`"));
    }
    let mut locators = work.array(&mut made, Key::LOCATOR);
    work.copy(&mut locators, Key::NONE, Some(url));
    work.copy(&mut made, Key::COMMENT, entry.get(Key::COMMENT));
}

/// Who supplied and who made a component; returns the open list of the latter.
fn parties<'s>(
    converter: &mut Converter<'s, '_>,
    out: &mut Tail,
    component: Value<'s>,
    is_subject: bool,
    kept: &mut Kept<'s>,
) -> Tail {
    let metadata = converter.work.source.root().get(Key::METADATA).filter(|_| is_subject);
    let of_metadata = |key| metadata.and_then(|metadata: Value<'s>| metadata.get(key));
    let say = |converter: &mut Converter<'s, '_>, named: &party::Named<'s>| {
        named.parts.iter().for_each(|part| converter.work.carry(*part));
        agent::id_of(converter, &named.text)
    };
    let supplier = component.get(Key::SUPPLIER).and_then(party::organisation);
    let supplier = supplier.or_else(|| of_metadata(Key::SUPPLIER).and_then(party::organisation));
    if let Some(id) = supplier.and_then(|supplier| say(converter, &supplier)) {
        converter.work.say(out, Key::SUPPLIED_BY, &id);
    }
    let mut list = converter.work.array(out, Key::ORIGINATED_BY);
    let maker = component.get(Key::MANUFACTURER).and_then(party::organisation);
    let maker = maker.or_else(|| of_metadata(Key::MANUFACTURE).and_then(party::organisation));
    let authors = component.list(Key::AUTHORS).filter_map(party::person);
    for named in maker.into_iter().chain(authors).collect::<Vec<_>>() {
        if let Some(id) = say(converter, &named) {
            converter.work.say(&mut list, Key::NONE, &id);
        }
    }
    kept.keep(&mut converter.work, component, Key::AUTHOR);
    kept.keep(&mut converter.work, component, Key::PUBLISHER);
    list
}
