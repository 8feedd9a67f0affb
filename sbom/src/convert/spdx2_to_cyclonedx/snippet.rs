//! Snippets, which CycloneDX does not have: carried along on the way to SPDX 3.

use super::Converter;
use crate::convert::snippet;
use crate::tree::{Key, Tail, Value};

/// Writes `snippets` as SPDX 2 has them, with the ids that their files have in the result.
pub(super) fn carry_along(converter: &mut Converter<'_, '_>, out: &mut Tail) {
    let Converter { work, parts, by_id, .. } = converter;
    let mut list = work.array(out, Key::SNIPPETS);
    for stated in work.source.root().list(Key::SNIPPETS) {
        let file = stated.get(Key::SNIPPET_FROM_FILE);
        let part = file.and_then(Value::as_str).and_then(|id| parts.get(*by_id.get(id)?));
        let (Some(file), Some(part)) = (file, part) else { continue };
        let mut made = work.object(&mut list, Key::NONE, Some(stated));
        work.put(&mut made, Key::SNIPPET_FROM_FILE, &part.id, file);
        work.copy(&mut made, Key::SPDXID, stated.get(Key::SPDXID));
        snippet::copy(work, &mut made, stated);
        if let Some(ranges) = stated.get(Key::RANGES) {
            work.graft(&mut made, Key::RANGES, ranges);
        }
    }
}
