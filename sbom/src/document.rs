//! The one model that every format is read into.
//!
//! A [`Document`] owns the tree of what was written and a small index over it; the types handed
//! out are views that look things up when they are asked. That is what keeps a hundred thousand
//! components cheap, and what nobody asked for in place.

mod annotation;
mod at;
mod component;
pub(crate) mod composition;
mod evidence;
mod external;
mod identifier;
mod licence;
mod metadata;
mod note;
mod pedigree;
mod raw;
mod reference;
mod relationship;
mod root;
pub(crate) mod serialise;
mod service;
mod survey;
mod switch;
mod vulnerability;
mod words;

pub(crate) mod index;

use std::fmt;
use std::sync::OnceLock;

use crate::cyclonedx;
use crate::document::index::{Index, located};
use crate::envelope::Attestation;
use crate::error::{Code, Error};
use crate::format::{Encoding, Format, Model, Wrapping};
use crate::graph::{Follow, Graph};
use crate::json::position_at;
use crate::limits::{Mode, ParseOptions};
use crate::spdx;
use crate::tree::{Key, Tree, Value};

pub(crate) use self::metadata::PartyParts;
pub(crate) use self::switch::Switch;

pub use self::annotation::Annotation;
pub use self::component::{Component, ComponentId, DependencyState, ElementKind, Stated};
pub use self::composition::{Aggregate, Composition};
pub use self::evidence::{Evidence, IdentityEvidence, Occurrence};
pub use self::external::ExternalDocument;
pub use self::identifier::{Hash, HashAlgorithm, Identifier, IdentifierKind};
pub use self::licence::{Attachment, ExtractedLicence, Licence, LicenceKind, LicenceRole};
pub use self::metadata::{Metadata, Party, PartyKind, PartyRole, Tool};
pub use self::note::{Note, NoteKind, Notes};
pub use self::pedigree::{Patch, Pedigree, Relative};
pub use self::raw::Raw;
pub use self::reference::{ExternalReference, Property};
pub use self::relationship::{DependencyScope, End, Origin, Relationship, RelationshipKind};
pub use self::service::{Service, ServiceData};
pub use self::vulnerability::{
    Affected, AffectedVersion, Analysis, AnalysisState, Rating, Severity, Vulnerability,
};
pub use self::words::{ComponentType, Scope};

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
#[derive(Clone)]
pub struct Document {
    tree: Tree,
    pub(crate) index: Index,
    head: Head,
}

/// What is known of a document beside its content.
#[derive(Clone, Debug)]
struct Head {
    model: Model,
    encoding: Encoding,
    /// Whether the tree says what its source says: it was read, and not made or changed.
    is_read: bool,
    attestation: Option<Attestation>,
    /// What was noted before the document was indexed.
    reading: Notes,
    /// Everything that was noted, once somebody asks.
    notes: OnceLock<Notes>,
}

impl Document {
    /// Indexes a tree. `notes` are those of who filled it.
    ///
    /// # Errors
    ///
    /// When there are too many items, when what holds the document together has another type, and
    /// in strict mode at the first deviation.
    pub(crate) fn from_tree(
        tree: Tree,
        model: Model,
        encoding: Encoding,
        notes: Notes,
        options: &ParseOptions,
    ) -> Result<Self, Error> {
        let most = options.limits.items;
        if tree.len() > most
            && let Some(value) = tree.nth_listed(most)
        {
            let message = format!("the document holds more than {most} items");
            return Err(located(Error::new(Code::TooMany, message), value));
        }
        let index = index_of(&tree, model)?;
        let document = Self::of(tree, index, model, encoding, notes);
        if options.mode == Mode::Strict {
            document.refuse_deviation()?;
        }
        Ok(document)
    }

    /// Returns a document whose tree was made here, and has the shape that the index asks for.
    pub(crate) fn made(tree: Tree, model: Model, encoding: Encoding) -> Self {
        let index = index_of(&tree, model).unwrap_or_default();
        Self::of(tree, index, model, encoding, Notes::default())
    }

