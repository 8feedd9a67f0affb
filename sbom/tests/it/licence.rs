//! Licences as documents have them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sbom::{
    LicenceClaim, LicenceExpression, LicenceKind, LicenceMemo, LicenceNode, is_cyclonedx_licence_id,
};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus");

#[test]
fn a_documents_licences_are_read_and_joined() {
    let document = sbom::parse(
        br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
            {"type": "library", "name": "a", "licenses": [
                {"license": {"id": "Apache-2.0"}}, {"license": {"name": "The MIT License"}}]},
            {"type": "library", "name": "b", "licenses": [{"expression": "MIT or GPL-2.0+"}]},
            {"type": "library", "name": "c", "licenses": [{"license": {"name": "see COPYING"}}]}
        ]}"#,
    )
    .unwrap();
    let mut memo = LicenceMemo::default();
    let mut lines = Vec::new();
    for component in document.components() {
        let read: Vec<_> = component
            .licences()
            .filter_map(|licence| memo.read(licence.text()).expression().cloned())
            .collect();
        let line = LicenceExpression::join(read).map(|joined| {
            format!("{} {joined}{}", component.name(), if joined.is_joined() { " ?" } else { "" })
        });
        lines.extend(line);
    }
    assert_eq!(lines, ["a Apache-2.0 AND MIT ?", "b MIT OR GPL-2.0+"]);
}

#[test]
fn an_expression_can_be_walked() {
    let expression = LicenceExpression::parse("MIT OR (ISC AND Zlib)").unwrap();
    let LicenceNode::Any(parts) = expression.root() else { unreachable!() };
    assert!(matches!(parts[0], LicenceNode::Term(ref term) if term.id() == Some("MIT")));
    assert!(matches!(parts[1], LicenceNode::All(ref parts) if parts.len() == 2));
}

#[test]
fn ids_of_the_corpus_are_expressions() {
    let mut files = Vec::new();
    for family in ["cyclonedx", "spdx2"] {
        collect(&Path::new(CORPUS).join(family), &mut files);
    }
    if files.is_empty() {
        eprintln!("skipped: no corpus at {CORPUS}");
        return;
    }
    // How often each kind of text is an expression, and how often it is not.
    let mut counts: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        let Ok(document) = sbom::parse(&bytes) else { continue };
        let mut memo = LicenceMemo::default();
        for licence in document.components().flat_map(|component| component.licences()) {
            let claim = memo.read(licence.text());
            let kind = match licence.kind() {
                LicenceKind::Id => "id",
                LicenceKind::Expression => "expression",
                _ => "other",
            };
            let [read, unread] = counts.entry(kind).or_default();
            match claim {
                LicenceClaim::Text(_) | LicenceClaim::Nothing => *unread += 1,
                LicenceClaim::Expression(expression) => {
                    *read += 1;
                    let again = LicenceExpression::parse(&expression.to_string()).unwrap();
                    assert_eq!(again, *expression);
                    let same = LicenceExpression::parse(&expression.to_canonical()).unwrap();
                    assert_eq!(same, *expression);
                }
                LicenceClaim::None | LicenceClaim::NoAssertion => *read += 1,
            }
            if kind == "id" && is_cyclonedx_licence_id(licence.text()) {
                // Exceptions are on CycloneDX's list, though they are no licences.
                let exception = licence.text().contains("exception");
                assert!(claim.expression().is_some() || exception, "{}", licence.text());
            }
        }
    }
    let share = |kind: &str| counts.get(kind).map_or(0, |[yes, no]| 100 * yes / (yes + no));
    // Trivy writes lists with commas, which say neither `AND` nor `OR`, as expressions.
    assert!(share("id") >= 99 && share("expression") >= 80, "{counts:?}");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
}
