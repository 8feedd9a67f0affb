//! The tree of SPDX 2 JSON as RDF/XML.

mod licence;

use std::collections::{HashMap, HashSet};

use crate::convert::words::id::MAX_NAMESPACE;
use crate::losses::{LossReason, Losses};
use crate::spdx::rdf::vocabulary::{
    BYTE_POINTER, Class, DOCUMENT, DOCUMENT_REF, EXTRACTED, FILE, Form, LINE_POINTER, NO_ASSERTION,
    NONE, PACKAGE, PREFIXES, PROJECT, Property, REFERENCES, RELATIONSHIP, SNIPPET, XML_BOOLEAN,
    XML_INT, expand, shorten,
};
use crate::tree::{Key, Kind, Scalar, Value};
use crate::xml;

/// Writes a document; what RDF cannot carry goes to `losses`.
pub(crate) fn write(root: Value<'_>, indent: Option<usize>, losses: &mut Losses) -> String {
    let mut writer = Writer::new(root, indent, losses);
    writer.out.begin("rdf:RDF");
    for (prefix, namespace) in PREFIXES {
        writer.out.attribute(&format!("xmlns:{prefix}"), namespace);
    }
    writer.lists(root);
    writer.document(root);
    for (class, key) in [(&PACKAGE, Key::PACKAGES), (&FILE, Key::FILES), (&SNIPPET, Key::SNIPPETS)]
    {
        for (number, element) in elements(root, key) {
            writer.path = format!("/{}/{number}", key.known_text().unwrap_or_default());
            writer.element(class, element);
        }
    }
    writer.stray_relationships(root);
    writer.foreign(root);
    writer.out.finish()
}

struct Writer<'t, 'l> {
    out: xml::Writer,
    losses: &'l mut Losses,
    /// The document's namespace, without `#`.
    namespace: &'t str,
    /// What the document itself is called.
    id: &'t str,
    /// The namespaces of other documents, by their ids.
    documents: HashMap<&'t str, &'t str>,
    /// The relationships of each element.
    relationships: HashMap<&'t str, Vec<(usize, Value<'t>)>>,
    /// The subjects written so far: two elements of one id would become one.
    subjects: HashSet<String>,
    /// The JSON Pointer of what is being written.
    path: String,
}

impl<'t, 'l> Writer<'t, 'l> {
    fn new(root: Value<'t>, indent: Option<usize>, losses: &'l mut Losses) -> Self {
        let namespace = root.text(Key::DOCUMENT_NAMESPACE);
        let mut documents = HashMap::new();
        for reference in root.list(Key::EXTERNAL_DOCUMENT_REFS) {
            let id = reference.text(Key::EXTERNAL_DOCUMENT_ID);
            if let (Some(id), Some(document)) = (id, reference.text(Key::SPDX_DOCUMENT)) {
                documents.entry(id).or_insert(document.strip_suffix('#').unwrap_or(document));
            }
        }
        let mut relationships: HashMap<&str, Vec<_>> = HashMap::new();
        for (number, relationship) in elements(root, Key::RELATIONSHIPS) {
            match relationship.text(Key::SPDX_ELEMENT_ID) {
                Some(from) => relationships.entry(from).or_default().push((number, relationship)),
                None => {
                    let path = format!("/relationships/{number}");
                    let detail = "without `spdxElementId`";
                    losses.add(LossReason::Invalid, "relationships", &path, None, detail);
                }
            }
        }
        Self {
            out: xml::Writer::new(indent, root.tree().text_len()),
            losses,
            namespace: namespace.filter(|text| text.len() <= MAX_NAMESPACE).unwrap_or_default(),
            id: root.text(Key::SPDXID).unwrap_or("SPDXRef-DOCUMENT"),
            documents,
            relationships,
            subjects: HashSet::new(),
            path: String::new(),
        }
    }

    /// Reports what of the document's own lists is no object, and a namespace that is none.
    fn lists(&mut self, root: Value<'t>) {
        for list in root.children().filter(|member| LISTS.contains(&member.key())) {
            self.path = format!("/{}", list.key_text());
            let mut values = list.children();
            if !list.is_array() && !list.is_null() {
                self.lose(LossReason::Invalid, list, "not a list");
            } else if values.all(|value| !value.is_object()) {
                self.lose(LossReason::Encoding, list, "a list of nothing");
            } else if list.children().any(|value| !value.is_object()) {
                self.lose(LossReason::Encoding, list, "values that are no objects");
            }
        }
        if let Some(namespace) = root.get(Key::DOCUMENT_NAMESPACE)
            && self.namespace.is_empty()
        {
            self.path = "/documentNamespace".to_owned();
            let is_empty = namespace.as_str().is_none_or(str::is_empty);
            let detail = if is_empty { "empty" } else { "too long to be repeated by each id" };
            self.lose(LossReason::Encoding, namespace, detail);
        }
        self.path.clear();
    }

