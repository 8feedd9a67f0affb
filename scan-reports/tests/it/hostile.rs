//! Bytes from strangers: broken, huge, deep, and of the wrong shape.

use scan_reports::{ErrorCode, GapKind, Limits, NoteKind, Report};

use crate::fixture;

const FIXTURES: [&str; 6] = [
    "web-shop.json",
    "clean.json",
    "end-of-life.json",
    "schema1.json",
    "cluster.json",
    "everything-else.json",
];

/// Every place in the small fixtures, some places in the large one: tests are not optimised.
fn stride(name: &str) -> usize {
    if name == "web-shop.json" { 29 } else { 1 }
}

#[test]
fn a_report_cut_anywhere_is_truncated_and_never_a_shorter_report() {
    for name in FIXTURES {
        let bytes = fixture(&format!("trivy/{name}"));
        let whole = bytes.trim_ascii_end().len();
        for cut in (0..whole).step_by(stride(name)) {
            let error = Report::parse(&bytes[..cut]).unwrap_err();
            let expected = if cut == 0 { ErrorCode::Empty } else { ErrorCode::Truncated };
            // Cutting a character in two leaves bytes that are not UTF-8 any more.
            if error.code() != ErrorCode::Syntax {
                assert_eq!(error.code(), expected, "{name} cut at {cut}: {error}");
            }
        }
        Report::parse(&bytes[..whole]).unwrap();
    }
}

#[test]
fn a_cut_report_tells_where() {
    let bytes = fixture("trivy/web-shop.json");
    let cut = bytes.len() / 2;
    let error = Report::parse(&bytes[..cut]).unwrap_err();
    assert!(error.path().unwrap().starts_with("Results[1]"), "{error}");
    let lines = bytes[..cut].iter().filter(|byte| **byte == b'\n').count() + 1;
    assert_eq!(error.line(), Some(lines));
}

#[test]
fn any_value_anywhere_is_read_or_refused_with_a_place() {
    let wrong = ["null", "true", "-1", "1e308", "\"\"", "\"x\"", "[]", "[[0]]", "{}", "{\"x\":[]}"];
    for name in FIXTURES {
        let text = String::from_utf8(fixture(&format!("trivy/{name}"))).unwrap();
        // All but the document itself, which comes last.
        let mut values = values(&text);
        values.pop();
        for (start, end) in values.into_iter().step_by(stride(name)) {
            for value in wrong {
                let mutated = format!("{}{value}{}", &text[..start], &text[end..]);
                if let Err(error) = Report::parse(mutated.as_bytes()) {
                    let located = error.path().is_some() || error.line().is_some();
                    let unrecognised = error.code() == ErrorCode::NotAReport;
                    assert!(located || unrecognised, "{name} {start}: {value}: {error}");
                }
            }
        }
    }
}

#[test]
fn a_field_of_the_wrong_type_is_noted_and_its_entry_kept() {
    let report = Report::parse(
        br#"{"SchemaVersion": 2, "ArtifactName": 7, "Results": [{"Type": "npm", "Vulnerabilities": [
            {"VulnerabilityID": "CVE-1", "PkgName": "a", "Title": {"deep": []}, "CweIDs": "CWE-79",
             "CVSS": [9.8], "Layer": true, "Severity": "HIGH"}]}]}"#,
    )
    .unwrap();
    assert_eq!(report.counts().high, 1);
    assert_eq!(report.notes.len(), 1);
    let note = &report.notes[0];
    assert_eq!((note.kind, note.count), (NoteKind::WrongType, 5));
    assert_eq!((note.path.as_str(), note.detail.as_str()), ("ArtifactName", "a number"));
    assert!(report.is_complete());
}

#[test]
fn an_entry_that_cannot_be_read_is_a_gap() {
    let report = Report::parse(
        br#"{"SchemaVersion": 2, "Results": [{"Type": "npm", "Vulnerabilities":
            ["CVE-1", null, {"PkgName": "a", "Severity": "CRITICAL"}], "Packages": [{}]}, 5]}"#,
    )
    .unwrap();
    assert!(report.findings.is_empty());
    assert_eq!(report.gaps.len(), 1);
    let gap = &report.gaps[0];
    assert_eq!((gap.kind, gap.count), (GapKind::UnreadableEntry, 5));
    assert_eq!(gap.path.as_deref(), Some("Results[0].Packages[0]"));
}

