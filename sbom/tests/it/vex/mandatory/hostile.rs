//! Documents that are made to take long.

use std::fmt::Write as _;

use sbom::validate::Options;
use sbom::vex;

/// Judges the parts of a document, and returns the codes; the bounds are some fifty times what it
/// takes.
fn judged(tree: &str, vulnerabilities: &str, category: &str) -> Vec<&'static str> {
    let text = format!(
        r#"{{"document": {{"csaf_version": "2.0", "category": "{category}"}},
            "product_tree": {{{tree}}}, "vulnerabilities": [{vulnerabilities}]}}"#
    );
    let (report, took) =
        crate::clock::time(|| vex::validate(text.as_bytes(), &Options::default()).unwrap());
    assert!(took.as_secs() < 20, "{took:?}");
    report.violations().iter().map(|it| it.code()).collect()
}

fn list(count: usize, item: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for number in 0..count {
        let comma = if number == 0 { "" } else { "," };
        write!(text, "{comma}{}", item(number)).unwrap();
    }
    text
}

fn products(count: usize) -> String {
    let name = |number| format!(r#"{{"product_id": "p{number}", "name": "n"}}"#);
    format!(r#""full_product_names": [{}]"#, list(count, name))
}

/// Each of many vulnerabilities names the same large groups.
#[test]
fn large_groups_are_not_unfolded_for_every_vulnerability() {
    let ids = |from: usize| list(20_000, |number| format!("\"p{}\"", from + number));
    let tree = format!(
        r#"{}, "product_groups": [{{"group_id": "g", "product_ids": [{}]}}, {{"group_id": "h", "product_ids": [{}]}}]"#,
        products(40_000),
        ids(0),
        ids(20_000)
    );
    let vulnerabilities = list(5_000, |number| {
        format!(
            r#"{{"cve": "CVE-2026-{number:05}", "notes": [{{"category": "other", "text": "-"}}],
                "product_status": {{"known_not_affected": ["p1"], "known_affected": ["p20001"]}},
                "flags": [{{"label": "component_not_present", "group_ids": ["g"]}},
                    {{"label": "component_not_present", "group_ids": ["h"]}}],
                "remediations": [{{"category": "workaround", "details": "-", "group_ids": ["h"]}}]}}"#
        )
    });
    let codes = judged(&tree, &vulnerabilities, "csaf_vex");
    assert!(!codes.iter().any(|code| code.starts_with("csaf-vex")), "{codes:?}");
    assert!(!codes.contains(&"csaf-several-flags"));
}

/// One vulnerability names many groups, of which only the last two share a product.
#[test]
fn many_small_groups_are_compared_at_once() {
    let group = |number: usize| {
        let next = if number == 19_999 { 39_997 } else { 2 * number + 1 };
        format!(r#"{{"group_id": "g{number}", "product_ids": ["p{}", "p{next}"]}}"#, 2 * number)
    };
    let tree = format!(r#"{}, "product_groups": [{}]"#, products(40_000), list(20_000, group));
    let flag =
        |number| format!(r#"{{"label": "component_not_present", "group_ids": ["g{number}"]}}"#);
    let vulnerabilities = format!(r#"{{"flags": [{}]}}"#, list(20_000, flag));
    let codes = judged(&tree, &vulnerabilities, "csaf_base");
    assert_eq!(codes.iter().filter(|code| **code == "csaf-several-flags").count(), 1);
}

/// Paths of deep branches are as long as the branches are deep.
#[test]
fn branches_may_be_deep_and_many() {
    let deep = |inner: &str| {
        let levels = 100;
        let open = r#"{"category": "vendor", "name": "n", "branches": ["#.repeat(levels);
        format!("{open}{inner}{}", "]}".repeat(levels))
    };
    let leaf = |number: usize| {
        let product = format!(r#"{{"product_id": "p{}", "name": "n"}}"#, number / 2);
        format!(r#"{{"category": "product_version", "name": "all", "product": {product}}}"#)
    };
    let tree = format!(r#""branches": [{}]"#, deep(&list(50_000, leaf)));
    let codes = judged(&tree, r#"{"title": "t"}"#, "csaf_base");
    assert!(codes.contains(&"csaf-version-range") && codes.contains(&"csaf-duplicate-product"));
}

/// Numbers, texts and tags of any length are read once.
#[test]
fn long_texts_do_no_harm() {
    let digits = "9".repeat(200_000);
    let vector = format!("CVSS:3.1/{}", "AV:N/".repeat(100_000));
    let text = format!(
        r#"{{"document": {{"csaf_version": "2.0", "category": "{0}", "lang": "{0}",
                "tracking": {{"status": "final", "version": "{0}", "revision_history": [
                    {{"number": "{0}", "date": "2026-01-01T00:00:00.{0}Z"}}, {{"number": "1{0}", "date": "2026-01-01T00:00:00.{0}Z"}}]}}}},
            "vulnerabilities": [{{"scores": [{{"products": [], "cvss_v3":
                {{"version": "3.1", "vectorString": "{vector}", "baseScore": 1{0}}}}}]}}]}}"#,
        digits
    );
    let report = vex::validate(text.as_bytes(), &Options::default()).unwrap();
    assert!(report.violations().iter().all(|it| it.message().len() < 1_000), "{report}");
    assert!(report.violations().iter().any(|it| it.code() == "csaf-missing-revision"));
}
