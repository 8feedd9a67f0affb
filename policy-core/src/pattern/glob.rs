//! Globs.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::PatternError;

/// A text with wildcards: `*` stands for any characters but `/`, `**` for any characters.
///
/// There is no other syntax, matching ignores no case, and the time is bounded by the product of
/// the lengths.
///
/// ```
/// use policy_core::Glob;
///
/// let glob = Glob::new("registry.acme.io/shop/*")?;
/// assert!(glob.matches("registry.acme.io/shop/api"));
/// assert!(!glob.matches("registry.acme.io/shop/api/v2"));
/// # Ok::<(), policy_core::PatternError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Glob {
    text: String,
    /// How long the texts before the first and after the last star are; `None` without a star.
    ends: Option<(usize, usize)>,
}

impl Glob {
    /// Reads a pattern.
    ///
    /// # Errors
    ///
    /// If it is empty or longer than 1024 bytes.
    pub fn new(text: impl Into<String>) -> Result<Self, PatternError> {
        let text = text.into();
        if text.trim().is_empty() {
            return Err(PatternError::new(&text, "it is empty, and would match by accident"));
        }
        if text.len() > 1024 {
            return Err(PatternError::new(&text, "it is longer than 1024 bytes"));
        }
        let ends = text.find('*').zip(text.rfind('*')).map(|(a, b)| (a, text.len() - b - 1));
        Ok(Self { text, ends })
    }

    /// Returns whether the whole of `text` matches.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        let Some((before, after)) = self.ends else {
            return self.text == text;
        };
        // Most texts differ in what is no wildcard, and that is seen at once.
        let (pattern, text) = (self.text.as_bytes(), text.as_bytes());
        text.get(..before) == pattern.get(..before)
            && text.len().checked_sub(after).and_then(|at| text.get(at..))
                == pattern.get(pattern.len() - after..)
            && glob(pattern, text)
    }

    /// Returns what every text that matches begins with.
    pub(crate) fn start(&self) -> &str {
        self.ends.and_then(|(before, _)| self.text.get(..before)).unwrap_or(&self.text)
    }

    /// Returns the pattern as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns whether it matches every text.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.text.bytes().all(|byte| byte == b'*')
    }
}

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl Serialize for Glob {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Glob {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::evidence::json::from_text(deserializer, "a pattern", |text| Self::new(text))
    }
}

/// `reached[i]` says whether the pattern read so far can end after `i` bytes of the text.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    let mut reached = vec![false; text.len() + 1];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    let mut rest = pattern;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte == b'*' {
            let deep = rest.first() == Some(&b'*');
            while let Some((b'*', after)) = rest.split_first() {
                rest = after;
            }
            let mut open = false;
            for (index, slot) in reached.iter_mut().enumerate() {
                let crossed = index.checked_sub(1).and_then(|before| text.get(before));
                open = *slot || open && (deep || crossed != Some(&b'/'));
                *slot = open;
            }
        } else {
            let mut before = false;
            for (index, slot) in reached.iter_mut().enumerate() {
                let read = index.checked_sub(1).and_then(|at| text.get(at));
                let now = before && read == Some(&byte);
                before = std::mem::replace(slot, now);
            }
        }
    }
    reached.last() == Some(&true)
}
