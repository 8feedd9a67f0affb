//! Patterns over repositories.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::grammar::{canonical_host, check_component, check_host};
use super::{ImageRef, ImageRefError};

/// A set of repositories: one registry, or everything below a path in it.
///
/// Written `host[:port][/path]`; a closing slash makes no difference. Whole segments are compared,
/// so `registry.acme.io/team` covers `registry.acme.io/team/api` and not
/// `registry.acme.io/team-evil/api`. A segment `*` stands for any one segment, and `*.` at the
/// start of the host for one or more labels.
///
/// ```
/// use policy_core::evidence::{ImageRef, RepositoryPattern};
///
/// let pattern: RepositoryPattern = "registry.acme.io/team".parse()?;
/// assert!(pattern.matches(&"registry.acme.io/team/api:1".parse()?));
/// assert!(!pattern.matches(&"registry.acme.io/team-evil/api:1".parse()?));
/// # Ok::<(), policy_core::evidence::ImageRefError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepositoryPattern {
    registry: String,
    path: String,
}

impl RepositoryPattern {
    /// Whether the pattern covers the image's repository. Tag and digest play no part.
    #[must_use]
    pub fn matches(&self, image: &ImageRef) -> bool {
        let host = match self.registry.strip_prefix("*.") {
            // The dot stays: `*.acme.io` covers neither `acme.io` nor `evilacme.io`.
            Some(suffix) => image
                .registry()
                .strip_suffix(suffix)
                .and_then(|labels| labels.strip_suffix('.'))
                .is_some_and(|labels| !labels.is_empty()),
            None => self.registry == image.registry(),
        };
        let mut segments = image.repository().split('/');
        host && self
            .path
            .split_terminator('/')
            .all(|wanted| segments.next().is_some_and(|found| wanted == "*" || wanted == found))
    }
}

impl FromStr for RepositoryPattern {
    type Err = ImageRefError;

    /// Reads a pattern. What precedes the first slash is always the registry here: there is no
    /// default, since a pattern that silently meant Docker Hub would be a trap.
    fn from_str(text: &str) -> Result<Self, ImageRefError> {
        let error = |reason| ImageRefError { input: text.to_owned(), reason };
        let trimmed = text.strip_suffix('/').unwrap_or(text);
        let (registry, path) = trimmed.split_once('/').unwrap_or((trimmed, ""));
        check_host(registry.strip_prefix("*.").unwrap_or(registry)).map_err(error)?;
        for segment in path.split_terminator('/').filter(|&segment| segment != "*") {
            check_component(segment).map_err(error)?;
        }
        Ok(Self { registry: canonical_host(registry), path: path.to_owned() })
    }
}

impl fmt::Display for RepositoryPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.registry, self.path)
    }
}

impl Serialize for RepositoryPattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RepositoryPattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
