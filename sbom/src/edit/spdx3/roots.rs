//! What the document is about, where a change left that open.

use std::collections::HashSet;

use super::{Graph, is_component};
use crate::edit::draft::Draft;
use crate::spdx::index3;
use crate::tree::{Key, Tree, Value, ValueId};

impl Graph {
    /// Gives collections that list elements, and have no root element left, those at the top.
    pub(super) fn find_roots(&mut self, draft: &mut Draft) {
        let has = |draft: &Draft, of: ValueId, key| draft.tree.value(of).list(key).next().is_some();
        let mut rootless: Vec<ValueId> = std::mem::take(&mut self.rootless).into_iter().collect();
        rootless.retain(|it| has(draft, *it, Key::ELEMENT) && !has(draft, *it, Key::ROOT_ELEMENT));
        if rootless.is_empty() {
            return;
        }
        rootless.sort_unstable();
        self.look(draft);
        let inner = self.inner(&draft.tree);
        for collection in rootless {
            let tree = &draft.tree;
            let listed = || tree.value(collection).list(Key::ELEMENT);
            let row = |it: Value<'_>| self.objects.row(self.objects.resolve(it)?).copied();
            let id = |it: Value<'_>| index3::id_in(it).map(str::to_owned);
            let of = |wanted: &dyn Fn(&index3::Row) -> bool| -> Vec<String> {
                let found = listed().filter(|it| row(*it).is_some_and(|row| wanted(&row)));
                found.filter_map(id).collect()
            };
            let mut roots = of(&|row| is_component(row.class) && !inner.contains(&row.object));
            if roots.is_empty() {
                roots = of(&|row| is_component(row.class));
            }
            if roots.is_empty() {
                roots.extend(listed().find_map(id));
            }
            let list = draft.list(collection, Key::ROOT_ELEMENT);
            for id in roots {
                draft.push_text(list, &id);
            }
        }
    }

    /// Returns what is contained in something, or what something depends on.
    fn inner(&self, tree: &Tree) -> HashSet<ValueId> {
        let relationships = self.objects.rows().iter().filter(|row| row.is_relationship);
        let relationships = relationships.map(|row| tree.value(row.object));
        let down = relationships
            .filter(|it| matches!(index3::relation_of(*it), Some("contains" | "dependsOn")));
        let ends = down.flat_map(|relationship| relationship.list(Key::TO));
        ends.filter_map(|end| self.objects.row(self.objects.resolve(end)?))
            .map(|row| row.object)
            .collect()
    }
}
