//! Rules over the image.

#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

use policy_core::Outcome;
use policy_core::evidence::{
    Artifact, BaseImage, Evidence, ImageFacts, OperatingSystem, Scan, Section,
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
fn base_images_are_judged_by_name_and_age() {
    for (condition, facts, expected) in [
        ("allow: [acme.io/base]", built_on("acme.io/base/debian:12"), Outcome::Allow),
        ("allow: [acme.io/base]", built_on("debian:12"), Outcome::Deny),
        ("official_only: true", built_on("debian:12"), Outcome::Allow),
        ("official_only: true", built_on("someone/debian:12"), Outcome::Deny),
        ("minimal_only: true", built_on("gcr.io/distroless/static-debian12"), Outcome::Allow),
        ("minimal_only: true", built_on("gcr.io/distroless-evil/static"), Outcome::Deny),
        ("minimal_only: true", built_on("debian:12"), Outcome::Deny),
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
