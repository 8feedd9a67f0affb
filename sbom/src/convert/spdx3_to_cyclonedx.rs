//! SPDX 3 to CycloneDX, in the shape of 1.7: the table of `cyclonedx_to_spdx3.rs` from right to
//! left. Creation information of single elements and relationships that neither CycloneDX nor
//! SPDX 2 has are reported.

mod agent;
mod annotation;
mod artifact;
mod document;
mod element;
mod licence;
mod relation;
mod snippet;
mod unlisted;
mod vulnerability;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::words::id::Ids;
use super::work::{Made, Work};
use super::{ConvertOptions, Way};
use crate::spdx::index3::{Class, Objects, short_name};
use crate::tree::{Key, Tail, Tree, Value, ValueId};

/// Converts an SPDX 3 tree, to stay so or on the way to SPDX 2.
pub(crate) fn convert(source: &Tree, options: &ConvertOptions, way: Way) -> Made {
    let mut objects = Objects::new(source);
    objects.bind(source);
    let mut converter = Converter::new(source, options, way, &objects);
    converter.run();
    converter.work.finish()
}

struct Converter<'s, 'o> {
    work: Work<'s>,
    options: &'o ConvertOptions,
    way: Way,
    objects: &'o Objects,
    /// The `SpdxDocument`.
    document: Option<Value<'s>>,
    info: Option<Value<'s>>,
    /// What the ids of the document's own elements begin with.
    prefix: String,
    was_cyclonedx: bool,
    parts: Vec<Part<'s>>,
    /// From the number of an object to its part.
    by_row: HashMap<u32, usize>,
    graph: relation::Graph<'s>,
    artifacts: artifact::Artifacts<'s>,
    /// For each licence expression what its `customIdToUri` says.
    custom_ids: HashMap<ValueId, HashMap<&'s str, Value<'s>>>,
    /// The unlisted licences that were shown, each with its name and the id made of name and text.
    shown: HashMap<ValueId, Option<(String, &'s str)>>,
    /// The agents that were named.
    named: HashSet<ValueId>,
    /// The ids of the snippets that go on to SPDX 2.
    snippets: HashMap<ValueId, String>,
    /// What the document is called as the subject of annotations.
    serial: String,
    properties: Kept<'s>,
    /// The bytes that texts may still take which elements share here and have of their own there:
    /// a long name could be repeated by each of a million short references.
    room: usize,
    /// The same for the texts of unlisted licences, which may be left out where they are shown
    /// elsewhere.
    room_for_texts: usize,
}

/// The properties of an element, with what each was made of.
type Kept<'s> = Vec<(String, Option<String>, Option<Value<'s>>)>;

/// A package or file.
struct Part<'s> {
    value: Value<'s>,
    /// Its bom-ref.
    id: String,
    is_file: bool,
    parent: Option<usize>,
    is_subject: bool,
}

impl<'s, 'o> Converter<'s, 'o> {
    fn new(source: &'s Tree, options: &'o ConvertOptions, way: Way, objects: &'o Objects) -> Self {
        let of_class = |class: Class| objects.head(source, class);
        let document = of_class(Class::Document).or_else(|| of_class(Class::Collection));
        let mut made = Self {
            work: Work::new(source),
            options,
            way,
            objects,
            document,
            info: None,
            prefix: String::new(),
            was_cyclonedx: false,
            parts: Vec::new(),
            by_row: HashMap::new(),
            graph: relation::Graph::default(),
            artifacts: artifact::Artifacts::default(),
            custom_ids: HashMap::new(),
            shown: HashMap::new(),
            named: HashSet::new(),
            snippets: HashMap::new(),
            serial: String::new(),
            properties: Vec::new(),
            room: (1 << 16) + 4 * source.text_len(),
            room_for_texts: (1 << 20) + 4 * source.text_len(),
        };
        made.info = document.and_then(|document| made.object(document.get(Key::CREATION_INFO)?));
        made.info = made.info.or_else(|| of_class(Class::CreationInfo));
        let id = document.and_then(|document| id_of(document)).unwrap_or_default();
        made.prefix = id.split_once('#').map(|(start, _)| format!("{start}#")).unwrap_or_default();
        made.artifacts = artifact::Artifacts::of(source, objects, &made.prefix);
        made
    }

