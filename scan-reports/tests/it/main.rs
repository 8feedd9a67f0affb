//! The public surface, from one binary.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "helpers of tests may fail loudly, and say what they skip"
)]

mod detect;
mod hostile;
mod samples;
mod trivy;

/// Reads a fixture of ours.
fn fixture(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Reads a collected real report, or says visibly that it is not there.
fn sample(name: &str) -> Option<Vec<u8>> {
    let path = format!("{}/../../shared/samples/scanners/{name}", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(&path).ok();
    if bytes.is_none() {
        eprintln!("skipped: {path} is absent");
    }
    bytes
}
