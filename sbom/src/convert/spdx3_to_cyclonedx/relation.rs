//! Relationships: the subject, nesting, dependencies, licences; the others become properties if
//! SPDX 2 has them.

use std::collections::{HashMap, HashSet};

use super::{Converter, class_of};
use crate::convert::Way;
use crate::convert::words::relation::{self, Meaning};
use crate::spdx::index3::Class;
use crate::tree::{Key, Tail, Value, ValueId};

/// A relationship as SPDX 2 would write it, and the comment in it.
type Statement<'s> = (String, Option<Value<'s>>);

/// What the relationships say.
#[derive(Debug, Default)]
pub(super) struct Graph<'s> {
    entries: Vec<(usize, Vec<usize>, Vec<usize>)>,
    numbers: HashMap<usize, usize>,
    /// Relationships that properties keep.
    statements: HashMap<usize, Vec<Statement<'s>>>,
    licences: HashMap<usize, Vec<(Value<'s>, bool)>>,
    /// The licence concluded for each snippet that goes on to SPDX 2.
    pub(super) concluded: HashMap<ValueId, Value<'s>>,
    /// How complete the dependencies of a part are, and what says so.
    completeness: Vec<(usize, &'static str, Value<'s>)>,
    /// What the document describes.
    described: Vec<usize>,
    describes: HashSet<usize>,
    /// Relationships of vulnerabilities, for later.
    pub(super) security: Vec<Value<'s>>,
}

impl<'s> Graph<'s> {
    pub(super) fn statements(&mut self, number: usize) -> Vec<Statement<'s>> {
        self.statements.remove(&number).unwrap_or_default()
    }

    pub(super) fn licences(&mut self, number: usize) -> Vec<(Value<'s>, bool)> {
        self.licences.remove(&number).unwrap_or_default()
    }

    fn add(&mut self, number: usize, needs: Option<usize>, provides: Option<usize>) {
        let entries = &mut self.entries;
        let place = *self.numbers.entry(number).or_insert_with(|| {
            entries.push((number, Vec::new(), Vec::new()));
            entries.len() - 1
        });
        if let Some((_, needed, provided)) = entries.get_mut(place) {
            needed.extend(needs);
            provided.extend(provides);
        }
    }
}

/// Reads all relationships.
pub(super) fn read(converter: &mut Converter<'_, '_>) {
    let rows = converter.objects.rows().iter().filter(|row| row.is_relationship);
    let rows = rows.filter(|row| !converter.artifacts.has(row.object));
    let source = converter.work.source;
    let relationships: Vec<Value<'_>> = rows.map(|row| source.value(row.object)).collect();
    converter.graph.described = roots(converter);
    converter.graph.describes = converter.graph.described.iter().copied().collect();
    for relationship in relationships {
        one(converter, relationship);
    }
    let described = std::mem::take(&mut converter.graph.described);
    subject(converter, &described);
    untangle(converter);
}

/// The parts at the root: those of the document's SBOM if it has one.
fn roots(converter: &Converter<'_, '_>) -> Vec<usize> {
    let mut found = Vec::new();
    let (mut seen, mut parts) = (HashSet::new(), HashSet::new());
    let mut open: Vec<Value<'_>> =
        converter.document.into_iter().flat_map(|value| value.list(Key::ROOT_ELEMENT)).collect();
    open.reverse();
    while let Some(reference) = open.pop() {
        match (converter.part(reference), converter.object(reference)) {
            (Some(part), _) if parts.insert(part) => found.push(part),
            (None, Some(object)) if seen.insert(object.id()) => {
                open.extend(object.list(Key::ROOT_ELEMENT));
            }
            _ => {}
        }
    }
    found
}

