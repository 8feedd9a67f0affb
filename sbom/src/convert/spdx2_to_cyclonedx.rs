//! SPDX 2 to CycloneDX, in the shape of 1.7.
//!
//! | SPDX 2 | CycloneDX | where |
//! |---|---|---|
//! | document, `creationInfo` | `serialNumber`, `metadata` | `creation.rs` |
//! | packages, files | components | `element.rs` |
//! | `supplier`, `originator`, `fileContributors` | `supplier`, `manufacturer` or `authors` | `party.rs` |
//! | licences, extracted texts | `licenses`, `evidence.licenses` | `licence.rs` |
//! | `externalRefs`, `homepage`, `downloadLocation` | `purl`, `cpe`, `swid`, `externalReferences` | `reference.rs` |
//! | relationships | `metadata.component`, nesting, `dependencies` | `relation.rs` |
//! | annotations, reviews | `annotations`, or properties | `annotation.rs` |
//! | what has no field | properties `spdx:…` | `kept.rs` |
//! | snippets | – | reported, or carried along to SPDX 3 |

mod annotation;
mod creation;
mod element;
mod kept;
mod licence;
mod party;
mod reference;
mod relation;
mod snippet;

use std::collections::HashMap;

use super::words::id::{self, Ids};
use super::work::{Made, Work};
use super::{ConvertOptions, Way};
use crate::losses::LossReason;
use crate::tree::{Key, Scalar, Tail, Tree, Value};

use self::kept::Kept;

const DOCUMENT: &str = "SPDXRef-DOCUMENT";

/// Converts an SPDX 2.2 or 2.3 tree, to stay so or on the way to SPDX 3.
pub(crate) fn convert(source: &Tree, options: &ConvertOptions, way: Way) -> Made {
    let mut converter = Converter::new(source, options, way);
    converter.run();
    converter.work.finish()
}

struct Converter<'s, 'o> {
    work: Work<'s>,
    options: &'o ConvertOptions,
    way: Way,
    parts: Vec<Part<'s>>,
    by_id: HashMap<&'s str, usize>,
    /// The document was CycloneDX before: what was made up for SPDX is left out again.
    was_cyclonedx: bool,
    /// Who and when the annotations are of that keep properties.
    annotator: &'s str,
    created: &'s str,
    serial: String,
    extracted: licence::Extracted<'s>,
    annotations: Vec<annotation::Annotation<'s>>,
    graph: relation::Graph<'s>,
}

/// A package or file.
struct Part<'s> {
    value: Value<'s>,
    /// Its SPDXID, made unique: the bom-ref.
    id: String,
    is_file: bool,
    /// The part it is nested in.
    parent: Option<usize>,
    is_subject: bool,
}

impl<'s, 'o> Converter<'s, 'o> {
    fn new(source: &'s Tree, options: &'o ConvertOptions, way: Way) -> Self {
        let root = source.root();
        let info = root.get(Key::CREATION_INFO);
        let text = |key| info.and_then(|info| info.text(key)).unwrap_or_default();
        let mut made = Self {
            work: Work::new(source),
            options,
            way,
            parts: Vec::new(),
            by_id: HashMap::new(),
            was_cyclonedx: false,
            annotator: creation::annotator(info),
            created: text(Key::CREATED),
            serial: String::new(),
            extracted: licence::Extracted::of(root),
            annotations: Vec::new(),
            graph: relation::Graph::default(),
        };
        made.was_cyclonedx = root.list(Key::ANNOTATIONS).any(|entry| {
            let text = entry.text(Key::COMMENT).unwrap_or_default();
            text.starts_with("cyclonedx:specVersion: ")
        });
        let mut ids = Ids::default();
        ids.reserve(DOCUMENT);
        let packages = root.list(Key::PACKAGES).map(|value| (value, false));
        for (value, is_file) in packages.chain(root.list(Key::FILES).map(|value| (value, true))) {
            if !value.is_object() {
                continue;
            }
            let stated = value.text(Key::SPDXID).unwrap_or_default();
            let number = made.parts.len();
            let is_first =
                !stated.is_empty() && *made.by_id.entry(stated).or_insert(number) == number;
            if let Some(id) = value.get(Key::SPDXID).filter(|_| !is_first) {
                made.work.lose(id, LossReason::Invalid, "another element has the same id");
            }
            let id = match stated {
                "" => ids.take(format!("SPDXRef-{}", if is_file { "File" } else { "Package" })),
                stated if id::may_stay(stated) => ids.take(stated.to_owned()),
                stated => {
                    let detail = "a shorter id was made: each reference repeats it";
                    let at = value.get(Key::SPDXID).unwrap_or(value);
                    made.work.lose(at, LossReason::Approximated, detail);
                    ids.take(format!("SPDXRef-{}", id::digest(&[stated], 40)))
                }
            };
            made.parts.push(Part { value, id, is_file, parent: None, is_subject: false });
        }
        made
    }

    fn run(&mut self) {
        let root = self.work.source.root();
        self.work.carry_member(root, Key::SPDXID);
        relation::read(self);
        let mut out = self.work.root();
        let mut kept = Kept::of_document(self, root);
        annotation::read_reviews(self);
        creation::write_head(self, &mut out, &mut kept);
        let mut metadata = self.work.object(&mut out, Key::METADATA, None);
        creation::write_metadata(self, &mut metadata, &mut kept);
        let mut properties = self.work.array(&mut metadata, Key::PROPERTIES);
        let mut components = self.work.array(&mut out, Key::COMPONENTS);
        let mut inner: Vec<Option<Tail>> = vec![None; self.parts.len()];
        for number in self.in_order() {
            let Some(part) = self.parts.get(number) else { continue };
            let parent = part.parent.and_then(|parent| inner.get_mut(parent)?.as_mut());
            let made = match (part.is_subject, parent) {
                (true, _) => element::write(self, number, &mut metadata, Key::COMPONENT),
                (false, Some(parent)) => {
                    let mut tail = *parent;
                    let made = element::write(self, number, &mut tail, Key::NONE);
                    *parent = tail;
                    made
                }
                (false, None) => element::write(self, number, &mut components, Key::NONE),
            };
            if let Some(place) = inner.get_mut(number) {
                *place = Some(made);
            }
        }
        creation::write_documents(self, &mut out);
        relation::write(self, &mut out);
        if self.way == Way::Onward {
            self.extracted.write_unused(&mut self.work, &mut out);
            snippet::carry_along(self, &mut out);
        }
        annotation::write(self, &mut out);
        kept.write_into(self, &mut out, &mut properties);
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

/// Puts a scalar that a property kept as text: a number or a truth value where it was one.
fn scalar_of(text: &str) -> Scalar<'_> {
    match text {
        "true" => Scalar::Bool(true),
        "false" => Scalar::Bool(false),
        other => Scalar::Text(other),
    }
}
