//! From a parsed expression to one whose names and types are settled.

mod calls;
mod names;

use super::environment::{Subject, Type, severity};
use super::fault::Fault;
use super::parse::{Ast, Kind, Sign};
use super::tree::{Constant, Node, Op};
use crate::code::Code;
use crate::policy::nearest::nearest;
use crate::policy::reader::listed;
use crate::rules::licence::LicenceDefaults;

/// Checks an expression against the environment. Every fault is collected.
pub(super) fn check(ast: &Ast, licences: &LicenceDefaults) -> Result<(Node, Subject), Vec<Fault>> {
    let mut checker = Checker { licences, faults: Vec::new(), local: None };
    let root = checker.node(ast);
    if let Some(root) = &root {
        if root.kind != Type::Bool {
            let message = format!("a rule asks for a bool, and this is a {}", root.kind);
            checker.fault(Code::ExpressionType, ast, message);
        } else if root.fields().is_empty() {
            let fault =
                checker.fault(Code::ExpressionSubject, ast, "the expression asks for nothing");
            fault.help = Some("name a field of `finding`, `component` or `image`".to_owned());
        }
    }
    match root {
        Some(root) if checker.faults.is_empty() => {
            let subject = root.fields().into_iter().map(|field| field.entry().subject()).max();
            Ok((root, subject.unwrap_or(Subject::Circumstances)))
        }
        _ => Err(checker.faults),
    }
}

struct Checker<'p> {
    /// What the policy says about licences.
    licences: &'p LicenceDefaults,
    faults: Vec<Fault>,
    /// The variable of the loop that is open, and its type.
    local: Option<(String, Type)>,
}

