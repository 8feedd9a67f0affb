//! Documents are written as they were read.

use std::path::{Path, PathBuf};

use sbom::{ConvertOptions, Document, Encoding, Format, Style};
use serde_json::Value;

const SHARED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus");
const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");

#[test]
fn members_order_numbers_and_what_nobody_knows_stay() {
    let text = r#"{"x-odd":[1.50,-0,1e3],"specVersion":"1.6","bomFormat":"CycloneDX","components":[{"name":"a","type":"library","zz":{"b":null,"a":"é\u0001"}}]}"#;
    let document = sbom::parse(text.as_bytes()).unwrap();
    assert_eq!(String::from_utf8(document.write_styled(Style::Compact).unwrap()).unwrap(), text);
    let sorted = document.write_styled(Style::Canonical).unwrap();
    assert!(sorted.starts_with(br#"{"bomFormat":"CycloneDX","components":[{"name":"a","type""#));
    let pretty = document.write().unwrap();
    assert!(pretty.starts_with(b"{\n  \"x-odd\": [\n    1.50,\n"));
    assert!(pretty.ends_with(b"}\n"));
}

#[test]
fn canonical_output_does_not_depend_on_the_order_of_what_has_none() {
    let cyclonedx = |parts: &[&str], edges: &[&str], hashes: &[&str]| {
        let hashes: Vec<_> =
            hashes.iter().map(|alg| format!(r#"{{"content": "00", "alg": "{alg}"}}"#)).collect();
        let parts: Vec<_> = parts
            .iter()
            .map(|id| {
                format!(
                    r#"{{"bom-ref": "{id}", "name": "n", "type": "library", "hashes": [{0}],
                        "components": [{{"type": "file", "name": "{id}"}}, {{"type": "file", "name": "b"}}],
                        "properties": [{{"name": "z"}}, {{"name": "a"}}]}}"#,
                    hashes.join(",")
                )
            })
            .collect();
        let edges: Vec<_> = edges.iter().map(|id| format!("{id:?}")).collect();
        format!(
            r#"{{"specVersion": "1.6", "components": [{}], "bomFormat": "CycloneDX",
                "dependencies": [{{"ref": "x", "dependsOn": [{}]}}, {{"ref": "a"}}]}}"#,
            parts.join(","),
            edges.join(",")
        )
    };
    let spdx = |parts: &[&str]| {
        let packages: Vec<_> =
            parts.iter().map(|id| format!(r#"{{"SPDXID": "SPDXRef-{id}"}}"#)).collect();
        let edges: Vec<_> = parts
            .iter()
            .map(|id| {
                format!(
                    r#"{{"relatedSpdxElement": "SPDXRef-{id}", "spdxElementId": "SPDXRef-DOCUMENT",
                        "relationshipType": "DESCRIBES"}}"#
                )
            })
            .collect();
        format!(
            r#"{{"spdxVersion": "SPDX-2.3", "relationships": [{}], "packages": [{}]}}"#,
            edges.join(","),
            packages.join(",")
        )
    };
    let canonical = |text: String| {
        let document = sbom::parse(text.into_bytes()).unwrap();
        String::from_utf8(document.write_styled(Style::Canonical).unwrap()).unwrap()
    };
    let one = canonical(cyclonedx(&["a", "x", "c"], &["c", "a"], &["SHA-256", "MD5"]));
    assert_eq!(one, canonical(cyclonedx(&["c", "a", "x"], &["a", "c"], &["MD5", "SHA-256"])));
    assert!(one.contains(r#""dependencies":[{"ref":"a"},{"dependsOn":["a","c"],"ref":"x"}]"#));
    // The order of properties may say something.
    assert!(one.contains(r#""properties":[{"name":"z"},{"name":"a"}]"#), "{one}");
    assert_eq!(canonical(spdx(&["1", "2", "3"])), canonical(spdx(&["3", "1", "2"])));
    assert_ne!(canonical(spdx(&["1", "2"])), canonical(spdx(&["1", "3"])));
}

#[test]
fn encodings_that_a_format_does_not_have_are_refused() {
    let document = sbom::parse(br#"{"bomFormat": "CycloneDX", "specVersion": "1.6"}"#).unwrap();
    let error = document.write_as(Encoding::Rdf, Style::Pretty).unwrap_err();
    assert_eq!(error.missing_feature(), None);
    assert_eq!(error.encoding(), Encoding::Rdf);
}

#[test]
fn what_is_written_in_another_encoding_is_recognised_or_refused() {
    let mut encodings = vec![Encoding::Json, Encoding::TagValue];
    if cfg!(feature = "yaml") {
        encodings.push(Encoding::Yaml);
    }
    if cfg!(feature = "xml") {
        encodings.push(Encoding::Xml);
    }
    if cfg!(feature = "rdf") {
        encodings.push(Encoding::Rdf);
    }
    if cfg!(feature = "protobuf") {
        encodings.push(Encoding::Protobuf);
    }
    let documents = [
        (r#"{"specVersion": "1.6", "components": []}"#, "1.6"),
        (r#"{"specVersion": 1.6, "metadata": {}}"#, "1.6"),
        (r#"{"bomFormat": "cyclonedx", "components": [{"type": "library", "name": "a"}]}"#, ""),
        (r#"{"SPDXID": "SPDXRef-DOCUMENT", "packages": [{"name": "a"}]}"#, ""),
        (r#"{"SPDXID": "SPDXRef-DOCUMENT", "spdxVersion": null}"#, ""),
        (r#"{"spdxVersion": "SPDX-2.3"}"#, "SPDX-2.3"),
    ];
    for (text, version) in documents {
        let document = sbom::parse(text.as_bytes()).unwrap();
        for encoding in encodings.iter().copied() {
            let written = match document.write_as(encoding, Style::Pretty) {
                Ok(written) => written.bytes,
                Err(error) if error.is_nameless() => {
                    assert_eq!(version, "", "{text} as {encoding}");
                    let target = match document.format() {
                        Format::CycloneDx => format!("cyclonedx-1.6-{encoding}"),
                        _ => format!("spdx-2.3-{encoding}"),
                    };
                    let target = target.parse().unwrap();
                    document.convert(target, &ConvertOptions::default()).unwrap().bytes
                }
                Err(_) => continue,
            };
            let again = sbom::parse(&written).unwrap();
            assert_eq!(again.format(), document.format(), "{text} as {encoding}");
            assert_eq!(again.encoding(), encoding, "{text}");
            assert_eq!(again.element_count(), document.element_count(), "{text} as {encoding}");
        }
    }
    let nameless = sbom::parse(&br#"{"SPDXID": "SPDXRef-DOCUMENT"}"#[..]).unwrap();
    let error = nameless.write_as(Encoding::TagValue, Style::Pretty).unwrap_err();
    assert_eq!(
        error.to_string(),
        "written as tag-value, nothing would tell the document to be spdx, since it does not name \
         its version: convert it to the version that it is of"
    );
}

#[test]
fn every_fixture_is_written_as_it_was() {
    let mut files = Vec::new();
    for folder in ["cyclonedx", "spdx"] {
        list(&Path::new(FIXTURES).join(folder), &mut files);
    }
    assert!(files.len() >= 8);
    let differences: Vec<String> = files.iter().filter_map(|file| difference(file)).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn every_document_of_the_corpus_is_written_as_it_was() {
    let Ok(table) = std::fs::read_to_string(Path::new(SHARED).join("EXPECTED.tsv")) else {
        eprintln!("skipped: no corpus at {SHARED}");
        return;
    };
    let rows = table.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let files: Vec<PathBuf> = rows
        .filter(|row| {
            let format = row.get(2).copied().unwrap_or_default();
            matches!(format, "cyclonedx" | "spdx2" | "spdx3") && row.get(1) == Some(&"ok")
        })
        .map(|row| Path::new(SHARED).join(row[0]))
        .collect();
    let differences: Vec<String> = files.iter().filter_map(|file| difference(file)).collect();
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}

/// Says what is different after a document was written and read again.
fn difference(file: &Path) -> Option<String> {
    let bytes = std::fs::read(file).unwrap();
    let complain = |what: &str| Some(format!("{}: {what}", file.display()));
    // Encodings that are switched off.
    let Ok(document) = sbom::parse(bytes.clone()) else { return None };
    let Ok(written) = document.write() else { return None };
    let again = match sbom::parse(written.clone()) {
        Ok(again) => again,
        Err(error) => return complain(&format!("not read again: {error}")),
    };
    let (before, after) = (json(&document), json(&again));
    if let Some(at) = before.iter().zip(&after).position(|(a, b)| a != b) {
        let part = |text: &[u8]| {
            let end = text.len().min(at + 60);
            String::from_utf8_lossy(&text[at.saturating_sub(60)..end]).into_owned()
        };
        return complain(&format!("another content: {} became {}", part(&before), part(&after)));
    }
    if before.len() != after.len() {
        return complain("more or less content");
    }
    if again.write().unwrap() != written {
        return complain("written twice, it is another text");
    }
    if document.encoding() == Encoding::Json && document.wrapped().is_none() {
        let text = String::from_utf8_lossy(&bytes);
        let start = text.find('{').unwrap_or(0);
        let mut stream = serde_json::Deserializer::from_str(&text[start..]).into_iter::<Value>();
        let source = stream.next().and_then(Result::ok);
        let made: Option<Value> = serde_json::from_slice(&written).ok();
        if source.is_some() && source != made {
            return complain("the JSON has another meaning");
        }
    }
    None
}

fn json(document: &Document) -> Vec<u8> {
    let encoding = match document.encoding() {
        Encoding::JsonLd => Encoding::JsonLd,
        _ => Encoding::Json,
    };
    let bytes = document.write_as(encoding, Style::Compact).unwrap().bytes;
    // The order of attributes says nothing, so that of the members may be another one.
    let value: Value = serde_json::from_slice(&bytes).unwrap();
    match document.encoding() {
        // RDF has no order at all.
        Encoding::Rdf => sorted(value).to_string().into_bytes(),
        _ => value.to_string().into_bytes(),
    }
}

/// Sorts every list.
fn sorted(value: Value) -> Value {
    match value {
        Value::Array(list) => {
            let mut list: Vec<Value> = list.into_iter().map(sorted).collect();
            list.sort_by_key(Value::to_string);
            Value::Array(list)
        }
        Value::Object(members) => {
            Value::Object(members.into_iter().map(|(key, value)| (key, sorted(value))).collect())
        }
        scalar => scalar,
    }
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => list(&path, files),
            false => files.push(path),
        }
    }
}
