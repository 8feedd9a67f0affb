//! What is wrong with a text, worded when all is known.

use super::is_word;
use crate::error::{Code, Error};
use crate::json::{path_at, position_at};

/// What is wrong, and where.
pub(super) struct Fault {
    pub(super) code: Code,
    pub(super) message: String,
    pub(super) at: usize,
}

impl Fault {
    /// Words the fault for who wrote the text.
    pub(super) fn explain(mut self, text: &str) -> Error {
        self.name_extension(text);
        let rest = text.get(self.at..).unwrap_or_default().trim_end();
        // An escape, a number or a word that the text ends in is cut off, not wrong.
        let is_cut = match rest.strip_prefix('\\') {
            Some(escape) => escape.len() < 12 && !escape.contains('"'),
            None => rest.bytes().all(is_word),
        };
        let error = match is_cut {
            false => Error::new(self.code, self.message),
            true => Error::new(Code::Truncated, "the text ends in the middle of a value"),
        };
        // A key is on the path behind its quote.
        let inside = if self.code == Code::DuplicateKey { self.at + 1 } else { self.at };
        error.at(position_at(text, self.at)).on(path_at(text, inside))
    }

    /// Calls by its name what other dialects of JSON have.
    fn name_extension(&mut self, text: &str) {
        if self.code != Code::Syntax {
            return;
        }
        let (before, rest) = text.split_at_checked(self.at).unwrap_or((text, ""));
        let before = before.trim_end();
        if rest.starts_with("//") || rest.starts_with("/*") {
            self.message = "comments are not JSON".to_owned();
        } else if rest.starts_with(['}', ']']) && before.ends_with(',') {
            self.message = "trailing comma: JSON has none behind the last value".to_owned();
            self.at = before.len() - 1;
        }
    }
}

#[cold]
pub(super) fn fault(at: usize, message: &str) -> Box<Fault> {
    Box::new(Fault { code: Code::Syntax, message: message.to_owned(), at })
}

#[cold]
pub(super) fn too_many(at: usize) -> Box<Fault> {
    let message = "the document holds more items than allowed".to_owned();
    Box::new(Fault { code: Code::TooMany, message, at })
}
