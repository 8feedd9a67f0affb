//! Finding an SPDX 3 document's elements, relationships, licences and vulnerabilities.
//!
//! The document is a graph: objects refer to each other by id, or stand where a reference is due.
//! [`Objects`] makes that no difference; nothing is copied.

mod class;
mod licences;
mod objects;
mod types;

pub(crate) use self::class::{Class, short_name};
pub(crate) use self::licences::LicenceText;
pub(crate) use self::objects::{Objects, Row, id, id_in, relation_of, type_of};
pub(crate) use self::types::meaning;

use std::collections::HashSet;

use self::licences::Licences;
use self::types::{Meaning, scope};
use crate::document::index::{Edge, Element, EndCode, Index, Indexer, NOBODY};
use crate::document::{
    ComponentType, DependencyScope, ElementKind, LicenceRole, NoteKind, Origin, RelationshipKind,
};
use crate::error::Error;
use crate::tree::{Key, Tree, Value, ValueId};

/// What an SPDX 3 document's index has beside elements and edges.
#[derive(Clone, Debug, Default)]
pub(crate) struct Extra {
    pub(crate) objects: Objects,
    /// The `SpdxDocument`, or else the outermost collection.
    pub(crate) document: Option<ValueId>,
    /// The licences of elements, in the order of the elements.
    licences: Vec<Stated>,
    /// The licence of the document itself.
    pub(crate) data_licence: Option<LicenceText>,
    /// Licences put together from sets.
    made: Vec<Box<str>>,
    /// The ids of elements that other documents define, without abbreviation.
    imported: HashSet<String>,
    /// What is said of vulnerabilities, in the order of the vulnerabilities.
    assessments: Vec<Assessment>,
}

/// One licence that a relationship gives to an element.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stated {
    element: u32,
    pub(crate) role: LicenceRole,
    pub(crate) text: LicenceText,
}

/// One relationship between a vulnerability and something else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Assessment {
    vulnerability: ValueId,
    pub(crate) relationship: ValueId,
    /// The other end.
    pub(crate) target: EndCode,
}

impl Extra {
    /// Returns the licences of an element.
    pub(crate) fn licences(&self, element: u32) -> &[Stated] {
        let start = self.licences.partition_point(|stated| stated.element < element);
        let end = self.licences.partition_point(|stated| stated.element <= element);
        self.licences.get(start..end).unwrap_or_default()
    }

    /// Returns what is said of a vulnerability.
    pub(crate) fn assessments(&self, vulnerability: ValueId) -> &[Assessment] {
        let is_before = |said: &Assessment| said.vulnerability < vulnerability;
        let start = self.assessments.partition_point(is_before);
        let end = self.assessments.partition_point(|said| said.vulnerability <= vulnerability);
        self.assessments.get(start..end).unwrap_or_default()
    }

    /// Reports whether the end of a relationship is an object of the document.
    pub(crate) fn is_object(&self, tree: &Tree, end: EndCode) -> bool {
        let value = end.as_outside().map(|value| tree.value(value));
        value.is_some_and(|value| match value.as_str() {
            Some(id) => self.objects.find(tree, id).is_some(),
            None => value.is_object(),
        })
    }

    /// Reports whether an id names an element of another document.
    pub(crate) fn is_imported(&self, id: &str) -> bool {
        self.imported.contains(&*self.objects.expand(id))
    }

    /// Returns the text of a licence.
    pub(crate) fn licence_text<'d>(&'d self, tree: &'d Tree, text: LicenceText) -> &'d str {
        match text {
            LicenceText::Written(value) => tree.value(value).as_str().unwrap_or_default(),
            LicenceText::Made(row) => self.made.get(row as usize).map_or("", |text| text),
        }
    }
}

/// Indexes a document of 3.0.0 or 3.0.1. Types of the prototypes before them, and those a later
/// version may add, are kept in the tree and noted.
pub(crate) fn index(tree: &Tree) -> Result<Index, Error> {
    let mut indexer = Indexer::new(tree);
    let mut objects = Objects::new(tree);
    elements(tree, &mut objects, &mut indexer);
    let mut graph = Graph { tree, indexer, objects: &objects };
    let extra = graph.relationships();
    let mut index = graph.indexer.index;
    index.spdx3 = Some(Box::new(Extra { objects, ..extra }));
    Ok(index)
}

