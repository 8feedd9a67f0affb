//! The one model that every format is read into.
//!
//! A [`Document`] owns all its text in one buffer and its parts in flat tables; the types handed
//! out are small views into it. That is what keeps a hundred thousand components cheap.

mod component;
mod identifier;
mod licence;
mod metadata;
mod note;
mod relationship;

mod vulnerability;
mod words;

pub(crate) mod build;
pub(crate) mod store;

use crate::envelope::Attestation;
use crate::format::{Encoding, Format, Wrapping};
use crate::graph::{Follow, Graph};

pub use self::component::{
    Component, ComponentId, DependencyState, ElementKind, ExternalReference, Property, Stated,
};
pub use self::identifier::{Hash, HashAlgorithm, Identifier, IdentifierKind};
pub use self::licence::{ExtractedLicence, Licence, LicenceKind, LicenceRole};
pub use self::metadata::{Metadata, Party, PartyKind, PartyRole, Tool};
pub use self::note::{Note, NoteKind, Notes};
pub use self::relationship::{DependencyScope, End, Origin, Relationship, RelationshipKind};
pub use self::vulnerability::{
    Affected, AffectedVersion, Analysis, AnalysisState, Rating, Severity, Vulnerability,
};
pub use self::words::{ComponentType, Scope};

use self::store::Store;

/// An SBOM, whatever format it was written in.
///
/// # Examples
///
/// ```
/// let document = sbom::parse(br#"{
///   "spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "api",
///   "packages": [{"name": "openssl", "SPDXID": "SPDXRef-1", "versionInfo": "3.0.1"}],
///   "documentDescribes": ["SPDXRef-1"]
/// }"#)?;
/// assert_eq!(document.format(), sbom::Format::Spdx);
/// assert_eq!(document.spec_version(), "SPDX-2.3");
/// assert_eq!(document.subject().unwrap().name(), "openssl");
/// # Ok::<(), sbom::Error>(())
/// ```
#[derive(Debug)]
pub struct Document {
    pub(crate) store: Store,
}

impl Document {
    /// Returns the family of formats.
    #[must_use]
    pub fn format(&self) -> Format {
        self.store.format
    }

    /// Returns the version of the format as written: `1.6`, `SPDX-2.3`; empty when it is missing.
    #[must_use]
    pub fn spec_version(&self) -> &str {
        self.store.text(self.store.spec_version).unwrap_or_default()
    }