#[test]
fn a_list_that_is_no_list_is_refused() {
    for (json, path) in [
        (r#"{"SchemaVersion": 2, "Results": {}}"#, "Results"),
        (
            r#"{"SchemaVersion": 2, "Results": [{"Vulnerabilities": "no"}]}"#,
            "Results[0].Vulnerabilities",
        ),
        (r#"{"SchemaVersion": 2, "Results": [{"Packages": 1}]}"#, "Results[0].Packages"),
        (r#"{"ClusterName": "c", "Resources": [{"Results": false}]}"#, "Resources[0].Results"),
        (r#"[{"Target": "t", "Vulnerabilities": {}}]"#, "[0].Vulnerabilities"),
    ] {
        let error = Report::parse(json.as_bytes()).unwrap_err();
        assert_eq!(error.code(), ErrorCode::Structure, "{json}: {error}");
        assert_eq!(error.path(), Some(path), "{json}");
        assert!(error.reason().starts_with("expected a list"), "{error}");
    }
}

#[test]
fn a_member_given_twice_is_refused() {
    for json in [
        r#"{"SchemaVersion": 2, "Results": [], "Results": []}"#,
        r#"{"SchemaVersion": 2, "Results": [{"Vulnerabilities": [], "Vulnerabilities": null}]}"#,
        r#"{"SchemaVersion": 2, "Results": [{"Vulnerabilities": [{"Severity": "LOW", "Severity": "HIGH"}]}]}"#,
    ] {
        let error = Report::parse(json.as_bytes()).unwrap_err();
        assert_eq!(error.code(), ErrorCode::Structure, "{json}: {error}");
        assert!(error.line().is_some(), "{error}");
    }
}

#[test]
fn messages_do_not_repeat_what_strangers_wrote_at_length() {
    let json = format!(r#"{{"SchemaVersion": 2, "Results": "{}"}}"#, "x".repeat(100_000));
    assert!(Report::parse(json.as_bytes()).unwrap_err().to_string().len() < 200);
    let json = format!(
        r#"[{{"Target": "t", "Class": "{0}", "Vulnerabilities": [{{"VulnerabilityID": "a", "Severity": "{0}"}}]}}]"#,
        "x".repeat(100_000)
    );
    for note in Report::parse(json.as_bytes()).unwrap().notes {
        assert!(note.to_string().len() < 300, "{note}");
    }
}

#[test]
fn nesting_is_skipped_or_refused_without_recursion() {
    let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let skipped = format!(r#"{{"SchemaVersion": 2, "Extra": {}}}"#, deep(200_000));
    Report::parse(skipped.as_bytes()).unwrap();
    let in_field = format!(r#"{{"SchemaVersion": 2, "ArtifactName": {}}}"#, deep(200_000));
    assert_eq!(Report::parse(in_field.as_bytes()).unwrap().artifact.name, None);
    let endless = format!(r#"{{"SchemaVersion": 2, "Extra": {}"#, "[".repeat(200_000));
    assert_eq!(Report::parse(endless.as_bytes()).unwrap_err().code(), ErrorCode::Truncated);
    let objects =
        format!(r#"{{"SchemaVersion": 2, "Results": [{}"#, r#"{"Results":["#.repeat(50_000));
    assert_eq!(Report::parse(objects.as_bytes()).unwrap_err().code(), ErrorCode::Truncated);
    assert!(Report::parse("[".repeat(300_000).as_bytes()).is_err());
}

#[test]
fn numbers_beyond_reason_are_refused_or_passed_over() {
    let json = |number: &str| {
        format!(
            r#"{{"SchemaVersion": 2, "Results": [{{"Type": "npm",
                "Packages": [{{"Name": "a", "Version": "1", "Epoch": {number}}}],
                "Secrets": [{{"RuleID": "r", "StartLine": {number}, "EndLine": {number}}}],
                "Vulnerabilities": [{{"VulnerabilityID": "CVE-1",
                    "VendorSeverity": {{"nvd": {number}}}, "CVSS": {{"nvd": {{"V3Score": {number}}}}}}}]}}]}}"#
        )
    };
    for number in ["18446744073709551616", "-9223372036854775809", "1e300", "-0.0", "0.5", "1e-400"]
    {
        let report = Report::parse(json(number).as_bytes()).unwrap();
        assert_eq!(report.findings.len(), 1, "{number}");
        assert_eq!(report.secrets[0].lines, None, "{number}");
    }
    let error = Report::parse(json("1e400").as_bytes()).unwrap_err();
    assert_eq!(error.code(), ErrorCode::Syntax, "{error}");
    assert!(error.line().is_some());
}

#[test]
fn limits_hold_while_reading() {
    let many = format!(
        r#"{{"SchemaVersion": 2, "Results": [{{"Type": "npm", "Vulnerabilities": [{}]}}]}}"#,
        vec![r#"{"VulnerabilityID":"CVE-1"}"#; 100].join(",")
    );
    // One for the result, one for each finding.
    assert!(Report::parse_with(many.as_bytes(), &Limits::default().max_entries(101)).is_ok());
    let error =
        Report::parse_with(many.as_bytes(), &Limits::default().max_entries(100)).unwrap_err();
    assert_eq!(error.code(), ErrorCode::LimitExceeded);
    assert_eq!(error.path(), Some("Results[0].Vulnerabilities[99]"));

    let error = Report::parse_with(many.as_bytes(), &Limits::default().max_bytes(99)).unwrap_err();
    assert_eq!(error.code(), ErrorCode::LimitExceeded);
}

/// Programs match on them, and those of the other crates are written so too.
#[test]
fn codes_are_words_with_hyphens() {
    assert_eq!(ErrorCode::LimitExceeded.as_str(), "limit-exceeded");
    assert_eq!(ErrorCode::NotAReport.to_string(), "not-a-report");
    assert_eq!(GapKind::EndOfLifeOs.as_str(), "end-of-life-os");
    assert_eq!(NoteKind::UnmappedSeverity.as_str(), "unmapped-severity");
}

#[test]
fn endless_details_are_cut_and_said_to_be() {
    let sources: Vec<_> = (0..1_000).map(|n| format!(r#""s{n}": 1"#)).collect();
    let json = format!(
        r#"[{{"Target": "t", "Type": "npm", "Vulnerabilities":
            [{{"VulnerabilityID": "CVE-1", "VendorSeverity": {{{}}}}}]}}]"#,
        sources.join(",")
    );
    let report = Report::parse(json.as_bytes()).unwrap();
    assert!(report.findings[0].ratings.len() <= 64);
    assert_eq!(report.gaps[0].kind, GapKind::TooManyDetails);
}

#[test]
fn broken_text_is_refused_with_a_place() {
    for bytes in [
        &b"{\"SchemaVersion\": 2, \"ArtifactName\": \"\xff\"}"[..],
        b"{\"SchemaVersion\": 2, \"ArtifactName\": \"\\ud800\"}",
        b"{\"SchemaVersion\": 2, \"ArtifactName\": \"a\0b\"}",
        b"{\"SchemaVersion\": 2} {\"SchemaVersion\": 2}",
        b"{\"SchemaVersion\": 2,}",
    ] {
        let error = Report::parse(bytes).unwrap_err();
        assert_eq!(error.code(), ErrorCode::Syntax, "{error}");
        assert!(error.line().is_some(), "{error}");
    }
}

/// Where the values of a JSON text begin and end, objects and lists included.
fn values(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut open = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'{' | b'[' => {
                open.push(at);
                at += 1;
            }
            b'}' | b']' => {
                at += 1;
                found.push((open.pop().unwrap(), at));
            }
            b'"' => {
                let start = at;
                at += 1;
                while bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at += 1;
                // Names of members are not values.
                if !text[at..].trim_start().starts_with(':') {
                    found.push((start, at));
                }
            }
            byte if byte == b'-' || byte.is_ascii_alphanumeric() => {
                let start = at;
                while bytes[at] == b'-' || bytes[at] == b'.' || bytes[at].is_ascii_alphanumeric() {
                    at += 1;
                }
                found.push((start, at));
            }
            _ => at += 1,
        }
    }
    found
}
