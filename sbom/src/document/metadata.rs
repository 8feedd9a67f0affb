//! When, by whom and with what a document was made.

use crate::document::component::Property;
use crate::document::store::{PartyRow, Rows, Store, ToolRow};

/// A view of what a document says about itself.
#[derive(Clone, Copy, Debug)]
pub struct Metadata<'d> {
    store: &'d Store,
}

impl<'d> Metadata<'d> {
    pub(crate) fn new(store: &'d Store) -> Self {
        Self { store }
    }

    /// Returns the time of creation as written; ISO 8601 by both formats, unchecked.
    #[must_use]
    pub fn created(&self) -> Option<&'d str> {
        self.store.text(self.store.created)
    }

    /// Returns the tools that made the document.
    pub fn tools(&self) -> impl ExactSizeIterator<Item = Tool<'d>> + use<'d> {
        let store = self.store;
        store.tools.iter().map(|row| Tool::new(store, row))
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
    pub fn parties(&self) -> impl ExactSizeIterator<Item = Party<'d>> + use<'d> {
        let store = self.store;
        parties_in(store, store.document_parties)
    }

    /// Returns the phases of life the document speaks of, CycloneDX 1.5 and later.
    pub fn lifecycles(&self) -> impl ExactSizeIterator<Item = &'d str> + use<'d> {
        self.store.words_in(self.store.lifecycles)
    }

    /// Returns the properties of the metadata, CycloneDX `metadata.properties`.
    pub fn properties(&self) -> impl ExactSizeIterator<Item = Property<'d>> + use<'d> {
        self.store.properties_in(self.store.metadata_properties)
    }

    /// Returns the licence of the document itself, SPDX `dataLicense`.
    #[must_use]
    pub fn data_licence(&self) -> Option<&'d str> {
        self.store.text(self.store.data_licence)
    }
}

fn parties_in(store: &Store, rows: Rows) -> impl ExactSizeIterator<Item = Party<'_>> {
    rows.of(&store.parties).iter().map(|row| Party::new(store, row))
}

/// A tool that took part in making a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tool<'d> {
    vendor: Option<&'d str>,
    name: &'d str,
    version: Option<&'d str>,
}

impl<'d> Tool<'d> {
    fn new(store: &'d Store, row: &ToolRow) -> Self {
        Self {
            vendor: store.text(row.vendor),
            name: store.text_or_empty(row.name),
            version: store.text(row.version),
        }
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
    pub(crate) fn new(store: &'d Store, row: &PartyRow) -> Self {
        Self {
            role: row.role,
            kind: row.kind,
            name: store.text_or_empty(row.name),
            email: store.text(row.email),
            url: store.text(row.url),
        }
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
