//! What is served here looks like what is served there: no key that real bodies do not have.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::{Platform, Reply, demo, json as with_json, send};

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/samples");

/// Optional keys that the service documents and that no recorded body happens to have.
const DOCUMENTED: [&str; 1] = ["artifacts[].issues[].references"];

/// The recorded bodies, or `None` with a word about it.
fn samples() -> Option<PathBuf> {
    let path = Path::new(SAMPLES);
    if path.is_dir() {
        return Some(path.to_owned());
    }
    eprintln!("skipped: no recorded bodies at {SAMPLES}");
    None
}

/// Paths of keys, such as `artifacts[].general.name`.
fn keys(value: &Value, at: &str, all: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let path = if at.is_empty() { key.clone() } else { format!("{at}.{key}") };
                keys(value, &path, all);
                all.insert(path);
            }
        }
        Value::Array(list) => {
            for value in list {
                keys(value, &format!("{at}[]"), all);
            }
        }
        _ => {}
    }
}

fn check(root: &Path, files: &[&str], reply: &Reply, exactly: bool) {
    let mut real = BTreeSet::new();
    for file in files {
        let bytes = std::fs::read(root.join(file)).unwrap();
        keys(&serde_json::from_slice(&bytes).unwrap(), "", &mut real);
    }
    let mut ours = BTreeSet::new();
    keys(&reply.json(), "", &mut ours);
    let extra: Vec<_> =
        ours.difference(&real).filter(|key| !DOCUMENTED.contains(&key.as_str())).collect();
    assert!(extra.is_empty(), "{files:?} has none of {extra:?}");
    assert!(!ours.is_empty(), "{files:?}: {}", reply.text());
    if exactly {
        assert_eq!(ours, real, "{files:?}");
    }
}

#[tokio::test]
async fn artifactory_serves_the_keys_of_recorded_bodies() {
    let Some(root) = samples() else { return };
    let root = root.join("artifactory");
    let platform = demo().await;
    let put = platform.put("/artifactory/generic-local/a/app.war", "x").await;
    let mut checksums = platform.request("PUT", "/artifactory/generic-local/a/full.war");
    for (name, sum) in [
        ("x-checksum-sha1", "11f6ad8ec52a2984abaafd7c3b516503785c2072"),
        ("x-checksum-md5", "9dd4e461268c8034f5c8564e155c67a6"),
    ] {
        checksums = checksums.header(name, sum);
    }
    let full = send(checksums.body("x")).await;
    let storage = "/artifactory/api/storage";
    let file = platform.get(&format!("{storage}/generic-local/a/full.war")).await;
    let folder = platform.get(&format!("{storage}/generic-local/a")).await;
    let manifest = platform
        .get(&format!("{storage}/docker-local/shop/checkout/2.0.1/manifest.json?properties"))
        .await;
    let v2 = "/artifactory/api/docker/docker-local/v2";
    check(&root, &["deploy.201.json"], &put, false);
    check(&root, &["deploy.201.json"], &full, true);
    check(&root, &["item-info.file.json"], &file, true);
    check(&root, &["item-info.folder.json"], &folder, true);
    check(&root, &["docker.manifest-properties.json"], &manifest, true);
    for (file, path) in [
        ("docker.catalog.json", format!("{v2}/_catalog")),
        ("docker.tags.json", format!("{v2}/shop/checkout/tags/list")),
        ("system.version.json", "/artifactory/api/system/version".to_owned()),
        ("router.health.503.json", "/router/api/v1/system/health".to_owned()),
    ] {
        check(&root, &[file], &platform.get(&path).await, true);
    }
    let repositories = platform.get("/artifactory/api/repositories").await;
    check(&root, &["repositories.list.json"], &repositories, false);
    let build = platform.get("/artifactory/api/build/shop-checkout/42").await;
    check(&root, &["build.get.json"], &build, false);
    for (path, sample) in [
        (format!("{storage}/generic-local/none"), "item-info.404.json"),
        (format!("{storage}/generic-local/a?properties"), "item-properties.404.json"),
    ] {
        let bytes = std::fs::read(root.join(sample)).unwrap();
        let real: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(platform.get(&path).await.json(), real, "{sample}");
    }
    let stranger = send(platform.anonymous("GET", &format!("{v2}/_catalog"))).await;
    let bytes = std::fs::read(root.join("docker.401.json")).unwrap();
    assert_eq!(stranger.json(), serde_json::from_slice::<Value>(&bytes).unwrap());
}

#[tokio::test]
async fn access_serves_the_keys_of_recorded_bodies() {
    let Some(root) = samples() else { return };
    let root = root.join("artifactory");
    let platform = demo().await;
    let body = json!({"refreshable": true, "include_reference_token": true});
    let made = platform.post("/access/api/v1/tokens", body).await;
    check(&root, &["access.token.create.json"], &made, true);
    let refused = platform.post("/access/api/v1/tokens", json!({"scope": "x"})).await;
    check(&root, &["access.error.json"], &refused, true);
    let body = json!({
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
        "subject_token": "a.b.c", "provider_name": "github",
    });
    let request = platform.anonymous("POST", "/access/api/v1/oidc/token");
    let exchanged = send(with_json(request, body)).await;
    check(&root, &["access.token.oidc.json"], &exchanged, true);
}

async fn scan_path(platform: &Platform, call: &str, body: Value) -> Reply {
    platform.post(&format!("/xray/api/{call}"), body).await
}

#[tokio::test]
async fn xray_serves_the_keys_of_recorded_bodies() {
    let Some(root) = samples() else { return };
    let root = root.join("xray");
    let platform = demo().await;
    let path = "shop/checkout/2.0.1/manifest.json";
    let full = format!("default/docker-local/{path}");
    let version = platform.get("/xray/api/v1/system/version").await;
    check(&root, &["system-version.json"], &version, true);
    let status =
        scan_path(&platform, "v1/artifact/status", json!({"repo": "docker-local", "path": path}));
    check(&root, &["artifact-status.done.json"], &status.await, true);
    let build = json!({"name": "shop-checkout", "number": "42"});
    let status = scan_path(&platform, "v1/build/status", build).await;
    check(&root, &["build-status.json"], &status, true);
    let scan = json!({"componentID": "docker://shop/checkout:2.0.1"});
    let scan = scan_path(&platform, "v1/scanArtifact", scan).await;
    check(&root, &["scan-artifact-v1.json"], &scan, true);
    let index = json!({"repo_path": format!("docker-local/{path}")});
    let index = scan_path(&platform, "v2/index", index).await;
    check(&root, &["scan-now-v2.json"], &index, true);

    let versions = [
        (
            "v2",
            [
                "summary-artifact-v2.applicability.constructed.json",
                "summary-artifact-v2.large.constructed.json",
            ],
        ),
        (
            "v1",
            [
                "summary-artifact-v1.one-vuln.json",
                "summary-artifact-v2.applicability.constructed.json",
            ],
        ),
    ];
    for (version, files) in versions {
        let call = format!("{version}/summary/artifact");
        let found =
            scan_path(&platform, &call, json!({"paths": [full, "docker-local/none/x"]})).await;
        let mut files = files.to_vec();
        files.push("summary-artifact-v2.errors.constructed.json");
        check(&root, &files, &found, false);
    }
    let none =
        scan_path(&platform, "v2/summary/artifact", json!({"paths": ["docker-local/none/x"]}))
            .await;
    check(&root, &["summary-artifact-v2.errors.constructed.json"], &none, true);
}
