//! Lists of entries, held to a budget while they are read.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, SeqAccess, Visitor};

use super::{Field, Lax, Shape};

/// The name of a member.
pub(crate) struct Key<'de>(pub(crate) Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;

        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a member's name")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }

        deserializer.deserialize_str(KeyVisitor)
    }
}

/// How many more entries may be read.
#[derive(Debug)]
pub(crate) struct Budget {
    left: Cell<usize>,
    exceeded: Cell<bool>,
}

impl Budget {
    pub(crate) fn new(entries: usize) -> Self {
        Self { left: Cell::new(entries), exceeded: Cell::new(false) }
    }

    pub(crate) fn is_exceeded(&self) -> bool {
        self.exceeded.get()
    }

    fn spend<E: de::Error>(&self) -> Result<(), E> {
        match self.left.get().checked_sub(1) {
            Some(left) => {
                self.left.set(left);
                Ok(())
            }
            None => {
                self.exceeded.set(true);
                Err(E::custom("more entries than allowed"))
            }
        }
    }
}

/// A list of entries, each of which costs one of the budget. Absent is empty; any other type is
/// an error, since everything in the list would be lost.
#[derive(Clone, Copy)]
pub(crate) struct Entries<'b, S> {
    pub(crate) budget: &'b Budget,
    pub(crate) entry: S,
}

impl<'de, S: DeserializeSeed<'de> + Copy> Shape<'de> for Entries<'_, S> {
    type Value = Vec<S::Value>;

    fn list<A: SeqAccess<'de>>(self, mut items: A) -> Result<Option<Self::Value>, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = items.next_element_seed(Charged(self))? {
            entries.push(entry);
        }
        Ok(Some(entries))
    }
}

impl<'de, S: DeserializeSeed<'de> + Copy> DeserializeSeed<'de> for Entries<'_, S> {
    type Value = Vec<S::Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        match Lax(self).deserialize(deserializer)? {
            Field::Absent => Ok(Vec::new()),
            Field::Value(entries) => Ok(entries),
            Field::Wrong(found) => {
                Err(de::Error::custom(format_args!("expected a list, found {found}")))
            }
        }
    }
}

/// An entry, charged before it is read.
struct Charged<'b, S>(Entries<'b, S>);

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Charged<'_, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        self.0.budget.spend()?;
        self.0.entry.deserialize(deserializer)
    }
}

/// Fills a member's place, which must be vacant: a name that occurs twice hides one of the values
/// from some readers, so which is meant cannot be known.
pub(crate) fn fill<T, E: de::Error>(place: &mut Option<T>, key: &str, value: T) -> Result<(), E> {
    if place.replace(value).is_some() {
        return Err(E::custom(format_args!("`{key}` occurs twice")));
    }
    Ok(())
}
