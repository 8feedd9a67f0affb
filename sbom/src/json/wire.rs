//! Pieces that borrowed wire structs are made of.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::Deserialize;
use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer, StrDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use crate::json::STOP;

/// Text that borrows from the input unless it had escapes.
///
/// A bare `Option<Cow<str>>` copies even with `#[serde(borrow)]` (serde issue 2016); this does not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(transparent)]
pub(crate) struct Text<'a>(#[serde(borrow)] pub(crate) Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// A bare text, or an object with more to say.
#[derive(Debug)]
pub(crate) enum Named<'a, T> {
    Text(Text<'a>),
    Object(T),
}

impl<'de: 'a, 'a, T: Deserialize<'de>> Deserialize<'de> for Named<'a, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NamedVisitor<'a, T>(PhantomData<(Text<'a>, T)>);

        impl<'de: 'a, 'a, T: Deserialize<'de>> Visitor<'de> for NamedVisitor<'a, T> {
            type Value = Named<'a, T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or an object")
            }

            fn visit_borrowed_str<E: serde::de::Error>(
                self,
                text: &'de str,
            ) -> Result<Self::Value, E> {
                Ok(Named::Text(Text(Cow::Borrowed(text))))
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Named::Text(Text(Cow::Owned(text.to_owned()))))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Named::Object)
            }
        }

        deserializer.deserialize_any(NamedVisitor(PhantomData))
    }
}

/// Reads a list one element at a time and hands each to a function, so that no list is ever held.
///
/// Tolerates `null` for the list or a member, and a single value instead of an array.
struct Each<T, F> {
    each: F,
    element: PhantomData<T>,
}

/// A list that is short in any honest document, read whole.
#[derive(Clone, Debug)]
pub(crate) struct List<T> {
    items: Vec<T>,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { items: Vec::new() }
    }
}

impl<T> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut items = Vec::new();
        let keep = |element| {
            items.push(element);
            if items.len() <= MAX_LIST { Ok(()) } else { Err(Stopped) }
        };
        Each { each: keep, element: PhantomData }.deserialize(deserializer)?;
        Ok(Self { items })
    }
}

/// A wire object costs many times the bytes it is written in, so that lists of them are bounded.
const MAX_LIST: usize = 1 << 16;

/// The list is too long.
#[derive(Clone, Copy, Debug)]
struct Stopped;

impl<'de, T, F> DeserializeSeed<'de> for Each<T, F>
where
    T: Deserialize<'de>,
    F: FnMut(T) -> Result<(), Stopped>,
{
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T, F> Visitor<'de> for Each<T, F>
where
    T: Deserialize<'de>,
    F: FnMut(T) -> Result<(), Stopped>,
{
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of values")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        while let Some(element) = list.next_element::<Option<T>>()? {
            if let Some(element) = element {
                (self.each)(element).map_err(|Stopped| A::Error::custom(STOP))?;
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, map: A) -> Result<(), A::Error> {
        let element = T::deserialize(MapAccessDeserializer::new(map))?;
        (self.each)(element).map_err(|Stopped| A::Error::custom(STOP))
    }

    fn visit_borrowed_str<E: serde::de::Error>(mut self, text: &'de str) -> Result<(), E> {
        let element = T::deserialize(BorrowedStrDeserializer::new(text))?;
        (self.each)(element).map_err(|Stopped| E::custom(STOP))
    }

    fn visit_str<E: serde::de::Error>(mut self, text: &str) -> Result<(), E> {
        let element = T::deserialize(StrDeserializer::new(text))?;
        (self.each)(element).map_err(|Stopped| E::custom(STOP))
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        Ok(())
    }
}

/// A member's place: whether the member was met, and its value unless that was `null`.
///
/// A plain `Option` would take `{"name": null, "name": "x"}` for one member.
#[derive(Debug)]
pub(crate) struct Slot<T> {
    is_met: bool,
    value: Option<T>,
}

impl<T> Slot<T> {
    pub(crate) fn into_value(self) -> Option<T> {
        self.value
    }
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self { is_met: false, value: None }
    }
}

impl<T> Deref for Slot<T> {
    type Target = Option<T>;

    fn deref(&self) -> &Option<T> {
        &self.value
    }
}

impl<'de, T: Deserialize<'de>> Slot<T> {
    /// Reads the member's value; the same key twice is an error.
    pub(crate) fn fill<A: MapAccess<'de>>(
        &mut self,
        key: &str,
        map: &mut A,
    ) -> Result<(), A::Error> {
        if self.is_met {
            return Err(A::Error::custom(format_args!("duplicate key `{key}`")));
        }
        self.is_met = true;
        self.value = map.next_value()?;
        Ok(())
    }
}

/// Notes in `seen` that the key of `bit` was met; the same key twice is an error.
pub(crate) fn once<E: serde::de::Error>(seen: &mut u32, bit: u32, key: &str) -> Result<(), E> {
    if *seen & (1 << bit) != 0 {
        return Err(E::custom(format_args!("duplicate key `{key}`")));
    }
    *seen |= 1 << bit;
    Ok(())
}

/// An object used as a small table of texts, such as digests by algorithm: in document order, and
/// without repeated keys, since readers disagree on which one counts.
#[derive(Debug, Default)]
pub(crate) struct Pairs<'a>(Vec<(Text<'a>, Text<'a>)>);

impl<'a> Deref for Pairs<'a> {
    type Target = [(Text<'a>, Text<'a>)];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Pairs<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PairsVisitor;

        impl<'de> Visitor<'de> for PairsVisitor {
            type Value = Pairs<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of texts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<'de>, A::Error> {
                let mut pairs: Vec<(Text<'de>, Text<'de>)> = Vec::new();
                while let Some(key) = map.next_key::<Text<'de>>()? {
                    if pairs.iter().any(|(known, _)| *known == key) {
                        return Err(A::Error::custom(format_args!("duplicate key `{}`", &*key)));
                    }
                    if pairs.len() == MAX_PAIRS {
                        return Err(A::Error::custom(STOP));
                    }
                    pairs.push((key, map.next_value()?));
                }
                Ok(Pairs(pairs))
            }
        }

        deserializer.deserialize_map(PairsVisitor)
    }
}

/// There are not as many digest algorithms; it also keeps the search for repeated keys short.
const MAX_PAIRS: usize = 256;
