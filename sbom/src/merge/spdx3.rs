//! Merging in the shape of SPDX 3: a union of graphs by ids, under one new document.
//!
//! An id without blanks means the same in every document; blank nodes mean what they mean in their
//! own. All ids are written out, so that no prefix of one document is read by that of another.

mod blank;
mod completeness;
mod copy;
mod graph;
mod head;
mod source;

use std::collections::{HashMap, HashSet};

pub(super) use self::graph::graph;

use self::blank::Blanks;
use self::source::{Item, Source};
use super::absorb::{contradiction, is_same, text_of};
use super::claims::Claims;
use super::names::Renames;
use super::result::Result;
use super::{MergeAnswer, MergeConflict, MergeMode, MergeOptions};
use crate::convert::words::id::Ids;
use crate::document::Document;
use crate::spdx::index3::{Class, type_of};
use crate::tree::{Key, Tree, Value, ValueId};

/// Reports whether documents can be merged as they are: those of 3.0, by their context.
pub(super) fn takes(document: &Document) -> bool {
    let contexts = || document.root().list(Key::AT_CONTEXT).filter_map(Value::as_str);
    contexts().any(|context| context.contains("spdx.org/rdf/3.0."))
}

/// Returns the result and, of a hierarchy or under a new subject, the ids of what the documents
/// describe.
pub(super) fn merge(
    documents: &[&Document],
    options: &MergeOptions,
    id: Option<&str>,
) -> (Tree, Vec<MergeConflict>, Vec<String>) {
    let is_flat = options.mode == MergeMode::Flat;
    let mut sources: Vec<Source<'_>> = documents.iter().copied().filter_map(Source::new).collect();
    let is_new = sources.iter().any(|source| !source.is_old);
    for source in &mut sources {
        source.is_renamed = source.is_old && is_new;
    }
    let mut merger = Merger {
        result: Result::new(),
        graph: ValueId::ROOT,
        ids: Ids::default(),
        known: HashMap::new(),
        said: HashMap::new(),
        blanks: Blanks::default(),
        claims: sources.iter().any(completeness::is_claimed_in).then(Claims::default),
        roots: Vec::new(),
        is_flat,
        is_deduping: id.is_none(),
        keeps_roots: is_flat && options.subject.is_none(),
    };
    head::context(&mut merger, &sources);
    merger.graph = merger.result.list(ValueId::ROOT, Key::AT_GRAPH);
    let mut head = head::Head::begin(&mut merger, &sources, id);
    // What is renamed is not called as anything of a later document.
    for item in sources.iter().flat_map(|source| &source.items).filter(|item| !item.is_blank()) {
        merger.ids.reserve(&item.id);
    }
    for (position, source) in sources.iter().enumerate() {
        merger.add(source, position, &mut head);
    }
    completeness::weaken(&mut merger);
    head.finish(&mut merger);
    let tops = if merger.keeps_roots { Vec::new() } else { merger.roots };
    (merger.result.tree, merger.result.conflicts, tops)
}

struct Merger {
    result: Result,
    graph: ValueId,
    /// The ids that are taken in the result.
    ids: Ids,
    /// The objects of the result by their ids.
    known: HashMap<String, ValueId>,
    /// What agents, licences and relationships say, with the id of the one that says it.
    said: HashMap<String, String>,
    blanks: Blanks,
    /// How complete relationships are, if any is said to be.
    claims: Option<Claims<ValueId>>,
    /// What the documents describe.
    roots: Vec<String>,
    is_flat: bool,
    is_deduping: bool,
    /// Whether the result describes what the documents describe.
    keeps_roots: bool,
}

/// What becomes of an object.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It is the same as one of the result.
    Joined(ValueId),
    /// An equal one is there.
    Known,
    New,
}

