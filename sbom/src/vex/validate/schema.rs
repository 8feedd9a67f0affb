//! OpenVEX 0.2.0 and CSAF 2.0 as tables. Both schemas let members pass that they do not define.

use crate::schema::form::{DATE_TIME, IRI};
use crate::schema::{
    ALWAYS, Bounds, Shape, Space, Test, Text, TextRule, Type, Word, Words, member, text, words,
};
use crate::tree::Key;

const ANY: Type = text(&Text::ANY);

/// A text that says something.
static FILLED: Text = Text {
    rules: &[TextRule::new("csaf-empty", Test::AtLeast(1), ALWAYS)],
    space: Space::Preserve,
};
const SAID: Type = text(&FILLED);

static DATE: Text = Text {
    rules: &[TextRule::new("vex-date", Test::Pattern(&DATE_TIME), ALWAYS)],
    space: Space::Preserve,
};
const TIME: Type = text(&DATE);

static ADDRESS: Text = Text {
    rules: &[TextRule::new("vex-address", Test::Pattern(&IRI), ALWAYS)],
    space: Space::Preserve,
};
const URI: Type = text(&ADDRESS);

pub(super) static OPENVEX: Shape = Shape::new(
    "document",
    &[
        member(Key::AT_CONTEXT, ANY).required(),
        member(Key::AT_ID, ANY).required(),
        member(Key::AUTHOR, SAID).required(),
        member(Key::ROLE, ANY),
        member(Key::TIMESTAMP, TIME).required(),
        member(Key::LAST_UPDATED_SNAKE, TIME),
        member(Key::VERSION, Type::Integer(&Bounds::ANY)).required(),
        member(Key::TOOLING, ANY),
        member(Key::STATEMENTS, Type::Object(&STATEMENT)).list().at_least(1).required(),
    ],
)
.open(ALWAYS);

static STATEMENT: Shape = Shape::new(
    "statement",
    &[
        member(Key::AT_ID, ANY),
        member(Key::VULNERABILITY, Type::Object(&VULNERABILITY)).required(),
        member(Key::TIMESTAMP, TIME),
        member(Key::LAST_UPDATED_SNAKE, TIME),
        member(Key::PRODUCTS, Type::Object(&PRODUCT)).list(),
        member(Key::STATUS, words(&STATUS)).required(),
        member(Key::SUPPLIER, ANY),
        member(Key::STATUS_NOTES, ANY),
        member(Key::JUSTIFICATION, words(&JUSTIFICATION)),
        member(Key::IMPACT_STATEMENT, ANY),
        member(Key::ACTION_STATEMENT, ANY),
        member(Key::ACTION_STATEMENT_TIMESTAMP, TIME),
    ],
)
.open(ALWAYS);

static VULNERABILITY: Shape = Shape::new(
    "vulnerability",
    &[
        member(Key::AT_ID, ANY),
        member(Key::NAME, SAID).required(),
        member(Key::DESCRIPTION, ANY),
        member(Key::ALIASES, ANY).list(),
    ],
)
.open(ALWAYS);

static PRODUCT: Shape = Shape::new(
    "product",
    &[
        member(Key::AT_ID, ANY),
        member(Key::IDENTIFIERS, Type::Object(&FREE)),
        member(Key::HASHES, Type::Object(&FREE)),
        member(Key::SUBCOMPONENTS, Type::Object(&COMPONENT)).list(),
    ],
)
.open(ALWAYS);

static COMPONENT: Shape = Shape::new(
    "component",
    &[
        member(Key::AT_ID, ANY),
        member(Key::IDENTIFIERS, Type::Object(&FREE)),
        member(Key::HASHES, Type::Object(&FREE)),
    ],
)
.open(ALWAYS);

static FREE: Shape = Shape::new("object", &[]).open(ALWAYS);

static STATUS: Words = Words::new(
    "status",
    "openvex-enum",
    &[
        Word::new("not_affected"),
        Word::new("affected"),
        Word::new("fixed"),
        Word::new("under_investigation"),
    ],
);

static JUSTIFICATION: Words = Words::new(
    "justification",
    "openvex-enum",
    &[
        Word::new("component_not_present"),
        Word::new("vulnerable_code_not_present"),
        Word::new("vulnerable_code_not_in_execute_path"),
        Word::new("vulnerable_code_cannot_be_controlled_by_adversary"),
        Word::new("inline_mitigations_already_exist"),
    ],
);

pub(super) static CSAF: Shape = Shape::new(
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
        member(Key::CSAF_VERSION, ANY).required(),
        member(Key::LANG, ANY),
        member(Key::NOTES, Type::Object(&NOTE)).list().at_least(1),
        member(Key::PUBLISHER, Type::Object(&PUBLISHER)).required(),
        member(Key::REFERENCES, Type::Object(&REFERENCE)).list().at_least(1),
        member(Key::TITLE, SAID).required(),
        member(Key::TRACKING, Type::Object(&TRACKING)).required(),
    ],
)
.open(ALWAYS);

