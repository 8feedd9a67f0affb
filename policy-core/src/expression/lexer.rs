//! From text to tokens, and the limits that hold before anything recurses.

use super::fault::{Fault, Result};
use crate::code::Code;

/// The longest expression accepted, in bytes.
pub(super) const MAX_BYTES: usize = 4 * 1024;
/// The deepest nesting of brackets accepted.
pub(super) const MAX_NESTING: usize = 32;
/// Numbers are held in millionths, exactly.
pub(super) const UNIT: i64 = 1_000_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'s> {
    Name(&'s str),
    Text(String),
    /// In millionths.
    Number(i64),
    Sign(&'static str),
    End,
}

/// A token and the bytes it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place<'s> {
    pub(super) token: Token<'s>,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Reads all tokens; the last one is [`Token::End`].
pub(super) fn tokens(source: &str) -> Result<Vec<Place<'_>>> {
    if source.len() > MAX_BYTES {
        let message = format!(
            "the expression has {} bytes, more than the {MAX_BYTES} accepted",
            source.len()
        );
        return Err(Fault::new(Code::ExpressionLimit, 0, source.len(), message));
    }
    let mut lexer = Lexer { source, at: 0 };
    let mut found = Vec::new();
    let mut nesting = 0_usize;
    loop {
        lexer.skip_space();
        let start = lexer.at;
        let token = lexer.token()?;
        let end = lexer.at;
        match token {
            Token::Sign("(" | "[" | "{") => nesting += 1,
            Token::Sign(")" | "]" | "}") => nesting = nesting.saturating_sub(1),
            _ => {}
        }
        if nesting > MAX_NESTING {
            return Err(too_deep(start, end));
        }
        let last = token == Token::End;
        found.push(Place { token, start, end });
        if last {
            return Ok(found);
        }
    }
}

pub(super) fn too_deep(start: usize, end: usize) -> Fault {
    let message = format!("the expression is nested deeper than the {MAX_NESTING} levels accepted");
    Fault::new(Code::ExpressionLimit, start, end, message)
}

struct Lexer<'s> {
    source: &'s str,
    at: usize,
}

impl<'s> Lexer<'s> {
    fn rest(&self) -> &'s str {
        self.source.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn eat(&mut self, text: &str) -> bool {
        let there = self.rest().starts_with(text);
        if there {
            self.at += text.len();
        }
        there
    }