    fn of(tree: Tree, index: Index, model: Model, encoding: Encoding, reading: Notes) -> Self {
        let (is_read, attestation) = (false, None);
        let head = Head { model, encoding, is_read, attestation, reading, notes: OnceLock::new() };
        Self { tree, index, head }
    }

    /// Marks the document as one that was read, and keeps what an envelope said.
    pub(crate) fn read_with(mut self, attestation: Option<Attestation>) -> Self {
        self.head.is_read = true;
        self.head.attestation = attestation;
        self
    }

    /// Reports whether the document was read and not changed: its source says what it says.
    #[cfg_attr(not(feature = "xml"), expect(dead_code, reason = "XML alone is judged by its text"))]
    pub(crate) fn is_read(&self) -> bool {
        self.head.is_read
    }

    pub(crate) fn tree(&self) -> &Tree {
        &self.tree
    }

    pub(crate) fn into_tree(self) -> Tree {
        self.tree
    }

    pub(crate) fn root(&self) -> Value<'_> {
        self.tree.root()
    }

    pub(crate) fn model(&self) -> Model {
        self.head.model
    }

    /// Returns the family of formats.
    #[must_use]
    pub fn format(&self) -> Format {
        self.head.model.format()
    }

    /// Returns the version of the format as written: `1.6`, `SPDX-2.3`; empty when it is missing.
    #[must_use]
    pub fn spec_version(&self) -> &str {
        match self.model() {
            Model::CycloneDx => self.root().loose_text(Key::SPEC_VERSION).unwrap_or_default(),
            Model::Spdx2 => self.root().loose_text(Key::SPDX_VERSION).unwrap_or_default(),
            Model::Spdx3 => spdx::lens3::spec_version(self),
        }
    }

    /// Returns how the document was written down.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.head.encoding
    }

    /// Returns the outermost envelope the document was found in, if any.
    #[must_use]
    pub fn wrapped(&self) -> Option<Wrapping> {
        self.attestation().map(Attestation::wrapping)
    }

    /// Returns what the envelope says about the document, above all the digests it speaks of.
    #[must_use]
    pub fn attestation(&self) -> Option<&Attestation> {
        self.head.attestation.as_ref()
    }

    /// Returns the document's own identity: `serialNumber` or `documentNamespace`.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        match self.model() {
            Model::CycloneDx => self.root().loose_text(Key::SERIAL_NUMBER),
            Model::Spdx2 => self.root().text(Key::DOCUMENT_NAMESPACE),
            Model::Spdx3 => spdx::lens3::document_id(self),
        }
    }

    /// Returns the revision of a CycloneDX document; a higher one replaces a lower one.
    #[must_use]
    pub fn revision(&self) -> Option<u64> {
        match self.model() {
            Model::CycloneDx => self.root().loose_text(Key::VERSION)?.parse().ok(),
            _ => None,
        }
    }

    /// Returns the document's name: SPDX `name`, or the name of the CycloneDX subject.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self.model() {
            Model::CycloneDx => self.subject().map(|subject| subject.name()),
            Model::Spdx2 => self.root().text(Key::NAME),
            Model::Spdx3 => spdx::lens3::document_name(self),
        }
    }

    /// Returns when, by whom and with what the document was made.
    #[must_use]
    pub fn metadata(&self) -> Metadata<'_> {
        Metadata::new(self)
    }

    /// Returns every element the document says it describes and that stands in it.
    pub fn described(&self) -> impl Iterator<Item = Component<'_>> {
        self.index.described.iter().filter_map(|&id| self.component(id))
    }

    /// Returns the number of elements the document says it describes, counting those that are not
    /// in it. Relationships with a misspelt type are not counted, though [`Document::subject`]
    /// understands them.
    #[must_use]
    pub fn described_count(&self) -> usize {
        self.index.described.len() + self.index.described_elsewhere
    }

    /// Returns the inventory as the format lists it, in document order: CycloneDX components,
    /// nested ones after the one that holds them; SPDX packages.
    ///
    /// **The subject is among them in SPDX, and is not in CycloneDX**, which does not list it, nor
    /// what is nested in it. [`Document::parts`] and [`Document::all_components`] mean the same in
    /// every format.
    pub fn components(&self) -> impl Iterator<Item = Component<'_>> {
        self.elements().filter(Component::is_inventory)
    }

    /// Returns every component or package but the subject, in every format: what the subject
    /// consists of, nested in it or listed beside it. If [`Document::subject`] is not known, these
    /// are all.
    ///
    /// # Examples
    ///
    /// ```
    /// let cyclonedx = sbom::parse(br#"{"bomFormat": "CycloneDX", "specVersion": "1.6",
    ///   "metadata": {"component": {"type": "application", "name": "shop"}},
    ///   "components": [{"type": "library", "name": "web"}]}"#)?;
    /// let spdx = sbom::parse(br#"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT",
    ///   "packages": [{"name": "shop", "SPDXID": "SPDXRef-1"}, {"name": "web", "SPDXID": "SPDXRef-2"}],
    ///   "documentDescribes": ["SPDXRef-1"]}"#)?;
    /// for document in [&cyclonedx, &spdx] {
    ///     assert!(document.parts().map(|part| part.name()).eq(["web"]));
    ///     assert!(document.all_components().map(|part| part.name()).eq(["shop", "web"]));
    /// }
    /// # Ok::<(), sbom::Error>(())
    /// ```
    pub fn parts(&self) -> impl Iterator<Item = Component<'_>> {
        let subject = self.subject().map(|subject| subject.id());
        self.all_components().filter(move |component| Some(component.id()) != subject)
    }

    /// Returns every component or package, the subject included, in document order, in every
    /// format.
    pub fn all_components(&self) -> impl Iterator<Item = Component<'_>> {
        self.elements().filter(|element| element.kind() == ElementKind::Component)
    }

    /// Returns the files: CycloneDX components of type `file`, SPDX file elements.
    pub fn files(&self) -> impl Iterator<Item = Component<'_>> {
        self.elements().filter(Component::is_file)
    }

    /// Returns everything that has an identity in the document: the subject and its parts,
    /// components, files, services, snippets.
    pub fn elements(&self) -> impl ExactSizeIterator<Item = Component<'_>> {
        let ids = 0..u32::try_from(self.index.elements.len()).unwrap_or(u32::MAX);
        ids.zip(&self.index.elements)
            .map(|(id, element)| Component::new(self, ComponentId::new(id), element))
    }

    /// Returns the number of [`Document::elements`]; every [`ComponentId`] is below it.
    #[must_use]
    pub fn element_count(&self) -> usize {
        self.index.elements.len()
    }

    /// Returns the element of that id, which must come from this document.
    #[must_use]
    pub fn component(&self, id: ComponentId) -> Option<Component<'_>> {
        let element = self.index.elements.get(id.index())?;
        Some(Component::new(self, id, element))
    }

    /// Finds an element by its id in the document's own text: `bom-ref`, `SPDXID` or `spdxId`. Of
    /// several with one id, the one that relationships go to.
    #[must_use]
    pub fn find(&self, local_id: &str) -> Option<Component<'_>> {
        let number = self.index.find(local_id)?;
        self.component(ComponentId::new(number))
    }

    /// Returns every relationship, in document order, with its direction made uniform.
    pub fn relationships(&self) -> impl ExactSizeIterator<Item = Relationship<'_>> {
        self.index.edges.iter().map(|edge| Relationship::new(self, edge))
    }

    /// Returns the number of dependencies (CycloneDX `dependsOn`) or relationships (SPDX) written
    /// out, repeated ones included; `provides` and the SPDX shorthands are not counted.
    #[must_use]
    pub fn edge_count(&self) -> usize {
        self.index.edges.iter().filter(|edge| edge.is_counted()).count()
    }

    /// Returns the vulnerabilities that a document carries: CycloneDX `vulnerabilities`, SPDX 3
    /// elements of the Security profile.
    pub fn vulnerabilities(&self) -> impl ExactSizeIterator<Item = Vulnerability<'_>> {
        let values = self.index.vulnerabilities.iter();
        values.map(|&id| Vulnerability::new(self, self.tree.value(id)))
    }

    /// Returns the licence texts an SPDX document carries for its `LicenseRef-` ids.
    pub fn extracted_licences(&self) -> impl Iterator<Item = ExtractedLicence<'_>> {
        let values = self.root().list(Key::HAS_EXTRACTED_LICENSING_INFOS);
        let spdx3 = spdx::lens3::extracted_licences(self);
        values
            .map(ExtractedLicence::new)
            .chain(spdx3.map(|(id, name, text)| ExtractedLicence::stated(id, name, text)))
    }

    /// Returns the statements about how complete the document is, CycloneDX only.
    pub fn compositions(&self) -> impl Iterator<Item = Composition<'_>> {
        let list = match self.model() {
            Model::CycloneDx => Key::COMPOSITIONS,
            _ => Key::NONE,
        };
        self.root().list(list).filter_map(|value| Composition::new(self, value))
    }

    /// Returns the remarks on the document and its elements.
    pub fn annotations(&self) -> impl Iterator<Item = Annotation<'_>> {
        Annotation::all(self)
    }

    /// Returns the other documents that this one refers to.
    pub fn external_documents(&self) -> impl Iterator<Item = ExternalDocument<'_>> {
        ExternalDocument::all(self)
    }

    /// Returns the links of the document itself, CycloneDX only.
    pub fn external_references(&self) -> impl Iterator<Item = ExternalReference<'_>> {
        let references = self.root().list(Key::EXTERNAL_REFERENCES);
        references.filter_map(|value| ExternalReference::new(self.model(), value))
    }

    /// Returns the remark on the document, SPDX only.
    #[must_use]
    pub fn comment(&self) -> Option<&str> {
        match self.model() {
            Model::CycloneDx => None,
            Model::Spdx2 => self.root().text(Key::COMMENT),
            Model::Spdx3 => spdx::lens3::head(self)?.text(Key::COMMENT),
        }
    }

    /// Returns the properties of the document itself.
    pub fn properties(&self) -> impl Iterator<Item = Property<'_>> {
        let cyclonedx = self.root().list(Key::PROPERTIES).filter_map(Property::new);
        let spdx3 = spdx::lens3::head(self).into_iter().flat_map(spdx::lens3::properties);
        cyclonedx.chain(spdx3.map(|(name, value)| Property::named(name, value)))
    }

    /// Returns what was tolerated, left out or found dangling while reading.
    #[must_use]
    pub fn notes(&self) -> &Notes {
        self.head.notes.get_or_init(|| survey::notes(self, &self.head.reading))
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

    fn refuse_deviation(&self) -> Result<(), Error> {
        let mut notes = self.notes().iter().filter(|note| note.kind().is_deviation());
        let Some(note) = notes.next() else { return Ok(()) };
        let code = match note.kind() {
            NoteKind::MissingMember => Code::MissingMember,
            _ => Code::Deviation,
        };
        let what = note.kind().describe().0;
        let message = match note.word() {
            "" => what.to_owned(),
            word => format!("{what}: `{word}`"),
        };
        let error = Error::new(code, message).on(note.first().to_owned());
        Err(match self.place_of(note) {
            Some(offset) => error.at(position_at(self.tree().source(), offset)),
            None => error,
        })
    }

    /// Returns where in the input stands what was noted first: the member if the word is its name,
    /// else what holds it. The bytes of protobuf have no lines.
    fn place_of(&self, note: &Note) -> Option<usize> {
        if self.encoding() == Encoding::Protobuf {
            return None;
        }
        let holder = self.tree().at(note.first())?;
        let member = holder.children().find(|child| child.key_text() == note.word());
        member.and_then(Value::offset).or_else(|| holder.offset())
    }
}

fn index_of(tree: &Tree, model: Model) -> Result<Index, Error> {
    match model {
        Model::CycloneDx => cyclonedx::index(tree),
        Model::Spdx2 => spdx::index2(tree),
        Model::Spdx3 => spdx::index3(tree),
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("format", &self.format())
            .field("spec_version", &self.spec_version())
            .field("encoding", &self.encoding())
            .field("elements", &self.element_count())
            .finish_non_exhaustive()
    }
}
