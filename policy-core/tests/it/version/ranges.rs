//! Ranges of versions.

use super::*;
use policy_core::version::VersionRange;

/// Checks lines `range | in … | out …`.
fn check_range(purl_type: &str, range: &str, inside: &str, outside: &str) {
    let parsed = VersionRange::parse_for(purl_type, range).unwrap();
    for version in inside.split_whitespace() {
        assert_eq!(parsed.contains(version), Tri::True, "{version} in {range}");
    }
    for version in outside.split_whitespace() {
        assert_eq!(parsed.contains(version), Tri::False, "{version} in {range}");
    }
}

#[test]
fn vers_ranges_hold_what_the_specification_says() {
    for (purl_type, range, inside, outside) in [
        ("npm", "vers:npm/1.2.3", "1.2.3 v1.2.3 1.2.3+build", "1.2.4 1.2.3-rc.1"),
        ("npm", "vers:npm/>=1.0.0|<2.0.0", "1.0.0 1.9.9 2.0.0-rc.1", "0.9.9 2.0.0 1.0.0-rc.1"),
        ("npm", "vers:npm/<2.0.0|>=1.0.0", "1.5.0", "2.0.0"),
        ("npm", "vers:npm/ >= 1.0.0 | < 2.0.0 ", "1.5.0", "2.0.0"),
        ("npm", "vers:npm/<1.0.0|>=2.0.0|<3.0.0|>4.0.0", "0.1.0 2.0.0 5.0.0", "1.0.0 3.0.0 4.0.0"),
        ("npm", "vers:npm/>1.0.0|>2.0.0", "1.5.0 3.0.0", "1.0.0"),
        ("npm", "vers:npm/<1.0.0|<2.0.0", "0.5.0 1.5.0", "2.0.0"),
        ("npm", "vers:npm/!=1.2.3", "1.2.2 1.2.4", "1.2.3"),
        ("npm", "vers:npm/>=1.0.0|!=1.5.0|<2.0.0|3.0.0", "1.4.0 3.0.0", "1.5.0 2.5.0"),
        ("npm", "vers:npm/*", "0.0.1 99.0.0", ""),
        ("deb", "vers:deb/<1%3A2.0-1", "1:1.9-1 2.0-1 1:2.0-1~rc1", "1:2.0-1"),
        ("apk", "vers:alpine/>=1.2.3-r1|<1.2.4", "1.2.3-r1 1.2.3-r9", "1.2.3-r0 1.2.4"),
        ("pypi", "vers:pypi/>=1.0|<2.0", "1.0 2.0rc1 1.9.post1", "2.0 0.9"),
        ("maven", "vers:maven/<2.15.0", "2.15.0-rc1 2.14.1", "2.15.0 2.15"),
        ("rpm", "vers:rpm/<3.0.7-27.el9", "3.0.7-26.el9", "3.0.7-27.el9 1:1.0-1"),
        ("golang", "vers:golang/>=v1.0.0|<v1.2.3", "v1.0.0 1.2.2", "v1.2.3"),
        ("bitnami", "vers:generic/1.2.3-4|1.3.0", "1.2.3-4", "1.2.3-5"),
    ] {
        check_range(purl_type, range, inside, outside);
    }
}

#[test]
fn intervals_hold_what_maven_says() {
    for (purl_type, range, inside, outside) in [
        ("maven", "(,1.0]", "0.1 1.0 1.0-rc1", "1.0.1"),
        ("maven", "[1.2,1.3]", "1.2 1.2.9 1.3", "1.1 1.3.1"),
        ("maven", "[1.0,2.0)", "1.0 2.0-alpha-1", "2.0"),
        ("maven", "[1.5,)", "1.5 99", "1.4"),
        ("maven", "(,1.0],[1.2,)", "1.0 1.2", "1.1"),
        ("maven", "(,1.1),(1.1,)", "1.0 1.2", "1.1"),
        ("maven", "[1.2.3]", "1.2.3 1.2.3.0", "1.2.4"),
        ("nuget", "(1.0,2.0)", "1.0.1 1.5", "1.0 2.0.0.0"),
        ("npm", "[ 1.0.0 , 2.0.0 ]", "1.0.0 2.0.0", "2.0.1"),
    ] {
        check_range(purl_type, range, inside, outside);
    }
}

