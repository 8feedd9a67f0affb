//! What changed, within a format and across formats.

mod affected;
mod service;

use sbom::Document;
use sbom::diff::{Field, VersionChange};

fn cyclonedx(components: &str, rest: &str) -> Document {
    let text = format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{components}]{rest}}}"#
    );
    sbom::parse(text.as_bytes()).unwrap()
}

fn library(name: &str, version: &str, more: &str) -> String {
    format!(
        r#"{{"type": "library", "bom-ref": "{name}", "name": "{name}", "version": "{version}",
            "purl": "pkg:npm/{name}@{version}"{more}}}"#
    )
}

#[test]
fn document_does_not_differ_from_itself_in_another_order() {
    let one = cyclonedx(&[library("a", "1", ""), library("b", "2", "")].join(","), "");
    let other = cyclonedx(&[library("b", "2", ""), library("a", "1", "")].join(","), "");
    assert!(one.diff(&other).is_empty());
    assert_eq!(one.diff(&other).to_string(), "");
}

#[test]
fn versions_go_up_and_down() {
    let one = cyclonedx(&[library("a", "1.9.0", ""), library("b", "2.0.0", "")].join(","), "");
    let other = cyclonedx(&[library("a", "1.10.0", ""), library("b", "1.0.0", "")].join(","), "");
    let diff = one.diff(&other);
    let versions: Vec<_> = diff.changed().map(|change| change.version()).collect();
    assert_eq!(versions, [Some(VersionChange::Upgraded), Some(VersionChange::Downgraded)]);
    assert_eq!(diff.to_string(), "~ a upgraded: 1.9.0 -> 1.10.0\n~ b downgraded: 2.0.0 -> 1.0.0\n");
}

#[test]
fn what_stands_there_once_less_is_not_gone() {
    let (a, b) = (library("a", "1", ""), library("b", "1", ""));
    let older = cyclonedx(&format!("{a}, {a}, {a}, {b}"), "");
    let newer = cyclonedx(&a, "");
    let diff = older.diff(&newer);
    let names = |parts: Vec<sbom::Component<'_>>| -> Vec<String> {
        parts.iter().map(|part| part.name().to_owned()).collect()
    };
    assert_eq!(names(diff.removed().collect()), ["b"]);
    assert_eq!(names(diff.duplicates_removed().collect()), ["a", "a"]);
    assert_eq!(diff.to_string(), "- b 1\n- duplicate a 1\n- duplicate a 1\n");
    assert_eq!(newer.diff(&older).duplicates_added().len(), 2);
    assert!(!diff.is_empty() && older.diff(&older).is_empty());
}

