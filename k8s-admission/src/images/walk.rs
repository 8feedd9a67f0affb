//! One pass over an object, in any format serde can read. Nothing is kept but what names the object and its
//! images; everything else is read past without a copy.

use std::{borrow::Cow, fmt};

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{ContainerKind, Unreadable};

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

/// A value of which only the text matters.
#[derive(Debug, Clone, Default)]
pub(crate) enum Loose<'de> {
    Text(Cow<'de, str>),
    #[default]
    Nothing,
    Other,
}

impl<'de> Loose<'de> {
    fn into_text(self) -> Option<Cow<'de, str>> {
        match self {
            Self::Text(text) => Some(text),
            Self::Nothing | Self::Other => None,
        }
    }
}

/// Reads an object, and the objects in it if it is a list.
pub(crate) struct ObjectSeed;

impl<'de> DeserializeSeed<'de> for ObjectSeed {
    type Value = Object<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Object<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// The answers to everything that is neither text nor a container, for visitors that only look into containers.
macro_rules! scalars_are {
    ($value:expr) => {
        scalars_are!(self => $value);
    };
    ($this:ident => $value:expr) => {
        fn visit_bool<E>($this, _: bool) -> Result<Self::Value, E> {
            Ok($value)
        }
        fn visit_i64<E>($this, _: i64) -> Result<Self::Value, E> {
            Ok($value)
        }
        fn visit_u64<E>($this, _: u64) -> Result<Self::Value, E> {
            Ok($value)
        }
        fn visit_f64<E>($this, _: f64) -> Result<Self::Value, E> {
            Ok($value)
        }
    };
}
macro_rules! text_and_null_are {
    ($value:expr) => {
        fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
            Ok($value)
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($value)
        }
    };
}
macro_rules! lists_are {
    ($value:expr) => {
        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            Ok($value)
        }
    };
}
macro_rules! mappings_are {
    ($value:expr) => {
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok($value)
        }
    };
}
macro_rules! expecting {
    ($what:literal) => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str($what)
        }
    };
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

#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    Containers,
    Init,
    Ephemeral,
    Volumes,
}

fn list_called(key: &str) -> Option<List> {
    match key {
        "containers" => Some(List::Containers),
        "initContainers" => Some(List::Init),
        "ephemeralContainers" => Some(List::Ephemeral),
        "volumes" => Some(List::Volumes),
        _ => None,
    }
}

/// Reads one of the four lists of a Pod.
struct ListSeed<'s, 'de> {
    list: List,
    path: &'s mut Vec<Step>,
    images: &'s mut Vec<Found<'de>>,
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

struct LooseSeed;

impl<'de> DeserializeSeed<'de> for LooseSeed {
    type Value = Loose<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for LooseSeed {
    type Value = Loose<'de>;
    expecting!("anything");
    scalars_are!(Loose::Other);
    lists_are!(Loose::Other);
    mappings_are!(Loose::Other);

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Loose::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Loose::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Loose::Text(Cow::Owned(text)))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Loose::Nothing)
    }
}

/// Reads a key, borrowed where the input holds it without escapes.
struct TextSeed;

impl<'de> DeserializeSeed<'de> for TextSeed {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for TextSeed {
    type Value = Cow<'de, str>;
    expecting!("a string");

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text))
    }
}
