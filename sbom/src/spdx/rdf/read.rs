//! Statements into the tree that the same document has in SPDX 2 JSON.

mod value;

use std::borrow::Cow;
use std::collections::HashMap;

use crate::document::{NoteKind, Notes};
use crate::error::{Code, Error};
use crate::limits::ParseOptions;
use crate::spdx::rdf::graph::{Graph, Name, Object, Statement};
use crate::spdx::rdf::licence::Licences;
use crate::spdx::rdf::parse::parse;
use crate::spdx::rdf::vocabulary::{
    Class, DOCUMENT, DOCUMENT_REF, EXTRACTED, FILE, Form, PACKAGE, Property, RELATIONSHIP, SNIPPET,
    expand,
};
use crate::tree::{Key, Scalar, Tail, Tree, ValueId};

/// Reads an RDF/XML document.
///
/// # Errors
///
/// A fault of the XML or RDF grammar, a limit exceeded, no `SpdxDocument`.
pub(crate) fn read(text: String, options: &ParseOptions, notes: &mut Notes) -> Result<Tree, Error> {
    let (graph, licences) = parse(&text, &options.limits)?;
    notes.add_many(NoteKind::NotKept, "ListedLicense", licences, String::new);
    let mut mapper = Mapper::new(&graph, text)?;
    mapper.document(notes)?;
    mapper.foreign(notes);
    Ok(mapper.tree)
}

struct Mapper<'g> {
    graph: &'g Graph,
    tree: Tree,
    /// The statements of each subject, in the order of the text.
    starts: Vec<u32>,
    order: Vec<u32>,
    /// The statements that a member of the tree stands for.
    is_used: Vec<bool>,
    /// The blank nodes that became objects.
    objects: Vec<(Name, ValueId)>,
    document: Name,
    /// The document's namespace, without `#`.
    namespace: &'g str,
    licences: Licences<'g>,
    /// How many statements may still be looked at: nodes that others share are copied to each.
    work: usize,
}

impl<'g> Mapper<'g> {
    fn new(graph: &'g Graph, source: String) -> Result<Self, Error> {
        let Some(document) = instances(graph, DOCUMENT.name).next() else {
            return Err(Error::new(Code::NotAnSbom, "RDF without an `SpdxDocument`"));
        };
        let iri = Some(graph.text_of(document)).filter(|_| !graph.is_blank(document));
        let namespace = iri.and_then(split).map_or("", |(namespace, _)| namespace);
        let (starts, order) = by_subject(graph);
        let statements = graph.statements.len();
        Ok(Self {
            graph,
            tree: Tree::over(source),
            starts,
            order,
            is_used: vec![false; statements],
            objects: Vec::new(),
            document,
            namespace,
            licences: Licences::new(graph, namespace),
            work: 1024 + 16 * statements,
        })
    }

    fn document(&mut self, notes: &mut Notes) -> Result<(), Error> {
        self.documents();
        let mut top = Tail::ROOT;
        let mut root = self.tree.object(&mut top, Key::NONE, Some(0));
        self.id(&mut root, Key::SPDXID, self.document);
        self.members(&DOCUMENT, self.document, &mut root)?;
        if !self.namespace.is_empty() {
            let namespace = expand(self.namespace);
            self.tree.made_text(&mut root, Key::DOCUMENT_NAMESPACE, None, &namespace);
        }
        self.extracted(&mut root)?;
        for (class, key) in
            [(&PACKAGE, Key::PACKAGES), (&FILE, Key::FILES), (&SNIPPET, Key::SNIPPETS)]
        {
            let mut list = None;
            for element in instances(self.graph, class.name) {
                let list = list.get_or_insert_with(|| self.tree.array(&mut root, key, None));
                let mut object = self.tree.object(list, Key::NONE, None);
                self.id(&mut object, Key::SPDXID, element);
                self.typed(class, element);
                self.members(class, element, &mut object)?;
            }
        }
        self.typed(&DOCUMENT, self.document);
        self.relationships(&mut root)?;
        let more = instances(self.graph, DOCUMENT.name).count().saturating_sub(1);
        notes.add_many(NoteKind::MoreDocuments, "", more, String::new);
        Ok(())
    }

