//! From text to expression: strictly, then leniently, then not at all.

use std::borrow::Cow;
use std::fmt;

use super::alias;
use super::atom::{Atom, Base, Licence, Range};
use super::expression::{Expression, Node};

/// How licence texts are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseOptions {
    /// Whether `/` between two licences means OR, as in old crates.io metadata. Off by default.
    pub lax_slash: bool,
    /// Whether `GPL-2.0` stays apart from `GPL-2.0-only`, as cargo-deny has it. Off by default:
    /// both are one licence.
    pub gnu_strict: bool,
}

impl ParseOptions {
    /// Sets whether `/` means OR.
    #[must_use]
    pub const fn lax_slash(mut self, on: bool) -> Self {
        self.lax_slash = on;
        self
    }

    /// Sets whether GNU ids without suffix are kept apart.
    #[must_use]
    pub const fn gnu_strict(mut self, on: bool) -> Self {
        self.gnu_strict = on;
        self
    }
}

/// An expression and the liberties taken to read it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parsed {
    /// The expression; a single unknown atom if the text could not be read.
    pub expression: Expression,
    /// What was read otherwise than written, in the order of the text.
    pub steps: Vec<LaxStep>,
}

/// One liberty taken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LaxStep {
    /// What kind of liberty.
    pub kind: LaxKind,
    /// What was written.
    pub from: String,
    /// What it was read as.
    pub to: String,
}

/// A kind of liberty in reading licences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum LaxKind {
    /// A deprecated id was replaced by its successor.
    Deprecated,
    /// An id or exception in the wrong letter case.
    LetterCase,
    /// An operator in lower case.
    Operator,
    /// A well-known name instead of an id.
    Alias,
    /// A slash read as OR.
    Slash,
    /// Text that names no known licence.
    FreeText,
}

impl fmt::Display for LaxStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            LaxKind::Deprecated => write!(f, "`{}` was `{}`", self.to, self.from),
            LaxKind::FreeText => write!(f, "`{}` names no known licence", self.from),
            _ => write!(f, "`{}` read as `{}`", self.from, self.to),
        }
    }
}

/// What a list of licences without operators means.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ListSemantics {
    /// All of them apply. The default, since a list need not offer a choice.
    #[default]
    All,
    /// The licensee chooses one.
    Any,
}

/// Reads a licence text. Never fails: what cannot be read is an unknown licence.
///
/// In turn: a strict SPDX expression; a well-known name (`The MIT License`); an expression with
/// ids in any letter case, operators in lower case and well-known names; free text.
///
/// ```
/// use policy_core::licence::{ParseOptions, parse};
///
/// let parsed = parse("gpl-2.0+ or Apache 2.0", &ParseOptions::default());
/// assert_eq!(parsed.expression.to_string(), "Apache-2.0 OR GPL-2.0-or-later");
/// assert_eq!(parsed.steps.len(), 4);
/// ```
#[must_use]
pub fn parse(text: &str, options: &ParseOptions) -> Parsed {
    let text = text.trim();
    if text.is_empty() {
        return Parsed { expression: Expression::no_assertion(), steps: Vec::new() };
    }
    // Most texts are a single id, which needs no grammar.
    if text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'+')) {
        let mut reader = Reader::new(text, options, false);
        if let Some(node) = reader.licence(text) {
            return Parsed { expression: Expression(node), steps: reader.steps };
        }
    }
    if text.len() <= MAX_LEN {
        let mut reader = Reader::new(text, options, false);
        if let Some(node) = reader.expression() {
            return Parsed { expression: Expression(node), steps: reader.steps };
        }
        // A name of several words may contain what would be an operator (`new or revised`).
        let name = text.contains(char::is_whitespace).then(|| alias::find(text)).flatten();
        if let Some(node) = name.and_then(strict_node) {
            let step = LaxStep::new(LaxKind::Alias, text, node.to_string());
            return Parsed { expression: Expression(node), steps: vec![step] };
        }
        let mut reader = Reader::new(text, options, true);
        if let Some(node) = reader.expression() {
            return Parsed { expression: Expression(node), steps: reader.steps };
        }
    }
    let end = text.char_indices().nth(MAX_TEXT).map_or(text.len(), |(at, _)| at);
    let kept = text.get(..end).unwrap_or_default();
    Parsed {
        expression: Expression(Node::Atom(Atom::new(Base::Text(kept.to_owned())))),
        steps: vec![LaxStep::new(LaxKind::FreeText, kept, String::new())],
    }
}

