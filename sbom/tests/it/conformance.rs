//! Counts over a corpus of public documents, against a table made by another program.

use std::path::{Path, PathBuf};

use sbom::{Document, Error, NoteKind};

const SHARED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus");

#[test]
fn counts_of_the_corpus_equal_the_table() {
    let Some(table) = table("EXPECTED.tsv") else { return };
    let mut differences = Vec::new();
    let mut compared = 0;
    for row in &table {
        let [file, _, format, ser, ..] = row.as_slice() else { continue };
        if ser != "json" || !matches!(format.as_str(), "cyclonedx" | "spdx2" | "openvex") {
            continue;
        }
        compared += 1;
        let bytes = std::fs::read(Path::new(SHARED).join(file)).unwrap();
        let found = match format.as_str() {
            "openvex" => describe_vex(&bytes),
            _ => describe(sbom::parse(&bytes)),
        };
        for (column, expected) in COLUMNS.iter().zip(row.iter().skip(1)) {
            let found = found.iter().find(|(name, _)| name == column).map(|(_, value)| value);
            // A dash means that the table does not say.
            // `None` is how its program printed a missing version.
            let expected = if *column == "version" && expected == "None" { "" } else { expected };
            if expected != "-" && found.is_some_and(|found| found != expected) {
                differences.push(format!("{file}: {column}: {found:?}, table says {expected:?}"));
            }
        }
    }
    eprintln!("{compared} documents compared");
    assert!(compared > 500, "only {compared} documents in the corpus");
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn documents_of_other_formats_are_named_in_the_refusal() {
    let Some(table) = table("EXPECTED.tsv") else { return };
    let mut differences = Vec::new();
    for row in &table {
        let [file, _, format, ser, ..] = row.as_slice() else { continue };
        let is_read = ser == "json" && matches!(format.as_str(), "cyclonedx" | "spdx2");
        if is_read || format == "other" {
            continue;
        }
        let bytes = std::fs::read(Path::new(SHARED).join(file)).unwrap();
        let expected = match (format.as_str(), ser.as_str()) {
            ("csaf", _) => "CSAF",
            ("openvex", _) => "OpenVEX",
            ("cyclonedx", "xml") => "CycloneDX in xml",
            ("spdx2", "tagvalue") => "SPDX 2 in tag-value",
            ("spdx2", "yaml") => "SPDX 2 in yaml",
            ("spdx2", "rdf") => "SPDX 2 in rdf",
            ("spdx2", "spdxxml") => "SPDX 2 in xml",
            ("spdx3", _) => "SPDX 3 in json-ld",
            _ => "",
        };
        match sbom::parse(&bytes) {
            Err(error) if error.message().contains(expected) && error.is_unsupported() => {}
            other => differences
                .push(format!("{file}: {:?}", other.map(|_| "read").map_err(|e| e.to_string()))),
        }
    }
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}

/// The specification's own suite: whatever is well-formed is read, since reading is not validating.
#[test]
fn every_document_of_the_cyclonedx_suite_is_read_with_the_right_counts() {
    let Some(table) = table("SPEC-VERDICTS.tsv") else { return };
    let header: Vec<_> = header("SPEC-VERDICTS.tsv");
    let column = |name: &str| header.iter().position(|column| column == name);
    let mut differences = Vec::new();
    let mut compared = 0;
    for row in &table {
        let Some(file) = row.first().filter(|file| file.ends_with(".json")) else { continue };
        let bytes = std::fs::read(Path::new(SHARED).join(file)).unwrap();
        compared += 1;
        let verdict = file.rsplit('/').next().unwrap();
        match sbom::parse(&bytes) {
            Ok(document) => {
                for (name, value) in describe(Ok(document)) {
                    let expected = column(name).and_then(|at| row.get(at));
                    if let Some(expected) = expected.filter(|it| *it != "-" && **it != value) {
                        differences
                            .push(format!("{file}: {name}: {value:?}, table says {expected:?}"));
                    }
                }
            }
            // An invalid document may have a value of the wrong type.
            Err(_) if verdict.contains("invalid-") => {}
            Err(error) => differences.push(format!("{file}: {error}")),
        }
    }
    eprintln!("{compared} documents compared");
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn graphs_of_the_corpus_agree_with_a_plain_search() {
    let Some(table) = table("EXPECTED.tsv") else { return };
    for row in table.iter().filter(|row| row.get(3).is_some_and(|ser| ser == "json")) {
        let bytes = std::fs::read(Path::new(SHARED).join(&row[0])).unwrap();
        let Ok(document) = sbom::parse(&bytes) else { continue };
        let graph = document.graph();
        for element in document.elements() {
            let Some(depth) = graph.depth(element.id()) else {
                assert!(graph.path(element.id()).is_none());
                continue;
            };
            let path: Vec<_> = graph.path(element.id()).unwrap().collect();
            assert_eq!(path.len(), depth as usize + 1, "{}", row[0]);
            assert!(graph.roots().contains(&path[0].id()));
            for step in path.windows(2) {
                assert!(graph.dependencies(step[0].id()).contains(&step[1].id()));
                assert!(graph.dependents(step[1].id()).contains(&step[0].id()));
            }
        }
    }
}

const COLUMNS: &[&str] = &[
    "parse",
    "format",
    "ser",
    "version",
    "wrapped",
    "components",
    "files",
    "edges",
    "root",
    "roots",
    "vulns",
    "dangling",
];

type Facts = Vec<(&'static str, String)>;

fn describe(parsed: Result<Document, Error>) -> Facts {
    let document = match parsed {
        Ok(document) => document,
        Err(error) => return vec![("parse", format!("error ({error})"))],
    };
    let mut described = document.described();
    let root = match (document.described_count(), described.next()) {
        (1, Some(root)) => root.name().to_owned(),
        _ => String::new(),
    };
    let format = match document.format() {
        sbom::Format::Spdx => "spdx2",
        _ => "cyclonedx",
    };
    let wrapped = match document.wrapped() {
        None => "-",
        Some(sbom::Wrapping::InToto) => "intoto",
        Some(_) => "dsse",
    };
    let dangling: usize = document
        .notes()
        .iter()
        .filter(|note| note.kind() == NoteKind::DanglingReference)
        .filter(|note| matches!(note.word(), "dependencies" | "relationships"))
        .map(sbom::Note::count)
        .sum();
    vec![
        ("parse", "ok".to_owned()),
        ("format", format.to_owned()),
        ("version", document.spec_version().to_owned()),
        ("wrapped", wrapped.to_owned()),
        ("components", document.components().count().to_string()),
        ("files", document.files().count().to_string()),
        ("edges", document.edge_count().to_string()),
        ("root", root.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n")),
        ("roots", document.described_count().to_string()),
        ("vulns", document.vulnerabilities().len().to_string()),
        ("dangling", dangling.to_string()),
    ]
}

fn describe_vex(bytes: &[u8]) -> Facts {
    match sbom::vex::parse(bytes) {
        Ok(document) => {
            vec![("parse", "ok".to_owned()), ("vulns", document.statements.len().to_string())]
        }
        Err(error) => vec![("parse", format!("error ({error})"))],
    }
}

#[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
fn table(name: &str) -> Option<Vec<Vec<String>>> {
    let path = PathBuf::from(SHARED).join(name);
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: {} is not here", path.display());
        return None;
    };
    let rows = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    Some(rows.map(|line| line.split('\t').map(str::to_owned).collect()).collect())
}

fn header(name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(PathBuf::from(SHARED).join(name)).unwrap();
    let line = text.lines().find(|line| !line.starts_with('#')).unwrap();
    line.split('\t').map(str::to_owned).collect()
}
