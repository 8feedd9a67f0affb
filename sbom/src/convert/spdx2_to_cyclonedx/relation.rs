//! Relationships.
//!
//! | SPDX 2 | CycloneDX |
//! |---|---|
//! | `DESCRIBES` of one package | `metadata.component` |
//! | `DESCRIBES` of several | properties `spdx:document:describes` |
//! | `CONTAINS`, `CONTAINED_BY`, `hasFiles` | nesting; of the subject, and of a second whole: a property |
//! | `DEPENDS_ON`, `DEPENDENCY_OF` | `dependsOn` |
//! | `RUNTIME_DEPENDENCY_OF`, … `STATIC_LINK` | `dependsOn`, and a property that tells the kind |
//! | `OTHER` with the comment `provides` | `provides` |
//! | all others, and whatever has a comment | properties `spdx:relationship` |

use std::collections::{HashMap, HashSet};

use super::Converter;
use crate::convert::words::property;
use crate::convert::words::relation::{self, Meaning, Relation};
use crate::tree::{Key, Tail, Value};

/// What the relationships say.
#[derive(Debug, Default)]
pub(super) struct Graph<'s> {
    /// The dependencies of each element that has an entry, in the order of the document.
    entries: Vec<(usize, Vec<usize>, Vec<usize>)>,
    numbers: HashMap<usize, usize>,
    /// What becomes a property of an element; of the document under `None`.
    statements: HashMap<Option<usize>, Vec<(String, Option<Value<'s>>)>>,
    pub(super) described: Vec<&'s str>,
    describes: HashSet<&'s str>,
    /// Whether an annotation says that a component is optional.
    optional: HashMap<usize, bool>,
    /// The dependencies stated plainly, and those whose kind a property tells.
    plain: HashSet<(usize, usize)>,
    rough: HashSet<(usize, usize)>,
}

impl<'s> Graph<'s> {
    pub(super) fn statements_of(&mut self, number: usize) -> Vec<(String, Option<Value<'s>>)> {
        self.statements.remove(&Some(number)).unwrap_or_default()
    }

    pub(super) fn statements_of_document(&mut self) -> Vec<(String, Option<Value<'s>>)> {
        self.statements.remove(&None).unwrap_or_default()
    }

    /// Makes sure that an element has an entry, and adds what it needs or provides.
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

/// Reads `relationships`, `documentDescribes` and `hasFiles`.
pub(super) fn read(converter: &mut Converter<'_, '_>) {
    let root = converter.work.source.root();
    for value in root.list(Key::DOCUMENT_DESCRIBES) {
        if let Some(id) = value.as_str() {
            describe(converter, id);
            converter.work.carry(value);
        }
    }
    for entry in root.list(Key::RELATIONSHIPS) {
        one(converter, entry);
    }
    for number in 0..converter.parts.len() {
        let Some(part) = converter.parts.get(number) else { continue };
        let package = part.value;
        for file in package.list(Key::HAS_FILES) {
            let inner = file.as_str().and_then(|id| converter.by_id.get(id)).copied();
            let Some(inner) = inner else { continue };
            converter.work.carry(file);
            if !nest(converter, number, inner) && !is_nested(converter, number, inner) {
                let text = format!("CONTAINS {}", file.as_str().unwrap_or_default());
                converter
                    .graph
                    .statements
                    .entry(Some(number))
                    .or_default()
                    .push((text, Some(file)));
            }
        }
    }
    both_ways(converter);
    subject(converter);
    untangle(converter);
}

/// A property that tells the kind of a dependency stands for the entry in `dependencies` too: if
/// that was stated beside it, it needs a property of its own.
fn both_ways(converter: &mut Converter<'_, '_>) {
    let graph = &mut converter.graph;
    let mut pairs: Vec<(usize, usize)> = graph.plain.intersection(&graph.rough).copied().collect();
    pairs.sort_unstable();
    for (whole, part) in pairs {
        let Some(part) = converter.parts.get(part) else { continue };
        let text = format!("DEPENDS_ON {}", part.id);
        graph.statements.entry(Some(whole)).or_default().push((text, None));
    }
}

fn describe<'s>(converter: &mut Converter<'s, '_>, id: &'s str) {
    if converter.graph.describes.insert(id) {
        converter.graph.described.push(id);
    }
}

