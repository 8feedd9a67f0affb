use std::io::{Cursor, Read};

use jfrog_fake::{FakeJfrog, Permissions, Scan};
use serde_json::{Value, json};
use zip::ZipArchive;

use crate::support::{Platform, Reply, demo, json as with_json, send, start};

const CHECKOUT: &str = "docker-local/shop/checkout/2.0.1/manifest.json";

async fn summary(platform: &Platform, version: &str, body: Value) -> Value {
    let path = format!("/xray/api/{version}/summary/artifact");
    let reply = platform.post(&path, body).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

async fn export(platform: &Platform, body: Value) -> Reply {
    platform.post("/xray/api/v2/component/exportDetails", body).await
}

fn entries(reply: &Reply) -> Vec<(String, Value)> {
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.header("content-type"), "application/octet-stream");
    let mut archive = ZipArchive::new(Cursor::new(&reply.body)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut entry = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            let name = entry.name().unwrap().into_owned();
            (name, serde_json::from_slice(&bytes).unwrap())
        })
        .collect()
}

#[tokio::test]
async fn an_image_is_deployed_scanned_and_summed_up() {
    let platform = demo().await;
    let issue = json!({"issue_id": "XRAY-1", "severity": "High", "impact_path": ["{image}/layer"]});
    let path = "team/api/1.0/manifest.json";
    platform
        .fake
        .set_scan("docker-local/team/api/1.0/manifest.json", Scan::clean().polls(3).issue(issue));
    let asked = json!({"paths": ["default/docker-local/team/api/1.0/manifest.json"]});
    let status = json!({"repo": "docker-local", "path": path});
    let before = platform.post("/xray/api/v1/artifact/status", status).await;
    assert_eq!(before.status, 404, "nothing is deployed");

    platform
        .put("/artifactory/docker-local/team/api/1.0/manifest.json", r#"{"schemaVersion":2}"#)
        .await;
    let early = summary(&platform, "v2", asked.clone()).await;
    assert_eq!(early["artifacts"], json!([]));
    assert_eq!(early["errors"][0]["identifier"], asked["paths"][0]);
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(platform.status(path).await);
    }
    assert_eq!(seen, ["PENDING", "SCANNING", "SCANNING", "DONE"]);

    let late = summary(&platform, "v2", asked).await;
    assert_eq!(late["errors"], json!([]));
    let artifact = &late["artifacts"][0];
    assert_eq!(artifact["general"]["name"], "team/api:1.0");
    assert_eq!(artifact["general"]["path"], "default/docker-local/team/api/1.0/");
    assert_eq!(
        artifact["issues"][0]["impact_path"],
        json!(["default/docker-local/team/api/1.0/layer"])
    );
}

#[tokio::test]
async fn a_path_may_have_the_default_prefix_or_not_and_each_is_answered_for_itself() {
    let platform = demo().await;
    let paths = json!([
        format!("default/{CHECKOUT}"),
        CHECKOUT,
        format!("/{CHECKOUT}"),
        "docker-local/shop/checkout",
        "docker-local/none/1/manifest.json",
    ]);
    let found = summary(&platform, "v2", json!({"paths": paths})).await;
    assert_eq!(found["artifacts"].as_array().unwrap().len(), 3);
    let errors: Vec<&Value> = found["errors"].as_array().unwrap().iter().collect();
    assert_eq!(errors.len(), 2);
    assert_eq!(errors[0]["identifier"], paths[3]);
    assert_eq!(errors[1]["identifier"], paths[4]);
}

#[tokio::test]
async fn a_checksum_finds_an_image_and_is_ignored_beside_a_path() {
    let platform = demo().await;
    let by_path = summary(&platform, "v2", json!({"paths": [CHECKOUT]})).await;
    let sha256 = &by_path["artifacts"][0]["general"]["sha256"];
    let by_sum = summary(&platform, "v2", json!({"checksums": [sha256]})).await;
    assert_eq!(by_sum["artifacts"], by_path["artifacts"]);
    let both = summary(&platform, "v2", json!({"checksums": ["00"], "paths": [CHECKOUT]})).await;
    assert_eq!(both, by_path);
    let none = platform.post("/xray/api/v2/summary/artifact", json!({})).await;
    assert_eq!(none.status, 400);
}

#[tokio::test]
async fn version_1_has_no_components_and_may_be_all_there_is() {
    let platform = start(FakeJfrog::builder().without_summary_v2()).await;
    let v2 = platform.post("/xray/api/v2/summary/artifact", json!({"paths": [CHECKOUT]})).await;
    assert_eq!((v2.status, v2.text()), (404, "404 page not found\n"));
    let v1 = summary(&platform, "v1", json!({"paths": [CHECKOUT]})).await;
    let issues = v1["artifacts"][0]["issues"].as_array().unwrap();
    assert_eq!(issues.len(), 15);
    assert!(issues.iter().all(|issue| issue.get("components").is_none()));
}

