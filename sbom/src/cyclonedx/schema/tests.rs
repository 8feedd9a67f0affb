use std::collections::HashSet;

use super::component::COMPONENT_TYPE;
use super::*;
use crate::schema::{Irregular, Shape, Type, Wire, Xml};

/// Returns every shape that a document can have.
fn shapes() -> Vec<&'static Shape> {
    let mut shapes: Vec<&'static Shape> = vec![&BOM];
    let mut at = 0;
    while let Some(shape) = shapes.get(at).copied() {
        at += 1;
        let members = shape.members.iter().flat_map(|member| [Some(member), member.or]).flatten();
        for member in members {
            let types = match member.value {
                Type::Either(choice) => choice.types,
                ref kind => std::slice::from_ref(kind),
            };
            for kind in types {
                if let Type::Object(shape) = kind
                    && !shapes.iter().any(|it| std::ptr::eq(*it, *shape))
                {
                    shapes.push(shape);
                }
            }
        }
    }
    shapes
}

#[test]
fn tables_hold_all_shapes_and_each_fits_its_bits() {
    let shapes = shapes();
    assert!(shapes.len() > 120, "{}", shapes.len());
    for shape in shapes {
        assert!(shape.members.len() <= 64, "{}", shape.name);
        for (place, member) in shape.members.iter().enumerate() {
            assert_eq!(shape.find(member.key).map(|(at, _)| at), Some(place), "{}", shape.name);
        }
    }
}

#[test]
fn no_two_members_share_an_attribute_or_element() {
    for shape in shapes() {
        let mut names = HashSet::new();
        for member in shape.members {
            let name = match member.xml {
                Some(Xml::Attribute(name)) => (true, name),
                Some(
                    Xml::Element(name) | Xml::Wrapped(name, _) | Xml::WrappedAttribute(name, ..),
                ) => (false, name),
                _ => continue,
            };
            assert!(names.insert(name), "{} has {name:?} twice", shape.name);
        }
    }
}

#[test]
fn no_two_members_share_a_protobuf_field() {
    for shape in shapes() {
        // An expression is a field of its own, or a message if there is more to say.
        if shape.irregular == Some(Irregular::Licences) {
            continue;
        }
        let mut fields = HashSet::new();
        for member in shape.members {
            let Some(proto) = member.proto else { continue };
            assert!(fields.insert(proto.field), "{} has {} twice", shape.name, proto.field);
            assert!(proto.wire != Wire::Nested(0));
        }
    }
}

#[test]
fn words_are_known_in_their_versions_only() {
    assert!(COMPONENT_TYPE.knows("library", V1_0));
    assert!(!COMPONENT_TYPE.knows("platform", V1_4));
    assert!(COMPONENT_TYPE.knows("platform", V1_5));
    assert!(!COMPONENT_TYPE.knows("Library", V1_7));
    assert_eq!(version("1.6"), Some(V1_6));
    assert_eq!(version("1.8"), None);
}
