//! What a graph has that new elements can share.

use std::collections::HashMap;

use crate::convert::words::agent::{Agent, AgentKind};
use crate::spdx::index3::{Class, Objects, Row, id_in, relation_of, type_of};
use crate::tree::{Key, Tree, Value, ValueId};

/// Elements by what they say.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The ids of agents and tools, by what SPDX 2 would write.
    pub(super) agents: HashMap<String, String>,
    /// The ids of licence expressions by their text.
    pub(super) licences: HashMap<String, String>,
    /// The texts of the expressions that are new, by their ids.
    pub(super) expressions: HashMap<String, String>,
    /// The ids of licence texts by what expressions call them.
    pub(super) texts: HashMap<String, String>,
    /// The relationships that say what a component depends on, by its id.
    pub(super) depends: HashMap<String, ValueId>,
    /// Those that give it a licence, by its id and the type of the relationship.
    pub(super) licensed: HashMap<(String, &'static str), Vec<ValueId>>,
}

impl Known {
    pub(super) fn new(tree: &Tree, objects: &Objects) -> Self {
        let mut known = Self::default();
        for row in objects.rows() {
            if row.is_relationship {
                known.relationship(tree, objects, row);
            } else {
                known.element(tree, objects, row);
            }
        }
        known
    }

    fn element(&mut self, tree: &Tree, objects: &Objects, row: &Row) -> Option<()> {
        let (object, id) = (tree.value(row.object), tree.value(row.id).as_str()?);
        let name = || object.text(Key::NAME);
        let agent = |kind, email| Some(Agent { kind, name: name()?, email }.to_string());
        let text = match row.class {
            Class::Person => agent(AgentKind::Person, email(object))?,
            Class::Organization => agent(AgentKind::Organisation, email(object))?,
            Class::Tool => agent(AgentKind::Tool, None)?,
            Class::LicenceExpression => {
                let text = object.text(Key::SIMPLELICENSING_LICENSE_EXPRESSION)?;
                self.licences.entry(text.to_owned()).or_insert_with(|| id.to_owned());
                return None;
            }
            Class::LicenceText | Class::CustomLicence => {
                let id = objects.expand(id);
                let name = id.rsplit(['/', '#']).next()?;
                self.texts.entry(name.to_owned()).or_insert_with(|| id.clone().into_owned());
                return None;
            }
            _ => return None,
        };
        self.agents.entry(text).or_insert_with(|| id.to_owned());
        None
    }

    fn relationship(&mut self, tree: &Tree, objects: &Objects, row: &Row) -> Option<()> {
        // Others say more than the types here, which a further end would come to say too.
        let object = tree.value(row.object);
        let class = type_of(object)?;
        if class.rsplit('/').next() != Some("Relationship") {
            return None;
        }
        let from = object.list(Key::FROM).next()?;
        let id = id_in(from)?;
        let id = objects.expand(id).into_owned();
        match relation_of(object)? {
            "dependsOn" => {
                self.depends.entry(id).or_insert(row.object);
            }
            "hasDeclaredLicense" => {
                self.licensed.entry((id, super::licence::DECLARED)).or_default().push(row.object);
            }
            "hasConcludedLicense" => {
                self.licensed.entry((id, super::licence::CONCLUDED)).or_default().push(row.object);
            }
            _ => {}
        }
        None
    }
}

fn email(agent: Value<'_>) -> Option<&str> {
    let mut identifiers = agent.list(Key::EXTERNAL_IDENTIFIER);
    let is_email = |it: &Value<'_>| it.text(Key::EXTERNAL_IDENTIFIER_TYPE) == Some("email");
    identifiers.find(is_email)?.text(Key::IDENTIFIER)
}
