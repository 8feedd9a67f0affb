//! Lists of texts that evidence and decisions have in common.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Text;

/// A list of texts that is cheap to clone: it is shared, and nothing is kept of an empty one.
///
/// A violation repeats what the evidence lists. The list reads as a slice does, is collected from
/// whatever texts there are, and is made anew when it is extended.
///
/// ```
/// use policy_core::Texts;
///
/// let mut references: Texts = ["https://a.example"].into_iter().collect();
/// references.extend(["https://b.example"]);
/// assert_eq!(references, ["https://a.example", "https://b.example"]);
/// assert!(references.iter().all(|url| url.starts_with("https:")));
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Texts(Option<Arc<[Text]>>);

impl Texts {
    /// Returns the texts.
    #[must_use]
    pub fn as_slice(&self) -> &[Text] {
        self.0.as_deref().unwrap_or_default()
    }
}

impl Deref for Texts {
    type Target = [Text];

    fn deref(&self) -> &[Text] {
        self.as_slice()
    }
}

impl From<Vec<Text>> for Texts {
    fn from(texts: Vec<Text>) -> Self {
        Self((!texts.is_empty()).then(|| texts.into()))
    }
}

impl<T: Into<Text>> FromIterator<T> for Texts {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        texts.into_iter().map(Into::into).collect::<Vec<Text>>().into()
    }
}

impl<T: Into<Text>> Extend<T> for Texts {
    fn extend<I: IntoIterator<Item = T>>(&mut self, texts: I) {
        let more = texts.into_iter().map(Into::into);
        *self = self.iter().cloned().chain(more).collect();
    }
}

impl<'t> IntoIterator for &'t Texts {
    type Item = &'t Text;
    type IntoIter = std::slice::Iter<'t, Text>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T, const N: usize> PartialEq<[T; N]> for Texts
where
    Text: PartialEq<T>,
{
    fn eq(&self, other: &[T; N]) -> bool {
        self.as_slice() == other
    }
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_slice().fmt(f)
    }
}

impl Serialize for Texts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_slice().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(|texts: Vec<Text>| texts.into())
    }
}
