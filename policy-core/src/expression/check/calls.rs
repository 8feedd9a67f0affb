//! Functions, methods and loops.

use regex::RegexBuilder;

use super::super::environment::Type;
use super::super::parse::{Ast, Kind};
use super::super::tree::{AllowList, Constant, Loop, Node, Op, Search, VersCall};
use super::{Checker, names, quoted};
use crate::code::Code;
use crate::policy::nearest::nearest;
use crate::version::VersionRange;
use crate::{Period, Timestamp};

const FUNCTIONS: [&str; 8] =
    ["has", "size", "severity", "vers", "purl", "spdx_allows", "timestamp", "duration"];
const METHODS: [&str; 12] = [
    "size",
    "contains",
    "startsWith",
    "endsWith",
    "matches",
    "lowerAscii",
    "upperAscii",
    "all",
    "exists",
    "exists_one",
    "filter",
    "map",
];
/// Functions of CEL that policies do without, and why nobody misses them.
const UNSUPPORTED: [(&str, &str); 8] = [
    ("int", "there is one kind of number"),
    ("uint", "there is one kind of number"),
    ("double", "there is one kind of number"),
    ("string", "values are compared as what they are"),
    ("bytes", "policies have texts, and no bytes"),
    ("bool", "values are compared as what they are"),
    ("type", "the type of each field is known beforehand"),
    ("dyn", "the type of each field is known beforehand"),
];

