//! From the path of an element to what it is in the tree.

use super::find::{any_shape, element};
use crate::cyclonedx::schema::BOM;
use crate::schema::{Irregular, Member, Shape, Xml};
use crate::tree::{Key, Value};

/// What the next step is looked for in.
enum Place<'t> {
    /// An object, or a value that no step leads out of.
    Value(Value<'t>, Option<&'static Shape>),
    /// The element around a list, whose elements have that name.
    List(Value<'t>, &'static str, Option<&'static Shape>),
    Licences(Value<'t>, Option<&'static Shape>),
    /// A list of dependencies, or of what one of them depends on.
    Dependencies(Value<'t>),
}

/// Follows a path such as `/bom/components/component[2]/name` from the root; `meet` is told of
/// every value on the way. `None` where a step leads nowhere, or to what JSON has in a form of its
/// own.
pub(crate) fn walk<'t>(
    root: Value<'t>,
    path: &str,
    meet: &mut dyn FnMut(Value<'t>),
) -> Option<Value<'t>> {
    meet(root);
    let (mut at, mut place) = (root, Place::Value(root, Some(&BOM)));
    // The first two are what is before the root, and the root.
    for step in path.split('/').skip(2) {
        let (name, number) = numbered(step)?;
        place = next(&place, name, number)?;
        at = match place {
            Place::Value(value, _) | Place::List(value, ..) => value,
            Place::Licences(value, _) | Place::Dependencies(value) => value,
        };
        meet(at);
    }
    Some(at)
}

fn next<'t>(place: &Place<'t>, name: &str, number: usize) -> Option<Place<'t>> {
    let nth = |list: Value<'t>| list.children().nth(number);
    match place {
        Place::Value(value, shape) => {
            let (_, member) = element((*shape)?, name)?;
            let inner = value.get(member.key)?;
            let shape = any_shape(member.value);
            match (member.xml?, member.list) {
                (Xml::Wrapped(_, of_one) | Xml::WrappedAttribute(_, of_one, _), _) => {
                    Some(Place::List(inner, of_one, shape))
                }
                (Xml::Element(_), Some(_)) => Some(Place::Value(nth(inner)?, shape)),
                (Xml::Element(_), None) => Some(Place::Value(inner, shape)),
                (Xml::Irregular(Irregular::Licences), _) => Some(Place::Licences(inner, shape)),
                (Xml::Irregular(Irregular::Dependencies), _) => Some(Place::Dependencies(inner)),
                (Xml::Irregular(_), _) => Some(Place::Value(inner, None)),
                (Xml::Attribute(_) | Xml::Content, _) => None,
            }
        }
        Place::List(list, of_one, shape) => {
            (name == *of_one).then(|| Some(Place::Value(nth(*list)?, *shape)))?
        }
        // Each is an object in JSON, of which the one member is what XML has.
        Place::Licences(list, shape) => {
            let key = if name == "license" { Key::LICENSE } else { Key::EXPRESSION };
            let inner = list.children().filter_map(|choice| choice.get(key)).nth(number)?;
            let member: Option<&Member> = shape.and_then(|shape| shape.find(key)).map(|it| it.1);
            let is_known = matches!(name, "license" | "expression");
            is_known.then(|| Place::Value(inner, member.and_then(|it| any_shape(it.value))))
        }
        Place::Dependencies(list) => {
            let list = match list.is_array() {
                true => *list,
                false => list.get(Key::DEPENDS_ON)?,
            };
            (name == "dependency").then(|| Some(Place::Dependencies(nth(list)?)))?
        }
    }
}

/// Reads a name and a number that is counted from one, as a place counted from zero.
fn numbered(step: &str) -> Option<(&str, usize)> {
    let Some((name, number)) = step.split_once('[') else { return Some((step, 0)) };
    let number: usize = number.strip_suffix(']')?.parse().ok()?;
    Some((name, number.checked_sub(1)?))
}
