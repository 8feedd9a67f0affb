//! The laws of an order.

use super::*;

/// Texts that look like versions of the scheme, many of them close to one another.
pub(super) fn versions(purl_type: &'static str) -> impl Strategy<Value = String> {
    let parts: &'static [&'static str] = match purl_type {
        "maven" => &[
            "0", "1", "2", "10", "01", "a", "alpha", "rc", "ga", "sp", "x", "snapshot", ".", ".",
            "-", "-", "_",
        ],
        "pypi" => {
            &["0", "1", "2", "10", "a", "b", "rc", ".post", ".dev", "-", ".", ".", "+", "x", "1!"]
        }
        "deb" => &["0", "1", "2", "10", "a", "b", "~", "~", "+", ".", "-", ":"],
        "rpm" => &["0", "1", "2", "10", "a", "b", "~", "^", "+", ".", "_"],
        "apk" => &[
            "0", "1", "2", "10", "06", "a", "b", "_alpha", "_rc", "_p", "_git", ".", ".", "~ab",
            "-r",
        ],
        "gem" => &["0", "1", "2", "10", "a", "b", "rc", ".", ".", "-"],
        "composer" => &["0", "1", "2", "10", "-a", "-RC", "-dev", ".", ".", "-p", "beta", "+x"],
        "golang" => &["v", "0", "1", "2", "10", "rc", "go", "-", ".", ".", "a", "+incompatible"],
        _ => &["0", "1", "2", "10", "a", "b", "-", ".", ".", "rc", "A", "+x"],
    };
    collection::vec(proptest::sample::select(parts), 1..8)
        .prop_map(|parts| format!("1{}", parts.concat()))
}

fn three() -> impl Strategy<Value = (&'static str, [String; 3])> {
    const TYPES: &[&str] = &[
        "npm", "pub", "conan", "composer", "golang", "maven", "pypi", "deb", "rpm", "apk", "nuget",
        "gem", "generic",
    ];
    proptest::sample::select(TYPES).prop_flat_map(|purl_type| {
        (Just(purl_type), [versions(purl_type), versions(purl_type), versions(purl_type)])
    })
}

/// Cheap, hence many also by default.
fn cases() -> proptest::test_runner::Config {
    let mut config = proptest::test_runner::Config::default();
    config.cases = config.cases.max(4_000);
    config
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn every_scheme_is_a_total_order_on_its_versions((purl_type, [a, b, c]) in three()) {
        let compare = |x: &str, y: &str| version::compare(purl_type, x, y);
        prop_assert!(compare(&a, &a).is_none_or(Ordering::is_eq));
        prop_assert_eq!(compare(&a, &b), compare(&b, &a).map(Ordering::reverse));
        if purl_type != "generic" && purl_type != "conan" {
            // Comparable means that both are versions.
            let valid = |x: &str| compare(x, x).is_some();
            prop_assert_eq!(compare(&a, &b).is_some(), valid(&a) && valid(&b));
        }
        if let (Some(ab), Some(bc), Some(ac)) = (compare(&a, &b), compare(&b, &c), compare(&a, &c)) {
            if ab == bc {
                prop_assert_eq!(ac, ab, "{} {} {}", a, b, c);
            }
            if ab == Equal {
                prop_assert_eq!(ac, bc, "{} {} {}", a, b, c);
            }
        }
    }

    #[test]
    fn no_text_makes_a_comparator_panic(
        purl_type in prop_oneof![Just("npm"), Just("composer"), Just("golang"), Just("maven"), Just("pypi"),
            Just("deb"), Just("rpm"), Just("apk"), Just("nuget"), Just("gem"), Just("x")],
        a in "\\PC{0,24}",
        b in "[0-9a-zA-Zäß.~^+:!_-]{0,12}",
    ) {
        let forward = version::compare(purl_type, &a, &b);
        prop_assert_eq!(forward, version::compare(purl_type, &b, &a).map(Ordering::reverse));
        let _ = fix_candidates(&a).count();
        let _ = recommended_fix(purl_type, &a, [b.as_str()]);
    }
}
