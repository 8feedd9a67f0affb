//! SPDX 2 as tag-value, there and back.

use std::collections::BTreeMap;

use sbom::{Code, Encoding, LossReason, Losses, NoteKind, Origin, ParseOptions, Style};
use serde_json::{Map, Value};

use crate::corpus;

#[test]
fn every_document_of_the_corpus_has_the_counts_of_the_table() {
    let mut differences = Vec::new();
    for case in corpus::cases("spdx2", "tagvalue") {
        differences.extend(case.differences());
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn file_below_a_package_is_implied_not_written() {
    let text = "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nPackageName: p\nSPDXID: SPDXRef-p\n\
                FileName: ./f\nSPDXID: SPDXRef-f\n\
                Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-p\n";
    let document = sbom::parse(text.as_bytes()).unwrap();
    assert_eq!(document.edge_count(), 1);
    let implied: Vec<_> =
        document.relationships().filter(|it| it.origin() == Origin::HasFiles).collect();
    assert_eq!(implied.len(), 1);
    assert_eq!(document.described().next().map(|it| it.name()), Some("p"));
}

#[test]
fn what_has_no_name_does_not_become_part_of_what_stands_before_it() {
    let text = br#"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "packages": [
        {"name": "a", "SPDXID": "SPDXRef-a"},
        {"name": null, "SPDXID": "SPDXRef-b", "homepage": "https://b.test"},
        {"name": null, "SPDXID": "SPDXRef-c", "versionInfo": "3"}]}"#;
    let document = sbom::parse(text).unwrap();
    let written = document.write_as(Encoding::TagValue, Style::Pretty).unwrap();
    let again = sbom::parse(&written.bytes).unwrap();
    let versions: Vec<_> = again.components().map(|it| (it.local_id(), it.version())).collect();
    let expected = [("SPDXRef-a", None), ("SPDXRef-b", None), ("SPDXRef-c", Some("3"))];
    assert_eq!(versions, expected.map(|(id, version)| (Some(id), version)));
    let lost: Vec<_> = written.losses.iter().map(|loss| loss.path().to_owned()).collect();
    assert_eq!(lost, ["/packages/1/name", "/packages/2/name"]);
}

#[test]
fn strict_reading_refuses_what_lenient_reading_notes() {
    let text = b"SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nDataLicense: CC0-1.0\n\
                 DocumentName: d\nDocumentName: e\n";
    let document = sbom::parse(text).unwrap();
    assert_eq!(document.notes().count(NoteKind::RepeatedMember), 1);
    assert_eq!(document.name(), Some("d"));
    let error = sbom::parse_with(text, &ParseOptions::strict()).unwrap_err();
    assert_eq!((error.code(), error.line()), (Code::Deviation, Some(5)));
    let error = sbom::parse(b"SPDXVersion: SPDX-2.3\nPackageComment: <text>\nPackageName: p\n");
    let error = error.unwrap_err();
    assert_eq!((error.code(), error.line(), error.column()), (Code::Truncated, Some(2), Some(1)));
}

#[test]
fn every_prefix_is_read_or_refused() {
    let text = "SPDXVersion: SPDX-2.3\r\nSPDXID: SPDXRef-DOCUMENT\rExternalDocumentRef: DocumentRef-x https://x.example/ SHA1: aé\n\
                PackageName: p\nPackageVerificationCode: ab (excludes: ./a, ./b)\nExternalRef: SECURITY cpe23Type cpe\n\
                PackageComment: <text>a <text> b</text>\nSnippetSPDXID: s\nSnippetByteRange: 1:2\n\
                Annotator: Tool: t\nSPDXREF: s\nRelationship: a b c\nRelationshipComment: plain\nand more\n";
    for end in 0..=text.len() {
        let _ = sbom::parse(&text.as_bytes()[..end]);
        let _ = sbom::parse_with(&text.as_bytes()[..end], &ParseOptions::strict());
    }
    assert!(sbom::parse(text.as_bytes()).is_ok());
}

