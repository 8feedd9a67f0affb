//! The values of expressions, and where they come from.

use std::borrow::Cow;
use std::fmt;

use super::environment::Field;
use super::lexer::UNIT;
use super::tree::Constant;
use crate::decision::Rated;
use crate::severity::Severity;
use crate::{Purl, Timestamp};

/// What the evidence says about one finding, component or image.
pub(crate) trait Facts {
    /// The value of a field; `None` if it is not known.
    fn field(&self, field: Field) -> Option<Value<'_>>;

    /// The value as an explanation shows it, if that is more than the value.
    fn describe(&self, _field: Field) -> Option<String> {
        None
    }

    /// The finding's severity, with all that led to it.
    fn rated(&self) -> Option<Rated> {
        None
    }

    /// Why a field is not known.
    fn why(&self, field: Field) -> String;
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value<'v> {
    Bool(bool),
    /// In millionths.
    Number(i64),
    Text(Cow<'v, str>),
    Severity(Severity),
    Timestamp(Timestamp),
    /// In seconds; negative for what lies ahead.
    Duration(i64),
    Purl(Box<Purl>),
    Map(Vec<(Cow<'v, str>, Cow<'v, str>)>),
    List(Vec<Value<'v>>),
}

impl<'v> Value<'v> {
    pub(crate) fn text(text: &'v str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    pub(crate) fn texts(texts: impl IntoIterator<Item = &'v str>) -> Self {
        Self::List(texts.into_iter().map(Self::text).collect())
    }

    /// A list, or nothing if it is empty, since silence is no statement.
    pub(crate) fn some_texts(texts: impl IntoIterator<Item = &'v str>) -> Option<Self> {
        match Self::texts(texts) {
            Self::List(list) if list.is_empty() => None,
            list => Some(list),
        }
    }

    pub(crate) fn whole(number: impl Into<i64>) -> Option<Self> {
        number.into().checked_mul(UNIT).map(Self::Number)
    }
}

impl Constant {
    pub(super) fn value(&self) -> Value<'_> {
        match self {
            Self::Bool(value) => Value::Bool(*value),
            Self::Number(value) => Value::Number(*value),
            Self::Text(text) => Value::text(text),
            Self::Severity(level) => Value::Severity(*level),
            Self::Timestamp(at) => Value::Timestamp(*at),
            Self::Duration(seconds) => Value::Duration(*seconds),
        }
    }
}

/// Writes the value as people read it.
impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(true) => f.write_str("yes"),
            Self::Bool(false) => f.write_str("no"),
            Self::Number(number) => {
                let (whole, fraction) = (number / UNIT, (number % UNIT).abs());
                let sign = if *number < 0 && whole == 0 { "-" } else { "" };
                write!(f, "{sign}{whole}")?;
                if fraction == 0 {
                    return Ok(());
                }
                write!(f, ".{}", format!("{fraction:06}").trim_end_matches('0'))
            }
            Self::Text(text) => f.write_str(text),
            Self::Severity(level) => level.fmt(f),
            Self::Timestamp(at) => at.fmt(f),
            Self::Duration(seconds) => {
                if *seconds < 0 {
                    f.write_str("-")?;
                }
                crate::Period::from_seconds(seconds.unsigned_abs()).fmt(f)
            }
            Self::Purl(purl) => purl.fmt(f),
            Self::Map(entries) => {
                let shown: Vec<String> =
                    entries.iter().map(|(key, value)| format!("{key}={value}")).collect();
                f.write_str(&shown.join(", "))
            }
            Self::List(list) if list.is_empty() => f.write_str("none"),
            Self::List(list) => {
                let shown: Vec<String> = list.iter().map(ToString::to_string).collect();
                f.write_str(&shown.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_as_people_read_them() {
        for (value, shown) in [
            (Value::Number(7_500_000), "7.5"),
            (Value::Number(-500_000), "-0.5"),
            (Value::Number(-1_000_001), "-1.000001"),
            (Value::Number(i64::MIN), "-9223372036854.775808"),
            (Value::Duration(-86_400), "-1 day"),
            (Value::Duration(i64::MIN), "-106751991167300 days"),
            (Value::Bool(true), "yes"),
            (Value::texts(["a", "b"]), "a, b"),
            (Value::List(Vec::new()), "none"),
        ] {
            assert_eq!(value.to_string(), shown);
        }
    }
}
