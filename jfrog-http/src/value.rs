//! Values the server may add before we know them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The text of an enum variant this version of the crate does not know.
///
/// Enums of the SDKs end in `#[serde(untagged)] Unknown(UnknownValue)`. The text is private on
/// purpose: a caller who matched on it would silently stop matching when a later version gives the
/// value a variant of its own. Read any variant through the enum's `as_str()` instead.
///
/// ```
/// use jfrog_http::UnknownValue;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Debug, PartialEq, Serialize, Deserialize)]
/// #[serde(rename_all = "lowercase")]
/// #[non_exhaustive]
/// enum PackageType { Docker, #[serde(untagged)] Unknown(UnknownValue) }
///
/// let kind: PackageType = serde_json::from_str("\"alpine\"").unwrap();
/// assert_eq!(serde_json::to_string(&kind).unwrap(), "\"alpine\"");
/// assert!(matches!(kind, PackageType::Unknown(text) if text.as_str() == "alpine"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnknownValue(String);

impl UnknownValue {
    /// Keeps `text` as it came.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the text as the server sent it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
