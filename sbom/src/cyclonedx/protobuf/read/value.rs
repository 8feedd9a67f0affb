//! Values: texts, numbers, words, points in time.

use super::{Filler, Frame, Inside};
use crate::cyclonedx::protobuf::wire::{self, Kind, Tag};
use crate::cyclonedx::protobuf::{fields, time};
use crate::error::{Code, Error};
use crate::schema::{Type, Word};
use crate::tree::{Key, Scalar, Tail};

impl Filler<'_> {
    /// Reads a value, or begins it. Returns where the next one goes; `None` if it is of another
    /// kind than the format says.
    pub(super) fn value(
        &mut self,
        value: Type,
        key: Key,
        mut into: Tail,
        tag: Tag,
        start: usize,
        stop: usize,
    ) -> Result<Option<Tail>, Error> {
        let is_text = match value {
            Type::Words(words) => !fields::is_enum(words),
            Type::Text(_) | Type::LicenceId | Type::Any => true,
            Type::Either(_) => {
                let references = |frame: &Frame| matches!(frame.inside, Inside::References(_));
                self.frames.last().is_some_and(references)
            }
            _ => false,
        };
        match (value, tag.kind) {
            (_, Kind::Length) if is_text => {
                self.text(key, &mut into, start, stop)?;
            }
            (Type::Object(shape), Kind::Length) => {
                let tail = self.tree.object(&mut into, key, Some(start));
                self.push((start, stop), stop, tail, Inside::Object(shape))?;
            }
            (Type::Either(choice), Kind::Length) => {
                let shape = choice.types.iter().find_map(|value| match value {
                    Type::Object(shape) => Some(*shape),
                    _ => None,
                });
                let Some(shape) = shape else { return Ok(None) };
                let tail = self.tree.object(&mut into, key, Some(start));
                self.push((start, stop), stop, tail, Inside::Object(shape))?;
            }
            (Type::Words(words), Kind::Varint) => {
                self.word(words.words, key, &mut into, start, stop)?;
            }
            (Type::Integer(_) | Type::Bool, Kind::Varint) => {
                self.integer(value, key, &mut into, start, stop)?;
            }
            // Numbers of a list are packed.
            (Type::Words(_) | Type::Integer(_), Kind::Length) if key == Key::NONE => {
                let mut at = start;
                while at < stop {
                    let (_, after) = self.check(wire::varint(&self.bytes, at, stop))?;
                    match value {
                        Type::Words(words) => self.word(words.words, key, &mut into, at, after)?,
                        _ => self.integer(value, key, &mut into, at, after)?,
                    }
                    at = after;
                }
                self.blank(start, stop);
            }
            (Type::Number(..), Kind::Fixed32) => {
                let bytes = self.bytes.get(start..stop).and_then(|bytes| bytes.first_chunk::<4>());
                let number = f32::from_le_bytes(bytes.copied().unwrap_or_default());
                self.number(key, &mut into, number.is_finite(), &number.to_string());
            }
            (Type::Number(..), Kind::Fixed64) => {
                let bytes = self.bytes.get(start..stop).and_then(|bytes| bytes.first_chunk::<8>());
                let number = f64::from_le_bytes(bytes.copied().unwrap_or_default());
                self.number(key, &mut into, number.is_finite(), &number.to_string());
            }
            _ => return Ok(None),
        }
        Ok(Some(into))
    }

    pub(super) fn text(
        &mut self,
        key: Key,
        into: &mut Tail,
        start: usize,
        stop: usize,
    ) -> Result<(), Error> {
        let text = self.bytes.get(start..stop).unwrap_or_default();
        if std::str::from_utf8(text).is_err() {
            let message = format!("a text is not valid UTF-8 at byte {start}");
            return Err(self.error(Code::InvalidEncoding, message));
        }
        self.tree.text(into, key, start, stop - start);
        Ok(())
    }

    pub(super) fn number(&mut self, key: Key, into: &mut Tail, is_finite: bool, text: &str) {
        let scalar = if is_finite { Scalar::Number(text) } else { Scalar::Text(text) };
        self.tree.scalar(into, key, scalar);
    }

    pub(super) fn integer(
        &mut self,
        value: Type,
        key: Key,
        into: &mut Tail,
        start: usize,
        stop: usize,
    ) -> Result<(), Error> {
        let (number, _) = self.check(wire::varint(&self.bytes, start, stop))?;
        match value {
            Type::Bool => self.tree.boolean(into, key, Some(start), number != 0),
            _ => {
                let number = number.cast_signed().to_string();
                self.tree.scalar(into, key, Scalar::Number(&number));
            }
        }
        Ok(())
    }

    /// Reads the number of a word. One that the format does not have stays a number.
    pub(super) fn word(
        &mut self,
        words: &'static [Word],
        key: Key,
        into: &mut Tail,
        start: usize,
        stop: usize,
    ) -> Result<(), Error> {
        let (number, _) = self.check(wire::varint(&self.bytes, start, stop))?;
        let is_it = |word: &&Word| word.number.is_some_and(|own| u64::from(own) == number);
        match words.iter().find(is_it) {
            Some(word) => self.tree.scalar(into, key, Scalar::Text(word.text)),
            None => {
                let number = number.cast_signed().to_string();
                self.tree.scalar(into, key, Scalar::Number(&number))
            }
        };
        Ok(())
    }

    /// Reads a point in time: a message of seconds and nanoseconds.
    pub(super) fn timestamp(
        &mut self,
        key: Key,
        mut into: Tail,
        start: usize,
        stop: usize,
    ) -> Result<Option<Tail>, Error> {
        let (mut seconds, mut nanos) = (0, 0);
        for (tag, from, to) in self.inner(start, stop)? {
            let number = match (tag.number, tag.kind) {
                (1, Kind::Varint) => &mut seconds,
                (2, Kind::Varint) => &mut nanos,
                _ => return Ok(None),
            };
            *number = self.check(wire::varint(&self.bytes, from, to))?.0.cast_signed();
        }
        let Some(text) = time::to_text(seconds, nanos, fields::is_date(key)) else {
            return Ok(None);
        };
        self.tree.made_text(&mut into, key, Some(start), &text);
        self.blank(start, stop);
        Ok(Some(into))
    }
}