impl Merger {
    fn add(&mut self, source: &Source<'_>, position: usize, head: &mut head::Head) {
        self.outside(source, position);
        let mut renames = Renames::new();
        for item in source.of(Class::Document) {
            let own = if self.is_deduping { item.id.clone() } else { head.id.clone() };
            renames.insert(item.id.clone(), own);
        }
        let blanks = self.blanks.rename(source, position, &mut self.ids, &mut renames);
        let mut fates: HashMap<ValueId, Fate> =
            blanks.into_iter().map(|blank| (blank, Fate::Known)).collect();
        // Components of one document are compared with those of the others, not with each other.
        let mut seen = HashSet::new();
        let named = || source.items.iter().filter(|item| !item.is_blank() && !item.is_document());
        // What speaks of others is compared when it is known what they are called.
        let is_about = |item: &&Item<'_>| item.is_relationship || item.class == Class::Other;
        for item in named().filter(|item| !is_about(item)).chain(named().filter(is_about)) {
            let fate = self.fate(source, item, position, &mut renames, &mut seen);
            fates.insert(item.value.id(), fate);
        }
        let mut added = Vec::new();
        let is_early = |item: &&Item<'_>| !item.is_relationship && item.section().is_some();
        let early = source.items.iter().filter(is_early);
        let relationships = source.items.iter().filter(|item| item.is_relationship);
        let is_late =
            |item: &&Item<'_>| !is_early(item) && !item.is_relationship && !item.is_document();
        let late = source.items.iter().filter(is_late);
        let mut related = HashMap::new();
        for item in early.chain(relationships).chain(late) {
            match fates.get(&item.value.id()).copied().unwrap_or(Fate::New) {
                Fate::Known => {}
                Fate::Joined(mine) => {
                    let made = self.copy(source, item.value, &renames);
                    self.result.absorb_made(mine, made, position, Key::SPDX_ID);
                    related.extend(item.is_relationship.then_some((item.value.id(), mine)));
                }
                Fate::New => {
                    let Some(made) = self.put(source, item, position, &mut renames) else {
                        continue;
                    };
                    related.extend(item.is_relationship.then_some((item.value.id(), made)));
                    if let Some(section) = item.section().filter(|_| self.is_flat) {
                        match self.is_deduping {
                            true => self.result.remember(section, made),
                            false => added.push((section, made)),
                        }
                    }
                }
            }
        }
        for (section, made) in added {
            self.result.remember(section, made);
        }
        completeness::add(self, source, position, &renames, &related);
        head.add(self, source, position, &renames);
    }

    /// Joins what stands beside the graph, or in it without being an object.
    fn outside(&mut self, source: &Source<'_>, position: usize) {
        let root = source.document.root();
        let Some(graph) = root.get(Key::AT_GRAPH) else { return };
        let none = Renames::new();
        self.result.extend(self.graph, graph.elements().filter(|it| !it.is_object()), &none);
        for member in root.children() {
            if !matches!(member.key(), Key::AT_CONTEXT | Key::AT_GRAPH) {
                self.result.join(ValueId::ROOT, member, &none, position);
            }
        }
    }

    /// Finds out what an object of a document is in the result, and what it is called there.
    fn fate(
        &mut self,
        source: &Source<'_>,
        item: &Item<'_>,
        position: usize,
        renames: &mut Renames,
        seen: &mut HashSet<String>,
    ) -> Fate {
        if item.id.is_empty() {
            return Fate::New;
        }
        if !seen.insert(item.id.clone()) {
            // The document itself says it twice.
            return Fate::New;
        }
        if let Some(mine) = self.known.get(&item.id).copied() {
            let known = self.result.tree.value(mine);
            let Some(field) = difference(source, known, item.value, renames) else {
                return Fate::Joined(mine);
            };
            let name = self.ids.take(item.id.clone());
            self.result.conflicts.push(MergeConflict {
                document: position,
                element: name.clone(),
                field: field.to_owned(),
                answer: MergeAnswer::KeptApart,
            });
            renames.insert(item.id.clone(), name);
            return Fate::New;
        }
        if self.is_flat && !self.is_deduping {
            let found = match item.section() {
                Some(section) => self.result.same(section, item.value, position, Key::SPDX_ID),
                None => None,
            };
            let name = found.and_then(|mine| self.result.tree.value(mine).text(Key::SPDX_ID));
            if let (Some(mine), Some(name)) = (found, name) {
                renames.insert(item.id.clone(), name.to_owned());
                return Fate::Joined(mine);
            }
        }
        if self.is_flat && is_shared(item.class) {
            let text = saying(source, item.value);
            if let Some(name) = self.said.get(&text) {
                renames.insert(item.id.clone(), name.clone());
                return Fate::Known;
            }
            self.said.insert(text, item.id.clone());
        }
        Fate::New
    }

