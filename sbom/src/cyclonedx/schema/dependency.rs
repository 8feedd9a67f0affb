//! Dependencies and compositions.

use super::signature::SIGNATURE;
use super::text::REF;
use super::{V1_3, V1_4, V1_5, V1_6};
use crate::schema::{
    ALWAYS, Foreign, Irregular, Shape, Text, Type, Word, Words, member, text, words,
};
use crate::tree::Key;

pub(crate) static DEPENDENCY: Shape = Shape::new(
    "dependency",
    &[
        member(Key::REF, text(&REF)).required().attribute("ref").field(1),
        member(Key::DEPENDS_ON, text(&REF)).unique(ALWAYS).field(2),
        member(Key::PROVIDES, text(&REF)).unique(ALWAYS).since(V1_6).field(3),
    ],
)
.irregular(Irregular::Dependencies)
.foreign(Foreign::QUALIFIED);

pub(crate) static COMPOSITION: Shape = Shape::new(
    "composition",
    &[
        member(Key::BOM_REF, text(&REF)).since(V1_5).attribute("bom-ref").field(5),
        member(Key::AGGREGATE, words(&AGGREGATE))
            .since(V1_3)
            .required()
            .element("aggregate")
            .repeats(ALWAYS)
            .field(1),
        member(Key::ASSEMBLIES, text(&REF))
            .unique(ALWAYS)
            .since(V1_3)
            .wrapped_attribute("assemblies", "assembly", "ref")
            .outer(Foreign::ELEMENTS)
            .repeats(ALWAYS)
            .field(2),
        member(Key::DEPENDENCIES, text(&Text::ANY))
            .unique(ALWAYS)
            .since(V1_3)
            .wrapped_attribute("dependencies", "dependency", "ref")
            .outer(Foreign::ELEMENTS)
            .repeats(ALWAYS)
            .field(3),
        member(Key::VULNERABILITIES, text(&Text::ANY))
            .unique(ALWAYS)
            .since(V1_5)
            .wrapped_attribute("vulnerabilities", "vulnerability", "ref")
            .outer(Foreign::ELEMENTS)
            .repeats(ALWAYS)
            .field(4),
        member(Key::SIGNATURE, Type::Object(&SIGNATURE)).since(V1_4),
    ],
)
.free(ALWAYS);

pub(crate) static AGGREGATE: Words = Words::new(
    "aggregate",
    "cdx-enum-aggregate",
    &[
        Word::new("complete").number(1),
        Word::new("incomplete").number(2),
        Word::new("incomplete_first_party_only").number(3),
        Word::new("incomplete_first_party_proprietary_only").since(V1_5).number(6),
        Word::new("incomplete_first_party_opensource_only").since(V1_5).number(7),
        Word::new("incomplete_third_party_only").number(4),
        Word::new("incomplete_third_party_proprietary_only").since(V1_5).number(8),
        Word::new("incomplete_third_party_opensource_only").since(V1_5).number(9),
        Word::new("unknown").number(5),
        Word::new("not_specified").number(0),
    ],
);
