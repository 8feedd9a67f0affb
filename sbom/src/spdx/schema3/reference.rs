//! Which members refer to other objects, whatever object they stand in.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{CLASSES, Value};
use crate::spdx::index3::type_of;
use crate::tree::{self, Key};

/// A member that refers to other objects, or holds them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reference {
    /// Without it, the object that has it says nothing.
    pub(crate) is_required: bool,
}

/// Returns what is known of a member that refers to other objects; `None` for all others.
///
/// No name is that of a reference in one class and of a text in another.
pub(crate) fn reference(key: Key) -> Option<Reference> {
    static REFERENCES: LazyLock<HashMap<Key, Reference>> = LazyLock::new(|| {
        let members = CLASSES.iter().flat_map(|class| class.members);
        let of = members.filter(|member| matches!(member.value, Value::Object(_)));
        of.map(|member| (member.key, Reference { is_required: member.least > 0 })).collect()
    });
    REFERENCES.get(&key).copied()
}

/// Reports whether a member of an object refers to others: also where an expression says in which
/// element the text of a licence is.
pub(crate) fn refers(object: tree::Value<'_>, key: Key) -> bool {
    reference(key).is_some() || (key == Key::VALUE && type_of(object) == Some("DictionaryEntry"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_refers_everywhere_or_nowhere_and_is_required_everywhere_or_nowhere() {
        for member in CLASSES.iter().flat_map(|class| class.members) {
            let is_reference = matches!(member.value, Value::Object(_));
            let found = reference(member.key);
            assert_eq!(found.is_some(), is_reference, "{:?}", member.key.known_text());
            let is_required = found.is_some_and(|found| found.is_required);
            assert!(!is_reference || is_required == (member.least > 0));
        }
    }
}
