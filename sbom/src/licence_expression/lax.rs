//! Expressions as people write them.

use std::fmt;

use super::term::Licence;
use super::{LicenceNode, LicenceTerm, names, parse};

/// How much a reader forgives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LicenceReading {
    /// Nothing: the text is an SPDX expression.
    Strict,
    /// Ids and operators in any case, well-known names (`Apache License, Version 2.0`, `GPLv3`),
    /// `NONE` and `NOASSERTION` among licences.
    #[default]
    Lax,
    /// As [`Lax`](Self::Lax), and a `/` between licences means `OR`.
    LaxWithSlash,
}

/// One thing that was mended for a text to be an expression.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LaxStep {
    /// An id was written in another case.
    Case {
        /// As it was written.
        written: String,
    },
    /// An operator was not in capitals.
    Operator {
        /// As it was written.
        written: String,
    },
    /// A name stands for an id or an expression.
    Name {
        /// As it was written.
        written: String,
        /// What it was taken for.
        meaning: String,
    },
    /// A `/` was taken for `OR`.
    Slash,
    /// `NONE` or `NOASSERTION` stands where a licence should.
    Special {
        /// As it was written.
        written: String,
    },
}

impl fmt::Display for LaxStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Case { written } => write!(f, "`{written}` is written in another case"),
            Self::Operator { written } => write!(f, "operator `{written}` is not in capitals"),
            Self::Name { written, meaning } => write!(f, "`{written}` is taken for `{meaning}`"),
            Self::Slash => f.write_str("`/` is taken for `OR`"),
            Self::Special { written } => write!(f, "`{written}` is not a licence"),
        }
    }
}

/// What stands for `NONE` and `NOASSERTION` while `spdx` reads, which knows neither.
const NONE: &str = "-none-";
const NO_ASSERTION: &str = "-no-assertion-";

/// Reads a text laxly; `None` when it is no expression even so, or nothing had to be mended.
pub(super) fn read(text: &str, reading: LicenceReading) -> Option<(LicenceNode, Vec<LaxStep>)> {
    if reading == LicenceReading::Strict || text.len() > 8 * 1024 {
        return None;
    }
    let mut mended = Mended { text: String::new(), steps: Vec::new(), after_with: false };
    // The whole first: names have operators and parentheses in them (`GPL v2 or later`).
    if mended.atom(text.trim()).is_none() {
        for piece in pieces(text, reading == LicenceReading::LaxWithSlash) {
            mended.piece(piece)?;
        }
    }
    let root = parse::tree(&mended.text).ok()?;
    let root = root.map(&|term: &LicenceTerm| {
        let licence = match &term.licence {
            Licence::Ref { document: None, name } if **name == *NONE => Licence::None,
            Licence::Ref { document: None, name } if **name == *NO_ASSERTION => {
                Licence::NoAssertion
            }
            other => other.clone(),
        };
        LicenceNode::Term(LicenceTerm { licence, exception: term.exception.clone() })
    });
    Some((root, mended.steps))
}