impl Checker<'_> {
    pub(super) fn function(
        &mut self,
        ast: &Ast,
        name: &str,
        arguments: &[Ast],
    ) -> Option<(Op, Type)> {
        match (name, arguments) {
            ("has", [of]) => self.has(of),
            ("size", [of]) => self.size(of),
            ("severity", [word]) => {
                let node = self.literal(word, "the name of a level")?;
                let node = self.coerce(node, Type::Severity)?;
                Some((node.op, Type::Severity))
            }
            ("timestamp", [text]) => {
                let text = self.literal_text(text, "an instant or a date")?;
                let at = self.read(ast, text.parse::<Timestamp>())?;
                Some((Op::Constant(Constant::Timestamp(at)), Type::Timestamp))
            }
            ("duration", [text]) => {
                let text = self.literal_text(text, "a period such as \"30d\"")?;
                let seconds = self.read(ast, seconds(&text))?;
                Some((Op::Constant(Constant::Duration(seconds)), Type::Duration))
            }
            ("purl", [text]) => {
                let text = self.boxed(text, Type::Text)?;
                Some((Op::Purl(text), Type::Purl))
            }
            ("vers", [purl_type, version, range]) => self.vers(purl_type, version, range),
            ("spdx_allows", [licence, allowed]) => self.spdx_allows(licence, allowed),
            ("now", _) => {
                let fault = self.fault(Code::ExpressionUnknownName, ast, "`now` is a variable");
                fault.suggestion = Some("now".to_owned());
                None
            }
            _ if FUNCTIONS.contains(&name) => {
                let wanted = match name {
                    "vers" => "a type, a version and a range",
                    "spdx_allows" => "a licence and a list of those allowed",
                    _ => "one argument",
                };
                self.fault(Code::ExpressionType, ast, format!("`{name}` takes {wanted}"));
                None
            }
            _ => self.unknown_function(ast, name, &FUNCTIONS),
        }
    }

    pub(super) fn method(
        &mut self,
        ast: &Ast,
        of: &Ast,
        name: &str,
        arguments: &[Ast],
    ) -> Option<(Op, Type)> {
        let search = match name {
            "contains" => Some(Search::Contains),
            "startsWith" => Some(Search::StartsWith),
            "endsWith" => Some(Search::EndsWith),
            _ => None,
        };
        let repeat = match name {
            "all" => Some(Loop::All),
            "exists" => Some(Loop::Exists),
            "exists_one" | "existsOne" => Some(Loop::ExistsOne),
            "filter" => Some(Loop::Filter),
            "map" => Some(Loop::Map),
            _ => None,
        };
        match (name, arguments, search, repeat) {
            ("size", [], ..) => self.size(of),
            ("lowerAscii", [], ..) => Some((Op::Lower(self.boxed(of, Type::Text)?), Type::Text)),
            ("upperAscii", [], ..) => Some((Op::Upper(self.boxed(of, Type::Text)?), Type::Text)),
            (_, [text], Some(search), _) => {
                let of = self.node(of);
                let text = self.boxed(text, Type::Text);
                let of = of?;
                if of.kind.element().is_some() {
                    let message = format!("`{name}` searches a text, not a {}", of.kind);
                    let fault = self.fault(Code::ExpressionType, ast, message);
                    fault.help = Some("a list is asked with `in` or `exists(…)`".to_owned());
                    return None;
                }
                let of = Box::new(self.coerce(of, Type::Text)?);
                Some((Op::Search(search, of, text?), Type::Bool))
            }
            ("matches", [pattern], ..) => {
                let of = self.boxed(of, Type::Text);
                let text = self.literal_text(pattern, "a regular expression")?;
                let regex = RegexBuilder::new(&text)
                    .size_limit(1 << 18)
                    .nest_limit(32)
                    .build()
                    .map_err(|error| regex_fault(&error));
                let regex = self.read(pattern, regex)?;
                Some((Op::Matches(of?, regex), Type::Bool))
            }
            (_, [variable, body], _, Some(repeat)) => self.repeat(ast, repeat, of, variable, body),
            _ if METHODS.contains(&name) || name == "existsOne" => {
                let wanted = match repeat {
                    Some(_) => "a variable and an expression",
                    None if matches!(name, "size" | "lowerAscii" | "upperAscii") => "no argument",
                    None => "one argument",
                };
                self.fault(Code::ExpressionType, ast, format!("`{name}` takes {wanted}"));
                None
            }
            _ => self.unknown_function(ast, name, &METHODS),
        }
    }

    fn unknown_function<T>(&mut self, ast: &Ast, name: &str, known: &[&str]) -> Option<T> {
        let at = match &ast.kind {
            Kind::Call { at, .. } => *at,
            _ => ast.start,
        };
        let reason = UNSUPPORTED.iter().find(|(known, _)| *known == name);
        if let Some((_, reason)) = reason {
            let message = format!("policies do without `{name}()`");
            self.fault(Code::ExpressionUnsupported, ast, message).help = Some((*reason).to_owned());
            return None;
        }
        let fault =
            self.fault(Code::ExpressionUnknownName, ast, format!("unknown function `{name}`"));
        (fault.start, fault.end) = (at, at + name.len());
        if METHODS.contains(&name) {
            fault.help = Some(format!("write `x.{name}(…)`"));
        } else if FUNCTIONS.contains(&name) {
            fault.help = Some(format!("write `{name}(…)`"));
        } else {
            fault.suggestion = nearest(name, known.iter().copied()).map(str::to_owned);
        }
        None
    }

    fn has(&mut self, of: &Ast) -> Option<(Op, Type)> {
        let node = self.node(of)?;
        match node.op {
            Op::Field(_) | Op::Part(..) | Op::Entry(..) => {
                Some((Op::Has(Box::new(node)), Type::Bool))
            }
            _ => {
                self.fault(Code::ExpressionType, of, "`has` asks for a field").help =
                    Some("such as `has(finding.epss)`".to_owned());
                None
            }
        }
    }

    fn size(&mut self, of: &Ast) -> Option<(Op, Type)> {
        let node = self.node(of)?;
        if !node.kind.is_text() && node.kind.element().is_none() && node.kind != Type::Map {
            let message = format!("a {} has no size", node.kind);
            self.fault(Code::ExpressionType, of, message);
            return None;
        }
        Some((Op::Size(Box::new(node)), Type::Number))
    }

    fn vers(&mut self, purl_type: &Ast, version: &Ast, range: &Ast) -> Option<(Op, Type)> {
        let kind_node = self.expect(purl_type, Type::Text);
        let version = self.expect(version, Type::Version);
        let text = self.literal_text(range, "a range of versions")?;
        let literal = match &purl_type.kind {
            Kind::Text(text) => Some(text.as_str()),
            _ => None,
        };
        let parsed = match literal {
            Some(literal) => VersionRange::parse_for(literal, &text),
            None => VersionRange::parse(&text),
        };
        let range = self.read(range, parsed)?;
        let only = match literal {
            // It has been checked that the range is of that type.
            Some(_) => None,
            None => range.purl_type().map(str::to_owned),
        };
        let call = VersCall { purl_type: kind_node?, version: version?, range, only };
        Some((Op::InRange(Box::new(call)), Type::Bool))
    }

    fn spdx_allows(&mut self, licence: &Ast, allowed: &Ast) -> Option<(Op, Type)> {
        let licence = self.boxed(licence, Type::Text);
        let Kind::List(items) = &allowed.kind else {
            self.fault(Code::ExpressionType, allowed, "the licences allowed are a list of texts")
                .help = Some("such as `[\"@permissive\", \"MPL-2.0\"]`".to_owned());
            return None;
        };
        let before = self.faults.len();
        let mut texts = Vec::new();
        for item in items {
            let Some(text) = self.literal_text(item, "a licence") else { continue };
            for (error, suggestion) in self.licences.faults(&text) {
                self.fault(Code::ExpressionText, item, error.to_string()).suggestion =
                    suggestion.as_deref().map(quoted);
            }
            texts.push(text);
        }
        if self.faults.len() > before {
            return None;
        }
        let (policy, options) = self.licences.list(&texts)?;
        let groups = texts.into_iter().filter(|text| text.starts_with('@')).collect();
        let list = Box::new(AllowList { policy, options, groups });
        Some((Op::Allowed(licence?, list), Type::Bool))
    }

    fn repeat(
        &mut self,
        ast: &Ast,
        repeat: Loop,
        of: &Ast,
        variable: &Ast,
        body: &Ast,
    ) -> Option<(Op, Type)> {
        if self.local.is_some() {
            self.fault(Code::ExpressionLimit, ast, "a loop stands in a loop").help =
                Some("loops over the lists of one finding are not nested".to_owned());
            return None;
        }
        let list = self.node(of)?;
        let Some(element) = list.kind.element() else {
            let message = format!("a {} is not a list to go through", list.kind);
            self.fault(Code::ExpressionType, of, message);
            return None;
        };
        let Kind::Name(name) = &variable.kind else {
            self.fault(Code::ExpressionType, variable, "a loop begins with a name of its own");
            return None;
        };
        if names::roots().contains(&name.as_str()) {
            let message = format!("`{name}` means something already");
            self.fault(Code::ExpressionType, variable, message);
            return None;
        }
        self.local = Some((name.clone(), element));
        let body = match repeat {
            Loop::Map => self.node(body),
            _ => self.expect(body, Type::Bool),
        };
        self.local = None;
        let body = body?;
        let kind = match repeat {
            Loop::All | Loop::Exists | Loop::ExistsOne => Type::Bool,
            Loop::Filter => list.kind,
            Loop::Map => {
                let Some(listed) = body.kind.listed() else {
                    let message = "policies do without lists of lists and of maps";
                    self.fault(Code::ExpressionUnsupported, ast, message);
                    return None;
                };
                listed
            }
        };
        Some((Op::Loop(repeat, Box::new(list), Box::new(body)), kind))
    }

    /// A text that stands in the expression itself: what it means is settled at load.
    fn literal(&mut self, ast: &Ast, what: &str) -> Option<Node> {
        let text = self.literal_text(ast, what)?;
        let op = Op::Constant(Constant::Text(text));
        Some(Node { op, kind: Type::Text, start: ast.start, end: ast.end })
    }

    fn literal_text(&mut self, ast: &Ast, what: &str) -> Option<String> {
        match &ast.kind {
            Kind::Text(text) => Some(text.clone()),
            _ => {
                self.fault(Code::ExpressionType, ast, format!("write {what} here, in quotes"));
                None
            }
        }
    }

    fn read<T, E: std::fmt::Display>(&mut self, ast: &Ast, result: Result<T, E>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.fault(Code::ExpressionText, ast, error.to_string());
                None
            }
        }
    }
}

/// Seconds of `30d`, or of CEL's `1h30m`.
fn seconds(text: &str) -> Result<i64, crate::PeriodError> {
    let (sign, rest) = match text.trim().strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.trim()),
    };
    let mut total = 0_i64;
    for part in rest.split_inclusive(|c: char| c.is_ascii_alphabetic()) {
        let period: Period = part.parse()?;
        let seconds = i64::try_from(period.as_seconds()).ok();
        // A sum that no calendar holds is refused like a number that is none.
        total = match seconds.and_then(|seconds| total.checked_add(seconds)) {
            Some(total) => total,
            None => return text.parse::<Period>().map(|_| i64::MAX),
        };
    }
    if rest.is_empty() {
        return rest.parse::<Period>().map(|_| 0);
    }
    Ok(sign * total)
}

/// The last line of the message: those before it draw the pattern.
fn regex_fault(error: &regex::Error) -> String {
    let text = error.to_string();
    let last = text.lines().last().unwrap_or(&text).trim();
    format!("the regular expression cannot be used: {}", last.trim_start_matches("error: "))
}
