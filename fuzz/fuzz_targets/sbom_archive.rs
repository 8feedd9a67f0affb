//! SBOMs inside something else: gzip, ZIP, in-toto statements, DSSE envelopes, Sigstore bundles,
//! several documents in one text, other character sets.

#![no_main]

use libfuzzer_sys::fuzz_target;
use weighbridge_fuzz::{is_recognisable, look, read};

fuzz_target!(|bytes: &[u8]| {
    let found = sbom::detect(bytes);
    let Some(document) = read(bytes) else { return };
    let found = found.expect("what is read is recognised");
    assert!(found.is_readable());
    assert_eq!(found.encoding(), document.encoding());
    assert_eq!(found.wrapped(), document.wrapped());
    if let Some(attestation) = document.attestation() {
        let subjects = attestation.subjects().iter();
        let _ = subjects.map(|subject| (subject.name(), subject.digests().count())).count();
        let _ = format!("{attestation:?}");
    }
    look(&document);
    if !is_recognisable(&document) {
        return;
    }
    let written = document.write().expect("every encoding is built in");
    let again = sbom::parse(written).expect("what was written can be read");
    assert_eq!(again.element_count(), document.element_count());
    assert!(again.wrapped().is_none(), "an envelope is not written");
});
