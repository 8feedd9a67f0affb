//! What people and programs are told.

#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

mod limits;
mod same;

use policy_core::evidence::{
    Component, Evidence, ImageFacts, Package, Place, Product, Sbom, Scan, Section, Statement,
    VexStatus,
};
use policy_core::{LoadOptions, Policy, STARTER, Severity};

use crate::fixtures::{LEFT_PAD, LOG4J, artifact, finding, fixed, log4shell, now, policy, scanned};

fn everyday() -> Evidence {
    let place = Place::new().path(["spring-boot-starter-log4j2 2.6.0", "log4j-core 2.14.1"]);
    Evidence::new(artifact())
        .with_sbom(Sbom::new([
            Component::new(Package::from_text(LOG4J))
                .licence("Apache License, Version 2.0")
                .place(place),
            Component::new(Package::from_text(LEFT_PAD)).licence("WTFPL OR AGPL-3.0-only"),
            Component::new(Package::from_text("pkg:npm/copyleft@1.0.0")).licence("AGPL-3.0"),
        ]))
        .with_image(ImageFacts::new("registry.acme.io/shop/api".parse().unwrap()))
        .with_scan(
            Scan::new("trivy")
                .finding(
                    log4shell()
                        .alias("GHSA-jfh8-c2jp-5v3q")
                        .title("Remote code execution through JNDI lookups"),
                )
                .finding(finding("CVE-2024-9", LEFT_PAD, Severity::High))
                .finding(fixed("CVE-2024-7", LEFT_PAD, Severity::Critical, "1.3.1")),
        )
        .with_vex(vec![
            Statement::new("https://acme.io/vex/1", "Acme", "CVE-2024-7", VexStatus::NotAffected)
                .justification("vulnerable_code_not_in_execute_path")
                .product(Product::Package(LEFT_PAD.parse().unwrap())),
        ])
}

