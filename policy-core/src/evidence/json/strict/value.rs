//! Values as they come out of a parser, handed on only where they are of the kind that is wanted.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::{self, Display};

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, IntoDeserializer, MapAccess,
    SeqAccess, VariantAccess, Visitor,
};

use super::{Fault, Json, Seed, Slot, Wanted, kept, taken};
use crate::code::Code;
use crate::fault::wanted;
use crate::policy::reader::{join, listed};
use crate::policy::yaml::shorten;

/// More keys than these would bury what is wrong.
const FEW: usize = 8;

/// A type's own reader, and the kind of value it may see.
pub(super) struct Visit<'f, V> {
    pub(super) visitor: V,
    pub(super) wanted: Wanted,
    pub(super) slot: &'f Slot,
}

impl<'de, V: Visitor<'de>> Visit<'_, V> {
    fn wrong<E: de::Error>(self, found: impl Display) -> Result<V::Value, E> {
        let expected = match self.wanted {
            Wanted::Truth => "`true` or `false`".to_owned(),
            Wanted::Number => "a number".to_owned(),
            Wanted::List => "a list".to_owned(),
            Wanted::Object(keys) if keys.is_empty() || keys.len() > FEW => "an object".to_owned(),
            Wanted::Object(keys) => format!("an object with {}", listed(keys)),
            Wanted::Choice(words) => format!("one of {}", listed(words)),
            Wanted::Any | Wanted::Text => {
                wanted(&(&self.visitor as &dyn de::Expected).to_string()).to_owned()
            }
        };
        let message = format!("expected {expected}, found {found}");
        kept(self.slot, Err(Fault::new(Code::WrongType, message)))
    }

    fn text<E: de::Error>(
        self,
        text: &str,
        pass: impl FnOnce(V) -> Result<V::Value, Fault>,
    ) -> Result<V::Value, E> {
        match self.wanted {
            Wanted::Any | Wanted::Text => kept(self.slot, pass(self.visitor)),
            Wanted::Choice(_) => kept(self.slot, self.visitor.visit_enum(Word(text))),
            _ => self.wrong(format_args!("the text `{}`", shorten(text))),
        }
    }

    fn number<E: de::Error>(
        self,
        number: impl Display,
        pass: impl FnOnce(V) -> Result<V::Value, Fault>,
    ) -> Result<V::Value, E> {
        match self.wanted {
            Wanted::Any | Wanted::Number => kept(self.slot, pass(self.visitor)),
            _ => self.wrong(format_args!("`{number}`")),
        }
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Visit<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    fn visit_bool<E: de::Error>(self, truth: bool) -> Result<V::Value, E> {
        match self.wanted {
            Wanted::Any | Wanted::Truth => kept(self.slot, self.visitor.visit_bool(truth)),
            _ => self.wrong(format_args!("`{truth}`")),
        }
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<V::Value, E> {
        self.number(number, |visitor| visitor.visit_u64(number))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<V::Value, E> {
        self.number(number, |visitor| visitor.visit_i64(number))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<V::Value, E> {
        self.number(number, |visitor| visitor.visit_f64(number))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<V::Value, E> {
        self.text(text, |visitor| visitor.visit_str(text))
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<V::Value, E> {
        self.text(text, |visitor| visitor.visit_borrowed_str(text))
    }

    fn visit_unit<E: de::Error>(self) -> Result<V::Value, E> {
        match self.wanted {
            Wanted::Any => kept(self.slot, self.visitor.visit_unit()),
            _ => self.wrong("`null`"),
        }
    }

    fn visit_none<E: de::Error>(self) -> Result<V::Value, E> {
        kept(self.slot, self.visitor.visit_none())
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        let slot = self.slot;
        kept(slot, self.visitor.visit_some(Json { inner, slot }))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        let slot = self.slot;
        match self.wanted {
            Wanted::Any | Wanted::List => {
                let mut items = Items { inner, index: 0, slot };
                let list = self.visitor.visit_seq(&mut items);
                kept(slot, list.and_then(|list| items.end().map(|()| list)))
            }
            _ => self.wrong("a list"),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        let slot = self.slot;
        // A type that knows its keys says itself which of them stands there twice.
        let seen = matches!(self.wanted, Wanted::Object([])).then(BTreeSet::new);
        let mut entries = Entries { inner, key: None, seen, slot };
        match self.wanted {
            Wanted::Any | Wanted::Object(_) => kept(slot, self.visitor.visit_map(entries)),
            Wanted::Choice(_) => {
                let chosen = self.visitor.visit_enum(&mut entries);
                kept(slot, chosen.and_then(|value| entries.end().map(|()| value)))
            }
            _ => self.wrong("an object"),
        }
    }
}

struct Items<'f, A> {
    inner: A,
    index: usize,
    slot: &'f Slot,
}

impl<'de, A: SeqAccess<'de>> Items<'_, A> {
    /// Whoever takes a few values leaves none.
    fn end(&mut self) -> Result<(), Fault> {
        let few = self.index;
        match self.next_element::<IgnoredAny>()? {
            None => Ok(()),
            Some(_) => {
                let message = format!("the list has more than the {few} items that belong there");
                Err(Fault::new(Code::WrongType, message))
            }
        }
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Items<'_, A> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        let item = self.inner.next_element_seed(Seed { seed, slot: self.slot });
        let item =
            item.map_err(|error| taken(self.slot, &error).below(&format!("[{}]", self.index)))?;
        self.index += 1;
        Ok(item)
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

struct Entries<'de, 'f, A> {
    inner: A,
    /// Of the value that comes next.
    key: Option<Cow<'de, str>>,
    seen: Option<BTreeSet<Cow<'de, str>>>,
    slot: &'f Slot,
}

impl<'de, A: MapAccess<'de>> Entries<'de, '_, A> {
    /// What is wrong with the value of the key that was read last.
    fn fault(&self, error: &impl Display) -> Fault {
        taken(self.slot, error).below(&step(self.key.as_deref().unwrap_or_default()))
    }

    /// Whoever chooses one of several words gives one key.
    fn end(&mut self) -> Result<(), Fault> {
        match self.next_key::<IgnoredAny>()? {
            None => Ok(()),
            Some(_) => {
                let key = self.key.as_deref().unwrap_or_default();
                let message = format!("one key is enough, and `{}` is another", shorten(key));
                Err(Fault::new(Code::InvalidValue, message).below(&step(key)))
            }
        }
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Entries<'de, '_, A> {
    type Error = Fault;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        let key = self.inner.next_key_seed(Key).map_err(|error| taken(self.slot, &error))?;
        let Some(key) = key else { return Ok(None) };
        if self.seen.as_mut().is_some_and(|seen| !seen.insert(key.clone())) {
            let message = format!("the key `{}` stands here a second time", shorten(&key));
            return Err(Fault::new(Code::DuplicateKey, message).below(&step(&key)));
        }
        let name: de::value::StrDeserializer<'_, Fault> = key.as_ref().into_deserializer();
        let read = seed.deserialize(name).map_err(|fault| fault.below(&step(&key)))?;
        self.key = Some(key);
        Ok(Some(read))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let value = self.inner.next_value_seed(Seed { seed, slot: self.slot });
        value.map_err(|error| self.fault(&error))
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

/// The one key names what is chosen, and its value is what belongs to that.
impl<'de, A: MapAccess<'de>> EnumAccess<'de> for &mut Entries<'de, '_, A> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Fault> {
        let chosen = self.next_key_seed(seed)?;
        let none = || Fault::new(Code::WrongType, "an object without a key chooses nothing");
        chosen.map(|chosen| (chosen, self)).ok_or_else(none)
    }
}

impl<'de, A: MapAccess<'de>> VariantAccess<'de> for &mut Entries<'de, '_, A> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        self.next_value()
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Fault> {
        self.next_value_seed(seed)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.next_value_seed(Body { visitor, wanted: Wanted::List })
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.next_value_seed(Body { visitor, wanted: Wanted::Object(fields) })
    }
}

/// A choice that is a word alone.
struct Word<'t>(&'t str);

impl Word<'_> {
    fn incomplete<T>(&self) -> Result<T, Fault> {
        let word = shorten(self.0);
        let message = format!("`{word}` is not complete; write an object with the key `{word}`");
        Err(Fault::new(Code::WrongType, message))
    }
}

impl<'de> EnumAccess<'de> for Word<'_> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Fault> {
        let word: de::value::StrDeserializer<'_, Fault> = self.0.into_deserializer();
        Ok((seed.deserialize(word)?, self))
    }
}

impl<'de> VariantAccess<'de> for Word<'_> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, _: S) -> Result<S::Value, Fault> {
        self.incomplete()
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Fault> {
        self.incomplete()
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Fault> {
        self.incomplete()
    }
}

/// What belongs to a choice and has no type of its own.
struct Body<V> {
    visitor: V,
    wanted: Wanted,
}

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for Body<V> {
    type Value = V::Value;

    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        match self.wanted {
            Wanted::Object(fields) => inner.deserialize_struct("", fields, self.visitor),
            _ => inner.deserialize_seq(self.visitor),
        }
    }
}

/// A key, as it stands in the text where it can.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<Cow<'de, str>, D::Error> {
        inner.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: de::Error>(self, key: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(key.to_owned()))
    }

    fn visit_borrowed_str<E: de::Error>(self, key: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(key))
    }
}

/// A key as a step of a path. One without a letter would not be seen.
fn step(key: &str) -> String {
    if key.is_empty() { r#""""#.to_owned() } else { join("", key) }
}
