//! Changes in the shape of CycloneDX.

mod remove;

use std::collections::HashSet;

use super::draft::{Draft, text};
use super::part::{NewComponent, NewVulnerability};
use crate::cyclonedx::schema::{BOM, COMPONENT, METADATA};
use crate::document::{ComponentType, LicenceRole};
use crate::licence_expression::{LicenceExpression, is_cyclonedx_licence_id};
use crate::schema::Shape;
use crate::tree::{Key, Scalar, Tail, Tree, Value, ValueId};

pub(super) use self::remove::remove;

/// The minor version of a document, as far as a change depends on it.
pub(super) fn minor(draft: &Draft) -> u32 {
    let version = draft.root().text(Key::SPEC_VERSION);
    version.and_then(|text| text.strip_prefix("1.")?.parse().ok()).unwrap_or(7)
}

/// Returns the table that has the order of an object's members.
pub(super) fn order(object: Value<'_>) -> Option<&'static Shape> {
    match object.key() {
        Key::METADATA => Some(&METADATA),
        Key::COMPONENT => Some(&COMPONENT),
        _ if object.id() == ValueId::ROOT => Some(&BOM),
        // Services and entries of other lists have members of the same names in the same order.
        Key::NONE => Some(&COMPONENT),
        _ => None,
    }
}

/// An empty document.
pub(super) fn empty(version: &str) -> Tree {
    let mut tree = Tree::default();
    let mut top = Tail::ROOT;
    let mut root = tree.object(&mut top, Key::NONE, None);
    tree.scalar(&mut root, Key::BOM_FORMAT, Scalar::Text("CycloneDX"));
    tree.scalar(&mut root, Key::SPEC_VERSION, Scalar::Text(version));
    tree.scalar(&mut root, Key::VERSION, Scalar::Number("1"));
    tree.array(&mut root, Key::COMPONENTS, None);
    tree
}

pub(super) fn add(draft: &mut Draft, parent: Option<ValueId>, part: &NewComponent) -> String {
    let holder = parent.unwrap_or(ValueId::ROOT);
    draft.unsign(holder);
    let list = draft.list(holder, Key::COMPONENTS);
    let id = local_id(draft, part);
    let minor = minor(draft);
    let element = draft.push_object(list, |tree, object| fill(tree, object, part, &id, minor));
    draft.name(&id, element);
    id
}

pub(super) fn set_subject(draft: &mut Draft, part: &NewComponent) -> String {
    let metadata = draft.object(ValueId::ROOT, Key::METADATA);
    let old = draft.tree.value(metadata).get(Key::COMPONENT);
    if let Some(old) = old.and_then(|old| old.text(Key::BOM_REF)).map(str::to_owned) {
        draft.forget(&old);
    }
    draft.remove(metadata, Key::COMPONENT);
    let id = local_id(draft, part);
    let minor = minor(draft);
    let element = draft.member(metadata, |tree, tail| {
        let mut object = tree.object(tail, Key::COMPONENT, None);
        fill(tree, &mut object, part, &id, minor);
        object.container()
    });
    draft.name(&id, element);
    id
}

fn local_id(draft: &Draft, part: &NewComponent) -> String {
    let wanted = part.local_id.clone().unwrap_or_else(|| part.natural_id());
    draft.free_id(&wanted, '#')
}

fn fill(tree: &mut Tree, object: &mut Tail, part: &NewComponent, id: &str, minor: u32) {
    let word = match part.component_type {
        // The word for what has no other.
        ComponentType::Unspecified | ComponentType::Other => "library",
        ComponentType::Source | ComponentType::Archive | ComponentType::Install => "file",
        known => known.as_str(),
    };
    text(tree, object, Key::TYPE, Some(word));
    text(tree, object, Key::BOM_REF, Some(id));
    if let Some(supplier) = &part.supplier {
        let mut entity = tree.object(object, Key::SUPPLIER, None);
        text(tree, &mut entity, Key::NAME, Some(supplier));
    }
    text(tree, object, Key::GROUP, part.group.as_deref());
    text(tree, object, Key::NAME, Some(&part.name));
    // Required up to 1.3.
    let version = part.version.as_deref().or((minor <= 3).then_some(""));
    text(tree, object, Key::VERSION, version);
    text(tree, object, Key::DESCRIPTION, part.description.as_deref());
    text(tree, object, Key::SCOPE, part.scope.map(|scope| scope.as_str()));
    if !part.hashes.is_empty() {
        let mut list = tree.array(object, Key::HASHES, None);
        for (algorithm, content) in &part.hashes {
            let mut hash = tree.object(&mut list, Key::NONE, None);
            text(tree, &mut hash, Key::ALG, Some(algorithm.as_str()));
            text(tree, &mut hash, Key::CONTENT, Some(content));
        }
    }
    if !part.licences.is_empty() {
        let mut list = tree.array(object, Key::LICENSES, None);
        for (role, licence) in &part.licences {
            put_licence(tree, &mut list, *role, licence, minor);
        }
    }
    text(tree, object, Key::COPYRIGHT, part.copyright.as_deref());
    text(tree, object, Key::CPE, part.cpe.as_deref());
    text(tree, object, Key::PURL, part.purl.as_deref());
    if !part.properties.is_empty() && minor >= 3 {
        let mut list = tree.array(object, Key::PROPERTIES, None);
        for (name, value) in &part.properties {
            let mut property = tree.object(&mut list, Key::NONE, None);
            text(tree, &mut property, Key::NAME, Some(name));
            text(tree, &mut property, Key::VALUE, Some(value));
        }
    }
}

pub(super) fn add_licence(draft: &mut Draft, element: ValueId, role: LicenceRole, licence: &str) {
    let minor = minor(draft);
    draft.unsign(element);
    let list = draft.list(element, Key::LICENSES);
    draft.append(list, |tree, tail| put_licence(tree, tail, role, licence, minor));
}

/// An id of the list, an expression, or a name, as the schema tells them apart.
fn put_licence(tree: &mut Tree, list: &mut Tail, role: LicenceRole, licence: &str, minor: u32) {
    let acknowledgement = match role {
        LicenceRole::Declared => Some("declared"),
        LicenceRole::Concluded => Some("concluded"),
        _ => None,
    };
    let acknowledgement = acknowledgement.filter(|_| minor >= 6);
    let mut item = tree.object(list, Key::NONE, None);
    let is_id = is_cyclonedx_licence_id(licence);
    if !is_id && LicenceExpression::parse(licence).is_ok() {
        text(tree, &mut item, Key::EXPRESSION, Some(licence));
        text(tree, &mut item, Key::ACKNOWLEDGEMENT, acknowledgement);
        return;
    }
    let mut choice = tree.object(&mut item, Key::LICENSE, None);
    let key = if is_id { Key::ID } else { Key::NAME };
    text(tree, &mut choice, key, Some(licence));
    text(tree, &mut choice, Key::ACKNOWLEDGEMENT, acknowledgement);
}

/// Adds to the entry of `from`; an element without targets is said to depend on nothing.
pub(super) fn depend(draft: &mut Draft, from: &str, on: &[&str]) {
    let list = draft.list(ValueId::ROOT, Key::DEPENDENCIES);
    let entry = match draft.entries(list, Key::REF).get(from).copied() {
        Some(entry) => entry,
        None => {
            let entry =
                draft.push_object(list, |tree, object| text(tree, object, Key::REF, Some(from)));
            draft.entries(list, Key::REF).insert(from.to_owned(), entry);
            entry
        }
    };
    if on.is_empty() {
        return;
    }
    let targets = draft.list(entry, Key::DEPENDS_ON);
    let listed = draft.tree.value(targets).children().filter_map(Value::as_str);
    let listed: HashSet<String> = listed.map(str::to_owned).collect();
    for target in on.iter().filter(|target| !listed.contains(**target)) {
        draft.push_text(targets, target);
    }
}

pub(super) fn add_vulnerability(draft: &mut Draft, found: &NewVulnerability) {
    let list = draft.list(ValueId::ROOT, Key::VULNERABILITIES);
    draft.push_object(list, |tree, object| {
        text(tree, object, Key::ID, Some(&found.id));
        if let Some((name, url)) = &found.source {
            put_source(tree, object, name, url.as_deref());
        }
        if found.severity.is_some() || found.vector.is_some() {
            let mut ratings = tree.array(object, Key::RATINGS, None);
            let mut rating = tree.object(&mut ratings, Key::NONE, None);
            if let Some((name, url)) = &found.source {
                put_source(tree, &mut rating, name, url.as_deref());
            }
            if let Some(score) = &found.score {
                tree.scalar(&mut rating, Key::SCORE, Scalar::Number(score));
            }
            text(tree, &mut rating, Key::SEVERITY, found.severity);
            text(tree, &mut rating, Key::METHOD, found.method);
            text(tree, &mut rating, Key::VECTOR, found.vector.as_deref());
        }
        text(tree, object, Key::DESCRIPTION, found.description.as_deref());
        text(tree, object, Key::RECOMMENDATION, found.recommendation.as_deref());
        text(tree, object, Key::PUBLISHED, found.published.as_deref());
        if !found.affects.is_empty() {
            let mut affects = tree.array(object, Key::AFFECTS, None);
            for id in &found.affects {
                let mut target = tree.object(&mut affects, Key::NONE, None);
                text(tree, &mut target, Key::REF, Some(id));
            }
        }
    });
}

fn put_source(tree: &mut Tree, object: &mut Tail, name: &str, url: Option<&str>) {
    let mut source = tree.object(object, Key::SOURCE, None);
    text(tree, &mut source, Key::NAME, Some(name));
    text(tree, &mut source, Key::URL, url);
}

pub(super) fn add_author(draft: &mut Draft, name: &str, email: Option<&str>) {
    let metadata = draft.object(ValueId::ROOT, Key::METADATA);
    let list = draft.list(metadata, Key::AUTHORS);
    draft.push_object(list, |tree, object| {
        text(tree, object, Key::NAME, Some(name));
        text(tree, object, Key::EMAIL, email);
    });
}

/// From 1.5 on tools are components, unless the document has the older list.
pub(super) fn add_tool(draft: &mut Draft, name: &str, version: Option<&str>) {
    let metadata = draft.object(ValueId::ROOT, Key::METADATA);
    let is_list = draft.tree.value(metadata).get(Key::TOOLS).is_some_and(Value::is_array);
    let is_old = is_list || minor(draft) < 5;
    let list = match is_old {
        true => draft.list(metadata, Key::TOOLS),
        false => {
            let tools = draft.object(metadata, Key::TOOLS);
            draft.list(tools, Key::COMPONENTS)
        }
    };
    draft.push_object(list, |tree, object| {
        if !is_old {
            text(tree, object, Key::TYPE, Some("application"));
        }
        text(tree, object, Key::NAME, Some(name));
        text(tree, object, Key::VERSION, version);
    });
}
