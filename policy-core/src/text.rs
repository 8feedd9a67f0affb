//! Texts that evidence, policies and decisions have in common.

use std::borrow::{Borrow, Cow};
use std::fmt::{self, Write as _};
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smol_str::{SmolStr, SmolStrBuilder};

/// An immutable text that is cheap to clone: up to 23 bytes stand in the value itself, more are
/// shared.
///
/// A decision repeats what the evidence and the policy say (ids, sources, versions, paths), for
/// each of thousands of findings. It reads and compares as a `str` does, and is made from whatever
/// text there is.
///
/// ```
/// use policy_core::Text;
///
/// let id = Text::from("CVE-2021-44228");
/// assert_eq!(id, "CVE-2021-44228");
/// assert!(id.starts_with("CVE-"));
/// let owned: String = id.clone().into();
/// assert_eq!(id, owned);
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(SmolStr);

impl Text {
    /// Returns a text that is part of the program.
    #[must_use]
    pub const fn from_static(text: &'static str) -> Self {
        Self(SmolStr::new_static(text))
    }

    /// As `format!`, in place as long as it is short.
    pub(crate) fn format(parts: fmt::Arguments<'_>) -> Self {
        let mut text = SmolStrBuilder::new();
        // Writing into memory does not fail.
        let _ = text.write_fmt(parts);
        Self(text.finish())
    }

    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// As `format!`, with room for a sentence from the start: it would grow five times else.
pub(crate) fn sentence(parts: fmt::Arguments<'_>) -> String {
    let mut text = String::with_capacity(160);
    // Writing into memory does not fail.
    let _ = text.write_fmt(parts);
    text
}

/// Lists texts, sorted and each once. Where all are one, that one is the list.
pub(crate) fn listed<'a>(texts: impl IntoIterator<Item = &'a str>) -> Cow<'a, str> {
    let mut texts = texts.into_iter();
    let Some(first) = texts.next() else { return Cow::Borrowed("") };
    let Some(other) = texts.find(|text| *text != first) else { return Cow::Borrowed(first) };
    let mut all: Vec<&str> = [first, other].into_iter().chain(texts).collect();
    all.sort_unstable();
    all.dedup();
    Cow::Owned(all.join(", "))
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self
    }
}

/// Both compare and hash alike, so a map with texts as keys is asked with a `str`.
impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(SmolStr::new(text))
    }
}

impl From<&String> for Text {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(SmolStr::from(text))
    }
}

impl From<&Self> for Text {
    fn from(text: &Self) -> Self {
        text.clone()
    }
}

impl From<Cow<'_, str>> for Text {
    fn from(text: Cow<'_, str>) -> Self {
        match text {
            Cow::Borrowed(text) => Self::from(text),
            Cow::Owned(text) => Self::from(text),
        }
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.0.into()
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialEq<String> for Text {
    fn eq(&self, other: &String) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<Text> for str {
    fn eq(&self, other: &Text) -> bool {
        self == other.as_str()
    }
}

impl PartialEq<Text> for &str {
    fn eq(&self, other: &Text) -> bool {
        *self == other.as_str()
    }
}

impl PartialEq<Text> for String {
    fn eq(&self, other: &Text) -> bool {
        self == other.as_str()
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl serde::de::Visitor<'_> for Visitor {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                // What `String` says, so that it makes no difference to whoever reads the message.
                f.write_str("a string")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Text, E> {
                Ok(text.into())
            }

            fn visit_string<E: serde::de::Error>(self, text: String) -> Result<Text, E> {
                Ok(text.into())
            }
        }

        deserializer.deserialize_str(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_and_say_nothing_twice() {
        assert_eq!(listed([]), "");
        assert_eq!(listed(["b", "a", "b"]), "a, b");
        assert!(matches!(listed(["a", "a", "a"]), Cow::Borrowed("a")));
    }
}