    fn document(&mut self, root: Value<'t>) {
        self.out.begin(DOCUMENT.name);
        // The namespace is read from here, whatever the id looks like.
        let iri = self.inner(self.id);
        if self.id.contains('#')
            && let Some(id) = root.get(Key::SPDXID)
        {
            self.path = "/SPDXID".to_owned();
            self.lose(LossReason::Encoding, id, "the namespace ends at the last `#`");
            self.path.clear();
        }
        self.about(&iri);
        self.subjects.insert(iri);
        self.members(&DOCUMENT, root);
        for (number, licence) in elements(root, Key::HAS_EXTRACTED_LICENSING_INFOS) {
            self.path = format!("/hasExtractedLicensingInfos/{number}");
            self.out.begin("spdx:hasExtractedLicensingInfo");
            let id = licence.text(Key::LICENSE_ID);
            let iri = id.map(|id| self.iri(id));
            match iri {
                Some(iri) if !self.subjects.insert(iri.clone()) => {
                    self.lose(LossReason::OnlyOne, licence, "its id is taken");
                    self.resource(&iri);
                }
                iri => {
                    self.out.begin(EXTRACTED.name);
                    if let Some(iri) = iri {
                        self.about(&iri);
                    }
                    self.members(&EXTRACTED, licence);
                    self.out.end();
                }
            }
            self.out.end();
        }
        self.relationships_of(self.id);
        self.out.end();
    }

    fn element(&mut self, class: &'static Class, element: Value<'t>) {
        let id = element.text(Key::SPDXID).filter(|id| !id.is_empty());
        let iri = id.map(|id| self.iri(id));
        match &iri {
            Some(iri) if !self.subjects.insert(iri.clone()) => {
                self.lose(LossReason::OnlyOne, element, "its id is taken");
                return;
            }
            Some(_) => {}
            None => self.lose(LossReason::Approximated, element, "it has got an id"),
        }
        self.out.begin(class.name);
        if let Some(iri) = iri {
            self.about(&iri);
        }
        self.members(class, element);
        if let Some(id) = id {
            self.relationships_of(id);
        }
        self.out.end();
    }

    fn relationships_of(&mut self, id: &str) {
        for (number, relationship) in self.relationships.remove(id).unwrap_or_default() {
            self.path = format!("/relationships/{number}");
            self.out.begin("spdx:relationship");
            self.node(&RELATIONSHIP, relationship);
            self.out.end();
        }
    }

    /// Writes the relationships of elements that are not in the document.
    fn stray_relationships(&mut self, root: Value<'t>) {
        for relationship in root.list(Key::RELATIONSHIPS) {
            let Some(from) = relationship.text(Key::SPDX_ELEMENT_ID) else { continue };
            if self.relationships.contains_key(from) {
                self.out.begin("spdx:SpdxElement");
                let iri = self.iri(from);
                self.about(&iri);
                self.relationships_of(from);
                self.out.end();
            }
        }
    }

    /// Writes a node that is no element, in the property that has begun.
    fn node(&mut self, class: &'static Class, object: Value<'t>) {
        self.out.begin(class.name);
        let id = if class.name == DOCUMENT_REF.name {
            // Where another node is called so, the id says it by itself.
            let iri = object.text(Key::EXTERNAL_DOCUMENT_ID).map(|id| self.inner(id));
            iri.filter(|iri| self.subjects.insert(iri.clone()))
        } else if class.name == PROJECT.name {
            object.text(Key::PROJECT_URI).map(str::to_owned)
        } else {
            None
        };
        match (object.text(Key::HASH_NODE), id) {
            (Some(node), _) => self.subject(node),
            (None, Some(iri)) => self.about(&iri),
            (None, None) => {}
        }
        self.members(class, object);
        self.out.end();
    }

    /// Writes the members of an object as properties of its node.
    fn members(&mut self, class: &'static Class, object: Value<'t>) {
        let outer = self.path.len();
        for member in object.children() {
            self.path.push('/');
            self.path.push_str(member.key_text());
            match class.member(member.key()) {
                _ if member.is_null() && !LISTS.contains(&member.key()) => {
                    self.lose(LossReason::Encoding, member, "`null`");
                }
                Some(property) => self.values(property, member),
                None if is_told(class, member.key()) => {}
                None => self.lose(LossReason::UnknownMember, member, ""),
            }
            self.path.truncate(outer);
        }
    }

