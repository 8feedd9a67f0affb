//! Maven's `ComparableVersion`, as the POM reference describes it ("Version Order Specification").
//!
//! A version is a list of tokens. A hyphen, an underscore and a change between digits and letters
//! open a group that belongs to all that precedes it, a dot only separates; a word always opens a
//! group. Maven's own code nests a list for each group; since a group is always the last
//! element of what encloses it, a flat sequence with marks says the same, and a group that would
//! hold nothing but a group is the inner one, which keeps the order total.

use std::cmp::Ordering;

use super::digits;

pub(super) fn compare(a: &str, b: &str) -> Option<Ordering> {
    let (a, b) = (parse(a)?, parse(b)?);
    let mut rest_a = a.iter();
    let mut rest_b = b.iter();
    loop {
        let order = match (rest_a.next(), rest_b.next()) {
            (None, None) => return Some(Ordering::Equal),
            (Some(x), None) => return Some(against_nothing(x, rest_a)),
            (None, Some(y)) => return Some(against_nothing(y, rest_b).reverse()),
            (Some(Token::Group), Some(Token::Group)) => Ordering::Equal,
            (Some(Token::Group), Some(Token::Number(_))) => Ordering::Less,
            (Some(Token::Number(_)), Some(Token::Group)) => Ordering::Greater,
            // A word follows a group mark or starts the version, so it meets no group mark.
            (Some(Token::Group), Some(Token::Word(_))) => Ordering::Greater,
            (Some(Token::Word(_)), Some(Token::Group)) => Ordering::Less,
            (Some(Token::Number(x)), Some(Token::Number(y))) => digits::compare(x, y),
            (Some(Token::Number(_)), Some(Token::Word(_))) => Ordering::Greater,
            (Some(Token::Word(_)), Some(Token::Number(_))) => Ordering::Less,
            (Some(Token::Word(x)), Some(Token::Word(y))) => x.order(*y),
        };
        if order.is_ne() {
            return Some(order);
        }
    }
}

#[derive(Clone, Copy)]
enum Token<'a> {
    Group,
    Number(&'a str),
    Word(Word<'a>),
}

impl Token<'_> {
    /// Zero, and the words that mean the release itself.
    fn is_null(self) -> bool {
        match self {
            Self::Group => false,
            Self::Number(number) => digits::is_zero(number),
            Self::Word(word) => word.rank == RELEASE,
        }
    }
}

#[derive(Clone, Copy)]
struct Word<'a> {
    rank: u8,
    /// The word itself if it has no meaning of its own.
    other: &'a str,
}

const RELEASE: u8 = 5;
const OTHER: u8 = 7;

impl<'a> Word<'a> {
    fn new(text: &'a str, before_digit: bool) -> Self {
        const KNOWN: [(&str, u8); 10] = [
            ("alpha", 0),
            ("beta", 1),
            ("milestone", 2),
            ("rc", 3),
            ("cr", 3),
            ("snapshot", 4),
            ("ga", RELEASE),
            ("final", RELEASE),
            ("release", RELEASE),
            ("sp", 6),
        ];
        const SHORT: [(&str, u8); 3] = [("a", 0), ("b", 1), ("m", 2)];

        let short: &[(&str, u8)] = if before_digit { &SHORT } else { &[] };
        KNOWN
            .iter()
            .chain(short)
            .find(|(known, _)| known.eq_ignore_ascii_case(text))
            .map_or(Self { rank: OTHER, other: text }, |(_, rank)| Self { rank: *rank, other: "" })
    }

    fn order(self, other: Self) -> Ordering {
        let lower = |word: &'a str| word.bytes().map(|b| b.to_ascii_lowercase());
        self.rank.cmp(&other.rank).then_with(|| {
            lower(self.other).cmp(other.other.bytes().map(|b| b.to_ascii_lowercase()))
        })
    }
}

/// What is left of one side when the other has ended: the first token that is not null decides.
fn against_nothing<'a>(first: &Token<'a>, rest: std::slice::Iter<'_, Token<'a>>) -> Ordering {
    std::iter::once(first)
        .chain(rest)
        .map(|token| match token {
            Token::Group => Ordering::Equal,
            Token::Number(number) => digits::compare(number, "0"),
            Token::Word(word) => word.rank.cmp(&RELEASE),
        })
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

fn parse(text: &str) -> Option<Vec<Token<'_>>> {
    if text.is_empty() || text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return None;
    }
    let mut tokens = Vec::with_capacity(8);
    let mut rest = text;
    loop {
        let (number, after) = digits::take_number(rest);
        if number.is_empty() {
            let (word, after) =
                digits::take(rest, |c| !c.is_ascii_digit() && !matches!(c, '.' | '-' | '_'));
            if word.is_empty() {
                // Nothing between two separators, or at an end, is a zero.
                if !rest.is_empty() {
                    tokens.push(Token::Number(""));
                }
            } else {
                open_group(&mut tokens);
                // Nothing but zeros before a word is nothing: Maven's own answer to `0-alpha`, `x`
                // and `0` goes round in a circle.
                if matches!(tokens.as_slice(), [zero, Token::Group] if zero.is_null()) {
                    tokens.clear();
                }
                let before_digit = after.starts_with(|c: char| c.is_ascii_digit());
                tokens.push(Token::Word(Word::new(word, before_digit)));
            }
            rest = after;
        } else {
            tokens.push(Token::Number(number));
            rest = after;
        }
        match rest.chars().next() {
            None => break,
            Some('.') => rest = rest.get(1..)?,
            Some('-' | '_') => {
                open_group(&mut tokens);
                rest = rest.get(1..)?;
            }
            // A change between digits and letters.
            Some(_) => open_group(&mut tokens),
        }
    }
    trim_nulls(&mut tokens);
    if matches!(tokens.last(), Some(Token::Group)) {
        tokens.pop();
        trim_nulls(&mut tokens);
    }
    Some(tokens)
}

/// Drops null tokens before a mark, then puts the mark unless it would double another or start.
/// Of `0-1` the zero stays, which is why that comes before `0.1` and `1`.
fn open_group(tokens: &mut Vec<Token<'_>>) {
    let is_start = tokens.is_empty();
    trim_nulls(tokens);
    if tokens.is_empty() && !is_start {
        tokens.push(Token::Number(""));
    }
    if !matches!(tokens.last(), None | Some(Token::Group)) {
        tokens.push(Token::Group);
    }
}

fn trim_nulls(tokens: &mut Vec<Token<'_>>) {
    while tokens.last().is_some_and(|token| token.is_null()) {
        tokens.pop();
    }
}
