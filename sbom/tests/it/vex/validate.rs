//! The rules of OpenVEX and CSAF.

use std::path::Path;

use sbom::validate::{Options, Report};
use sbom::vex::{self, Target, WriteOptions};

const SHOP: &str = include_str!("../../fixtures/csaf/2.0/shop.json");

fn judge(text: &str) -> Report {
    vex::validate(text.as_bytes(), &Options::default()).unwrap()
}

fn codes(report: &Report) -> Vec<(&str, &str)> {
    report.violations().iter().map(|violation| (violation.code(), violation.path())).collect()
}

#[test]
fn fixture_breaks_one_rule_on_purpose() {
    let report = judge(SHOP);
    assert_eq!(
        codes(&report),
        [("csaf-duplicate-item", "/vulnerabilities/1/product_status/under_investigation/2")]
    );
    assert_eq!(report.violations()[0].line(), Some(122));
}

#[test]
fn what_is_written_is_valid() {
    let document = super::write::shop();
    for target in [Target::OpenVex, Target::Csaf] {
        let made = document.write(target, &WriteOptions::default()).unwrap();
        let report = vex::validate(made.bytes, &Options::default()).unwrap();
        assert!(report.violations().is_empty(), "{target}: {report}");
    }
    let document = vex::parse(SHOP.as_bytes()).unwrap();
    let made = document.write(Target::Csaf, &WriteOptions::default()).unwrap();
    let report = vex::validate(made.bytes, &Options::default()).unwrap();
    assert!(report.violations().is_empty(), "{report}");
    // A reason that was never given is not made up.
    let bare = br#"{"@context": "https://openvex.dev/ns/v0.2.0", "statements": [
      {"vulnerability": {"name": "CVE-2026-1"}, "products": [{"@id": "pkg:npm/a@1"}], "status": "not_affected"}]}"#;
    let made = vex::parse(bare).unwrap().write(Target::Csaf, &WriteOptions::default()).unwrap();
    let report = vex::validate(made.bytes, &Options::default()).unwrap();
    assert_eq!(codes(&report)[0].0, "csaf-vex-impact");
}

