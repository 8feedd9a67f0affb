//! Identifiers and external references: see the table in `cyclonedx_to_spdx2/reference.rs`, from
//! right to left. Of several purls or CPEs the first becomes the field, the others properties.

use super::kept::Kept;
use crate::convert::words::{property, reference};
use crate::convert::work::Work;
use crate::tree::{Key, Tail, Value};

/// A package's external references, sorted by where they go.
#[derive(Debug, Default)]
pub(super) struct Sorted<'s> {
    purl: Option<Value<'s>>,
    cpe: Option<Value<'s>>,
    swid: Option<Value<'s>>,
    gitoids: Vec<Value<'s>>,
    swhids: Vec<Value<'s>>,
    /// With the type in CycloneDX.
    others: Vec<(Value<'s>, &'s str)>,
}

/// Sorts the references; those without a field become properties at once.
pub(super) fn sort<'s>(work: &mut Work<'s>, package: Value<'s>, kept: &mut Kept<'s>) -> Sorted<'s> {
    let mut sorted = Sorted::default();
    let has_new_cpe = package
        .list(Key::EXTERNAL_REFS)
        .any(|entry| entry.text(Key::REFERENCE_TYPE).map(reference::short) == Some("cpe23Type"));
    for entry in package.list(Key::EXTERNAL_REFS) {
        let Some(locator) = entry.get(Key::REFERENCE_LOCATOR) else { continue };
        let kind = reference::short(entry.text(Key::REFERENCE_TYPE).unwrap_or_default());
        let category = reference::category(entry.text(Key::REFERENCE_CATEGORY).unwrap_or_default());
        let text = locator.as_str().unwrap_or_default();
        let is_field = match kind {
            "purl" => sorted.purl.is_none() && text.starts_with("pkg:"),
            "cpe23Type" => sorted.cpe.is_none(),
            "cpe22Type" => sorted.cpe.is_none() && !has_new_cpe,
            "swid" => sorted.swid.is_none() && text.starts_with("swid:"),
            "gitoid" | "swh" => true,
            _ => false,
        };
        if is_field {
            comment(work, entry, text, kept);
        }
        let place = match kind {
            "purl" if is_field => Some(&mut sorted.purl),
            "cpe22Type" | "cpe23Type" if is_field => Some(&mut sorted.cpe),
            "swid" if is_field => Some(&mut sorted.swid),
            _ => None,
        };
        if let Some(place) = place {
            *place = Some(locator);
        } else if kind == "gitoid" {
            sorted.gitoids.push(locator);
        } else if kind == "swh" {
            sorted.swhids.push(locator);
        } else if kind == "advisory" && category == reference::SECURITY {
            sorted.others.push((entry, "advisories"));
        } else if category == reference::OTHER && reference::is_cyclonedx(kind) {
            sorted.others.push((entry, kind));
        } else {
            keep(work, entry, locator, category, kept);
            continue;
        }
        carry_kind(work, entry);
    }
    sorted
}

/// Keeps what is said of an identifier: `locator comment`.
fn comment<'s>(work: &mut Work<'s>, entry: Value<'s>, locator: &str, kept: &mut Kept<'s>) {
    let Some(comment) = entry.get(Key::COMMENT).filter(|_| reference::is_locator(locator)) else {
        return;
    };
    if let Some(text) = work.read(comment) {
        let text = format!("{locator} {text}");
        kept.add(property::EXTERNAL_REFERENCE_COMMENT, &text, Some(comment));
        work.carry(comment);
    }
}

fn carry_kind<'s>(work: &mut Work<'s>, entry: Value<'s>) {
    work.carry_member(entry, Key::REFERENCE_TYPE);
    work.carry_member(entry, Key::REFERENCE_CATEGORY);
}

/// Keeps `type locator comment`.
fn keep<'s>(
    work: &mut Work<'s>,
    entry: Value<'s>,
    locator: Value<'s>,
    category: &str,
    kept: &mut Kept<'s>,
) {
    let kind = entry.text(Key::REFERENCE_TYPE).unwrap_or_default();
    let text = locator.as_str().unwrap_or_default();
    if !reference::is_locator(kind) || !reference::is_locator(text) {
        return;
    }
    let name = format!("{}:{}", property::EXTERNAL_REFERENCE, category.to_ascii_lowercase());
    let value = match entry.text(Key::COMMENT) {
        Some(comment) => format!("{kind} {text} {comment}"),
        None => format!("{kind} {text}"),
    };
    kept.add(&name, &value, Some(entry));
    carry_kind(work, entry);
    work.carry(locator);
    work.carry_member(entry, Key::COMMENT);
}

/// Writes `cpe`, `purl`, `omniborId`, `swhid`, `swid`.
pub(super) fn identifiers<'s>(
    work: &mut Work<'s>,
    out: &mut Tail,
    sorted: &Sorted<'s>,
    name: &str,
) {
    work.copy(out, Key::CPE, sorted.cpe);
    work.copy(out, Key::PURL, sorted.purl);
    let mut list = work.array(out, Key::OMNIBOR_ID);
    for value in &sorted.gitoids {
        work.copy(&mut list, Key::NONE, Some(*value));
    }
    let mut list = work.array(out, Key::SWHID);
    for value in &sorted.swhids {
        work.copy(&mut list, Key::NONE, Some(*value));
    }
    if let Some((value, tag)) = sorted.swid.and_then(|value| Some((value, value.as_str()?))) {
        let mut swid = work.object(out, Key::SWID, Some(value));
        work.put(&mut swid, Key::TAG_ID, tag.strip_prefix("swid:").unwrap_or(tag), value);
        work.say(&mut swid, Key::NAME, name);
    }
}

/// Writes `externalReferences`.
pub(super) fn write<'s>(
    work: &mut Work<'s>,
    out: &mut Tail,
    package: Value<'s>,
    sorted: &Sorted<'s>,
    kept: &mut Kept<'s>,
) {
    let mut list = work.array(out, Key::EXTERNAL_REFERENCES);
    let mut put =
        |work: &mut Work<'s>, kind: &str, value: Value<'s>, comment: Option<Value<'s>>| {
            let mut made = work.object(&mut list, Key::NONE, Some(value));
            work.say(&mut made, Key::TYPE, kind);
            work.copy(&mut made, Key::URL, Some(value));
            work.copy(&mut made, Key::COMMENT, comment);
        };
    if let Some(value) = package.get(Key::DOWNLOAD_LOCATION) {
        match value.as_str().unwrap_or_default() {
            // What the way back writes of its own accord.
            "NOASSERTION" => work.carry(value),
            text if reference::is_url(text) => put(work, "distribution", value, None),
            text if reference::is_vcs(text) => put(work, "vcs", value, None),
            _ => kept.keep_value(work, value, property::DOWNLOAD_LOCATION),
        }
    }
    if let Some(value) = package.get(Key::HOMEPAGE) {
        match value.as_str().unwrap_or_default() {
            text if reference::is_url(text) => put(work, "website", value, None),
            _ => kept.keep_value(work, value, property::HOMEPAGE),
        }
    }
    for (entry, kind) in &sorted.others {
        if let Some(locator) = entry.get(Key::REFERENCE_LOCATOR) {
            put(work, kind, locator, entry.get(Key::COMMENT));
        }
    }
}
