//! RDF/XML into statements: node elements and property elements in turn (RDF 1.1 XML Syntax, §2).

use crate::error::{Code, Error};
use crate::limits::Limits;
use crate::spdx::rdf::graph::{Graph, Literal, Name, Object, Statement, Text};
use crate::spdx::rdf::vocabulary::{LICENSES, RDF};
use crate::xml::{Event, Reader as Xml, Text as XmlText};

/// Reads every statement of a document; the bodies of listed licences are left out, and counted.
///
/// # Errors
///
/// The first fault of the XML or RDF grammar, elements nested deeper than the limits allow, names
/// that are too long written out, each with its place.
pub(super) fn parse(source: &str, limits: &Limits) -> Result<(Graph, usize), Error> {
    let mut reader = Reader {
        xml: Xml::new(source, limits)?,
        graph: Graph::with_room(source.len().saturating_mul(4).saturating_add(1 << 20)),
        open: Vec::new(),
        start: Start::default(),
        licences: 0,
    };
    reader.run()?;
    Ok((reader.graph, reader.licences))
}

/// The start of an element; one is filled again and again.
#[derive(Debug, Default)]
struct Start {
    /// Namespace and local name in one, as RDF joins them.
    name: String,
    /// Names likewise, and values.
    attributes: Vec<(String, String)>,
}

const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// An element that is not closed yet.
#[derive(Debug)]
struct Open {
    role: Role,
    /// What relative references within it are resolved against.
    base: Option<Name>,
    language: Option<Name>,
}

#[derive(Debug)]
enum Role {
    /// `rdf:RDF`: node elements follow.
    Root,
    /// A node: property elements follow.
    Node { subject: Name, items: usize },
    /// A property: a node element or text follows.
    Property(Property),
    /// A property whose nodes make up a list.
    Collection { subject: Name, predicate: Name },
    /// A property whose value is in its attributes.
    Done,
}

#[derive(Debug)]
struct Property {
    subject: Name,
    predicate: Name,
    datatype: Option<Name>,
    text: Option<Text>,
    has_node: bool,
}

struct Reader<'x> {
    xml: Xml<'x>,
    graph: Graph,
    open: Vec<Open>,
    start: Start,
    licences: usize,
}

