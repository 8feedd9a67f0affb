//! What packages, files and snippets say.

use super::{NO_ASSERTION, is_2_2, licence};
use crate::convert::spdx2_version::is_new_algorithm;
use crate::convert::words::{hash, reference as words};
use crate::document::HashAlgorithm;
use crate::edit::draft::{Draft, text};
use crate::edit::fact::{Fact, How};
use crate::edit::part::NewReference;
use crate::losses::LossReason;
use crate::tree::{Key, Value, ValueId};

/// States something of an element.
pub(in crate::edit) fn state(draft: &mut Draft, element: ValueId, id: &str, fact: &Fact<'_>) {
    let value = draft.tree.value(element);
    let is_snippet = value.get(Key::SNIPPET_FROM_FILE).is_some();
    let is_file = value.get(Key::FILE_NAME).is_some();
    let has_place = match fact {
        Fact::Scope(_) => false,
        Fact::Copyright(_) | Fact::Property(..) | Fact::Licences(..) => true,
        Fact::Hash(..) => !is_snippet,
        _ => !is_snippet && !is_file,
    };
    if !has_place {
        return draft.lose_fact(LossReason::NoPlace, id, fact);
    }
    match fact {
        Fact::Supplier(name) => {
            draft.set(element, Key::SUPPLIER, &format!("Organization: {name}"));
        }
        Fact::Version(version) => draft.set(element, Key::VERSION_INFO, version),
        Fact::Description(said) => draft.set(element, Key::DESCRIPTION, said),
        Fact::Copyright(said) => draft.set(element, Key::COPYRIGHT_TEXT, said),
        Fact::Hash(algorithm, content) => digest(draft, element, id, fact, (*algorithm, content)),
        Fact::Licences(role, licences, how) => {
            let is_package = !is_snippet && !is_file;
            licence::state(draft, element, id, (*role, is_package), licences, *how);
        }
        Fact::Cpe(cpe) => {
            let kind = if cpe.starts_with("cpe:2.3:") { "cpe23Type" } else { "cpe22Type" };
            identify(draft, element, &["cpe23Type", "cpe22Type"], words::SECURITY, kind, cpe);
        }
        Fact::Purl(purl) => {
            identify(draft, element, &["purl"], words::PACKAGE_MANAGER, "purl", purl);
        }
        Fact::Reference(link) => reference(draft, element, link),
        Fact::Property(name, value, how) => property(draft, element, name, value, *how),
        Fact::Scope(_) => {}
    }
}

fn digest(
    draft: &mut Draft,
    element: ValueId,
    id: &str,
    fact: &Fact<'_>,
    (algorithm, content): (HashAlgorithm, &str),
) {
    let word = hash::algorithm(algorithm.as_str()).and_then(|row| row.spdx2);
    let Some(word) = word else { return draft.lose_fact(LossReason::NoPlace, id, fact) };
    if is_2_2(draft) && is_new_algorithm(word) {
        return draft.lose_fact(LossReason::NotInVersion, id, fact);
    }
    let content = content.to_ascii_lowercase();
    let is_old = |it: Value<'_>| it.text(Key::ALGORITHM) == Some(word);
    let is_same =
        |it: Value<'_>| is_old(it) && it.text(Key::CHECKSUM_VALUE) == Some(content.as_str());
    if draft.make_room(element, Key::CHECKSUMS, is_old, is_same) {
        return;
    }
    let list = draft.list(element, Key::CHECKSUMS);
    draft.push_object(list, |tree, checksum| {
        text(tree, checksum, Key::ALGORITHM, Some(word));
        text(tree, checksum, Key::CHECKSUM_VALUE, Some(&content));
    });
}

/// Puts an identifier in place of those of the same types.
fn identify(
    draft: &mut Draft,
    element: ValueId,
    kinds: &[&str],
    category: &str,
    kind: &str,
    locator: &str,
) {
    let is_old = |it: Value<'_>| {
        let kind = it.text(Key::REFERENCE_TYPE).map(words::short);
        kind.is_some_and(|kind| kinds.contains(&kind))
    };
    let is_same = |it: Value<'_>| {
        it.text(Key::REFERENCE_TYPE).map(words::short) == Some(kind)
            && it.text(Key::REFERENCE_LOCATOR) == Some(locator)
    };
    if !draft.make_room(element, Key::EXTERNAL_REFS, is_old, is_same) {
        put(draft, element, category, kind, locator, None);
    }
}

fn put(
    draft: &mut Draft,
    element: ValueId,
    category: &str,
    kind: &str,
    locator: &str,
    comment: Option<&str>,
) {
    let list = draft.list(element, Key::EXTERNAL_REFS);
    let is_same = |it: Value<'_>| {
        it.text(Key::REFERENCE_TYPE) == Some(kind)
            && it.text(Key::REFERENCE_LOCATOR) == Some(locator)
    };
    if draft.tree.value(list).children().any(is_same) {
        return;
    }
    draft.push_object(list, |tree, reference| {
        text(tree, reference, Key::REFERENCE_CATEGORY, Some(category));
        text(tree, reference, Key::REFERENCE_TYPE, Some(kind));
        text(tree, reference, Key::REFERENCE_LOCATOR, Some(locator));
        text(tree, reference, Key::COMMENT, comment);
    });
}

/// Two kinds of links have members of their own, where nothing stands in them yet.
fn reference(draft: &mut Draft, element: ValueId, link: &NewReference) {
    let own = match link.kind.as_str() {
        "website" if words::is_url(&link.url) => Some(Key::HOMEPAGE),
        "distribution" if words::is_url(&link.url) => Some(Key::DOWNLOAD_LOCATION),
        "vcs" if words::is_vcs(&link.url) => Some(Key::DOWNLOAD_LOCATION),
        _ => None,
    };
    if let Some(key) = own.filter(|_| link.comment.is_none()) {
        let said = draft.tree.value(element).text(key).unwrap_or(NO_ASSERTION);
        if said == NO_ASSERTION || said == link.url {
            return draft.set(element, key, &link.url);
        }
    }
    // A type of 2.3 is one of others to 2.2.
    let (category, kind) = match link.kind.as_str() {
        "advisories" if is_2_2(draft) => (words::OTHER, "advisory"),
        "advisories" => (words::SECURITY, "advisory"),
        kind => (words::OTHER, kind),
    };
    put(draft, element, category, kind, &link.url, link.comment.as_deref());
}

/// Properties are attribution texts, which need neither an author nor a date.
fn property(draft: &mut Draft, element: ValueId, name: &str, value: &str, how: How) {
    let said = format!("{name}: {value}");
    let is_of_name = |it: &str| it.strip_prefix(name).is_some_and(|it| it.starts_with(": "));
    let is_old = |it: Value<'_>| it.as_str().is_some_and(is_of_name);
    let is_same = |it: Value<'_>| it.as_str() == Some(said.as_str());
    let key = Key::ATTRIBUTION_TEXTS;
    if how == How::Replace && draft.make_room(element, key, is_old, is_same) {
        return;
    }
    let list = draft.list(element, key);
    draft.push_text(list, &said);
}
