//! SBOMs in every encoding that is no JSON: any bytes are read or refused, and what is read can be
//! judged, written and read again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sbom::ParseOptions;

fuzz_target!(|bytes: &[u8]| {
    let mut options = ParseOptions::default();
    options.limits.items = 10_000;
    let Ok(document) = sbom::parse_with(bytes, &options) else { return };
    let _ = document.validate().to_string();
    let Ok(written) = document.write() else { return };
    let again = sbom::parse(written).expect("what was written can be read");
    assert_eq!(again.components().count(), document.components().count());
    assert_eq!(again.edge_count(), document.edge_count());
});
