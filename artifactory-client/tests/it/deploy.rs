use artifactory_client::artifacts::ChecksumDeploy;
use artifactory_client::{ArtifactPath, Body, Checksums, ErrorKind, RetryPolicy};
use std::time::Duration;
use wiremock::matchers::{body_string, header, header_exists, method, path as at};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{
    CONTENT, MD5, SHA1, SHA256, chain, client, path, refusal, server, with_retry,
};

const TARGET: &str = "generic-local/app/1.4.0/app.war";
const URL: &str = "/artifactory/generic-local/app/1.4.0/app.war";

fn created() -> ResponseTemplate {
    ResponseTemplate::new(201).set_body_raw(
        include_str!("../fixtures/deploy.json"),
        "application/vnd.org.jfrog.artifactory.storage.ItemCreated+json",
    )
}

async fn requests(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

#[tokio::test]
async fn a_deploy_announces_all_checksums_and_carries_its_properties_in_the_url() {
    let server = server().await;
    Mock::given(method("PUT"))
        .and(at(format!("{URL};build.name=app%20%3A%3A%20main;qa=a%3Bb;qa=1%2B1")))
        .and(header("x-checksum-sha256", SHA256))
        .and(header("x-checksum-sha1", SHA1))
        .and(header("x-checksum-md5", MD5))
        .and(header("content-length", "11"))
        .and(body_string(CONTENT))
        .respond_with(created())
        .expect(1)
        .mount(&server)
        .await;
    let deployed = client(&server)
        .artifacts()
        .deploy(&path(TARGET), CONTENT)
        .property("build.name", "app :: main")
        .property("qa", "a;b")
        .property("qa", "1+1")
        .send()
        .await
        .unwrap();
    assert_eq!(deployed.path, path(TARGET));
    assert_eq!((deployed.size, deployed.checksum_deployed), (Some(11), false));
    assert_eq!(deployed.checksums.sha256.unwrap().to_string(), SHA256);
    assert_eq!(deployed.created_by.as_deref(), Some("ci-bot"));
}

#[tokio::test]
async fn content_the_server_has_is_not_sent() {
    let server = server().await;
    Mock::given(method("PUT"))
        .and(at(URL))
        .and(header("x-checksum-deploy", "true"))
        .and(header("x-checksum-sha256", SHA256))
        .and(body_string(""))
        .respond_with(created())
        .expect(1)
        .mount(&server)
        .await;
    let deployed = client(&server)
        .artifacts()
        .deploy(&path(TARGET), CONTENT)
        .checksum_deploy(ChecksumDeploy::Only)
        .send()
        .await
        .unwrap();
    assert!(deployed.checksum_deployed);
    assert_eq!(requests(&server).await, 1);
}

#[tokio::test]
async fn content_the_server_does_not_have_is_sent_after_asking_once() {
    let server = server().await;
    let body = "x".repeat(10 << 10);
    Mock::given(method("PUT"))
        .and(header_exists("x-checksum-deploy"))
        .respond_with(refusal(404, "Checksum deploy failed. No existing file"))
        .expect(1)
        .with_priority(1)
        .mount(&server)
        .await;
    Mock::given(method("PUT"))
        .and(body_string(body.clone()))
        .respond_with(ResponseTemplate::new(201))
        .expect(1)
        .mount(&server)
        .await;
    let deployed = client(&server).artifacts().deploy(&path(TARGET), body).send().await.unwrap();
    assert!(!deployed.checksum_deployed);
}

#[tokio::test]
async fn small_content_is_sent_without_asking() {
    let server = server().await;
    Mock::given(method("PUT")).respond_with(created()).expect(1).mount(&server).await;
    client(&server).artifacts().deploy(&path(TARGET), CONTENT).send().await.unwrap();
    let sent = server.received_requests().await.unwrap();
    assert!(sent.iter().all(|request| !request.headers.contains_key("x-checksum-deploy")));
}

#[tokio::test]
async fn a_deploy_by_checksum_alone_fails_when_the_server_has_nothing() {
    let server = server().await;
    Mock::given(method("PUT"))
        .respond_with(refusal(404, "Checksum deploy failed"))
        .expect(1)
        .mount(&server)
        .await;
    let artifacts = client(&server).artifacts();
    let deploy = artifacts.deploy(&path(TARGET), CONTENT).checksum_deploy(ChecksumDeploy::Only);
    assert!(deploy.send().await.unwrap_err().is_not_found());

    let stream =
        Body::stream(futures_util::stream::iter([Ok::<_, std::io::Error>("a".into())]), None);
    let deploy = artifacts.deploy(&path(TARGET), stream).checksum_deploy(ChecksumDeploy::Only);
    assert_eq!(deploy.send().await.unwrap_err().kind(), ErrorKind::InvalidRequest);
}

#[tokio::test]
async fn refusals_keep_what_the_server_said() {
    for (status, message) in [
        (403, "Not enough permissions to overwrite artifact"),
        (404, "Could not locate repository"),
        (409, "Checksum policy rejected the artifact"),
        (415, "Unsupported Media Type"),
    ] {
        let server = server().await;
        Mock::given(method("PUT"))
            .respond_with(refusal(status, message))
            .expect(1)
            .mount(&server)
            .await;
        let error =
            client(&server).artifacts().deploy(&path(TARGET), CONTENT).send().await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), status);
        assert_eq!(error.is_conflict(), status == 409);
        assert_eq!(error.is_forbidden(), status == 403);
        assert_eq!(error.is_not_found(), status == 404);
        assert_eq!(error.kind() == ErrorKind::BadRequest, status == 415);
        assert!(error.to_string().contains(message), "{error}");
    }
}

