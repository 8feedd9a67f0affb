//! The words that members may be.

use super::V2_3;
use crate::schema::{Word, Words};

pub(crate) static RELATIONSHIP_TYPE: Words = Words::new(
    "relationship type",
    "spdx2-enum",
    &[
        Word::new("AMENDS"),
        Word::new("ANCESTOR_OF"),
        Word::new("BUILD_DEPENDENCY_OF"),
        Word::new("BUILD_TOOL_OF"),
        Word::new("CONTAINED_BY"),
        Word::new("CONTAINS"),
        Word::new("COPY_OF"),
        Word::new("DATA_FILE_OF"),
        Word::new("DEPENDENCY_MANIFEST_OF"),
        Word::new("DEPENDENCY_OF"),
        Word::new("DEPENDS_ON"),
        Word::new("DESCENDANT_OF"),
        Word::new("DESCRIBED_BY"),
        Word::new("DESCRIBES"),
        Word::new("DEV_DEPENDENCY_OF"),
        Word::new("DEV_TOOL_OF"),
        Word::new("DISTRIBUTION_ARTIFACT"),
        Word::new("DOCUMENTATION_OF"),
        Word::new("DYNAMIC_LINK"),
        Word::new("EXAMPLE_OF"),
        Word::new("EXPANDED_FROM_ARCHIVE"),
        Word::new("FILE_ADDED"),
        Word::new("FILE_DELETED"),
        Word::new("FILE_MODIFIED"),
        Word::new("GENERATED_FROM"),
        Word::new("GENERATES"),
        Word::new("HAS_PREREQUISITE"),
        Word::new("METAFILE_OF"),
        Word::new("OPTIONAL_COMPONENT_OF"),
        Word::new("OPTIONAL_DEPENDENCY_OF"),
        Word::new("OTHER"),
        Word::new("PACKAGE_OF"),
        Word::new("PATCH_APPLIED"),
        Word::new("PATCH_FOR"),
        Word::new("PREREQUISITE_FOR"),
        Word::new("PROVIDED_DEPENDENCY_OF"),
        Word::new("REQUIREMENT_DESCRIPTION_FOR").since(V2_3),
        Word::new("RUNTIME_DEPENDENCY_OF"),
        Word::new("SPECIFICATION_FOR").since(V2_3),
        Word::new("STATIC_LINK"),
        Word::new("TEST_CASE_OF"),
        Word::new("TEST_DEPENDENCY_OF"),
        Word::new("TEST_OF"),
        Word::new("TEST_TOOL_OF"),
        Word::new("VARIANT_OF"),
    ],
);

pub(crate) static CHECKSUM_ALGORITHM: Words = Words::new(
    "checksum algorithm",
    "spdx2-enum",
    &[
        Word::new("ADLER32").since(V2_3),
        Word::new("BLAKE2b-256").since(V2_3),
        Word::new("BLAKE2b-384").since(V2_3),
        Word::new("BLAKE2b-512").since(V2_3),
        Word::new("BLAKE3").since(V2_3),
        Word::new("MD2"),
        Word::new("MD4"),
        Word::new("MD5"),
        Word::new("MD6"),
        Word::new("SHA1"),
        Word::new("SHA224"),
        Word::new("SHA256"),
        Word::new("SHA3-256").since(V2_3),
        Word::new("SHA3-384").since(V2_3),
        Word::new("SHA3-512").since(V2_3),
        Word::new("SHA384"),
        Word::new("SHA512"),
    ],
);

pub(crate) static FILE_TYPE: Words = Words::new(
    "file type",
    "spdx2-enum",
    &[
        Word::new("APPLICATION"),
        Word::new("ARCHIVE"),
        Word::new("AUDIO"),
        Word::new("BINARY"),
        Word::new("DOCUMENTATION"),
        Word::new("IMAGE"),
        Word::new("OTHER"),
        Word::new("SOURCE"),
        Word::new("SPDX"),
        Word::new("TEXT"),
        Word::new("VIDEO"),
    ],
);

pub(crate) static ANNOTATION_TYPE: Words =
    Words::new("annotation type", "spdx2-enum", &[Word::new("OTHER"), Word::new("REVIEW")]);

pub(crate) static REFERENCE_CATEGORY: Words = Words::new(
    "reference category",
    "spdx2-enum",
    &[
        Word::new("OTHER"),
        Word::new("PACKAGE-MANAGER"),
        Word::new("PACKAGE_MANAGER"),
        Word::new("PERSISTENT-ID"),
        Word::new("PERSISTENT_ID"),
        Word::new("SECURITY"),
    ],
);

pub(crate) static PURPOSE: Words = Words::new(
    "package purpose",
    "spdx2-enum",
    &[
        Word::new("APPLICATION"),
        Word::new("ARCHIVE"),
        Word::new("CONTAINER"),
        Word::new("DEVICE"),
        Word::new("FILE"),
        Word::new("FIRMWARE"),
        Word::new("FRAMEWORK"),
        Word::new("INSTALL"),
        Word::new("LIBRARY"),
        Word::new("OPERATING_SYSTEM"),
        Word::new("OTHER"),
        Word::new("SOURCE"),
    ],
);
