use std::borrow::Cow;

use super::*;

fn parts(text: &str) -> String {
    let purl = Purl::parse(text).unwrap();
    let namespace = purl.namespace().unwrap_or("-");
    format!("{namespace} {} {}", purl.name(), purl.version().unwrap_or("-"))
}

#[test]
fn version_begins_at_the_last_at_sign() {
    assert_eq!(parts("pkg:npm/a@"), "- a -");
    assert_eq!(parts("pkg:npm/a@?arch=x"), "- a -");
    assert_eq!(parts("pkg:npm/a@b@"), "- a@b -");
    assert_eq!(parts("pkg:npm/a@b@1"), "- a@b 1");
    assert_eq!(parts("pkg:golang/x@v1-feature/b"), "- x v1-feature/b");
    assert_eq!(parts("pkg:npm/@scope/name"), "@scope name -");
    assert_eq!(parts("pkg:npm/@scope/name@1.0?a=b@c"), "@scope name 1.0");
    assert_eq!(parts("pkg:npm/%40scope/name@1.0#sub@x"), "@scope name 1.0");
    assert_eq!(parts("pkg:npm/%40scope%2fname@1.0"), "@scope name 1.0");
    assert_eq!(parts("pkg:golang/example.org/x/y@v1.2.3"), "example.org/x y v1.2.3");
}

#[test]
fn slashes_that_mean_nothing_are_dropped() {
    assert_eq!(parts("pkg://////t/////ns////name@1"), "ns name 1");
    assert!(Purl::parse("pkg:t/ns/name/@1").is_err());
    assert_eq!(Purl::parse("pkg:t/a#//b/./../c/").unwrap().subpath(), Some("b/c"));
    assert_eq!(Purl::parse("pkg:t/a#./").unwrap().subpath(), None);
}

#[test]
fn qualifiers_begin_at_the_first_question_mark_and_strictly_at_the_only_one() {
    let text = "pkg:t/a@1?download_url=https://h/p?x=1&arch=y";
    let purl = Purl::parse(text).unwrap();
    assert_eq!(purl.version(), Some("1"));
    assert_eq!(purl.qualifier("download_url"), Some("https://h/p?x=1"));
    let canonical = "pkg:t/a@1?arch=y&download_url=https:%2F%2Fh%2Fp%3Fx%3D1";
    assert_eq!(purl.to_string(), canonical);
    assert_eq!(Purl::parse_strict(canonical).unwrap(), purl);
    let error = Purl::parse_strict(text).unwrap_err();
    assert_eq!(error.to_string(), "not a package URL: a `?` is not percent-encoded");
    assert!(Purl::parse_strict("pkg:t/a#b#c").is_err());
    for text in ["pkg:npm/a%zz@1", "pkg:npm/a@1%4", "pkg:npm/a@%", "pkg:npm/a?b=%g1", "pkg:npm/a%é"]
    {
        let error = Purl::parse_strict(text).unwrap_err().reason();
        assert_eq!(error, "a `%` comes without the two hexadecimal digits of an escape");
        assert!(Purl::parse(text).is_ok(), "{text}");
    }
    for (text, reason) in
        [("pkg:npm", "it has no name"), ("pkg:", "it has no type"), ("pkg:@1", "it has no type")]
    {
        assert_eq!(Purl::parse(text).unwrap_err().reason(), reason, "{text}");
        assert_eq!(Purl::parse_strict(text).unwrap_err().reason(), reason, "{text}");
    }
}

#[test]
fn what_breaks_its_type_is_read_leniently_and_refused_strictly() {
    for text in [
        "pkg:golang/stdlib@1.22",
        "pkg:swift/Alamofire",
        "pkg:cargo/ns/a",
        "pkg:opam/ns/a",
        "pkg:julia/Flux",
        "pkg:swid/a",
        "pkg:cpan/A::B",
        "pkg:chrome-extension/dogs",
        "pkg:gem/a?Platform=java",
        "pkg:gem/a?platform=a&platform=b",
    ] {
        let purl = Purl::parse(text).unwrap();
        assert!(Purl::parse_strict(text).is_err(), "{text}");
        assert_eq!(Purl::parse(&purl.to_string()).unwrap(), purl, "{text}");
    }
}

