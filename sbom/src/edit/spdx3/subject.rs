//! What the document is about.

use std::collections::HashSet;

use super::Graph;
use crate::edit::draft::Draft;
use crate::edit::part::NewComponent;
use crate::spdx::index3::{self, Class};
use crate::tree::{Key, Value, ValueId};

impl Graph {
    /// Adds a package that the document is about, in place of what it was about before.
    pub(in crate::edit) fn set_subject(
        &mut self,
        draft: &mut Draft,
        part: &NewComponent,
    ) -> String {
        let head = self.document(draft);
        self.look(draft);
        self.forget_descriptions(draft);
        let sbom = self.sbom.unwrap_or_else(|| self.make_sbom(draft, head));
        let id = self.add(draft, None, part);
        if sbom != head {
            // Of several collections, the first one is that of the subject.
            let mut is_first = true;
            let row = |root: Value<'_>| self.objects.row(self.objects.resolve(root)?);
            let name = index3::id(draft.tree.value(sbom)).and_then(Value::as_str);
            let is_sbom = |root: Value<'_>| {
                row(root).is_some_and(|row| row.object == sbom) || root.as_str() == name
            };
            let roots = draft.tree.value(head).list(Key::ROOT_ELEMENT);
            let kept = roots.filter(|root| is_sbom(*root) && std::mem::take(&mut is_first));
            let kept = kept.map(Value::id).collect();
            self.keep(draft, head, &kept);
        }
        self.keep(draft, sbom, &HashSet::new());
        let list = draft.list(sbom, Key::ROOT_ELEMENT);
        draft.push_text(list, &id);
        id
    }

    /// Takes the other root elements out of a collection; what stood inside of it goes to the graph.
    fn keep(&self, draft: &mut Draft, collection: ValueId, kept: &HashSet<ValueId>) {
        let list = draft.list(collection, Key::ROOT_ELEMENT);
        let roots = draft.tree.value(list).children();
        let others = roots.filter(|root| !kept.contains(&root.id()));
        let inner = others.filter(|root| root.is_object() && index3::type_of(*root).is_some());
        let inner: Vec<ValueId> = inner.map(Value::id).collect();
        draft.retain(list, |root| kept.contains(&root.id()));
        for object in inner {
            draft.append(self.list, |tree, tail| tree.attach(tail, Key::NONE, object));
        }
    }

    /// Makes the collection that a document is about, where it is about nothing yet.
    fn make_sbom(&mut self, draft: &mut Draft, head: ValueId) -> ValueId {
        let is_document = self
            .objects
            .rows()
            .iter()
            .any(|row| row.object == head && row.class == Class::Document);
        let is_bare = draft.tree.value(head).list(Key::ROOT_ELEMENT).next().is_none();
        if !is_document || !is_bare {
            return head;
        }
        let id = self.iri("SBOM");
        let made = self.element(draft, "software_Sbom", &id, |tree, object| {
            tree.array(object, Key::ROOT_ELEMENT, None);
        });
        let list = draft.list(head, Key::ROOT_ELEMENT);
        draft.push_text(list, &id);
        self.sbom = Some(made);
        made
    }

    /// Takes out what says with a relationship what the document is about.
    fn forget_descriptions(&mut self, draft: &mut Draft) {
        let heads = [self.head, self.sbom];
        let relationships = self.objects.rows().iter().filter(|row| row.is_relationship);
        let gone: HashSet<ValueId> = relationships
            .map(|row| draft.tree.value(row.object))
            .filter(|it| {
                let from = it.list(Key::FROM).next();
                let from = from.and_then(|from| self.objects.row(self.objects.resolve(from)?));
                index3::relation_of(*it) == Some("describes")
                    && from.is_some_and(|from| heads.contains(&Some(from.object)))
            })
            .map(Value::id)
            .collect();
        if !gone.is_empty() {
            self.take_out(draft, &gone);
        }
    }
}
