//! Annotations and citations: who said what about which part.

use super::common::{CONTACT, ENTITY};
use super::component::COMPONENT;
use super::service::SERVICE;
use super::signature::SIGNATURE;
use super::text::{DATE_TIME, REF};
use super::{V1_5, V1_7};
use crate::schema::{
    ALWAYS, Check, Foreign, NEVER, Rule, Shape, Text, Type, Wire, member, one_of, text,
};
use crate::tree::Key;

pub(crate) static ANNOTATION: Shape = Shape::new(
    "annotation",
    &[
        member(Key::BOM_REF, text(&REF)).since(V1_5).attribute("bom-ref").field(1),
        member(Key::SUBJECTS, text(&REF))
            .unique(ALWAYS)
            .since(V1_5)
            .required_in_json(ALWAYS)
            .wrapped_attribute("subjects", "subject", "ref")
            .outer(Foreign::ELEMENTS)
            .field(2),
        member(Key::ANNOTATOR, Type::Object(&ANNOTATOR))
            .since(V1_5)
            .required()
            .element("annotator")
            .field(3),
        member(Key::TIMESTAMP, text(&DATE_TIME))
            .since(V1_5)
            .required()
            .element("timestamp")
            .wire(4, Wire::Timestamp),
        member(Key::TEXT, text(&Text::ANY)).since(V1_5).required().element("text").field(5),
        member(Key::SIGNATURE, Type::Object(&SIGNATURE)).since(V1_5),
    ],
)
.foreign(Foreign::ALL);

pub(crate) static ANNOTATOR: Shape = Shape::new(
    "annotator",
    &[
        member(Key::ORGANIZATION, Type::Object(&ENTITY))
            .since(V1_5)
            .element("organization")
            .field(1),
        member(Key::INDIVIDUAL, Type::Object(&CONTACT)).since(V1_5).element("individual").field(2),
        member(Key::COMPONENT, Type::Object(&COMPONENT)).since(V1_5).element("component").field(3),
        member(Key::SERVICE, Type::Object(&SERVICE)).since(V1_5).element("service").field(4),
    ],
)
.rules(&[one_of(
    "cdx-one-of",
    &[Key::ORGANIZATION, Key::INDIVIDUAL, Key::COMPONENT, Key::SERVICE],
)]);

pub(crate) static CITATION: Shape = Shape::new(
    "citation",
    &[
        member(Key::BOM_REF, text(&REF)).since(V1_7).attribute("bom-ref").field(1),
        member(Key::POINTERS, text(&Text::ANY))
            .list()
            .at_least(1)
            .since(V1_7)
            .wrapped("pointers", "pointer")
            .wire(2, Wire::Nested(1)),
        member(Key::EXPRESSIONS, text(&Text::ANY))
            .list()
            .at_least(1)
            .since(V1_7)
            .wrapped("expressions", "expression")
            .wire(3, Wire::Nested(1)),
        member(Key::TIMESTAMP, text(&DATE_TIME))
            .since(V1_7)
            .required()
            .element("timestamp")
            .wire(4, Wire::Timestamp),
        member(Key::ATTRIBUTED_TO, text(&REF)).since(V1_7).element("attributedTo").field(5),
        member(Key::PROCESS, text(&REF)).since(V1_7).element("process").field(6),
        member(Key::NOTE, text(&Text::ANY)).since(V1_7).element("note").field(7),
        member(Key::SIGNATURE, Type::Object(&SIGNATURE)).since(V1_7),
    ],
)
.rules(&[
    one_of("cdx-citation", &[Key::POINTERS, Key::EXPRESSIONS]),
    Rule::new("cdx-citation", Check::AtLeastOne(&[Key::ATTRIBUTED_TO, Key::PROCESS]))
        .within(ALWAYS, NEVER),
])
.foreign(Foreign::ELEMENTS_AND_QUALIFIED);
