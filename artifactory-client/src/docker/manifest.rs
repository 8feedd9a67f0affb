//! The manifest of an image, and the index over several platforms.

use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;
use jfrog_http::{Sha256, lenient};
use serde::Deserialize;

use super::name::parse_digest;

/// A manifest as the registry stores it: its bytes, the digest computed from them, and what they
/// say.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Manifest {
    /// The SHA-256 of [`bytes`](Self::bytes), computed here. The registry's own claim agreed, or
    /// there was an error.
    pub digest: Sha256,
    /// What kind of manifest it is.
    pub media_type: MediaType,
    /// The repository that served it, which differs from the one asked when that one is virtual.
    pub served_by: Option<String>,
    /// The exact bytes; signatures and digests are over these, not over any re-serialised form.
    pub bytes: Bytes,
    /// What the bytes say.
    pub content: Content,
}

impl Manifest {
    /// Returns the digest as registries write it, `sha256:<hex>`.
    #[must_use]
    pub fn digest_string(&self) -> String {
        format!("sha256:{}", self.digest)
    }

    /// Returns the image, when this is one and not an index.
    #[must_use]
    pub fn as_image(&self) -> Option<&Image> {
        match &self.content {
            Content::Image(image) => Some(image),
            Content::Index(_) => None,
        }
    }

    /// Returns the index, when this is one and not an image.
    #[must_use]
    pub fn as_index(&self) -> Option<&Index> {
        match &self.content {
            Content::Index(index) => Some(index),
            Content::Image(_) => None,
        }
    }

    /// Reads a manifest; `content_type` is what the response said, without trust.
    pub(super) fn parse(
        bytes: Bytes,
        digest: Sha256,
        content_type: Option<&str>,
    ) -> Result<Self, ManifestFault> {
        let wire: Wire = serde_json::from_slice(&bytes).map_err(ManifestFault::Json)?;
        let said = content_type.map(MediaType::new).filter(|said| said.kind().is_some());
        let written = wire.media_type.as_deref().map(MediaType::new);
        let shape = match (&wire.layers, &wire.manifests, &wire.fs_layers) {
            (None, None, Some(_)) => return Err(ManifestFault::Schema1),
            // Two readers could see two images in one document (CVE-2021-41190).
            (Some(_), Some(_), _) => return Err(ManifestFault::Ambiguous),
            (Some(_), None, _) => Kind::Image,
            (None, Some(_), _) => Kind::Index,
            (None, None, None) => return Err(ManifestFault::NeitherImageNorIndex),
        };
        for claim in [&said, &written].into_iter().flatten() {
            if claim.kind().is_some_and(|kind| kind != shape) {
                return Err(ManifestFault::Contradiction { claim: claim.as_str().to_owned() });
            }
        }
        // The document's own word is under the digest; the header is not.
        let media_type = written.or(said).unwrap_or_else(|| {
            MediaType::new(match shape {
                Kind::Image => MediaType::OCI_MANIFEST,
                Kind::Index => MediaType::OCI_INDEX,
            })
        });
        let content = match shape {
            Kind::Image => Content::Image(Image {
                config: wire.config.ok_or(ManifestFault::NoConfig)?,
                layers: wire.layers.unwrap_or_default(),
                artifact_type: wire.artifact_type,
                subject: wire.subject,
                annotations: wire.annotations,
            }),
            Kind::Index => Content::Index(Index {
                manifests: wire.manifests.unwrap_or_default(),
                artifact_type: wire.artifact_type,
                subject: wire.subject,
                annotations: wire.annotations,
            }),
        };
        Ok(Self { digest, media_type, served_by: None, bytes, content })
    }
}

/// One image, or several under one name.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a caller that forgot the index would judge the wrong thing"
)]
#[expect(clippy::large_enum_variant, reason = "there is one to a manifest, never many together")]
pub enum Content {
    /// One image (or another OCI artifact): a configuration and layers.
    Image(Image),
    /// A list of manifests, usually one a platform.
    Index(Index),
}

/// An image: its configuration and its layers, base first.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Image {
    /// The blob with the image's configuration.
    pub config: Descriptor,
    /// The layers, base first.
    pub layers: Vec<Descriptor>,
    /// What this is, when it is not an image (OCI 1.1).
    pub artifact_type: Option<String>,
    /// What this is attached to, for signatures and attestations (OCI 1.1).
    pub subject: Option<Descriptor>,
    /// Free text set when the manifest was made.
    pub annotations: BTreeMap<String, String>,
}

impl Image {
    /// Returns the bytes a pull transfers at most: configuration and layers.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.layers.iter().fold(self.config.size, |sum, layer| sum.saturating_add(layer.size))
    }
}

/// A list of manifests under one name.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Index {
    /// The manifests, in the order of the document.
    pub manifests: Vec<Descriptor>,
    /// What this is, when it is not a list of images (OCI 1.1).
    pub artifact_type: Option<String>,
    /// What this is attached to (OCI 1.1).
    pub subject: Option<Descriptor>,
    /// Free text set when the index was made.
    pub annotations: BTreeMap<String, String>,
}

impl Index {
    /// Returns the entries that are images for a platform.
    ///
    /// BuildKit lists its attestations beside the images, with the platform `unknown/unknown`;
    /// those are left out.
    pub fn platforms(&self) -> impl Iterator<Item = (&Platform, &Descriptor)> {
        self.manifests.iter().filter_map(|entry| {
            let platform = entry.platform.as_ref()?;
            (!platform.is_unknown()).then_some((platform, entry))
        })
    }

