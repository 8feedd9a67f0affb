//! Where a value of the tree is, for the few that are told about.

use crate::tree::{Key, Tree, Value, ValueId};
use crate::validate::collect::Place;

/// Knows what each value is part of and at which place, once it was asked.
pub(super) struct Places<'t> {
    tree: &'t Tree,
    parents: Vec<(ValueId, u32)>,
}

impl<'t> Places<'t> {
    pub(super) fn new(tree: &'t Tree) -> Self {
        Self { tree, parents: Vec::new() }
    }

    /// Returns the JSON Pointer of a value.
    pub(super) fn path(&mut self, value: Value<'t>) -> String {
        let around = self.around(value);
        let mut path = String::new();
        for pair in around.windows(2) {
            let [outer, inner] = pair else { continue };
            path.push('/');
            if outer.is_array() {
                let parent = self.parents.get(inner.id().index());
                path.push_str(&parent.map_or(0, |(_, place)| *place).to_string());
            } else {
                let name = crate::json::pointer::escape(inner.key_text());
                path.extend(name.chars().take(MAX_NAME));
            }
        }
        path
    }

    pub(super) fn place(&mut self, value: Value<'t>) -> Place {
        let path = self.path(value);
        let element = self
            .around(value)
            .into_iter()
            .rev()
            .find_map(|value| value.text(Key::BOM_REF).or_else(|| value.text(Key::REF)))
            .map(|id| id.chars().take(MAX_ID).collect());
        Place { path, offset: value.offset(), element }
    }

    /// Returns the values around a value from the root on, itself included.
    fn around(&mut self, value: Value<'t>) -> Vec<Value<'t>> {
        if self.parents.is_empty() {
            self.find_parents();
        }
        let mut around = vec![value];
        let mut at = value.id();
        while let Some(&(parent, _)) = self.parents.get(at.index()) {
            if parent == ValueId::NONE {
                break;
            }
            around.push(self.tree.value(parent));
            at = parent;
        }
        around.reverse();
        around
    }

    fn find_parents(&mut self) {
        self.parents = vec![(ValueId::NONE, 0); self.tree.len()];
        let mut open = vec![self.tree.root()];
        while let Some(container) = open.pop() {
            for (child, place) in container.children().zip(0..) {
                if let Some(parent) = self.parents.get_mut(child.id().index()) {
                    *parent = (container.id(), place);
                }
                if child.scalar().is_none() {
                    open.push(child);
                }
            }
        }
    }
}

const MAX_NAME: usize = 256;
const MAX_ID: usize = 1024;
