use wiremock::matchers::{body_json, method, path as at, query_param};
use wiremock::{Mock, Request, ResponseTemplate};
use xray_client::summary::{ApiVersion, Outcome, Risk};
use xray_client::{ErrorKind, RepoPath, Severity, Sha1, Sha256};

use crate::support::{client, image, json, path, refusal, server};

const V2: &str = "/xray/api/v2/summary/artifact";
const V1: &str = "/xray/api/v1/summary/artifact";

#[tokio::test]
async fn each_path_has_its_own_outcome() {
    let server = server().await;
    Mock::given(method("POST"))
        .and(at(V2))
        .and(body_json(serde_json::json!({"paths": [
            "default/docker-local/team/app/1.0/manifest.json",
            "default/docker-local/team/app/2.0/manifest.json",
            "default/generic-local/a.bin",
        ]})))
        .respond_with(json(include_str!("../fixtures/summary.artifact.v2.json")))
        .expect(1)
        .mount(&server)
        .await;
    let paths = [
        path("docker-local/team/app/1.0/manifest.json"),
        path("docker-local/team/app/2.0/manifest.json"),
        path("generic-local/a.bin"),
        path("docker-local/team/app/1.0/manifest.json"),
    ];
    let summaries = client(&server).summary().artifacts(paths).send().await.unwrap();
    assert_eq!(summaries.api_version, ApiVersion::V2);
    let [(_, found), (_, refused), (_, missing)] = summaries.outcomes.try_into().unwrap();
    assert_eq!(refused, Outcome::Error("the artifact is not indexed".to_owned()));
    assert_eq!(missing, Outcome::Missing);

    let summary = found.found().unwrap();
    assert_eq!(summary.general.component().unwrap().to_string(), "docker://team/app:1.0");
    let [log4shell, unrated] = summary.issues.try_into().unwrap();
    assert_eq!((log4shell.severity(), log4shell.id()), (Severity::Critical, Some("XRAY-191884")));
    assert_eq!(log4shell.cves[0].best_score(), Some(10.0));
    let component = &log4shell.components[0];
    let purl = "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1";
    assert_eq!(component.component().unwrap().purl().as_deref(), Some(purl));
    assert_eq!(component.fix_candidates().collect::<Vec<_>>(), ["2.3.1", "2.12.2", "2.15.0"]);
    assert_eq!(unrated.severity(), Severity::Unrated);
    let purl = "pkg:rpm/libX11@1.6.8-3.el8?distro=8";
    assert_eq!(unrated.components[0].component().unwrap().purl().as_deref(), Some(purl));
    assert_eq!(summary.licenses[0].components[0].name(), "log4j-core");
    assert_eq!(summary.operational_risks[0].risk, Some(Risk::High));
    assert_eq!(summary.operational_risks[0].commits, Some(523));
}