#[test]
fn several_versions_of_a_package_are_paired_in_their_order() {
    let one = cyclonedx(&[library("a", "1.0.0", ""), library("a", "2.0.0", "")].join(","), "");
    let other = cyclonedx(
        &[library("a", "2.1.0", ""), library("a", "1.1.0", ""), library("a", "3.0.0", "")]
            .join(","),
        "",
    );
    let diff = one.diff(&other);
    insta::assert_snapshot!(diff, @r"
    + a 3.0.0
    ~ a upgraded: 1.0.0 -> 1.1.0
    ~ a upgraded: 2.0.0 -> 2.1.0
    ");
}

#[test]
fn other_content_under_the_same_version_is_an_alarm() {
    let hash = |digit: &str| {
        let content = digit.repeat(64);
        format!(r#", "hashes": [{{"alg": "SHA-256", "content": "{content}"}}]"#)
    };
    let one = cyclonedx(&library("a", "1", &hash("0")), "");
    let other = cyclonedx(&library("a", "1", &hash("1")), "");
    let diff = one.diff(&other);
    let change = diff.changed().next().unwrap();
    assert!(change.is_content_changed());
    assert_eq!(
        change.fields().iter().map(|change| change.field()).collect::<Vec<_>>(),
        [Field::Hash]
    );
}

#[test]
fn changed_licence_is_told_with_both_sides() {
    let licence = |id: &str| format!(r#", "licenses": [{{"license": {{"id": "{id}"}}}}]"#);
    let one = cyclonedx(&library("a", "1", &licence("MIT")), "");
    let other = cyclonedx(&library("a", "1", &licence("BUSL-1.1")), "");
    insta::assert_snapshot!(one.diff(&other), @"~ a 1; declared-licence: MIT -> BUSL-1.1");
}

#[test]
fn silence_of_another_format_is_no_change() {
    let one = cyclonedx(&library("a", "1", r#", "scope": "required""#), "");
    let spdx = sbom::parse(
        br#"{"spdxVersion": "SPDX-2.3", "packages": [
            {"name": "a", "SPDXID": "SPDXRef-a", "versionInfo": "1", "licenseConcluded": "MIT",
             "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                               "referenceLocator": "pkg:npm/a@1"}]}]}"#,
    )
    .unwrap();
    assert!(one.diff(&spdx).is_empty(), "{}", one.diff(&spdx));
}

#[test]
fn dependencies_between_what_both_have_are_compared() {
    let parts = [library("a", "1", ""), library("b", "1", ""), library("c", "1", "")].join(",");
    let depends =
        |on: &str| format!(r#", "dependencies": [{{"ref": "a", "dependsOn": ["{on}"]}}]"#);
    let one = cyclonedx(&parts, &depends("b"));
    let other = cyclonedx(&parts, &depends("c"));
    insta::assert_snapshot!(one.diff(&other), @r"
    + a 1 depends on c 1
    - a 1 depends on b 1
    ");
}

#[test]
fn vulnerabilities_appear_vanish_and_are_reassessed() {
    let found =
        |id: &str, state: &str| format!(r#"{{"id": "{id}", "analysis": {{"state": "{state}"}}}}"#);
    let with =
        |list: &[String]| cyclonedx("", &format!(r#", "vulnerabilities": [{}]"#, list.join(",")));
    let one = with(&[found("CVE-1", "in_triage"), found("CVE-2", "in_triage")]);
    let other = with(&[found("CVE-2", "not_affected"), found("CVE-3", "exploitable")]);
    insta::assert_snapshot!(one.diff(&other), @r"
    + CVE-3
    - CVE-1
    ~ CVE-2: in_triage -> not_affected
    ");
}

#[test]
fn subject_is_compared_apart() {
    let with = |version: &str| {
        cyclonedx(
            "",
            &format!(
                r#", "metadata": {{"component": {{"type": "application", "name": "shop", "version": "{version}"}}}}"#
            ),
        )
    };
    let (one, other) = (with("1.0"), with("1.1"));
    let diff = one.diff(&other);
    assert_eq!(diff.added().len() + diff.removed().len() + diff.changed().len(), 0);
    assert_eq!(diff.to_string(), "~ subject shop upgraded: 1.0 -> 1.1\n");
    let json = serde_json::to_value(&diff).unwrap();
    assert_eq!(json["subject"]["version"], "upgraded");
    assert_eq!(json["subject"]["newer"]["version"], "1.1");
}

#[test]
fn packages_of_two_ecosystems_are_not_versions_of_one_another() {
    let of = |kind: &str, version: &str| {
        format!(
            r#"{{"type": "library", "name": "debug", "version": "{version}",
                "purl": "pkg:{kind}/debug@{version}"}}"#
        )
    };
    let diff_of =
        |one: &str, other: &str| cyclonedx(one, "").diff(&cyclonedx(other, "")).to_string();
    insta::assert_snapshot!(diff_of(&of("npm", "4.3.0"), &of("pypi", "0.9")), @r"
    + debug 0.9
    - debug 4.3.0
    ");
    insta::assert_snapshot!(diff_of(&of("npm", "1.0"), &of("pypi", "1.0")), @r"
    + debug 1.0
    - debug 1.0
    ");
    // One that does not say where it comes from may be the same.
    let bare = r#"{"type": "library", "name": "debug", "version": "4.3.0"}"#;
    insta::assert_snapshot!(
        diff_of(bare, &of("npm", "4.4.0")),
        @"~ debug upgraded: 4.3.0 -> 4.4.0; purl: nothing -> pkg:npm/debug"
    );
}

#[test]
fn versions_go_where_their_ecosystem_says() {
    let direction = |purl_type: &str, old: &str, new: &str| {
        let of = |version: &str| {
            let purl = format!("pkg:{purl_type}/x/a");
            let part = format!(
                r#"{{"type": "library", "name": "a", "version": "{version}", "purl": "{purl}"}}"#
            );
            cyclonedx(&part, "")
        };
        let (old, new) = (of(old), of(new));
        let diff = old.diff(&new);
        diff.changed().next().and_then(sbom::diff::Change::version)
    };
    let upgraded = Some(VersionChange::Upgraded);
    assert_eq!(direction("deb", "5.1-2", "5.1-2+b3"), upgraded);
    assert_eq!(direction("generic", "1.1.1k", "1.1.1m"), upgraded);
    assert_eq!(direction("golang", "v1.2.4-0.20200101000000-abcdefabcdef", "v1.2.4"), upgraded);
    assert_eq!(direction("maven", "1.0", "1.0.0.Final"), None);
    assert_eq!(direction("cargo", "1.0.0+a", "1.0.0+b"), Some(VersionChange::Changed));
}

#[test]
fn an_epoch_of_rpm_counts_wherever_it_stands() {
    let of = |version: &str, epoch: &str| {
        cyclonedx(
            &format!(
                r#"{{"type": "library", "name": "a", "version": "{version}",
                    "purl": "pkg:rpm/redhat/a@{version}?epoch={epoch}"}}"#
            ),
            "",
        )
    };
    let (one, other) = (of("2.0-1", "0"), of("1.0-1", "1"));
    let diff = one.diff(&other);
    assert_eq!(diff.changed().next().unwrap().version(), Some(VersionChange::Upgraded));
}

#[test]
fn another_subject_is_a_difference() {
    let about = |name: &str| {
        let subject = format!(r#"{{"type": "application", "name": "{name}", "version": "1"}}"#);
        cyclonedx("", &format!(r#", "metadata": {{"component": {subject}}}"#))
    };
    insta::assert_snapshot!(
        about("shop").diff(&about("api")),
        @"~ subject api 1; name: shop -> api"
    );
    let nothing = cyclonedx("", "");
    insta::assert_snapshot!(nothing.diff(&about("shop")), @"+ shop 1");
    insta::assert_snapshot!(about("shop").diff(&nothing), @"- shop 1");
}

#[test]
fn a_renamed_file_is_told() {
    let file = |name: &str| {
        let digest = "a".repeat(64);
        format!(
            r#"{{"type": "file", "name": "{name}", "hashes": [{{"alg": "SHA-256", "content": "{digest}"}}]}}"#
        )
    };
    let (one, other) = (cyclonedx(&file("old.jar"), ""), cyclonedx(&file("new.jar"), ""));
    insta::assert_snapshot!(one.diff(&other), @"~ new.jar; name: old.jar -> new.jar");
}

#[test]
fn each_assessment_of_a_vulnerability_is_compared() {
    let found = |state: &str, affects: &str| {
        format!(
            r#"{{"id": "CVE-1", "analysis": {{"state": "{state}"}}, "affects": [{{"ref": "{affects}"}}]}}"#
        )
    };
    let with =
        |list: &[String]| cyclonedx("", &format!(r#", "vulnerabilities": [{}]"#, list.join(",")));
    let one = with(&[found("in_triage", "a"), found("not_affected", "b")]);
    let other = with(&[found("not_affected", "b"), found("exploitable", "a")]);
    insta::assert_snapshot!(one.diff(&other), @"~ CVE-1: in_triage -> exploitable");
    let shuffled = with(&[found("not_affected", "b"), found("in_triage", "a")]);
    assert!(one.diff(&shuffled).is_empty());
}

#[test]
fn parts_of_the_subject_are_compared() {
    let with = |version: &str| {
        let part = library("module", version, "");
        let subject =
            format!(r#"{{"type": "application", "name": "shop", "components": [{part}]}}"#);
        cyclonedx("", &format!(r#", "metadata": {{"component": {subject}}}"#))
    };
    insta::assert_snapshot!(with("1").diff(&with("2")), @"~ module upgraded: 1 -> 2");
}

#[test]
fn another_format_may_have_room_for_fewer_cpe_names() {
    let cpe = |name: &str| format!("cpe:2.3:a:{name}:a:1:*:*:*:*:*:*:*");
    let reference = |name: &str| {
        format!(
            r#"{{"referenceCategory": "SECURITY", "referenceType": "cpe23Type",
                "referenceLocator": "{}"}}"#,
            cpe(name)
        )
    };
    let spdx = format!(
        r#"{{"spdxVersion": "SPDX-2.3", "packages": [{{"name": "a", "SPDXID": "SPDXRef-a",
            "versionInfo": "1", "externalRefs": [{}, {}]}}]}}"#,
        reference("a"),
        reference("b")
    );
    let spdx = sbom::parse(spdx.into_bytes()).unwrap();
    let with = |name: &str| {
        let cpe = cpe(name);
        cyclonedx(
            &format!(r#"{{"type": "library", "name": "a", "version": "1", "cpe": "{cpe}"}}"#),
            "",
        )
    };
    assert!(spdx.diff(&with("b")).is_empty(), "{}", spdx.diff(&with("b")));
    assert!(!spdx.diff(&with("c")).is_empty());
}

#[test]
fn a_licence_that_only_has_a_name_is_the_same_in_spdx() {
    let licences =
        r#", "licenses": [{"license": {"name": "Acme Licence, 2nd"}}, {"license": {"id": "MIT"}}]"#;
    let document = cyclonedx(&library("a", "1", licences), "");
    for target in ["spdx-2.3-json", "spdx-3.0.1-json-ld"] {
        let made = document.convert(target.parse().unwrap(), &sbom::ConvertOptions::default());
        let spdx = sbom::parse(made.unwrap().bytes).unwrap();
        assert!(document.diff(&spdx).is_empty(), "{}", document.diff(&spdx));
        assert!(spdx.diff(&document).is_empty(), "{}", spdx.diff(&document));
    }
}

#[test]
fn licences_in_other_words_are_no_change() {
    let licences = |texts: &[&str]| {
        let list: Vec<_> =
            texts.iter().map(|text| format!(r#"{{"expression": "{text}"}}"#)).collect();
        cyclonedx(&library("a", "1", &format!(r#", "licenses": [{}]"#, list.join(","))), "")
    };
    let list = licences(&["MIT", "Apache-2.0 OR ISC"]);
    assert!(list.diff(&licences(&["(ISC OR Apache-2.0) AND MIT"])).is_empty());
    assert!(!list.diff(&licences(&["MIT OR Apache-2.0 OR ISC"])).is_empty());
    let spdx = list.convert("spdx-2.3-json".parse().unwrap(), &sbom::ConvertOptions::default());
    let spdx = sbom::parse(spdx.unwrap().bytes).unwrap();
    assert!(list.diff(&spdx).is_empty(), "{}", list.diff(&spdx));
}
