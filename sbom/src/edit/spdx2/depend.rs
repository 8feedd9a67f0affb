//! What packages depend on.

use std::collections::HashMap;

use super::relate;
use crate::document::RelationshipKind;
use crate::edit::draft::Draft;
use crate::spdx::relation::meaning;
use crate::tree::{Key, ValueId};

/// What is said about the dependencies of elements, by their ids.
#[derive(Debug, Default)]
pub(in crate::edit) struct Said(Option<HashMap<String, Dependencies>>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dependencies {
    /// That there are some.
    Some,
    /// That there are none, by this relationship.
    None(ValueId),
}

impl Said {
    /// Finds out what is said when it is asked for next.
    pub(in crate::edit) fn forget(&mut self) {
        self.0 = None;
    }

    fn by_id(&mut self, draft: &Draft) -> &mut HashMap<String, Dependencies> {
        self.0.get_or_insert_with(|| {
            let mut said = HashMap::new();
            for edge in draft.root().list(Key::RELATIONSHIPS) {
                let word = edge.text(Key::RELATIONSHIP_TYPE).unwrap_or_default();
                let Some(meaning) = meaning(word) else { continue };
                if meaning.kind != RelationshipKind::DependsOn {
                    continue;
                }
                let mut ends = [Key::SPDX_ELEMENT_ID, Key::RELATED_SPDX_ELEMENT]
                    .map(|key| edge.text(key).unwrap_or_default());
                if meaning.swap {
                    ends.reverse();
                }
                let [from, to] = ends;
                let dependencies = match to {
                    "NOASSERTION" => continue,
                    "NONE" => Dependencies::None(edge.id()),
                    _ => Dependencies::Some,
                };
                let known = said.entry(from.to_owned()).or_insert(dependencies);
                if dependencies == Dependencies::Some {
                    *known = dependencies;
                }
            }
            said
        })
    }

    /// Adds to what a package is said to depend on. Without others it is said to depend on `NONE`,
    /// unless something else is said already.
    pub(in crate::edit) fn depend(&mut self, draft: &mut Draft, from: &str, on: &[&str]) {
        let known = self.by_id(draft).get(from).copied();
        let (now, rest) = match (known, on) {
            (Some(_), []) => return,
            (None, []) => (Dependencies::None(relate(draft, from, "DEPENDS_ON", "NONE")), on),
            // It would contradict the others.
            (Some(Dependencies::None(edge)), [first, rest @ ..]) => {
                draft.set(edge, Key::SPDX_ELEMENT_ID, from);
                draft.set(edge, Key::RELATIONSHIP_TYPE, "DEPENDS_ON");
                draft.set(edge, Key::RELATED_SPDX_ELEMENT, first);
                (Dependencies::Some, rest)
            }
            (_, all) => (Dependencies::Some, all),
        };
        for to in rest {
            relate(draft, from, "DEPENDS_ON", to);
        }
        self.by_id(draft).insert(from.to_owned(), now);
    }
}
