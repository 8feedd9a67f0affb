//! JSON into the tree and out of it.

mod locate;
mod parse;
pub(crate) mod pointer;
mod window;
mod write;

pub(crate) use self::locate::{path_at, position_at};
#[cfg(test)]
pub(crate) use self::parse::parse;
pub(crate) use self::parse::{is_number, parse_within};
pub(crate) use self::write::{Style, to_text, write};