#[test]
fn tag_value_of_the_corpus_is_written_as_it_was_read() {
    let mut differences = Vec::new();
    let cases = corpus::cases("spdx2", "tagvalue").into_iter();
    for case in cases.filter(|case| corpus::is_affordable(case.bytes.len())) {
        let document = sbom::parse(&case.bytes).unwrap();
        let written = document.write().unwrap();
        let again = sbom::parse(&written).unwrap();
        if again.write().unwrap() != written {
            differences.push(format!("{}: is written in another way again", case.file));
        }
        let losses = Losses::default();
        let (before, after) = (json(&document), json(&again));
        differences.extend(
            compare(&before, &after, &losses).into_iter().map(|it| format!("{}: {it}", case.file)),
        );
    }
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn every_difference_of_json_written_as_tag_value_is_among_the_losses() {
    let mut differences = Vec::new();
    let cases = corpus::cases("spdx2", "json").into_iter().chain(corpus::cases("spdx2", "yaml"));
    for case in cases {
        let Ok(document) = sbom::parse(&case.bytes) else { continue };
        let written = document.write_as(Encoding::TagValue, Style::Pretty).unwrap();
        let again = match sbom::parse(&written.bytes) {
            Ok(again) => again,
            Err(error) => {
                differences.push(format!("{}: {error}", case.file));
                continue;
            }
        };
        let (before, after) = (json(&document), json(&again));
        let found = compare(&before, &after, &written.losses);
        differences.extend(found.into_iter().map(|it| format!("{}: {it}", case.file)));
    }
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}

/// Returns a document as JSON.
pub(crate) fn json(document: &sbom::Document) -> Value {
    let written = document.write_as(Encoding::Json, Style::Compact).unwrap();
    serde_json::from_slice(&written.bytes).unwrap()
}

/// Lists the differences between a document and its copy that no loss accounts for.
pub(crate) fn compare(before: &Value, after: &Value, losses: &Losses) -> Vec<String> {
    let mut comparison = Comparison { lost: BTreeMap::new(), found: Vec::new() };
    for loss in losses.iter() {
        comparison.lost.insert(loss.path().to_owned(), loss.reason());
    }
    comparison.document(before, after);
    comparison.found
}

struct Comparison {
    lost: BTreeMap<String, LossReason>,
    found: Vec<String>,
}

impl Comparison {
    fn document(&mut self, before: &Value, after: &Value) {
        let (Some(before), Some(after)) = (before.as_object(), after.as_object()) else { return };
        for (key, value) in before {
            let path = format!("/{key}");
            let other = after.get(key).unwrap_or(&Value::Null);
            match key.as_str() {
                // Files stand below their packages, so they come in another order.
                "packages" | "files" | "snippets" => self.elements(&path, value, other),
                "documentDescribes" => self.described(value, before, after),
                _ => self.value(&path, value, other),
            }
        }
        for key in after.keys().filter(|key| !before.contains_key(*key)) {
            let is_moved = match key.as_str() {
                // Written for shorthands that have no other place.
                "relationships" => self.has(LossReason::Approximated),
                "annotations" => self.has(LossReason::Dangling),
                _ => false,
            };
            if !is_moved {
                self.found.push(format!("/{key}: was not there"));
            }
        }
    }

    fn has(&self, reason: LossReason) -> bool {
        self.lost.values().any(|it| *it == reason)
    }

    fn described(
        &mut self,
        value: &Value,
        before: &Map<String, Value>,
        after: &Map<String, Value>,
    ) {
        let document = before.get("SPDXID").and_then(Value::as_str).unwrap_or("SPDXRef-DOCUMENT");
        let list =
            |key: &str| after.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
        for (at, id) in list_of(value).iter().enumerate() {
            let is_said = list("relationships").iter().any(|it| {
                it["spdxElementId"] == document
                    && it["relationshipType"] == "DESCRIBES"
                    && it["relatedSpdxElement"] == **id
            });
            if !is_said && !self.is_lost(&format!("/documentDescribes/{at}")) {
                self.found.push(format!("/documentDescribes/{at}: {id} is not described"));
            }
        }
    }

    fn elements(&mut self, path: &str, before: &Value, after: &Value) {
        let id = |value: &Value| value["SPDXID"].as_str().unwrap_or_default().to_owned();
        let mut left: Vec<&Value> = list_of(after);
        for (at, element) in list_of(before).into_iter().enumerate() {
            let path = format!("{path}/{at}");
            let place = left.iter().position(|it| id(it) == id(element)).or_else(|| {
                // An identifier is made for what has none.
                let name = |it: &Value| it.get("name").or(it.get("fileName")).cloned();
                left.iter().position(|it| id(element).is_empty() && name(it) == name(element))
            });
            match place {
                Some(place) => {
                    let other = left.remove(place);
                    self.value(&path, element, other);
                }
                None if self.is_lost(&path) => {}
                None => self.found.push(format!("{path}: is gone")),
            }
        }
        for element in left {
            self.found.push(format!("{path}: {} was not there", id(element)));
        }
    }

    fn value(&mut self, path: &str, before: &Value, after: &Value) {
        if before == after || self.lost.contains_key(path) {
            return;
        }
        match (before, after) {
            (Value::Object(before), Value::Object(after)) => {
                for (key, value) in before {
                    let key_path = format!("{path}/{}", key.replace('~', "~0").replace('/', "~1"));
                    self.value(&key_path, value, after.get(key).unwrap_or(&Value::Null));
                }
                for key in after.keys().filter(|key| !before.contains_key(*key)) {
                    // The reader gives identifiers to elements that have none.
                    if key != "SPDXID" {
                        self.found.push(format!("{path}/{key}: was not there"));
                    }
                }
            }
            (Value::Array(before), _) => self.list(path, before, list_of(after)),
            (Value::Null, _) | (_, Value::Null) if is_empty(before) && is_empty(after) => {}
            _ => {
                let short = |it: &Value| it.to_string().chars().take(60).collect::<String>();
                self.found.push(format!("{path}: {} is {}", short(before), short(after)));
            }
        }
    }

    fn list(&mut self, path: &str, before: &[Value], after: Vec<&Value>) {
        let mut after = after.into_iter();
        for (at, value) in before.iter().enumerate() {
            let path = format!("{path}/{at}");
            let is_dropped = self.lost.get(&path).is_some_and(|reason| {
                !matches!(reason, LossReason::Approximated | LossReason::Encoding)
            });
            if is_dropped || (path.contains("/hasFiles/") && self.is_lost(&path)) {
                continue;
            }
            match after.next() {
                Some(other) => self.value(&path, value, other),
                None if self.is_lost(&path) || value.is_null() => {}
                None => self.found.push(format!("{path}: is gone")),
            }
        }
        let more = after.count();
        let is_moved = match path {
            "/relationships" => self.has(LossReason::Approximated),
            "/annotations" => self.has(LossReason::Dangling),
            _ => false,
        };
        if more > 0 && !is_moved {
            self.found.push(format!("{path}: has {more} more"));
        }
    }

    /// Tells whether a loss is about a place, or about something within.
    fn is_lost(&self, path: &str) -> bool {
        let inner = format!("{path}/");
        self.lost.keys().any(|it| it == path || it.starts_with(&inner))
    }
}

fn list_of(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(list) => list.iter().filter(|it| !it.is_null()).collect(),
        Value::Null => Vec::new(),
        other => vec![other],
    }
}

