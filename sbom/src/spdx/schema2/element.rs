//! Packages, files, snippets and what they hold.

use super::vocabulary::{
    ANNOTATION_TYPE, CHECKSUM_ALGORITHM, FILE_TYPE, PURPOSE, REFERENCE_CATEGORY,
};
use super::{ANY, ONLY_2_2, V2_3};
use crate::schema::{ALWAYS, Bounds, Shape, Type, member, words};
use crate::tree::Key;

pub(crate) static PACKAGE: Shape = Shape::new(
    "package",
    &[
        member(Key::SPDXID, ANY).required(),
        member(Key::ANNOTATIONS, Type::Object(&ANNOTATION)).list(),
        member(Key::ATTRIBUTION_TEXTS, ANY).list(),
        member(Key::BUILT_DATE, ANY).since(V2_3),
        member(Key::CHECKSUMS, Type::Object(&CHECKSUM)).list(),
        member(Key::COMMENT, ANY),
        member(Key::COPYRIGHT_TEXT, ANY).required_in(ONLY_2_2),
        member(Key::DESCRIPTION, ANY),
        member(Key::DOWNLOAD_LOCATION, ANY).required(),
        member(Key::EXTERNAL_REFS, Type::Object(&EXTERNAL_REFERENCE)).list(),
        member(Key::FILES_ANALYZED, Type::Bool),
        member(Key::HAS_FILES, ANY).list().deprecated(V2_3),
        member(Key::HOMEPAGE, ANY),
        member(Key::LICENSE_COMMENTS, ANY),
        member(Key::LICENSE_CONCLUDED, ANY).required_in(ONLY_2_2),
        member(Key::LICENSE_DECLARED, ANY).required_in(ONLY_2_2),
        member(Key::LICENSE_INFO_FROM_FILES, ANY).list(),
        member(Key::NAME, ANY).required(),
        member(Key::ORIGINATOR, ANY),
        member(Key::PACKAGE_FILE_NAME, ANY),
        member(Key::PACKAGE_VERIFICATION_CODE, Type::Object(&VERIFICATION_CODE)),
        member(Key::PRIMARY_PACKAGE_PURPOSE, words(&PURPOSE)).since(V2_3),
        member(Key::RELEASE_DATE, ANY).since(V2_3),
        member(Key::SOURCE_INFO, ANY),
        member(Key::SUMMARY, ANY),
        member(Key::SUPPLIER, ANY),
        member(Key::VALID_UNTIL_DATE, ANY).since(V2_3),
        member(Key::VERSION_INFO, ANY),
    ],
);

pub(crate) static FILE: Shape = Shape::new(
    "file",
    &[
        member(Key::SPDXID, ANY).required(),
        member(Key::ANNOTATIONS, Type::Object(&ANNOTATION)).list(),
        member(Key::ARTIFACT_OFS, Type::Object(&ARTIFACT)).list().deprecated(V2_3),
        member(Key::ATTRIBUTION_TEXTS, ANY).list(),
        member(Key::CHECKSUMS, Type::Object(&CHECKSUM)).list().at_least(1).required(),
        member(Key::COMMENT, ANY),
        member(Key::COPYRIGHT_TEXT, ANY).required_in(ONLY_2_2),
        member(Key::FILE_CONTRIBUTORS, ANY).list(),
        member(Key::FILE_DEPENDENCIES, ANY).list().deprecated(V2_3),
        member(Key::FILE_NAME, ANY).required(),
        member(Key::FILE_TYPES, words(&FILE_TYPE)).list(),
        member(Key::LICENSE_COMMENTS, ANY),
        member(Key::LICENSE_CONCLUDED, ANY).required_in(ONLY_2_2),
        // In 2.2 the list may not be empty either, which the validator says itself.
        member(Key::LICENSE_INFO_IN_FILES, ANY).list().required_in(ONLY_2_2),
        member(Key::NOTICE_TEXT, ANY),
    ],
);

pub(crate) static SNIPPET: Shape = Shape::new(
    "snippet",
    &[
        member(Key::SPDXID, ANY).required(),
        member(Key::ANNOTATIONS, Type::Object(&ANNOTATION)).list(),
        member(Key::ATTRIBUTION_TEXTS, ANY).list(),
        member(Key::COMMENT, ANY),
        member(Key::COPYRIGHT_TEXT, ANY).required_in(ONLY_2_2),
        member(Key::LICENSE_COMMENTS, ANY),
        member(Key::LICENSE_CONCLUDED, ANY).required_in(ONLY_2_2),
        member(Key::LICENSE_INFO_IN_SNIPPETS, ANY).list(),
        member(Key::NAME, ANY).required(),
        member(Key::RANGES, Type::Object(&RANGE)).list().at_least(1).required(),
        member(Key::SNIPPET_FROM_FILE, ANY).required(),
    ],
);

pub(crate) static ANNOTATION: Shape = Shape::new(
    "annotation",
    &[
        member(Key::ANNOTATION_DATE, ANY).required(),
        member(Key::ANNOTATION_TYPE, words(&ANNOTATION_TYPE)).required(),
        member(Key::ANNOTATOR, ANY).required(),
        member(Key::COMMENT, ANY).required(),
    ],
);

pub(crate) static CHECKSUM: Shape = Shape::new(
    "checksum",
    &[
        member(Key::ALGORITHM, words(&CHECKSUM_ALGORITHM)).required(),
        member(Key::CHECKSUM_VALUE, ANY).required(),
    ],
);

pub(crate) static EXTERNAL_REFERENCE: Shape = Shape::new(
    "external reference",
    &[
        member(Key::COMMENT, ANY),
        member(Key::REFERENCE_CATEGORY, words(&REFERENCE_CATEGORY)).required(),
        member(Key::REFERENCE_LOCATOR, ANY).required(),
        member(Key::REFERENCE_TYPE, ANY).required(),
    ],
);

pub(crate) static VERIFICATION_CODE: Shape = Shape::new(
    "package verification code",
    &[
        member(Key::PACKAGE_VERIFICATION_CODE_EXCLUDED_FILES, ANY).list(),
        member(Key::PACKAGE_VERIFICATION_CODE_VALUE, ANY).required(),
    ],
);

/// What the schema leaves open: what a file was taken from.
pub(crate) static ARTIFACT: Shape = Shape::new("artifact", &[]).open(ALWAYS);

static RANGE: Shape = Shape::new(
    "range",
    &[
        member(Key::END_POINTER, Type::Object(&POINTER)).required(),
        member(Key::START_POINTER, Type::Object(&POINTER)).required(),
    ],
);

static POINTER: Shape = Shape::new(
    "pointer",
    &[
        member(Key::REFERENCE, ANY).required(),
        member(Key::OFFSET, Type::Integer(&Bounds::ANY)),
        member(Key::LINE_NUMBER, Type::Integer(&Bounds::ANY)),
    ],
);
