//! The same client against a platform that remembers.

use std::time::Duration;

use jfrog_fake::{FakeJfrog, demo};
use xray_client::exports::SbomFormat;
use xray_client::scans::{ScanOutcome, ScanState};
use xray_client::summary::{ApiVersion, Outcome};
use xray_client::{Credentials, DockerImage, Severity, XrayClient};

fn client(fake: &FakeJfrog) -> XrayClient {
    XrayClient::builder(fake.url())
        .credentials(Credentials::access_token(fake.admin_token()))
        .build()
        .unwrap()
}

fn image(name: &str) -> DockerImage {
    DockerImage::new(demo::DOCKER_REPOSITORY, name).unwrap()
}

#[tokio::test]
async fn an_image_is_scanned_judged_and_exported() {
    let fake = FakeJfrog::start().await.unwrap();
    let client = client(&fake);
    client.system().ping().await.unwrap();
    assert!(client.system().version().await.unwrap().numbers().is_some());

    let image = image(demo::CRITICAL_IMAGE);
    let _ = client.scans().scan_artifact(&image.component_id()).await.unwrap();
    let outcome = client
        .scans()
        .wait(image.manifest())
        .interval(Duration::from_millis(1))
        .send()
        .await
        .unwrap();
    assert!(matches!(outcome, ScanOutcome::Done(_)), "{outcome:?}");

    let summary = client.summary().artifact(image.manifest()).await.unwrap().found().unwrap();
    assert!(summary.issues.iter().any(|issue| issue.severity() == Severity::Critical));
    let components = summary.issues.iter().flat_map(|issue| &issue.components);
    assert!(components.into_iter().all(|one| one.component().and_then(|id| id.purl()).is_some()));

    for format in [SbomFormat::CycloneDxJson, SbomFormat::SpdxJson] {
        let sbom = client.exports().sbom_of_image(&image, format).send().await.unwrap();
        assert_eq!(sbom.format, format);
    }
}

#[tokio::test]
async fn a_fresh_scan_is_started_by_its_file() {
    let fake = FakeJfrog::builder().polls(3).start().await.unwrap();
    let client = client(&fake);
    let image = image(demo::CLEAN_IMAGE);
    let started = client.scans().scan_now(image.manifest()).await.unwrap();
    assert_eq!((started.sent.len(), started.failed.len()), (1, 0));
    let outcome = client
        .scans()
        .wait(image.manifest())
        .interval(Duration::from_millis(1))
        .send()
        .await
        .unwrap();
    assert_eq!(outcome.status().unwrap().overall.state, ScanState::Done);
}

#[tokio::test]
async fn what_is_not_there_is_neither_found_nor_clean() {
    let fake = FakeJfrog::start().await.unwrap();
    let client = client(&fake);
    let image = image("no/such:1.0");
    let outcome = client.summary().artifact(image.manifest()).await.unwrap();
    assert!(matches!(outcome, Outcome::Error(_) | Outcome::Missing), "{outcome:?}");
    assert!(client.scans().status(image.manifest()).await.unwrap_err().is_not_found());
    let wait = client
        .scans()
        .wait(image.manifest())
        .interval(Duration::from_millis(1))
        .grace(Duration::ZERO);
    assert!(matches!(wait.send().await.unwrap(), ScanOutcome::NotIndexed(None)));
    assert!(client.exports().sbom_of_image(&image, SbomFormat::SpdxJson).send().await.is_err());
}

#[tokio::test]
async fn an_old_server_answers_through_version_1() {
    let fake = FakeJfrog::builder().without_summary_v2().start().await.unwrap();
    let image = image(demo::CRITICAL_IMAGE);
    let answer =
        client(&fake).summary().artifacts([image.manifest().clone()]).send().await.unwrap();
    assert_eq!(answer.api_version, ApiVersion::V1);
    let (_, outcome) = answer.outcomes.into_iter().next().unwrap();
    assert!(!outcome.found().unwrap().issues.is_empty());
}

#[tokio::test]
async fn a_build_has_a_summary_and_a_status() {
    let fake = FakeJfrog::start().await.unwrap();
    let client = client(&fake);
    let (name, number) = demo::BUILD;
    assert!(client.summary().build(name, number).send().await.unwrap().found().is_some());
    assert_eq!(client.summary().build(name, "999").send().await.unwrap().found(), None);
    client.scans().build_status(name, number).await.unwrap();
}
