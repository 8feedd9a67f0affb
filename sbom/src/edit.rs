//! Changing documents, and making them from nothing.
//!
//! An [`Editor`] makes changes in the format's own words, and the rest stays as it was written. No
//! clock and no randomness is used: times and ids come from the caller.

mod cyclonedx;
mod draft;
mod part;
mod redact;
mod spdx2;
mod spdx3;

use std::collections::{HashMap, HashSet};
use std::fmt;

use self::draft::Draft;
use self::spdx3::Graph;
use crate::cyclonedx::signature;
use crate::document::{Document, LicenceRole, Notes};
use crate::format::{Encoding, Model};
use crate::limits::ParseOptions;
use crate::target::Target;
use crate::tree::{Key, Scalar, ValueId};

pub use self::part::{NewComponent, NewVulnerability};
pub use self::redact::{Redacted, Redaction};

impl Document {
    /// Makes an empty document of a format and version. The ids of new elements in SPDX 3 begin
    /// with that of the document, which is therefore [set](Editor::set_id) before anything is added.
    ///
    /// # Examples
    ///
    /// ```
    /// use sbom::edit::NewComponent;
    /// use sbom::{ComponentType, Document};
    ///
    /// let mut editor = Document::empty("cyclonedx-1.6-json".parse()?).edit();
    /// editor.set_created("2026-11-22T12:00:00Z");
    /// let shop = editor.set_subject(&NewComponent::new(ComponentType::Application, "shop"));
    /// let serde = editor.add_component(
    ///     &NewComponent::new(ComponentType::Library, "serde")
    ///         .version("1.0.228")
    ///         .purl("pkg:cargo/serde@1.0.228")
    ///         .licence("MIT OR Apache-2.0"),
    /// );
    /// editor.depend(&shop, &[&serde])?;
    /// let document = editor.finish()?;
    /// assert_eq!(document.graph().depth(document.find(&serde).unwrap().id()), Some(1));
    /// assert!(document.validate().is_valid());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn empty(target: Target) -> Self {
        let model = crate::convert::model_of(target);
        let tree = match model {
            Model::CycloneDx => cyclonedx::empty(target.version()),
            Model::Spdx2 => spdx2::empty(&format!("SPDX-{}", target.version())),
            Model::Spdx3 => spdx3::empty(target.version()),
        };
        Self::made(tree, model, target.encoding())
    }

    /// Begins to change the document.
    #[must_use]
    pub fn edit(self) -> Editor {
        Editor::new(self)
    }
}

/// A document that is being changed; see [`Document::edit`].
#[derive(Debug)]
pub struct Editor {
    draft: Draft,
    family: Family,
    encoding: Encoding,
}

/// Whose words the changes are made in.
#[derive(Debug)]
enum Family {
    CycloneDx,
    Spdx2(spdx2::Said),
    Spdx3(Box<Graph>),
}

impl Editor {
    fn new(document: Document) -> Self {
        let (model, encoding) = (document.model(), document.encoding());
        let mut ids = HashMap::new();
        if model != Model::Spdx3 {
            for element in document.elements() {
                if let Some(id) = element.local_id() {
                    ids.entry(id.to_owned()).or_insert(element.value().id());
                }
            }
        }
        let order = match model {
            Model::CycloneDx => cyclonedx::order,
            _ => draft::no_order,
        };
        let mut draft = Draft::new(document.into_tree(), ids, order);
        let family = match model {
            Model::CycloneDx => Family::CycloneDx,
            Model::Spdx2 => Family::Spdx2(spdx2::Said::default()),
            Model::Spdx3 => Family::Spdx3(Box::new(Graph::open(&mut draft))),
        };
        Self { draft, family, encoding }
    }

    /// Ends the changes. The signature of a CycloneDX document as a whole goes: it does not hold.
    ///
    /// # Errors
    ///
    /// When something that was there before has a shape that cannot be read, as
    /// [`parse`](crate::parse) would refuse it.
    pub fn finish(self) -> Result<Document, EditError> {
        let Self { mut draft, family, encoding } = self;
        let model = match family {
            Family::CycloneDx => {
                // It was of the document before.
                signature::take(&mut draft.tree, ValueId::ROOT);
                Model::CycloneDx
            }
            Family::Spdx2(_) => Model::Spdx2,
            Family::Spdx3(graph) => {
                graph.finish(&mut draft);
                Model::Spdx3
            }
        };
        let options = ParseOptions::default();
        Document::from_tree(draft.tree, model, encoding, Notes::default(), &options)
            .map_err(EditError::broken)
    }

