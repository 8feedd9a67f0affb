//! Going over a document to tell where it deviates from its format; only paid for when asked.

use crate::cyclonedx;
use crate::document::Document;
use crate::document::index::{Edge, EndCode};
use crate::document::note::{NoteKind, Notes};
use crate::document::relationship::{End, Origin};
use crate::format::Model;
use crate::spdx;
use crate::tree::{Children, Key, Value};

/// Returns everything there is to note about a document; `reading` comes from who read it.
pub(crate) fn notes(document: &Document, reading: &Notes) -> Notes {
    let mut notes = Notes::default();
    shapes(document.root(), &mut notes);
    match document.model() {
        Model::CycloneDx => cyclonedx::survey::survey(document, &mut notes),
        Model::Spdx2 => spdx::survey2::survey(document, &mut notes),
        Model::Spdx3 => {}
    }
    notes.join(&document.index.notes);
    dangling(document, &mut notes);
    notes.join(reading);
    notes
}

/// Notes `null`s, and single values where lists are due.
fn shapes(root: Value<'_>, notes: &mut Notes) {
    let mut open: Vec<(&str, Children<'_>)> = vec![("", root.children())];
    while let Some((name, children)) = open.last_mut() {
        let Some(value) = children.next() else {
            open.pop();
            continue;
        };
        let is_element = value.key() == Key::NONE;
        let name = if is_element { *name } else { value.key_text() };
        if value.is_null() {
            notes.add(NoteKind::NullValue, name, || value.path());
        }
        if !is_element && !value.is_array() && !value.is_null() && LISTS.contains(&value.key()) {
            notes.add(NoteKind::BareValue, name, || value.path());
        }
        if value.is_array() || value.is_object() {
            open.push((name, value.children()));
        }
    }
}

/// Members that are lists wherever they stand.
const LISTS: &[Key] = &[
    Key::ADVISORIES,
    Key::AFFECTS,
    Key::CHECKSUMS,
    Key::COMPONENTS,
    Key::CREATORS,
    Key::CWES,
    Key::DEPENDENCIES,
    Key::DEPENDS_ON,
    Key::DOCUMENT_DESCRIBES,
    Key::EXTERNAL_REFERENCES,
    Key::EXTERNAL_REFS,
    Key::FILES,
    Key::HASHES,
    Key::HAS_EXTRACTED_LICENSING_INFOS,
    Key::HAS_FILES,
    Key::LICENSES,
    Key::LICENSE_INFO_FROM_FILES,
    Key::LICENSE_INFO_IN_FILES,
    Key::PACKAGES,
    Key::PROVIDES,
    Key::RATINGS,
    Key::RELATIONSHIPS,
    Key::SERVICES,
    Key::SNIPPETS,
    Key::VULNERABILITIES,
];

fn dangling(document: &Document, notes: &mut Notes) {
    let tree = document.tree();
    let dangles = |code: EndCode| match document.model() {
        Model::Spdx3 => usize::from(matches!(End::new(document, code), End::Dangling(_))),
        _ => usize::from(code.dangles(tree)),
    };
    let mut depends_on = document.index.stray_entries.iter().map(|entry| dangles(*entry)).sum();
    let [mut provides, mut relationships, mut describes, mut has_files] = [0; 4];
    for Edge { from, to, origin, .. } in &document.index.edges {
        // An entry's own end is counted above, and the ends of shorthands cannot dangle.
        match origin {
            Origin::DependsOn => depends_on += dangles(*to),
            Origin::Provides => provides += dangles(*to),
            Origin::Relationship => relationships += dangles(*to) + dangles(*from),
            Origin::DocumentDescribes => describes += dangles(*to),
            Origin::HasFiles => has_files += dangles(*to),
        }
    }
    let affected = document.vulnerabilities().flat_map(|vulnerability| vulnerability.affects());
    let affects = affected.filter(|affected| affected.dangles()).count();
    for (word, count) in [
        ("dependencies", depends_on),
        ("provides", provides),
        ("relationships", relationships),
        ("documentDescribes", describes),
        ("hasFiles", has_files),
        ("affects", affects),
    ] {
        notes.add_many(NoteKind::DanglingReference, word, count, String::new);
    }
}
