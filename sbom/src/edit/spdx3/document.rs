//! The document as a whole: making it, and what it is called.

use super::{CREATION, Graph};
use crate::convert::words::iri;
use crate::edit::draft::{Draft, text};
use crate::spdx::{index3, schema3};
use crate::tree::{Key, Scalar, Tail, Tree, Value, ValueId};

/// An empty document.
pub(in crate::edit) fn empty(version: &str) -> Tree {
    let mut tree = Tree::default();
    let mut top = Tail::ROOT;
    let mut root = tree.object(&mut top, Key::NONE, None);
    text(&mut tree, &mut root, Key::AT_CONTEXT, Some(iri::CONTEXT));
    let mut graph = tree.array(&mut root, Key::AT_GRAPH, None);
    let mut info = tree.object(&mut graph, Key::NONE, None);
    for (key, value) in
        [(Key::TYPE, "CreationInfo"), (Key::AT_ID, CREATION), (Key::SPEC_VERSION, version)]
    {
        text(&mut tree, &mut info, key, Some(value));
    }
    let mut document = tree.object(&mut graph, Key::NONE, None);
    for (key, value) in [
        (Key::TYPE, "SpdxDocument"),
        (Key::SPDX_ID, "https://spdx.org/spdxdocs/document#SPDXRef-DOCUMENT"),
        (Key::CREATION_INFO, CREATION),
        (Key::NAME, "document"),
    ] {
        text(&mut tree, &mut document, key, Some(value));
    }
    let mut profiles = tree.array(&mut document, Key::PROFILE_CONFORMANCE, None);
    for word in ["core", "software", "simpleLicensing"] {
        text(&mut tree, &mut profiles, Key::NONE, Some(word));
    }
    tree.array(&mut document, Key::ROOT_ELEMENT, None);
    tree.array(&mut document, Key::ELEMENT, None);
    tree
}

impl Graph {
    /// Sets the id of the document, wherever it is referred to, and below it that of elements to
    /// come.
    pub(in crate::edit) fn set_id(&mut self, draft: &mut Draft, id: &str) {
        let head = self.document(draft);
        self.look(draft);
        let places: Vec<ValueId> = {
            let mut found = Vec::new();
            let own = index3::id(draft.tree.value(head));
            let old = own.and_then(Value::as_str).unwrap_or_default();
            let old = self.objects.expand(old);
            let mut open = vec![(draft.root(), Key::NONE)];
            while let Some((value, key)) = open.pop() {
                let is_place =
                    schema3::reference(key).is_some() || matches!(key, Key::SPDX_ID | Key::AT_ID);
                let is_it = |it: &str| !it.is_empty() && self.objects.expand(it) == old;
                if is_place && value.as_str().is_some_and(is_it) {
                    found.push(value.id());
                }
                let inner = value.children().filter(|it| it.key() != Key::AT_CONTEXT);
                open.extend(
                    inner.map(|it| (it, if it.key() == Key::NONE { key } else { it.key() })),
                );
            }
            found
        };
        match places.is_empty() {
            true => draft.set(head, Key::SPDX_ID, id),
            false => {
                for place in places {
                    draft.tree.replace(place, Scalar::Text(id));
                }
            }
        }
        self.look(draft);
        self.prefix = iri::prefix(id);
    }

    pub(in crate::edit) fn set_name(&mut self, draft: &mut Draft, name: &str) {
        let head = self.document(draft);
        draft.set(head, Key::NAME, name);
    }

    /// Returns what speaks for the document, making it if nothing does.
    pub(super) fn document(&mut self, draft: &mut Draft) -> ValueId {
        if let Some(head) = self.head {
            return head;
        }
        self.look(draft);
        if let Some(head) = self.head {
            return head;
        }
        let tree = &draft.tree;
        let elements = self.objects.rows().iter().filter(|row| {
            let name = index3::type_of(tree.value(row.object)).unwrap_or_default();
            let class = schema3::class(&index3::short_name(name));
            row.id != ValueId::NONE && class.is_some_and(|class| class.is_element())
        });
        let elements = elements.filter_map(|row| tree.value(row.id).as_str());
        let elements: Vec<String> = elements.map(str::to_owned).collect();
        let id = self.iri("SPDXRef-DOCUMENT");
        let made = self.element(draft, "SpdxDocument", &id, |tree, object| {
            text(tree, object, Key::NAME, Some("document"));
            tree.array(object, Key::ROOT_ELEMENT, None);
            let mut list = tree.array(object, Key::ELEMENT, None);
            for id in &elements {
                text(tree, &mut list, Key::NONE, Some(id));
            }
        });
        self.head = Some(made);
        self.rootless.insert(made);
        made
    }
}
