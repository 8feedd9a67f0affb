//! One pass over an object, in any format serde can read. Nothing is kept but what names the object and its
//! images; everything else is read past without a copy.

use std::borrow::Cow;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{ContainerKind, Unreadable};
use containers::{List, ListSeed, list_called};
pub(crate) use loose::Loose;
use loose::{LooseSeed, TextSeed};

#[macro_use]
mod loose;
mod containers;

/// One step of a path inside an object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
}

impl Step {
    pub(crate) fn key(name: &str) -> Self {
        Self::Key(name.to_owned())
    }
}

/// Prints a path the way the API server names fields: `spec.containers[0].image`.
pub(crate) fn print_path(path: &[Step]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Key(key) if text.is_empty() => text.push_str(key),
            Step::Key(key) => {
                text.push('.');
                text.push_str(key);
            }
            Step::Index(index) => {
                text.push('[');
                text.push_str(&index.to_string());
                text.push(']');
            }
        }
    }
    text
}

/// What one pass finds out about an object.
#[derive(Debug, Default)]
pub(crate) struct Object<'de> {
    pub(crate) api_version: Option<Cow<'de, str>>,
    pub(crate) kind: Option<Cow<'de, str>>,
    pub(crate) metadata: Metadata<'de>,
    pub(crate) pods: Vec<PodSpec<'de>>,
    pub(crate) items: Vec<Object<'de>>,
}

#[derive(Debug, Default)]
pub(crate) struct Metadata<'de> {
    pub(crate) name: Option<Cow<'de, str>>,
    pub(crate) generate_name: Option<Cow<'de, str>>,
    pub(crate) namespace: Option<Cow<'de, str>>,
    pub(crate) annotations: Vec<(Cow<'de, str>, Cow<'de, str>)>,
}

/// A mapping called `spec` that has one of the lists of a Pod in it. Whether it really is a Pod's depends on
/// the kind of the object, which may be read only later.
#[derive(Debug)]
pub(crate) struct PodSpec<'de> {
    pub(crate) path: Vec<Step>,
    pub(crate) has_containers: bool,
    pub(crate) images: Vec<Found<'de>>,
}

#[derive(Debug)]
pub(crate) struct Found<'de> {
    pub(crate) path: Vec<Step>,
    pub(crate) container: Option<Cow<'de, str>>,
    pub(crate) kind: ContainerKind,
    pub(crate) image: Loose<'de>,
    pub(crate) fault: Option<Unreadable>,
}

/// Reads an object, and the objects in it if it is a list.
pub(crate) struct ObjectSeed;

impl<'de> DeserializeSeed<'de> for ObjectSeed {
    type Value = Object<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Object<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ObjectSeed {
    type Value = Object<'de>;
    expecting!("an object");
    scalars_are!(Object::default());
    text_and_null_are!(Object::default());
    lists_are!(Object::default());

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
        let mut object = Object::default();
        while let Some(key) = map.next_key_seed(TextSeed)? {
            match key.as_ref() {
                "apiVersion" => object.api_version = map.next_value_seed(LooseSeed)?.into_text(),
                "kind" => object.kind = map.next_value_seed(LooseSeed)?.into_text(),
                "metadata" => object.metadata = map.next_value_seed(MetadataSeed)?,
                "items" => object.items = map.next_value_seed(ItemsSeed)?,
                "spec" | "template" => {
                    let mut path = vec![Step::Key(key.into_owned())];
                    map.next_value_seed(Search { path: &mut path, pods: &mut object.pods })?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(object)
    }
}

struct ItemsSeed;

impl<'de> DeserializeSeed<'de> for ItemsSeed {
    type Value = Vec<Object<'de>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ItemsSeed {
    type Value = Vec<Object<'de>>;
    expecting!("a list of objects");
    scalars_are!(Vec::new());
    text_and_null_are!(Vec::new());
    mappings_are!(Vec::new());

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(ObjectSeed)? {
            items.push(item);
        }
        Ok(items)
    }
}

struct MetadataSeed;

impl<'de> DeserializeSeed<'de> for MetadataSeed {
    type Value = Metadata<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for MetadataSeed {
    type Value = Metadata<'de>;
    expecting!("metadata");
    scalars_are!(Metadata::default());
    text_and_null_are!(Metadata::default());
    lists_are!(Metadata::default());

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut metadata = Metadata::default();
        while let Some(key) = map.next_key_seed(TextSeed)? {
            match key.as_ref() {
                "name" => metadata.name = map.next_value_seed(LooseSeed)?.into_text(),
                "generateName" => {
                    metadata.generate_name = map.next_value_seed(LooseSeed)?.into_text()
                }
                "namespace" => metadata.namespace = map.next_value_seed(LooseSeed)?.into_text(),
                "annotations" => metadata.annotations = map.next_value_seed(AnnotationsSeed)?,
                // `managedFields` is most of what a server sends and none of what matters here.
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(metadata)
    }
}

struct AnnotationsSeed;

impl<'de> DeserializeSeed<'de> for AnnotationsSeed {
    type Value = Vec<(Cow<'de, str>, Cow<'de, str>)>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for AnnotationsSeed {
    type Value = Vec<(Cow<'de, str>, Cow<'de, str>)>;
    expecting!("annotations");
    scalars_are!(Vec::new());
    text_and_null_are!(Vec::new());
    lists_are!(Vec::new());

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut annotations = Vec::new();
        while let Some(key) = map.next_key_seed(TextSeed)? {
            if let Some(value) = map.next_value_seed(LooseSeed)?.into_text() {
                annotations.push((key, value));
            }
        }
        Ok(annotations)
    }
}

/// Looks for Pod specs in a tree of anything. `path` is where it stands.
struct Search<'s, 'de> {
    path: &'s mut Vec<Step>,
    pods: &'s mut Vec<PodSpec<'de>>,
}

impl<'de> DeserializeSeed<'de> for Search<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Search<'_, 'de> {
    type Value = ();
    expecting!("anything");
    scalars_are!(());
    text_and_null_are!(());

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let mut index = 0;
        loop {
            self.path.push(Step::Index(index));
            let more = seq.next_element_seed(Search { path: self.path, pods: self.pods })?;
            self.path.pop();
            if more.is_none() {
                return Ok(());
            }
            index += 1;
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let may_be_pod = matches!(self.path.last(), Some(Step::Key(key)) if key == "spec");
        let mut pod = PodSpec { path: Vec::new(), has_containers: false, images: Vec::new() };
        let mut seen = false;
        while let Some(key) = map.next_key_seed(TextSeed)? {
            let list = if may_be_pod { list_called(&key) } else { None };
            self.path.push(Step::Key(key.into_owned()));
            match list {
                Some(list) => {
                    seen = true;
                    let before = pod.images.len();
                    map.next_value_seed(ListSeed {
                        list,
                        path: self.path,
                        images: &mut pod.images,
                    })?;
                    let some = pod.images.len() > before;
                    pod.has_containers |= list == List::Containers && some;
                }
                None => map.next_value_seed(Search { path: self.path, pods: self.pods })?,
            }
            self.path.pop();
        }
        if seen {
            pod.path.clone_from(self.path);
            self.pods.push(pod);
        }
        Ok(())
    }
}
