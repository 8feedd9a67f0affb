//! Changes in the shape of SPDX 2.

mod depend;

use std::collections::HashSet;

use super::draft::{Draft, text};
use super::part::NewComponent;
use crate::convert::words::{hash, id, kind};
use crate::document::{HashAlgorithm, LicenceRole};
use crate::licence_expression::LicenceExpression;
use crate::tree::{Key, Scalar, Tail, Tree, Value, ValueId};

pub(super) use self::depend::Said;

pub(super) const DOCUMENT: &str = "SPDXRef-DOCUMENT";
const NO_ASSERTION: &str = "NOASSERTION";

/// An empty document.
pub(super) fn empty(version: &str) -> Tree {
    let mut tree = Tree::default();
    let mut top = Tail::ROOT;
    let mut root = tree.object(&mut top, Key::NONE, None);
    for (key, value) in [
        (Key::SPDX_VERSION, version),
        (Key::DATA_LICENSE, "CC0-1.0"),
        (Key::SPDXID, DOCUMENT),
        (Key::NAME, "document"),
    ] {
        tree.scalar(&mut root, key, Scalar::Text(value));
    }
    tree.object(&mut root, Key::CREATION_INFO, None);
    tree.array(&mut root, Key::PACKAGES, None);
    tree.array(&mut root, Key::RELATIONSHIPS, None);
    tree
}

pub(super) fn add(draft: &mut Draft, parent: Option<&str>, part: &NewComponent) -> String {
    let wanted = match &part.local_id {
        Some(id) if id::is_spdxid(id) => id.clone(),
        Some(other) => format!("SPDXRef-{}", id::idstring(other)),
        None => format!("SPDXRef-Package-{}", id::idstring(&part.natural_id())),
    };
    let spdxid = draft.free_id(&wanted, '-');
    let list = draft.list(ValueId::ROOT, Key::PACKAGES);
    let is_2_2 = draft.root().text(Key::SPDX_VERSION) == Some("SPDX-2.2");
    let licence = |draft: &mut Draft, role| match part.licences_of(role).as_slice() {
        [] => None,
        several => Some(expression(draft, several)),
    };
    let declared = licence(draft, LicenceRole::Declared);
    let concluded = licence(draft, LicenceRole::Concluded);
    let element = draft.push_object(list, |tree, object| {
        let mut put = |key, value: Option<&str>| text(tree, object, key, value);
        put(Key::SPDXID, Some(&spdxid));
        put(Key::NAME, Some(&name(part)));
        put(Key::VERSION_INFO, part.version.as_deref());
        let supplier = part.supplier.as_ref().map(|name| format!("Organization: {name}"));
        put(Key::SUPPLIER, supplier.as_deref());
        put(Key::DOWNLOAD_LOCATION, Some(NO_ASSERTION));
        tree.scalar(object, Key::FILES_ANALYZED, Scalar::Bool(false));
        checksums(tree, object, &part.hashes);
        // Required up to 2.2.
        let or_nothing =
            |value: Option<String>| value.or_else(|| is_2_2.then(|| NO_ASSERTION.to_owned()));
        let mut put = |key, value: Option<&str>| text(tree, object, key, value);
        put(Key::LICENSE_CONCLUDED, or_nothing(concluded).as_deref());
        put(Key::LICENSE_DECLARED, or_nothing(declared).as_deref());
        put(Key::COPYRIGHT_TEXT, or_nothing(part.copyright.clone()).as_deref());
        put(Key::DESCRIPTION, part.description.as_deref());
        if !is_2_2 {
            let purpose = kind::cyclonedx_to_spdx2(part.component_type.as_str())
                .or_else(|| kind::spdx2(part.component_type.as_str()));
            put(Key::PRIMARY_PACKAGE_PURPOSE, purpose);
        }
        references(tree, object, part);
        attributions(tree, object, part);
    });
    draft.name(&spdxid, element);
    if let Some(parent) = parent {
        relate(draft, parent, "CONTAINS", &spdxid);
    }
    spdxid
}

fn name(part: &NewComponent) -> String {
    match &part.group {
        Some(group) => format!("{group}/{}", part.name),
        None => part.name.clone(),
    }
}

fn checksums(tree: &mut Tree, object: &mut Tail, hashes: &[(HashAlgorithm, String)]) {
    let known = |(algorithm, content): &(HashAlgorithm, String)| {
        Some((hash::algorithm(algorithm.as_str())?.spdx2?, content.to_ascii_lowercase()))
    };
    let mut known = hashes.iter().filter_map(known).peekable();
    if known.peek().is_none() {
        return;
    }
    let mut list = tree.array(object, Key::CHECKSUMS, None);
    for (algorithm, content) in known {
        let mut checksum = tree.object(&mut list, Key::NONE, None);
        text(tree, &mut checksum, Key::ALGORITHM, Some(algorithm));
        text(tree, &mut checksum, Key::CHECKSUM_VALUE, Some(&content));
    }
}

fn references(tree: &mut Tree, object: &mut Tail, part: &NewComponent) {
    let cpe = part.cpe.as_deref().map(|cpe| match cpe.starts_with("cpe:2.3:") {
        true => ("SECURITY", "cpe23Type", cpe),
        false => ("SECURITY", "cpe22Type", cpe),
    });
    let purl = part.purl.as_deref().map(|purl| ("PACKAGE-MANAGER", "purl", purl));
    if cpe.is_none() && purl.is_none() {
        return;
    }
    let mut list = tree.array(object, Key::EXTERNAL_REFS, None);
    for (category, kind, locator) in purl.into_iter().chain(cpe) {
        let mut reference = tree.object(&mut list, Key::NONE, None);
        text(tree, &mut reference, Key::REFERENCE_CATEGORY, Some(category));
        text(tree, &mut reference, Key::REFERENCE_TYPE, Some(kind));
        text(tree, &mut reference, Key::REFERENCE_LOCATOR, Some(locator));
    }
}

