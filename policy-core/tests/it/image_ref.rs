//! Image references: the published vectors of the distribution project's grammar, our defaults,
//! and repository patterns.

#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

use policy_core::evidence::{ImageRef, RepositoryPattern};
use proptest::{prop_assert, prop_assert_eq, proptest};

const SHA256: &str = "sha256:ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";

fn sha512() -> String {
    format!("sha512:{}", "f".repeat(128))
}

fn image(text: &str) -> ImageRef {
    text.parse().unwrap()
}

fn reason(text: &str) -> String {
    text.parse::<ImageRef>().unwrap_err().to_string()
}

#[test]
fn references_of_the_distribution_project_parse_as_published() {
    // Input, registry, repository, tag, digest: registries and `library/` filled in by §9.
    let table = [
        ("test_com", "docker.io", "library/test_com", None, None),
        ("test.com:tag", "docker.io", "library/test.com", Some("tag"), None),
        ("test.com:5000", "docker.io", "library/test.com", Some("5000"), None),
        ("test.com/repo:tag", "test.com", "repo", Some("tag"), None),
        ("test:5000/repo", "test:5000", "repo", None, None),
        ("test:5000/repo:tag", "test:5000", "repo", Some("tag"), None),
        ("lowercase:Uppercase", "docker.io", "library/lowercase", Some("Uppercase"), None),
        ("sub-dom1.foo.com/bar/baz/quux", "sub-dom1.foo.com", "bar/baz/quux", None, None),
        (
            "b.gcr.io/test.example.com/my-app:test.example.com",
            "b.gcr.io",
            "test.example.com/my-app",
            Some("test.example.com"),
            None,
        ),
        ("xn--n3h.com/myimage:xn--n3h.com", "xn--n3h.com", "myimage", Some("xn--n3h.com"), None),
        ("foo_bar.com:8080", "docker.io", "library/foo_bar.com", Some("8080"), None),
        ("foo/foo_bar.com:8080", "docker.io", "foo/foo_bar.com", Some("8080"), None),
        ("192.168.1.1", "docker.io", "library/192.168.1.1", None, None),
        ("192.168.1.1:5000/repo:5050", "192.168.1.1:5000", "repo", Some("5050"), None),
        ("[2001:db8::1]/repo", "[2001:db8::1]", "repo", None, None),
        ("[2001:db8:1:2:3:4:5:6]/repo:tag", "[2001:db8:1:2:3:4:5:6]", "repo", Some("tag"), None),
        ("[2001:db8::]:5000/repo", "[2001:db8::]:5000", "repo", None, None),
        ("[::1]:5000/repo", "[::1]:5000", "repo", None, None),
        ("localhost/repo", "localhost", "repo", None, None),
        ("localhost:8080/bar", "localhost:8080", "bar", None, None),
        ("localhost:8080", "docker.io", "library/localhost", Some("8080"), None),
        ("docker.io/foo", "docker.io", "library/foo", None, None),
        ("index.docker.io/library/foo", "docker.io", "library/foo", None, None),
        ("index.docker.io/fooo/bar", "docker.io", "fooo/bar", None, None),
        ("docker.io/library/foo/bar", "docker.io", "library/foo/bar", None, None),
        ("docker---rules/docker", "docker.io", "docker---rules/docker", None, None),
        ("dock__er/docker", "docker.io", "dock__er/docker", None, None),
        (
            "registry.io/foo/project--id.module--name.ver---sion--name",
            "registry.io",
            "foo/project--id.module--name.ver---sion--name",
            None,
            None,
        ),
        ("dbcc1", "docker.io", "library/dbcc1", None, None),
    ];
    for (text, registry, repository, tag, digest) in table {
        let parsed = image(text);
        assert_eq!(
            (parsed.registry(), parsed.repository(), parsed.tag(), parsed.digest()),
            (registry, repository, tag, digest),
            "{text}"
        );
        let pinned = image(&format!("{text}@{SHA256}"));
        assert_eq!((pinned.name(), pinned.tag()), (parsed.name(), tag), "{text}");
        assert_eq!(pinned.digest(), Some(SHA256));
        assert_eq!(parsed.with_digest(SHA256), Ok(pinned));
    }
    let long = format!("xn--7o8h.com/myimage:xn--7o8h.com@{}", sha512());
    assert_eq!(image(&long).digest(), Some(sha512().as_str()));
}

