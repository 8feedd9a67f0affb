//! One element of a document: a component, package, file, service or snippet.

mod details;

use std::fmt;

use crate::cyclonedx::lens as cyclonedx;
use crate::document::identifier::{Hash, Identifier, IdentifierKind};
use crate::document::index::{Element, Place};
use crate::document::licence::{Licence, LicenceRole};
use crate::document::metadata::{Party, PartyKind, PartyRole};
use crate::document::reference::{ExternalReference, Property};
use crate::document::words::{ComponentType, Scope};
use crate::document::{Document, Switch};
use crate::format::{Format, Model};
use crate::purl::{Purl, PurlError};
use crate::spdx::{lens2, lens3};
use crate::tree::{Key, Value};

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

impl ElementKind {
    /// Returns the name: `component`, `file`, `service`, `snippet`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Component => "component",
            Self::File => "file",
            Self::Service => "service",
            Self::Snippet => "snippet",
        }
    }
}

/// What a document says about an element's own dependencies.
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

impl DependencyState {
    /// Returns the name: `unlisted`, `listed-empty`, `listed`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unlisted => "unlisted",
            Self::ListedEmpty => "listed-empty",
            Self::Listed => "listed",
        }
    }
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
    document: &'d Document,
    id: ComponentId,
    element: &'d Element,
}

impl<'d> Component<'d> {
    pub(crate) fn new(document: &'d Document, id: ComponentId, element: &'d Element) -> Self {
        Self { document, id, element }
    }

