use artifactory_client::artifacts::ItemInfo;
use artifactory_client::{ArtifactPath, ErrorKind, RetryPolicy};
use std::time::Duration;
use wiremock::matchers::{method, path as at};
use wiremock::{Mock, ResponseTemplate};

use crate::support::{SHA256, client, json, path, refusal, server, with_retry};

#[tokio::test]
async fn info_of_a_file_is_typed() {
    let server = server().await;
    Mock::given(method("GET"))
        .and(at("/artifactory/api/storage/generic-local/app/1.4.0/app.war"))
        .respond_with(json(include_str!("../fixtures/storage.file.json")))
        .expect(1)
        .mount(&server)
        .await;
    let file = path("generic-local/app/1.4.0/app.war");
    let ItemInfo::File(info) = client(&server).artifacts().info(&file).await.unwrap() else {
        panic!("a file was expected")
    };
    assert_eq!((info.path, info.size), (file, 11));
    assert_eq!(info.checksums.sha256.unwrap().to_string(), SHA256);
    assert_eq!(info.original_checksums.sha1, None);
    assert_eq!(info.created.unwrap().as_millis() - info.last_modified.unwrap().as_millis(), 1174);
    assert_eq!(info.created_by.as_deref(), Some("ci-bot"));
}

#[tokio::test]
async fn info_of_a_folder_lists_what_is_in_it() {
    let server = server().await;
    Mock::given(at("/artifactory/api/storage/generic-local/app"))
        .respond_with(json(include_str!("../fixtures/storage.folder.json")))
        .mount(&server)
        .await;
    let info = client(&server).artifacts().info(&path("generic-local/app")).await.unwrap();
    assert!(info.as_file().is_none());
    let children = &info.as_folder().unwrap().children;
    let seen: Vec<_> =
        children.iter().map(|child| (child.name.as_str(), child.is_folder)).collect();
    assert_eq!(seen, [("1.4.0", true), ("notes.txt", false)]);
}

#[tokio::test]
async fn odd_names_arrive_as_they_were_meant() {
    let server = server().await;
    Mock::given(at(
        "/artifactory/api/storage/generic-local/a%3Bb%3Dc/50%25%20%23%3F%2B%5B1%5D/%C3%BC:x",
    ))
    .respond_with(json(r#"{"repo":"generic-local","path":"/a;b=c/50% #?+[1]/ü:x","size":"0"}"#))
    .expect(1)
    .mount(&server)
    .await;
    let odd = path("generic-local/a;b=c/50% #?+[1]/ü:x");
    let info = client(&server).artifacts().info(&odd).await.unwrap();
    assert_eq!(info.path(), &odd);
}

#[tokio::test]
async fn a_missing_item_is_not_found_and_a_missing_service_is_something_else() {
    let server = server().await;
    Mock::given(at("/artifactory/api/storage/r/missing"))
        .respond_with(refusal(404, "Unable to find item"))
        .mount(&server)
        .await;
    Mock::given(at("/artifactory/api/storage/r/elsewhere"))
        .respond_with(ResponseTemplate::new(404).set_body_string("404 page not found"))
        .mount(&server)
        .await;
    let artifacts = client(&server).artifacts();
    let error = artifacts.info(&path("r/missing")).await.unwrap_err();
    assert!(error.is_not_found() && error.to_string().contains("Unable to find item"), "{error}");
    let error = artifacts.info(&path("r/elsewhere")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ServiceAbsent);
}

#[tokio::test]
async fn a_login_page_is_not_mistaken_for_an_answer() {
    let server = server().await;
    Mock::given(at("/artifactory/api/storage/r/a"))
        .respond_with(
            ResponseTemplate::new(200).set_body_raw("<!doctype html><p>Sign in", "text/html"),
        )
        .mount(&server)
        .await;
    let error = client(&server).artifacts().info(&path("r/a")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedHtml);
}

#[tokio::test]
async fn exists_asks_with_head_and_tells_no_from_an_error() {
    let server = server().await;
    for (name, status) in [("there", 200), ("gone", 404), ("secret", 403)] {
        Mock::given(method("HEAD"))
            .and(at(format!("/artifactory/r/{name}")))
            .respond_with(ResponseTemplate::new(status))
            .expect(1)
            .mount(&server)
            .await;
    }
    let artifacts = client(&server).artifacts();
    assert!(artifacts.exists(&path("r/there")).await.unwrap());
    assert!(!artifacts.exists(&path("r/gone")).await.unwrap());
    assert!(artifacts.exists(&path("r/secret")).await.unwrap_err().is_forbidden());
}

#[tokio::test]
async fn delete_sends_one_request_and_reports_what_was_not_there() {
    let server = server().await;
    Mock::given(method("DELETE"))
        .and(at("/artifactory/r/a/b.bin"))
        .respond_with(ResponseTemplate::new(204))
        .up_to_n_times(1)
        .expect(1)
        .mount(&server)
        .await;
    Mock::given(method("DELETE"))
        .and(at("/artifactory/r/a/b.bin"))
        .respond_with(refusal(404, "Could not locate artifact"))
        .expect(1)
        .mount(&server)
        .await;
    let artifacts = client(&server).artifacts();
    artifacts.delete(&path("r/a/b.bin")).await.unwrap();
    assert!(artifacts.delete(&path("r/a/b.bin")).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn delete_counts_not_found_after_a_lost_answer_as_done() {
    let server = server().await;
    Mock::given(method("DELETE"))
        .respond_with(ResponseTemplate::new(503))
        .up_to_n_times(1)
        .expect(1)
        .mount(&server)
        .await;
    Mock::given(method("DELETE")).respond_with(refusal(404, "gone")).expect(1).mount(&server).await;
    let patient =
        RetryPolicy::default().backoff(Duration::from_millis(1), Duration::from_millis(1));
    with_retry(&server, patient).artifacts().delete(&path("r/a")).await.unwrap();
}

#[tokio::test]
async fn the_root_of_a_repository_is_never_emptied() {
    let server = server().await;
    let root = ArtifactPath::root("r".parse().unwrap());
    let error = client(&server).artifacts().delete(&root).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(server.received_requests().await.unwrap().is_empty());
}
