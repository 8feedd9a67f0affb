use policy_core::severity::Severity;
use serde_json::{Value, json};

use super::*;

/// The findings of a summary with these issues.
fn translated(issues: &Value) -> Vec<Finding> {
    let summary: ArtifactSummary =
        serde_json::from_value(json!({"general": {"name": "shop/api:1"}, "issues": issues}))
            .unwrap();
    findings_of(&summary)
}

fn findings_of(summary: &ArtifactSummary) -> Vec<Finding> {
    let scan = add_summary(Scan::new(SCANNER), summary);
    scan.findings.value().unwrap().clone()
}

fn log4j(cves: &Value) -> Value {
    json!([{
        "issue_id": "XRAY-1", "severity": "Critical", "summary": "lookups", "cves": cves,
        "components": [{
            "component_id": "org.apache.logging.log4j:log4j-core", "version": "2.14.1",
            "pkg_type": "Maven", "fixed_versions": ["[2.15.0]", "[2.16.0,)"]
        }]
    }])
}

#[test]
fn an_issue_is_one_finding_under_its_cve() {
    let found = translated(&log4j(&json!([{
        "cve": "CVE-2021-44228", "cwe": ["CWE-502"],
        "cvss_v3": "10.0/CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", "cvss_v2": "9.3"
    }])));
    let [finding] = found.try_into().unwrap();
    assert_eq!(finding.id, "CVE-2021-44228");
    assert_eq!(finding.aliases, ["XRAY-1"]);
    assert_eq!(finding.package.key(), "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1");
    let fixes = Fix::fixed(["[2.15.0]", "[2.16.0,)"]);
    assert_eq!(finding.fix, fixes, "intervals are the evaluator's to read");
    assert_eq!(finding.cwes, ["CWE-502"]);
    assert_eq!(finding.vectors.len(), 1);
    let levels: Vec<Severity> = finding.ratings.iter().map(|rating| rating.level).collect();
    assert_eq!(levels, [Severity::Critical, Severity::High], "the word, and the bare score of 9.3");
}

#[test]
fn several_cves_in_one_issue_are_several_findings_without_a_common_name() {
    let found = translated(&log4j(&json!([
        {"cve": "CVE-2021-44228", "cvss_v3": "10.0"}, {"cve": "CVE-2021-45046", "cvss_v3": "9.0"}
    ])));
    let ids: Vec<&str> = found.iter().map(|finding| finding.id.as_str()).collect();
    assert_eq!(ids, ["CVE-2021-44228", "CVE-2021-45046"]);
    assert!(found.iter().all(|finding| finding.aliases.is_empty()));
    let score = |finding: &Finding| finding.ratings[1].score.unwrap().tenths();
    assert_eq!((score(&found[0]), score(&found[1])), (100, 90), "each with its own score");
}

#[test]
fn the_scores_of_one_cve_may_be_split_over_entries() {
    for cves in [
        json!([{"cve": "CVE-2021-1", "cvss_v2": "5.0"}, {"cvss_v3": "7.5"}]),
        json!([{"cvss_v3": "7.5"}, {"cve": "CVE-2021-1", "cvss_v2": "5.0"}]),
        json!([{"cve": "CVE-2021-1", "cvss_v2": "5.0"}, {"cve": "cve-2021-1", "cvss_v3": "7.5"}]),
    ] {
        let found = translated(&log4j(&cves));
        let [finding] = found.try_into().unwrap();
        assert_eq!((finding.id.as_str(), finding.ratings.len()), ("CVE-2021-1", 3), "{cves}");
    }
}

#[test]
fn an_issue_that_has_no_cve_goes_by_xrays_number() {
    for cves in [json!([]), json!(null), json!([{"cvss_v3": "7.5"}]), json!([{"cve": ""}])] {
        let [finding] = translated(&log4j(&cves)).try_into().unwrap();
        assert_eq!((finding.id.as_str(), finding.aliases.len()), ("XRAY-1", 0), "{cves}");
    }
    let [finding] = translated(&json!([{"summary": "nobody knows"}])).try_into().unwrap();
    assert_eq!(finding.id, "an issue without id");
    assert_eq!(finding.ratings[0].level, Severity::Unknown, "no severity is not harmless");
    assert_eq!(finding.package.name(), "shop/api:1");
}

#[test]
fn an_issue_in_several_components_is_found_in_each() {
    let found = translated(&json!([{
        "issue_id": "XRAY-1", "severity": "High", "component_physical_paths": ["a.jar"],
        "components": [
            {"component_id": "debian:bookworm:zlib1g", "version": "1:1.2.13", "pkg_type": "Debian"},
            {"component_id": "github.com/acme/x", "version": "1.2.3", "pkg_type": "Go"},
            {"component_id": "mystery", "version": "7"}
        ]
    }]));
    let keys: Vec<_> = found.iter().map(|finding| finding.package.key()).collect();
    assert_eq!(
        keys,
        ["pkg:deb/debian/zlib1g@1:1.2.13", "pkg:golang/github.com/acme/x@v1.2.3", "mystery@7"]
    );
    assert!(found.iter().all(|finding| finding.place.locations.is_empty()), "whose path is it?");
    assert!(found.iter().all(|finding| finding.fix == Fix::NotFixed));
}

