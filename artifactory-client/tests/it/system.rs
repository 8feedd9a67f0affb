use artifactory_client::{ArtifactoryClient, ErrorKind};
use wiremock::matchers::{header, method, path as at};
use wiremock::{Mock, ResponseTemplate};

use crate::support::{TOKEN, client, json, path, refusal, server};

#[tokio::test]
async fn ping_is_ok_with_or_without_a_line_end() {
    for body in ["OK", "OK\n", " ok "] {
        let server = server().await;
        Mock::given(method("GET"))
            .and(at("/artifactory/api/system/ping"))
            .respond_with(ResponseTemplate::new(200).set_body_string(body))
            .expect(1)
            .mount(&server)
            .await;
        client(&server).system().ping().await.unwrap();
    }
}

#[tokio::test]
async fn ping_is_not_fooled_by_what_else_answers_200() {
    for (body, kind) in [
        ("<html><title>Sign in</title></html>", ErrorKind::UnexpectedHtml),
        ("Hello from nginx", ErrorKind::UnexpectedResponse),
        ("", ErrorKind::UnexpectedResponse),
    ] {
        let server = server().await;
        Mock::given(at("/artifactory/api/system/ping"))
            .respond_with(ResponseTemplate::new(200).set_body_string(body))
            .mount(&server)
            .await;
        assert_eq!(client(&server).system().ping().await.unwrap_err().kind(), kind, "{body}");
    }
}

#[tokio::test]
async fn version_is_read_with_the_credentials() {
    let server = server().await;
    Mock::given(method("GET"))
        .and(at("/artifactory/api/system/version"))
        .and(header("authorization", format!("Bearer {TOKEN}").as_str()))
        .respond_with(json(include_str!("../fixtures/system.version.json")))
        .expect(1)
        .mount(&server)
        .await;
    let version = client(&server).system().version().await.unwrap();
    assert_eq!(version.numbers(), Some((7, 111, 4)));
    assert_eq!(version.addons, ["build", "docker"]);
    assert_eq!(
        (version.revision.as_deref(), version.license.as_deref()),
        (Some("81104900"), Some("0f0f"))
    );
}

#[tokio::test]
async fn a_refused_token_is_told_from_a_missing_permission() {
    for (status, message) in [(401, "Token failed verification: expired"), (403, "Forbidden")] {
        let server = server().await;
        Mock::given(at("/artifactory/api/system/version"))
            .respond_with(refusal(status, message))
            .mount(&server)
            .await;
        let error = client(&server).system().version().await.unwrap_err();
        assert_eq!(error.is_unauthenticated(), status == 401);
        assert_eq!(error.is_forbidden(), status == 403);
        assert!(error.to_string().contains(message), "{error}");
    }
}

#[tokio::test]
async fn the_url_of_the_service_is_as_good_as_that_of_the_platform() {
    let server = server().await;
    Mock::given(at("/artifactory/api/system/ping"))
        .respond_with(ResponseTemplate::new(200).set_body_string("OK"))
        .expect(1)
        .mount(&server)
        .await;
    let client =
        ArtifactoryClient::builder(format!("{}/artifactory/", server.uri())).build().unwrap();
    client.system().ping().await.unwrap();
}

#[test]
fn clients_can_be_shared_between_threads() {
    fn shared<T: Clone + Send + Sync + std::fmt::Debug + 'static>() {}
    shared::<ArtifactoryClient>();
    shared::<artifactory_client::artifacts::Artifacts>();
    shared::<artifactory_client::docker::Docker>();
    shared::<artifactory_client::docker::Listing>();
}

#[tokio::test]
async fn every_call_can_be_spawned() {
    fn spawnable<T: Send + 'static>(future: T) -> T {
        future
    }
    let server = server().await;
    let client = client(&server);
    let file = path("r/a");
    let docker = client.docker("r".parse().unwrap());
    // Never polled: that they compile is the test.
    drop(spawnable(client.artifacts().deploy(&file, "x").property("a", "b").send()));
    drop(spawnable(client.artifacts().download(&file).send()));
    drop(spawnable(client.artifacts().download(&file).bytes(1)));
    drop(spawnable(client.artifacts().download(&file).to_file("x")));
    drop(spawnable(client.properties().set(&file).property("a", "b").send()));
    drop(spawnable(client.properties().delete(&file, ["a"]).send()));
    drop(spawnable(docker.catalog().items()));
    drop(spawnable(docker.catalog().pages()));
    drop(spawnable(async move {
        let _ = client.system().ping().await;
        let _ = client.system().version().await;
        let _ = client.artifacts().info(&file).await;
        let _ = client.artifacts().exists(&file).await;
        let _ = client.artifacts().delete(&file).await;
        let _ = client.properties().read(&file).await;
        let _ = docker.manifest(&"a".parse().unwrap(), &"b".parse().unwrap()).await;
    }));
}
