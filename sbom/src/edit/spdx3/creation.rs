//! Who made what is new, and when.
//!
//! New elements refer to the creation of the document. When the caller says who made it, or when,
//! and others share that creation, they keep it: the document and what is new get one of their own.

use std::collections::HashSet;

use super::{CREATION, Graph};
use crate::convert::words::agent::{Agent, AgentKind};
use crate::convert::words::iri;
use crate::edit::draft::{Draft, text};
use crate::spdx::index3::{self, Class, Objects};
use crate::tree::{Key, Scalar, Tail, Tree, Value, ValueId};

/// The creation that new elements refer to.
#[derive(Debug, Default)]
pub(super) struct Creation {
    /// Its id, once it was needed.
    id: Option<String>,
    /// The object that was made, since there was none to refer to.
    made: Option<ValueId>,
    /// The object, once the document refers to it and nobody else does that was there before.
    own: Option<ValueId>,
    /// Where new elements refer to it.
    uses: Vec<ValueId>,
}

impl Creation {
    pub(super) fn is_used_by(&mut self, place: ValueId) {
        self.uses.push(place);
    }

    /// Forgets what went.
    pub(super) fn look(&mut self, draft: &Draft, objects: &Objects) {
        let found = self.id.as_deref().and_then(|id| objects.find(&draft.tree, id));
        if found.is_none() && (self.own.is_some() || self.made.is_some()) {
            *self = Self::default();
        }
    }
}

impl Graph {
    /// Returns the id of the creation that new elements refer to.
    pub(super) fn creation(&mut self, draft: &mut Draft) -> String {
        if let Some(id) = &self.creation.id {
            return id.clone();
        }
        let tree = &draft.tree;
        let info = |object: ValueId| tree.value(object).get(Key::CREATION_INFO);
        let of_head = self.head.and_then(info);
        // Without a document, the creation of any element is as good as another's.
        let any = || self.objects.head(tree, Class::CreationInfo);
        let of_first = || self.objects.rows().iter().find_map(|row| info(row.object));
        let found = of_head.or_else(any).or_else(of_first);
        let id = found.and_then(index3::id_in);
        let id = match id {
            Some(id) => id.to_owned(),
            // It stands where nobody can refer to it.
            None => {
                let (id, made) = self.copy(draft, found.map(Value::id));
                self.creation.made = Some(made);
                id
            }
        };
        self.creation.id = Some(id.clone());
        id
    }

