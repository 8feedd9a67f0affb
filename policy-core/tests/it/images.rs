//! Rules over the image.

#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

use policy_core::Outcome;
use policy_core::evidence::{
    Artifact, BaseImage, Evidence, ImageFacts, OperatingSystem, Sbom, Scan, Section,
};

use crate::fixtures::{at, digest, now, outcome, rule, summary};

fn image(reference: &str) -> Evidence {
    Evidence::new(Artifact::new("x")).with_image(ImageFacts::new(reference.parse().unwrap()))
}

fn built_on(reference: &str) -> ImageFacts {
    let base = BaseImage::new(reference.parse().unwrap()).created(at("2026-10-01"));
    ImageFacts::new("acme.io/api:1".parse().unwrap()).base(base)
}

#[test]
fn references_are_judged_by_registry_tag_and_digest() {
    let pinned = format!("registry.acme.io/team/api:latest@{}", digest('a'));
    for (condition, reference, expected) in [
        (
            "registries: { allow: [registry.acme.io/team] }",
            "registry.acme.io/team/api:1",
            Outcome::Allow,
        ),
        (
            "registries: { allow: [registry.acme.io/team/] }",
            "registry.acme.io/team-evil/api:1",
            Outcome::Deny,
        ),
        ("registries: { allow: [docker.io/library/] }", "nginx", Outcome::Allow),
        ("registries: { allow: [docker.io/library/] }", "index.docker.io/nginx", Outcome::Allow),
        ("registries: { deny: [docker.io] }", "nginx:1.27", Outcome::Deny),
        (
            "registries: { allow: [docker.io], deny: [docker.io/evil] }",
            "evil/nginx:1",
            Outcome::Deny,
        ),
        ("tags: { deny: [latest] }", "acme.io/api:latest", Outcome::Deny),
        ("tags: { deny: [latest] }", "acme.io/api", Outcome::Deny),
        ("tags: { deny: [\"\"] }", "acme.io/api", Outcome::Deny),
        ("tags: { deny: [latest] }", "acme.io/api:1.2", Outcome::Allow),
        ("tags: { deny: [\"*-SNAPSHOT\"] }", "acme.io/api:1.2-SNAPSHOT", Outcome::Deny),
        ("tags: { deny: [latest] }", &pinned, Outcome::Allow),
        ("tags: { deny_mutable: true }", "acme.io/api:1.2.3", Outcome::Deny),
        ("tags: { deny_mutable: true }", &pinned, Outcome::Allow),
        ("digest: { required: true }", "acme.io/api:1.2.3", Outcome::Deny),
        ("digest: { required: true }", &pinned, Outcome::Allow),
    ] {
        let policy = rule(&format!("image: {{ {condition} }}"));
        assert_eq!(outcome(&policy, &image(reference)), expected, "{condition} {reference}");
    }
}

#[test]
fn nothing_known_of_the_image_is_missing_evidence() {
    let policy = rule("image: { tags: { deny_mutable: true } }, on_unknown: warn");
    assert_eq!(outcome(&policy, &Evidence::default()), Outcome::Warn);
    let nameless = Evidence::default().with_image(ImageFacts::default());
    assert_eq!(outcome(&policy, &nameless), Outcome::Warn);
    let failed = Evidence::default().with_image(Section::failed("registry", "refused"));
    assert_eq!(outcome(&policy, &failed), Outcome::Warn);
}

#[test]
fn evidence_must_belong_to_the_digest_that_is_pulled() {
    let policy = rule("image: { digest: { must_match_evidence: true } }, on_unknown: warn");
    let reference = format!("acme.io/api@{}", digest('a'));
    let of = |digests: &[char], scanned: Option<char>| {
        let artifact = digests
            .iter()
            .fold(Artifact::new("x"), |artifact, digit| artifact.digest(digest(*digit)));
        let mut scan = Scan::new("trivy");
        if let Some(digit) = scanned {
            scan = scan.digest(digest(digit));
        }
        Evidence::new(artifact)
            .with_image(ImageFacts::new(reference.parse().unwrap()))
            .with_scan(scan)
    };
    for (evidence, expected, why) in [
        (of(&['a'], None), Outcome::Allow, "the same"),
        (of(&['b', 'a'], Some('b')), Outcome::Allow, "index and platform"),
        (of(&['b'], None), Outcome::Deny, "another image"),
        (of(&['a'], Some('c')), Outcome::Deny, "a scan of another image"),
        (of(&[], None), Outcome::Warn, "evidence that names no digest"),
    ] {
        assert_eq!(outcome(&policy, &evidence), expected, "{why}");
    }
    let tagged = Evidence::new(Artifact::new("x").digest(digest('a')))
        .with_image(ImageFacts::new("acme.io/api:1".parse().unwrap()));
    assert_eq!(outcome(&policy, &tagged), Outcome::Warn, "a tag may point anywhere");
}

