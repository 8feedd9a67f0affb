//! Lists of texts that evidence and decisions have in common.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Text;

/// A list of texts that is cheap to clone: it is shared, one text stands in the value, and nothing
/// is kept of an empty list.
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
#[derive(Clone, Default)]
pub struct Texts(List);

#[derive(Clone, Default)]
enum List {
    #[default]
    Empty,
    One(Text),
    /// Never fewer than two.
    Several(Arc<[Text]>),
}

impl Texts {
    /// Returns the texts.
    #[must_use]
    pub fn as_slice(&self) -> &[Text] {
        match &self.0 {
            List::Empty => &[],
            List::One(text) => std::slice::from_ref(text),
            List::Several(texts) => texts,
        }
    }

    pub(crate) fn one(text: impl Into<Text>) -> Self {
        Self(List::One(text.into()))
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
        match <[Text; 1]>::try_from(texts) {
            Ok([text]) => Self::one(text),
            Err(none) if none.is_empty() => Self::default(),
            Err(several) => Self(List::Several(several.into())),
        }
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

impl PartialEq for Texts {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl Eq for Texts {}

impl PartialOrd for Texts {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Texts {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_slice().cmp(other.as_slice())
    }
}

impl Hash for Texts {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_slice().hash(state);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_takes_no_more_room_than_one_text() {
        assert_eq!(size_of::<Texts>(), size_of::<Text>());
    }

    #[test]
    fn lists_compare_as_slices_do_however_many_texts_they_have() {
        let lists: [&[&str]; 6] = [&[], &["a"], &["a", "b"], &["a", "c"], &["b"], &["b", "a"]];
        let lists = lists.map(|list| list.iter().copied().collect::<Texts>());
        assert!(lists.is_sorted_by(|a, b| a < b), "{lists:?}");
        for list in &lists {
            assert_eq!(list, &list.iter().cloned().collect::<Texts>());
            assert_eq!(list, &Texts::from(list.to_vec()));
        }
    }
}
