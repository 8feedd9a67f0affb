//! Licence expressions as RDF has them, sets of sets, and as SPDX 2 JSON has them, texts.

use std::collections::HashMap;
use std::rc::Rc;

use crate::error::{Code, Error};
use crate::spdx::rdf::graph::{Graph, Name, Object};
use crate::spdx::rdf::read::{range, split};
use crate::spdx::rdf::vocabulary::{LICENSES, NO_ASSERTION, NONE, expand};

/// Turns licences into expressions, each once.
#[derive(Debug)]
pub(super) struct Licences<'g> {
    graph: &'g Graph,
    /// The document's namespace, without `#`.
    namespace: &'g str,
    /// The ids of other documents, by their namespaces.
    documents: HashMap<String, String>,
    /// What is known; `None` while a set is being put together.
    known: HashMap<Name, Option<Text>>,
    /// The statements that went into expressions since somebody asked.
    used: Vec<usize>,
    /// The bytes that expressions may still take: sets of sets can double at every level.
    room: usize,
}

#[derive(Clone, Debug)]
struct Text {
    text: Rc<str>,
    /// It needs parentheses within a larger one.
    is_set: bool,
}

/// A set whose members are being looked at.
struct Open {
    node: Name,
    kind: Kind,
    members: Vec<Name>,
    exception: Option<Name>,
    done: Vec<Text>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    And,
    Or,
    With,
    OrLater,
}

impl<'g> Licences<'g> {
    pub(super) fn new(graph: &'g Graph, namespace: &'g str) -> Self {
        let (documents, known) = (HashMap::new(), HashMap::new());
        let room = (16 << 20) + 64 * graph.statements.len();
        Self { graph, namespace, documents, known, used: Vec::new(), room }
    }

    pub(super) fn add_document(&mut self, namespace: &str, id: &str) {
        self.documents.entry(namespace.to_owned()).or_insert_with(|| id.to_owned());
    }

    pub(super) fn take_used(&mut self) -> Vec<usize> {
        std::mem::take(&mut self.used)
    }

    /// Reports whether the node is a licence that an expression tells of.
    pub(super) fn is_known(&self, node: Name) -> bool {
        self.known.contains_key(&node)
    }

    /// Returns what an element or licence with that IRI is called in the document.
    pub(super) fn local(&self, iri: &str) -> String {
        let inner = iri.strip_prefix(self.namespace).and_then(|rest| rest.strip_prefix('#'));
        match inner.map_or_else(|| split(iri), |id| Some((self.namespace, id))) {
            Some((namespace, id)) if namespace == self.namespace => id.to_owned(),
            Some((namespace, id)) => match self.documents.get(namespace) {
                Some(document) => format!("{document}:{id}"),
                None => iri.to_owned(),
            },
            None => expand(iri).into_owned(),
        }
    }

    /// Returns the expression that a licence or set of licences stands for.
    pub(super) fn expression(
        &mut self,
        source: &str,
        node: Name,
        starts: &[u32],
        order: &[u32],
    ) -> Result<String, Error> {
        let mut open: Vec<Open> = Vec::new();
        let mut next = node;
        loop {
            let text = match self.known.get(&next) {
                Some(Some(text)) => text.clone(),
                // A set within itself: there is no such expression.
                Some(None) => Text { text: "NOASSERTION".into(), is_set: false },
                None => match self.open(source, next, starts, order) {
                    Ok(set) => {
                        self.known.insert(next, None);
                        open.push(set);
                        let Some(first) = open.last_mut().and_then(|set| set.members.pop()) else {
                            // A set of nothing.
                            let Some(set) = open.pop() else { return Ok(String::new()) };
                            self.known.insert(set.node, Some(Text::simple("NOASSERTION")));
                            next = set.node;
                            continue;
                        };
                        next = first;
                        continue;
                    }
                    Err(text) => {
                        self.known.insert(next, Some(text.clone()));
                        text
                    }
                },
            };
            let Some(set) = open.last_mut() else { return Ok(text.text.to_string()) };
            set.done.push(text);
            if let Some(member) = set.members.pop() {
                next = member;
                continue;
            }
            let Some(set) = open.pop() else { return Ok(String::new()) };
            let exception = set.exception.map(|exception| self.simple(exception));
            let text = set.join(exception.as_deref());
            let Some(room) = self.room.checked_sub(text.text.len()) else {
                return Err(Error::new(Code::TooLarge, "licence expressions are too long"));
            };
            self.room = room;
            self.known.insert(set.node, Some(text));
            next = set.node;
        }
    }

