use std::collections::BTreeSet;

use policy_core::evidence::Package;
use policy_core::{ComponentPattern, Purl};
use serde_json::Value;

#[test]
fn spellings_of_one_package_meet() {
    for (spelling, canonical) in [
        ("PKG:NPM/Left-Pad@1.3.0", "pkg:npm/left-pad@1.3.0"),
        ("pkg://npm//left-pad@1.3.0", "pkg:npm/left-pad@1.3.0"),
        ("pkg:npm/@babel/core@7.0.0", "pkg:npm/%40babel/core@7.0.0"),
        ("pkg:npm/@babel/core", "pkg:npm/%40babel/core"),
        ("pkg:npm/left-pad@", "pkg:npm/left-pad"),
        ("pkg:npm/left-pad@1.3.0#./", "pkg:npm/left-pad@1.3.0"),
        ("pkg:pypi/Flask_Login@0.6.3", "pkg:pypi/flask-login@0.6.3"),
        (
            "pkg:golang/github.com/BurntSushi/TOML@v1.4.0",
            "pkg:golang/github.com/burntsushi/toml@v1.4.0",
        ),
        ("pkg:golang/x@v1-feature/b", "pkg:golang/x@v1-feature%2Fb"),
        ("pkg:golang/./staging/src/api@(devel)", "pkg:golang/staging/src/api@%28devel%29"),
        ("pkg:golang/../api", "pkg:golang/api"),
        (
            "pkg:deb/debian/libstdc++6@12.2.0?distro=debian-12&arch=&Arch=amd64",
            "pkg:deb/debian/libstdc%2B%2B6@12.2.0?arch=amd64&distro=debian-12",
        ),
        (
            "pkg:generic/x?download_url=https://a.example/?a=b",
            "pkg:generic/x?download_url=https:%2F%2Fa.example%2F%3Fa%3Db",
        ),
        ("pkg:brew/openssl%401.1@1.1.1w", "pkg:brew/openssl%401.1@1.1.1w"),
        ("pkg:npm/core@1.0#rc.1#", "pkg:npm/core@1.0%23rc.1"),
        ("pkg:npm/core@1.0#rc.1#lib", "pkg:npm/core@1.0%23rc.1#lib"),
        ("pkg:generic/a/%2e/%2E%2e/b/x", "pkg:generic/a/b/x"),
    ] {
        let purl = Purl::parse(spelling).unwrap();
        assert_eq!(purl.as_str(), canonical, "{spelling}");
        assert_eq!(Purl::parse(canonical).unwrap(), purl, "{spelling}");
    }
}

#[test]
fn a_broken_rule_of_its_type_loses_no_package() {
    for (text, kind, name, version) in [
        ("pkg:swift/Alamofire@5.4.3", "swift", "Alamofire", "5.4.3"),
        ("pkg:composer/Monolog@3.0.0", "composer", "monolog", "3.0.0"),
        ("pkg:oci/Team/App@sha256:aa", "oci", "app", "sha256:aa"),
        ("pkg:pypi/team/My_App@1.0", "pypi", "my-app", "1.0"),
        ("pkg:cpan/URI::PackageURL@2.0", "cpan", "URI::PackageURL", "2.0"),
        ("pkg:julia/Dates@1.9.0", "julia", "Dates", "1.9.0"),
    ] {
        let purl = Purl::parse(text).unwrap();
        assert_eq!((purl.kind(), purl.name(), purl.version()), (kind, name, Some(version)));
        assert_eq!(Purl::parse(purl.as_str()).unwrap(), purl);
    }
}

#[test]
fn what_names_no_package_is_refused_with_a_reason() {
    for text in [
        "",
        "log4j",
        "pkg:",
        "pkg:npm",
        "pkg:npm/",
        "npm:x/y",
        "pkg:golang/@?type=module",
        "pkg:n pm/x",
        "pkg:npm/%FF",
        "pkg:deb/x?9=y",
    ] {
        let error = Purl::parse(text).unwrap_err().to_string();
        assert!(error.starts_with(&format!("`{text}` is not a package URL: ")), "{error}");
    }
}

#[test]
fn patterns_read_names_as_purls_do() {
    let toml = Package::from_text("pkg:golang/github.com/burntsushi/toml@v1.4.0");
    assert!(ComponentPattern::parse("pkg:golang/github.com/BurntSushi/*").unwrap().matches(&toml));
    let pod = Package::from_text("pkg:swift/Alamofire@5.4.3");
    assert!(ComponentPattern::parse("pkg:swift/*").unwrap().matches(&pod));
}

/// The official suite. Where it wants a refusal because a type has rules of its own, a decision
/// prefers to know the package.
#[test]
#[expect(clippy::disallowed_methods, reason = "the suite is a set of files")]
fn the_official_suite_is_read() {
    let root = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/corpus/purl/package-url_purl-spec/tests"
    );
    let Ok(types) = std::fs::read_dir(format!("{root}/types")) else {
        eprintln!("skipped: no purl suite at {root}");
        return;
    };
    let mut files = vec![std::path::PathBuf::from(format!("{root}/spec/specification-test.json"))];
    files.extend(types.map(|entry| entry.unwrap().path()));
    let (mut cases, mut lenient) = (0, BTreeSet::new());
    for file in files {
        let suite: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        for case in suite["tests"].as_array().unwrap() {
            if case["test_type"] != "parse" {
                continue;
            }
            cases += 1;
            let input = case["input"].as_str().unwrap();
            let read = Purl::parse(input);
            if case["expected_failure"] == true {
                lenient.extend(read.ok().map(|purl| purl.kind().to_owned()));
                continue;
            }
            let purl = read.unwrap();
            let wanted = &case["expected_output"];
            if wanted["type"] == "git" {
                // A draft in which names have slashes: `packageurl` splits them as all others.
                continue;
            }
            assert_eq!(wanted["type"], purl.kind(), "{input}");
            assert_eq!(wanted["namespace"].as_str(), purl.namespace(), "{input}");
            assert_eq!(wanted["name"], purl.name(), "{input}");
            assert_eq!(wanted["version"].as_str(), purl.version(), "{input}");
            assert_eq!(wanted["subpath"].as_str(), purl.subpath(), "{input}");
            let qualifiers: serde_json::Map<String, Value> =
                purl.qualifiers().map(|(key, value)| (key.to_owned(), value.into())).collect();
            assert_eq!(
                wanted["qualifiers"].as_object().cloned().unwrap_or_default(),
                qualifiers,
                "{input}"
            );
        }
    }
    assert!(cases > 200, "{cases}");
    // `gem` and `rpm`: keys of qualifiers in upper case.
    let wanted = ["chrome-extension", "cpan", "gem", "julia", "otp", "rpm", "swift", "vcpkg"];
    let mut wanted = BTreeSet::from(wanted.map(str::to_owned));
    wanted.insert("vscode-extension".to_owned());
    assert_eq!(lenient, wanted);
}
