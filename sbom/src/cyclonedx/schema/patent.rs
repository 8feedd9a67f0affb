//! Patents, families of patents and what is asserted about them.

use super::V1_7;
use super::common::{CONTACT, ENTITY, external_references};
use super::text::{DATE, JURISDICTION, PATENT_NUMBER, REF};
use crate::schema::{
    Choice, Foreign, Irregular, Shape, Text, Type, Wire, Word, Words, either, member, text, words,
};
use crate::tree::Key;

pub(crate) static PATENT_ASSERTION: Shape = Shape::new(
    "patent assertion",
    &[
        member(Key::BOM_REF, text(&REF)).since(V1_7).attribute("bom-ref").field(1),
        member(Key::ASSERTION_TYPE, words(&ASSERTION_TYPE))
            .since(V1_7)
            .required()
            .element("assertionType")
            .field(2),
        member(Key::PATENT_REFS, text(&REF))
            .list()
            .since(V1_7)
            .wrapped("patentRefs", "bom-ref")
            .field(3),
        member(Key::ASSERTER, either(&ASSERTER))
            .since(V1_7)
            .required()
            .xml(Irregular::Asserter)
            .wire(4, Wire::Irregular(Irregular::Asserter)),
        member(Key::NOTES, text(&Text::ANY)).since(V1_7).element("notes").field(5),
    ],
)
.foreign(Foreign::QUALIFIED);

pub(crate) static PATENT: Shape = Shape::new(
    "patent",
    &[
        member(Key::BOM_REF, text(&REF)).since(V1_7).attribute("bom-ref").field(1),
        member(Key::PATENT_NUMBER, text(&PATENT_NUMBER))
            .since(V1_7)
            .required()
            .element("patentNumber")
            .field(2),
        member(Key::APPLICATION_NUMBER, text(&PATENT_NUMBER))
            .since(V1_7)
            .element("applicationNumber")
            .field(3),
        member(Key::JURISDICTION, text(&JURISDICTION))
            .since(V1_7)
            .required()
            .element("jurisdiction")
            .field(4),
        member(Key::PRIORITY_APPLICATION, Type::Object(&PRIORITY_APPLICATION))
            .since(V1_7)
            .element("priorityApplication")
            .field(5),
        member(Key::PUBLICATION_NUMBER, text(&PATENT_NUMBER))
            .since(V1_7)
            .element("publicationNumber")
            .field(6),
        member(Key::TITLE, text(&Text::ANY)).since(V1_7).element("title").field(7),
        member(Key::ABSTRACT, text(&Text::ANY)).since(V1_7).element("abstract").field(8),
        member(Key::FILING_DATE, text(&DATE))
            .since(V1_7)
            .element("filingDate")
            .wire(9, Wire::Timestamp),
        member(Key::GRANT_DATE, text(&DATE))
            .since(V1_7)
            .element("grantDate")
            .wire(10, Wire::Timestamp),
        member(Key::PATENT_EXPIRATION_DATE, text(&DATE))
            .since(V1_7)
            .element("patentExpirationDate")
            .wire(11, Wire::Timestamp),
        member(Key::PATENT_LEGAL_STATUS, words(&PATENT_STATUS))
            .since(V1_7)
            .required()
            .element("patentLegalStatus")
            .field(12),
        member(Key::PATENT_ASSIGNEE, either(&ASSIGNEE))
            .list()
            .since(V1_7)
            .xml(Irregular::Assignees)
            .wire(13, Wire::Irregular(Irregular::Assignees)),
        external_references(V1_7).field(14),
    ],
)
.foreign(Foreign::QUALIFIED);

pub(crate) static PRIORITY_APPLICATION: Shape = Shape::new(
    "priority application",
    &[
        member(Key::APPLICATION_NUMBER, text(&PATENT_NUMBER))
            .since(V1_7)
            .required()
            .element("applicationNumber")
            .field(1),
        member(Key::JURISDICTION, text(&JURISDICTION))
            .since(V1_7)
            .required()
            .element("jurisdiction")
            .field(2),
        member(Key::FILING_DATE, text(&DATE))
            .since(V1_7)
            .required()
            .element("filingDate")
            .wire(3, Wire::Timestamp),
    ],
);

pub(crate) static PATENT_FAMILY: Shape = Shape::new(
    "patent family",
    &[
        member(Key::BOM_REF, text(&REF)).since(V1_7).attribute("bom-ref").field(1),
        member(Key::FAMILY_ID, text(&Text::ANY))
            .since(V1_7)
            .required()
            .element("familyId")
            .field(2),
        member(Key::PRIORITY_APPLICATION, Type::Object(&PRIORITY_APPLICATION))
            .since(V1_7)
            .element("priorityApplication")
            .field(3),
        member(Key::MEMBERS, text(&REF)).list().since(V1_7).wrapped("members", "ref").field(4),
        external_references(V1_7).field(5),
    ],
)
.foreign(Foreign::QUALIFIED);

pub(crate) static ASSERTION_TYPE: Words = Words::new(
    "type of assertion",
    "cdx-enum-assertion-type",
    &[
        Word::new("ownership").number(1),
        Word::new("license").number(2),
        Word::new("third-party-claim").number(3),
        Word::new("standards-inclusion").number(4),
        Word::new("prior-art").number(5),
        Word::new("exclusive-rights").number(6),
        Word::new("non-assertion").number(7),
        Word::new("research-or-evaluation").number(8),
    ],
);

pub(crate) static PATENT_STATUS: Words = Words::new(
    "legal status",
    "cdx-enum-patent-status",
    &[
        Word::new("pending").number(1),
        Word::new("granted").number(2),
        Word::new("revoked").number(3),
        Word::new("expired").number(4),
        Word::new("lapsed").number(5),
        Word::new("withdrawn").number(6),
        Word::new("abandoned").number(7),
        Word::new("suspended").number(8),
        Word::new("reinstated").number(9),
        Word::new("opposed").number(10),
        Word::new("terminated").number(11),
        Word::new("invalidated").number(12),
        Word::new("in-force").number(13),
    ],
);

/// Who asserts something: the schema takes what is either an organisation or a person.
static ASSERTER: Choice = Choice {
    name: "an organisation, a person or a reference to one",
    code: "cdx-one-of",
    exclusive: true,
    types: &[Type::Object(&ENTITY), Type::Object(&CONTACT), text(&REF)],
};

static ASSIGNEE: Choice = Choice {
    name: "an organisation or a person",
    code: "cdx-one-of",
    exclusive: true,
    types: &[Type::Object(&ENTITY), Type::Object(&CONTACT)],
};

pub(crate) static PATENT_OR_FAMILY: Choice = Choice {
    name: "a patent or a family of patents",
    code: "cdx-one-of",
    exclusive: false,
    types: &[Type::Object(&PATENT), Type::Object(&PATENT_FAMILY)],
};
