//! Snippets, which SPDX has and CycloneDX does not.

use crate::convert::work::Work;
use crate::tree::{Key, Tail, Value};

/// Copies what a snippet of SPDX 2 says of itself, but for its id, its file and its ranges.
pub(super) fn copy<'s>(work: &mut Work<'s>, out: &mut Tail, snippet: Value<'s>) {
    for key in [
        Key::NAME,
        Key::COMMENT,
        Key::COPYRIGHT_TEXT,
        Key::LICENSE_CONCLUDED,
        Key::LICENSE_COMMENTS,
    ] {
        work.copy(out, key, snippet.get(key));
    }
    for key in [Key::ATTRIBUTION_TEXTS, Key::LICENSE_INFO_IN_SNIPPETS] {
        let mut texts = work.array(out, key);
        for text in snippet.list(key) {
            work.copy(&mut texts, Key::NONE, Some(text));
        }
    }
}
