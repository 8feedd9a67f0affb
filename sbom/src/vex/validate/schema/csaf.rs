//! CSAF 2.0: the head of a document and its products.

use super::vulnerability::FOUND;
use super::{ANY, SAID, TIME, URI};
use crate::schema::{
    ALWAYS, Pattern, Shape, Space, Test, Text, TextRule, Type, Word, Words, member, text, words,
};
use crate::tree::Key;
use crate::vex::validate::csaf::{is_tag, is_version};

pub(in crate::vex::validate) static CSAF: Shape = Shape::new(
    "document",
    &[
        member(Key::DOCUMENT, Type::Object(&HEAD)).required(),
        member(Key::PRODUCT_TREE, Type::Object(&TREE)),
        member(Key::VULNERABILITIES, Type::Object(&FOUND)).list().at_least(1),
    ],
)
.open(ALWAYS);

static HEAD: Shape = Shape::new(
    "document's head",
    &[
        member(Key::CATEGORY, SAID).required(),
        member(Key::CSAF_VERSION, words(&EDITION)).required(),
        member(Key::LANG, LANGUAGE),
        member(Key::NOTES, Type::Object(&NOTE)).list().at_least(1),
        member(Key::PUBLISHER, Type::Object(&PUBLISHER)).required(),
        member(Key::REFERENCES, Type::Object(&REFERENCE)).list().at_least(1),
        member(Key::SOURCE_LANG, LANGUAGE),
        member(Key::TITLE, SAID).required(),
        member(Key::TRACKING, Type::Object(&TRACKING)).required(),
    ],
)
.open(ALWAYS);

static EDITION: Words = Words::new("version of CSAF", "csaf-enum", &[Word::new("2.0")]);

pub(super) static NOTE: Shape = Shape::new(
    "note",
    &[
        member(Key::CATEGORY, words(&NOTE_CATEGORY)).required(),
        member(Key::TEXT, SAID).required(),
        member(Key::TITLE, SAID),
    ],
)
.open(ALWAYS);

static NOTE_CATEGORY: Words = Words::new(
    "kind of note",
    "csaf-enum",
    &[
        Word::new("description"),
        Word::new("details"),
        Word::new("faq"),
        Word::new("general"),
        Word::new("legal_disclaimer"),
        Word::new("other"),
        Word::new("summary"),
    ],
);

static PUBLISHER: Shape = Shape::new(
    "publisher",
    &[
        member(Key::CATEGORY, words(&PUBLISHER_CATEGORY)).required(),
        member(Key::NAME, SAID).required(),
        member(Key::NAMESPACE, URI).required(),
    ],
)
.open(ALWAYS);

static PUBLISHER_CATEGORY: Words = Words::new(
    "kind of publisher",
    "csaf-enum",
    &[
        Word::new("coordinator"),
        Word::new("discoverer"),
        Word::new("other"),
        Word::new("translator"),
        Word::new("user"),
        Word::new("vendor"),
    ],
);

pub(super) static REFERENCE: Shape = Shape::new(
    "reference",
    &[
        member(Key::CATEGORY, words(&REFERENCE_CATEGORY)),
        member(Key::SUMMARY, SAID).required(),
        member(Key::URL, URI).required(),
    ],
)
.open(ALWAYS);

static REFERENCE_CATEGORY: Words =
    Words::new("kind of reference", "csaf-enum", &[Word::new("external"), Word::new("self")]);

static TRACKING: Shape = Shape::new(
    "tracking",
    &[
        member(Key::CURRENT_RELEASE_DATE, TIME).required(),
        member(Key::ID, SAID).required(),
        member(Key::INITIAL_RELEASE_DATE, TIME).required(),
        member(Key::REVISION_HISTORY, Type::Object(&REVISION)).list().at_least(1).required(),
        member(Key::STATUS, words(&STATE)).required(),
        member(Key::VERSION, VERSION).required(),
    ],
)
.open(ALWAYS);

static STATE: Words = Words::new(
    "state",
    "csaf-enum",
    &[Word::new("draft"), Word::new("final"), Word::new("interim")],
);

static REVISION: Shape = Shape::new(
    "revision",
    &[
        member(Key::DATE, TIME).required(),
        member(Key::NUMBER, VERSION).required(),
        member(Key::SUMMARY, SAID).required(),
    ],
)
.open(ALWAYS);

