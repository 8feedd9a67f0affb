//! Readers that leave, disks that are full, and people who have waited enough.

#![cfg(unix)]

use std::fs::OpenOptions;
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};

use assert_cmd::cargo::CommandCargoExt as _;
use jfrog_fake::{FakeJfrog, demo};

use crate::support::{IMAGE, NOW, fixture};

fn check() -> Command {
    let mut command = Command::cargo_bin("ci-gate").unwrap();
    command.env_clear().args(["check", IMAGE, "--now", NOW]);
    command.arg("--report").arg(fixture("blocked.trivy.json"));
    command
}

#[test]
fn a_reader_who_leaves_changes_nothing() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let done = check().stdout(writer).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(done.status.code(), Some(1), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(done.stderr.is_empty(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn a_result_that_is_lost_is_told() {
    let Ok(full) = OpenOptions::new().write(true).open("/dev/full") else { return };
    let done = check().stdout(full).output().unwrap();
    let stderr = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(2), "{stderr}");
    assert!(stderr.starts_with("error: cannot write the result to stdout"), "{stderr}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_interrupts_gets_no_decision_and_a_known_exit_code() {
    let fake = FakeJfrog::start().await.unwrap();
    let image = format!("{}/{}", demo::DOCKER_REPOSITORY, demo::UNFINISHED_IMAGE);
    for signal in ["INT", "TERM"] {
        let mut command = Command::cargo_bin("ci-gate").unwrap();
        command.env_clear().args(["check", &image]);
        command.env("JFROG_URL", fake.url()).env("JFROG_ACCESS_TOKEN", fake.admin_token());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let interrupted = move || {
            let mut child = command.spawn().unwrap();
            let mut stderr = BufReader::new(child.stderr.take().unwrap());
            // Once it waits, it listens.
            stderr.read_line(&mut String::new()).unwrap();
            let kill = ["-s", signal, &child.id().to_string()].map(str::to_owned);
            assert!(Command::new("kill").args(kill).status().unwrap().success());
            let status = child.wait().unwrap();
            let mut rest = String::new();
            stderr.read_to_string(&mut rest).unwrap();
            (status.code(), rest)
        };
        let (code, stderr) = tokio::task::spawn_blocking(interrupted).await.unwrap();
        assert_eq!(code, Some(3), "{signal}: {stderr}");
        assert!(stderr.contains("interrupted"), "{signal}: {stderr}");
    }
}
