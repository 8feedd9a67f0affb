//! A document as nodes with their places in the text. The text itself is never rebuilt from it.

mod builder;

use std::borrow::Cow;
use std::collections::HashSet;

pub(super) use self::builder::{Builder, NewNode, TEMPLATE};
use crate::Position;

pub(super) type NodeId = usize;

#[derive(Debug)]
pub(super) struct Tree<'a> {
    pub(super) source: &'a str,
    pub(super) documents: Vec<NodeId>,
    nodes: Vec<Node<'a>>,
    /// Where each line begins.
    lines: Vec<usize>,
    /// The number of characters before every [`BLOCK`] bytes. A hostile text may be one line of megabytes.
    characters: Vec<usize>,
}

const BLOCK: usize = 512;

#[derive(Debug)]
pub(super) struct Node<'a> {
    pub(super) value: Value<'a>,
    /// The first byte of the value, or of its first key; the byte after it. The end of a block collection says nothing.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The first byte of the anchor or the tag, if there is one.
    pub(super) properties: Option<usize>,
    pub(super) anchored: bool,
    pub(super) tag: Option<Cow<'a, str>>,
    /// Depth and number of nodes with aliases followed.
    height: usize,
    weight: usize,
}

#[derive(Debug)]
pub(super) enum Value<'a> {
    Scalar(Cow<'a, str>, Style),
    Seq(Vec<NodeId>, Layout),
    Map(Vec<(NodeId, NodeId)>, Layout),
    Alias(NodeId),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Single,
    Double,
    Block,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    Block,
    Flow,
}

/// What a scalar means to Kubernetes, which knows YAML 1.1 through Go's `yaml.v2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Null,
    Bool,
    Number,
    Text,
}

pub(super) const STR_TAG: &str = "tag:yaml.org,2002:str";

static NOTHING: Node<'static> = Node {
    value: Value::Scalar(Cow::Borrowed(""), Style::Plain),
    start: 0,
    end: 0,
    properties: None,
    anchored: false,
    tag: None,
    height: 1,
    weight: 1,
};

impl<'a> Tree<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        let mut lines = vec![0];
        let bytes = source.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            let lone_return = *byte == b'\r' && bytes.get(at + 1) != Some(&b'\n');
            if *byte == b'\n' || lone_return {
                lines.push(at + 1);
            }
        }
        let mut characters = vec![0];
        let mut sum = 0;
        for block in bytes.chunks(BLOCK) {
            sum += block.iter().filter(|byte| begins_character(**byte)).count();
            characters.push(sum);
        }
        Self { source, documents: Vec::new(), nodes: Vec::new(), lines, characters }
    }

    pub(super) fn node(&self, id: NodeId) -> &Node<'a> {
        self.nodes.get(id).unwrap_or(&NOTHING)
    }

    /// Follows an alias to what it stands for.
    pub(super) fn target(&self, id: NodeId) -> NodeId {
        match self.node(id).value {
            Value::Alias(target) => target,
            _ => id,
        }
    }

    pub(super) fn resolved(&self, id: NodeId) -> &Node<'a> {
        self.node(self.target(id))
    }

    /// Returns the text of a key; keys are scalars, the builder sees to that.
    pub(super) fn key(&self, id: NodeId) -> &str {
        match &self.resolved(id).value {
            Value::Scalar(text, _) => text,
            _ => "",
        }
    }

    pub(super) fn meaning(&self, id: NodeId) -> Option<Meaning> {
        let node = self.resolved(id);
        let Value::Scalar(text, style) = &node.value else { return None };
        Some(match (&node.tag, style) {
            (Some(tag), _) if tag == STR_TAG || tag == "!" => Meaning::Text,
            (Some(tag), _) if tag.ends_with(":null") => Meaning::Null,
            (Some(tag), _) if tag.ends_with(":bool") => Meaning::Bool,
            (Some(tag), _) if tag.ends_with(":int") || tag.ends_with(":float") => Meaning::Number,
            (_, Style::Plain) => plain_meaning(text),
            _ => Meaning::Text,
        })
    }

    pub(super) fn is_null(&self, id: NodeId) -> bool {
        self.meaning(id) == Some(Meaning::Null)
    }

    /// Returns the text of a scalar that Kubernetes reads as a string.
    pub(super) fn text(&self, id: NodeId) -> Option<&str> {
        match (&self.resolved(id).value, self.meaning(id)) {
            (Value::Scalar(text, _), Some(Meaning::Text)) => Some(text),
            _ => None,
        }
    }

    /// Returns the entries of a mapping as a reader sees them: own keys first, then those of merge keys.
    pub(super) fn entries(&self, id: NodeId) -> Vec<(NodeId, NodeId)> {
        let Value::Map(own, _) = &self.resolved(id).value else { return Vec::new() };
        if !own.iter().any(|(key, _)| self.is_merge(*key)) {
            return own.clone();
        }
        let mut seen: HashSet<&str> = HashSet::new();
        let mut entries = Vec::new();
        for (key, value) in own.iter().filter(|(key, _)| !self.is_merge(*key)) {
            seen.insert(self.key(*key));
            entries.push((*key, *value));
        }
        for (_, merged) in own.iter().filter(|(key, _)| self.is_merge(*key)) {
            let sources = match &self.resolved(*merged).value {
                Value::Seq(items, _) => items.clone(),
                _ => vec![*merged],
            };
            for source in sources {
                for (key, value) in self.entries(source) {
                    if seen.insert(self.key(key)) {
                        entries.push((key, value));
                    }
                }
            }
        }
        entries
    }

    /// Returns the value of a key as a reader sees it.
    pub(super) fn get(&self, id: NodeId, key: &str) -> Option<NodeId> {
        self.own(id, key).map(|(_, value)| value).or_else(|| {
            let found = self.entries(id).into_iter().find(|(known, _)| self.key(*known) == key);
            found.map(|(_, value)| value)
        })
    }

    /// Returns the entry that stands in the mapping itself, not in one merged into it.
    pub(super) fn own(&self, id: NodeId, key: &str) -> Option<(NodeId, NodeId)> {
        let Value::Map(own, _) = &self.resolved(id).value else { return None };
        own.iter().copied().find(|(known, _)| self.key(*known) == key && !self.is_merge(*known))
    }

    /// Finds an anchor in a node, or in what it holds, that an alias anywhere refers to.
    pub(super) fn lent(&self, id: NodeId) -> Option<NodeId> {
        let node = self.node(id);
        let is_target =
            |other: &Node<'_>| matches!(other.value, Value::Alias(target) if target == id);
        if node.anchored && self.nodes.iter().any(is_target) {
            return Some(id);
        }
        match &node.value {
            Value::Seq(items, _) => items.iter().find_map(|item| self.lent(*item)),
            Value::Map(entries, _) => entries
                .iter()
                .find_map(|(key, value)| self.lent(*key).or_else(|| self.lent(*value))),
            Value::Scalar(..) | Value::Alias(_) => None,
        }
    }

    pub(super) fn is_merge(&self, key: NodeId) -> bool {
        matches!(&self.node(key).value, Value::Scalar(text, Style::Plain) if text == "<<")
    }

    /// Returns the first byte of a node with its anchor and tag.
    pub(super) fn outer_start(&self, id: NodeId) -> usize {
        let node = self.node(id);
        node.properties.map_or(node.start, |properties| properties.min(node.start))
    }

    pub(super) fn position(&self, document: usize, offset: usize) -> Position {
        let (line, start) = self.line_of(offset);
        let mark = usize::from(start == 0 && offset > 0 && self.source.starts_with('\u{feff}'));
        let column =
            self.characters_before(offset).saturating_sub(self.characters_before(start) + mark);
        Position { document, line: line + 1, column: column + 1 }
    }

    fn characters_before(&self, offset: usize) -> usize {
        let block = offset / BLOCK;
        let rest = self.source.as_bytes().get(block * BLOCK..offset).unwrap_or(&[]);
        self.characters.get(block).copied().unwrap_or(0)
            + rest.iter().filter(|byte| begins_character(**byte)).count()
    }

    /// Returns the column of a byte, counted in characters from zero.
    pub(super) fn column(&self, offset: usize) -> usize {
        self.position(0, offset).column - 1
    }

    /// Returns the number of the line that holds a byte, from zero, and where it begins.
    fn line_of(&self, offset: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= offset).saturating_sub(1);
        (line, self.lines.get(line).copied().unwrap_or(0))
    }

    pub(super) fn line_start(&self, offset: usize) -> usize {
        self.line_of(offset).1
    }

    /// Returns where the next line begins, or the end of the text.
    pub(super) fn next_line(&self, offset: usize) -> usize {
        let (line, _) = self.line_of(offset);
        self.lines.get(line + 1).copied().unwrap_or(self.source.len())
    }

    pub(super) fn slice(&self, from: usize, to: usize) -> &'a str {
        self.source.get(from..to).unwrap_or("")
    }
}