#[test]
fn what_the_grammar_refuses_is_refused() {
    let upper_hex = format!("repo@{}", SHA256.replace('f', "F"));
    let refused = [
        "",
        ":justtag",
        "@sha256:ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "repo@sha256:ffffffffffffffffffffffffffffffffff",
        "validname@invaliddigest:ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "repo@sha256:",
        "repo@",
        upper_hex.as_str(),
        "Uppercase:tag",
        "test:5000/Uppercase/lowercase:tag",
        "docker/Docker",
        "docker.io/docker/Docker",
        "aa/asdf$$^/aa",
        "[2001:db8::1]",
        "[2001:db8::1]:5000",
        "[2001:db8::1]:tag",
        "[fe80::1%eth0]:5000/repo",
        "[fe80::1%@invalidzone]:5000/repo",
        "[2001:db8:3:4::192.0.2.33]:5000/debian",
        "[fd00123123123]:5000/repo",
        "[fd00:1:2::3]5000/repo",
        "[fd00:1:2::3]::5000/repo",
        "fc00::1:5000/debian",
        "https://github.com/docker/docker",
        "-docker",
        "-docker/docker",
        "docker-/docker",
        "-docker.io/docker/docker",
        "docker///docker",
        "docker.io/docker///docker",
        "docker/",
        "/docker",
        "foo.com/",
        "foo.com:http/bar",
        "foo.com:99999/bar",
        "foo.com:/bar",
        "ab-.com/x",
        "ab.-com/x",
        "docker./docker",
        ".docker/docker",
        "____/____",
        "_docker/_docker",
        "docker_/docker_",
        "dock..er/docker",
        "dock_.er/docker",
        "dock-.er/docker",
        "dock___er/docker",
        "do__cker:8080/docker",
        "foo_bar.com:8080/app",
        "example.com/__underscore/myimage",
        "example.com/.dots/myimage",
        "foo/bar-",
        "registry.com:8080/myapp@sha256:badbadbadbad",
        "registry.com:8080/myapp:invalid~tag",
        "registry.com:8080/myapp@bad",
        "busybox:-foo",
        "busybox:.foo",
        "busybox:",
        "busybox:a:b",
        "busybox:tag/x",
        "a b",
        " nginx",
        "nginx\n",
        "ngïnx",
        "1a3f5e7d9c1b3a5f7e9d1c3b5a7f9e1d3c5b7a9f1e3d5d7c9b1a3f5e7d9c1b3a",
        "repo@sha256:ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff@x",
    ];
    for text in refused {
        assert!(text.parse::<ImageRef>().is_err(), "{text:?} was accepted");
    }
    // A name of 64 hexadecimal digits is fine once a registry makes plain that it is a name.
    image("docker.io/1a3f5e7d9c1b3a5f7e9d1c3b5a7f9e1d3c5b7a9f1e3d5d7c9b1a3f5e7d9c1b3a");
}

/// The distribution project takes `Foo/bar` for registry `Foo`. Lower-casing that registry would
/// print a reference to Docker Hub, so it is refused.
#[test]
fn an_upper_case_first_segment_is_no_registry() {
    for text in ["Docker/docker", "FOO/bar", "Uppercase/lowercase:tag"] {
        assert!(reason(text).contains("lower case"), "{text}");
    }
    assert_eq!(image("Registry.ACME.io:5000/team/api").registry(), "registry.acme.io:5000");
}

#[test]
fn length_limits_hold() {
    let name = format!("a.b/{}", "c".repeat(251));
    assert_eq!(image(&name).name().len(), 255);
    assert!(reason(&format!("{name}c")).contains("255"));
    // What is filled in counts too.
    assert!(reason(&"d".repeat(255)).contains("255"));
    assert_eq!(image(&format!("x:{}", "t".repeat(128))).tag().unwrap().len(), 128);
    assert!(format!("x:{}", "t".repeat(129)).parse::<ImageRef>().is_err());
    assert!("a/".repeat(1_000_000).parse::<ImageRef>().is_err());
}

#[test]
fn errors_say_which_part_is_wrong() {
    assert_eq!(
        reason("nginx@sha256:abc"),
        "`nginx@sha256:abc` is not a valid image reference: \
         the digest has the wrong number of digits for its algorithm"
    );
    assert!(reason("nginx@md5:d41d8cd98f00b204e9800998ecf8427e").contains("not supported"));
    assert!(reason("acme.io:port/x").contains("registry"));
    assert!(reason("a..b").contains("repository"));
    assert!(reason("a:!").contains("tag"));
}

