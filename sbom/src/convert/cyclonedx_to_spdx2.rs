//! CycloneDX to SPDX 2.3.
//!
//! | CycloneDX | SPDX 2.3 | where |
//! |---|---|---|
//! | `serialNumber`, `metadata` | `documentNamespace`, `creationInfo` | `creation.rs` |
//! | components | packages; those of type `file` with a SHA-1 are files | `element.rs` |
//! | `supplier`, `manufacturer`, `authors` | `supplier`, `originator` | `party.rs` |
//! | `licenses` | `licenseDeclared`, `licenseConcluded`, extracted licences | `licence.rs` |
//! | `purl`, `cpe`, `swid`, `externalReferences` | `externalRefs`, `homepage`, `downloadLocation` | `reference.rs` |
//! | `metadata.component`, nesting, `dependencies` | `DESCRIBES`, `CONTAINS`, `DEPENDS_ON` | `relation.rs` |
//! | `properties`, scalars without a field | annotations `name: value` | `kept.rs` |
//! | snippets of SPDX 3, carried along | `snippets` | `snippet.rs` |
//! | services, vulnerabilities, compositions, … | – | reported |

pub(super) mod annotation;
pub(super) mod comment;
pub(super) mod creation;
pub(super) mod element;
pub(super) mod kept;
pub(super) mod licence;
pub(super) mod party;
pub(super) mod reference;
mod relation;
mod snippet;

use std::collections::HashMap;

use super::ConvertOptions;
use super::words::id::{self, Ids};
use super::words::property;
use super::work::{Made, Work};
use crate::tree::{Key, Tail, Tree, Value};

use self::kept::Kept;
use self::licence::Extracted;

pub(super) const DOCUMENT: &str = "SPDXRef-DOCUMENT";

/// Converts a CycloneDX tree of any version.
pub(crate) fn convert(source: &Tree, options: &ConvertOptions) -> Made {
    Converter::new(source, options).run()
}

struct Converter<'s, 'o> {
    work: Work<'s>,
    options: &'o ConvertOptions,
    /// The subject first, then every component, each before those it holds.
    parts: Vec<Part<'s>>,
    /// From a bom-ref to its part; the first one wins.
    by_ref: HashMap<&'s str, usize>,
    /// The document was SPDX 2 before, so that nothing is added that it did not say.
    was_spdx: bool,
    /// The same for SPDX 3, whose statements about files and purposes are others.
    was_spdx3: bool,
    created: String,
    annotator: String,
    extracted: Extracted<'s>,
    annotations: annotation::Annotations<'s>,
    explicit: relation::Explicit,
}

/// A component and what it is in SPDX.
struct Part<'s> {
    value: Value<'s>,
    spdxid: String,
    is_file: bool,
    /// The part it is nested in.
    parent: Option<usize>,
    is_subject: bool,
}

/// The open lists of the result.
struct Lists {
    packages: Tail,
    files: Tail,
    relationships: Tail,
}

impl<'s, 'o> Converter<'s, 'o> {
    fn new(source: &'s Tree, options: &'o ConvertOptions) -> Self {
        let root = source.root();
        let metadata = root.get(Key::METADATA);
        let of_metadata = metadata.into_iter().flat_map(|value| value.list(Key::PROPERTIES));
        let version = of_metadata
            .filter(|entry| entry.text(Key::NAME) == Some(property::DOCUMENT_VERSION))
            .find_map(|entry| entry.text(Key::VALUE));
        let was = |prefix| version.is_some_and(|text| text.starts_with(prefix));
        let (was_spdx, was_spdx3) = (was("SPDX-2"), was("SPDX-3"));
        let mut made = Self {
            work: Work::new(source),
            options,
            parts: Vec::new(),
            by_ref: HashMap::new(),
            was_spdx,
            was_spdx3,
            created: String::new(),
            annotator: String::new(),
            extracted: Extracted::default(),
            annotations: annotation::Annotations::default(),
            explicit: relation::Explicit::default(),
        };
        made.collect();
        made
    }

