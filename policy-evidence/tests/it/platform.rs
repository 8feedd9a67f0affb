//! Artifactory and Xray, on the fake platform.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use artifactory_client::ArtifactoryClient;
use jfrog_fake::{FakeJfrog, Fault, Permissions, Scan, Seed, demo};
use jfrog_http::{ByteStream, Credentials, RetryPolicy, StatusCode, transport};
use policy_core::evidence::Section;
use policy_core::{EvalContext, Outcome, Policy};
use policy_evidence::sources::{ArtifactorySource, XraySource};
use policy_evidence::{
    Build, Collected, Collector, Image, Resolved, SourceErrorKind, StoredManifest, Subject,
};
use serde_json::json;
use tokio::time::Instant;
use xray_client::XrayClient;

use crate::support::{Told, digest, document, failures, findings, reasons, tagged};

pub(crate) const REPOSITORY: &str = demo::DOCKER_REPOSITORY;

pub(crate) struct Platform {
    url: String,
    token: String,
}

impl Platform {
    fn of(fake: &FakeJfrog) -> Self {
        Self { url: fake.url().to_owned(), token: fake.admin_token().to_owned() }
    }

    pub(crate) fn artifactory(&self) -> ArtifactorySource {
        let client = ArtifactoryClient::builder(&self.url)
            .credentials(Credentials::access_token(self.token.as_str()))
            .retry(RetryPolicy::none());
        ArtifactorySource::new(client.build().unwrap())
    }

    pub(crate) fn xray(&self) -> XraySource {
        let client = XrayClient::builder(&self.url)
            .credentials(Credentials::access_token(self.token.as_str()))
            .retry(RetryPolicy::none());
        XraySource::new(client.build().unwrap()).interval(Duration::from_millis(1))
    }

    pub(crate) fn image(&self, text: &str) -> Image {
        let host = self.url.trim_start_matches("http://");
        Image::on_platform(text, host).unwrap()
    }

    pub(crate) fn collector(&self, subject: impl Into<Subject>) -> Collector {
        Collector::new(subject).source(self.artifactory()).source(self.xray())
    }

    pub(crate) async fn judge(&self, image: &str) -> Collected {
        self.collector(self.image(&format!("{REPOSITORY}/{image}"))).collect().await
    }
}

async fn demo_platform() -> (FakeJfrog, Platform) {
    let fake = FakeJfrog::start().await.unwrap();
    let platform = Platform::of(&fake);
    (fake, platform)
}

pub(crate) async fn empty_platform() -> (FakeJfrog, Platform) {
    let fake = FakeJfrog::builder()
        .seed(Seed::Empty)
        .repository(REPOSITORY, "docker")
        .repository_without_scans("dark", "docker")
        .start()
        .await
        .unwrap();
    let platform = Platform::of(&fake);
    (fake, platform)
}

pub(crate) fn manifest_of(image: &str) -> String {
    format!("{REPOSITORY}/{}/manifest.json", image.replacen(':', "/", 1))
}

#[tokio::test]
async fn everything_is_known_of_an_image_that_was_scanned() {
    let (_fake, platform) = demo_platform().await;
    let collected = platform.judge(demo::CRITICAL_IMAGE).await;
    assert_eq!(failures(&collected), []);
    assert_eq!(findings(&collected).len(), 15);
    let evidence = &collected.evidence;

    let [digest] = evidence.artifact.digests.as_slice() else { panic!("{:?}", evidence.artifact) };
    let [scan] = evidence.scans.as_slice() else { panic!("{:?}", evidence.scans) };
    assert_eq!((scan.scanner.as_str(), scan.digest.as_ref()), ("xray", Some(digest)));
    assert!(scan.scanned_at.is_some() && scan.findings.is_complete());

    let image = evidence.image.value().unwrap();
    assert_eq!(image.created, Some("2026-10-05T08:30:00Z".parse().unwrap()));
    let reference = image.reference.as_ref().unwrap().to_string();
    assert!(reference.ends_with("/docker-local/shop/checkout:2.0.1"), "{reference}");

    let Section::Present(sbom) = &evidence.sbom else { panic!("{:?}", evidence.sbom) };
    assert_eq!(sbom.components.len(), 28, "29 components, of which one is the operating system");
    let log4j =
        sbom.components.iter().find(|one| one.package.name().contains("log4j-core")).unwrap();
    let way: Vec<&str> = log4j.place.path.iter().map(|step| step.as_str()).collect();
    let [service, trail, itself] = way.as_slice() else { panic!("{way:?}") };
    assert!(service.contains("checkout-service 2.0.1") && trail.contains("audit-trail 1.3.0"));
    assert!(itself.contains("log4j-core 2.14.1"));
    assert_eq!(log4j.place.direct, None, "syft says what it depends on, but not what the root is");
}

