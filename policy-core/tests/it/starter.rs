//! What the policy decides that everybody gets who has none.

#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

use policy_core::evidence::{Component, Evidence, Fix, ImageFacts, Package, Sbom, Section};
use policy_core::{Outcome, Policy, Severity};

use crate::fixtures::{artifact, digest, finding, fixed, log4shell, now, scanned, summary};

const OPENSSL: &str = "pkg:deb/debian/openssl@3.0.11-1";

fn judged(evidence: Evidence) -> Vec<String> {
    summary(&Policy::starter().evaluate(&evidence, &now()))
}

/// An image named by its digest, and an SBOM like that of any base image.
fn known(evidence: Evidence) -> Evidence {
    let parts = [("bash", "GPL-3.0-or-later"), ("base-files", "custom"), ("tzdata", "")];
    let parts = parts.map(|(name, licence)| {
        Component::new(Package::from_text(&format!("pkg:deb/debian/{name}@1"))).licence(licence)
    });
    let reference = format!("registry.acme.io/shop/api@{}", digest('a'));
    evidence.with_sbom(Sbom::new(parts)).with_image(ImageFacts::new(reference.parse().unwrap()))
}

#[test]
fn an_ordinary_base_image_gets_no_remark() {
    assert_eq!(judged(known(scanned([]))), [""; 0]);
    let unfixed = finding("CVE-2026-1", OPENSSL, Severity::High).fix(Fix::NotFixed);
    let medium = fixed("CVE-2026-2", OPENSSL, Severity::Medium, "3.0.12-1");
    assert_eq!(judged(known(scanned([unfixed, medium]))), [""; 0]);
}

#[test]
fn a_severe_finding_is_reported_once() {
    let severe =
        |level, fix| judged(known(scanned([finding("CVE-2026-1", OPENSSL, level).fix(fix)])));
    let newer = || Fix::fixed(["3.0.12-1"]);
    for (level, fix, wanted) in [
        (Severity::Critical, newer(), "deny critical-with-fix vulnerability CVE-2026-1"),
        (Severity::Critical, Fix::NotFixed, "warn critical-without-fix vulnerability CVE-2026-1"),
        (Severity::Critical, Fix::Unknown, "deny critical-with-fix missing-evidence CVE-2026-1"),
        (Severity::High, newer(), "warn high-with-fix vulnerability CVE-2026-1"),
        (Severity::High, Fix::Unknown, "warn high-with-fix missing-evidence CVE-2026-1"),
        (Severity::Unknown, newer(), "warn high-with-fix vulnerability CVE-2026-1"),
    ] {
        assert_eq!(severe(level, fix), [wanted]);
    }
    // That it is exploited is another reason.
    assert_eq!(
        judged(known(scanned([log4shell()]))),
        [
            "deny critical-with-fix vulnerability CVE-2021-44228",
            "deny exploited vulnerability CVE-2021-44228",
        ]
    );
}

#[test]
fn what_nobody_looked_at_is_denied() {
    assert!(
        judged(known(Evidence::new(artifact())))
            .contains(&"deny requires.vulnerabilities missing-evidence -".to_owned())
    );
    let without_sbom = known(scanned([])).with_sbom(Section::Absent(Vec::new()));
    assert_eq!(judged(without_sbom), ["warn requires.sbom missing-evidence -"]);
}

#[test]
fn a_tag_is_worth_one_remark_and_another_digest_a_refusal() {
    let named = |reference: &str| {
        let image = ImageFacts::new(reference.parse().unwrap());
        judged(known(scanned([])).with_image(image))
    };
    assert_eq!(
        named("registry.acme.io/shop/api:1.4.2"),
        ["warn image-evidence missing-evidence digest.must_match_evidence true"]
    );
    assert!(named("registry.acme.io/shop/api")[0].starts_with("deny image-tag "));
    let other = format!("registry.acme.io/shop/api:1.4.2@{}", digest('b'));
    assert!(named(&other)[0].starts_with("deny image-evidence "), "{:?}", named(&other));
}

#[test]
fn only_network_copyleft_is_remarked_on() {
    let part = Component::new(Package::from_text("pkg:npm/server@1.0.0")).licence("AGPL-3.0-only");
    let decision =
        Policy::starter().evaluate(&known(scanned([])).with_sbom(Sbom::new([part])), &now());
    assert_eq!(decision.outcome, Outcome::Warn);
    assert_eq!(decision.violations.len(), 1);
}
