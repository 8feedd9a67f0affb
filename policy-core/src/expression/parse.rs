//! From tokens to a tree, by recursive descent over the part of CEL that policies need.

#[cfg(test)]
mod tests;

use super::fault::{Fault, Result};
use super::lexer::{MAX_NESTING, Place, Token, tokens, too_deep};
use crate::code::Code;

/// The most nodes a tree may have.
const MAX_NODES: usize = 500;
/// The deepest tree accepted: brackets are counted by the lexer, chains of operators here.
const MAX_DEPTH: usize = 3 * MAX_NESTING;

/// A node and the bytes it was read from.
#[derive(Clone, Debug)]
pub(super) struct Ast {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    depth: usize,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Bool(bool),
    /// In millionths.
    Number(i64),
    Text(String),
    List(Vec<Ast>),
    Name(String),
    Field {
        of: Box<Ast>,
        name: String,
    },
    Index {
        of: Box<Ast>,
        key: Box<Ast>,
    },
    Call {
        of: Option<Box<Ast>>,
        name: String,
        /// Where the name begins.
        at: usize,
        arguments: Vec<Ast>,
    },
    Not(Box<Ast>),
    Minus(Box<Ast>),
    And(Vec<Ast>),
    Or(Vec<Ast>),
    Binary(Sign, Box<Ast>, Box<Ast>),
    Choice(Box<Ast>, Box<Ast>, Box<Ast>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Equal,
    NotEqual,
    Less,
    AtMost,
    More,
    AtLeast,
    In,
    Plus,
    Minus,
}

impl Sign {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
            Self::In => "in",
            Self::Plus => "+",
            Self::Minus => "-",
        }
    }

    /// The sign that says the same with the sides exchanged.
    pub(super) const fn mirrored(self) -> Self {
        match self {
            Self::Less => Self::More,
            Self::AtMost => Self::AtLeast,
            Self::More => Self::Less,
            Self::AtLeast => Self::AtMost,
            other => other,
        }
    }
}

/// Words that CEL keeps for itself.
const RESERVED: [&str; 18] = [
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "in",
    "let",
    "loop",
    "namespace",
    "null",
    "package",
    "return",
    "var",
    "while",
];

/// Reads one expression.
pub(super) fn parse(source: &str) -> Result<Ast> {
    let mut parser = Parser { tokens: tokens(source)?, at: 0, nodes: 0, depth: 0 };
    if parser.place().token == Token::End {
        return Err(parser.fault("the expression is empty"));
    }
    let tree = parser.expression()?;
    match &parser.place().token {
        Token::End => Ok(tree),
        Token::Name(word @ ("and" | "or" | "not")) => {
            let sign = match *word {
                "and" => "&&",
                "or" => "||",
                _ => "!",
            };
            Err(parser.fault(format!("`{word}` is not an operator")).suggest(sign))
        }
        _ => Err(parser.unexpected("an operator")),
    }
}

struct Parser<'s> {
    tokens: Vec<Place<'s>>,
    at: usize,
    nodes: usize,
    depth: usize,
}

const END: Place<'static> = Place { token: Token::End, start: 0, end: 0 };