    fn take(&mut self, wanted: impl Fn(char) -> bool) -> &'s str {
        let rest = self.rest();
        let end = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        loop {
            self.take(char::is_whitespace);
            if !self.eat("//") {
                return;
            }
            self.take(|c| c != '\n');
        }
    }

    fn fault(&self, code: Code, start: usize, message: impl Into<String>) -> Fault {
        Fault::new(code, start, self.at, message)
    }

    fn token(&mut self) -> Result<Token<'s>> {
        // Longer signs first.
        const SIGNS: [&str; 25] = [
            "&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "+", "-", "*", "/", "%", "?", ":",
            "(", ")", "[", "]", "{", "}", ",", ".", "=",
        ];
        let start = self.at;
        let Some(first) = self.peek() else {
            return Ok(Token::End);
        };
        if first == '"' || first == '\'' {
            return self.text(false);
        }
        if first.is_ascii_digit() {
            return self.number();
        }
        if first.is_ascii_alphabetic() || first == '_' {
            let name = self.take(|c| c.is_ascii_alphanumeric() || c == '_');
            if matches!(self.peek(), Some('"' | '\'')) {
                match name {
                    "r" | "R" => return self.text(true),
                    "b" | "B" | "br" | "rb" | "bR" | "Rb" | "BR" | "RB" | "rB" | "Br" => {
                        let message = "policies have texts, and no bytes";
                        return Err(self.fault(Code::ExpressionUnsupported, start, message));
                    }
                    _ => {}
                }
            }
            return Ok(Token::Name(name));
        }
        match SIGNS.into_iter().find(|sign| self.rest().starts_with(sign)) {
            Some(sign) => {
                self.at += sign.len();
                match sign {
                    "=" => Err(self
                        .fault(Code::ExpressionSyntax, start, "`=` compares nothing")
                        .suggest("==")),
                    sign => Ok(Token::Sign(sign)),
                }
            }
            None => {
                let single = match first {
                    '&' => Some("&&"),
                    '|' => Some("||"),
                    '“' | '”' | '„' => Some("\""),
                    '‘' | '’' => Some("'"),
                    _ => None,
                };
                self.next();
                let shown: String = first.escape_debug().collect();
                let message = format!("`{shown}` has no meaning here");
                let fault = self.fault(Code::ExpressionSyntax, start, message);
                Err(match single {
                    Some(sign) => fault.suggest(sign),
                    None => fault,
                })
            }
        }
    }

    fn number(&mut self) -> Result<Token<'s>> {
        let start = self.at;
        let text = self.take(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
        let unsupported = |message: &str| {
            Err(Fault::new(Code::ExpressionUnsupported, start, start + text.len(), message))
        };
        if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
            let value = i64::from_str_radix(hex, 16).ok().and_then(|n| n.checked_mul(UNIT));
            return match value {
                Some(value) if !hex.starts_with('+') => Ok(Token::Number(value)),
                _ => Err(self.bad_number(start, text)),
            };
        }
        if text.ends_with(['u', 'U']) {
            return unsupported("numbers need no `u`: there is one kind of number");
        }
        if text.contains(['e', 'E']) {
            return unsupported("write the number in full, without an exponent");
        }
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(fraction) {
            return Err(self.bad_number(start, text));
        }
        if fraction.len() > 6 {
            return unsupported("numbers have at most six decimals: none is rounded here");
        }
        let value = whole
            .parse::<i64>()
            .ok()
            .and_then(|whole| whole.checked_mul(UNIT))
            .zip(format!("{fraction:0<6}").parse::<i64>().ok())
            .and_then(|(whole, fraction)| whole.checked_add(fraction));
        value.map(Token::Number).ok_or_else(|| self.bad_number(start, text))
    }

    fn bad_number(&self, start: usize, text: &str) -> Fault {
        let message = format!("`{text}` is not a number, or too large a one");
        self.fault(Code::ExpressionSyntax, start, message)
    }

    fn text(&mut self, raw: bool) -> Result<Token<'s>> {
        let start = self.at;
        let quote = self.next().unwrap_or('"');
        let mut delimiter = quote.to_string();
        let triple = delimiter.repeat(2);
        let long = self.eat(&triple);
        if long {
            delimiter.push_str(&triple);
        } else if self.rest().starts_with(&delimiter) {
            self.next();
            return Ok(Token::Text(String::new()));
        }
        let mut text = String::new();
        loop {
            if self.eat(&delimiter) {
                return Ok(Token::Text(text));
            }
            match self.next() {
                Some('\n' | '\r') if !long => break,
                Some('\\') if !raw => text.push(self.escape()?),
                Some(other) => text.push(other),
                None => break,
            }
        }
        Err(Fault::new(Code::ExpressionSyntax, start, self.at, "the text does not end")
            .help(format!("close it with `{delimiter}`")))
    }

    fn escape(&mut self) -> Result<char> {
        let start = self.at.saturating_sub(1);
        let simple = match self.next() {
            Some('a') => Some('\u{7}'),
            Some('b') => Some('\u{8}'),
            Some('f') => Some('\u{c}'),
            Some('n') => Some('\n'),
            Some('r') => Some('\r'),
            Some('t') => Some('\t'),
            Some('v') => Some('\u{b}'),
            Some(same @ ('\\' | '?' | '"' | '\'' | '`')) => Some(same),
            Some('x' | 'X') => self.code_point(2, 16),
            Some('u') => self.code_point(4, 16),
            Some('U') => self.code_point(8, 16),
            Some('0'..='3') => {
                self.at -= 1;
                self.code_point(3, 8)
            }
            _ => None,
        };
        simple.ok_or_else(|| {
            let shown = self.source.get(start..self.at).unwrap_or_default();
            self.fault(Code::ExpressionSyntax, start, format!("`{shown}` stands for no character"))
                .help("write a backslash as `\\\\`, or the whole text as r\"…\"")
        })
    }

    fn code_point(&mut self, length: usize, radix: u32) -> Option<char> {
        let digits = self.rest().get(..length)?;
        if !digits.chars().all(|c| c.is_digit(radix)) {
            return None;
        }
        self.at += length;
        char::from_u32(u32::from_str_radix(digits, radix).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> Vec<Token<'_>> {
        tokens(source).unwrap().into_iter().map(|place| place.token).collect()
    }

    #[test]
    fn numbers_are_exact() {
        for (text, millionths) in [
            ("0", 0),
            ("7", 7_000_000),
            ("7.5", 7_500_000),
            ("0.000001", 1),
            ("007.10", 7_100_000),
            ("0xff", 255_000_000),
            ("9223372036854.775807", i64::MAX),
        ] {
            assert_eq!(read(text), [Token::Number(millionths), Token::End], "{text}");
        }
        for text in
            ["9223372036854.775808", "1.", "1..2", "1.2.3", "0x", "1_000", "12abc", "1.0000001"]
        {
            assert!(tokens(text).is_err(), "{text}");
        }
    }

    #[test]
    fn texts_are_read_as_cel_has_them() {
        for (source, text) in [
            (r#""a""#, "a"),
            ("'a\"b'", "a\"b"),
            ("''", ""),
            (r#""""#, ""),
            ("'''a'b\nc'''", "a'b\nc"),
            (r#""""a"b""""#, "a\"b"),
            (r#""\\\"\n\x41\u00e9\U0001F600\101""#, "\\\"\nAé😀A"),
            (r#"r"\d+\.\d""#, r"\d+\.\d"),
        ] {
            assert_eq!(read(source), [Token::Text(text.to_owned()), Token::End], "{source}");
        }
        for bad in ["\"a", "'a\nb'", r#""\q""#, r#""\ud800""#, r#""\x4""#, "b'a'", "'''a''"] {
            assert!(tokens(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn nesting_is_refused_before_anything_recurses() {
        let deep = |levels: usize| format!("{}1{}", "(".repeat(levels), ")".repeat(levels));
        assert!(tokens(&deep(32)).is_ok());
        assert_eq!(tokens(&deep(33)).unwrap_err().code, Code::ExpressionLimit);
        assert_eq!(tokens(&"[".repeat(4_096)).unwrap_err().code, Code::ExpressionLimit);
        assert_eq!(tokens(&" ".repeat(4_097)).unwrap_err().code, Code::ExpressionLimit);
    }
}
