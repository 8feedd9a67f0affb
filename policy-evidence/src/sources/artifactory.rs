//! What an image's name stands for, and when it was built.

use artifactory_client::docker::{Content, ImageName, Manifest, Reference};
use artifactory_client::{ArtifactPath, ArtifactoryClient, InvalidName, RepoKey};
use async_trait::async_trait;
use policy_core::evidence::{Digest, ImageFacts, SectionKind};

use super::platform_error::classify;
use crate::translate::timestamp;
use crate::{
    Contribution, Image, Location, Question, Resolved, Source, SourceError, SourceErrorKind,
    StoredManifest, Subject,
};

/// Artifactory as a source: it resolves the tag, so that everything else is bound to the digest.
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
        self.client
            .docker(repo)
            .manifest(&image, &reference)
            .await
            .map_err(|error| classify(&format!("read the manifest of {location}:{reference}"), error))
    }

    /// The instant the image's configuration states. Not knowing it is not worth failing for.
    async fn created(&self, image: &Image) -> Option<policy_core::Timestamp> {
        let location = image.location()?;
        let tag = image.reference().tag_or_default()?;
        let manifest = self.manifest(location, tag).await.ok()?;
        let config = manifest.as_image()?.config.sha256()?;
        let path = format!("{}/{tag}/sha256__{config}", location.image);
        let path = ArtifactPath::new(location.repository.parse().ok()?, path).ok()?;
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
        let Some(location) = image.location() else {
            return Err(SourceError::new(
                SourceErrorKind::NotFound,
                format!("{image} is not named as an image of this platform"),
            ));
        };
        // A digest decides, whatever tag stands beside it.
        let digest = image.reference().digest();
        let tag = image.reference().tag_or_default();
        let manifest = self.manifest(location, digest.or(tag).unwrap_or_default()).await?;
        let path = match (digest, tag) {
            (None, Some(tag)) => Some(format!("{}/{tag}/manifest.json", location.image)),
            _ => None,
        };
        Ok(Some(resolved(&manifest, location, path)?))
    }

    async fn gather(&self, question: &Question<'_>) -> Result<Contribution, SourceError> {
        let Subject::Image(image) = question.subject else { return Ok(Contribution::new()) };
        let digests = question.resolved.map(|resolved| resolved.digests.clone());
        let mut facts = ImageFacts::default();
        facts.created = self.created(image).await;
        Ok(Contribution::new().about(digests.unwrap_or_default()).image(facts))
    }
}

fn resolved(
    manifest: &Manifest,
    location: &Location,
    path: Option<String>,
) -> Result<Resolved, SourceError> {
    let own = digest(&manifest.digest_string())?;
    let mut resolved = Resolved::default();
    resolved.digests.push(own.clone());
    match &manifest.content {
        Content::Image(_) => {
            let mut stored = StoredManifest::new(own);
            stored.path = path;
            resolved.manifests.push(stored);
        }
        Content::Index(index) => {
            for (platform, entry) in index.platforms() {
                let digest = digest(&entry.digest)?;
                resolved.digests.push(digest.clone());
                // Pushed as part of an index, a manifest has a folder of its own.
                let path = format!("{}/{digest}/manifest.json", location.image);
                resolved.manifests.push(
                    StoredManifest::new(digest).path(path).platform(platform.to_string()),
                );
            }
        }
    }
    Ok(resolved)
}

fn digest(text: &str) -> Result<Digest, SourceError> {
    text.parse().map_err(|error: policy_core::evidence::DigestError| {
        SourceError::new(SourceErrorKind::Unreadable, "the manifest names an unusable digest")
            .with_source(error)
    })
}

fn bad_name(error: InvalidName) -> SourceError {
    SourceError::new(SourceErrorKind::NotFound, "the platform cannot hold such a name")
        .with_source(error)
}

#[derive(serde::Deserialize)]
struct ImageConfig {
    created: Option<String>,
}

const MAX_CONFIG: u64 = 4 * 1024 * 1024;
