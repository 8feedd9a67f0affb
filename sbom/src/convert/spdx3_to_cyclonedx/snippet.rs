//! Snippets, which CycloneDX does not have: carried along on the way to SPDX 2.

use super::{Converter, element, id_of, licence};
use crate::convert::words::{id, property, range};
use crate::losses::LossReason;
use crate::spdx::index3::Class;
use crate::tree::{Key, Tail, Value};

/// Writes `snippets` as SPDX 2 has them, with the ids that their files have in the result.
pub(super) fn carry_along(converter: &mut Converter<'_, '_>, out: &mut Tail) {
    let source = converter.work.source;
    let rows = converter.objects.rows().iter().filter(|row| row.class == Class::Snippet);
    let snippets: Vec<_> = rows.map(|row| source.value(row.object)).collect();
    let mut list = converter.work.array(out, Key::SNIPPETS);
    for snippet in snippets {
        one(converter, &mut list, snippet);
    }
}

fn one<'s>(converter: &mut Converter<'s, '_>, list: &mut Tail, snippet: Value<'s>) -> Option<()> {
    let reference = snippet.get(Key::SOFTWARE_SNIPPET_FROM_FILE)?;
    let part = converter.parts.get(converter.part(reference)?)?;
    let file = part.id.clone();
    let iri = id_of(snippet).unwrap_or_default();
    let local = iri.strip_prefix(&converter.prefix).filter(|local| id::is_spdxid(local));
    let made = || format!("SPDXRef-Snippet-{}", id::digest(&[iri], 12));
    let local = local.map_or_else(made, str::to_owned);
    if !part.is_file || !converter.may_share(file.len() * 5 + local.len()) {
        return None;
    }
    converter.snippets.insert(snippet.id(), local.clone());
    converter.carry_head(snippet);
    let mut kept = element::kept(converter, snippet);
    let concluded = converter.graph.concluded.remove(&snippet.id());
    let concluded = concluded.and_then(|of| Some((licence::stated(converter, of)?, of)));
    let work = &mut converter.work;
    let mut out = work.object(list, Key::NONE, Some(snippet));
    work.say(&mut out, Key::SPDXID, &local);
    work.copy_as(&mut out, Key::SNIPPET_FROM_FILE, &file, Some(reference));
    for (from, to) in [
        (Key::NAME, Key::NAME),
        (Key::COMMENT, Key::COMMENT),
        (Key::SOFTWARE_COPYRIGHT_TEXT, Key::COPYRIGHT_TEXT),
    ] {
        work.copy(&mut out, to, snippet.get(from));
    }
    let mut texts = work.array(&mut out, Key::ATTRIBUTION_TEXTS);
    for text in snippet.list(Key::SOFTWARE_ATTRIBUTION_TEXT) {
        work.copy(&mut texts, Key::NONE, Some(text));
    }
    range::to_spdx2(work, &mut out, snippet, &file);
    if let Some((text, of)) = concluded {
        work.derive(&mut out, Key::LICENSE_CONCLUDED, &text, of);
    }
    let mut found = work.array(&mut out, Key::LICENSE_INFO_IN_SNIPPETS);
    let mut comment = None;
    for (name, text, of) in kept.drain(..) {
        let (Some(text), Some(of)) = (text, of) else { continue };
        match name.as_str() {
            property::LICENSE_FROM_FILE => work.derive(&mut found, Key::NONE, &text, of),
            property::LICENSE_COMMENTS if comment.is_none() => comment = Some((text, of)),
            _ => work.lose(of, LossReason::NoPlace, "a property of a snippet"),
        }
    }
    if let Some((text, of)) = comment {
        work.derive(&mut out, Key::LICENSE_COMMENTS, &text, of);
    }
    Some(())
}