    fn values(&mut self, property: &'static Property, member: Value<'t>) {
        if !member.is_array() {
            self.value(property, member);
            return;
        }
        let mut nulls = 0;
        let mut is_first = true;
        let outer = self.path.len();
        for (number, value) in member.children().enumerate() {
            if value.is_null() {
                nulls += 1;
                continue;
            }
            self.path.push_str(&format!("/{number}"));
            match std::mem::take(&mut is_first) || property.many {
                true => self.value(property, value),
                false => self.lose(LossReason::OnlyOne, member, ""),
            }
            self.path.truncate(outer);
        }
        if nulls > 0 {
            self.lose(LossReason::Encoding, member, &format!("{nulls} times `null`"));
        } else if is_first {
            self.lose(LossReason::Encoding, member, "an empty list");
        }
    }

    fn value(&mut self, property: &'static Property, value: Value<'t>) {
        let (text, is_text) = match value.scalar() {
            Some(Scalar::Text(text)) => (text, true),
            Some(Scalar::Number(text)) => (text, matches!(property.form, Form::Integer)),
            Some(Scalar::Bool(value)) => {
                let text = if value { "true" } else { "false" };
                (text, matches!(property.form, Form::Boolean))
            }
            Some(Scalar::Null) => return,
            None => ("", value.is_object()),
        };
        let takes_object = matches!(property.form, Form::Node(_) | Form::Pointer);
        if takes_object != value.is_object() {
            self.lose(LossReason::Encoding, value, "not of the type it should have");
            return;
        }
        let is_spelled = value.kind() == Kind::Text
            && match property.form {
                Form::Boolean => matches!(text.trim(), "true" | "false" | "0" | "1"),
                Form::Integer => text.trim().bytes().all(|byte| byte.is_ascii_digit()),
                _ => false,
            };
        if !is_text || is_spelled {
            let detail = if is_spelled { "a text that spells it" } else { "written as a text" };
            self.lose(LossReason::Approximated, value, detail);
        }
        self.out.begin(property.name);
        match property.form {
            Form::Node(class) => self.node(class, value),
            Form::Pointer => {
                let has_line = value.get(Key::LINE_NUMBER).is_some();
                self.node(if has_line { &LINE_POINTER } else { &BYTE_POINTER }, value);
            }
            Form::Boolean if value.kind() == Kind::Bool => {
                self.out.attribute("rdf:datatype", XML_BOOLEAN);
                self.end_with(value, text);
                return;
            }
            Form::Integer if value.kind() == Kind::Number => {
                self.out.attribute("rdf:datatype", XML_INT);
                self.end_with(value, text);
                return;
            }
            Form::Stated if text == "NONE" => self.resource(&expand(NONE)),
            Form::Stated if text == "NOASSERTION" => self.resource(&expand(NO_ASSERTION)),
            Form::Word(words) => match words.individual(text) {
                Some(individual) => self.resource(&expand(&individual)),
                None => {
                    self.end_with(value, text);
                    return;
                }
            },
            Form::ReferenceType if text.contains("://") => {
                self.out.begin("spdx:ReferenceType");
                self.about(text);
                self.out.end();
            }
            Form::ReferenceType if !text.is_empty() => {
                self.resource(&format!("{REFERENCES}{text}"));
            }
            Form::Element if !text.is_empty() => {
                let iri = self.iri(text);
                self.resource(&iri);
            }
            Form::Iri if !text.is_empty() => self.resource(text),
            Form::Licence => {
                if !self.licence(text) {
                    self.end_with(value, text);
                    return;
                }
            }
            _ => {
                self.end_with(value, text);
                return;
            }
        }
        self.out.end();
    }

    /// Ends an element that holds a text.
    fn end_with(&mut self, value: Value<'t>, text: &str) {
        if !self.out.end_with(text) {
            let detail = "characters that XML does not have";
            self.lose(LossReason::Encoding, value, detail);
        }
    }

    /// Returns the IRI of an element, licence or individual by its id.
    fn iri(&self, id: &str) -> String {
        let outside = id.split_once(':').and_then(|(document, rest)| {
            self.documents.get(document).map(|namespace| format!("{namespace}#{rest}"))
        });
        match (id, outside) {
            ("NONE", _) => expand(NONE).into_owned(),
            ("NOASSERTION", _) => expand(NO_ASSERTION).into_owned(),
            (_, Some(outside)) => outside,
            _ if id == self.id => self.inner(id),
            _ if id.contains("://") || (id.starts_with("DocumentRef-") && id.contains(':')) => {
                id.to_owned()
            }
            _ => self.inner(id),
        }
    }

    /// Returns the IRI of what has that id in the document's own namespace.
    fn inner(&self, id: &str) -> String {
        format!("{}#{id}", self.namespace)
    }

