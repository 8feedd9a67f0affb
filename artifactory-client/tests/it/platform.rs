//! The same client against a platform that remembers.

use artifactory_client::artifacts::ChecksumDeploy;
use artifactory_client::{ArtifactPath, ArtifactoryClient, Credentials, RetryPolicy, Sha256};
use futures_util::TryStreamExt as _;
use jfrog_fake::{FakeJfrog, Fault, demo};
use std::time::Duration;

async fn platform() -> (FakeJfrog, ArtifactoryClient) {
    let fake = FakeJfrog::start().await.unwrap();
    let client = ArtifactoryClient::builder(fake.url())
        .credentials(Credentials::access_token(fake.admin_token()))
        .retry(RetryPolicy::default().backoff(Duration::from_millis(1), Duration::from_millis(1)))
        .build()
        .unwrap();
    (fake, client)
}

fn file(name: &str) -> ArtifactPath {
    format!("{}/{name}", demo::GENERIC_REPOSITORY).parse().unwrap()
}

#[tokio::test]
async fn a_file_goes_in_and_comes_out_as_it_was() {
    let (_fake, client) = platform().await;
    client.system().ping().await.unwrap();
    assert!(client.system().version().await.unwrap().numbers().is_some());

    let path = file("new/ü;1 #2.bin");
    let content = vec![7; 100_000];
    assert!(!client.artifacts().exists(&path).await.unwrap());
    let deployed = client
        .artifacts()
        .deploy(&path, content.clone())
        .property("qa", "passed")
        .property("qa", "a;b")
        .send()
        .await
        .unwrap();
    assert_eq!((deployed.path, deployed.checksum_deployed), (path.clone(), false));
    assert!(client.artifacts().exists(&path).await.unwrap());
    assert_eq!(client.artifacts().download(&path).bytes(1 << 20).await.unwrap(), content);

    let copy = file("new/copy.bin");
    let deployed = client.artifacts().deploy(&copy, content).send().await.unwrap();
    assert!(deployed.checksum_deployed, "the server has the content");
    let info = client.artifacts().info(&file("new")).await.unwrap();
    assert_eq!(info.as_folder().unwrap().children.len(), 2);

    client.artifacts().delete(&file("new")).await.unwrap();
    assert!(!client.artifacts().exists(&copy).await.unwrap());
    assert!(client.artifacts().delete(&file("new")).await.unwrap_err().is_not_found());
    let lost = client.artifacts().deploy(&copy, "never seen").checksum_deploy(ChecksumDeploy::Only);
    assert!(lost.send().await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn properties_are_set_read_and_deleted() {
    let (_fake, client) = platform().await;
    let path = file("p.txt");
    client.artifacts().deploy(&path, "text").send().await.unwrap();
    let properties = client.properties();
    assert!(properties.read(&path).await.unwrap().is_empty());
    properties
        .set(&path)
        .property("qa.status", "a;b,c")
        .property("qa.by", "x")
        .property("qa.by", "y")
        .send()
        .await
        .unwrap();
    let read = properties.read(&path).await.unwrap();
    assert_eq!((read.first("qa.status"), read.all("qa.by").len()), (Some("a;b,c"), 2));
    properties.set(&path).remove("qa.by").property("qa.status", "new").send().await.unwrap();
    properties.delete(&path, ["absent"]).send().await.unwrap();
    let read = properties.read(&path).await.unwrap();
    assert_eq!((read.len(), read.first("qa.status")), (1, Some("new")));
    properties.delete(&path, ["qa.status"]).send().await.unwrap();
    assert!(properties.read(&path).await.unwrap().is_empty());
    assert!(properties.read(&file("missing")).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn images_are_listed_and_their_manifests_proven() {
    let (_fake, client) = platform().await;
    let docker = client.docker(demo::DOCKER_REPOSITORY.parse().unwrap());
    let images: Vec<_> = docker.catalog().page_size(1).items().try_collect().await.unwrap();
    let (name, tag) = demo::CLEAN_IMAGE.split_once(':').unwrap();
    assert!(images.iter().any(|image| image == name), "{images:?}");
    let name = name.parse().unwrap();
    let tags: Vec<_> = docker.tags(&name).items().try_collect().await.unwrap();
    assert!(tags.iter().any(|one| one == tag), "{tags:?}");

    let manifest = docker.manifest(&name, &tag.parse().unwrap()).await.unwrap();
    assert_eq!(manifest.digest, Sha256::of(&manifest.bytes));
    let again = docker.manifest(&name, &manifest.digest.into()).await.unwrap();
    assert_eq!(again.bytes, manifest.bytes);
    assert!(!again.as_image().unwrap().layers.is_empty());
    let stored: ArtifactPath =
        format!("{}/{name}/{tag}/manifest.json", demo::DOCKER_REPOSITORY).parse().unwrap();
    let info = client.artifacts().info(&stored).await.unwrap();
    assert_eq!(info.as_file().unwrap().checksums.sha256, Some(manifest.digest));
}

#[tokio::test]
async fn a_download_cut_in_the_middle_is_resumed_and_whole() {
    let (fake, client) = platform().await;
    let path = file("big.bin");
    let content: Vec<u8> = (0..500_000_u32).map(|n| n.to_le_bytes()[0]).collect();
    client.artifacts().deploy(&path, content.clone()).send().await.unwrap();
    fake.clear_requests();
    fake.fault(Fault::cut_body_after(200_000).times(1).on("GET", &format!("/artifactory/{path}")));
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("big.bin");
    let saved = client.artifacts().download(&path).to_file(&target).await.unwrap();
    assert_eq!(saved.len, 500_000);
    assert_eq!(std::fs::read(&target).unwrap(), content);
    let ranges: Vec<_> = fake
        .requests()
        .iter()
        .filter_map(|request| request.header("range").map(str::to_owned))
        .collect();
    assert_eq!(ranges, ["bytes=200000-"]);
}

#[tokio::test]
async fn two_failures_are_survived_and_a_page_is_not_mistaken() {
    let (fake, client) = platform().await;
    fake.fault(Fault::status(503).times(2).on("GET", "/artifactory/api/system/version"));
    client.system().version().await.unwrap();
    fake.fault(Fault::html().times(1).on("GET", "/artifactory/api/system/version"));
    let error = client.system().version().await.unwrap_err();
    assert_eq!(error.kind(), artifactory_client::ErrorKind::UnexpectedHtml);
}
