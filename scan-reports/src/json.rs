//! Reading JSON that strangers wrote: a field of the wrong type is a fact about that field, not
//! the end of the document.

mod entries;

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
    value::MapAccessDeserializer,
};

use crate::note::{Log, NoteKind, Place};
pub(crate) use entries::{Budget, Entries, Key, fill};

/// A value that may be absent (or `null`), as expected, or of another type.
#[derive(Debug, Default)]
pub(crate) enum Field<T> {
    #[default]
    Absent,
    Value(T),
    Wrong(Found),
}

/// The type a value turned out to have.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Found {
    Boolean,
    Number,
    Text,
    List,
    Object,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Boolean => "a boolean",
            Self::Number => "a number",
            Self::Text => "text",
            Self::List => "a list",
            Self::Object => "an object",
        })
    }
}

impl<T> Field<T> {
    /// Takes the value; a wrong type is noted as at `key` under `at`, and taken as absent.
    pub(crate) fn take(self, log: &mut Log, at: &Place<'_>, key: &str) -> Option<T> {
        match self {
            Self::Absent => None,
            Self::Value(value) => Some(value),
            Self::Wrong(found) => {
                log.note(NoteKind::WrongType, &at.key(key), found);
                None
            }
        }
    }
}

impl Field<Text<'_>> {
    /// Takes the text, unless it is empty: Go programs write absent text as `""`.
    pub(crate) fn text(self, log: &mut Log, at: &Place<'_>, key: &str) -> Option<String> {
        let Text(text) = self.take(log, at, key)?;
        (!text.trim().is_empty()).then(|| text.into_owned())
    }
}

/// What a value may look like, and what becomes of it. A form that is not overridden is wrong.
pub(crate) trait Shape<'de>: Sized {
    type Value;

    fn boolean(self, _: bool) -> Option<Self::Value> {
        None
    }

    fn number(self, _: f64) -> Option<Self::Value> {
        None
    }

    fn text(self, _: Cow<'de, str>) -> Option<Self::Value> {
        None
    }

    fn list<A: SeqAccess<'de>>(self, items: A) -> Result<Option<Self::Value>, A::Error> {
        drain_list(items)
    }

    fn object<A: MapAccess<'de>>(self, members: A) -> Result<Option<Self::Value>, A::Error> {
        drain_object(members)
    }
}

fn drain_list<'de, T, A: SeqAccess<'de>>(mut items: A) -> Result<Option<T>, A::Error> {
    while items.next_element::<IgnoredAny>()?.is_some() {}
    Ok(None)
}

fn drain_object<'de, T, A: MapAccess<'de>>(mut members: A) -> Result<Option<T>, A::Error> {
    while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
    Ok(None)
}

/// Reads a value of a shape, tolerating any other.
#[derive(Clone, Copy)]
pub(crate) struct Lax<S>(pub(crate) S);

impl<'de, S: Shape<'de>> DeserializeSeed<'de> for Lax<S> {
    type Value = Field<S::Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

fn found<T>(value: Option<T>, found: Found) -> Field<T> {
    value.map_or(Field::Wrong(found), Field::Value)
}

impl<'de, S: Shape<'de>> Visitor<'de> for Lax<S> {
    type Value = Field<S::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Field::Absent)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(found(self.0.boolean(value), Found::Boolean))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(found(self.0.number(value), Found::Number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(found(self.0.text(Cow::Borrowed(text)), Found::Text))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(found(self.0.text(Cow::Owned(text)), Found::Text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        Ok(found(self.0.list(items)?, Found::List))
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Self::Value, A::Error> {
        Ok(found(self.0.object(entries)?, Found::Object))
    }
}

impl<'de, T: Leaf<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Lax(PhantomData::<T>).deserialize(deserializer)
    }
}

/// A type that is made from a value without being told anything: [`Shape`] for the innermost.
pub(crate) trait Leaf<'de>: Sized {
    fn from_boolean(_: bool) -> Option<Self> {
        None
    }

    fn from_number(_: f64) -> Option<Self> {
        None
    }

    fn from_text(_: Cow<'de, str>) -> Option<Self> {
        None
    }

    fn from_list<A: SeqAccess<'de>>(items: A) -> Result<Option<Self>, A::Error> {
        drain_list(items)
    }

    fn from_object<A: MapAccess<'de>>(members: A) -> Result<Option<Self>, A::Error> {
        drain_object(members)
    }
}

