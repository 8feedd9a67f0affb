//! Relationships that lead back to themselves (6.1.3).

use std::collections::HashMap;

use crate::tree::{Key, Value};
use crate::validate::collect::{Collector, clip};
use crate::vex::validate::refuse;

#[derive(PartialEq)]
enum State {
    Open,
    Done,
}

/// Reports each circle once, where it is met first.
pub(super) fn judge(tree: Value<'_>, found: &mut Collector) {
    let mut parts: HashMap<&str, [&str; 2]> = HashMap::new();
    for relationship in tree.list(Key::RELATIONSHIPS) {
        let Some(id) = defined(relationship) else { continue };
        let ends = [Key::PRODUCT_REFERENCE, Key::RELATES_TO_PRODUCT_REFERENCE]
            .map(|key| relationship.text(key).unwrap_or_default());
        parts.entry(id).or_insert(ends);
    }
    let mut states: HashMap<&str, State> = HashMap::new();
    for (number, relationship) in tree.list(Key::RELATIONSHIPS).enumerate() {
        let Some(id) = defined(relationship).filter(|id| !states.contains_key(id)) else {
            continue;
        };
        let mut open = vec![id];
        let mut is_circle = false;
        while let Some(&at) = open.last() {
            if states.contains_key(at) {
                states.insert(at, State::Done);
                open.pop();
                continue;
            }
            states.insert(at, State::Open);
            for end in parts.get(at).into_iter().flatten() {
                match states.get(end) {
                    Some(State::Open) => is_circle = true,
                    Some(State::Done) => {}
                    None if parts.contains_key(end) => open.push(end),
                    None => {}
                }
            }
        }
        if is_circle {
            let path = || format!("/product_tree/relationships/{number}");
            refuse(found, "csaf-circular-product", relationship, path, || {
                format!("the product `{}` is defined by itself (6.1.3)", clip(id))
            });
        }
    }
}

/// Returns the product that a relationship defines.
fn defined(relationship: Value<'_>) -> Option<&str> {
    relationship.get(Key::FULL_PRODUCT_NAME)?.text(Key::PRODUCT_ID)
}
