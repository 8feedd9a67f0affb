//! The mappings whose annotations are to be set.

use super::{
    nearest,
    tree::{NodeId, Tree, Value},
};
use crate::{
    Annotations, Error, ErrorCode,
    annotations::{TOTAL_BYTES, total_bytes},
    images::walk::{Step, print_path},
};

/// One mapping whose `metadata.annotations` are to be set: a workload, or a Pod template in it.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The index of the document.
    pub(super) document: usize,
    /// The path from the root of the document.
    pub(super) path: Vec<Step>,
    pub(super) wanted: Annotations,
}

impl Place {
    /// Finds the mapping that owns the `metadata`.
    pub(super) fn owner(&self, tree: &Tree<'_>) -> Result<NodeId, Error> {
        let root = tree.documents.get(self.document).copied().unwrap_or(NodeId::MAX);
        let (node, whole) = nearest(tree, root, &self.path);
        if whole && matches!(tree.resolved(node).value, Value::Map(..)) {
            return Ok(tree.target(node));
        }
        let path = if self.path.is_empty() {
            "the document".to_owned()
        } else {
            format!("`{}`", print_path(&self.path))
        };
        Err(self.error(
            tree,
            ErrorCode::Unsupported,
            format!("{path} is missing or not a mapping"),
            node,
        ))
    }

    /// Says whether the annotations differ from what is wanted.
    pub(super) fn needs_change(&self, tree: &Tree<'_>) -> Result<bool, Error> {
        let Ok(owner) = self.owner(tree) else {
            // A workload without its Pod template. The error is better when the edit is really asked for.
            return Ok(!self.wanted.is_empty());
        };
        let annotations =
            tree.get(owner, "metadata").and_then(|metadata| tree.get(metadata, "annotations"));
        let entries = annotations.map(|annotations| tree.entries(annotations)).unwrap_or_default();
        let present =
            || entries.iter().filter_map(|(key, value)| Some((tree.key(*key), tree.text(*value)?)));
        if total_bytes(present(), &self.wanted) > TOTAL_BYTES {
            let reason = "the annotations would be longer than the 256 KiB that Kubernetes allows";
            return Err(self.error(
                tree,
                ErrorCode::TooLarge,
                reason,
                annotations.unwrap_or(owner),
            ));
        }
        Ok(self.wanted.iter().any(|(wanted, value)| {
            let found = entries.iter().find(|(key, _)| tree.key(*key) == wanted);
            match value {
                Some(value) => found.and_then(|(_, found)| tree.text(*found)) != Some(value),
                None => found.is_some(),
            }
        }))
    }

    pub(super) fn error(
        &self,
        tree: &Tree<'_>,
        code: ErrorCode,
        reason: impl Into<String>,
        node: NodeId,
    ) -> Error {
        Error::new(code, reason).at(tree.position(self.document + 1, tree.outer_start(node)))
    }
}
