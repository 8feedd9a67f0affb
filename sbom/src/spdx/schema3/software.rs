//! The Software and Build profiles.

use crate::spdx::schema3::Value::{Object, Pattern, Text, Words};
use crate::spdx::schema3::core::{
    ARTIFACT, BOM, DICTIONARY_ENTRY, ELEMENT, HASH, INTEGRITY_METHOD, POSITIVE_INTEGER_RANGE,
};
use crate::spdx::schema3::words::{
    ADDITIONAL_PURPOSE, CONTENT_IDENTIFIER_TYPE, FILE_KIND, SBOM_TYPE,
};
use crate::spdx::schema3::{Class, DATE_TIME, MEDIA_TYPE, list, one};
use crate::tree::Key;

pub(crate) static SOFTWARE_CONTENT_IDENTIFIER: Class = Class::new(
    "software_ContentIdentifier",
    Some(&INTEGRITY_METHOD),
    &[
        one(Key::SOFTWARE_CONTENT_IDENTIFIER_TYPE, Words(&CONTENT_IDENTIFIER_TYPE)).required(),
        one(Key::SOFTWARE_CONTENT_IDENTIFIER_VALUE, Text).required(),
    ],
);

pub(crate) static SOFTWARE_ARTIFACT: Class = Class::base(
    "software_SoftwareArtifact",
    Some(&ARTIFACT),
    &[
        list(Key::SOFTWARE_ADDITIONAL_PURPOSE, Words(&ADDITIONAL_PURPOSE)),
        list(Key::SOFTWARE_ATTRIBUTION_TEXT, Text),
        list(Key::SOFTWARE_CONTENT_IDENTIFIER, Object(&SOFTWARE_CONTENT_IDENTIFIER)),
        one(Key::SOFTWARE_COPYRIGHT_TEXT, Text),
        one(Key::SOFTWARE_PRIMARY_PURPOSE, Words(&ADDITIONAL_PURPOSE)),
    ],
);

pub(crate) static SOFTWARE_FILE: Class = Class::new(
    "software_File",
    Some(&SOFTWARE_ARTIFACT),
    &[
        one(Key::CONTENT_TYPE, Pattern(&MEDIA_TYPE)),
        one(Key::SOFTWARE_FILE_KIND, Words(&FILE_KIND)),
    ],
);

pub(crate) static SOFTWARE_PACKAGE: Class = Class::new(
    "software_Package",
    Some(&SOFTWARE_ARTIFACT),
    &[
        one(Key::SOFTWARE_DOWNLOAD_LOCATION, Text),
        one(Key::SOFTWARE_HOME_PAGE, Text),
        one(Key::SOFTWARE_PACKAGE_URL, Text),
        one(Key::SOFTWARE_PACKAGE_VERSION, Text),
        one(Key::SOFTWARE_SOURCE_INFO, Text),
    ],
);

pub(crate) static SOFTWARE_SBOM: Class =
    Class::new("software_Sbom", Some(&BOM), &[list(Key::SOFTWARE_SBOM_TYPE, Words(&SBOM_TYPE))]);

pub(crate) static SOFTWARE_SNIPPET: Class = Class::new(
    "software_Snippet",
    Some(&SOFTWARE_ARTIFACT),
    &[
        one(Key::SOFTWARE_BYTE_RANGE, Object(&POSITIVE_INTEGER_RANGE)),
        one(Key::SOFTWARE_LINE_RANGE, Object(&POSITIVE_INTEGER_RANGE)),
        one(Key::SOFTWARE_SNIPPET_FROM_FILE, Object(&SOFTWARE_FILE)).required(),
    ],
);

pub(crate) static BUILD_BUILD: Class = Class::new(
    "build_Build",
    Some(&ELEMENT),
    &[
        one(Key::BUILD_BUILD_END_TIME, Pattern(&DATE_TIME)),
        one(Key::BUILD_BUILD_ID, Text),
        one(Key::BUILD_BUILD_START_TIME, Pattern(&DATE_TIME)),
        one(Key::BUILD_BUILD_TYPE, Text).required(),
        list(Key::BUILD_CONFIG_SOURCE_DIGEST, Object(&HASH)),
        list(Key::BUILD_CONFIG_SOURCE_ENTRYPOINT, Text),
        list(Key::BUILD_CONFIG_SOURCE_URI, Text),
        list(Key::BUILD_ENVIRONMENT, Object(&DICTIONARY_ENTRY)),
        list(Key::BUILD_PARAMETER, Object(&DICTIONARY_ENTRY)),
    ],
);
