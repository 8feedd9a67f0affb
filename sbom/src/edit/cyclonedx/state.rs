//! What components say, in the members that the document's version has.

use super::{licence, version};
use crate::convert::words::hash;
use crate::cyclonedx::schema::{COMPONENT, EXTERNAL_REFERENCE, HASH, SERVICE, V1_3};
use crate::cyclonedx::version::fitting;
use crate::document::{ComponentType, HashAlgorithm};
use crate::edit::draft::{Draft, text};
use crate::edit::fact::{Fact, How};
use crate::edit::part::{NewComponent, NewReference};
use crate::format::Encoding;
use crate::losses::LossReason;
use crate::schema::{Shape, Type, Words};
use crate::tree::{Key, Tail, Tree, Value, ValueId};

/// Begins a component, which cannot do without these.
pub(super) fn begin(
    draft: &mut Draft,
    part: &NewComponent,
    id: &str,
) -> impl FnOnce(&mut Tree, &mut Tail) + use<> {
    let component_type = component_type(draft, part.component_type, id);
    // Required up to 1.3.
    let empty_version = (version(draft) <= V1_3).then_some("");
    let (id, group, name) = (id.to_owned(), part.group.clone(), part.name.clone());
    move |tree, object| {
        text(tree, object, Key::TYPE, Some(component_type));
        text(tree, object, Key::BOM_REF, Some(&id));
        text(tree, object, Key::GROUP, group.as_deref());
        text(tree, object, Key::NAME, Some(&name));
        text(tree, object, Key::VERSION, empty_version);
    }
}

fn component_type(draft: &mut Draft, wanted: ComponentType, id: &str) -> &'static str {
    let word = match wanted {
        // The word for what has no other.
        ComponentType::Unspecified => return "library",
        ComponentType::Other => "library",
        ComponentType::Source | ComponentType::Archive | ComponentType::Install => "file",
        known => known.as_str(),
    };
    let fitted = nearest(draft, &COMPONENT, Key::TYPE, word).unwrap_or("library");
    if fitted != wanted.as_str() {
        let detail = format!("`{}` became `{fitted}`", wanted.as_str());
        draft.lose(LossReason::Approximated, "type", id, &detail);
    }
    fitted
}

/// States something of a component or service.
pub(in crate::edit) fn state(draft: &mut Draft, element: ValueId, id: &str, fact: &Fact<'_>) {
    let is_service = draft.services.contains(&element);
    let shape = shape_of(draft, element);
    let Some(key) = place(draft, shape, key_of(fact, is_service), id, fact) else { return };
    draft.unsign(element);
    match fact {
        Fact::Supplier(name) => organisation(draft, element, key, name),
        Fact::Version(version) => {
            draft.remove(element, Key::VERSION_RANGE);
            draft.set(element, key, version);
        }
        Fact::Description(said) | Fact::Copyright(said) | Fact::Cpe(said) | Fact::Purl(said) => {
            draft.set(element, key, said);
        }
        Fact::Scope(scope) => match nearest(draft, shape, key, scope.as_str()) {
            Some(fitted) => {
                if fitted != scope.as_str() {
                    let detail = format!("`{}` became `{fitted}`", scope.as_str());
                    draft.lose(LossReason::Approximated, "scope", id, &detail);
                }
                draft.set(element, key, fitted);
            }
            None => draft.lose_fact(LossReason::NotInVersion, id, fact),
        },
        Fact::Hash(algorithm, content) => digest(draft, element, id, fact, (*algorithm, content)),
        Fact::Licences(role, licences, how) => {
            licence::state(draft, element, id, *role, licences, *how);
        }
        Fact::Reference(link) => reference(draft, element, id, link),
        Fact::Property(name, value, how) => {
            let is_old = |it: Value<'_>| it.text(Key::NAME) == Some(name);
            let is_same = |it: Value<'_>| is_old(it) && it.text(Key::VALUE) == Some(value);
            if *how == How::Replace && draft.make_room(element, key, is_old, is_same) {
                return;
            }
            let list = draft.list(element, key);
            draft.push_object(list, |tree, property| {
                text(tree, property, Key::NAME, Some(name));
                text(tree, property, Key::VALUE, Some(value));
            });
        }
    }
}

pub(super) fn shape_of(draft: &Draft, element: ValueId) -> &'static Shape {
    if draft.services.contains(&element) { &SERVICE } else { &COMPONENT }
}

