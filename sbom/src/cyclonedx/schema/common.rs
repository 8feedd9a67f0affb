//! Parts that many objects have: hashes, properties, organisations, references.

use super::reference_type::REFERENCE_TYPE;
use super::text::{COMMENT, EMAIL, HASH_CONTENT, IRI, ONE_LINE, REF};
use super::{V1_1, V1_2, V1_3, V1_5, V1_6, V1_7};
use crate::schema::{
    ALWAYS, Bounds, Foreign, Member, Shape, Text, Type, Version, Versions, Word, Words, member,
    text, words,
};
use crate::tree::Key;

pub(crate) static HASH: Shape = Shape::new(
    "hash",
    &[
        member(Key::ALG, words(&HASH_ALGORITHM)).required().attribute("alg").field(1),
        member(Key::CONTENT, text(&HASH_CONTENT)).required_in_json(ALWAYS).content().field(2),
    ],
);

pub(crate) static CONTACT: Shape = Shape::new(
    "contact",
    &[
        member(Key::BOM_REF, text(&REF)).since(V1_5).attribute("bom-ref").field(4),
        member(Key::NAME, text(&ONE_LINE)).since(V1_2).element("name").field(1),
        member(Key::EMAIL, text(&EMAIL))
            .since(V1_2)
            .element("email")
            .repeats(Versions::until(V1_2))
            .field(2),
        member(Key::PHONE, text(&ONE_LINE))
            .since(V1_2)
            .element("phone")
            .repeats(Versions::until(V1_2))
            .field(3),
    ],
)
.foreign(Foreign::ELEMENTS_AND_QUALIFIED);

pub(crate) static ENTITY: Shape = Shape::new(
    "organisation",
    &[
        member(Key::BOM_REF, text(&REF)).since(V1_5).attribute("bom-ref").field(4),
        member(Key::NAME, text(&ONE_LINE)).since(V1_2).element("name").field(1),
        member(Key::ADDRESS, Type::Object(&ADDRESS)).since(V1_6).element("address").field(5),
        member(Key::URL, text(&IRI)).list().since(V1_2).element("url").field(2),
        member(Key::CONTACT, Type::Object(&CONTACT)).list().since(V1_2).element("contact").field(3),
    ],
)
.foreign(Foreign::ELEMENTS_AND_QUALIFIED);

pub(crate) static ATTACHMENT: Shape = Shape::new(
    "attachment",
    &[
        member(Key::CONTENT_TYPE, text(&Text::LINE)).since(V1_1).attribute("content-type").field(1),
        member(Key::ENCODING, words(&ENCODING)).since(V1_1).attribute("encoding").field(2),
        member(Key::CONTENT, text(&Text::ANY))
            .since(V1_1)
            .required_in_json(ALWAYS)
            .content()
            .field(3),
    ],
);

/// Name-value pairs, which many objects have since some version; elements of other vocabularies
/// may stand among them.
pub(crate) const fn properties(since: Version) -> Member {
    member(Key::PROPERTIES, Type::Object(&PROPERTY))
        .list()
        .since(since)
        .wrapped("properties", "property")
        .outer(Foreign::ALL)
}

pub(crate) static PROPERTY: Shape = Shape::new(
    "property",
    &[
        member(Key::NAME, text(&Text::ANY))
            .since(V1_3)
            .required_in_json(Versions::since(V1_6))
            .required_in_xml(ALWAYS)
            .attribute("name")
            .field(1),
        member(Key::VALUE, text(&Text::LINE)).since(V1_3).content().field(2),
    ],
)
.open(Versions::until(V1_5));

/// References to what is elsewhere, which many objects have since some version.
pub(crate) const fn external_references(since: Version) -> Member {
    member(Key::EXTERNAL_REFERENCES, Type::Object(&EXTERNAL_REFERENCE))
        .list()
        .since(since)
        .wrapped("externalReferences", "reference")
}

