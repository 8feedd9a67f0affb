//! What a person reads.

use insta::assert_snapshot;

use crate::support::{IMAGE, NOW, check, ci_gate, fixture, run};

#[test]
fn a_denial_says_why_how_it_comes_in_and_what_to_do() {
    assert_snapshot!(run(check("blocked.trivy.json")).stdout, @r#"
    DENIED  registry.acme.io/shop/api:1.4.2
    sha256:abababababababababababababababababababababababababababababababab
    policy starter 1 · score Critical · 1 deny · 1 warn

          severity       what            where                                       why              rule
    deny  Critical 10.0  CVE-2021-44228  org.apache.logging.log4j:log4j-core 2.14.1  fixed in 2.15.0  critical-with-fix

    What is not known
      - image.digest: the reference carries no digest to compare (warn)
        asked for by image-evidence
        the evidence is about registry.acme.io/shop/api:1.4.2@sha256:abababababababababababababababababababababababababababababababab

    How it comes in
      - org.springframework.boot:spring-boot-starter-log4j2 2.5.6 > org.apache.logging.log4j:log4j-core 2.14.1

    What to do
      - upgrade org.springframework.boot:spring-boot-starter-log4j2 2.5.6 to a release that brings org.apache.logging.log4j:log4j-core 2.15.0: clears 1 finding that denies

    If it cannot be fixed today: a waiver, granted by platform team, in a file for `--waivers`
      - id: W-7e083551
        match: { rule: "critical-with-fix", vulnerability: "CVE-2021-44228", component: "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1" }
        reason: "" # why it is acceptable
        owner: "" # who answers for it
        created: 2026-11-22
        expires: 2026-12-22
    "#);
}

#[test]
fn missing_evidence_says_who_asks_and_how_to_supply_it() {
    let mut command = ci_gate();
    command.args(["check", IMAGE, "--now", NOW, "--sbom"]).arg(fixture("api.cdx.json"));
    assert_snapshot!(run(command).stdout, @r#"
    DENIED  registry.acme.io/shop/api:1.4.2
    sha256:abababababababababababababababababababababababababababababababab
    policy starter 1 · score Unknown · 2 deny · 2 warn

    What is not known
      - vulnerabilities: nobody supplied it (deny)
        asked for by critical-with-fix, requires.vulnerabilities, high-with-fix
        give a scan report with `--report FILE`, or let a platform scan it
      - image.digest: the reference carries no digest to compare (warn)
        asked for by image-evidence
        the evidence is about registry.acme.io/shop/api:1.4.2@sha256:abababababababababababababababababababababababababababababababab
    "#);
}

#[test]
fn what_is_not_counted_stays_visible() {
    let mut command = check("blocked.trivy.json");
    command.arg("--waivers").arg(fixture("waivers.yaml"));
    assert_snapshot!(run(command).stdout, @r#"
    ALLOWED, with warnings  registry.acme.io/shop/api:1.4.2
    sha256:abababababababababababababababababababababababababababababababab
    policy starter 1 · score None · 1 warn · 1 suppressed

    What is not known
      - image.digest: the reference carries no digest to compare (warn)
        asked for by image-evidence
        the evidence is about registry.acme.io/shop/api:1.4.2@sha256:abababababababababababababababababababababababababababababababab

    Not counted
      - CVE-2021-44228 in org.apache.logging.log4j:log4j-core 2.14.1: waived by alice@acme.example, JndiLookup is removed from the jar (W-1)

    Waivers
      - W-1 by alice@acme.example: covers 1 violation, expires in 8 days
    "#);
}

#[test]
fn an_image_named_by_its_digest_passes_without_a_word_too_many() {
    let mut command = ci_gate();
    let image = format!("registry.acme.io/shop/api@sha256:{}", "ab".repeat(32));
    command.args(["check", &image, "--now", NOW, "--sbom"]).arg(fixture("api.cdx.json"));
    command.arg("--report").arg(fixture("clean.trivy.json"));
    assert_snapshot!(run(command).stdout, @r#"
    ALLOWED  registry.acme.io/shop/api@sha256:abababababababababababababababababababababababababababababababab
    sha256:abababababababababababababababababababababababababababababababab
    policy starter 1 · score None
    "#);
}