impl<'s> Parser<'s> {
    fn place(&self) -> &Place<'s> {
        // The last token is the end, and nothing reads past it.
        self.tokens.get(self.at).or(self.tokens.last()).unwrap_or(&END)
    }

    fn start(&self) -> usize {
        self.place().start
    }

    /// Where the token before this one ends.
    fn end(&self) -> usize {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(0, |place| place.end)
    }

    fn eat(&mut self, sign: &str) -> bool {
        let there = matches!(self.place().token, Token::Sign(found) if found == sign);
        if there {
            self.at += 1;
        }
        there
    }

    fn need(&mut self, sign: &str) -> Result<()> {
        if self.eat(sign) { Ok(()) } else { Err(self.unexpected(&format!("`{sign}`"))) }
    }

    fn fault(&self, message: impl Into<String>) -> Fault {
        let Place { start, end, .. } = *self.place();
        Fault::new(Code::ExpressionSyntax, start, end, message)
    }

    fn unexpected(&self, wanted: &str) -> Fault {
        let found = match &self.place().token {
            Token::Name(name) => format!("`{name}`"),
            Token::Text(_) => "a text".to_owned(),
            Token::Number(_) => "a number".to_owned(),
            Token::Sign(sign) => format!("`{sign}`"),
            Token::End => "the end".to_owned(),
        };
        self.fault(format!("expected {wanted}, found {found}"))
    }

    fn node(&mut self, kind: Kind, start: usize) -> Result<Ast> {
        let end = self.end();
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            let message = format!("the expression has more than the {MAX_NODES} parts accepted");
            return Err(Fault::new(Code::ExpressionLimit, start, end, message)
                .help("make it several rules"));
        }
        let below = match &kind {
            Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) | Kind::Name(_) => 0,
            Kind::List(parts) | Kind::And(parts) | Kind::Or(parts) => deepest(parts),
            Kind::Field { of, .. } | Kind::Not(of) | Kind::Minus(of) => of.depth,
            Kind::Index { of, key } => of.depth.max(key.depth),
            Kind::Call { of, arguments, .. } => {
                deepest(arguments).max(of.as_ref().map_or(0, |of| of.depth))
            }
            Kind::Binary(_, a, b) => a.depth.max(b.depth),
            Kind::Choice(a, b, c) => a.depth.max(b.depth).max(c.depth),
        };
        if below >= MAX_DEPTH {
            return Err(too_deep(start, end));
        }
        Ok(Ast { kind, start, end, depth: below + 1 })
    }

    fn expression(&mut self) -> Result<Ast> {
        // INVARIANT: every recursion of this parser passes here, so its depth is bounded.
        self.depth += 1;
        if self.depth > MAX_NESTING + 1 {
            return Err(too_deep(self.start(), self.place().end));
        }
        let start = self.start();
        let mut tree = self.or()?;
        if self.eat("?") {
            let yes = self.or()?;
            self.need(":")?;
            let no = self.expression()?;
            tree = self.node(Kind::Choice(Box::new(tree), Box::new(yes), Box::new(no)), start)?;
        }
        self.depth -= 1;
        Ok(tree)
    }

    fn or(&mut self) -> Result<Ast> {
        self.chain("||", Self::and, Kind::Or)
    }

    fn and(&mut self) -> Result<Ast> {
        self.chain("&&", Self::relation, Kind::And)
    }

    /// Operands with one and the same operator between them are one node.
    fn chain(
        &mut self,
        sign: &str,
        operand: fn(&mut Self) -> Result<Ast>,
        kind: fn(Vec<Ast>) -> Kind,
    ) -> Result<Ast> {
        let start = self.start();
        let first = operand(self)?;
        if !self.eat(sign) {
            return Ok(first);
        }
        let mut parts = vec![first, operand(self)?];
        while self.eat(sign) {
            parts.push(operand(self)?);
        }
        self.node(kind(parts), start)
    }

    fn relation(&mut self) -> Result<Ast> {
        let start = self.start();
        let mut left = self.sum()?;
        loop {
            let sign = match self.place().token {
                Token::Sign("==") => Sign::Equal,
                Token::Sign("!=") => Sign::NotEqual,
                Token::Sign("<=") => Sign::AtMost,
                Token::Sign(">=") => Sign::AtLeast,
                Token::Sign("<") => Sign::Less,
                Token::Sign(">") => Sign::More,
                Token::Name("in") => Sign::In,
                _ => return Ok(left),
            };
            self.at += 1;
            let right = self.sum()?;
            left = self.node(Kind::Binary(sign, Box::new(left), Box::new(right)), start)?;
        }
    }

    fn sum(&mut self) -> Result<Ast> {
        let start = self.start();
        let mut left = self.unary()?;
        loop {
            let sign = match self.place().token {
                Token::Sign("+") => Sign::Plus,
                Token::Sign("-") => Sign::Minus,
                Token::Sign(sign @ ("*" | "/" | "%")) => {
                    let mut fault = self.fault(format!("policies do without `{sign}`"));
                    fault.code = Code::ExpressionUnsupported;
                    return Err(fault);
                }
                _ => return Ok(left),
            };
            self.at += 1;
            let right = self.unary()?;
            left = self.node(Kind::Binary(sign, Box::new(left), Box::new(right)), start)?;
        }
    }

    fn unary(&mut self) -> Result<Ast> {
        let mut signs = Vec::new();
        loop {
            let start = self.start();
            if self.eat("!") {
                signs.push((start, Kind::Not as fn(Box<Ast>) -> Kind));
            } else if self.eat("-") {
                signs.push((start, Kind::Minus));
            } else {
                break;
            }
        }
        let mut tree = self.member()?;
        while let Some((start, kind)) = signs.pop() {
            tree = self.node(kind(Box::new(tree)), start)?;
        }
        Ok(tree)
    }

    fn member(&mut self) -> Result<Ast> {
        let start = self.start();
        let mut tree = self.primary()?;
        loop {
            if self.eat(".") {
                let at = self.start();
                let Token::Name(name) = self.place().token else {
                    return Err(self.unexpected("a name after the dot"));
                };
                self.at += 1;
                let of = Box::new(tree);
                let name = name.to_owned();
                let kind = if self.eat("(") {
                    let arguments = self.list(")")?;
                    Kind::Call { of: Some(of), name, at, arguments }
                } else {
                    Kind::Field { of, name }
                };
                tree = self.node(kind, start)?;
            } else if self.eat("[") {
                let key = Box::new(self.expression()?);
                self.need("]")?;
                tree = self.node(Kind::Index { of: Box::new(tree), key }, start)?;
            } else {
                return Ok(tree);
            }
        }
    }

    fn primary(&mut self) -> Result<Ast> {
        let start = self.start();
        let token = self.place().token.clone();
        let kind = match token {
            Token::Number(value) => Kind::Number(value),
            Token::Text(text) => Kind::Text(text),
            Token::Name("true") => Kind::Bool(true),
            Token::Name("false") => Kind::Bool(false),
            Token::Name("null") => {
                let mut fault = self.fault("there is no `null` to compare with");
                fault.code = Code::ExpressionUnsupported;
                return Err(fault.help("ask with `has(…)` whether something is known"));
            }
            Token::Name("not") => {
                return Err(self.fault("`not` is not an operator").suggest("!"));
            }
            Token::Name(word) if RESERVED.contains(&word) => {
                return Err(self.unexpected("a name, a value or `(`"));
            }
            Token::Name(name) => {
                self.at += 1;
                let kind = if self.eat("(") {
                    let arguments = self.list(")")?;
                    Kind::Call { of: None, name: name.to_owned(), at: start, arguments }
                } else {
                    Kind::Name(name.to_owned())
                };
                if self.eat("{") {
                    return Err(self.no_messages(start));
                }
                return self.node(kind, start);
            }
            Token::Sign("(") => {
                self.at += 1;
                let inner = self.expression()?;
                self.need(")")?;
                return Ok(inner);
            }
            Token::Sign("[") => {
                self.at += 1;
                let items = self.list("]")?;
                return self.node(Kind::List(items), start);
            }
            Token::Sign("{") => {
                self.at += 1;
                return Err(self.no_messages(start));
            }
            _ => return Err(self.unexpected("a name, a value or `(`")),
        };
        self.at += 1;
        self.node(kind, start)
    }

    fn no_messages(&self, start: usize) -> Fault {
        let message = "policies do without maps and messages of their own";
        Fault::new(Code::ExpressionUnsupported, start, self.end(), message)
    }

    /// The items up to a closing bracket; a comma may stand after the last.
    fn list(&mut self, close: &str) -> Result<Vec<Ast>> {
        let mut items = Vec::new();
        while !self.eat(close) {
            items.push(self.expression()?);
            if !self.eat(",") {
                self.need(close)?;
                break;
            }
        }
        Ok(items)
    }
}

fn deepest(parts: &[Ast]) -> usize {
    parts.iter().map(|part| part.depth).max().unwrap_or_default()
}