/// Finds the elements among the objects.
fn elements(tree: &Tree, objects: &mut Objects, indexer: &mut Indexer<'_>) {
    for row in objects.rows_mut() {
        let kind = match row.class {
            Class::Package | Class::AiPackage | Class::DatasetPackage => ElementKind::Component,
            Class::File => ElementKind::File,
            Class::Snippet => ElementKind::Snippet,
            _ => continue,
        };
        let object = tree.value(row.object);
        let mut element = Element::new(object, kind);
        element.id = row.id;
        element.component_type = component_type(object, row.class);
        row.element = indexer.add(element);
    }
    indexer.bind();
    let repeated = objects.bind(tree);
    for object in repeated {
        // The elements among them were noted when they were bound.
        let at = objects.rows().binary_search_by_key(&object, |row| row.object);
        let row = at.ok().and_then(|at| objects.rows().get(at));
        if row.is_some_and(|row| row.element == NOBODY) {
            indexer.note(NoteKind::DuplicateId, "", object);
        }
    }
    for row in objects.rows().iter().filter(|row| row.class == Class::Other) {
        let name = type_of(tree.value(row.object)).unwrap_or_default();
        // Extensions are of classes of their own, named by IRIs.
        let is_foreign = name.contains(':') && !name.contains("spdx.org/rdf/3");
        if !is_foreign && !crate::spdx::schema3::is_class(&short_name(name)) {
            indexer.note(NoteKind::UnknownComponentType, name, row.object);
        }
    }
}

struct Graph<'t> {
    tree: &'t Tree,
    indexer: Indexer<'t>,
    objects: &'t Objects,
}

impl<'t> Graph<'t> {
    fn relationships(&mut self) -> Extra {
        let mut extra = Extra {
            document: self.document(),
            imported: imported(self.tree, self.objects),
            ..Extra::default()
        };
        let mut licences = Licences::new(self.tree, self.objects);
        let document = extra.document.map(|document| self.tree.value(document));
        let data_licence = document.and_then(|document| document.list(Key::DATA_LICENSE).next());
        extra.data_licence = data_licence.map(|licence| licences.text(licence));
        for row in self.objects.rows().iter().filter(|row| row.is_relationship) {
            let value = self.tree.value(row.object);
            let word = relation_of(value).unwrap_or_default();
            let mut found = meaning(word).unwrap_or_else(|| {
                self.indexer.note(NoteKind::UnknownRelationshipType, word, row.object);
                let (kind, scope) = (RelationshipKind::Other, DependencyScope::Unspecified);
                Meaning { kind, scope, swap: false }
            });
            if let Some(scope) = value.text(Key::SCOPE).and_then(scope)
                && found.scope == DependencyScope::Unspecified
            {
                found.scope = scope;
            }
            let from = value.list(Key::FROM).next();
            let from_row = from.and_then(|from| self.objects.resolve(from));
            let from_code =
                from.map_or(EndCode::outside(row.object), |from| self.end(from, from_row));
            for to in value.list(Key::TO) {
                let to_row = self.objects.resolve(to);
                let to_code = self.end(to, to_row);
                self.state(from_row, to_code, found.kind);
                match word {
                    "hasDeclaredLicense" | "hasConcludedLicense" => {
                        let role = match word {
                            "hasDeclaredLicense" => LicenceRole::Declared,
                            _ => LicenceRole::Concluded,
                        };
                        if let Some(element) = self.element(from_row) {
                            let text = licences.text(to);
                            extra.licences.push(Stated { element, role, text });
                        }
                    }
                    _ => {
                        let (vulnerability, target) = match word {
                            "hasAssociatedVulnerability" => (to_row, from_code),
                            _ => (from_row, to_code),
                        };
                        let vulnerability = vulnerability.and_then(|row| self.objects.row(row));
                        if let Some(vulnerability) = vulnerability
                            && vulnerability.class == Class::Vulnerability
                        {
                            extra.assessments.push(Assessment {
                                vulnerability: vulnerability.object,
                                relationship: row.object,
                                target,
                            });
                        }
                    }
                }
                let (from, to) =
                    if found.swap { (to_code, from_code) } else { (from_code, to_code) };
                let (kind, scope, origin) = (found.kind, found.scope, Origin::Relationship);
                self.indexer.edge(Edge { from, to, value: row.object, kind, scope, origin });
            }
        }
        extra.licences.sort_by_key(|stated| stated.element);
        extra.assessments.sort_by_key(|said| said.vulnerability);
        extra.made = licences.made;
        let vulnerabilities =
            self.objects.rows().iter().filter(|row| row.class == Class::Vulnerability);
        self.indexer.index.vulnerabilities = vulnerabilities.map(|row| row.object).collect();
        self.described();
        extra
    }

    /// Returns the object that speaks for the document.
    fn document(&self) -> Option<ValueId> {
        let head = |class| self.objects.head(self.tree, class);
        head(Class::Document).or_else(|| head(Class::Collection)).map(Value::id)
    }

    fn element(&self, row: Option<u32>) -> Option<u32> {
        let row = self.objects.row(row?)?;
        (row.element != NOBODY).then_some(row.element)
    }