    /// Begins a set; what is none is returned as text.
    fn open(
        &mut self,
        source: &str,
        node: Name,
        starts: &[u32],
        order: &[u32],
    ) -> Result<Open, Text> {
        let graph = self.graph;
        let (start, end) = range(starts, node);
        let mut kind = None;
        let mut members = Vec::new();
        let mut exception = None;
        let mut id = None;
        let mut used = Vec::new();
        for &at in order.get(start..end).unwrap_or_default() {
            let at = at as usize;
            let Some(statement) = graph.statements.get(at) else { continue };
            match (graph.text_of(statement.predicate), statement.object) {
                ("rdf:type", Object::Resource(class)) => {
                    kind = match graph.text_of(class) {
                        "spdx:ConjunctiveLicenseSet" => Some(Kind::And),
                        "spdx:DisjunctiveLicenseSet" => Some(Kind::Or),
                        "spdx:WithExceptionOperator" => Some(Kind::With),
                        "spdx:OrLaterOperator" => Some(Kind::OrLater),
                        _ => kind,
                    };
                    continue;
                }
                ("spdx:member", Object::Resource(member)) => members.push(member),
                ("spdx:licenseException", Object::Resource(resource)) => exception = Some(resource),
                ("spdx:licenseId", Object::Literal(literal)) => {
                    id = Some(graph.literal(source, literal.text));
                    continue;
                }
                _ => continue,
            }
            used.push(at);
        }
        let Some(kind) = kind else {
            return Err(Text::simple(id.unwrap_or(&self.simple(node))));
        };
        self.used.append(&mut used);
        members.dedup();
        // Taken from the end, the first one comes first.
        members.reverse();
        Ok(Open { node, kind, members, exception, done: Vec::new() })
    }

    /// Returns the id of a licence or exception by its IRI.
    fn simple(&self, node: Name) -> String {
        let text = self.graph.text_of(node);
        match text {
            NONE => "NONE".to_owned(),
            NO_ASSERTION => "NOASSERTION".to_owned(),
            _ => match text
                .strip_prefix(LICENSES)
                .or_else(|| text.strip_prefix("https://spdx.org/licenses/"))
            {
                Some(id) => id.to_owned(),
                None => self.local(text),
            },
        }
    }
}

impl Text {
    fn simple(text: &str) -> Self {
        Self { text: text.into(), is_set: false }
    }
}

impl Open {
    fn join(&self, exception: Option<&str>) -> Text {
        let (first, rest) = match self.done.split_first() {
            Some((first, [])) if matches!(self.kind, Kind::And | Kind::Or) => return first.clone(),
            Some((first, rest)) => (first, rest),
            None => return Text::simple("NOASSERTION"),
        };
        let mut text = String::new();
        let mut push = |member: &Text| match member.is_set {
            true => text.push_str(&format!("({})", member.text)),
            false => text.push_str(&member.text),
        };
        push(first);
        match self.kind {
            Kind::And | Kind::Or => {
                let operator = if self.kind == Kind::And { " AND " } else { " OR " };
                for member in rest {
                    text.push_str(operator);
                    match member.is_set {
                        true => text.push_str(&format!("({})", member.text)),
                        false => text.push_str(&member.text),
                    }
                }
                Text { text: text.into(), is_set: true }
            }
            Kind::With => {
                if let Some(exception) = exception {
                    text.push_str(" WITH ");
                    text.push_str(exception);
                }
                Text { text: text.into(), is_set: false }
            }
            Kind::OrLater => {
                text.push('+');
                Text { text: text.into(), is_set: false }
            }
        }
    }
}

