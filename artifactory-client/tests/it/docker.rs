use artifactory_client::docker::{ImageName, MediaType, Reference};
use artifactory_client::{ErrorKind, Sha256};
use futures_util::{StreamExt as _, TryStreamExt as _};
use wiremock::matchers::{headers, method, path as at, query_param, query_param_is_missing};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{chain, client, json, refusal, server};

const IMAGE: &str = include_str!("../fixtures/docker.manifest.json");
const INDEX: &str = include_str!("../fixtures/docker.index.json");
const BASE: &str = "/artifactory/api/docker/docker-local/v2";

fn docker(server: &MockServer) -> artifactory_client::docker::Docker {
    client(server).docker("docker-local".parse().unwrap())
}

fn image() -> ImageName {
    "team/api".parse().unwrap()
}

fn tag(text: &str) -> Reference {
    text.parse().unwrap()
}

fn manifest(body: &str, media_type: &str) -> ResponseTemplate {
    ResponseTemplate::new(200)
        .set_body_raw(body, media_type)
        .insert_header("docker-content-digest", format!("sha256:{}", Sha256::of(body.as_bytes())))
        .insert_header("x-artifactory-docker-registry", "docker-local")
}

#[tokio::test]
async fn a_manifest_has_digest_config_and_layers() {
    let server = server().await;
    Mock::given(method("GET"))
        .and(at(format!("{BASE}/team/api/manifests/1.4.2")))
        .and(headers(
            "accept",
            vec![
                "application/vnd.oci.image.index.v1+json",
                "application/vnd.oci.image.manifest.v1+json",
                "application/vnd.docker.distribution.manifest.list.v2+json",
                "application/vnd.docker.distribution.manifest.v2+json",
            ],
        ))
        .respond_with(manifest(IMAGE, MediaType::DOCKER_MANIFEST))
        .expect(1)
        .mount(&server)
        .await;
    let manifest = docker(&server).manifest(&image(), &tag("1.4.2")).await.unwrap();
    assert_eq!(manifest.digest, Sha256::of(IMAGE.as_bytes()));
    assert_eq!(&manifest.media_type, MediaType::DOCKER_MANIFEST);
    assert_eq!(manifest.served_by.as_deref(), Some("docker-local"));
    let image = manifest.as_image().unwrap();
    assert_eq!((image.layers.len(), image.size()), (2, 7023 + 32654 + 16724));
}

#[tokio::test]
async fn an_index_leads_to_the_manifests_of_its_platforms() {
    let server = server().await;
    Mock::given(at(format!("{BASE}/team/api/manifests/latest")))
        .respond_with(manifest(INDEX, MediaType::OCI_INDEX))
        .mount(&server)
        .await;
    let manifest = docker(&server).manifest(&image(), &tag("latest")).await.unwrap();
    let index = manifest.as_index().unwrap();
    let platforms: Vec<_> = index.platforms().map(|(platform, _)| platform.to_string()).collect();
    assert_eq!(platforms, ["linux/amd64", "linux/arm64/v8"]);
    assert!(index.find("linux", "arm64").unwrap().sha256().is_some());
}

#[tokio::test]
async fn a_manifest_asked_for_by_digest_must_have_it() {
    let server = server().await;
    let good = Sha256::of(IMAGE.as_bytes());
    let other = Sha256::of(b"another");
    for digest in [good, other] {
        Mock::given(at(format!("{BASE}/team/api/manifests/sha256:{digest}")))
            .respond_with(
                ResponseTemplate::new(200).set_body_raw(IMAGE, MediaType::DOCKER_MANIFEST),
            )
            .mount(&server)
            .await;
    }
    let docker = docker(&server);
    assert_eq!(docker.manifest(&image(), &good.into()).await.unwrap().digest, good);
    let error = docker.manifest(&image(), &other.into()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ChecksumMismatch);
    assert!(
        chain(&error).contains(&good.to_string()) && chain(&error).contains(&other.to_string())
    );
}

#[tokio::test]
async fn a_registry_that_misstates_the_digest_is_not_believed() {
    for claim in
        [format!("sha256:{}", Sha256::of(b"another")), "sha512:00".to_owned(), "garbage".to_owned()]
    {
        let server = server().await;
        Mock::given(at(format!("{BASE}/team/api/manifests/1")))
            .respond_with(
                manifest(IMAGE, MediaType::DOCKER_MANIFEST)
                    .insert_header("docker-content-digest", claim),
            )
            .mount(&server)
            .await;
        let error = docker(&server).manifest(&image(), &tag("1")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ChecksumMismatch);
    }
}

