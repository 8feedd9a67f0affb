//! JSON as evidence has it: an object where an object belongs, every key once, and faults in words
//! that name no type of this program.
//!
//! What serde derives would take a list for an object, and the last of two equal keys of a mapping.
//! This stands between the two: it hands every value to its type only if it is of that kind, keeps
//! the path to a fault, and costs nothing where there is none.

mod value;

use std::cell::Cell;
use std::fmt::Display;

use serde::de::{DeserializeSeed, Deserializer, Visitor};
use serde::forward_to_deserialize_any;

use self::value::Visit;
use crate::code::Code;

/// A line and a column, from 1.
pub(super) type Place = (usize, usize);
pub(super) type Fault = crate::fault::Fault<Place>;

/// Where a fault waits while the parser, whose errors hold only a text, gives up level by level.
pub(super) type Slot = Cell<Option<Fault>>;

/// A value that a parser of JSON is about to read.
pub(super) struct Json<'f, D> {
    pub(super) inner: D,
    pub(super) slot: &'f Slot,
}

/// The kind of value that a type asks for.
#[derive(Clone, Copy)]
enum Wanted {
    Any,
    Truth,
    Number,
    Text,
    List,
    /// With these keys, or with any if there are none.
    Object(&'static [&'static str]),
    /// One of these words, or an object with one of them as its key.
    Choice(&'static [&'static str]),
}

impl<'de, D: Deserializer<'de>> Json<'_, D> {
    fn read<V: Visitor<'de>>(self, visitor: V, wanted: Wanted) -> Result<V::Value, Fault> {
        let Self { inner, slot } = self;
        inner.deserialize_any(Visit { visitor, wanted, slot }).map_err(|error| taken(slot, &error))
    }
}

macro_rules! kinds {
    ($($method:ident: $wanted:expr;)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            self.read(visitor, $wanted)
        })+
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Json<'_, D> {
    type Error = Fault;

    kinds! {
        deserialize_any: Wanted::Any;
        deserialize_bool: Wanted::Truth;
        deserialize_u8: Wanted::Number;
        deserialize_u16: Wanted::Number;
        deserialize_u32: Wanted::Number;
        deserialize_u64: Wanted::Number;
        deserialize_i8: Wanted::Number;
        deserialize_i16: Wanted::Number;
        deserialize_i32: Wanted::Number;
        deserialize_i64: Wanted::Number;
        deserialize_f32: Wanted::Number;
        deserialize_f64: Wanted::Number;
        deserialize_char: Wanted::Text;
        deserialize_str: Wanted::Text;
        deserialize_string: Wanted::Text;
        deserialize_identifier: Wanted::Text;
        deserialize_seq: Wanted::List;
        deserialize_map: Wanted::Object(&[]);
    }

    forward_to_deserialize_any! { i128 u128 bytes byte_buf unit unit_struct ignored_any }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let Self { inner, slot } = self;
        inner
            .deserialize_option(Visit { visitor, wanted: Wanted::Any, slot })
            .map_err(|error| taken(slot, &error))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.read(visitor, Wanted::List)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.read(visitor, Wanted::List)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.read(visitor, Wanted::Object(fields))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.read(visitor, Wanted::Choice(variants))
    }
}

/// A type that is read through [`Json`], whoever hands out the values.
struct Seed<'f, S> {
    seed: S,
    slot: &'f Slot,
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Seed<'_, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<S::Value, D::Error> {
        let Self { seed, slot } = self;
        kept(slot, seed.deserialize(Json { inner, slot }))
    }
}

/// Puts a fault aside, where the parser's error has no room for it.
fn kept<T, E: serde::de::Error>(slot: &Slot, result: Result<T, Fault>) -> Result<T, E> {
    result.map_err(|fault| {
        slot.set(Some(fault));
        E::custom("")
    })
}

/// The fault that waits, at the place where the parser stopped, or what the parser says itself.
pub(super) fn taken(slot: &Slot, error: &impl Display) -> Fault {
    let text = error.to_string();
    let (said, place) = split(&text);
    let fault = slot.take().unwrap_or_else(|| Fault::new(Code::Syntax, not_json(said)));
    match place {
        Some(place) => fault.at(place),
        None => fault,
    }
}

/// Parts `… at line 3 column 7`.
fn split(text: &str) -> (&str, Option<Place>) {
    let parts = || {
        let (said, place) = text.rsplit_once(" at line ")?;
        let (line, column) = place.split_once(" column ")?;
        Some((said, (line.parse().ok()?, column.parse().ok()?)))
    };
    parts().map_or((text, None), |(said, place)| (said, Some(place)))
}

fn not_json(said: &str) -> String {
    match said {
        "trailing characters" => "not JSON: the text goes on after its end".to_owned(),
        "recursion limit exceeded" => "the nesting is deeper than accepted".to_owned(),
        said => match said.strip_prefix("EOF while parsing ") {
            Some(what) => format!("not JSON: the text ends inside of {what}"),
            None => format!("not JSON: {said}"),
        },
    }
}
