//! CPE names as documents have them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use sbom::Purl;
use sbom::cpe::{Cpe, CpeAttribute, CpeRelation, is_cpe22_pattern, is_cpe23_pattern};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus");

/// Texts that are neither a CPE name nor a package URL, whatever their place says.
const BROKEN: [&str; 10] = [
    // One attribute too many.
    "cpe:/a:redhat:a-FF:1:*:*:*:*:*",
    // Not a part.
    "cpe:/app:redhat:simple:1::el9",
    "a-purl-1",
    "a-purl-2",
    "https://github.com/actions/virtual-environments",
    "invalid purl",
    "invalid-purl-format",
    "package-lock.json",
    // No name.
    "pkg:golang/@?type=module",
    "pkg:invalid",
];

#[test]
fn names_written_by_generators_are_read_and_written_back() {
    for (written, canonical) in [
        // syft
        (
            "cpe:2.3:a:\\@babel\\/core:\\@babel\\/core:7.0.0:*:*:*:*:*:*:*",
            "cpe:2.3:a:\\@babel\\/core:\\@babel\\/core:7.0.0:*:*:*:*:*:*:*",
        ),
        (
            "cpe:2.3:a:gnu:libstdc\\+\\+:1\\:2.3-4\\~rc1:*:*:*:*:*:*:*",
            "cpe:2.3:a:gnu:libstdc\\+\\+:1\\:2.3-4\\~rc1:*:*:*:*:*:*:*",
        ),
        // A dictionary of version 2.2
        ("cpe:/o:linux:linux_kernel:2.6.32:rc1:x64", {
            "cpe:2.3:o:linux:linux_kernel:2.6.32:rc1:x64:*:*:*:*:*"
        }),
        // Scanners that quote nothing
        ("cpe:2.3:a:foo:g++:12:*:*:*:*:*:*:*", "cpe:2.3:a:foo:g\\+\\+:12:*:*:*:*:*:*:*"),
    ] {
        let cpe = Cpe::parse(written).unwrap();
        assert_eq!(cpe.to_string(), canonical);
        assert!(is_cpe23_pattern(canonical));
        assert!(is_cpe22_pattern(&cpe.to_uri()), "{}", cpe.to_uri());
        assert_eq!(Cpe::parse(&cpe.to_uri()).unwrap(), cpe);
        assert_eq!(cpe.compare(&cpe), CpeRelation::Equal);
        assert!(cpe.text(CpeAttribute::Product).is_some());
    }
}

#[test]
fn names_of_the_corpus_are_read_and_read_back() {
    let mut files = Vec::new();
    for family in ["cyclonedx", "spdx2"] {
        collect(&Path::new(CORPUS).join(family), &mut files);
    }
    if files.is_empty() {
        eprintln!("skipped: no corpus at {CORPUS}");
        return;
    }
    let (mut cpes, mut purls) = (BTreeSet::new(), BTreeSet::new());
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        let Ok(document) = sbom::parse(&bytes) else { continue };
        for component in document.components() {
            cpes.extend(component.cpes().map(str::to_owned));
            purls.extend(component.purl().map(str::to_owned));
        }
    }
    let mut broken = Vec::new();
    for text in &cpes {
        let Ok(cpe) = Cpe::parse(text) else {
            broken.push(text);
            continue;
        };
        for again in [cpe.to_string(), cpe.to_uri()] {
            assert_eq!(Cpe::parse(&again).unwrap(), cpe, "{text} as {again}");
        }
    }
    for text in &purls {
        let Ok(purl) = Purl::parse(text) else {
            broken.push(text);
            continue;
        };
        assert_eq!(Purl::parse(&purl.to_string()).unwrap(), purl, "{text}");
    }
    assert!(cpes.len() > 3_000 && purls.len() > 14_000);
    broken.retain(|text| !BROKEN.contains(&text.as_str()));
    assert!(broken.is_empty(), "{broken:#?}");
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
    files.sort();
}