    /// Returns the first image for an operating system and an architecture, written as in Go:
    /// `linux`, `arm64`.
    #[must_use]
    pub fn find(&self, os: &str, architecture: &str) -> Option<&Descriptor> {
        self.platforms()
            .find(|(platform, _)| platform.os == os && platform.architecture == architecture)
            .map(|(_, entry)| entry)
    }
}

/// A pointer to a blob or a manifest: what, how large, which digest.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Descriptor {
    /// What the bytes are.
    pub media_type: MediaType,
    /// The digest of the bytes, as written: `sha256:…`, in rare cases another algorithm.
    pub digest: String,
    /// How many bytes.
    #[serde(deserialize_with = "lenient::u64")]
    pub size: u64,
    /// The platform, in the entries of an index.
    #[serde(default)]
    pub platform: Option<Platform>,
    /// What the manifest pointed at is (OCI 1.1).
    #[serde(default)]
    pub artifact_type: Option<String>,
    /// Free text.
    #[serde(default, deserialize_with = "lenient::null_as_default")]
    pub annotations: BTreeMap<String, String>,
    /// Where else the bytes may be had; set on layers that registries do not store (Windows base
    /// layers).
    #[serde(default, deserialize_with = "lenient::null_as_default")]
    pub urls: Vec<String>,
}

impl Descriptor {
    /// Returns the digest when it is a well-formed SHA-256, which is all Artifactory makes.
    #[must_use]
    pub fn sha256(&self) -> Option<Sha256> {
        parse_digest(&self.digest).ok()
    }
}

/// What an image runs on, in the words of Go: `linux`/`amd64`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[non_exhaustive]
pub struct Platform {
    /// Such as `linux` or `windows`.
    #[serde(default)]
    pub os: String,
    /// Such as `amd64` or `arm64`.
    #[serde(default)]
    pub architecture: String,
    /// Such as `v7`.
    #[serde(default)]
    pub variant: Option<String>,
    /// Such as `10.0.17763.1879`, on Windows.
    #[serde(default, rename = "os.version")]
    pub os_version: Option<String>,
}

impl Platform {
    fn is_unknown(&self) -> bool {
        self.os == "unknown" && self.architecture == "unknown"
    }
}

impl fmt::Display for Platform {
    /// Writes `os/architecture[/variant]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.os, self.architecture)?;
        self.variant.iter().try_for_each(|variant| write!(f, "/{variant}"))
    }
}

/// A media type, without parameters. New ones appear all the time, so this is text with the
/// well-known ones named.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MediaType(String);

impl MediaType {
    /// An OCI image manifest.
    pub const OCI_MANIFEST: &'static str = "application/vnd.oci.image.manifest.v1+json";
    /// An OCI image index.
    pub const OCI_INDEX: &'static str = "application/vnd.oci.image.index.v1+json";
    /// A Docker image manifest, version 2, schema 2.
    pub const DOCKER_MANIFEST: &'static str =
        "application/vnd.docker.distribution.manifest.v2+json";
    /// A Docker manifest list.
    pub const DOCKER_INDEX: &'static str =
        "application/vnd.docker.distribution.manifest.list.v2+json";

    /// What this crate reads, and so what it asks for.
    pub(crate) const ACCEPTED: [&'static str; 4] =
        [Self::OCI_INDEX, Self::OCI_MANIFEST, Self::DOCKER_INDEX, Self::DOCKER_MANIFEST];

    fn new(text: &str) -> Self {
        let essence = text.split(';').next().unwrap_or_default();
        Self(essence.trim().to_ascii_lowercase())
    }

    /// Returns the media type as text, in lower case, without parameters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn kind(&self) -> Option<Kind> {
        match self.as_str() {
            Self::OCI_MANIFEST | Self::DOCKER_MANIFEST => Some(Kind::Image),
            Self::OCI_INDEX | Self::DOCKER_INDEX => Some(Kind::Index),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for MediaType {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::new(&String::deserialize(deserializer)?))
    }
}

impl PartialEq<str> for MediaType {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why bytes are not a manifest this crate reads.
#[derive(Debug, thiserror::Error)]
pub(super) enum ManifestFault {
    #[error("the manifest is not valid JSON of the expected shape")]
    Json(#[source] serde_json::Error),
    #[error(
        "the manifest is of Docker's schema 1, which has no stable digest; push the image again with a current client"
    )]
    Schema1,
    #[error(
        "the manifest has both `layers` and `manifests`, so that readers disagree on what it is"
    )]
    Ambiguous,
    #[error("the manifest has neither `layers` nor `manifests`")]
    NeitherImageNorIndex,
    #[error("the manifest calls itself `{claim}` but is shaped otherwise")]
    Contradiction { claim: String },
    #[error("the image manifest has no `config`")]
    NoConfig,
    #[error(
        "the registry sent a manifest with the digest `sha256:{computed}` but named it `{claimed}`"
    )]
    Digest { claimed: String, computed: Sha256 },
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Image,
    Index,
}

/// Docker's and OCI's documents, which differ in media types alone.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    #[serde(default)]
    media_type: Option<String>,
    #[serde(default)]
    artifact_type: Option<String>,
    #[serde(default)]
    config: Option<Descriptor>,
    #[serde(default)]
    layers: Option<Vec<Descriptor>>,
    #[serde(default)]
    manifests: Option<Vec<Descriptor>>,
    #[serde(default)]
    subject: Option<Descriptor>,
    #[serde(default, deserialize_with = "lenient::null_as_default")]
    annotations: BTreeMap<String, String>,
    #[serde(default)]
    fs_layers: Option<serde::de::IgnoredAny>,
}

#[cfg(test)]
mod tests;
