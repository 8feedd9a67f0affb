//! Policy files, arguments, and what they may not be.

use std::path::{Path, PathBuf};

use crate::support::{NOW, Ran, check, ci_gate, fixture, run};

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

fn test(path: &Path, more: &[&str]) -> Ran {
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

/// Two images, one of them with a critical vulnerability, as evidence that was kept.
fn kept(folder: &Path) -> [PathBuf; 2] {
    ["clean", "blocked"].map(|name| {
        let out = folder.join(name);
        let mut command = check(&format!("{name}.trivy.json"));
        command.arg("--out").arg(&out);
        run(command);
        out.join("evidence.json")
    })
}

fn diff(old: &Path, new: &Path, evidence: &[PathBuf], more: &[&str]) -> Ran {
    let mut command = ci_gate();
    command.args(["policy", "diff"]).arg(old).arg(new).args(evidence);
    command.args(["--now", NOW]).args(more);
    run(command)
}

#[test]
fn what_a_new_policy_stops_ends_with_one() {
    let folder = folder("rules: [{ id: severe, vulnerability: { severity: '>=high' } }]\n");
    let evidence = kept(folder.path());
    let (base, team) = (folder.path().join("base.yaml"), folder.path().join("team.yaml"));

    let stricter = diff(&base, &team, &evidence, &[]);
    assert_eq!(stricter.code, 1, "{}", stricter.stderr);
    insta::assert_snapshot!(stricter.stdout, @r#"
    org/base → team, on 2 artifacts: 1 differs, 1 is denied that was not

    before  after  new  gone  changed  artifact
    allow   deny   1    0     0        registry.acme.io/shop/api:1.4.2

    allow → deny: registry.acme.io/shop/api:1.4.2
      + deny severe: CVE-2021-44228 (Critical) in org.apache.logging.log4j:log4j-core 2.14.1, fixed in 2.15.0
    "#);
    let milder = diff(&team, &base, &evidence, &["--format", "json"]);
    assert_eq!(milder.code, 0, "{}", milder.stderr);
    let report = milder.json();
    assert_eq!((&report["before"], &report["after"]), (&"team".into(), &"org/base".into()));
    assert_eq!(report["compared"], 2);
    assert_eq!(report["artifacts"][0]["after"], "allow");
    assert_eq!(report["artifacts"][0]["added"].as_array().unwrap().len(), 0);

    let starter = Path::new("starter");
    let same = diff(starter, starter, &evidence, &[]);
    assert_eq!(same.code, 0, "{}", same.stderr);
    assert_eq!(same.stdout, "starter 1 → starter 1, on 2 artifacts: no difference\n");
}

#[test]
fn what_cannot_be_compared_is_the_callers_mistake() {
    let folder = folder("requires: { sbom: deny }\n");
    let (base, team) = (folder.path().join("base.yaml"), folder.path().join("team.yaml"));
    let report = fixture("blocked.trivy.json");
    for (old, new, evidence, why) in [
        (&base, &team, &[][..], "<EVIDENCE>"),
        (&base, &team, std::slice::from_ref(&report), "evidence.json"),
        (&base, &report, std::slice::from_ref(&report), "not valid"),
        (&base, &team, &[folder.path().join("none.json")], "none.json"),
    ] {
        let ran = diff(old, new, evidence, &[]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{why}: {}", ran.stderr);
        assert!(ran.stderr.contains(why), "{why}: {}", ran.stderr);
    }
}
