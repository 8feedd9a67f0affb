//! Which member a field is, where the tables leave that to the encoding.

use crate::cyclonedx::schema;
use crate::schema::{Irregular, Member, Shape, Type, Words};
use crate::tree::Key;

/// A field that is a value in its own right.
#[derive(Clone, Copy, Debug)]
pub(super) struct Alternative {
    pub(super) number: u32,
    pub(super) value: Type,
    /// The member that holds it, where JSON puts an object around it.
    pub(super) within: Option<Key>,
}

const fn is(number: u32, value: Type) -> Alternative {
    Alternative { number, value, within: None }
}

/// What the messages of members stand for that are one of several things.
pub(super) fn alternatives(irregular: Irregular) -> Option<&'static [Alternative]> {
    static DATASETS: [Alternative; 2] = [
        is(1, Type::Object(&schema::DATA)),
        Alternative { number: 2, value: Type::Any, within: Some(Key::REF) },
    ];
    static VARIABLES: [Alternative; 2] = [is(1, Type::Object(&schema::PROPERTY)), is(2, Type::Any)];
    static PATENTS: [Alternative; 2] =
        [is(1, Type::Object(&schema::PATENT)), is(2, Type::Object(&schema::PATENT_FAMILY))];
    static PARTIES: [Alternative; 3] = [
        is(1, Type::Object(&schema::ENTITY)),
        is(2, Type::Object(&schema::CONTACT)),
        is(3, Type::Any),
    ];
    Some(match irregular {
        Irregular::Datasets => &DATASETS,
        Irregular::Variables => &VARIABLES,
        Irregular::Patents => &PATENTS,
        Irregular::Asserter | Irregular::Assignees => &PARTIES,
        _ => return None,
    })
}

/// The members of an expression with details, by their fields.
pub(super) const DETAILED: [(u32, Key); 6] = [
    (1, Key::EXPRESSION),
    (2, Key::EXPRESSION_DETAILS),
    (3, Key::BOM_REF),
    (4, Key::ACKNOWLEDGEMENT),
    (5, Key::LICENSING),
    (6, Key::PROPERTIES),
];

/// The two kinds of extensions of certificates: the field of each, and its members by theirs.
pub(super) static EXTENSIONS: [(u32, [(u32, Key); 2]); 2] = [
    (1, [(1, Key::COMMON_EXTENSION_NAME), (2, Key::COMMON_EXTENSION_VALUE)]),
    (2, [(1, Key::CUSTOM_EXTENSION_NAME), (2, Key::CUSTOM_EXTENSION_VALUE)]),
];

/// The fields of IKEv2 transform types: lists of references in 1.6, lists of objects since.
pub(super) const IKEV2_REFERENCES: u32 = 4;
pub(super) const IKEV2_OBJECTS: u32 = 7;

/// Returns the member of a shape that a field is, and its place.
pub(super) fn member(shape: &'static Shape, number: u32) -> Option<(usize, &'static Member)> {
    if number == IKEV2_REFERENCES && shape.find(Key::IKEV2_TRANSFORM_TYPES).is_some() {
        return shape.find(Key::IKEV2_TRANSFORM_TYPES);
    }
    let member = shape.field(u16::try_from(number).ok()?)?;
    // One field may have two forms in JSON; the usual one is in the list.
    shape.find(member.key)
}

/// Reports whether words are an enum of protobuf, not a string.
pub(super) fn is_enum(words: &Words) -> bool {
    words.words.iter().any(|word| word.number.is_some())
}

/// Reports whether a member is a date without a time.
pub(super) fn is_date(key: Key) -> bool {
    matches!(key, Key::FILING_DATE | Key::GRANT_DATE | Key::PATENT_EXPIRATION_DATE)
}
