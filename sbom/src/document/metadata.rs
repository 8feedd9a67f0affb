//! When, by whom and with what a document was made.

use crate::cyclonedx::lens as cyclonedx;
use crate::document::reference::Property;
use crate::document::{Document, Licence, Switch};
use crate::format::Model;
use crate::spdx::{lens2, lens3};
use crate::tree::{Key, Value};

/// A view of what a document says about itself.
#[derive(Clone, Copy, Debug)]
pub struct Metadata<'d> {
    document: &'d Document,
}

impl<'d> Metadata<'d> {
    pub(crate) fn new(document: &'d Document) -> Self {
        Self { document }
    }

    /// Returns the object of that name at the document's root.
    fn section(&self, key: Key) -> Option<Value<'d>> {
        self.document.root().get(key)
    }

    /// Returns the time of creation as written; ISO 8601 by both formats, unchecked.
    #[must_use]
    pub fn created(&self) -> Option<&'d str> {
        match self.document.model() {
            Model::CycloneDx => self.section(Key::METADATA)?.text(Key::TIMESTAMP),
            Model::Spdx2 => self.section(Key::CREATION_INFO)?.text(Key::CREATED),
            Model::Spdx3 => lens3::created(self.document),
        }
    }

    /// Returns the tools that made the document.
    pub fn tools(&self) -> impl Iterator<Item = Tool<'d>> + use<'d> {
        match self.document.model() {
            Model::CycloneDx => Switch::CycloneDx(cyclonedx::tools(self.section(Key::METADATA))),
            Model::Spdx2 => Switch::Spdx2(lens2::tools(self.section(Key::CREATION_INFO))),
            Model::Spdx3 => Switch::Spdx3(lens3::tools(self.document)),
        }
    }

    /// Returns the people and organisations who made the document.
    pub fn authors(&self) -> impl Iterator<Item = Party<'d>> + use<'d> {
        self.parties().filter(|party| party.role() == PartyRole::Author)
    }

    /// Returns who supplied the subject, CycloneDX `metadata.supplier`.
    #[must_use]
    pub fn supplier(&self) -> Option<Party<'d>> {
        self.parties().find(|party| party.role() == PartyRole::Supplier)
    }

    /// Returns who made the subject, CycloneDX `metadata.manufacture` (deprecated since 1.6).
    #[must_use]
    pub fn manufacturer(&self) -> Option<Party<'d>> {
        self.parties().find(|party| party.role() == PartyRole::Manufacturer)
    }

    /// Returns everyone named in the document's metadata.
    pub fn parties(&self) -> impl Iterator<Item = Party<'d>> + use<'d> {
        match self.document.model() {
            Model::CycloneDx => {
                Switch::CycloneDx(cyclonedx::document_parties(self.section(Key::METADATA)))
            }
            Model::Spdx2 => Switch::Spdx2(lens2::creators(self.section(Key::CREATION_INFO))),
            Model::Spdx3 => Switch::Spdx3(lens3::document_parties(self.document)),
        }
    }

    /// Returns the phases of life the document speaks of, CycloneDX 1.5 and later.
    pub fn lifecycles(&self) -> impl Iterator<Item = &'d str> + use<'d> {
        match self.document.model() {
            Model::CycloneDx => {
                Switch::CycloneDx(cyclonedx::lifecycles(self.section(Key::METADATA)))
            }
            Model::Spdx2 => Switch::Spdx2(lens2::lifecycles(self.section(Key::CREATION_INFO))),
            Model::Spdx3 => Switch::Spdx3(lens3::lifecycles(self.document)),
        }
    }

    /// Returns the properties of the metadata, CycloneDX `metadata.properties`.
    pub fn properties(&self) -> impl Iterator<Item = Property<'d>> + use<'d> {
        let metadata = self.section(Key::METADATA);
        metadata.into_iter().flat_map(|it| it.list(Key::PROPERTIES)).filter_map(Property::new)
    }

    /// Returns the licence of the document itself: SPDX `dataLicense`, or the first of CycloneDX
    /// `metadata.licenses`.
    #[must_use]
    pub fn data_licence(&self) -> Option<&'d str> {
        match self.document.model() {
            Model::CycloneDx => self.licences().next().map(|licence| licence.text()),
            Model::Spdx2 => self.document.root().text(Key::DATA_LICENSE),
            Model::Spdx3 => lens3::data_licence(self.document),
        }
    }

    /// Returns the licences of the document itself, CycloneDX `metadata.licenses`.
    pub fn licences(&self) -> impl Iterator<Item = Licence<'d>> + use<'d> {
        let metadata = self.section(Key::METADATA);
        metadata
            .into_iter()
            .flat_map(|it| it.list(Key::LICENSES))
            .filter_map(|choice| cyclonedx::licence(choice, None))
    }

    /// Returns the remark on how the document was made, SPDX `creationInfo.comment`.
    #[must_use]
    pub fn comment(&self) -> Option<&'d str> {
        match self.document.model() {
            Model::CycloneDx => None,
            Model::Spdx2 => self.section(Key::CREATION_INFO)?.text(Key::COMMENT),
            Model::Spdx3 => lens3::creation_comment(self.document),
        }
    }
}