impl Reader<'_> {
    fn run(&mut self) -> Result<(), Error> {
        loop {
            match self.xml.next()? {
                Event::Open => {
                    let mut start = std::mem::take(&mut self.start);
                    self.begin(&mut start);
                    let open = self.start(&start)?;
                    self.open.extend(open);
                    self.start = start;
                }
                Event::Text(text) => {
                    let text = self.keep(&text);
                    if let Some(Open { role: Role::Property(property), .. }) = self.open.last_mut()
                    {
                        property.text = Some(text);
                    }
                }
                Event::Close => self.end()?,
                Event::End => return Ok(()),
            }
        }
    }

    /// Takes the names of the element that has just begun together.
    fn begin(&self, start: &mut Start) {
        let join = |whole: &mut String, space: &str, local: &str| {
            whole.clear();
            whole.push_str(space);
            whole.push_str(local);
        };
        let (name, attributes) = (self.xml.name(), self.xml.attributes());
        join(&mut start.name, self.xml.space(name.space), name.local);
        start.attributes.resize_with(attributes.len(), Default::default);
        for (attribute, (name, value)) in attributes.iter().zip(&mut start.attributes) {
            // What has no prefix is in no namespace.
            let space = match attribute.name.prefix {
                "" => "",
                _ => self.xml.space(attribute.name.space),
            };
            join(name, space, attribute.name.local);
            value.clear();
            value.push_str(&attribute.value.text);
        }
    }

    fn keep(&mut self, text: &XmlText<'_>) -> Text {
        match &text.text {
            std::borrow::Cow::Borrowed(piece) => Text::Source { start: text.at, len: piece.len() },
            std::borrow::Cow::Owned(piece) => self.make(piece),
        }
    }

    fn make(&mut self, text: &str) -> Text {
        let start = self.graph.made.len();
        self.graph.made.push_str(text);
        Text::Made { start, len: text.len() }
    }

    /// Reads the start of an element; returns it unless all of it was read.
    fn start(&mut self, start: &Start) -> Result<Option<Open>, Error> {
        let (outer_base, outer_language) =
            self.open.last().map_or((None, None), |open| (open.base, open.language));
        let find = |name: &str| {
            let found = start
                .attributes
                .iter()
                .find(|(attribute, _)| attribute.strip_prefix(XML) == Some(name));
            found.map(|(_, value)| value.as_str())
        };
        let base = match find("base") {
            Some(base) => Some(self.resolve(outer_base, base)?),
            None => outer_base,
        };
        let language = match find("lang") {
            Some("") => None,
            Some(language) => Some(self.name(&format!("@{language}"))?),
            None => outer_language,
        };
        let role = match self.open.last().map(|open| &open.role) {
            None if start.name.strip_prefix(RDF) == Some("RDF") => Some(Role::Root),
            None | Some(Role::Root) => self.node(start, base, language)?,
            Some(Role::Node { subject, .. }) => self.property(*subject, start, base, language)?,
            Some(Role::Property(property)) if property.has_node => {
                let message = "a property has one value";
                return Err(self.xml.error(Code::Syntax, message));
            }
            Some(Role::Property(Property { subject, predicate, .. })) => {
                let (subject, predicate) = (*subject, *predicate);
                let node = self.subject(start, base)?;
                self.state(subject, predicate, Object::Resource(node));
                if let Some(Open { role: Role::Property(property), .. }) = self.open.last_mut() {
                    property.has_node = true;
                }
                self.describe(node, start, language)?
            }
            Some(Role::Collection { subject, predicate }) => {
                let (subject, predicate) = (*subject, *predicate);
                let (cell, node) = (self.graph.blank()?, self.subject(start, base)?);
                let (first, rest) = (self.name("rdf:first")?, self.name("rdf:rest")?);
                self.state(subject, predicate, Object::Resource(cell));
                self.state(cell, first, Object::Resource(node));
                if let Some(open) = self.open.last_mut() {
                    open.role = Role::Collection { subject: cell, predicate: rest };
                }
                self.describe(node, start, language)?
            }
            Some(Role::Done) => {
                let message = "a property with a resource has no content";
                return Err(self.xml.error(Code::Syntax, message));
            }
        };
        Ok(role.map(|role| Open { role, base, language }))
    }

    fn end(&mut self) -> Result<(), Error> {
        let Some(Open { role, language, .. }) = self.open.pop() else { return Ok(()) };
        match role {
            Role::Property(Property { has_node: false, subject, predicate, datatype, text }) => {
                let text = text.unwrap_or(Text::Source { start: 0, len: 0 });
                let language = if datatype.is_some() { None } else { language };
                let literal = Literal { text, datatype, language };
                self.state(subject, predicate, Object::Literal(literal));
            }
            Role::Collection { subject, predicate } => {
                let nil = self.name("rdf:nil")?;
                self.state(subject, predicate, Object::Resource(nil));
            }
            _ => {}
        }
        Ok(())
    }

    /// Reads the start of a node element.
    fn node(
        &mut self,
        start: &Start,
        base: Option<Name>,
        language: Option<Name>,
    ) -> Result<Option<Role>, Error> {
        let subject = self.subject(start, base)?;
        self.describe(subject, start, language)
    }

    /// Returns what a node element is about.
    fn subject(&mut self, start: &Start, base: Option<Name>) -> Result<Name, Error> {
        for (name, value) in &start.attributes {
            match syntax_name(name) {
                "about" => return self.resolve(base, value),
                "ID" => return self.resolve(base, &format!("#{value}")),
                "nodeID" => return self.label(value),
                _ => {}
            }
        }
        self.graph.blank()
    }

    /// States a node's type and the properties among its attributes.
    fn describe(
        &mut self,
        subject: Name,
        start: &Start,
        language: Option<Name>,
    ) -> Result<Option<Role>, Error> {
        let kind = start.name.as_str();
        if is_listed_licence(kind) && self.graph.text_of(subject).starts_with(LICENSES) {
            self.licences += 1;
            self.xml.skip()?;
            return Ok(None);
        }
        let is_type = self.name("rdf:type")?;
        if kind.strip_prefix(RDF) != Some("Description") {
            let class = self.iri(kind)?;
            self.state(subject, is_type, Object::Resource(class));
        }
        self.attributes(subject, start, language)?;
        Ok(Some(Role::Node { subject, items: 0 }))
    }

    /// States the properties among the attributes of an element.
    fn attributes(
        &mut self,
        subject: Name,
        start: &Start,
        language: Option<Name>,
    ) -> Result<(), Error> {
        for (name, value) in &start.attributes {
            if !is_property(name) {
                continue;
            }
            let predicate = self.iri(name)?;
            let object = match name.strip_prefix(RDF) {
                Some("type") => Object::Resource(self.name(value)?),
                _ => {
                    let text = self.make(value);
                    Object::Literal(Literal { text, datatype: None, language })
                }
            };
            self.state(subject, predicate, object);
        }
        Ok(())
    }

    /// Reads the start of a property element.
    fn property(
        &mut self,
        subject: Name,
        start: &Start,
        base: Option<Name>,
        language: Option<Name>,
    ) -> Result<Option<Role>, Error> {
        let predicate = match start.name.strip_prefix(RDF) {
            Some("li") => {
                let Some(Open { role: Role::Node { items, .. }, .. }) = self.open.last_mut() else {
                    return Ok(None);
                };
                *items += 1;
                let item = format!("{RDF}_{items}");
                self.name(&item)?
            }
            _ => self.iri(&start.name)?,
        };
        let mut datatype = None;
        let mut resource = None;
        for (name, value) in &start.attributes {
            match syntax_name(name) {
                "resource" => resource = Some(self.resolve(base, value)?),
                "nodeID" => resource = Some(self.label(value)?),
                "datatype" => datatype = Some(self.resolve(base, value)?),
                "parseType" => return self.parse_type(value, subject, predicate),
                _ => {}
            }
        }
        if resource.is_none() && start.attributes.iter().any(|(name, _)| is_property(name)) {
            resource = Some(self.graph.blank()?);
        }
        if let Some(resource) = resource {
            self.state(subject, predicate, Object::Resource(resource));
            self.attributes(resource, start, language)?;
            return Ok(Some(Role::Done));
        }
        let property = Property { subject, predicate, datatype, text: None, has_node: false };
        Ok(Some(Role::Property(property)))
    }

    fn parse_type(
        &mut self,
        kind: &str,
        subject: Name,
        predicate: Name,
    ) -> Result<Option<Role>, Error> {
        let role = match kind {
            "Resource" => {
                let node = self.graph.blank()?;
                self.state(subject, predicate, Object::Resource(node));
                Role::Node { subject: node, items: 0 }
            }
            "Collection" => Role::Collection { subject, predicate },
            // Every other word is read as `Literal`, says RDF.
            _ => {
                let element = self.xml.fragment()?;
                let text = self.make(content(&element.text));
                let datatype = Some(self.name("rdf:XMLLiteral")?);
                let literal = Literal { text, datatype, language: None };
                self.state(subject, predicate, Object::Literal(literal));
                return Ok(None);
            }
        };
        Ok(Some(role))
    }

    fn state(&mut self, subject: Name, predicate: Name, object: Object) {
        self.graph.statements.push(Statement { subject, predicate, object });
    }

    fn name(&mut self, iri: &str) -> Result<Name, Error> {
        let xml = &self.xml;
        self.graph.name(iri).map_err(|error| xml.error(error.code(), error.message()))
    }

    /// Returns the blank node of a label. Those without one have a `#` in their names.
    fn label(&mut self, label: &str) -> Result<Name, Error> {
        self.name(&format!("_:{}", label.replace('#', "_")))
    }

    /// Returns the name of an IRI. One that looks like a label or a language is none.
    fn iri(&mut self, iri: &str) -> Result<Name, Error> {
        match iri.starts_with("_:") || iri.starts_with('@') {
            true => self.name(&format!("./{iri}")),
            false => self.name(iri),
        }
    }

    /// Makes a reference absolute (RFC 3986, §5, without dot segments).
    fn resolve(&mut self, base: Option<Name>, reference: &str) -> Result<Name, Error> {
        // Blanks are no part of an IRI, and elsewhere a word is read without those around it.
        let reference = reference.trim_ascii();
        let has_scheme = reference.split_once(':').is_some_and(|(scheme, _)| {
            scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        });
        let base = match base {
            Some(base) if !has_scheme => self.graph.text_of(base),
            _ => return self.iri(reference),
        };
        let whole = base.split_once('#').map_or(base, |(whole, _)| whole);
        let authority = whole.find("://").map_or(0, |scheme| scheme + 3);
        let after = whole.get(authority..).unwrap_or_default();
        let path = authority + after.find('/').unwrap_or(after.len());
        let kept = match reference.as_bytes() {
            [] | [b'#', ..] => whole,
            [b'/', b'/', ..] => whole.split_once("//").map_or("", |(scheme, _)| scheme),
            [b'/', ..] => whole.get(..path).unwrap_or_default(),
            _ => {
                let end = whole.rfind('/').map_or(0, |slash| slash + 1);
                whole.get(..end.max(path)).unwrap_or_default()
            }
        };
        let absolute = format!("{kept}{reference}");
        self.name(&absolute)
    }
}