#[test]
fn the_digest_that_was_pulled_is_recorded() {
    let policy = rule("image: { digest: { must_match_evidence: true } }");
    let matched = |digests: &[char], reference: &str| {
        let artifact = digests.iter().fold(Artifact::new("x"), |a, digit| a.digest(digest(*digit)));
        let facts = ImageFacts::new(reference.parse().unwrap());
        policy.evaluate(&Evidence::new(artifact).with_image(facts), &now()).meta.matched_digest
    };
    let pinned = format!("acme.io/api@{}", digest('b'));
    let index_and_platform = matched(&['a', 'b'], &pinned);
    assert_eq!(index_and_platform.as_deref(), Some(digest('b').as_str()));
    assert_eq!(matched(&['b', 'a'], &pinned), index_and_platform);
    assert_eq!(matched(&['a'], &pinned), None, "evidence on another image");
    assert_eq!(matched(&['a', 'b'], "acme.io/api:1"), None, "a tag names no digest");
}

#[test]
fn base_images_are_judged_by_name_and_age() {
    for (condition, facts, expected) in [
        ("allow: [acme.io/base]", built_on("acme.io/base/debian:12"), Outcome::Allow),
        ("allow: [acme.io/base]", built_on("debian:12"), Outcome::Deny),
        ("official_only: true", built_on("debian:12"), Outcome::Allow),
        ("official_only: true", built_on("someone/debian:12"), Outcome::Deny),
        ("minimal_only: true", built_on("gcr.io/distroless/static-debian12"), Outcome::Allow),
        ("minimal_only: true", built_on("gcr.io/distroless-evil/static"), Outcome::Deny),
        ("minimal_only: true", built_on("debian:12"), Outcome::Deny),
        ("minimal_only: true", built_on("scratch"), Outcome::Allow),
        ("minimal_only: true", built_on("evil.io/tools/scratch"), Outcome::Deny),
        (
            "minimal_only: true",
            built_on("registry.access.redhat.com/ubi10/ubi-micro"),
            Outcome::Allow,
        ),
        ("max_age: 90d", built_on("debian:12"), Outcome::Allow),
        ("max_age: 30d", built_on("debian:12"), Outcome::Deny),
        ("minimal_only: true", ImageFacts::default(), Outcome::Warn),
        ("deny_eol: true", ImageFacts::default(), Outcome::Warn),
        (
            "deny_eol: true",
            ImageFacts::default().os(OperatingSystem::new("debian", "12")),
            Outcome::Warn,
        ),
        (
            "deny_eol: true",
            ImageFacts::default().os(OperatingSystem::new("debian", "9").end_of_life(true)),
            Outcome::Deny,
        ),
        (
            "deny_eol: true",
            ImageFacts::default().os(OperatingSystem::new("debian", "12").end_of_life(false)),
            Outcome::Allow,
        ),
    ] {
        let policy = rule(&format!("image: {{ base: {{ {condition} }} }}, on_unknown: warn"));
        let text = format!("{condition} {facts:?}");
        assert_eq!(outcome(&policy, &Evidence::default().with_image(facts)), expected, "{text}");
    }
}

#[test]
fn a_build_date_that_cannot_be_right_is_no_age() {
    let policy = rule("image: { base: { max_age: 30d } }, on_unknown: warn");
    for created in ["1970-01-01", "0001-01-01", "2026-11-20T12:05:01Z"] {
        let base = BaseImage::new("debian:12".parse().unwrap()).created(at(created));
        let facts = ImageFacts::default().base(base);
        assert_eq!(
            outcome(&policy, &Evidence::default().with_image(facts)),
            Outcome::Warn,
            "{created}"
        );
    }
}

#[test]
fn each_requirement_that_is_not_met_is_said() {
    let policy = rule(
        "image: { registries: { allow: [registry.acme.io] }, tags: { deny: [latest], deny_mutable: true }, \
         digest: { required: true }, base: { minimal_only: true } }",
    );
    assert_eq!(
        summary(&policy.evaluate(&image("evil.io/api"), &now())),
        [
            "deny rule image-registry -",
            "deny rule image-tag -",
            "deny rule image-mutable-tag -",
            "deny rule image-digest-missing -",
            "deny rule missing-evidence base.minimal_only true",
        ]
    );
}

#[test]
fn tags_may_be_limited_to_some() {
    let policy = rule("image: { tags: { allow: ['v*', stable] } }");
    for (reference, expected) in [
        ("acme.io/api:v1.2", Outcome::Allow),
        ("acme.io/api:stable", Outcome::Allow),
        ("acme.io/api:1.2", Outcome::Deny),
        ("acme.io/api", Outcome::Deny),
    ] {
        assert_eq!(outcome(&policy, &image(reference)), expected, "{reference}");
    }
    let pinned = format!("acme.io/api:1.2@{}", digest('a'));
    assert_eq!(outcome(&policy, &image(&pinned)), Outcome::Allow, "the digest decides");
}