impl Checker<'_> {
    fn fault(&mut self, code: Code, ast: &Ast, message: impl Into<String>) -> &mut Fault {
        self.push(Fault::new(code, ast.start, ast.end, message))
    }

    fn push(&mut self, fault: Fault) -> &mut Fault {
        let index = self.faults.len();
        self.faults.push(fault);
        // INVARIANT: `index` is the length before the push.
        #[expect(clippy::indexing_slicing, reason = "the element was pushed in the line before")]
        &mut self.faults[index]
    }

    /// Checks one node; `None` only after a fault was recorded.
    fn node(&mut self, ast: &Ast) -> Option<Node> {
        let constant = |constant, kind| Some((Op::Constant(constant), kind));
        let (op, kind) = match &ast.kind {
            Kind::Bool(value) => constant(Constant::Bool(*value), Type::Bool),
            Kind::Number(value) => constant(Constant::Number(*value), Type::Number),
            Kind::Text(text) => constant(Constant::Text(text.clone()), Type::Text),
            Kind::Name(_) | Kind::Field { .. } => self.named(ast),
            Kind::Call { of: None, name, arguments, .. } => self.function(ast, name, arguments),
            Kind::Call { of: Some(of), name, arguments, .. } => {
                self.method(ast, of, name, arguments)
            }
            Kind::Index { of, key } => self.index(ast, of, key),
            Kind::List(items) => self.list(items),
            Kind::Not(of) => {
                let of = self.boxed(of, Type::Bool)?;
                Some((Op::Not(of), Type::Bool))
            }
            Kind::Minus(of) => self.minus(of),
            Kind::And(parts) => self.conditions(parts).map(|parts| (Op::And(parts), Type::Bool)),
            Kind::Or(parts) => self.conditions(parts).map(|parts| (Op::Or(parts), Type::Bool)),
            Kind::Binary(Sign::In, a, b) => self.membership(a, b),
            Kind::Binary(sign @ (Sign::Plus | Sign::Minus), a, b) => self.sum(ast, *sign, a, b),
            Kind::Binary(sign, a, b) => self.comparison(ast, *sign, a, b),
            Kind::Choice(condition, yes, no) => {
                let condition = self.boxed(condition, Type::Bool);
                let (yes, no) = (self.node(yes), self.node(no));
                let (yes, no) = self.alike(ast, yes?, no?)?;
                let kind = yes.kind;
                Some((Op::Choice(condition?, Box::new(yes), Box::new(no)), kind))
            }
        }?;
        Some(Node { op, kind, start: ast.start, end: ast.end })
    }

    fn conditions(&mut self, parts: &[Ast]) -> Option<Vec<Node>> {
        let parts: Vec<Option<Node>> =
            parts.iter().map(|part| self.expect(part, Type::Bool)).collect();
        parts.into_iter().collect()
    }

    /// Checks a node that must have a type.
    fn expect(&mut self, ast: &Ast, kind: Type) -> Option<Node> {
        let node = self.node(ast)?;
        self.coerce(node, kind)
    }

    fn boxed(&mut self, ast: &Ast, kind: Type) -> Option<Box<Node>> {
        self.expect(ast, kind).map(Box::new)
    }

    /// Reads a literal text as what stands beside it.
    fn coerce(&mut self, mut node: Node, kind: Type) -> Option<Node> {
        let wrong = |code, message: String| Fault::new(code, node.start, node.end, message);
        let fault = match (&node.op, kind) {
            (Op::Constant(Constant::Text(text)), Type::Word(words)) => {
                if words.contains(&text.as_str()) {
                    return Some(node);
                }
                let message = format!("`{text}` is none of {}", listed(words));
                let mut fault = wrong(Code::ExpressionText, message);
                fault.suggestion = nearest(text, words.iter().copied()).map(quoted);
                fault
            }
            (Op::Constant(Constant::Text(text)), Type::Severity) => match severity(text) {
                Some(level) => {
                    node.op = Op::Constant(Constant::Severity(level));
                    node.kind = Type::Severity;
                    return Some(node);
                }
                None => {
                    let levels = ["none", "negligible", "low", "medium", "high", "critical"];
                    let message = format!("`{text}` is none of {}", listed(&levels));
                    let mut fault = wrong(Code::ExpressionText, message);
                    fault.suggestion = nearest(text, levels.into_iter()).map(quoted);
                    fault
                }
            },
            (_, Type::Text | Type::Version) if node.kind.is_text() => return Some(node),
            (_, Type::Word(_)) if node.kind.is_text() => return Some(node),
            (_, Type::Texts | Type::List(_)) if node.kind == Type::Nothing => return Some(node),
            _ if node.kind == kind => return Some(node),
            (_, wanted) => {
                let message = format!("expected a {wanted}, found a {}", node.kind);
                let fault = wrong(Code::ExpressionType, message);
                match (wanted, node.kind) {
                    (Type::Timestamp, Type::Text) => {
                        fault.help("write `timestamp(\"2026-03-01\")`")
                    }
                    (Type::Duration, Type::Text) => fault.help("write `duration(\"30d\")`"),
                    (Type::Bool, Type::Texts | Type::List(_)) => fault.help("ask for its `size()`"),
                    _ => fault,
                }
            }
        };
        self.push(fault);
        None
    }

    /// Makes two nodes one type, if one of them is a literal that can be read so.
    fn alike(&mut self, ast: &Ast, a: Node, b: Node) -> Option<(Node, Node)> {
        if a.kind == b.kind {
            return Some((a, b));
        }
        let is_literal = |node: &Node| matches!(node.op, Op::Constant(Constant::Text(_)));
        let takes_text = |kind| matches!(kind, Type::Severity | Type::Word(_));
        if is_literal(&b) && takes_text(a.kind) || b.kind == Type::Nothing {
            let kind = a.kind;
            return Some((a, self.coerce(b, kind)?));
        }
        if is_literal(&a) && takes_text(b.kind) || a.kind == Type::Nothing {
            let kind = b.kind;
            return Some((self.coerce(a, kind)?, b));
        }
        if a.kind.is_text() && b.kind.is_text() {
            return Some((a, b));
        }
        let message = format!("a {} and a {} have nothing in common", a.kind, b.kind);
        let help = match (a.kind, b.kind) {
            (Type::Timestamp, Type::Text) | (Type::Text, Type::Timestamp) => {
                Some("write `timestamp(\"2026-03-01\")`")
            }
            (Type::Duration, Type::Text | Type::Number)
            | (Type::Text | Type::Number, Type::Duration) => Some("write `duration(\"30d\")`"),
            (Type::Texts, Type::Text) | (Type::Text, Type::Texts) => {
                Some("ask with `in` whether a list holds something")
            }
            _ => None,
        };
        self.fault(Code::ExpressionType, ast, message).help = help.map(str::to_owned);
        None
    }

    fn comparison(&mut self, ast: &Ast, sign: Sign, a: &Ast, b: &Ast) -> Option<(Op, Type)> {
        let (a, b) = (self.node(a), self.node(b));
        let (a, b) = self.alike(ast, a?, b?)?;
        if !matches!(sign, Sign::Equal | Sign::NotEqual) {
            let help = match a.kind {
                Type::Number | Type::Severity | Type::Timestamp | Type::Duration => None,
                _ if a.kind == Type::Version || b.kind == Type::Version => {
                    Some("ask `vers(component.type, component.version, \"vers:npm/<2.0.0\")`")
                }
                _ => Some("only numbers, severities, timestamps and durations have an order"),
            };
            if let Some(help) = help {
                let kind = if b.kind == Type::Version { b.kind } else { a.kind };
                let message = format!("`{}` does not compare a {kind}", sign.as_str());
                self.fault(Code::ExpressionType, ast, message).help = Some(help.to_owned());
                return None;
            }
        }
        Some((Op::Compare(sign, Box::new(a), Box::new(b)), Type::Bool))
    }

    fn membership(&mut self, a: &Ast, b: &Ast) -> Option<(Op, Type)> {
        let left = self.node(a);
        let right = match &b.kind {
            // Each item is compared with what is sought, and read as one such.
            Kind::List(items) => {
                let kind = left.as_ref()?.kind;
                let items: Vec<Option<Node>> =
                    items.iter().map(|item| self.expect(item, kind)).collect();
                let items: Vec<Node> = items.into_iter().collect::<Option<_>>()?;
                let kind = kind.listed().unwrap_or(Type::Nothing);
                Node { op: Op::List(items), kind, start: b.start, end: b.end }
            }
            _ => self.node(b)?,
        };
        let left = left?;
        let wanted = match right.kind {
            Type::Map => Type::Text,
            kind => match kind.element() {
                Some(element) => element,
                None => {
                    let message = format!("`in` looks into a list or a map, not into a {kind}");
                    let fault = self.fault(Code::ExpressionType, b, message);
                    if kind.is_text() {
                        fault.help = Some("a text is asked with `contains(…)`".to_owned());
                    }
                    return None;
                }
            },
        };
        let left = if matches!(b.kind, Kind::List(_)) { left } else { self.coerce(left, wanted)? };
        Some((Op::In(Box::new(left), Box::new(right)), Type::Bool))
    }

    fn sum(&mut self, ast: &Ast, sign: Sign, a: &Ast, b: &Ast) -> Option<(Op, Type)> {
        use Type::{Duration, Number, Text, Timestamp};
        let (a, b) = (self.node(a), self.node(b));
        let (a, b) = (a?, b?);
        let kind = match (a.kind, sign, b.kind) {
            (Number, _, Number) => Number,
            (Duration, _, Duration) | (Timestamp, Sign::Minus, Timestamp) => Duration,
            (Timestamp, _, Duration) | (Duration, Sign::Plus, Timestamp) => Timestamp,
            (a, Sign::Plus, b) if a.is_text() && b.is_text() => Text,
            (a, _, b) => {
                let message = format!("`{}` does not join a {a} and a {b}", sign.as_str());
                self.fault(Code::ExpressionType, ast, message);
                return None;
            }
        };
        Some((Op::Sum(sign, Box::new(a), Box::new(b)), kind))
    }

    fn minus(&mut self, of: &Ast) -> Option<(Op, Type)> {
        let node = self.node(of)?;
        if !matches!(node.kind, Type::Number | Type::Duration) {
            let message = format!("`-` does not turn a {}", node.kind);
            self.fault(Code::ExpressionType, of, message);
            return None;
        }
        let kind = node.kind;
        Some((Op::Minus(Box::new(node)), kind))
    }

    fn list(&mut self, items: &[Ast]) -> Option<(Op, Type)> {
        let nodes: Vec<Option<Node>> = items.iter().map(|item| self.node(item)).collect();
        let nodes: Vec<Node> = nodes.into_iter().collect::<Option<_>>()?;
        let Some(first) = nodes.first() else {
            return Some((Op::List(nodes), Type::Nothing));
        };
        let kind = first.kind;
        let odd = nodes
            .iter()
            .zip(items)
            .find(|(node, _)| node.kind != kind && !(node.kind.is_text() && kind.is_text()));
        if let Some((node, item)) = odd {
            let message = format!("a {} in a list of a {kind}", node.kind);
            self.fault(Code::ExpressionType, item, message);
            return None;
        }
        let Some(listed) = kind.listed() else {
            self.fault(
                Code::ExpressionUnsupported,
                items.first()?,
                "policies do without lists of lists and of maps",
            );
            return None;
        };
        Some((Op::List(nodes), listed))
    }
}

fn quoted(text: &str) -> String {
    format!("{text:?}")
}
