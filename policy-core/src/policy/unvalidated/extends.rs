//! Reading what a policy stands on.

use std::sync::Arc;

use crate::code::Code;
use crate::policy::compose::{self, Conflict, What};
use crate::policy::nearest::nearest;
use crate::policy::reader::{At, Reader};
use crate::policy::yaml::shorten;
use crate::policy::{Compiled, LoadOptions, Policy};

/// The built-in policy needs nobody to supply it.
const STARTER_NAME: &str = "starter";

/// The names under `extends`, each with its place.
pub(super) fn names<'n>(reader: &mut Reader, root: &At<'n>) -> Vec<(At<'n>, String)> {
    let Some(at) = root.child("extends") else { return Vec::new() };
    reader.each(&at, |reader, at| Some((at.clone(), reader.filled(at)?)))
}

/// Puts a policy on top of those that it extends.
pub(super) fn compose(
    reader: &mut Reader,
    root: &At<'_>,
    options: &LoadOptions,
    compiled: Compiled,
) -> Option<Policy> {
    let mut layers = Vec::new();
    let mut places = Vec::new();
    let mut missing = false;
    for (at, name) in names(reader, root) {
        let supplied = options
            .layers
            .get(&name)
            .or_else(|| options.layers.values().find(|policy| policy.name() == name))
            .cloned()
            .or_else(|| (name == STARTER_NAME).then(Policy::starter));
        let Some(policy) = supplied else {
            let known = options.layers.keys().map(String::as_str).chain([STARTER_NAME]);
            let near = nearest(&name, known).map(str::to_owned);
            let message = format!("there is no policy `{}` to extend", shorten(&name));
            let fault = reader.fault(Code::UnknownReference, &at, message);
            fault.suggestion = near;
            missing = true;
            continue;
        };
        for layer in policy.originals() {
            layers.push(layer);
            places.push(at.clone());
        }
    }
    if missing {
        return None;
    }
    let inner = Arc::new(compiled);
    let top = layers.len();
    layers.push(Arc::clone(&inner));
    match compose::layer(layers) {
        Ok(layers) => Some(Policy { inner, layers, tests: Arc::default() }),
        Err(conflicts) => {
            for conflict in conflicts {
                let at = place(reader, root, &conflict, top, &places);
                let other =
                    conflict.other.and_then(|(layer, what)| Some((places.get(layer)?, what)));
                let fault = reader.fault(conflict.code, &at, conflict.message);
                if let Some((other, what)) = other {
                    fault.label(other.node.span, what);
                }
                fault.help = conflict.help;
                fault.suggestion = conflict.suggestion;
            }
            None
        }
    }
}

/// Where to correct a conflict: at what this document says itself, else at the name of the policy
/// that does not fit.
fn place<'n>(
    reader: &mut Reader,
    root: &At<'n>,
    conflict: &Conflict,
    top: usize,
    places: &[At<'n>],
) -> At<'n> {
    if conflict.layer != top {
        return places.get(conflict.layer).unwrap_or(root).clone();
    }
    let item = |reader: &mut Reader, list: At<'n>, id: &str| {
        let items = reader.list(&list, false).unwrap_or_default();
        items.into_iter().find(|item| {
            item.child("id").and_then(|at| reader.text(&at)).is_some_and(|text| text == id)
        })
    };
    let found = match &conflict.what {
        What::Layer => root.child("metadata").map(|at| at.entry("name")),
        What::Rule(id) => {
            root.child("rules").and_then(|list| item(reader, list, id)).map(|rule| rule.entry("id"))
        }
        What::Waiver(id) => root
            .child("waivers")
            .and_then(|at| at.child("list"))
            .and_then(|list| item(reader, list, id))
            .map(|waiver| waiver.entry("match").entry("rule")),
    };
    found.unwrap_or_else(|| root.clone())
}
