use super::*;

#[test]
fn an_issue_of_version_2_is_read_whole() {
    let issue: Issue = serde_json::from_str(
        r#"{
          "issue_id": "XRAY-1", "severity": "high", "created": "2021-12-10T00:00:00.401Z",
          "cves": [{"cve": "CVE-2021-44228", "cwe": ["CWE-502"], "cvss_v3": "10.0/CVSS:3.1/AV:N/AC:L"},
                   {"cvss_v2": "7.8/AV:N/AC:L"}],
          "impact_path": "default/a", "references": [{"url": "https://a", "source": "x"}, "https://b", 3],
          "components": [{"component_id": "org.a:lib", "version": "1.0", "pkg_type": "Maven",
                          "fixed_versions": ["[1.2]", "junk]|["], "infected_versions": ["(,1.2)"]}],
          "applicability": {"an": "object"}, "extended_information": "not an object",
          "a_field_of_the_future": [1, 2]
        }"#,
    )
    .unwrap();
    assert_eq!((issue.id(), issue.severity()), (Some("XRAY-1"), Severity::High));
    assert_eq!(issue.cve_ids().collect::<Vec<_>>(), ["CVE-2021-44228"]);
    assert_eq!(issue.cves.iter().map(Cve::best_score).collect::<Vec<_>>(), [Some(10.0), Some(7.8)]);
    assert_eq!(issue.impact_path, ["default/a"]);
    assert_eq!(issue.references, ["https://a", "https://b"]);
    let component = &issue.components[0];
    assert_eq!(component.component().unwrap().purl().unwrap(), "pkg:maven/org.a/lib@1.0");
    assert_eq!(component.fix_candidates().collect::<Vec<_>>(), ["1.2"]);
    assert_eq!(issue.extended_information, None);
}

#[test]
fn null_absent_and_empty_lists_are_empty() {
    for text in [
        "{}",
        r#"{"general": null, "issues": null, "licenses": null, "operational_risks": null}"#,
        r#"{"issues": [], "licenses": []}"#,
    ] {
        let summary: ArtifactSummary = serde_json::from_str(text).unwrap();
        assert_eq!(summary, ArtifactSummary::default());
    }
}

#[test]
fn an_issue_without_severity_is_unrated_rather_than_harmless() {
    for text in ["{}", r#"{"severity": null}"#, r#"{"severity": ""}"#] {
        let issue: Issue = serde_json::from_str(text).unwrap();
        assert_eq!(issue.severity, None);
        assert_eq!(issue.severity(), Severity::Unrated);
    }
}

#[test]
fn an_issue_that_cannot_be_read_fails_the_summary() {
    // Dropping it would make the artifact look better than it is.
    assert!(serde_json::from_str::<ArtifactSummary>(r#"{"issues": ["XRAY-1"]}"#).is_err());
}

#[test]
fn numbers_of_operational_risk_come_as_texts_too() {
    let risk: OperationalRisk = serde_json::from_str(
        r#"{"component_id": "gav://a:b:1", "risk": "NONE", "commits": "523", "committers": 22, "cadence": 1.5,
            "newer_versions": "", "released": "0001-01-01T00:00:00Z"}"#,
    )
    .unwrap();
    assert_eq!((risk.commits, risk.committers, risk.newer_versions), (Some(523), Some(22), None));
    assert_eq!((risk.risk, risk.released), (Some(Risk::None), None));
}

#[test]
fn the_general_part_gets_its_scheme_back() {
    let general: General =
        serde_json::from_str(r#"{"component_id": "team/app:1.0", "pkg_type": "Docker"}"#).unwrap();
    assert_eq!(general.component().unwrap().as_str(), "docker://team/app:1.0");
}
