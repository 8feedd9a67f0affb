//! Changing documents, and making them from nothing.
//!
//! An [`Editor`] makes changes in the format's own words, and the rest stays as it was written. No
//! clock and no randomness is used: times and ids come from the caller.
//!
//! What is put in is checked first: a broken package URL, a digest of another length or an id with
//! characters that the format refuses is an [`EditError`], and nothing has changed. What is right and
//! has no place in the format is among the [losses](Edited::losses).

mod check;
mod component;
mod cyclonedx;
mod draft;
mod error;
mod fact;
mod head;
mod part;
mod redact;
mod spdx2;
mod spdx3;
mod vex;

use std::collections::{HashMap, HashSet};

use self::draft::Draft;
use self::fact::Fact;
use self::spdx3::Graph;
use crate::cyclonedx::signature;
use crate::document::{Document, ElementKind, Notes};
use crate::format::Model;
use crate::limits::ParseOptions;
use crate::losses::Losses;
use crate::target::Target;
use crate::tree::ValueId;

pub(crate) use self::check::document_id as check_id;
pub use self::component::ComponentEditor;
pub use self::error::EditError;
pub use self::part::{NewComponent, NewReference, NewVulnerability};
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
    /// editor.set_created("2026-11-22T12:00:00Z")?;
    /// let shop = editor.set_subject(&NewComponent::new(ComponentType::Application, "shop"))?;
    /// let serde = editor.add_component(
    ///     &NewComponent::new(ComponentType::Library, "serde")
    ///         .version("1.0.228")
    ///         .purl("pkg:cargo/serde@1.0.228")
    ///         .licence("MIT OR Apache-2.0"),
    /// )?;
    /// editor.depend(&shop, &[&serde])?;
    /// let document = editor.finish()?.document;
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
}

/// Whose words the changes are made in.
#[derive(Debug)]
enum Family {
    CycloneDx,
    Spdx2(spdx2::Said),
    Spdx3(Box<Graph>),
}

/// The result of [`Editor::finish`].
#[derive(Debug)]
#[non_exhaustive]
pub struct Edited {
    /// The changed document.
    pub document: Document,
    /// What was put in and had no place in the format, or got another form. The paths are of what was
    /// put in (`/scope`), the elements are ids of the document.
    pub losses: Losses,
}

impl Editor {
    fn new(document: Document) -> Self {
        let (model, encoding) = (document.model(), document.encoding());
        let (mut ids, mut services, mut holders) = (Vec::new(), HashSet::new(), HashMap::new());
        if model != Model::Spdx3 {
            for element in document.elements() {
                let value = element.value().id();
                if element.kind() == ElementKind::Service {
                    services.insert(value);
                }
                holders.extend(element.parent().map(|holder| (value, holder.value().id())));
                ids.extend(element.local_id().map(|id| (id.to_owned(), value)));
            }
        }
        let order = match model {
            Model::CycloneDx => cyclonedx::order,
            _ => draft::no_order,
        };
        let mut draft = Draft::new(document.into_tree(), encoding, order);
        (draft.services, draft.holders) = (services, holders);
        for (id, element) in ids {
            draft.name(&id, element);
        }
        let family = match model {
            Model::CycloneDx => Family::CycloneDx,
            Model::Spdx2 => Family::Spdx2(spdx2::Said::default()),
            Model::Spdx3 => Family::Spdx3(Box::new(Graph::open(&mut draft))),
        };
        Self { draft, family }
    }

    fn model(&self) -> Model {
        match self.family {
            Family::CycloneDx => Model::CycloneDx,
            Family::Spdx2(_) => Model::Spdx2,
            Family::Spdx3(_) => Model::Spdx3,
        }
    }

    /// Ends the changes. The signature of a CycloneDX document as a whole goes: it does not hold.
    ///
    /// # Errors
    ///
    /// When something that was there before has a shape that cannot be read, as
    /// [`parse`](crate::parse) would refuse it.
    pub fn finish(self) -> Result<Edited, EditError> {
        let model = self.model();
        let Self { mut draft, family } = self;
        match family {
            // It was of the document before.
            Family::CycloneDx => signature::take(&mut draft.tree, ValueId::ROOT),
            Family::Spdx2(_) => {}
            Family::Spdx3(graph) => graph.finish(&mut draft),
        }
        let Draft { tree, encoding, losses, .. } = draft;
        let options = ParseOptions::default();
        let document = Document::from_tree(tree, model, encoding, Notes::default(), &options)
            .map_err(EditError::broken)?;
        Ok(Edited { document, losses })
    }

    /// Returns what had no place so far.
    #[must_use]
    pub fn losses(&self) -> &Losses {
        &self.draft.losses
    }