fn one<'s>(converter: &mut Converter<'s, '_>, value: Value<'s>) {
    let Some(kind) = value.text(Key::RELATIONSHIP_TYPE) else { return };
    let Some(from) = value.get(Key::FROM) else { return };
    if class_of(value).starts_with("security_") || kind == "hasAssociatedVulnerability" {
        converter.graph.security.push(value);
        return;
    }
    let from_part = converter.part(from);
    let comment = value.get(Key::COMMENT).filter(|comment| comment.as_str().is_some());
    if let (Some(number), "hasDeclaredLicense" | "hasConcludedLicense") = (from_part, kind) {
        let concluded = kind == "hasConcludedLicense";
        let stated = value.list(Key::TO).map(|to| (to, concluded));
        converter.graph.licences.entry(number).or_default().extend(stated);
        carry(converter, value);
        return;
    }
    if let (None, "hasConcludedLicense", Way::Onward) = (from_part, kind, converter.way)
        && let Some((snippet, Class::Snippet)) = converter.object_and_class(from)
        && let Some(licence) = value.list(Key::TO).next()
    {
        converter.graph.concluded.entry(snippet.id()).or_insert(licence);
        carry(converter, value);
        return;
    }
    let scope = value.text(Key::SCOPE).unwrap_or_default();
    let Some(row) = relation::spdx3(kind, scope) else { return };
    let is_document = converter.object(from).zip(converter.document);
    let is_document = is_document.is_some_and(|(from, document)| from.id() == document.id());
    let mut is_said = false;
    for to in value.list(Key::TO) {
        let to_part = converter.part(to);
        let is_none = to.as_str().is_some_and(|text| text.ends_with("NoneElement"));
        let said = match (row.meaning, from_part, to_part) {
            (Meaning::Describes, None, Some(part)) if is_document => {
                if converter.graph.describes.insert(part) {
                    converter.graph.described.push(part);
                }
                true
            }
            (Meaning::Depends, Some(whole), Some(part)) => {
                converter.graph.add(whole, Some(part), None);
                let is_plain = row.is_plain && comment.is_none() && row.scope == scope;
                is_plain || state(converter, row, whole, part, comment)
            }
            (Meaning::Depends, Some(whole), None) if is_none && row.spdx3 == "dependsOn" => {
                converter.graph.add(whole, None, None);
                true
            }
            (Meaning::Contains, Some(whole), Some(part)) => {
                nest(converter, whole, part) || state(converter, row, whole, part, comment)
            }
            (Meaning::Other, Some(whole), Some(part))
                if kind == "other" && comment.and_then(Value::as_str) == Some("provides") =>
            {
                converter.graph.add(whole, None, Some(part));
                true
            }
            (_, Some(whole), Some(part)) => state(converter, row, whole, part, comment),
            // Only the end that is named last may be nothing.
            (_, Some(whole), None) => match (relation::forward(row), special(to)) {
                (Some(row), Some(word)) => say(converter, row, whole, word, comment),
                _ => false,
            },
            _ => false,
        };
        if said {
            if to.as_str().is_some() {
                converter.work.carry(to);
            }
            is_said = true;
        }
    }
    if is_said {
        carry(converter, value);
        if row.scope == scope {
            converter.work.carry_member(value, Key::SCOPE);
        }
        converter.work.carry_member(value, Key::COMMENT);
        completeness(converter, value, from_part.filter(|_| row.meaning == Meaning::Depends));
    }
}

/// Marks what a relationship is made of.
fn carry<'s>(converter: &mut Converter<'s, '_>, value: Value<'s>) {
    converter.carry_head(value);
    converter.work.carry_member(value, Key::RELATIONSHIP_TYPE);
    if let Some(from) = value.get(Key::FROM).filter(|from| from.as_str().is_some()) {
        converter.work.carry(from);
    }
}

/// Keeps a relationship as SPDX 2 would write it.
fn state<'s>(
    converter: &mut Converter<'s, '_>,
    row: &relation::Relation,
    whole: usize,
    part: usize,
    comment: Option<Value<'s>>,
) -> bool {
    let (from, to) = if row.swap { (part, whole) } else { (whole, part) };
    let Some(target) = converter.parts.get(to).map(|part| part.id.clone()) else { return false };
    say(converter, row, from, &target, comment)
}

/// Returns the word of SPDX 2 for an individual of the model.
fn special(reference: Value<'_>) -> Option<&'static str> {
    match reference.as_str()?.rsplit('/').next()? {
        "NoneElement" => Some("NONE"),
        "NoAssertionElement" => Some("NOASSERTION"),
        _ => None,
    }
}

/// Keeps a relationship to what that id or word stands for.
fn say<'s>(
    converter: &mut Converter<'s, '_>,
    row: &relation::Relation,
    from: usize,
    target: &str,
    comment: Option<Value<'s>>,
) -> bool {
    if target.contains(char::is_whitespace) {
        return false;
    }
    let text = comment.and_then(Value::as_str);
    // One end may be that of many relationships, and a comment be said of many ends.
    if !converter.may_share(target.len() + text.map_or(0, str::len)) {
        return false;
    }
    let text = text.map(|text| format!(" {text}")).unwrap_or_default();
    let statement = format!("{} {target}{text}", row.spdx2);
    converter.graph.statements.entry(from).or_default().push((statement, comment));
    true
}

fn completeness<'s>(converter: &mut Converter<'s, '_>, value: Value<'s>, from: Option<usize>) {
    let Some(stated) = value.get(Key::COMPLETENESS) else { return };
    let word = match stated.as_str() {
        Some("complete") => "complete",
        Some("incomplete") => "incomplete",
        Some("noAssertion") => "unknown",
        _ => return,
    };
    if let Some(from) = from {
        converter.graph.completeness.push((from, word, stated));
        converter.work.carry(stated);
    }
}