#[tokio::test]
async fn a_second_tag_of_the_same_content_has_the_same_findings() {
    let platform = demo().await;
    let manifest = platform.get(&format!("/artifactory/{CHECKOUT}")).await.body;
    let copy = "/artifactory/docker-local/shop/checkout/stable/manifest.json";
    send(platform.request("PUT", copy).body(manifest)).await;
    let path = "shop/checkout/stable/manifest.json";
    while platform.status(path).await != "DONE" {}
    let both =
        summary(&platform, "v2", json!({"paths": [CHECKOUT, format!("docker-local/{path}")]}))
            .await;
    let issues = |at: usize| both["artifacts"][at]["issues"].as_array().unwrap().len();
    assert_eq!((issues(0), issues(1)), (15, 15));
}

#[tokio::test]
async fn a_scan_is_asked_for_by_component_or_by_path() {
    let platform = demo().await;
    let scan = |id: &str| platform.post("/xray/api/v1/scanArtifact", json!({"componentID": id}));
    let reply = scan("docker://shop/checkout:2.0.1").await;
    assert_eq!(reply.json(), json!({"info": "Scan of artifact is in progress"}));
    assert_eq!(platform.status("shop/checkout/2.0.1/manifest.json").await, "PENDING");
    // The results of the last scan stay until the new ones are there.
    let found = summary(&platform, "v2", json!({"paths": [CHECKOUT]})).await;
    assert_eq!(found["artifacts"].as_array().unwrap().len(), 1);

    let unknown = scan("docker://shop/none:1").await;
    assert_eq!(
        (unknown.status, &unknown.json()["error"]),
        (500, &json!("Failed to scan component"))
    );
    let blog =
        platform.post("/xray/api/v1/scanArtifact", json!({"repo_path": "docker-local/x:1"})).await;
    assert_eq!(blog.status, 415);

    let file = "generic-local/shop/release-notes/2.0.1/notes.txt";
    let reply = platform.post("/xray/api/v2/index", json!({"repo_path": file})).await;
    assert_eq!(
        reply.json()["sent_to_reindex"]["artifacts"],
        json!([{"repository": "generic-local", "path": "shop/release-notes/2.0.1/notes.txt"}])
    );
    let reply = platform.post("/xray/api/v2/index", json!({"repo_path": "docker-local/x:1"})).await;
    assert_eq!(reply.status, 404);
}

#[tokio::test]
async fn scans_that_fail_or_never_end_have_no_results() {
    let platform = demo().await;
    platform.fake.set_scan("docker-local/a/1/manifest.json", Scan::clean().polls(0).fails());
    platform.fake.push_image("docker-local", "a:1");
    assert_eq!(platform.status("a/1/manifest.json").await, "FAILED");
    let reports = "shop/reports/0.9.0/manifest.json";
    platform.status(reports).await;
    for _ in 0..20 {
        assert_eq!(platform.status(reports).await, "SCANNING");
    }
    let paths =
        json!({"paths": ["docker-local/a/1/manifest.json", format!("docker-local/{reports}")]});
    let found = summary(&platform, "v2", paths).await;
    assert_eq!(
        (found["artifacts"].clone(), found["errors"].as_array().unwrap().len()),
        (json!([]), 2)
    );
}

#[tokio::test]
async fn xray_wants_json_and_permissions() {
    let platform = demo().await;
    let text = platform.request("POST", "/xray/api/v1/artifact/status").body("{}");
    assert_eq!(send(text).await.status, 415);
    let broken = platform
        .request("POST", "/xray/api/v1/artifact/status")
        .header("content-type", "application/json");
    assert_eq!(send(broken.body("{")).await.status, 415);

    let reader = platform.fake.issue_token("r", Permissions::read_only(), None);
    let ask = |path: &str, body: Value| {
        let request = platform.anonymous("POST", path).bearer_auth(&reader);
        send(with_json(request, body))
    };
    let scan =
        ask("/xray/api/v1/scanArtifact", json!({"componentID": "docker://shop/checkout:2.0.1"}));
    assert_eq!(scan.await.status, 403);
    assert_eq!(ask("/xray/api/v2/index", json!({"repo_path": CHECKOUT})).await.status, 403);
    let read = ask("/xray/api/v2/summary/artifact", json!({"paths": [CHECKOUT]})).await;
    assert_eq!(read.json()["artifacts"].as_array().unwrap().len(), 1);

    let elsewhere = Permissions::read_only().in_repository("generic-local");
    let token = platform.fake.issue_token("e", elsewhere, None);
    let request = platform.anonymous("POST", "/xray/api/v2/summary/artifact").bearer_auth(token);
    let hidden = send(with_json(request, json!({"paths": [CHECKOUT]}))).await;
    assert_eq!(hidden.json()["artifacts"], json!([]));
}

