//! Where a CycloneDX document deviates from what its version has.

use crate::cyclonedx::lens;
use crate::document::{
    Component, ComponentType, Document, ElementKind, Hash, HashAlgorithm, NoteKind, Notes, Scope,
};
use crate::tree::{Key, Value};

pub(crate) fn survey(document: &Document, notes: &mut Notes) {
    let root = document.root();
    for element in document.elements() {
        of_element(&element, notes);
    }
    if root.text(Key::BOM_FORMAT).is_none() {
        notes.add(NoteKind::MissingMember, "bomFormat", String::new);
    }
    let version = root.get(Key::SPEC_VERSION).filter(|version| !version.is_null());
    match version.and_then(Value::as_loose_str) {
        None => notes.add(NoteKind::MissingMember, "specVersion", String::new),
        Some(word) if !VERSIONS.contains(&word) => {
            notes.add(NoteKind::UnknownVersion, word, String::new);
        }
        Some(_) => {}
    }
    let revision = root.get(Key::VERSION).and_then(Value::as_number);
    if revision.is_some() != document.revision().is_some() && revision.is_some() {
        notes.add(NoteKind::OtherType, "version", String::new);
    }
}

fn of_element(element: &Component<'_>, notes: &mut Notes) {
    let value = element.value();
    let is_component = element.kind() == ElementKind::Component;
    let place = || value.path();
    if value.text(Key::NAME).is_none() {
        notes.add(NoteKind::MissingMember, "name", place);
    }
    match element.component_type() {
        ComponentType::Unspecified if is_component => {
            notes.add(NoteKind::MissingMember, "type", place);
        }
        ComponentType::Other => {
            notes.add(NoteKind::UnknownComponentType, element.other_type().unwrap_or(""), place);
        }
        _ => {}
    }
    if let Some(word) = value.text(Key::SCOPE).filter(|word| Scope::from_cyclonedx(word).is_none())
    {
        notes.add(NoteKind::UnknownScope, word, place);
    }
    for hash in value.list(Key::HASHES) {
        match Hash::new(hash.text(Key::ALG), hash.text(Key::CONTENT)) {
            None => notes.add(NoteKind::EmptyEntry, "hash", place),
            Some(hash) if hash.algorithm() == HashAlgorithm::Other => {
                notes.add(NoteKind::UnknownHashAlgorithm, hash.algorithm_name(), place);
            }
            Some(_) => {}
        }
    }
    for choice in value.list(Key::LICENSES) {
        if lens::licence(choice, None).is_none() {
            notes.add(NoteKind::EmptyEntry, "license", place);
        }
    }
}

/// The versions that are known.
const VERSIONS: &[&str] = &["1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7"];
