//! What an image's name stands for: pinned images, tags that move, several platforms.

use std::sync::Arc;

use async_trait::async_trait;
use jfrog_fake::{FakeJfrog, Scan};
use jfrog_http::Sha256;
use policy_core::evidence::{Digest, SectionKind};
use policy_evidence::sources::ArtifactorySource;
use policy_evidence::{
    Collector, Contribution, Question, Resolved, Source, SourceError, SourceErrorKind, Subject,
};
use serde_json::json;

use crate::platform::{REPOSITORY, empty_platform, manifest_of};
use crate::support::{failures, findings, reasons};

#[tokio::test]
async fn a_digest_in_the_name_decides_and_its_scan_is_waited_for() {
    let (fake, platform) = empty_platform().await;
    let digest = fake.push_image(REPOSITORY, "shop/api:1");
    fake.push_image(REPOSITORY, "shop/api:2");
    fake.set_scan(&manifest_of("shop/api:1"), Scan::clean().polls(0).partial());
    fake.finish_scan(&manifest_of("shop/api:1"));
    // The tag beside the digest is of another image by now.
    let collected = platform.judge(&format!("shop/api:2@{digest}")).await;
    assert_eq!(failures(&collected), []);
    assert_eq!(collected.evidence.artifact.digests, [digest.parse::<Digest>().unwrap()]);
    assert!(collected.evidence.scans[0].scanned_at.is_some(), "its state was asked for");

    let unknown = platform.judge(&format!("shop/api@sha256:{}", "0".repeat(64))).await;
    assert_eq!(unknown.sources[0].outcome.as_ref().unwrap_err().kind(), SourceErrorKind::NotFound);
}

/// Pushes another image under the same tag as soon as it was resolved.
#[derive(Debug)]
struct Moving {
    artifactory: ArtifactorySource,
    fake: Arc<FakeJfrog>,
}

#[async_trait]
impl Source for Moving {
    fn name(&self) -> &str {
        self.artifactory.name()
    }

    fn sections(&self) -> &[SectionKind] {
        self.artifactory.sections()
    }

    async fn resolve(&self, subject: &Subject) -> Result<Option<Resolved>, SourceError> {
        let resolved = self.artifactory.resolve(subject).await;
        let other = image_manifest(b"{}").to_string();
        self.fake.put_file(REPOSITORY, "shop/api/1/manifest.json", other);
        self.fake.finish_scan(&manifest_of("shop/api:1"));
        resolved
    }

    async fn gather(&self, question: &Question<'_>) -> Result<Contribution, SourceError> {
        self.artifactory.gather(question).await
    }
}

#[tokio::test]
async fn a_tag_that_moves_between_two_questions_is_noticed() {
    let (fake, platform) = empty_platform().await;
    let digest = fake.push_image(REPOSITORY, "shop/api:1");
    let moving = Moving { artifactory: platform.artifactory(), fake: Arc::new(fake) };
    let collected = Collector::new(platform.image("docker-local/shop/api:1"))
        .source(moving)
        .source(platform.xray())
        .collect()
        .await;
    assert_eq!(failures(&collected), [("xray", SourceErrorKind::OtherDigest)]);
    let reasons = reasons(&collected.evidence.scans[0].findings);
    assert!(reasons[0].contains(&digest) && reasons[0].contains("may have moved"), "{reasons:?}");
}

fn image_manifest(config: &[u8]) -> serde_json::Value {
    json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": {"mediaType": "application/vnd.oci.image.config.v1+json",
                   "digest": format!("sha256:{}", Sha256::of(config)), "size": config.len()},
        "layers": [],
    })
}

/// Pushes one platform of an index, as clients do: into a folder named by its digest.
fn push_platform(fake: &FakeJfrog, created: &str) -> String {
    let config = json!({"created": created}).to_string();
    let manifest = image_manifest(config.as_bytes()).to_string();
    let digest = format!("sha256:{}", Sha256::of(manifest.as_bytes()));
    let folder = format!("shop/multi/{digest}");
    let blob = format!("{folder}/sha256__{}", Sha256::of(config.as_bytes()));
    fake.put_file(REPOSITORY, &blob, config);
    fake.put_file(REPOSITORY, &format!("{folder}/manifest.json"), manifest);
    digest
}