#[tokio::test]
async fn schema_1_is_refused_with_advice() {
    let server = server().await;
    let old = r#"{"schemaVersion":1,"name":"a","tag":"b","fsLayers":[],"signatures":[]}"#;
    Mock::given(at(format!("{BASE}/team/api/manifests/1")))
        .respond_with(
            manifest(old, "application/vnd.docker.distribution.manifest.v1+prettyjws")
                .insert_header("docker-content-digest", format!("sha256:{}", "0".repeat(64))),
        )
        .mount(&server)
        .await;
    let error = docker(&server).manifest(&image(), &tag("1")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(chain(&error).contains("schema 1"), "{}", chain(&error));
}

#[tokio::test]
async fn an_unknown_tag_is_not_found_with_the_registrys_words() {
    let server = server().await;
    Mock::given(at(format!("{BASE}/team/api/manifests/9")))
        .respond_with(ResponseTemplate::new(404).set_body_json(
            serde_json::json!({"errors": [{"code": "MANIFEST_UNKNOWN", "message": "The named manifest is not known", "detail": null}]}),
        ))
        .mount(&server)
        .await;
    let error = docker(&server).manifest(&image(), &tag("9")).await.unwrap_err();
    assert!(error.is_not_found() && error.to_string().contains("named manifest"), "{error}");
}

#[tokio::test]
async fn tags_go_on_where_the_link_says_and_stay_on_our_host() {
    let server = server().await;
    let tags = format!("{BASE}/team/api/tags/list");
    Mock::given(at(tags.clone()))
        .and(query_param_is_missing("last"))
        .and(query_param("n", "2"))
        .respond_with(
            json(r#"{"name":"team/api","tags":["1.0","1.1"]}"#)
                .insert_header("link", "<http://10.0.0.7:8081/artifactory/api/docker/x/v2/team/api/tags/list?n=2&last=1.1>; rel=\"next\""),
        )
        .expect(1)
        .mount(&server)
        .await;
    Mock::given(at(tags))
        .and(query_param("last", "1.1"))
        .and(query_param("n", "2"))
        .respond_with(json(r#"{"name":"team/api","tags":["2.0"]}"#))
        .expect(1)
        .mount(&server)
        .await;
    let tags: Vec<_> =
        docker(&server).tags(&image()).page_size(2).items().try_collect().await.unwrap();
    assert_eq!(tags, ["1.0", "1.1", "2.0"]);
}

#[tokio::test]
async fn a_link_that_leads_in_a_circle_ends_the_list() {
    let server = server().await;
    Mock::given(at(format!("{BASE}/_catalog")))
        .respond_with(
            json(r#"{"repositories":["a","b"]}"#).insert_header("link", "<?n=2&last=b>; rel=next"),
        )
        .expect(2)
        .mount(&server)
        .await;
    let images: Vec<_> = docker(&server).catalog().items().try_collect().await.unwrap();
    assert_eq!(images, ["a", "b"], "and what was listed before is not listed again");
}

#[tokio::test]
async fn a_full_page_without_a_link_is_not_taken_for_the_last() {
    let all = ["a", "b", "c", "d", "e"];
    // Begins after `last`, with `last`, or anew: an odd server costs a request, and neither loses
    // nor repeats a name.
    for begins_at in [1, 0] {
        let server = server().await;
        Mock::given(at(format!("{BASE}/_catalog")))
            .respond_with(move |request: &wiremock::Request| {
                let last = request.url.query_pairs().find(|(key, _)| key == "last");
                let from = last.map_or(0, |(_, last)| {
                    all.iter().position(|name| *name == last).unwrap() + begins_at
                });
                let page: Vec<_> = all.iter().skip(from).take(2).collect();
                json(&serde_json::json!({"repositories": page}).to_string())
            })
            .mount(&server)
            .await;
        let listing = docker(&server).catalog().page_size(2);
        let images: Vec<_> = listing.items().try_collect().await.unwrap();
        assert_eq!(images, all);
    }
    let server = server().await;
    Mock::given(at(format!("{BASE}/_catalog")))
        .respond_with(json(r#"{"repositories":["a","b","c"]}"#))
        .expect(2)
        .mount(&server)
        .await;
    let listing = docker(&server).catalog().page_size(2);
    let images: Vec<_> = listing.items().try_collect().await.unwrap();
    assert_eq!(images, ["a", "b", "c"], "a server that knows no pages");
}

#[tokio::test]
async fn a_listing_can_be_resumed_from_a_saved_page() {
    let server = server().await;
    Mock::given(at(format!("{BASE}/_catalog")))
        .and(query_param_is_missing("last"))
        .respond_with(
            json(r#"{"repositories":["a"]}"#).insert_header("link", "<?last=a>; rel=\"next\""),
        )
        .mount(&server)
        .await;
    Mock::given(at(format!("{BASE}/_catalog")))
        .and(query_param("last", "a"))
        .respond_with(json(r#"{"repositories":["b"]}"#))
        .mount(&server)
        .await;
    let first = Box::pin(docker(&server).catalog().pages()).next().await.unwrap().unwrap();
    assert_eq!(first.items, ["a"]);
    let rest: Vec<_> =
        docker(&server).catalog().resume(first.next.unwrap()).items().try_collect().await.unwrap();
    assert_eq!(rest, ["b"]);
}

#[tokio::test]
async fn empty_and_null_lists_end_the_stream() {
    for body in [r#"{"name":"team/api","tags":null}"#, r#"{"name":"team/api","tags":[]}"#, "{}"] {
        let server = server().await;
        Mock::given(method("GET"))
            .respond_with(json(body).insert_header("link", "<?last=x>; rel=\"next\""))
            .expect(1)
            .mount(&server)
            .await;
        let tags: Vec<String> = docker(&server).tags(&image()).items().try_collect().await.unwrap();
        assert!(tags.is_empty(), "{body}");
    }
}

#[tokio::test]
async fn a_failing_page_is_the_last_item() {
    let server = server().await;
    Mock::given(method("GET"))
        .respond_with(refusal(404, "name unknown"))
        .expect(1)
        .mount(&server)
        .await;
    let items: Vec<_> = docker(&server).tags(&image()).items().collect().await;
    assert_eq!(items.len(), 1);
    assert!(items[0].as_ref().unwrap_err().is_not_found());
}
