//! What the evidence is about.

use std::fmt;

use policy_core::evidence::{Digest, ImageRef, ImageRefError};

/// An image or a build.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Subject {
    /// A container image.
    Image(Image),
    /// A build published to Artifactory, by name and number.
    Build(Build),
}

impl Subject {
    /// Returns the digest that the subject's own name pins it to.
    #[must_use]
    pub fn pinned_digest(&self) -> Option<Digest> {
        match self {
            Self::Image(image) => image.reference.digest().and_then(|digest| digest.parse().ok()),
            Self::Build(_) => None,
        }
    }
}

impl From<Image> for Subject {
    fn from(image: Image) -> Self {
        Self::Image(image)
    }
}

impl From<Build> for Subject {
    fn from(build: Build) -> Self {
        Self::Build(build)
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Image(image) => image.fmt(f),
            Self::Build(build) => build.fmt(f),
        }
    }
}

/// A container image, and where a platform stores it if it is on one.
///
/// ```
/// use policy_evidence::Image;
///
/// let image = Image::on_platform("docker-local/shop/api:1.4.2", "acme.jfrog.io")?;
/// assert_eq!(image.reference().to_string(), "acme.jfrog.io/docker-local/shop/api:1.4.2");
/// assert_eq!(image.location().unwrap().to_string(), "docker-local/shop/api");
/// # Ok::<(), policy_evidence::SubjectError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    reference: ImageRef,
    location: Option<Location>,
}

impl Image {
    /// Returns an image that is on no platform we could ask.
    ///
    /// # Errors
    ///
    /// If `text` is not an image reference.
    pub fn parse(text: &str) -> Result<Self, SubjectError> {
        Ok(Self { reference: reference(text)?, location: None })
    }

    /// Returns an image stored in the Artifactory whose host (with its port) is `platform`.
    ///
    /// Understood are both ways Artifactory addresses Docker repositories without configuration:
    /// `platform/repository/image` and `repository.platform/image`; on `jfrog.io` also
    /// `server-repository.jfrog.io/image`. A text without registry is taken to begin with the
    /// repository.
    ///
    /// # Errors
    ///
    /// If `text` is not an image reference, or names another registry than the platform.
    pub fn on_platform(text: &str, platform: &str) -> Result<Self, SubjectError> {
        let platform = platform.to_ascii_lowercase();
        let qualified;
        let text = if has_registry(text) {
            text
        } else {
            qualified = format!("{platform}/{text}");
            &qualified
        };
        let reference = reference(text)?;
        let (repository, image) = if reference.registry() == platform {
            let path = reference.repository();
            let (repository, image) = path.split_once('/').ok_or_else(|| {
                SubjectError::new(text, "has no repository key: expected `repository/image:tag`")
            })?;
            (repository.to_owned(), image.to_owned())
        } else {
            let repository =
                repository_in_host(reference.registry(), &platform).ok_or_else(|| {
                    SubjectError::new(text, &format!("is not on the platform `{platform}`"))
                })?;
            (repository.to_owned(), reference.repository().to_owned())
        };
        Ok(Self { reference, location: Some(Location { repository, image }) })
    }

    /// Returns the reference, normalised.
    #[must_use]
    pub const fn reference(&self) -> &ImageRef {
        &self.reference
    }

    /// Returns where the platform stores it.
    #[must_use]
    pub const fn location(&self) -> Option<&Location> {
        self.location.as_ref()
    }
}

impl fmt::Display for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.reference.fmt(f)
    }
}

/// A Docker repository of Artifactory and an image in it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Location {
    /// The repository key, such as `docker-local`.
    pub repository: String,
    /// The image's name within it, such as `shop/api`.
    pub image: String,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.repository, self.image)
    }
}

/// A build published to Artifactory.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Build {
    /// Its name; may contain slashes.
    pub name: String,
    /// Its number, which is any text without a slash.
    pub number: String,
}

