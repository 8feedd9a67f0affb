//! The tree as something serde can read, with aliases and merge keys resolved, so that images are found by the
//! same code in YAML and in admission reviews.

use serde::{
    Deserializer,
    de::{DeserializeSeed, MapAccess, SeqAccess, Visitor, value::Error},
    forward_to_deserialize_any,
};

use super::tree::{Meaning, NodeId, Tree, Value};

#[derive(Clone, Copy)]
pub(super) struct NodeReader<'t> {
    pub(super) tree: &'t Tree<'t>,
    pub(super) id: NodeId,
}

impl<'t> Deserializer<'t> for NodeReader<'t> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.tree.resolved(self.id).value {
            Value::Scalar(text, _) => match self.tree.meaning(self.id) {
                Some(Meaning::Null) => visitor.visit_unit(),
                Some(Meaning::Bool) => visitor.visit_bool(true),
                Some(Meaning::Number) => visitor.visit_f64(0.0),
                Some(Meaning::Text) | None => visitor.visit_borrowed_str(text),
            },
            Value::Seq(items, _) => {
                visitor.visit_seq(Items { tree: self.tree, items: items.iter() })
            }
            Value::Map(..) => {
                let entries = self.tree.entries(self.id).into_iter();
                visitor.visit_map(Entries { tree: self.tree, entries, value: None })
            }
            // An alias never stands for an alias.
            Value::Alias(_) => visitor.visit_unit(),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        <V: Visitor<'t>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier
    }
}

struct Items<'t> {
    tree: &'t Tree<'t>,
    items: std::slice::Iter<'t, NodeId>,
}

impl<'t> SeqAccess<'t> for Items<'t> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'t>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        let Some(id) = self.items.next() else { return Ok(None) };
        seed.deserialize(NodeReader { tree: self.tree, id: *id }).map(Some)
    }
}

struct Entries<'t> {
    tree: &'t Tree<'t>,
    entries: std::vec::IntoIter<(NodeId, NodeId)>,
    value: Option<NodeId>,
}

impl<'t> MapAccess<'t> for Entries<'t> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'t>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        let Some((key, value)) = self.entries.next() else { return Ok(None) };
        self.value = Some(value);
        // Keys are text whatever they look like: `8080: x` has the key "8080" in JSON.
        seed.deserialize(serde::de::value::BorrowedStrDeserializer::new(self.tree.key(key)))
            .map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<S::Value, Error> {
        seed.deserialize(NodeReader {
            tree: self.tree,
            id: self.value.take().unwrap_or(NodeId::MAX),
        })
    }
}
