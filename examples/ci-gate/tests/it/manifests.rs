//! `--manifest` and `--out`.

use std::fs;

use crate::support::{check, fixture, run};

/// The lines that are new, in order.
fn added<'t>(before: &str, after: &'t str) -> Vec<&'t str> {
    let mut old = before.lines().peekable();
    after.lines().filter(|line| old.next_if(|next| next == line).is_none()).collect()
}

#[test]
fn the_workload_that_runs_the_image_is_annotated_and_nothing_else_changes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("workloads.yaml");
    fs::copy(fixture("workloads.yaml"), &path).unwrap();
    let before = fs::read_to_string(&path).unwrap();

    let mut command = check("blocked.trivy.json");
    command.arg("--manifest").arg(&path);
    let ran = run(command);
    assert_eq!(ran.code, 1, "{}", ran.stderr);

    let after = fs::read_to_string(&path).unwrap();
    let added = added(&before, &after);
    assert_eq!(after.lines().count(), before.lines().count() + added.len(), "a line was lost");
    let scores =
        added.iter().filter(|line| line.contains("jfrog.com/xray-score: \"Critical\"")).count();
    assert_eq!(scores, 2, "workload and pod template, once each: {after}");
    let other = after.split("---").nth(2).unwrap();
    assert_eq!(other, before.split("---").nth(2).unwrap(), "another image's workload changed");
    assert!(after.contains("weighbridge.dev/image-digest: \"sha256:abab"), "{after}");
}

#[test]
fn annotating_twice_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("workloads.yaml");
    fs::copy(fixture("workloads.yaml"), &path).unwrap();
    let annotate = || {
        let mut command = check("clean.trivy.json");
        command.arg("--manifest").arg(&path);
        assert_eq!(run(command).code, 0);
        fs::read(&path).unwrap()
    };
    assert_eq!(annotate(), annotate());
}

#[test]
fn with_out_the_manifests_given_stay_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let given = folder.path().join("workloads.yaml");
    fs::copy(fixture("workloads.yaml"), &given).unwrap();
    let out = folder.path().join("out");

    let mut command = check("clean.trivy.json");
    command.arg("--manifest").arg(&given).arg("--out").arg(&out);
    assert_eq!(run(command).code, 0);

    assert_eq!(fs::read(&given).unwrap(), fs::read(fixture("workloads.yaml")).unwrap());
    assert!(fs::read_to_string(out.join("workloads.yaml")).unwrap().contains("xray-score"));
    let decision = fs::read(out.join("decision.json")).unwrap();
    let decision: serde_json::Value = serde_json::from_slice(&decision).unwrap();
    assert_eq!(decision["score"]["value"], "None");
}

#[test]
fn if_no_workload_runs_the_image_all_are_annotated_and_it_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("template.yaml");
    let text = fs::read_to_string(fixture("workloads.yaml")).unwrap();
    fs::write(&path, text.replace("shop/api:1.4.1", "image-to-be-set")).unwrap();

    let mut command = check("clean.trivy.json");
    command.arg("--manifest").arg(&path);
    let ran = run(command);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("all were annotated"), "{}", ran.stderr);
    let after = fs::read_to_string(&path).unwrap();
    assert_eq!(after.matches("jfrog.com/xray-score").count(), 4, "{after}");
}

#[test]
fn a_manifest_that_cannot_be_read_stops_it_before_anything_is_decided() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chart.yaml");
    fs::write(&path, "kind: Deployment\nmetadata:\n  name: {{ .Values.name }}\n").unwrap();
    let mut command = check("clean.trivy.json");
    command.arg("--manifest").arg(&path);
    let ran = run(command);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("line 3"), "{}", ran.stderr);
}
