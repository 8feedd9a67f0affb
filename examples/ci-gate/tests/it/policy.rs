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