impl Build {
    /// Reads `name/number`; the number follows the last slash.
    ///
    /// ```
    /// use policy_evidence::Build;
    ///
    /// let build = Build::parse("shop/api/1042")?;
    /// assert_eq!((build.name.as_str(), build.number.as_str()), ("shop/api", "1042"));
    /// # Ok::<(), policy_evidence::SubjectError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If either part is empty.
    pub fn parse(text: &str) -> Result<Self, SubjectError> {
        match text.rsplit_once('/') {
            Some((name, number)) if !name.trim().is_empty() && !number.trim().is_empty() => {
                Ok(Self { name: name.to_owned(), number: number.to_owned() })
            }
            _ => Err(SubjectError::new(text, "is not a build: expected `name/number`")),
        }
    }
}

impl fmt::Display for Build {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.name, self.number)
    }
}

/// A text that names no image or build we could look for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SubjectError {
    message: String,
}

impl SubjectError {
    fn new(input: &str, fault: &str) -> Self {
        Self { message: format!("`{input}` {fault}") }
    }
}

/// The image reference's own error names the text, and is all that there is to say.
fn reference(text: &str) -> Result<ImageRef, SubjectError> {
    text.parse().map_err(|error: ImageRefError| SubjectError { message: error.to_string() })
}

/// Docker's rule: a first segment with a dot or a colon, or `localhost`, is a registry.
fn has_registry(text: &str) -> bool {
    text.split_once('/')
        .is_some_and(|(first, _)| first == "localhost" || first.contains(['.', ':']))
}

/// The repository key that the sub-domain method puts into the host.
fn repository_in_host<'h>(host: &'h str, platform: &str) -> Option<&'h str> {
    let by_subdomain = host.strip_suffix(platform).and_then(|rest| rest.strip_suffix('.'));
    let by_server_prefix = || {
        let server = platform.strip_suffix(".jfrog.io")?;
        host.strip_suffix(".jfrog.io")?.strip_prefix(server)?.strip_prefix('-')
    };
    by_subdomain.or_else(by_server_prefix).filter(|key| !key.is_empty() && !key.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn location(text: &str, platform: &str) -> String {
        let image = Image::on_platform(text, platform).unwrap();
        image.location().unwrap().to_string()
    }

    #[test]
    fn both_addressing_methods_lead_to_the_repository() {
        assert_eq!(
            location("acme.jfrog.io/docker-local/shop/api:1", "acme.jfrog.io"),
            "docker-local/shop/api"
        );
        assert_eq!(
            location("docker-local.art.acme.com/shop/api:1", "art.acme.com"),
            "docker-local/shop/api"
        );
        assert_eq!(
            location("acme-docker-local.jfrog.io/api:1", "acme.jfrog.io"),
            "docker-local/api"
        );
        assert_eq!(location("docker-local/api", "127.0.0.1:8082"), "docker-local/api");
        assert_eq!(
            location("localhost:8082/docker-local/api", "localhost:8082"),
            "docker-local/api"
        );
    }

    #[test]
    fn an_image_of_another_registry_is_not_looked_for_on_the_platform() {
        for text in
            ["docker.io/library/nginx:1", "evil.io/docker-local/api:1", "evilart.acme.com/x/api"]
        {
            let error = Image::on_platform(text, "art.acme.com").unwrap_err();
            assert!(error.to_string().contains("is not on the platform"), "{error}");
        }
    }

    #[test]
    fn a_repository_key_alone_names_no_image() {
        let error = Image::on_platform("acme.jfrog.io/api:1", "acme.jfrog.io").unwrap_err();
        assert!(error.to_string().contains("has no repository key"), "{error}");
    }

    #[test]
    fn a_build_number_follows_the_last_slash() {
        let build = Build::parse("team/shop/42").unwrap();
        assert_eq!((build.name.as_str(), build.number.as_str()), ("team/shop", "42"));
        for bad in ["shop", "shop/", "/42", ""] {
            assert!(Build::parse(bad).is_err(), "`{bad}` was accepted");
        }
    }
}
