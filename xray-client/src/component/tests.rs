use super::*;

#[track_caller]
fn check(text: &str, name: &str, version: Option<&str>, purl: Option<&str>) {
    let id = ComponentId::parse(text);
    assert_eq!(id.name(), name, "name of {text}");
    assert_eq!(id.version(), version, "version of {text}");
    assert_eq!(id.purl().as_deref(), purl, "purl of {text}");
    assert_eq!(id.to_string(), text);
}

#[test]
fn every_ecosystem_maps_to_its_package_url() {
    let hex = "0123456789abcdef".repeat(4);
    let sha1 = "0123456789abcdef0123".repeat(2);
    for (text, name, version, purl) in [
        (
            "gav://io.netty:netty-codec:4.1.66.Final",
            "netty-codec",
            Some("4.1.66.Final"),
            Some("pkg:maven/io.netty/netty-codec@4.1.66.Final"),
        ),
        ("npm://lodash:4.17.19", "lodash", Some("4.17.19"), Some("pkg:npm/lodash@4.17.19")),
        ("npm://@babel/core:7.1.0", "core", Some("7.1.0"), Some("pkg:npm/%40babel/core@7.1.0")),
        ("pypi://Flask_Cors:3.0", "Flask_Cors", Some("3.0"), Some("pkg:pypi/flask-cors@3.0")),
        (
            "go://github.com/gogo/protobuf:1.3.1",
            "protobuf",
            Some("1.3.1"),
            Some("pkg:golang/github.com/gogo/protobuf@v1.3.1"),
        ),
        (
            "go://github.com/Azure/x:v2.0.0",
            "x",
            Some("v2.0.0"),
            Some("pkg:golang/github.com/azure/x@v2.0.0"),
        ),
        (
            "deb://debian:buster:glibc:2.28-10",
            "glibc",
            Some("2.28-10"),
            Some("pkg:deb/debian/glibc@2.28-10?distro=buster"),
        ),
        (
            "deb://debian:buster:libgcc1:1:8.3.0-6",
            "libgcc1",
            Some("1:8.3.0-6"),
            Some("pkg:deb/debian/libgcc1@1:8.3.0-6?distro=buster"),
        ),
        (
            "deb://debian:libgcc1:1:8.3.0-6",
            "libgcc1",
            Some("1:8.3.0-6"),
            Some("pkg:deb/debian/libgcc1@1:8.3.0-6"),
        ),
        (
            "deb://ubuntu:libonig4:6.7.0-1",
            "libonig4",
            Some("6.7.0-1"),
            Some("pkg:deb/ubuntu/libonig4@6.7.0-1"),
        ),
        (
            "deb://debian:buster:libstdc++6:8.3.0-6",
            "libstdc++6",
            Some("8.3.0-6"),
            Some("pkg:deb/debian/libstdc%2B%2B6@8.3.0-6?distro=buster"),
        ),
        (
            "rpm://8:nettle:0:3.4.1-2.el8",
            "nettle",
            Some("3.4.1-2.el8"),
            Some("pkg:rpm/nettle@3.4.1-2.el8?distro=8"),
        ),
        (
            "rpm://8:openssl-libs:1:1.1.1g-12.el8_3",
            "openssl-libs",
            Some("1.1.1g-12.el8_3"),
            Some("pkg:rpm/openssl-libs@1.1.1g-12.el8_3?distro=8&epoch=1"),
        ),
        (
            "rpm://nettle:0:3.4.1-2.el8",
            "nettle",
            Some("3.4.1-2.el8"),
            Some("pkg:rpm/nettle@3.4.1-2.el8"),
        ),
        (
            "alpine://3.12:openssl:1.1.1k-r0",
            "openssl",
            Some("1.1.1k-r0"),
            Some("pkg:apk/alpine/openssl@1.1.1k-r0?distro=alpine-3.12"),
        ),
        (
            "alpine://openssl:1.1.1k-r0",
            "openssl",
            Some("1.1.1k-r0"),
            Some("pkg:apk/alpine/openssl@1.1.1k-r0"),
        ),
        ("nuget://log4net:2.0.8", "log4net", Some("2.0.8"), Some("pkg:nuget/log4net@2.0.8")),
        ("docker://team/app:1.0", "app", Some("1.0"), Some("pkg:docker/team/app@1.0")),
        (
            "docker://library/mongo:sha256__31f6",
            "mongo",
            Some("sha256__31f6"),
            Some("pkg:docker/library/mongo@sha256:31f6"),
        ),
        ("oci://team/app:1.0", "app", Some("1.0"), Some("pkg:oci/app?tag=1.0")),
        ("composer://vendor/Name:1.1", "Name", Some("1.1"), Some("pkg:composer/vendor/name@1.1")),
        ("rubygems://rails:7.0", "rails", Some("7.0"), Some("pkg:gem/rails@7.0")),
        (
            "conan://openssl:openssl:1.1.1g",
            "openssl",
            Some("1.1.1g"),
            Some("pkg:conan/openssl@1.1.1g"),
        ),
        ("cpp://madler:zlib:1.2.11", "zlib", Some("1.2.11"), Some("pkg:github/madler/zlib@1.2.11")),
        ("cargo://serde:1.0.0", "serde", Some("1.0.0"), Some("pkg:cargo/serde@1.0.0")),
        (
            "swift://github.com/apple/swift-nio:2.0",
            "swift-nio",
            Some("2.0"),
            Some("pkg:swift/github.com/apple/swift-nio@2.0"),
        ),
        (
            "huggingfaceml://org/model:main",
            "model",
            Some("main"),
            Some("pkg:huggingface/org/model@main"),
        ),
        ("build://api :: main:42", "api :: main", Some("42"), None),
        ("releaseBundleV2://shop:1.0", "shop", Some("1.0"), None),
        ("terraform://ns/module:1.0", "module", Some("1.0"), None),
        ("novel://thing:1.0", "thing", Some("1.0"), None),
        ("artifactory", "artifactory", None, None),
        ("", "", None, None),
        ("npm://", "", None, None),
        ("npm://lodash:", "lodash", None, Some("pkg:npm/lodash")),
    ] {
        check(text, name, version, purl);
    }
    let file = format!("generic://sha256:{hex}/sha256__{hex}.tar.gz");
    let purl = format!("pkg:generic/sha256__{hex}.tar.gz?checksum=sha256:{hex}");
    check(&file, &format!("sha256__{hex}.tar.gz"), None, Some(&purl));
    let file = format!("generic://sha256:{}{sha1}/main.jar", "0".repeat(24));
    check(&file, "main.jar", None, Some(&format!("pkg:generic/main.jar?checksum=sha1:{sha1}")));
}

