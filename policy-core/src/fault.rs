//! What the reader of a typed value objects to, in words that name no type of this program.

use std::fmt::{self, Display};

use serde::de::{self, Expected, Unexpected};

use crate::code::Code;
use crate::policy::nearest::nearest;
use crate::policy::reader::listed;
use crate::policy::yaml::shorten;

/// A fault, its place in the text and its path in the document. Boxed, since a value that is read
/// travels in one `Result` with it.
#[derive(Debug)]
pub(crate) struct Fault<P>(pub(crate) Box<Parts<P>>);

#[derive(Debug)]
pub(crate) struct Parts<P> {
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    pub(crate) suggestion: Option<String>,
    pub(crate) place: Option<P>,
    pub(crate) path: String,
}

impl<P> Fault<P> {
    pub(crate) fn new(code: Code, message: impl Display) -> Self {
        Self(Box::new(Parts {
            code,
            message: message.to_string(),
            help: None,
            suggestion: None,
            place: None,
            path: String::new(),
        }))
    }

    /// The innermost place is the one to correct.
    pub(crate) fn at(mut self, place: P) -> Self {
        self.0.place.get_or_insert(place);
        self
    }

    /// Puts a step before the path: a key, or an index in brackets.
    pub(crate) fn below(mut self, step: &str) -> Self {
        let path = &self.0.path;
        self.0.path = match path.starts_with('[') {
            true => format!("{step}{path}"),
            false if path.is_empty() => step.to_owned(),
            false => format!("{step}.{path}"),
        };
        self
    }

    fn among(mut self, word: &str, known: &[&str]) -> Self {
        self.0.suggestion = nearest(word, known.iter().copied()).map(str::to_owned);
        self
    }
}

impl<P> Display for Fault<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl<P: fmt::Debug> std::error::Error for Fault<P> {}

impl<P: fmt::Debug> de::Error for Fault<P> {
    fn custom<T: Display>(message: T) -> Self {
        Self::new(Code::InvalidValue, bounded(message.to_string()))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(Code::WrongType, differs(expected, &found))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(Code::InvalidValue, differs(expected, &found))
    }

    fn invalid_length(length: usize, _: &dyn Expected) -> Self {
        Self::new(Code::WrongType, format!("the list has {length} items, which are too few"))
    }

    fn unknown_field(key: &str, known: &'static [&'static str]) -> Self {
        let fault = Self::new(Code::UnknownKey, format!("unknown key `{}`", shorten(key)));
        let mut fault = fault.among(key, known);
        if fault.0.suggestion.is_none() {
            fault.0.help = Some(format!("known here: {}", listed(known)));
        }
        fault
    }

    fn unknown_variant(word: &str, known: &'static [&'static str]) -> Self {
        let message = format!("`{}` is none of {}", shorten(word), listed(known));
        Self::new(Code::InvalidValue, message).among(word, known)
    }

    fn missing_field(key: &'static str) -> Self {
        Self::new(Code::MissingKey, format!("`{key}` is missing"))
    }

    fn duplicate_field(key: &'static str) -> Self {
        let message = format!("the key `{key}` stands here a second time");
        Self::new(Code::DuplicateKey, message).below(key)
    }
}

fn differs(expected: &dyn Expected, found: &Unexpected<'_>) -> String {
    format!("expected {}, found {}", wanted(&expected.to_string()), met(found))
}

/// What is asked for, where a type of Rust says it.
pub(crate) fn wanted(expected: &str) -> &str {
    match expected {
        "a string" => "a text",
        "a boolean" => "`true` or `false`",
        "a sequence" => "a list",
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number, not negative and not too large",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number, not too large",
        "f32" | "f64" => "a number",
        expected => expected,
    }
}

fn met(found: &Unexpected<'_>) -> String {
    match found {
        Unexpected::Bool(truth) => format!("`{truth}`"),
        Unexpected::Unsigned(number) => format!("`{number}`"),
        Unexpected::Signed(number) => format!("`{number}`"),
        Unexpected::Float(number) => format!("`{number}`"),
        Unexpected::Str(text) => format!("the text `{}`", shorten(text)),
        Unexpected::Unit | Unexpected::Option => "nothing".to_owned(),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Map => "a mapping".to_owned(),
        other => other.to_string(),
    }
}

/// A message may repeat what it is about, which may be as long as its author likes.
pub(crate) fn bounded(text: String) -> String {
    match text.char_indices().nth(300) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
