//! What a document says about licences, without judging it.

use crate::document::store::{ExtractedRow, LicenceRow, Store};

/// One statement about a component's licence.
///
/// A component may have several. CycloneDX does not define what several mean, so they are kept
/// apart rather than joined into an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Licence<'d> {
    kind: LicenceKind,
    role: LicenceRole,
    text: &'d str,
    url: Option<&'d str>,
}

impl<'d> Licence<'d> {
    pub(crate) fn new(store: &'d Store, row: &LicenceRow) -> Self {
        Self {
            kind: row.kind,
            role: row.role,
            text: store.text_or_empty(row.text),
            url: store.text(row.url),
        }
    }

    /// Returns whether the text is an id, a name or an expression.
    #[must_use]
    pub fn kind(&self) -> LicenceKind {
        self.kind
    }

    /// Returns who says so.
    #[must_use]
    pub fn role(&self) -> LicenceRole {
        self.role
    }

    /// Returns the id, name or expression as written.
    #[must_use]
    pub fn text(&self) -> &'d str {
        self.text
    }

    /// Returns the address of the licence's text.
    #[must_use]
    pub fn url(&self) -> Option<&'d str> {
        self.url
    }
}

/// How a [`Licence`] is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LicenceKind {
    /// An id of the SPDX licence list, unchecked.
    Id,
    /// A free name.
    Name,
    /// An SPDX licence expression, unchecked.
    Expression,
    /// The document says that there is no licence (`NONE`).
    None,
    /// The document says that it does not say (`NOASSERTION`).
    NoAssertion,
}

/// Who stands behind a [`Licence`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LicenceRole {
    /// The makers of the component.
    Declared,
    /// The author of the document, after a look at the component.
    Concluded,
    /// Found in the component's files.
    Observed,
    /// CycloneDX before 1.6, or without `acknowledgement`: it is not said.
    Unstated,
}

/// The text behind a `LicenseRef-` id of an SPDX document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExtractedLicence<'d> {
    id: &'d str,
    name: Option<&'d str>,
    text: &'d str,
}

impl<'d> ExtractedLicence<'d> {
    pub(crate) fn new(store: &'d Store, row: &ExtractedRow) -> Self {
        Self {
            id: store.text_or_empty(row.id),
            name: store.text(row.name),
            text: store.text_or_empty(row.text),
        }
    }

    /// Returns the id that expressions use: `LicenseRef-…`.
    #[must_use]
    pub fn id(&self) -> &'d str {
        self.id
    }

    /// Returns the licence's name.
    #[must_use]
    pub fn name(&self) -> Option<&'d str> {
        self.name
    }

    /// Returns the licence's full text.
    #[must_use]
    pub fn text(&self) -> &'d str {
        self.text
    }
}
