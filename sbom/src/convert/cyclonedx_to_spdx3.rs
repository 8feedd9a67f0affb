//! CycloneDX to SPDX 3.0.1.
//!
//! | CycloneDX | SPDX 3 | where |
//! |---|---|---|
//! | the document, `metadata` | `SpdxDocument`, `software_Sbom`, `CreationInfo` | `document.rs` |
//! | components | `software_Package`; those of type `file` are `software_File` | `element.rs` |
//! | `supplier`, `manufacturer`, `authors` | `suppliedBy`, `originatedBy` and agents | `agent.rs` |
//! | `licenses` | `hasDeclaredLicense`, `hasConcludedLicense` | `licence.rs` |
//! | nesting, `dependencies`, `compositions` | `contains`, `dependsOn` with completeness | `relation.rs` |
//! | `externalReferences` of the document | `import` with a prefix, `externalRef` | `document.rs` |
//! | `metadata.licenses` | `dataLicense` | `licence.rs` |
//! | snippets of SPDX 2, carried along | `software_Snippet` | `snippet.rs` |
//! | `annotations` | `Annotation`, each with a creation of its own | `annotation.rs` |
//! | `vulnerabilities` with ratings and analysis | the security profile | `vulnerability.rs` |
//! | `properties`, scalars without a field | `extension_CdxPropertiesExtension` | `element.rs` |
//! | services, formulation, … | – | reported |

mod agent;
mod annotation;
mod document;
mod element;
mod licence;
mod reference;
mod relation;
mod snippet;
mod vulnerability;

use std::collections::HashMap;

use super::ConvertOptions;
use super::cyclonedx_to_spdx2::element as names;
use super::cyclonedx_to_spdx2::kept::Kept;
use super::cyclonedx_to_spdx2::licence::Extracted;
use super::words::id::{self, Ids};
use super::words::iri;
use super::words::property;
use super::work::{Made, Work};
use crate::tree::{Key, Tail, Tree, Value};

/// The creation information that every element refers to.
const CREATION: &str = "_:creationinfo";

/// Converts a CycloneDX tree of any version.
pub(crate) fn convert(source: &Tree, options: &ConvertOptions) -> Made {
    let mut converter = Converter::new(source, options);
    converter.run();
    converter.work.finish()
}

struct Converter<'s, 'o> {
    work: Work<'s>,
    options: &'o ConvertOptions,
    parts: Vec<Part<'s>>,
    by_ref: HashMap<&'s str, usize>,
    was_spdx: bool,
    /// What the ids of all elements begin with.
    prefix: String,
    graph: Tail,
    /// The list of elements of the document.
    listed: Tail,
    /// The document's own object and that of its SBOM, open to the end.
    document: Tail,
    sbom: Tail,
    ids: Ids,
    agents: HashMap<String, String>,
    licences: HashMap<String, String>,
    extracted: Extracted<'s>,
    /// The ids of the snippets, by those that they had in SPDX 2.
    snippets: HashMap<&'s str, String>,
    has_security: bool,
}

/// A component and its id in SPDX.
struct Part<'s> {
    value: Value<'s>,
    id: String,
    is_file: bool,
    parent: Option<usize>,
    is_subject: bool,
}

impl<'s, 'o> Converter<'s, 'o> {
    fn new(source: &'s Tree, options: &'o ConvertOptions) -> Self {
        let metadata = source.root().get(Key::METADATA);
        let of_metadata = metadata.into_iter().flat_map(|value| value.list(Key::PROPERTIES));
        let was_spdx = of_metadata
            .filter_map(|property| property.text(Key::NAME))
            .any(|name| name == property::DOCUMENT_VERSION);
        Self {
            work: Work::new(source),
            options,
            parts: Vec::new(),
            by_ref: HashMap::new(),
            was_spdx,
            prefix: String::new(),
            graph: Tail::ROOT,
            listed: Tail::ROOT,
            document: Tail::ROOT,
            sbom: Tail::ROOT,
            ids: Ids::default(),
            agents: HashMap::new(),
            licences: HashMap::new(),
            extracted: Extracted::default(),
            snippets: HashMap::new(),
            has_security: false,
        }
    }

