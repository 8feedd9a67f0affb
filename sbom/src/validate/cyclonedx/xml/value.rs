//! Texts of XML as the values that they stand for.

use std::borrow::Cow;

use crate::licence_expression::is_cyclonedx_licence_id;
use crate::schema::check::Fault;
use crate::schema::{Space, Type, Version};
use crate::validate::cyclonedx::DIALECT;
use crate::xml::normalise;

/// Says what is wrong with a text where a value of a type is due.
pub(super) fn judge(kind: Type, text: &str, version: Version) -> Option<(&'static str, String)> {
    let fault = match kind {
        Type::Text(expected) => {
            if expected.rules.is_empty() {
                return None;
            }
            let text = spaced(text, expected.space);
            let broken =
                expected.rules.iter().find(|it| it.xml.has(version) && !it.test.passes(&text))?;
            return Some(Fault::Text(broken.code, broken.test).tell_text(&text, version, &DIALECT));
        }
        Type::Words(words) if !words.xml.has(version) || words.knows(text, version) => return None,
        Type::Words(words) => Fault::Word(words),
        Type::LicenceId if is_cyclonedx_licence_id(text) => return None,
        Type::LicenceId => Fault::LicenceId,
        Type::Bool if matches!(trim(text), "true" | "false" | "1" | "0") => return None,
        Type::Bool => Fault::Kind("true or false"),
        Type::Integer(bounds) => match integer(trim(text)) {
            None => Fault::Kind("a whole number"),
            Some(number) if !bounds.xml.has(version) || bounds.has(number) => return None,
            Some(_) => Fault::Range(bounds.code, bounds.min as f64, bounds.max as f64),
        },
        Type::Number(min, max) => match decimal(trim(text)) {
            None => Fault::Kind("a decimal number"),
            Some(number) if (min..=max).contains(&number) => return None,
            Some(_) => Fault::Range(DIALECT.number, min, max),
        },
        Type::Any | Type::Either(_) | Type::Object(_) => return None,
    };
    Some(fault.tell_text(text, version, &DIALECT))
}

fn spaced(text: &str, space: Space) -> Cow<'_, str> {
    match space {
        Space::Preserve => Cow::Borrowed(text),
        Space::Replace => normalise(text, false),
        Space::Collapse => normalise(text, true),
    }
}

fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}

fn integer(text: &str) -> Option<f64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

/// Reads an `xs:decimal`, which has no exponent.
fn decimal(text: &str) -> Option<f64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_number = digits.bytes().any(|byte| byte.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.bytes().filter(|byte| *byte == b'.').count() <= 1;
    is_number.then(|| text.parse().ok()).flatten()
}
