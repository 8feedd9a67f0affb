use artifactory_client::ErrorKind;
use wiremock::matchers::{body_json, method, path as at, query_param};
use wiremock::{Mock, ResponseTemplate};

use crate::support::{client, json, path, refusal, server};

const TARGET: &str = "generic-local/app/1.4.0/app.war";
const STORAGE: &str = "/artifactory/api/storage/generic-local/app/1.4.0/app.war";

#[tokio::test]
async fn properties_are_read() {
    let server = server().await;
    Mock::given(method("GET"))
        .and(at(STORAGE))
        .and(query_param("properties", ""))
        .respond_with(json(include_str!("../fixtures/storage.properties.json")))
        .expect(1)
        .mount(&server)
        .await;
    let properties = client(&server).properties().read(&path(TARGET)).await.unwrap();
    assert_eq!(properties.all("qa.status"), ["passed", "signed-off"]);
    assert_eq!(properties.first("build.name"), Some("app :: main"));
    assert_eq!(properties.len(), 2);
}

#[tokio::test]
async fn an_item_without_properties_has_none_and_a_missing_item_is_an_error() {
    let server = server().await;
    Mock::given(at("/artifactory/api/storage/r/bare"))
        .respond_with(refusal(404, "No properties could be found."))
        .mount(&server)
        .await;
    Mock::given(at("/artifactory/api/storage/r/missing"))
        .respond_with(refusal(404, "Could not locate artifact 'r:log4j.properties'"))
        .mount(&server)
        .await;
    let properties = client(&server).properties();
    assert!(properties.read(&path("r/bare")).await.unwrap().is_empty());
    assert!(properties.read(&path("r/missing")).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn setting_sends_any_text_as_it_is_and_says_that_it_is_not_recursive() {
    let server = server().await;
    Mock::given(method("PATCH"))
        .and(at("/artifactory/api/metadata/generic-local/app/1.4.0/app.war"))
        .and(query_param("recursiveProperties", "0"))
        .and(body_json(serde_json::json!({"props": {"qa": ["a;b,c=d|e\\", "ü"], "old": null}})))
        .respond_with(ResponseTemplate::new(204))
        .expect(1)
        .mount(&server)
        .await;
    client(&server)
        .properties()
        .set(&path(TARGET))
        .property("qa", "a;b,c=d|e\\")
        .property("qa", "ü")
        .remove("old")
        .send()
        .await
        .unwrap();
}

#[tokio::test]
async fn setting_below_a_folder_is_asked_for() {
    let server = server().await;
    Mock::given(method("PATCH"))
        .and(query_param("recursiveProperties", "1"))
        .respond_with(ResponseTemplate::new(204))
        .expect(1)
        .mount(&server)
        .await;
    let set = client(&server).properties().set(&path("r/folder")).property("a", "1");
    set.recursive(true).send().await.unwrap();
}

#[tokio::test]
async fn deleting_names_the_keys_and_says_whether_it_is_recursive() {
    let server = server().await;
    Mock::given(method("DELETE"))
        .and(at(STORAGE))
        .and(query_param("properties", "qa.status,build.name"))
        .and(query_param("recursive", "0"))
        .respond_with(ResponseTemplate::new(204))
        .expect(1)
        .mount(&server)
        .await;
    client(&server)
        .properties()
        .delete(&path(TARGET), ["qa.status", "build.name"])
        .send()
        .await
        .unwrap();
}

#[tokio::test]
async fn impossible_keys_and_empty_changes_are_refused_before_anything_is_sent() {
    let server = server().await;
    let properties = client(&server).properties();
    let target = path(TARGET);
    for error in [
        properties.set(&target).send().await.unwrap_err(),
        properties.set(&target).property("a,b", "1").send().await.unwrap_err(),
        properties.set(&target).remove("1a").send().await.unwrap_err(),
        properties.delete(&target, Vec::<String>::new()).send().await.unwrap_err(),
        // Would delete two.
        properties.delete(&target, ["a,b"]).send().await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_missing_right_to_annotate_is_forbidden() {
    let server = server().await;
    Mock::given(method("PATCH")).respond_with(refusal(403, "Forbidden")).mount(&server).await;
    let error = client(&server)
        .properties()
        .set(&path(TARGET))
        .property("a", "1")
        .send()
        .await
        .unwrap_err();
    assert!(error.is_forbidden());
}
