use super::*;

fn os(family: &str, name: &str) -> Os {
    Os { family: Some(family.into()), name: Some(name.into()), eosl: false }
}

#[test]
fn every_type_follows_its_own_rules() {
    let table = [
        ("npm", "@babel/core", "7.0.0", "pkg:npm/%40babel/core@7.0.0"),
        ("node-pkg", "JSONStream", "1.3.5", "pkg:npm/jsonstream@1.3.5"),
        ("yarn", "lodash", "4.17.20", "pkg:npm/lodash@4.17.20"),
        (
            "gomod",
            "github.com/Masterminds/semver/v3",
            "v3.2.0",
            "pkg:golang/github.com/masterminds/semver/v3@v3.2.0",
        ),
        (
            "gobinary",
            "github.com/docker/distribution",
            "v2.7.1+incompatible",
            "pkg:golang/github.com/docker/distribution@v2.7.1%2Bincompatible",
        ),
        ("gobinary", "stdlib", "1.21.3", "pkg:golang/stdlib@1.21.3"),
        (
            "jar",
            "org.springframework:spring-beans",
            "5.3.15",
            "pkg:maven/org.springframework/spring-beans@5.3.15",
        ),
        ("pom", "standalone", "1.0", "pkg:maven/standalone@1.0"),
        (
            "gradle",
            "com.google.guava:guava",
            "31.1-jre",
            "pkg:maven/com.google.guava/guava@31.1-jre",
        ),
        ("pip", "Django_REST", "3.0", "pkg:pypi/django-rest@3.0"),
        ("poetry", "PyYAML", "5.3", "pkg:pypi/pyyaml@5.3"),
        ("gemspec", "activesupport", "6.0.2.1", "pkg:gem/activesupport@6.0.2.1"),
        ("bundler", "nokogiri", "1.13.0", "pkg:gem/nokogiri@1.13.0"),
        ("cargo", "time", "0.1.43", "pkg:cargo/time@0.1.43"),
        ("rustbinary", "openssl-src", "111.16.0+1.1.1l", "pkg:cargo/openssl-src@111.16.0%2B1.1.1l"),
        ("nuget", "Newtonsoft.Json", "12.0.1", "pkg:nuget/Newtonsoft.Json@12.0.1"),
        ("composer", "guzzlehttp/Guzzle", "7.4.4", "pkg:composer/guzzlehttp/guzzle@7.4.4"),
        (
            "swift",
            "github.com/apple/swift-nio",
            "2.41.0",
            "pkg:swift/github.com/apple/swift-nio@2.41.0",
        ),
        ("cocoapods", "AppCenter/Analytics", "4.2.0", "pkg:cocoapods/AppCenter@4.2.0#Analytics"),
        ("hex", "Phoenix", "1.6.0", "pkg:hex/phoenix@1.6.0"),
        ("bitnami", "wordpress", "6.2.0-r1", "pkg:bitnami/wordpress@6.2.0-r1"),
    ];
    for (kind, name, version, expected) in table {
        assert_eq!(derive(kind, name, Some(version), None).as_deref(), Some(expected), "{kind}");
    }
}

#[test]
fn distributions_get_namespace_release_and_epoch() {
    let table = [
        (
            "debian",
            "12.5",
            "libc6",
            "2.36-9+deb12u1",
            "pkg:deb/debian/libc6@2.36-9%2Bdeb12u1?distro=debian-12.5",
        ),
        (
            "debian",
            "9.9",
            "openssl",
            "1.1.0k-1~deb9u1",
            "pkg:deb/debian/openssl@1.1.0k-1~deb9u1?distro=debian-9.9",
        ),
        (
            "ubuntu",
            "22.04",
            "zlib1g",
            "1:1.2.11-2ubuntu9",
            "pkg:deb/ubuntu/zlib1g@1.2.11-2ubuntu9?distro=ubuntu-22.04&epoch=1",
        ),
        (
            "alpine",
            "3.10.2",
            "libssl1.1",
            "1.1.1c-r0",
            "pkg:apk/alpine/libssl1.1@1.1.1c-r0?distro=3.10.2",
        ),
        ("wolfi", "20230201", "glibc", "2.37-r6", "pkg:apk/wolfi/glibc@2.37-r6?distro=20230201"),
        (
            "rocky",
            "8.5",
            "openssl-libs",
            "1:1.1.1k-4.el8",
            "pkg:rpm/rocky/openssl-libs@1.1.1k-4.el8?distro=rocky-8.5&epoch=1",
        ),
        (
            "redhat",
            "9.2",
            "ModemManager",
            "0:1.20.2-1.el9",
            "pkg:rpm/redhat/ModemManager@1.20.2-1.el9?distro=redhat-9.2",
        ),
        (
            "suse linux enterprise server",
            "15.4",
            "zypper",
            "1.14",
            "pkg:rpm/suse/zypper@1.14?distro=sles-15.4",
        ),
        (
            "opensuse.leap",
            "15.4",
            "zypper",
            "1.14",
            "pkg:rpm/opensuse/zypper@1.14?distro=opensuse-leap-15.4",
        ),
    ];
    for (kind, release, name, version, expected) in table {
        let os = os(kind, release);
        assert_eq!(derive(kind, name, Some(version), Some(&os)).as_deref(), Some(expected));
    }
}

#[test]
fn versions_and_releases_may_be_missing() {
    assert_eq!(derive("npm", "lodash", None, None).as_deref(), Some("pkg:npm/lodash"));
    assert_eq!(derive("npm", "lodash", Some(" "), None).as_deref(), Some("pkg:npm/lodash"));
    assert_eq!(derive("debian", "bash", None, None).as_deref(), Some("pkg:deb/debian/bash"));
}

#[test]
fn what_has_no_package_url_gets_none() {
    assert_eq!(derive("julia", "A", Some("1"), None), None);
    assert_eq!(derive("npm", "", Some("1"), None), None);
    assert_eq!(derive("npm", "@scope/", Some("1"), None), None);
    assert_eq!(derive("composer", "ext-json", Some("7.4"), None), None);
    assert_eq!(derive("swift", "/NIO", Some("1"), None), None);
    assert_eq!(derive("gomod", "./local", Some("1"), None), None);
    assert_eq!(derive("", "x", Some("1"), None), None);
}

#[test]
fn hostile_names_stay_inside_their_segment() {
    assert_eq!(
        derive("pip", "a/b?c#d@e%2F\u{e9}", Some("1/2?x=y"), None).as_deref(),
        Some("pkg:pypi/a%2Fb%3Fc%23d%40e%252f%C3%A9@1%2F2%3Fx%3Dy"),
    );
    assert_eq!(
        derive("composer", "//evil//../x", Some("1"), None).as_deref(),
        Some("pkg:composer/evil/../x@1"),
    );
}
