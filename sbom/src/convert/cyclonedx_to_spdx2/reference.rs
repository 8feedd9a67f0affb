//! Identifiers and external references.
//!
//! | CycloneDX | SPDX 2.3 |
//! |---|---|
//! | `purl` | `externalRefs` PACKAGE-MANAGER `purl` |
//! | `cpe` | `externalRefs` SECURITY `cpe23Type`, `cpe22Type` |
//! | `swid.tagId` | `externalRefs` SECURITY `swid` |
//! | `omniborId`, `swhid` | `externalRefs` PERSISTENT-ID `gitoid`, `swh` |
//! | the first `distribution`, else `vcs` that is a `git+https:` location | `downloadLocation` |
//! | the first `website` | `homepage` |
//! | `advisories` | `externalRefs` SECURITY `advisory` |
//! | all others | `externalRefs` OTHER with the type's name |

use super::comment::Comments;
use super::kept::Kept;
use crate::convert::words::{property, reference};
use crate::convert::work::Work;
use crate::losses::LossReason;
use crate::tree::{Key, Tail, Value};

/// Writes `downloadLocation` and `homepage`.
pub(super) fn locations<'s>(
    work: &mut Work<'s>,
    out: &mut Tail,
    component: Value<'s>,
    kept: &mut Kept<'s>,
) {
    match (kept.take(work, property::DOWNLOAD_LOCATION), download(component)) {
        (Some((text, entry)), _) => work.put(out, Key::DOWNLOAD_LOCATION, text, entry),
        (None, Some(url)) => plain(work, out, Key::DOWNLOAD_LOCATION, url),
        (None, None) => work.say(out, Key::DOWNLOAD_LOCATION, "NOASSERTION"),
    }
    match (kept.take(work, property::HOMEPAGE), homepage(component)) {
        (Some((text, entry)), _) => work.put(out, Key::HOMEPAGE, text, entry),
        (None, Some(url)) => plain(work, out, Key::HOMEPAGE, url),
        (None, None) => {}
    }
}

/// Puts the address of a reference; the type is told by the field.
fn plain<'s>(work: &mut Work<'s>, out: &mut Tail, key: Key, entry: Value<'s>) {
    work.carry_member(entry, Key::TYPE);
    work.copy(out, key, entry.get(Key::URL));
}

pub(in crate::convert) fn download<'s>(component: Value<'s>) -> Option<Value<'s>> {
    let url = |entry: Value<'s>| entry.text(Key::URL).unwrap_or_default();
    let of = |kind| {
        component
            .list(Key::EXTERNAL_REFERENCES)
            .filter(move |entry| entry.text(Key::TYPE) == Some(kind))
    };
    let mut distributions = of("distribution").filter(|entry| reference::is_url(url(*entry)));
    distributions.next().or_else(|| of("vcs").find(|entry| reference::is_vcs(url(*entry))))
}

pub(in crate::convert) fn homepage<'s>(component: Value<'s>) -> Option<Value<'s>> {
    component.list(Key::EXTERNAL_REFERENCES).find(|entry| {
        entry.text(Key::TYPE) == Some("website")
            && reference::is_url(entry.text(Key::URL).unwrap_or_default())
    })
}

/// Writes `externalRefs`.
pub(super) fn write<'s>(
    work: &mut Work<'s>,
    out: &mut Tail,
    component: Value<'s>,
    kept: &mut Kept<'s>,
) {
    let mut list = work.array(out, Key::EXTERNAL_REFS);
    let mut comments = Comments::of(work, kept);
    identifiers(work, &mut list, component, &mut comments);
    comments.finish(kept);
    let taken = [download(component), homepage(component)];
    let is_taken = |entry: Value<'s>| taken.iter().flatten().any(|other| other.id() == entry.id());
    for entry in component.list(Key::EXTERNAL_REFERENCES) {
        let url = entry.get(Key::URL);
        if is_taken(entry) {
            continue;
        }
        let (Some(url), Some(kind)) = (url, entry.text(Key::TYPE)) else { continue };
        let (category, kind) = match kind {
            "advisories" => (reference::SECURITY, "advisory"),
            kind => (reference::OTHER, kind),
        };
        if let Some(mut made) = put(work, &mut list, category, kind, url) {
            work.carry_member(entry, Key::TYPE);
            work.copy(&mut made, Key::COMMENT, entry.get(Key::COMMENT));
        }
    }
    for (name, text, entry) in kept.take_prefixed(work, "spdx:external-reference:") {
        restore(work, &mut list, name, text, entry);
    }
}

