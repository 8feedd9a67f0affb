//! Where a value stands: JSON Pointers (RFC 6901).

use std::cmp::Reverse;

use crate::json::pointer;
use crate::tree::{Key, Tree, Value, ValueId};

impl Value<'_> {
    /// Returns the path from the root, such as `/components/2/name`; empty for the root.
    ///
    /// Linear in the siblings before it on the way. Long paths and long names are cut: a hostile document
    /// must not make it endless.
    pub(crate) fn path(self) -> String {
        let mut path = String::new();
        for (position, step) in self.way().into_iter().take(MAX_STEPS) {
            match step.key() {
                Key::NONE => path.push_str(&format!("/{position}")),
                _ => pointer::push(&mut path, step.key_text()),
            }
        }
        path
    }

    /// Returns the values on the way from the root, each with its place among its siblings.
    fn way(self) -> Vec<(usize, Self)> {
        let root = self.tree().root();
        let mut way = Vec::new();
        for is_sorted in [true, false] {
            if descend(root, self.id(), is_sorted, &mut way) {
                return way;
            }
            way.clear();
        }
        search(root, self.id(), &mut way);
        way
    }
}

/// Finds a value by the order in which values were put: an element of a list is complete before
/// the next one begins, while several members of an object may be filled at a time. As long as
/// nobody edits the tree, elements come in this order, too (`is_sorted`): what is behind the value
/// need not be looked at.
fn descend<'t>(
    at: Value<'t>,
    target: ValueId,
    is_sorted: bool,
    way: &mut Vec<(usize, Value<'t>)>,
) -> bool {
    if at.id() == target {
        return true;
    }
    // Bounded, since it calls itself.
    if way.len() >= MAX_STEPS {
        return true;
    }
    let is_before = |(_, child): &(usize, Value<'_>)| child.id() <= target;
    let children = at.children().enumerate();
    let candidates = match (at.is_array(), is_sorted) {
        (true, true) => children.take_while(is_before).last().into_iter().collect(),
        (true, false) => {
            let before = children.filter(is_before);
            before.max_by_key(|(_, child)| child.id()).into_iter().collect()
        }
        (false, _) => {
            let mut before: Vec<_> = children.filter(is_before).collect();
            before.sort_unstable_by_key(|(_, child)| Reverse(child.id()));
            before.truncate(MAX_STEPS);
            before
        }
    };
    for (position, child) in candidates {
        if child.id() != target && child.scalar().is_some() {
            continue;
        }
        way.push((position, child));
        if descend(child, target, is_sorted, way) {
            return true;
        }
        way.pop();
    }
    false
}

/// Finds a value that was put together apart from what holds it.
fn search<'t>(root: Value<'t>, target: ValueId, way: &mut Vec<(usize, Value<'t>)>) {
    let mut open = vec![root.children().enumerate()];
    while let Some(children) = open.last_mut() {
        let Some((position, child)) = children.next() else {
            open.pop();
            way.pop();
            continue;
        };
        way.push((position, child));
        if child.id() == target {
            return;
        }
        open.push(child.children().enumerate());
    }
}

impl Tree {
    /// Returns the value that a path leads to, as far as [`Value::path`] did not cut it.
    pub(crate) fn at(&self, path: &str) -> Option<Value<'_>> {
        self.walk(path, |_| {})
    }

    /// As [`Tree::at`]; `meet` is told of every value on the way, from the root on, even if there
    /// is nothing at its end.
    pub(crate) fn walk<'t>(
        &'t self,
        path: &str,
        mut meet: impl FnMut(Value<'t>),
    ) -> Option<Value<'t>> {
        let mut steps = path.split('/');
        // A pointer is empty, or begins with a slash.
        if steps.next() != Some("") {
            return None;
        }
        meet(self.root());
        steps.try_fold(self.root(), |value, step| {
            let next = match value.is_array() {
                true => value.children().nth(pointer::place(step)?),
                false => {
                    let name = pointer::unescape(step);
                    value.children().find(|child| child.key_text() == name)
                }
            }?;
            meet(next);
            Some(next)
        })
    }

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

const MAX_STEPS: usize = pointer::MAX_STEPS;

#[cfg(test)]
mod tests {
    use crate::json::parse;
    use crate::tree::Key;

    #[test]
    fn path_is_found_where_lists_are_filled_side_by_side() {
        use crate::tree::{Scalar, Tail, Tree};

        let mut tree = Tree::default();
        let mut root = tree.object(&mut { Tail::ROOT }, Key::NONE, None);
        let mut files = tree.array(&mut root, Key::FILES, None);
        let mut packages = tree.array(&mut root, Key::PACKAGES, None);
        let mut late = tree.object(&mut { Tail::ROOT }, Key::NONE, None);
        for _ in 0..3 {
            tree.object(&mut packages, Key::NONE, None);
            let mut file = tree.object(&mut files, Key::NONE, None);
            tree.scalar(&mut file, Key::NAME, Scalar::Text("f"));
        }
        let package = tree.root().list(Key::PACKAGES).next().unwrap().id();
        let mut package = tree.tail(package);
        tree.attach(&mut package, Key::COMMENT, late.container());
        tree.scalar(&mut late, Key::NAME, Scalar::Text("n"));
        let file = tree.root().list(Key::FILES).nth(1).unwrap();
        assert_eq!(file.get(Key::NAME).unwrap().path(), "/files/1/name");
        let package = tree.root().list(Key::PACKAGES).next().unwrap();
        assert_eq!(package.path(), "/packages/0");
        let late = package.get(Key::COMMENT).unwrap();
        assert_eq!(late.get(Key::NAME).unwrap().path(), "/packages/0/comment/name");
    }

    #[test]
    fn path_is_found_where_a_list_was_put_in_another_order() {
        use crate::tree::{Scalar, Tail, Tree};

        let mut tree = Tree::default();
        let mut list = tree.array(&mut { Tail::ROOT }, Key::NONE, None);
        let objects = [(); 3].map(|()| {
            let mut object = tree.object(&mut { Tail::ROOT }, Key::NONE, None);
            tree.scalar(&mut object, Key::NAME, Scalar::Text("n"));
            object.container()
        });
        for object in [objects[2], objects[0], objects[1]] {
            tree.attach(&mut list, Key::NONE, object);
        }
        let paths: Vec<_> =
            tree.root().children().map(|it| it.get(Key::NAME).unwrap().path()).collect();
        assert_eq!(paths, ["/0/name", "/1/name", "/2/name"]);
    }

    #[test]
    fn path_names_members_and_elements() {
        let (tree, _) = parse(r#"{"a": [1, {"name": {"d": 5}}], "b": 2}"#.to_owned(), 8).unwrap();
        let list = tree.root().children().next().unwrap();
        let name = list.children().nth(1).and_then(|inner| inner.get(Key::NAME)).unwrap();
        assert_eq!(list.path(), "/a");
        assert_eq!(name.children().next().unwrap().path(), "/a/1/name/d");
        assert_eq!(tree.at("/a/1/name/d").unwrap().as_number(), Some("5"));
        assert!(tree.at("/a/2").is_none() && tree.at("").unwrap().is_object());
        for no_path in ["a", "a/1", "/a/+1", "/a/01", "/a/-", "/b/0", "/"] {
            assert!(tree.at(no_path).is_none(), "{no_path}");
        }
        assert_eq!(tree.root().path(), "");
        assert_eq!(tree.nth_listed(1).unwrap().path(), "/a/1");
        assert!(tree.nth_listed(2).is_none());
    }
}
