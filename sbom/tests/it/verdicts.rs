//! The test suite of the CycloneDX specification and the verdicts of the official schemas.

use std::collections::BTreeMap;
use std::path::PathBuf;

use sbom::validate::{Level, Severity};

/// Returns the corpus, `None` (visibly) in a clone without it.
#[expect(clippy::print_stderr, reason = "what is skipped is said")]
fn corpus() -> Option<PathBuf> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus"));
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("skipped: there is no corpus at {}", path.display());
    None
}

/// The rule that each sample of the suite breaks, by the stem of its name.
const RULES: &[(&str, &[&str])] = &[
    ("bomformat", &["cdx-bom-format"]),
    ("citations", &["cdx-citation", "cdx-required"]),
    ("component-external-version-and-range", &["cdx-version-and-range"]),
    ("component-ref", &["cdx-duplicate-item", "cdx-ref-empty", "cdx-ref-duplicate"]),
    ("component-swid", &["cdx-required"]),
    ("component-type", &["cdx-enum-component-type"]),
    ("component-versionRange-non-external-explicit", &["cdx-range-not-external"]),
    ("component-versionRange-non-external-implicit", &["cdx-range-not-external"]),
    ("depgraph", &["cdx-required"]),
    ("dependency", &["cdx-required", "cdx-ref-empty"]),
    ("empty-component", &["cdx-required"]),
    ("hash-alg", &["cdx-enum-hash-alg"]),
    ("hash-md5", &["cdx-hash-content"]),
    ("hash-sha1", &["cdx-hash-content"]),
    ("hash-sha256", &["cdx-hash-content"]),
    ("hash-sha512", &["cdx-hash-content"]),
    ("issue-type", &["cdx-enum-issue-type"]),
    ("license-choice", &["cdx-license-choice"]),
    ("license-declared-concluded-mix", &["cdx-license-choice"]),
    ("license-encoding", &["cdx-enum-encoding"]),
    ("license-id", &["cdx-license-id"]),
    ("license-id-count", &["cdx-license-id-or-name"]),
    ("license-missing-id-and-name", &["cdx-license-id-or-name"]),
    ("license-name-count", &["cdx-license-id-or-name"]),
    ("metadata-distribution", &["cdx-unknown-field"]),
    ("metadata-license", &["cdx-license-id"]),
    ("metadata-timestamp", &["cdx-date-time"]),
    ("missing-component-type", &["cdx-required"]),
    ("namespace", &["cdx-namespace"]),
    ("patch-type", &["cdx-enum-patch-type"]),
    ("properties", &["cdx-required"]),
    ("scope", &["cdx-enum-scope"]),
    ("serialnumber", &["cdx-serial-number"]),
    ("service-data", &["cdx-enum-data-flow"]),
];

/// Returns the stem of `invalid-<stem>-1.6.json`.
fn stem(file: &str) -> Option<&str> {
    let name = file.rsplit('/').next()?;
    let name = name.strip_prefix("skip_").unwrap_or(name).strip_prefix("invalid-")?;
    let name = name.strip_suffix(".json").or_else(|| name.strip_suffix(".xml"))?;
    match name.rsplit_once("-1.") {
        Some((stem, _)) => Some(stem),
        None => Some(name),
    }
}

#[test]
fn every_sample_of_the_specification_is_judged_as_its_name_says() {
    let Some(corpus) = corpus() else { return };
    let table = std::fs::read_to_string(corpus.join("SPEC-VERDICTS.tsv")).unwrap();
    let mut differences = Vec::new();
    let (mut judged, mut refused) = (0, 0);
    for line in table.lines().skip(2) {
        let mut columns = line.split('\t');
        let (file, verdict, _, schema, encoding) = (
            columns.next().unwrap(),
            columns.next().unwrap(),
            columns.next().unwrap(),
            columns.next().unwrap(),
            columns.next().unwrap(),
        );
        if schema == "-" && encoding == "xml" && !file.contains("invalid-namespace")
            || !cfg!(feature = "xml") && encoding == "xml"
        {
            continue;
        }
        let bytes = std::fs::read(corpus.join(file)).unwrap();
        let document = match sbom::parse(&bytes) {
            Ok(document) => document,
            Err(error) => {
                differences.push(format!("{file}: not read: {error}"));
                continue;
            }
        };
        judged += 1;
        let report = document.validate();
        let expected = match verdict {
            "valid" => true,
            "invalid" => false,
            _ => schema == "yes",
        };
        if report.passes_schema() != expected {
            differences.push(format!("{file}: expected {expected}\n{report}"));
            continue;
        }
        if let Some(stem) = stem(file).filter(|_| !expected) {
            refused += 1;
            let codes: Vec<&str> = report
                .violations()
                .iter()
                .filter(|it| it.level() == Level::Schema && it.severity() == Severity::Error)
                .map(|it| it.code())
                .collect();
            match RULES.iter().find(|(name, _)| *name == stem) {
                None => differences.push(format!("{file}: no rule known for `{stem}`")),
                Some((_, rules)) if codes.iter().any(|code| rules.contains(code)) => {}
                Some((_, rules)) => {
                    differences.push(format!("{file}: expected {rules:?}\n{report}"));
                }
            }
        }
    }
    assert!(
        differences.is_empty(),
        "{} of {judged}:\n{}",
        differences.len(),
        differences.join("\n")
    );
    assert!(judged > 300 && refused > 100);
}

#[test]
fn every_document_of_the_corpus_is_judged_as_by_the_official_schema() {
    let Some(corpus) = corpus() else { return };
    let table = std::fs::read_to_string(corpus.join("EXPECTED.tsv")).unwrap();
    let mut differences = Vec::new();
    let mut judged: BTreeMap<String, usize> = BTreeMap::new();
    for line in table.lines().skip(2) {
        let columns: Vec<&str> = line.split('\t').collect();
        let (file, format, encoding, schema) = (columns[0], columns[2], columns[3], columns[13]);
        if format != "cyclonedx" || schema == "-" || columns[5] != "-" {
            continue;
        }
        if !cfg!(feature = "xml") && encoding == "xml" {
            continue;
        }
        let Ok(bytes) = std::fs::read(corpus.join(file)) else { continue };
        let report = match sbom::parse(&bytes) {
            Ok(document) => document.validate(),
            Err(error) => {
                differences.push(format!("{file}: not read: {error}"));
                continue;
            }
        };
        *judged.entry(format!("{encoding} {schema}")).or_default() += 1;
        if report.passes_schema() != (schema == "yes") {
            let first: Vec<String> = report
                .violations()
                .iter()
                .filter(|it| it.level() == Level::Schema)
                .take(4)
                .map(ToString::to_string)
                .collect();
            differences.push(format!("{file} ({}): expected {schema}; {first:#?}", columns[4]));
        }
    }
    assert!(
        differences.is_empty(),
        "{} of {judged:?}:\n{}",
        differences.len(),
        differences.join("\n")
    );
}
