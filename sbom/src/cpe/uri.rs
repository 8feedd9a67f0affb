//! The URI of version 2.2 (NISTIR 7695 section 6.1).

use super::value::{Token, gather};
use super::{Cpe, CpeAttribute, CpeError, CpeValue, checked};

/// What the edition of a packed name holds, in its order.
const PACKED: [CpeAttribute; 5] = [
    CpeAttribute::Edition,
    CpeAttribute::SwEdition,
    CpeAttribute::TargetSw,
    CpeAttribute::TargetHw,
    CpeAttribute::Other,
];

/// The attributes that version 2.2 has.
const PLAIN: [CpeAttribute; 7] = [
    CpeAttribute::Part,
    CpeAttribute::Vendor,
    CpeAttribute::Product,
    CpeAttribute::Version,
    CpeAttribute::Update,
    CpeAttribute::Edition,
    CpeAttribute::Language,
];

/// Reads what follows `cpe:/`.
pub(super) fn read(text: &str) -> Result<Cpe, CpeError> {
    let mut cpe = Cpe::any();
    let mut fields = text.split(':');
    for attribute in PLAIN {
        let Some(field) = fields.next() else { break };
        match field.strip_prefix('~').filter(|_| attribute == CpeAttribute::Edition) {
            Some(packed) => cpe = unpack(cpe, packed)?,
            None => cpe = set(cpe, attribute, field)?,
        }
    }
    match fields.next() {
        None => Ok(cpe),
        Some(_) => Err(CpeError { attribute: None, reason: "it has more than seven attributes" }),
    }
}

pub(super) fn write(cpe: &Cpe) -> String {
    let mut uri = String::from("cpe:/");
    let packs = PACKED.iter().skip(1).any(|attribute| *cpe.get(*attribute) != CpeValue::Any);
    for (index, attribute) in PLAIN.into_iter().enumerate() {
        if index > 0 {
            uri.push(':');
        }
        if packs && attribute == CpeAttribute::Edition {
            for packed in PACKED {
                uri.push('~');
                uri.push_str(&bind(cpe.get(packed)));
            }
        } else {
            uri.push_str(&bind(cpe.get(attribute)));
        }
    }
    let len = uri.trim_end_matches(':').len();
    // Of `cpe:/` the colon stays: the slash is after it.
    uri.truncate(len);
    uri
}

fn unpack(mut cpe: Cpe, packed: &str) -> Result<Cpe, CpeError> {
    let mut fields = packed.split('~');
    for attribute in PACKED {
        let reason = "a packed edition must have five parts";
        let field = fields.next();
        let field = field.ok_or(CpeError { attribute: Some(CpeAttribute::Edition), reason })?;
        cpe = set(cpe, attribute, field)?;
    }
    match fields.next() {
        None => Ok(cpe),
        Some(_) => Err(CpeError {
            attribute: Some(CpeAttribute::Edition),
            reason: "a packed edition must have five parts",
        }),
    }
}

fn set(cpe: Cpe, attribute: CpeAttribute, field: &str) -> Result<Cpe, CpeError> {
    let value = value(field).map_err(|reason| CpeError { attribute: Some(attribute), reason })?;
    Ok(cpe.with(attribute, checked(attribute, value)?))
}

fn value(field: &str) -> Result<CpeValue, &'static str> {
    match field {
        "" => return Ok(CpeValue::Any),
        "-" => return Ok(CpeValue::NotApplicable),
        _ => {}
    }
    let mut tokens = Vec::with_capacity(field.len());
    let mut chars = field.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            tokens.push(Token::Char(c));
            continue;
        }
        let mut digit = || chars.next().and_then(|c| c.to_digit(16));
        let pair = digit().zip(digit()).map(|(high, low)| high * 16 + low);
        tokens.push(match pair {
            Some(0x01) => Token::One,
            Some(0x02) => Token::Many,
            Some(code) => Token::Char(char::from_u32(code).ok_or("an escape is broken")?),
            None => return Err("an escape is broken"),
        });
    }
    gather(&tokens)
}

fn bind(value: &CpeValue) -> String {
    let escape = |c: char| format!("%{:02x}", u32::from(c));
    match value {
        CpeValue::Any => String::new(),
        CpeValue::NotApplicable => "-".to_owned(),
        // Unescaped it would mean "not applicable".
        CpeValue::Text(text) if text.literal_text() == Some("-") => escape('-'),
        CpeValue::Text(text) => {
            let stays = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
            text.write(stays, escape, "%02", "%01")
        }
    }
}
