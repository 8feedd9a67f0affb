//! The public surface of `k8s-admission`.
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::indexing_slicing,
    reason = "helpers of tests may fail the test"
)]

mod annotations;
mod images;
mod properties;
mod real_manifests;
mod refusals;
mod yaml_edit;

use std::path::PathBuf;

use k8s_admission::{Annotations, Manifests, XRAY_SCORE};

/// Sets `jfrog.com/xray-score: Critical` on every workload.
fn score() -> Annotations {
    Annotations::new().set(XRAY_SCORE, "Critical").unwrap()
}

/// Annotates every workload; the result must read as annotated already.
fn annotate(text: &str, annotations: &Annotations) -> String {
    let edited = Manifests::parse(text).unwrap().annotate(|_| true, annotations).unwrap();
    let again = Manifests::parse(edited.text()).unwrap();
    let again = again.annotate(|_| true, annotations).unwrap();
    assert!(!again.is_changed(), "annotated twice:\n{}", edited.text());
    assert_eq!(again.text(), edited.text());
    edited.into_text()
}

/// The samples recorded from a real API server; they are not part of the repository.
fn samples() -> Option<PathBuf> {
    let folder =
        PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/samples/kubernetes"));
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: {} is not here", folder.display());
    None
}
