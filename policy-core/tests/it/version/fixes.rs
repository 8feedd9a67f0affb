//! Fix candidates and what they are worth.

use super::*;

#[test]
fn fixes_are_read_from_versions_lists_and_intervals() {
    let read = |text| fix_candidates(text).collect::<Vec<_>>();
    use FixCandidate::{Unknown, Version};
    assert_eq!(read("1.2.3"), [Version("1.2.3")]);
    assert_eq!(read("1.2.3, 2.0.1"), [Version("1.2.3"), Version("2.0.1")]);
    assert_eq!(read("[1.2.3]"), [Version("1.2.3")]);
    assert_eq!(read("[1.2,)"), [Version("1.2")]);
    assert_eq!(read("[ 1.2 , 1.5 )"), [Version("1.2")]);
    assert_eq!(read("(1.2,)"), [Unknown("(1.2,)")]);
    assert_eq!(read("(,1.2)"), [Unknown("(,1.2)")]);
    assert_eq!(read("(,1.2]"), [Unknown("(,1.2]")]);
    assert_eq!(read("[1.2.3],[2.0.1,)"), [Version("1.2.3"), Version("2.0.1")]);
    assert_eq!(read("[,1.0]"), [Unknown("[,1.0]")]);
    assert_eq!(read("[1.0"), [Unknown("[1.0")]);
    assert_eq!(read(" , "), []);
    assert_eq!(read(""), []);
}

#[test]
fn a_fix_is_available_only_if_it_is_certainly_newer() {
    let table: &[(&str, &str, &[&str], Tri)] = &[
        ("npm", "4.17.20", &["4.17.21"], Tri::True),
        ("npm", "4.17.21", &["4.17.21"], Tri::False),
        ("npm", "4.17.22", &["4.17.21"], Tri::False),
        ("npm", "1.0.0", &[], Tri::Unknown),
        ("npm", "1.0.0", &["whenever"], Tri::Unknown),
        ("npm", "1.0.0", &["whenever", "1.0.1"], Tri::True),
        ("npm", "1.0.2", &["whenever", "1.0.1"], Tri::Unknown),
        ("npm", "1.0.0", &["(1.0.0,)"], Tri::Unknown),
        ("npm", "1.0.0", &["0.9.1, 1.0.3"], Tri::True),
        ("golang", "(devel)", &["1.0.1"], Tri::Unknown),
        ("deb", "1.0-1", &["1.0-1+deb12u1"], Tri::True),
        ("maven", "2.14.1", &["[2.15.0,)"], Tri::True),
        ("conan", "1.2", &["1.3"], Tri::True),
        ("conan", "1.1.1", &["1.1.1w"], Tri::Unknown),
        ("generic", "1.2", &["1.3"], Tri::Unknown),
    ];
    for (purl_type, installed, candidates, expected) in table {
        let found = fix_available(purl_type, installed, candidates.iter().copied());
        assert_eq!(found, *expected, "{purl_type} {installed} {candidates:?}");
    }
    assert_eq!(is_fixed_by("pypi", "2.0", "2.0rc1"), Tri::True);
    assert_eq!(is_fixed_by("pypi", "2.0rc1", "2.0"), Tri::False);
    assert_eq!(is_fixed_by("pypi", "banana", "2.0"), Tri::Unknown);
}

#[test]
fn the_nearest_fix_is_recommended() {
    let recommend = |purl_type, installed, list: &'static [&'static str]| {
        recommended_fix(purl_type, installed, list.iter().copied())
            .map(|fix| (fix.version, fix.line))
    };
    let list = &["3.0.0", "2.1.1", "1.4.0", "1.2.9", "1.2.4", "1.2.2"];
    assert_eq!(recommend("npm", "1.2.3", list), Some(("1.2.4", FixLine::SameMinor)));
    assert_eq!(recommend("npm", "1.3.0", list), Some(("1.4.0", FixLine::SameMajor)));
    assert_eq!(recommend("npm", "1.9.0", list), Some(("2.1.1", FixLine::OtherMajor)));
    assert_eq!(recommend("npm", "4.0.0", list), None);
    assert_eq!(
        recommend("npm", "1.2.3", &["soon", "v1.3.0"]),
        Some(("v1.3.0", FixLine::SameMajor))
    );
    assert_eq!(recommend("deb", "1:1.2-1", &["2:1.2-1"]), Some(("2:1.2-1", FixLine::OtherMajor)));
    assert_eq!(recommend("golang", "v1.2.3", &["1.2.4"]), Some(("1.2.4", FixLine::SameMinor)));
    assert_eq!(recommend("npm", "1.0.0", &["1.1.0+b", "1.1.0+a"]).unwrap().0, "1.1.0+a");
}
