//! Snippets that come from SPDX 2.

use super::{Converter, Kept, element, licence};
use crate::convert::words::range::{self, Unit};
use crate::convert::words::{id, property};
use crate::tree::{Key, Value};

/// Writes the snippets that the tree carries along.
pub(super) fn write(converter: &mut Converter<'_, '_>) {
    for snippet in converter.work.source.root().list(Key::SNIPPETS) {
        one(converter, snippet);
    }
}

fn one<'s>(converter: &mut Converter<'s, '_>, snippet: Value<'s>) -> Option<()> {
    let file = snippet.get(Key::SNIPPET_FROM_FILE)?;
    let number = *converter.by_ref.get(file.as_str()?)?;
    let file_id = converter.parts.get(number)?.id.clone();
    let stated = snippet.text(Key::SPDXID).filter(|text| id::is_spdxid(text));
    let made = || format!("Snippet-{}", id::digest(&[&file_id], 12));
    let iri = converter.iri(&stated.map_or_else(made, str::to_owned));
    converter.work.carry_member(snippet, Key::SPDXID);
    if let Some(stated) = snippet.text(Key::SPDXID) {
        converter.snippets.entry(stated).or_insert_with(|| iri.clone());
    }
    let mut out = converter.element("software_Snippet", &iri, Some(snippet));
    let work = &mut converter.work;
    work.put(&mut out, Key::SOFTWARE_SNIPPET_FROM_FILE, &file_id, file);
    for (from, to) in [
        (Key::NAME, Key::NAME),
        (Key::COMMENT, Key::COMMENT),
        (Key::COPYRIGHT_TEXT, Key::SOFTWARE_COPYRIGHT_TEXT),
    ] {
        work.copy(&mut out, to, snippet.get(from));
    }
    let mut texts = work.array(&mut out, Key::SOFTWARE_ATTRIBUTION_TEXT);
    for text in snippet.list(Key::ATTRIBUTION_TEXTS) {
        work.copy(&mut texts, Key::NONE, Some(text));
    }
    let by_ref = &converter.by_ref;
    for unit in Unit::ALL {
        range::to_spdx3(work, &mut out, snippet, unit, |id| by_ref.get(id) == Some(&number));
    }
    let mut kept = Kept::default();
    for value in snippet.list(Key::LICENSE_INFO_IN_SNIPPETS) {
        kept.keep_as(work, property::LICENSE_FROM_FILE, value);
    }
    if let Some(value) = snippet.get(Key::LICENSE_COMMENTS) {
        kept.keep_as(work, property::LICENSE_COMMENTS, value);
    }
    element::extension(work, &mut out, kept);
    licence::concluded(converter, &iri, snippet.get(Key::LICENSE_CONCLUDED)?)
}