fn nest(converter: &mut Converter<'_, '_>, whole: usize, part: usize) -> bool {
    match converter.parts.get_mut(part) {
        Some(inner) if inner.parent.is_none() && whole != part => {
            inner.parent = Some(whole);
            true
        }
        Some(inner) => inner.parent == Some(whole),
        None => false,
    }
}

/// The only root, or the only package among several.
fn subject(converter: &mut Converter<'_, '_>, described: &[usize]) {
    let was_without = converter.properties.iter().any(|(name, value, _)| {
        name == "cyclonedx:metadata:component" && value.as_deref() == Some("none")
    });
    converter.properties.retain(|(name, ..)| name != "cyclonedx:metadata:component");
    if was_without {
        return;
    }
    let is_package =
        |number: &&usize| converter.parts.get(**number).is_some_and(|part| !part.is_file);
    let packages: Vec<usize> = described.iter().filter(is_package).copied().collect();
    let subject = match (described, packages.as_slice()) {
        ([only], _) | (_, [only]) => *only,
        _ => {
            for number in described {
                let Some(part) = converter.parts.get(*number) else { continue };
                let name = crate::convert::words::property::DOCUMENT_DESCRIBES.to_owned();
                converter.properties.push((name, Some(part.id.clone()), None));
            }
            return;
        }
    };
    if let Some(part) = converter.parts.get_mut(subject) {
        part.is_subject = true;
        part.parent = None;
    }
    if converter.was_cyclonedx {
        return;
    }
    // What the subject holds is the inventory: it stands in `components`, where readers look.
    let mut held = Vec::new();
    for part in &mut converter.parts {
        if part.parent == Some(subject) {
            part.parent = None;
            held.push((format!("CONTAINS {}", part.id), None));
        }
    }
    converter.graph.statements.entry(subject).or_default().extend(held);
}

/// Takes nesting apart that goes round in circles or too deep.
fn untangle(converter: &mut Converter<'_, '_>) {
    const DEEPEST: usize = 24;
    for start in 0..converter.parts.len() {
        let mut at = start;
        let mut steps = 0;
        while let Some(parent) = converter.parts.get(at).and_then(|part| part.parent) {
            steps += 1;
            if steps > DEEPEST || parent == start {
                let Some(part) = converter.parts.get_mut(start) else { break };
                let (id, parent) = (part.id.clone(), part.parent.take());
                if let Some(parent) = parent {
                    let statement = format!("CONTAINS {id}");
                    converter.graph.statements.entry(parent).or_default().push((statement, None));
                }
                break;
            }
            at = parent;
        }
    }
}

/// Writes `dependencies` and what is known of their completeness.
pub(super) fn write(converter: &mut Converter<'_, '_>, out: &mut Tail) {
    let work = &mut converter.work;
    let id = |number: usize| converter.parts.get(number).map_or("", |part| part.id.as_str());
    let mut list = work.array(out, Key::DEPENDENCIES);
    for (from, needs, provides) in std::mem::take(&mut converter.graph.entries) {
        let of = converter.parts.get(from).map(|part| part.value);
        let mut entry = work.object(&mut list, Key::NONE, of);
        work.say(&mut entry, Key::REF, id(from));
        for (key, numbers) in [(Key::DEPENDS_ON, needs), (Key::PROVIDES, provides)] {
            if numbers.is_empty() && key == Key::PROVIDES {
                continue;
            }
            let mut refs = work.array(&mut entry, key);
            let mut seen = HashSet::new();
            for number in numbers.into_iter().filter(|number| seen.insert(*number)) {
                work.say(&mut refs, Key::NONE, id(number));
            }
        }
    }
    let mut list = work.array(out, Key::COMPOSITIONS);
    for word in ["complete", "incomplete", "unknown"] {
        let of_word = converter.graph.completeness.iter().filter(|(_, other, _)| *other == word);
        let mut seen = HashSet::new();
        let parts = of_word.map(|(number, _, stated)| (*number, *stated));
        let parts: Vec<_> = parts.filter(|(number, _)| seen.insert(*number)).collect();
        if parts.is_empty() {
            continue;
        }
        let mut entry = work.object(&mut list, Key::NONE, None);
        work.say(&mut entry, Key::AGGREGATE, word);
        let mut refs = work.array(&mut entry, Key::DEPENDENCIES);
        for (number, stated) in parts {
            work.derive(&mut refs, Key::NONE, id(number), stated);
        }
    }
}
