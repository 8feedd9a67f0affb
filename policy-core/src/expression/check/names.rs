//! Variables, fields, keys and indices.

use super::super::environment::{ENVIRONMENT, Field, Type};
use super::super::fault::Fault;
use super::super::parse::{Ast, Kind};
use super::super::tree::{Constant, Node, Op, Part};
use super::Checker;
use crate::code::Code;
use crate::policy::nearest::nearest;
use crate::policy::reader::listed;
use crate::policy::schema::vulnerability::METRICS;

const PARTS: [(&str, Part, Type); 6] = [
    ("type", Part::Type, Type::Text),
    ("namespace", Part::Namespace, Type::Text),
    ("name", Part::Name, Type::Text),
    ("version", Part::Version, Type::Version),
    ("subpath", Part::Subpath, Type::Text),
    ("qualifiers", Part::Qualifiers, Type::Map),
];

impl Checker<'_> {
    /// Checks a name, or a field of something.
    pub(super) fn named(&mut self, ast: &Ast) -> Option<(Op, Type)> {
        if let Some(path) = self.path(ast) {
            if let Some(entry) = ENVIRONMENT.iter().find(|entry| entry.path == path) {
                return Some((Op::Field(entry.field), entry.kind));
            }
            let is_record = ENVIRONMENT
                .iter()
                .any(|entry| entry.path.strip_prefix(&path).is_some_and(|r| r.starts_with('.')));
            if is_record {
                let keys = keys_of(&path);
                let fault = self.fault(
                    Code::ExpressionType,
                    ast,
                    format!("`{path}` is not a value; name one of its fields"),
                );
                fault.help = Some(format!("it has {}", listed(&keys)));
                return None;
            }
        }
        match &ast.kind {
            Kind::Name(name) => {
                if let Some((local, kind)) = &self.local
                    && local == name
                {
                    return Some((Op::Local, *kind));
                }
                let known = roots().into_iter().chain(self.local.iter().map(|l| l.0.as_str()));
                let suggestion =
                    elsewhere(name).or_else(|| nearest(name, known).map(str::to_owned));
                let fault = Fault::new(
                    Code::ExpressionUnknownName,
                    ast.start,
                    ast.end,
                    format!("unknown variable `{name}`"),
                );
                let fault = self.push(fault);
                fault.suggestion = suggestion;
                if fault.suggestion.is_none() {
                    fault.help = Some(format!("there are {}", listed(&roots())));
                }
                None
            }
            Kind::Field { of, name } => {
                let parent = self.path(of).filter(|path| !keys_of(path).is_empty());
                match parent {
                    Some(parent) => self.unknown_field(ast, &parent, name),
                    None => {
                        let node = self.node(of)?;
                        self.field_of(ast, node, name)
                    }
                }
            }
            _ => None,
        }
    }

    /// The dotted text of a chain of names that begins with a variable of the environment.
    fn path(&self, ast: &Ast) -> Option<String> {
        match &ast.kind {
            Kind::Name(name) => {
                let local = self.local.as_ref().is_some_and(|(local, _)| local == name);
                (!local).then(|| name.clone())
            }
            Kind::Field { of, name } => Some(format!("{}.{name}", self.path(of)?)),
            _ => None,
        }
    }

    fn unknown_field<T>(&mut self, ast: &Ast, parent: &str, name: &str) -> Option<T> {
        let keys = keys_of(parent);
        let suggestion = nearest(name, keys.iter().copied())
            .map(|key| format!("{parent}.{key}"))
            .or_else(|| elsewhere(name));
        let fault = self.fault(
            Code::ExpressionUnknownName,
            ast,
            format!("unknown field `{parent}.{name}`"),
        );
        if suggestion.is_none() {
            fault.help = Some(format!("`{parent}` has {}", listed(&keys)));
        }
        fault.suggestion = suggestion;
        None
    }

    /// A field of a value: of a package URL, or an entry of a map.
    fn field_of(&mut self, ast: &Ast, node: Node, name: &str) -> Option<(Op, Type)> {
        match node.kind {
            Type::Purl => {
                if let Some((_, part, kind)) = PARTS.iter().find(|(known, ..)| *known == name) {
                    return Some((Op::Part(*part, Box::new(node)), *kind));
                }
                let known: Vec<&str> = PARTS.iter().map(|(known, ..)| *known).collect();
                let message = format!("a purl has no field `{name}`");
                let fault = self.fault(Code::ExpressionUnknownName, ast, message);
                fault.suggestion = nearest(name, known.iter().copied()).map(str::to_owned);
                fault.help = Some(format!("it has {}", listed(&known)));
                None
            }
            Type::Map if matches!(node.op, Op::Field(Field::FindingCvss)) => {
                if METRICS.key(name).is_some() {
                    return Some(entry(ast, node, name));
                }
                let message = format!("CVSS has no metric `{name}`");
                let fault = self.fault(Code::ExpressionUnknownName, ast, message);
                fault.suggestion = nearest(name, METRICS.keys.iter().map(|key| key.name))
                    .map(|near| format!("finding.cvss.{near}"));
                None
            }
            Type::Map => Some(entry(ast, node, name)),
            kind => {
                let message = format!("a {kind} has no fields");
                self.fault(Code::ExpressionType, ast, message);
                None
            }
        }
    }

    pub(super) fn index(&mut self, ast: &Ast, of: &Ast, key: &Ast) -> Option<(Op, Type)> {
        let node = self.node(of);
        let key_node = self.node(key);
        let (node, key) = (node?, key_node?);
        if node.kind == Type::Map {
            let key = Box::new(self.coerce(key, Type::Text)?);
            return Some((Op::Entry(Box::new(node), key), Type::Text));
        }
        let Some(element) = node.kind.element() else {
            let message = format!("a {} has no elements", node.kind);
            self.fault(Code::ExpressionType, ast, message);
            return None;
        };
        let key = Box::new(self.coerce(key, Type::Number)?);
        Some((Op::Element(Box::new(node), key), element))
    }
}

/// The entry of a map under a name.
fn entry(ast: &Ast, map: Node, name: &str) -> (Op, Type) {
    let key = Node {
        op: Op::Constant(Constant::Text(name.to_owned())),
        kind: Type::Text,
        start: ast.end.saturating_sub(name.len()),
        end: ast.end,
    };
    (Op::Entry(Box::new(map), Box::new(key)), Type::Text)
}

/// The names that may follow a path.
fn keys_of(path: &str) -> Vec<&'static str> {
    let mut keys: Vec<&str> = ENVIRONMENT
        .iter()
        .filter_map(|entry| entry.path.strip_prefix(path)?.strip_prefix('.'))
        .map(|rest| rest.split('.').next().unwrap_or(rest))
        .collect();
    keys.dedup();
    keys
}

pub(super) fn roots() -> Vec<&'static str> {
    let mut roots: Vec<&str> =
        ENVIRONMENT.iter().map(|entry| entry.path.split('.').next().unwrap_or("")).collect();
    roots.dedup();
    roots
}

/// A field of that name of something else.
fn elsewhere(name: &str) -> Option<String> {
    let ends_in = |wanted: &str| {
        let mut paths = ENVIRONMENT.iter().map(|entry| entry.path);
        paths.find(|path| path.rsplit('.').next() == Some(wanted)).map(str::to_owned)
    };
    let ends = ENVIRONMENT.iter().filter_map(|entry| entry.path.rsplit('.').next());
    ends_in(name).or_else(|| ends_in(nearest(name, ends)?))
}