    /// Returns the object that stands for the element in the tree.
    pub(crate) fn value(&self) -> Value<'d> {
        self.document.tree().value(self.element.value)
    }

    pub(crate) fn document(&self) -> &'d Document {
        self.document
    }

    pub(crate) fn model(&self) -> Model {
        self.document.model()
    }

    /// Returns the text of a member that each family of formats names in its own way.
    fn word(&self, cyclonedx: Key, spdx2: Key, spdx3: Key) -> Option<&'d str> {
        self.value().text(match self.model() {
            Model::CycloneDx => cyclonedx,
            Model::Spdx2 => spdx2,
            Model::Spdx3 => spdx3,
        })
    }

    /// Returns the element's number in this document.
    #[must_use]
    pub fn id(&self) -> ComponentId {
        self.id
    }

    /// Returns the `bom-ref` or `SPDXID`: opaque, and meaningless in any other document.
    #[must_use]
    pub fn local_id(&self) -> Option<&'d str> {
        self.document.tree().value(self.element.id).as_str()
    }

    /// Returns what the element is to the document.
    #[must_use]
    pub fn kind(&self) -> ElementKind {
        self.element.kind
    }

    /// Returns the component's type (CycloneDX) or purpose (SPDX).
    #[must_use]
    pub fn component_type(&self) -> ComponentType {
        self.element.component_type
    }

    /// Returns the type or purpose as written, when it is not one that [`ComponentType`] names.
    #[must_use]
    pub fn other_type(&self) -> Option<&'d str> {
        if self.element.component_type != ComponentType::Other {
            return None;
        }
        self.word(Key::TYPE, Key::PRIMARY_PACKAGE_PURPOSE, Key::SOFTWARE_PRIMARY_PURPOSE)
    }

    /// Returns the group or namespace, CycloneDX only: a Maven group, an npm scope.
    #[must_use]
    pub fn group(&self) -> Option<&'d str> {
        self.word(Key::GROUP, Key::NONE, Key::NONE)
    }

    /// Returns the name; for files, the file name. Empty when the document has none.
    #[must_use]
    pub fn name(&self) -> &'d str {
        let name = match (self.model(), self.kind()) {
            (Model::Spdx2, ElementKind::File) => lens2::file_name(self.value()),
            _ => self.value().text(Key::NAME),
        };
        name.unwrap_or_default()
    }

    /// Returns the version as written.
    #[must_use]
    pub fn version(&self) -> Option<&'d str> {
        match self.model() {
            Model::CycloneDx => self.value().text(Key::VERSION),
            Model::Spdx2 => lens2::said(self.value(), Key::VERSION_INFO),
            Model::Spdx3 => self.value().text(Key::SOFTWARE_PACKAGE_VERSION),
        }
    }

    /// Returns the first package URL as written.
    #[must_use]
    pub fn purl(&self) -> Option<&'d str> {
        match self.model() {
            Model::CycloneDx => self.value().text(Key::PURL),
            Model::Spdx2 | Model::Spdx3 => {
                let mut identifiers = self.identifiers();
                let purl = identifiers.find(|it| it.kind() == IdentifierKind::Purl);
                purl.map(|it| it.text())
            }
        }
    }

    /// Parses the first package URL.
    #[must_use]
    pub fn parsed_purl(&self) -> Option<Result<Purl<'d>, PurlError>> {
        self.purl().map(Purl::parse)
    }

    /// Returns every CPE name as written, 2.2 and 2.3 alike.
    pub fn cpes(&self) -> impl Iterator<Item = &'d str> + use<'d> {
        self.identifiers()
            .filter(|it| matches!(it.kind(), IdentifierKind::Cpe22 | IdentifierKind::Cpe23))
            .map(|it| it.text())
    }

    /// Returns every identifier, in document order.
    pub fn identifiers(&self) -> impl Iterator<Item = Identifier<'d>> + use<'d> {
        let value = self.value();
        match self.model() {
            Model::CycloneDx => Switch::CycloneDx(cyclonedx::identifiers(value)),
            Model::Spdx2 => Switch::Spdx2(lens2::identifiers(value)),
            Model::Spdx3 => Switch::Spdx3(lens3::identifiers(value)),
        }
    }

    /// Returns the digests of the element's content.
    pub fn hashes(&self) -> impl Iterator<Item = Hash<'d>> + use<'d> {
        let value = self.value();
        match self.model() {
            Model::CycloneDx => Switch::CycloneDx(cyclonedx::hashes(value)),
            Model::Spdx2 => Switch::Spdx2(lens2::hashes(value)),
            Model::Spdx3 => Switch::Spdx3(lens3::hashes(value)),
        }
    }

    /// Returns every licence statement: declared, concluded, observed in files.
    pub fn licences(&self) -> impl Iterator<Item = Licence<'d>> + use<'d> {
        match self.model() {
            Model::CycloneDx => Switch::CycloneDx(cyclonedx::licences(self.value())),
            Model::Spdx2 => Switch::Spdx2(lens2::licences(self.value())),
            Model::Spdx3 => Switch::Spdx3(lens3::licences(*self)),
        }
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
    pub fn parties(&self) -> impl Iterator<Item = Party<'d>> + use<'d> {
        match self.model() {
            Model::CycloneDx => Switch::CycloneDx(cyclonedx::parties(self.value(), self.kind())),
            Model::Spdx2 => Switch::Spdx2(lens2::parties(self.value())),
            Model::Spdx3 => Switch::Spdx3(lens3::parties(*self)),
        }
    }

    /// Returns the copyright text.
    #[must_use]
    pub fn copyright(&self) -> Stated<&'d str> {
        stated(self.word(Key::COPYRIGHT, Key::COPYRIGHT_TEXT, Key::SOFTWARE_COPYRIGHT_TEXT))
    }

    /// Returns the description; for SPDX, the summary where there is no description.
    #[must_use]
    pub fn description(&self) -> Option<&'d str> {
        let value = self.value();
        match self.model() {
            Model::CycloneDx => value.text(Key::DESCRIPTION),
            Model::Spdx2 | Model::Spdx3 => {
                lens2::said(value, Key::DESCRIPTION).or_else(|| lens2::said(value, Key::SUMMARY))
            }
        }
    }

    /// Returns where the element was downloaded from, SPDX only.
    #[must_use]
    pub fn download_location(&self) -> Stated<&'d str> {
        stated(self.word(Key::NONE, Key::DOWNLOAD_LOCATION, Key::SOFTWARE_DOWNLOAD_LOCATION))
    }

    /// Returns the home page, SPDX only; CycloneDX has an external reference of type `website`.
    #[must_use]
    pub fn homepage(&self) -> Stated<&'d str> {
        stated(self.word(Key::NONE, Key::HOMEPAGE, Key::SOFTWARE_HOME_PAGE))
    }

    /// Returns the scope if one is written. CycloneDX reads an absent scope as required.
    #[must_use]
    pub fn scope(&self) -> Option<Scope> {
        Scope::from_cyclonedx(self.word(Key::SCOPE, Key::NONE, Key::NONE)?)
    }

    /// Returns the links to other resources, package URLs and CPE names apart.
    pub fn external_references(&self) -> impl Iterator<Item = ExternalReference<'d>> + use<'d> {
        let (model, value) = (self.model(), self.value());
        let list = match model {
            Model::CycloneDx => Key::EXTERNAL_REFERENCES,
            Model::Spdx2 => Key::EXTERNAL_REFS,
            Model::Spdx3 => Key::EXTERNAL_REF,
        };
        value
            .list(list)
            .filter(move |it| model != Model::Spdx2 || lens2::identifier(*it).is_none())
            .filter_map(move |it| ExternalReference::new(model, it))
    }

    /// Returns the properties, in document order, repeated names included.
    pub fn properties(&self) -> impl Iterator<Item = Property<'d>> + use<'d> {
        let cyclonedx = self.value().list(match self.model() {
            Model::CycloneDx => Key::PROPERTIES,
            Model::Spdx2 | Model::Spdx3 => Key::NONE,
        });
        let spdx3 = (self.model() == Model::Spdx3).then(|| lens3::properties(self.value()));
        let spdx3 = spdx3.into_iter().flatten();
        cyclonedx
            .filter_map(Property::new)
            .chain(spdx3.map(|(name, value)| Property::named(name, value)))
    }

    /// Returns the first property of that name.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&'d str> {
        self.properties().find(|property| property.name() == name).map(|property| property.value())
    }

    /// Returns the element this one is nested in. Nesting means assembly, not dependency.
    #[must_use]
    pub fn parent(&self) -> Option<Component<'d>> {
        self.document.component(ComponentId::new(self.element.parent))
    }

    /// Returns whether the document says what this element depends on.
    #[must_use]
    pub fn dependency_state(&self) -> DependencyState {
        self.element.state
    }

    /// Reports whether the element counts as inventory, as [`Document::components`] lists it.
    ///
    /// [`Document::components`]: crate::Document::components
    #[must_use]
    pub fn is_inventory(&self) -> bool {
        self.element.kind == ElementKind::Component && self.element.place == Place::Listed
    }

    /// Reports whether the element is a file, as [`Document::files`] lists it.
    ///
    /// [`Document::files`]: crate::Document::files
    #[must_use]
    pub fn is_file(&self) -> bool {
        match self.model().format() {
            // A package whose purpose is `FILE` is still a package.
            Format::Spdx => self.element.kind == ElementKind::File,
            _ => self.is_inventory() && self.element.component_type == ComponentType::File,
        }
    }

    fn party(&self, role: PartyRole) -> Option<Party<'d>> {
        self.parties().find(|party| party.role() == role && party.kind() != PartyKind::NoAssertion)
    }
}

fn stated(text: Option<&str>) -> Stated<&str> {
    match text {
        None | Some("") => Stated::Missing,
        Some("NOASSERTION") => Stated::NoAssertion,
        Some("NONE") => Stated::Nothing,
        Some(text) => Stated::Value(text),
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
