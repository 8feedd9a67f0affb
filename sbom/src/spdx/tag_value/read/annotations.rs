//! Annotations stand anywhere and say what they are about; in JSON, that holds them.

use std::collections::HashMap;

use super::{Reader, Value, put};
use crate::document::NoteKind;
use crate::error::Error;
use crate::tree::{Key, Tail, ValueId};

/// An annotation that is not in its place yet.
pub(super) struct Pending {
    object: ValueId,
    target: Option<Value>,
}

impl Pending {
    pub(super) fn new(object: ValueId) -> Self {
        Self { object, target: None }
    }

    pub(super) fn about(&mut self, target: Value) {
        self.target = Some(target);
    }
}

impl Reader<'_> {
    /// Puts every annotation into what it is about, or into the document.
    pub(super) fn place_annotations(&mut self) -> Result<(), Error> {
        let pending = std::mem::take(&mut self.annotations);
        if pending.is_empty() {
            return Ok(());
        }
        let owners = self.owners(&pending);
        let mut lists: HashMap<ValueId, Tail> = HashMap::new();
        for (annotation, owner) in pending.into_iter().zip(owners) {
            match (&annotation.target, owner) {
                (None, _) => {
                    let at = self.tree.value(annotation.object).offset().unwrap_or_default();
                    self.note(NoteKind::MissingMember, "SPDXREF", at)?;
                }
                (Some(_), Some(_)) => {}
                (Some(target), None) => {
                    let mut tail = self.tree.tail(annotation.object);
                    put(&mut self.tree, &mut tail, Key::HASH_SPDXREF, target);
                }
            }
            let owner = owner.unwrap_or(ValueId::ROOT);
            let list = lists.entry(owner).or_insert_with(|| {
                let mut tail = self.tree.tail(owner);
                self.tree.array(&mut tail, Key::ANNOTATIONS, None)
            });
            self.tree.attach(list, Key::NONE, annotation.object);
        }
        Ok(())
    }

    /// Finds what each annotation is about: the first element of that identifier.
    fn owners(&self, pending: &[Pending]) -> Vec<Option<ValueId>> {
        let source = self.tree.source();
        let target = |it: &Pending| it.target.as_ref().map(|it| it.text(source).to_owned());
        let mut found: HashMap<String, Option<ValueId>> =
            pending.iter().filter_map(target).map(|id| (id, None)).collect();
        let root = self.tree.root();
        let lists = [Key::PACKAGES, Key::FILES, Key::SNIPPETS];
        let elements = lists.into_iter().flat_map(|key| root.list(key));
        for element in std::iter::once(root).chain(elements) {
            // What says nothing is not about what has no identifier.
            let place = element.text(Key::SPDXID).and_then(|id| found.get_mut(id));
            if let Some(place @ None) = place {
                *place = Some(element.id());
            }
        }
        if let Some(place @ None) = found.get_mut("SPDXRef-DOCUMENT") {
            *place = Some(ValueId::ROOT);
        }
        let owner = |it: &Pending| found.get(&target(it)?).copied().flatten();
        pending.iter().map(owner).collect()
    }
}