fn key_of(fact: &Fact<'_>, is_service: bool) -> Key {
    match fact {
        Fact::Supplier(_) if is_service => Key::PROVIDER,
        Fact::Supplier(_) => Key::SUPPLIER,
        Fact::Version(_) => Key::VERSION,
        Fact::Description(_) => Key::DESCRIPTION,
        Fact::Scope(_) => Key::SCOPE,
        Fact::Hash(..) => Key::HASHES,
        Fact::Licences(..) => Key::LICENSES,
        Fact::Copyright(_) => Key::COPYRIGHT,
        Fact::Cpe(_) => Key::CPE,
        Fact::Purl(_) => Key::PURL,
        Fact::Reference(_) => Key::EXTERNAL_REFERENCES,
        Fact::Property(..) => Key::PROPERTIES,
    }
}

/// Returns the key if the document's version has such a member there; else that is a loss.
fn place(draft: &mut Draft, shape: &Shape, key: Key, id: &str, fact: &Fact<'_>) -> Option<Key> {
    match lacks(draft, shape, key) {
        None => Some(key),
        Some(reason) => {
            draft.lose_fact(reason, id, fact);
            None
        }
    }
}

/// Returns why an object has no such member in the document's version, if it has none.
pub(super) fn lacks(draft: &Draft, shape: &Shape, key: Key) -> Option<LossReason> {
    let Some((_, member)) = shape.find(key) else { return Some(LossReason::NoPlace) };
    let versions = match draft.encoding {
        Encoding::Xml if member.xml.is_none() => return Some(LossReason::Encoding),
        Encoding::Xml => member.xml_versions,
        _ => member.versions,
    };
    (!versions.has(version(draft))).then_some(LossReason::NotInVersion)
}

fn words(shape: &Shape, key: Key) -> Option<&'static Words> {
    match shape.find(key)?.1.value {
        Type::Words(words) => Some(words),
        _ => None,
    }
}

/// Returns the word, or the nearest one that the document's version knows in a member.
pub(super) fn nearest<'w>(
    draft: &Draft,
    shape: &Shape,
    key: Key,
    word: &'w str,
) -> Option<&'w str> {
    let is_xml = draft.encoding == Encoding::Xml;
    fitting(words(shape, key)?, word, version(draft), is_xml)
}

/// What was said of one organisation is not said of another.
fn organisation(draft: &mut Draft, element: ValueId, key: Key, name: &str) {
    let old = draft.tree.value(element).get(key).and_then(|old| old.text(Key::NAME));
    if old == Some(name) {
        return;
    }
    draft.remove(element, key);
    let entity = draft.object(element, key);
    draft.set(entity, Key::NAME, name);
}

fn digest(
    draft: &mut Draft,
    element: ValueId,
    id: &str,
    fact: &Fact<'_>,
    (algorithm, content): (HashAlgorithm, &str),
) {
    let name = algorithm.as_str();
    let words = words(&HASH, Key::ALG).map_or(&[][..], |words| words.words);
    let Some(word) = words.iter().find(|word| word.text == name) else {
        return draft.lose_fact(LossReason::NoPlace, id, fact);
    };
    if !word.versions.has(version(draft)) {
        return draft.lose_fact(LossReason::NotInVersion, id, fact);
    }
    let of = |text: &str| hash::algorithm(text).map(|row| row.spdx3);
    let is_old = |it: Value<'_>| {
        it.text(Key::ALG)
            .is_some_and(|alg| alg == name || (of(alg).is_some() && of(alg) == of(name)))
    };
    let is_same =
        |it: Value<'_>| it.text(Key::ALG) == Some(name) && it.text(Key::CONTENT) == Some(content);
    if draft.make_room(element, Key::HASHES, is_old, is_same) {
        return;
    }
    let list = draft.list(element, Key::HASHES);
    draft.push_object(list, |tree, hash| {
        text(tree, hash, Key::ALG, Some(name));
        text(tree, hash, Key::CONTENT, Some(content));
    });
}

fn reference(draft: &mut Draft, element: ValueId, id: &str, link: &NewReference) {
    let kind = nearest(draft, &EXTERNAL_REFERENCE, Key::TYPE, &link.kind);
    let kind = kind.unwrap_or("other").to_owned();
    if kind != link.kind {
        let detail = format!("`{}` became `{kind}`", link.kind);
        draft.lose(LossReason::Approximated, "externalReferences", id, &detail);
    }
    let list = draft.list(element, Key::EXTERNAL_REFERENCES);
    let is_same =
        |it: Value<'_>| it.text(Key::TYPE) == Some(&kind) && it.text(Key::URL) == Some(&link.url);
    if draft.tree.value(list).children().any(is_same) {
        return;
    }
    draft.push_object(list, |tree, reference| {
        text(tree, reference, Key::TYPE, Some(&kind));
        text(tree, reference, Key::URL, Some(&link.url));
        text(tree, reference, Key::COMMENT, link.comment.as_deref());
    });
}
