//! Evidence for a component: identity, occurrences, call stacks.

use super::common::NATURAL;
use super::licence::LICENCE_CHOICE;
use super::text::REF;
use super::{V1_3, V1_5, V1_6};
use crate::schema::{
    ALWAYS, Bounds, Foreign, Irregular, Member, Shape, Text, Type, Versions, Wire, Word, Words,
    member, text, words,
};
use crate::tree::Key;

pub(crate) static EVIDENCE: Shape = Shape::new(
    "evidence",
    &[
        member(Key::IDENTITY, Type::Object(&IDENTITY))
            .list()
            .since(V1_6)
            .element("identity")
            .in_xml(Versions::since(V1_5))
            .single(Versions::until(V1_5))
            .field(3)
            .or(&ONE_IDENTITY),
        member(Key::OCCURRENCES, Type::Object(&OCCURRENCE))
            .list()
            .since(V1_5)
            .wrapped("occurrences", "occurrence")
            .field(4),
        member(Key::CALLSTACK, Type::Object(&CALLSTACK)).since(V1_5).element("callstack").field(5),
        member(Key::LICENSES, Type::Object(&LICENCE_CHOICE))
            .list()
            .since(V1_3)
            .xml(Irregular::Licences)
            .wire(1, Wire::Irregular(Irregular::Licences)),
        member(Key::COPYRIGHT, Type::Object(&COPYRIGHT))
            .list()
            .since(V1_3)
            .wrapped("copyright", "text")
            .field(2),
    ],
)
.foreign(Foreign::ALL);

pub(crate) static COPYRIGHT: Shape = Shape::new(
    "copyright",
    &[member(Key::TEXT, text(&Text::ANY)).since(V1_3).required_in_json(ALWAYS).content().field(1)],
);

pub(crate) static IDENTITY: Shape = Shape::new(
    "identity",
    &[
        member(Key::FIELD, words(&IDENTITY_FIELD)).since(V1_5).required().element("field").field(1),
        member(Key::CONFIDENCE, Type::Number(0.0, 1.0))
            .since(V1_5)
            .element("confidence")
            .wire(2, Wire::Float),
        member(Key::CONCLUDED_VALUE, text(&Text::ANY))
            .since(V1_6)
            .element("concludedValue")
            .field(5),
        member(Key::METHODS, Type::Object(&IDENTITY_METHOD))
            .list()
            .since(V1_5)
            .wrapped("methods", "method")
            .field(3),
        member(Key::TOOLS, text(&REF))
            .unique(ALWAYS)
            .since(V1_5)
            .wrapped_attribute("tools", "tool", "ref")
            .field(4),
    ],
);

pub(crate) static IDENTITY_METHOD: Shape = Shape::new(
    "method",
    &[
        member(Key::TECHNIQUE, words(&TECHNIQUE))
            .since(V1_5)
            .required()
            .element("technique")
            .field(1),
        member(Key::CONFIDENCE, Type::Number(0.0, 1.0))
            .since(V1_5)
            .required()
            .element("confidence")
            .wire(2, Wire::Float),
        member(Key::VALUE, text(&Text::ANY)).since(V1_5).element("value").field(3),
    ],
);

pub(crate) static OCCURRENCE: Shape = Shape::new(
    "occurrence",
    &[
        member(Key::BOM_REF, text(&REF)).since(V1_5).attribute("bom-ref").field(1),
        member(Key::LOCATION, text(&Text::ANY)).since(V1_5).required().element("location").field(2),
        member(Key::LINE, Type::Integer(&NATURAL)).since(V1_6).element("line").field(3),
        member(Key::OFFSET, Type::Integer(&NATURAL)).since(V1_6).element("offset").field(4),
        member(Key::SYMBOL, text(&Text::ANY)).since(V1_6).element("symbol").field(5),
        member(Key::ADDITIONAL_CONTEXT, text(&Text::ANY))
            .since(V1_6)
            .element("additionalContext")
            .field(6),
    ],
);

pub(crate) static CALLSTACK: Shape = Shape::new(
    "call stack",
    &[member(Key::FRAMES, Type::Object(&FRAME))
        .list()
        .since(V1_5)
        .wrapped("frames", "frame")
        .field(1)],
);

pub(crate) static FRAME: Shape = Shape::new(
    "frame",
    &[
        member(Key::PACKAGE, text(&Text::ANY)).since(V1_5).element("package").field(1),
        member(Key::MODULE, text(&Text::ANY)).since(V1_5).required().element("module").field(2),
        member(Key::FUNCTION, text(&Text::ANY)).since(V1_5).element("function").field(3),
        member(Key::PARAMETERS, text(&Text::ANY))
            .list()
            .since(V1_5)
            .wrapped("parameters", "parameter")
            .field(4),
        member(Key::LINE, Type::Integer(&Bounds::ANY)).since(V1_5).element("line").field(5),
        member(Key::COLUMN, Type::Integer(&Bounds::ANY)).since(V1_5).element("column").field(6),
        member(Key::FULL_FILENAME, text(&Text::ANY)).since(V1_5).element("fullFilename").field(7),
    ],
);

pub(crate) static IDENTITY_FIELD: Words = Words::new(
    "field",
    "cdx-enum-identity-field",
    &[
        Word::new("group").number(1),
        Word::new("name").number(2),
        Word::new("version").number(3),
        Word::new("purl").number(4),
        Word::new("cpe").number(5),
        Word::new("omniborId").since(V1_6).number(8),
        Word::new("swhid").since(V1_6).number(9),
        Word::new("swid").number(6),
        Word::new("hash").number(7),
    ],
);

pub(crate) static TECHNIQUE: Words = Words::new(
    "technique",
    "cdx-enum-technique",
    &[
        Word::new("source-code-analysis").number(0),
        Word::new("binary-analysis").number(1),
        Word::new("manifest-analysis").number(2),
        Word::new("ast-fingerprint").number(3),
        Word::new("hash-comparison").number(4),
        Word::new("instrumentation").number(5),
        Word::new("dynamic-analysis").number(6),
        Word::new("filename").number(7),
        Word::new("attestation").number(8),
        Word::new("other").number(9),
    ],
);

/// The form of `identity` before it became a list.
static ONE_IDENTITY: Member = member(Key::IDENTITY, Type::Object(&IDENTITY))
    .since(V1_5)
    .element("identity")
    .field(3)
    .deprecated(V1_6);
