//! Services and the data that flows through them.

use super::common::{ENTITY, external_references, properties};
use super::component::RELEASE_NOTES;
use super::data::GOVERNANCE;
use super::licence::LICENCE_CHOICE;
use super::patent::PATENT_ASSERTION;
use super::signature::SIGNATURE;
use super::text::{IRI, ONE_LINE, REF, VERSION};
use super::{V1_2, V1_3, V1_4, V1_5, V1_6, V1_7};
use crate::schema::{
    ALWAYS, Foreign, Irregular, Shape, Text, Type, Wire, Word, Words, member, text, words,
};
use crate::tree::Key;

pub(crate) static SERVICE: Shape = Shape::new(
    "service",
    &[
        member(Key::BOM_REF, text(&REF)).since(V1_2).attribute("bom-ref").field(1),
        member(Key::PROVIDER, Type::Object(&ENTITY)).since(V1_2).element("provider").field(2),
        member(Key::GROUP, text(&ONE_LINE)).since(V1_2).element("group").field(3),
        member(Key::NAME, text(&ONE_LINE)).since(V1_2).required().element("name").field(4),
        member(Key::VERSION, text(&VERSION)).since(V1_2).element("version").field(5),
        member(Key::DESCRIPTION, text(&ONE_LINE)).since(V1_2).element("description").field(6),
        member(Key::ENDPOINTS, text(&IRI))
            .list()
            .since(V1_2)
            .wrapped("endpoints", "endpoint")
            .field(7),
        member(Key::AUTHENTICATED, Type::Bool).since(V1_2).element("authenticated").field(8),
        member(Key::X_TRUST_BOUNDARY, Type::Bool).since(V1_2).element("x-trust-boundary").field(9),
        member(Key::TRUST_ZONE, text(&Text::ANY)).since(V1_5).element("trustZone").field(16),
        member(Key::DATA, Type::Object(&SERVICE_DATA))
            .list()
            .since(V1_2)
            .xml(Irregular::ServiceData)
            .wire(10, Wire::Irregular(Irregular::ServiceData)),
        member(Key::LICENSES, Type::Object(&LICENCE_CHOICE))
            .list()
            .since(V1_2)
            .xml(Irregular::Licences)
            .wire(11, Wire::Irregular(Irregular::Licences)),
        member(Key::PATENT_ASSERTIONS, Type::Object(&PATENT_ASSERTION))
            .list()
            .since(V1_7)
            .wrapped("patentAssertions", "patentAssertion")
            .field(18),
        external_references(V1_2).field(12),
        properties(V1_3).field(14),
        member(Key::SERVICES, Type::Object(&SERVICE))
            .unique(ALWAYS)
            .since(V1_2)
            .wrapped("services", "service")
            .outer(Foreign::ELEMENTS)
            .field(13),
        member(Key::RELEASE_NOTES, Type::Object(&RELEASE_NOTES))
            .since(V1_4)
            .element("releaseNotes")
            .field(15),
        member(Key::TAGS, text(&Text::LINE)).list().since(V1_6).wrapped("tags", "tag").field(17),
        member(Key::SIGNATURE, Type::Object(&SIGNATURE)).since(V1_4),
    ],
)
.foreign(Foreign::ALL);

pub(crate) static DATA_FLOW: Words = Words::new(
    "direction of data flow",
    "cdx-enum-data-flow",
    &[
        Word::new("inbound").number(1),
        Word::new("outbound").number(2),
        Word::new("bi-directional").number(3),
        Word::new("unknown").number(4),
    ],
);

/// Data of a service. Until 1.4 it has only a direction and a classification; in XML it is then
/// an element `classification` of that text.
pub(crate) static SERVICE_DATA: Shape = Shape::new(
    "data of a service",
    &[
        member(Key::FLOW, words(&DATA_FLOW)).required().attribute("flow").field(1),
        member(Key::NAME, text(&Text::ANY)).since(V1_5).attribute("name").field(3),
        member(Key::DESCRIPTION, text(&Text::ANY)).since(V1_5).attribute("description").field(4),
        member(Key::CLASSIFICATION, text(&Text::LINE))
            .required_in_json(ALWAYS)
            .element("classification")
            .field(2),
        member(Key::GOVERNANCE, Type::Object(&GOVERNANCE))
            .since(V1_5)
            .element("governance")
            .field(7),
        member(Key::SOURCE, text(&IRI)).list().since(V1_5).wrapped("source", "url").field(5),
        member(Key::DESTINATION, text(&IRI))
            .list()
            .since(V1_5)
            .wrapped("destination", "url")
            .field(6),
    ],
)
.irregular(Irregular::ServiceData);