    /// Puts an object into the graph, unless it turns out to say what is said there; returns it.
    fn put(
        &mut self,
        source: &Source<'_>,
        item: &Item<'_>,
        position: usize,
        renames: &mut Renames,
    ) -> Option<ValueId> {
        let made = self.copy(source, item.value, renames);
        let name = renames.get(&item.id).unwrap_or(&item.id).clone();
        if let Some(mine) = self.known.get(&name).copied().filter(|_| !name.is_empty()) {
            self.result.absorb_made(mine, made, position, Key::SPDX_ID);
            return None;
        }
        if let Some(section) = item.section().filter(|_| self.is_flat && self.is_deduping) {
            let found = self.result.same_made(section, made, position, Key::SPDX_ID);
            let mine = found.and_then(|mine| self.result.tree.value(mine).text(Key::SPDX_ID));
            if let (Some(found), Some(mine)) = (found, mine) {
                renames.insert(item.id.clone(), mine.to_owned());
                self.result.absorb_made(found, made, position, Key::SPDX_ID);
                return None;
            }
        }
        let is_said = item.is_relationship || item.class == Class::Other || name.is_empty();
        if is_said && self.is_flat {
            let mut text = copy::saying(&self.result.tree, made);
            if !item.is_relationship {
                // Who annotated, and when, is a part of what an annotation says.
                let creation = self.result.tree.value(made).get(Key::CREATION_INFO);
                text.extend(creation.map(text_of));
            }
            if let Some(mine) = self.said.get(&text) {
                if !name.is_empty() {
                    renames.insert(item.id.clone(), mine.clone());
                }
                return None;
            }
            self.said.insert(text, name.clone());
        }
        self.result.attach(self.graph, made);
        if !name.is_empty() {
            self.known.insert(name, made);
        }
        Some(made)
    }

    /// Copies an object with the ids of the result; nothing holds it yet.
    fn copy(&mut self, source: &Source<'_>, value: Value<'_>, renames: &Renames) -> ValueId {
        copy::copy(&mut self.result.tree, source, value, renames)
    }
}

/// Returns the member in which two objects of one id differ, so that they are not the same.
fn difference(
    source: &Source<'_>,
    known: Value<'_>,
    item: Value<'_>,
    renames: &Renames,
) -> Option<&'static str> {
    if let Some(field) = contradiction(known, item) {
        return Some(field);
    }
    DECISIVE.iter().find_map(|(key, name)| {
        let (one, other) = (known.get(*key)?, item.get(*key)?);
        let is_one = match (one.as_str(), other.as_str()) {
            (Some(one), Some(other)) => {
                let other = source.expand(other);
                one == other || renames.get(&*other).is_some_and(|other| one == other)
            }
            _ => is_same(one, other),
        };
        (!is_one).then_some(*name)
    })
}

/// Members of which another value means another thing.
const DECISIVE: &[(Key, &str)] = &[
    (Key::RELATIONSHIP_TYPE, "relationshipType"),
    (Key::FROM, "from"),
    (Key::SUBJECT, "subject"),
    (Key::SIMPLELICENSING_LICENSE_EXPRESSION, "simplelicensing_licenseExpression"),
    (Key::SIMPLELICENSING_LICENSE_TEXT, "simplelicensing_licenseText"),
];

/// Reports whether two objects of a class that say the same are one, whatever they are called.
fn is_shared(class: Class) -> bool {
    matches!(
        class,
        Class::Person
            | Class::Organization
            | Class::SoftwareAgent
            | Class::Agent
            | Class::Tool
            | Class::LicenceExpression
    )
}

/// Returns a text that is equal for objects that say the same, whatever they are called.
fn saying(source: &Source<'_>, value: Value<'_>) -> String {
    let mut tree = Tree::default();
    let made = copy::copy(&mut tree, source, value, &Renames::new());
    copy::saying(&tree, made)
}

/// Returns a text that is equal for equal objects.
fn whole(source: &Source<'_>, value: Value<'_>) -> (Tree, String) {
    let mut tree = Tree::default();
    let made = copy::copy(&mut tree, source, value, &Renames::new());
    let text = text_of(tree.value(made));
    (tree, text)
}

/// Returns the class of an object.
fn class_of(value: Value<'_>) -> Class {
    type_of(value).map_or(Class::Other, Class::of)
}
