use std::time::Duration;

use jfrog_fake::{FakeJfrog, Fault, Seed};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{demo, send, start, try_send};

#[tokio::test]
async fn dropping_the_platform_closes_its_connections_and_its_port() {
    let platform = demo().await;
    let port = platform.fake.port();
    let mut idle = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    idle.write_all(b"GET /artifactory/api/system/ping HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let mut answer = [0; 12];
    idle.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200");
    drop(platform.fake);
    // The connection was kept alive; it ends now, after what is left of the answer.
    let mut rest = Vec::new();
    let _ = idle.read_to_end(&mut rest).await;
    assert!(rest.ends_with(b"OK"));
}

#[tokio::test]
async fn a_stopped_platform_has_let_go_of_its_port() {
    let platform = demo().await;
    let port = platform.fake.port();
    platform.fake.stop().await;
    assert!(TcpListener::bind(("127.0.0.1", port)).await.is_ok());
}

#[tokio::test]
async fn stopping_does_not_wait_for_a_request_that_a_fault_holds_back() {
    let platform = demo().await;
    platform.fake.fault(Fault::delay(Duration::from_secs(3600)));
    let request = platform.request("GET", "/artifactory/api/system/ping");
    let hanging = tokio::spawn(try_send(request));
    while platform.fake.requests().is_empty() {
        tokio::task::yield_now().await;
    }
    let stopped = tokio::time::timeout(Duration::from_secs(20), platform.fake.stop()).await;
    assert!(stopped.is_ok());
    assert!(hanging.await.unwrap().is_err());
}

#[tokio::test]
async fn a_port_in_use_is_an_error_that_names_it() {
    let first = FakeJfrog::start().await.unwrap();
    let port = first.port();
    let error = FakeJfrog::builder().port(port).start().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("cannot start the fake platform: cannot listen on 127.0.0.1:{port}")
    );
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn two_platforms_share_nothing() {
    let (one, two) = (demo().await, demo().await);
    one.put("/artifactory/generic-local/x", "x").await;
    assert_eq!(two.get("/artifactory/generic-local/x").await.status, 404);
    let foreign = two.anonymous("GET", "/artifactory/api/system/version");
    assert_eq!(send(foreign.bearer_auth(&one.token)).await.status, 401);
}

#[tokio::test]
async fn an_empty_platform_holds_what_its_builder_gave_it() {
    let builder = FakeJfrog::builder()
        .seed(Seed::Empty)
        .token("mine")
        .repository("docker-local", "docker")
        .repository_without_scans("npm-local", "npm");
    let platform = start(builder).await;
    assert_eq!(platform.token, "mine");
    let repositories = platform.get("/artifactory/api/repositories").await.json();
    let names: Vec<_> = repositories
        .as_array()
        .unwrap()
        .iter()
        .map(|repository| (&repository["key"], &repository["packageType"]))
        .collect();
    assert_eq!(
        names,
        [(&"docker-local".into(), &"Docker".into()), (&"npm-local".into(), &"Npm".into())]
    );
}
