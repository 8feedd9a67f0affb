//! What a vulnerability that both documents have affects newly, and what no more.

use sbom::Document;

use super::{cyclonedx, library};

/// A document of components of these names and versions, and of vulnerabilities.
fn with(parts: &[(&str, &str)], vulnerabilities: &[&str]) -> Document {
    let parts: Vec<_> = parts.iter().map(|(name, version)| library(name, version, "")).collect();
    let rest = format!(r#", "vulnerabilities": [{}]"#, vulnerabilities.join(","));
    cyclonedx(&parts.join(","), &rest)
}

const BOTH: &[(&str, &str)] = &[("a", "1"), ("b", "1")];

#[test]
fn a_vulnerability_that_reaches_another_component_is_a_difference() {
    let one = with(
        &[("a", "1"), ("b", "1"), ("old", "1")],
        &[r#"{"id": "CVE-1", "affects": [{"ref": "a"}, {"ref": "old"}]}"#],
    );
    let other = with(
        &[("new", "1"), ("b", "1"), ("a", "2")],
        &[
            r#"{"id": "CVE-1", "affects": [{"ref": "a"}]}"#,
            r#"{"id": "CVE-1", "affects": [{"ref": "b"}, {"ref": "new"}, {"ref": "b"}]}"#,
            r#"{"id": "CVE-2", "affects": [{"ref": "b"}]}"#,
        ],
    );
    let diff = one.diff(&other);
    insta::assert_snapshot!(diff, @r"
    + new 1
    - old 1
    ~ a upgraded: 1 -> 2
    + CVE-2
    + CVE-1 affects b 1, new 1
    - CVE-1 affects old 1
    ");
    let json =
        serde_json::to_string_pretty(&serde_json::to_value(&diff).unwrap()["affected_added"]);
    insta::assert_snapshot!(json.unwrap(), @r#"
    [
      {
        "component": {
          "name": "b",
          "purl": "pkg:npm/b@1",
          "version": "1"
        },
        "id": "CVE-1",
        "reference": null
      },
      {
        "component": {
          "name": "new",
          "purl": "pkg:npm/new@1",
          "version": "1"
        },
        "id": "CVE-1",
        "reference": null
      }
    ]
    "#);
}

#[test]
fn what_an_analysis_denies_is_not_affected() {
    let found = |state: &str, affects: &str| {
        format!(
            r#"{{"id": "CVE-1", "analysis": {{"state": "{state}"}}, "affects": [{{"ref": "{affects}"}}]}}"#
        )
    };
    let one = with(BOTH, &[&found("exploitable", "a"), &found("not_affected", "b")]);
    // The states are the same ones, and of other components.
    let swapped = with(BOTH, &[&found("not_affected", "a"), &found("exploitable", "b")]);
    insta::assert_snapshot!(one.diff(&swapped), @r"
    + CVE-1 affects b 1
    - CVE-1 affects a 1
    ");
    let resolved = with(BOTH, &[&found("resolved", "a"), &found("not_affected", "b")]);
    insta::assert_snapshot!(one.diff(&resolved), @r"
    ~ CVE-1: exploitable -> resolved
    - CVE-1 affects a 1
    ");
    // Somebody else says that it can be exploited.
    let contradicted = with(BOTH, &[&found("exploitable", "a"), &found("resolved", "a")]);
    assert_eq!(one.diff(&contradicted).affected_removed().len(), 0);
}

#[test]
fn versions_that_are_all_unaffected_affect_nothing() {
    let found = |statuses: &[&str]| {
        let version = |status: &&str| format!(r#"{{"version": "1", "status": "{status}"}}"#);
        let versions: Vec<_> = statuses.iter().map(version).collect();
        let versions = versions.join(",");
        let text =
            format!(r#"{{"id": "CVE-1", "affects": [{{"ref": "a", "versions": [{versions}]}}]}}"#);
        with(BOTH, &[&text])
    };
    let affected = found(&[]);
    assert!(affected.diff(&found(&["unaffected", "affected"])).is_empty());
    insta::assert_snapshot!(affected.diff(&found(&["unaffected"])), @"- CVE-1 affects a 1");
}

#[test]
fn components_of_other_documents_are_known_by_their_links() {
    let link = |serial: &str, version: u8| format!("urn:cdx:{serial}/{version}#x");
    let (one, two) =
        ("3e671687-395b-41f5-a30f-a58921a69b79", "4e671687-395b-41f5-a30f-a58921a69b79");
    let found = |link: String| {
        with(&[], &[&format!(r#"{{"id": "CVE-1", "affects": [{{"ref": "{link}"}}]}}"#)])
    };
    let document = found(link(one, 1));
    assert!(document.diff(&found(link(one, 2))).is_empty());
    let other = found(link(two, 1));
    let diff = document.diff(&other);
    insta::assert_snapshot!(diff, @r"
    + CVE-1 affects urn:cdx:4e671687-395b-41f5-a30f-a58921a69b79/1#x
    - CVE-1 affects urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#x
    ");
    let json = serde_json::to_value(&diff).unwrap();
    assert_eq!(json["affected_added"][0]["reference"], link(two, 1));
}

#[test]
fn what_is_affected_is_the_same_in_spdx_3() {
    let list = |affects: &str, state: &str| {
        let text = format!(
            r#"{{"id": "CVE-1", "analysis": {{"state": "{state}"}}, "affects": [{affects}]}}"#
        );
        with(BOTH, &[&text])
    };
    let spdx = |document: &Document| {
        let target = "spdx-3.0.1-json-ld".parse().unwrap();
        let made = document.convert(target, &sbom::ConvertOptions::default()).unwrap();
        sbom::parse(made.bytes).unwrap()
    };
    let (one, both) = (r#"{"ref": "a"}"#, r#"{"ref": "a"}, {"ref": "b"}"#);
    let (one, both) = (list(one, "exploitable"), list(both, "exploitable"));
    for (older, newer) in [(&one, &spdx(&both)), (&spdx(&one), &both), (&spdx(&one), &spdx(&both))]
    {
        insta::allow_duplicates! {
            insta::assert_snapshot!(older.diff(newer), @"+ CVE-1 affects b 1");
        }
    }
    let denied = list(r#"{"ref": "a"}"#, "not_affected");
    insta::assert_snapshot!(spdx(&one).diff(&spdx(&denied)), @r"
    ~ CVE-1: exploitable -> not_affected
    - CVE-1 affects a 1
    ");
}

#[test]
fn a_snippet_that_is_affected_stays_so() {
    let text = r##"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
      {"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1",
       "created": "2026-11-22T12:00:00Z", "createdBy": ["https://a/#agent"]},
      {"type": "software_Snippet", "spdxId": "https://a/#s", "creationInfo": "_:c", "name": "s"},
      {"type": "security_Vulnerability", "spdxId": "https://a/#v", "creationInfo": "_:c",
       "name": "CVE-1"},
      {"type": "security_VexAffectedVulnAssessmentRelationship", "spdxId": "https://a/#r",
       "creationInfo": "_:c", "from": "https://a/#v", "relationshipType": "affects",
       "to": ["https://a/#s"]}]}"##;
    let document = sbom::parse(text.as_bytes()).unwrap();
    assert_eq!(document.vulnerabilities().next().unwrap().affects().count(), 1);
    assert!(document.diff(&document).is_empty(), "{}", document.diff(&document));
}