    /// Learns the ids of other documents, which elements there are named by.
    fn documents(&mut self) {
        for statement in &self.graph.statements {
            let graph = self.graph;
            if graph.text_of(statement.predicate) != "spdx:externalDocumentRef" {
                continue;
            }
            let Object::Resource(reference) = statement.object else { continue };
            let mut id = split(graph.text_of(reference)).map(|(_, id)| id);
            let mut namespace = None;
            for statement in self.statements(reference) {
                match (graph.text_of(statement.predicate), statement.object) {
                    ("spdx:externalDocumentId", Object::Literal(literal)) => {
                        id = Some(graph.literal(self.tree.source(), literal.text));
                    }
                    ("spdx:spdxDocument", Object::Literal(literal)) => {
                        namespace = Some(graph.literal(self.tree.source(), literal.text));
                    }
                    ("spdx:spdxDocument", Object::Resource(document)) => {
                        namespace = Some(graph.text_of(document));
                    }
                    _ => {}
                }
            }
            if let (Some(id), Some(namespace)) = (id, namespace) {
                let namespace = namespace.strip_suffix('#').unwrap_or(namespace);
                self.licences.add_document(namespace, id);
            }
        }
    }

    /// Writes the extracted licences, those first that the document lists.
    fn extracted(&mut self, root: &mut Tail) -> Result<(), Error> {
        let mut seen = vec![false; self.graph.name_count()];
        let mut list = None;
        let mut listed = Vec::new();
        for at in self.numbers(self.document) {
            let Some(statement) = self.graph.statements.get(at) else { continue };
            if self.graph.text_of(statement.predicate) == "spdx:hasExtractedLicensingInfo"
                && let Object::Resource(licence) = statement.object
            {
                self.mark(at);
                listed.push(licence);
            }
        }
        for licence in listed.into_iter().chain(instances(self.graph, EXTRACTED.name)) {
            if !is_first(&mut seen, licence) {
                continue;
            }
            let key = Key::HAS_EXTRACTED_LICENSING_INFOS;
            let list = list.get_or_insert_with(|| self.tree.array(root, key, None));
            let mut object = self.tree.object(list, Key::NONE, None);
            let states_id = self
                .statements(licence)
                .any(|statement| self.graph.text_of(statement.predicate) == "spdx:licenseId");
            if !states_id {
                self.id(&mut object, Key::LICENSE_ID, licence);
            }
            self.typed(&EXTRACTED, licence);
            self.members(&EXTRACTED, licence, &mut object)?;
        }
        Ok(())
    }

    fn relationships(&mut self, root: &mut Tail) -> Result<(), Error> {
        let Some(predicate) = self.graph.find("spdx:relationship") else { return Ok(()) };
        let mut list = None;
        for at in 0..self.graph.statements.len() {
            let Some(statement) = self.graph.statements.get(at) else { continue };
            let Object::Resource(relationship) = statement.object else { continue };
            if statement.predicate != predicate {
                continue;
            }
            self.mark(at);
            let list = list.get_or_insert_with(|| self.tree.array(root, Key::RELATIONSHIPS, None));
            let mut object = self.tree.object(list, Key::NONE, None);
            self.id(&mut object, Key::SPDX_ELEMENT_ID, statement.subject);
            self.node(&RELATIONSHIP, relationship, &mut object)?;
        }
        Ok(())
    }

    /// Fills the object of a node that is no element.
    fn node(&mut self, class: &'static Class, node: Name, object: &mut Tail) -> Result<(), Error> {
        let text = self.graph.text_of(node);
        if text.starts_with("_:") {
            self.objects.push((node, object.container()));
        } else if class.name == DOCUMENT_REF.name || class.name == "doap:Project" {
            let (key, text) = match split(text) {
                Some((namespace, id)) if namespace == self.namespace => {
                    (Key::EXTERNAL_DOCUMENT_ID, id)
                }
                _ => (Key::PROJECT_URI, text),
            };
            let states_id = self.statements(node).any(|statement| {
                self.graph.text_of(statement.predicate) == "spdx:externalDocumentId"
            });
            if !states_id {
                self.tree.made_text(object, key, None, &expand(text));
            }
        } else {
            self.tree.made_text(object, Key::HASH_NODE, None, &expand(text));
        }
        self.typed(class, node);
        self.members(class, node, object)
    }

