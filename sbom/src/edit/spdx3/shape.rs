//! The document as a graph, however it was written.

use crate::tree::{Key, Tree, Value, ValueId};

/// Where the context stood in a document that is one element, without `@graph`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Single {
    context_at: usize,
}

/// Puts the only element of a document into a graph, where others have room beside it.
pub(super) fn wrap(tree: &mut Tree) -> Option<Single> {
    let root = tree.root();
    if !root.is_object() || root.get(Key::AT_GRAPH).is_some() {
        return None;
    }
    let is_context = |member: &Value<'_>| member.key() == Key::AT_CONTEXT;
    let context_at = root.children().position(|member| is_context(&member)).unwrap_or(0);
    let members = root.children().filter(|member| !is_context(member));
    let members: Vec<(Key, ValueId)> = members.map(|member| (member.key(), member.id())).collect();
    tree.retain(ValueId::ROOT, |member| is_context(&member));
    let mut top = tree.tail(ValueId::ROOT);
    let mut graph = tree.array(&mut top, Key::AT_GRAPH, None);
    if !members.is_empty() {
        let mut object = tree.object(&mut graph, Key::NONE, None);
        for (key, id) in members {
            tree.attach(&mut object, key, id);
        }
    }
    Some(Single { context_at })
}

/// Takes the only element out of the graph again, if it is still the only one.
pub(super) fn unwrap(tree: &mut Tree, graph: ValueId, single: Single) {
    let mut objects = tree.value(graph).children();
    let (Some(object), None) = (objects.next(), objects.next()) else { return };
    let mut members: Vec<(Key, ValueId)> =
        object.children().map(|member| (member.key(), member.id())).collect();
    if let Some(context) = tree.root().get(Key::AT_CONTEXT) {
        let at = single.context_at.min(members.len());
        members.insert(at, (Key::AT_CONTEXT, context.id()));
    }
    tree.retain(ValueId::ROOT, |_| false);
    let mut top = tree.tail(ValueId::ROOT);
    for (key, id) in members {
        tree.attach(&mut top, key, id);
    }
}
