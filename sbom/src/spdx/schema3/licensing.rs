//! The SimpleLicensing and ExpandedLicensing profiles.

use crate::spdx::schema3::Value::{Boolean, Object, Pattern, Text};
use crate::spdx::schema3::core::{DICTIONARY_ENTRY, ELEMENT};
use crate::spdx::schema3::{Class, SEMVER, list, one};
use crate::tree::Key;

pub(crate) static SIMPLELICENSING_ANY_LICENSE_INFO: Class =
    Class::base("simplelicensing_AnyLicenseInfo", Some(&ELEMENT), &[]);

pub(crate) static SIMPLELICENSING_LICENSE_EXPRESSION: Class = Class::new(
    "simplelicensing_LicenseExpression",
    Some(&SIMPLELICENSING_ANY_LICENSE_INFO),
    &[
        list(Key::SIMPLELICENSING_CUSTOM_ID_TO_URI, Object(&DICTIONARY_ENTRY)),
        one(Key::SIMPLELICENSING_LICENSE_EXPRESSION, Text).required(),
        one(Key::SIMPLELICENSING_LICENSE_LIST_VERSION, Pattern(&SEMVER)),
    ],
);

pub(crate) static SIMPLE_LICENSING_TEXT: Class = Class::new(
    "simplelicensing_SimpleLicensingText",
    Some(&ELEMENT),
    &[one(Key::SIMPLELICENSING_LICENSE_TEXT, Text).required()],
);

pub(crate) static EXPANDEDLICENSING_CONJUNCTIVE_LICENSE_SET: Class = Class::new(
    "expandedlicensing_ConjunctiveLicenseSet",
    Some(&SIMPLELICENSING_ANY_LICENSE_INFO),
    &[list(Key::EXPANDEDLICENSING_MEMBER, Object(&SIMPLELICENSING_ANY_LICENSE_INFO)).at_least(2)],
);

pub(crate) static EXPANDEDLICENSING_EXTENDABLE_LICENSE: Class = Class::base(
    "expandedlicensing_ExtendableLicense",
    Some(&SIMPLELICENSING_ANY_LICENSE_INFO),
    &[],
);

pub(crate) static EXPANDEDLICENSING_LICENSE: Class = Class::base(
    "expandedlicensing_License",
    Some(&EXPANDEDLICENSING_EXTENDABLE_LICENSE),
    &[
        one(Key::EXPANDEDLICENSING_IS_DEPRECATED_LICENSE_ID, Boolean),
        one(Key::EXPANDEDLICENSING_IS_FSF_LIBRE, Boolean),
        one(Key::EXPANDEDLICENSING_IS_OSI_APPROVED, Boolean),
        one(Key::EXPANDEDLICENSING_LICENSE_XML, Text),
        one(Key::EXPANDEDLICENSING_OBSOLETED_BY, Text),
        list(Key::EXPANDEDLICENSING_SEE_ALSO, Text),
        one(Key::EXPANDEDLICENSING_STANDARD_LICENSE_HEADER, Text),
        one(Key::EXPANDEDLICENSING_STANDARD_LICENSE_TEMPLATE, Text),
        one(Key::SIMPLELICENSING_LICENSE_TEXT, Text).required(),
    ],
);

pub(crate) static EXPANDEDLICENSING_CUSTOM_LICENSE: Class =
    Class::new("expandedlicensing_CustomLicense", Some(&EXPANDEDLICENSING_LICENSE), &[]);

pub(crate) static EXPANDEDLICENSING_LICENSE_ADDITION: Class = Class::base(
    "expandedlicensing_LicenseAddition",
    Some(&ELEMENT),
    &[
        one(Key::EXPANDEDLICENSING_ADDITION_TEXT, Text).required(),
        one(Key::EXPANDEDLICENSING_IS_DEPRECATED_ADDITION_ID, Boolean),
        one(Key::EXPANDEDLICENSING_LICENSE_XML, Text),
        one(Key::EXPANDEDLICENSING_OBSOLETED_BY, Text),
        list(Key::EXPANDEDLICENSING_SEE_ALSO, Text),
        one(Key::EXPANDEDLICENSING_STANDARD_ADDITION_TEMPLATE, Text),
    ],
);

pub(crate) static EXPANDEDLICENSING_CUSTOM_LICENSE_ADDITION: Class = Class::new(
    "expandedlicensing_CustomLicenseAddition",
    Some(&EXPANDEDLICENSING_LICENSE_ADDITION),
    &[],
);

pub(crate) static EXPANDEDLICENSING_DISJUNCTIVE_LICENSE_SET: Class = Class::new(
    "expandedlicensing_DisjunctiveLicenseSet",
    Some(&SIMPLELICENSING_ANY_LICENSE_INFO),
    &[list(Key::EXPANDEDLICENSING_MEMBER, Object(&SIMPLELICENSING_ANY_LICENSE_INFO)).at_least(2)],
);

pub(crate) static EXPANDEDLICENSING_INDIVIDUAL_LICENSING_INFO: Class = Class::new(
    "expandedlicensing_IndividualLicensingInfo",
    Some(&SIMPLELICENSING_ANY_LICENSE_INFO),
    &[],
);

pub(crate) static EXPANDEDLICENSING_LISTED_LICENSE: Class = Class::new(
    "expandedlicensing_ListedLicense",
    Some(&EXPANDEDLICENSING_LICENSE),
    &[
        one(Key::EXPANDEDLICENSING_DEPRECATED_VERSION, Text),
        one(Key::EXPANDEDLICENSING_LIST_VERSION_ADDED, Text),
    ],
);

pub(crate) static EXPANDEDLICENSING_LISTED_LICENSE_EXCEPTION: Class = Class::new(
    "expandedlicensing_ListedLicenseException",
    Some(&EXPANDEDLICENSING_LICENSE_ADDITION),
    &[
        one(Key::EXPANDEDLICENSING_DEPRECATED_VERSION, Text),
        one(Key::EXPANDEDLICENSING_LIST_VERSION_ADDED, Text),
    ],
);

pub(crate) static EXPANDEDLICENSING_OR_LATER_OPERATOR: Class = Class::new(
    "expandedlicensing_OrLaterOperator",
    Some(&EXPANDEDLICENSING_EXTENDABLE_LICENSE),
    &[one(Key::EXPANDEDLICENSING_SUBJECT_LICENSE, Object(&EXPANDEDLICENSING_LICENSE)).required()],
);

pub(crate) static EXPANDEDLICENSING_WITH_ADDITION_OPERATOR: Class = Class::new(
    "expandedlicensing_WithAdditionOperator",
    Some(&SIMPLELICENSING_ANY_LICENSE_INFO),
    &[
        one(Key::EXPANDEDLICENSING_SUBJECT_ADDITION, Object(&EXPANDEDLICENSING_LICENSE_ADDITION))
            .required(),
        one(
            Key::EXPANDEDLICENSING_SUBJECT_EXTENDABLE_LICENSE,
            Object(&EXPANDEDLICENSING_EXTENDABLE_LICENSE),
        )
        .required(),
    ],
);
