//! Running the program.

use std::path::{Path, PathBuf};

use assert_cmd::Command;

/// The image of the fixtures.
pub(crate) const IMAGE: &str = "registry.acme.io/shop/api:1.4.2";
/// A day on which the fixtures are fresh.
pub(crate) const NOW: &str = "2026-11-22T12:00:00Z";

/// The program without anything of the environment that it might read.
pub(crate) fn ci_gate() -> Command {
    let mut command = Command::cargo_bin("ci-gate").unwrap();
    command.env_clear();
    command
}

/// `check` on files, at a fixed time.
pub(crate) fn check(report: &str) -> Command {
    let mut command = ci_gate();
    command.args(["check", IMAGE, "--now", NOW]);
    command.arg("--sbom").arg(fixture("api.cdx.json"));
    command.arg("--report").arg(fixture(report));
    command
}

pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// Documents beside the checkout that a stranger's clone does not have.
#[expect(clippy::print_stderr, reason = "what is skipped is said")]
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is absent", path.display());
    None
}

pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap()
    }
}

pub(crate) fn run(mut command: Command) -> Ran {
    let output = command.output().unwrap();
    Ran {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
