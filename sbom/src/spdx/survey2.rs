//! Where an SPDX 2 document deviates from what its version has.

use crate::document::{
    Component, ComponentType, Document, ElementKind, Hash, HashAlgorithm, NoteKind, Notes,
};
use crate::tree::{Key, Value};

pub(crate) fn survey(document: &Document, notes: &mut Notes) {
    let root = document.root();
    for element in document.elements() {
        of_element(&element, notes);
    }
    for relationship in root.list(Key::RELATIONSHIPS) {
        for key in [Key::SPDX_ELEMENT_ID, Key::RELATED_SPDX_ELEMENT, Key::RELATIONSHIP_TYPE] {
            if relationship.text(key).is_none() {
                let word = key.known_text().unwrap_or_default();
                notes.add(NoteKind::MissingMember, word, || relationship.path());
            }
        }
    }
    for key in [Key::SPDXID, Key::NAME, Key::DATA_LICENSE] {
        if root.text(key).is_none() {
            let word = key.known_text().unwrap_or_default();
            notes.add(NoteKind::MissingMember, word, String::new);
        }
    }
    let version = root.get(Key::SPDX_VERSION).filter(|version| !version.is_null());
    match version.and_then(Value::as_loose_str) {
        None => notes.add(NoteKind::MissingMember, "spdxVersion", String::new),
        Some(word) if !VERSIONS.contains(&word) => {
            notes.add(NoteKind::UnknownVersion, word, String::new);
        }
        Some(_) => {}
    }
}

fn of_element(element: &Component<'_>, notes: &mut Notes) {
    let value = element.value();
    let place = || value.path();
    let name = if element.kind() == ElementKind::File { Key::FILE_NAME } else { Key::NAME };
    let required: &[Key] = match element.kind() {
        ElementKind::Snippet => &[],
        _ => &[name, Key::SPDXID],
    };
    for key in required {
        if value.text(*key).is_none() {
            let word = key.known_text().unwrap_or_default();
            notes.add(NoteKind::MissingMember, word, place);
        }
    }
    if element.component_type() == ComponentType::Other && element.other_type() != Some("OTHER") {
        notes.add(NoteKind::UnknownComponentType, element.other_type().unwrap_or(""), place);
    }
    for sum in value.list(Key::CHECKSUMS) {
        match Hash::new(sum.text(Key::ALGORITHM), sum.text(Key::CHECKSUM_VALUE)) {
            None => notes.add(NoteKind::EmptyEntry, "hash", place),
            Some(hash) if hash.algorithm() == HashAlgorithm::Other => {
                notes.add(NoteKind::UnknownHashAlgorithm, hash.algorithm_name(), place);
            }
            Some(_) => {}
        }
    }
    for reference in value.list(Key::EXTERNAL_REFS) {
        if reference.text(Key::REFERENCE_TYPE).is_none()
            || reference.text(Key::REFERENCE_LOCATOR).is_none()
        {
            notes.add(NoteKind::EmptyEntry, "externalRef", place);
        }
    }
}

/// The versions that are known. ISO/IEC 5962:2021 is 2.2.1, which documents write as 2.2.
const VERSIONS: &[&str] = &["SPDX-2.2", "SPDX-2.3"];
