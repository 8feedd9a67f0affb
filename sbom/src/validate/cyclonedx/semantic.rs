//! Rules that only the prose of CycloneDX states: references that lead somewhere, digests of the
//! right length, identifiers that can be read.
//!
//! One walk along the tables over the tree, whatever the encoding was; places are worked out for
//! what is wrong only.

mod graph;
mod identifier;
mod place;

use self::place::Places;
use crate::cyclonedx::schema::{
    ATTACHMENT, BOM, COMPONENT, COMPOSITION, HASH, LICENCE_CHOICE, REF, V1_7, VULNERABILITY,
    version,
};
use crate::document::index::Ids;
use crate::identity::BomLink;
use crate::schema::{Member, Shape, Type, Version};
use crate::tree::{Children, Key, Tree, Value, ValueId};
use crate::validate::Severity;
use crate::validate::collect::{Collector, clip};
use crate::validate::cyclonedx::DIALECT;

/// Judges a tree of CycloneDX. References are unique in XML by its schema already.
pub(super) fn judge(tree: &Tree, is_xml: bool, found: &mut Collector) {
    let mut judge = Judge {
        found,
        places: Places::new(tree),
        declared: Vec::new(),
        uses: Vec::new(),
        later: Vec::new(),
        version: tree.root().text(Key::SPEC_VERSION).and_then(version).unwrap_or(V1_7),
        is_xml,
    };
    judge.head(tree.root());
    judge.walk(tree.root());
    let declared = judge.declarations(tree);
    judge.references(tree.root(), &declared);
    graph::judge(tree.root(), &mut judge.later);
    judge.tell_later();
}

struct Judge<'t, 'c> {
    found: &'c mut Collector,
    places: Places<'t>,
    /// The references that elements have.
    declared: Vec<ValueId>,
    /// What refers to an element.
    uses: Vec<ValueId>,
    /// What is worth knowing, told after what is wrong.
    later: Vec<Remark<'t>>,
    version: Version,
    is_xml: bool,
}

/// A violation to be told later.
struct Remark<'t> {
    code: &'static str,
    severity: Severity,
    value: Value<'t>,
    message: String,
}