    fn run(mut self) -> Made {
        let root = self.work.source.root();
        for key in [Key::DOLLAR_SCHEMA, Key::BOM_FORMAT, Key::SPEC_VERSION] {
            self.work.carry_member(root, key);
        }
        let mut kept = Kept::of_document(&mut self.work, root);
        self.annotations = annotation::collect(&mut self);
        let mut out = self.work.root();
        creation::write(&mut self, &mut out, &mut kept);
        let mut lists = Lists {
            packages: self.work.array(&mut out, Key::PACKAGES),
            files: self.work.array(&mut out, Key::FILES),
            relationships: self.work.array(&mut out, Key::RELATIONSHIPS),
        };
        relation::subject(&mut self, &mut lists.relationships, &mut kept);
        for number in 0..self.parts.len() {
            element::write(&mut self, number, &mut lists);
        }
        relation::nesting(&mut self, &mut lists.relationships);
        relation::dependencies(&mut self, &mut lists.relationships);
        snippet::write(&mut self, &mut out);
        licence::write_extracted(&mut self, &mut out);
        let annotations = self.annotations.take(DOCUMENT);
        annotation::write(&mut self, &mut out, kept, annotations);
        self.work.finish()
    }

    /// Returns the SPDXID that a text in a property means: of an element, of another document, or
    /// a word that stands for none.
    fn id_of(&self, text: &str) -> Option<String> {
        let part = self.by_ref.get(text).and_then(|number| self.parts.get(*number));
        let is_word = matches!(text, "NONE" | "NOASSERTION" | DOCUMENT);
        let is_foreign = text.split_once(':').is_some_and(|(document, element)| {
            document.starts_with("DocumentRef-") && id::is_spdxid(element)
        });
        match part {
            Some(part) => Some(part.spdxid.clone()),
            None if is_word || is_foreign || (self.was_spdx && id::is_spdxid(text)) => {
                Some(text.to_owned())
            }
            None => None,
        }
    }

    /// Lists the components and gives each its id.
    fn collect(&mut self) {
        let root = self.work.source.root();
        let subject = root.get(Key::METADATA).and_then(|metadata| metadata.get(Key::COMPONENT));
        let subject = subject.filter(|value| value.is_object());
        let mut ids = Ids::default();
        ids.reserve(DOCUMENT);
        let mut open: Vec<(Value<'s>, Option<usize>)> = Vec::new();
        open.extend(children(root).into_iter().rev().map(|value| (value, None)));
        open.extend(subject.map(|value| (value, None)));
        // Ids that are SPDX's already stay, whatever stands before them.
        let mut found = Vec::new();
        while let Some((value, parent)) = open.pop() {
            let number = found.len();
            let reference = value.text(Key::BOM_REF);
            let own = reference.filter(|text| id::is_spdxid(text) && id::may_stay(text));
            let own = own.filter(|text| ids.reserve(text));
            found.push((value, parent, own));
            open.extend(children(value).into_iter().rev().map(|child| (child, Some(number))));
        }
        for (number, (value, parent, own)) in found.into_iter().enumerate() {
            let is_file = element::is_file(value, self.was_spdx);
            let spdxid =
                own.map_or_else(|| ids.take(element::spdxid(value, is_file)), str::to_owned);
            if let Some(reference) = value.get(Key::BOM_REF).and_then(|text| self.work.read(text)) {
                self.by_ref.entry(reference).or_insert(number);
            }
            // Renamed together with every reference to it: nothing is lost.
            self.work.carry_member(value, Key::BOM_REF);
            let is_subject = number == 0 && subject.is_some();
            self.parts.push(Part { value, spdxid, is_file, parent, is_subject });
        }
    }
}

/// The components nested in one, those that are objects.
fn children<'s>(value: Value<'s>) -> Vec<Value<'s>> {
    value.list(Key::COMPONENTS).filter(|child| child.is_object()).collect()
}
