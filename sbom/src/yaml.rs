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
use crate::yaml::parse::Parsed;

pub(crate) use self::write::write;

/// Reads the first document of a YAML text.
///
/// # Errors
///
/// Broken YAML, a key that a mapping has twice, merge keys, keys that are no texts, an alias within
/// its own anchor, more nesting or (aliases expanded) more values than the limits allow, each with
/// its place; in [`Mode::Strict`] also a second document.
pub(crate) fn read(text: String, options: &ParseOptions, notes: &mut Notes) -> Result<Tree, Error> {
    let (parsed, text) = parse_mended(text, options)?;
    let mut tree = parsed.tree;
    tree.lay_over(text);
    types::settle(&mut tree, &parsed.plain, parsed.spelled);
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

/// Parses a text, of which the lines of quoted texts may be indented less than YAML 1.2 asks for:
/// the readers of other languages take such documents, and what is meant is clear.
fn parse_mended(mut text: String, options: &ParseOptions) -> Result<(Parsed, String), Error> {
    let mut oddities = Vec::new();
    let mut spent = 0;
    loop {
        match parse::parse(&text, options) {
            Ok(mut parsed) => {
                parsed.oddities.splice(0..0, oddities);
                return Ok((parsed, text));
            }
            Err((_, Some(at)))
                if options.mode == Mode::Lenient
                    && spent < MENDING
                    && text.is_char_boundary(at) =>
            {
                // Blanks in front of such a line mean nothing.
                text.insert_str(at, BLANKS);
                spent += text.len();
                oddities.push((NoteKind::Underindented, String::new(), at));
            }
            Err((error, _)) => return Err(error),
        }
    }
}

const BLANKS: &str = "                                ";

/// How many bytes may be read again for the sake of mending: each line starts over.
const MENDING: usize = 16 << 20;

/// What is odd, the word it is about, and where it is.
type Oddity = (NoteKind, String, usize);