    fn run(&mut self) {
        let root = self.work.source.root();
        for key in [Key::DOLLAR_SCHEMA, Key::BOM_FORMAT] {
            self.work.carry_member(root, key);
        }
        let mut kept = Kept::of_document(&mut self.work, root);
        self.has_security = root.list(Key::VULNERABILITIES).next().is_some();
        self.prefix = document::prefix(self, &mut kept);
        self.collect();
        let mut out = self.work.root();
        self.work.say(&mut out, Key::AT_CONTEXT, iri::CONTEXT);
        self.graph = self.work.array(&mut out, Key::AT_GRAPH);
        document::write(self, &mut kept);
        for number in 0..self.parts.len() {
            element::write(self, number);
        }
        relation::write(self, &mut kept);
        vulnerability::write(self);
        snippet::write(self);
        annotation::write(self);
        licence::of_document(self);
        licence::write_texts(self);
        document::finish(self, kept);
    }

    /// Lists the components and gives each its id.
    fn collect(&mut self) {
        let root = self.work.source.root();
        let subject = root.get(Key::METADATA).and_then(|metadata| metadata.get(Key::COMPONENT));
        let subject = subject.filter(|value| value.is_object());
        let inner = |value: Value<'s>| -> Vec<Value<'s>> {
            value.list(Key::COMPONENTS).filter(|child| child.is_object()).collect()
        };
        let mut open: Vec<(Value<'s>, Option<usize>)> = Vec::new();
        open.extend(inner(root).into_iter().rev().map(|value| (value, None)));
        open.extend(subject.map(|value| (value, None)));
        while let Some((value, parent)) = open.pop() {
            let number = self.parts.len();
            let is_file = names::is_file(value, self.was_spdx);
            let reference = value.text(Key::BOM_REF).unwrap_or_default();
            let id = match reference {
                text if !id::may_stay(text) => self.iri(&names::spdxid(value, is_file)),
                text if is_own_iri(text) => self.ids.take(text.to_owned()),
                text if id::is_spdxid(text) => self.iri(text),
                _ => self.iri(&names::spdxid(value, is_file)),
            };
            if !reference.is_empty() {
                self.by_ref.entry(reference).or_insert(number);
            }
            self.work.carry_member(value, Key::BOM_REF);
            let is_subject = number == 0 && subject.is_some();
            self.parts.push(Part { value, id, is_file, parent, is_subject });
            open.extend(inner(value).into_iter().rev().map(|child| (child, Some(number))));
        }
    }

    /// Returns the id of an element of this document, never the same twice.
    fn iri(&mut self, local: &str) -> String {
        self.ids.take(format!("{}{local}", self.prefix))
    }

    /// Begins an element with its type, id and creation information.
    fn element(&mut self, class: &str, id: &str, of: Option<Value<'s>>) -> Tail {
        self.element_made(class, id, of, CREATION)
    }

    /// Begins an element that was made by somebody else, or at another time.
    fn element_made(
        &mut self,
        class: &str,
        id: &str,
        of: Option<Value<'s>>,
        creation: &str,
    ) -> Tail {
        let mut graph = self.graph;
        let mut out = self.work.object(&mut graph, Key::NONE, of);
        self.graph = graph;
        self.work.say(&mut out, Key::TYPE, class);
        self.work.say(&mut out, Key::SPDX_ID, id);
        self.work.say(&mut out, Key::CREATION_INFO, creation);
        if !matches!(class, "SpdxDocument") {
            let mut listed = self.listed;
            self.work.say(&mut listed, Key::NONE, id);
            self.listed = listed;
        }
        out
    }

    /// Writes a relationship.
    fn relate(&mut self, kind: &str, from: &str, to: &[&str], of: Option<Value<'s>>) -> Tail {
        self.relate_as("Relationship", kind, from, to, of)
    }

    fn relate_as(
        &mut self,
        class: &str,
        kind: &str,
        from: &str,
        to: &[&str],
        of: Option<Value<'s>>,
    ) -> Tail {
        let id = self.iri(&iri::relationship(class, kind, from, to));
        let mut out = self.element(class, &id, of);
        self.work.say(&mut out, Key::FROM, from);
        self.work.say(&mut out, Key::RELATIONSHIP_TYPE, kind);
        let mut list = self.work.array(&mut out, Key::TO);
        for id in to {
            self.work.say(&mut list, Key::NONE, id);
        }
        out
    }
}

/// Reports whether a bom-ref is the id of an SPDX 3 element, which stays.
fn is_own_iri(text: &str) -> bool {
    let schemes = ["https://", "http://", "urn:uuid:", "urn:spdx"];
    schemes.iter().any(|scheme| text.starts_with(scheme)) && !text.contains(char::is_whitespace)
}