#[test]
fn parts_that_came_apart_are_joined_without_guessing_the_version() {
    let rpm: PackageType = "Rpm".into();
    let id = ComponentId::from_parts(Some(&rpm), "8:libX11:0", Some("1.6.8-3.el8"));
    assert_eq!(id.as_str(), "rpm://8:libX11:0:1.6.8-3.el8");
    assert_eq!(id, ComponentId::parse(id.as_str()));
    assert_eq!((id.distro(), id.epoch()), (Some("8"), Some("0")));

    let maven: PackageType = "maven".into();
    let id = ComponentId::from_parts(Some(&maven), "org.a:lib", None);
    assert_eq!((id.namespace(), id.name(), id.version()), (Some("org.a"), "lib", None));

    let id = ComponentId::from_parts(None, "github.com/golang/go", Some("1.15.8"));
    assert_eq!(
        (id.package_type(), id.name(), id.version()),
        (None, "github.com/golang/go", Some("1.15.8"))
    );
    assert_eq!(id.purl(), None);

    let id = ComponentId::from_parts(Some(&maven), "gav://a:b:1", Some("9"));
    assert_eq!(id.as_str(), "gav://a:b:1");
}

#[test]
fn an_image_has_the_id_that_scan_artifact_expects() {
    assert_eq!(ComponentId::docker("team/app", "1.0").as_str(), "docker://team/app:1.0");
}

#[test]
fn hostile_text_is_read_as_far_as_it_goes() {
    for text in [
        "://",
        ":::",
        "deb://:::::",
        "rpm://::",
        "deb://a:",
        "generic://sha256:/",
        "gav://:",
        "x://y://z:1",
        "deb://é:ü:ö:1",
    ] {
        let id = ComponentId::parse(text);
        assert_eq!(id.as_str(), text);
        let _ = id.purl();
    }
}