/// Reads one relationship.
fn one<'s>(converter: &mut Converter<'s, '_>, entry: Value<'s>) {
    let text = |key| entry.text(key).filter(|text| !text.is_empty());
    let (Some(from), Some(kind), Some(to)) =
        (text(Key::SPDX_ELEMENT_ID), text(Key::RELATIONSHIP_TYPE), text(Key::RELATED_SPDX_ELEMENT))
    else {
        return;
    };
    if [from, kind, to].iter().any(|text| text.contains(char::is_whitespace)) {
        return;
    }
    for key in
        [Key::SPDX_ELEMENT_ID, Key::RELATIONSHIP_TYPE, Key::RELATED_SPDX_ELEMENT, Key::COMMENT]
    {
        converter.work.carry_member(entry, key);
    }
    let row = relation::spdx2(kind);
    let comment = text(Key::COMMENT);
    let ends = [from, to].map(|id| converter.by_id.get(id).copied());
    let is_said = match row {
        Some(row) => say(converter, row, [from, to], ends, comment),
        None => false,
    };
    if is_said {
        return;
    }
    let comment = comment.map(|comment| format!(" {comment}")).unwrap_or_default();
    let [from_number, _] = ends;
    let statement = match from_number {
        Some(_) => format!("{kind} {to}{comment}"),
        None => format!("{from} {kind} {to}{comment}"),
    };
    converter.graph.statements.entry(from_number).or_default().push((statement, Some(entry)));
}

/// Says a relationship in CycloneDX; returns whether that is all there is to it.
fn say<'s>(
    converter: &mut Converter<'s, '_>,
    row: &Relation,
    [from, to]: [&'s str; 2],
    [from_number, to_number]: [Option<usize>; 2],
    comment: Option<&str>,
) -> bool {
    let (whole, part) = match row.swap {
        true => ((to, to_number), (from, from_number)),
        false => ((from, from_number), (to, to_number)),
    };
    let is_plain = row.is_plain && comment.is_none();
    match (row.meaning, whole, part) {
        (Meaning::Describes, (super::DOCUMENT, _), (id, Some(_))) => {
            describe(converter, id);
            is_plain
        }
        (Meaning::Describes, (super::DOCUMENT, _), ("NOASSERTION", _)) => converter.was_cyclonedx,
        (Meaning::Depends, (_, Some(whole)), (_, Some(part))) => {
            converter.graph.add(whole, Some(part), None);
            let is_said = is_plain || is_optional(converter, row, part);
            let graph = &mut converter.graph;
            let pairs = if is_said { &mut graph.plain } else { &mut graph.rough };
            pairs.insert((whole, part));
            is_said
        }
        (Meaning::Depends, (_, Some(whole)), ("NONE", _)) if is_plain && !row.swap => {
            converter.graph.add(whole, None, None);
            true
        }
        (Meaning::Contains, (_, Some(whole)), (_, Some(part))) => {
            (nest(converter, whole, part) || is_nested(converter, whole, part)) && is_plain
        }
        (Meaning::Other, (_, Some(whole)), (_, Some(part)))
            if row.spdx2 == "OTHER" && comment == Some("provides") =>
        {
            converter.graph.add(whole, None, Some(part));
            true
        }
        _ => false,
    }
}

/// Reports whether an optional dependency was made of a component's scope, which is kept.
fn is_optional(converter: &mut Converter<'_, '_>, row: &Relation, part: usize) -> bool {
    if !converter.was_cyclonedx || row.spdx2 != "OPTIONAL_DEPENDENCY_OF" {
        return false;
    }
    *converter.graph.optional.entry(part).or_insert_with(|| {
        let part = converter.parts.get(part).map(|part| part.value);
        let mut notes = part.into_iter().flat_map(|part| part.list(Key::ANNOTATIONS));
        notes.any(|note| note.text(Key::COMMENT) == Some("cyclonedx:scope: optional"))
    })
}

/// Puts an element into another one, unless it already is in one.
fn nest(converter: &mut Converter<'_, '_>, whole: usize, part: usize) -> bool {
    if whole == part {
        return false;
    }
    match converter.parts.get_mut(part) {
        Some(part) if part.parent.is_none() => {
            part.parent = Some(whole);
            true
        }
        _ => false,
    }
}

fn is_nested(converter: &Converter<'_, '_>, whole: usize, part: usize) -> bool {
    converter.parts.get(part).is_some_and(|part| part.parent == Some(whole))
}