static NOTE: Shape = Shape::new(
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

static REFERENCE: Shape = Shape::new(
    "reference",
    &[
        member(Key::CATEGORY, ANY),
        member(Key::SUMMARY, SAID).required(),
        member(Key::URL, URI).required(),
    ],
)
.open(ALWAYS);

static TRACKING: Shape = Shape::new(
    "tracking",
    &[
        member(Key::CURRENT_RELEASE_DATE, TIME).required(),
        member(Key::ID, SAID).required(),
        member(Key::INITIAL_RELEASE_DATE, TIME).required(),
        member(Key::REVISION_HISTORY, Type::Object(&REVISION)).list().at_least(1).required(),
        member(Key::STATUS, words(&STATE)).required(),
        member(Key::VERSION, SAID).required(),
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
        member(Key::NUMBER, SAID).required(),
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

static FOUND: Shape = Shape::new(
    "vulnerability",
    &[
        member(Key::CVE, ANY),
        member(Key::DISCOVERY_DATE, TIME),
        member(Key::FLAGS, Type::Object(&FLAG)).list().at_least(1),
        member(Key::IDS, Type::Object(&SYSTEM_ID)).list().at_least(1),
        member(Key::NOTES, Type::Object(&NOTE)).list().at_least(1),
        member(Key::PRODUCT_STATUS, Type::Object(&STATUSES)),
        member(Key::REFERENCES, Type::Object(&REFERENCE)).list().at_least(1),
        member(Key::RELEASE_DATE_SNAKE, TIME),
        member(Key::REMEDIATIONS, Type::Object(&REMEDIATION)).list().at_least(1),
        member(Key::SCORES, Type::Object(&FREE)).list().at_least(1),
        member(Key::THREATS, Type::Object(&THREAT)).list().at_least(1),
        member(Key::TITLE, SAID),
    ],
)
.open(ALWAYS);

static SYSTEM_ID: Shape = Shape::new(
    "id",
    &[member(Key::SYSTEM_NAME, SAID).required(), member(Key::TEXT, SAID).required()],
)
.open(ALWAYS);

static STATUSES: Shape = Shape::new(
    "product status",
    &[
        member(Key::FIRST_AFFECTED, SAID).unique(ALWAYS).at_least(1),
        member(Key::FIRST_FIXED, SAID).unique(ALWAYS).at_least(1),
        member(Key::FIXED, SAID).unique(ALWAYS).at_least(1),
        member(Key::KNOWN_AFFECTED, SAID).unique(ALWAYS).at_least(1),
        member(Key::KNOWN_NOT_AFFECTED, SAID).unique(ALWAYS).at_least(1),
        member(Key::LAST_AFFECTED, SAID).unique(ALWAYS).at_least(1),
        member(Key::RECOMMENDED, SAID).unique(ALWAYS).at_least(1),
        member(Key::UNDER_INVESTIGATION, SAID).unique(ALWAYS).at_least(1),
    ],
)
.open(ALWAYS);

static FLAG: Shape = Shape::new(
    "flag",
    &[
        member(Key::DATE, TIME),
        member(Key::LABEL, words(&LABEL)).required(),
        member(Key::GROUP_IDS, SAID).list().at_least(1),
        member(Key::PRODUCT_IDS, SAID).list().at_least(1),
    ],
)
.open(ALWAYS);

static LABEL: Words = Words::new("label", "csaf-enum", JUSTIFICATION.words);

static REMEDIATION: Shape = Shape::new(
    "remediation",
    &[
        member(Key::CATEGORY, words(&REMEDY)).required(),
        member(Key::DATE, TIME),
        member(Key::DETAILS, SAID).required(),
        member(Key::GROUP_IDS, SAID).list().at_least(1),
        member(Key::PRODUCT_IDS, SAID).list().at_least(1),
        member(Key::URL, URI),
    ],
)
.open(ALWAYS);

static REMEDY: Words = Words::new(
    "kind of remediation",
    "csaf-enum",
    &[
        Word::new("mitigation"),
        Word::new("no_fix_planned"),
        Word::new("none_available"),
        Word::new("vendor_fix"),
        Word::new("workaround"),
    ],
);

static THREAT: Shape = Shape::new(
    "threat",
    &[
        member(Key::CATEGORY, words(&THREAT_CATEGORY)).required(),
        member(Key::DATE, TIME),
        member(Key::DETAILS, SAID).required(),
        member(Key::GROUP_IDS, SAID).list().at_least(1),
        member(Key::PRODUCT_IDS, SAID).list().at_least(1),
    ],
)
.open(ALWAYS);

static THREAT_CATEGORY: Words = Words::new(
    "kind of threat",
    "csaf-enum",
    &[Word::new("exploit_status"), Word::new("impact"), Word::new("target_set")],
);