#[tokio::test]
async fn an_empty_answer_is_missing_and_never_clean() {
    for body in ["{}", r#"{"artifacts":[],"errors":[]}"#, r#"{"artifacts":null,"errors":null}"#] {
        let server = server().await;
        Mock::given(at(V2)).respond_with(json(body)).mount(&server).await;
        assert_eq!(
            client(&server).summary().artifact(image().manifest()).await.unwrap(),
            Outcome::Missing,
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_complaint_without_a_name_is_about_the_one_that_was_asked_for() {
    let server = server().await;
    Mock::given(at(V2))
        .respond_with(json(r#"{"errors":[{"error":"the index is rebuilding"}]}"#))
        .mount(&server)
        .await;
    let outcome = client(&server).summary().artifact(image().manifest()).await.unwrap();
    assert_eq!(outcome, Outcome::Error("the index is rebuilding".to_owned()));
}

#[tokio::test]
async fn a_summary_beside_a_complaint_without_a_name_is_not_the_whole_story() {
    let server = server().await;
    let body = r#"{
        "artifacts": [{"general": {"path": "default/docker-local/team/app/1.0/"}, "issues": []}],
        "errors": [{"identifier": "", "error": "part of the index is rebuilding"}]
    }"#;
    Mock::given(at(V2)).respond_with(json(body)).mount(&server).await;
    let outcome = client(&server).summary().artifact(image().manifest()).await.unwrap();
    assert_eq!(outcome, Outcome::Error("part of the index is rebuilding".to_owned()));
}

#[tokio::test]
async fn a_server_without_version_2_is_asked_through_version_1() {
    for absent in [
        ResponseTemplate::new(404).set_body_string("404 page not found"),
        refusal(404, "no such route"),
        ResponseTemplate::new(405),
    ] {
        let server = server().await;
        Mock::given(at(V2)).respond_with(absent).expect(1).mount(&server).await;
        Mock::given(at(V1))
            .respond_with(json(include_str!("../fixtures/summary.artifact.v1.json")))
            .expect(2)
            .mount(&server)
            .await;
        // More than one batch: the second knows already.
        let mut paths = vec![image().manifest().clone()];
        paths.extend((0..60).map(|n| path(&format!("r/{n}"))));
        let summaries = client(&server).summary().artifacts(paths).send().await.unwrap();
        assert_eq!(summaries.api_version, ApiVersion::V1);
        let summary = summaries.outcomes.into_iter().next().unwrap().1.found().unwrap();
        assert_eq!(summary.issues[0].id(), Some("CVE-2021-42385"));
        assert!(summary.issues[0].components.is_empty());
    }
}

#[tokio::test]
async fn a_platform_without_xray_is_no_old_server() {
    let server = server().await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(404).set_body_string("404 page not found"))
        .expect(2)
        .mount(&server)
        .await;
    let error = client(&server).summary().artifact(image().manifest()).await.unwrap_err();
    assert!(error.is_service_absent());
}

#[tokio::test]
async fn many_paths_go_in_batches_and_too_large_ones_are_halved() {
    let server = server().await;
    Mock::given(at(V2))
        .respond_with(|request: &Request| {
            let body: serde_json::Value = request.body_json().unwrap();
            let paths = body["paths"].as_array().unwrap();
            if paths.len() > 25 {
                return ResponseTemplate::new(413);
            }
            let artifacts: Vec<_> =
                paths.iter().map(|path| serde_json::json!({"general": {"path": path}})).collect();
            ResponseTemplate::new(200).set_body_json(serde_json::json!({"artifacts": artifacts}))
        })
        .expect(7)
        .mount(&server)
        .await;
    let paths: Vec<RepoPath> = (0..120).map(|n| path(&format!("r/file-{n}"))).collect();
    // Two of fifty, each refused and halved, and one of twenty.
    let result = client(&server).summary().artifacts(paths.clone()).send().await.unwrap();
    assert_eq!(result.outcomes.len(), 120);
    for ((wanted, outcome), path) in result.outcomes.into_iter().zip(paths) {
        assert_eq!(wanted, format!("default/{path}"));
        assert_eq!(outcome.found().unwrap().general.path, Some(wanted));
    }
}

#[tokio::test]
async fn checksums_of_either_kind_are_asked_for() {
    let (sha256, sha1) = (Sha256::of(b"a"), Sha1::of(b"b"));
    let server = server().await;
    Mock::given(at(V2))
        .and(body_json(serde_json::json!({"checksums": [sha256.to_string()]})))
        .respond_with(ResponseTemplate::new(200).set_body_json(
            serde_json::json!({"artifacts": [{"general": {"sha256": sha256.to_string(), "path": "default/r/a"}}]}),
        ))
        .expect(1)
        .mount(&server)
        .await;
    Mock::given(at(V2))
        .and(body_json(serde_json::json!({"checksums": [sha1.to_string()]})))
        .respond_with(json("{}"))
        .expect(1)
        .mount(&server)
        .await;
    let summary = client(&server).summary();
    let (_, outcome) = summary.checksums([sha256]).send().await.unwrap().outcomes.remove(0);
    assert_eq!(outcome.found().unwrap().general.path.as_deref(), Some("default/r/a"));
    let (_, outcome) = summary.checksums([sha1]).send().await.unwrap().outcomes.remove(0);
    assert_eq!(outcome, Outcome::Missing);
}

#[tokio::test]
async fn the_name_of_the_artifactory_can_be_another_or_none() {
    let server = server().await;
    for first in ["edge/r/a", "r/a"] {
        Mock::given(at(V2))
            .and(body_json(serde_json::json!({"paths": [first]})))
            .respond_with(json("{}"))
            .expect(1)
            .mount(&server)
            .await;
    }
    let summary = client(&server).summary();
    for id in ["edge", ""] {
        let _ = summary.artifacts([path("r/a")]).artifactory_id(id).send().await.unwrap();
    }
}

#[tokio::test]
async fn nothing_asked_for_is_nothing_sent() {
    let server = server().await;
    let summaries = client(&server).summary().artifacts([]).send().await.unwrap();
    assert!(summaries.outcomes.is_empty());
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_summary_that_cannot_be_read_is_an_error_that_says_where() {
    let server = server().await;
    Mock::given(at(V2))
        .respond_with(json(r#"{"artifacts":[{"issues":[{"cves":"none"}]}]}"#))
        .mount(&server)
        .await;
    let error = client(&server).summary().artifact(image().manifest()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("artifacts[0].issues[0].cves"), "{error}");
}

#[tokio::test]
async fn refusals_keep_their_kind() {
    for status in [401, 403, 415] {
        let server = server().await;
        Mock::given(at(V2)).respond_with(refusal(status, "no")).expect(1).mount(&server).await;
        let error = client(&server).summary().artifact(image().manifest()).await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), status);
        assert_eq!(
            (error.is_unauthenticated(), error.is_forbidden()),
            (status == 401, status == 403)
        );
    }
}

#[tokio::test]
async fn a_build_is_found_refused_or_missing() {
    let server = server().await;
    Mock::given(method("GET"))
        .and(at("/xray/api/v2/summary/build"))
        .and(query_param("build_name", "shop :: main"))
        .and(query_param("build_number", "42"))
        .and(query_param("build_repo", "shop-build-info"))
        .and(query_param("project_key", "pay"))
        .respond_with(json(include_str!("../fixtures/summary.build.json")))
        .expect(1)
        .mount(&server)
        .await;
    for (number, body) in [("43", r#"{"errors":[{"error":"not indexed"}]}"#), ("44", "{}")] {
        Mock::given(at("/xray/api/v2/summary/build"))
            .and(query_param("build_number", number))
            .respond_with(json(body))
            .mount(&server)
            .await;
    }
    for version in ["v1", "v2"] {
        Mock::given(at(format!("/xray/api/{version}/summary/build")))
            .and(query_param("build_number", "45"))
            .respond_with(refusal(404, "build not found"))
            .expect(1)
            .mount(&server)
            .await;
    }
    let summary = client(&server).in_project("pay").summary();
    let build = |number: &str| summary.build("shop :: main", number);
    let found = build("42").repo("shop-build-info").send().await.unwrap().found().unwrap();
    assert_eq!((found.general.name.as_deref(), found.issues.len()), (Some("shop"), 1));
    assert_eq!(build("43").send().await.unwrap(), Outcome::Error("not indexed".to_owned()));
    assert_eq!(build("44").send().await.unwrap(), Outcome::Missing);
    assert_eq!(build("45").send().await.unwrap(), Outcome::Missing);
}