    /// Returns what stands at one end of a relationship.
    fn end(&self, reference: Value<'t>, row: Option<u32>) -> EndCode {
        if let Some(element) = self.element(row) {
            return EndCode::node(element);
        }
        match row.and_then(|row| self.objects.row(row)) {
            Some(row) if row.class == Class::Document => EndCode::DOCUMENT,
            // Another object of the document: its id, so that the end is told from one that
            // names nothing.
            Some(row) if row.id != ValueId::NONE => EndCode::outside(row.id),
            Some(row) => EndCode::outside(row.object),
            None => {
                let id = reference.as_str().unwrap_or_default();
                match id.rsplit('/').next().unwrap_or_default() {
                    "NoneElement" => EndCode::NONE,
                    "NoAssertionElement" => EndCode::NO_ASSERTION,
                    _ => EndCode::outside(reference.id()),
                }
            }
        }
    }

    /// Takes note that the document says something about an element's dependencies.
    fn state(&mut self, from: Option<u32>, to: EndCode, kind: RelationshipKind) {
        if kind == RelationshipKind::DependsOn
            && let Some(element) = self.element(from)
        {
            self.indexer.state(element, to);
        }
    }

    /// Collects what the document describes: its root elements; those of a collection in its
    /// place, however deep.
    fn described(&mut self) {
        let roots = |class: Class| {
            let rows = self.objects.rows().iter().filter(move |row| row.class == class);
            let tree = self.tree;
            rows.flat_map(move |row| tree.value(row.object).list(Key::ROOT_ELEMENT))
        };
        let has_document = self.objects.rows().iter().any(|row| row.class == Class::Document);
        let mut open: Vec<Value<'t>> = match has_document {
            true => roots(Class::Document).collect(),
            false => roots(Class::Collection).collect(),
        };
        open.reverse();
        let mut seen_rows = HashSet::new();
        let mut seen_ids = HashSet::new();
        let mut described = Vec::new();
        let mut elsewhere = 0;
        while let Some(root) = open.pop() {
            let Some(number) = self.objects.resolve(root) else {
                let id = self.objects.expand(root.as_str().unwrap_or_default()).into_owned();
                elsewhere += usize::from(seen_ids.insert(id));
                continue;
            };
            if !seen_rows.insert(number) {
                continue;
            }
            match self.objects.row(number) {
                Some(row) if row.class == Class::Collection && has_document => {
                    let inner = self.tree.value(row.object).list(Key::ROOT_ELEMENT);
                    let start = open.len();
                    open.extend(inner);
                    if let Some(inner) = open.get_mut(start..) {
                        inner.reverse();
                    }
                }
                Some(row) if row.element != NOBODY => {
                    described.push(crate::document::ComponentId::new(row.element));
                }
                _ => elsewhere += 1,
            }
        }
        let index = &mut self.indexer.index;
        if has_document {
            index.described = described;
            index.described_elsewhere = elsewhere;
        } else {
            // Without a document nobody says what it describes; what a collection does, helps.
            index.described_loosely = described;
        }
    }
}

/// Returns the ids of elements that other documents define.
fn imported(tree: &Tree, objects: &Objects) -> HashSet<String> {
    let maps = objects.rows().iter().filter(|row| row.class == Class::ExternalMap);
    maps.filter_map(|row| {
        let map = tree.value(row.object);
        let id = map.text(Key::EXTERNAL_SPDX_ID).or_else(|| map.text(Key::EXTERNAL_ID))?;
        Some(objects.expand(id).into_owned())
    })
    .collect()
}

fn component_type(object: Value<'_>, class: Class) -> ComponentType {
    let Some(purpose) = object.text(Key::SOFTWARE_PRIMARY_PURPOSE) else {
        return match class {
            Class::AiPackage => ComponentType::MachineLearningModel,
            Class::DatasetPackage => ComponentType::Data,
            Class::File => ComponentType::File,
            _ => ComponentType::Unspecified,
        };
    };
    match purpose {
        "application" => ComponentType::Application,
        "framework" => ComponentType::Framework,
        "library" => ComponentType::Library,
        "container" => ComponentType::Container,
        "operatingSystem" => ComponentType::OperatingSystem,
        "device" => ComponentType::Device,
        "firmware" => ComponentType::Firmware,
        "file" => ComponentType::File,
        "platform" => ComponentType::Platform,
        "deviceDriver" => ComponentType::DeviceDriver,
        "model" => ComponentType::MachineLearningModel,
        "data" => ComponentType::Data,
        "source" => ComponentType::Source,
        "archive" => ComponentType::Archive,
        "install" => ComponentType::Install,
        _ => ComponentType::Other,
    }
}
