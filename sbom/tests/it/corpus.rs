//! The table of the corpus, for the encodings that have test files of their own.

use std::path::Path;

const SHARED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus");

/// A document of the corpus.
pub(crate) struct Case {
    pub(crate) file: String,
    pub(crate) bytes: Vec<u8>,
    row: Vec<String>,
}

impl Case {
    /// Returns what the table says, `None` where it says nothing.
    pub(crate) fn expected(&self, column: &str) -> Option<&str> {
        let at = COLUMNS.iter().position(|name| *name == column)?;
        self.row.get(at).map(String::as_str).filter(|it| *it != "-")
    }

    /// Returns where the document, as it is read, differs from the table.
    pub(crate) fn differences(&self) -> Vec<String> {
        let document = match sbom::parse(&self.bytes) {
            Ok(document) => document,
            Err(error) => return vec![format!("{}: {error}", self.file)],
        };
        let mut described = document.described();
        let root = match (document.described_count(), described.next()) {
            (1, Some(root)) => root.name().to_owned(),
            _ => String::new(),
        };
        let found = [
            ("version", document.spec_version().to_owned()),
            ("components", document.components().count().to_string()),
            ("files", document.files().count().to_string()),
            ("edges", document.edge_count().to_string()),
            ("root", root),
            ("roots", document.described_count().to_string()),
            ("vulns", document.vulnerabilities().len().to_string()),
        ];
        let mut differences = Vec::new();
        for (column, found) in found {
            if self.expected(column).is_some_and(|expected| expected != found) {
                let expected = self.expected(column);
                differences.push(format!("{}: {column}: {found:?}, {expected:?}", self.file));
            }
        }
        differences
    }
}

/// Reports whether an unoptimised test should look at so many bytes. The few documents that are
/// larger take as long as all others together; conformance is tested with them, too.
pub(crate) fn is_affordable(bytes: usize) -> bool {
    !cfg!(debug_assertions) || bytes <= 500_000
}

/// Returns the documents of one format and serialisation; none, visibly, without the corpus.
#[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
pub(crate) fn cases(format: &str, serialisation: &str) -> Vec<Case> {
    let path = Path::new(SHARED).join("EXPECTED.tsv");
    let Ok(table) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: {} is not here", path.display());
        return Vec::new();
    };
    let rows = table.lines().map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>());
    rows.filter(|row| row.len() > 3 && row[2] == format && row[3] == serialisation)
        .map(|row| {
            let file = row[0].clone();
            Case { bytes: std::fs::read(Path::new(SHARED).join(&file)).unwrap(), file, row }
        })
        .collect()
}

const COLUMNS: &[&str] = &[
    "file",
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
    "schema",
];

#[cfg(feature = "xml")]
#[test]
fn spdx_in_xml_is_counted_as_the_table_does() {
    let cases = cases("spdx2", "spdxxml");
    let differences: Vec<_> = cases.iter().flat_map(|case| case.differences()).collect();
    assert!(cases.is_empty() || cases.len() == 2, "{} documents", cases.len());
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
    for case in cases {
        let document = sbom::parse(&case.bytes).unwrap();
        assert_eq!(document.encoding(), sbom::Encoding::Xml);
        let again = sbom::parse(document.write().unwrap()).unwrap();
        let json = |document: &sbom::Document| {
            let made = document.write_as(sbom::Encoding::Json, sbom::Style::Canonical).unwrap();
            String::from_utf8(made.bytes).unwrap()
        };
        assert_eq!(json(&document), json(&again), "{}", case.file);
    }
}