    /// Returns the creation of the document, which nobody else refers to.
    fn own_creation(&mut self, draft: &mut Draft) -> ValueId {
        if let Some(own) = self.creation.own {
            return own;
        }
        let head = self.document(draft);
        let id = self.creation(draft);
        let tree = &draft.tree;
        let found = self.objects.find(tree, &id).and_then(|number| self.objects.row(number));
        let found = self.creation.made.or_else(|| found.map(|row| row.object));
        // One that says nothing yet is filled for all.
        let is_begun = |it: Value<'_>| {
            it.get(Key::CREATED).is_none() || it.list(Key::CREATED_BY).next().is_none()
        };
        let is_free = |found: &ValueId| {
            self.creation.made.is_some()
                || is_begun(tree.value(*found))
                || !self.is_shared(tree, head, &id)
        };
        let (id, own) = match found.filter(is_free) {
            Some(found) => (id, found),
            None => self.copy(draft, found),
        };
        for place in &self.creation.uses {
            draft.tree.replace(*place, Scalar::Text(&id));
        }
        self.refer(draft, head, &id);
        self.creation.id = Some(id);
        self.creation.own = Some(own);
        own
    }

    /// Lets the document refer to its creation by id; what stood in its place stays if others refer
    /// to it.
    fn refer(&mut self, draft: &mut Draft, head: ValueId, id: &str) {
        let old = draft.tree.value(head).get(Key::CREATION_INFO);
        let name = old.and_then(index3::id_in);
        if name == Some(id) {
            return;
        }
        let named = old.filter(|old| old.is_object() && name.is_some());
        if let Some(old) = named.map(Value::id) {
            draft.retain(head, |member| member.id() != old);
            draft.append(self.list, |tree, tail| tree.attach(tail, Key::NONE, old));
        }
        draft.set(head, Key::CREATION_INFO, id);
    }

    /// Reports whether others than the document and what is new refer to a creation.
    fn is_shared(&self, tree: &Tree, head: ValueId, id: &str) -> bool {
        let id = self.objects.expand(id);
        let new: HashSet<&ValueId> = self.creation.uses.iter().collect();
        let rows = self.objects.rows().iter().filter(|row| row.object != head);
        let infos = rows.filter_map(|row| tree.value(row.object).get(Key::CREATION_INFO));
        let mut others = infos.filter(|info| !new.contains(&info.id()));
        others.any(|info| index3::id_in(info).is_some_and(|named| self.objects.expand(named) == id))
    }

    /// Makes a creation that says what another one says, and returns its id.
    fn copy(&mut self, draft: &mut Draft, of: Option<ValueId>) -> (String, ValueId) {
        let id = self.ids.take(CREATION.to_owned());
        // Agents that stand inside of it are not made again.
        let mut said = Tree::default();
        let mut top = said.object(&mut Tail::ROOT.clone(), Key::NONE, None);
        let of = of.map(|of| draft.tree.value(of)).filter(|of| of.is_object());
        if let Some(of) = of {
            for member in of.children() {
                let key = said.key(member.key_text());
                match key {
                    Key::TYPE | Key::AT_TYPE | Key::AT_ID | Key::SPDX_ID => {}
                    Key::CREATED_BY | Key::CREATED_USING => {
                        let mut list = said.array(&mut top, key, None);
                        for agent in member.elements() {
                            match index3::id(agent).and_then(Value::as_str) {
                                Some(id) => text(&mut said, &mut list, Key::NONE, Some(id)),
                                None => drop(said.graft(&mut list, Key::NONE, agent)),
                            }
                        }
                    }
                    _ => drop(said.graft(&mut top, key, member)),
                }
            }
        } else {
            let version = version(draft.root());
            text(&mut said, &mut top, Key::SPEC_VERSION, Some(&version));
        }
        let made = draft.push_object(self.list, |tree, object| {
            text(tree, object, Key::TYPE, Some("CreationInfo"));
            text(tree, object, Key::AT_ID, Some(&id));
            for member in said.root().children() {
                let key = tree.key(member.key_text());
                tree.graft(object, key, member);
            }
        });
        (id, made)
    }

    pub(in crate::edit) fn set_created(&mut self, draft: &mut Draft, time: &str) {
        let info = self.head.and_then(|head| draft.tree.value(head).get(Key::CREATION_INFO));
        let row = info.and_then(|info| self.objects.row(self.objects.resolve(info)?));
        if row.is_some_and(|row| draft.tree.value(row.object).text(Key::CREATED) == Some(time)) {
            return;
        }
        let own = self.own_creation(draft);
        draft.set(own, Key::CREATED, time);
    }

    pub(in crate::edit) fn add_author(
        &mut self,
        draft: &mut Draft,
        name: &str,
        email: Option<&str>,
    ) {
        self.add_creator(draft, Key::CREATED_BY, Agent { kind: AgentKind::Person, name, email });
    }

    pub(in crate::edit) fn add_tool(
        &mut self,
        draft: &mut Draft,
        name: &str,
        version: Option<&str>,
    ) {
        let version = version.map(|version| format!("-{version}")).unwrap_or_default();
        let name = &format!("{name}{version}");
        let tool = Agent { kind: AgentKind::Tool, name, email: None };
        self.add_creator(draft, Key::CREATED_USING, tool);
    }

    fn add_creator(&mut self, draft: &mut Draft, key: Key, agent: Agent<'_>) {
        let own = self.own_creation(draft);
        let id = self.agent(draft, &agent);
        let list = draft.list(own, key);
        let known = draft.tree.value(list).children().any(|it| it.as_str() == Some(&id));
        if !known {
            draft.push_text(list, &id);
        }
    }

    /// Returns the id of an agent or tool, making it if there is none.
    pub(super) fn agent(&mut self, draft: &mut Draft, agent: &Agent<'_>) -> String {
        let text_of = agent.to_string();
        if let Some(id) = self.known(draft).agents.get(&text_of) {
            return id.clone();
        }
        let id = self.iri(&iri::agent(agent, &text_of));
        self.element(draft, iri::class_of(agent.kind), &id, |tree, object| {
            text(tree, object, Key::NAME, Some(agent.name));
            if let Some(email) = agent.email {
                let mut list = tree.array(object, Key::EXTERNAL_IDENTIFIER, None);
                let mut entry = tree.object(&mut list, Key::NONE, None);
                text(tree, &mut entry, Key::TYPE, Some("ExternalIdentifier"));
                text(tree, &mut entry, Key::EXTERNAL_IDENTIFIER_TYPE, Some("email"));
                text(tree, &mut entry, Key::IDENTIFIER, Some(email));
            }
        });
        self.known(draft).agents.insert(text_of, id.clone());
        id
    }

    /// Names this crate where the caller said when, and not who: somebody must be named.
    pub(super) fn name_creator(&mut self, draft: &mut Draft) {
        let Some(own) = self.creation.own else { return };
        let info = draft.tree.value(own);
        if info.get(Key::CREATED).is_none() || info.list(Key::CREATED_BY).next().is_some() {
            return;
        }
        let id = self.iri("SoftwareAgent-sbom-kit");
        self.element(draft, "SoftwareAgent", &id, |tree, object| {
            text(tree, object, Key::NAME, Some("sbom-kit"));
        });
        let list = draft.list(own, Key::CREATED_BY);
        draft.push_text(list, &id);
    }
}

/// Returns the version that the context is of.
fn version(root: Value<'_>) -> String {
    let mut contexts = root.list(Key::AT_CONTEXT).filter_map(Value::as_str);
    let version =
        contexts.find_map(|context| context.split_once("spdx.org/rdf/")?.1.split('/').next());
    version.unwrap_or("3.0.1").to_owned()
}