#[tokio::test]
async fn an_upgrade_that_exists_is_seen_through_xrays_intervals() {
    let (_fake, platform) = demo_platform().await;
    let evidence = platform.judge(demo::CRITICAL_IMAGE).await.evidence;
    let now = "2026-11-01T00:00:00Z".parse().unwrap();
    let decision = Policy::starter().evaluate(&evidence, &EvalContext::at(now));
    assert_eq!(decision.outcome, Outcome::Deny);
    let denied = |id: &str| {
        decision.violations.iter().find(|violation| {
            violation.rule.contains("critical-with-fix") && violation.id.as_deref() == Some(id)
        })
    };
    let log4shell = denied("CVE-2021-44228").unwrap();
    assert!(log4shell.fixed_version.as_deref().unwrap().contains("2.15.0"), "{log4shell:?}");
    assert_eq!(log4shell.path().len(), 3, "{:?}", log4shell.path());
    assert!(denied("CVE-2023-45853").is_none(), "nothing to upgrade to is not unknown");
}

#[tokio::test]
async fn a_clean_image_is_admitted() {
    let (_fake, platform) = demo_platform().await;
    let collected = platform.judge(demo::CLEAN_IMAGE).await;
    assert_eq!((failures(&collected), findings(&collected).len()), (vec![], 4));
    let now = "2026-11-01T00:00:00Z".parse().unwrap();
    let decision = Policy::starter().evaluate(&collected.evidence, &EvalContext::at(now));
    assert_ne!(decision.outcome, Outcome::Deny, "{decision}");
}

#[tokio::test]
async fn a_scan_that_has_just_begun_is_waited_for() {
    let (fake, platform) = empty_platform().await;
    fake.push_image(REPOSITORY, "shop/new:1");
    fake.set_scan(&manifest_of("shop/new:1"), Scan::clean().unnoticed(2).polls(2));
    let seen = Arc::new(Mutex::new(Vec::new()));
    let watch = Arc::clone(&seen);
    let collected = platform
        .collector(platform.image("docker-local/shop/new:1"))
        .on_progress(move |progress| watch.lock().unwrap().push(progress.waiting_for.to_owned()))
        .collect()
        .await;
    assert_eq!(failures(&collected), []);
    assert!(collected.evidence.scans[0].findings.is_complete());
    let seen = seen.lock().unwrap();
    assert_eq!(*seen, ["scan to begin", "scan to begin", "scan pending", "scan in progress"]);
}

#[tokio::test]
async fn a_scan_that_never_ends_is_missing_with_its_last_state() {
    let (_fake, platform) = demo_platform().await;
    let image = platform.image(&format!("{REPOSITORY}/{}", demo::UNFINISHED_IMAGE));
    let collector = platform.collector(image).deadline(Duration::from_secs(2));
    let collected = collector.collect().await;
    assert_eq!(failures(&collected), [("xray", SourceErrorKind::DeadlineExceeded)]);
    assert_eq!(
        reasons(&collected.evidence.scans[0].findings),
        ["xray: xray's scan did not end in time; its last state was SCANNING"]
    );
    assert!(collected.evidence.sbom.is_absent());
    assert!(collected.evidence.image.is_complete(), "artifactory has answered");
}

#[tokio::test]
async fn a_scan_without_results_is_not_a_clean_one() {
    let (fake, platform) = empty_platform().await;
    for (image, scan) in
        [("shop/a:1", Scan::clean().fails()), ("shop/b:1", Scan::clean().not_supported())]
    {
        fake.push_image(REPOSITORY, image);
        fake.set_scan(&manifest_of(image), scan.polls(0));
        let collected = platform.judge(image).await;
        assert_eq!(failures(&collected), [("xray", SourceErrorKind::NotScanned)], "{image}");
        assert!(collected.evidence.scans[0].findings.is_absent(), "{image}");
    }
    fake.put_build("shop", "1", json!({}), Scan::clean().fails().polls(0));
    let build = Build::parse("shop/1").unwrap();
    let collected = Collector::new(build).source(platform.xray()).collect().await;
    assert_eq!(failures(&collected), [("xray", SourceErrorKind::NotScanned)]);
}