/// Combines the elements of a list that has no operators; an empty list says nothing.
#[must_use]
pub fn join(list: impl IntoIterator<Item = Parsed>, semantics: ListSemantics) -> Parsed {
    let (mut nodes, mut steps) = (Vec::new(), Vec::new());
    for parsed in list {
        nodes.push(parsed.expression.0);
        steps.extend(parsed.steps);
    }
    let node = match semantics {
        ListSemantics::All => Node::all(nodes),
        ListSemantics::Any => Node::any(nodes),
    };
    Parsed { expression: Expression(node), steps }
}

/// Reads one atom strictly, the way a policy must write it.
pub(super) fn strict_atom(text: &str, options: &ParseOptions) -> Option<Atom> {
    match Reader::new(text, options, false).expression()? {
        Node::Atom(atom) => Some(atom),
        Node::And(_) | Node::Or(_) => None,
    }
}

fn strict_node(text: &str) -> Option<Node> {
    Reader::new(text, &ParseOptions::default(), false).expression()
}

impl LaxStep {
    fn new(kind: LaxKind, from: &str, to: impl Into<String>) -> Self {
        Self { kind, from: from.to_owned(), to: to.into() }
    }
}

/// Longer texts are licences in full, not names of licences.
const MAX_LEN: usize = 16 * 1024;
/// How many characters of a free text are kept.
const MAX_TEXT: usize = 200;
/// Of parentheses.
const MAX_DEPTH: usize = 64;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    Open,
    Close,
    And,
    Or,
    With,
    /// One or, when lenient, several words between operators.
    Name(&'a str),
}

