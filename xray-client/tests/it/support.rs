//! A mock server that explains what it did not expect, and a client for it.

use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};
use xray_client::{Credentials, DockerImage, RepoPath, RetryPolicy, XrayClient};

pub(crate) const TOKEN: &str = "eyJ2ZXIiOiIyIn0.e30.c2ln";

/// Starts a server that answers whatever no other mock does with an explanation.
pub(crate) async fn server() -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(|request: &Request| {
            let body = String::from_utf8_lossy(&request.body);
            let text = format!("no mock expects {} {} with {body}", request.method, request.url);
            ResponseTemplate::new(501).set_body_json(serde_json::json!({"error": text}))
        })
        .with_priority(u8::MAX)
        .mount(&server)
        .await;
    server
}

/// A client that sends everything once.
pub(crate) fn client(server: &MockServer) -> XrayClient {
    with_retry(server, RetryPolicy::none())
}

pub(crate) fn with_retry(server: &MockServer, policy: RetryPolicy) -> XrayClient {
    XrayClient::builder(server.uri())
        .credentials(Credentials::access_token(TOKEN))
        .retry(policy)
        .build()
        .unwrap()
}

pub(crate) fn path(text: &str) -> RepoPath {
    text.parse().unwrap()
}

pub(crate) fn image() -> DockerImage {
    DockerImage::new("docker-local", "team/app:1.0").unwrap()
}

/// The usual envelope of an Xray error.
pub(crate) fn refusal(status: u16, message: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(serde_json::json!({"error": message}))
}

pub(crate) fn json(body: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(body, "application/json")
}

/// Everything an error says, down the chain of its sources.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
