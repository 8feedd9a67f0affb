//! The verdicts of the official schemas of SPDX 2 over real documents.

use crate::corpus;

#[test]
fn every_document_of_the_corpus_is_judged_as_by_the_official_schema() {
    let mut differences = Vec::new();
    for case in corpus::cases("spdx2", "json") {
        let Some(expected) = case.expected("schema") else { continue };
        let Ok(document) = sbom::parse(&case.bytes) else {
            differences.push(format!("{}: is not read", case.file));
            continue;
        };
        let report = document.validate();
        if report.passes_schema() != (expected == "yes") {
            let first = report.violations().first().map(ToString::to_string);
            differences.push(format!("{}: expected {expected}; {first:?}", case.file));
        }
    }
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}
