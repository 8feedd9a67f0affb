use super::*;

/// Asserts that each version is newer than the one before it.
fn ascends(purl_type: Option<&str>, versions: &[&str]) {
    for pair in versions.windows(2) {
        assert_eq!(guess(purl_type, pair[0], pair[1]), Some(Ordering::Less), "{pair:?}");
        assert_eq!(guess(purl_type, pair[1], pair[0]), Some(Ordering::Greater), "{pair:?}");
    }
}

#[test]
fn versions_of_no_known_ecosystem_are_ordered_by_their_look() {
    ascends(None, &["1.0.0-alpha", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0"]);
    ascends(None, &["v1.9.0", "v1.10.0", "2.0.0"]);
    ascends(None, &["1.0~rc1", "1.0", "1.0-1", "1.0-1+deb12u1", "1:0.9"]);
    ascends(None, &["2.14.1", "2.17.1", "3.0.0-M1", "3.0.0"]);
    ascends(None, &["20240101", "20240102"]);
}

#[test]
fn a_letter_behind_a_version_is_a_patch() {
    for purl_type in [None, Some("generic"), Some("apk"), Some("rpm"), Some("deb")] {
        let openssl = ["1.1.1", "1.1.1a", "1.1.1b", "1.1.1c", "1.1.1k", "1.1.1m", "1.1.1w"];
        ascends(purl_type, &openssl);
    }
    ascends(Some("apk"), &["1.2_alpha1", "1.2_rc1", "1.2", "1.2-r1", "1.2.1"]);
}

#[test]
fn debian_packages_are_ordered_as_dpkg_does() {
    ascends(Some("deb"), &["1.0~rc1-1", "1.0-1", "1.0-1+b1", "1.0-1+b2", "1.0-1+deb12u1", "1.0-2"]);
    ascends(Some("deb"), &["9.0", "1:0.9", "1:0.9a", "1:0.9+dfsg", "1:0.10", "2:0"]);
}

#[test]
fn rpm_packages_are_ordered_as_rpm_does() {
    ascends(Some("rpm"), &["1.0~rc1-1", "1.0-1.el8", "1.0-1.el8_4", "1.0-2.el8", "1.0^git1-1"]);
    ascends(Some("rpm"), &["1.0a", "1.0.1", "1.0.10", "1:0.1"]);
    assert_eq!(guess(Some("rpm"), "1.0", "1.0-3"), Some(Ordering::Equal));
}

#[test]
fn semantic_versions_are_ordered_by_precedence() {
    let pseudo = ["v1.2.3", "v1.2.4-0.20200101000000-abcdefabcdef", "v1.2.4-rc.1", "v1.2.4"];
    ascends(Some("golang"), &pseudo);
    ascends(Some("npm"), &["1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0-a", "1.0.0-next.1", "1.0.0"]);
    ascends(Some("npm"), &["1.0.0-experimental-1", "1.0.0"]);
    assert_eq!(guess(Some("nuget"), "1.0", "1.0.0.0"), Some(Ordering::Equal));
    // Another build of the same version is neither newer nor the same.
    assert_eq!(guess(Some("cargo"), "1.0.0+a", "1.0.0+b"), None);
}

#[test]
fn python_versions_are_ordered_as_pep_440_does() {
    let versions = [
        "1.0.dev1",
        "1.0a1.dev1",
        "1.0a1",
        "1.0b2",
        "1.0c1",
        "1.0rc2",
        "1.0",
        "1.0+ubuntu1",
        "1.0.post1",
        "1.0.1",
        "2024.1",
        "1!0.5",
    ];
    ascends(Some("pypi"), &versions);
    assert_eq!(guess(Some("pypi"), "1.0-RC1", "1.0.0rc1"), Some(Ordering::Equal));
}

#[test]
fn maven_says_nothing_with_zeros_and_final() {
    ascends(Some("maven"), &["1.0-alpha-1", "1.0.CR1", "1.0.Final", "1.0-sp1", "1.0.1"]);
    assert_eq!(guess(Some("maven"), "5.0", "5.0.0.RELEASE"), Some(Ordering::Equal));
}

#[test]
fn digests_and_commits_have_no_order() {
    assert_eq!(guess(Some("oci"), "1", "2"), None);
    assert_eq!(guess(None, &"a".repeat(40), &"b".repeat(40)), None);
    assert_eq!(guess(Some("github"), "3f2a9c1", "0b7de44"), None);
}

#[test]
fn spelling_of_zeros_and_a_leading_v_are_no_change() {
    assert_eq!(guess(None, "v1.02", "1.2"), Some(Ordering::Equal));
}
