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

#[test]
fn scans_of_several_platforms_are_as_old_as_the_oldest() {
    let at = |text: &str| Some(text.parse().unwrap());
    let (old, new) = (at("2026-01-01T00:00:00Z"), at("2026-02-01T00:00:00Z"));
    assert_eq!(oldest([new, old].into_iter()), old);
    assert_eq!(oldest([new, None].into_iter()), None);
}

#[test]
fn the_place_is_read_from_every_spelling_of_the_path() {
    for path in ["default/r/shop/api/1/", "r/shop/api/1", "/default/r/shop/api/1/manifest.json"] {
        let mut summary = ArtifactSummary::default();
        summary.general.path = Some(path.to_owned());
        assert_eq!(stored_at(&summary).unwrap().as_str(), "r/shop/api/1/manifest.json", "{path}");
    }
    assert_eq!(stored_at(&ArtifactSummary::default()), None);
}

#[test]
fn the_name_to_export_by_is_xrays_own() {
    let path: RepoPath = "r/shop/api/sha256:ab/manifest.json".parse().unwrap();
    let mut summary = ArtifactSummary::default();
    assert_eq!(display_name(&summary, &path), "shop/api:sha256__ab");
    summary.general.name = Some("shop/api:1".to_owned());
    assert_eq!(display_name(&summary, &path), "shop/api:1");
}
