//! What is known of a container image.

use serde::{Deserialize, Serialize};

use super::ImageRef;
use crate::Timestamp;

/// Facts about a container image. The digests the evidence belongs to are
/// [`Artifact::digests`](super::Artifact::digests).
///
/// ```
/// use policy_core::evidence::ImageFacts;
///
/// let facts = ImageFacts::new("registry.acme.io/shop/api:1.4.2".parse()?)
///     .user("10001")
///     .ports(["8080/tcp"])
///     .secrets(Vec::<String>::new()); // somebody looked, and found none
/// assert_eq!(facts.size, None); // not known
/// # Ok::<(), policy_core::evidence::ImageRefError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ImageFacts {
    /// The reference that will be pulled, as the workload or the pipeline writes it.
    pub reference: Option<ImageRef>,
    /// When the image says it was built. 1970-01-01 means that it does not say.
    pub created: Option<Timestamp>,
    /// What it is built on, if known.
    pub base: Option<BaseImage>,
    /// Its operating system, if it has one and a scanner recognised it.
    pub os: Option<OperatingSystem>,
    /// The user its processes start as, as the image's configuration writes it; empty is root.
    pub user: Option<String>,
    /// Secrets found in it, each in a few words that do not give it away. `None` if nobody looked.
    pub secrets: Option<Vec<String>>,
    /// The ports it exposes, such as `8080/tcp`.
    pub ports: Option<Vec<String>>,
    /// Its compressed size in bytes.
    pub size: Option<u64>,
    /// The number of its layers.
    pub layers: Option<u32>,
}

impl ImageFacts {
    /// Returns the facts of an image known by reference only.
    #[must_use]
    pub fn new(reference: ImageRef) -> Self {
        Self { reference: Some(reference), ..Self::default() }
    }

    /// Sets when the image says it was built.
    #[must_use]
    pub const fn created(mut self, at: Timestamp) -> Self {
        self.created = Some(at);
        self
    }

    /// Sets what it is built on.
    #[must_use]
    pub fn base(mut self, base: BaseImage) -> Self {
        self.base = Some(base);
        self
    }

    /// Sets its operating system.
    #[must_use]
    pub fn os(mut self, os: OperatingSystem) -> Self {
        self.os = Some(os);
        self
    }

    /// Sets the user its processes start as; empty is root.
    #[must_use]
    pub fn user(mut self, user: impl Into<String>) -> Self {
        self.user = Some(user.into());
        self
    }

    /// Says which secrets were found in it; none, if somebody looked and found nothing.
    #[must_use]
    pub fn secrets<I: IntoIterator<Item: Into<String>>>(mut self, secrets: I) -> Self {
        self.secrets = Some(secrets.into_iter().map(Into::into).collect());
        self
    }

    /// Sets the ports it exposes, such as `8080/tcp`.
    #[must_use]
    pub fn ports<I: IntoIterator<Item: Into<String>>>(mut self, ports: I) -> Self {
        self.ports = Some(ports.into_iter().map(Into::into).collect());
        self
    }

    /// Sets its compressed size in bytes.
    #[must_use]
    pub const fn size(mut self, bytes: u64) -> Self {
        self.size = Some(bytes);
        self
    }

    /// Sets the number of its layers.
    #[must_use]
    pub const fn layers(mut self, layers: u32) -> Self {
        self.layers = Some(layers);
        self
    }
}

/// What an image is built on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct BaseImage {
    /// Its reference.
    pub reference: ImageRef,
    /// When it says it was built.
    pub created: Option<Timestamp>,
}

impl BaseImage {
    /// Returns a base image of unknown age.
    #[must_use]
    pub const fn new(reference: ImageRef) -> Self {
        Self { reference, created: None }
    }

    /// Sets when it says it was built.
    #[must_use]
    pub const fn created(mut self, at: Timestamp) -> Self {
        self.created = Some(at);
        self
    }
}

/// The operating system inside an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct OperatingSystem {
    /// Its family, such as `debian`.
    pub family: String,
    /// Its version, such as `12.5`.
    pub version: Option<String>,
    /// Whether it gets no security fixes any more. `None` if the scanner does not say.
    pub end_of_life: Option<bool>,
}

impl OperatingSystem {
    /// Returns an operating system of unknown support state.
    #[must_use]
    pub fn new(family: impl Into<String>, version: impl Into<String>) -> Self {
        let version = version.into();
        Self {
            family: family.into(),
            version: (!version.is_empty()).then_some(version),
            end_of_life: None,
        }
    }

    /// Says whether it gets no security fixes any more.
    #[must_use]
    pub const fn end_of_life(mut self, end_of_life: bool) -> Self {
        self.end_of_life = Some(end_of_life);
        self
    }
}