fn identifiers<'s>(
    work: &mut Work<'s>,
    list: &mut Tail,
    component: Value<'s>,
    comments: &mut Comments<'s>,
) {
    let mut identifier = |work: &mut Work<'s>, category, kind, of: Value<'s>| {
        if let Some(mut made) = put(work, list, category, kind, of) {
            comments.put(work, &mut made, of.as_loose_str().unwrap_or_default());
        }
    };
    if let Some(purl) = component.get(Key::PURL) {
        match purl.as_str().is_some_and(is_purl) {
            true => identifier(work, reference::PACKAGE_MANAGER, "purl", purl),
            false if purl.as_str() == Some("") => work.carry(purl),
            false => work.lose(purl, LossReason::Invalid, "no package URL"),
        }
    }
    if let Some(cpe) = component.get(Key::CPE) {
        let is_new = cpe.as_str().is_some_and(|text| text.starts_with("cpe:2.3:"));
        let kind = if is_new { "cpe23Type" } else { "cpe22Type" };
        identifier(work, reference::SECURITY, kind, cpe);
    }
    if let Some(tag) = component.get(Key::SWID).and_then(|swid| swid.get(Key::TAG_ID)) {
        let text = tag.as_str().unwrap_or_default();
        if reference::is_locator(text) {
            let text = format!("swid:{text}");
            let mut made = put_text(work, list, [reference::SECURITY, "swid", &text], tag);
            comments.put(work, &mut made, &text);
        }
    }
    let mut identifier = |work: &mut Work<'s>, kind, of: Value<'s>| {
        if let Some(mut made) = put(work, list, reference::PERSISTENT_ID, kind, of) {
            comments.put(work, &mut made, of.as_loose_str().unwrap_or_default());
        }
    };
    for id in component.list(Key::OMNIBOR_ID) {
        identifier(work, "gitoid", id);
    }
    for id in component.list(Key::SWHID) {
        let text = id.as_str().unwrap_or_default();
        match text.split_once(';') {
            Some(_) => work.lose(id, LossReason::Invalid, "SPDX takes no qualifiers"),
            None => identifier(work, "swh", id),
        }
    }
}

/// Reports whether a text has the least a package URL must have: a type and a name.
pub(in crate::convert) fn is_purl(text: &str) -> bool {
    let rest = text.strip_prefix("pkg:").map(|rest| rest.trim_start_matches('/'));
    rest.and_then(|rest| rest.split_once('/'))
        .is_some_and(|(kind, name)| !kind.is_empty() && !name.is_empty() && !name.starts_with('@'))
}

/// Puts a reference whose locator is a value of the source, if it can be a locator.
fn put<'s>(
    work: &mut Work<'s>,
    list: &mut Tail,
    category: &str,
    kind: &str,
    of: Value<'s>,
) -> Option<Tail> {
    let text = work.read(of)?;
    if !reference::is_locator(text) || !reference::is_locator(kind) {
        work.lose(of, LossReason::Invalid, "a locator has no blanks");
        return None;
    }
    Some(put_text(work, list, [category, kind, text], of))
}

fn put_text<'s>(work: &mut Work<'s>, list: &mut Tail, texts: [&str; 3], of: Value<'s>) -> Tail {
    let [category, kind, locator] = texts;
    let mut made = work.object(list, Key::NONE, None);
    work.say(&mut made, Key::REFERENCE_CATEGORY, category);
    work.put(&mut made, Key::REFERENCE_LOCATOR, locator, of);
    work.say(&mut made, Key::REFERENCE_TYPE, kind);
    made
}

/// Puts back a reference that CycloneDX had no field for: `type locator comment`.
fn restore<'s>(work: &mut Work<'s>, list: &mut Tail, name: &str, text: &str, entry: Value<'s>) {
    let category = name.split(':').next().unwrap_or_default();
    let mut parts = text.splitn(3, ' ');
    let (kind, locator) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let category = reference::category(category);
    let mut made = put_text(work, list, [category, kind, locator], entry);
    if let Some(comment) = parts.next() {
        work.say(&mut made, Key::COMMENT, comment);
    }
}