static TREE: Shape = Shape::new(
    "product tree",
    &[
        member(Key::BRANCHES, Type::Object(&BRANCH)).list().at_least(1),
        member(Key::FULL_PRODUCT_NAMES, Type::Object(&FULL_NAME)).list().at_least(1),
        member(Key::PRODUCT_GROUPS, Type::Object(&GROUP)).list().at_least(1),
        member(Key::RELATIONSHIPS, Type::Object(&RELATIONSHIP)).list().at_least(1),
    ],
)
.open(ALWAYS);

static BRANCH: Shape = Shape::new(
    "branch",
    &[
        member(Key::BRANCHES, Type::Object(&BRANCH)).list().at_least(1),
        member(Key::CATEGORY, words(&BRANCH_CATEGORY)).required(),
        member(Key::NAME, SAID).required(),
        member(Key::PRODUCT, Type::Object(&FULL_NAME)),
    ],
)
.open(ALWAYS);

static BRANCH_CATEGORY: Words = Words::new(
    "kind of branch",
    "csaf-enum",
    &[
        Word::new("architecture"),
        Word::new("host_name"),
        Word::new("language"),
        Word::new("legacy"),
        Word::new("patch_level"),
        Word::new("product_family"),
        Word::new("product_name"),
        Word::new("product_version"),
        Word::new("product_version_range"),
        Word::new("service_pack"),
        Word::new("specification"),
        Word::new("vendor"),
    ],
);

static FULL_NAME: Shape = Shape::new(
    "full product name",
    &[
        member(Key::NAME, SAID).required(),
        member(Key::PRODUCT_ID, SAID).required(),
        member(Key::PRODUCT_IDENTIFICATION_HELPER, Type::Object(&HELPER)),
    ],
)
.open(ALWAYS);

static HELPER: Shape = Shape::new(
    "product identification helper",
    &[
        member(Key::CPE, ANY),
        member(Key::HASHES, Type::Object(&FILE)).list().at_least(1),
        member(Key::MODEL_NUMBERS, SAID).list().at_least(1),
        member(Key::PURL, ANY),
        member(Key::SBOM_URLS, URI).list().at_least(1),
        member(Key::SERIAL_NUMBERS, SAID).list().at_least(1),
        member(Key::SKUS, SAID).list().at_least(1),
        member(Key::X_GENERIC_URIS, Type::Object(&GENERIC)).list().at_least(1),
    ],
)
.open(ALWAYS);

static FILE: Shape = Shape::new(
    "file",
    &[
        member(Key::FILE_HASHES, Type::Object(&HASH)).list().at_least(1).required(),
        member(Key::FILENAME, SAID).required(),
    ],
)
.open(ALWAYS);

static HASH: Shape = Shape::new(
    "digest",
    &[member(Key::ALGORITHM, SAID).required(), member(Key::VALUE, SAID).required()],
)
.open(ALWAYS);

static GENERIC: Shape = Shape::new(
    "generic address",
    &[member(Key::NAMESPACE, URI).required(), member(Key::URI, URI).required()],
)
.open(ALWAYS);

static GROUP: Shape = Shape::new(
    "product group",
    &[
        member(Key::GROUP_ID, SAID).required(),
        member(Key::PRODUCT_IDS, SAID).unique(ALWAYS).at_least(2).required(),
    ],
)
.open(ALWAYS);

static RELATIONSHIP: Shape = Shape::new(
    "relationship",
    &[
        member(Key::CATEGORY, words(&RELATION)).required(),
        member(Key::FULL_PRODUCT_NAME, Type::Object(&FULL_NAME)).required(),
        member(Key::PRODUCT_REFERENCE, SAID).required(),
        member(Key::RELATES_TO_PRODUCT_REFERENCE, SAID).required(),
    ],
)
.open(ALWAYS);

static RELATION: Words = Words::new(
    "kind of relationship",
    "csaf-enum",
    &[
        Word::new("default_component_of"),
        Word::new("external_component_of"),
        Word::new("installed_on"),
        Word::new("installed_with"),
        Word::new("optional_component_of"),
    ],
);

static TAG: Text = Text {
    rules: &[TextRule::new("csaf-language", Test::Pattern(&LANGUAGE_TAG), ALWAYS)],
    space: Space::Preserve,
};
const LANGUAGE: Type = text(&TAG);

static LANGUAGE_TAG: Pattern =
    Pattern { expected: "a language tag such as `en-GB`", holds: is_tag };

static NUMBERED: Text = Text {
    rules: &[TextRule::new("csaf-version", Test::Pattern(&NUMBER), ALWAYS)],
    space: Space::Preserve,
};
const VERSION: Type = text(&NUMBERED);

static NUMBER: Pattern = Pattern {
    expected: "a whole number, or a semantic version such as `1.0.0`",
    holds: is_version,
};