#[tokio::test]
async fn a_scan_that_ended_in_part_is_incomplete() {
    let (fake, platform) = empty_platform().await;
    fake.push_image(REPOSITORY, "shop/part:1");
    let issue = json!({"issue_id": "XRAY-1", "severity": "High", "components": []});
    fake.set_scan(&manifest_of("shop/part:1"), Scan::clean().issue(issue).partial().polls(0));
    let collected = platform.judge("shop/part:1").await;
    assert_eq!((failures(&collected), findings(&collected).len()), (vec![], 1));
    let reasons = reasons(&collected.evidence.scans[0].findings);
    assert_eq!(reasons, ["xray: it scanned the artifact only in part"]);
}

#[tokio::test]
async fn an_image_that_is_not_there_is_missing_in_every_section() {
    let (_fake, platform) = demo_platform().await;
    let collected = platform.judge("shop/nothing:1").await;
    assert_eq!(
        collected.sources[0].outcome.as_ref().unwrap_err().kind(),
        SourceErrorKind::NotFound
    );
    let reasons = reasons(&collected.evidence.image);
    let expected = "artifactory: cannot read the manifest of `docker-local/shop/nothing:1`: ";
    assert!(reasons[0].starts_with(expected), "{reasons:?}");
    assert!(collected.evidence.scans[0].findings.is_absent());
    assert!(collected.evidence.sbom.is_absent());
    assert_eq!(collected.evidence.artifact.digests, []);
}

#[tokio::test]
async fn a_name_that_the_platform_cannot_hold_is_not_sent_to_it() {
    let (fake, platform) = demo_platform().await;
    let collected = platform.collector(tagged()).collect().await;
    let not_found = SourceErrorKind::NotFound;
    assert_eq!(failures(&collected), [("artifactory", not_found), ("xray", not_found)]);
    assert_eq!(fake.requests().len(), 0);
}

#[tokio::test]
async fn an_image_that_is_not_indexed_is_told_from_one_that_is_clean() {
    let (fake, platform) = empty_platform().await;
    fake.push_image("dark", "shop/api:1");
    let image = platform.image("dark/shop/api:1");
    let collector = platform.collector(image).deadline(Duration::from_secs(2));
    let collected = collector.collect().await;
    assert_eq!(failures(&collected), [("xray", SourceErrorKind::DeadlineExceeded)]);
    assert!(collected.evidence.scans[0].findings.is_absent());
}