/// Decides on the subject: the only element described, or the only package among them.
fn subject(converter: &mut Converter<'_, '_>) {
    let described = converter.graph.described.clone();
    let numbers: Vec<usize> =
        described.iter().filter_map(|id| converter.by_id.get(id).copied()).collect();
    let is_package =
        |number: &&usize| converter.parts.get(**number).is_some_and(|part| !part.is_file);
    let packages: Vec<usize> = numbers.iter().filter(is_package).copied().collect();
    let subject = match (numbers.as_slice(), packages.as_slice()) {
        ([only], _) | (_, [only]) => Some(*only),
        _ => None,
    };
    let was_without = converter.was_cyclonedx && {
        let mut notes = converter.work.source.root().list(Key::ANNOTATIONS);
        notes.any(|note| note.text(Key::COMMENT) == Some("cyclonedx:metadata:component: none"))
    };
    if was_without {
        converter.graph.described.clear();
        return;
    }
    let Some(part) = subject.and_then(|number| converter.parts.get_mut(number)) else { return };
    part.is_subject = true;
    let (id, number) = (part.id.clone(), subject);
    converter.graph.described.retain(|other| *other != id);
    // The subject stands in nothing.
    if let Some(parent) = part.parent.take() {
        let text = format!("CONTAINS {id}");
        converter.graph.statements.entry(Some(parent)).or_default().push((text, None));
    }
    // What the subject holds is the inventory: it stands in `components`, where readers look.
    if converter.was_cyclonedx {
        return;
    }
    let mut held = Vec::new();
    for part in &mut converter.parts {
        if part.parent == number {
            part.parent = None;
            held.push((format!("CONTAINS {}", part.id), None));
        }
    }
    converter.graph.statements.entry(number).or_default().extend(held);
}

/// Takes nesting apart that goes round in circles or too deep; it becomes properties.
fn untangle(converter: &mut Converter<'_, '_>) {
    const DEEPEST: usize = 24;
    let mut depth: Vec<Option<usize>> = vec![None; converter.parts.len()];
    for start in 0..converter.parts.len() {
        let mut way = Vec::new();
        let mut on_way = HashSet::new();
        let mut at = start;
        let base = loop {
            if let Some(known) = depth.get(at).copied().flatten() {
                break known + 1;
            }
            let parent = converter.parts.get(at).and_then(|part| part.parent);
            on_way.insert(at);
            way.push(at);
            match parent {
                Some(parent) if !on_way.contains(&parent) => at = parent,
                Some(parent) => {
                    release(converter, at, parent);
                    break 0;
                }
                None => break 0,
            }
        };
        let mut below = base;
        for number in way.into_iter().rev() {
            if below >= DEEPEST {
                if let Some(parent) = converter.parts.get(number).and_then(|part| part.parent) {
                    release(converter, number, parent);
                }
                below = 0;
            }
            if let Some(place) = depth.get_mut(number) {
                *place = Some(below);
            }
            below += 1;
        }
    }
}

fn release(converter: &mut Converter<'_, '_>, number: usize, parent: usize) {
    let Some(part) = converter.parts.get_mut(number) else { return };
    part.parent = None;
    let text = format!("CONTAINS {}", part.id);
    converter.graph.statements.entry(Some(parent)).or_default().push((text, None));
}

/// Writes `dependencies`.
pub(super) fn write(converter: &mut Converter<'_, '_>, out: &mut Tail) {
    let work = &mut converter.work;
    let mut list = work.array(out, Key::DEPENDENCIES);
    let id = |number: usize| converter.parts.get(number).map_or("", |part| part.id.as_str());
    for (from, needs, provides) in std::mem::take(&mut converter.graph.entries) {
        let of = converter.parts.get(from).map(|part| part.value);
        let mut entry = work.object(&mut list, Key::NONE, of);
        work.say(&mut entry, Key::REF, id(from));
        let lists = [(Key::DEPENDS_ON, needs), (Key::PROVIDES, provides)];
        for (key, numbers) in lists {
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
}

/// Returns what the document describes beside the subject, as texts of properties.
pub(super) fn described<'s>(converter: &mut Converter<'s, '_>) -> Vec<(&'static str, String)> {
    let described = std::mem::take(&mut converter.graph.described);
    described.into_iter().map(|id| (property::DOCUMENT_DESCRIBES, id.to_owned())).collect()
}