    /// Adds a component at the top level and returns its id within the document: the one that was
    /// asked for, with a number behind it if another element has it.
    pub fn add_component(&mut self, part: &NewComponent) -> String {
        match &mut self.family {
            Family::CycloneDx => cyclonedx::add(&mut self.draft, None, part),
            Family::Spdx2(_) => spdx2::add(&mut self.draft, None, part),
            Family::Spdx3(graph) => graph.add(&mut self.draft, None, part),
        }
    }

    /// Adds a component inside another: nested in CycloneDX, by `CONTAINS` or `contains` in SPDX.
    ///
    /// # Errors
    ///
    /// When the document has no such element.
    pub fn add_component_to(
        &mut self,
        parent: &str,
        part: &NewComponent,
    ) -> Result<String, EditError> {
        let holder = self.known(parent)?;
        Ok(match &mut self.family {
            Family::CycloneDx => cyclonedx::add(&mut self.draft, Some(holder), part),
            Family::Spdx2(_) => spdx2::add(&mut self.draft, Some(parent), part),
            Family::Spdx3(graph) => graph.add(&mut self.draft, Some(parent), part),
        })
    }

    /// Sets the component that the document is about, in place of the one before. SPDX keeps that
    /// one among its packages.
    pub fn set_subject(&mut self, part: &NewComponent) -> String {
        match &mut self.family {
            Family::CycloneDx => cyclonedx::set_subject(&mut self.draft, part),
            Family::Spdx2(_) => spdx2::set_subject(&mut self.draft, part),
            Family::Spdx3(graph) => graph.set_subject(&mut self.draft, part),
        }
    }

