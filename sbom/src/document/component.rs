//! One element of a document: a component, package, file, service or snippet.

use std::fmt;

use crate::document::identifier::{Hash, Identifier, IdentifierKind};
use crate::document::licence::{Licence, LicenceRole};
use crate::document::metadata::{Party, PartyKind, PartyRole};
use crate::document::store::{Node, Place, PropertyRow, ReferenceRow, Span, Store};
use crate::document::words::{ComponentType, Scope};
use crate::format::Format;
use crate::purl::{Purl, PurlError};

/// The number of an element within its document, dense from 0 in document order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ComponentId(u32);

impl ComponentId {
    pub(crate) const fn new(index: u32) -> Self {
        Self(index)
    }

    /// Returns the number, for use as an index into a table of one's own.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    pub(crate) const fn raw(self) -> u32 {
        self.0
    }
}

/// What an element is to the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ElementKind {
    /// A CycloneDX component or an SPDX package.
    Component,
    /// An SPDX file. CycloneDX files are components of type `file`.
    File,
    /// A CycloneDX service.
    Service,
    /// An SPDX snippet.
    Snippet,
}

/// What a CycloneDX document says about an element's own dependencies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DependencyState {
    /// Nothing: the dependencies are unknown.
    #[default]
    Unlisted,
    /// That there are none.
    ListedEmpty,
    /// Which they are.
    Listed,
}

/// A fact that a document may leave out, decline to state, or state to be nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "SPDX knows these four and no more")]
pub enum Stated<T> {
    /// The document does not say.
    Missing,
    /// The document says that it does not say (`NOASSERTION`).
    NoAssertion,
    /// The document says that there is nothing (`NONE`).
    Nothing,
    /// The fact itself.
    Value(T),
}

impl<T> Stated<T> {
    /// Returns the fact, if there is one.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }
}

/// A view of one element of a [`Document`](crate::Document); cheap to copy.
#[derive(Clone, Copy)]
pub struct Component<'d> {
    store: &'d Store,
    id: ComponentId,
    node: &'d Node,
}

impl<'d> Component<'d> {
    pub(crate) fn new(store: &'d Store, id: ComponentId, node: &'d Node) -> Self {
        Self { store, id, node }
    }

    /// Returns the element's number in this document.
    #[must_use]
    pub fn id(&self) -> ComponentId {
        self.id
    }

