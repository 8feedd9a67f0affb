use super::*;

fn status(json: &str) -> ScanStatus {
    serde_json::from_str(json).unwrap()
}

fn overall(state: &str) -> ScanStatus {
    status(&format!(
        r#"{{"overall": {{"status": "{state}", "time": "2026-01-02T03:04:05+02:00"}}}}"#
    ))
}

#[test]
fn only_a_scan_with_results_counts() {
    let at = Some("2026-01-02T01:04:05Z".parse().unwrap());
    let ended = |outcome| end(Ok(outcome)).map_err(|error| error.kind());
    let whole = Ok(End { at, is_partial: false });
    let part = Ok(End { at, is_partial: true });
    let refused = Err(SourceErrorKind::NotScanned);
    assert_eq!(ended(ScanOutcome::Done(overall("DONE"))), whole);
    assert_eq!(ended(ScanOutcome::Partial(overall("PARTIAL"))), part);
    assert_eq!(ended(ScanOutcome::Failed(overall("FAILED"))), refused);
    assert_eq!(ended(ScanOutcome::NotSupported(overall("NOT_SUPPORTED"))), refused);
    assert_eq!(ended(ScanOutcome::NotIndexed(None)), refused);
}

#[test]
fn a_server_that_names_no_steps_is_believed_about_the_whole() {
    let outcome = ScanOutcome::Partial(overall("DONE"));
    assert!(!end(Ok(outcome)).unwrap().is_partial);
    let unfinished_step =
        r#"{"overall": {"status": "DONE"}, "details": {"sca": {"status": "PENDING"}}}"#;
    let outcome = ScanOutcome::Partial(status(unfinished_step));
    assert!(end(Ok(outcome)).unwrap().is_partial);
}

#[test]
fn the_age_of_a_scan_is_that_of_the_step_that_found_the_components() {
    let both = status(
        r#"{"overall": {"status": "DONE", "time": "2026-03-01T00:00:00Z"},
            "details": {"sca": {"status": "DONE", "time": "2026-02-01T00:00:00Z"}}}"#,
    );
    assert_eq!(instant(&both), Some("2026-02-01T00:00:00Z".parse().unwrap()));
    assert_eq!(instant(&ScanStatus::default()), None);
}