impl<'de, T: Leaf<'de>> Shape<'de> for PhantomData<T> {
    type Value = T;

    fn boolean(self, value: bool) -> Option<T> {
        T::from_boolean(value)
    }

    fn number(self, value: f64) -> Option<T> {
        T::from_number(value)
    }

    fn text(self, text: Cow<'de, str>) -> Option<T> {
        T::from_text(text)
    }

    fn list<A: SeqAccess<'de>>(self, items: A) -> Result<Option<T>, A::Error> {
        T::from_list(items)
    }

    fn object<A: MapAccess<'de>>(self, members: A) -> Result<Option<T>, A::Error> {
        T::from_object(members)
    }
}

/// Text, borrowed from the input where it has no escapes.
#[derive(Debug)]
pub(crate) struct Text<'a>(pub(crate) Cow<'a, str>);

impl<'de: 'a, 'a> Leaf<'de> for Text<'a> {
    fn from_text(text: Cow<'de, str>) -> Option<Text<'a>> {
        Some(Text(text))
    }
}

/// A truth value.
#[derive(Debug)]
pub(crate) struct Flag(pub(crate) bool);

impl Leaf<'_> for Flag {
    fn from_boolean(value: bool) -> Option<Flag> {
        Some(Flag(value))
    }
}

/// A number, also when written as text.
#[derive(Debug)]
pub(crate) struct Number(pub(crate) f64);

impl Number {
    /// Returns the number if it is a whole one from 0 up that a `f64` holds exactly.
    pub(crate) fn whole(&self) -> Option<u64> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        let whole = self.0.fract() == 0.0 && (0.0..=EXACT).contains(&self.0);
        whole.then_some(self.0 as u64)
    }
}

impl<'de> Leaf<'de> for Number {
    fn from_number(value: f64) -> Option<Number> {
        Some(Number(value))
    }

    fn from_text(text: Cow<'de, str>) -> Option<Number> {
        text.trim().parse().ok().filter(|number: &f64| number.is_finite()).map(Number)
    }
}

/// An object that `W` describes.
#[derive(Debug)]
pub(crate) struct Object<W>(pub(crate) W);

impl<'de, W: Deserialize<'de>> Leaf<'de> for Object<W> {
    fn from_object<A: MapAccess<'de>>(entries: A) -> Result<Option<Object<W>>, A::Error> {
        W::deserialize(MapAccessDeserializer::new(entries)).map(|object| Some(Object(object)))
    }
}

/// How many texts of a list inside an entry are kept; one package needs thousands at most.
const MOST_TEXTS: usize = 65_536;

/// How many members of a map inside an entry are kept; Trivy knows some twenty sources of ratings.
const MOST_MEMBERS: usize = 64;

/// A list of texts inside an entry. Items of other types are counted, empty ones dropped.
#[derive(Debug, Default)]
pub(crate) struct Texts<'a> {
    pub(crate) items: Vec<Cow<'a, str>>,
    pub(crate) wrong: usize,
    pub(crate) dropped: usize,
}

impl<'de: 'a, 'a> Leaf<'de> for Texts<'a> {
    fn from_list<A: SeqAccess<'de>>(mut items: A) -> Result<Option<Texts<'a>>, A::Error> {
        let mut texts = Texts::default();
        while let Some(item) = items.next_element::<Field<Text<'a>>>()? {
            match item {
                Field::Value(Text(text)) if text.trim().is_empty() => {}
                Field::Value(_) if texts.items.len() == MOST_TEXTS => texts.dropped += 1,
                Field::Value(Text(text)) => texts.items.push(text),
                Field::Absent => {}
                Field::Wrong(_) => texts.wrong += 1,
            }
        }
        Ok(Some(texts))
    }
}

/// A map inside an entry, in the report's order, repeated keys and all.
#[derive(Debug)]
pub(crate) struct Members<'a, T> {
    pub(crate) items: Vec<(Cow<'a, str>, Field<T>)>,
    pub(crate) dropped: usize,
}

impl<'de: 'a, 'a, T: Leaf<'de>> Leaf<'de> for Members<'a, T> {
    fn from_object<A: MapAccess<'de>>(mut entries: A) -> Result<Option<Self>, A::Error> {
        let mut members = Members { items: Vec::new(), dropped: 0 };
        while let Some(Key(key)) = entries.next_key()? {
            let value = entries.next_value::<Field<T>>()?;
            if members.items.len() < MOST_MEMBERS {
                members.items.push((key, value));
            } else {
                members.dropped += 1;
            }
        }
        Ok(Some(members))
    }
}