    /// Begins to change what is said of a component, file or service.
    ///
    /// # Errors
    ///
    /// When the document has no such element.
    ///
    /// # Examples
    ///
    /// ```
    /// use sbom::{LicenceRole, LossReason, Scope};
    ///
    /// let document = sbom::parse(br#"{
    ///   "spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "shop",
    ///   "packages": [{"SPDXID": "SPDXRef-ssl", "name": "openssl", "downloadLocation": "NOASSERTION"}]
    /// }"#)?;
    /// let mut editor = document.edit();
    /// editor
    ///     .component("SPDXRef-ssl")?
    ///     .set_version("3.0.11")?
    ///     .set_purl("pkg:generic/openssl@3.0.11")?
    ///     .set_licences(LicenceRole::Concluded, &["Apache-2.0"])?
    ///     .set_scope(Scope::Required)?;
    /// let edited = editor.finish()?;
    /// let openssl = edited.document.find("SPDXRef-ssl").unwrap();
    /// assert_eq!(openssl.version(), Some("3.0.11"));
    /// assert_eq!(openssl.purl(), Some("pkg:generic/openssl@3.0.11"));
    /// // SPDX 2 says of dependencies, not of packages, whether they are required.
    /// let loss = edited.losses.iter().next().unwrap();
    /// assert_eq!((loss.field(), loss.reason()), ("scope", LossReason::NoPlace));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn component(&mut self, id: &str) -> Result<ComponentEditor<'_>, EditError> {
        let element = self.known(id)?;
        Ok(ComponentEditor { editor: self, id: id.to_owned(), element })
    }

    /// States something of an element.
    fn state(&mut self, element: ValueId, id: &str, fact: &Fact<'_>) {
        match &mut self.family {
            Family::CycloneDx => cyclonedx::state(&mut self.draft, element, id, fact),
            Family::Spdx2(_) => spdx2::state(&mut self.draft, element, id, fact),
            Family::Spdx3(graph) => graph.state(&mut self.draft, element, id, fact),
        }
    }

    /// Adds a component at the top level and returns its id within the document: the one that was
    /// asked for, with a number behind it if another element has it.
    ///
    /// # Errors
    ///
    /// When something that is said of it is not what it should be.
    pub fn add_component(&mut self, part: &NewComponent) -> Result<String, EditError> {
        check::component(part, self.model())?;
        Ok(match &mut self.family {
            Family::CycloneDx => cyclonedx::add(&mut self.draft, None, part),
            Family::Spdx2(_) => spdx2::add(&mut self.draft, None, part),
            Family::Spdx3(graph) => graph.add(&mut self.draft, None, part),
        })
    }

    /// Adds a component inside another: nested in CycloneDX, by `CONTAINS` or `contains` in SPDX.
    ///
    /// # Errors
    ///
    /// As [`Editor::add_component`], and when the document has no such element.
    pub fn add_component_to(
        &mut self,
        parent: &str,
        part: &NewComponent,
    ) -> Result<String, EditError> {
        let holder = self.known(parent)?;
        check::component(part, self.model())?;
        Ok(match &mut self.family {
            Family::CycloneDx => cyclonedx::add(&mut self.draft, Some(holder), part),
            Family::Spdx2(_) => spdx2::add(&mut self.draft, Some(parent), part),
            Family::Spdx3(graph) => graph.add(&mut self.draft, Some(parent), part),
        })
    }

    /// Sets the component that the document is about, in place of the one before. SPDX keeps that
    /// one among its packages.
    ///
    /// # Errors
    ///
    /// As [`Editor::add_component`].
    pub fn set_subject(&mut self, part: &NewComponent) -> Result<String, EditError> {
        check::component(part, self.model())?;
        Ok(match &mut self.family {
            Family::CycloneDx => cyclonedx::set_subject(&mut self.draft, part),
            Family::Spdx2(_) => spdx2::set_subject(&mut self.draft, part),
            Family::Spdx3(graph) => graph.set_subject(&mut self.draft, part),
        })
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

    /// Adds a vulnerability and what it affects.
    ///
    /// # Errors
    ///
    /// When the document lacks one of the affected elements, its format has no vulnerabilities, which
    /// CycloneDX has from 1.4 on, or something is not what it should be.
    pub fn add_vulnerability(&mut self, found: &NewVulnerability) -> Result<(), EditError> {
        self.refuse_vulnerabilities()?;
        check::vulnerability(found)?;
        for id in &found.affects {
            self.known(id)?;
        }
        match &mut self.family {
            Family::Spdx3(graph) => drop(graph.add_vulnerability(&mut self.draft, found)),
            _ => cyclonedx::add_vulnerability(&mut self.draft, found),
        }
        Ok(())
    }

    fn known(&self, id: &str) -> Result<ValueId, EditError> {
        let found = match &self.family {
            Family::Spdx3(graph) => graph.find(&self.draft, id),
            _ => self.draft.find(id),
        };
        found.ok_or_else(|| EditError::unknown(id))
    }
}
