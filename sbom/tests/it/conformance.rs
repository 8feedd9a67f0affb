//! Counts over a corpus of public documents, against a table made by another program.

use std::path::{Path, PathBuf};

use sbom::{Document, Encoding, Error, NoteKind};

const SHARED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus");

/// Every column of every row, whatever the format.
#[test]
fn every_document_of_the_corpus_is_read_with_the_right_counts() {
    let Some(table) = table("EXPECTED.tsv") else { return };
    let mut differences = Vec::new();
    let mut compared = 0;
    let mut unread = 0;
    for row in &table {
        let [file, verdict, format, ser, ..] = row.as_slice() else { continue };
        if !is_built_in(ser) {
            unread += 1;
            continue;
        }
        compared += 1;
        let bytes = std::fs::read(Path::new(SHARED).join(file)).unwrap();
        let found = match (verdict.as_str(), format.as_str()) {
            ("error", _) | (_, "other") => refusal(&bytes, verdict, format),
            (_, "openvex" | "csaf") => describe_vex(&bytes),
            _ => describe(sbom::parse(bytes)),
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
    say(&format!("{compared} documents compared, {unread} of encodings that are switched off"));
    assert!(compared > 500, "only {compared} documents in the corpus");
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}

/// Whether this build reads the serialisation.
fn is_built_in(serialisation: &str) -> bool {
    match serialisation {
        "xml" | "spdxxml" => cfg!(feature = "xml"),
        "rdf" => cfg!(feature = "rdf"),
        "yaml" => cfg!(feature = "yaml"),
        _ => true,
    }
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
    say(&format!("{compared} documents compared"));
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
    let format = match (document.format(), document.encoding()) {
        (sbom::Format::Spdx, Encoding::JsonLd) => "spdx3",
        (sbom::Format::Spdx, _) => "spdx2",
        _ => "cyclonedx",
    };
    let serialisation = match (format, document.encoding()) {
        ("spdx2", Encoding::Xml) => "spdxxml",
        (_, Encoding::TagValue) => "tagvalue",
        (_, Encoding::JsonLd) => "jsonld",
        (_, encoding) => encoding.as_str(),
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
        ("ser", serialisation.to_owned()),
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

/// What is no SBOM is refused: broken bytes for being broken, other things by their kind.
fn refusal(bytes: &[u8], verdict: &str, format: &str) -> Facts {
    let found = match sbom::parse(bytes) {
        Ok(_) => "read".to_owned(),
        Err(error) if verdict == "error" && !error.is_unsupported() => "error".to_owned(),
        Err(error) if format == "other" && error.is_unsupported() => "ok".to_owned(),
        Err(error) => format!("error ({error})"),
    };
    vec![("parse", found)]
}

fn describe_vex(bytes: &[u8]) -> Facts {
    let document = match sbom::vex::parse(bytes) {
        Ok(document) => document,
        Err(error) => return vec![("parse", format!("error ({error})"))],
    };
    let format = document.format.map_or("none", sbom::vex::Format::as_str);
    let is_csaf = document.format == Some(sbom::vex::Format::Csaf);
    let counted = if is_csaf { document.vulnerabilities.len() } else { document.statements.len() };
    // The table has no version of OpenVEX.
    let version = document.spec_version.clone().unwrap_or_default();
    let wrapped = if document.attestation.is_some() { "intoto" } else { "-" };
    vec![
        ("parse", "ok".to_owned()),
        ("format", format.to_owned()),
        ("ser", "json".to_owned()),
        ("version", version),
        ("wrapped", wrapped.to_owned()),
        ("vulns", counted.to_string()),
    ]
}

#[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
fn say(text: &str) {
    eprintln!("{text}");
}

fn table(name: &str) -> Option<Vec<Vec<String>>> {
    let path = PathBuf::from(SHARED).join(name);
    let Ok(text) = std::fs::read_to_string(&path) else {
        say(&format!("skipped: {} is not here", path.display()));
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
