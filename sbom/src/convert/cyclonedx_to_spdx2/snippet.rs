//! Snippets that come from SPDX 3.

use std::collections::HashSet;

use super::Converter;
use crate::convert::snippet;
use crate::convert::words::licence;
use crate::convert::work::Work;
use crate::tree::{Key, Tail, Value};

/// Writes the snippets that the tree carries along.
pub(super) fn write(converter: &mut Converter<'_, '_>, out: &mut Tail) {
    let Converter { work, parts, by_ref, extracted, .. } = converter;
    let mut ids: HashSet<&str> = parts.iter().map(|part| part.spdxid.as_str()).collect();
    let mut list = work.array(out, Key::SNIPPETS);
    for stated in work.source.root().list(Key::SNIPPETS) {
        let file = stated.get(Key::SNIPPET_FROM_FILE);
        let part = file.and_then(Value::as_str).and_then(|id| parts.get(*by_ref.get(id)?));
        let id = stated.text(Key::SPDXID).filter(|id| ids.insert(id));
        let (Some(file), Some(part), Some(_)) = (file, part, id) else { continue };
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