/// A recursive-descent reader: `+` binds tightest, then WITH, AND, OR.
struct Reader<'a> {
    rest: &'a str,
    options: &'a ParseOptions,
    lenient: bool,
    depth: usize,
    steps: Vec<LaxStep>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, options: &'a ParseOptions, lenient: bool) -> Self {
        Self { rest: text, options, lenient, depth: 0, steps: Vec::new() }
    }

    /// The whole text, or `None` if it is no expression.
    fn expression(&mut self) -> Option<Node> {
        let node = self.any()?;
        self.rest.trim().is_empty().then_some(node)
    }

    fn any(&mut self) -> Option<Node> {
        let mut nodes = vec![self.all()?];
        while self.accept(Token::Or) {
            nodes.push(self.all()?);
        }
        Some(Node::any(nodes))
    }

    fn all(&mut self) -> Option<Node> {
        let mut nodes = vec![self.simple()?];
        while self.accept(Token::And) {
            nodes.push(self.simple()?);
        }
        Some(Node::all(nodes))
    }

    fn simple(&mut self) -> Option<Node> {
        match self.next()? {
            Token::Open if self.depth < MAX_DEPTH => {
                self.depth += 1;
                let node = self.any()?;
                self.depth -= 1;
                self.accept(Token::Close).then_some(node)
            }
            Token::Name(name) => {
                let mut node = self.licence(name)?;
                if self.accept(Token::With) {
                    let Token::Name(exception) = self.next()? else { return None };
                    let exception = self.exception(exception)?;
                    match &mut node {
                        Node::Atom(atom)
                            if atom.exception.is_none()
                                && matches!(
                                    atom.base,
                                    Base::Licence(_) | Base::Reference { .. }
                                ) =>
                        {
                            atom.exception = Some(exception);
                        }
                        _ => return None,
                    }
                }
                Some(node)
            }
            _ => None,
        }
    }

    fn accept(&mut self, wanted: Token<'_>) -> bool {
        let (before, steps) = (self.rest, self.steps.len());
        if self.next() == Some(wanted) {
            return true;
        }
        self.rest = before;
        self.steps.truncate(steps);
        false
    }

    fn next(&mut self) -> Option<Token<'a>> {
        self.rest = self.rest.trim_start();
        for (sign, token) in [('(', Token::Open), (')', Token::Close)] {
            if let Some(rest) = self.rest.strip_prefix(sign) {
                self.rest = rest;
                return Some(token);
            }
        }
        if self.options.lax_slash
            && self.lenient
            && let Some(rest) = self.rest.strip_prefix('/')
        {
            self.rest = rest;
            self.steps.push(LaxStep::new(LaxKind::Slash, "/", "OR"));
            return Some(Token::Or);
        }
        let start = self.rest;
        let mut length = 0;
        while let Some(word) = self.word(start.get(length..)?) {
            let skipped = start.get(length..)?.len() - start.get(length..)?.trim_start().len();
            if let Some(token) = self.operator(word) {
                if length > 0 {
                    break;
                }
                if word != word.to_ascii_uppercase() {
                    let step = LaxStep::new(LaxKind::Operator, word, word.to_ascii_uppercase());
                    self.steps.push(step);
                }
                self.rest = start.get(word.len()..)?;
                return Some(token);
            }
            length += skipped + word.len();
            if !self.lenient {
                break;
            }
        }
        let (name, rest) = start.split_at_checked(length)?;
        self.rest = rest;
        (!name.is_empty()).then_some(Token::Name(name))
    }

    /// The next word, ending at space, parenthesis or, where it is an operator, slash.
    fn word(&self, text: &'a str) -> Option<&'a str> {
        let text = text.trim_start();
        let slash = self.options.lax_slash && self.lenient;
        let end = text
            .find(|c: char| c.is_whitespace() || matches!(c, '(' | ')') || (slash && c == '/'))
            .unwrap_or(text.len());
        text.get(..end).filter(|word| !word.is_empty())
    }

    fn operator(&self, word: &str) -> Option<Token<'a>> {
        let known = [("AND", Token::And), ("OR", Token::Or), ("WITH", Token::With)];
        known
            .into_iter()
            .find(|(name, _)| *name == word || (self.lenient && name.eq_ignore_ascii_case(word)))
            .map(|(_, token)| token)
    }

    fn licence(&mut self, name: &str) -> Option<Node> {
        if let Some(base) = special(name) {
            return Some(Node::Atom(Atom::new(base)));
        }
        if let Some(node) = self.listed(name) {
            return Some(node);
        }
        if !self.lenient {
            return None;
        }
        let (id, plus) = name.strip_suffix('+').map_or((name, ""), |id| (id, "+"));
        if let Some(exact) = find_ignoring_case(id) {
            let exact = format!("{exact}{plus}");
            self.steps.push(LaxStep::new(LaxKind::LetterCase, name, exact.as_str()));
            return self.listed(&exact);
        }
        let node = strict_node(alias::find(name)?)?;
        self.steps.push(LaxStep::new(LaxKind::Alias, name, node.to_string()));
        Some(node)
    }

    /// An id of the SPDX list with an optional `+`, successors put for deprecated ones.
    fn listed(&mut self, name: &str) -> Option<Node> {
        let (id, plus) = name.strip_suffix('+').map_or((name, false), |id| (id, true));
        // The list's own search ignores every trailing plus.
        let licence = spdx::license_id(id).filter(|licence| licence.name == id)?;
        if let Some((_, successor)) = SUCCESSORS.iter().find(|(old, _)| *old == id) {
            // `+` on an id that stands for more than a licence has no meaning.
            let node = if plus { None } else { strict_node(successor) }?;
            self.steps.push(LaxStep::new(LaxKind::Deprecated, name, node.to_string()));
            return Some(node);
        }
        let (stem, range, deprecated) = if licence.is_gnu() {
            match (id.strip_suffix("-only"), id.strip_suffix("-or-later")) {
                (Some(_), _) | (_, Some(_)) if plus => return None,
                (Some(stem), _) => (stem, Range::Only, false),
                (_, Some(stem)) => (stem, Range::OrLater, false),
                _ if plus => (id, Range::OrLater, true),
                _ if self.options.gnu_strict => (id, Range::Bare, false),
                _ => (id, Range::Only, true),
            }
        } else {
            (id, if plus { Range::OrLater } else { Range::Only }, false)
        };
        let stem = spdx::license_id(stem)?.name;
        let atom = Atom::new(Base::Licence(Licence { stem, range }));
        if deprecated {
            self.steps.push(LaxStep::new(LaxKind::Deprecated, name, atom.to_string()));
        }
        Some(Node::Atom(atom))
    }

    fn exception(&mut self, name: &str) -> Option<Cow<'static, str>> {
        if let Some(exception) = spdx::exception_id(name) {
            return Some(Cow::Borrowed(exception.name));
        }
        let own = name.strip_prefix("AdditionRef-").or_else(|| {
            name.strip_prefix("DocumentRef-")?.split_once(":AdditionRef-").map(|(_, own)| own)
        });
        if own.is_some_and(is_reference_name) {
            return Some(Cow::Owned(name.to_owned()));
        }
        let exact = spdx::identifiers::EXCEPTIONS
            .iter()
            .find(|exception| self.lenient && exception.name.eq_ignore_ascii_case(name))?;
        self.steps.push(LaxStep::new(LaxKind::LetterCase, name, exact.name));
        Some(Cow::Borrowed(exact.name))
    }
}

