//! Answers recorded or documented elsewhere, where they are at hand.

use std::path::{Path, PathBuf};

use artifactory_client::artifacts::ItemInfo;
use artifactory_client::{ArtifactPath, ArtifactoryClient};
use futures_util::TryStreamExt as _;
use wiremock::matchers::any;
use wiremock::{Mock, ResponseTemplate};

use crate::support::{client, server};

fn samples() -> Option<PathBuf> {
    let folder =
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/samples/artifactory"));
    if folder.is_dir() {
        return Some(folder.to_owned());
    }
    eprintln!("skipped: there are no samples at {}", folder.display());
    None
}

/// Serves one sample, whatever is asked, and hands over a client.
async fn serving(
    folder: &Path,
    name: &str,
    status: u16,
) -> (wiremock::MockServer, ArtifactoryClient) {
    let server = server().await;
    let body = std::fs::read(folder.join(name)).unwrap();
    Mock::given(any())
        .respond_with(ResponseTemplate::new(status).set_body_bytes(body))
        .mount(&server)
        .await;
    let client = client(&server);
    (server, client)
}

fn any_path() -> ArtifactPath {
    "generic-local/app/1.4.0/app.war".parse().unwrap()
}

#[tokio::test]
async fn every_item_info_is_read() {
    let Some(folder) = samples() else { return };
    for (name, is_file) in [
        ("item-info.file.json", true),
        ("item-info.file.legacy-no-sha256.json", true),
        ("item-info.file.remote-cache.json", true),
        ("item-info.folder.json", false),
    ] {
        let (_server, client) = serving(&folder, name, 200).await;
        let info = client.artifacts().info(&any_path()).await.unwrap();
        assert_eq!(info.as_file().is_some(), is_file, "{name}");
        match info {
            ItemInfo::File(file) => {
                assert_eq!(file.size, 5_242_891, "{name}");
                assert!(file.created.is_some() && file.checksums.sha1.is_some(), "{name}");
                assert_eq!(file.checksums.sha256.is_none(), name.contains("no-sha256"));
                assert_eq!(file.remote_url.is_some(), name.contains("remote"));
            }
            ItemInfo::Folder(folder) => assert_eq!(folder.children.len(), 2),
        }
    }
}

#[tokio::test]
async fn every_deploy_answer_is_read() {
    let Some(folder) = samples() else { return };
    for name in ["deploy.201.json", "deploy.201.partial-original-checksums.json"] {
        let (_server, client) = serving(&folder, name, 201).await;
        // A stream of unknown length: nothing to compare the answer with.
        let body = artifactory_client::Body::stream(
            futures_util::stream::empty::<Result<_, std::io::Error>>(),
            None,
        );
        let deployed = client.artifacts().deploy(&any_path(), body).send().await.unwrap();
        assert_eq!(deployed.size, Some(5_242_891));
        assert_eq!(deployed.original_checksums.md5.is_none(), name.contains("partial"));
    }
    for (name, status) in [
        ("deploy.409.checksum.json", 409),
        ("deploy.403.overwrite.json", 403),
        ("error.503.storage.json", 503),
    ] {
        let (_server, client) = serving(&folder, name, status).await;
        let error = client.artifacts().deploy(&any_path(), "a").send().await.unwrap_err();
        assert!(!error.api_errors().is_empty(), "{name}");
    }
}

#[tokio::test]
async fn properties_versions_and_lists_are_read() {
    let Some(folder) = samples() else { return };
    let (_server, client) = serving(&folder, "item-properties.json", 200).await;
    assert_eq!(client.properties().read(&any_path()).await.unwrap().all("qa.status").len(), 2);
    let (_server, client) = serving(&folder, "docker.manifest-properties.json", 200).await;
    let properties = client.properties().read(&any_path()).await.unwrap();
    assert!(properties.first("docker.manifest.digest").unwrap().starts_with("sha256:"));
    let (_server, client) = serving(&folder, "item-properties.404.json", 404).await;
    assert!(client.properties().read(&any_path()).await.unwrap().is_empty());
    let (_server, client) = serving(&folder, "item-info.404.json", 404).await;
    assert!(client.properties().read(&any_path()).await.unwrap_err().is_not_found());
    let (_server, client) = serving(&folder, "system.version.json", 200).await;
    assert_eq!(client.system().version().await.unwrap().numbers(), Some((7, 111, 4)));
    let (_server, client) = serving(&folder, "system.ping.txt", 200).await;
    client.system().ping().await.unwrap();

    let (_server, client) = serving(&folder, "docker.catalog.json", 200).await;
    let docker = client.docker("docker-local".parse().unwrap());
    assert_eq!(
        docker.catalog().items().try_collect::<Vec<_>>().await.unwrap(),
        ["myapp", "team/api"]
    );
    let (_server, client) = serving(&folder, "docker.tags.json", 200).await;
    let docker = client.docker("docker-local".parse().unwrap());
    let tags: Vec<_> =
        docker.tags(&"team/api".parse().unwrap()).items().try_collect().await.unwrap();
    assert_eq!(tags, ["1.0.0", "latest"]);
}

#[tokio::test]
async fn every_error_page_becomes_an_error_with_words() {
    let Some(folder) = samples() else { return };
    for (name, status) in [
        ("error.401.json", 401),
        ("docker.401.json", 401),
        ("error.proxy.502.html", 502),
        ("error.tomcat.400.html", 400),
        ("error.s3-redirect.400.xml", 400),
    ] {
        let (_server, client) = serving(&folder, name, status).await;
        let error = client.artifacts().info(&any_path()).await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), status, "{name}");
        assert!(!error.to_string().contains('<'), "{name}: {error}");
    }
}