/// A tool that took part in making a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tool<'d> {
    vendor: Option<&'d str>,
    name: &'d str,
    version: Option<&'d str>,
}

impl<'d> Tool<'d> {
    pub(crate) fn new(vendor: Option<&'d str>, name: &'d str, version: Option<&'d str>) -> Self {
        Self { vendor, name, version }
    }

    /// Returns the vendor or group.
    #[must_use]
    pub fn vendor(&self) -> Option<&'d str> {
        self.vendor
    }

    /// Returns the name. An SPDX `Tool: name-version` is split at the first hyphen that a version
    /// follows.
    #[must_use]
    pub fn name(&self) -> &'d str {
        self.name
    }

    /// Returns the version.
    #[must_use]
    pub fn version(&self) -> Option<&'d str> {
        self.version
    }
}

/// A person or organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Party<'d> {
    role: PartyRole,
    kind: PartyKind,
    name: &'d str,
    email: Option<&'d str>,
    url: Option<&'d str>,
}

impl<'d> Party<'d> {
    pub(crate) fn new(role: PartyRole, kind: PartyKind, parts: PartyParts<'d>) -> Self {
        let PartyParts { name, email, url } = parts;
        Self { role, kind, name: name.unwrap_or_default(), email, url }
    }

    /// Returns what the party is to the element or document.
    #[must_use]
    pub fn role(&self) -> PartyRole {
        self.role
    }

    /// Returns what the party is.
    #[must_use]
    pub fn kind(&self) -> PartyKind {
        self.kind
    }

    /// Returns the name; may be empty.
    #[must_use]
    pub fn name(&self) -> &'d str {
        self.name
    }

    /// Returns the e-mail address.
    #[must_use]
    pub fn email(&self) -> Option<&'d str> {
        self.email
    }

    /// Returns the first address on the web.
    #[must_use]
    pub fn url(&self) -> Option<&'d str> {
        self.url
    }
}

/// What is known of a [`Party`].
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PartyParts<'d> {
    pub(crate) name: Option<&'d str>,
    pub(crate) email: Option<&'d str>,
    pub(crate) url: Option<&'d str>,
}

/// What a [`Party`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PartyRole {
    /// Hands the component on.
    Supplier,
    /// Made the component: CycloneDX `manufacturer`, SPDX `originator`.
    Manufacturer,
    /// Wrote the component, or the document.
    Author,
    /// Published the component (CycloneDX).
    Publisher,
}

impl PartyRole {
    /// Returns the name: `supplier`, `manufacturer`, `author`, `publisher`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Supplier => "supplier",
            Self::Manufacturer => "manufacturer",
            Self::Author => "author",
            Self::Publisher => "publisher",
        }
    }
}

/// What a [`Party`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PartyKind {
    /// A person.
    Person,
    /// An organisation.
    Organization,
    /// The document does not say.
    Unknown,
    /// The document says that it does not say (`NOASSERTION`).
    NoAssertion,
}

impl PartyKind {
    /// Returns the name: `person`, `organization`, `unknown`, `no-assertion`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organization => "organization",
            Self::Unknown => "unknown",
            Self::NoAssertion => "no-assertion",
        }
    }
}
