//! What an element is known by elsewhere: identifiers and external references.

use super::{Converter, Kept, keep};
use crate::convert::Way;
use crate::convert::words::{property, reference};
use crate::convert::work::Work;
use crate::losses::LossReason;
use crate::schema::is_iri_reference;
use crate::tree::{Key, Tail, Value};

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
    keep(work, kept, property::EXTERNAL_REFERENCE_COMMENT, text, comment);
}

pub(super) fn identifiers<'s>(
    work: &mut Work<'s>,
    out: &mut Tail,
    element: Value<'s>,
    kept: &mut Kept<'s>,
) {
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
    keep(work, kept, name, value, locator);
    true
}

pub(super) fn references_of_package<'s>(
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
pub(in crate::convert::spdx3_to_cyclonedx) fn references<'s>(
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
