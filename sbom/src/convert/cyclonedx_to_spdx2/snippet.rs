//! Snippets that come from SPDX 3.

use std::collections::HashSet;

use super::{Converter, Kept, annotation};
use crate::convert::snippet;
use crate::convert::words::licence;
use crate::convert::work::Work;
use crate::tree::{Key, Tail, Value};

/// A snippet that the tree carries along, with its file.
pub(super) struct Carried<'s> {
    value: Value<'s>,
    pub(super) id: &'s str,
    file: Value<'s>,
    part: usize,
}

/// Returns the snippets that the tree carries along, each with an id of its own.
pub(super) fn all<'s>(converter: &Converter<'s, '_>) -> Vec<Carried<'s>> {
    let snippets = converter.work.source.root().list(Key::SNIPPETS);
    let parts = converter.parts.iter();
    let mut ids: HashSet<&str> = parts.map(|part| part.spdxid.as_str()).collect();
    let carried = snippets.filter_map(|value| {
        let file = value.get(Key::SNIPPET_FROM_FILE)?;
        let part = *converter.by_ref.get(file.as_str()?)?;
        let id = value.text(Key::SPDXID).filter(|id| ids.insert(id))?;
        Some(Carried { value, id, file, part })
    });
    carried.collect()
}

/// Writes the snippets that the tree carries along.
pub(super) fn write(converter: &mut Converter<'_, '_>, out: &mut Tail) {
    let mut list = converter.work.array(out, Key::SNIPPETS);
    for Carried { value: stated, id, file, part } in all(converter) {
        let annotations = converter.annotations.take(id);
        let Converter { work, parts, extracted, .. } = &mut *converter;
        let Some(part) = parts.get(part) else { continue };
        let mut made = work.object(&mut list, Key::NONE, Some(stated));
        work.copy(&mut made, Key::SPDXID, stated.get(Key::SPDXID));
        work.put(&mut made, Key::SNIPPET_FROM_FILE, &part.spdxid, file);
        snippet::copy(work, &mut made, stated);
        ranges(work, &mut made, stated, &part.spdxid);
        let licences =
            stated.list(Key::LICENSE_INFO_IN_SNIPPETS).chain(stated.get(Key::LICENSE_CONCLUDED));
        let read = licences.filter_map(|text| licence::expression(text.as_str()?));
        for reference in read.flat_map(|read| read.references) {
            extracted.mention(&reference);
        }
        annotation::write(converter, &mut made, Kept::default(), annotations);
    }
}

/// Writes where a snippet begins and ends, in the file by its id in the result.
fn ranges<'s>(work: &mut Work<'s>, out: &mut Tail, snippet: Value<'s>, file: &str) {
    let mut list = work.array(out, Key::RANGES);
    for range in snippet.list(Key::RANGES) {
        let mut made = work.object(&mut list, Key::NONE, Some(range));
        for key in [Key::START_POINTER, Key::END_POINTER] {
            let Some(pointer) = range.get(key) else { continue };
            let mut end = work.object(&mut made, key, Some(pointer));
            work.copy_as(&mut end, Key::REFERENCE, file, pointer.get(Key::REFERENCE));
            for key in [Key::OFFSET, Key::LINE_NUMBER] {
                if let Some(number) = pointer.get(key) {
                    work.graft(&mut end, key, number);
                }
            }
        }
    }
}
