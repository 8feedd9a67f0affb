//! Objects that are read straight into a builder, one at a time, so that no list is ever held.

use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use crate::document::NoteKind;
use crate::document::build::Builder;
use crate::document::store::{Rows, Store};
use crate::json::{Each, STOP, Shape, Slot, Stopped};

/// How to read one kind of object.
pub(crate) trait Object<'de>: Copy {
    /// What stands here, for messages: "a package object".
    fn expected(self) -> &'static str;

    /// Reads the members.
    fn read<A: MapAccess<'de>>(self, builder: &mut Builder<'de>, map: A) -> Result<(), A::Error>;
}

/// Reads one object; `null` is noted.
pub(crate) struct One<'b, 'a, O> {
    pub(crate) builder: &'b mut Builder<'a>,
    pub(crate) key: &'static str,
    pub(crate) object: O,
}

impl<'de, O: Object<'de>> DeserializeSeed<'de> for One<'_, 'de, O> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, O: Object<'de>> Visitor<'de> for One<'_, 'de, O> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.object.expected())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        self.object.read(self.builder, map)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.builder.note(NoteKind::NullValue, self.key).map_err(stop)
    }
}

/// Reads a list of objects; a single object instead of an array, and `null`, are noted.
pub(crate) struct Many<'b, 'a, O> {
    pub(crate) builder: &'b mut Builder<'a>,
    pub(crate) key: &'static str,
    pub(crate) object: O,
}

impl<'de, O: Object<'de>> DeserializeSeed<'de> for Many<'_, 'de, O> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, O: Object<'de>> Visitor<'de> for Many<'_, 'de, O> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an array for `{}`", self.key)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Self { builder, key, object } = self;
        builder.enter(key);
        builder.advance();
        while list.next_element_seed(One { builder: &mut *builder, key, object })?.is_some() {
            builder.advance();
        }
        builder.leave();
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        self.builder.shape(Shape { nulls: 0, bare: true }, self.key).map_err(stop)?;
        self.object.read(self.builder, map)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.builder.note(NoteKind::NullValue, self.key).map_err(stop)
    }
}

/// Reads a member into its slot; the same key twice is an error, `null` is noted.
pub(crate) fn take<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    slot: &mut Slot<T>,
    key: &str,
    map: &mut A,
    builder: &mut Builder<'de>,
) -> Result<(), A::Error> {
    slot.fill(key, map)?;
    match slot.is_none() {
        true => builder.note(NoteKind::NullValue, key).map_err(stop),
        false => Ok(()),
    }
}

/// Reads a list of small objects into a table of the store, one at a time, and returns their rows.
///
/// `len` tells the table by its length, `keep` puts an object there.
pub(crate) fn rows<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    key: &str,
    map: &mut A,
    builder: &mut Builder<'de>,
    len: fn(&Store) -> usize,
    keep: impl Fn(T, &mut Builder<'de>) -> Result<(), Stopped>,
) -> Result<Rows, A::Error> {
    let start = len(&builder.store);
    let shape = map.next_value_seed(Each::new(key, |object: T| keep(object, builder)))?;
    builder.shape(shape, key).map_err(stop)?;
    Ok(Rows::between(start, len(&builder.store)))
}

/// Skips the value of a member that is not read, and notes it: as not kept if the format has it,
/// else as unknown.
pub(crate) fn skip<'de, A: MapAccess<'de>>(
    builder: &mut Builder<'de>,
    map: &mut A,
    key: &str,
    not_kept: &[&str],
) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>()?;
    let kind = match not_kept.contains(&key) {
        true => NoteKind::NotKept,
        false => NoteKind::UnknownMember,
    };
    builder.note(kind, key).map_err(stop)
}

/// Carries [`Stopped`] through the JSON library; the builder knows why.
pub(crate) fn stop<E: serde::de::Error>(_: Stopped) -> E {
    E::custom(STOP)
}
