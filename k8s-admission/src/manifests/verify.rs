//! The edit is believed only when the edited text reads back as the original plus exactly the annotations.

use std::collections::BTreeMap;

use super::{
    place::Place,
    tree::{NodeId, Tree, Value},
};
use crate::{Annotations, Error, ErrorCode, images::walk::Step};

/// Compares every document of both texts, with aliases and merge keys resolved.
///
/// A node that two places share through an anchor is compared at both, so an edit for one of them that shows
/// at the other is found here; no other code has to understand sharing.
pub(super) fn verify(before: &Tree<'_>, after: &Tree<'_>, places: &[Place]) -> Result<(), Error> {
    if before.documents.len() != after.documents.len() {
        return Err(Error::new(
            ErrorCode::Verification,
            "the edit would change the number of documents",
        ));
    }
    let mut expected: BTreeMap<usize, Expected<'_>> = BTreeMap::new();
    for place in places {
        expected.entry(place.document).or_default().add(&place.path, &place.wanted);
    }
    for (document, (old, new)) in before.documents.iter().zip(&after.documents).enumerate() {
        Comparison { before, after, document }.node(
            Some(*old),
            Some(*new),
            expected.get(&document),
            false,
        )?;
    }
    Ok(())
}

/// The places that change, as a tree of paths.
#[derive(Default)]
struct Expected<'p> {
    keys: BTreeMap<&'p str, Expected<'p>>,
    items: BTreeMap<usize, Expected<'p>>,
    annotations: Option<&'p Annotations>,
}

impl<'p> Expected<'p> {
    fn add(&mut self, path: &'p [Step], wanted: &'p Annotations) {
        let mut node = self;
        for step in path {
            node = match step {
                Step::Key(key) => node.keys.entry(key).or_default(),
                Step::Index(index) => node.items.entry(*index).or_default(),
            };
        }
        node.keys
            .entry("metadata")
            .or_default()
            .keys
            .entry("annotations")
            .or_default()
            .annotations = Some(wanted);
    }
}

struct Comparison<'t, 'b, 'n> {
    before: &'t Tree<'b>,
    after: &'t Tree<'n>,
    document: usize,
}

impl Comparison<'_, '_, '_> {
    /// `shared` says that the old node is reached through an anchor, an alias or a merge key.
    fn node(
        &self,
        old: Option<NodeId>,
        new: Option<NodeId>,
        expected: Option<&Expected<'_>>,
        shared: bool,
    ) -> Result<(), Error> {
        if let Some(wanted) = expected.and_then(|expected| expected.annotations) {
            return self.annotations(old, new, wanted, shared);
        }
        let expects_keys = expected.is_some_and(|expected| !expected.keys.is_empty());
        let old = match old {
            Some(old) => Some(old).filter(|old| !(expects_keys && self.before.is_null(*old))),
            None if expects_keys => None,
            None => return self.differs(new, shared),
        };
        let Some(new) = new else { return self.differs(old, shared) };
        let shared = shared || old.is_some_and(|old| self.is_shared(old));
        match (old.map(|old| &self.before.resolved(old).value), &self.after.resolved(new).value) {
            (None | Some(Value::Map(..)), Value::Map(..)) => {
                self.mappings(old, new, expected, shared)
            }
            (Some(Value::Seq(a, _)), Value::Seq(b, _)) if a.len() == b.len() => {
                for (index, (a, b)) in a.iter().zip(b).enumerate() {
                    let expected = expected.and_then(|expected| expected.items.get(&index));
                    self.node(Some(*a), Some(*b), expected, shared)?;
                }
                Ok(())
            }
            (Some(Value::Scalar(a, _)), Value::Scalar(b, _)) if a == b => {
                let same =
                    old.is_some_and(|old| self.before.meaning(old) == self.after.meaning(new));
                if same { Ok(()) } else { self.differs(old, shared) }
            }
            _ => self.differs(old, shared),
        }
    }

    fn mappings(
        &self,
        old: Option<NodeId>,
        new: NodeId,
        expected: Option<&Expected<'_>>,
        shared: bool,
    ) -> Result<(), Error> {
        let entries = |tree: &Tree<'_>, id: NodeId| tree.entries(id);
        let old_entries = old.map(|old| entries(self.before, old)).unwrap_or_default();
        let new_entries = entries(self.after, new);
        let new_by_key: BTreeMap<&str, NodeId> =
            new_entries.iter().map(|(key, value)| (self.after.key(*key), *value)).collect();
        let old_keys: BTreeMap<&str, NodeId> =
            old_entries.iter().map(|(key, value)| (self.before.key(*key), *value)).collect();
        let merged = |value: NodeId, key: &str| {
            old.is_some_and(|old| self.before.own(old, key).is_none_or(|(_, own)| own != value))
        };
        let expected_at = |key: &str| expected.and_then(|expected| expected.keys.get(key));
        for (key, value) in &old_keys {
            self.node(
                Some(*value),
                new_by_key.get(key).copied(),
                expected_at(key),
                shared || merged(*value, key),
            )?;
        }
        for (key, value) in new_by_key.iter().filter(|(key, _)| !old_keys.contains_key(*key)) {
            match expected_at(key) {
                Some(expected) => self.node(None, Some(*value), Some(expected), shared)?,
                None => return self.differs(old, shared),
            }
        }
        // What was to be created must be there.
        for (key, expected) in expected.map(|expected| &expected.keys).into_iter().flatten() {
            if !old_keys.contains_key(key) && !new_by_key.contains_key(key) {
                self.node(None, None, Some(expected), shared)?;
            }
        }
        Ok(())
    }

    fn annotations(
        &self,
        old: Option<NodeId>,
        new: Option<NodeId>,
        wanted: &Annotations,
        shared: bool,
    ) -> Result<(), Error> {
        let old_entries = old.map(|old| self.before.entries(old)).unwrap_or_default();
        let new_entries = new.map(|new| self.after.entries(new)).unwrap_or_default();
        let shared = shared || old.is_some_and(|old| self.is_shared(old));
        let new_by_key: BTreeMap<&str, NodeId> =
            new_entries.iter().map(|(key, value)| (self.after.key(*key), *value)).collect();
        let old_by_key: BTreeMap<&str, NodeId> =
            old_entries.iter().map(|(key, value)| (self.before.key(*key), *value)).collect();
        for (key, value) in wanted.iter() {
            let found = new_by_key.get(key);
            let right = match value {
                Some(value) => found.and_then(|found| self.after.text(*found)) == Some(value),
                None => found.is_none(),
            };
            if !right {
                return self.differs(old, shared);
            }
        }
        for (key, value) in old_by_key.iter().filter(|(key, _)| wanted.get(key).is_none()) {
            self.node(Some(*value), new_by_key.get(key).copied(), None, shared)?;
        }
        let stray =
            new_by_key.keys().any(|key| wanted.get(key).is_none() && !old_by_key.contains_key(key));
        if stray { self.differs(old, shared) } else { Ok(()) }
    }

    fn is_shared(&self, old: NodeId) -> bool {
        self.before.node(old).anchored || matches!(self.before.node(old).value, Value::Alias(_))
    }

    fn differs(&self, old: Option<NodeId>, shared: bool) -> Result<(), Error> {
        let error = if shared {
            let reason = "the annotations would also show here, where an anchor, an alias or a merge key shares them";
            Error::new(ErrorCode::Shared, reason)
        } else {
            Error::new(ErrorCode::Verification, "the edit would change what stands here")
        };
        Err(match old {
            Some(old) => {
                error.at(self.before.position(self.document + 1, self.before.outer_start(old)))
            }
            None => error,
        })
    }
}
