//! YAML, of any format that has a JSON form.

use sbom::{Code, Encoding, Losses, ParseOptions, Style};

use crate::corpus;
use crate::tag_value::{compare, json};

#[test]
fn every_document_of_the_corpus_has_the_counts_of_the_table() {
    let mut differences = Vec::new();
    for case in corpus::cases("spdx2", "yaml") {
        differences.extend(case.differences());
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn versions_and_dates_without_quotes_stay_texts() {
    let text = "spdxVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nname: 2020-01-01\n\
                packages:\n  - {SPDXID: SPDXRef-p, name: no, versionInfo: 1.10, filesAnalyzed: false}\n";
    let document = sbom::parse(text.as_bytes()).unwrap();
    assert_eq!(document.encoding(), Encoding::Yaml);
    assert_eq!(document.name(), Some("2020-01-01"));
    let package = document.components().next().unwrap();
    assert_eq!((package.name(), package.version()), ("no", Some("1.10")));
}

#[test]
fn hostile_yaml_is_refused_in_time() {
    let mut bomb = "spdxVersion: SPDX-2.3\nx0: &x0 [a]\n".to_owned();
    for level in 1..64 {
        let before = level - 1;
        bomb.push_str(&format!("x{level}: &x{level} [*x{before}, *x{before}, *x{before}]\n"));
    }
    let mut options = ParseOptions::default();
    options.limits.items = 100_000;
    let error = sbom::parse_with(bomb.as_bytes(), &options).unwrap_err();
    assert_eq!(error.code(), Code::TooMany);
    let deep = format!("spdxVersion: SPDX-2.3\nx: {}", "[".repeat(100_000));
    assert_eq!(sbom::parse(deep.as_bytes()).unwrap_err().code(), Code::TooDeep);
    let text = "spdxVersion: SPDX-2.3\nname: a\nname: b\n";
    assert_eq!(sbom::parse(text.as_bytes()).unwrap_err().code(), Code::DuplicateKey);
}

#[test]
fn every_prefix_is_read_or_refused() {
    let text = "%YAML 1.2\n--- # c\nspdxVersion: &v SPDX-2.3\nname: \"a\\u00e9 \\\n  b\"\nx: [*v, {y: 'z'}, !!str 1]\n\
                z: |2-\n   é\n  b\n? long\n: - 1\n  - >+\n    folded\n\n...\n--- b\n";
    for end in 0..=text.len() {
        let _ = sbom::parse(&text.as_bytes()[..end]);
    }
    assert!(sbom::parse(text.as_bytes()).is_ok());
}

#[test]
fn documents_of_the_corpus_survive_yaml() {
    let mut differences = Vec::new();
    let formats =
        [("spdx2", "json"), ("spdx2", "yaml"), ("spdx2", "tagvalue"), ("cyclonedx", "json")];
    let mut count = 0;
    for case in formats.into_iter().flat_map(|(format, ser)| corpus::cases(format, ser)) {
        // The larger ones say the same again, and a build without optimisation is slow.
        if case.bytes.len() > 200_000 {
            continue;
        }
        let Ok(document) = sbom::parse(&case.bytes) else { continue };
        count += 1;
        let written = document.write_as(Encoding::Yaml, Style::Pretty).unwrap();
        let again = match sbom::parse(&written.bytes) {
            Ok(again) => again,
            Err(error) => {
                differences.push(format!("{}: {error}", case.file));
                continue;
            }
        };
        let (before, after) = (json(&document), json(&again));
        if before != after {
            let found = compare(&before, &after, &Losses::default());
            differences.push(format!("{}: {found:?}", case.file));
        }
    }
    assert!(
        differences.is_empty(),
        "{} of {count}:\n{}",
        differences.len(),
        differences.join("\n")
    );
}
