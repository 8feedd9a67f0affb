//! Data that a component consists of, and who governs it.

use super::V1_5;
use super::common::{ATTACHMENT, CONTACT, ENTITY, properties};
use super::text::{IRI, REF};
use crate::schema::{Shape, Text, Type, Word, Words, member, one_of, text, words};
use crate::tree::Key;

pub(crate) static GRAPHICS: Shape = Shape::new(
    "graphics",
    &[
        member(Key::DESCRIPTION, text(&Text::ANY)).since(V1_5).element("description").field(1),
        member(Key::COLLECTION, Type::Object(&GRAPHIC))
            .list()
            .since(V1_5)
            .wrapped("collection", "graphic")
            .field(2),
    ],
);

pub(crate) static GRAPHIC: Shape = Shape::new(
    "graphic",
    &[
        member(Key::NAME, text(&Text::ANY)).since(V1_5).element("name").field(1),
        member(Key::IMAGE, Type::Object(&ATTACHMENT)).since(V1_5).element("image").field(2),
    ],
);

pub(crate) static DATA: Shape = Shape::new(
    "data",
    &[
        member(Key::BOM_REF, text(&REF)).since(V1_5).attribute("bom-ref").field(1),
        member(Key::TYPE, words(&DATA_TYPE)).since(V1_5).required().element("type").field(2),
        member(Key::NAME, text(&Text::ANY)).since(V1_5).element("name").field(3),
        member(Key::CONTENTS, Type::Object(&DATA_CONTENTS))
            .since(V1_5)
            .element("contents")
            .field(4),
        member(Key::CLASSIFICATION, text(&Text::ANY))
            .since(V1_5)
            .element("classification")
            .field(5),
        member(Key::SENSITIVE_DATA, text(&Text::ANY))
            .list()
            .since(V1_5)
            .element("sensitiveData")
            .field(6),
        member(Key::GRAPHICS, Type::Object(&GRAPHICS)).since(V1_5).element("graphics").field(7),
        member(Key::DESCRIPTION, text(&Text::ANY)).since(V1_5).element("description").field(8),
        member(Key::GOVERNANCE, Type::Object(&GOVERNANCE))
            .since(V1_5)
            .element("governance")
            .field(9),
    ],
);

pub(crate) static DATA_CONTENTS: Shape = Shape::new(
    "contents",
    &[
        member(Key::ATTACHMENT, Type::Object(&ATTACHMENT))
            .since(V1_5)
            .element("attachment")
            .field(1),
        member(Key::URL, text(&IRI)).since(V1_5).element("url").field(2),
        properties(V1_5).field(3),
    ],
);

pub(crate) static GOVERNANCE: Shape = Shape::new(
    "governance",
    &[
        member(Key::CUSTODIANS, Type::Object(&GOVERNING_PARTY))
            .list()
            .since(V1_5)
            .wrapped("custodians", "custodian")
            .field(1),
        member(Key::STEWARDS, Type::Object(&GOVERNING_PARTY))
            .list()
            .since(V1_5)
            .wrapped("stewards", "steward")
            .field(2),
        member(Key::OWNERS, Type::Object(&GOVERNING_PARTY))
            .list()
            .since(V1_5)
            .wrapped("owners", "owner")
            .field(3),
    ],
);

pub(crate) static GOVERNING_PARTY: Shape = Shape::new(
    "responsible party",
    &[
        member(Key::ORGANIZATION, Type::Object(&ENTITY))
            .since(V1_5)
            .element("organization")
            .field(1),
        member(Key::CONTACT, Type::Object(&CONTACT)).since(V1_5).element("individual").field(2),
    ],
)
.rules(&[one_of("cdx-one-of", &[Key::ORGANIZATION, Key::CONTACT])]);

pub(crate) static DATA_TYPE: Words = Words::new(
    "type of data",
    "cdx-enum-data-type",
    &[
        Word::new("source-code").number(0),
        Word::new("configuration").number(1),
        Word::new("dataset").number(2),
        Word::new("definition").number(3),
        Word::new("other").number(4),
    ],
);
