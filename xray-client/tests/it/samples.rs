//! Answers recorded or documented elsewhere, where they are at hand.

use std::path::{Path, PathBuf};

use wiremock::matchers::any;
use wiremock::{Mock, ResponseTemplate};
use xray_client::scans::ScanState;
use xray_client::summary::{ArtifactSummary, Issue};
use xray_client::{Severity, XrayClient};

use crate::support::{client, image, server};

fn samples(folder: &str) -> Option<PathBuf> {
    let folder =
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/samples")).join(folder);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: there are no samples at {}", folder.display());
    None
}

/// Serves one sample, whatever is asked, and hands over a client.
async fn serving(file: &Path) -> (wiremock::MockServer, XrayClient) {
    let server = server().await;
    let body = std::fs::read(file).unwrap();
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200).set_body_bytes(body))
        .mount(&server)
        .await;
    let client = client(&server);
    (server, client)
}

/// All summaries in a sample, whichever artifact they are of, and the number of errors beside them.
async fn summaries(file: &Path) -> (Vec<ArtifactSummary>, usize) {
    let (_server, client) = serving(file).await;
    let answer = client.summary().artifacts([image().manifest().clone()]).send().await.unwrap();
    let errors = answer.other_errors.len();
    let found = answer.outcomes.into_iter().filter_map(|(_, outcome)| outcome.found());
    (found.chain(answer.unmatched).collect(), errors)
}

#[tokio::test]
async fn every_summary_is_read_whole() {
    let Some(folder) = samples("xray") else { return };
    for (name, artifacts, issues, licenses, components) in [
        ("summary-artifact-v1.malformed-cvss.json", 1, 1, 1, 0),
        ("summary-artifact-v1.many-vulns.json", 1, 15, 18, 0),
        ("summary-artifact-v1.no-vuln.json", 1, 0, 0, 0),
        ("summary-artifact-v1.one-vuln.json", 1, 1, 1, 0),
        ("summary-artifact-v2.applicability.constructed.json", 1, 1, 0, 1),
        ("summary-artifact-v2.errors.constructed.json", 0, 0, 0, 0),
        ("summary-artifact-v2.go-image.json", 1, 1, 1, 2),
        ("summary-artifact-v2.large.constructed.json", 1, 319, 2, 656),
        ("summary-artifact-v2.null-lists.constructed.json", 1, 0, 0, 0),
        ("summary-component-v1.json", 2, 8, 2, 8),
    ] {
        let (all, errors) = summaries(&folder.join(name)).await;
        let all_issues: Vec<&Issue> = all.iter().flat_map(|summary| &summary.issues).collect();
        let counts = (
            all.len(),
            all_issues.len(),
            all.iter().map(|summary| summary.licenses.len()).sum::<usize>(),
            all_issues.iter().map(|issue| issue.components.len()).sum::<usize>(),
        );
        assert_eq!(counts, (artifacts, issues, licenses, components), "{name}");
        assert_eq!(errors, usize::from(name.contains(".errors.")), "{name}");
        for issue in all_issues {
            assert!(
                !matches!(issue.severity(), Severity::Unknown(_) | Severity::Unrated),
                "{name}: {issue:?}"
            );
            assert!(issue.created.is_some(), "{name}: {issue:?}");
            for cvss in issue.cves.iter().flat_map(|cve| [&cve.cvss_v2, &cve.cvss_v3]).flatten() {
                assert!(cvss.score().is_some(), "{name}: {cvss}");
            }
            for component in &issue.components {
                assert!(component.component().is_some(), "{name}: {component:?}");
            }
        }
    }
}

#[tokio::test]
async fn the_same_summaries_as_other_tools_keep_them_are_read() {
    let Some(folder) = samples("scanners/xray") else { return };
    for (name, issues) in
        [("dd-summary-artifact-malformed-cvss.json", 1), ("dd-summary-artifact-many.json", 15)]
    {
        let (all, _) = summaries(&folder.join(name)).await;
        assert_eq!(all.iter().map(|summary| summary.issues.len()).sum::<usize>(), issues, "{name}");
    }
}

#[tokio::test]
async fn components_of_a_large_summary_have_package_urls_and_fixes() {
    let Some(folder) = samples("xray") else { return };
    let (all, _) = summaries(&folder.join("summary-artifact-v2.large.constructed.json")).await;
    let components: Vec<_> = all
        .iter()
        .flat_map(|summary| &summary.issues)
        .flat_map(|issue| &issue.components)
        .collect();
    let with_purl = components
        .iter()
        .filter(|one| one.component().is_some_and(|id| id.purl().is_some()))
        .count();
    assert_eq!(with_purl, components.len());
    let with_fix = components.iter().filter(|one| !one.fixed_versions.is_empty()).count();
    let readable = components.iter().filter(|one| one.fix_candidates().next().is_some()).count();
    assert!(with_fix > 100 && readable * 100 >= with_fix * 95, "{readable} of {with_fix}");
}

#[tokio::test]
async fn every_status_is_read() {
    let Some(folder) = samples("xray") else { return };
    for (name, state) in [
        ("artifact-status.done.json", ScanState::Done),
        ("artifact-status.not-supported.json", ScanState::NotSupported),
        ("artifact-status.pending.json", ScanState::Pending),
        ("build-status.json", ScanState::Done),
    ] {
        let (_server, client) = serving(&folder.join(name)).await;
        let status = client.scans().status(image().manifest()).await.unwrap();
        assert_eq!(status.overall.state, state, "{name}");
        assert!(status.overall.time.is_some() && status.details.sca.is_some(), "{name}");
    }
}

#[tokio::test]
async fn scans_and_versions_are_read() {
    let Some(folder) = samples("xray") else { return };
    let (_server, client) = serving(&folder.join("scan-now-v2.json")).await;
    assert_eq!(client.scans().scan_now(image().manifest()).await.unwrap().sent.len(), 1);
    let (_server, client) = serving(&folder.join("scan-artifact-v1.json")).await;
    assert!(
        client
            .scans()
            .scan_artifact(&image().component_id())
            .await
            .unwrap()
            .contains("in progress")
    );
    let (_server, client) = serving(&folder.join("system-version.json")).await;
    assert_eq!(client.system().version().await.unwrap().numbers(), Some((3, 107, 8)));
}
