//! What is known of a container image.

use serde::{Deserialize, Serialize};

use super::ImageRef;
use crate::Timestamp;

/// Facts about a container image. The digests the evidence belongs to are
/// [`Artifact::digests`](super::Artifact::digests).
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
