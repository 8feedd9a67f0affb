//! Links to other resources, and what the formats leave to tools.

use std::fmt;

use crate::cyclonedx::lens as cyclonedx;
use crate::document::{Hash, Switch};
use crate::format::Model;
use crate::spdx::lens3;
use crate::tree::{Key, Value};

/// A link from an element to another resource.
#[derive(Clone, Copy)]
pub struct ExternalReference<'d> {
    model: Model,
    value: Value<'d>,
    kind: &'d str,
    locator: &'d str,
}

impl<'d> ExternalReference<'d> {
    /// Returns a reference, unless it leads nowhere.
    pub(crate) fn new(model: Model, value: Value<'d>) -> Option<Self> {
        let (kind, locator) = match model {
            Model::CycloneDx => (Key::TYPE, Key::URL),
            Model::Spdx2 => (Key::REFERENCE_TYPE, Key::REFERENCE_LOCATOR),
            Model::Spdx3 => (Key::EXTERNAL_REF_TYPE, Key::LOCATOR),
        };
        let locator = value.get(locator)?.elements().find_map(Value::as_str)?;
        let kind = value.text(kind);
        if kind.is_none() && model == Model::Spdx2 {
            return None;
        }
        Some(Self { model, value, kind: kind.unwrap_or_default(), locator })
    }

    /// Returns the SPDX 2 category as written (`SECURITY`, `PACKAGE-MANAGER`); none elsewhere.
    #[must_use]
    pub fn category(&self) -> Option<&'d str> {
        self.value.text(Key::REFERENCE_CATEGORY)
    }

    /// Returns the type as written: `vcs`, `website`, `advisory`.
    #[must_use]
    pub fn kind(&self) -> &'d str {
        self.kind
    }

    /// Returns the URL or locator.
    #[must_use]
    pub fn locator(&self) -> &'d str {
        self.locator
    }

    /// Returns the comment.
    #[must_use]
    pub fn comment(&self) -> Option<&'d str> {
        self.value.text(Key::COMMENT)
    }

    /// Returns the digests of what the link leads to; SPDX 2 has none.
    pub fn hashes(&self) -> impl Iterator<Item = Hash<'d>> + use<'d> {
        match self.model {
            Model::CycloneDx => Switch::CycloneDx(cyclonedx::hashes(self.value)),
            Model::Spdx2 => Switch::Spdx2(std::iter::empty()),
            Model::Spdx3 => Switch::Spdx3(lens3::hashes(self.value)),
        }
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
    pub(crate) fn new(value: Value<'d>) -> Option<Self> {
        value.is_object().then(|| Self {
            name: value.text(Key::NAME).unwrap_or_default(),
            value: value.loose_text(Key::VALUE).unwrap_or_default(),
        })
    }

    pub(crate) fn named(name: &'d str, value: &'d str) -> Self {
        Self { name, value }
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