#[test]
fn what_cannot_be_compared_is_neither_in_nor_out() {
    let range: VersionRange = "vers:npm/>=1.0.0|<2.0.0".parse().unwrap();
    assert_eq!(range.contains("latest"), Tri::Unknown);
    assert_eq!(range.contains(""), Tri::Unknown);
    let any: VersionRange = "vers:npm/*".parse().unwrap();
    assert_eq!(any.contains("latest"), Tri::True);
    let names: VersionRange = "vers:generic/jammy|noble".parse().unwrap();
    assert_eq!(names.contains("jammy"), Tri::True);
    assert_eq!(names.contains("focal"), Tri::Unknown);
}

#[test]
fn what_is_no_range_is_refused_with_a_reason() {
    for (purl_type, text, reason) in [
        ("npm", "", "write `vers:"),
        ("npm", "1.2.3", "write `vers:"),
        ("npm", "^1.2.3", "write `vers:"),
        ("npm", "vers:npm", "no `/`"),
        ("npm", "vers:/1", "type is empty"),
        ("npm", "vers:npm/", "a constraint is"),
        ("npm", "vers:npm/>=", "a constraint is"),
        ("npm", "vers:npm/=>1.0.0", "a constraint is"),
        ("npm", "vers:npm/>=1.0.0||<2", "a constraint is"),
        ("npm", "vers:npm/1.*", "a constraint is"),
        ("npm", "vers:npm/%ff", "a constraint is"),
        ("npm", "vers:npm/>=banana", "`banana` is not a version of npm"),
        ("npm", "vers:npm/>=1.0.0|<1", "stands in it twice"),
        ("npm", "vers:pypi/>=1.0", "it is not of npm"),
        ("bitnami", "vers:bitnami/>=a|<b", "have no order"),
        ("maven", "[1.0,2.0", "does not end"),
        ("maven", "[1.0,2.0,3.0)", "an interval is"),
        ("maven", "(1.0)", "an interval is"),
        ("maven", "[]", "an interval is"),
        ("maven", "[2.0,1.0]", "holds no version"),
        ("maven", "[1.0,1.0)", "holds no version"),
    ] {
        let error = VersionRange::parse_for(purl_type, text).unwrap_err().to_string();
        assert!(error.contains(reason), "{text}: {error}");
    }
    assert!(VersionRange::parse(&format!("vers:npm/{}", "1|".repeat(9_000))).is_err());
}

proptest! {
    /// An interval holds what lies between its bounds, and `!` turns each answer around.
    #[test]
    fn a_range_is_its_bounds(low in 0..20u32, high in 0..20u32, at in 0..20u32) {
        let text = format!("vers:npm/>={low}.0.0|<{}.0.0", high + 21);
        let range: VersionRange = text.parse().unwrap();
        prop_assert_eq!(range.contains(&format!("{at}.0.0")), Tri::from(at >= low));
        let outside: VersionRange = format!("vers:npm/<{low}.0.0|>={}.0.0", high + 21).parse().unwrap();
        prop_assert_eq!(outside.contains(&format!("{at}.0.0")), !range.contains(&format!("{at}.0.0")));
    }
}

#[test]
fn versions_whose_order_goes_round_in_a_circle_are_no_panic() {
    // Texts of which every other one is a version: as texts they come in another order.
    let word = |n: u32| if n.is_multiple_of(2) { format!("{n}.0.0") } else { (n * 7).to_string() };
    let words: Vec<_> = (0..21).map(word).collect();
    assert!(VersionRange::parse(&format!("vers:generic/{}", words.join("|"))).is_ok());
    // Releases of RPM, and the version that equals each of them.
    let releases: Vec<_> = (0..40).map(|n| format!("1-{}", n * 7 % 40)).collect();
    assert!(VersionRange::parse(&format!("vers:rpm/{}|1", releases.join("|"))).is_err());
}
