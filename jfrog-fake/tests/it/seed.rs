//! The demo content agrees with itself.

use serde_json::{Value, json};

use crate::support::{Platform, demo};

async fn issues(platform: &Platform, image: &str) -> Vec<Value> {
    let path = format!("docker-local/{}/manifest.json", image.replacen(':', "/", 1));
    let body = json!({"paths": [path]});
    let reply = platform.post("/xray/api/v2/summary/artifact", body).await;
    reply.json()["artifacts"][0]["issues"].as_array().unwrap().clone()
}

fn document(name: &str) -> Value {
    let path = format!("{}/seed/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn severities(issues: &[Value], wanted: &str) -> usize {
    issues.iter().filter(|issue| issue["severity"] == wanted).count()
}

#[tokio::test]
async fn one_image_is_clean_enough_and_one_is_not() {
    let platform = demo().await;
    let clean = issues(&platform, jfrog_fake::demo::CLEAN_IMAGE).await;
    assert_eq!((clean.len(), severities(&clean, "Low")), (4, 4));
    let critical = issues(&platform, jfrog_fake::demo::CRITICAL_IMAGE).await;
    let counts = ["Critical", "High", "Medium", "Low"].map(|wanted| severities(&critical, wanted));
    assert_eq!(counts, [6, 4, 1, 4]);
}

#[tokio::test]
async fn every_finding_and_licence_names_a_component_of_the_sbom() {
    let platform = demo().await;
    for (image, stem) in [
        (jfrog_fake::demo::CLEAN_IMAGE, "storefront"),
        (jfrog_fake::demo::CRITICAL_IMAGE, "checkout"),
    ] {
        let sbom = document(&format!("{stem}.cdx.json"));
        let listed = |name: &str, version: &str| {
            sbom["components"]
                .as_array()
                .unwrap()
                .iter()
                .any(|component| component["name"] == name && component["version"] == version)
        };
        for issue in issues(&platform, image).await {
            let component = &issue["components"][0];
            let id = component["component_id"].as_str().unwrap();
            let name = id.rsplit(':').next().unwrap();
            let version = component["version"].as_str().unwrap();
            assert!(listed(name, version), "{name} {version} in {stem}");
            assert!(!issue["impact_path"][0].as_str().unwrap().contains('{'), "{issue}");
        }
        let scan = document(&format!("{stem}.scan.json"));
        for license in scan["licenses"].as_array().unwrap() {
            for id in license["components"].as_array().unwrap() {
                let (scheme, rest) = id.as_str().unwrap().split_once("://").unwrap();
                // deb://vendor:distribution:name:version, where the version may hold colons.
                let skip = match scheme {
                    "deb" => 2,
                    "gav" => 1,
                    _ => 0,
                };
                let mut parts = rest.splitn(skip + 2, ':').skip(skip);
                let (name, version) = (parts.next().unwrap(), parts.next().unwrap());
                assert!(listed(name, version), "{id}");
            }
        }
    }
}

#[tokio::test]
async fn an_sbom_is_of_the_image_that_is_served() {
    let platform = demo().await;
    for (image, stem) in [
        (jfrog_fake::demo::CLEAN_IMAGE, "storefront"),
        (jfrog_fake::demo::CRITICAL_IMAGE, "checkout"),
    ] {
        let (name, tag) = image.split_once(':').unwrap();
        let path = format!("/artifactory/api/docker/docker-local/v2/{name}/manifests/{tag}");
        let reply = platform.get(&path).await;
        let subject = &document(&format!("{stem}.cdx.json"))["metadata"]["component"];
        assert_eq!(subject["name"], name);
        assert_eq!(subject["version"], reply.header("docker-content-digest"));
    }
}

#[test]
fn the_way_to_log4j_is_two_steps_long() {
    let sbom = document("checkout.cdx.json");
    let edges = |from: &str| -> Vec<String> {
        sbom["dependencies"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|edge| edge["ref"].as_str().unwrap().contains(from))
            .flat_map(|edge| edge["dependsOn"].as_array().unwrap())
            .map(|to| to.as_str().unwrap().to_owned())
            .collect()
    };
    assert!(edges("/checkout-service@2.0.1").iter().any(|to| to.contains("/audit-trail@1.3.0")));
    assert!(edges("/audit-trail@1.3.0").iter().any(|to| to.contains("/log4j-core@2.14.1")));
}

#[tokio::test]
async fn scores_agree_with_the_words_for_severity() {
    let platform = demo().await;
    for issue in issues(&platform, jfrog_fake::demo::CRITICAL_IMAGE).await {
        let cve = &issue["cves"][0];
        let severity = issue["severity"].as_str().unwrap();
        let Some(v3) = cve["cvss_v3"].as_str() else {
            assert!(cve["cvss_v2"].is_string());
            continue;
        };
        let (score, vector) = v3.split_once('/').unwrap();
        assert!(vector.starts_with("CVSS:3."));
        let score: f64 = score.parse().unwrap();
        // Debian rates its unfixed ones lower than the score does; the others follow the scale.
        if severity != "Low" {
            let word = match score {
                9.0.. => "Critical",
                7.0.. => "High",
                _ => "Medium",
            };
            assert_eq!(severity, word, "{}", cve["cve"]);
        }
    }
}