    fn run(&mut self) {
        let root = self.work.source.root();
        self.work.carry_member(root, Key::AT_CONTEXT);
        self.collect();
        document::read_properties(self);
        relation::read(self);
        let mut out = self.work.root();
        document::write_head(self, &mut out);
        let mut metadata = self.work.object(&mut out, Key::METADATA, self.document);
        document::write_metadata(self, &mut metadata);
        let mut components = self.work.array(&mut out, Key::COMPONENTS);
        let mut inner: Vec<Option<Tail>> = vec![None; self.parts.len()];
        for number in self.in_order() {
            let Some(part) = self.parts.get(number) else { continue };
            let (is_subject, parent) = (part.is_subject, part.parent);
            let place = parent.and_then(|parent| inner.get(parent).copied().flatten());
            let (made, place) = match (is_subject, place) {
                (true, _) => (element::write(self, number, &mut metadata, Key::COMPONENT), None),
                (false, Some(mut tail)) => {
                    (element::write(self, number, &mut tail, Key::NONE), Some(tail))
                }
                (false, None) => (element::write(self, number, &mut components, Key::NONE), None),
            };
            if let (Some(tail), Some(slot)) = (place, parent.and_then(|at| inner.get_mut(at))) {
                *slot = Some(tail);
            }
            if let Some(slot) = inner.get_mut(number) {
                *slot = Some(made);
            }
        }
        document::write_references(self, &mut out);
        relation::write(self, &mut out);
        vulnerability::write(self, &mut out);
        if self.way == Way::Onward {
            snippet::carry_along(self, &mut out);
            unlisted::write_unused(self, &mut out);
        }
        annotation::write(self, &mut out);
        let properties = std::mem::take(&mut self.properties);
        element::properties(self, &mut metadata, properties);
    }

    fn collect(&mut self) {
        let mut ids = Ids::default();
        for (row, number) in self.objects.rows().iter().zip(0_u32..) {
            let is_file = row.class == Class::File;
            let is_package =
                matches!(row.class, Class::Package | Class::AiPackage | Class::DatasetPackage);
            if (!is_file && !is_package) || self.artifacts.has(row.object) {
                continue;
            }
            let value = self.work.source.value(row.object);
            let iri = id_of(value).unwrap_or_default();
            let local = iri.strip_prefix(&self.prefix).filter(|local| !local.is_empty());
            let id = match local.filter(|local| super::words::id::is_spdxid(local)) {
                Some(local) => ids.take(local.to_owned()),
                None if iri.is_empty() => ids.take("component".to_owned()),
                None => ids.take(iri.to_owned()),
            };
            self.by_row.insert(number, self.parts.len());
            self.parts.push(Part { value, id, is_file, parent: None, is_subject: false });
        }
    }

    /// Returns the object that a reference names or is.
    fn object(&self, reference: Value<'s>) -> Option<Value<'s>> {
        self.object_and_class(reference).map(|(object, _)| object)
    }

    fn object_and_class(&self, reference: Value<'s>) -> Option<(Value<'s>, Class)> {
        let row = self.objects.row(self.objects.resolve(reference)?)?;
        Some((self.work.source.value(row.object), row.class))
    }

    /// Reports whether that many bytes of a shared text may be written once more.
    fn may_share(&mut self, len: usize) -> bool {
        let left = self.room.checked_sub(len + 1);
        self.room = left.unwrap_or(0);
        left.is_some()
    }

    /// Returns the number of the part that a reference names.
    fn part(&self, reference: Value<'s>) -> Option<usize> {
        self.by_row.get(&self.objects.resolve(reference)?).copied()
    }

    /// Marks what every element has, of one that is in the result.
    fn carry_head(&mut self, element: Value<'s>) {
        for key in [Key::TYPE, Key::AT_TYPE, Key::SPDX_ID, Key::AT_ID] {
            self.work.carry_member(element, key);
        }
        let Some(info) = element.get(Key::CREATION_INFO) else { return };
        let is_same = self.object(info).zip(self.info).is_some_and(|(a, b)| a.id() == b.id());
        if is_same && info.as_str().is_some() {
            self.work.carry(info);
        }
    }

    /// Every part behind the one it is nested in.
    fn in_order(&self) -> Vec<usize> {
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); self.parts.len()];
        let mut open = Vec::new();
        for (number, part) in self.parts.iter().enumerate().rev() {
            match part.parent.and_then(|parent| children.get_mut(parent)) {
                Some(list) => list.push(number),
                None => open.push(number),
            }
        }
        let mut order = Vec::with_capacity(self.parts.len());
        while let Some(number) = open.pop() {
            order.push(number);
            open.extend(children.get(number).into_iter().flatten().copied());
        }
        order
    }
}

/// Returns an object's id.
fn id_of(object: Value<'_>) -> Option<&str> {
    object.text(Key::SPDX_ID).or_else(|| object.text(Key::AT_ID))
}

/// Returns an object's class by its short name.
fn class_of(object: Value<'_>) -> Cow<'_, str> {
    let name = object.text(Key::TYPE).or_else(|| object.text(Key::AT_TYPE));
    short_name(name.unwrap_or_default())
}
