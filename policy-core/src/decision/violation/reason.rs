//! Why a violation is one.

mod sentence;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use serde::ser::{Serialize, SerializeStruct as _, Serializer};

pub(crate) use self::sentence::rated;
use crate::Text;
use crate::severity::{Effective, Severity};

/// A condition that was met, and the value that met it. `Display` makes a sentence of both.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Reason {
    /// The condition, as the policy writes it: `severity >=high`.
    pub condition: Text,
    value: Value,
}

#[derive(Clone, Debug)]
enum Value {
    Text(Text),
    Rated(Rated),
    /// A text that tells the severity among other values.
    Among(Text, Arc<Effective>),
}

/// A severity, and as what it counts where nobody knows it.
#[derive(Clone, Debug)]
pub(crate) struct Rated {
    pub(crate) as_it_is: Arc<Effective>,
    pub(crate) counts_as: Option<Severity>,
}

impl Reason {
    pub(crate) fn new(condition: impl Into<Text>, value: impl Into<Text>) -> Self {
        Self { condition: condition.into(), value: Value::Text(value.into()) }
    }

    /// That the severity meets a condition, which is put in words when somebody asks.
    pub(crate) fn rated(condition: impl Into<Text>, value: Rated) -> Self {
        Self { condition: condition.into(), value: Value::Rated(value) }
    }

    /// That several values meet a condition, and the severity is one of them.
    pub(crate) fn among(condition: impl Into<Text>, values: String, severity: &Rated) -> Self {
        let value = Value::Among(values.into(), Arc::clone(&severity.as_it_is));
        Self { condition: condition.into(), value }
    }

    /// Returns the value: `Critical by nvd; strategy max → Critical`.
    #[must_use]
    pub fn value(&self) -> Cow<'_, str> {
        match &self.value {
            Value::Text(text) | Value::Among(text, _) => Cow::Borrowed(text),
            Value::Rated(rated) => Cow::Owned(rated.to_string()),
        }
    }

    /// Returns the severity with all its ratings, if the condition is on that and the value tells
    /// it.
    #[must_use]
    pub fn severity(&self) -> Option<&Effective> {
        match &self.value {
            Value::Text(_) => None,
            Value::Rated(rated) => Some(&rated.as_it_is),
            Value::Among(_, severity) => Some(severity),
        }
    }
}

impl fmt::Display for Rated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_it_is.fmt(f)?;
        match self.counts_as {
            Some(level) => write!(f, ", counts as {level}"),
            None => Ok(()),
        }
    }
}

/// By what they say.
impl Ord for Reason {
    fn cmp(&self, other: &Self) -> Ordering {
        self.condition.cmp(&other.condition).then_with(|| self.value().cmp(&other.value()))
    }
}

impl PartialOrd for Reason {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Reason {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Reason {}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut json = serializer.serialize_struct("Reason", 2)?;
        json.serialize_field("condition", &self.condition)?;
        json.serialize_field("value", &self.value())?;
        json.end()
    }
}
