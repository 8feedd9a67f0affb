//! Who can tell something about an artifact.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use policy_core::evidence::{Digest, ImageFacts, Sbom, Scan, Section, SectionKind, Statement};
use tokio::time::Instant;

use crate::{SourceError, Subject};

/// One origin of evidence: a platform, a document, something of your own.
///
/// ```
/// use policy_core::evidence::{Scan, SectionKind};
/// use policy_evidence::{Collector, Contribution, Image, Question, Source, SourceError};
///
/// #[derive(Debug)]
/// struct NightlyScan;
///
/// #[async_trait::async_trait]
/// impl Source for NightlyScan {
///     fn name(&self) -> &str {
///         "nightly"
///     }
///     fn sections(&self) -> &[SectionKind] {
///         &[SectionKind::Vulnerabilities]
///     }
///     async fn gather(&self, _: &Question<'_>) -> Result<Contribution, SourceError> {
///         Ok(Contribution::new().scan(Scan::new("nightly")))
///     }
/// }
///
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
/// let image = Image::parse("registry.acme.io/shop/api:1.4.2")?;
/// let collected = Collector::new(image).source(NightlyScan).collect().await;
/// assert_eq!(collected.evidence.scans.len(), 1);
/// # Ok::<(), policy_evidence::SubjectError>(()) }).unwrap();
/// ```
#[async_trait]
pub trait Source: fmt::Debug + Send + Sync {
    /// Returns the name that explanations use: `xray`, a file's name.
    fn name(&self) -> &str;

    /// Returns the sections this source is asked for. If it fails, they are missing because of it.
    fn sections(&self) -> &[SectionKind];

    /// Finds out what the subject's name stands for right now, before anybody gathers. The first
    /// source that knows is believed; most do not.
    ///
    /// # Errors
    ///
    /// If it should know and cannot tell; gathering goes on without.
    async fn resolve(&self, _subject: &Subject) -> Result<Option<Resolved>, SourceError> {
        Ok(None)
    }

    /// Tells what it knows.
    ///
    /// # Errors
    ///
    /// If it cannot tell anything. What it cannot tell in part is a gap in the contribution.
    async fn gather(&self, question: &Question<'_>) -> Result<Contribution, SourceError>;
}

/// What is asked of a source.
#[non_exhaustive]
pub struct Question<'a> {
    /// What the evidence is about.
    pub subject: &'a Subject,
    /// What the subject's name stands for, if a source could tell.
    pub resolved: Option<&'a Resolved>,
    deadline: Instant,
    progress: Watch,
}

/// Whoever watches a collection.
pub(crate) type Watch = Arc<dyn Fn(Progress<'_>) + Send + Sync>;

impl<'a> Question<'a> {
    pub(crate) fn new(
        subject: &'a Subject,
        resolved: Option<&'a Resolved>,
        deadline: Instant,
        progress: Watch,
    ) -> Self {
        Self { subject, resolved, deadline, progress }
    }

    /// Returns the time left until the deadline. A source that waits should stop a little before:
    /// then it can say what it was waiting for.
    #[must_use]
    pub fn time_left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Returns a function by which a source tells whoever watches what it waits for, and for how
    /// long it has.
    pub fn reporter(&self, source: &str) -> impl Fn(&str, Duration) + Send + Sync + 'static {
        let progress = Arc::clone(&self.progress);
        let source = source.to_owned();
        move |waiting_for, elapsed| {
            progress(Progress { source: &source, waiting_for, elapsed });
        }
    }
}

impl fmt::Debug for Question<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Question")
            .field("subject", &self.subject)
            .field("resolved", &self.resolved)
            .field("time_left", &self.time_left())
            .finish_non_exhaustive()
    }
}

/// A sign of life of a source that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress<'a> {
    /// Which source.
    pub source: &'a str,
    /// What it waits for, such as `scan in progress`.
    pub waiting_for: &'a str,
    /// For how long it has waited.
    pub elapsed: Duration,
}

