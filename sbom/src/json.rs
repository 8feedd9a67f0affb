//! JSON into the tree and out of it, and, for VEX, into types that borrow.

mod locate;
mod parse;
pub(crate) mod pointer;
mod window;
mod wire;
mod write;

use serde::de::DeserializeSeed;

use crate::error::{Code, Error};

pub(crate) use self::locate::{object_at, path_at, position_at};
#[cfg(test)]
pub(crate) use self::parse::parse;
pub(crate) use self::parse::{is_number, parse_within};
pub(crate) use self::wire::{List, Named, Pairs, Slot, Text, once};
pub(crate) use self::write::{Style, to_text, write};

/// Marks an error that the caller has recorded in full elsewhere.
pub(crate) const STOP: &str = "stopped";

/// Runs `seed` over the whole of `text`.
///
/// `text` must have been parsed, which bounds its depth: the recursion limit of the JSON library
/// would refuse a hundred values inside one another, which are legitimate.
pub(crate) fn read<'de, S: DeserializeSeed<'de>>(
    text: &'de str,
    seed: S,
) -> Result<S::Value, Error> {
    let mut reader = serde_json::Deserializer::from_str(text);
    reader.disable_recursion_limit();
    let value = seed.deserialize(&mut reader).map_err(|error| explain(text, &error))?;
    reader.end().map_err(|error| explain(text, &error))?;
    Ok(value)
}

/// Turns the JSON library's error into ours, with the path it does not know.
fn explain(text: &str, error: &serde_json::Error) -> Error {
    use serde_json::error::Category;

    let full = error.to_string();
    // The library appends the place to the message; ours carries it apart.
    let message = full.rsplit_once(" at line ").map_or(full.as_str(), |(message, _)| message);
    let code = match error.classify() {
        _ if message == STOP => Code::TooMany,
        Category::Eof => Code::Truncated,
        Category::Data if message.starts_with("duplicate ") => Code::DuplicateKey,
        Category::Data if message.starts_with("missing ") => Code::MissingMember,
        Category::Data => Code::WrongType,
        Category::Syntax | Category::Io => Code::Syntax,
    };
    let message = match message {
        // Unless the caller recorded another reason, one of the short lists was not short.
        STOP => "a list has too many entries",
        message => message,
    };
    let message = message.replacen("duplicate field", "duplicate key", 1);
    let message = message.replacen("missing field", "missing member", 1);
    let offset = offset_of(text, error.line(), error.column());
    let path = match code {
        // Only seen at the object's end, behind its last member.
        Code::MissingMember => object_at(text, offset),
        _ => path_at(text, offset),
    };
    Error::new(code, message).at(position_at(text, offset)).on(path)
}

/// Converts the JSON library's line and column (of the last byte it read) to a byte offset.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start = match line {
        0 | 1 => 0,
        _ => memchr::memchr_iter(b'\n', text.as_bytes())
            .nth(line - 2)
            .map_or(text.len(), |line_feed| line_feed + 1),
    };
    (start + column.saturating_sub(1)).min(text.len())
}
