//! Blank nodes, which are called something in their own document alone.

use std::collections::{HashMap, HashSet};

use super::source::Source;
use super::whole;
use crate::convert::words::id::Ids;
use crate::merge::names::Renames;
use crate::tree::ValueId;

/// The blank nodes that are in the result.
#[derive(Default)]
pub(super) struct Blanks {
    /// By what they were called and what they say: whose they are, and what they are called now.
    met: HashMap<(String, String), (usize, String)>,
}

impl Blanks {
    /// Gives the blank nodes of a document names of their own, but for those that an earlier document
    /// has as well: under the same name, saying the same of the same. Returns these.
    pub(super) fn rename(
        &mut self,
        source: &Source<'_>,
        position: usize,
        ids: &mut Ids,
        renames: &mut Renames,
    ) -> Vec<ValueId> {
        let items: Vec<_> = source.items.iter().filter(|item| item.is_blank()).collect();
        let mut texts = Vec::new();
        // The document that has the node as well, and the nodes that speak of it.
        let mut same: HashMap<&str, usize> = HashMap::new();
        let mut speakers: HashMap<String, Vec<&str>> = HashMap::new();
        let mut mentions = Vec::new();
        for item in &items {
            let (tree, text) = whole(source, item.value);
            let mut open = vec![tree.root()];
            while let Some(value) = open.pop() {
                let blank =
                    value.as_str().filter(|text| text.starts_with("_:") && *text != item.id);
                if let Some(blank) = blank {
                    speakers.entry(blank.to_owned()).or_default().push(&item.id);
                    mentions.push((item.id.as_str(), blank.to_owned()));
                }
                open.extend(value.children());
            }
            let key = (item.id.clone(), text);
            if let Some((document, _)) = self.met.get(&key) {
                same.insert(&item.id, *document);
            }
            texts.push(key);
        }
        // What speaks of another node than before is another one.
        let is_other =
            |same: &HashMap<&str, usize>, id: &str, other: &str| same.get(id) != same.get(other);
        let mut open: Vec<&str> = mentions
            .iter()
            .filter(|(id, other)| is_other(&same, id, other))
            .map(|(id, _)| *id)
            .collect();
        open.extend(items.iter().map(|item| item.id.as_str()).filter(|id| !same.contains_key(id)));
        let mut others = HashSet::new();
        while let Some(id) = open.pop() {
            if others.insert(id) {
                same.remove(id);
                open.extend(speakers.get(id).into_iter().flatten());
            }
        }
        let mut known = Vec::new();
        let mut named = HashSet::new();
        for (item, key) in items.iter().zip(texts) {
            if same.contains_key(item.id.as_str()) {
                if let Some((_, name)) = self.met.get(&key) {
                    renames.insert(item.id.clone(), name.clone());
                }
                known.push(item.value.id());
            } else if named.insert(&item.id) {
                let name = ids.take(item.id.clone());
                renames.insert(item.id.clone(), name.clone());
                self.met.entry(key).or_insert((position, name));
            }
        }
        known
    }
}