fn begins_character(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

/// The words and numbers that Go's `yaml.v2` does not read as strings. Times are strings to it.
fn plain_meaning(text: &str) -> Meaning {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Meaning::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" | "true" | "True" | "TRUE" | "n"
        | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" | "false" | "False" | "FALSE" => {
            return Meaning::Bool;
        }
        ".nan" | ".NaN" | ".NAN" | ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF"
        | "-.inf" | "-.Inf" | "-.INF" => return Meaning::Number,
        _ => {}
    }
    if is_number(text) { Meaning::Number } else { Meaning::Text }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return false;
    }
    let plain: String = digits.chars().filter(|c| *c != '_').collect();
    let radix = |prefix: &str, radix: u32| {
        plain
            .strip_prefix(prefix)
            .is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_digit(radix)))
    };
    radix("0x", 16)
        || radix("0X", 16)
        || radix("0o", 8)
        || radix("0b", 2)
        || (plain.parse::<f64>().is_ok()
            && plain.chars().all(|c| c.is_ascii_digit() || ".eE+-".contains(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_mean_what_kubectl_reads() {
        for text in [
            "nginx",
            "1.27.3",
            "12:30",
            "2026-11-22T00:00:00Z",
            "None",
            "0xg",
            ".",
            "-",
            "e5",
            "1e",
            "v1",
            "0.1-rc1",
        ] {
            assert_eq!(plain_meaning(text), Meaning::Text, "{text}");
        }
        for text in [
            "1", "1.27", "1_000", "0x1F", "0o17", "0b1", "-1", "+.5", "1e3", "6.02E+23", ".inf",
            "017",
        ] {
            assert_eq!(plain_meaning(text), Meaning::Number, "{text}");
        }
        assert_eq!(plain_meaning("on"), Meaning::Bool);
        assert_eq!(plain_meaning("~"), Meaning::Null);
    }

    #[test]
    fn positions_know_every_line_break_and_the_byte_order_mark() {
        let tree = Tree::new("\u{feff}a\r\nbé c\rd\ne");
        let at = |needle: &str| {
            let position = tree.position(1, tree.source.find(needle).unwrap());
            (position.line, position.column)
        };
        assert_eq!((at("a"), at("c"), at("d"), at("e")), ((1, 1), (2, 4), (3, 1), (4, 1)));
    }
}
