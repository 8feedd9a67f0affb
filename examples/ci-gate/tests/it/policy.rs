//! Policy files, arguments, and what they may not be.

use crate::support::{check, ci_gate, fixture, run};

#[test]
fn every_fault_of_a_policy_is_told_with_line_and_column() {
    let mut command = check("clean.trivy.json");
    command.arg("--policy").arg(fixture("broken-policy.yaml"));
    let ran = run(command);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    for fault in ["6:22", "8:9", "9:32", "10:13"] {
        assert!(ran.stderr.contains(fault), "{fault} in {}", ran.stderr);
    }
    assert!(ran.stderr.contains("`severity`"), "no suggestion in {}", ran.stderr);
}

#[test]
fn the_starter_policy_passes_its_own_check() {
    let mut init = ci_gate();
    init.args(["policy", "init"]);
    let starter = run(init);
    assert_eq!(starter.code, 0);

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("policy.yaml");
    std::fs::write(&path, &starter.stdout).unwrap();
    let mut command = ci_gate();
    command.args(["policy", "check"]).arg(&path);
    let checked = run(command);
    assert_eq!(checked.code, 0, "{}", checked.stderr);
    assert!(checked.stdout.contains("is valid"), "{}", checked.stdout);
}

#[test]
fn the_starter_policy_written_to_a_file_decides_the_same() {
    let mut init = ci_gate();
    init.args(["policy", "init"]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("policy.yaml");
    std::fs::write(&path, run(init).stdout).unwrap();

    let decide = |policy: bool| {
        let mut command = check("blocked.trivy.json");
        command.args(["--format", "json"]);
        if policy {
            command.arg("--policy").arg(&path);
        }
        run(command).stdout
    };
    assert_eq!(decide(true), decide(false));
}

#[test]
fn mistakes_of_the_caller_end_with_two() {
    for arguments in [
        &["check"][..],
        &["check", "UPPER/Case:bad tag", "--report", "x"],
        &["check", "a/b:1"],
        &["check", "a/b:1", "--report", "/does/not/exist"],
        &["check", "a/b:1", "--report", "x", "--format", "pdf"],
        &["check", "a/b:1", "--build", "b/1"],
        &["check", "--build", "no-number"],
        &["policy", "check", "/does/not/exist"],
        &["no-such-command"],
    ] {
        let mut command = ci_gate();
        command.args(arguments);
        let ran = run(command);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}: {}", ran.stderr);
    }
}

#[test]
fn a_time_that_is_none_is_refused() {
    let mut command = ci_gate();
    command.args(["check", "a/b:1", "--now", "yesterday"]);
    command.arg("--report").arg(fixture("clean.trivy.json"));
    let ran = run(command);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("yesterday"), "{}", ran.stderr);
}

const BASE: &str = "apiVersion: policy/v1alpha1
kind: ArtifactPolicy
metadata: { name: org/base }
rules:
  - { id: exploited, vulnerability: { kev: true }, on_unknown: allow }
tests:
  - name: what is exploited is stopped
    now: 2026-11-20
    given: { finding: { id: CVE-2026-1, component: \"pkg:npm/left-pad@1.3.0\", kev: true } }
    expect: { outcome: deny, rules: [exploited] }
";

/// A folder with a policy of the company and one of a team on top of it.
fn folder(team: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("base.yaml"), BASE).unwrap();
    let head = "apiVersion: policy/v1alpha1\nkind: ArtifactPolicy\nmetadata: { name: team }\n";
    std::fs::write(folder.path().join("team.yaml"), format!("{head}{team}")).unwrap();
    folder
}

fn test(path: &std::path::Path, more: &[&str]) -> crate::support::Ran {
    let mut command = ci_gate();
    command.args(["policy", "test"]).arg(path).args(more);
    run(command)
}

#[test]
fn the_tests_of_a_policy_end_with_nought_or_one() {
    let folder = folder("");
    let base = folder.path().join("base.yaml");
    let ran = test(&base, &[]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("ok   what is exploited is stopped"), "{}", ran.stdout);
    assert!(ran.stdout.contains("exploited: never fails to hold"), "{}", ran.stdout);

    let beside = folder.path().join("tests.yaml");
    let claim = "- { name: all may pass, now: 2026-11-20, given: { finding: { id: CVE-1, component: x, kev: true } }, expect: { outcome: allow } }\n";
    std::fs::write(&beside, claim).unwrap();
    let ran = test(&base, &["--format", "json", "--tests", beside.to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let report = ran.json();
    assert_eq!(report["tests"][1]["mismatches"][0]["found"], "deny");
    assert_eq!(report["coverage"][0]["held"], 2);

    std::fs::write(&beside, claim.replace("now:", "nwo:")).unwrap();
    let ran = test(&base, &["--tests", beside.to_str().unwrap()]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("did you mean `now`?"), "{}", ran.stderr);
}

#[test]
fn a_policy_without_tests_cannot_be_tested() {
    let folder = folder("requires: { sbom: deny }\n");
    let ran = test(&folder.path().join("team.yaml"), &[]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
}

#[test]
fn a_policy_extends_the_files_beside_it() {
    let folder = folder("extends: [base.yaml, starter]\nmode: audit\n");
    let mut command = check("blocked.trivy.json");
    command.args(["--format", "json", "--policy"]).arg(folder.path().join("team.yaml"));
    let ran = run(command);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert_eq!(ran.json()["meta"]["policy"], "team");
    assert!(ran.stdout.contains("starter::critical-with-fix"), "{}", ran.stdout);
}

#[test]
fn a_policy_that_extends_itself_or_nothing_that_is_there_is_the_callers_mistake() {
    for extends in ["base.yml", "team.yaml", "./../missing.yaml"] {
        let folder = folder(&format!("extends: {extends}\nrequires: {{ sbom: deny }}\n"));
        let mut command = ci_gate();
        command.args(["policy", "check"]).arg(folder.path().join("team.yaml"));
        let ran = run(command);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{extends}: {}", ran.stderr);
        assert!(ran.stderr.contains(extends), "{extends}: {}", ran.stderr);
    }
}
