//! SPDX 2.2 and 2.3 as tables: what the JSON documents of each version hold.
//!
//! The facts are those of the corrected schemas, 2.2.2 and 2.3.1; documents write their version as
//! `SPDX-2.2` and `SPDX-2.3`. YAML and tag-value are judged as the JSON they stand for.

mod element;
mod vocabulary;

pub(crate) use self::element::{ANNOTATION, CHECKSUM, FILE, PACKAGE, SNIPPET};
pub(crate) use self::vocabulary::RELATIONSHIP_TYPE;
use crate::schema::{Bounds, Shape, Text, Type, Version, Versions, member, text, words};
use crate::tree::Key;

pub(crate) const V2_2: Version = 0;
pub(crate) const V2_3: Version = 1;

/// Returns the number of an `spdxVersion`, `None` if it is none of those that are described here.
pub(crate) fn version(text: &str) -> Option<Version> {
    match text {
        "SPDX-2.2" => Some(V2_2),
        "SPDX-2.3" => Some(V2_3),
        _ => None,
    }
}

/// Only 2.3.
pub(crate) const SINCE_2_3: Versions = Versions::since(V2_3);
/// Only 2.2.
pub(crate) const ONLY_2_2: Versions = Versions::until(V2_2);

pub(crate) const ANY: Type = text(&Text::ANY);

pub(crate) static DOCUMENT: Shape = Shape::new(
    "document",
    &[
        member(Key::DOLLAR_SCHEMA, ANY).since(V2_3),
        member(Key::SPDXID, ANY).required(),
        member(Key::ANNOTATIONS, Type::Object(&ANNOTATION)).list(),
        member(Key::COMMENT, ANY),
        member(Key::CREATION_INFO, Type::Object(&CREATION_INFO)).required(),
        member(Key::DATA_LICENSE, ANY).required(),
        member(Key::EXTERNAL_DOCUMENT_REFS, Type::Object(&DOCUMENT_REFERENCE)).list(),
        member(Key::HAS_EXTRACTED_LICENSING_INFOS, Type::Object(&EXTRACTED_LICENCE)).list(),
        member(Key::NAME, ANY).required(),
        member(Key::REVIEWEDS, Type::Object(&REVIEW)).list().deprecated(V2_2),
        member(Key::SPDX_VERSION, ANY).required(),
        // The text of both versions demands it, the schema since it was corrected (2.3.1).
        member(Key::DOCUMENT_NAMESPACE, ANY).required_in(SINCE_2_3),
        member(Key::DOCUMENT_DESCRIBES, ANY).list().deprecated(V2_3),
        member(Key::PACKAGES, Type::Object(&PACKAGE)).list(),
        member(Key::FILES, Type::Object(&FILE)).list(),
        member(Key::SNIPPETS, Type::Object(&SNIPPET)).list(),
        member(Key::RELATIONSHIPS, Type::Object(&RELATIONSHIP)).list(),
    ],
);

pub(crate) static CREATION_INFO: Shape = Shape::new(
    "creation information",
    &[
        member(Key::COMMENT, ANY),
        member(Key::CREATED, ANY).required(),
        member(Key::CREATORS, ANY).list().at_least(1).required(),
        member(Key::LICENSE_LIST_VERSION, ANY),
    ],
);

pub(crate) static DOCUMENT_REFERENCE: Shape = Shape::new(
    "external document reference",
    &[
        member(Key::CHECKSUM, Type::Object(&CHECKSUM)).required(),
        member(Key::EXTERNAL_DOCUMENT_ID, ANY).required(),
        member(Key::SPDX_DOCUMENT, ANY).required(),
    ],
);

pub(crate) static EXTRACTED_LICENCE: Shape = Shape::new(
    "extracted licence",
    &[
        member(Key::COMMENT, ANY),
        member(Key::CROSS_REFS, Type::Object(&CROSS_REFERENCE)).list(),
        member(Key::EXTRACTED_TEXT, ANY).required(),
        member(Key::LICENSE_ID, ANY).required(),
        member(Key::NAME, ANY),
        member(Key::SEE_ALSOS, ANY).list(),
    ],
);

pub(crate) static CROSS_REFERENCE: Shape = Shape::new(
    "cross-reference",
    &[
        member(Key::IS_LIVE, Type::Bool),
        member(Key::IS_VALID, Type::Bool),
        member(Key::IS_WAY_BACK_LINK, Type::Bool),
        member(Key::MATCH, ANY),
        member(Key::ORDER, Type::Integer(&Bounds::ANY)),
        member(Key::TIMESTAMP, ANY),
        member(Key::URL, ANY).required(),
    ],
);

pub(crate) static REVIEW: Shape = Shape::new(
    "review",
    &[
        member(Key::COMMENT, ANY),
        member(Key::REVIEW_DATE, ANY).required(),
        member(Key::REVIEWER, ANY),
    ],
);

pub(crate) static RELATIONSHIP: Shape = Shape::new(
    "relationship",
    &[
        member(Key::SPDX_ELEMENT_ID, ANY).required(),
        member(Key::COMMENT, ANY),
        member(Key::RELATED_SPDX_ELEMENT, ANY).required(),
        member(Key::RELATIONSHIP_TYPE, words(&RELATIONSHIP_TYPE)).required(),
    ],
);