#[test]
fn each_rule_of_csaf_has_its_code() {
    for (from, to, code, path) in [
        (r#""title": "Acme Shop and its libraries","#, "", "csaf-required", "/document"),
        (r#""status": "final""#, r#""status": "done""#, "csaf-enum", "/document/tracking/status"),
        (
            r#""initial_release_date": "2026-01-02T03:04:05Z""#,
            r#""initial_release_date": "yesterday""#,
            "vex-date",
            "/document/tracking/initial_release_date",
        ),
        (
            r#""product_reference": "SSL""#,
            r#""product_reference": "TLS""#,
            "csaf-undefined-product",
            "/product_tree/relationships/0/product_reference",
        ),
        (
            r#""product_id": "UNUSED""#,
            r#""product_id": "SSL""#,
            "csaf-duplicate-product",
            "/product_tree/full_product_names/1",
        ),
        (
            r#""relates_to_product_reference": "SHOP-4.2""#,
            r#""relates_to_product_reference": "SHOP-4.2:SSL""#,
            "csaf-circular-product",
            "/product_tree/relationships/0",
        ),
        (
            r#""group_ids": ["ALL"]"#,
            r#""group_ids": ["SOME"]"#,
            "csaf-undefined-group",
            "/vulnerabilities/1/threats/0/group_ids/0",
        ),
        (
            r#""first_fixed": ["SHOP-4.2"]"#,
            r#""first_fixed": ["SHOP-OLD"]"#,
            "csaf-contradicting-status",
            "/vulnerabilities/0/product_status/first_fixed/0",
        ),
        (
            "pkg:deb/debian/openssl@3.0.11",
            "pkg:openssl",
            "csaf-purl",
            "/product_tree/full_product_names/0/product_identification_helper/purl",
        ),
        (
            r#""number": "1""#,
            r#""number": "0""#,
            "csaf-missing-revision",
            "/document/tracking/revision_history/1",
        ),
        (
            r#""number": "2""#,
            r#""number": "1""#,
            "csaf-duplicate-revision",
            "/document/tracking/revision_history/1",
        ),
        (
            r#""version": "2""#,
            r#""version": "3""#,
            "csaf-latest-version",
            "/document/tracking/version",
        ),
        (
            r#""version": "2""#,
            r#""version": "2.0.0""#,
            "csaf-mixed-versions",
            "/document/tracking/version",
        ),
        (
            r#""ids": [{"system_name": "Acme""#,
            r#""cve": "CVE-2026-1000", "ids": [{"system_name": "Acme""#,
            "csaf-duplicate-cve",
            "/vulnerabilities/1/cve",
        ),
        (
            r#""under_investigation": ["SHOP-4.2", "SHOP-OLD", "SHOP-4.2"]"#,
            r#""recommended": ["SHOP-4.2"]"#,
            "csaf-vex-status",
            "/vulnerabilities/1",
        ),
        (
            r#""ids": [{"system_name": "Acme", "text": "ACME-77"}],"#,
            "",
            "csaf-vex-id",
            "/vulnerabilities/1",
        ),
        (
            r#""known_not_affected": ["SHOP-4.2:SSL"]"#,
            r#""known_not_affected": ["SSL"]"#,
            "csaf-vex-impact",
            "/vulnerabilities/0/product_status/known_not_affected/0",
        ),
        (
            r#""known_affected": ["SHOP-OLD"]"#,
            r#""known_affected": ["SSL"]"#,
            "csaf-vex-action",
            "/vulnerabilities/0/product_status/known_affected/0",
        ),
        (
            r#""date": "2026-02-01T00:00:00Z", "product_ids": ["SHOP-OLD"]"#,
            r#""date": "2026-02-01T00:00:00Z""#,
            "csaf-remediation-products",
            "/vulnerabilities/0/remediations/0",
        ),
        (
            r#""date": "2026-01-15T00:00:00Z", "product_ids": ["SHOP-4.2:SSL"]"#,
            r#""date": "2026-01-15T00:00:00Z""#,
            "csaf-flag-products",
            "/vulnerabilities/0/flags/0",
        ),
        (
            r#""flags": ["#,
            r#""flags": [{"label": "component_not_present", "product_ids": ["SHOP-4.2:SSL"]}, "#,
            "csaf-several-flags",
            "/vulnerabilities/0/flags/1",
        ),
    ] {
        assert!(SHOP.contains(from), "{from}");
        let report = judge(&SHOP.replacen(from, to, 1));
        let is_found = codes(&report).contains(&(code, path));
        assert!(is_found, "{code} {path}:\n{report}");
        assert!(report.violations().iter().all(|violation| violation.line().is_some()), "{report}");
    }
}

#[test]
fn each_rule_of_openvex_has_its_code() {
    let judged = |statement: &str| {
        judge(&format!(
            r#"{{"@context": "https://openvex.dev/ns/v0.2.0", "@id": "a", "author": "b", "version": 1,
                "timestamp": "2026-01-01T00:00:00Z", "statements": [{statement}]}}"#
        ))
    };
    let whole =
        r#"{"vulnerability": {"name": "CVE-1"}, "products": [{"@id": "a"}], "status": "fixed"}"#;
    assert!(judged(whole).violations().is_empty());
    for (from, to, code, path) in [
        (r#""name": "CVE-1""#, "", "openvex-required", "/statements/0/vulnerability"),
        (r#""fixed""#, r#""solved""#, "openvex-enum", "/statements/0/status"),
        (r#""fixed""#, r#""not_affected""#, "openvex-reason", "/statements/0"),
        (r#""fixed""#, r#""affected""#, "openvex-action", "/statements/0"),
        (r#""products": [{"@id": "a"}], "#, "", "openvex-products", "/statements/0"),
        (r#"{"@id": "a"}"#, "7", "openvex-type", "/statements/0/products/0"),
    ] {
        let report = judged(&whole.replacen(from, to, 1));
        assert!(codes(&report).contains(&(code, path)), "{code} {path}:\n{report}");
    }
    let report = judge(r#"{"@context": "https://openvex.dev/ns/v0.2.0"}"#);
    assert_eq!(report.violations().len(), 5, "{report}");
}

#[test]
fn cyclonedx_is_judged_as_ever() {
    let text = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "vulnerabilities": [{"analysis": {"state": "odd"}}]}"#;
    let report = judge(text);
    let own = sbom::parse(text.as_bytes()).unwrap().validate();
    assert_eq!(codes(&report), codes(&own));
    assert!(!report.passes_schema());
}

/// Circles, and groups that many flags name, are judged in linear time.
#[test]
fn hostile_documents_are_judged_in_time() {
    let count = 20_000;
    let relationships: Vec<_> = (0..count)
        .map(|number| {
            format!(
                r#"{{"category": "installed_on", "product_reference": "p{}", "relates_to_product_reference": "p{}",
                    "full_product_name": {{"product_id": "p{number}", "name": "n"}}}}"#,
                (number + 1) % count,
                (number * 7 + 3) % count
            )
        })
        .collect();
    let ids: Vec<_> = (0..count).map(|number| format!(r#""p{number}""#)).collect();
    let flags = vec![r#"{"label": "component_not_present", "group_ids": ["g"]}"#; 5_000].join(",");
    let text = format!(
        r#"{{"document": {{"csaf_version": "2.0"}}, "product_tree": {{"relationships": [{}],
            "product_groups": [{{"group_id": "g", "product_ids": [{}]}}]}},
            "vulnerabilities": [{{"cve": "CVE-2026-1", "flags": [{flags}]}}]}}"#,
        relationships.join(","),
        ids.join(",")
    );
    let (report, took) = crate::clock::time(|| judge(&text));
    assert!(codes(&report).iter().any(|(code, _)| *code == "csaf-circular-product"));
    assert!(took.as_secs() < 20, "{took:?}");
}

/// What vendors publish is mostly valid; the rest is told by code.
#[test]
fn public_documents_are_judged() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus/vex"));
    let Ok(origins) = std::fs::read_dir(folder) else {
        say(&format!("skipped: {} is not here", folder.display()));
        return;
    };
    let mut valid = 0;
    let mut told = std::collections::BTreeMap::<String, usize>::new();
    for origin in origins.flatten() {
        for file in std::fs::read_dir(origin.path()).unwrap().flatten() {
            let bytes = std::fs::read(file.path()).unwrap();
            let report = vex::validate(bytes, &Options::default()).unwrap();
            valid += usize::from(report.is_valid());
            let mut codes: Vec<_> = report.violations().iter().map(|it| it.code()).collect();
            codes.sort_unstable();
            codes.dedup();
            for code in codes {
                *told.entry(code.to_owned()).or_default() += 1;
            }
        }
    }
    say(&format!("{valid} valid; documents by code: {told:?}"));
    assert!(valid > 15, "{told:?}");
}

#[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
fn say(text: &str) {
    eprintln!("{text}");
}