    /// Returns how the document was written down.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.store.encoding
    }

    /// Returns the outermost envelope the document was found in, if any.
    #[must_use]
    pub fn wrapped(&self) -> Option<Wrapping> {
        self.attestation().map(Attestation::wrapping)
    }

    /// Returns what the envelope says about the document, above all the digests it speaks of.
    #[must_use]
    pub fn attestation(&self) -> Option<&Attestation> {
        self.store.attestation.as_ref()
    }

    /// Returns the document's own identity: `serialNumber` or `documentNamespace`.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.store.text(self.store.id)
    }

    /// Returns the revision of a CycloneDX document; a higher one replaces a lower one.
    #[must_use]
    pub fn revision(&self) -> Option<u64> {
        self.store.revision
    }

    /// Returns the document's name: SPDX `name`, or the name of the CycloneDX subject.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self.format() {
            Format::Spdx => self.store.text(self.store.name),
            Format::CycloneDx => self.subject().map(|subject| subject.name()),
        }
    }

    /// Returns when, by whom and with what the document was made.
    #[must_use]
    pub fn metadata(&self) -> Metadata<'_> {
        Metadata::new(&self.store)
    }

    /// Returns the component the document is about.
    ///
    /// That is CycloneDX `metadata.component`, or the only element an SPDX document describes; if
    /// it describes several, the only package among them. Never a guess.
    #[must_use]
    pub fn subject(&self) -> Option<Component<'_>> {
        let candidates = self.top();
        if let [only] = candidates {
            return self.component(*only);
        }
        let mut packages = candidates
            .iter()
            .filter_map(|&id| self.component(id))
            .filter(|element| element.kind() == ElementKind::Component);
        let first = packages.next()?;
        packages.next().is_none().then_some(first)
    }

    /// The elements described, by a misspelt relationship if by no other.
    pub(crate) fn top(&self) -> &[ComponentId] {
        match self.store.described.is_empty() {
            true => &self.store.described_loosely,
            false => &self.store.described,
        }
    }

    /// Returns every element the document says it describes and that stands in it.
    pub fn described(&self) -> impl Iterator<Item = Component<'_>> {
        self.store.described.iter().filter_map(|&id| self.component(id))
    }

    /// Returns the number of elements the document says it describes, counting those that are not
    /// in it. Relationships with a misspelt type are not counted, though [`Document::subject`]
    /// understands them.
    #[must_use]
    pub fn described_count(&self) -> usize {
        self.store.described.len() + self.store.described_elsewhere
    }

    /// Returns the inventory in document order: CycloneDX components, nested ones after the one
    /// that holds them and without the subject; SPDX packages, the subject included.
    pub fn components(&self) -> impl Iterator<Item = Component<'_>> {
        self.elements().filter(Component::is_inventory)
    }

    /// Returns the files: CycloneDX components of type `file`, SPDX file elements.
    pub fn files(&self) -> impl Iterator<Item = Component<'_>> {
        self.elements().filter(Component::is_file)
    }

    /// Returns everything that has an identity in the document: the subject and its parts,
    /// components, files, services, snippets.
    pub fn elements(&self) -> impl ExactSizeIterator<Item = Component<'_>> {
        let ids = 0..u32::try_from(self.store.nodes.len()).unwrap_or(u32::MAX);
        ids.zip(&self.store.nodes)
            .map(|(id, node)| Component::new(&self.store, ComponentId::new(id), node))
    }

    /// Returns the number of [`Document::elements`]; every [`ComponentId`] is below it.
    #[must_use]
    pub fn element_count(&self) -> usize {
        self.store.nodes.len()
    }

    /// Returns the element of that id, which must come from this document.
    #[must_use]
    pub fn component(&self, id: ComponentId) -> Option<Component<'_>> {
        let node = self.store.nodes.get(id.index())?;
        Some(Component::new(&self.store, id, node))
    }

    /// Finds an element by its id in the document's own text: `bom-ref` or `SPDXID`.
    ///
    /// Looks at one element after another; to ask often, index [`Component::local_id`] first.
    #[must_use]
    pub fn find(&self, local_id: &str) -> Option<Component<'_>> {
        self.elements().find(|element| element.local_id() == Some(local_id))
    }

    /// Returns every relationship, in document order, with its direction made uniform.
    pub fn relationships(&self) -> impl ExactSizeIterator<Item = Relationship<'_>> {
        self.store.edges.iter().map(|edge| Relationship::new(self, edge))
    }

    /// Returns the number of dependencies (CycloneDX `dependsOn`) or relationships (SPDX) written
    /// out, repeated ones included; `provides` and the SPDX shorthands are not counted.
    #[must_use]
    pub fn edge_count(&self) -> usize {
        self.store.edges.iter().filter(|edge| edge.is_counted()).count()
    }

    /// Returns the vulnerabilities a CycloneDX document carries.
    pub fn vulnerabilities(&self) -> impl ExactSizeIterator<Item = Vulnerability<'_>> {
        self.store.vulnerabilities.iter().map(|record| Vulnerability::new(self, record))
    }

    /// Returns the licence texts an SPDX document carries for its `LicenseRef-` ids.
    pub fn extracted_licences(&self) -> impl ExactSizeIterator<Item = ExtractedLicence<'_>> {
        self.store.extracted.iter().map(|record| ExtractedLicence::new(&self.store, record))
    }

    /// Returns the properties of the document itself.
    pub fn properties(&self) -> impl ExactSizeIterator<Item = Property<'_>> {
        self.store.properties_in(self.store.document_properties)
    }

    /// Returns what was tolerated, left out or found dangling while reading.
    #[must_use]
    pub fn notes(&self) -> &Notes {
        &self.store.notes
    }

    /// Builds the dependency graph; linear in the document.
    #[must_use]
    pub fn graph(&self) -> Graph<'_> {
        Graph::new(self, Follow::Dependencies)
    }

    /// Builds a graph over the relationships that `follow` names.
    #[must_use]
    pub fn graph_of(&self, follow: Follow) -> Graph<'_> {
        Graph::new(self, follow)
    }
}
