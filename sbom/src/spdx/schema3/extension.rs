//! The Extension profile.

use crate::spdx::schema3::Value::{Object, Text};
use crate::spdx::schema3::{Class, list, one};
use crate::tree::Key;

pub(crate) static EXTENSION: Class = Class::base("extension_Extension", None, &[]);

pub(crate) static EXTENSION_CDX_PROPERTIES_EXTENSION: Class = Class::new(
    "extension_CdxPropertiesExtension",
    Some(&EXTENSION),
    &[list(Key::EXTENSION_CDX_PROPERTY, Object(&EXTENSION_CDX_PROPERTY_ENTRY)).at_least(1)],
);

pub(crate) static EXTENSION_CDX_PROPERTY_ENTRY: Class = Class::new(
    "extension_CdxPropertyEntry",
    None,
    &[one(Key::EXTENSION_CDX_PROP_NAME, Text).required(), one(Key::EXTENSION_CDX_PROP_VALUE, Text)],
);