    /// Marks the statement that a node is of a class as one the tree tells.
    fn typed(&mut self, class: &Class, node: Name) {
        for at in self.numbers(node) {
            let Some(statement) = self.graph.statements.get(at) else { continue };
            if let Object::Resource(kind) = statement.object
                && self.graph.text_of(statement.predicate) == "rdf:type"
                && self.graph.text_of(kind) == class.name
            {
                self.mark(at);
            }
        }
    }

    /// Writes the members that a class gives to the statements about a node.
    fn members(
        &mut self,
        class: &'static Class,
        node: Name,
        object: &mut Tail,
    ) -> Result<(), Error> {
        let graph = self.graph;
        // The statements of one property follow each other, the properties in the order of their
        // first statement.
        let numbers = self.numbers(node);
        let Some(work) = self.work.checked_sub(numbers.len() + 1) else {
            return Err(Error::new(Code::TooMany, "a node is shared by too many others"));
        };
        self.work = work;
        let mut rows: Vec<(usize, usize, &'static Property)> = Vec::new();
        let mut first: HashMap<Key, usize> = HashMap::new();
        for at in numbers {
            let Some(statement) = graph.statements.get(at) else { continue };
            let Some(property) = class.property(graph.text_of(statement.predicate)) else {
                continue;
            };
            rows.push((*first.entry(property.key).or_insert(at), at, property));
        }
        rows.sort_unstable_by_key(|(first, at, _)| (*first, *at));
        let mut list = None;
        for (first, at, property) in rows {
            if first == at {
                list = None;
            } else if !property.many {
                // A second value of what has one: kept as a statement of its own.
                continue;
            }
            let Some(statement) = graph.statements.get(at) else { continue };
            if !self.fits(property.form, statement.object) {
                continue;
            }
            let done = match property.many {
                true => {
                    let list = match &mut list {
                        Some(list) => list,
                        None => list.insert(self.tree.array(object, property.key, None)),
                    };
                    self.value(list, Key::NONE, property.form, statement.object)?
                }
                false => self.value(object, property.key, property.form, statement.object)?,
            };
            if done {
                self.mark(at);
            }
        }
        Ok(())
    }

    /// Keeps the statements that SPDX 2 JSON has no member for.
    fn foreign(&mut self, notes: &mut Notes) {
        let graph = self.graph;
        let mut labels = vec![false; graph.name_count()];
        let mut list = None;
        let mut top = self.tree.tail(ValueId::ROOT);
        for (at, statement) in graph.statements.iter().enumerate() {
            if self.is_used.get(at) == Some(&true) || self.is_implied(statement) {
                continue;
            }
            let list =
                list.get_or_insert_with(|| self.tree.array(&mut top, Key::HASH_FOREIGN, None));
            let predicate = graph.text_of(statement.predicate);
            if predicate.starts_with("spdx:") {
                notes.add(NoteKind::UnknownMember, predicate, String::new);
            }
            let mut object = self.tree.object(list, Key::NONE, None);
            let (subject_key, predicate_key) = (Key::SUBJECT, self.tree.key("predicate"));
            let mut resources = vec![(subject_key, statement.subject)];
            resources.push((predicate_key, statement.predicate));
            match statement.object {
                Object::Resource(resource) => resources.push((Key::RESOURCE, resource)),
                Object::Literal(literal) => {
                    self.literal(&mut object, Key::VALUE, Form::Text, literal);
                    let datatype = self.tree.key("datatype");
                    resources.extend(literal.datatype.map(|name| (datatype, name)));
                    let language = self.tree.key("language");
                    resources.extend(literal.language.map(|name| (language, name)));
                }
            }
            for (key, name) in resources {
                if graph.is_blank(name) {
                    let _ = is_first(&mut labels, name);
                }
                let text = written(graph.text_of(name));
                self.tree.made_text(&mut object, key, None, &text);
            }
        }
        // The objects that these statements speak of are marked with the label of the node.
        for (node, object) in std::mem::take(&mut self.objects) {
            if labels.get(node.index()) == Some(&true) {
                let label = written(graph.text_of(node));
                self.tree.set(object, Key::HASH_NODE, Scalar::Text(&label));
            }
        }
    }

    /// Reports whether a statement says nothing that the tree does not say.
    fn is_implied(&self, statement: &Statement) -> bool {
        if self.graph.text_of(statement.predicate) != "rdf:type" {
            return false;
        }
        let Object::Resource(class) = statement.object else { return false };
        match self.graph.text_of(class) {
            "spdx:SpdxElement" | "spdx:ReferenceType" | "spdx:SpdxItem" => true,
            _ => self.licences.is_known(statement.subject),
        }
    }

    fn mark(&mut self, statement: usize) {
        if let Some(mark) = self.is_used.get_mut(statement) {
            *mark = true;
        }
        for at in self.licences.take_used() {
            if let Some(mark) = self.is_used.get_mut(at) {
                *mark = true;
            }
        }
    }

    fn numbers(&self, subject: Name) -> impl ExactSizeIterator<Item = usize> + use<> {
        let (start, end) = range(&self.starts, subject);
        let numbers: Vec<usize> =
            self.order.get(start..end).unwrap_or_default().iter().map(|at| *at as usize).collect();
        numbers.into_iter()
    }

    fn statements(&self, subject: Name) -> impl Iterator<Item = &'g Statement> + use<'g> {
        let graph = self.graph;
        self.numbers(subject).filter_map(move |at| graph.statements.get(at))
    }
}

/// Returns the subjects that are of a class, each once, in the order of the text.
fn instances<'g>(graph: &'g Graph, class: &str) -> impl Iterator<Item = Name> + use<'g> {
    let is_type = graph.find("rdf:type");
    let class = graph.find(class);
    let mut seen = vec![false; graph.name_count()];
    graph.statements.iter().filter_map(move |statement| {
        let is_instance = Some(statement.predicate) == is_type
            && matches!(statement.object, Object::Resource(kind) if Some(kind) == class);
        (is_instance && is_first(&mut seen, statement.subject)).then_some(statement.subject)
    })
}

