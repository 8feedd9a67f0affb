//! Other documents that a document refers to.

use crate::document::{Document, Hash};
use crate::format::Model;
use crate::tree::{Key, Value};

/// Another document, with the name it goes by here.
///
/// SPDX 2 `externalDocumentRefs`, SPDX 3 `import`, CycloneDX references of type `bom`.
#[derive(Clone, Copy, Debug)]
pub struct ExternalDocument<'d> {
    model: Model,
    value: Value<'d>,
}

impl<'d> ExternalDocument<'d> {
    pub(crate) fn all(document: &'d Document) -> impl Iterator<Item = Self> + use<'d> {
        let model = document.model();
        let (holder, key) = match model {
            Model::CycloneDx => (Some(document.root()), Key::EXTERNAL_REFERENCES),
            Model::Spdx2 => (Some(document.root()), Key::EXTERNAL_DOCUMENT_REFS),
            Model::Spdx3 => (crate::spdx::lens3::head(document), Key::IMPORT),
        };
        let values = holder.into_iter().flat_map(move |holder| holder.list(key));
        values
            .filter(move |it| model != Model::CycloneDx || it.text(Key::TYPE) == Some("bom"))
            .filter(|it| it.is_object())
            .map(move |value| Self { model, value })
    }

    /// Returns the id by which elements of it are named here: `DocumentRef-…`, or an SPDX 3 id.
    #[must_use]
    pub fn local_id(&self) -> Option<&'d str> {
        match self.model {
            Model::CycloneDx => None,
            Model::Spdx2 => self.value.text(Key::EXTERNAL_DOCUMENT_ID),
            Model::Spdx3 => self.value.text(Key::EXTERNAL_SPDX_ID),
        }
    }

    /// Returns the document's own id or address: a namespace, a BOM-Link, a URL.
    #[must_use]
    pub fn location(&self) -> Option<&'d str> {
        self.value.text(match self.model {
            Model::CycloneDx => Key::URL,
            Model::Spdx2 => Key::SPDX_DOCUMENT,
            Model::Spdx3 => Key::LOCATION_HINT,
        })
    }

    /// Returns the first digest of the document's bytes.
    #[must_use]
    pub fn hash(&self) -> Option<Hash<'d>> {
        match self.model {
            Model::CycloneDx => crate::cyclonedx::lens::hashes(self.value).next(),
            Model::Spdx2 => {
                let sum = self.value.get(Key::CHECKSUM)?;
                Hash::new(sum.text(Key::ALGORITHM), sum.text(Key::CHECKSUM_VALUE))
            }
            Model::Spdx3 => crate::spdx::lens3::hashes(self.value).next(),
        }
    }
}