/// An empty list says as little as none.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(object) => object.is_empty(),
        _ => false,
    }
}

const BROKEN: &[u8] = b"SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\n\
    DocumentName: d\nDocumentNamespace: https://x.example/d\nCreator: Tool: t-1\n\
    Created: 2026-01-01T00:00:00Z\nPackageName: p\nSPDXID: SPDXRef-p\nPackageChecksum: SHA1: abc\n\
    BuiltDate : soon\nFooTag: 1\nRelationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-q\n";

#[test]
fn violations_name_the_tag_and_the_line() {
    let report = sbom::parse(BROKEN).unwrap().validate();
    insta::assert_snapshot!(report, @"
    error[spdx2-required] PackageName (line 8, column 1): a package has no `PackageDownloadLocation`
    error[spdx2-unknown-field] FooTag (line 12, column 1): `FooTag` is not a tag of a package in SPDX 2.3
    error[spdx2-checksum-format] PackageChecksum (line 10, column 24): SHA1 has 40 digits, not 3
    error[spdx2-date] BuiltDate (line 11, column 13): must be a time in UTC such as `2026-11-22T07:15:00Z`, not `soon`
    error[spdx2-ref-dangling] Relationship (line 13, column 42): `SPDXRef-q` is not an element of the document
    not valid, 5 errors
    ");
    let tags: Vec<_> = report.into_iter().map(|it| (it.tag().unwrap_or("-"), it.path())).collect();
    let expected = [
        ("PackageName", "/packages/0"),
        ("FooTag", "/packages/0"),
        ("PackageChecksum", "/packages/0/checksums/0/checksumValue"),
        ("BuiltDate", "/packages/0/builtDate"),
        ("Relationship", "/relationships/0/relatedSpdxElement"),
    ];
    assert_eq!(tags, expected);
}

#[test]
fn violations_of_what_has_no_lines_are_told_by_their_path() {
    let made = sbom::parse(BROKEN).unwrap().dedupe().unwrap().document;
    assert_eq!(made.encoding(), Encoding::TagValue);
    let report = made.validate();
    let code = "spdx2-required";
    let missing = report.violations().iter().find(|violation| violation.code() == code).unwrap();
    assert_eq!((missing.tag(), missing.line()), (None, None));
    assert_eq!(
        missing.to_string(),
        "error[spdx2-required] /packages/0: a package has no `PackageDownloadLocation`"
    );
}
