//! What serde hands over, by the rules of the canonical form.

use std::fmt;

use serde::ser::{self, Serialize, Serializer};

use super::{Elements, Impossible, Kind, Writer};

impl<'w> Serializer for &'w mut Writer {
    type Ok = ();
    type Error = Impossible;
    type SerializeSeq = Elements<'w>;
    type SerializeTuple = Elements<'w>;
    type SerializeTupleStruct = Elements<'w>;
    type SerializeTupleVariant = Elements<'w>;
    type SerializeMap = Elements<'w>;
    type SerializeStruct = Elements<'w>;
    type SerializeStructVariant = Elements<'w>;

    fn serialize_bool(self, value: bool) -> Result<(), Impossible> {
        self.out.extend_from_slice(if value { b"true" } else { b"false" });
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Result<(), Impossible> {
        self.serialize_i64(i64::from(value))
    }

    fn serialize_i16(self, value: i16) -> Result<(), Impossible> {
        self.serialize_i64(i64::from(value))
    }

    fn serialize_i32(self, value: i32) -> Result<(), Impossible> {
        self.serialize_i64(i64::from(value))
    }

    fn serialize_i64(self, value: i64) -> Result<(), Impossible> {
        self.number(value);
        Ok(())
    }

    fn serialize_u8(self, value: u8) -> Result<(), Impossible> {
        self.serialize_u64(u64::from(value))
    }

    fn serialize_u16(self, value: u16) -> Result<(), Impossible> {
        self.serialize_u64(u64::from(value))
    }

    fn serialize_u32(self, value: u32) -> Result<(), Impossible> {
        self.serialize_u64(u64::from(value))
    }

    fn serialize_u64(self, value: u64) -> Result<(), Impossible> {
        self.number(value);
        Ok(())
    }

    fn serialize_f32(self, value: f32) -> Result<(), Impossible> {
        self.serialize_f64(f64::from(value))
    }

    /// Scores are tenths inside and written as numbers with one decimal.
    fn serialize_f64(self, value: f64) -> Result<(), Impossible> {
        self.number(format_args!("{value:?}"));
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), Impossible> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Impossible> {
        self.text(value);
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Impossible> {
        Err(Impossible)
    }

    fn serialize_none(self) -> Result<(), Impossible> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Impossible> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Impossible> {
        self.out.extend_from_slice(b"null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Impossible> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Impossible> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Impossible> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Impossible> {
        self.variant(variant);
        value.serialize(&mut *self)?;
        self.out.push(b'}');
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Elements<'w>, Impossible> {
        let kind = if std::mem::take(&mut self.ordered) { Kind::List } else { Kind::Set };
        Ok(self.elements(b'[', kind, b"]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Elements<'w>, Impossible> {
        Ok(self.elements(b'[', Kind::List, b"]"))
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        length: usize,
    ) -> Result<Elements<'w>, Impossible> {
        self.serialize_tuple(length)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Elements<'w>, Impossible> {
        self.variant(variant);
        Ok(self.elements(b'[', Kind::List, b"]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Impossible> {
        Ok(self.elements(b'{', Kind::Fields, b"}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Elements<'w>, Impossible> {
        Ok(self.elements(b'{', Kind::Fields, b"}"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Elements<'w>, Impossible> {
        self.variant(variant);
        Ok(self.elements(b'{', Kind::Fields, b"}}"))
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Result<(), Impossible> {
        self.text(&value.to_string());
        Ok(())
    }
}

impl ser::SerializeSeq for Elements<'_> {
    type Ok = ();
    type Error = Impossible;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Impossible> {
        self.push(value)
    }

    fn end(self) -> Result<(), Impossible> {
        self.finish()
    }
}

impl ser::SerializeTuple for Elements<'_> {
    type Ok = ();
    type Error = Impossible;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Impossible> {
        self.push(value)
    }

    fn end(self) -> Result<(), Impossible> {
        self.finish()
    }
}

impl ser::SerializeTupleStruct for Elements<'_> {
    type Ok = ();
    type Error = Impossible;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Impossible> {
        self.push(value)
    }

    fn end(self) -> Result<(), Impossible> {
        self.finish()
    }
}

impl ser::SerializeTupleVariant for Elements<'_> {
    type Ok = ();
    type Error = Impossible;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Impossible> {
        self.push(value)
    }

    fn end(self) -> Result<(), Impossible> {
        self.finish()
    }
}

impl ser::SerializeMap for Elements<'_> {
    type Ok = ();
    type Error = Impossible;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Impossible> {
        self.key = self.writer.out.len();
        key.serialize(&mut *self.writer)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Impossible> {
        self.writer.out.push(b':');
        value.serialize(&mut *self.writer)?;
        self.writer.ranges.push((self.key, self.writer.out.len()));
        Ok(())
    }

    fn end(self) -> Result<(), Impossible> {
        self.finish()
    }
}

impl ser::SerializeStruct for Elements<'_> {
    type Ok = ();
    type Error = Impossible;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Impossible> {
        self.field(key, value)
    }

    fn end(self) -> Result<(), Impossible> {
        self.finish()
    }
}

impl ser::SerializeStructVariant for Elements<'_> {
    type Ok = ();
    type Error = Impossible;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Impossible> {
        self.field(key, value)
    }

    fn end(self) -> Result<(), Impossible> {
        self.finish()
    }
}
