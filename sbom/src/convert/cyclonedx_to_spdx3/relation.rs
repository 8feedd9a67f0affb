//! Relationships: nesting, dependencies with how complete they are, and those that a conversion
//! from SPDX 2 kept in properties.

use std::collections::{HashMap, HashSet};

use super::{Converter, Kept};
use crate::convert::words::iri::{NO_ASSERTION, NONE};
use crate::convert::words::property;
use crate::convert::words::relation;
use crate::losses::LossReason;
use crate::tree::{Key, Value};

/// Writes nesting and dependencies.
pub(super) fn write<'s>(converter: &mut Converter<'s, '_>, kept: &mut Kept<'s>) {
    for (text, entry) in kept.take_all(&mut converter.work, property::RELATIONSHIP) {
        kept.note(property::RELATIONSHIP.to_owned(), text, Some(entry));
    }
    nesting(converter);
    let completeness = completeness(converter);
    dependencies(converter, &completeness);
}

fn nesting(converter: &mut Converter<'_, '_>) {
    let mut inner: HashMap<usize, Vec<String>> = HashMap::new();
    for part in &converter.parts {
        if let Some(parent) = part.parent {
            inner.entry(parent).or_default().push(part.id.clone());
        }
    }
    for number in 0..converter.parts.len() {
        let (Some(ids), Some(part)) = (inner.get(&number), converter.parts.get(number)) else {
            continue;
        };
        let (from, value) = (part.id.clone(), part.value);
        let to: Vec<&str> = ids.iter().map(String::as_str).collect();
        converter.relate("contains", &from, &to, Some(value));
    }
}

/// Reads what the compositions say of dependencies; the rest of them is reported.
fn completeness<'s>(converter: &mut Converter<'s, '_>) -> HashMap<&'s str, &'static str> {
    let mut found = HashMap::new();
    let root = converter.work.source.root();
    let entries: HashSet<&str> =
        root.list(Key::DEPENDENCIES).filter_map(|entry| entry.text(Key::REF)).collect();
    for entry in root.list(Key::COMPOSITIONS) {
        let aggregate = entry.get(Key::AGGREGATE);
        let word = match aggregate.and_then(Value::as_str) {
            Some("complete") => "complete",
            Some("incomplete") => "incomplete",
            Some("unknown") => "noAssertion",
            _ => continue,
        };
        for reference in entry.list(Key::DEPENDENCIES) {
            let Some(text) = reference.as_str() else { continue };
            let is_used = converter.by_ref.contains_key(text) && entries.contains(text);
            if is_used && !found.contains_key(text) {
                found.insert(text, word);
                converter.work.carry(reference);
                aggregate.into_iter().for_each(|value| converter.work.carry(value));
            }
        }
    }
    found
}

fn dependencies(converter: &mut Converter<'_, '_>, completeness: &HashMap<&str, &'static str>) {
    let root = converter.work.source.root();
    for entry in root.list(Key::DEPENDENCIES) {
        let Some(reference) = entry.get(Key::REF) else { continue };
        let Some(from) = resolve(converter, reference) else { continue };
        let kinds = [(Key::DEPENDS_ON, "dependsOn"), (Key::PROVIDES, "other")];
        for (key, kind) in kinds {
            let mut to = Vec::new();
            let mut seen = HashSet::new();
            for target in entry.list(key) {
                to.extend(resolve(converter, target).filter(|id| seen.insert(id.clone())));
            }
            let is_stated = key == Key::DEPENDS_ON && entry.list(key).next().is_none();
            let provides_only = entry.get(key).is_none() && entry.get(Key::PROVIDES).is_some();
            if to.is_empty() && (!is_stated || provides_only) {
                continue;
            }
            let ids: Vec<&str> = match to.is_empty() {
                true => vec![NONE],
                false => to.iter().map(String::as_str).collect(),
            };
            let mut out = converter.relate(kind, &from, &ids, Some(entry));
            if key == Key::PROVIDES {
                converter.work.say(&mut out, Key::COMMENT, "provides");
            } else if let Some(word) = reference.as_str().and_then(|text| completeness.get(text)) {
                converter.work.say(&mut out, Key::COMPLETENESS, word);
            }
        }
    }
}

/// Returns the id that a reference means, and marks it as carried.
pub(super) fn resolve<'s>(
    converter: &mut Converter<'s, '_>,
    reference: Value<'s>,
) -> Option<String> {
    let text = reference.as_str()?;
    match converter.by_ref.get(text).and_then(|number| converter.parts.get(*number)) {
        Some(part) => {
            let id = part.id.clone();
            converter.work.carry(reference);
            Some(id)
        }
        None => {
            converter.work.lose(reference, LossReason::Dangling, "names no component");
            None
        }
    }
}

/// Writes the relationships of an element that SPDX 2 had and CycloneDX has not.
pub(super) fn restore<'s>(converter: &mut Converter<'s, '_>, from: &str, kept: &mut Kept<'s>) {
    for (text, entry) in kept.take_all(&mut converter.work, property::RELATIONSHIP) {
        let mut parts = text.splitn(3, ' ');
        let kind = parts.next().and_then(relation::spdx2);
        let target = parts.next();
        let to = target.and_then(|target| match target {
            "NONE" => Some(NONE.to_owned()),
            "NOASSERTION" => Some(NO_ASSERTION.to_owned()),
            target => {
                let number = converter.by_ref.get(target)?;
                converter.parts.get(*number).map(|part| part.id.clone())
            }
        });
        let is_special = matches!(target, Some("NONE" | "NOASSERTION"));
        let (Some(row), Some(to)) = (kind.filter(|row| !row.swap || !is_special), to) else {
            kept.note(property::RELATIONSHIP.to_owned(), text, Some(entry));
            continue;
        };
        let (from, to) = if row.swap { (to.as_str(), from) } else { (from, to.as_str()) };
        let class = match row.scope {
            "" => "Relationship",
            _ => "LifecycleScopedRelationship",
        };
        let mut out = converter.relate_as(class, row.spdx3, from, &[to], Some(entry));
        if !row.scope.is_empty() {
            converter.work.say(&mut out, Key::SCOPE, row.scope);
        }
        if let Some(comment) = parts.next() {
            converter.work.say(&mut out, Key::COMMENT, comment);
        }
    }
}
