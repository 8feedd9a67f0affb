//! A tree in the making, held to limits and to what Kubernetes objects can be.

use std::borrow::Cow;
use std::collections::HashSet;

use super::{Node, NodeId, Tree, Value};
use crate::{Error, ErrorCode, Limits};

/// Adds nodes to a tree and refuses what is too much, too deep, or no Kubernetes object.
pub(in crate::manifests) struct Builder<'a, 'l> {
    pub(in crate::manifests) tree: Tree<'a>,
    limits: &'l Limits,
    weight: usize,
}

/// What the stack of a thread bears, whatever the limits say.
const MOST_DEPTH: usize = 200;

impl<'a, 'l> Builder<'a, 'l> {
    pub(in crate::manifests) fn new(source: &'a str, limits: &'l Limits) -> Result<Self, Error> {
        if source.len() > limits.bytes {
            return Err(Error::new(
                ErrorCode::Limit,
                format!("the text is longer than {} bytes", limits.bytes),
            ));
        }
        Ok(Self { tree: Tree::new(source), limits, weight: 0 })
    }

    pub(in crate::manifests) fn error(
        &self,
        code: ErrorCode,
        reason: impl Into<String>,
        offset: usize,
    ) -> Error {
        Error::new(code, reason).at(self.tree.position(self.tree.documents.len() + 1, offset))
    }

    pub(in crate::manifests) fn add(&mut self, node: NewNode<'a>) -> Result<NodeId, Error> {
        let NewNode { value, start, end, properties, anchored, tag } = node;
        let child = |id: NodeId| {
            let node = self.tree.node(id);
            (node.height, node.weight)
        };
        let (mut height, mut weight) = (0, 1usize);
        let mut count = |(h, w): (usize, usize)| {
            height = height.max(h);
            weight = weight.saturating_add(w);
        };
        match &value {
            Value::Scalar(..) => {}
            Value::Seq(items, _) => items.iter().for_each(|id| count(child(*id))),
            Value::Map(entries, _) => entries.iter().for_each(|(key, value)| {
                count(child(*key));
                count(child(*value));
            }),
            Value::Alias(target) => {
                let (h, w) = child(*target);
                height = h.saturating_sub(1);
                weight = w;
            }
        }
        let height = height + 1;
        if height > self.depth_limit() {
            return Err(self.too_deep(start));
        }
        if let Value::Map(entries, _) = &value {
            self.check_keys(entries)?;
        }
        self.weight =
            self.weight.saturating_add(if matches!(value, Value::Alias(_)) { weight } else { 1 });
        if self.weight > self.limits.nodes {
            let reason =
                format!("there are more than {} nodes, aliases followed", self.limits.nodes);
            return Err(self.error(ErrorCode::Limit, reason, start));
        }
        self.tree.nodes.push(Node { value, start, end, properties, anchored, tag, height, weight });
        Ok(self.tree.nodes.len() - 1)
    }

    pub(in crate::manifests) fn document(&mut self, root: NodeId) -> Result<(), Error> {
        if self.tree.documents.len() >= self.limits.documents {
            let start = self.tree.node(root).start;
            let reason = format!("there are more than {} documents", self.limits.documents);
            return Err(self.error(ErrorCode::Limit, reason, start));
        }
        self.tree.documents.push(root);
        Ok(())
    }

    pub(in crate::manifests) fn depth_limit(&self) -> usize {
        self.limits.depth.min(MOST_DEPTH)
    }

    pub(in crate::manifests) fn too_deep(&self, offset: usize) -> Error {
        let reason =
            format!("the nesting is deeper than {} levels, aliases followed", self.depth_limit());
        self.error(ErrorCode::Limit, reason, offset)
    }

    fn check_keys(&self, entries: &[(NodeId, NodeId)]) -> Result<(), Error> {
        let mut seen = HashSet::with_capacity(entries.len());
        for (key, value) in entries {
            let node = self.tree.resolved(*key);
            let start = self.tree.outer_start(*key);
            let Value::Scalar(text, _) = &node.value else {
                // `{{ .Values.image }}` without quotes is YAML by accident: a mapping as the key of a mapping.
                let braces = self.tree.slice(start.saturating_sub(1), start + 1) == "{{";
                return Err(if braces {
                    self.error(ErrorCode::Template, TEMPLATE, start.saturating_sub(1))
                } else {
                    self.error(ErrorCode::Unsupported, "a key is a list or a mapping", start)
                });
            };
            if !seen.insert(text.as_ref()) {
                let reason = format!("the key `{text}` appears twice in one mapping");
                return Err(self.error(ErrorCode::DuplicateKey, reason, start));
            }
            let merges = self.tree.is_merge(*key);
            if merges && !self.merges_mappings(*value) {
                return Err(self.error(
                    ErrorCode::Unsupported,
                    "a merge key (`<<`) without a mapping",
                    start,
                ));
            }
        }
        Ok(())
    }

    fn merges_mappings(&self, value: NodeId) -> bool {
        let is_map = |id: NodeId| matches!(self.tree.resolved(id).value, Value::Map(..));
        match &self.tree.resolved(value).value {
            Value::Seq(items, _) => items.iter().all(|item| is_map(*item)),
            _ => is_map(value),
        }
    }
}

pub(in crate::manifests) struct NewNode<'a> {
    pub(in crate::manifests) value: Value<'a>,
    pub(in crate::manifests) start: usize,
    pub(in crate::manifests) end: usize,
    pub(in crate::manifests) properties: Option<usize>,
    pub(in crate::manifests) anchored: bool,
    pub(in crate::manifests) tag: Option<Cow<'a, str>>,
}

impl<'a> NewNode<'a> {
    pub(in crate::manifests) fn plain(value: Value<'a>, start: usize, end: usize) -> Self {
        Self { value, start, end, properties: None, anchored: false, tag: None }
    }
}

pub(in crate::manifests) const TEMPLATE: &str =
    "this is a template (`{{ … }}`): render it first, for instance with `helm template`";
