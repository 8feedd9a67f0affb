//! What an attribute can be.

use std::fmt::Write;

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "NISTIR 7695 section 5.3 has these three")]
pub enum CpeValue {
    /// Nothing is said: `*`.
    Any,
    /// There is none: `-`.
    NotApplicable,
    /// A text, maybe with wildcards at its ends.
    Text(CpeText),
}

impl From<CpeText> for CpeValue {
    fn from(text: CpeText) -> Self {
        Self::Text(text)
    }
}

/// The text of an attribute, in lower case, with wildcards at its ends or without.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CpeText {
    pub(super) lead: Wildcard,
    /// Printable ASCII without quoting.
    pub(super) core: Box<str>,
    pub(super) trail: Wildcard,
}

/// What may stand before or after a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Wildcard {
    /// Nothing, or at most this many characters: one for each `?`.
    AtMost(usize),
    /// Any characters: `*`.
    Many,
}

impl CpeText {
    /// Makes a text without wildcards: lower-cased, blanks as underscores, as the specification
    /// has names made. `None` when nothing is left or a character is not printable ASCII.
    #[must_use]
    pub fn literal(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase().replace(' ', "_");
        let fits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        let none = Wildcard::AtMost(0);
        fits.then(|| Self { lead: none, core: text.into(), trail: none })
    }

    /// Reports whether a wildcard stands at an end.
    #[must_use]
    pub fn has_wildcards(&self) -> bool {
        let none = Wildcard::AtMost(0);
        self.lead != none || self.trail != none
    }

    /// Returns the text between the wildcards, without quoting.
    #[must_use]
    pub fn core(&self) -> &str {
        &self.core
    }

    /// Returns the text as quoted in a well-formed name: `8\.0\.*`.
    #[must_use]
    pub fn quoted(&self) -> String {
        self.write(|c| c.is_ascii_alphanumeric() || c == '_', |c| format!("\\{c}"), "*", "?")
    }

    /// The text without quoting; wildcards look like the characters.
    pub(super) fn plain(&self) -> String {
        self.write(|_| true, |c| c.to_string(), "*", "?")
    }

    /// The text when no wildcard is in it.
    pub(super) fn literal_text(&self) -> Option<&str> {
        (!self.has_wildcards()).then_some(&*self.core)
    }

    pub(super) fn write(
        &self,
        stays: fn(char) -> bool,
        escape: fn(char) -> String,
        many: &str,
        one: &str,
    ) -> String {
        let mut out = String::with_capacity(self.core.len() + 4);
        let wild = |out: &mut String, wildcard| match wildcard {
            Wildcard::Many => out.push_str(many),
            Wildcard::AtMost(count) => out.extend(std::iter::repeat_n(one, count)),
        };
        wild(&mut out, self.lead);
        for c in self.core.chars() {
            if stays(c) {
                out.push(c);
            } else {
                // Writing to a string does not fail.
                let _ = out.write_str(&escape(c));
            }
        }
        wild(&mut out, self.trail);
        out
    }
}

/// A character as a form spells it: itself, or a wildcard.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    Char(char),
    Many,
    One,
}

/// Puts a text together; wildcards may stand at its ends only.
pub(super) fn gather(tokens: &[Token]) -> Result<CpeValue, &'static str> {
    let (lead, rest) = wildcard(tokens.iter());
    let rest = tokens.get(rest..).unwrap_or_default();
    // Question marks alone are all before the text that is not there.
    let (trail, count) = wildcard(rest.iter().rev());
    let core = rest.get(..rest.len() - count).unwrap_or_default();
    if core.is_empty() && count > 0 {
        return Err("a wildcard is not at an end");
    }
    let mut text = String::with_capacity(core.len());
    for token in core {
        match token {
            Token::Char(c) if c.is_ascii_graphic() => text.push(c.to_ascii_lowercase()),
            Token::Char(c) if c.is_whitespace() => {
                return Err("white space must not be in it; `_` stands for a blank");
            }
            Token::Char(_) => return Err("a character is not printable ASCII"),
            Token::Many | Token::One => return Err("a wildcard is not at an end"),
        }
    }
    match lead {
        Wildcard::AtMost(0) if text.is_empty() => return Err("it is empty"),
        // Any characters, and no others: nothing is said.
        Wildcard::Many if text.is_empty() => return Ok(CpeValue::Any),
        _ => {}
    }
    Ok(CpeValue::Text(CpeText { lead, core: text.into(), trail }))
}

/// Counts the wildcards that begin the tokens: one `*`, or any number of `?`.
fn wildcard<'t>(mut tokens: impl Iterator<Item = &'t Token> + Clone) -> (Wildcard, usize) {
    let ones = tokens.clone().take_while(|token| **token == Token::One).count();
    match (ones, tokens.next()) {
        (0, Some(Token::Many)) => (Wildcard::Many, 1),
        (ones, _) => (Wildcard::AtMost(ones), ones),
    }
}
