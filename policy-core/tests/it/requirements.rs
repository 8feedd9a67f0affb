//! Sections that must be there, young enough and good enough.

use policy_core::decision::Violation;
use policy_core::evidence::{Component, Evidence, Package, Provenance, Sbom, Scan, Signature};

use crate::fixtures::{artifact, at, digest, now, policy, summary};

#[test]
fn a_scan_ages_to_the_second() {
    let policy = policy("requires: { vulnerabilities: { max_age: 24h, max_db_age: 5d } }");
    let scan = |scanned: &str, database: &str| {
        let scan = Scan::new("trivy").scanned_at(at(scanned)).database_at(at(database));
        summary(&policy.evaluate(&Evidence::new(artifact()).with_scan(scan), &now()))
    };
    let fresh: [&str; 0] = [];
    let stale = ["deny requires.vulnerabilities stale-evidence -"];
    let unsure = ["deny requires.vulnerabilities missing-evidence -"];
    // Now is noon of the 20th.
    assert_eq!(scan("2026-11-19T12:00:00Z", "2026-11-20"), fresh);
    assert_eq!(scan("2026-11-19T11:59:59Z", "2026-11-20"), stale);
    assert_eq!(scan("2026-11-20T12:05:00Z", "2026-11-20"), fresh);
    assert_eq!(scan("2026-11-20T12:05:01Z", "2026-11-20"), unsure, "a scan from the future");
    assert_eq!(scan("2026-11-20", "2026-11-15T12:00:00Z"), fresh);
    assert_eq!(scan("2026-11-20", "2026-11-15T11:59:59Z"), stale);
    assert_eq!(scan("1970-01-01", "2026-11-20"), unsure, "no date is no age");

    let undated = policy.evaluate(&Evidence::new(artifact()).with_scan(Scan::new("trivy")), &now());
    assert_eq!(undated.violations.len(), 2);
    let two = Evidence::new(artifact())
        .with_scan(Scan::new("xray").scanned_at(at("2026-01-01")).database_at(at("2026-01-01")))
        .with_scan(Scan::new("trivy").scanned_at(at("2026-11-20")).database_at(at("2026-11-20")));
    assert!(summary(&policy.evaluate(&two, &now())).is_empty(), "one fresh scan is enough");
}

#[test]
fn an_sbom_must_have_parts_and_say_how_they_hang_together() {
    let policy = policy(
        "requires: { sbom: { level: warn, dependency_graph: true, min_components: 2, max_age: 1d } }",
    );
    let component = || Component::new(Package::from_text("pkg:npm/a@1"));
    let bare = Sbom::new([component(), component()]).created(at("2026-11-20"));
    let evidence = Evidence::new(artifact()).with_sbom(bare);
    let decision = policy.evaluate(&evidence, &now());
    let messages: Vec<_> = decision.violations.iter().map(Violation::message).collect();
    assert_eq!(
        messages,
        ["the SBOM does not say what depends on what", "the SBOM lists 1 component, fewer than 2",]
    );
}

#[test]
fn a_signature_for_another_digest_is_none() {
    let policy = policy("requires: { signatures: deny, provenance: warn }");
    let signed = |signature: char, provenance: char| {
        let evidence = Evidence::new(artifact())
            .with_signatures(vec![Signature::new("release", digest(signature))])
            .with_provenance(vec![Provenance::new(
                "https://slsa.dev/provenance/v1",
                digest(provenance),
            )]);
        summary(&policy.evaluate(&evidence, &now()))
    };
    assert!(signed('a', 'a').is_empty());
    assert_eq!(signed('b', 'a'), ["deny requires.signatures insufficient-evidence -"]);
    assert_eq!(signed('a', 'b'), ["warn requires.provenance insufficient-evidence -"]);
    let none = Evidence::new(artifact()).with_signatures(Vec::new());
    assert_eq!(
        summary(&policy.evaluate(&none, &now())),
        [
            "deny requires.signatures insufficient-evidence -",
            "warn requires.provenance missing-evidence -"
        ]
    );
}

#[test]
fn a_section_with_gaps_is_not_what_was_required_unless_said() {
    let gap =
        || Evidence::new(artifact()).with_scan(Scan::new("trivy").gap("one layer is unreadable"));
    for (requirement, expected) in [
        ("deny", &["deny requires.vulnerabilities missing-evidence -"][..]),
        ("warn", &["warn requires.vulnerabilities missing-evidence -"]),
        ("{ level: deny, allow_gaps: true }", &[]),
    ] {
        let policy = policy(&format!("requires: {{ vulnerabilities: {requirement} }}"));
        assert_eq!(summary(&policy.evaluate(&gap(), &now())), expected, "{requirement}");
    }
}