/// `NONE`, `NOASSERTION`, and references to licences outside the list.
fn special(name: &str) -> Option<Base> {
    match name {
        "NONE" => return Some(Base::None),
        "NOASSERTION" => return Some(Base::NoAssertion),
        _ => {}
    }
    let (document, reference) = match name.strip_prefix("DocumentRef-") {
        Some(rest) => rest.split_once(':').map(|(document, rest)| (Some(document), rest))?,
        None => (None, name),
    };
    let own = reference.strip_prefix("LicenseRef-")?;
    let valid = is_reference_name(own) && document.is_none_or(is_reference_name);
    valid.then(|| Base::Reference { name: own.to_owned(), document: document.map(str::to_owned) })
}

fn is_reference_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'))
}

pub(super) fn find_ignoring_case(id: &str) -> Option<&'static str> {
    spdx::identifiers::LICENSES
        .iter()
        .map(|licence| licence.name)
        .find(|name| !name.ends_with('+') && name.eq_ignore_ascii_case(id))
}

/// What replaces a deprecated id that is not merely a GNU id without suffix, as the notes of the
/// SPDX licence list say. `Net-SNMP` has no single successor and stays.
const SUCCESSORS: [(&str, &str); 14] = [
    ("BSD-2-Clause-FreeBSD", "BSD-2-Clause-Views"),
    ("BSD-2-Clause-NetBSD", "BSD-2-Clause"),
    ("GPL-2.0-with-GCC-exception", "GPL-2.0-only WITH GCC-exception-2.0"),
    ("GPL-2.0-with-autoconf-exception", "GPL-2.0-only WITH Autoconf-exception-2.0"),
    ("GPL-2.0-with-bison-exception", "GPL-2.0-only WITH Bison-exception-2.2"),
    ("GPL-2.0-with-classpath-exception", "GPL-2.0-only WITH Classpath-exception-2.0"),
    ("GPL-2.0-with-font-exception", "GPL-2.0-only WITH Font-exception-2.0"),
    ("GPL-3.0-with-GCC-exception", "GPL-3.0-only WITH GCC-exception-3.1"),
    ("GPL-3.0-with-autoconf-exception", "GPL-3.0-only WITH Autoconf-exception-3.0"),
    ("Nunit", "zlib-acknowledgement"),
    ("StandardML-NJ", "SMLNJ"),
    ("bzip2-1.0.5", "bzip2-1.0.6"),
    ("eCos-2.0", "GPL-2.0-or-later WITH eCos-exception-2.0"),
    ("wxWindows", "LGPL-2.0-or-later WITH WxWindows-exception-3.1"),
];