#[test]
fn a_base_image_may_be_limited_to_some_digests() {
    let policy = rule(&format!(
        "image: {{ base: {{ allow: [acme.io/base, {{ repository: docker.io/library/alpine, digests: ['{}'] }}] }} }}, on_unknown: warn",
        digest('b')
    ));
    for (base, expected) in [
        ("acme.io/base/debian:12".to_owned(), Outcome::Allow),
        (format!("alpine:3.20@{}", digest('b')), Outcome::Allow),
        (format!("alpine:3.20@{}", digest('c')), Outcome::Deny),
        ("alpine:3.20".to_owned(), Outcome::Warn),
        ("debian:12".to_owned(), Outcome::Deny),
    ] {
        let evidence = Evidence::default().with_image(built_on(&base));
        assert_eq!(outcome(&policy, &evidence), expected, "{base}");
    }
}

#[test]
fn an_image_may_be_too_old_itself() {
    let policy = rule("image: { max_age: 30d }, on_unknown: warn");
    for (created, expected) in [
        ("2026-11-01", Outcome::Allow),
        ("2026-10-21T12:00:00Z", Outcome::Allow),
        ("2026-10-21T11:59:59Z", Outcome::Deny),
        ("1970-01-01", Outcome::Warn),
        ("2026-11-21", Outcome::Warn),
    ] {
        let facts = ImageFacts::default().created(at(created));
        let evidence = Evidence::default().with_image(facts);
        assert_eq!(outcome(&policy, &evidence), expected, "{created}");
    }
}

#[test]
fn how_an_image_will_run_is_judged_where_it_is_known() {
    for (condition, facts, expected) in [
        ("non_root: true", ImageFacts::default().user("65532"), Outcome::Allow),
        ("non_root: true", ImageFacts::default().user(""), Outcome::Deny),
        ("non_root: true", ImageFacts::default().user("0:0"), Outcome::Deny),
        ("non_root: true", ImageFacts::default(), Outcome::Warn),
        ("no_secrets: true", ImageFacts::default().secrets([] as [&str; 0]), Outcome::Allow),
        ("no_secrets: true", ImageFacts::default().secrets(["a key in /app"]), Outcome::Deny),
        ("no_secrets: true", ImageFacts::default(), Outcome::Warn),
        ("ports: { allow: [8080] }", ImageFacts::default().ports(["8080/tcp"]), Outcome::Allow),
        ("ports: { allow: [8080] }", ImageFacts::default().ports(["8080", "22"]), Outcome::Deny),
        ("ports: { allow: [] }", ImageFacts::default().ports(["8080"]), Outcome::Deny),
        ("ports: { deny: [1-1023] }", ImageFacts::default().ports(["8080"]), Outcome::Allow),
        ("ports: { deny: [1-1023] }", ImageFacts::default().ports(["443/tcp"]), Outcome::Deny),
        ("ports: { deny: [22] }", ImageFacts::default().ports(["ssh"]), Outcome::Warn),
        ("ports: { deny: [22] }", ImageFacts::default(), Outcome::Warn),
        ("max_size: 100MB", ImageFacts::default().size(100_000_000), Outcome::Allow),
        ("max_size: 100MB", ImageFacts::default().size(100_000_001), Outcome::Deny),
        ("max_size: 100MB", ImageFacts::default(), Outcome::Warn),
        ("max_layers: 5", ImageFacts::default().layers(5), Outcome::Allow),
        ("max_layers: 5", ImageFacts::default().layers(6), Outcome::Deny),
        ("max_layers: 5", ImageFacts::default(), Outcome::Warn),
    ] {
        let policy = rule(&format!("image: {{ runtime: {{ {condition} }} }}, on_unknown: warn"));
        let text = format!("{condition} {facts:?}");
        assert_eq!(outcome(&policy, &Evidence::default().with_image(facts)), expected, "{text}");
    }
}

#[test]
fn a_rule_may_ask_for_sbom_and_scans_with_its_own_effect() {
    let policy = rule(
        "image: { sbom: { formats: CycloneDX, generated_by: ['syft*'] }, scan: { max_age: 24h, scanners: [trivy] } }, effect: warn, on_unknown: warn",
    );
    let sbom = || Sbom::new([]).format("CycloneDX 1.6").tool("syft 1.20.0");
    let scan = |at_| Scan::new("trivy").scanned_at(at(at_));
    let good = || Evidence::default().with_sbom(sbom()).with_scan(scan("2026-11-20"));
    assert_eq!(outcome(&policy, &good()), Outcome::Allow, "no image facts are needed");
    let stale = Evidence::default().with_sbom(sbom()).with_scan(scan("2026-11-01"));
    assert_eq!(
        summary(&policy.evaluate(&stale, &now())),
        ["warn rule stale-evidence vulnerabilities"]
    );
    let other = good().with_sbom(Sbom::new([]).format("SPDX 2.3").tool("someone"));
    assert_eq!(
        summary(&policy.evaluate(&other, &now())),
        ["warn rule insufficient-evidence sbom", "warn rule insufficient-evidence sbom"]
    );
    assert_eq!(
        summary(&policy.evaluate(&Evidence::default(), &now())),
        ["warn rule missing-evidence sbom", "warn rule missing-evidence vulnerabilities"]
    );
}
