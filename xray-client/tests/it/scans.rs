use std::time::Duration;

use wiremock::matchers::{body_json, method, path as at, query_param};
use wiremock::{Mock, ResponseTemplate};
use xray_client::scans::{ScanState, Step};
use xray_client::{ErrorKind, RetryPolicy};

use crate::support::{client, image, json, path, refusal, server, with_retry};

#[tokio::test]
async fn scan_artifact_names_a_component_and_scan_now_a_file() {
    let server = server().await;
    Mock::given(method("POST"))
        .and(at("/xray/api/v1/scanArtifact"))
        .and(body_json(serde_json::json!({"componentID": "docker://team/app:1.0"})))
        .respond_with(json(r#"{"info":"Scan of artifact is in progress"}"#))
        .expect(1)
        .mount(&server)
        .await;
    Mock::given(method("POST"))
        .and(at("/xray/api/v2/index"))
        .and(body_json(serde_json::json!({"repo_path": "docker-local/team/app/1.0/manifest.json"})))
        .respond_with(json(include_str!("../fixtures/index.json")))
        .expect(1)
        .mount(&server)
        .await;
    let scans = client(&server).scans();
    let said = scans.scan_artifact(&image().component_id()).await.unwrap();
    assert_eq!(said, "Scan of artifact is in progress");
    let started = scans.scan_now(image().manifest()).await.unwrap();
    assert_eq!(started.sent[0].path, "team/app/1.0/manifest.json");
    assert_eq!(started.failed[0].error.as_deref(), Some("no such file"));
}

#[tokio::test]
async fn starting_a_scan_is_not_repeated_after_a_lost_answer() {
    let server = server().await;
    Mock::given(method("POST"))
        .respond_with(refusal(503, "restarting"))
        .expect(2)
        .mount(&server)
        .await;
    let patient =
        RetryPolicy::default().backoff(Duration::from_millis(1), Duration::from_millis(1));
    let scans = with_retry(&server, patient).scans();
    assert_eq!(scans.scan_artifact(&image().component_id()).await.unwrap_err().attempts(), 1);
    assert_eq!(scans.scan_now(image().manifest()).await.unwrap_err().attempts(), 1);
}

#[tokio::test]
async fn reading_a_status_is_repeated() {
    let server = server().await;
    Mock::given(method("POST"))
        .respond_with(refusal(503, "restarting"))
        .up_to_n_times(2)
        .expect(2)
        .mount(&server)
        .await;
    Mock::given(method("POST"))
        .respond_with(json(include_str!("../fixtures/artifact.status.json")))
        .mount(&server)
        .await;
    let patient =
        RetryPolicy::default().backoff(Duration::from_millis(1), Duration::from_millis(1));
    with_retry(&server, patient).scans().status(image().manifest()).await.unwrap();
}

#[tokio::test]
async fn a_scan_that_cannot_be_started_says_why() {
    for (status, message) in [
        (403, "user is not permitted"),
        (415, "Failed to parse the request body"),
        (500, "Failed to scan component"),
    ] {
        let server = server().await;
        Mock::given(at("/xray/api/v1/scanArtifact"))
            .respond_with(refusal(status, message))
            .expect(1)
            .mount(&server)
            .await;
        let error =
            client(&server).scans().scan_artifact(&image().component_id()).await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), status);
        assert!(error.to_string().contains(message), "{error}");
    }
}

#[tokio::test]
async fn a_status_tells_each_step_apart() {
    let server = server().await;
    Mock::given(method("POST"))
        .and(at("/xray/api/v1/artifact/status"))
        .and(body_json(
            serde_json::json!({"repo": "docker-local", "path": "team/app/1.0/manifest.json"}),
        ))
        .respond_with(json(include_str!("../fixtures/artifact.status.json")))
        .expect(1)
        .mount(&server)
        .await;
    let status = client(&server).scans().status(image().manifest()).await.unwrap();
    assert_eq!(status.overall.state, ScanState::Done);
    assert_eq!(status.step(Step::Violations).unwrap().state, ScanState::Failed);
    assert_eq!(status.step(Step::Exposures).unwrap().state, ScanState::NotSupported);
    assert_eq!(status.step(Step::Violations).unwrap().time, status.overall.time);
}

#[tokio::test]
async fn a_file_xray_does_not_know_is_not_found() {
    let server = server().await;
    Mock::given(method("POST"))
        .respond_with(refusal(404, "artifact not found or not indexed"))
        .mount(&server)
        .await;
    let error = client(&server).scans().status(&path("generic-local/a.bin")).await.unwrap_err();
    assert!(error.is_not_found());
}

#[tokio::test]
async fn the_status_of_a_build_is_asked_for_in_both_dialects() {
    let server = server().await;
    Mock::given(at("/xray/api/v1/build/status"))
        .and(body_json(serde_json::json!({"name": "shop", "number": "42"})))
        .respond_with(refusal(400, "build_name is required"))
        .expect(1)
        .mount(&server)
        .await;
    Mock::given(at("/xray/api/v1/build/status"))
        .and(body_json(serde_json::json!({"build_name": "shop", "build_number": "42"})))
        .respond_with(json(include_str!("../fixtures/build.status.json")))
        .expect(1)
        .mount(&server)
        .await;
    let status = client(&server).scans().build_status("shop", "42").await.unwrap();
    assert_eq!(status.overall.state, ScanState::Partial);
    assert_eq!(status.step(Step::Violations), None);
}

#[tokio::test]
async fn a_project_is_named_as_each_endpoint_wants_it() {
    let server = server().await;
    Mock::given(at("/xray/api/v1/artifact/status"))
        .and(query_param("projectKey", "pay"))
        .respond_with(json("{}"))
        .expect(1)
        .mount(&server)
        .await;
    Mock::given(at("/xray/api/v1/build/status"))
        .and(body_json(serde_json::json!({"name": "shop", "number": "42", "project": "pay"})))
        .respond_with(ResponseTemplate::new(200))
        .expect(1)
        .mount(&server)
        .await;
    let scans = client(&server).in_project("pay").scans();
    assert_eq!(
        scans.status(image().manifest()).await.unwrap().overall.state,
        ScanState::NotScanned
    );
    assert_eq!(
        scans.build_status("shop", "42").await.unwrap().overall.state,
        ScanState::NotScanned
    );
}

#[tokio::test]
async fn an_answer_of_another_shape_is_a_decode_error() {
    let server = server().await;
    Mock::given(method("POST")).respond_with(json(r#"{"overall":"DONE"}"#)).mount(&server).await;
    let error = client(&server).scans().status(image().manifest()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
}
