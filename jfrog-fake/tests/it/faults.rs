use std::time::Duration;

use jfrog_fake::{FakeJfrog, Fault};
use serde_json::json;

use crate::support::{demo, json as with_json, message, send, try_send};

const PING: &str = "/artifactory/api/system/ping";
const FILE: &str = "/artifactory/generic-local/shop/release-notes/2.0.1/notes.txt";

#[tokio::test]
async fn a_status_strikes_as_often_as_it_was_told_and_no_more() {
    let platform = demo().await;
    platform.fake.fault(Fault::status(503).header("Retry-After", "7").times(2));
    for _ in 0..2 {
        let reply = platform.get(PING).await;
        assert_eq!((reply.status, reply.header("retry-after")), (503, "7"));
        assert_eq!(message(&reply), "Service Unavailable");
    }
    assert_eq!(platform.fake.pending_faults(), 0);
    assert_eq!(platform.get(PING).await.status, 200);
    platform.fake.fault(Fault::status(429));
    let xray = platform.get("/xray/api/v1/system/ping").await;
    assert_eq!(xray.json(), json!({"error": "Too Many Requests"}));
}

#[tokio::test]
async fn a_fault_strikes_only_what_it_is_on_and_after_what_it_lets_through() {
    let platform = demo().await;
    platform.fake.fault(Fault::status(500).always().after(1).on("get", "/artifactory/**"));
    assert_eq!(platform.get(PING).await.status, 200);
    assert_eq!(platform.get("/xray/api/v1/system/ping").await.status, 200);
    assert_eq!(send(platform.request("HEAD", PING)).await.status, 200);
    for _ in 0..3 {
        assert_eq!(platform.get(PING).await.status, 500);
    }
    platform.fake.clear_faults();
    assert_eq!(platform.get(PING).await.status, 200);
}

#[tokio::test]
async fn a_cut_body_announces_more_than_it_sends() {
    let platform = demo().await;
    for fault in [Fault::cut_body(), Fault::cut_body_after(5)] {
        platform.fake.fault(fault.on("GET", "/artifactory/generic-local/**"));
        let mut response = platform.request("GET", FILE).send().await.unwrap();
        assert_eq!(response.content_length(), Some(47));
        let first = response.chunk().await.unwrap().unwrap();
        assert!(!first.is_empty() && first.len() < 47);
        assert!(response.chunk().await.is_err());
    }
    assert_eq!(platform.get(FILE).await.body.len(), 47);
}

#[tokio::test]
async fn a_reset_connection_gives_no_answer_and_the_next_one_works() {
    let platform = demo().await;
    platform.fake.fault(Fault::reset());
    let error = try_send(platform.request("GET", PING)).await.unwrap_err();
    let mut cause: &dyn std::error::Error = &error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    assert!(cause.to_string().to_lowercase().contains("reset"), "{cause}");
    assert_eq!(platform.get(PING).await.status, 200);
}

#[tokio::test]
async fn a_delay_holds_the_answer_back_and_a_slow_body_its_pieces() {
    let platform = demo().await;
    let hour = Duration::from_secs(3600);
    platform.fake.fault(Fault::delay(hour).on("GET", PING));
    let early = tokio::time::timeout(Duration::from_millis(50), platform.get(PING)).await;
    assert!(early.is_err());
    platform.fake.fault(Fault::slow_body(hour).on("GET", "/artifactory/generic-local/**"));
    let mut response = platform.request("GET", FILE).send().await.unwrap();
    assert_eq!(response.content_length(), Some(47));
    let piece = tokio::time::timeout(Duration::from_millis(50), response.chunk()).await;
    assert!(piece.is_err());
    platform.fake.fault(Fault::slow_body(Duration::from_millis(1)));
    assert_eq!(platform.get(FILE).await.body.len(), 47);
}

#[tokio::test]
async fn a_redirect_leads_to_another_platform_that_sees_what_was_sent() {
    let platform = demo().await;
    let other = FakeJfrog::start().await.unwrap();
    let target = format!("{}{PING}", other.url());
    platform.fake.fault(Fault::redirect(&target));
    let reply = platform.get(PING).await;
    assert_eq!((reply.status, reply.header("location")), (302, target.as_str()));

    // What a careless client does, and what a careful one does.
    send(platform.http.get(&target).header("X-JFrog-Art-Api", "leaked")).await;
    send(platform.http.get(&target)).await;
    let seen = other.requests();
    assert_eq!(seen.len(), 2);
    assert!(seen[0].has_credentials());
    assert_eq!(seen[0].header("x-jfrog-art-api"), Some("leaked"));
    assert!(!seen[1].has_credentials());
    let moved = Fault::status(307).header("location", &target).body("");
    platform.fake.fault(moved);
    assert_eq!(platform.get(PING).await.status, 307);
}

#[tokio::test]
async fn html_comes_instead_of_json() {
    let platform = demo().await;
    platform.fake.fault(Fault::html());
    platform.fake.fault(Fault::html_status(502));
    for status in [200, 502] {
        let reply = platform.get("/xray/api/v1/system/version").await;
        assert_eq!(reply.status, status);
        assert!(reply.header("content-type").starts_with("text/html"));
        assert!(reply.text().starts_with("<!doctype html>"));
    }
}

#[tokio::test]
async fn requests_are_recorded_with_headers_and_body_even_when_a_fault_answers() {
    let platform = demo().await;
    platform.fake.fault(Fault::status(500));
    let request = platform.request("POST", "/xray/api/v1/artifact/status?projectKey=p");
    send(with_json(request, json!({"repo": "r"}))).await;
    let [seen] = platform.fake.requests().try_into().unwrap();
    assert_eq!(seen.method, "POST");
    assert_eq!(seen.path, "/xray/api/v1/artifact/status");
    assert_eq!(seen.query.as_deref(), Some("projectKey=p"));
    assert_eq!(seen.header("Authorization"), Some(&*format!("Bearer {}", platform.token)));
    assert_eq!(&seen.body[..], br#"{"repo":"r"}"#);
    platform.fake.clear_requests();
    assert!(platform.fake.requests().is_empty());
}

#[tokio::test]
async fn faults_and_records_are_open_to_the_administrator_over_http() {
    let platform = demo().await;
    let script = json!([
        {"status": 503, "headers": {"Retry-After": "1"}, "path": "/artifactory/**"},
        {"html": true, "status": 502, "method": "GET", "times": 1},
    ]);
    let made = platform.post("/_fake/faults", script).await;
    assert_eq!((made.status, made.json()), (201, json!({"pending": 2})));
    assert_eq!(platform.get(PING).await.header("retry-after"), "1");
    assert_eq!(platform.get(PING).await.status, 502);
    let bad = platform.post("/_fake/faults", json!([{"status": 503}, {"tmes": 1}])).await;
    assert_eq!((bad.status, message(&bad)), (400, "unknown key `tmes`".to_owned()));
    assert_eq!(platform.fake.pending_faults(), 0, "a list is taken whole or not at all");

    let seen = platform.get("/_fake/requests").await.json();
    assert_eq!(seen["requests"].as_array().unwrap().len(), 2, "its own calls are not recorded");
    assert_eq!(platform.delete("/_fake/requests").await.status, 204);
    assert!(platform.fake.requests().is_empty());
    let stranger = send(platform.anonymous("GET", "/_fake/requests")).await;
    assert_eq!(stranger.status, 401);
}
