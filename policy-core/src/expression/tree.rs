//! An expression whose names and types are settled.

use regex::Regex;

use super::environment::{Field, Type};
use super::parse::Sign;
use crate::Timestamp;
use crate::licence::{LicencePolicy, ParseOptions};
use crate::severity::Severity;
use crate::version::VersionRange;

/// A node, its type and the bytes it was read from.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) op: Op,
    pub(super) kind: Type,
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Clone, Debug)]
pub(super) enum Op {
    Constant(Constant),
    Field(Field),
    /// The variable of the loop around it.
    Local,
    /// Whether something is known.
    Has(Box<Node>),
    /// A part of a package URL.
    Part(Part, Box<Node>),
    /// The value under a key of a map.
    Entry(Box<Node>, Box<Node>),
    Element(Box<Node>, Box<Node>),
    List(Vec<Node>),
    Not(Box<Node>),
    Minus(Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
    Compare(Sign, Box<Node>, Box<Node>),
    In(Box<Node>, Box<Node>),
    Sum(Sign, Box<Node>, Box<Node>),
    Choice(Box<Node>, Box<Node>, Box<Node>),
    Search(Search, Box<Node>, Box<Node>),
    Matches(Box<Node>, Regex),
    Lower(Box<Node>),
    Upper(Box<Node>),
    Size(Box<Node>),
    Purl(Box<Node>),
    InRange(Box<VersCall>),
    Allowed(Box<Node>, Box<AllowList>),
    Loop(Loop, Box<Node>, Box<Node>),
}

/// `vers(type, version, range)`.
#[derive(Clone, Debug)]
pub(super) struct VersCall {
    pub(super) purl_type: Node,
    pub(super) version: Node,
    pub(super) range: VersionRange,
    /// The type the range is of; `None` if it fits any.
    pub(super) only: Option<String>,
}

/// The licences that an expression allows, read as the policy reads licences.
#[derive(Clone, Debug)]
pub(super) struct AllowList {
    pub(super) policy: LicencePolicy,
    pub(super) options: ParseOptions,
    /// The groups that it names.
    pub(super) groups: Vec<String>,
}

#[derive(Clone, Debug)]
pub(super) enum Constant {
    Bool(bool),
    /// In millionths.
    Number(i64),
    Text(String),
    Severity(Severity),
    Timestamp(Timestamp),
    /// In seconds.
    Duration(i64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Type,
    Namespace,
    Name,
    Version,
    Subpath,
    Qualifiers,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Search {
    Contains,
    StartsWith,
    EndsWith,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loop {
    All,
    Exists,
    ExistsOne,
    Filter,
    Map,
}

impl Node {
    /// The nodes it is made of.
    pub(super) fn children(&self) -> Vec<&Self> {
        match &self.op {
            Op::Constant(_) | Op::Field(_) | Op::Local => Vec::new(),
            Op::Has(a)
            | Op::Part(_, a)
            | Op::Not(a)
            | Op::Minus(a)
            | Op::Matches(a, _)
            | Op::Lower(a)
            | Op::Upper(a)
            | Op::Size(a)
            | Op::Purl(a)
            | Op::Allowed(a, _) => vec![a],
            Op::Entry(a, b)
            | Op::Element(a, b)
            | Op::Compare(_, a, b)
            | Op::In(a, b)
            | Op::Sum(_, a, b)
            | Op::Search(_, a, b)
            | Op::Loop(_, a, b) => vec![a, b],
            Op::InRange(call) => vec![&call.purl_type, &call.version],
            Op::Choice(a, b, c) => vec![a, b, c],
            Op::List(nodes) | Op::And(nodes) | Op::Or(nodes) => nodes.iter().collect(),
        }
    }

    /// The fields it names, in the order of the text.
    pub(super) fn fields(&self) -> Vec<Field> {
        let mut found = Vec::new();
        for node in self.all() {
            if let Op::Field(field) = node.op
                && !found.contains(&field)
            {
                found.push(field);
            }
        }
        found
    }

    /// The lists of licences in it.
    pub(super) fn lists(&self) -> Vec<&AllowList> {
        let mut found = Vec::new();
        for node in self.all() {
            if let Op::Allowed(_, list) = &node.op {
                found.push(&**list);
            }
        }
        found
    }

    /// The node and all below it, in the order of the text.
    fn all(&self) -> Vec<&Self> {
        let mut found = Vec::new();
        let mut open = vec![self];
        while let Some(node) = open.pop() {
            found.push(node);
            open.extend(node.children().into_iter().rev());
        }
        found
    }
}
