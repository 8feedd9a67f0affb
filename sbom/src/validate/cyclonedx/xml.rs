//! Judging XML as it was written: order and number of elements, attributes, datatypes.
//!
//! The same tables as for JSON, walked along the events of the document instead of a tree.
//! What the tables call irregular has kinds of elements of its own here.

mod content;
mod element;
mod value;

use std::collections::HashSet;

use self::element::{Element, Is, Step};
use super::DIALECT;
use crate::cyclonedx::schema::{BOM, V1_0, V1_1, V1_7, version};
use crate::error::Error;
use crate::limits::Limits;
use crate::schema::check::with_article;
use crate::schema::{Shape, Type, Version, Xml};
use crate::validate::collect::{Collector, Place, clip};
use crate::xml::{Attribute, Event, Reader, Space};

const NAMESPACE: &str = "http://cyclonedx.org/schema/bom/";
/// The extension with which 1.1 wrote dependencies.
const DEPENDENCY_GRAPH: &str = "http://cyclonedx.org/schema/ext/dependency-graph/1.0";
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Judges the text of an XML document. Unless it is the source of the document, places in it are
/// not told.
///
/// # Errors
///
/// When it is not well-formed.
pub(crate) fn text(text: &str, is_source: bool, found: &mut Collector) -> Result<(), Error> {
    // Whoever read it had limits of their own.
    let limits = Limits { bytes: usize::MAX, depth: Limits::MAX_DEPTH, ..Limits::default() };
    let mut judge = Judge {
        reader: Reader::new(text, &limits)?,
        is_source,
        found,
        version: V1_7,
        space: Space::NONE,
        open: Vec::new(),
        refs: HashSet::new(),
    };
    judge.run()
}

struct Judge<'x, 'c> {
    reader: Reader<'x>,
    is_source: bool,
    found: &'c mut Collector,
    version: Version,
    /// The namespace of the document.
    space: Space,
    open: Vec<Element<'x>>,
    /// The values of all `bom-ref` attributes.
    refs: HashSet<String>,
}

