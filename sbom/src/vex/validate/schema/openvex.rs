//! OpenVEX 0.2.0.

use super::{ANY, FREE, SAID, TIME};
use crate::schema::{ALWAYS, Bounds, Shape, Type, Word, Words, member, words};
use crate::tree::Key;

pub(in crate::vex::validate) static OPENVEX: Shape = Shape::new(
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

pub(super) static JUSTIFICATION: Words = Words::new(
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
