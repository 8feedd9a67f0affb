//! What an element is called in the result.

use std::collections::{HashMap, HashSet};

use crate::tree::{Key, Scalar, Tree, Value, ValueId};

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
        if let Some(rest) = id.strip_prefix("SPDXRef-") {
            made = format!("SPDXRef-{number}{separator}{rest}");
        } else if let Some(rest) = id.strip_prefix("LicenseRef-") {
            made = format!("LicenseRef-{number}{separator}{rest}");
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
    if renames.is_empty() {
        return;
    }
    rename_in(tree, part, tree.value(part).key(), renames);
}

/// As [`rename`], for a value of the list of that name.
pub(super) fn rename_in(tree: &mut Tree, part: ValueId, list: Key, renames: &Renames) {
    let mut changes = Vec::new();
    let mut open = vec![(part, list)];
    while let Some((id, key)) = open.pop() {
        let value = tree.value(id);
        match value.as_str() {
            Some(text) if REFERENCES.contains(&key) => {
                if let Some(new) = renames.get(text) {
                    changes.push((id, new.clone()));
                }
            }
            Some(text) if LICENCES.contains(&key) => {
                if let Some(new) = rename_licences(text, renames) {
                    changes.push((id, new));
                }
            }
            _ => open.extend(value.children().map(|child| {
                // The texts of a list are known by the list's name.
                let own = child.key();
                (child.id(), if own == Key::NONE { key } else { own })
            })),
        }
    }
    for (id, text) in changes {
        tree.replace(id, Scalar::Text(&text));
    }
}

/// Renames the `LicenseRef-` ids in an expression.
fn rename_licences(text: &str, renames: &Renames) -> Option<String> {
    if !text.contains("LicenseRef-") {
        return None;
    }
    let is_id = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ':');
    let mut made = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_id) {
        let (before, word) = rest.split_at(start);
        let (word, after) = word.split_at(word.find(|c| !is_id(c)).unwrap_or(word.len()));
        made.push_str(before);
        made.push_str(renames.get(word).map_or(word, String::as_str));
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