#[tokio::test]
async fn a_build_has_a_status_under_both_documented_bodies_and_a_summary() {
    let platform = demo().await;
    for body in [
        json!({"name": "shop-checkout", "number": "42"}),
        json!({"build_name": "shop-checkout", "build_number": "42"}),
    ] {
        let reply = platform.post("/xray/api/v1/build/status", body).await;
        assert_eq!(reply.json()["overall"]["status"], "DONE");
    }
    let path = "/xray/api/v2/summary/build?build_name=shop-checkout&build_number=";
    let found = platform.get(&format!("{path}42")).await.json();
    assert_eq!(found["build"]["name"], "shop-checkout");
    assert_eq!(found["issues"].as_array().unwrap().len(), 15);
    let missing = platform.get(&format!("{path}43")).await;
    assert_eq!((missing.status, missing.json()["errors"].as_array().unwrap().len()), (200, 1));
    let info = platform.get("/artifactory/api/build/shop-checkout/42").await.json();
    assert_eq!(info["buildInfo"]["number"], "42");
    assert_eq!(platform.get("/artifactory/api/build/shop-checkout/43").await.status, 404);
}

#[tokio::test]
async fn an_export_is_a_zip_with_the_documents_that_were_asked_for() {
    let platform = demo().await;
    let body = json!({
        "package_type": "docker", "component_name": "shop/checkout:2.0.1", "path": CHECKOUT,
        "cyclonedx": true, "cyclonedx_format": "json", "spdx": true, "spdx_format": "json",
    });
    let found = entries(&export(&platform, body.clone()).await);
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].1["bomFormat"], "CycloneDX");
    assert!(found[0].1.get("vulnerabilities").is_none());
    assert_eq!(found[1].1["spdxVersion"], "SPDX-2.3");

    let prefixed = json!({
        "package_type": "docker", "component_name": "shop/checkout:2.0.1",
        "path": format!("default/{CHECKOUT}"), "vulnerabilities": true, "output_format": "json",
    });
    let report = entries(&export(&platform, prefixed.clone()).await);
    assert_eq!(report[0].1["total_count"], 15);
    let several = entries(&export(&platform, json!([body, prefixed])).await);
    assert_eq!(several.len(), 3);

    let build = json!({
        "package_type": "build", "component_name": "shop-checkout:42",
        "path": "builds/shop-checkout", "cyclonedx": true,
    });
    assert_eq!(entries(&export(&platform, build).await)[0].1["bomFormat"], "CycloneDX");
}

#[tokio::test]
async fn with_vex_every_finding_points_at_a_component_of_the_document() {
    let platform = demo().await;
    let body = json!({
        "package_type": "docker", "component_name": "shop/checkout:2.0.1", "path": CHECKOUT,
        "cyclonedx": true, "vex": true,
    });
    let (_, document) = entries(&export(&platform, body).await).remove(0);
    let refs: Vec<&Value> = document["components"]
        .as_array()
        .unwrap()
        .iter()
        .map(|component| &component["bom-ref"])
        .collect();
    let found = document["vulnerabilities"].as_array().unwrap();
    assert_eq!(found.len(), 15);
    for vulnerability in found {
        assert!(refs.contains(&&vulnerability["affects"][0]["ref"]), "{vulnerability}");
        assert!(vulnerability["ratings"][0]["score"].as_f64().unwrap() > 0.0);
    }
    assert_eq!(found[0]["id"], "CVE-2021-44228");
    assert_eq!(found[0]["ratings"][0]["score"], 10.0);
}

#[tokio::test]
async fn an_export_that_cannot_be_made_says_why() {
    let platform = demo().await;
    let ask = |name: &str, path: &str, key: &str| {
        let mut body = json!({"package_type": "docker", "component_name": name, "path": path});
        body[key] = json!(true);
        body
    };
    let nothing = export(&platform, ask("shop/checkout:2.0.1", CHECKOUT, "none")).await;
    assert_eq!(nothing.status, 400);
    assert_eq!(nothing.json()["error"], "Non of the export options were selected");
    let other = export(&platform, ask("shop/checkout:9", CHECKOUT, "cyclonedx")).await;
    assert_eq!(other.json()["error"], "Component is not found for given SHA");
    let unscanned =
        ask("shop/reports:0.9.0", "docker-local/shop/reports/0.9.0/manifest.json", "cyclonedx");
    assert_eq!(export(&platform, unscanned).await.status, 500);
    let mut xml = ask("shop/checkout:2.0.1", CHECKOUT, "cyclonedx");
    xml["cyclonedx_format"] = json!("xml");
    assert_eq!(export(&platform, xml).await.status, 400);
}
