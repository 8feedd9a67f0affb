//! A tree of the document as serde reads it: for evidence inside of tests, which has its own shape
//! and is not part of the policy language.
//!
//! What a scalar means is the type's to say: `2.10` is a version where a text is asked for, and a
//! number where a number is. Faults know their place.

use std::str::FromStr;

use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess,
    SeqAccess, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::reader::{At, Reader, join};
use super::yaml::{Entry, Node, Value};
use crate::code::Code;
use crate::error::{Diagnostic, Level, Span};
use crate::fault::Parts;

/// Reads a value of any type that has a shape of its own.
pub(crate) fn read<'n, T: Deserialize<'n>>(reader: &mut Reader, at: &At<'n>) -> Option<T> {
    match T::deserialize(Typed(at.node)) {
        Ok(value) => Some(value),
        Err(fault) => {
            let fault = if at.path.is_empty() { fault } else { fault.below(&at.path) };
            let Parts { code, message, help, suggestion, place, path } = *fault.0;
            let mut found = Diagnostic::new(code, Level::Error, path, message)
                .at(place.unwrap_or(at.node.span));
            (found.suggestion, found.help) = (suggestion, help);
            reader.found.push(found);
            None
        }
    }
}

type Fault = crate::fault::Fault<Span>;

struct Typed<'n>(&'n Node);

impl<'n> Typed<'n> {
    fn scalar(&self, expected: &str) -> Result<&'n str, Fault> {
        match &self.0.value {
            Value::Scalar { text, .. } if !self.0.is_null() => Ok(text.trim()),
            _ => Err(self.wrong(expected)),
        }
    }

    fn wrong(&self, expected: &str) -> Fault {
        let message = format!("expected {expected}, found {}", self.0.describe());
        Fault::new(Code::WrongType, message).at(self.0.span)
    }

    fn parse<T: FromStr>(&self, expected: &str) -> Result<T, Fault> {
        self.scalar(expected)?.parse().map_err(|_| self.wrong(expected))
    }
}

macro_rules! numbers {
    ($($method:ident $visit:ident $type:ty;)+) => {
        $(fn $method<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Fault> {
            let number: $type = self.parse("a number")?;
            visitor.$visit(number).map_err(|fault: Fault| fault.at(self.0.span))
        })+
    };
}

impl<'n> Deserializer<'n> for Typed<'n> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Fault> {
        let span = self.0.span;
        let result = match &self.0.value {
            _ if self.0.is_null() => visitor.visit_unit(),
            Value::List(_) => return self.deserialize_seq(visitor),
            Value::Map(_) => return self.deserialize_map(visitor),
            Value::Scalar { text, plain: true } => match text.as_str() {
                "true" => visitor.visit_bool(true),
                "false" => visitor.visit_bool(false),
                text => match (text.parse::<u64>(), text.parse::<i64>(), text.parse::<f64>()) {
                    (Ok(number), ..) => visitor.visit_u64(number),
                    (_, Ok(number), _) => visitor.visit_i64(number),
                    (.., Ok(number)) => visitor.visit_f64(number),
                    _ => visitor.visit_borrowed_str(text),
                },
            },
            Value::Scalar { text, .. } => visitor.visit_borrowed_str(text),
        };
        result.map_err(|fault: Fault| fault.at(span))
    }

    fn deserialize_bool<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Fault> {
        let Some(truth) = self.0.truth() else {
            let mut fault = self.wrong("`true` or `false`");
            fault.0.suggestion = self.0.meant_truth().map(str::to_owned);
            return Err(fault);
        };
        visitor.visit_bool(truth)
    }

    numbers! {
        deserialize_u8 visit_u8 u8;
        deserialize_u16 visit_u16 u16;
        deserialize_u32 visit_u32 u32;
        deserialize_u64 visit_u64 u64;
        deserialize_i8 visit_i8 i8;
        deserialize_i16 visit_i16 i16;
        deserialize_i32 visit_i32 i32;
        deserialize_i64 visit_i64 i64;
        deserialize_f32 visit_f32 f32;
        deserialize_f64 visit_f64 f64;
    }

    fn deserialize_str<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Fault> {
        let text = self.scalar("a text")?;
        visitor.visit_borrowed_str(text).map_err(|fault: Fault| fault.at(self.0.span))
    }

    fn deserialize_string<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'n>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Fault> {
        let span = self.0.span;
        let items = match &self.0.value {
            Value::List(items) => items.as_slice(),
            // A single value counts as a list of one, as everywhere in a policy.
            Value::Scalar { .. } if !self.0.is_null() => std::slice::from_ref(self.0),
            _ => return Err(self.wrong("a list")),
        };
        let items = Items { items: items.iter(), index: 0 };
        visitor.visit_seq(items).map_err(|fault| fault.at(span))
    }

    fn deserialize_tuple<V: Visitor<'n>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Fault> {
        let Value::Map(entries) = &self.0.value else { return Err(self.wrong("a mapping")) };
        // The span of a block mapping is a point; its first key is what people look at.
        let span = entries.first().map_or(self.0.span, |entry| entry.key_span);
        let entries = Entries { entries: entries.iter(), value: None };
        visitor.visit_map(entries).map_err(|fault| fault.at(span))
    }

    fn deserialize_struct<V: Visitor<'n>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'n>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let span = self.0.span;
        let variant = match &self.0.value {
            Value::Map(entries) => match entries.as_slice() {
                [entry] => Variant { name: &entry.key, value: Some(&entry.value) },
                _ => return Err(self.wrong("a mapping with one key")),
            },
            _ => Variant { name: self.scalar("a word")?, value: None },
        };
        visitor.visit_enum(variant).map_err(|fault: Fault| fault.at(span))
    }

    fn deserialize_identifier<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        <V: Visitor<'n>>
        i128 u128 char bytes byte_buf unit unit_struct tuple_struct
    }
}

