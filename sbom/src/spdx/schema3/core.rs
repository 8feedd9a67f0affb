//! The Core profile.

use crate::spdx::schema3::Value::{Integer, Object, Pattern, Text, Words};
use crate::spdx::schema3::extension::EXTENSION;
use crate::spdx::schema3::licensing::SIMPLELICENSING_ANY_LICENSE_INFO;
use crate::spdx::schema3::words::{
    ANNOTATION_TYPE, COMPLETENESS, EXTERNAL_IDENTIFIER_TYPE, EXTERNAL_REF_TYPE, HASH_ALGORITHM,
    LIFECYCLE_SCOPE, PROFILE_CONFORMANCE, RELATIONSHIP_TYPE, SUPPORT_LEVEL,
};
use crate::spdx::schema3::{Class, DATE_TIME, MEDIA_TYPE, SEMVER, list, one};
use crate::tree::Key;

pub(crate) static ELEMENT: Class = Class::base(
    "Element",
    None,
    &[
        one(Key::COMMENT, Text),
        one(Key::CREATION_INFO, Object(&CREATION_INFO)).required(),
        one(Key::DESCRIPTION, Text),
        list(Key::EXTENSION, Object(&EXTENSION)),
        list(Key::EXTERNAL_IDENTIFIER, Object(&EXTERNAL_IDENTIFIER)),
        list(Key::EXTERNAL_REF, Object(&EXTERNAL_REF)),
        one(Key::NAME, Text),
        one(Key::SUMMARY, Text),
        list(Key::VERIFIED_USING, Object(&INTEGRITY_METHOD)),
    ],
);

pub(crate) static AGENT: Class = Class::new("Agent", Some(&ELEMENT), &[]);

pub(crate) static ANNOTATION: Class = Class::new(
    "Annotation",
    Some(&ELEMENT),
    &[
        one(Key::ANNOTATION_TYPE, Words(&ANNOTATION_TYPE)).required(),
        one(Key::CONTENT_TYPE, Pattern(&MEDIA_TYPE)),
        one(Key::STATEMENT, Text),
        one(Key::SUBJECT, Object(&ELEMENT)).required(),
    ],
);

pub(crate) static ARTIFACT: Class = Class::base(
    "Artifact",
    Some(&ELEMENT),
    &[
        one(Key::BUILT_TIME, Pattern(&DATE_TIME)),
        list(Key::ORIGINATED_BY, Object(&AGENT)),
        one(Key::RELEASE_TIME, Pattern(&DATE_TIME)),
        list(Key::STANDARD_NAME, Text),
        one(Key::SUPPLIED_BY, Object(&AGENT)),
        list(Key::SUPPORT_LEVEL, Words(&SUPPORT_LEVEL)),
        one(Key::VALID_UNTIL_TIME, Pattern(&DATE_TIME)),
    ],
);

pub(crate) static ELEMENT_COLLECTION: Class = Class::base(
    "ElementCollection",
    Some(&ELEMENT),
    &[
        list(Key::ELEMENT, Object(&ELEMENT)),
        list(Key::PROFILE_CONFORMANCE, Words(&PROFILE_CONFORMANCE)),
        list(Key::ROOT_ELEMENT, Object(&ELEMENT)),
    ],
);

pub(crate) static BUNDLE: Class =
    Class::new("Bundle", Some(&ELEMENT_COLLECTION), &[one(Key::CONTEXT, Text)]);

pub(crate) static BOM: Class = Class::new("Bom", Some(&BUNDLE), &[]);

pub(crate) static CREATION_INFO: Class = Class::new(
    "CreationInfo",
    None,
    &[
        one(Key::COMMENT, Text),
        one(Key::CREATED, Pattern(&DATE_TIME)).required(),
        list(Key::CREATED_BY, Object(&AGENT)).at_least(1),
        list(Key::CREATED_USING, Object(&TOOL)),
        one(Key::SPEC_VERSION, Pattern(&SEMVER)).required(),
    ],
);

pub(crate) static DICTIONARY_ENTRY: Class =
    Class::new("DictionaryEntry", None, &[one(Key::KEY, Text).required(), one(Key::VALUE, Text)]);

pub(crate) static EXTERNAL_IDENTIFIER: Class = Class::new(
    "ExternalIdentifier",
    None,
    &[
        one(Key::COMMENT, Text),
        one(Key::EXTERNAL_IDENTIFIER_TYPE, Words(&EXTERNAL_IDENTIFIER_TYPE)).required(),
        one(Key::IDENTIFIER, Text).required(),
        list(Key::IDENTIFIER_LOCATOR, Text),
        one(Key::ISSUING_AUTHORITY, Text),
    ],
);