impl<'t> Judge<'t, '_> {
    /// Goes through all objects in the order of the document.
    fn walk(&mut self, root: Value<'t>) {
        let mut open: Vec<(Children<'t>, Is)> = vec![(root.children(), Is::Object(&BOM))];
        while let Some((children, is)) = open.last_mut() {
            let Some(child) = children.next() else {
                open.pop();
                continue;
            };
            let kind = match *is {
                Is::Object(shape) => {
                    let Some((_, member)) = shape.find(child.key()) else { continue };
                    let member = match member.or {
                        Some(other) if !child.is_array() => other,
                        _ => member,
                    };
                    self.deprecated(member, child);
                    self.member(shape, member, child);
                    if member.list.is_some() && child.is_array() {
                        let is_text = matches!(member.value, Type::Text(_));
                        if !is_text || is_reference(shape, member) {
                            open.push((child.children(), Is::List(member, shape)));
                        }
                        continue;
                    }
                    member.value
                }
                Is::List(member, shape) => {
                    if child.as_str().is_some() {
                        self.member(shape, member, child);
                    }
                    member.value
                }
            };
            if let (true, Some(shape)) = (child.is_object(), shape_of(kind)) {
                self.object(shape, child);
                open.push((child.children(), Is::Object(shape)));
            }
        }
    }

    /// Tells a member that newer documents should not have.
    fn deprecated(&mut self, member: &'static Member, value: Value<'t>) {
        if let Some(since) = member.deprecated.filter(|since| *since <= self.version) {
            let since = DIALECT.version(since);
            let message = format!("deprecated since {since}");
            self.remark("cdx-deprecated", Severity::Info, value, message);
        }
    }

    /// Judges a member, or an element of a list of texts.
    fn member(&mut self, shape: &'static Shape, member: &'static Member, value: Value<'t>) {
        let Some(text) = value.as_str() else {
            if member.key == Key::LICENSES {
                self.licences(value);
            }
            return;
        };
        if member.key == Key::BOM_REF {
            self.declared.push(value.id());
            return;
        }
        let is_reference = is_reference(shape, member);
        if is_reference {
            self.uses.push(value.id());
        }
        if text.starts_with("urn:cdx:")
            && (is_reference || member.key == Key::URL)
            && let Err(error) = BomLink::parse(text)
        {
            let message = format!("`{}` is not a BOM-Link: {}", clip(text), error.reason());
            self.error("cdx-bom-link", value, message);
        }
    }

    /// Judges an object by what it is.
    fn object(&mut self, shape: &'static Shape, value: Value<'t>) {
        if std::ptr::eq(shape, &HASH) {
            identifier::hash(self, value);
        } else if std::ptr::eq(shape, &COMPONENT) {
            identifier::component(self, value);
        } else if std::ptr::eq(shape, &LICENCE_CHOICE) {
            identifier::licence(self, value);
        } else if std::ptr::eq(shape, &ATTACHMENT) {
            identifier::attachment(self, value);
        } else if std::ptr::eq(shape, &VULNERABILITY) {
            identifier::dates(self, value);
        }
    }

    /// Judges a list of licences.
    fn licences(&mut self, list: Value<'t>) {
        if list.children().nth(1).is_some() {
            let message =
                "what several licences mean together is not defined; an expression says it";
            self.remark("cdx-license-list-joined", Severity::Info, list, message.to_owned());
        }
    }

    /// Judges what says which version the document has, and its subject.
    fn head(&mut self, root: Value<'t>) {
        let version = root.text(Key::SPEC_VERSION);
        let schema = root.get(Key::DOLLAR_SCHEMA);
        if let (Some(version), Some(schema)) = (version, schema)
            && let Some(name) = schema.as_str().and_then(named_version)
            && name != version
        {
            let message =
                format!("the schema is that of {name}, `specVersion` is `{}`", clip(version));
            self.error("cdx-spec-version", schema, message);
        }
        let subject = root.get(Key::METADATA).and_then(|it| it.get(Key::COMPONENT));
        if let Some(flag) = subject.and_then(|it| it.get(Key::IS_EXTERNAL))
            && flag.as_bool() == Some(true)
        {
            let message = "what the document describes cannot be external".to_owned();
            self.error("cdx-root-external", flag, message);
        }
    }

    /// Tells references that several elements have; returns what finds one.
    fn declarations(&mut self, tree: &'t Tree) -> Ids {
        let mut declared = Ids::default();
        for id in &self.declared {
            declared.add(tree, *id);
        }
        let mut repeated = Vec::new();
        declared.bind(tree, |_| false, |number| repeated.push(number));
        // XML has the rule in its schema.
        let repeated = if self.is_xml { Vec::new() } else { repeated };
        for number in repeated {
            let Some(&again) = self.declared.get(number as usize) else { continue };
            let again = tree.value(again);
            let text = again.as_str().unwrap_or_default();
            let first = declared.find(text).and_then(|it| self.declared.get(it as usize));
            let first = first.map(|id| self.places.path(tree.value(*id))).unwrap_or_default();
            let message = format!("`{}` is already the reference of {first}", clip(text));
            self.error("cdx-ref-duplicate", again, message);
        }
        declared
    }

    /// Tells references that lead nowhere.
    fn references(&mut self, root: Value<'t>, declared: &Ids) {
        let tree = root.tree();
        let mut unknown = Vec::new();
        declared.find_all(tree, &self.uses, |reference, number| {
            if number.is_none() {
                unknown.push(tree.value(reference));
            }
        });
        let own = root.text(Key::SERIAL_NUMBER).and_then(|it| it.strip_prefix("urn:uuid:"));
        let revision = root.loose_text(Key::VERSION).unwrap_or("1");
        for value in unknown {
            let Some(text) = value.as_str().filter(|text| !text.is_empty()) else { continue };
            if let Ok(link) = BomLink::parse(text) {
                // Links to other documents cannot be followed here.
                let is_own = Some(link.serial()) == own && link.version().to_string() == revision;
                let leads = link.element().is_none_or(|it| declared.find(&it).is_some());
                if !is_own || leads {
                    continue;
                }
            } else if text.starts_with("urn:cdx:") {
                continue;
            }
            let message = format!("no element has the reference `{}`", clip(text));
            self.warning("cdx-ref-dangling", value, message);
        }
    }

    fn tell_later(&mut self) {
        for Remark { code, severity, value, message } in std::mem::take(&mut self.later) {
            self.tell(code, severity, value, message);
        }
    }

    fn error(&mut self, code: &'static str, value: Value<'t>, message: String) {
        self.tell(code, Severity::Error, value, message);
    }

    fn warning(&mut self, code: &'static str, value: Value<'t>, message: String) {
        self.tell(code, Severity::Warning, value, message);
    }

    fn remark(
        &mut self,
        code: &'static str,
        severity: Severity,
        value: Value<'t>,
        message: String,
    ) {
        self.later.push(Remark { code, severity, value, message });
    }

    #[cold]
    fn tell(&mut self, code: &'static str, severity: Severity, value: Value<'t>, message: String) {
        let places = &mut self.places;
        self.found.semantic(code, severity, || places.place(value), || message);
    }
}

/// A container that is being walked.
#[derive(Clone, Copy)]
enum Is {
    Object(&'static Shape),
    /// A list, and the shape that has it.
    List(&'static Member, &'static Shape),
}

/// Reports whether a member refers to elements. Some lists of compositions may hold empty texts,
/// which no other reference may be.
fn is_reference(shape: &'static Shape, member: &'static Member) -> bool {
    matches!(member.value, Type::Text(kind) if std::ptr::eq(kind, &REF))
        || (std::ptr::eq(shape, &COMPOSITION)
            && matches!(member.key, Key::DEPENDENCIES | Key::VULNERABILITIES))
}

/// Returns the shape that an object of a type has; of several the first.
fn shape_of(kind: Type) -> Option<&'static Shape> {
    match kind {
        Type::Object(shape) => Some(shape),
        Type::Either(choice) => choice.types.iter().find_map(|kind| match kind {
            Type::Object(shape) => Some(*shape),
            _ => None,
        }),
        _ => None,
    }
}

/// Returns the version that the address of an official schema names.
fn named_version(schema: &str) -> Option<&str> {
    let name = schema.split_once("cyclonedx.org/schema/bom-")?.1;
    name.strip_suffix(".schema.json").map(|name| name.trim_end_matches("a"))
}
