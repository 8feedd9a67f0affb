//! Patterns over names: globs, and patterns over packages.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::evidence::Package;
use crate::purl::Purl;
use crate::version;

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

/// A pattern over packages: a purl without or with a version, with wildcards in namespace and
/// name; or, for packages without a purl, a pattern over the name.
///
/// ```
/// use policy_core::{ComponentPattern, evidence::Package};
///
/// let babel = ComponentPattern::parse("pkg:npm/@babel/*")?;
/// assert!(babel.matches(&Package::parse("pkg:npm/%40babel/core@7.0.0")));
/// assert!(!babel.matches(&Package::parse("pkg:npm/babel@7.0.0")));
/// # Ok::<(), policy_core::PatternError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ComponentPattern {
    text: String,
    shape: Shape,
    only: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Shape {
    Name(Glob),
    Purl {
        // `None` matches every type.
        kind: Option<String>,
        path: Glob,
        version: Option<String>,
        qualifiers: Vec<(String, String)>,
    },
}

impl ComponentPattern {
    /// Reads `pkg:type/namespace/name@version?key=value` with `*` in namespace and name, or a
    /// pattern over plain names.
    ///
    /// # Errors
    ///
    /// If the text is empty, has no name, or has a wildcard or range for a version.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let text = text.trim();
        let Some(rest) = text.strip_prefix("pkg:") else {
            let shape = Shape::Name(Glob::new(text)?);
            return Ok(Self { text: text.to_owned(), shape, only: None });
        };
        // Wildcards are letters like others to a purl; only a type cannot be one.
        let any_kind = rest.strip_prefix("*/").map(|rest| format!("pkg:generic/{rest}"));
        let purl = Purl::parse(any_kind.as_deref().unwrap_or(text))
            .map_err(|error| PatternError::new(text, error.reason()))?;
        let version = purl.version().map(str::to_owned);
        if version.as_ref().is_some_and(|text| text.contains('*') || text.starts_with("vers:")) {
            let reason = "ranges of versions are not supported yet; leave the version out";
            return Err(PatternError::new(text, reason));
        }
        let is_one = any_kind.is_none() && !purl.path().contains('*');
        Ok(Self {
            text: text.to_owned(),
            only: is_one.then(|| purl.package().to_owned()),
            shape: Shape::Purl {
                kind: any_kind.is_none().then(|| purl.kind().to_owned()),
                path: Glob::new(purl.path())?,
                version,
                qualifiers: purl
                    .qualifiers()
                    .map(|(key, value)| (key.to_owned(), value.to_owned()))
                    .collect(),
            },
        })
    }

    /// Returns whether `package` matches.
    #[must_use]
    pub fn matches(&self, package: &Package) -> bool {
        match &self.shape {
            Shape::Name(glob) => {
                glob.matches(package.name())
                    || package.purl().is_some_and(|purl| glob.matches(purl.name()))
            }
            Shape::Purl { kind, path, version, qualifiers } => {
                let Some(purl) = package.purl() else {
                    return false;
                };
                if kind.as_ref().is_some_and(|kind| kind != purl.kind()) {
                    return false;
                }
                path.matches(purl.path())
                    && version.as_ref().is_none_or(|wanted| {
                        package.version().is_some_and(|installed| {
                            wanted == installed
                                || version::compare(purl.kind(), wanted, installed)
                                    == Some(std::cmp::Ordering::Equal)
                        })
                    })
                    && qualifiers
                        .iter()
                        .all(|(key, value)| purl.qualifier(key) == Some(value.as_str()))
            }
        }
    }

    /// Returns the one package it can match, as [`Purl::package`] writes it; `None` if there may be
    /// several.
    pub(crate) fn only_package(&self) -> Option<&str> {
        self.only.as_deref()
    }

    /// Returns the pattern as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns whether it matches every package.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        match &self.shape {
            Shape::Name(glob) => glob.is_everything(),
            Shape::Purl { kind, path, version, qualifiers } => {
                kind.is_none()
                    && path.as_str() == "**"
                    && version.is_none()
                    && qualifiers.is_empty()
            }
        }
    }
}

impl fmt::Display for ComponentPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl Serialize for ComponentPattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for ComponentPattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::evidence::json::from_text(deserializer, "a pattern over components", Self::parse)
    }
}

/// A pattern that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the pattern `{input}` cannot be used: {reason}")]
pub struct PatternError {
    input: String,
    reason: String,
}

impl PatternError {
    fn new(input: &str, reason: impl Into<String>) -> Self {
        Self { input: input.chars().take(200).collect(), reason: reason.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_star_stays_within_a_segment() {
        for (pattern, text, expected) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("*", "ab", true),
            ("*", "a/b", false),
            ("**", "a/b", true),
            ("*", "", true),
            ("a*c", "abc", true),
            ("a*c", "ac", true),
            ("a*c", "a/c", false),
            ("a**c", "a/b/c", true),
            ("*a*a*", "bababab", true),
            ("*a*a*", "bab", false),
            ("x/*/y", "x/z/y", true),
            ("x/*/y", "x//y", true),
            ("x/*", "x/", true),
        ] {
            assert_eq!(Glob::new(pattern).unwrap().matches(text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn stars_upon_stars_cost_no_exponential_time() {
        let glob = Glob::new("*a".repeat(100)).unwrap();
        assert!(!glob.matches(&"a".repeat(2_000).replace('a', "ab")));
    }

    #[test]
    fn package_patterns_match_what_people_mean() {
        let log4j = Package::parse("pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1?type=jar");
        for (pattern, expected) in [
            ("pkg:maven/org.apache.logging.log4j/log4j-core", true),
            ("pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1", true),
            ("pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1.0", true),
            ("pkg:maven/org.apache.logging.log4j/log4j-core@2.17.1", false),
            ("pkg:maven/org.apache.logging.log4j/*", true),
            ("pkg:maven/org.apache.*/*", true),
            ("pkg:maven/*", false),
            ("pkg:maven/**", true),
            ("pkg:*/**", true),
            ("pkg:npm/**", false),
            ("pkg:maven/org.apache.logging.log4j/log4j-core?type=jar", true),
            ("pkg:maven/org.apache.logging.log4j/log4j-core?type=pom", false),
            ("log4j-*", true),
            ("org.apache.logging.log4j:log4j-core", true),
        ] {
            let parsed = ComponentPattern::parse(pattern).unwrap();
            assert_eq!(parsed.matches(&log4j), expected, "{pattern}");
        }
        for bad in ["", "pkg:", "pkg:npm", "pkg:npm/", "pkg:npm/x@1.*", "pkg:npm/x@vers:npm/<2"] {
            assert!(ComponentPattern::parse(bad).is_err(), "{bad}");
        }
    }
}
