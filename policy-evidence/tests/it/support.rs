//! What several files of tests share.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use async_trait::async_trait;
use policy_core::evidence::{Digest, Finding, Gap, Section, SectionKind};
use policy_evidence::sources::DocumentSource;
use policy_evidence::{
    Collected, Collector, Contribution, Image, Question, Resolved, Source, SourceError,
    SourceErrorKind, Subject,
};
use tokio::time::sleep;

pub(crate) fn digest(byte: char) -> Digest {
    format!("sha256:{}", byte.to_string().repeat(64)).parse().unwrap()
}

pub(crate) fn tagged() -> Image {
    Image::parse("registry.acme.io/shop/api:1.4.2").unwrap()
}

pub(crate) fn pinned(digest: &Digest) -> Image {
    Image::parse(&format!("registry.acme.io/shop/api:1.4.2@{digest}")).unwrap()
}

pub(crate) fn failure(kind: SourceErrorKind, message: &str) -> SourceError {
    SourceError::new(kind, message)
}

type Resolve = dyn Fn() -> Result<Option<Resolved>, SourceError> + Send + Sync;
type Tell = dyn Fn(&Question<'_>) -> Result<Contribution, SourceError> + Send + Sync;

/// A source that says what it was told to say, after a while.
pub(crate) struct Told {
    name: &'static str,
    sections: Vec<SectionKind>,
    resolves_after: Duration,
    resolved: Box<Resolve>,
    gathers_after: Duration,
    told: Box<Tell>,
}

impl Told {
    pub(crate) fn new(name: &'static str, sections: impl IntoIterator<Item = SectionKind>) -> Self {
        Self {
            name,
            sections: sections.into_iter().collect(),
            resolves_after: Duration::ZERO,
            resolved: Box::new(|| Ok(None)),
            gathers_after: Duration::ZERO,
            told: Box::new(|_| Ok(Contribution::new())),
        }
    }

    pub(crate) fn scanner(name: &'static str) -> Self {
        Self::new(name, [SectionKind::Vulnerabilities])
    }

    pub(crate) fn resolves(
        mut self,
        after: Duration,
        answer: impl Fn() -> Result<Option<Resolved>, SourceError> + Send + Sync + 'static,
    ) -> Self {
        (self.resolves_after, self.resolved) = (after, Box::new(answer));
        self
    }

    pub(crate) fn tells(
        mut self,
        after: Duration,
        answer: impl Fn(&Question<'_>) -> Result<Contribution, SourceError> + Send + Sync + 'static,
    ) -> Self {
        (self.gathers_after, self.told) = (after, Box::new(answer));
        self
    }
}

impl fmt::Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

#[async_trait]
impl Source for Told {
    fn name(&self) -> &str {
        self.name
    }

    fn sections(&self) -> &[SectionKind] {
        &self.sections
    }

    async fn resolve(&self, _: &Subject) -> Result<Option<Resolved>, SourceError> {
        sleep(self.resolves_after).await;
        (self.resolved)()
    }

    async fn gather(&self, question: &Question<'_>) -> Result<Contribution, SourceError> {
        sleep(self.gathers_after).await;
        (self.told)(question)
    }
}

pub(crate) fn document(name: &str, content: impl AsRef<[u8]>) -> DocumentSource {
    DocumentSource::parse(name, content.as_ref())
        .unwrap_or_else(|error| panic!("{error}: {:?}", std::error::Error::source(&error)))
}

/// What documents alone come to.
pub(crate) async fn judged_by(
    subject: impl Into<Subject>,
    documents: impl IntoIterator<Item = DocumentSource>,
) -> Collected {
    let collector = Collector::new(subject);
    documents.into_iter().fold(collector, Collector::source).collect().await
}

pub(crate) fn failures(collected: &Collected) -> Vec<(&str, SourceErrorKind)> {
    collected.failures().map(|(name, error)| (name, error.kind())).collect()
}

pub(crate) fn findings(collected: &Collected) -> Vec<&Finding> {
    collected.evidence.scans.iter().filter_map(|scan| scan.findings.value()).flatten().collect()
}

pub(crate) fn reasons<T>(section: &Section<T>) -> Vec<String> {
    section.gaps().iter().map(Gap::to_string).collect()
}

/// Files that are at hand in a full checkout only.
pub(crate) fn samples(folder: &str) -> Option<PathBuf> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared")).join(folder);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: there are no samples at {}", folder.display());
    None
}