#[test]
fn a_missing_tag_means_latest_unless_a_digest_decides() {
    assert_eq!(image("nginx").tag_or_default(), Some("latest"));
    assert_eq!(image("nginx").tag(), None);
    assert_eq!(image("nginx:1").tag_or_default(), Some("1"));
    let digest_only = image(&format!("nginx@{SHA256}"));
    assert_eq!((digest_only.tag_or_default(), digest_only.is_pinned()), (None, true));
    let both = image(&format!("nginx:1@{SHA256}"));
    assert_eq!((both.tag_or_default(), both.is_pinned()), (Some("1"), true));
    assert!(!image("nginx:1.27.3").is_pinned());
}

#[test]
fn spellings_of_one_repository_are_equal() {
    let all = [
        "redis",
        "library/redis",
        "docker.io/redis",
        "docker.io/library/redis",
        "index.docker.io/redis",
    ];
    for text in all {
        assert_eq!(image(text), image("redis"), "{text}");
    }
    assert_eq!(image("redis").to_string(), "docker.io/library/redis");
    let json = serde_json::to_string(&image("redis:7")).unwrap();
    assert_eq!(json, "\"docker.io/library/redis:7\"");
    assert_eq!(serde_json::from_str::<ImageRef>("\"redis:7\"").unwrap(), image("redis:7"));
    assert!(serde_json::from_str::<ImageRef>("\"Redis\"").is_err());
}

#[test]
fn patterns_match_whole_segments_only() {
    let table = [
        ("registry.acme.io", "registry.acme.io/team/api", true),
        ("registry.acme.io/", "registry.acme.io/team/api", true),
        ("registry.acme.io/team", "registry.acme.io/team/api", true),
        ("registry.acme.io/team/", "registry.acme.io/team/api", true),
        ("registry.acme.io/team", "registry.acme.io/team", true),
        ("registry.acme.io/team", "registry.acme.io/team-evil/api", false),
        ("registry.acme.io/team/api", "registry.acme.io/team", false),
        ("registry.acme.io", "registry.acme.io.evil.com/x", false),
        ("registry.acme.io", "evil-registry.acme.io/x", false),
        ("registry.acme.io", "registry.acme.io:5000/x", false),
        ("registry.acme.io:5000", "registry.acme.io:5000/x", true),
        ("REGISTRY.acme.io/team", "registry.ACME.io/team/x", true),
        ("docker.io/library/", "nginx", true),
        ("index.docker.io/library", "nginx", true),
        ("docker.io/library/", "evil/nginx", false),
        ("registry.acme.io/*/base", "registry.acme.io/team/base", true),
        ("registry.acme.io/*/base", "registry.acme.io/base", false),
        ("registry.acme.io/*/base", "registry.acme.io/a/b/base", false),
        ("*.acme.io/team", "eu.registry.acme.io/team/x", true),
        ("*.acme.io", "acme.io/x", false),
        ("*.acme.io", "evilacme.io/x", false),
        ("localhost", "localhost/x", true),
        ("[::1]:5000/team", "[::1]:5000/team/x", true),
    ];
    for (pattern, text, expected) in table {
        let parsed: RepositoryPattern = pattern.parse().unwrap();
        assert_eq!(parsed.matches(&image(text)), expected, "{pattern} against {text}");
        let again: RepositoryPattern = parsed.to_string().parse().unwrap();
        assert_eq!(again, parsed);
    }
    for bad in [
        "",
        "/",
        "https://acme.io",
        "acme.io//x",
        "acme.io/Team",
        "acme.io/te*m",
        "*",
        "a.*.b",
        "acme.io/x:tag",
    ] {
        assert!(bad.parse::<RepositoryPattern>().is_err(), "{bad:?} was accepted");
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic_and_what_parses_prints_the_same_reference(text in "\\PC{0,80}") {
        let _ = text.parse::<RepositoryPattern>();
        if let Ok(parsed) = text.parse::<ImageRef>() {
            prop_assert_eq!(parsed.to_string().parse::<ImageRef>().unwrap(), parsed);
        }
    }

    #[test]
    fn texts_near_the_grammar_round_trip(text in "([a-zA-Z.:\\[\\]0-9-]{1,12}/)?[a-z0-9_./-]{1,20}(:[A-Za-z0-9._-]{1,9})?") {
        if let Ok(parsed) = text.parse::<ImageRef>() {
            prop_assert_eq!(parsed.to_string().parse::<ImageRef>().unwrap(), parsed.clone());
            prop_assert!(parsed.name().len() <= 255);
            let own: RepositoryPattern = parsed.name().parse().unwrap();
            prop_assert!(own.matches(&parsed));
        }
    }
}
