//! Manifests: an edit adds what it was told to add, and changes nothing when done again.

#![no_main]

use std::sync::LazyLock;

use k8s_admission::{Annotations, ErrorCode, Limits, Manifests, workloads_from_json};
use libfuzzer_sys::fuzz_target;

const KEY: &str = "jfrog.com/xray-score";
const VALUE: &str = "Critical: \"yes\" # no";

static ANNOTATIONS: LazyLock<Annotations> =
    LazyLock::new(|| Annotations::new().set(KEY, VALUE).expect("the key is valid"));

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { nodes: 20_000, ..Limits::default() };
    let _ = workloads_from_json(bytes, &limits);

    let manifests = match Manifests::parse_bytes(bytes, &limits) {
        Ok(manifests) => manifests,
        Err(error) => {
            let _ = error.to_string();
            return;
        }
    };
    for image in manifests.workloads().iter().flat_map(|workload| workload.images()) {
        let _ = (image.reference(), image.path());
    }

    let untouched = manifests.annotate(|_| false, &ANNOTATIONS).expect("nothing was to be done");
    assert_eq!(untouched.text(), manifests.text());
    assert!(!untouched.is_changed());

    match manifests.annotate(|_| true, &ANNOTATIONS) {
        Ok(edited) => {
            let again =
                Manifests::parse_with(edited.text(), &limits).expect("the edit was verified");
            assert_eq!(again.workloads().len(), manifests.workloads().len());
            for workload in again.workloads() {
                let found = workload.annotations().any(|pair| pair == (KEY, VALUE));
                assert!(found, "{} lacks the annotation", workload.title());
            }
            let twice = again.annotate(|_| true, &ANNOTATIONS).expect("it was possible once");
            assert_eq!(twice.text(), edited.text(), "annotating again changes nothing");
            if manifests.workloads().is_empty() {
                assert_eq!(edited.text(), manifests.text());
            }
        }
        // The safety net held, but the editor should not have needed it.
        Err(error) => assert_ne!(error.code(), ErrorCode::Verification, "{error}"),
    }
});
