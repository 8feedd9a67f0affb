use artifactory_client::{ArtifactPath, Checksums, ErrorKind, Sha256};
use futures_util::TryStreamExt as _;
use wiremock::matchers::{header, method, path as at};
use wiremock::{Mock, ResponseTemplate};

use crate::support::{CONTENT, SHA1, SHA256, client, json, path, server};

const TARGET: &str = "generic-local/app/1.4.0/app.war";
const URL: &str = "/artifactory/generic-local/app/1.4.0/app.war";
const INFO: &str = "/artifactory/api/storage/generic-local/app/1.4.0/app.war";

fn content(body: &str) -> ResponseTemplate {
    ResponseTemplate::new(200)
        .set_body_raw(body, "application/java-archive")
        .insert_header("x-checksum-sha256", SHA256)
        .insert_header("etag", SHA1)
}

#[tokio::test]
async fn content_is_returned_when_its_checksum_agrees() {
    let server = server().await;
    Mock::given(method("GET"))
        .and(at(URL))
        .and(header("accept-encoding", "identity"))
        .respond_with(content(CONTENT))
        .expect(2)
        .mount(&server)
        .await;
    let artifacts = client(&server).artifacts();
    let download = artifacts.download(&path(TARGET)).send().await.unwrap();
    assert_eq!(download.metadata().size, Some(11));
    assert_eq!(download.metadata().checksums.sha256.unwrap().to_string(), SHA256);
    assert_eq!(download.metadata().content_type.as_deref(), Some("application/java-archive"));
    assert_eq!(download.metadata().etag.as_deref(), Some(SHA1));
    let pieces: Vec<_> = download.stream().try_collect().await.unwrap();
    assert_eq!(pieces.concat(), CONTENT.as_bytes());
    assert_eq!(artifacts.download(&path(TARGET)).bytes(11).await.unwrap(), CONTENT);
}

#[tokio::test]
async fn a_corrupt_download_leaves_no_file() {
    let server = server().await;
    Mock::given(at(URL)).respond_with(content("hello w0rld")).mount(&server).await;
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("app.war");
    let artifacts = client(&server).artifacts();
    let error = artifacts.download(&path(TARGET)).to_file(&target).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ChecksumMismatch);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    let error = artifacts.download(&path(TARGET)).bytes(100).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ChecksumMismatch);
}

#[tokio::test]
async fn a_file_is_replaced_by_the_whole_content() {
    let server = server().await;
    Mock::given(at(URL)).respond_with(content(CONTENT)).mount(&server).await;
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("app.war");
    std::fs::write(&target, "an older and longer version").unwrap();
    let saved = client(&server).artifacts().download(&path(TARGET)).to_file(&target).await.unwrap();
    assert_eq!((saved.len, saved.verified), (11, true));
    assert_eq!(std::fs::read_to_string(&target).unwrap(), CONTENT);
}

#[tokio::test]
async fn more_than_the_limit_is_not_read() {
    let server = server().await;
    Mock::given(at(URL)).respond_with(content(CONTENT)).mount(&server).await;
    let error = client(&server).artifacts().download(&path(TARGET)).bytes(10).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
}

#[tokio::test]
async fn checksums_nobody_announced_are_looked_up() {
    let server = server().await;
    Mock::given(at(URL))
        .respond_with(ResponseTemplate::new(200).set_body_string(CONTENT))
        .mount(&server)
        .await;
    Mock::given(at(INFO))
        .respond_with(json(include_str!("../fixtures/storage.file.json")))
        .expect(1)
        .mount(&server)
        .await;
    let bytes = client(&server).artifacts().download(&path(TARGET)).bytes(100).await.unwrap();
    assert_eq!(bytes, CONTENT);
}

#[tokio::test]
async fn content_without_any_checksum_is_refused_unless_allowed() {
    let server = server().await;
    Mock::given(at(URL))
        .respond_with(ResponseTemplate::new(200).set_body_string(CONTENT))
        .mount(&server)
        .await;
    Mock::given(at(INFO))
        .respond_with(json(
            r#"{"repo":"generic-local","path":"/app/1.4.0/app.war","size":"11","checksums":{}}"#,
        ))
        .mount(&server)
        .await;
    let artifacts = client(&server).artifacts();
    let error = artifacts.download(&path(TARGET)).bytes(100).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unverifiable);
    assert_eq!(
        artifacts.download(&path(TARGET)).allow_unverified().bytes(100).await.unwrap(),
        CONTENT
    );
}

#[tokio::test]
async fn a_pinned_digest_counts_beside_what_the_server_says() {
    let server = server().await;
    Mock::given(at(URL)).respond_with(content(CONTENT)).mount(&server).await;
    let pin = |text: &str| Checksums::none().with_sha256(Sha256::of(text.as_bytes()));
    let artifacts = client(&server).artifacts();
    artifacts.download(&path(TARGET)).expect(pin(CONTENT)).bytes(100).await.unwrap();
    let error = artifacts.download(&path(TARGET)).expect(pin("else")).bytes(100).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ChecksumMismatch);
}

#[tokio::test]
async fn a_folder_is_no_file_even_when_the_server_sends_a_page_for_it() {
    let server = server().await;
    Mock::given(at("/artifactory/generic-local/app"))
        .respond_with(
            ResponseTemplate::new(200).set_body_raw("<html>Index of app</html>", "text/html"),
        )
        .mount(&server)
        .await;
    Mock::given(at("/artifactory/api/storage/generic-local/app"))
        .respond_with(json(include_str!("../fixtures/storage.folder.json")))
        .mount(&server)
        .await;
    let artifacts = client(&server).artifacts();
    let folder = path("generic-local/app");
    for request in [artifacts.download(&folder), artifacts.download(&folder).allow_unverified()] {
        let error = request.bytes(1000).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains("`generic-local/app` is a folder"), "{error}");
    }
    let root = ArtifactPath::root("generic-local".parse().unwrap());
    assert_eq!(
        artifacts.download(&root).bytes(1).await.unwrap_err().kind(),
        ErrorKind::InvalidRequest
    );
}

#[tokio::test]
async fn an_html_file_is_content_like_any_other() {
    let server = server().await;
    let page = "<html>report</html>";
    Mock::given(at("/artifactory/r/report.html"))
        .respond_with(
            ResponseTemplate::new(200)
                .set_body_raw(page, "text/html")
                .insert_header("x-checksum-sha256", Sha256::of(page.as_bytes()).to_string()),
        )
        .mount(&server)
        .await;
    let bytes =
        client(&server).artifacts().download(&path("r/report.html")).bytes(100).await.unwrap();
    assert_eq!(bytes, page);
}
