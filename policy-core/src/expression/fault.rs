//! What is wrong with an expression, and where in it.

use crate::code::Code;

pub(super) type Result<T> = std::result::Result<T, Fault>;

/// A fault and the bytes of the expression it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: Code,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    pub(crate) suggestion: Option<String>,
}

impl Fault {
    pub(super) fn new(code: Code, start: usize, end: usize, message: impl Into<String>) -> Self {
        Self { code, start, end, message: message.into(), help: None, suggestion: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(super) fn suggest(mut self, suggestion: impl Into<String>) -> Self {
        self.suggestion = Some(suggestion.into());
        self
    }
}
