//! Definitions: standards, their requirements and levels.

use super::common::{external_references, properties};
use super::patent::PATENT_OR_FAMILY;
use super::signature::SIGNATURE;
use super::text::{OPEN_CRE, REF};
use super::{V1_6, V1_7};
use crate::schema::{ALWAYS, Foreign, Irregular, Shape, Text, Type, Wire, either, member, text};
use crate::tree::Key;

pub(crate) static DEFINITIONS: Shape = Shape::new(
    "definitions",
    &[
        member(Key::STANDARDS, Type::Object(&STANDARD))
            .list()
            .since(V1_6)
            .wrapped("standards", "standard")
            .outer(Foreign::ALL)
            .field(1),
        member(Key::PATENTS, either(&PATENT_OR_FAMILY))
            .list()
            .since(V1_7)
            .xml(Irregular::Patents)
            .wire(2, Wire::Irregular(Irregular::Patents)),
    ],
);

pub(crate) static STANDARD: Shape = Shape::new(
    "standard",
    &[
        member(Key::BOM_REF, text(&REF)).since(V1_6).attribute("bom-ref").field(1),
        member(Key::NAME, text(&Text::ANY))
            .since(V1_6)
            .required_in_xml(ALWAYS)
            .element("name")
            .field(2),
        member(Key::VERSION, text(&Text::ANY))
            .since(V1_6)
            .required_in_xml(ALWAYS)
            .element("version")
            .field(3),
        member(Key::DESCRIPTION, text(&Text::ANY))
            .since(V1_6)
            .required_in_xml(ALWAYS)
            .element("description")
            .field(4),
        member(Key::OWNER, text(&Text::ANY))
            .since(V1_6)
            .required_in_xml(ALWAYS)
            .element("owner")
            .field(5),
        member(Key::REQUIREMENTS, Type::Object(&REQUIREMENT))
            .list()
            .since(V1_6)
            .wrapped("requirements", "requirement")
            .field(6),
        member(Key::LEVELS, Type::Object(&LEVEL))
            .list()
            .since(V1_6)
            .wrapped("levels", "level")
            .field(7),
        external_references(V1_6).field(8),
        member(Key::SIGNATURE, Type::Object(&SIGNATURE)).since(V1_6),
    ],
)
.foreign(Foreign::ELEMENTS_AND_QUALIFIED);

pub(crate) static REQUIREMENT: Shape = Shape::new(
    "requirement",
    &[
        member(Key::BOM_REF, text(&REF)).since(V1_6).attribute("bom-ref").field(1),
        member(Key::IDENTIFIER, text(&Text::ANY)).since(V1_6).element("identifier").field(2),
        member(Key::TITLE, text(&Text::ANY)).since(V1_6).element("title").field(3),
        member(Key::TEXT, text(&Text::ANY)).since(V1_6).element("text").field(4),
        member(Key::DESCRIPTIONS, text(&Text::ANY))
            .list()
            .since(V1_6)
            .wrapped("descriptions", "description")
            .field(5),
        member(Key::OPEN_CRE, text(&OPEN_CRE)).list().since(V1_6).element("openCre").field(6),
        member(Key::PARENT, text(&REF)).since(V1_6).element("parent").field(7),
        properties(V1_6).field(8),
        external_references(V1_6).field(9),
    ],
);

pub(crate) static LEVEL: Shape = Shape::new(
    "level",
    &[
        member(Key::BOM_REF, text(&REF)).since(V1_6).attribute("bom-ref").field(1),
        member(Key::IDENTIFIER, text(&Text::ANY)).since(V1_6).element("identifier").field(2),
        member(Key::TITLE, text(&Text::ANY)).since(V1_6).element("title").field(3),
        member(Key::DESCRIPTION, text(&Text::ANY)).since(V1_6).element("description").field(4),
        member(Key::REQUIREMENTS, text(&REF))
            .list()
            .since(V1_6)
            .wrapped("requirements", "requirement")
            .field(5),
    ],
);