pub(crate) static EXTERNAL_MAP: Class = Class::new(
    "ExternalMap",
    None,
    &[
        one(Key::DEFINING_ARTIFACT, Object(&ARTIFACT)),
        one(Key::EXTERNAL_SPDX_ID, Text).required(),
        one(Key::LOCATION_HINT, Text),
        list(Key::VERIFIED_USING, Object(&INTEGRITY_METHOD)),
    ],
);

pub(crate) static EXTERNAL_REF: Class = Class::new(
    "ExternalRef",
    None,
    &[
        one(Key::COMMENT, Text),
        one(Key::CONTENT_TYPE, Pattern(&MEDIA_TYPE)),
        one(Key::EXTERNAL_REF_TYPE, Words(&EXTERNAL_REF_TYPE)),
        list(Key::LOCATOR, Text),
    ],
);

pub(crate) static INTEGRITY_METHOD: Class =
    Class::base("IntegrityMethod", None, &[one(Key::COMMENT, Text)]);

pub(crate) static HASH: Class = Class::new(
    "Hash",
    Some(&INTEGRITY_METHOD),
    &[
        one(Key::ALGORITHM, Words(&HASH_ALGORITHM)).required(),
        one(Key::HASH_VALUE, Text).required(),
    ],
);

pub(crate) static INDIVIDUAL_ELEMENT: Class = Class::new("IndividualElement", Some(&ELEMENT), &[]);

pub(crate) static RELATIONSHIP: Class = Class::new(
    "Relationship",
    Some(&ELEMENT),
    &[
        one(Key::COMPLETENESS, Words(&COMPLETENESS)),
        one(Key::END_TIME, Pattern(&DATE_TIME)),
        one(Key::FROM, Object(&ELEMENT)).required(),
        one(Key::RELATIONSHIP_TYPE, Words(&RELATIONSHIP_TYPE)).required(),
        one(Key::START_TIME, Pattern(&DATE_TIME)),
        list(Key::TO, Object(&ELEMENT)).at_least(1),
    ],
);

pub(crate) static LIFECYCLE_SCOPED_RELATIONSHIP: Class = Class::new(
    "LifecycleScopedRelationship",
    Some(&RELATIONSHIP),
    &[one(Key::SCOPE, Words(&LIFECYCLE_SCOPE))],
);

pub(crate) static NAMESPACE_MAP: Class = Class::new(
    "NamespaceMap",
    None,
    &[one(Key::NAMESPACE, Text).required(), one(Key::PREFIX, Text).required()],
);

pub(crate) static ORGANIZATION: Class = Class::new("Organization", Some(&AGENT), &[]);

pub(crate) static PACKAGE_VERIFICATION_CODE: Class = Class::new(
    "PackageVerificationCode",
    Some(&INTEGRITY_METHOD),
    &[
        one(Key::ALGORITHM, Words(&HASH_ALGORITHM)).required(),
        one(Key::HASH_VALUE, Text).required(),
        list(Key::PACKAGE_VERIFICATION_CODE_EXCLUDED_FILE, Text),
    ],
);

pub(crate) static PERSON: Class = Class::new("Person", Some(&AGENT), &[]);

pub(crate) static POSITIVE_INTEGER_RANGE: Class = Class::new(
    "PositiveIntegerRange",
    None,
    &[
        one(Key::BEGIN_INTEGER_RANGE, Integer(1)).required(),
        one(Key::END_INTEGER_RANGE, Integer(1)).required(),
    ],
);

pub(crate) static SOFTWARE_AGENT: Class = Class::new("SoftwareAgent", Some(&AGENT), &[]);

pub(crate) static SPDX_DOCUMENT: Class = Class::new(
    "SpdxDocument",
    Some(&ELEMENT_COLLECTION),
    &[
        one(Key::DATA_LICENSE, Object(&SIMPLELICENSING_ANY_LICENSE_INFO)),
        list(Key::IMPORT, Object(&EXTERNAL_MAP)),
        list(Key::NAMESPACE_MAP, Object(&NAMESPACE_MAP)),
    ],
);

pub(crate) static TOOL: Class = Class::new("Tool", Some(&ELEMENT), &[]);