struct Items<'n> {
    items: std::slice::Iter<'n, Node>,
    index: usize,
}

impl<'n> SeqAccess<'n> for Items<'n> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'n>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        let Some(item) = self.items.next() else { return Ok(None) };
        let step = format!("[{}]", self.index);
        self.index += 1;
        seed.deserialize(Typed(item)).map(Some).map_err(|fault| fault.below(&step))
    }
}

struct Entries<'n> {
    entries: std::slice::Iter<'n, Entry>,
    value: Option<&'n Entry>,
}

impl<'n> MapAccess<'n> for Entries<'n> {
    type Error = Fault;

    fn next_key_seed<S: DeserializeSeed<'n>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        let Some(entry) = self.entries.next() else { return Ok(None) };
        self.value = Some(entry);
        let key = entry.key.as_str().into_deserializer();
        seed.deserialize(key)
            .map(Some)
            .map_err(|fault: Fault| fault.at(entry.key_span).below(&join("", &entry.key)))
    }

    fn next_value_seed<S: DeserializeSeed<'n>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let Some(entry) = self.value.take() else {
            return Err(de::Error::custom("a key has no value"));
        };
        seed.deserialize(Typed(&entry.value)).map_err(|fault| fault.below(&join("", &entry.key)))
    }
}

struct Variant<'n> {
    name: &'n str,
    value: Option<&'n Node>,
}

impl<'n> EnumAccess<'n> for Variant<'n> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'n>>(self, seed: S) -> Result<(S::Value, Self), Fault> {
        Ok((seed.deserialize(self.name.into_deserializer())?, self))
    }
}

impl<'n> Variant<'n> {
    fn value(&self) -> Result<Typed<'n>, Fault> {
        let missing = || Fault::new(Code::WrongType, format!("`{}` needs a value", self.name));
        self.value.map(Typed).ok_or_else(missing)
    }
}

impl<'n> VariantAccess<'n> for Variant<'n> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        match self.value {
            None => Ok(()),
            Some(node) => Err(Typed(node).wrong("nothing")),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'n>>(self, seed: S) -> Result<S::Value, Fault> {
        seed.deserialize(self.value()?).map_err(|fault| fault.below(self.name))
    }

    fn tuple_variant<V: Visitor<'n>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.value()?.deserialize_seq(visitor).map_err(|fault| fault.below(self.name))
    }

    fn struct_variant<V: Visitor<'n>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.value()?.deserialize_map(visitor).map_err(|fault| fault.below(self.name))
    }
}
