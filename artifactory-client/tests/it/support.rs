//! A mock server that explains what it did not expect, and a client for it.

use artifactory_client::{ArtifactPath, ArtifactoryClient, Credentials, Error, RetryPolicy};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

pub(crate) const TOKEN: &str = "eyJ2ZXIiOiIyIn0.e30.c2ln";
/// What the fixtures' checksums are of.
pub(crate) const CONTENT: &str = "hello world";
pub(crate) const SHA256: &str = "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9";
pub(crate) const SHA1: &str = "2aae6c35c94fcfb415dbe95f408b9ce91ee846ed";
pub(crate) const MD5: &str = "5eb63bbbe01eeed093cb22bb8f5acdc3";

/// Starts a server that answers whatever no other mock does with an explanation.
pub(crate) async fn server() -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(|request: &Request| {
            let text = format!("no mock expects {} {}", request.method, request.url);
            ResponseTemplate::new(501)
                .set_body_json(serde_json::json!({"errors": [{"status": 501, "message": text}]}))
        })
        .with_priority(u8::MAX)
        .mount(&server)
        .await;
    server
}

/// A client that sends everything once.
pub(crate) fn client(server: &MockServer) -> ArtifactoryClient {
    with_retry(server, RetryPolicy::none())
}

pub(crate) fn with_retry(server: &MockServer, policy: RetryPolicy) -> ArtifactoryClient {
    ArtifactoryClient::builder(server.uri())
        .credentials(Credentials::access_token(TOKEN))
        .retry(policy)
        .build()
        .unwrap()
}

pub(crate) fn path(text: &str) -> ArtifactPath {
    text.parse().unwrap()
}

/// The usual envelope of an Artifactory error.
pub(crate) fn refusal(status: u16, message: &str) -> ResponseTemplate {
    ResponseTemplate::new(status)
        .set_body_json(serde_json::json!({"errors": [{"status": status, "message": message}]}))
}

pub(crate) fn json(body: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(body, "application/json")
}

/// Everything an error says, down the chain of its sources.
pub(crate) fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