#[tokio::test]
async fn what_was_stored_must_be_what_was_sent() {
    let server = server().await;
    Mock::given(method("PUT")).respond_with(created()).mount(&server).await;
    let artifacts = client(&server).artifacts();
    let error = artifacts.deploy(&path(TARGET), "other text!").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ChecksumMismatch);
    assert!(chain(&error).contains(SHA256), "{}", chain(&error));

    // A stream has no checksums, but its length is known.
    let stream =
        Body::stream(futures_util::stream::iter([Ok::<_, std::io::Error>("abc".into())]), Some(3));
    let error = artifacts.deploy(&path(TARGET), stream).send().await.unwrap_err();
    assert!(error.to_string().contains("3 bytes were sent, 11 were stored"), "{error}");
}

#[tokio::test]
async fn a_stream_is_announced_with_checksums_from_elsewhere() {
    let server = server().await;
    Mock::given(method("PUT"))
        .and(header("x-checksum-sha256", SHA256))
        .and(body_string(CONTENT))
        .respond_with(created())
        .expect(1)
        .mount(&server)
        .await;
    let pieces = ["hello ", "world"].map(|piece| Ok::<_, std::io::Error>(piece.into()));
    let body = Body::stream(futures_util::stream::iter(pieces), None);
    let sums = Checksums::none().with_sha256(SHA256.parse().unwrap());
    client(&server).artifacts().deploy(&path(TARGET), body).checksums(sums).send().await.unwrap();
}

#[tokio::test]
async fn a_file_is_sent_again_after_a_503_and_a_stream_is_not() {
    let patient =
        RetryPolicy::default().backoff(Duration::from_millis(1), Duration::from_millis(1));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("app.war");
    std::fs::write(&file, CONTENT).unwrap();

    let server = server().await;
    Mock::given(method("PUT"))
        .respond_with(refusal(503, "503 : Failed during addStream to bucket"))
        .up_to_n_times(1)
        .with_priority(1)
        .mount(&server)
        .await;
    Mock::given(method("PUT"))
        .and(body_string(CONTENT))
        .respond_with(created())
        .mount(&server)
        .await;
    let artifacts = with_retry(&server, patient).artifacts();
    artifacts.deploy(&path(TARGET), Body::file(&file).await.unwrap()).send().await.unwrap();
    assert_eq!(requests(&server).await, 2);

    server.reset().await;
    Mock::given(method("PUT")).respond_with(refusal(503, "busy")).expect(1).mount(&server).await;
    let body =
        Body::stream(futures_util::stream::iter([Ok::<_, std::io::Error>(CONTENT.into())]), None);
    let error = artifacts.deploy(&path(TARGET), body).send().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Server, 1));
}

#[tokio::test]
async fn an_empty_answer_is_a_success_without_details() {
    let server = server().await;
    Mock::given(method("PUT")).respond_with(ResponseTemplate::new(201)).mount(&server).await;
    let target = path("libs/a.jar.sha1");
    let deployed = client(&server).artifacts().deploy(&target, SHA1).send().await.unwrap();
    assert_eq!((deployed.path, deployed.size), (target, None));
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_before_anything_is() {
    let server = server().await;
    let artifacts = client(&server).artifacts();
    let root = ArtifactPath::root("r".parse().unwrap());
    let error = artifacts.deploy(&root, CONTENT).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    for key in ["", "a b", "1a", "a=b", "a;b"] {
        let error =
            artifacts.deploy(&path(TARGET), CONTENT).property(key, "v").send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{key}");
    }
    assert_eq!(requests(&server).await, 0);
}
