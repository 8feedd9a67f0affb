//! The official suite of the package URL specification.

use std::fs;
use std::path::{Path, PathBuf};

use sbom::{Purl, PurlError};
use serde_json::{Map, Value, json};

/// Where a checkout of the corpus has the suite.
const SUITE: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus/purl/package-url_purl-spec/tests");

/// Cases that contradict others, each with the reason; they hold for the lenient reader.
const CONTRADICTIONS: [(&str, &str); 1] = [(
    "pkg:Maven/org.apache.xmlgraphics/batik-anim@1.9.1?type=pom&repositorY_url=repo.spring.io/release",
    "accepts capitals in a key, which the cases of gem and rpm (and the specification) refuse; \
     its twins are in the group `recommended`",
)];

#[test]
fn the_official_suite_passes_in_full() {
    let mut files: Vec<PathBuf> = ["spec", "types"]
        .iter()
        .filter_map(|folder| fs::read_dir(Path::new(SUITE).join(folder)).ok())
        .flat_map(|entries| entries.map(|entry| entry.unwrap().path()))
        .collect();
    if files.is_empty() {
        eprintln!("skipped: no package URL suite at {SUITE}");
        return;
    }
    files.sort();

    let mut ran = 0;
    let mut misses = Vec::new();
    for file in &files {
        let suite: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        for case in suite["tests"].as_array().unwrap() {
            ran += 1;
            if let Err(miss) = run(case) {
                misses.push(format!("{}: {miss}", file.file_name().unwrap().display()));
            }
        }
    }
    assert!(misses.is_empty(), "{} of {ran} missed:\n{}", misses.len(), misses.join("\n"));
    assert!(files.len() >= 43 && ran >= 586, "only {ran} cases in {} files", files.len());
}

/// Runs one case. "Required" cases hold the strict reader to the specification; "recommended"
/// ones show what a lenient reader should mend.
fn run(case: &Value) -> Result<(), String> {
    let input = &case["input"];
    let contradicts = CONTRADICTIONS.iter().any(|(text, _)| input == text);
    let strict = case["test_group"] == "required" && !contradicts;
    let read = |text: &str| -> Result<Purl<'static>, PurlError> {
        let purl = if strict { Purl::parse_strict(text)? } else { Purl::parse(text)? };
        Ok(purl.into_owned())
    };
    let purl = match input.as_str() {
        Some(text) => read(text),
        None => build(input),
    };
    let fails = case["expected_failure"] == true;
    let purl = match (purl, fails) {
        (Err(_), true) => return Ok(()),
        (Ok(purl), false) => purl,
        (read, _) => return Err(format!("{input}: {read:?}")),
    };
    let got = match case["test_type"].as_str() {
        Some("parse") => parts(&purl),
        _ => purl.to_string().into(),
    };
    if got != case["expected_output"] {
        return Err(format!("{input}: {got} instead of {}", case["expected_output"]));
    }
    // Whatever was read is read again from what is written.
    let canonical = purl.to_string();
    match Purl::parse_strict(&canonical) {
        Ok(again) if again == purl && Purl::is_canonical(&canonical) => Ok(()),
        again => Err(format!("{input}: {canonical} reads back as {again:?}")),
    }
}

fn parts(purl: &Purl<'_>) -> Value {
    let qualifiers: Map<_, _> =
        purl.qualifiers().map(|(key, value)| (key.to_owned(), value.into())).collect();
    json!({
        "type": purl.kind(),
        "namespace": purl.namespace(),
        "name": purl.name(),
        "version": purl.version(),
        "qualifiers": if qualifiers.is_empty() { Value::Null } else { qualifiers.into() },
        "subpath": purl.subpath(),
    })
}

fn build(parts: &Value) -> Result<Purl<'static>, PurlError> {
    let part = |key: &str| parts[key].as_str().unwrap_or_default().to_owned();
    let mut builder = Purl::builder(part("type"), part("name"))
        .namespace(part("namespace"))
        .version(part("version"))
        .subpath(part("subpath"));
    for (key, value) in parts["qualifiers"].as_object().into_iter().flatten() {
        builder = builder.qualifier(key.clone(), value.as_str().unwrap_or_default().to_owned());
    }
    builder.build()
}

/// Cases of our own, so that a clone without the suite tests the same rules.
#[test]
fn each_type_is_read_and_written_by_its_rules() {
    for (text, canonical) in [
        ("pkg:BREW/Homebrew/Core/SQLite@3", "pkg:brew/homebrew/core/sqlite@3"),
        ("pkg:cpan/DateTime@1.55?author=DROLSKY", "pkg:cpan/DateTime@1.55?author=DROLSKY"),
        ("pkg:git/codeberg.org/a/B@f00#c/d", "pkg:git/codeberg.org/a/B@f00#c/d"),
        ("pkg:git/github.com/A/B@f00", "pkg:git/github.com/a/b@f00"),
        ("pkg:npm/%40scope/Name@1.0.0", "pkg:npm/%40scope/Name@1.0.0"),
        ("pkg:deb/Debian/Curl@7.50.3-1?arch=i386", "pkg:deb/debian/curl@7.50.3-1?arch=i386"),
        ("pkg:huggingface/Org/Model@AbC", "pkg:huggingface/Org/Model@abc"),
        ("pkg:pypi/Zope_Interface.X@1", "pkg:pypi/zope-interface.x@1"),
        ("pkg:mlflow/A@1?repository_url=https://x", "pkg:mlflow/A@1?repository_url=https:%2F%2Fx"),
        (
            "pkg:mlflow/A@1?repository_url=https://databricks.x",
            "pkg:mlflow/a@1?repository_url=https:%2F%2Fdatabricks.x",
        ),
        ("pkg:gem/a?platform=java&checksum=sha1:a,sha256:b", {
            "pkg:gem/a?checksum=sha1:a%2Csha256:b&platform=java"
        }),
    ] {
        let purl = Purl::parse_strict(text).unwrap();
        assert_eq!(purl.to_string(), canonical);
        assert_eq!(Purl::parse_strict(canonical).unwrap(), purl);
    }
}

#[test]
fn hostile_texts_end_in_a_value_or_an_error() {
    let long = "/".repeat(1_000_000);
    let many = "a=1&".repeat(20_000);
    for text in [
        format!("pkg:t/{long}a"),
        format!("pkg:t/a#{long}"),
        format!("pkg:t/a?{many}"),
        format!("pkg:t/{}", "%".repeat(100_000)),
        format!("pkg:t/{}", "@".repeat(100_000)),
        "pkg:t/\u{0}\u{feff}é@\u{1f600}".to_owned(),
        "pkg:t/a%".to_owned(),
        "pkg:t/é%C3".to_owned(),
    ] {
        if let Ok(purl) = Purl::parse(&text) {
            let canonical = purl.to_string();
            assert_eq!(Purl::parse(&canonical).unwrap(), purl);
        }
    }
}
