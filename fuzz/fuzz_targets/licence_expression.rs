//! Licence expressions: what is read is written as SPDX, and reads back as the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sbom::{LicenceExpression, LicenceReading};

fuzz_target!(|text: &str| {
    let strict = LicenceExpression::parse_strict(text);
    let lax = LicenceExpression::read(text, LicenceReading::LaxWithSlash);
    if let Ok(strict) = &strict {
        assert_eq!(lax.as_ref(), Ok(strict), "leniency changes nothing that is right");
        assert!(strict.lax_steps().is_empty());
    }
    let Ok(read) = lax else { return };
    for again in [read.to_string(), read.to_canonical()] {
        assert_eq!(LicenceExpression::parse(&again).as_ref(), Ok(&read), "{again}");
    }
    let modern = read.modernised();
    assert_eq!(modern.modernised(), modern);
});