fn push_index(fake: &FakeJfrog, entries: serde_json::Value) -> String {
    let index = json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.index.v1+json",
        "manifests": entries,
    });
    fake.put_file(REPOSITORY, "shop/multi/1/list.manifest.json", index.to_string())
}

fn entry(digest: &str, architecture: &str) -> serde_json::Value {
    let os = if architecture == "unknown" { "unknown" } else { "linux" };
    json!({"mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": digest, "size": 1,
           "platform": {"os": os, "architecture": architecture}})
}

#[tokio::test]
async fn every_platform_of_an_index_is_judged() {
    let (fake, platform) = empty_platform().await;
    let amd64 = push_platform(&fake, "2026-02-01T00:00:00Z");
    let arm64 = push_platform(&fake, "2026-01-01T00:00:00Z");
    let attested = format!("sha256:{}", "e".repeat(64));
    let index = push_index(
        &fake,
        json!([entry(&amd64, "amd64"), entry(&arm64, "arm64"), entry(&attested, "unknown")]),
    );
    let issue = |id: &str| {
        let cves = json!([{"cve": id}]);
        json!({"severity": "High", "cves": cves, "components": [{"component_id": "g:a", "version": "1"}]})
    };
    fake.set_scan_of_content(&amd64, Scan::clean().issue(issue("CVE-2026-1")).polls(1));
    fake.set_scan_of_content(&arm64, Scan::clean().issue(issue("CVE-2026-2")).polls(3));

    let collected = platform.judge("shop/multi:1").await;
    assert_eq!(failures(&collected), []);
    let digests: Vec<&str> =
        collected.evidence.artifact.digests.iter().map(Digest::as_str).collect();
    assert_eq!(digests, [&format!("sha256:{index}"), &amd64, &arm64]);
    let ids: Vec<&str> = findings(&collected).iter().map(|found| found.id.as_str()).collect();
    assert_eq!(ids, ["CVE-2026-1", "CVE-2026-2"]);
    let created = collected.evidence.image.value().unwrap().created;
    assert_eq!(created, Some("2026-01-01T00:00:00Z".parse().unwrap()), "as old as its oldest");
}

#[tokio::test]
async fn one_platform_that_was_not_scanned_fails_the_image() {
    let (fake, platform) = empty_platform().await;
    let amd64 = push_platform(&fake, "2026-02-01T00:00:00Z");
    let arm64 = push_platform(&fake, "2026-01-01T00:00:00Z");
    push_index(&fake, json!([entry(&amd64, "amd64"), entry(&arm64, "arm64")]));
    fake.set_scan_of_content(&amd64, Scan::clean().polls(0));
    fake.set_scan_of_content(&arm64, Scan::clean().fails().polls(0));
    let collected = platform.judge("shop/multi:1").await;
    assert_eq!(failures(&collected), [("xray", SourceErrorKind::NotScanned)]);
}

#[tokio::test]
async fn an_entry_without_platform_counts_and_an_index_without_images_is_refused() {
    let (fake, platform) = empty_platform().await;
    let only = push_platform(&fake, "2026-02-01T00:00:00Z");
    fake.set_scan_of_content(&only, Scan::clean().fails().polls(0));
    let mut bare = entry(&only, "amd64");
    bare.as_object_mut().unwrap().remove("platform");
    push_index(&fake, json!([bare]));
    let collected = platform.judge("shop/multi:1").await;
    assert_eq!(failures(&collected), [("xray", SourceErrorKind::NotScanned)], "it may be pulled");

    let nested = json!({"mediaType": "application/vnd.oci.image.index.v1+json",
                        "digest": only, "size": 1});
    for (entries, reason) in [
        (json!([]), "an index without images"),
        (json!([entry(&only, "unknown")]), "an index without images"),
        (json!([nested]), "an index of indexes"),
    ] {
        push_index(&fake, entries);
        let collected = platform.judge("shop/multi:1").await;
        let error = collected.sources[0].outcome.as_ref().unwrap_err();
        assert_eq!(error.kind(), SourceErrorKind::Unreadable);
        assert!(error.reason().contains(reason), "{}", error.reason());
        assert!(collected.evidence.scans[0].findings.is_absent(), "not clean");
    }
}
