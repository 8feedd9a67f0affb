//! Snippets, which CycloneDX does not have: carried along on the way to SPDX 3.

use std::collections::HashSet;

use super::{Converter, annotation};
use crate::convert::snippet;
use crate::tree::{Key, Tail, Value};

/// Writes `snippets` as SPDX 2 has them, with the ids that their files have in the result, and
/// takes up their annotations.
pub(super) fn carry_along(converter: &mut Converter<'_, '_>, out: &mut Tail) {
    let mut annotated = Vec::new();
    let Converter { work, parts, by_id, .. } = converter;
    let mut ids: HashSet<&str> = parts.iter().map(|part| part.id.as_str()).collect();
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
        // An annotation could only be found again by an id that nothing else has.
        let id = stated.text(Key::SPDXID).filter(|id| !id.is_empty() && ids.insert(id));
        annotated.extend(id.map(|id| (id, stated)));
    }
    for (id, snippet) in annotated {
        for entry in snippet.list(Key::ANNOTATIONS) {
            annotation::read(converter, entry, id);
        }
    }
}
