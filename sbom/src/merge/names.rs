//! What an element is called in the result.

use std::collections::{HashMap, HashSet};

use super::absorb::text_of;
use crate::tree::{Key, Scalar, Tree, Value, ValueId};

/// What the id of another document begins with.
const DOCUMENT_REF: &str = "DocumentRef-";

/// The ids that are taken in the result.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: HashSet<String>,
}

/// From the ids of one document to those of the result, as far as they differ.
pub(super) type Renames = HashMap<String, String>;

impl Names {
    /// Takes an id as it is, or with the number of its document.
    pub(super) fn take(&mut self, id: &str, document: usize, separator: &str) -> String {
        if self.taken.insert(id.to_owned()) {
            return id.to_owned();
        }
        let number = document + 1;
        let mut made = format!("{number}{separator}{id}");
        for prefix in ["SPDXRef-", "LicenseRef-", DOCUMENT_REF] {
            if let Some(rest) = id.strip_prefix(prefix) {
                made = format!("{prefix}{number}{separator}{rest}");
            }
        }
        while !self.taken.insert(made.clone()) {
            made.push_str(separator);
            made.push('2');
        }
        made
    }
}

/// Renames ids in a part of the result, where they name something and where they refer to it.
pub(super) fn rename(tree: &mut Tree, part: ValueId, renames: &Renames) {
    rename_in(tree, part, tree.value(part).key(), renames);
}

/// As [`rename`], for a value of the list of that name.
pub(super) fn rename_in(tree: &mut Tree, part: ValueId, list: Key, renames: &Renames) {
    if renames.is_empty() {
        return;
    }
    let mut changes = Vec::new();
    let mut lists = Vec::new();
    let mut open = vec![(part, list)];
    while let Some((id, key)) = open.pop() {
        let value = tree.value(id);
        changes.extend(reworded(value, key, renames).map(|new| (id, new)));
        if value.is_array() && (REFERENCES.contains(&key) || key == Key::AFFECTS) {
            lists.push(id);
        }
        open.extend(named_children(value, key).map(|(child, key)| (child.id(), key)));
    }
    if changes.is_empty() {
        return;
    }
    for (id, text) in changes {
        tree.replace(id, Scalar::Text(&text));
    }
    // Two ids may have become one.
    for list in lists {
        let mut known = HashSet::new();
        tree.retain(list, |value| known.insert(text_of(value)));
    }
}

/// Reports whether a part of a document would look otherwise with other names.
pub(super) fn is_touched(part: Value<'_>, renames: &Renames) -> bool {
    if renames.is_empty() {
        return false;
    }
    let mut open = vec![(part, part.key())];
    while let Some((value, key)) = open.pop() {
        let new = reworded(value, key, renames);
        if new.is_some_and(|new| value.as_str() != Some(&new)) {
            return true;
        }
        open.extend(named_children(value, key));
    }
    false
}

/// Returns what a text says with the new names, if it stands where ids or licences do.
fn reworded(value: Value<'_>, key: Key, renames: &Renames) -> Option<String> {
    match value.as_str()? {
        text if REFERENCES.contains(&key) => renamed(text, renames),
        text if LICENCES.contains(&key) => rename_licences(text, renames),
        _ => None,
    }
}

/// Returns the children, each with its name; what is in a list is known by the list's.
fn named_children(value: Value<'_>, key: Key) -> impl Iterator<Item = (Value<'_>, Key)> {
    value.children().map(move |child| match child.key() {
        Key::NONE => (child, key),
        own => (child, own),
    })
}

/// Lets the ids of a part keep their names.
pub(super) fn keep(part: Value<'_>, renames: &mut Renames) {
    let ids = ids(part, &[Key::BOM_REF]);
    renames.extend(ids.into_iter().map(|id| (id.to_owned(), id.to_owned())));
}

/// Returns the new name behind a reference; that of SPDX may go through another document.
fn renamed(text: &str, renames: &Renames) -> Option<String> {
    if let Some(new) = renames.get(text) {
        return Some(new.clone());
    }
    let (document, element) = text.split_once(':').filter(|_| text.starts_with(DOCUMENT_REF))?;
    Some(format!("{}:{element}", renames.get(document)?))
}

/// Renames the `LicenseRef-` ids in an expression.
fn rename_licences(text: &str, renames: &Renames) -> Option<String> {
    if !text.contains("LicenseRef-") && !text.contains(DOCUMENT_REF) {
        return None;
    }
    let is_id = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ':');
    let mut made = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_id) {
        let (before, word) = rest.split_at(start);
        let (word, after) = word.split_at(word.find(|c| !is_id(c)).unwrap_or(word.len()));
        made.push_str(before);
        made.push_str(renamed(word, renames).as_deref().unwrap_or(word));
        rest = after;
    }
    made.push_str(rest);
    (made != text).then_some(made)
}