#[derive(Clone, Copy, Debug)]
enum Piece<'t> {
    /// `(`, `)`
    Paren(&'t str),
    /// `AND`, `OR`, `WITH` in any case.
    Operator(&'t str),
    Slash,
    /// What stands between.
    Text(&'t str),
}

/// Splits at parentheses and operators. Words that are none stay together.
fn pieces(text: &str, slash: bool) -> Vec<Piece<'_>> {
    let is_break = |c: char| c.is_whitespace() || matches!(c, '(' | ')') || (slash && c == '/');
    let mut pieces = Vec::new();
    // The text since the last piece, and how much of it has been looked at.
    let (mut open, mut seen) = (text, 0);
    while let Some(word_at) =
        open.get(seen..).and_then(|tail| tail.find(|c: char| !c.is_whitespace()))
    {
        let (before, tail) = open.split_at_checked(seen + word_at).unwrap_or((open, ""));
        let len = tail.find(is_break).unwrap_or(tail.len()).max(1);
        let (word, after) = tail.split_at_checked(len).unwrap_or((tail, ""));
        let piece = match word {
            "(" | ")" => Piece::Paren(word),
            "/" if slash => Piece::Slash,
            _ if is_operator(word) && !begins_with_later(after) => Piece::Operator(word),
            _ => {
                seen += word_at + len;
                continue;
            }
        };
        if !before.trim().is_empty() {
            pieces.push(Piece::Text(before.trim()));
        }
        pieces.push(piece);
        (open, seen) = (after, 0);
    }
    if !open.trim().is_empty() {
        pieces.push(Piece::Text(open.trim()));
    }
    pieces
}

fn is_operator(word: &str) -> bool {
    ["and", "or", "with"].iter().any(|operator| word.eq_ignore_ascii_case(operator))
}

/// The `or` of `GPL 2 or later` joins nothing.
fn begins_with_later(text: &str) -> bool {
    let word = text.split_whitespace().next().unwrap_or_default();
    let word = word.trim_end_matches(|c: char| !c.is_ascii_alphabetic());
    ["later", "newer", "greater", "any"].iter().any(|later| word.eq_ignore_ascii_case(later))
}

struct Mended {
    /// The text `spdx` will read.
    text: String,
    steps: Vec<LaxStep>,
    after_with: bool,
}

impl Mended {
    fn piece(&mut self, piece: Piece<'_>) -> Option<()> {
        match piece {
            Piece::Paren(paren) => self.text.push_str(paren),
            Piece::Slash => {
                self.steps.push(LaxStep::Slash);
                self.text.push_str(" OR ");
            }
            Piece::Operator(word) => {
                let operator = word.to_ascii_uppercase();
                if operator != word {
                    self.steps.push(LaxStep::Operator { written: word.to_owned() });
                }
                self.after_with = operator == "WITH";
                self.text.push(' ');
                self.text.push_str(&operator);
                self.text.push(' ');
                return Some(());
            }
            Piece::Text(text) if self.after_with => self.exception(text)?,
            Piece::Text(text) => self.atom(text)?,
        }
        self.after_with = false;
        Some(())
    }

    fn exception(&mut self, text: &str) -> Option<()> {
        if let Some(id) = names::exception_in_any_case(text) {
            self.put_id(id, text);
        } else if text.contains("AdditionRef-") && !text.contains(char::is_whitespace) {
            self.text.push_str(text);
        } else {
            return None;
        }
        Some(())
    }

    fn atom(&mut self, text: &str) -> Option<()> {
        let (base, plus) = text.strip_suffix('+').map_or((text, ""), |base| (base, "+"));
        if let Some(id) = names::listed_in_any_case(text) {
            self.put_id(id, text);
        } else if let Some(id) = names::listed_in_any_case(base) {
            // `GPL-2.0-only+` contradicts itself.
            let later = id.strip_suffix("-only").map(|family| format!("{family}-or-later"));
            match later.filter(|_| !plus.is_empty()) {
                Some(meaning) => self.put_name(text, &meaning),
                None => {
                    self.put_id(id, base);
                    self.text.push_str(plus);
                }
            }
        } else if let Some(meaning) = names::alias(text) {
            self.put_name(text, meaning);
        } else if text.eq_ignore_ascii_case("NONE") {
            self.put_special(text, NONE);
        } else if text.eq_ignore_ascii_case("NOASSERTION") {
            self.put_special(text, NO_ASSERTION);
        } else if text.contains("LicenseRef-") && !text.contains(char::is_whitespace) {
            self.text.push_str(text);
        } else {
            return None;
        }
        Some(())
    }

    fn put_id(&mut self, id: &str, written: &str) {
        if id != written {
            self.steps.push(LaxStep::Case { written: written.to_owned() });
        }
        self.text.push_str(id);
    }

    fn put_name(&mut self, written: &str, meaning: &str) {
        let (written, meaning) = (written.to_owned(), meaning.to_owned());
        self.text.push_str(&meaning);
        self.steps.push(LaxStep::Name { written, meaning });
    }

    fn put_special(&mut self, written: &str, placeholder: &str) {
        self.steps.push(LaxStep::Special { written: written.to_owned() });
        self.text.push_str("LicenseRef-");
        self.text.push_str(placeholder);
    }
}
