//! Versions and revisions: 6.1.14, 6.1.16 to 6.1.22, 6.1.30.

use serde_json::{Value, json};

use super::{assert_faults, base, put};

/// Returns a document with that history, version and status.
fn told(revisions: &[(&str, &str)], version: &str, status: &str) -> Value {
    let item = |(date, number): &(&str, &str)| json!({"date": format!("2026-01-{date}Z"), "number": number, "summary": "Changed."});
    let history: Vec<_> = revisions.iter().map(item).collect();
    let document = put(base(), "/document/tracking/revision_history", json!(history));
    let document = put(document, "/document/tracking/version", json!(version));
    put(document, "/document/tracking/status", json!(status))
}

const FIRST: &str = "01T00:00:00";
const SECOND: &str = "02T00:00:00";
const THIRD: &str = "03T00:00:00";

#[test]
fn versions_rise_with_their_dates() {
    for (revisions, version) in [
        ([(SECOND, "2"), (FIRST, "1")], "2"),
        // At one moment, the version tells which comes first.
        ([(FIRST, "2"), (FIRST, "1")], "2"),
        ([(FIRST, "1.9.0"), (SECOND, "1.10.0")], "1.10.0"),
        ([(FIRST, "1"), ("01T00:00:00.00010", "2")], "2"),
        ([(FIRST, "1"), ("01T00:00:00.000", "2")], "2"),
    ] {
        assert_faults(&told(&revisions, version, "final"), &[]);
    }
    let unsorted = "csaf-unsorted-revision 14 /document/tracking/revision_history/1";
    let missing = "csaf-missing-revision 21 /document/tracking/revision_history/0";
    assert_faults(&told(&[(FIRST, "2"), (SECOND, "1")], "1", "final"), &[missing, unsorted]);
    let document = told(&[(FIRST, "1.10.0"), (SECOND, "1.9.0")], "1.9.0", "final");
    assert_faults(&document, &[unsorted]);
    let document = told(&[(FIRST, "1"), (SECOND, "3"), (THIRD, "2")], "2", "final");
    assert_faults(
        &document,
        &[
            "csaf-missing-revision 21 /document/tracking/revision_history/1",
            "csaf-unsorted-revision 14 /document/tracking/revision_history/2",
        ],
    );
    // A moment later by its fraction alone.
    let document =
        told(&[("01T00:00:00.5", "1.1.0"), ("01T00:00:00.05", "1.2.0")], "1.1.0", "final");
    let unsorted = "csaf-unsorted-revision 14 /document/tracking/revision_history/0";
    assert_faults(&document, &[unsorted]);
}

#[test]
fn version_is_the_last_one_of_the_history() {
    let latest = "csaf-latest-version 16 /document/tracking/version";
    let two = [(FIRST, "1"), (SECOND, "2")];
    assert_faults(&told(&two, "1", "final"), &[latest]);
    let ten: Vec<_> =
        ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"].map(|it| (FIRST, it)).into();
    assert_faults(&told(&ten, "9", "final"), &[latest]);
    assert_faults(&told(&ten, "10", "final"), &[]);
    // What it was built from does not count, not even with a hyphen.
    let built = [(FIRST, "1.0.0+a-b")];
    assert_faults(&told(&built, "1.0.0+c-d", "final"), &[]);
    assert_faults(&told(&[(FIRST, "1.0.0")], "1.0.0-rc.1+a", "draft"), &[]);
    assert_faults(&told(&[(FIRST, "1.0.0")], "1.1.0", "draft"), &[latest]);
}

#[test]
fn only_drafts_have_versions_before_the_first() {
    let draft = "csaf-released-draft 17 /document/tracking/version";
    let revision = "csaf-draft-revision 18 /document/tracking/revision_history/0";
    for version in ["0", "0.9.5"] {
        assert_faults(&told(&[(FIRST, version)], version, "draft"), &[]);
        assert_faults(&told(&[(FIRST, version)], version, "final"), &[revision, draft]);
        assert_faults(&told(&[(FIRST, version)], version, "interim"), &[revision, draft]);
    }
    let document = told(&[(FIRST, "0"), (SECOND, "1")], "1", "final");
    assert_faults(&document, &[revision]);
    assert_faults(&told(&[(FIRST, "0"), (SECOND, "1")], "1", "draft"), &[]);
}

#[test]
fn pre_releases_are_neither_released_nor_told_of() {
    let document = told(&[(FIRST, "1.0.0-rc"), (SECOND, "1.0.0")], "1.0.0", "draft");
    let revision = "csaf-pre-release-revision 19 /document/tracking/revision_history/0";
    assert_faults(&document, &[revision]);
    for status in ["final", "interim"] {
        assert_faults(
            &told(&[(FIRST, "1.0.0")], "1.0.0-alpha", status),
            &[
                "csaf-released-draft 17 /document/tracking/version",
                "csaf-released-pre-release 20 /document/tracking/version",
                "csaf-latest-version 16 /document/tracking/version",
            ],
        );
    }
}

#[test]
fn no_major_version_is_left_out_or_told_twice() {
    let missing = "csaf-missing-revision 21 /document/tracking/revision_history";
    let document = told(&[(FIRST, "1"), (SECOND, "3")], "3", "final");
    assert_faults(&document, &[&format!("{missing}/1")]);
    let document = told(&[(FIRST, "2"), (SECOND, "3")], "3", "final");
    assert_faults(&document, &[&format!("{missing}/0")]);
    let document = told(&[(FIRST, "1.0.0"), (SECOND, "1.7.0"), (THIRD, "2.3.0")], "2.3.0", "final");
    assert_faults(&document, &[]);
    assert_faults(
        &told(&[(FIRST, "1"), (SECOND, "1")], "1", "final"),
        &["csaf-duplicate-revision 22 /document/tracking/revision_history/1"],
    );
}

#[test]
fn versions_are_counted_in_one_way() {
    let mixed = "csaf-mixed-versions 30 /document/tracking";
    assert_faults(
        &told(&[(FIRST, "1.0.0"), (SECOND, "2")], "2", "final"),
        &[&format!("{mixed}/revision_history/1"), &format!("{mixed}/version")],
    );
    assert_faults(
        &told(&[(FIRST, "1"), (SECOND, "2")], "2.0.0", "final"),
        &[&format!("{mixed}/version"), "csaf-latest-version 16 /document/tracking/version"],
    );
}

/// What cannot be read is reported as that, and nothing is concluded from the rest.
#[test]
fn history_with_an_unreadable_item_has_no_order() {
    let document = told(&[(FIRST, "1"), (SECOND, "2.0"), (THIRD, "3")], "3", "final");
    let number = "csaf-version - /document/tracking/revision_history/1/number";
    assert_faults(&document, &[number]);
    let document = told(&[(FIRST, "1"), ("soon", "7")], "7", "final");
    assert_faults(&document, &["vex-date - /document/tracking/revision_history/1/date"]);
}