/// Without a network, since paused time and sockets do not go together.
#[tokio::test(start_paused = true)]
async fn two_minutes_are_enough_to_notice_a_push() {
    for path in [Some("shop/api/1/manifest.json"), None] {
        let unknown = transport::from_fn(|request| async move {
            let is_status = request.uri().path().ends_with("/artifact/status");
            let body = if is_status { r#"{"error": "unknown"}"# } else { "{}" };
            let mut response = http::Response::new(ByteStream::from_bytes(body.into()));
            *response.status_mut() = if is_status { StatusCode::NOT_FOUND } else { StatusCode::OK };
            Ok(response)
        });
        let client = XrayClient::builder("https://acme.jfrog.io").transport(unknown);
        let resolver = Told::new("registry", []).resolves(Duration::ZERO, move || {
            let mut manifest = StoredManifest::new(digest('a'));
            manifest.path = path.map(str::to_owned);
            Ok(Some(Resolved::image(manifest)))
        });
        let started = Instant::now();
        let collected =
            Collector::new(Image::on_platform("docker-local/shop/api:1", "acme.jfrog.io").unwrap())
                .source(resolver)
                .source(XraySource::new(client.build().unwrap()))
                .collect()
                .await;
        assert_eq!(failures(&collected), [("xray", SourceErrorKind::NotScanned)]);
        let waited = started.elapsed().as_secs();
        assert!((120..=131).contains(&waited), "{waited} s for {path:?}");
    }
}

#[tokio::test]
async fn credentials_that_are_refused_are_the_callers_to_mend() {
    let (fake, platform) = demo_platform().await;
    let wrong = Platform { token: "no-such-token".to_owned(), url: platform.url.clone() };
    let collected = wrong.judge(demo::CLEAN_IMAGE).await;
    assert_eq!(collected.sources[0].outcome.as_ref().unwrap_err().kind(), SourceErrorKind::Denied);
    let reasons = reasons(&collected.evidence.image).join("");
    assert!(!reasons.contains("no-such-token"), "{reasons}");

    let token = fake.issue_token("guest", Permissions::none(), None);
    let collected = Platform { token, ..wrong }.judge(demo::CLEAN_IMAGE).await;
    let kind = collected.sources[0].outcome.as_ref().unwrap_err().kind();
    assert!(matches!(kind, SourceErrorKind::Denied | SourceErrorKind::NotFound), "{kind:?}");
}

#[tokio::test]
async fn a_dead_platform_is_unavailable_and_at_once() {
    let (fake, platform) = demo_platform().await;
    fake.stop().await;
    let collected = platform.judge(demo::CLEAN_IMAGE).await;
    let unavailable = SourceErrorKind::Unavailable;
    assert_eq!(failures(&collected), [("artifactory", unavailable), ("xray", unavailable)]);
    let build = Build::parse("shop/1").unwrap();
    let collected = Collector::new(build).source(platform.xray()).collect().await;
    assert_eq!(failures(&collected), [("xray", unavailable)]);
}

#[tokio::test]
async fn a_server_without_the_second_summary_tells_what_it_can() {
    let fake = FakeJfrog::builder().without_summary_v2().start().await.unwrap();
    let collected = Platform::of(&fake).judge(demo::CRITICAL_IMAGE).await;
    assert_eq!(failures(&collected), []);
    let findings = findings(&collected);
    assert!(findings.len() >= 15, "{}", findings.len());
    assert!(findings.iter().any(|finding| finding.id == "CVE-2021-44228"));
    assert!(findings.iter().all(|finding| finding.fix.state() == "unknown"));
}

#[tokio::test]
async fn without_its_sbom_there_is_still_a_scan() {
    let export = "/xray/api/v2/component/exportDetails";
    for (fault, reason) in [
        (Fault::status(403), "cannot export the SBOM"),
        (Fault::delay(Duration::from_secs(60)), "did not end in time"),
        (Fault::html(), "cannot export the SBOM"),
    ] {
        let (fake, platform) = demo_platform().await;
        fake.fault(fault.always().on("POST", export));
        let image = platform.image(&format!("{REPOSITORY}/{}", demo::CLEAN_IMAGE));
        let collector = platform.collector(image).deadline(Duration::from_secs(3));
        let collected = collector.collect().await;
        assert_eq!(failures(&collected), []);
        assert_eq!(findings(&collected).len(), 4);
        assert!(collected.evidence.sbom.is_absent());
        let reasons = reasons(&collected.evidence.sbom);
        assert!(reasons[0].contains(reason), "{reasons:?}");
    }
}

#[tokio::test]
async fn whoever_has_a_better_sbom_exports_none() {
    let (fake, platform) = demo_platform().await;
    let ours = document(
        "ours.json",
        r#"{"bomFormat": "CycloneDX", "specVersion": "1.6",
            "components": [{"type": "library", "name": "a", "version": "1"}]}"#,
    );
    let image = platform.image(&format!("{REPOSITORY}/{}", demo::CLEAN_IMAGE));
    let collected = Collector::new(image)
        .source(platform.artifactory())
        .source(platform.xray().without_sbom())
        .source(ours)
        .collect()
        .await;
    assert_eq!(collected.evidence.sbom.value().unwrap().components.len(), 1);
    assert!(fake.requests().iter().all(|request| !request.path.contains("exportDetails")));
}

#[tokio::test]
async fn a_build_is_judged_by_its_scan() {
    let (_fake, platform) = demo_platform().await;
    let (name, number) = demo::BUILD;
    let build = Build::parse(&format!("{name}/{number}")).unwrap();
    let collected = platform.collector(build).collect().await;
    assert_eq!((failures(&collected), findings(&collected).len()), (vec![], 15));
    assert_eq!(collected.evidence.artifact.name, "shop-checkout/42");
    assert!(collected.evidence.image.is_absent());
    assert!(collected.evidence.scans[0].scanned_at.is_some());
}

#[tokio::test]
async fn a_build_is_waited_for() {
    let (fake, platform) = empty_platform().await;
    fake.put_build("shop", "7", json!({}), Scan::clean().polls(3).partial());
    let build = Build::parse("shop/7").unwrap();
    let collected = Collector::new(build).source(platform.xray()).collect().await;
    assert_eq!(failures(&collected), []);
    let reasons = reasons(&collected.evidence.scans[0].findings);
    assert_eq!(reasons, ["xray: it scanned the artifact only in part"]);
}
