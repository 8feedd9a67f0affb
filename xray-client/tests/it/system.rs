use wiremock::matchers::{header, method, path};
use wiremock::{Mock, ResponseTemplate};
use xray_client::exports::SbomFormat;
use xray_client::{ErrorKind, PackageType, XrayClient};

use crate::support::{TOKEN, client, image, json, refusal, server};

#[tokio::test]
async fn ping_wants_a_pong() {
    let server = server().await;
    Mock::given(method("GET"))
        .and(path("/xray/api/v1/system/ping"))
        .respond_with(json(r#"{"status":"pong"}"#))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(path("/xray/api/v1/system/ping"))
        .respond_with(json(r#"{"ok":true}"#))
        .mount(&server)
        .await;
    let system = client(&server).system();
    system.ping().await.unwrap();
    assert_eq!(system.ping().await.unwrap_err().kind(), ErrorKind::UnexpectedResponse);
}

#[tokio::test]
async fn version_is_read_with_the_credentials() {
    let server = server().await;
    Mock::given(method("GET"))
        .and(path("/xray/api/v1/system/version"))
        .and(header("authorization", format!("Bearer {TOKEN}").as_str()))
        .respond_with(json(r#"{"xray_version":"3.107.8\n","xray_revision":5735964}"#))
        .expect(1)
        .mount(&server)
        .await;
    let version = client(&server).system().version().await.unwrap();
    assert_eq!(
        (version.numbers(), version.revision.as_deref()),
        (Some((3, 107, 8)), Some("5735964"))
    );
}

#[tokio::test]
async fn the_url_of_the_service_is_as_good_as_that_of_the_platform() {
    let server = server().await;
    Mock::given(path("/xray/api/v1/system/ping"))
        .respond_with(json(r#"{"status":"pong"}"#))
        .expect(1)
        .mount(&server)
        .await;
    XrayClient::builder(format!("{}/xray", server.uri()))
        .build()
        .unwrap()
        .system()
        .ping()
        .await
        .unwrap();
}

#[tokio::test]
async fn failures_keep_their_kind_and_their_words() {
    for (answer, kind, words) in [
        (refusal(401, "bad token"), ErrorKind::Unauthenticated, "bad token"),
        (refusal(403, "No valid license was found"), ErrorKind::Forbidden, "No valid license"),
        (
            ResponseTemplate::new(404).set_body_string("404 page not found"),
            ErrorKind::ServiceAbsent,
            "service",
        ),
        (
            ResponseTemplate::new(200).set_body_raw("<html>Sign in</html>", "text/html"),
            ErrorKind::UnexpectedHtml,
            "web page",
        ),
    ] {
        let server = server().await;
        Mock::given(path("/xray/api/v1/system/version")).respond_with(answer).mount(&server).await;
        let error = client(&server).system().version().await.unwrap_err();
        assert_eq!(error.kind(), kind);
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[test]
fn clients_can_be_shared_between_threads() {
    fn shared<T: Clone + Send + Sync + std::fmt::Debug + 'static>() {}
    shared::<XrayClient>();
    shared::<xray_client::scans::Scans>();
    shared::<xray_client::exports::Exports>();
}

#[tokio::test]
async fn every_call_can_be_spawned() {
    fn spawnable<T: Send + 'static>(future: T) -> T {
        future
    }
    let server = server().await;
    let client = client(&server);
    let image = image();
    // Never polled: that they compile is the test.
    drop(spawnable(client.summary().artifacts([image.manifest().clone()]).send()));
    drop(spawnable(client.summary().build("a", "1").send()));
    drop(spawnable(client.exports().sbom_of_image(&image, SbomFormat::SpdxJson).send()));
    drop(spawnable(client.exports().export_details(PackageType::Docker, "a").send()));
    drop(spawnable(async move {
        let _ = client.system().ping().await;
        let _ = client.system().version().await;
        let _ = client.scans().scan_artifact(&image.component_id()).await;
        let _ = client.scans().scan_now(image.manifest()).await;
        let _ = client.scans().status(image.manifest()).await;
        let _ = client.scans().build_status("a", "1").await;
        let _ = client.summary().artifact(image.manifest()).await;
    }));
}