impl<'x> Judge<'x, '_> {
    fn run(&mut self) -> Result<(), Error> {
        loop {
            match self.reader.next()? {
                Event::Open if self.open.is_empty() => self.root(),
                Event::Open => self.child()?,
                Event::Text(text) => {
                    if let Some(element) = self.open.last_mut() {
                        element.text.push_str(&text.text);
                    }
                }
                Event::Close => self.close(),
                Event::End => return Ok(()),
            }
        }
    }

    /// Begins the element of the document.
    fn root(&mut self) {
        let name = self.reader.name();
        let namespace = self.reader.space(name.space).to_owned();
        self.space = name.space;
        let number = namespace.strip_prefix(NAMESPACE).and_then(version);
        let element = Element::new(name.local, self.reader.start(), Is::Object(&BOM));
        self.open.push(element);
        match number {
            Some(number) if name.local == "bom" => self.version = number,
            Some(_) => {
                let message = format!("the root is `bom`, not `{}`", clip(name.local));
                self.error("cdx-namespace", message);
            }
            None => {
                let message =
                    format!("`{}` is not a namespace of CycloneDX 1.0 to 1.7", clip(&namespace));
                self.error("cdx-namespace", message);
            }
        }
        self.attributes();
    }

    /// Begins an element inside another one.
    fn child(&mut self) -> Result<(), Error> {
        let name = self.reader.name();
        let Some(parent) = self.open.last_mut() else { return Ok(()) };
        if name.space != self.space {
            let is_allowed = parent.takes_foreign(self.version);
            if !is_allowed {
                let message = format!("`{}` is of another namespace", clip(name.local));
                self.error(DIALECT.unknown, message);
            }
            self.passed_over();
            return self.skip();
        }
        let step = content::step(parent, name.local, self.version);
        let mut element = Element::new(name.local, self.reader.start(), Is::Unknown);
        element.number = parent.count(name.local, &step);
        let problem = match step {
            Step::Fine(is) => {
                element.is = is;
                None
            }
            Step::Misplaced(is, message) => {
                element.is = is;
                Some(("cdx-xml-order", message))
            }
            Step::Licence(is, message) => {
                element.is = is;
                Some(("cdx-license-choice", message))
            }
            Step::Repeated(is, code) => {
                element.is = is;
                Some((code, format!("`{}` comes twice", clip(name.local))))
            }
            Step::Unknown(message) => Some((DIALECT.unknown, message)),
        };
        self.open.push(element);
        if let Some((code, message)) = problem {
            self.error(code, message);
        }
        if matches!(self.open.last(), Some(Element { is: Is::Unknown, .. })) {
            self.passed_over();
            self.open.pop();
            return self.skip();
        }
        self.attributes();
        Ok(())
    }

    /// Passes over the element that has just begun; references inside count nevertheless.
    fn skip(&mut self) -> Result<(), Error> {
        let depth = self.reader.depth();
        while self.reader.depth() >= depth {
            if self.reader.next()? == Event::Open {
                self.passed_over();
            }
        }
        Ok(())
    }

    /// Judges an element of which only its references matter.
    fn passed_over(&mut self) {
        let name = self.reader.name();
        let attributes = self.reader.take_attributes();
        self.collect_refs(&attributes);
        let has_ref = attributes.iter().any(|attribute| attribute.name.local == "ref");
        self.reader.put_back(attributes);
        let is_graph = self.reader.space(name.space) == DEPENDENCY_GRAPH;
        if is_graph && name.local == "dependency" && !has_ref {
            self.error(DIALECT.required, "a dependency of the extension has no `ref`".to_owned());
        }
    }

    fn collect_refs(&mut self, attributes: &[Attribute<'x>]) {
        let reference =
            attributes.iter().find(|it| it.name.space == Space::NONE && it.name.local == "bom-ref");
        if let Some(reference) = reference
            && !self.refs.insert(reference.value.text.clone().into_owned())
            && self.version >= V1_1
        {
            let message =
                format!("`{}` is the reference of another element", clip(&reference.value.text));
            self.error("cdx-ref-duplicate", message);
        }
    }

    /// Judges the attributes of the element that has just begun.
    fn attributes(&mut self) {
        let attributes = self.reader.take_attributes();
        self.collect_refs(&attributes);
        for attribute in &attributes {
            self.attribute(attribute);
        }
        let version = self.version;
        let missing =
            self.open.last().and_then(|element| element.missing_attribute(&attributes, version));
        self.reader.put_back(attributes);
        if let Some(name) = missing {
            let name = format!("`{name}` is missing");
            self.error(DIALECT.required, name);
        }
    }

    fn attribute(&mut self, attribute: &Attribute<'x>) {
        let Some(element) = self.open.last_mut() else { return };
        let name = attribute.name;
        if name.space != Space::NONE {
            let is_known = name.space == Space::XML || self.reader.space(name.space) == INSTANCE;
            if !is_known && !element.takes_attribute(self.version, true) {
                let message = format!("there is no attribute `{}` here", clip(name.local));
                self.error(DIALECT.unknown, message);
            }
            return;
        }
        match content::attribute(element.is, name.local, self.version) {
            Some((kind, bit)) => {
                element.seen |= bit;
                if name.local == "isExternal" {
                    element.is_external = matches!(attribute.value.text.trim(), "true" | "1");
                }
                self.value(kind, &attribute.value.text, Some(name.local));
            }
            None if element.takes_attribute(self.version, false) => {}
            None => {
                let message = format!("there is no attribute `{}` here", clip(name.local));
                self.error(DIALECT.unknown, message);
            }
        }
    }

    /// Ends the innermost element.
    fn close(&mut self) {
        let Some(element) = self.open.last() else { return };
        let (is, seen) = (element.is, element.seen);
        let text = self.open.last_mut().map(|it| std::mem::take(&mut it.text)).unwrap_or_default();
        let has_text = !text.trim_matches([' ', '\t', '\r', '\n']).is_empty();
        match is {
            Is::Value(kind) => self.value(kind, &text, None),
            Is::Object(shape) => {
                match shape.content() {
                    Some(member) => self.value(member.value, &text, None),
                    None if has_text => self.stray_text(&text),
                    None => {}
                }
                self.rules(shape, seen);
            }
            Is::Expression | Is::Classification | Is::Mixed(_) => {}
            _ if has_text => self.stray_text(&text),
            _ => {}
        }
        if let Some(message) = self.open.last().and_then(|it| it.incomplete(self.version)) {
            let code = match is {
                Is::Licences => "cdx-license-choice",
                _ => DIALECT.required,
            };
            self.error(code, message.to_owned());
        }
        self.open.pop();
    }

    fn stray_text(&mut self, text: &str) {
        let message = format!("there is no place for the text `{}`", clip(text.trim()));
        self.error("cdx-xml-text", message);
    }

    /// Judges what an object has and lacks.
    fn rules(&mut self, shape: &'static Shape, seen: u64) {
        if shape.free.has(self.version) && !self.open.last().is_some_and(|it| it.has_children) {
            return;
        }
        // Attributes were judged when the element began.
        let missing = shape.required_in_xml(self.version) & !seen;
        for (place, member) in shape.members.iter().enumerate() {
            if missing & 1 << place == 0 || matches!(member.xml, Some(Xml::Attribute(_))) {
                continue;
            }
            let key = member.key.known_text().unwrap_or_default();
            let code = match key {
                "modified" if self.version == V1_0 => "cdx-xml-modified",
                "components" => "cdx-xml-components",
                _ => DIALECT.required,
            };
            let message = format!("{} has no `{key}`", with_article(shape.name));
            self.error(code, message);
        }
        let version = self.version;
        let is_external = self.open.last().is_some_and(|element| element.is_external);
        for rule in shape.rules.iter().filter(|rule| rule.xml.has(version)) {
            if let Some(message) = rule.check.broken(shape, seen, |_| is_external) {
                self.error(rule.code, message);
            }
        }
    }

    /// Judges the text of an element or attribute.
    fn value(&mut self, kind: Type, text: &str, attribute: Option<&str>) {
        if let Some((code, message)) = value::judge(kind, text, self.version) {
            let message = match attribute {
                Some(name) => format!("`{name}`: {message}"),
                None => message,
            };
            self.error(code, message);
        }
    }

    #[cold]
    fn error(&mut self, code: &'static str, message: String) {
        let (open, is_source) = (&self.open, self.is_source);
        let place = || Place {
            path: element::path(open),
            offset: open.last().map(|element| element.at).filter(|_| is_source),
            element: None,
        };
        self.found.error(code, place, || message);
    }
}
