//! Relationships.
//!
//! | CycloneDX | SPDX 2.3 |
//! |---|---|
//! | `metadata.component` | `DESCRIBES` |
//! | `components` within a component | `CONTAINS` |
//! | `dependsOn` | `DEPENDS_ON`; `OPTIONAL_DEPENDENCY_OF` if what is needed has scope `optional` |
//! | `dependsOn: []` | `DEPENDS_ON NONE` |
//! | `provides` | `OTHER` with the comment `provides` |
//! | properties `spdx:relationship` | what they say |

use std::collections::HashSet;

use super::{Converter, DOCUMENT, Kept};
use crate::convert::words::property;
use crate::convert::words::relation::{self, Meaning, Relation};
use crate::losses::LossReason;
use crate::tree::{Key, Tail, Value};

/// Relationships that a conversion from SPDX kept in properties.
#[derive(Debug, Default)]
pub(super) struct Explicit {
    statements: Vec<(String, String)>,
    /// The dependencies and containments among them, from the whole to the part.
    pairs: HashSet<(Meaning, String, String)>,
}

impl Explicit {
    fn insert(&mut self, row: &Relation, [from, to]: [&str; 2], comment: &str) {
        let (whole, part) = if row.swap { (to, from) } else { (from, to) };
        if row.meaning == Meaning::Depends || row.meaning == Meaning::Contains {
            self.pairs.insert((row.meaning, whole.to_owned(), part.to_owned()));
        }
        let mut statement = format!("{} {to}", row.spdx2);
        if !comment.is_empty() {
            statement.push(' ');
            statement.push_str(comment);
        }
        self.statements.push((from.to_owned(), statement));
    }

    fn has(&self, meaning: Meaning, whole: &str, part: &str) -> bool {
        !self.pairs.is_empty() && self.pairs.contains(&(meaning, whole.to_owned(), part.to_owned()))
    }
}

/// Takes `TYPE target comment` of an element for later, if that is a statement.
pub(super) fn state(converter: &mut Converter<'_, '_>, from: &str, text: &str) -> bool {
    let mut parts = text.splitn(3, ' ');
    let (Some(kind), Some(to)) = (parts.next(), parts.next()) else { return false };
    let (Some(row), Some(from), Some(to)) =
        (relation::spdx2(kind), converter.id_of(from), converter.id_of(to))
    else {
        return false;
    };
    converter.explicit.insert(row, [&from, &to], parts.next().unwrap_or_default());
    true
}

/// Writes what the document describes.
pub(super) fn subject<'s>(converter: &mut Converter<'s, '_>, list: &mut Tail, kept: &mut Kept<'s>) {
    let described = kept.take_all(&mut converter.work, property::DOCUMENT_DESCRIBES);
    for (text, entry) in &described {
        match converter.id_of(text) {
            Some(id) => write(converter, list, [DOCUMENT, "DESCRIBES", &id], None, ""),
            None => kept.note(property::DOCUMENT_DESCRIBES.to_owned(), text, Some(*entry)),
        }
    }
    for (text, entry) in kept.take_all(&mut converter.work, property::RELATIONSHIP) {
        let from = text.split(' ').next().unwrap_or_default();
        let rest = text.get(from.len() + 1..).unwrap_or_default();
        if !state(converter, from, rest) {
            kept.note(property::RELATIONSHIP.to_owned(), text, Some(entry));
        }
    }
    let describes = |part: &super::Part<'s>| (part.spdxid.clone(), part.value);
    let is_top = |part: &&super::Part<'s>| part.parent.is_none();
    let subject: Vec<_> = match converter.parts.first() {
        Some(part) if part.is_subject => vec![describes(part)],
        _ if !described.is_empty() || converter.was_spdx => Vec::new(),
        // SPDX demands that something be described.
        _ => converter.parts.iter().filter(is_top).map(describes).collect(),
    };
    let has_subject = converter.parts.first().is_some_and(|part| part.is_subject);
    if !has_subject && described.is_empty() && !converter.was_spdx {
        kept.note("cyclonedx:metadata:component".to_owned(), "none", None);
    }
    if subject.is_empty() && described.is_empty() && converter.parts.is_empty() {
        write(converter, list, [DOCUMENT, "DESCRIBES", "NOASSERTION"], None, "");
    }
    for (spdxid, value) in subject {
        write(converter, list, [DOCUMENT, "DESCRIBES", &spdxid], Some(value), "");
    }
}

