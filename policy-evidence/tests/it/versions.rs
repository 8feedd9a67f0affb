//! Two crates order versions: `sbom` for a diff, in which a guess is better than silence, and
//! `policy-core` for a decision, in which it is not. Where both answer, they answer the same.

use std::cmp::Ordering;

/// Pieces of which the ecosystems' versions are made, those first that may begin one.
const PIECES: [&str; 28] = [
    "0",
    "1",
    "2",
    "10",
    "01",
    "1.0",
    "1.2.3",
    "v1",
    "1:1",
    "0:2",
    ".1",
    ".0",
    ".10",
    "-1",
    "-0",
    "-rc.1",
    "-alpha",
    "-SNAPSHOT",
    "~rc1",
    "+b1",
    "a1",
    "rc1",
    ".dev1",
    ".post1",
    "_p1",
    "-r1",
    "^git1",
    ".Final",
];
const FIRST: usize = 10;

/// As Maven's artifacts have them. Of its groups within groups the diff knows nothing.
const MAVEN: [&str; 24] = [
    "1.0-alpha-1",
    "1.0-alpha-10",
    "1.0-beta-2",
    "1.0-M1",
    "1.0-rc1",
    "1.0.CR2",
    "1.0-SNAPSHOT",
    "1.0",
    "1.0.0",
    "1.0.Final",
    "1.0.GA",
    "1.0-sp1",
    "1.0-dev",
    "1.0-jre",
    "1.0-android",
    "1.0.1",
    "1.0.10",
    "1.1-ea",
    "1.1",
    "2.0.0.CR1",
    "2.0.0.Beta3",
    "2.0.0.Final",
    "2.0.1.RELEASE",
    "10",
];

fn versions() -> Vec<String> {
    let (first, more) = PIECES.split_at(FIRST);
    let mut versions: Vec<String> = first.iter().map(|&first| first.into()).collect();
    for first in first {
        for second in more {
            versions.push(format!("{first}{second}"));
            versions.extend(more.iter().map(|third| format!("{first}{second}{third}")));
        }
    }
    versions
}

/// Go reads `1.0rc1` as a version of itself, and the diff as one of no known form.
fn is_usual(purl_type: &str, version: &str) -> bool {
    let core = version.trim_start_matches('v').split(['-', '+']).next().unwrap_or_default();
    purl_type != "golang" || core.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// Compares one of `step` pairs, the same each time; returns how many have an order.
fn compare(purl_type: &str, versions: &[&str], step: usize) -> usize {
    let mut ordered = 0;
    for (index, one) in versions.iter().enumerate() {
        for other in versions.iter().skip(index % step).step_by(step) {
            let guess = sbom::diff::version_order(Some(purl_type), one, other);
            let known = policy_core::version::compare(purl_type, one, other);
            if let Some((guess, known)) = guess.zip(known) {
                assert_eq!(guess, known, "{purl_type}: {one} and {other}");
                ordered += usize::from(known != Ordering::Equal);
            }
        }
    }
    ordered
}

#[test]
fn a_diff_and_a_decision_order_versions_alike() {
    let versions = versions();
    for purl_type in ["cargo", "npm", "golang", "pypi", "deb", "rpm", "hex", "swift"] {
        let usual: Vec<&str> =
            versions.iter().map(String::as_str).filter(|it| is_usual(purl_type, it)).collect();
        let ordered = compare(purl_type, &usual, 1000);
        assert!(ordered > 50, "{purl_type}: only {ordered} pairs have an order");
    }
    assert!(compare("maven", &MAVEN, 1) > 500);
}
