//! Alpine package versions: `digits(.digits)*[letter](_suffix[n])*[~hash][-rN]`.

use std::cmp::Ordering;

use super::digits;

pub(super) fn compare(a: &str, b: &str) -> Option<Ordering> {
    let (mut a, mut b) = (Tokens::new(a), Tokens::new(b));
    let mut decided = Ordering::Equal;
    loop {
        let (x, y) = (a.next()?, b.next()?);
        // The rest is read even when the order is decided: an invalid version has none.
        if decided.is_eq() {
            decided = x.order(y);
        }
        if x == Token::End && y == Token::End {
            return Some(decided);
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    First(&'a str),
    Component(&'a str),
    Letter(u8),
    /// Place of the suffix among all; below [`NO_SUFFIX`] for a prerelease.
    Suffix(u8),
    SuffixNumber(&'a str),
    Hash(&'a str),
    Revision(&'a str),
    End,
}

impl Token<'_> {
    /// Which kind of token continues a version further up: `1.0_rc` < `1.0` < `1.0-r1` < `1.0_p1`
    /// < `1.0a` < `1.0.1`.
    const fn class(self) -> u8 {
        match self {
            Self::Suffix(place) if place < NO_SUFFIX => 0,
            Self::End => 1,
            Self::Revision(_) => 2,
            Self::Hash(_) => 3,
            Self::SuffixNumber(_) => 4,
            Self::Suffix(_) => 5,
            Self::Letter(_) => 6,
            Self::Component(_) => 7,
            Self::First(_) => 8,
        }
    }

    fn order(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Component(a), Self::Component(b)) => {
                // With a leading zero they are decimal fractions: 1.06 < 1.1.
                if a.starts_with('0') || b.starts_with('0') {
                    a.cmp(b)
                } else {
                    digits::compare(a, b)
                }
            }
            (Self::First(a), Self::First(b))
            | (Self::SuffixNumber(a), Self::SuffixNumber(b))
            | (Self::Revision(a), Self::Revision(b)) => digits::compare(a, b),
            (Self::Hash(a), Self::Hash(b)) => a.cmp(b),
            (Self::Letter(a), Self::Letter(b)) | (Self::Suffix(a), Self::Suffix(b)) => a.cmp(&b),
            _ => self.class().cmp(&other.class()),
        }
    }
}

const SUFFIXES: [&str; 10] = ["alpha", "beta", "pre", "rc", "", "cvs", "svn", "git", "hg", "p"];
const NO_SUFFIX: u8 = 4;

/// The tokens of a version, then `End` for ever; `None` where the text is not valid.
struct Tokens<'a> {
    rest: &'a str,
    last: Token<'a>,
    started: bool,
}

impl<'a> Tokens<'a> {
    fn new(text: &'a str) -> Self {
        Self { rest: text, last: Token::End, started: false }
    }

    fn next(&mut self) -> Option<Token<'a>> {
        let (token, rest) = self.read()?;
        (self.last, self.rest, self.started) = (token, rest, true);
        Some(token)
    }

    fn read(&self) -> Option<(Token<'a>, &'a str)> {
        let number = |rest: &'a str| {
            let (number, rest) = digits::take_number(rest);
            (!number.is_empty()).then_some((number, rest))
        };
        if !self.started {
            return number(self.rest).map(|(n, rest)| (Token::First(n), rest));
        }
        let Some(first) = self.rest.bytes().next() else { return Some((Token::End, "")) };
        let after = self.rest.get(1..)?;
        let in_numbers = matches!(self.last, Token::First(_) | Token::Component(_));
        match first {
            b'.' if in_numbers => number(after).map(|(n, rest)| (Token::Component(n), rest)),
            b'a'..=b'z' if in_numbers => Some((Token::Letter(first), after)),
            b'_' if self.last.class() >= Token::SuffixNumber("").class()
                || matches!(self.last, Token::Suffix(_)) =>
            {
                let (word, rest) = digits::take(after, |c| c.is_ascii_lowercase());
                let place = SUFFIXES.iter().position(|known| *known == word && !word.is_empty())?;
                Some((Token::Suffix(u8::try_from(place).ok()?), rest))
            }
            b'0'..=b'9' if matches!(self.last, Token::Suffix(_)) => {
                number(self.rest).map(|(n, rest)| (Token::SuffixNumber(n), rest))
            }
            b'~' if !matches!(self.last, Token::Hash(_) | Token::Revision(_)) => {
                let (hash, rest) = digits::take(after, |c| c.is_ascii_hexdigit());
                (!hash.is_empty()).then_some((Token::Hash(hash), rest))
            }
            b'-' if !matches!(self.last, Token::Revision(_)) => {
                number(after.strip_prefix('r')?).map(|(n, rest)| (Token::Revision(n), rest))
            }
            _ => None,
        }
    }
}