/// Returns a name as `#foreign` has it: an IRI, a label that RDF/XML can write, a language.
fn written(name: &str) -> Cow<'_, str> {
    match (name.strip_prefix("_:#"), name.strip_prefix('@')) {
        (Some(number), _) => Cow::Owned(format!("_:genid-{number}")),
        (_, Some(language)) => Cow::Borrowed(language),
        _ => expand(name),
    }
}

fn is_first(seen: &mut [bool], name: Name) -> bool {
    seen.get_mut(name.index()).is_some_and(|seen| !std::mem::replace(seen, true))
}

/// Sorts the numbers of the statements by subject, by counting.
fn by_subject(graph: &Graph) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0_u32; graph.name_count() + 1];
    for statement in &graph.statements {
        if let Some(count) = starts.get_mut(statement.subject.index() + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    let mut next = starts.clone();
    let mut order = vec![0_u32; graph.statements.len()];
    for (statement, at) in graph.statements.iter().zip(0_u32..) {
        if let Some(place) = next.get_mut(statement.subject.index()) {
            if let Some(slot) = order.get_mut(*place as usize) {
                *slot = at;
            }
            *place += 1;
        }
    }
    (starts, order)
}

pub(super) fn range(starts: &[u32], subject: Name) -> (usize, usize) {
    let start = starts.get(subject.index()).copied().unwrap_or(0);
    let end = starts.get(subject.index() + 1).copied().unwrap_or(start);
    (start as usize, end as usize)
}

/// Splits an IRI into the namespace of a document and an id in it.
pub(super) fn split(iri: &str) -> Option<(&str, &str)> {
    iri.rsplit_once('#')
}

fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0'))
}
