//! What is less often asked of an element.

use crate::cyclonedx::lens as cyclonedx;
use crate::document::index::NOBODY;
use crate::document::{
    Attachment, Component, ComponentId, ElementKind, Evidence, Party, PartyRole, Pedigree, Service,
};
use crate::format::Model;
use crate::tree::{Key, Value};

impl<'d> Component<'d> {
    /// Returns the elements nested directly in this one, in document order.
    pub fn children(&self) -> impl Iterator<Item = Component<'d>> + use<'d> {
        let (document, own) = (self.document(), self.id().raw());
        let behind = document.index.elements.iter().zip(0..).skip(self.id().index() + 1);
        // Nested elements stand behind the one that holds them, before the next that it does not.
        behind
            .take_while(move |(element, _)| element.parent != NOBODY && element.parent >= own)
            .filter(move |(element, _)| element.parent == own)
            .filter_map(move |(_, number)| document.component(ComponentId::new(number)))
    }

    /// Returns those who wrote it, CycloneDX `authors` and `author`.
    pub fn authors(&self) -> impl Iterator<Item = Party<'d>> + use<'d> {
        self.parties().filter(|party| party.role() == PartyRole::Author)
    }

    /// Returns who published it, CycloneDX only.
    #[must_use]
    pub fn publisher(&self) -> Option<Party<'d>> {
        self.parties().find(|party| party.role() == PartyRole::Publisher)
    }

    /// Reports whether the component is not part of what the document is about and only expected
    /// to be there (CycloneDX 1.7).
    #[must_use]
    pub fn is_external(&self) -> bool {
        let flag = self.value().get(Key::IS_EXTERNAL);
        self.model() == Model::CycloneDx && flag.and_then(Value::as_bool) == Some(true)
    }

    /// Returns the versions that will do, in `vers` notation: CycloneDX 1.7, of external components
    /// that have no version.
    #[must_use]
    pub fn version_range(&self) -> Option<&'d str> {
        self.value().text(Key::VERSION_RANGE)
    }

    /// Returns the remark on the element, SPDX only.
    #[must_use]
    pub fn comment(&self) -> Option<&'d str> {
        self.value().text(Key::COMMENT)
    }

    /// Returns the media type, CycloneDX only.
    #[must_use]
    pub fn media_type(&self) -> Option<&'d str> {
        self.value().text(Key::MIME_TYPE)
    }

    /// Returns the words it is tagged with, CycloneDX 1.6.
    pub fn tags(&self) -> impl Iterator<Item = &'d str> + use<'d> {
        self.value().list(Key::TAGS).filter_map(Value::as_str)
    }

    /// Returns when it was released, as written; SPDX only.
    #[must_use]
    pub fn released(&self) -> Option<&'d str> {
        self.value().text(Key::RELEASE_DATE).or_else(|| self.value().text(Key::RELEASE_TIME))
    }

    /// Returns when it was built, as written; SPDX only.
    #[must_use]
    pub fn built(&self) -> Option<&'d str> {
        self.value().text(Key::BUILT_DATE).or_else(|| self.value().text(Key::BUILT_TIME))
    }

    /// Returns how long it is supported, as written; SPDX only.
    #[must_use]
    pub fn valid_until(&self) -> Option<&'d str> {
        self.value()
            .text(Key::VALID_UNTIL_DATE)
            .or_else(|| self.value().text(Key::VALID_UNTIL_TIME))
    }

    /// Returns the name of the file the package comes in, SPDX 2 only.
    #[must_use]
    pub fn package_file_name(&self) -> Option<&'d str> {
        self.value().text(Key::PACKAGE_FILE_NAME)
    }

    /// Returns whether the package's files were looked at, SPDX 2 only; `None` where it is not
    /// said, which the specification takes for yes.
    #[must_use]
    pub fn files_analyzed(&self) -> Option<bool> {
        self.value().get(Key::FILES_ANALYZED)?.as_bool()
    }

    /// Returns the digest over the digests of the package's files, SPDX 2 only.
    #[must_use]
    pub fn verification_code(&self) -> Option<&'d str> {
        let code = self.value().get(Key::PACKAGE_VERIFICATION_CODE)?;
        code.text(Key::PACKAGE_VERIFICATION_CODE_VALUE)
    }

    /// Returns where the package comes from, in words; SPDX only.
    #[must_use]
    pub fn source_info(&self) -> Option<&'d str> {
        self.value().text(Key::SOURCE_INFO).or_else(|| self.value().text(Key::SOFTWARE_SOURCE_INFO))
    }

    /// Returns the acknowledgements that must be shown, SPDX only.
    pub fn attributions(&self) -> impl Iterator<Item = &'d str> + use<'d> {
        let value = self.value();
        let keys = [Key::ATTRIBUTION_TEXTS, Key::SOFTWARE_ATTRIBUTION_TEXT];
        keys.into_iter().flat_map(move |key| value.list(key)).filter_map(Value::as_str)
    }

    /// Returns the content of the component's SWID tag, if the document carries it.
    #[must_use]
    pub fn swid_tag(&self) -> Option<Attachment<'d>> {
        self.value().get(Key::SWID)?.get(Key::TEXT).and_then(Attachment::new)
    }

    /// Returns what speaks for the component being what it is said to be, CycloneDX only.
    #[must_use]
    pub fn evidence(&self) -> Option<Evidence<'d>> {
        let evidence = self.value().get(Key::EVIDENCE).filter(|it| it.is_object())?;
        (self.model() == Model::CycloneDx).then(|| Evidence::new(evidence))
    }

    /// Returns where the component descends from, CycloneDX only.
    #[must_use]
    pub fn pedigree(&self) -> Option<Pedigree<'d>> {
        let pedigree = self.value().get(Key::PEDIGREE).filter(|it| it.is_object())?;
        (self.model() == Model::CycloneDx).then(|| Pedigree::new(pedigree))
    }

    /// Returns what only services have, if the element is one.
    #[must_use]
    pub fn service(&self) -> Option<Service<'d>> {
        (self.kind() == ElementKind::Service).then(|| Service::new(self.value()))
    }

    /// Returns the licences that were found in the component's files.
    pub fn observed_licences(&self) -> impl Iterator<Item = crate::Licence<'d>> + use<'d> {
        self.licences().filter(|licence| licence.role() == crate::LicenceRole::Observed)
    }

    /// Returns the copyright statements: the component's own, and those found in its files.
    pub fn copyrights(&self) -> impl Iterator<Item = &'d str> + use<'d> {
        let evidence = self.value().get(Key::EVIDENCE);
        let found = evidence.into_iter().flat_map(cyclonedx::copyrights);
        self.copyright().value().into_iter().chain(found)
    }
}
