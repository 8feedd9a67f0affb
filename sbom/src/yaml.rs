//! YAML 1.2, for any format that has a JSON form.
//!
//! Read, a document becomes the tree of the same document in JSON: scalars without quotes are what
//! the format's tables say the member is, so that a version `1.10` or `no` stays a text.

mod parse;
#[cfg(test)]
mod tests;
mod types;
mod write;

use crate::document::{NoteKind, Notes};
use crate::error::{Code, Error};
use crate::json::position_at;
use crate::limits::{Mode, ParseOptions};
use crate::tree::Tree;

pub(crate) use self::write::write;

/// Reads the first document of a YAML text.
///
/// # Errors
///
/// Broken YAML, a key that a mapping has twice, merge keys, keys that are no texts, an alias within
/// its own anchor, more nesting or (aliases expanded) more values than the limits allow, each with
/// its place; in [`Mode::Strict`] also a second document.
pub(crate) fn read(text: String, options: &ParseOptions, notes: &mut Notes) -> Result<Tree, Error> {
    let parsed = parse::parse(&text, options)?;
    let (mut tree, mut plain) = (parsed.tree, parsed.plain);
    tree.lay_over(text);
    types::settle(&mut tree, &mut plain);
    for (kind, word, at) in parsed.oddities {
        notes.add(kind, &word, String::new);
        if options.mode == Mode::Strict && kind.is_deviation() {
            let message = match word.as_str() {
                "" => kind.describe().0.to_owned(),
                word => format!("{}: `{word}`", kind.describe().0),
            };
            let error = Error::new(Code::Deviation, message);
            return Err(error.at(position_at(tree.source(), at)));
        }
    }
    Ok(tree)
}

/// What is odd, the word it is about, and where it is.
type Oddity = (NoteKind, String, usize);
