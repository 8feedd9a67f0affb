//! What scalars without quotes are: decided by the format, not by how they look.

use crate::cyclonedx::schema::BOM;
use crate::json::is_number;
use crate::schema::{Shape, Type};
use crate::spdx::schema2::DOCUMENT;
use crate::tree::{Children, Key, Kind, Tree, Value, ValueId};

/// Gives the scalars without quotes (`plain`, in order) and those with a tag their types.
///
/// A member that is a text stays what was written, whatever it looks like. Truth values and numbers
/// are what the format has as such; members it does not know are typed as YAML 1.2 does it.
pub(super) fn settle(tree: &mut Tree, plain: &[ValueId], mut decided: Vec<(ValueId, Kind)>) {
    // Values are numbered in the order of the walk.
    let mut plain = plain.iter().copied().peekable();
    walk(tree.root(), |value, kind| {
        while plain.next_if(|id| *id < value.id()).is_some() {}
        if plain.next_if_eq(&value.id()).is_some()
            && let Some(kind) = spelled(value.as_str().unwrap_or_default(), kind)
        {
            decided.push((value.id(), kind));
        }
    });
    for (id, kind) in decided {
        tree.retype(id, kind);
    }
}

/// Returns the numbers and truth values that would be read as something else without a tag, since
/// the format has texts in their place, in the order of the document.
pub(super) fn misplaced(root: Value<'_>) -> Vec<ValueId> {
    let mut found = Vec::new();
    walk(root, |value, kind| {
        let text = match (value.as_number(), value.as_bool()) {
            (Some(number), _) => number,
            (_, Some(true)) => "true",
            (_, Some(false)) => "false",
            _ => return,
        };
        if spelled(text, kind) != Some(value.kind()) {
            found.push(value.id());
        }
    });
    found.sort_unstable();
    found
}

/// What is known of a container that is walked.
#[derive(Clone, Copy)]
enum Inside {
    Object(&'static Shape),
    /// A list of values of that type.
    List(Type),
    Unknown,
}

/// Goes through the scalars of a document, each with the type that the format gives it.
fn walk<'t>(root: Value<'t>, mut judge: impl FnMut(Value<'t>, Option<Type>)) {
    if root.scalar().is_some() {
        judge(root, None);
        return;
    }
    let of_root = match shape_of(root) {
        Some(shape) if root.is_object() => Inside::Object(shape),
        _ => Inside::Unknown,
    };
    let mut open: Vec<(Children<'_>, Inside)> = vec![(root.children(), of_root)];
    while let Some((children, inside)) = open.last_mut() {
        let Some(child) = children.next() else {
            open.pop();
            continue;
        };
        let (kind, is_list) = match *inside {
            Inside::Object(shape) => match shape.find(child.key()) {
                Some((_, member)) => {
                    let is_other = member.list.is_some() != child.is_array();
                    let member = member.or.filter(|_| is_other).unwrap_or(member);
                    (Some(member.value), member.list.is_some())
                }
                None => (None, false),
            },
            Inside::List(kind) => (Some(kind), false),
            Inside::Unknown => (None, false),
        };
        if child.scalar().is_some() {
            judge(child, kind);
            continue;
        }
        let inside = match kind {
            Some(kind) if child.is_array() && is_list => Inside::List(kind),
            Some(kind) if child.is_object() => object(kind, child),
            _ => Inside::Unknown,
        };
        open.push((child.children(), inside));
    }
}

/// Tells the format by the members of the document.
fn shape_of(root: Value<'_>) -> Option<&'static Shape> {
    let has = |key| root.get(key).is_some();
    if has(Key::BOM_FORMAT) {
        return Some(&BOM);
    }
    if has(Key::SPDX_VERSION) || has(Key::SPDXID) {
        return Some(&DOCUMENT);
    }
    has(Key::SPEC_VERSION).then_some(&BOM)
}

/// Returns the shape of an object of which the type is known.
fn object(kind: Type, value: Value<'_>) -> Inside {
    match kind {
        Type::Object(shape) => Inside::Object(shape),
        Type::Either(choice) => {
            let shapes = choice.types.iter().filter_map(|kind| match kind {
                Type::Object(shape) => Some(*shape),
                _ => None,
            });
            let known = |shape: &&Shape| {
                value.children().filter(|it| shape.find(it.key()).is_some()).count()
            };
            match shapes.rev().max_by_key(known) {
                Some(shape) => Inside::Object(shape),
                None => Inside::Unknown,
            }
        }
        _ => Inside::Unknown,
    }
}

/// Returns what a scalar without quotes is, `None` for a text.
fn spelled(text: &str, kind: Option<Type>) -> Option<Kind> {
    if matches!(text, "" | "~" | "null" | "Null" | "NULL") {
        return Some(Kind::Null);
    }
    let is_bool = matches!(text, "true" | "True" | "TRUE" | "false" | "False" | "FALSE");
    let is_number = || is_number(text.as_bytes());
    let (takes_text, takes_bool, takes_number) = match kind {
        None | Some(Type::Any | Type::Object(_)) => (false, true, true),
        Some(Type::Either(choice)) => (
            choice.types.iter().any(is_text),
            choice.types.iter().any(|kind| matches!(kind, Type::Bool)),
            choice.types.iter().any(|kind| matches!(kind, Type::Integer(_) | Type::Number(..))),
        ),
        Some(Type::Bool) => (false, true, false),
        Some(Type::Integer(_) | Type::Number(..)) => (false, false, true),
        Some(_) => (true, false, false),
    };
    match () {
        () if takes_text => None,
        () if takes_bool && is_bool => Some(Kind::Bool),
        () if takes_number && is_number() => Some(Kind::Number),
        () => None,
    }
}

fn is_text(kind: &Type) -> bool {
    matches!(kind, Type::Text(_) | Type::Words(_) | Type::LicenceId)
}
