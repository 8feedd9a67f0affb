//! Which scanner wrote this.

use scan_reports::{ErrorCode, Format, GapKind, Report, Scanner, detect};

#[test]
fn scanners_are_told_apart_by_their_outermost_members() {
    let table = [
        (r#"{"SchemaVersion": 2}"#, Format::Trivy),
        (r#"{"ArtifactName": "x", "Results": [], "SchemaVersion": 2}"#, Format::Trivy),
        (r#"{"SchemaVersion": 0, "ClusterName": "c"}"#, Format::TrivyKubernetes),
        (r#"{"ClusterName": "c", "Resources": []}"#, Format::TrivyKubernetes),
        (r#"[{"Target": "x"}]"#, Format::TrivyLegacy),
        (r#"[]"#, Format::TrivyLegacy),
        (r#"null"#, Format::TrivyLegacy),
        (r#"{"matches": [], "descriptor": {}}"#, Format::Grype),
        (r#"{"manifest_hash": "sha256:0"}"#, Format::ClairV4),
        (r#"{"image": "x", "unapproved": null, "vulnerabilities": null}"#, Format::ClairScanner),
        (r#"{"vulnerabilities": [{"featurename": "x"}]}"#, Format::ClairScanner),
        (r#"{"LayerCount": 3, "Vulnerabilities": {}}"#, Format::Klar),
        (r#"{"status": "scanned", "data": {"Layer": {}}}"#, Format::QuaySecurity),
        (r#"{"version": "2.1.0", "runs": []}"#, Format::Sarif),
        (r#"{"results": []}"#, Format::OsvScanner),
        (r#"{"results": [{"source": {}, "packages": []}]}"#, Format::OsvScanner),
        (r#"["x", {"object": "Pod/x", "score": 1, "scoring": {}}]"#, Format::Kubesec),
        (r#"{"artifacts": [{"general": {}, "issues": []}]}"#, Format::Xray),
        (r#"[{"scan_id": "x"}]"#, Format::Xray),
    ];
    for (json, format) in table {
        assert_eq!(detect(json.as_bytes()), Ok(format), "{json}");
    }
}

#[test]
fn unsupported_scanners_are_refused_by_name() {
    let error = Report::parse(br#"{"matches": [], "descriptor": {}}"#).unwrap_err();
    assert_eq!(error.to_string(), "recognised as Grype, which is not supported yet");
    assert_eq!(error.code(), ErrorCode::Unsupported);
    assert_eq!(error.format().and_then(Format::scanner), Some(Scanner::Grype));
}

#[test]
fn an_empty_file_is_an_error_and_not_a_clean_report() {
    for empty in ["", " \r\n\t", "\u{feff}", "\u{feff}\n"] {
        let error = Report::parse(empty.as_bytes()).unwrap_err();
        assert_eq!(error.code(), ErrorCode::Empty, "{empty:?}");
    }
}

#[test]
fn no_result_is_valid_but_proves_nothing() {
    for json in ["null", "[]", " [ ] \n"] {
        let report = Report::parse(json.as_bytes()).unwrap();
        assert_eq!(report.scanner, Scanner::Trivy);
        assert_eq!(report.counts().total(), 0);
        assert!(!report.is_complete());
        assert_eq!(report.gaps[0].kind, GapKind::NothingExamined);
    }
}

#[test]
fn sboms_are_called_sboms() {
    for (json, name) in [
        (r#"{"bomFormat": "CycloneDX", "specVersion": "1.6"}"#, "CycloneDX"),
        (r#"{"spdxVersion": "SPDX-2.3"}"#, "SPDX"),
        (r#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}"#, "JSON-LD"),
        (r#"{"artifacts": [{"id": "x"}], "artifactRelationships": []}"#, "Syft"),
    ] {
        let error = detect(json.as_bytes()).unwrap_err();
        assert_eq!(error.code(), ErrorCode::NotAReport, "{json}");
        assert!(error.reason().contains(name), "{error}");
    }
}

#[test]
fn other_documents_are_not_reports() {
    for json in [r#"{}"#, r#"{"a": 1}"#, r#"[1, 2]"#, r#"[{"a": 1}]"#, r#"{"data": "x"}"#] {
        let error = Report::parse(json.as_bytes()).unwrap_err();
        assert_eq!(error.code(), ErrorCode::NotAReport, "{json}");
    }
}

#[test]
fn what_is_not_json_is_told_what_it_is() {
    let table: [(&[u8], ErrorCode, &str); 5] = [
        (b"<?xml version=\"1.0\"?><testsuites/>", ErrorCode::Syntax, "XML"),
        (b"alpine:3.10 (alpine 3.10.2)\n=====", ErrorCode::Syntax, "not JSON"),
        (b"\xff\xfe{\0}\0", ErrorCode::Encoding, "UTF-16"),
        (b"{\"a\": tru}", ErrorCode::Syntax, "expected"),
        (b"nul", ErrorCode::Truncated, "EOF"),
    ];
    for (bytes, code, word) in table {
        let error = Report::parse(bytes).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert!(error.reason().contains(word), "{error}");
    }
}

#[test]
fn a_byte_order_mark_does_no_harm() {
    let report = Report::parse("\u{feff}{\"SchemaVersion\": 2}".as_bytes()).unwrap();
    assert_eq!(report.format, Format::Trivy);
}

#[test]
fn other_versions_of_trivys_schema_are_refused() {
    for version in ["1", "3", "2.5", "\"two\"", "[2]"] {
        let json = format!(r#"{{"SchemaVersion": {version}, "Results": []}}"#);
        let error = Report::parse(json.as_bytes()).unwrap_err();
        let code = error.code();
        assert!(
            matches!(code, ErrorCode::UnsupportedVersion | ErrorCode::NotAReport),
            "{version}: {error}"
        );
    }
}
