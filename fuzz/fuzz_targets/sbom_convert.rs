//! SBOMs in any encoding, converted to every format: the result can be read.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sbom::{ConvertOptions, ParseOptions, Target};

fuzz_target!(|bytes: &[u8]| {
    let mut options = ParseOptions::default();
    options.limits.items = 2_000;
    let Ok(document) = sbom::parse_with(bytes, &options) else { return };
    for target in Target::all() {
        let Ok(made) = document.convert(target, &ConvertOptions::default()) else { continue };
        let _ = made.losses.to_string();
        if let Err(error) = sbom::parse(made.bytes) {
            panic!("{target}: {error}");
        }
    }
    if let Ok(merged) = document.dedupe() {
        let _ = merged.document.diff(&document).to_string();
    }
});