#[test]
fn without_components_the_last_step_of_every_path_stands_for_a_package() {
    let found = translated(&json!([{"severity": "Low", "impact_path": [
        "default/r/x/1/sha256__ab.tar.gz/3.12:busybox:1.31.1-r20",
        "default/r/x/1/sha256__cd.tar.gz/3.12:busybox:1.31.1-r20",
        "default/r/x/1/app.jar/"
    ]}]));
    let names: Vec<&str> = found.iter().map(|finding| finding.package.name()).collect();
    assert_eq!(names, ["3.12:busybox:1.31.1-r20", "app.jar"]);
    assert!(
        found.iter().all(|finding| finding.fix == Fix::Unknown),
        "version 1 says nothing of fixes"
    );
}

#[test]
fn a_marker_of_a_clean_scan_is_no_finding() {
    assert_eq!(translated(&json!([{"severity": "Scanned - No Issues"}])), []);
}

#[test]
fn a_flaw_is_out_of_reach_only_if_every_piece_of_evidence_says_so() {
    let reachable = |details: Value| {
        let found = translated(&json!([{
            "severity": "High", "cves": [{"cve": "CVE-2021-1"}], "applicability_details": details,
            "components": [{"component_id": "g:a", "version": "1", "pkg_type": "Maven"}]
        }]));
        found[0].reachable
    };
    let detail = |result: &str| json!({"vulnerability_id": "CVE-2021-1", "result": result});
    let of = |component: &str| {
        json!({"vulnerability_id": "CVE-2021-1", "result": "not_applicable",
               "source_comp_id": component})
    };
    assert_eq!(reachable(json!(null)), None);
    assert_eq!(reachable(json!([])), None);
    assert_eq!(reachable(json!([detail("applicable")])), Some(true));
    assert_eq!(reachable(json!([detail("not_applicable")])), Some(false));
    assert_eq!(reachable(json!([detail("not_applicable"), detail("applicable")])), Some(true));
    for doubt in ["undetermined", "not_scanned", "a word of tomorrow", ""] {
        assert_eq!(reachable(json!([detail("not_applicable"), detail(doubt)])), None, "{doubt}");
    }
    assert_eq!(
        reachable(json!([{"vulnerability_id": "CVE-2021-2", "result": "applicable"}])),
        None
    );
    assert_eq!(reachable(json!([of("gav://g:a:1")])), Some(false));
    assert_eq!(
        reachable(json!([of("gav://g:b:1")])),
        None,
        "another component says nothing of this one"
    );
    assert_eq!(reachable(json!([of("gav://g:a:2")])), None);
}

#[test]
fn the_digest_is_told_from_a_padded_sha1() {
    let digest_of = |sha256: Value| {
        digest(&serde_json::from_value(json!({"general": {"sha256": sha256}})).unwrap())
    };
    let hex = "ab".repeat(32);
    let digest = format!("sha256:{hex}").parse().unwrap();
    assert_eq!(digest_of(json!(hex)), Some(digest));
    assert_eq!(digest_of(json!(format!("sha256:{hex}"))), digest_of(json!(hex.to_uppercase())));
    assert_eq!(digest_of(json!(format!("{}{}", "0".repeat(24), "c".repeat(40)))), None);
    assert_eq!(digest_of(json!("")), None);
    assert_eq!(digest_of(json!(null)), None);
}

/// Counted here from the JSON itself: a finding for each component and each named CVE.
fn expected(issue: &Value) -> usize {
    let list = |key: &str| issue[key].as_array().cloned().unwrap_or_default();
    let named: BTreeSet<String> =
        list("cves").iter().filter_map(|cve| Some(cve["cve"].as_str()?.to_owned())).collect();
    let paths = list("impact_path");
    let steps: BTreeSet<&str> =
        paths.iter().filter_map(|path| path.as_str()?.rsplit('/').next()).collect();
    let packages = match list("components").len() {
        0 => steps.len().max(1),
        components => components,
    };
    packages * named.len().max(1)
}

#[test]
fn no_issue_of_a_recorded_summary_is_lost() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/samples/xray");
    let Ok(files) = std::fs::read_dir(folder) else {
        eprintln!("skipped: there are no samples at {folder}");
        return;
    };
    let mut total = 0;
    for file in files {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with("summary-artifact-") {
            continue;
        }
        let json: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        for artifact in json["artifacts"].as_array().into_iter().flatten() {
            let issues = artifact["issues"].as_array().cloned().unwrap_or_default();
            let expected: usize = issues.iter().map(expected).sum();
            let found = findings_of(&serde_json::from_value(artifact.clone()).unwrap());
            assert_eq!(found.len(), expected, "{name}");
            assert!(found.iter().all(|finding| !finding.package.name().is_empty()), "{name}");
            total += found.len();
        }
    }
    assert!(total > 300, "only {total} findings in all samples");
}
