//! Relationships, which are elements too.

use std::collections::HashSet;

use super::Graph;
use crate::convert::words::iri;
use crate::edit::draft::{Draft, text};
use crate::spdx::index3;
use crate::tree::{Key, Tail, Tree, ValueId};

impl Graph {
    /// States a relationship.
    pub(super) fn relate(
        &mut self,
        draft: &mut Draft,
        class: &str,
        kind: &str,
        from: &str,
        to: &[&str],
        more: impl FnOnce(&mut Tree, &mut Tail),
    ) -> ValueId {
        let id = self.iri(&iri::relationship(class, kind, from, to));
        self.element(draft, class, &id, |tree, object| {
            text(tree, object, Key::FROM, Some(from));
            text(tree, object, Key::RELATIONSHIP_TYPE, Some(kind));
            let mut list = tree.array(object, Key::TO, None);
            for id in to {
                text(tree, &mut list, Key::NONE, Some(id));
            }
            more(tree, object);
        })
    }

    /// Adds to what a component is said to depend on. Without others it is said to depend on
    /// nothing, unless something else is said already.
    pub(in crate::edit) fn depend(&mut self, draft: &mut Draft, from: &str, on: &[&str]) {
        let key = self.objects.expand(from).into_owned();
        let known = self.known(draft).depends.get(&key).copied();
        let Some(relationship) = known else {
            let mut seen = HashSet::new();
            let ends = on.iter().filter(|id| seen.insert(self.objects.expand(id))).copied();
            let mut to: Vec<&str> = ends.collect();
            if to.is_empty() {
                to.push(iri::NONE);
            }
            drop(seen);
            let made = self.relate(draft, "Relationship", "dependsOn", from, &to, |_, _| {});
            self.known(draft).depends.insert(key, made);
            return;
        };
        if on.is_empty() {
            return;
        }
        let list = draft.list(relationship, Key::TO);
        let is_nothing =
            |id: &str| matches!(id.rsplit('/').next(), Some("NoneElement" | "NoAssertionElement"));
        draft.retain(list, |end| end.as_str().is_none_or(|id| !is_nothing(id)));
        let ends = draft.tree.value(list).children();
        let ids = ends.filter_map(index3::id_in);
        let mut listed: HashSet<String> =
            ids.map(|id| self.objects.expand(id).into_owned()).collect();
        for id in on {
            if listed.insert(self.objects.expand(id).into_owned()) {
                draft.push_text(list, id);
            }
        }
    }
}
