//! Decides which bytes to splice. Nothing here needs to be proven right: what it gets wrong, `verify` refuses.

use std::collections::{HashMap, HashSet};

use super::{
    place::Place,
    reread,
    splice::{Splice, apply},
    tree::{Layout, NodeId, Style, Tree, Value},
};
use crate::{Annotations, Error, ErrorCode, Limits};

mod block;
mod flow;
mod quote;
mod text;

use self::{
    quote::{quoted, scalar_like},
    text::New,
};

/// Returns the text with the annotations of all places.
pub(super) fn edit(tree: &Tree<'_>, places: &[Place], limits: &Limits) -> Result<String, Error> {
    // Stale keys go first, and one from each mapping at a time: taking one out moves the borders of its neighbours.
    let mut text: Option<String> = None;
    let rounds = places.iter().map(|place| place.wanted.iter().count()).max().unwrap_or(0);
    for _ in 0..=rounds {
        let smaller = text.as_deref().map(|text| reread(text, limits)).transpose()?;
        let tree = smaller.as_ref().unwrap_or(tree);
        let splices = removals(tree, places)?;
        if splices.is_empty() {
            return apply(tree.source, insertions(tree, places)?);
        }
        text = Some(apply(tree.source, splices)?);
    }
    Err(Error::new(ErrorCode::Verification, "a stale annotation would not go away"))
}

/// Takes the first stale key out of every mapping that has one.
fn removals(tree: &Tree<'_>, places: &[Place]) -> Result<Vec<Splice>, Error> {
    let direct = direct(tree, places);
    let mut done = HashSet::new();
    let mut splices = Vec::new();
    for place in places {
        let annotations = tree
            .get(place.owner(tree)?, "metadata")
            .and_then(|metadata| tree.get(metadata, "annotations"));
        let Some(annotations) = annotations else { continue };
        let stale = place
            .wanted
            .iter()
            .find(|(key, value)| value.is_none() && tree.get(annotations, key).is_some());
        let Some((key, _)) = stale else { continue };
        let target = tree.target(annotations);
        let Some(entry) = tree.own(target, key).filter(|_| direct.contains(&target)) else {
            let reason = format!(
                "`{key}` comes from an alias or a merge key and cannot be removed here alone"
            );
            return Err(place.error(tree, ErrorCode::Shared, reason, annotations));
        };
        if let Some(lent) = tree.lent(entry.0).or_else(|| tree.lent(entry.1)) {
            let reason = format!("`{key}` cannot be removed: an alias refers to the anchor here");
            return Err(place.error(tree, ErrorCode::Shared, reason, lent));
        }
        if done.insert(target) {
            splices.extend(Planner { tree, place }.remove(target, entry)?);
        }
    }
    Ok(splices)
}

/// Returns what stands itself, not as an alias, at the annotations of some place.
fn direct(tree: &Tree<'_>, places: &[Place]) -> HashSet<NodeId> {
    let annotations =
        |place: &Place| tree.get(tree.get(place.owner(tree).ok()?, "metadata")?, "annotations");
    places.iter().filter_map(annotations).collect()
}

fn insertions(tree: &Tree<'_>, places: &[Place]) -> Result<Vec<Splice>, Error> {
    let mut splices = Vec::new();
    let mut done: HashMap<NodeId, &Annotations> = HashMap::new();
    let direct = direct(tree, places);
    let sets = |place: &&Place| place.wanted.iter().any(|(_, value)| value.is_some());
    // Inner places first: where the end of a Pod template is the end of its workload as well, the deeper lines
    // must come before the others.
    for place in places.iter().rev().filter(sets) {
        let (target, planned) = Planner { tree, place }.place(&direct)?;
        match done.insert(target, &place.wanted) {
            None => splices.extend(planned),
            Some(earlier) if *earlier == place.wanted => {}
            Some(_) => {
                let reason = "two workloads share this through an anchor, and different annotations were chosen for them";
                return Err(place.error(tree, ErrorCode::Shared, reason, target));
            }
        }
    }
    Ok(splices)
}

/// Plans the edit of one place.
struct Planner<'t, 'a> {
    tree: &'t Tree<'a>,
    place: &'t Place,
}

impl Planner<'_, '_> {
    fn error(&self, code: ErrorCode, reason: impl Into<String>, node: NodeId) -> Error {
        self.place.error(self.tree, code, reason, node)
    }

