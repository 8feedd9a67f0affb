//! Licences, by id, by name or as an expression.

use super::common::{ATTACHMENT, CONTACT, ENTITY, PROPERTY, properties};
use super::text::{DATE_TIME, IRI, ONE_LINE, REF};
use super::{V1_0, V1_1, V1_5, V1_6, V1_7};
use crate::schema::{
    ALWAYS, Check, Foreign, Irregular, NEVER, Rule, Shape, Text, Type, Versions, Wire, Word, Words,
    member, one_of, text, words,
};
use crate::tree::Key;

pub(crate) static LICENCE: Shape = Shape::new(
    "licence",
    &[
        member(Key::BOM_REF, text(&REF)).since(V1_5).attribute("bom-ref").field(5),
        member(Key::ACKNOWLEDGEMENT, words(&ACKNOWLEDGEMENT))
            .since(V1_6)
            .attribute("acknowledgement")
            .field(8),
        member(Key::ID, Type::LicenceId).element("id").repeats(Versions::until(V1_0)).field(1),
        member(Key::NAME, text(&ONE_LINE)).element("name").repeats(Versions::until(V1_0)).field(2),
        member(Key::TEXT, Type::Object(&ATTACHMENT)).since(V1_1).element("text").field(3),
        member(Key::URL, text(&IRI)).since(V1_1).element("url").field(4),
        member(Key::LICENSING, Type::Object(&LICENSING)).since(V1_5).element("licensing").field(6),
        properties(V1_5).field(7),
    ],
)
.rules(&[
    one_of("cdx-license-id-or-name", &[Key::ID, Key::NAME]).within(ALWAYS, Versions::since(V1_6)),
    Rule::new("cdx-license-id-or-name", Check::AtMostOne(&[Key::ID, Key::NAME]))
        .within(NEVER, Versions::until(V1_5)),
])
.foreign(Foreign::ELEMENTS);

pub(crate) static LICENSING: Shape = Shape::new(
    "licensing",
    &[
        member(Key::ALT_IDS, text(&Text::LINE))
            .list()
            .since(V1_5)
            .wrapped("altIds", "altId")
            .field(1),
        member(Key::LICENSOR, Type::Object(&LICENCE_PARTY))
            .since(V1_5)
            .element("licensor")
            .field(2),
        member(Key::LICENSEE, Type::Object(&LICENCE_PARTY))
            .since(V1_5)
            .element("licensee")
            .field(3),
        member(Key::PURCHASER, Type::Object(&LICENCE_PARTY))
            .since(V1_5)
            .element("purchaser")
            .field(4),
        member(Key::PURCHASE_ORDER, text(&Text::ANY)).since(V1_5).element("purchaseOrder").field(5),
        member(Key::LICENSE_TYPES, words(&LICENCE_TYPE))
            .list()
            .since(V1_5)
            .wrapped("licenseTypes", "licenseType")
            .field(6),
        member(Key::LAST_RENEWAL, text(&DATE_TIME))
            .since(V1_5)
            .element("lastRenewal")
            .wire(7, Wire::Timestamp),
        member(Key::EXPIRATION, text(&DATE_TIME))
            .since(V1_5)
            .element("expiration")
            .wire(8, Wire::Timestamp),
    ],
)
.foreign(Foreign::ELEMENTS);

pub(crate) static LICENCE_PARTY: Shape = Shape::new(
    "party to a licence",
    &[
        member(Key::ORGANIZATION, Type::Object(&ENTITY))
            .since(V1_5)
            .element("organization")
            .field(1),
        member(Key::INDIVIDUAL, Type::Object(&CONTACT)).since(V1_5).element("individual").field(2),
    ],
)
.rules(&[one_of("cdx-one-of", &[Key::ORGANIZATION, Key::INDIVIDUAL])]);

pub(crate) static EXPRESSION_DETAIL: Shape = Shape::new(
    "detail of a licence expression",
    &[
        member(Key::LICENSE_IDENTIFIER, text(&Text::LINE))
            .since(V1_7)
            .required()
            .attribute("license-identifier")
            .field(1),
        member(Key::BOM_REF, text(&REF)).since(V1_7).attribute("bom-ref").field(2),
        member(Key::TEXT, Type::Object(&ATTACHMENT)).since(V1_7).element("text").field(3),
        member(Key::URL, text(&IRI)).since(V1_7).element("url").field(4),
    ],
)
.foreign(Foreign::ELEMENTS);

pub(crate) static ACKNOWLEDGEMENT: Words = Words::new(
    "acknowledgement",
    "cdx-enum-acknowledgement",
    &[Word::new("declared").number(1), Word::new("concluded").number(2)],
);

pub(crate) static LICENCE_TYPE: Words = Words::new(
    "type of licensing",
    "cdx-enum-licence-type",
    &[
        Word::new("academic").number(1),
        Word::new("appliance").number(2),
        Word::new("client-access").number(3),
        Word::new("concurrent-user").number(4),
        Word::new("core-points").number(5),
        Word::new("custom-metric").number(6),
        Word::new("device").number(7),
        Word::new("evaluation").number(8),
        Word::new("named-user").number(9),
        Word::new("node-locked").number(10),
        Word::new("oem").number(11),
        Word::new("perpetual").number(12),
        Word::new("processor-points").number(13),
        Word::new("subscription").number(14),
        Word::new("user").number(15),
        Word::new("other").number(16),
    ],
);

/// An element of `licenses`: one licence, or one expression with what belongs to it.
///
/// What the whole list must be like is judged by hand: in 1.5 and 1.6 it holds either licences
/// only or a single expression.
pub(crate) static LICENCE_CHOICE: Shape = Shape::new(
    "licence",
    &[
        member(Key::LICENSE, Type::Object(&LICENCE)).element("license").field(1),
        member(Key::BOM_REF, text(&REF)).since(V1_5).attribute("bom-ref").field(4),
        member(Key::ACKNOWLEDGEMENT, words(&ACKNOWLEDGEMENT))
            .since(V1_6)
            .attribute("acknowledgement")
            .field(3),
        member(Key::EXPRESSION, text(&ONE_LINE)).element("expression").field(2),
        member(Key::EXPRESSION_DETAILS, Type::Object(&EXPRESSION_DETAIL))
            .list()
            .since(V1_7)
            .element("details")
            .field(2),
        member(Key::LICENSING, Type::Object(&LICENSING)).since(V1_7).element("licensing").field(5),
        member(Key::PROPERTIES, Type::Object(&PROPERTY))
            .list()
            .since(V1_7)
            .wrapped("properties", "property")
            .field(6),
    ],
)
.rules(&[
    one_of("cdx-license-choice", &[Key::LICENSE, Key::EXPRESSION]),
    Rule::new("cdx-license-choice", Check::AtMostOne(&[Key::LICENSE, Key::BOM_REF])),
    Rule::new("cdx-license-choice", Check::AtMostOne(&[Key::LICENSE, Key::ACKNOWLEDGEMENT])),
    Rule::new("cdx-license-choice", Check::AtMostOne(&[Key::LICENSE, Key::EXPRESSION_DETAILS])),
    Rule::new("cdx-license-choice", Check::AtMostOne(&[Key::LICENSE, Key::LICENSING])),
    Rule::new("cdx-license-choice", Check::AtMostOne(&[Key::LICENSE, Key::PROPERTIES])),
])
.irregular(Irregular::Licences);