#[test]
fn broken_texts_are_refused() {
    for text in [
        "",
        "pkg",
        "pkg:",
        "pkg:/",
        "pkg:npm",
        "pkg:npm/",
        "pkg:npm/@1",
        "pkg:cran/@0.9.1",
        "pkg:maven/@1.3.4",
        "pkg:3nginx/a",
        "pkg:n+g/a",
        "pkg:npm/%ff",
        "pkg:npm/a%2fb/c",
        "pkg:npm/a#b%2fc",
        "pkg:npm/a?in%20x=1",
        "pkg:npm/a?1=1",
        "pkg:npm/a?=1",
        "https://example.com/a",
    ] {
        assert!(Purl::parse(text).is_err(), "{text}");
    }
}

#[test]
fn text_that_is_plain_is_borrowed() {
    let purl = Purl::parse("pkg:maven/org.acme/Tool@1.0?type=pom#a/b").unwrap();
    let texts = [&purl.kind, &purl.name];
    assert!(texts.iter().all(|text| matches!(text, Cow::Borrowed(_))));
    assert!(matches!(purl.namespace, Some(Cow::Borrowed(_))));
    assert!(matches!(purl.version, Some(Cow::Borrowed(_))));
    assert!(matches!(purl.subpath, Some(Cow::Borrowed(_))));
}

#[test]
fn capitals_stay_where_packages_are_told_apart_by_them() {
    assert_ne!(Purl::parse("pkg:npm/JSONStream"), Purl::parse("pkg:npm/jsonstream"));
    let go = Purl::parse("pkg:golang/github.com/BurntSushi/toml@v1.3.2").unwrap();
    assert_eq!(go.to_string(), "pkg:golang/github.com/BurntSushi/toml@v1.3.2");
    assert!(go.same_package(&Purl::parse("pkg:golang/github.com/burntsushi/toml@v1.3.2").unwrap()));
}

#[test]
fn names_are_spelled_as_their_type_has_them() {
    for (text, canonical) in [
        ("pkg:Pub/Flutter-X", "pkg:pub/flutter_x"),
        ("pkg:brew/SQLite", "pkg:brew/sqlite"),
        ("pkg:oci/Debian@sha256:AB", "pkg:oci/debian@sha256:ab"),
        ("pkg:rpm/Fedora/cURL", "pkg:rpm/fedora/cURL"),
        ("pkg:apk/Alpine/CURL", "pkg:apk/alpine/curl"),
        ("pkg:git/codeberg.org/Forgejo//forgejo", "pkg:git/codeberg.org/Forgejo/forgejo"),
        ("pkg:generic/a b@1+2?x=ä", "pkg:generic/a%20b@1%2B2?x=%C3%A4"),
        ("pkg:docker/a@sha256%3Aab", "pkg:docker/a@sha256:ab"),
        ("pkg:t/a%2540b", "pkg:t/a%2540b"),
        ("pkg:t/a%zz", "pkg:t/a%25zz"),
    ] {
        assert_eq!(Purl::parse(text).unwrap().to_string(), canonical);
    }
}

#[test]
fn keys_hold_what_identifies() {
    let key = |text: &str| Purl::parse(text).unwrap().package_key();
    assert_eq!(key("pkg:maven/g/a@1?type=jar&repository_url=x"), "pkg:maven/g/a@1");
    assert_eq!(
        key("pkg:maven/g/a@1?type=pom&classifier=s"),
        "pkg:maven/g/a@1?classifier=s&type=pom"
    );
    assert_eq!(key("pkg:rpm/f/a@1?epoch=0&arch=x"), "pkg:rpm/f/a@1?arch=x");
    assert_eq!(key("pkg:rpm/f/a@1?epoch=1"), "pkg:rpm/f/a@1?epoch=1");
    let coordinate = |text: &str| Purl::parse(text).unwrap().coordinate_key();
    assert_eq!(coordinate("pkg:rpm/f/a@1?epoch=1&arch=x&distro=f"), "pkg:rpm/f/a?arch=x");
    assert_eq!(coordinate("pkg:nuget/A.B@1"), "pkg:nuget/a.b");
}

#[test]
fn a_builder_takes_decoded_parts() {
    let purl = Purl::builder("Generic", "/a@b/").namespace("/x//y/").version("").subpath("../z/.");
    let purl = purl.qualifier("empty", "").qualifier("k", "v&w").build().unwrap();
    assert_eq!(purl.to_string(), "pkg:generic/x/y/a%40b?k=v%26w#z");
    for builder in [
        Purl::builder("npm", ""),
        Purl::builder("", "a"),
        Purl::builder("npm", "a").qualifier("in production", "true"),
        Purl::builder("npm", "a").qualifier("a", "1").qualifier("a", "2"),
        Purl::builder("cargo", "a").namespace("n"),
    ] {
        assert!(builder.build().is_err());
    }
}
