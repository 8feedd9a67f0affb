//! `metadata`: the subject, and who made the document with what.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::cyclonedx::component::Section;
use crate::cyclonedx::wire::{WireContact, WireEntity, WireLifecycle, WireProperty, WireTool};
use crate::document::build::Builder;
use crate::document::store::{Place, Rows, Store};
use crate::document::{NoteKind, PartyRole};
use crate::json::{Each, List, Slot, Text, once};
use crate::read::{Object, One, rows, skip, stop, take};

#[derive(Clone, Copy)]
pub(super) struct MetadataObject;

impl<'de> Object<'de> for MetadataObject {
    fn expected(self) -> &'static str {
        "a metadata object"
    }

    fn read<A: MapAccess<'de>>(
        self,
        builder: &mut Builder<'de>,
        mut map: A,
    ) -> Result<(), A::Error> {
        let mut timestamp = Slot::<Text<'de>>::default();
        let mut authors = Slot::<List<WireContact<'de>>>::default();
        let mut supplier = Slot::<WireEntity<'de>>::default();
        let mut manufacture = Slot::<WireEntity<'de>>::default();
        let mut manufacturer = Slot::<WireEntity<'de>>::default();
        let mut seen = 0;
        builder.enter("metadata");
        while let Some(key) = map.next_key::<Text<'de>>()? {
            match &*key {
                "timestamp" => take(&mut timestamp, &key, &mut map, builder)?,
                "authors" => take(&mut authors, &key, &mut map, builder)?,
                "supplier" => take(&mut supplier, &key, &mut map, builder)?,
                "manufacture" => take(&mut manufacture, &key, &mut map, builder)?,
                "manufacturer" => take(&mut manufacturer, &key, &mut map, builder)?,
                "component" => {
                    once(&mut seen, 0, &key)?;
                    builder.enter("component");
                    let object = Section::components(u32::MAX, Place::Subject);
                    map.next_value_seed(One { builder, key: "component", object })?;
                    builder.leave();
                }
                "tools" => {
                    once(&mut seen, 1, &key)?;
                    map.next_value_seed(ToolsSeed(builder))?;
                }
                "lifecycles" => {
                    once(&mut seen, 2, &key)?;
                    let len = |store: &Store| store.words.len();
                    builder.store.lifecycles =
                        rows(&key, &mut map, builder, len, WireLifecycle::keep)?;
                }
                "properties" => {
                    once(&mut seen, 3, &key)?;
                    let len = |store: &Store| store.properties.len();
                    builder.store.metadata_properties =
                        rows(&key, &mut map, builder, len, WireProperty::keep)?;
                }
                key => skip(builder, &mut map, key, &["licenses", "distributionConstraints"])?,
            }
        }
        builder.leave();
        builder.store.created = builder.optional(timestamp.as_ref());
        let start = builder.store.parties.len();
        let shape = authors.as_ref().map(|list| list.shape).unwrap_or_default();
        builder.shape(shape, "authors").map_err(stop)?;
        for author in authors.iter().flat_map(|list| list.iter()) {
            author.keep(builder, PartyRole::Author).map_err(stop)?;
        }
        // Since 1.6 `metadata.manufacturer` made the document, while the older `manufacture` made
        // what it describes: a rename would be wrong.
        let entities = [
            (manufacturer, PartyRole::Author),
            (manufacture, PartyRole::Manufacturer),
            (supplier, PartyRole::Supplier),
        ];
        for (entity, role) in entities {
            if let Some(entity) = &*entity {
                entity.keep(builder, role).map_err(stop)?;
            }
        }
        builder.store.document_parties = Rows::between(start, builder.store.parties.len());
        Ok(())
    }
}

/// Reads `tools`: an array until 1.4, an object of components and services since 1.5.
struct ToolsSeed<'b, 'a>(&'b mut Builder<'a>);

impl<'de> DeserializeSeed<'de> for ToolsSeed<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ToolsSeed<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of tools, or an object of components and services")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.0.note(NoteKind::NullValue, "tools").map_err(stop)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(tool) = list.next_element::<Option<WireTool<'de>>>()? {
            match tool {
                Some(tool) => tool.keep(self.0).map_err(stop)?,
                None => self.0.note(NoteKind::NullValue, "tools").map_err(stop)?,
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let builder = self.0;
        let mut seen = 0;
        while let Some(key) = map.next_key::<Text<'de>>()? {
            let bit = match &*key {
                "components" => 0,
                "services" => 1,
                key => {
                    skip(builder, &mut map, key, &[])?;
                    continue;
                }
            };
            once(&mut seen, bit, &key)?;
            let keep = |tool: WireTool<'de>| tool.keep(builder);
            let shape = map.next_value_seed(Each::new("tools", keep))?;
            builder.shape(shape, &key).map_err(stop)?;
        }
        Ok(())
    }
}
