//! SPDX 3 in JSON-LD.

use std::path::Path;

use sbom::{
    ComponentType, DependencyScope, DependencyState, Document, ElementKind, Encoding, End, Format,
    HashAlgorithm, IdentifierKind, NoteKind, RelationshipKind, Stated,
};

use crate::conformance::{describe, table};

const SHARED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus");

#[test]
fn corpus_counts_equal_the_table() {
    let Some(table) = table("EXPECTED.tsv") else { return };
    let mut differences = Vec::new();
    let mut compared = 0;
    for row in &table {
        let [file, _, format, ser, ..] = row.as_slice() else { continue };
        if format != "spdx3" || ser != "jsonld" {
            continue;
        }
        compared += 1;
        let bytes = std::fs::read(Path::new(SHARED).join(file)).unwrap();
        let found = describe(sbom::parse(&bytes));
        let columns = [
            "parse", "format", "ser", "version", "wrapped", "components", "files", "edges", "root",
            "roots", "vulns",
        ];
        for (column, expected) in columns.iter().zip(row.iter().skip(1)) {
            let found = found.iter().find(|(name, _)| name == column).map(|(_, value)| value);
            if expected != "-" && found.is_some_and(|found| found != expected) {
                differences.push(format!("{file}: {column}: {found:?}, table says {expected:?}"));
            }
        }
    }
    eprintln!("{compared} documents compared");
    assert_eq!(compared, 74);
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}

fn read(text: &str) -> Document {
    sbom::parse(text.as_bytes()).unwrap()
}