/// Properties as attribution texts, which need neither an author nor a date.
fn attributions(tree: &mut Tree, object: &mut Tail, part: &NewComponent) {
    if part.properties.is_empty() {
        return;
    }
    let mut list = tree.array(object, Key::ATTRIBUTION_TEXTS, None);
    for (name, value) in &part.properties {
        text(tree, &mut list, Key::NONE, Some(&format!("{name}: {value}")));
    }
}

/// Joins licences by AND; one that is no expression becomes a `LicenseRef-` with its text kept.
fn expression(draft: &mut Draft, licences: &[&str]) -> String {
    let mut terms = Vec::new();
    for &licence in licences {
        terms.push(match LicenceExpression::parse(licence).is_ok() {
            true if licences.len() > 1 && licence.contains(" OR ") => format!("({licence})"),
            true => licence.to_owned(),
            false => extracted(draft, licence),
        });
    }
    terms.join(" AND ")
}

fn extracted(draft: &mut Draft, licence: &str) -> String {
    let licence_id = format!("LicenseRef-{}", id::digest(&[licence], 12));
    let list = draft.list(ValueId::ROOT, Key::HAS_EXTRACTED_LICENSING_INFOS);
    let mut known = draft.tree.value(list).children();
    if !known.any(|known| known.text(Key::LICENSE_ID) == Some(&licence_id)) {
        draft.push_object(list, |tree, object| {
            text(tree, object, Key::LICENSE_ID, Some(&licence_id));
            text(tree, object, Key::EXTRACTED_TEXT, Some(licence));
            text(tree, object, Key::NAME, Some(licence));
        });
    }
    licence_id
}

pub(super) fn add_licence(draft: &mut Draft, element: ValueId, role: LicenceRole, licence: &str) {
    let key = match role {
        LicenceRole::Concluded => Key::LICENSE_CONCLUDED,
        _ => Key::LICENSE_DECLARED,
    };
    let old = draft.tree.value(element).text(key).unwrap_or(NO_ASSERTION).to_owned();
    let added = expression(draft, &[licence]);
    let joined = match old.as_str() {
        NO_ASSERTION | "NONE" | "" => added,
        old if old == added => return,
        old => format!("({old}) AND ({added})"),
    };
    draft.set(element, key, &joined);
}

pub(super) fn relate(draft: &mut Draft, from: &str, kind: &str, to: &str) -> ValueId {
    let list = draft.list(ValueId::ROOT, Key::RELATIONSHIPS);
    draft.push_object(list, |tree, object| {
        text(tree, object, Key::SPDX_ELEMENT_ID, Some(from));
        text(tree, object, Key::RELATIONSHIP_TYPE, Some(kind));
        text(tree, object, Key::RELATED_SPDX_ELEMENT, Some(to));
    })
}

pub(super) fn set_subject(draft: &mut Draft, part: &NewComponent) -> String {
    draft.remove(ValueId::ROOT, Key::DOCUMENT_DESCRIBES);
    let list = draft.list(ValueId::ROOT, Key::RELATIONSHIPS);
    draft.retain(list, |edge| edge.text(Key::RELATIONSHIP_TYPE) != Some("DESCRIBES"));
    let spdxid = add(draft, None, part);
    relate(draft, DOCUMENT, "DESCRIBES", &spdxid);
    spdxid
}

pub(super) fn add_creator(draft: &mut Draft, creator: &str) {
    let creation = draft.object(ValueId::ROOT, Key::CREATION_INFO);
    let list = draft.list(creation, Key::CREATORS);
    draft.push_text(list, creator);
}

/// Takes packages and files out, with the snippets of the files, and every reference to them.
pub(super) fn remove(draft: &mut Draft, ids: &HashSet<&str>) -> HashSet<String> {
    let mut gone: HashSet<String> = HashSet::new();
    for key in [Key::PACKAGES, Key::FILES, Key::SNIPPETS] {
        let Some(list) = draft.root().get(key).map(Value::id) else { continue };
        let is_gone = |element: Value<'_>, gone: &HashSet<String>| {
            element.text(Key::SPDXID).is_some_and(|id| ids.contains(id))
                || element.text(Key::SNIPPET_FROM_FILE).is_some_and(|file| gone.contains(file))
        };
        let elements = draft.tree.value(list).children().filter(|it| is_gone(*it, &gone));
        let found: Vec<String> =
            elements.filter_map(|it| it.text(Key::SPDXID)).map(str::to_owned).collect();
        draft.retain(list, |element| !is_gone(element, &gone));
        gone.extend(found);
        let left: Vec<ValueId> = draft.tree.value(list).children().map(Value::id).collect();
        for element in left {
            draft.retain_texts(element, Key::HAS_FILES, |id| !ids.contains(id));
        }
    }
    let is_gone = |id: Option<&str>| id.is_some_and(|id| gone.contains(id));
    if let Some(list) = draft.root().get(Key::RELATIONSHIPS).map(Value::id) {
        draft.retain(list, |edge| {
            !is_gone(edge.text(Key::SPDX_ELEMENT_ID))
                && !is_gone(edge.text(Key::RELATED_SPDX_ELEMENT))
        });
    }
    draft.retain_texts(ValueId::ROOT, Key::DOCUMENT_DESCRIBES, |id| !gone.contains(id));
    gone
}
