//! What a document says about licences, without judging it.

use crate::tree::{Key, Value};

/// One statement about a component's licence.
///
/// A component may have several. CycloneDX does not define what several mean, so they are kept
/// apart rather than joined into an expression.
#[derive(Clone, Copy, Debug)]
pub struct Licence<'d> {
    kind: LicenceKind,
    role: LicenceRole,
    text: &'d str,
    /// The object that has more to say, if there is one.
    value: Option<Value<'d>>,
}

impl<'d> Licence<'d> {
    pub(crate) fn new(
        kind: LicenceKind,
        role: LicenceRole,
        text: &'d str,
        value: Option<Value<'d>>,
    ) -> Self {
        Self { kind, role, text, value }
    }

    /// Reads an SPDX expression, `NONE` or `NOASSERTION`; an empty text says nothing.
    pub(crate) fn stated(role: LicenceRole, text: &'d str) -> Option<Self> {
        let kind = match text {
            "" => return None,
            "NONE" => LicenceKind::None,
            "NOASSERTION" => LicenceKind::NoAssertion,
            _ => LicenceKind::Expression,
        };
        Some(Self::new(kind, role, text, None))
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
        self.value?.text(Key::URL)
    }

    /// Returns the licence's full text, if it stands beside the id or name (CycloneDX). SPDX has it
    /// in [`Document::extracted_licences`](crate::Document::extracted_licences).
    #[must_use]
    pub fn full_text(&self) -> Option<Attachment<'d>> {
        self.value?.get(Key::TEXT).and_then(Attachment::new)
    }
}

/// A text or binary content that a document carries with it (CycloneDX).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Attachment<'d> {
    content: &'d str,
    encoding: Option<&'d str>,
    content_type: Option<&'d str>,
}

impl<'d> Attachment<'d> {
    pub(crate) fn new(value: Value<'d>) -> Option<Self> {
        let content = value.as_str().or_else(|| value.text(Key::CONTENT))?;
        let (encoding, content_type) = (value.text(Key::ENCODING), value.text(Key::CONTENT_TYPE));
        Some(Self { content, encoding, content_type })
    }

    /// Returns the content as written; see [`Attachment::encoding`].
    #[must_use]
    pub fn content(&self) -> &'d str {
        self.content
    }

    /// Returns `base64` if the content is written in it.
    #[must_use]
    pub fn encoding(&self) -> Option<&'d str> {
        self.encoding
    }

    /// Returns the media type; plain text where there is none.
    #[must_use]
    pub fn content_type(&self) -> Option<&'d str> {
        self.content_type
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

impl LicenceKind {
    /// Returns the name: `id`, `name`, `expression`, `none`, `no-assertion`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Name => "name",
            Self::Expression => "expression",
            Self::None => "none",
            Self::NoAssertion => "no-assertion",
        }
    }
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

impl LicenceRole {
    /// Returns the name: `declared`, `concluded`, `observed`, `unstated`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Concluded => "concluded",
            Self::Observed => "observed",
            Self::Unstated => "unstated",
        }
    }
}

/// The text behind a `LicenseRef-` id of an SPDX document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExtractedLicence<'d> {
    id: &'d str,
    name: Option<&'d str>,
    text: &'d str,
}

impl<'d> ExtractedLicence<'d> {
    pub(crate) fn stated(id: &'d str, name: Option<&'d str>, text: &'d str) -> Self {
        Self { id, name, text }
    }

    pub(crate) fn new(value: Value<'d>) -> Self {
        Self {
            id: value.text(Key::LICENSE_ID).unwrap_or_default(),
            name: value.text(Key::NAME),
            text: value.text(Key::EXTRACTED_TEXT).unwrap_or_default(),
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
