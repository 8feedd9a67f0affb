//! The lists of a Pod, and what they hold.

use std::borrow::Cow;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{
    Found, Step,
    loose::{Loose, LooseSeed, TextSeed},
};
use crate::images::{ContainerKind, Unreadable};

/// The four lists of a Pod that name images.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    Containers,
    Init,
    Ephemeral,
    Volumes,
}

pub(super) fn list_called(key: &str) -> Option<List> {
    match key {
        "containers" => Some(List::Containers),
        "initContainers" => Some(List::Init),
        "ephemeralContainers" => Some(List::Ephemeral),
        "volumes" => Some(List::Volumes),
        _ => None,
    }
}

/// Reads one of the four lists of a Pod.
pub(super) struct ListSeed<'s, 'de> {
    pub(super) list: List,
    pub(super) path: &'s mut Vec<Step>,
    pub(super) images: &'s mut Vec<Found<'de>>,
}

impl ListSeed<'_, '_> {
    /// Notes that something other than a list is there. Null and absent lists are alike to Kubernetes.
    fn not_a_list(self) {
        let fault = Some(Unreadable::NotAList);
        self.images.push(Found {
            path: self.path.clone(),
            container: None,
            kind: kind_of(self.list, false),
            image: Loose::Nothing,
            fault,
        });
    }
}

impl<'de> DeserializeSeed<'de> for ListSeed<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ListSeed<'_, 'de> {
    type Value = ();
    expecting!("a list");
    scalars_are!(self => self.not_a_list());

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        self.not_a_list();
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        self.not_a_list();
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let mut index = 0;
        while let Some(entry) = seq.next_element_seed(EntrySeed { list: self.list })? {
            self.path.push(Step::Index(index));
            if let Some(found) = entry.found(self.list, self.path) {
                self.images.push(found);
            }
            self.path.pop();
            index += 1;
        }
        Ok(())
    }
}

fn kind_of(list: List, always_restarts: bool) -> ContainerKind {
    match list {
        List::Containers => ContainerKind::Container,
        List::Init if always_restarts => ContainerKind::Sidecar,
        List::Init => ContainerKind::Init,
        List::Ephemeral => ContainerKind::Ephemeral,
        List::Volumes => ContainerKind::Volume,
    }
}

/// One container or volume.
#[derive(Default)]
struct Entry<'de> {
    is_object: bool,
    name: Option<Cow<'de, str>>,
    image: Loose<'de>,
    /// For volumes: whether there is an `image` at all; the other kinds of volumes are no images.
    image_volume: bool,
    always_restarts: bool,
}

impl<'de> Entry<'de> {
    fn found(self, list: List, path: &[Step]) -> Option<Found<'de>> {
        if list == List::Volumes && self.is_object && !self.image_volume {
            return None;
        }
        let mut path = path.to_vec();
        let fault = if self.is_object {
            path.push(Step::key("image"));
            if list == List::Volumes {
                path.push(Step::key("reference"));
            }
            judge(&self.image)
        } else {
            Some(Unreadable::NotAnObject)
        };
        let kind = kind_of(list, self.always_restarts);
        Some(Found { path, container: self.name, kind, image: self.image, fault })
    }
}

fn judge(image: &Loose<'_>) -> Option<Unreadable> {
    match image {
        Loose::Nothing => Some(Unreadable::Missing),
        Loose::Other => Some(Unreadable::NotAString),
        Loose::Text(text) if text.trim().is_empty() => Some(Unreadable::Empty),
        Loose::Text(text) if text.trim().len() != text.len() => Some(Unreadable::SurroundingSpace),
        Loose::Text(_) => None,
    }
}

struct EntrySeed {
    list: List,
}

impl<'de> DeserializeSeed<'de> for EntrySeed {
    type Value = Entry<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for EntrySeed {
    type Value = Entry<'de>;
    expecting!("a container or a volume");
    scalars_are!(Entry::default());
    text_and_null_are!(Entry::default());
    lists_are!(Entry::default());

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entry = Entry { is_object: true, ..Entry::default() };
        while let Some(key) = map.next_key_seed(TextSeed)? {
            match (key.as_ref(), self.list) {
                ("name", _) => entry.name = map.next_value_seed(LooseSeed)?.into_text(),
                ("image", List::Volumes) => match map.next_value_seed(ReferenceSeed)? {
                    Some(reference) => {
                        entry.image_volume = true;
                        entry.image = reference;
                    }
                    None => entry.image_volume = false,
                },
                ("image", _) => entry.image = map.next_value_seed(LooseSeed)?,
                ("restartPolicy", List::Init) => {
                    entry.always_restarts = matches!(map.next_value_seed(LooseSeed)?, Loose::Text(text) if text == "Always");
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(entry)
    }
}

/// Reads the `image` of a volume: nothing if it is null, else its `reference`.
struct ReferenceSeed;

impl<'de> DeserializeSeed<'de> for ReferenceSeed {
    type Value = Option<Loose<'de>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ReferenceSeed {
    type Value = Option<Loose<'de>>;
    expecting!("an image volume");
    scalars_are!(Some(Loose::Other));
    lists_are!(Some(Loose::Other));

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Some(Loose::Other))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut reference = Loose::Nothing;
        while let Some(key) = map.next_key_seed(TextSeed)? {
            if key == "reference" {
                reference = map.next_value_seed(LooseSeed)?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Some(reference))
    }
}