/// Returns the ids that a document gives to its elements, in document order.
pub(super) fn ids<'t>(root: Value<'t>, keys: &[Key]) -> Vec<&'t str> {
    let mut found = Vec::new();
    let mut open = vec![root];
    while let Some(value) = open.pop() {
        if keys.contains(&value.key()) {
            found.extend(value.as_str());
        }
        let start = open.len();
        open.extend(value.children());
        open.get_mut(start..).unwrap_or_default().reverse();
    }
    found
}

/// Members, and lists of texts, that hold ids of elements.
const REFERENCES: &[Key] = &[
    Key::BOM_REF,
    Key::REF,
    Key::DEPENDS_ON,
    Key::PROVIDES,
    Key::ASSEMBLIES,
    Key::DEPENDENCIES,
    Key::VULNERABILITIES,
    Key::SUBJECTS,
    Key::TOOLS,
    Key::ALGORITHM_REF,
    Key::SIGNATURE_ALGORITHM_REF,
    Key::SUBJECT_PUBLIC_KEY_REF,
    Key::CRYPTO_REF_ARRAY,
    Key::ALGORITHMS,
    Key::PATENT_REFS,
    Key::ASSERTER,
    Key::ATTRIBUTED_TO,
    Key::PROCESS,
    Key::ASSESSOR,
    Key::CLAIMS,
    Key::COUNTER_CLAIMS,
    Key::EVIDENCE,
    Key::COUNTER_EVIDENCE,
    Key::TARGET,
    Key::REQUIREMENT,
    Key::REQUIREMENTS,
    Key::PARENT,
    Key::MITIGATION_STRATEGIES,
    Key::MEMBERS,
    Key::ENCR,
    Key::PRF,
    Key::INTEG,
    Key::KE,
    Key::AUTH,
    Key::ALGORITHM,
    Key::EXTERNAL_DOCUMENT_ID,
    Key::SPDXID,
    Key::SPDX_ELEMENT_ID,
    Key::RELATED_SPDX_ELEMENT,
    Key::HAS_FILES,
    Key::DOCUMENT_DESCRIBES,
    Key::SNIPPET_FROM_FILE,
    Key::REFERENCE,
    Key::LICENSE_ID,
];

/// Members, and lists of texts, that hold SPDX licence expressions.
const LICENCES: &[Key] = &[
    Key::LICENSE_CONCLUDED,
    Key::LICENSE_DECLARED,
    Key::LICENSE_INFO_FROM_FILES,
    Key::LICENSE_INFO_IN_FILES,
    Key::LICENSE_INFO_IN_SNIPPETS,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cyclonedx::schema::{BOM, REF};
    use crate::schema::{Member, Shape, Type};

    /// Collects the members whose values refer to elements.
    fn references(shape: &'static Shape, seen: &mut Vec<*const Shape>, found: &mut Vec<Key>) {
        if seen.contains(&std::ptr::from_ref(shape)) {
            return;
        }
        seen.push(shape);
        for member in shape.members {
            for member in [Some(member), member.or].into_iter().flatten() {
                of_type(member, member.value, seen, found);
            }
        }
    }

    fn of_type(
        member: &'static Member,
        kind: Type,
        seen: &mut Vec<*const Shape>,
        found: &mut Vec<Key>,
    ) {
        match kind {
            Type::Text(text) if std::ptr::eq(text, &REF) => found.push(member.key),
            Type::Object(shape) => references(shape, seen, found),
            Type::Either(choice) => {
                for kind in choice.types {
                    of_type(member, *kind, seen, found);
                }
            }
            _ => {}
        }
    }

    #[test]
    fn every_reference_that_the_schema_knows_is_renamed() {
        let mut found = Vec::new();
        references(&BOM, &mut Vec::new(), &mut found);
        assert!(found.len() > 30, "{}", found.len());
        let missing: Vec<Key> = found.into_iter().filter(|key| !REFERENCES.contains(key)).collect();
        assert_eq!(missing, []);
    }

    #[test]
    fn a_name_keeps_the_prefix_that_its_format_asks_for() {
        let mut names = Names::default();
        for id in ["SPDXRef-a", "LicenseRef-a", "DocumentRef-a", "a"] {
            assert_eq!(names.take(id, 0, "-"), id);
        }
        let again = ["SPDXRef-a", "LicenseRef-a", "DocumentRef-a", "a"];
        let again = again.map(|id| names.take(id, 1, "-"));
        assert_eq!(again, ["SPDXRef-2-a", "LicenseRef-2-a", "DocumentRef-2-a", "2-a"]);
    }
}