    /// Returns the `bom-ref` or `SPDXID`: opaque, and meaningless in any other document.
    #[must_use]
    pub fn local_id(&self) -> Option<&'d str> {
        self.store.text(self.node.local_id)
    }

    /// Returns what the element is to the document.
    #[must_use]
    pub fn kind(&self) -> ElementKind {
        self.node.kind
    }

    /// Returns the component's type (CycloneDX) or purpose (SPDX).
    #[must_use]
    pub fn component_type(&self) -> ComponentType {
        self.node.component_type
    }

    /// Returns the type or purpose as written, when it is not one that [`ComponentType`] names.
    #[must_use]
    pub fn other_type(&self) -> Option<&'d str> {
        self.store.text(self.node.type_name)
    }

    /// Returns the group or namespace, CycloneDX only: a Maven group, an npm scope.
    #[must_use]
    pub fn group(&self) -> Option<&'d str> {
        self.store.text(self.node.group)
    }

    /// Returns the name; for files, the file name. Empty when the document has none.
    #[must_use]
    pub fn name(&self) -> &'d str {
        self.store.text_or_empty(self.node.name)
    }

    /// Returns the version as written.
    #[must_use]
    pub fn version(&self) -> Option<&'d str> {
        self.store.text(self.node.version)
    }

    /// Returns the first package URL as written.
    #[must_use]
    pub fn purl(&self) -> Option<&'d str> {
        self.of_kind(IdentifierKind::Purl).next()
    }

    /// Parses the first package URL.
    #[must_use]
    pub fn parsed_purl(&self) -> Option<Result<Purl, PurlError>> {
        self.purl().map(Purl::parse)
    }

    /// Returns every CPE name as written, 2.2 and 2.3 alike.
    pub fn cpes(&self) -> impl Iterator<Item = &'d str> + use<'d> {
        let (store, node) = (self.store, self.node);
        node.identifiers
            .of(&store.identifiers)
            .iter()
            .filter(|row| matches!(row.kind, IdentifierKind::Cpe22 | IdentifierKind::Cpe23))
            .map(|row| store.text_or_empty(row.text))
    }

    /// Returns every identifier, in document order.
    pub fn identifiers(&self) -> impl ExactSizeIterator<Item = Identifier<'d>> + use<'d> {
        let store = self.store;
        let rows = self.node.identifiers.of(&store.identifiers);
        rows.iter().map(|row| Identifier::new(store, row))
    }

    /// Returns the digests of the element's content.
    pub fn hashes(&self) -> impl ExactSizeIterator<Item = Hash<'d>> + use<'d> {
        let store = self.store;
        self.node.hashes.of(&store.hashes).iter().map(|row| Hash::new(store, row))
    }

    /// Returns every licence statement: declared, concluded, observed in files.
    pub fn licences(&self) -> impl ExactSizeIterator<Item = Licence<'d>> + use<'d> {
        let store = self.store;
        self.node.licences.of(&store.licences).iter().map(|row| Licence::new(store, row))
    }

    /// Returns the licences its makers declare; a CycloneDX licence that does not say whether it
    /// is declared or concluded counts as declared.
    pub fn declared_licences(&self) -> impl Iterator<Item = Licence<'d>> + use<'d> {
        self.licences().filter(|licence| {
            matches!(licence.role(), LicenceRole::Declared | LicenceRole::Unstated)
        })
    }

    /// Returns the licences that the author of the document arrived at.
    pub fn concluded_licences(&self) -> impl Iterator<Item = Licence<'d>> + use<'d> {
        self.licences().filter(|licence| licence.role() == LicenceRole::Concluded)
    }

    /// Returns who supplied the element; `NOASSERTION` counts as nobody here.
    #[must_use]
    pub fn supplier(&self) -> Option<Party<'d>> {
        self.party(PartyRole::Supplier)
    }

    /// Returns who made it: CycloneDX `manufacturer`, SPDX `originator`.
    #[must_use]
    pub fn manufacturer(&self) -> Option<Party<'d>> {
        self.party(PartyRole::Manufacturer)
    }

    /// Returns everyone named in connection with the element, `NOASSERTION` included.
    pub fn parties(&self) -> impl ExactSizeIterator<Item = Party<'d>> + use<'d> {
        let store = self.store;
        self.node.parties.of(&store.parties).iter().map(|row| Party::new(store, row))
    }

    /// Returns the copyright text.
    #[must_use]
    pub fn copyright(&self) -> Stated<&'d str> {
        self.stated(self.node.copyright)
    }

    /// Returns the description; for SPDX, the summary where there is no description.
    #[must_use]
    pub fn description(&self) -> Option<&'d str> {
        self.store.text(self.node.description)
    }

    /// Returns where the element was downloaded from, SPDX only.
    #[must_use]
    pub fn download_location(&self) -> Stated<&'d str> {
        self.stated(self.node.download)
    }

    /// Returns the home page, SPDX only; CycloneDX has an external reference of type `website`.
    #[must_use]
    pub fn homepage(&self) -> Stated<&'d str> {
        self.stated(self.node.homepage)
    }

    /// Returns the scope if one is written. CycloneDX reads an absent scope as required.
    #[must_use]
    pub fn scope(&self) -> Option<Scope> {
        self.node.scope
    }

    /// Returns the links to other resources, package URLs and CPE names apart.
    pub fn external_references(
        &self,
    ) -> impl ExactSizeIterator<Item = ExternalReference<'d>> + use<'d> {
        let store = self.store;
        let rows = self.node.references.of(&store.references);
        rows.iter().map(|row| ExternalReference { store, row })
    }

    /// Returns the properties, in document order, repeated names included.
    pub fn properties(&self) -> impl ExactSizeIterator<Item = Property<'d>> + use<'d> {
        self.store.properties_in(self.node.properties)
    }

    /// Returns the first property of that name.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&'d str> {
        self.properties().find(|property| property.name() == name).map(|property| property.value())
    }

    /// Returns the element this one is nested in. Nesting means assembly, not dependency.
    #[must_use]
    pub fn parent(&self) -> Option<Component<'d>> {
        let node = self.store.nodes.get(self.node.parent as usize)?;
        Some(Self::new(self.store, ComponentId::new(self.node.parent), node))
    }

    /// Returns whether the document says what this element depends on.
    #[must_use]
    pub fn dependency_state(&self) -> DependencyState {
        self.node.state
    }

    /// Reports whether the element counts as inventory, as [`Document::components`] lists it.
    ///
    /// [`Document::components`]: crate::Document::components
    #[must_use]
    pub fn is_inventory(&self) -> bool {
        self.node.kind == ElementKind::Component && self.node.place == Place::Listed
    }

    /// Reports whether the element is a file, as [`Document::files`] lists it.
    ///
    /// [`Document::files`]: crate::Document::files
    #[must_use]
    pub fn is_file(&self) -> bool {
        match self.store.format {
            // A package whose purpose is `FILE` is still a package.
            Format::Spdx => self.node.kind == ElementKind::File,
            _ => self.is_inventory() && self.node.component_type == ComponentType::File,
        }
    }

    fn of_kind(&self, kind: IdentifierKind) -> impl Iterator<Item = &'d str> + use<'d> {
        let store = self.store;
        let rows = self.node.identifiers.of(&store.identifiers);
        rows.iter().filter(move |row| row.kind == kind).map(|row| store.text_or_empty(row.text))
    }

    fn party(&self, role: PartyRole) -> Option<Party<'d>> {
        self.parties().find(|party| party.role() == role && party.kind() != PartyKind::NoAssertion)
    }

    fn stated(&self, span: Span) -> Stated<&'d str> {
        match self.store.text(span) {
            None | Some("") => Stated::Missing,
            Some("NOASSERTION") => Stated::NoAssertion,
            Some("NONE") => Stated::Nothing,
            Some(text) => Stated::Value(text),
        }
    }
}