    /// Returns the node that is edited, and how.
    fn place(&self, direct: &HashSet<NodeId>) -> Result<(NodeId, Vec<Splice>), Error> {
        let tree = self.tree;
        let owner = self.place.owner(tree)?;
        let pairs = || {
            let pairs =
                self.place.wanted.iter().filter_map(|(key, value)| {
                    Some((key.to_owned(), New::Text(value?.to_owned())))
                });
            New::Map(pairs.collect())
        };
        let Some(metadata) = tree.get(owner, "metadata") else {
            let new = New::Map(vec![("annotations".to_owned(), pairs())]);
            return Ok((owner, self.insert(owner, None, vec![("metadata".to_owned(), new)])?));
        };
        if self.is_empty(metadata) {
            let new = New::Map(vec![("annotations".to_owned(), pairs())]);
            return Ok((metadata, self.fill(owner, None, "metadata", new)?));
        }
        if !matches!(tree.resolved(metadata).value, Value::Map(..)) {
            return Err(self.error(
                ErrorCode::Unsupported,
                "`metadata` is not a mapping",
                metadata,
            ));
        }
        let metadata = tree.target(metadata);
        let Some(annotations) = tree.get(metadata, "annotations") else {
            return Ok((
                metadata,
                self.insert(metadata, Some(owner), vec![("annotations".to_owned(), pairs())])?,
            ));
        };
        let target = tree.target(annotations);
        if target != annotations && !direct.contains(&target) {
            return Ok((annotations, vec![self.unalias(annotations)?]));
        }
        if self.is_empty(annotations) {
            return Ok((target, self.fill(metadata, Some(owner), "annotations", pairs())?));
        }
        if !matches!(tree.resolved(annotations).value, Value::Map(..)) {
            return Err(self.error(
                ErrorCode::Unsupported,
                "`annotations` is not a mapping",
                annotations,
            ));
        }
        Ok((target, self.merge(target)?))
    }

    fn is_empty(&self, id: NodeId) -> bool {
        match &self.tree.resolved(id).value {
            Value::Map(entries, _) => entries.is_empty(),
            _ => self.tree.is_null(id),
        }
    }

    /// Writes the wanted keys into a mapping that has some already.
    fn merge(&self, map: NodeId) -> Result<Vec<Splice>, Error> {
        let tree = self.tree;
        let mut splices = Vec::new();
        let mut missing = Vec::new();
        for (key, value) in self.place.wanted.iter() {
            let Some(value) = value else { continue };
            match tree.own(map, key) {
                Some((_, known)) if tree.text(known) == Some(value) => {}
                Some((key, known)) => splices.extend(self.set_scalar(map, key, known, value)?),
                None if tree.get(map, key).and_then(|known| tree.text(known)) == Some(value) => {}
                None => missing.push((key.to_owned(), New::Text(value.to_owned()))),
            }
        }
        if !missing.is_empty() {
            splices.extend(self.insert(map, None, missing)?);
        }
        Ok(splices)
    }

    fn insert(
        &self,
        map: NodeId,
        outer: Option<NodeId>,
        pairs: Vec<(String, New)>,
    ) -> Result<Vec<Splice>, Error> {
        match self.layout(map) {
            Layout::Flow => self.insert_flow(map, pairs),
            Layout::Block => Ok(self.insert_block(map, outer, pairs)),
        }
    }

    /// Gives an entry whose value is null or an empty mapping the new value.
    fn fill(
        &self,
        map: NodeId,
        outer: Option<NodeId>,
        key: &str,
        new: New,
    ) -> Result<Vec<Splice>, Error> {
        let Some((key, value)) = self.tree.own(map, key) else {
            let reason = format!("`{key}` comes from a merge key and cannot be changed here alone");
            return Err(self.error(ErrorCode::Shared, reason, map));
        };
        let node = self.tree.node(value);
        match &node.value {
            Value::Alias(_) => {
                let text = self.flow_text(map, &new, None);
                Ok(vec![Splice::replace(node.start, node.end, text)])
            }
            Value::Scalar(..) if node.properties.is_some() => Err(self.error(
                ErrorCode::Unsupported,
                "an anchor or a tag on nothing cannot be kept",
                value,
            )),
            _ => match self.layout(map) {
                Layout::Flow => self.fill_flow(map, key, value, &new),
                Layout::Block => self.fill_block(map, outer, key, value, new),
            },
        }
    }

    /// Replaces an alias by a mapping that merges what the alias stands for, so that only this place changes.
    fn unalias(&self, alias: NodeId) -> Result<Splice, Error> {
        let node = self.tree.node(alias);
        let mut parts = Vec::new();
        if !self.is_empty(alias) {
            if !matches!(self.tree.resolved(alias).value, Value::Map(..)) {
                return Err(self.error(
                    ErrorCode::Unsupported,
                    "`annotations` is not a mapping",
                    alias,
                ));
            }
            parts.push(format!("<<: {}", self.tree.slice(node.start, node.end)));
        }
        for (key, value) in self.place.wanted.iter() {
            if let Some(value) = value {
                parts.push(format!("{}: {}", scalar_like(Style::Plain, key), quoted(value)));
            }
        }
        Ok(Splice::replace(node.start, node.end, format!("{{{}}}", parts.join(", "))))
    }