/// A licence expression, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expression<'t> {
    /// The id of a licence.
    Id(&'t str),
    /// `id+`, where the list has no such id.
    OrLater(&'t str),
    /// A licence with an exception.
    With(Box<Self>, &'t str),
    All(Vec<Self>),
    Any(Vec<Self>),
}

impl<'t> Expression<'t> {
    /// Takes an expression apart; `None` if it is none, or nested absurdly.
    pub(super) fn parse(text: &'t str) -> Option<Self> {
        let mut parser = Parser { rest: text };
        let expression = parser.any(0)?;
        parser.rest.trim().is_empty().then_some(expression)
    }
}

struct Parser<'t> {
    rest: &'t str,
}

const MAX_DEPTH: usize = 32;

impl<'t> Parser<'t> {
    /// Returns the next word or parenthesis; nothing at the end.
    fn peek(&self) -> &'t str {
        let rest = self.rest.trim_start();
        let end = match rest.as_bytes().first() {
            Some(b'(' | b')') => 1,
            _ => rest.find([' ', '\t', '\r', '\n', '(', ')']).unwrap_or(rest.len()),
        };
        rest.get(..end).unwrap_or_default()
    }

    fn take(&mut self) -> &'t str {
        let token = self.peek();
        self.rest = self.rest.trim_start().get(token.len()..).unwrap_or_default();
        token
    }

    fn any(&mut self, depth: usize) -> Option<Expression<'t>> {
        self.list("OR", depth, Self::all, Expression::Any)
    }

    fn all(&mut self, depth: usize) -> Option<Expression<'t>> {
        self.list("AND", depth, Self::with, Expression::All)
    }

    fn list(
        &mut self,
        operator: &str,
        depth: usize,
        member: fn(&mut Self, usize) -> Option<Expression<'t>>,
        join: fn(Vec<Expression<'t>>) -> Expression<'t>,
    ) -> Option<Expression<'t>> {
        let first = member(self, depth)?;
        if self.peek() != operator {
            return Some(first);
        }
        let mut members = vec![first];
        while self.peek() == operator {
            self.take();
            members.push(member(self, depth)?);
        }
        Some(join(members))
    }

    fn with(&mut self, depth: usize) -> Option<Expression<'t>> {
        let licence = self.one(depth)?;
        if self.peek() != "WITH" {
            return Some(licence);
        }
        self.take();
        let exception = self.take();
        let is_simple = matches!(licence, Expression::Id(_) | Expression::OrLater(_));
        (is_simple && is_id(exception)).then(|| Expression::With(Box::new(licence), exception))
    }

    fn one(&mut self, depth: usize) -> Option<Expression<'t>> {
        let token = self.take();
        if token == "(" {
            let inner = if depth < MAX_DEPTH { self.any(depth + 1) } else { None };
            return inner.filter(|_| self.take() == ")");
        }
        match token.strip_suffix('+') {
            Some(id) if is_id(id) && !LISTED_WITH_PLUS.contains(&token) => {
                Some(Expression::OrLater(id))
            }
            Some(id) if is_id(id) => Some(Expression::Id(token)),
            Some(_) => None,
            None => is_id(token).then_some(Expression::Id(token)),
        }
    }
}

/// Ids of the licence list that end so.
const LISTED_WITH_PLUS: [&str; 6] =
    ["GPL-1.0+", "GPL-2.0+", "GPL-3.0+", "LGPL-2.0+", "LGPL-2.1+", "LGPL-3.0+"];

fn is_id(token: &str) -> bool {
    let is_operator = matches!(token, "AND" | "OR" | "WITH" | "NONE" | "NOASSERTION");
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b".-:".contains(&byte);
    !token.is_empty() && !is_operator && token.bytes().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::Expression::{All, Any, Id, OrLater, With};
    use super::*;

    #[test]
    fn operators_bind_as_the_specification_says() {
        let with = With(Box::new(OrLater("EPL-2.0")), "Classpath-exception-2.0");
        assert_eq!(
            Expression::parse("MIT OR Apache-2.0 AND (EPL-2.0+ WITH Classpath-exception-2.0)"),
            Some(Any(vec![Id("MIT"), All(vec![Id("Apache-2.0"), with])]))
        );
        assert_eq!(Expression::parse("GPL-2.0+"), Some(Id("GPL-2.0+")));
        assert_eq!(
            Expression::parse("DocumentRef-a:LicenseRef-b"),
            Some(Id("DocumentRef-a:LicenseRef-b"))
        );
    }

    #[test]
    fn what_is_no_expression_is_told_apart() {
        let deep = "(".repeat(100_000) + "MIT" + &")".repeat(100_000);
        for text in ["", "MIT OR", "MIT Apache-2.0", "NONE", "(MIT", "MIT)", "GPL v2", "+", &deep] {
            assert_eq!(Expression::parse(text), None, "{text:.20}");
        }
    }
}
