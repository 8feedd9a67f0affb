//! VEX documents of every format: any bytes are read or refused.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sbom::ParseOptions;

fuzz_target!(|bytes: &[u8]| {
    let mut options = ParseOptions::default();
    options.limits.items = 10_000;
    match sbom::vex::parse_with(bytes, &options) {
        Ok(document) => {
            let _ = format!("{document:?}");
        }
        Err(error) => {
            let lines = 1 + bytes.iter().filter(|it| matches!(it, b'\n' | b'\r')).count();
            assert!(error.line().is_none_or(|line| (1..=lines).contains(&line)), "{error}");
            let _ = format!("{error} {error:?}");
        }
    }
});
