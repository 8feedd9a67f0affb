//! Looking things up in the tables.

use crate::schema::{Member, Shape, Type, Xml};
use crate::tree::Key;

/// Returns the member that is written as that child element, and its place in the shape.
#[inline]
pub(super) fn element(shape: &'static Shape, name: &str) -> Option<(usize, &'static Member)> {
    // Most elements are named like their member.
    if let Some(found) = Key::known(name).and_then(|key| shape.find(key))
        && element_name(found.1) == Some(name)
    {
        return Some(found);
    }
    let member = shape.element(name)?;
    let (place, _) = shape.find(member.key)?;
    Some((place, member))
}

/// Returns the member that is written as that attribute.
#[inline]
pub(super) fn attribute(shape: &'static Shape, name: &str) -> Option<&'static Member> {
    if let Some((_, member)) = Key::known(name).and_then(|key| shape.find(key))
        && member.xml == Some(Xml::Attribute(name_of(name, member)))
    {
        return Some(member);
    }
    shape.attribute(name)
}

/// Returns the name of the element that a member is written as: the outer one of a list.
#[inline]
pub(super) fn element_name(member: &Member) -> Option<&'static str> {
    match member.xml? {
        Xml::Element(name) | Xml::Wrapped(name, _) | Xml::WrappedAttribute(name, _, _) => {
            Some(name)
        }
        Xml::Irregular(_) => member.key.known_text(),
        Xml::Attribute(_) | Xml::Content => None,
    }
}

/// Returns the attribute's own name if it is the one looked for.
fn name_of(name: &str, member: &'static Member) -> &'static str {
    match member.xml {
        Some(Xml::Attribute(own)) if own == name => own,
        _ => "",
    }
}

/// Returns the first object among the types a value may have.
pub(super) fn any_shape(value: Type) -> Option<&'static Shape> {
    match value {
        Type::Object(shape) => Some(shape),
        Type::Either(choice) => choice.types.iter().find_map(|&value| any_shape(value)),
        _ => None,
    }
}

/// Returns the type of the texts, numbers and so on that a value may be.
pub(super) fn plain_type(value: Type) -> Option<Type> {
    match value {
        Type::Object(_) => None,
        Type::Either(choice) => choice.types.iter().find_map(|&value| plain_type(value)),
        other => Some(other),
    }
}
