//! Names of the properties that keep what the other format has no field for, so that the way back
//! restores it.
//!
//! Those beginning with `spdx:` are the taxonomy that the CycloneDX project's own converter
//! uses, with a few more in its style. Those beginning with `cyclonedx:` keep CycloneDX fields in
//! SPDX, followed by the name of the field.

pub(crate) const CYCLONEDX: &str = "cyclonedx:";

pub(crate) const ATTRIBUTION_TEXT: &str = "spdx:attribution-text";
pub(crate) const CHECKSUM: &str = "spdx:checksum";
pub(crate) const COMMENT: &str = "spdx:comment";
pub(crate) const COPYRIGHT_TEXT: &str = "spdx:copyright-text";
pub(crate) const CREATION_COMMENT: &str = "spdx:creation-info:comment";
pub(crate) const CREATION_LIST_VERSION: &str = "spdx:creation-info:license-list-version";
pub(crate) const CREATION_ORGANISATION: &str = "spdx:creation-info:creators-organization";
pub(crate) const DOCUMENT_COMMENT: &str = "spdx:document:comment";
pub(crate) const DOCUMENT_DESCRIBES: &str = "spdx:document:describes";
pub(crate) const DOCUMENT_NAME: &str = "spdx:document:name";
pub(crate) const DOCUMENT_NAMESPACE: &str = "spdx:document:document-namespace";
pub(crate) const DOCUMENT_VERSION: &str = "spdx:document:spdx-version";
pub(crate) const DOWNLOAD_LOCATION: &str = "spdx:download-location";
pub(crate) const EXTERNAL_REFERENCE: &str = "spdx:external-reference";
pub(crate) const EXTERNAL_REFERENCE_COMMENT: &str = "spdx:external-reference-comment";
pub(crate) const FILES_ANALYZED: &str = "spdx:files-analyzed";
pub(crate) const FILE_CONTENT_TYPE: &str = "spdx:file:content-type";
pub(crate) const FILE_CONTRIBUTOR: &str = "spdx:file:contributor";
pub(crate) const FILE_NOTICE: &str = "spdx:file:notice-text";
/// Which of the attribution texts of an SPDX 3 file is the notice that SPDX 2 has for it.
pub(crate) const FILE_NOTICE_DIGEST: &str = "spdx:file:notice-text:digest";
pub(crate) const FILE_TYPE: &str = "spdx:file:type";
pub(crate) const HOMEPAGE: &str = "spdx:homepage";
pub(crate) const LICENSE_COMMENTS: &str = "spdx:license-comments";
pub(crate) const LICENSE_CONCLUDED: &str = "spdx:license-concluded";
pub(crate) const LICENSE_DECLARED: &str = "spdx:license-declared";
pub(crate) const LICENSE_FROM_FILE: &str = "spdx:license-info-from-file";
pub(crate) const LICENSE_NAME: &str = "spdx:license:name";
pub(crate) const LICENSE_COMMENT: &str = "spdx:license:comment";
pub(crate) const LICENSE_SEE_ALSO: &str = "spdx:license:see-also";
pub(crate) const PACKAGE_BUILT: &str = "spdx:package:built-date";
pub(crate) const PACKAGE_FILE_NAME: &str = "spdx:package:file-name";
pub(crate) const PACKAGE_ORIGINATOR: &str = "spdx:package:originator";
pub(crate) const PACKAGE_RELEASED: &str = "spdx:package:release-date";
pub(crate) const PACKAGE_SOURCE_INFO: &str = "spdx:package:source-info";
pub(crate) const PACKAGE_SUMMARY: &str = "spdx:package:summary";
pub(crate) const PACKAGE_SUPPLIER: &str = "spdx:package:supplier";
pub(crate) const PACKAGE_VALID_UNTIL: &str = "spdx:package:valid-until-date";
pub(crate) const PURPOSE: &str = "spdx:primary-package-purpose";
pub(crate) const RELATIONSHIP: &str = "spdx:relationship";
pub(crate) const VERIFICATION_CODE: &str = "spdx:package:verification-code:value";
pub(crate) const VERIFICATION_EXCLUDED: &str = "spdx:package:verification-code:excluded-file";