    /// Changes the value of an existing key, in its own quoting.
    fn set_scalar(
        &self,
        map: NodeId,
        key: NodeId,
        value: NodeId,
        new: &str,
    ) -> Result<Vec<Splice>, Error> {
        let tree = self.tree;
        let node = tree.node(value);
        let is_text =
            node.tag.as_deref().is_none_or(|tag| tag == super::tree::STR_TAG || tag == "!");
        let (text, style) = match &node.value {
            Value::Alias(_) => return Ok(vec![Splice::replace(node.start, node.end, quoted(new))]),
            Value::Scalar(text, style) if is_text => (text, *style),
            _ => {
                let reason = format!("the value of `{}` is not text", tree.key(key));
                return Err(self.error(ErrorCode::Unsupported, reason, value));
            }
        };
        if style == Style::Block {
            return self.replace_block_scalar(key, value, new);
        }
        if node.start == node.end && text.is_empty() && style == Style::Plain {
            if node.properties.is_some() {
                return Err(self.error(
                    ErrorCode::Unsupported,
                    "an anchor or a tag on nothing cannot be kept",
                    value,
                ));
            }
            return match self.colon_after(key) {
                Some(colon) => Ok(vec![Splice::insert(colon + 1, format!(" {}", quoted(new)))]),
                None if self.layout(map) == Layout::Flow => {
                    Ok(vec![Splice::insert(tree.node(key).end, format!(": {}", quoted(new)))])
                }
                None => Err(self.error(ErrorCode::Unsupported, "this key has no `:`", key)),
            };
        }
        // A plain number or `true` was no string; a plain word stays one.
        Ok(vec![Splice::replace(node.start, node.end, scalar_like(style, new))])
    }

    fn remove(&self, map: NodeId, entry: (NodeId, NodeId)) -> Result<Vec<Splice>, Error> {
        match self.layout(map) {
            Layout::Flow => self.remove_flow(map, entry),
            Layout::Block => self.remove_block(entry),
        }
    }

    fn layout(&self, map: NodeId) -> Layout {
        match self.tree.resolved(map).value {
            Value::Map(_, layout) => layout,
            _ => Layout::Block,
        }
    }

    fn own_entries(&self, map: NodeId) -> &[(NodeId, NodeId)] {
        match &self.tree.resolved(map).value {
            Value::Map(entries, _) => entries,
            _ => &[],
        }
    }

    /// Returns how the last key of a mapping is quoted; new keys follow it.
    fn key_style(&self, map: NodeId) -> Style {
        let last = self.own_entries(map).iter().rev().find(|(key, _)| !self.tree.is_merge(*key));
        last.map_or_else(|| self.default_key_style(), |(key, _)| self.style_of(*key))
    }

    fn style_of(&self, key: NodeId) -> Style {
        match &self.tree.node(key).value {
            Value::Scalar(_, style) if *style != Style::Block => *style,
            _ => Style::Plain,
        }
    }

    /// In a document that begins with `{`, keys are quoted as in JSON.
    fn default_key_style(&self) -> Style {
        let root = self
            .tree
            .documents
            .get(self.place.document)
            .map(|root| &self.tree.resolved(*root).value);
        if matches!(root, Some(Value::Map(_, Layout::Flow))) { Style::Double } else { Style::Plain }
    }

    /// Finds the `:` behind a key, if only blanks are between.
    fn colon_after(&self, key: NodeId) -> Option<usize> {
        let end = self.tree.node(key).end;
        let rest = self.tree.slice(end, self.tree.source.len());
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        rest.get(blanks..)?.starts_with(':').then_some(end + blanks)
    }

    /// Returns where the text of an entry's value ends, without a comment behind it.
    fn content_end(&self, key: NodeId, value: NodeId) -> usize {
        let node = self.tree.node(value);
        match &node.value {
            Value::Map(entries, Layout::Block) => {
                entries.last().map_or(node.start, |(key, value)| self.content_end(*key, *value))
            }
            Value::Seq(items, Layout::Block) => {
                items.last().map_or(node.start, |item| self.content_end(*item, *item))
            }
            Value::Scalar(_, style) if *style != Style::Block && node.start == node.end => {
                let properties = node.properties.map_or(0, |_| node.end);
                self.colon_after(key)
                    .map_or(self.tree.node(key).end, |colon| colon + 1)
                    .max(properties)
            }
            Value::Scalar(_, Style::Block) => {
                // The parser ends a block scalar where it stops looking: behind the blanks of the next line.
                let line = self.tree.line_start(node.end);
                if self.tree.slice(line, node.end).trim().is_empty() { line } else { node.end }
            }
            _ => node.end,
        }
    }
}
