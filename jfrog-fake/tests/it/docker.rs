use jfrog_fake::Permissions;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{Platform, demo, send};

const V2: &str = "/artifactory/api/docker/docker-local/v2";

fn digest(bytes: &[u8]) -> String {
    let hex: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

async fn manifest(platform: &Platform, reference: &str) -> (String, Value) {
    let path = format!("{V2}/shop/checkout/manifests/{reference}");
    let reply = platform.get(&path).await;
    assert_eq!(reply.status, 200);
    assert_eq!(digest(&reply.body), reply.header("docker-content-digest"));
    (reply.header("docker-content-digest").to_owned(), reply.json())
}

#[tokio::test]
async fn a_manifest_is_found_by_tag_and_by_digest_and_its_blobs_are_there() {
    let platform = demo().await;
    let (by_tag, manifest_json) = manifest(&platform, "2.0.1").await;
    let (by_digest, same) = manifest(&platform, &by_tag).await;
    assert_eq!((&by_digest, &same), (&by_tag, &manifest_json));
    let layers = manifest_json["layers"].as_array().unwrap().iter();
    for blob in layers.chain([&manifest_json["config"]]) {
        let wanted = blob["digest"].as_str().unwrap();
        let reply = platform.get(&format!("{V2}/shop/checkout/blobs/{wanted}")).await;
        assert_eq!(digest(&reply.body), wanted);
        assert_eq!(json!(reply.body.len()), blob["size"]);
    }
    let head = send(platform.request("HEAD", &format!("{V2}/shop/checkout/manifests/2.0.1"))).await;
    assert_eq!(head.header("docker-content-digest"), by_tag);
    assert_eq!(head.header("content-type"), manifest_json["mediaType"].as_str().unwrap());
    assert!(head.body.is_empty());
}

#[tokio::test]
async fn lists_are_paged_by_n_and_last_with_a_link_to_the_next_page() {
    let platform = demo().await;
    for tag in ["1.0", "1.1", "1.2"] {
        platform.fake.push_image("docker-local", &format!("team/api:{tag}"));
    }
    let catalog = platform.get(&format!("{V2}/_catalog")).await;
    assert_eq!(
        catalog.json()["repositories"],
        json!(["shop/checkout", "shop/reports", "shop/storefront", "team/api"])
    );
    let first = platform.get(&format!("{V2}/team/api/tags/list?n=2")).await;
    assert_eq!(first.json(), json!({"name": "team/api", "tags": ["1.0", "1.1"]}));
    let link = first.header("link");
    let next = link.strip_prefix('<').unwrap().split_once('>').unwrap().0;
    let second = platform.get(next).await;
    assert_eq!(second.json()["tags"], json!(["1.2"]));
    assert_eq!(second.header("link"), "");
}

#[tokio::test]
async fn deploying_a_manifest_makes_an_image_and_deleting_its_folder_unmakes_it() {
    let platform = demo().await;
    let body =
        r#"{"schemaVersion":2,"config":{"mediaType":"application/vnd.oci.image.config.v1+json"}}"#;
    let path = "/artifactory/docker-local/team/new/1/manifest.json";
    assert_eq!(platform.put(path, body).await.status, 201);
    let reply = platform.get(&format!("{V2}/team/new/manifests/1")).await;
    assert_eq!(reply.header("content-type"), "application/vnd.oci.image.manifest.v1+json");
    let properties = platform
        .get("/artifactory/api/storage/docker-local/team/new/1/manifest.json?properties")
        .await
        .json();
    let properties = &properties["properties"];
    assert_eq!(properties["docker.repoName"], json!(["team/new"]));
    assert_eq!(properties["docker.manifest"], json!(["1"]));
    assert_eq!(properties["docker.manifest.digest"], json!([digest(body.as_bytes())]));

    assert_eq!(platform.delete("/artifactory/docker-local/team/new/1").await.status, 204);
    let gone = platform.get(&format!("{V2}/team/new/manifests/1")).await;
    assert_eq!(gone.status, 404);
    assert_eq!(gone.json()["errors"][0]["code"], "MANIFEST_UNKNOWN");
    let tags = platform.get(&format!("{V2}/team/new/tags/list")).await;
    assert_eq!(tags.json()["errors"][0]["code"], "NAME_UNKNOWN");
}

#[tokio::test]
async fn platforms_of_an_index_are_no_tags() {
    let platform = demo().await;
    let inner = r#"{"schemaVersion":2}"#;
    let folder = digest(inner.as_bytes());
    platform.put(&format!("/artifactory/docker-local/multi/{folder}/manifest.json"), inner).await;
    let index = r#"{"schemaVersion":2,"manifests":[]}"#;
    platform.put("/artifactory/docker-local/multi/1/list.manifest.json", index).await;
    let tags = platform.get(&format!("{V2}/multi/tags/list")).await.json();
    assert_eq!(tags["tags"], json!(["1"]));
    let reply = platform.get(&format!("{V2}/multi/manifests/1")).await;
    assert_eq!(reply.header("content-type"), "application/vnd.oci.image.index.v1+json");
    let one = platform.get(&format!("{V2}/multi/manifests/{folder}")).await;
    assert_eq!(one.text(), inner);
}

#[tokio::test]
async fn a_stranger_is_sent_to_fetch_a_token_which_then_works() {
    let platform = demo().await;
    let path = "/v2/docker-local/shop/checkout/tags/list";
    let refused = send(platform.anonymous("GET", path)).await;
    assert_eq!(refused.status, 401);
    assert_eq!(refused.json()["errors"][0]["code"], "UNAUTHORIZED");
    let challenge = refused.header("www-authenticate");
    let realm = challenge.split('"').nth(1).unwrap();
    let realm = realm.strip_prefix(platform.fake.url()).unwrap();
    let (user, password) = jfrog_fake::demo::USER;
    let token = send(platform.anonymous("GET", realm).basic_auth(user, Some(password))).await;
    let token = token.json()["token"].as_str().unwrap().to_owned();
    let reply = send(platform.anonymous("GET", path).bearer_auth(token)).await;
    assert_eq!(reply.json()["tags"], json!(["2.0.1"]));
    let wrong = platform.anonymous("GET", realm).basic_auth(user, Some("wrong"));
    assert_eq!(send(wrong).await.status, 401);
}

#[tokio::test]
async fn a_token_for_another_repository_is_denied() {
    let platform = demo().await;
    let elsewhere = Permissions::read_only().in_repository("generic-local");
    let token = platform.fake.issue_token("robot", elsewhere, None);
    let request = platform.anonymous("GET", &format!("{V2}/_catalog"));
    let reply = send(request.bearer_auth(token)).await;
    assert_eq!(reply.status, 403);
    assert_eq!(reply.json()["errors"][0]["code"], "DENIED");
}
