//! What an image's name stands for, and when it was built.

use artifactory_client::docker::{
    Content, Descriptor, ImageName, Index, Manifest, MediaType, Reference,
};
use artifactory_client::{ArtifactPath, ArtifactoryClient, InvalidName, RepoKey};
use async_trait::async_trait;
use futures_util::future::join_all;
use policy_core::Timestamp;
use policy_core::evidence::{Digest, DigestError, ImageFacts, SectionKind};

use super::platform::{classify, location};
use crate::translate::timestamp;
use crate::{
    Contribution, Location, Question, Resolved, Source, SourceError, SourceErrorKind,
    StoredManifest, Subject,
};

/// Artifactory as a source: it resolves the tag, so that everything else is bound to the digest,
/// and reads when the image was built. It knows nothing of builds.
#[derive(Clone, Debug)]
pub struct ArtifactorySource {
    client: ArtifactoryClient,
}

impl ArtifactorySource {
    /// Returns a source that asks through `client`.
    #[must_use]
    pub const fn new(client: ArtifactoryClient) -> Self {
        Self { client }
    }

    async fn manifest(
        &self,
        location: &Location,
        reference: &str,
    ) -> Result<Manifest, SourceError> {
        let repo: RepoKey = location.repository.parse().map_err(bad_name)?;
        let image: ImageName = location.image.parse().map_err(bad_name)?;
        let reference: Reference = reference.parse().map_err(bad_name)?;
        let manifest = self.client.docker(repo).manifest(&image, &reference).await;
        manifest.map_err(|error| {
            let name = match &reference {
                Reference::Tag(tag) => format!("`{location}:{tag}`"),
                Reference::Digest(digest) => format!("`{location}@sha256:{digest}`"),
            };
            classify(&format!("read the manifest of {name}"), error)
        })
    }

    /// When the image was built, by its own configuration. Not knowing it is not worth failing for:
    /// the policy says what that means.
    async fn created(&self, location: &Location, stored: &StoredManifest) -> Option<Timestamp> {
        // The configuration lies beside the manifest.
        let folder = stored.path.as_deref()?.strip_suffix("manifest.json")?;
        let manifest = self.manifest(location, stored.digest.as_str()).await.ok()?;
        let config = manifest.as_image()?.config.sha256()?;
        let repository = stored.repository.as_ref().unwrap_or(&location.repository);
        let path = format!("{folder}sha256__{config}");
        let path = ArtifactPath::new(repository.parse().ok()?, path).ok()?;
        let bytes = self.client.artifacts().download(&path).bytes(MAX_CONFIG).await.ok()?;
        let config: ImageConfig = serde_json::from_slice(&bytes).ok()?;
        timestamp(&config.created?)
    }
}

#[async_trait]
impl Source for ArtifactorySource {
    fn name(&self) -> &str {
        "artifactory"
    }

    fn sections(&self) -> &[SectionKind] {
        &[SectionKind::Image]
    }

    async fn resolve(&self, subject: &Subject) -> Result<Option<Resolved>, SourceError> {
        let Subject::Image(image) = subject else { return Ok(None) };
        let location = location(image)?;
        // A digest decides, whatever tag stands beside it.
        let digest = image.reference().digest();
        let tag = image.reference().tag_or_default();
        let manifest = self.manifest(location, digest.or(tag).unwrap_or_default()).await?;
        resolved(&manifest, location, tag.filter(|_| digest.is_none())).map(Some)
    }

    async fn gather(&self, question: &Question<'_>) -> Result<Contribution, SourceError> {
        let (Subject::Image(image), Some(resolved)) = (question.subject, question.resolved) else {
            return Ok(Contribution::new());
        };
        let location = location(image)?;
        // A loop, since a closure's future would be `Send` for one lifetime only.
        let mut created = Vec::with_capacity(resolved.manifests.len());
        for manifest in &resolved.manifests {
            created.push(self.created(location, manifest));
        }
        // An image for several platforms is as old as its oldest; if one does not say, nobody knows.
        let created: Option<Vec<Timestamp>> = join_all(created).await.into_iter().collect();
        let mut facts = ImageFacts::default();
        facts.created = created.and_then(|instants| instants.into_iter().min());
        Ok(Contribution::new().about(resolved.digests.clone()).image(facts))
    }
}

fn resolved(
    manifest: &Manifest,
    location: &Location,
    tag: Option<&str>,
) -> Result<Resolved, SourceError> {
    let own = digest(&manifest.digest_string())?;
    let image = &location.image;
    let stored = |digest: Digest, path: Option<String>| {
        let mut stored = StoredManifest::new(digest);
        stored.path = path;
        stored.repository.clone_from(&manifest.served_by);
        stored
    };
    let index = match &manifest.content {
        Content::Image(_) => {
            let path = tag.map(|tag| format!("{image}/{tag}/manifest.json"));
            return Ok(Resolved::image(stored(own, path)));
        }
        Content::Index(index) => index,
    };
    let mut manifests = Vec::with_capacity(index.manifests.len());
    for entry in images(index)? {
        let digest = digest(&entry.digest)?;
        // Pushed as part of an index, a manifest has a folder of its own.
        let path = format!("{image}/{digest}/manifest.json");
        let mut manifest = stored(digest, Some(path));
        manifest.platform = entry.platform.as_ref().map(ToString::to_string);
        manifests.push(manifest);
    }
    Ok(Resolved::index(own, manifests))
}

/// The images in an index: every entry that a runtime may choose. That leaves out what BuildKit
/// attaches for the platform `unknown/unknown`, but not an entry without a platform, which fits any.
fn images(index: &Index) -> Result<Vec<&Descriptor>, SourceError> {
    let mut images = Vec::with_capacity(index.manifests.len());
    for entry in &index.manifests {
        if matches!(entry.media_type.as_str(), MediaType::OCI_INDEX | MediaType::DOCKER_INDEX) {
            return Err(unreadable("the image is an index of indexes"));
        }
        let is_attached = entry
            .platform
            .as_ref()
            .is_some_and(|platform| (&*platform.os, &*platform.architecture) == UNKNOWN_PLATFORM);
        if !is_attached {
            images.push(entry);
        }
    }
    if images.is_empty() {
        return Err(unreadable("the image is an index without images"));
    }
    Ok(images)
}

fn digest(text: &str) -> Result<Digest, SourceError> {
    text.parse().map_err(|error: DigestError| {
        unreadable("the manifest names an unusable digest").with_source(error)
    })
}

fn unreadable(message: &str) -> SourceError {
    SourceError::new(SourceErrorKind::Unreadable, message)
}

fn bad_name(error: InvalidName) -> SourceError {
    SourceError::new(SourceErrorKind::NotFound, "the platform cannot hold such a name")
        .with_source(error)
}

#[derive(serde::Deserialize)]
struct ImageConfig {
    created: Option<String>,
}

const UNKNOWN_PLATFORM: (&str, &str) = ("unknown", "unknown");
const MAX_CONFIG: u64 = 4 * 1024 * 1024;
