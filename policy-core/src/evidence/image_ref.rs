//! References to container images, as Docker, OCI and Kubernetes write them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use self::grammar::{DOCKER_HUB, MAX_NAME, Reason};

mod grammar;
mod pattern;

pub use pattern::RepositoryPattern;

/// A reference to an image: registry, repository, and a tag, a digest, or both.
///
/// Parsing fills in what Docker leaves out (`docker.io`, `library/`), so that two spellings of one
/// repository compare equal. A missing tag is kept missing, because a policy may care:
/// [`tag_or_default`](Self::tag_or_default) says what a runtime would pull.
///
/// The grammar is that of the distribution project with the limits of the OCI distribution
/// specification, and stricter where leniency would let one text name two things: upper case is
/// refused in the repository, also in a first segment that is no host.
///
/// ```
/// use policy_core::evidence::ImageRef;
///
/// let image: ImageRef = "nginx:1.27".parse()?;
/// assert_eq!(image.to_string(), "docker.io/library/nginx:1.27");
/// assert_eq!(image.registry(), "docker.io");
/// assert!(!image.is_pinned());
/// # Ok::<(), policy_core::evidence::ImageRefError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImageRef {
    /// `registry/repository`, normalised.
    name: String,
    /// Where the slash between the two stands.
    slash: usize,
    tag: Option<String>,
    digest: Option<String>,
}

impl ImageRef {
    /// The registry, lower-cased, with its port if one is given: `registry.acme.io:5000`.
    #[must_use]
    pub fn registry(&self) -> &str {
        self.name.get(..self.slash).unwrap_or_default()
    }

    /// The repository within the registry: `library/nginx`.
    #[must_use]
    pub fn repository(&self) -> &str {
        self.name.get(self.slash + 1..).unwrap_or_default()
    }

    /// Registry and repository: `docker.io/library/nginx`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The tag, if one is written.
    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// The digest with its algorithm, if one is written: `sha256:…`.
    #[must_use]
    pub fn digest(&self) -> Option<&str> {
        self.digest.as_deref()
    }

    /// The tag that a runtime resolves: the one written, `latest` if there is neither tag nor
    /// digest, and `None` if a digest alone decides.
    #[must_use]
    pub fn tag_or_default(&self) -> Option<&str> {
        match (&self.tag, &self.digest) {
            (Some(tag), _) => Some(tag),
            (None, None) => Some("latest"),
            (None, Some(_)) => None,
        }
    }

    /// Whether the reference names one image for ever: it has a digest. A tag beside the digest
    /// changes nothing; a tag that looks like a version is still mutable.
    #[must_use]
    pub const fn is_pinned(&self) -> bool {
        self.digest.is_some()
    }

    /// The same repository pinned to another digest, the tag kept for readers.
    ///
    /// # Errors
    /// If the digest is not valid.
    pub fn with_digest(mut self, digest: &str) -> Result<Self, ImageRefError> {
        grammar::check_digest(digest)
            .map_err(|reason| ImageRefError { input: digest.into(), reason })?;
        self.digest = Some(digest.to_owned());
        Ok(self)
    }

    fn parse(text: &str) -> Result<Self, Reason> {
        if text.is_empty() {
            return Err(Reason::Empty);
        }
        if text.len() == 64 && text.bytes().all(grammar::is_lower_hex) {
            return Err(Reason::Identifier);
        }
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest)),
            None => (text, None),
        };
        if let Some(digest) = digest {
            grammar::check_digest(digest)?;
        }
        // A colon after the last slash starts the tag; one before it belongs to the port.
        let last = rest.rfind('/').map_or(0, |at| at + 1);
        let colon = rest.get(last..).and_then(|tail| tail.find(':')).map(|at| last + at);
        let (path, tag) = match colon.and_then(|at| rest.split_at_checked(at)) {
            Some((path, tag)) => (path, tag.strip_prefix(':')),
            None => (rest, None),
        };
        if tag.is_some_and(|tag| !grammar::is_tag(tag)) {
            return Err(Reason::Tag);
        }
        let (registry, repository) = grammar::split_registry(path)?;
        for component in repository.split('/') {
            grammar::check_component(component)?;
        }
        let library =
            if registry == DOCKER_HUB && !repository.contains('/') { "library/" } else { "" };
        let name = format!("{registry}/{library}{repository}");
        if name.len() > MAX_NAME {
            return Err(Reason::NameTooLong);
        }
        Ok(Self {
            slash: registry.len(),
            name,
            tag: tag.map(str::to_owned),
            digest: digest.map(str::to_owned),
        })
    }
}

impl FromStr for ImageRef {
    type Err = ImageRefError;

    fn from_str(text: &str) -> Result<Self, ImageRefError> {
        Self::parse(text).map_err(|reason| ImageRefError { input: text.to_owned(), reason })
    }
}

/// The normalised reference, without a tag that was not written.
impl fmt::Display for ImageRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

impl Serialize for ImageRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ImageRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A text that is not an image reference or repository pattern, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{input}` is not a valid image reference: {reason}")]
pub struct ImageRefError {
    input: String,
    reason: Reason,
}

impl ImageRefError {
    /// The text that was refused.
    #[must_use]
    pub fn input(&self) -> &str {
        &self.input
    }
}