#[test]
fn the_plain_words_say_what_where_what_to_do_and_who_to_ask() {
    let source = STARTER.replace(
        "  list: []",
        "  list:
    - { id: W-1, match: { rule: image-tag }, reason: demo, owner: bob, created: 2026-10-01, expires: 2026-11-10 }
    - { id: W-2, match: { licence: AGPL-3.0-only }, reason: bought a licence, owner: legal, created: 2026-11-01, expires: 2026-11-30 }",
    );
    let (policy, _) = Policy::parse(&source, &LoadOptions::default()).unwrap();
    let decision = policy.evaluate(&everyday(), &now().stage("ci"));
    insta::assert_snapshot!(decision, @r#"
    deny: registry.acme.io/shop/api:1.4.2; 3 against it, 2 more to look at
    judged by policy starter 1 for ci at 2026-11-20T12:00:00Z

    deny: CVE-2021-44228 (Critical) in org.apache.logging.log4j:log4j-core 2.14.1, fixed in 2.15.0
      Remote code execution through JNDI lookups
      rule critical-with-fix
        because it is rated Critical by nvd (`severity critical`) and it is fixed in 2.15.0 (`fix_available true`)
      rule exploited: known to be exploited
        because it is known to be exploited (`kev true`)
      it comes through spring-boot-starter-log4j2 2.6.0 → log4j-core 2.14.1
      upgrade org.apache.logging.log4j:log4j-core 2.14.1 to 2.15.0, by upgrading spring-boot-starter-log4j2 2.6.0, which brings it in

    deny: without a tag the image is `latest`, which is denied: name a release, or better a digest
      rule image-tag
        because the policy says `tags.deny latest`
      waiver W-1 by bob expired 2026-11-11T00:00:00Z, 9 days before now, 2026-11-20T12:00:00Z

    warn: cannot judge CVE-2024-9 in left-pad 1.3.0: fix is not known
      rule high-with-fix
        because it is rated High by nvd (`severity high`)
      missing: fix (trivy does not say whether there is one)

    warn: cannot judge `digest.must_match_evidence true`: the reference carries no digest to compare: name the image by the digest that was scanned
      rule image-evidence
      missing: image.digest

    Not counted:
      CVE-2024-7 (Critical) in left-pad 1.3.0: not affected, says Acme (vulnerable_code_not_in_execute_path); rule critical-with-fix
      AGPL-3.0-only in copyleft 1.0.0: waived by legal (W-2), bought a licence, until 2026-12-01T00:00:00Z; rule licences

    Waivers to look at:
      W-1 by bob: expired 2026-11-11T00:00:00Z
      W-2 by legal: covers 1 violation, expires in 10 days

    What cannot be fixed today needs a waiver with a reason and an end within 90 days, granted by platform team.
    "#);
}

#[test]
fn an_image_nobody_scanned_is_explained() {
    let evidence = Evidence::new(artifact())
        .with_scan(Scan::failed("xray", "the scan did not end within 10 minutes"))
        .with_sbom(Section::failed("artifactory", "no SBOM is attached"));
    insta::assert_snapshot!(Policy::starter().evaluate(&evidence, &now()), @r#"
    deny: registry.acme.io/shop/api:1.4.2; 2 against it, 4 more to look at
    judged by policy starter 1 at 2026-11-20T12:00:00Z

    deny: there is no vulnerability scan
      rules critical-with-fix and requires.vulnerabilities
      rule high-with-fix (warn)
      missing: vulnerabilities (xray: the scan did not end within 10 minutes)

    warn: there is no evidence on the image
      rules image-evidence and image-tag
      missing: image (nobody supplied it)

    warn: the policy requires an SBOM, and there is none
      rule requires.sbom
      missing: sbom (artifactory: no SBOM is attached)

    What cannot be fixed today needs a waiver with a reason and an end within 90 days, granted by platform team.
    "#);
}

#[test]
fn a_clean_image_is_said_to_be_clean() {
    let clean = Evidence::new(artifact())
        .with_sbom(Sbom::new([Component::new(Package::from_text(LEFT_PAD)).licence("MIT")]))
        .with_image(ImageFacts::new(
            format!("registry.acme.io/shop/api:1.4.2@{}", crate::fixtures::digest('a'))
                .parse()
                .unwrap(),
        ))
        .with_scan(Scan::new("trivy"));
    insta::assert_snapshot!(Policy::starter().evaluate(&clean, &now()), @r#"
    allow: registry.acme.io/shop/api:1.4.2; nothing speaks against it
    judged by policy starter 1 at 2026-11-20T12:00:00Z
    "#);
}

#[test]
fn a_hundred_findings_without_the_same_fact_are_one_problem() {
    let policy = policy("rules: [{ id: kev, vulnerability: { kev: true } }]");
    let findings =
        (0..100).map(|number| finding(&format!("CVE-2024-{number}"), LEFT_PAD, Severity::Low));
    let text = policy.evaluate(&scanned(findings), &now()).to_string();
    insta::assert_snapshot!(text, @r#"
    deny: registry.acme.io/shop/api:1.4.2; 100 against it
    judged by policy test at 2026-11-20T12:00:00Z

    deny: cannot judge CVE-2024-0 in left-pad 1.3.0: kev is not known
      rule kev
      missing: kev (trivy does not say)
      the same of 99 others: CVE-2024-1 in left-pad 1.3.0, CVE-2024-10 in left-pad 1.3.0, CVE-2024-11 in left-pad 1.3.0, CVE-2024-12 in left-pad 1.3.0, CVE-2024-13 in left-pad 1.3.0 and 94 more

    What cannot be fixed today needs a waiver with a reason and an end, granted by whoever owns the policy.
    "#);
}

#[test]
fn the_decision_json_has_stable_names() {
    let policy = policy(
        "rules: [{ id: critical, vulnerability: { severity: critical, fix_available: true } }]",
    );
    let evidence = scanned([log4shell()]);
    let decision = policy.evaluate(&evidence, &now().stage("ci"));
    insta::assert_snapshot!(decision.to_json(), @r#"
    {
      "outcome": "deny",
      "violations": [
        {
          "rule": "critical",
          "code": "vulnerability",
          "kind": "vulnerability",
          "effect": "deny",
          "subject": {
            "type": "component",
            "key": "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1",
            "package": {
              "name": "org.apache.logging.log4j:log4j-core",
              "version": "2.14.1",
              "purl": "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1"
            }
          },
          "id": "CVE-2021-44228",
          "severity": {
            "level": "critical",
            "winner": {
              "source": "nvd",
              "kind": "nvd",
              "level": "critical"
            },
            "ratings": [
              {
                "source": "nvd",
                "kind": "nvd",
                "level": "critical"
              }
            ],
            "strategy": "max"
          },
          "fixed_version": "2.15.0",
          "remedy": {
            "package": "org.apache.logging.log4j:log4j-core",
            "from": "2.14.1",
            "to": "2.15.0",
            "base_image": false
          },
          "message": "CVE-2021-44228 (Critical) in org.apache.logging.log4j:log4j-core 2.14.1, fixed in 2.15.0",
          "because": [
            {
              "condition": "severity critical",
              "value": "Critical by nvd; strategy max → Critical"
            },
            {
              "condition": "fix_available true",
              "value": "fixed in 2.15.0"
            }
          ],
          "fingerprint": "cb0972d6cf6b729bc9e44c16df06a55f"
        }
      ],
      "suppressed": [],
      "waivers": [],
      "remediation": {
        "method": "exact",
        "steps": [
          {
            "kind": "component",
            "package": "org.apache.logging.log4j:log4j-core 2.14.1",
            "subject": {
              "type": "component",
              "key": "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1",
              "package": {
                "name": "org.apache.logging.log4j:log4j-core",
                "version": "2.14.1",
                "purl": "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1"
              }
            },
            "to": "2.15.0",
            "crosses_major": false,
            "base_image": false,
            "denials_cleared": 1,
            "findings_cleared": 1,
            "clears": [
              "cb0972d6cf6b729bc9e44c16df06a55f"
            ]
          }
        ],
        "denied": 1,
        "denied_cleared": 1
      },
      "coverage": [
        {
          "rule": "critical",
          "evaluated": 1,
          "held": 1,
          "did_not_hold": 0,
          "unknown": 0
        }
      ],
      "diagnostics": [],
      "score": {
        "value": "Critical",
        "unknown_count": 0
      },
      "meta": {
        "artifact": "registry.acme.io/shop/api:1.4.2",
        "digests": [
          "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        ],
        "policy": "test",
        "policy_digest": "sha256:4d5dbdd2379b3dbc07a5517167e4cde5ae6ef3e41503abef2beca7f0d0679390",
        "evidence_digest": "sha256:9d9780b7b7dc26066764d3068e532009d00c310e54fbcafe2761c220ae43a55d",
        "engine_version": "0.1.0",
        "now": "2026-11-20T12:00:00Z",
        "stage": "ci"
      }
    }
    "#);
}

#[test]
fn the_digest_of_the_evidence_is_that_of_a_set() {
    let policy = policy("requires: { sbom: warn }");
    let a = finding("CVE-1", LOG4J, Severity::Low).alias("GHSA-a").alias("GHSA-b");
    let a_again =
        finding("CVE-1", LOG4J, Severity::Low).alias("GHSA-b").alias("GHSA-a").alias("GHSA-a");
    let b = finding("CVE-2", LOG4J, Severity::Low);
    let digest = |evidence: &Evidence| policy.evaluate(evidence, &now()).meta.evidence_digest;
    let first = digest(&scanned([a.clone(), b.clone()]));
    assert_eq!(first, digest(&scanned([b.clone(), a_again, b])));
    assert_ne!(first, digest(&scanned([a])));
    let supplied = policy.evaluate(&scanned([]), &now().evidence_digest("sha256:known"));
    assert_eq!(supplied.meta.evidence_digest, "sha256:known");
}

#[test]
fn what_rules_looked_at_and_the_score_are_told_in_a_line() {
    let policy = policy(
        "rules:
  - { id: kev, vulnerability: { kev: true }, on_unknown: allow }
  - { id: later, vulnerability: { any: true }, mode: off }
  - { id: severe, vulnerability: { severity: high }, on_unknown: allow }
",
    );
    let told = |findings: Vec<policy_core::evidence::Finding>| {
        let decision = policy.evaluate(&scanned(findings), &now());
        let coverage: Vec<String> = decision.coverage.iter().map(ToString::to_string).collect();
        (coverage, decision.score.to_string())
    };
    let unrated = |number: u32| finding(&format!("CVE-{number}"), LEFT_PAD, Severity::Unknown);
    assert_eq!(told(vec![]).1, "None");
    assert_eq!(told(vec![unrated(1)]).1, "Unknown, 1 finding that nobody rates");
    let severe = finding("CVE-9", LEFT_PAD, Severity::High).kev(false);
    let (coverage, score) = told(vec![severe, unrated(1), unrated(2)]);
    assert_eq!(score, "High, and 2 findings of unknown severity");
    assert_eq!(
        coverage,
        [
            "kev: asked about 3, held for 0, could not tell for 2",
            "later: not asked, off",
            "severe: asked about 3, held for 1, could not tell for 2",
        ]
    );
}
