//! Single values: texts, words and numbers.

use super::{Dialect, kind};
use crate::licence_expression::is_cyclonedx_licence_id;
use crate::schema::{Test, Type, Version};
use crate::tree::{Kind, Value};
use crate::validate::collect::clip;

/// What is wrong with a value, cheap to make.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    Kind(&'static str),
    Text(&'static str, Test),
    Word(&'static crate::schema::Words),
    LicenceId,
    Range(&'static str, f64, f64),
}

/// Judges a value that is no container of a known shape.
#[inline]
pub(crate) fn judge(
    kind: Type,
    value: Value<'_>,
    version: Version,
    dialect: &'static Dialect,
) -> Result<(), Fault> {
    match kind {
        Type::Any | Type::Either(_) => Ok(()),
        Type::Text(text) => {
            let Some(written) = value.as_str() else { return Err(Fault::Kind("a text")) };
            for rule in text.rules {
                if rule.json.has(version) && !rule.test.passes(written) {
                    return Err(Fault::Text(rule.code, rule.test));
                }
            }
            Ok(())
        }
        Type::Words(words) => match value.as_str() {
            None => Err(Fault::Kind("a text")),
            Some(text) if words.knows(text, version) => Ok(()),
            Some(_) => Err(Fault::Word(words)),
        },
        Type::LicenceId => match value.as_str() {
            None => Err(Fault::Kind("a text")),
            Some(text) if is_cyclonedx_licence_id(text) => Ok(()),
            Some(_) => Err(Fault::LicenceId),
        },
        Type::Bool if value.as_bool().is_some() => Ok(()),
        Type::Bool => Err(Fault::Kind("true or false")),
        Type::Integer(bounds) => match integer(value) {
            None => Err(Fault::Kind("a whole number")),
            Some(number) if !bounds.json.has(version) || bounds.has(number) => Ok(()),
            Some(_) => Err(Fault::Range(bounds.code, bounds.min as f64, bounds.max as f64)),
        },
        Type::Number(min, max) => match value.as_number().and_then(|it| it.parse::<f64>().ok()) {
            None => Err(Fault::Kind("a number")),
            Some(number) if (min..=max).contains(&number) => Ok(()),
            Some(_) => Err(Fault::Range(dialect.number, min, max)),
        },
        Type::Object(_) => Err(Fault::Kind("an object")),
    }
}

/// Reads a whole number, which JSON Schema also sees in `1.0`.
fn integer(value: Value<'_>) -> Option<f64> {
    let text = value.as_number()?;
    let number: f64 = text.parse().ok()?;
    (number.fract() == 0.0).then_some(number)
}

impl crate::schema::Bounds {
    /// Tells whether a whole number is within the bounds.
    pub(crate) fn has(&self, number: f64) -> bool {
        // The bounds that matter are small and exact as floating point.
        (self.min as f64..=self.max as f64).contains(&number)
    }
}

impl Fault {
    /// Returns the code and the message.
    #[cold]
    pub(crate) fn tell(
        self,
        value: Value<'_>,
        version: Version,
        dialect: &'static Dialect,
    ) -> (&'static str, String) {
        let written = match value.kind() {
            Kind::Text | Kind::Number => clip(value.as_loose_str().unwrap_or_default()),
            _ => "",
        };
        match self {
            Self::Kind(expected) => {
                (dialect.kind, format!("must be {expected}, not {}", kind(value)))
            }
            Self::Text(..) | Self::Word(_) | Self::LicenceId | Self::Range(..) => {
                self.tell_text(written, version, dialect)
            }
        }
    }

    /// Returns the code and the message for what was written.
    #[cold]
    pub(crate) fn tell_text(
        self,
        written: &str,
        version: Version,
        dialect: &'static Dialect,
    ) -> (&'static str, String) {
        match self {
            Self::Kind(expected) => (dialect.kind, format!("`{written}` is not {expected}")),
            Self::Text(code, Test::AtLeast(1)) => (code, "must not be empty".to_owned()),
            Self::Text(code, Test::AtLeast(min)) => {
                (code, format!("must have at least {min} characters"))
            }
            Self::Text(code, Test::AtMost(max)) => {
                (code, format!("must have at most {max} characters"))
            }
            Self::Text(code, Test::Pattern(pattern)) => {
                (code, format!("`{written}` is not {}", pattern.expected))
            }
            Self::Word(words) => {
                let name = dialect.version(version);
                let article = if words.name.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
                let mut message = format!("`{written}` is not {article} {} of {name}", words.name);
                let word = words.words.iter().find(|word| word.text == written);
                if let Some(word) = word {
                    let since = dialect.version(word.versions.first);
                    message.push_str(&format!("; {since} has it"));
                } else if let Some(near) =
                    words.words.iter().find(|word| word.text.eq_ignore_ascii_case(written))
                {
                    message.push_str(&format!("; `{}` is", near.text));
                }
                (words.code, message)
            }
            Self::LicenceId => {
                let message = format!("`{written}` is not an id of the SPDX licence list");
                (dialect.licence_id, message)
            }
            Self::Range(code, min, max) if max >= i64::MAX as f64 => {
                (code, format!("{written} is less than {min}"))
            }
            Self::Range(code, min, max) => {
                (code, format!("{written} is not between {min} and {max}"))
            }
        }
    }
}
