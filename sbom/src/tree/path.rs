//! Where a value stands, for people.

use crate::tree::{Kind, Tree, Value};

impl Value<'_> {
    /// Returns the path from the root, such as `components[2].name`; empty for the root.
    ///
    /// Linear in the siblings on the way. Long paths and long names are cut: the path is for
    /// people, and a hostile document must not make it endless.
    pub(crate) fn path(self) -> String {
        let target = self.id();
        let mut path = String::new();
        let mut at = self.tree().root();
        for _ in 0..MAX_STEPS {
            if at.id() == target {
                break;
            }
            // Values are numbered in the order of the text, so that the one on the way is the last
            // that does not begin behind the target.
            let candidates = at.children().enumerate().filter(|(_, child)| child.id() <= target);
            let Some((position, child)) = candidates.max_by_key(|(_, child)| child.id()) else {
                break;
            };
            match at.kind() {
                Kind::Array => path.push_str(&format!("[{position}]")),
                _ => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.extend(child.key_text().chars().take(MAX_KEY));
                }
            }
            at = child;
        }
        path
    }
}

impl Tree {
    /// Returns an array's element by its number among the elements of all arrays, if there are
    /// that many: what a limit on items counts.
    pub(crate) fn nth_listed(&self, number: usize) -> Option<Value<'_>> {
        if self.len() <= number {
            return None;
        }
        self.slots
            .iter()
            .zip(0..)
            .skip(1)
            .filter(|(slot, _)| slot.key() == super::Key::NONE)
            .nth(number)
            .map(|(_, id)| self.value(super::ValueId::from_raw(id)))
    }
}

const MAX_STEPS: usize = 64;
const MAX_KEY: usize = 64;

#[cfg(test)]
mod tests {
    use crate::json::parse;
    use crate::tree::Key;

    #[test]
    fn path_names_members_and_elements() {
        let (tree, _) = parse(r#"{"a": [1, {"name": {"d": 5}}], "b": 2}"#.to_owned(), 8).unwrap();
        let list = tree.root().children().next().unwrap();
        let name = list.children().nth(1).and_then(|inner| inner.get(Key::NAME)).unwrap();
        assert_eq!(list.path(), "a");
        assert_eq!(name.children().next().unwrap().path(), "a[1].name.d");
        assert_eq!(tree.root().path(), "");
        assert_eq!(tree.nth_listed(1).unwrap().path(), "a[1]");
        assert!(tree.nth_listed(2).is_none());
    }
}