impl fmt::Debug for Component<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Component")
            .field("id", &self.id.raw())
            .field("kind", &self.kind())
            .field("local_id", &self.local_id())
            .field("group", &self.group())
            .field("name", &self.name())
            .field("version", &self.version())
            .field("purl", &self.purl())
            .finish_non_exhaustive()
    }
}

/// A link from an element to another resource.
#[derive(Clone, Copy)]
pub struct ExternalReference<'d> {
    store: &'d Store,
    row: &'d ReferenceRow,
}

impl<'d> ExternalReference<'d> {
    /// Returns the SPDX category as written (`SECURITY`, `PACKAGE-MANAGER`); none in CycloneDX.
    #[must_use]
    pub fn category(&self) -> Option<&'d str> {
        self.store.text(self.row.category)
    }

    /// Returns the type as written: `vcs`, `website`, `advisory`.
    #[must_use]
    pub fn kind(&self) -> &'d str {
        self.store.text_or_empty(self.row.kind)
    }

    /// Returns the URL or locator.
    #[must_use]
    pub fn locator(&self) -> &'d str {
        self.store.text_or_empty(self.row.locator)
    }

    /// Returns the comment.
    #[must_use]
    pub fn comment(&self) -> Option<&'d str> {
        self.store.text(self.row.comment)
    }
}

impl fmt::Debug for ExternalReference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExternalReference")
            .field("kind", &self.kind())
            .field("locator", &self.locator())
            .finish_non_exhaustive()
    }
}

/// A name and a value that the format leaves to tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Property<'d> {
    name: &'d str,
    value: &'d str,
}

impl<'d> Property<'d> {
    pub(crate) fn new(store: &'d Store, row: &PropertyRow) -> Self {
        Self { name: store.text_or_empty(row.name), value: store.text_or_empty(row.value) }
    }

    /// Returns the name, such as `syft:package:type`.
    #[must_use]
    pub fn name(&self) -> &'d str {
        self.name
    }

    /// Returns the value, empty when there is none.
    #[must_use]
    pub fn value(&self) -> &'d str {
        self.value
    }
}
