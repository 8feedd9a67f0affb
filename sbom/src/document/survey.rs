//! Going over a document to tell where it deviates from its format; only paid for when asked.

mod shapes;

use crate::cyclonedx;
use crate::document::Document;
use crate::document::index::{Edge, EndCode};
use crate::document::note::{NoteKind, Notes};
use crate::document::relationship::{End, Origin};
use crate::format::Model;
use crate::spdx;

/// Returns everything there is to note about a document; `reading` comes from who read it.
pub(crate) fn notes(document: &Document, reading: &Notes) -> Notes {
    let mut notes = Notes::default();
    match document.model() {
        Model::CycloneDx => {
            shapes::survey(document.root(), &cyclonedx::schema::BOM, &mut notes);
            cyclonedx::survey::survey(document, &mut notes);
        }
        Model::Spdx2 => {
            shapes::survey(document.root(), &spdx::schema2::DOCUMENT, &mut notes);
            spdx::survey2::survey(document, &mut notes);
        }
        Model::Spdx3 => spdx::survey3::survey(document.root(), &mut notes),
    }
    notes.join(&document.index.notes);
    dangling(document, &mut notes);
    notes.join(reading);
    notes
}

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