pub(crate) static EXTERNAL_REFERENCE: Shape = Shape::new(
    "external reference",
    &[
        member(Key::TYPE, words(&REFERENCE_TYPE)).since(V1_1).required().attribute("type").field(1),
        member(Key::URL, text(&IRI)).since(V1_1).required().element("url").field(2),
        member(Key::COMMENT, text(&COMMENT)).since(V1_1).element("comment").field(3),
        member(Key::HASHES, Type::Object(&HASH))
            .list()
            .since(V1_3)
            .wrapped("hashes", "hash")
            .field(4),
        properties(V1_7).field(5),
    ],
)
.foreign(Foreign::ATTRIBUTES);

pub(crate) static ADDRESS: Shape = Shape::new(
    "postal address",
    &[
        member(Key::BOM_REF, text(&REF)).since(V1_6).attribute("bom-ref").field(1),
        member(Key::COUNTRY, text(&Text::ANY)).since(V1_6).element("country").field(2),
        member(Key::REGION, text(&Text::ANY)).since(V1_6).element("region").field(3),
        member(Key::LOCALITY, text(&Text::ANY)).since(V1_6).element("locality").field(4),
        member(Key::POST_OFFICE_BOX_NUMBER, text(&Text::ANY))
            .since(V1_6)
            .element("postOfficeBoxNumber")
            .field(5),
        member(Key::POSTAL_CODE, text(&Text::ANY)).since(V1_6).element("postalCode").field(6),
        member(Key::STREET_ADDRESS, text(&Text::ANY)).since(V1_6).element("streetAddress").field(7),
    ],
);

pub(crate) static ISSUE_SOURCE: Shape = Shape::new(
    "source",
    &[
        member(Key::NAME, text(&ONE_LINE)).since(V1_2).element("name").field(1),
        member(Key::URL, text(&IRI)).since(V1_2).element("url").field(2),
    ],
);

pub(crate) static ISSUE: Shape = Shape::new(
    "issue",
    &[
        member(Key::TYPE, words(&ISSUE_TYPE)).since(V1_2).required().attribute("type").field(1),
        member(Key::ID, text(&ONE_LINE)).since(V1_2).element("id").field(2),
        member(Key::NAME, text(&ONE_LINE)).since(V1_2).element("name").field(3),
        member(Key::DESCRIPTION, text(&ONE_LINE)).since(V1_2).element("description").field(4),
        member(Key::SOURCE, Type::Object(&ISSUE_SOURCE)).since(V1_2).element("source").field(5),
        member(Key::REFERENCES, text(&IRI))
            .list()
            .since(V1_2)
            .wrapped("references", "url")
            .field(6),
    ],
)
.foreign(Foreign::ELEMENTS);

pub(crate) static HASH_ALGORITHM: Words = Words::new(
    "hash algorithm",
    "cdx-enum-hash-alg",
    &[
        Word::new("MD5").number(1),
        Word::new("SHA-1").number(2),
        Word::new("SHA-256").number(3),
        Word::new("SHA-384").number(4),
        Word::new("SHA-512").number(5),
        Word::new("SHA3-256").number(6),
        Word::new("SHA3-384").since(V1_2).number(7),
        Word::new("SHA3-512").number(8),
        Word::new("BLAKE2b-256").since(V1_2).number(9),
        Word::new("BLAKE2b-384").since(V1_2).number(10),
        Word::new("BLAKE2b-512").since(V1_2).number(11),
        Word::new("BLAKE3").since(V1_2).number(12),
        Word::new("Streebog-256").since(V1_7).number(13),
        Word::new("Streebog-512").since(V1_7).number(14),
    ],
);

pub(crate) static ENCODING: Words =
    Words::new("encoding", "cdx-enum-encoding", &[Word::new("base64")]);

pub(crate) static ISSUE_TYPE: Words = Words::new(
    "type of issue",
    "cdx-enum-issue-type",
    &[
        Word::new("defect").number(1),
        Word::new("enhancement").number(2),
        Word::new("security").number(3),
    ],
);

pub(crate) static NATURAL: Bounds =
    Bounds { min: 0, max: i64::MAX, code: "cdx-number-range", json: ALWAYS, xml: ALWAYS };
