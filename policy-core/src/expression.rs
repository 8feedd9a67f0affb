#![doc = include_str!("expression.md")]

mod check;
mod environment;
mod explain;
mod fault;
mod lexer;
mod machine;
mod parse;
mod tree;
mod value;

use std::fmt;

use self::environment::ENVIRONMENT;
pub(crate) use self::environment::{Field, Subject};
use self::explain::{Explainer, lacks, reasons};
pub(crate) use self::fault::Fault;
use self::machine::Machine;
use self::tree::Node;
pub(crate) use self::value::{Facts, Value};
use crate::Tri;
use crate::decision::{Missing, Reason};
use crate::error::{Diagnostic, Level, LoadError, Span};
use crate::rules::licence::LicenceDefaults;

/// An expression, checked and compiled.
#[derive(Clone, Debug)]
pub(crate) struct Expression {
    source: String,
    root: Node,
    subject: Subject,
}

impl Expression {
    /// Compiles an expression.
    ///
    /// # Errors
    ///
    /// A fault of its grammar, or every fault of its names and types.
    pub(crate) fn compile(source: &str, licences: &LicenceDefaults) -> Result<Self, Vec<Fault>> {
        let tree = parse::parse(source).map_err(|fault| vec![fault])?;
        let (root, subject) = check::check(&tree, licences)?;
        Ok(Self { source: source.to_owned(), root, subject })
    }

    /// The groups of licences that it names, with their `@`.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &str> {
        self.root.lists().into_iter().flat_map(|list| &list.groups).map(String::as_str)
    }

    /// What it is about: the most particular thing it names.
    pub(crate) const fn subject(&self) -> Subject {
        self.subject
    }

    /// Whether it holds for what `facts` tell.
    pub(crate) fn value(&self, facts: &dyn Facts) -> Tri {
        Machine::new(facts).truth(&self.root, None)
    }

    /// The comparisons that make it true, each with the values it looked at.
    pub(crate) fn because(&self, facts: &dyn Facts) -> Vec<Reason> {
        reasons(&Explainer { source: &self.source, facts }, &self.root)
    }

    /// What it would need to know, where it is unknown.
    pub(crate) fn missing(&self, facts: &dyn Facts) -> Vec<Missing> {
        lacks(&Explainer { source: &self.source, facts }, &self.root)
    }

    /// The comparisons that a worse finding may fail.
    pub(crate) fn not_monotone(&self) -> Vec<String> {
        let mut found = Vec::new();
        Explainer::not_monotone(&self.source, &self.root, true, &mut found);
        found
    }
}

/// Checks an expression by itself, for editors and tests.
///
/// The faults' places count from the beginning of `source`. Groups of licences are those that come
/// with the language: by itself, an expression belongs to no policy that could have its own.
///
/// ```
/// use policy_core::expression;
///
/// assert!(expression::check("component.type == \"npm\" && component.direct").is_ok());
/// let error = expression::check("finding.serverity >= \"high\"").unwrap_err();
/// assert_eq!(error.diagnostics()[0].suggestion.as_deref(), Some("finding.severity"));
/// ```
///
/// # Errors
///
/// A fault of its grammar, or every fault of its names and types.
pub fn check(source: &str) -> Result<(), LoadError> {
    let place = |fault: Fault| {
        let before = source.get(..fault.start).unwrap_or(source);
        let line = before.rsplit('\n').next().unwrap_or_default();
        let span = Span {
            start: fault.start,
            end: fault.end,
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
        };
        let mut diagnostic = Diagnostic::new(fault.code, Level::Error, "", fault.message).at(span);
        diagnostic.help = fault.help;
        diagnostic.suggestion = fault.suggestion;
        diagnostic
    };
    match Expression::compile(source, &LicenceDefaults::default()) {
        Ok(_) => Ok(()),
        Err(faults) => Err(LoadError::new(faults.into_iter().map(place).collect())),
    }
}

/// A variable or a field that expressions may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Variable {
    /// As expressions write it: `finding.cvss_score`.
    pub path: &'static str,
    /// Its type: `string`, `number`, `bool`, `severity`, `timestamp`, `duration`, `version`,
    /// `list(string)` or `map(string)`.
    pub kind: &'static str,
    /// Whether it may be unknown.
    pub optional: bool,
    /// What it means, in one sentence.
    pub meaning: &'static str,
}

/// Returns every variable and field that expressions may name, in the order of the documentation.
///
/// ```
/// let epss = policy_core::expression::variables().find(|v| v.path == "finding.epss").unwrap();
/// assert_eq!((epss.kind, epss.optional), ("number", true));
/// ```
pub fn variables() -> impl Iterator<Item = Variable> {
    ENVIRONMENT.iter().map(|entry| Variable {
        path: entry.path,
        kind: entry.kind.name(),
        optional: entry.optional,
        meaning: entry.meaning,
    })
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}