    /// Reports that the value whose path is at hand was not carried as it was.
    fn lose(&mut self, reason: LossReason, value: Value<'_>, detail: &str) {
        // The elements of a list have no name of their own.
        let names = self.path.rsplit('/').find(|part| !part.bytes().all(|b| b.is_ascii_digit()));
        let field = match value.key() {
            Key::NONE => names.unwrap_or_default(),
            _ => value.key_text(),
        };
        self.losses.add(reason, field, &self.path, None, detail);
    }

    fn about(&mut self, iri: &str) {
        self.out.attribute("rdf:about", iri);
    }

    fn resource(&mut self, iri: &str) {
        self.out.attribute("rdf:resource", iri);
    }

    /// Writes what a node is called: an IRI, or the label of a blank node.
    fn subject(&mut self, node: &str) {
        match node.strip_prefix("_:") {
            Some(label) => self.out.attribute("rdf:nodeID", label),
            None => self.out.attribute("rdf:about", node),
        };
    }

    /// Writes the statements that are kept as such.
    fn foreign(&mut self, root: Value<'t>) {
        let predicate_key = root.tree().find_key("predicate");
        let datatype_key = root.tree().find_key("datatype");
        let language_key = root.tree().find_key("language");
        let text = |statement: Value<'t>, key: Option<Key>| statement.text(key?);
        for (number, statement) in elements(root, Key::HASH_FOREIGN) {
            self.path = format!("/#foreign/{number}");
            let predicate = text(statement, predicate_key).unwrap_or_default();
            let short = shorten(predicate);
            let is_element = short.split_once(':').is_some_and(|(_, local)| xml::is_name(local));
            let (name, namespace) = match split_name(predicate) {
                _ if is_element && short != predicate => (short.into_owned(), None),
                Some((namespace, local)) => (format!("p:{local}"), Some(namespace)),
                None => {
                    self.lose(LossReason::Encoding, statement, "no name in XML");
                    continue;
                }
            };
            self.out.begin("rdf:Description");
            self.subject(statement.text(Key::SUBJECT).unwrap_or_default());
            self.out.begin(&name);
            if let Some(namespace) = namespace {
                self.out.attribute("xmlns:p", namespace);
            }
            if let Some(resource) = statement.text(Key::RESOURCE) {
                match resource.strip_prefix("_:") {
                    Some(label) => self.out.attribute("rdf:nodeID", label),
                    None => self.out.attribute("rdf:resource", resource),
                };
                self.out.end();
            } else {
                if let Some(datatype) = text(statement, datatype_key) {
                    self.out.attribute("rdf:datatype", datatype);
                }
                if let Some(language) = text(statement, language_key) {
                    self.out.attribute("xml:lang", language);
                }
                self.end_with(statement, statement.text(Key::VALUE).unwrap_or_default());
            }
            self.out.end();
        }
    }
}

/// The lists of a document that are written as nodes of their own.
const LISTS: [Key; 5] = [
    Key::HAS_EXTRACTED_LICENSING_INFOS,
    Key::PACKAGES,
    Key::FILES,
    Key::SNIPPETS,
    Key::RELATIONSHIPS,
];

/// Reports whether a member is written elsewhere than among the properties of its object.
fn is_told(class: &Class, key: Key) -> bool {
    match key {
        Key::SPDXID => class.name.starts_with("spdx:"),
        Key::HASH_NODE => true,
        Key::SPDX_ELEMENT_ID => class.name == RELATIONSHIP.name,
        Key::PROJECT_URI => class.name == PROJECT.name,
        Key::DOCUMENT_NAMESPACE
        | Key::HAS_EXTRACTED_LICENSING_INFOS
        | Key::PACKAGES
        | Key::FILES
        | Key::SNIPPETS
        | Key::RELATIONSHIPS
        | Key::HASH_FOREIGN => class.name == DOCUMENT.name,
        _ => false,
    }
}

/// Splits an IRI where the part that can be the local name of an element begins.
fn split_name(iri: &str) -> Option<(&str, &str)> {
    let is_name = |character: char| character.is_ascii_alphanumeric() || "_-.".contains(character);
    let end = iri.trim_end_matches(is_name).len();
    let tail = iri.get(end..)?;
    let start = end + tail.find(|character: char| character.is_ascii_alphabetic())?;
    iri.split_at_checked(start).filter(|(namespace, _)| !namespace.is_empty())
}

/// Returns the objects of a list with their numbers.
fn elements<'t>(root: Value<'t>, key: Key) -> impl Iterator<Item = (usize, Value<'t>)> {
    let list = root.get(key).filter(|list| list.is_array());
    let elements = list.into_iter().flat_map(Value::children).enumerate();
    elements.filter(|(_, element)| element.is_object())
}