/// Writes nesting, and the relationships kept in properties.
pub(super) fn nesting(converter: &mut Converter<'_, '_>, list: &mut Tail) {
    for number in 0..converter.parts.len() {
        let Some(part) = converter.parts.get(number) else { continue };
        let Some(parent) = part.parent.and_then(|parent| converter.parts.get(parent)) else {
            continue;
        };
        let (from, to, value) = (parent.spdxid.clone(), part.spdxid.clone(), part.value);
        if !converter.explicit.has(Meaning::Contains, &from, &to) {
            write(converter, list, [&from, "CONTAINS", &to], Some(value), "");
        }
    }
    for (from, text) in std::mem::take(&mut converter.explicit.statements) {
        let mut parts = text.splitn(3, ' ');
        let (Some(kind), Some(to)) = (parts.next(), parts.next()) else { continue };
        write(converter, list, [&from, kind, to], None, parts.next().unwrap_or_default());
    }
}

/// Writes `dependencies`.
pub(super) fn dependencies(converter: &mut Converter<'_, '_>, list: &mut Tail) {
    let root = converter.work.source.root();
    for entry in root.list(Key::DEPENDENCIES) {
        let Some(from) = entry.get(Key::REF) else { continue };
        let Some(from_id) = resolve(converter, from) else { continue };
        let is_empty = entry.list(Key::DEPENDS_ON).next().is_none();
        for to in entry.list(Key::DEPENDS_ON) {
            let Some(to_id) = resolve(converter, to) else { continue };
            depends(converter, list, [&from_id, &to_id], to);
        }
        for to in entry.list(Key::PROVIDES) {
            let Some(to_id) = resolve(converter, to) else { continue };
            write(converter, list, [&from_id, "OTHER", &to_id], Some(entry), "provides");
        }
        let says_none = entry.get(Key::DEPENDS_ON).is_some() || entry.get(Key::PROVIDES).is_none();
        if is_empty && says_none {
            write(converter, list, [&from_id, "DEPENDS_ON", "NONE"], Some(entry), "");
        }
    }
}

fn depends<'s>(
    converter: &mut Converter<'s, '_>,
    list: &mut Tail,
    [from, to]: [&str; 2],
    reference: Value<'s>,
) {
    if converter.explicit.has(Meaning::Depends, from, to) {
        return;
    }
    let part = reference.as_str().and_then(|text| converter.by_ref.get(text));
    let part = part.and_then(|number| converter.parts.get(*number));
    let is_optional = part.is_some_and(|part| part.value.text(Key::SCOPE) == Some("optional"));
    let statement = match is_optional {
        true => [to, "OPTIONAL_DEPENDENCY_OF", from],
        false => [from, "DEPENDS_ON", to],
    };
    write(converter, list, statement, Some(reference), "");
}

/// Returns the SPDXID that a reference means, and marks it as carried.
fn resolve<'s>(converter: &mut Converter<'s, '_>, reference: Value<'s>) -> Option<String> {
    let text = reference.as_loose_str()?;
    match converter.by_ref.get(text).and_then(|number| converter.parts.get(*number)) {
        Some(part) => {
            let id = part.spdxid.clone();
            converter.work.carry(reference);
            Some(id)
        }
        None => {
            converter.work.lose(reference, LossReason::Dangling, "names no component");
            None
        }
    }
}

fn write<'s>(
    converter: &mut Converter<'s, '_>,
    list: &mut Tail,
    [from, kind, to]: [&str; 3],
    of: Option<Value<'s>>,
    comment: &str,
) {
    let work = &mut converter.work;
    let mut made = work.object(list, Key::NONE, of);
    if !comment.is_empty() {
        work.say(&mut made, Key::COMMENT, comment);
    }
    work.say(&mut made, Key::RELATIONSHIP_TYPE, kind);
    work.say(&mut made, Key::RELATED_SPDX_ELEMENT, to);
    work.say(&mut made, Key::SPDX_ELEMENT_ID, from);
}