/// What an image's name stands for: the manifests behind a tag.
///
/// ```
/// use policy_evidence::{Resolved, StoredManifest};
///
/// let digest: policy_core::evidence::Digest = format!("sha256:{}", "ab".repeat(32)).parse()?;
/// let resolved = Resolved::image(StoredManifest::new(digest.clone()).path("shop/api/1.4.2/manifest.json"));
/// assert_eq!(resolved.digests, [digest]);
/// # Ok::<(), policy_core::evidence::DigestError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Resolved {
    /// Every digest of the artifact, that of the name itself first: of an image for several
    /// platforms the index, then each manifest.
    pub digests: Vec<Digest>,
    /// The manifests of single images: one, or one for each platform.
    pub manifests: Vec<StoredManifest>,
}

impl Resolved {
    /// Returns one image.
    #[must_use]
    pub fn image(manifest: StoredManifest) -> Self {
        Self { digests: vec![manifest.digest.clone()], manifests: vec![manifest] }
    }

    /// Returns an image for several platforms, known by the digest of its index.
    #[must_use]
    pub fn index(digest: Digest, manifests: impl IntoIterator<Item = StoredManifest>) -> Self {
        let manifests: Vec<_> = manifests.into_iter().collect();
        let platforms = manifests.iter().map(|manifest| manifest.digest.clone());
        Self { digests: std::iter::once(digest).chain(platforms).collect(), manifests }
    }
}

/// A manifest as Artifactory stores it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredManifest {
    /// Its digest.
    pub digest: Digest,
    /// The path within the repository, ending in `manifest.json`, if it follows from the name. A
    /// digest alone does not tell under which tag a manifest was stored.
    pub path: Option<String>,
    /// The repository that holds it, if known. It is another than the one in the image's name where
    /// that one is virtual.
    pub repository: Option<String>,
    /// The platform, such as `linux/arm64`, if the image has several.
    pub platform: Option<String>,
}

impl StoredManifest {
    /// Returns a manifest of which only the digest is known.
    #[must_use]
    pub const fn new(digest: Digest) -> Self {
        Self { digest, path: None, repository: None, platform: None }
    }

    /// Says where in its repository it is stored.
    #[must_use]
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Says which repository holds it.
    #[must_use]
    pub fn repository(mut self, repository: impl Into<String>) -> Self {
        self.repository = Some(repository.into());
        self
    }

    /// Says for which platform it is.
    #[must_use]
    pub fn platform(mut self, platform: impl Into<String>) -> Self {
        self.platform = Some(platform.into());
        self
    }
}

/// Writes `linux/arm64 (sha256:…)`, or the digest alone.
impl fmt::Display for StoredManifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.platform {
            Some(platform) => write!(f, "{platform} ({})", self.digest),
            None => self.digest.fmt(f),
        }
    }
}

/// What one source tells.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Contribution {
    /// The digests of the artifact it speaks of, as far as it says; those of its scans count too.
    /// If none of them is a digest of the subject, the whole contribution is refused.
    pub about: Vec<Digest>,
    /// What the artifact is made of. `None`: not its business.
    pub sbom: Option<Section<Sbom>>,
    /// What scanners found.
    pub scans: Vec<Scan>,
    /// What it knows of the image.
    pub image: Option<ImageFacts>,
    /// VEX statements.
    pub vex: Vec<Statement>,
}

impl Contribution {
    /// Returns a contribution that says nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds digests of the artifact it speaks of.
    #[must_use]
    pub fn about(mut self, digests: impl IntoIterator<Item = Digest>) -> Self {
        self.about.extend(digests);
        self
    }

    /// Sets the SBOM.
    #[must_use]
    pub fn sbom(mut self, sbom: impl Into<Section<Sbom>>) -> Self {
        self.sbom = Some(sbom.into());
        self
    }

    /// Adds a scan.
    #[must_use]
    pub fn scan(mut self, scan: Scan) -> Self {
        self.scans.push(scan);
        self
    }

    /// Sets the facts about the image.
    #[must_use]
    pub fn image(mut self, image: ImageFacts) -> Self {
        self.image = Some(image);
        self
    }

    /// Adds VEX statements.
    #[must_use]
    pub fn vex(mut self, statements: impl IntoIterator<Item = Statement>) -> Self {
        self.vex.extend(statements);
        self
    }
}