/// Returns what stands between the tags of an element.
fn content(element: &str) -> &str {
    let mut quote = None;
    let begin = element.find(|character: char| {
        match (quote, character) {
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            _ => {}
        }
        quote.is_none() && character == '>'
    });
    let end = element.rfind("</").unwrap_or(0);
    begin.and_then(|begin| element.get(begin + 1..end)).unwrap_or_default()
}

/// Returns the local name of an attribute of RDF's own; old documents leave the prefix out.
fn syntax_name(name: &str) -> &str {
    match name.strip_prefix(RDF) {
        Some(local) => local,
        None if matches!(name, "about" | "ID" | "nodeID" | "resource" | "parseType") => name,
        None => "",
    }
}

/// Reports whether an attribute states a property of the node.
fn is_property(name: &str) -> bool {
    let is_syntax = match name.strip_prefix(RDF) {
        Some(local) => matches!(
            local,
            "about"
                | "ID"
                | "nodeID"
                | "resource"
                | "parseType"
                | "datatype"
                | "bagID"
                | "aboutEach"
        ),
        None => !syntax_name(name).is_empty(),
    };
    // A property without a namespace cannot be written as one again.
    !is_syntax && !name.starts_with(XML) && name.contains(':')
}

fn is_listed_licence(class: &str) -> bool {
    class.strip_prefix("http://spdx.org/rdf/terms#").is_some_and(|name| {
        matches!(name, "ListedLicense" | "License" | "ListedLicenseException" | "LicenseException")
    })
}
