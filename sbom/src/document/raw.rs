//! What was written, for members that have no method.

use std::fmt;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::document::{Component, Document, Vulnerability};
use crate::json;
use crate::tree::{Kind, Value};

/// A part of a document as it was written, in the JSON of its format, whatever its encoding was.
///
/// [`Display`](fmt::Display) writes it as JSON; with serde it goes into any other data format.
///
/// # Examples
///
/// ```
/// let document = sbom::parse(br#"{
///   "bomFormat": "CycloneDX", "specVersion": "1.6",
///   "components": [{"type": "library", "name": "a", "modified": false, "my-own": [1.50, null]}]
/// }"#)?;
/// let raw = document.components().next().unwrap().raw();
/// assert_eq!(raw.get("my-own").unwrap().to_string(), "[1.50,null]");
/// assert_eq!(raw.get("name").unwrap().as_str(), Some("a"));
/// # Ok::<(), sbom::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Raw<'d> {
    value: Value<'d>,
}

impl<'d> Raw<'d> {
    pub(super) fn new(value: Value<'d>) -> Self {
        Self { value }
    }

    /// Returns a member of an object.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Raw<'d>> {
        let key = self.value.tree().find_key(name)?;
        self.value.get(key).map(|value| Raw { value })
    }

    /// Returns the members of an object with their names, or the elements of an array with empty
    /// ones; nothing of anything else.
    pub fn children(&self) -> impl Iterator<Item = (&'d str, Raw<'d>)> + use<'d> {
        self.value.children().map(|value| (value.key_text(), Raw { value }))
    }

    /// Returns the text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&'d str> {
        self.value.as_str()
    }

    /// Returns a number as it was written.
    #[must_use]
    pub fn as_number(&self) -> Option<&'d str> {
        self.value.as_number()
    }

    /// Returns the value of `true` or `false`.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        self.value.as_bool()
    }

    /// Returns the path from the document's root, a JSON Pointer such as `/components/2/name`.
    #[must_use]
    pub fn path(&self) -> String {
        self.value.path()
    }
}

impl Document {
    /// Returns the whole document as it was written.
    #[must_use]
    pub fn raw(&self) -> Raw<'_> {
        Raw { value: self.root() }
    }
}

impl<'d> Component<'d> {
    /// Returns the element as it was written, for members that have no method.
    #[must_use]
    pub fn raw(&self) -> Raw<'d> {
        Raw { value: self.value() }
    }
}

impl<'d> Vulnerability<'d> {
    /// Returns the vulnerability as it was written, for members that have no method.
    #[must_use]
    pub fn raw(&self) -> Raw<'d> {
        Raw { value: self.value() }
    }
}

impl fmt::Display for Raw<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&json::to_text(self.value, json::Style::Compact))
    }
}

impl fmt::Debug for Raw<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Raw({:?})", self.value)
    }
}

/// Recursive as serde is; the readers bound the depth.
impl Serialize for Raw<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = self.value;
        match value.kind() {
            Kind::Null => serializer.serialize_unit(),
            Kind::Bool => serializer.serialize_bool(value.as_bool() == Some(true)),
            Kind::Text => serializer.serialize_str(value.as_str().unwrap_or_default()),
            Kind::Number => {
                let text = value.as_number().unwrap_or_default();
                if let Ok(number) = text.parse::<u64>() {
                    return serializer.serialize_u64(number);
                }
                match text.parse::<i64>() {
                    Ok(number) => serializer.serialize_i64(number),
                    Err(_) => serializer.serialize_f64(text.parse().unwrap_or(f64::NAN)),
                }
            }
            Kind::Array => {
                let mut list = serializer.serialize_seq(None)?;
                for (_, child) in self.children() {
                    list.serialize_element(&child)?;
                }
                list.end()
            }
            Kind::Object => {
                let mut map = serializer.serialize_map(None)?;
                for (name, child) in self.children() {
                    map.serialize_entry(name, &child)?;
                }
                map.end()
            }
        }
    }
}