    /// Removes components, what CycloneDX nests in them, and every reference to them, with the
    /// compositions, annotations and vulnerabilities that spoke of nothing else, and in SPDX 3 the
    /// licences and agents that nobody else speaks of; returns how many components, files and
    /// snippets went. Ids that none has are passed over.
    ///
    /// What depended on nothing else does not depend on nothing now: its dependencies are unknown.
    /// What was said to be complete and was not left so is said to be incomplete.
    pub fn remove_components<'i>(&mut self, ids: impl IntoIterator<Item = &'i str>) -> usize {
        let ids: HashSet<&str> = ids.into_iter().collect();
        let gone = match &mut self.family {
            Family::CycloneDx => cyclonedx::remove(&mut self.draft, &ids),
            Family::Spdx2(said) => {
                said.forget();
                spdx2::remove(&mut self.draft, &ids)
            }
            Family::Spdx3(graph) => graph.remove(&mut self.draft, &ids),
        };
        for id in &gone {
            self.draft.forget(id);
        }
        gone.len()
    }

    /// States that a component depends on others; no others state that it depends on nothing.
    ///
    /// # Errors
    ///
    /// When the document lacks one of the elements.
    pub fn depend(&mut self, from: &str, on: &[&str]) -> Result<(), EditError> {
        for id in on.iter().copied().chain([from]) {
            self.known(id)?;
        }
        match &mut self.family {
            Family::CycloneDx => cyclonedx::depend(&mut self.draft, from, on),
            Family::Spdx2(said) => said.depend(&mut self.draft, from, on),
            Family::Spdx3(graph) => graph.depend(&mut self.draft, from, on),
        }
        Ok(())
    }

    /// Adds a licence to a component: an id, an expression or a name. SPDX joins it to what was
    /// there by `AND`, SPDX 3 in a set if that was no expression.
    ///
    /// # Errors
    ///
    /// When the document has no such element.
    pub fn add_licence(
        &mut self,
        id: &str,
        role: LicenceRole,
        licence: &str,
    ) -> Result<(), EditError> {
        let element = self.known(id)?;
        match &mut self.family {
            Family::CycloneDx => cyclonedx::add_licence(&mut self.draft, element, role, licence),
            Family::Spdx2(_) => spdx2::add_licence(&mut self.draft, element, role, licence),
            Family::Spdx3(graph) => graph.license(&mut self.draft, id, role, &[licence]),
        }
        Ok(())
    }

    /// Adds a vulnerability and what it affects.
    ///
    /// # Errors
    ///
    /// When the document lacks one of the affected elements, or its format has no vulnerabilities:
    /// CycloneDX has them from 1.4 on.
    pub fn add_vulnerability(&mut self, found: &NewVulnerability) -> Result<(), EditError> {
        let has_place = match &self.family {
            Family::CycloneDx => cyclonedx::minor(&self.draft) >= 4,
            Family::Spdx2(_) => false,
            Family::Spdx3(_) => true,
        };
        if !has_place {
            return Err(EditError::no_place("vulnerabilities"));
        }
        for id in &found.affects {
            self.known(id)?;
        }
        match &mut self.family {
            Family::Spdx3(graph) => graph.add_vulnerability(&mut self.draft, found),
            _ => cyclonedx::add_vulnerability(&mut self.draft, found),
        }
        Ok(())
    }

    /// Sets when the document was made (RFC 3339, for SPDX in UTC and without a fraction). In SPDX
    /// 3, elements that were there before stay made when they were.
    pub fn set_created(&mut self, time: &str) {
        let (holder, key) = match &mut self.family {
            Family::CycloneDx => (Key::METADATA, Key::TIMESTAMP),
            Family::Spdx2(_) => (Key::CREATION_INFO, Key::CREATED),
            Family::Spdx3(graph) => return graph.set_created(&mut self.draft, time),
        };
        let object = self.draft.object(ValueId::ROOT, holder);
        self.draft.set(object, key, time);
    }

    /// Sets the document's identity: `serialNumber`, `documentNamespace`, or the `spdxId` of the
    /// `SpdxDocument`, under which elements get their ids from then on.
    pub fn set_id(&mut self, id: &str) {
        let key = match &mut self.family {
            Family::CycloneDx => Key::SERIAL_NUMBER,
            Family::Spdx2(_) => Key::DOCUMENT_NAMESPACE,
            Family::Spdx3(graph) => return graph.set_id(&mut self.draft, id),
        };
        self.draft.set(ValueId::ROOT, key, id);
    }

    /// Sets the revision of a CycloneDX document; SPDX documents have none, and stay as they are.
    pub fn set_revision(&mut self, revision: u64) {
        if matches!(self.family, Family::CycloneDx) {
            let revision = revision.to_string();
            self.draft.put(ValueId::ROOT, Key::VERSION, Scalar::Number(&revision));
        }
    }

    /// Sets the name of an SPDX document. A CycloneDX document is called as its subject.
    pub fn set_name(&mut self, name: &str) {
        match &mut self.family {
            Family::CycloneDx => {}
            Family::Spdx2(_) => self.draft.set(ValueId::ROOT, Key::NAME, name),
            Family::Spdx3(graph) => graph.set_name(&mut self.draft, name),
        }
    }

    /// Adds a person who made the document.
    pub fn add_author(&mut self, name: &str, email: Option<&str>) {
        match &mut self.family {
            Family::CycloneDx => cyclonedx::add_author(&mut self.draft, name, email),
            Family::Spdx2(_) => {
                let email = email.map(|email| format!(" ({email})")).unwrap_or_default();
                spdx2::add_creator(&mut self.draft, &format!("Person: {name}{email}"));
            }
            Family::Spdx3(graph) => graph.add_author(&mut self.draft, name, email),
        }
    }

    /// Adds a tool that made the document.
    pub fn add_tool(&mut self, name: &str, version: Option<&str>) {
        match &mut self.family {
            Family::CycloneDx => cyclonedx::add_tool(&mut self.draft, name, version),
            Family::Spdx2(_) => {
                let version = version.map(|version| format!("-{version}")).unwrap_or_default();
                spdx2::add_creator(&mut self.draft, &format!("Tool: {name}{version}"));
            }
            Family::Spdx3(graph) => graph.add_tool(&mut self.draft, name, version),
        }
    }

    fn known(&self, id: &str) -> Result<ValueId, EditError> {
        let found = match &self.family {
            Family::Spdx3(graph) => graph.find(&self.draft, id),
            _ => self.draft.find(id),
        };
        found.ok_or_else(|| EditError::unknown(id))
    }
}

/// Why a change could not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditError(Reason);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Reason {
    UnknownElement(String),
    NoPlace(&'static str),
    Broken(crate::Error),
}

impl EditError {
    fn unknown(id: &str) -> Self {
        Self(Reason::UnknownElement(id.to_owned()))
    }

    fn no_place(what: &'static str) -> Self {
        Self(Reason::NoPlace(what))
    }

    fn broken(error: crate::Error) -> Self {
        Self(Reason::Broken(error))
    }

    /// Reports whether an element was named that the document does not have.
    #[must_use]
    pub fn is_unknown_element(&self) -> bool {
        matches!(self.0, Reason::UnknownElement(_))
    }
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Reason::UnknownElement(id) => write!(f, "the document has no element `{id}`"),
            Reason::NoPlace(what) => write!(f, "the document's format has no {what}"),
            Reason::Broken(_) => f.write_str("the changed document cannot be read"),
        }
    }
}

impl std::error::Error for EditError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Reason::Broken(error) => Some(error),
            _ => None,
        }
    }
}
