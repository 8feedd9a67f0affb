//! The formatted string of version 2.3 (NISTIR 7695 section 6.2).

use std::fmt;

use super::value::{Token, gather};
use super::{Cpe, CpeAttribute, CpeError, CpeValue, checked};

/// Reads what follows `cpe:2.3:`.
pub(super) fn read(text: &str) -> Result<Cpe, CpeError> {
    let mut cpe = Cpe::any();
    let mut rest = Some(text);
    for attribute in CpeAttribute::ALL {
        let reason = "it is missing: there must be eleven attributes";
        let text = rest.ok_or(CpeError { attribute: Some(attribute), reason })?;
        let (field, tail) = field(text);
        rest = tail;
        let value = value(field).map_err(|reason| CpeError { attribute: Some(attribute), reason });
        cpe = cpe.with(attribute, checked(attribute, value?)?);
    }
    match rest {
        None => Ok(cpe),
        Some(_) => Err(CpeError { attribute: None, reason: "it has more than eleven attributes" }),
    }
}

pub(super) fn write(cpe: &Cpe, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("cpe:2.3")?;
    for (_, value) in cpe.attributes() {
        match value {
            CpeValue::Any => f.write_str(":*")?,
            CpeValue::NotApplicable => f.write_str(":-")?,
            // Unquoted it would mean "not applicable".
            CpeValue::Text(text) if text.literal_text() == Some("-") => f.write_str(":\\-")?,
            CpeValue::Text(text) => {
                let stays = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
                write!(f, ":{}", text.write(stays, |c| format!("\\{c}"), "*", "?"))?;
            }
        }
    }
    Ok(())
}

/// Splits at the first colon that is not quoted.
fn field(text: &str) -> (&str, Option<&str>) {
    let mut quoted = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if quoted => quoted = false,
            b'\\' => quoted = true,
            b':' => {
                let (field, tail) = text.split_at_checked(at).unwrap_or((text, ""));
                return (field, tail.get(1..));
            }
            _ => {}
        }
    }
    (text, None)
}

fn value(field: &str) -> Result<CpeValue, &'static str> {
    match field {
        "*" => return Ok(CpeValue::Any),
        "-" => return Ok(CpeValue::NotApplicable),
        _ => {}
    }
    let mut tokens = Vec::with_capacity(field.len());
    let mut chars = field.chars();
    while let Some(c) = chars.next() {
        tokens.push(match c {
            '\\' => Token::Char(chars.next().ok_or("nothing follows its last backslash")?),
            '*' => Token::Many,
            '?' => Token::One,
            c => Token::Char(c),
        });
    }
    gather(&tokens)
}
