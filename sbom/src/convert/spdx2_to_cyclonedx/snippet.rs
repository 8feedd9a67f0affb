//! Snippets, which CycloneDX does not have: carried along on the way to SPDX 3.

use super::Converter;
use crate::tree::{Key, Tail, Value};

/// Writes `snippets` as SPDX 2 has them, with the ids that their files have in the result.
pub(super) fn carry_along(converter: &mut Converter<'_, '_>, out: &mut Tail) {
    let Converter { work, parts, by_id, .. } = converter;
    let mut list = work.array(out, Key::SNIPPETS);
    for snippet in work.source.root().list(Key::SNIPPETS) {
        let file = snippet.get(Key::SNIPPET_FROM_FILE);
        let part = file.and_then(Value::as_str).and_then(|id| parts.get(*by_id.get(id)?));
        let (Some(file), Some(part)) = (file, part) else { continue };
        let mut made = work.object(&mut list, Key::NONE, Some(snippet));
        work.put(&mut made, Key::SNIPPET_FROM_FILE, &part.id, file);
        for key in [
            Key::SPDXID,
            Key::NAME,
            Key::COMMENT,
            Key::COPYRIGHT_TEXT,
            Key::LICENSE_CONCLUDED,
            Key::LICENSE_COMMENTS,
        ] {
            work.copy(&mut made, key, snippet.get(key));
        }
        for key in [Key::ATTRIBUTION_TEXTS, Key::LICENSE_INFO_IN_SNIPPETS] {
            let mut texts = work.array(&mut made, key);
            for text in snippet.list(key) {
                work.copy(&mut texts, Key::NONE, Some(text));
            }
        }
        if let Some(ranges) = snippet.get(Key::RANGES) {
            work.graft(&mut made, Key::RANGES, ranges);
        }
    }
}
